//! The whole lines that an edit changes, as they were and as they are.

use super::{NodeId, Plan};
use crate::text::{Bias, Edit, Span, line_of};

/// Returns the whole lines that `own` changes, before and after `edit`, which it is part of; and first, how many lines
/// below the first one of `id` they begin.
pub(super) fn changed_lines(
    (older, newer): (&Plan, &Plan),
    id: NodeId,
    own: &Edit,
    edit: &Edit,
) -> (usize, String, String) {
    let (old, new) = lines_around((older, newer), own, edit);
    let first = older.node(id).span.start;
    let below = older.text()[first..old.start.max(first)].matches('\n').count();
    (below, old.of(older.text()).to_owned(), new.of(newer.text()).to_owned())
}

/// Returns the whole lines that `own` changes, before and after `edit`, which it is part of.
///
/// Lines that `own` adds, takes away or leaves blank come with the line before them that says something, so that both
/// texts have something to be found by.
pub(super) fn lines_around((older, newer): (&Plan, &Plan), own: &Edit, edit: &Edit) -> (Span, Span) {
    let (text, splices) = (older.text(), own.splices());
    let (Some(first), Some(last)) = (splices.first(), splices.last()) else { return (Span::at(0), Span::at(0)) };
    let end = line_of(text, last.span.end).end.max(last.span.end);
    let said_before = |at: usize| text[..at].trim_end().len();
    let from_line_at = |at: usize| {
        let start = line_of(text, at).start;
        (Span::new(start, end), Span::new(edit.map(start, Bias::Before), edit.map(end, Bias::After)))
    };
    let (old, new) = from_line_at(said_before(line_of(text, first.span.start).end).min(first.span.start));
    let is_blank = new.of(newer.text()).trim().is_empty();
    if is_blank { from_line_at(said_before(old.start)) } else { (old, new) }
}
