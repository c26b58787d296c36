//! What the fields of a step say of its state: criteria that nobody has confirmed, and words that say nothing.

use super::super::{Diagnostic, Field, FieldKey, Kind, Node, Plan, Severity, State};
use super::name;
use crate::text::{Span, quoted};

/// Adds steps that are done and not validated, and statuses that no state follows from.
pub(super) fn check(plan: &Plan, found: &mut Vec<Diagnostic>) {
    let nodes = || plan.ids().map(|id| plan.node(id)).filter(|node| matches!(node.kind, Kind::Step | Kind::Phase));
    found.extend(nodes().filter_map(|node| unknown_status(plan, node)));
    let waiting: Vec<(&Node, &Field)> = nodes().filter_map(|node| Some((node, unconfirmed(node)?))).collect();
    let note = |field: &Field, message| Diagnostic::new(Severity::Note, "not-validated", first_line(field), message);
    let one_by_one = nodes().any(|node| node.state == Some(State::Validated));
    match waiting[..] {
        // Where nobody validates, once is enough to say so.
        [(_, field), _, ..] if !one_by_one => {
            found.push(note(field, format!("{} steps are done, but nobody has validated one of them", waiting.len())));
        }
        _ => {
            let message = |node| format!("{} is done, but nobody has validated it", name(node));
            found.extend(waiting.iter().map(|(node, field)| note(field, message(node))));
        }
    }
}

/// Returns the criteria of a step that is done and not validated.
fn unconfirmed(node: &Node) -> Option<&Field> {
    let is_criterion = |field: &&Field| field.key == FieldKey::Validation && !field.placeholder;
    let field = node.fields.iter().find(is_criterion)?;
    (node.kind == Kind::Step && node.state == Some(State::Done)).then_some(field)
}

fn unknown_status(plan: &Plan, node: &Node) -> Option<Diagnostic> {
    let says_nothing = |field: &&Field| {
        field.key == FieldKey::Status && field.mark.is_none() && !field.placeholder && !field.line_value.is_empty()
    };
    let field = node.fields.iter().find(says_nothing)?;
    let value = quoted(field.line_value.of(plan.text()));
    let message = format!("{value} is no status that is known, so {} is read without it", name(node));
    Some(
        Diagnostic::new(Severity::Note, "unknown-status", field.line_value, message)
            .help("begin with a word such as Done, In Progress or Not Started"),
    )
}

/// Returns the first line of `field`, from its name to the end of its value there.
fn first_line(field: &Field) -> Span {
    Span::new(field.span.start, field.line_value.end.clamp(field.span.start, field.span.end))
}
