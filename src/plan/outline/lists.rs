//! What must be known of lists and bold lines before the first of them is read.

use super::super::FieldKey;
use super::super::blocks::{Block, BlockKind, Item};
use super::super::field::{FieldLine, field};
use super::super::heading::bold_heading;
use crate::text::Span;

/// Returns for each block whether it is a task or a list item with one somewhere in it.
pub(super) fn holds_task(blocks: &[Block]) -> Vec<bool> {
    let mut holds = vec![false; blocks.len()];
    for (index, block) in blocks.iter().enumerate() {
        if !matches!(block.kind, BlockKind::Item(Item { check: Some(_), .. })) {
            continue;
        }
        // An item that holds one already has told those around it.
        let mut around = Some(index);
        while let Some(at) = around.filter(|&at| !holds[at]) {
            holds[at] = true;
            around = blocks[at].item;
        }
    }
    holds
}

/// Returns for each list whether all its bullets are fields, at least one of them without a box, and those with one
/// are Validation or Status.
pub(super) fn field_lists(source: &str, blocks: &[Block]) -> Vec<bool> {
    let mut lists: Vec<(bool, bool)> = Vec::new();
    for block in blocks {
        let BlockKind::Item(item) = block.kind else { continue };
        if lists.len() <= item.list {
            lists.resize(item.list + 1, (true, false));
        }
        let entry = &mut lists[item.list];
        if !entry.0 {
            continue;
        }
        let start = item.check.map_or(block.text.start, |check| check.end);
        let content = &source[start..block.text.end.max(start)];
        let line = Span::new(start, start + content.find('\n').unwrap_or(content.len()));
        match (field(source, line), item.check) {
            (Some(_), None) => entry.1 = true,
            (Some(FieldLine { key: FieldKey::Validation | FieldKey::Status, .. }), Some(_)) => {}
            _ => entry.0 = false,
        }
    }
    lists.into_iter().map(|(fields, plain)| fields && plain).collect()
}

/// Returns where the first box of a list item ends.
pub(super) fn first_box(blocks: &[Block]) -> Option<usize> {
    blocks.iter().find_map(|block| match block.kind {
        BlockKind::Item(item) => item.check.map(|check| check.end),
        _ => None,
    })
}

/// Returns how many headings have level 1.
pub(super) fn titles(blocks: &[Block]) -> usize {
    blocks.iter().filter(|block| block.kind == BlockKind::Heading(1)).count()
}

/// Returns the bold lines that could stand for headings: one alone could be emphasis.
pub(super) fn bold_steps(source: &str, blocks: &[Block]) -> impl Iterator<Item = Span> {
    let paragraphs = blocks.iter().filter(|block| block.kind == BlockKind::Paragraph && block.item.is_none());
    let bold = paragraphs.filter(|block| block.text.of(source).contains("**")).flat_map(|block| {
        let mut start = block.text.start;
        block.text.of(source).split_inclusive('\n').map(move |line| {
            let span = Span::new(start, start + line.trim_end().len());
            start += line.len();
            span
        })
    });
    bold.filter(|&line| bold_heading(source, line).is_some())
}
