//! Second stage of reading: blocks to the tree.
//!
//! One pass in document order. A heading's place follows from its level and, at equal levels, from its number;
//! an item's from the list item around it or, where numbered items are flat, from its number.

mod asides;
mod bullets;
mod content;
mod front;
mod lists;
mod part;
mod spans;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::Arc;

use super::blocks::{Block, BlockKind, Opaque, blocks, front_matter};
use super::heading::{self, Head};
use super::manner::{Manner, Marks};
use super::plain::{is_placeholder, plain};
use super::{Diagnostic, Dialect, Kind, Label, Mark, MarkKind, Node, NodeId, Severity, Tally, label};
use crate::text::Span;
pub(super) use asides::DEEPEST;
pub(super) use part::{Beginning, Part, part};
pub(super) use spans::{close, settle_checklists};

/// The nodes of a text without what is derived from other nodes, and what was noticed on the way.
pub(super) struct Outline {
    pub(super) nodes: Vec<Node>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) manner: Manner,
    /// The blocks whose content was not read.
    pub(super) opaque: Vec<Opaque>,
    pub(super) whole: Whole,
}

/// What only the whole of a text tells, and each part of it is read by, beside the manner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Whole {
    /// Where the first box of a list item ends.
    pub(super) first_box: Option<usize>,
    /// Whether the plan uses bold lines as headings of steps: `**Step 1: …**`.
    pub(super) bold_steps: bool,
}

/// Returns the outline of `source`, whose boxes stand for what `marks` say; `name` is the title where it has none.
pub(super) fn outline(source: &str, name: &str, marks: Marks) -> Outline {
    let blocks = blocks(source);
    let whole =
        Whole { first_box: lists::first_box(&blocks), bold_steps: lists::bold_steps(source, &blocks).nth(1).is_some() };
    let manner = Manner { dialect: Dialect::of(source, whole.first_box), marks };
    let mut builder = Builder::new(source, &blocks, manner, whole.bold_steps);
    builder.open_plan(name);
    builder.read_all();
    let (nodes, diagnostics) = builder.finish();
    Outline { nodes, diagnostics, manner, opaque: Opaque::among(&blocks), whole }
}

/// What the blocks inside a list item belong to.
#[derive(Clone, Copy)]
struct Inside {
    node: NodeId,
    /// Inside the bullet of a field: content is its value, boxes are criteria or a checklist's items.
    field: bool,
    criterion: bool,
}

/// Where the next top-level block would go on with the value of a field whose line was empty.
#[derive(Clone, Copy)]
struct OpenField {
    node: NodeId,
    field: usize,
}

struct Builder<'a> {
    source: &'a str,
    blocks: &'a [Block],
    /// A place in the text and its line, from 1: the next one that is asked for is near it.
    line: (usize, usize),
    /// Whether these blocks are all, or the first ones.
    begins: bool,
    /// How many headings of level 1 stand behind these blocks.
    titles_behind: usize,
    manner: Manner,
    /// For each block, whether a task lies in it.
    holds_task: Vec<bool>,
    /// See [`Whole::bold_steps`].
    bold_steps: bool,
    /// For each list, whether it is made of fields, so that a boxed Validation is a mark.
    field_lists: Vec<bool>,
    nodes: Vec<Node>,
    diagnostics: Vec<Diagnostic>,
    /// For each block read so far.
    inside: Vec<Option<Inside>>,
    /// Open headings and their levels, the root first.
    headings: Vec<(NodeId, u8)>,
    /// The labelled checklist that top-level items go to.
    checklist: Option<NodeId>,
    /// The list directly below that label.
    labelled: Option<usize>,
    /// The top-level item that text below it belongs to.
    trailing: Option<NodeId>,
    open_field: Option<OpenField>,
    /// The list that is the value of a field.
    value_list: Option<usize>,
    /// Words and numbers of the phases with a title of their own, lower case.
    phases: HashSet<(String, String)>,
    /// Whether anything hung on the phases before these blocks, which nobody here knows.
    looked_back: bool,
    /// The rule below which the plan speaks of itself.
    footer: Option<usize>,
}

