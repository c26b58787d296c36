//! What stands in a plan and is no part of its work: headings that speak of a phase, criteria, folded text, a footer.

use super::super::blocks::{Block, BlockKind};
use super::super::field::key;
use super::super::heading::Head;
use super::super::{FieldKey, Kind, NodeId, dialect};
use super::Builder;
use crate::text::Span;

/// Level of the deepest heading of `CommonMark`; bold lines that stand for headings lie below.
pub(in crate::plan) const DEEPEST: u8 = 6;

/// Returns the rule below which nothing is structured: there agents put author, version and status of the whole plan.
pub(super) fn footer(blocks: &[Block]) -> Option<usize> {
    let structures = |block: &Block| {
        matches!(block.kind, BlockKind::Heading(_))
            || matches!(block.kind, BlockKind::Item(item) if item.check.is_some())
    };
    let last = blocks.iter().rposition(structures)?;
    let rule = last + blocks[last..].iter().rposition(|block| block.kind == BlockKind::Rule)?;
    blocks[rule].item.is_none().then_some(rule)
}

impl Builder<'_> {
    /// Leaves all headings where the footer begins.
    pub(super) fn reach_footer(&mut self, index: usize) {
        if self.footer == Some(index) {
            self.headings.truncate(1);
            self.checklist = None;
        }
    }

    /// Ends bold lines that stand for headings where folded text begins or ends (`<details>`).
    pub(super) fn leave_details(&mut self, block: &Block) {
        let html = block.span.of(self.source);
        if block.kind == BlockKind::Html && (html.contains("<details") || html.contains("</details")) {
            let open = self.headings.len();
            self.headings.retain(|&(_, level)| level <= DEEPEST);
            if self.headings.len() < open {
                self.checklist = None;
                self.trailing = None;
                self.open_field = None;
            }
        }
    }

    /// Closes a section that only describes: a step deeper than it, without a heading of its own above, is no part of it.
    pub(super) fn leave_aside(&mut self, head: &Head) {
        let Some(&(id, _)) = self.headings.last() else { return };
        let above = &self.nodes[id.index()];
        let named = head.kind == Kind::Step && head.label.as_ref().is_some_and(|label| label.word.is_some());
        if named
            && above.kind == Kind::Section
            && above.parent == Some(NodeId::ROOT)
            && dialect::describes(&above.title)
        {
            self.headings.pop();
        }
    }

    /// Returns whether the heading only speaks of a phase that has its own: `### Phase 2 Rollout` in a section on rollouts,
    /// behind `## Phase 2: Move the parcels`. Remembers the phases that have their own.
    pub(super) fn speaks_of_phase(&mut self, head: &Head, parent: NodeId) -> bool {
        let Some(label) = head.label.as_ref().filter(|_| head.kind == Kind::Phase) else { return false };
        let word = label.word.as_deref().unwrap_or_default();
        let name = (word.to_lowercase(), label.number.to_lowercase());
        if head.apart && !head.title.is_empty() {
            self.phases.insert(name);
            return false;
        }
        let above = &self.nodes[parent.index()];
        let same = above.label.as_ref().is_some_and(|above| above.number.eq_ignore_ascii_case(&label.number));
        let elsewhere = above.kind == Kind::Section && parent != NodeId::ROOT || above.kind == Kind::Phase && same;
        let hangs_on_it = head.mark.is_none() && elsewhere;
        let known = hangs_on_it && self.phases.contains(&name);
        self.looked_back |= hangs_on_it && !known && !self.begins;
        known
    }

    /// Returns whether the heading `title` stands above criteria of the step or phase around it, itself or by the heading
    /// that it lies in: `#### Acceptance Criteria`.
    pub(super) fn is_of_criteria(&self, kind: Kind, parent: NodeId, title: Span) -> bool {
        let above = &self.nodes[parent.index()];
        let of_step = || {
            let mut around = self.headings.iter().map(|&(id, _)| self.nodes[id.index()].kind);
            around.any(|kind| matches!(kind, Kind::Step | Kind::Phase))
        };
        kind == Kind::Section && (above.criterion || key(title.of(self.source)) == FieldKey::Validation && of_step())
    }
}
