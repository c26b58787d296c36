//! Reading a plan again that was changed in one place: only from the heading before that place to the one behind it.
//!
//! Where these are, the parser has found, and is asked again whether they still are. What stands before and behind is as
//! it was, where nothing of what it hangs on is in between.

use std::sync::Arc;

use super::blocks::{Block, BlockKind, markdown};
use super::dialect::{self, Dialect};
use super::outline::{Beginning, DEEPEST, Part, Whole, node, part};
use super::splice::{Shift, Splice, opened_as};
use super::{Kind, Node, NodeId, Plan};
use crate::text::{Span, alike};

/// Of a text of so many parts, one is read anew at most: that is done twice, and more of it would gain nothing.
const LEAST_PARTS: usize = 4;

/// Where a text was changed.
struct Place {
    /// The heading before it; `None` where there is none.
    first: Option<NodeId>,
    /// The heading behind it.
    next: Option<NodeId>,
    /// What the first heading lies in, the plan first.
    open: Vec<NodeId>,
    /// From the one heading to the end of the other one, as it was.
    was: Span,
    /// The same as it is.
    is: Span,
}

impl Plan {
    /// Returns what reading `text` comes to, where all that it changes stands between two headings of this plan, and
    /// nothing before or behind them hangs on it.
    pub(super) fn amended(&self, text: &Arc<str>) -> Option<Self> {
        let place = self.place_of_change(text)?;
        let old = self.read_part(&self.text, &place, place.was)?;
        let new = self.read_part(text, &place, place.is)?;
        let whole = self.whole_with(text, &place, &new)?;
        let first = place.first.map_or(1, NodeId::index);
        let next = place.next.map_or(self.len(), NodeId::index);
        let count = new.nodes.len() - place.open.len() - usize::from(place.next.is_some());
        // What is read by itself must be what was read with all the rest.
        let read = &old.nodes[place.open.len()..];
        let was = &self.nodes[first..next];
        let is_sure = read.len() == was.len() + usize::from(place.next.is_some())
            && was.iter().zip(read).all(|(was, read)| says_the_same(was, read));
        if !is_sure || old.tells != new.tells {
            return None;
        }
        let lines = |text: &str, span: Span| span.of(text).matches('\n').count().cast_signed();
        let splice = Splice {
            text: Arc::clone(text),
            moved: self.moved(&place, &new, first)?,
            open: place.open,
            nodes: first..next,
            count,
            bytes: Span::new(
                place.first.map_or(0, |first| self.node(first).span.start),
                place.next.map_or(self.text.len(), |next| self.node(next).span.start),
            ),
            shift: Shift {
                bytes: text.len().cast_signed() - self.text.len().cast_signed(),
                lines: lines(text, place.is) - lines(&self.text, place.was),
                nodes: count.cast_signed() - was.len().cast_signed(),
            },
            whole,
        };
        Some(self.spliced(splice, new))
    }

    /// Returns between which headings all stands in which `text` is another one.
    fn place_of_change(&self, text: &str) -> Option<Place> {
        let (old, new) = (markdown(&self.text), markdown(text));
        let (before, behind) = alike(&self.text, text);
        let tail = self.text.len() - old.end;
        if old.start != new.start || before < old.start || tail != text.len() - new.end || behind < tail {
            return None;
        }
        let changed = self.text.len() - behind;
        let separates = |&id: &NodeId| (1..=DEEPEST).contains(&self.node(id).level);
        let begun = |end: usize| self.nodes.partition_point(|node| node.span.start < end).max(1) as u32;
        let first = (1..begun(before)).rev().map(NodeId).filter(separates).find(|&id| self.node(id).head.end < before);
        let next = (begun(changed)..self.len() as u32).map(NodeId).find(separates);
        let start = first.map_or(old.start, |id| self.node(id).span.start);
        let was = Span::new(start, next.map_or(old.end, |id| self.node(id).head.end));
        let is = Span::new(start, (text.len() + was.end - self.text.len()).max(start));
        let is_small = was.len().max(is.len()) <= text.len() / LEAST_PARTS;
        // A definition may go on where nobody looks for it (CommonMark 4.7).
        let defines = || was.of(&self.text).contains("]:") || is.of(text).contains("]:");
        let open = first.map_or_else(|| vec![NodeId::ROOT], |first| self.chain(first));
        (is_small && !defines()).then_some(Place { first, next, open, was, is })
    }

    /// Returns what `id` lies in, the plan first.
    fn chain(&self, id: NodeId) -> Vec<NodeId> {
        chain(&self.nodes, id)
    }

