//! Reads a part of a text, as the whole reading would come to it there.
//!
//! A heading that lies in nothing ends all that was open, so that what stands between two of them hangs on nothing before
//! it but the headings that are still open, and on what only the whole tells. Where more hangs on it, that is said.

use std::collections::HashSet;

use super::super::blocks::{Block, Opaque, blocks_in};
use super::super::manner::Manner;
use super::super::{Diagnostic, Node, NodeId};
use super::{Builder, Whole, lists};
use crate::text::Span;

/// What is known where a part begins.
#[derive(Clone, Debug)]
pub(in crate::plan) struct Beginning {
    /// From a heading that lies in nothing, or where the Markdown begins.
    pub(in crate::plan) span: Span,
    /// The line in which it begins, from 1.
    pub(in crate::plan) line: usize,
    /// What is open there, the plan first, each lying in the one before; empty where nothing stands before the part.
    pub(in crate::plan) open: Vec<Node>,
    /// How many headings of level 1 stand behind the part.
    pub(in crate::plan) titles_behind: usize,
}

/// What a part was read as.
#[derive(Debug)]
pub(in crate::plan) struct Part {
    /// What was open, the plan first, and what the part says of the plan; then the nodes of the part.
    pub(in crate::plan) nodes: Vec<Node>,
    pub(in crate::plan) diagnostics: Vec<Diagnostic>,
    pub(in crate::plan) opaque: Vec<Opaque>,
    /// Its last block.
    pub(in crate::plan) last: Option<Block>,
    pub(in crate::plan) first_box: Option<usize>,
    /// What else of it other parts hang on.
    pub(in crate::plan) tells: Tells,
}

/// What other parts hang on.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::plan) struct Tells {
    phases: HashSet<(String, String)>,
    /// How many headings have level 1.
    titles: usize,
    /// How many bold lines could stand for headings.
    bold: usize,
}

/// Returns what the part of `source` at `beginning` says; `name` is the plan's title where it has none. `None` where that
/// hangs on more than is known there.
pub(in crate::plan) fn part(
    source: &str,
    name: &str,
    beginning: Beginning,
    (manner, whole): (Manner, Whole),
) -> Option<Part> {
    let blocks = blocks_in(source, beginning.span);
    let mut builder = Builder::new(source, &blocks, manner, whole.bold_steps);
    builder.titles_behind = beginning.titles_behind;
    if beginning.open.is_empty() {
        builder.open_plan(name);
    } else {
        builder.begins = false;
        builder.line = (beginning.span.start, beginning.line);
        builder.headings =
            beginning.open.iter().enumerate().map(|(at, node)| (NodeId(at as u32), node.level)).collect();
        builder.nodes = beginning.open;
    }
    builder.read_all();
    if builder.looked_back {
        return None;
    }
    let phases = std::mem::take(&mut builder.phases);
    let tells = Tells { phases, titles: lists::titles(&blocks), bold: lists::bold_steps(source, &blocks).count() };
    let (nodes, diagnostics) = builder.finish();
    let (opaque, first_box) = (Opaque::among(&blocks), lists::first_box(&blocks));
    Some(Part { nodes, diagnostics, opaque, first_box, tells, last: blocks.last().cloned() })
}
