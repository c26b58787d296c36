//! Where a node that is gone stood, and whether it has come back.

use super::Alignment;
use crate::plan::{Kind, NodeId, Plan};

impl Alignment {
    /// Returns the node of `newer` beside which `id` of `old` stood: itself where it is still there, if only by its
    /// number; else the item before it, the one behind it, or what it was in.
    pub fn neighbour(&self, old: &Plan, newer: &Plan, id: NodeId) -> NodeId {
        if let Some(there) = self.map[id.index()] {
            return there;
        }
        let parent = old.node(id).parent.unwrap_or(NodeId::ROOT);
        let stays = |&sibling: &NodeId| {
            let there = self.by_words(sibling).filter(|_| old.node(sibling).kind == Kind::Item)?;
            (newer.node(there).parent == self.map[parent.index()]).then_some(there)
        };
        let siblings: Vec<NodeId> =
            if old.node(id).kind == Kind::Item { old.children(parent).collect() } else { Vec::new() };
        let (before, behind) = siblings.split_at(siblings.partition_point(|&sibling| sibling < id));
        let beside = before.iter().rev().find_map(stays).or_else(|| behind.iter().find_map(stays));
        beside.unwrap_or_else(|| if parent == NodeId::ROOT { parent } else { self.neighbour(old, newer, parent) })
    }

    /// Returns the one node of this title that came into `newer`, and is none of `old`.
    pub fn came(&self, old: &Plan, newer: &Plan, title: &str) -> Option<NodeId> {
        let is_old = |now: NodeId| old.ids().any(|id| self.by_words(id) == Some(now));
        let mut came = newer.ids().filter(|&id| *newer.node(id).title == *title && !is_old(id));
        let first = came.next();
        first.filter(|_| came.next().is_none())
    }
}
