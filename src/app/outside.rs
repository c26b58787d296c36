//! What somebody else did to the plan, in one sentence.

use super::words::{self, Past};
use crate::plan::{Deed, Event, Kind, NodeId, Plan};

/// Returns the sum of `events` between `old` and `new`, the worst first: `unticked 2.1, ticked 3 items, added Route`.
pub(super) fn summary(old: &Plan, new: &Plan, events: &[Event], ellipsis: &str) -> String {
    let node = |event: &Event| {
        let (plan, id) = subject(old, new, event);
        plan.node(id)
    };
    let name = |event: &Event| {
        let (plan, id) = subject(old, new, event);
        words::name(plan, id, 30, ellipsis)
    };
    let parts = events.chunk_by(group).map(|same| match same {
        [only] if only.deed.is_mark() => words::deed(node(only), (only.from, only.to), Past::Unknown, &name(only)),
        [only] if only.deed == Deed::Reflowed => match only.count {
            1 => "only line breaks or blanks changed, in one row".to_owned(),
            rows => format!("only line breaks or blanks changed, in {rows} rows"),
        },
        [only] if only.deed == Deed::Renumbered => format!("{} got other numbers", only.count),
        [only] if only.count == 1 => format!("{} {}", only.name(), name(only)),
        [only] => format!("{} {} with {} more", only.name(), name(only), only.count - 1),
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

/// Returns the node that an event is about, and the plan that it is in: the one that is now, or that it was last in.
pub(super) fn subject<'a>(old: &'a Plan, new: &'a Plan, event: &Event) -> (&'a Plan, NodeId) {
    match (event.new, event.old) {
        (Some(id), _) => (new, id),
        (None, Some(id)) => (old, id),
        (None, None) => (new, NodeId::ROOT),
    }
}

/// Returns whether two events are told as one: the same was done to both.
fn group(a: &Event, b: &Event) -> bool {
    a.deed == b.deed && a.name() == b.name()
}
