//! Numbers that two nodes have, so that neither can be named by it.

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::label::{Word, word};
use super::super::{Diagnostic, Kind, Label, NodeId, Plan, Severity};
use super::{lower, name};

/// Adds the nodes whose number another one of their kind has already.
pub(super) fn check(plan: &Plan, found: &mut Vec<Diagnostic>) {
    let mut first: HashMap<(Kind, Option<NodeId>, Cow<'_, str>), NodeId> = HashMap::new();
    for id in plan.ids() {
        let node = plan.node(id);
        // A second view bears the number of what it shows.
        let own = |label: &&Label| node.view_of.is_none() && is_own(node.kind, label);
        let Some(label) = node.label.as_ref().filter(own) else { continue };
        let number = lower(&label.number);
        // Whole numbers begin anew under each heading, and numbers of items in each list.
        let anew = label.is_whole() || node.kind == Kind::Item && number.starts_with(|c: char| c.is_ascii_digit());
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

/// Returns whether `label` is the node's own number: a row `Week 4: …` in a list is about a phase, and `Phase [N]` of a
/// template has no number yet.
fn is_own(kind: Kind, label: &Label) -> bool {
    let row = || label.word.as_deref().and_then(word).is_some_and(|(word, _)| word == Word::Phase);
    match kind {
        _ if label.number.starts_with('[') => false,
        Kind::Phase | Kind::Step => true,
        Kind::Item => !row(),
        _ => false,
    }
}
