//! Which parts of a text are no prose: code, HTML, tables, front matter.

use super::super::Plan;
use super::super::blocks::{BlockKind, Opaque, markdown};
use crate::text::Span;

/// What a place of the text is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Headings, items, paragraphs.
    Text,
    /// In front of the Markdown or behind it: front matter, and the fence around a whole plan.
    Outside,
    /// The block with this index among [`Ground::opaque`].
    Opaque(usize),
}

/// Where a text is not prose.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground<'a> {
    /// All that is Markdown.
    markdown: Span,
    /// The blocks whose content is not read; disjoint, in the order of the text.
    pub(super) opaque: &'a [Opaque],
}

impl<'a> Ground<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        Self { markdown: markdown(plan.text()), opaque: &plan.opaque }
    }

    /// Returns what `offset` is part of.
    pub(super) fn at(&self, offset: usize) -> Place {
        if !self.markdown.contains(offset) {
            return Place::Outside;
        }
        let started = self.opaque.partition_point(|block| block.span.start <= offset);
        match started.checked_sub(1).filter(|&last| self.opaque[last].span.contains(offset)) {
            Some(index) => Place::Opaque(index),
            None => Place::Text,
        }
    }

    /// Returns whether `offset` lies in code or HTML.
    pub(super) fn hides(&self, offset: usize) -> bool {
        matches!(self.at(offset), Place::Opaque(index) if self.opaque[index].kind != BlockKind::Table)
    }
}

/// How a block of code is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fence {
    /// By four blanks in front of each line.
    None,
    /// Between two fences.
    Closed,
    /// From a fence to the end of what is around it.
    Open,
}

/// Returns how the code `block` is written (`CommonMark` sections 4.4 and 4.5).
pub(super) fn fence(block: &str) -> Fence {
    let first = block.lines().next().unwrap_or_default();
    let Some(sign) = first
        .chars()
        .next()
        .filter(|&sign| (sign == '`' || sign == '~') && (first.starts_with("```") || first.starts_with("~~~")))
    else {
        return Fence::None;
    };
    let length = |line: &str| line.len() - line.trim_start_matches(sign).len();
    let last = block.lines().skip(1).last().unwrap_or_default();
    let last = last.trim_matches([' ', '\t', '>']);
    let closes = length(last) >= length(first) && length(last) == last.len();
    if closes { Fence::Closed } else { Fence::Open }
}
