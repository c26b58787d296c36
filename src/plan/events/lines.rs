//! The lines that a node's own words stand on, and what is to be told of them.

use crate::plan::{Field, FieldKey, MarkKind, Node, Plan};
use crate::text::{Span, alike, line_after, line_of};

/// The whole lines with which two texts begin and end alike.
pub(super) struct Alike {
    /// Where the lines end with which both begin.
    before: usize,
    /// Where the lines begin with which both end, in either.
    behind: (usize, usize),
}

impl Alike {
    /// Returns what `old` and `new` have in common.
    pub(super) fn of(old: &str, new: &str) -> Self {
        let (before, behind) = alike(old, new);
        let before = old[..before].rfind('\n').map_or(0, |at| at + 1);
        let behind = old[old.len() - behind..].split_once('\n').map_or(0, |(_, behind)| behind.len());
        Self { before, behind: (old.len() - behind, new.len() - behind) }
    }

    /// Returns whether what stands at `old` and at `new`, and the rest of these lines, is the same piece of both.
    pub(super) fn covers(&self, old: Span, new: Span) -> bool {
        let stays = old == new && old.end < self.before;
        let (from, to) = self.behind;
        stays || old.start >= from && new.start >= to && old.len() == new.len() && old.start - from == new.start - to
    }
}

/// Returns a node's own bytes: head and body.
pub(super) fn own(node: &Node) -> Span {
    Span::new(node.head.start.min(node.body.start), node.head.end.max(node.body.end))
}

/// Returns the fields of `node` that stand behind what lies in it, but those that say its state.
pub(super) fn beyond(node: &Node) -> impl Iterator<Item = &Field> {
    let end = own(node).end;
    node.fields.iter().filter(move |field| field.span.start >= end && field.key != FieldKey::Status)
}

/// Returns the whole lines of a node's own, without blank ones at their end.
pub(super) fn lines<'a>(plan: &'a Plan, node: &Node) -> &'a str {
    whole_lines(plan.text(), own(node)).of(plan.text())
}

/// Returns `span` from the start of its first line to the end of the last one that is not blank.
pub(super) fn whole_lines(text: &str, span: Span) -> Span {
    let end = span.start + span.of(text).trim_end().len();
    let start = line_of(text, span.start).start;
    Span::new(start, line_of(text, end).end.max(start))
}

/// Returns the whole lines of `span` with the blank lines around them: from behind the last line that says something to
/// the next one that does.
pub(in crate::plan) fn with_gaps(text: &str, span: Span) -> Span {
    let lines = whole_lines(text, span);
    let said = text[..lines.start].trim_end().len();
    let start = if said == 0 { 0 } else { line_after(text, said).min(lines.start) };
    let behind = &text[lines.end..];
    let next = lines.end + behind.len() - behind.trim_start().len();
    let end = if next == text.len() { next } else { line_of(text, next).start };
    Span::new(start, end.max(lines.end))
}

/// Returns the lines of the older node with the box that the newer one has: what changed besides.
pub(super) fn with_mark_of(old: &Plan, before: &Node, new: &Plan, after: &Node) -> String {
    let is_box = |node: &Node| node.mark.as_ref().filter(|mark| mark.kind == MarkKind::Box).map(|mark| mark.span);
    let all = whole_lines(old.text(), own(before));
    match (is_box(before), is_box(after)) {
        (Some(was), Some(now)) if all.start <= was.start && was.end <= all.end => {
            let text = old.text();
            [&text[all.start..was.start], now.of(new.text()), &text[was.end..all.end]].concat()
        }
        _ => all.of(old.text()).to_owned(),
    }
}

/// Returns what a node says besides its marks, label and title: its body without Status fields and boxes of fields,
/// and of its head the title.
pub(super) fn said(plan: &Plan, node: &Node) -> String {
    let mut text = format!("{}\n", node.title);
    let mut at = node.body.start;
    for field in &node.fields {
        let cut = match (field.key, &field.mark) {
            (FieldKey::Status, _) => field.span,
            (_, Some(mark)) => mark.span,
            _ => continue,
        };
        if at <= cut.start && cut.end <= node.body.end {
            text += &plan.text()[at..cut.start];
            at = cut.end;
        }
    }
    text += &plan.text()[at.min(node.body.end)..node.body.end];
    text.truncate(text.trim_end().len());
    text
}

/// Returns the words of `text`; bullets and the line breaks between words are none.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter(|word| !matches!(*word, "-" | "*" | "+"))
}

/// Returns how many lines two texts begin with alike, and what is left of both without what they end with alike; at
/// least a line of either.
pub(super) fn differing(before: &str, after: &str) -> (usize, String, String) {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.split('\n').collect(), after.split('\n').collect());
    let least = old.len().min(new.len());
    let prefix = old.iter().zip(&new).take_while(|(a, b)| a == b).count().min(least - 1);
    let alike = old[prefix..].iter().rev().zip(new[prefix..].iter().rev()).take_while(|(a, b)| a == b).count();
    let suffix = alike.min(least - prefix - 1);
    let cut = |lines: &[&str]| lines[prefix..lines.len() - suffix].join("\n");
    (prefix, cut(&old), cut(&new))
}