impl<'a> Builder<'a> {
    /// Returns a builder of all `blocks`, in which nothing is open yet.
    fn new(source: &'a str, blocks: &'a [Block], manner: Manner, bold_steps: bool) -> Self {
        Self {
            source,
            blocks,
            line: (0, 1),
            begins: true,
            titles_behind: 0,
            manner,
            holds_task: lists::holds_task(blocks),
            bold_steps,
            field_lists: lists::field_lists(source, blocks),
            nodes: Vec::new(),
            diagnostics: Vec::new(),
            inside: Vec::with_capacity(blocks.len()),
            headings: Vec::new(),
            checklist: None,
            labelled: None,
            trailing: None,
            open_field: None,
            value_list: None,
            phases: HashSet::new(),
            looked_back: false,
            footer: asides::footer(blocks),
        }
    }

    /// Opens the plan itself, with what its front matter says of it; `name` is its title where it has none.
    fn open_plan(&mut self, name: &str) {
        self.nodes.push(Node { title: name.into(), ..node(Kind::Plan, None, Span::new(0, self.source.len()), 1) });
        self.headings.push((NodeId::ROOT, 0));
        self.front_matter(front_matter(self.source));
    }

    fn read_all(&mut self) {
        for index in 0..self.blocks.len() {
            self.read(index);
        }
    }

    fn read(&mut self, index: usize) {
        let block = &self.blocks[index];
        let around = block.item.and_then(|item| self.inside[item]);
        let inside = match block.kind {
            BlockKind::Heading(level) => {
                self.heading(block.span, block.text, level);
                None
            }
            BlockKind::Item(item) => self.item(index, item, around),
            BlockKind::Paragraph => {
                self.paragraph(index, around);
                around
            }
            BlockKind::Code | BlockKind::Html | BlockKind::Table => {
                self.leave_details(block);
                self.content(block.span, block.kind, around);
                around
            }
            BlockKind::Rule => {
                self.trailing = None;
                self.open_field = None;
                self.reach_footer(index);
                around
            }
        };
        self.inside.push(inside);
    }

    /// Opens a node for the heading whose text stands at `text`, in `span`.
    fn heading(&mut self, span: Span, text: Span, level: u8) {
        self.checklist = None;
        self.trailing = None;
        self.open_field = None;
        let head = heading::heading(self.source, text, self.manner);
        let names_plan = self.begins
            && level == 1
            && self.headings.len() == 1
            && self.nodes[0].head.is_empty()
            && self.titles_plan(&head);
        if names_plan {
            let root = &mut self.nodes[0];
            root.title = plain(text.of(self.source));
            root.head = span;
            root.placeholder = is_placeholder(text.of(self.source));
            return;
        }
        self.close(level, head.label.as_ref());
        self.leave_aside(&head);
        let parent = self.headings.last().map_or(NodeId::ROOT, |&(id, _)| id);
        let nested_phase =
            head.kind == Kind::Phase && self.is_step_of_phase(parent, head.label.as_ref(), head.mark.as_ref());
        let aside = self.speaks_of_phase(&head, parent);
        let kind = match head.kind {
            Kind::Phase if nested_phase => Kind::Step,
            Kind::Phase if aside => Kind::Section,
            kind => kind,
        };
        let title = if aside { head.whole } else { head.title };
        let criterion = self.is_of_criteria(kind, parent, title);
        let id = self.push(Node {
            level,
            label: head.label.filter(|_| !aside),
            mark: head.mark,
            head: span,
            title: plain(title.of(self.source)),
            placeholder: is_placeholder(title.of(self.source)),
            criterion,
            ..node(kind, Some(parent), span, 0)
        });
        self.headings.push((id, level));
    }

