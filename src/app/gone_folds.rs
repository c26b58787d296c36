//! How what is gone was folded: who saves a plan may put it back in the next save.

use std::collections::HashMap;

use super::opening::unfamiliar;
use super::tree::has_children;
use crate::plan::{NodeId, Plan};

/// How many are remembered; then all are forgotten.
const LIMIT: usize = 1_000;

/// By address and title: whether it was folded, where that is not as what is new comes.
#[derive(Clone, Debug, Default)]
pub(super) struct GoneFolds(HashMap<(String, String), bool>);

impl GoneFolds {
    /// Notes how those nodes of `old` were `folded` that `map` leads to no place.
    pub(super) fn note(&mut self, folded: &[bool], old: &Plan, map: &[Option<NodeId>]) {
        let mut gone = old.ids().filter(|&id| map[id.index()].is_none() && has_children(old, id)).peekable();
        if gone.peek().is_none() {
            return;
        }
        if self.0.len() > LIMIT {
            self.0.clear();
        }
        let usual = unfamiliar(old);
        for id in gone {
            if folded[id.index()] == usual[id.index()] {
                self.0.remove(&key(old, id));
            } else {
                self.0.insert(key(old, id), folded[id.index()]);
            }
        }
    }

    /// Returns those nodes of `new` that are back, with whether they were folded, and forgets them; `map` leads to what was
    /// there before.
    pub(super) fn take(&mut self, new: &Plan, map: &[Option<NodeId>]) -> Vec<(NodeId, bool)> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let mut is_new = vec![true; new.len()];
        for id in map.iter().flatten() {
            is_new[id.index()] = false;
        }
        let back = new.ids().filter(|&id| is_new[id.index()] && has_children(new, id));
        back.filter_map(|id| Some((id, self.0.remove(&key(new, id))?))).collect()
    }
}

fn key(plan: &Plan, id: NodeId) -> (String, String) {
    (plan.address(id).to_owned(), plan.node(id).title.to_string())
}
