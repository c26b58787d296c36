//! A node taken out with all that lies in it, and the blank lines that would be left over.

use std::sync::Arc;

use super::super::piece::{Piece, only_these};
use super::super::{Kind, NodeId, Plan, Refusal};
use super::adding::end_of_item;
use crate::text::{Edit, Span, line_of};

impl Plan {
    /// Returns the whole lines that go when the node is deleted: its own, and those of all that lies in it.
    pub fn lines_of(&self, id: NodeId) -> &str {
        lines(self, id).of(self.text())
    }

    /// Returns how many lines go when `id` is deleted, blank ones around it included.
    pub fn lines_gone(&self, id: NodeId) -> usize {
        let lines = lines(self, id);
        let gone = with_gap(self.text(), lines).of(self.text());
        gone.matches('\n').count().max(lines.of(self.text()).lines().count())
    }
}

/// Takes the node out, if its lines read `expected`.
///
/// # Errors
/// [`Refusal::ChangedSince`] where they read otherwise, [`Refusal::NotApplicable`] where other lines would come to mean
/// something else.
pub(in crate::plan) fn delete(plan: &Arc<Plan>, id: NodeId, expected: &str) -> Result<Piece, Refusal> {
    let address = || plan.address(id).to_owned();
    let lines = lines(plan, id);
    if id == NodeId::ROOT || lines.of(plan.text()) != expected {
        return Err(Refusal::ChangedSince { address: address() });
    }
    let edit = Edit::delete(with_gap(plan.text(), lines));
    let newer = Arc::new(plan.reread(edit.apply(plan.text())));
    let count = plan.node(id).next.index().cast_signed() - id.index().cast_signed();
    let fewer = plan.len().cast_signed() - newer.len().cast_signed();
    if fewer != count || !only_these(&newer, plan, id, count) {
        let reason = "other lines would come to mean something else; delete it in an editor".to_owned();
        return Err(Refusal::NotApplicable { address: address(), reason });
    }
    let node = plan.node(id);
    let more = if count > 1 { format!(" with {} more", count - 1) } else { String::new() };
    Ok(Piece::lines((plan, &newer), &edit, (id, -count), format!("deleted \"{}\"{more}", node.title)))
}

fn lines(plan: &Plan, id: NodeId) -> Span {
    let (text, node) = (plan.text(), plan.node(id));
    let start = line_of(text, node.span.start).start;
    let start = start.max(if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 });
    let end = match node.kind {
        Kind::Item => end_of_item(plan, id),
        _ => line_of(text, node.span.start + node.span.of(text).trim_end().len()).end,
    };
    Span::new(start, end.max(start))
}

/// Returns `lines` with so many of the blank lines around them that the larger gap of the two is left.
fn with_gap(text: &str, lines: Span) -> Span {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let before = text[bom..lines.start].trim_end().len() + bom;
    let behind = lines.end + text[lines.end..].len() - text[lines.end..].trim_start().len();
    if before == bom {
        let next = if behind == text.len() { behind } else { line_of(text, behind).start };
        return Span::new(bom, next.max(lines.end));
    }
    let (above, below) = (&text[before..lines.start], &text[lines.end..behind]);
    let newlines = |gap: &str| gap.matches('\n').count();
    if behind == text.len() || newlines(above) <= newlines(below) {
        return Span::new(before, lines.end);
    }
    // The upper gap is the larger one, and stays.
    Span::new(lines.start, line_of(text, behind).start.max(lines.end))
}
