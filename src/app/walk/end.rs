//! The page behind the last stop: what is done, what is validated, and what is left, with its addresses.

use super::page::Page;
use super::stop::MOST_COLUMNS;
use crate::app::document::Subject;
use crate::app::measure::{shown, wrap};
use crate::app::overview::is_open_unit;
use crate::app::run::{Line, Run, Tone};
use crate::app::words;
use crate::plan::{NodeId, Plan};

/// No more of what is left is listed.
const MOST_LEFT: usize = 200;

/// Returns what is left to do in `plan`, in document order.
pub(super) fn left(plan: &Plan) -> Vec<NodeId> {
    let counts = |id: &NodeId| {
        let node = plan.node(*id);
        is_open_unit(plan, *id) && !node.optional && node.view_of.is_none()
    };
    plan.ids().filter(counts).take(MOST_LEFT).collect()
}

/// Returns the page, with what is or was `left` on it; `subject` may be any node.
pub(super) fn page(subject: &Subject<'_>, left: &[NodeId]) -> Page {
    let subject = Subject { columns: subject.columns.min(MOST_COLUMNS), ..*subject };
    let overview = subject.overview;
    let mut page = Page::default();
    let mut tell = |text: Line| page.add(wrap(&text, subject.columns));
    let tally = overview.tally();
    let all_done = tally.total > 0 && tally.done == tally.total;
    let title = match left.is_empty() {
        true if all_done => "All is done.",
        true => "Nothing is left to do.",
        false => "Left to do:",
    };
    if tally.total > 0 {
        let (full, rest) = subject.symbols.bar(tally.done, tally.total, 20);
        let count = Run::new(format!("  {} of {} done", tally.done, tally.total), Tone::Plain);
        tell(vec![Run::new(full, Tone::Done), Run::new(rest, Tone::Line), count]);
    }
    if overview.counted_steps > 0 {
        let (validated, steps) = (overview.validated, overview.counted_steps);
        tell(vec![Run::new(format!("{validated} of {steps} steps validated"), Tone::Plain)]);
    }
    page.gap();
    page.add(wrap(&[Run::new(title, Tone::Strong)], subject.columns));
    page.gap();
    for &id in left {
        page.add_place(id, entry(&Subject { id, ..subject }));
    }
    if let Some(more @ 1..) = (tally.total as usize).saturating_sub(tally.done as usize).checked_sub(left.len())
        && left.len() == MOST_LEFT
    {
        page.add([vec![Run::new(format!("{} and {more} more", subject.symbols.ellipsis), Tone::Faint)]]);
    }
    page
}

/// Returns what is left of one node: its title, what it waits for, and its address where that is not its number.
fn entry(subject: &Subject<'_>) -> Vec<Line> {
    let plan = &subject.overview.plan;
    let node = subject.node();
    let mut lines = subject.row(0);
    let waits: Vec<String> = plan.blocked_by(subject.id).iter().map(|&id| subject.short_name(id)).collect();
    let address = shown(plan.address(subject.id), words::TITLE_LIMIT);
    let mut below = Line::new();
    if words::label(node).is_none_or(|label| label != address) {
        below.push(Run::new(address, Tone::Faint));
    }
    if !waits.is_empty() && super::stop::is_open(node.state) {
        let gap = if below.is_empty() { "" } else { "  " };
        below.push(Run::new(format!("{gap}waits for {}", waits.join(", ")), Tone::Notice));
    }
    if below.is_empty() {
        return lines;
    }
    let pad = |line: Line| [vec![Run::blank(2)], line].concat();
    lines.extend(wrap(&below, subject.columns.saturating_sub(2).max(1)).into_iter().map(pad));
    lines
}
