//! What is known of a node only when all have been read.

use super::super::{Kind, Node, NodeId, dialect};
use crate::text::Span;

/// Lets every node end with its last descendant, and sets `next` and `body`.
pub(in crate::plan) fn close(nodes: &mut [Node]) {
    for index in (0..nodes.len()).rev() {
        let own = NodeId(index as u32 + 1);
        nodes[index].next = nodes[index].next.max(own);
        let (next, end) = (nodes[index].next, nodes[index].span.end);
        if let Some(parent) = nodes[index].parent {
            let parent = &mut nodes[parent.index()];
            parent.next = parent.next.max(next);
            parent.span.end = parent.span.end.max(end);
        }
        let first_child = nodes.get(index + 1).filter(|_| next > own).map_or(end, |child| child.span.start);
        let head = nodes[index].head.end;
        nodes[index].body = Span::new(head, first_child.max(head));
    }
}

/// A step below a section that shows an example is one only where it has a mark or work of its own.
pub(super) fn settle_examples(nodes: &mut [Node]) {
    let works = |node: &Node| node.kind == Kind::Item || node.kind == Kind::Phase || node.mark.is_some();
    for at in 1..nodes.len() {
        let below = at + 1..nodes[at].next.index();
        let example = nodes[at].kind == Kind::Section && dialect::shows(&nodes[at].title);
        if example && !nodes[below.clone()].iter().any(works) {
            nodes[below].iter_mut().filter(|node| node.kind == Kind::Step).for_each(|node| node.kind = Kind::Section);
        }
    }
}

/// A section whose content is tasks, and that has no heading below, is a checklist.
pub(in crate::plan) fn settle_checklists(nodes: &mut [Node]) {
    let mut items = vec![false; nodes.len()];
    let mut headings = vec![false; nodes.len()];
    for node in &nodes[1..] {
        let Some(parent) = node.parent else { continue };
        match node.kind {
            Kind::Item => items[parent.index()] = true,
            // One with a level is a heading that was settled before.
            Kind::Checklist if node.level == 0 => {}
            _ => headings[parent.index()] = true,
        }
    }
    for (index, node) in nodes.iter_mut().enumerate() {
        if node.kind == Kind::Section && items[index] && !headings[index] {
            node.kind = Kind::Checklist;
        }
    }
}
