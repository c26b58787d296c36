//! Numbers that two nodes have, so that neither can be named by it.

use std::borrow::Cow;

use super::super::numbering::{own, run_through};
use super::super::{Diagnostic, HashMap, Kind, NodeId, Plan, Severity};
use super::{lower, name};

/// Adds the nodes whose number another one of their kind has already.
pub(super) fn check(plan: &Plan, found: &mut Vec<Diagnostic>) {
    let mut first: HashMap<(Kind, Option<NodeId>, Cow<'_, str>), NodeId> = HashMap::default();
    let through = run_through(plan);
    for id in plan.ids() {
        let node = plan.node(id);
        let Some(label) = own(node) else { continue };
        let number = lower(&label.number);
        // Whole numbers begin anew under each heading, and most numbers of items in each list.
        let anew = match node.kind {
            Kind::Item if number.starts_with(|c: char| c.is_ascii_digit()) => {
                !node.parent.is_some_and(|list| through.contains(&list))
            }
            _ => label.is_whole(),
        };
        let key = (node.kind, node.parent.filter(|_| anew), number);
        let twin = *first.entry(key).or_insert(id);
        if twin != id {
            let other = plan.node(twin);
            let message = format!("line {} has the number {} too", other.line, name(node));
            found.push(
                Diagnostic::new(Severity::Warning, "duplicate-number", node.head, message)
                    .help("number them apart, or nothing can refer to one of them")
                    .relates(other.head, "the first of them"),
            );
        }
    }
}