    /// Returns whether a first heading of level 1 is the plan's title: always, unless it is one of several phases.
    fn titles_plan(&self, head: &Head) -> bool {
        let others = || self.titles_behind + lists::titles(self.blocks) > 1;
        self.nodes.len() == 1 && (head.kind == Kind::Section || !others())
    }

    /// Closes the headings that one of `level` with this label does not lie in.
    fn close(&mut self, level: u8, label: Option<&Label>) {
        while let Some(&(id, open)) = self.headings.last() {
            let above = self.nodes[id.index()].label.as_ref().zip(label);
            let by_number =
                open == level && above.is_some_and(|(above, own)| label::is_above(&above.number, &own.number));
            if open < level || by_number || id == NodeId::ROOT {
                break;
            }
            self.headings.pop();
        }
    }

    /// `### Phase 2.1: …` below `## Phase 2` is a step of it, whatever its word.
    fn is_step_of_phase(&self, parent: NodeId, label: Option<&Label>, mark: Option<&Mark>) -> bool {
        let Some(label) = label.filter(|label| label.number.contains('.')) else { return false };
        let parent = &self.nodes[parent.index()];
        let below = parent.kind == Kind::Phase
            && parent.label.as_ref().is_some_and(|above| label::is_above(&above.number, &label.number));
        below || parent.kind != Kind::Phase && mark.is_some_and(|mark| mark.kind == MarkKind::Box)
    }

    /// Returns the innermost open heading.
    fn current(&self) -> NodeId {
        self.headings.last().map_or(NodeId::ROOT, |&(id, _)| id)
    }

    fn push(&mut self, mut node: Node) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        node.line = self.line(node.span.start);
        node.depth = node.parent.map_or(0, |parent| self.nodes[parent.index()].depth.saturating_add(1));
        self.nodes.push(node);
        id
    }

    fn note(&mut self, severity: Severity, code: &'static str, span: Span, message: String) {
        self.diagnostics.push(Diagnostic::new(severity, code, span, message));
    }

    /// Returns the number of the line that holds `offset`, from 1.
    fn line(&mut self, offset: usize) -> usize {
        let (at, line) = self.line;
        let breaks = |from: usize, to: usize| self.source[from..to].bytes().filter(|&byte| byte == b'\n').count();
        let line = if at <= offset { line + breaks(at, offset) } else { line - breaks(offset, at) };
        self.line = (offset, line);
        line
    }

    /// Returns the first line of `span`, without its line ending.
    fn first_line(&self, span: Span) -> Span {
        let content = span.of(self.source);
        let end = content.find('\n').unwrap_or(content.len());
        Span::new(span.start, span.start + content[..end].trim_end_matches('\r').len())
    }

    /// Returns the last line of `span`.
    fn last_line(&self, span: Span) -> Span {
        let start = span.of(self.source).rfind('\n').map_or(span.start, |at| span.start + at + 1);
        Span::new(start, span.end)
    }

    fn finish(mut self) -> (Vec<Node>, Vec<Diagnostic>) {
        spans::close(&mut self.nodes);
        spans::settle_examples(&mut self.nodes);
        spans::settle_checklists(&mut self.nodes);
        (self.nodes, self.diagnostics)
    }
}

/// Returns a node with nothing but its place.
pub(super) fn node(kind: Kind, parent: Option<NodeId>, span: Span, line: usize) -> Node {
    Node {
        kind,
        parent,
        next: NodeId::ROOT,
        depth: 0,
        level: 0,
        line,
        span,
        head: Span::at(span.start),
        body: Span::at(span.start),
        label: None,
        title: Arc::default(),
        mark: None,
        fields: Vec::new(),
        prose: Vec::new(),
        state: None,
        tally: Tally::default(),
        needs: Vec::new(),
        placeholder: false,
        optional: false,
        view_of: None,
        criterion: false,
    }
}
