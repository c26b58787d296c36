//! What somebody else did to the plan, in one sentence.

use super::words;
use crate::plan::{Deed, Event, Kind, Node, NodeId, Plan};

/// Returns the sum of `events` between `old` and `new`, the worst first: `unticked 2.1, ticked 3 items, added Route`.
pub(super) fn summary(old: &Plan, new: &Plan, events: &[Event], ellipsis: &str) -> String {
    let node = |event: &Event| subject(old, new, event);
    let parts = events.chunk_by(group).map(|same| match same {
        [only] if is_mark(only.deed) => {
            words::deed(node(only), only.from, only.to, &words::name(node(only), 30, ellipsis))
        }
        [only] if only.deed == Deed::Reflowed => match only.count {
            1 => "only line breaks or blanks changed, in one row".to_owned(),
            rows => format!("only line breaks or blanks changed, in {rows} rows"),
        },
        [only] if only.deed == Deed::Renumbered => format!("{} got other numbers", only.count),
        [only] if only.count == 1 => format!("{} {}", only.name(), words::name(node(only), 30, ellipsis)),
        [only] => format!("{} {} with {} more", only.name(), words::name(node(only), 30, ellipsis), only.count - 1),
        [first, ..] => {
            let count: usize = same.iter().map(|event| event.count).sum();
            let is_item = |event: &Event| event.count == 1 && node(event).kind == Kind::Item;
            let noun = if same.iter().all(is_item) { "items" } else { "rows" };
            format!("{} {count} {noun}", first.name())
        }
        [] => String::new(),
    });
    let sum = parts.collect::<Vec<_>>().join(", ");
    if sum.is_empty() { "blank lines changed".to_owned() } else { sum }
}

/// Returns the node that an event is about, as it is now or was last.
pub(super) fn subject<'a>(old: &'a Plan, new: &'a Plan, event: &Event) -> &'a Node {
    match (event.new, event.old) {
        (Some(id), _) => new.node(id),
        (None, Some(id)) => old.node(id),
        (None, None) => new.node(NodeId::ROOT),
    }
}

/// Returns whether two events are told as one: the same was done to both.
fn group(a: &Event, b: &Event) -> bool {
    a.deed == b.deed && a.name() == b.name()
}

fn is_mark(deed: Deed) -> bool {
    matches!(deed, Deed::Unticked | Deed::Invalidated | Deed::Ticked | Deed::Validated | Deed::Marked)
}