    /// Returns what `text` says in `span` at `place`, where that begins and ends with the same headings as in this plan.
    fn read_part(&self, text: &str, place: &Place, span: Span) -> Option<Part> {
        let later = place.next.map_or(&[][..], |next| &self.nodes[next.index() + 1..]);
        let beginning = Beginning {
            span,
            line: place.first.map_or(1, |first| self.node(first).line),
            open: if place.first.is_some() { self.open_again(&place.open)? } else { Vec::new() },
            titles_behind: later.iter().filter(|node| node.level == 1).count(),
        };
        let part = part(text, &self.name, beginning, (self.manner, self.whole))?;
        let begins = place.first.is_none_or(|first| {
            let (was, is) = (self.node(first), part.nodes.get(place.open.len()));
            is.is_some_and(|is| (is.head, is.level) == (was.head, was.level))
        });
        let ends = place.next.is_none_or(|next| {
            let was = self.node(next);
            let there = Span::new(span.end - was.head.len(), span.end);
            // It may have become the title of the plan, and be no node.
            let is_node = part.nodes[place.open.len()..].last().is_some_and(|is| is.head == there);
            let is_block = |block: &Block| block.kind == BlockKind::Heading(was.level) && block.span == there;
            is_node && part.last.as_ref().is_some_and(is_block)
        });
        (begins && ends).then_some(part)
    }

    /// Returns these headings as they were when they were opened; `None` where one of them shows examples, whose steps are
    /// settled only when all are known.
    fn open_again(&self, open: &[NodeId]) -> Option<Vec<Node>> {
        let again = open.iter().enumerate().map(|(at, &id)| {
            let old = self.node(id);
            let parent = at.checked_sub(1).map(|above| NodeId(above as u32));
            (id == NodeId::ROOT || !dialect::shows(&old.title)).then(|| Node {
                level: old.level,
                depth: old.depth,
                head: old.head,
                label: old.label.clone(),
                title: old.title.clone(),
                criterion: old.criterion,
                placeholder: old.placeholder,
                ..node(opened_as(old), parent, old.head, old.line)
            })
        });
        again.collect()
    }

    /// Returns what only the whole of `text` tells; `None` where parts would be read otherwise by that.
    fn whole_with(&self, text: &str, place: &Place, new: &Part) -> Option<Whole> {
        let first_box = match self.whole.first_box {
            Some(end) if end <= place.was.start => Some(end),
            Some(end) if end <= place.was.end => Some(new.first_box?),
            behind => new.first_box.or(behind.map(|end| text.len() + end - self.text.len())),
        };
        (Dialect::of(text, first_box) == self.manner.dialect).then_some(Whole { first_box, ..self.whole })
    }

    /// Returns what the heading behind `place` lies in, by what it was and what it is now; `None` where it, or what follows
    /// it, would be read otherwise by that. The nodes of the part stand from `first` on.
    fn moved(&self, place: &Place, new: &Part, first: usize) -> Option<Vec<(NodeId, NodeId)>> {
        let Some(next) = place.next else { return Some(Vec::new()) };
        let last = NodeId(new.nodes.len() as u32 - 1);
        let global = |id: NodeId| match place.open.get(id.index()) {
            Some(&open) => open,
            None => NodeId((id.index() - place.open.len() + first) as u32),
        };
        let (were, are) = (self.chain(next), chain(&new.nodes, last));
        let goes_on = |(&was, &is): (&NodeId, &NodeId)| {
            let is_same = if was.index() < first { was == global(is) } else { is.index() >= place.open.len() };
            is_same && leads_the_same(self.node(was), &new.nodes[is.index()])
        };
        let (was, is) = (self.node(next), &new.nodes[last.index()]);
        let is_next = (&was.title, was.placeholder) == (&is.title, is.placeholder) && leads_the_same(was, is);
        let all = were.len() == are.len() && were.iter().zip(&are).all(goes_on);
        (is_next && all).then(|| were.into_iter().zip(are.into_iter().map(global)).collect())
    }
}

/// Returns what `id` lies in, the plan first.
fn chain(nodes: &[Node], id: NodeId) -> Vec<NodeId> {
    let above = |id: &NodeId| nodes[id.index()].parent;
    let mut chain: Vec<NodeId> = std::iter::successors(above(&id), above).collect();
    chain.reverse();
    chain
}

