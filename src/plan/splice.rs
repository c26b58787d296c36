//! Puts what a part of a plan says now in the place of what it said.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::outline::{Outline, Part, Whole, close, settle_checklists};
use super::{Field, Kind, Mark, Node, NodeId, Plan};
use crate::text::Span;

/// How a part changes what is around it.
pub(super) struct Splice {
    pub(super) text: Arc<str>,
    /// The nodes that it says instead of.
    pub(super) nodes: Range<usize>,
    /// How many nodes it says.
    pub(super) count: usize,
    /// Where the part stood.
    pub(super) bytes: Span,
    /// What its first node lies in, the plan first.
    pub(super) open: Vec<NodeId>,
    /// What the first node behind it lay in, and what that is now, the plan first.
    pub(super) moved: Vec<(NodeId, NodeId)>,
    pub(super) shift: Shift,
    pub(super) whole: Whole,
}

/// How far what stands behind the part has moved.
#[derive(Clone, Copy)]
pub(super) struct Shift {
    pub(super) bytes: isize,
    pub(super) lines: isize,
    pub(super) nodes: isize,
}

impl Plan {
    /// Returns the plan in which `part` stands as `splice` says.
    pub(super) fn spliced(&self, splice: Splice, part: Part) -> Self {
        let Part { nodes: mut read, diagnostics: noticed, opaque: unread, .. } = part;
        read.truncate(splice.open.len() + splice.count);
        let of_part = read.split_off(splice.open.len());
        let mut nodes = Vec::with_capacity(splice.nodes.start + splice.count + self.len() - splice.nodes.end);
        nodes.push(self.root_with(read.swap_remove(0), &splice));
        nodes.extend(self.nodes[1..splice.nodes.start].iter().map(as_read));
        nodes.extend(of_part.into_iter().map(|node| splice.placed(node)));
        nodes.extend(self.nodes[splice.nodes.end..].iter().map(|node| splice.moved(node)));
        for id in splice.open.iter().copied().chain(splice.moved.iter().map(|&(_, id)| id)) {
            reopen(&mut nodes[id.index()]);
        }
        close(&mut nodes);
        settle_checklists(&mut nodes);
        let known = self.diagnostics[..self.noticed].iter().cloned();
        let diagnostics = splice.between(known, noticed, |known| &mut known.span);
        let opaque = splice.between(self.opaque.iter().copied(), unread, |block| &mut block.span);
        let outline = Outline { nodes, diagnostics, manner: self.manner, opaque, whole: splice.whole };
        let plan = Self::of(splice.text, Arc::clone(&self.name), outline);
        let is_named_alike =
            self.has_same_outline(&plan) && self.nodes.iter().zip(&plan.nodes).all(|(a, b)| a.level == b.level);
        // Addresses are made of nothing else.
        Self { names: if is_named_alike { self.names.clone() } else { OnceLock::new() }, ..plan }
    }

    /// Returns the plan itself, `read` with what the part says of it, among what all others say.
    fn root_with(&self, read: Node, splice: &Splice) -> Node {
        let (old, shift) = (&self.nodes[0], splice.shift);
        let before = |span: Span| span.start < splice.bytes.start;
        let behind = |span: Span| span.start >= splice.bytes.end;
        let mut fields: Vec<Field> = old.fields.iter().filter(|field| before(field.span)).cloned().collect();
        fields.extend(read.fields);
        fields.extend(old.fields.iter().filter(|field| behind(field.span)).map(|field| shift.field(field)));
        let prose = splice.between(old.prose.iter().copied(), read.prose, |span| span);
        Node { span: Span::new(0, splice.text.len()), fields, prose, ..read }
    }
}

impl Splice {
    /// Returns what is `known` with what the part says now instead of what stood there; each stands at its `span`.
    fn between<T>(&self, known: impl Iterator<Item = T>, part: Vec<T>, span: fn(&mut T) -> &mut Span) -> Vec<T> {
        let (mut all, mut later) = (Vec::new(), Vec::new());
        for mut known in known {
            let at = span(&mut known);
            if at.start < self.bytes.start {
                all.push(known);
            } else if at.start >= self.bytes.end {
                *at = self.shift.span(*at);
                later.push(known);
            }
        }
        all.extend(part);
        all.append(&mut later);
        all
    }

    /// Returns a node of the part with its place among all.
    fn placed(&self, node: Node) -> Node {
        let id = |id: NodeId| match self.open.get(id.index()) {
            Some(&open) => open,
            None => NodeId((self.nodes.start + id.index() - self.open.len()) as u32),
        };
        Node { parent: node.parent.map(id), next: id(node.next), ..node }
    }

    /// Returns a node behind the part where it is now.
    fn moved(&self, node: &Node) -> Node {
        let moved = |id: NodeId| match self.moved.iter().find(|(was, _)| *was == id) {
            Some(&(_, is)) => is,
            None => self.shift.id(id),
        };
        let shift = self.shift;
        Node {
            parent: node.parent.map(moved),
            next: shift.id(node.next),
            line: node.line.wrapping_add_signed(shift.lines),
            span: shift.span(node.span),
            head: shift.span(node.head),
            body: shift.span(node.body),
            label: node.label.clone(),
            title: node.title.clone(),
            mark: node.mark.as_ref().map(|mark| shift.mark(mark)),
            fields: node.fields.iter().map(|field| shift.field(field)).collect(),
            prose: node.prose.iter().map(|&span| shift.span(span)).collect(),
            needs: Vec::new(),
            view_of: None,
            ..*node
        }
    }
}

impl Shift {
    fn span(self, span: Span) -> Span {
        Span::new(span.start.wrapping_add_signed(self.bytes), span.end.wrapping_add_signed(self.bytes))
    }

    const fn id(self, id: NodeId) -> NodeId {
        NodeId(id.0.wrapping_add_signed(self.nodes as i32))
    }

    fn mark(self, mark: &Mark) -> Mark {
        Mark { span: self.span(mark.span), ..*mark }
    }

    fn field(self, field: &Field) -> Field {
        Field {
            name: field.name.clone(),
            span: self.span(field.span),
            value: self.span(field.value),
            line_value: self.span(field.line_value),
            line: field.line.wrapping_add_signed(self.lines),
            mark: field.mark.as_ref().map(|mark| self.mark(mark)),
            ..*field
        }
    }
}

/// Returns a node before the part without what follows from others.
fn as_read(node: &Node) -> Node {
    Node { needs: Vec::new(), view_of: None, ..node.clone() }
}

/// Takes back what `node`, a heading, has of what lies in it.
fn reopen(node: &mut Node) {
    node.next = NodeId::ROOT;
    if node.kind == Kind::Plan {
        return;
    }
    node.kind = opened_as(node);
    let own = node.fields.iter().map(|field| field.span.end).chain(node.prose.iter().map(|span| span.end));
    node.span.end = own.fold(node.head.end, usize::max);
}

/// Returns what a heading was before it was known what lies in it.
pub(super) fn opened_as(node: &Node) -> Kind {
    if node.kind == Kind::Checklist && node.level > 0 { Kind::Section } else { node.kind }
}