/// Returns whether the same follows from both for what lies in them.
fn leads_the_same(a: &Node, b: &Node) -> bool {
    let told = |node: &Node| (opened_as(node), node.level, node.criterion, dialect::describes(&node.title));
    let shows = |node: &Node| node.kind != Kind::Plan && dialect::shows(&node.title);
    told(a) == told(b) && a.label == b.label && !shows(a) && !shows(b)
}

/// Returns whether two nodes were read from the same place as the same.
fn says_the_same(a: &Node, b: &Node) -> bool {
    (opened_as(a), a.level, a.line, a.depth, a.head) == (opened_as(b), b.level, b.line, b.depth, b.head)
        && (&a.label, &a.title, &a.mark) == (&b.label, &b.title, &b.mark)
        && (&a.fields, &a.prose) == (&b.fields, &b.prose)
        && (a.placeholder, a.optional, a.criterion) == (b.placeholder, b.optional, b.criterion)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a plan of three phases with three steps each.
    fn text() -> String {
        let step = |phase, step| {
            format!(
                "### Step {phase}.{step}: Sort {phase}{step}\n- **Dependencies**: Step 1.1\n- **Validation**: `true`\n\
                 - [ ] open {phase}{step}\n- [x] done {phase}{step}\n\nWords {phase}{step}.\n\n"
            )
        };
        let phase = |number| {
            let steps: String = (1..=3).map(|at| step(number, at)).collect();
            format!("## Phase {number}: Part {number}\n\n{steps}")
        };
        let phases: String = (1..=3).map(phase).collect();
        format!("# The plan\n\n**Owner**: us\n\n## Overview\n\nAll of it.\n\n{phases}## Notes\n\nThe end.\n")
    }

    #[test]
    fn one_place_is_read_alone() {
        let text = text();
        let plan = Plan::read(&*text, "plan");
        assert_eq!(plan.address(NodeId(2)), "phase-1");
        for (from, to, expected) in [
            ("open 22", "shut 22", true),
            ("- [ ] open 22", "- [-] open 22", true),
            ("- [x] done 22", "- [x] done 22\n  - [?] below", true),
            ("- [ ] open 22\n", "", true),
            ("Words 22.", "> ```\n> - [ ] quoted", true),
            ("Words 22.", "- **Status**: Done", true),
            ("Words 22.\n\n", "Words 22.\n", true),
            ("### Step 2.2: Sort 22", "### Step 2.2: Order", true),
            ("### Step 2.2: Sort 22", "### Step 2.2: Sort 22 ✅", true),
            ("### Step 2.2: Sort 22\n", "", true),
            ("### Step 2.2", "### Step 2.2: A\n\n### Step 2.3", true),
            ("## Phase 2: Part 2", "## Phase 2: Half", true),
            ("# The plan", "# Plan", true),
            ("# The plan\n", "", false),
            ("**Owner**: us", "**Owner**: them", true),
            ("The end.", "The very end.\n\n---\n\n**Status**: Done", true),
            ("open 22", "open 22\n```", false),
            // A heading of a higher level, in which the next one lies.
            ("### Step 2.2: Sort 22", "Step 2.2: Sort 22\n---", false),
            ("Words 22.", "<!--", false),
            ("Words 22.", "[x]: /y", false),
            ("Words 22.", "**Step 2.2a: A**\n\n**Step 2.2b: B**", false),
            ("Words 22.", "_Requirements: 1.1_", false),
            ("open 11", "Task: open", false),
            ("## Phase 2", "## Phase 4", false),
            ("## Phase 2: Part 2", "## Overview", false),
            ("## Phase 2: Part 2", "## Examples", false),
            ("# The plan", "---\ntitle: P\n---\n# The plan", false),
        ] {
            assert!(text.contains(from), "{from}");
            let newer: Arc<str> = text.replacen(from, to, 1).into();
            let amended = plan.amended(&newer);
            assert_eq!(amended.is_some(), expected, "{from} to {to}");
            let Some(amended) = amended else { continue };
            let anew = Plan::read(newer, "plan");
            assert!(amended.reads_as(&anew), "{from} to {to}");
            assert!(anew.ids().all(|id| amended.address(id) == anew.address(id)), "{from} to {to}");
        }
    }
    #[test]
    fn the_heading_behind_may_become_the_title() {
        let text = format!("# A\n\n# B\n\n{}", "Words.\n".repeat(20));
        let newer: Arc<str> = text.replacen("# A\n\n", "", 1).into();
        assert!(Plan::read(text, "plan").amended(&newer).is_none());
    }
}
