//! Which node of an older plan is which node of a newer one.
//!
//! Rules in this order, each only where it has exactly one answer: the line is unchanged and the line diff maps it;
//! the same number or id; the same text under the same parent; the same text anywhere; else the node is gone.

use std::collections::HashMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{Node, NodeId, Plan};
use crate::text::LineIndex;

impl Plan {
    /// Returns where each node of `self` is in `newer`, by index; `None` where it is gone.
    pub fn align(&self, newer: &Self) -> Vec<Option<NodeId>> {
        if self.has_same_outline(newer) {
            return (0..self.len() as u32).map(|index| Some(NodeId(index))).collect();
        }
        let mut matching = Matching::new(self, newer);
        matching.unchanged_lines();
        matching.by(|node| node.label.as_ref().map(|label| format!("{:?} {}", node.kind, label.number)));
        matching.by(|node| Some(node.title.to_lowercase()));
        matching.same_place();
        matching.forward
    }

    /// Returns whether nothing but marks and bodies differ, as after a tick.
    fn has_same_outline(&self, newer: &Self) -> bool {
        let same = |(a, b): (&Node, &Node)| {
            a.kind == b.kind && a.parent == b.parent && a.title == b.title && a.label == b.label
        };
        self.len() == newer.len() && self.nodes.iter().zip(&newer.nodes).skip(1).all(same)
    }
}

struct Matching<'a> {
    older: &'a Plan,
    newer: &'a Plan,
    forward: Vec<Option<NodeId>>,
    /// Whether a newer node is somebody's already.
    taken: Vec<bool>,
}

impl<'a> Matching<'a> {
    fn new(older: &'a Plan, newer: &'a Plan) -> Self {
        let mut matching = Self { older, newer, forward: vec![None; older.len()], taken: vec![false; newer.len()] };
        matching.join(NodeId::ROOT, NodeId::ROOT);
        matching
    }

    fn join(&mut self, old: NodeId, new: NodeId) {
        self.forward[old.index()] = Some(new);
        self.taken[new.index()] = true;
    }

    /// Maps the nodes whose first line is the same but for its mark, as the line diff pairs them.
    fn unchanged_lines(&mut self) {
        let (old_lines, new_lines) = (keys(self.older), keys(self.newer));
        let starts =
            |plan: &Plan| -> HashMap<usize, NodeId> { plan.ids().map(|id| (plan.node(id).line, id)).collect() };
        let (old_starts, new_starts) = (starts(self.older), starts(self.newer));
        for op in diff(&old_lines, &new_lines) {
            let DiffOp::Equal { old_index, new_index, len } = op else { continue };
            for at in 0..len {
                let pair = (old_starts.get(&(old_index + at + 1)), new_starts.get(&(new_index + at + 1)));
                if let (Some(&old), Some(&new)) = pair {
                    self.join(old, new);
                }
            }
        }
    }

    /// Maps the nodes left that share a key, where it is unique on both sides: under the same parent first, then anywhere.
    fn by(&mut self, key: impl Fn(&Node) -> Option<String>) {
        for with_parent in [true, false] {
            let old = self.left(self.older, &key, |matching, id| {
                let parent = matching.older.node(id).parent.and_then(|parent| matching.forward[parent.index()]);
                (matching.forward[id.index()].is_none()).then_some(parent.filter(|_| with_parent))
            });
            let new = self.left(self.newer, &key, |matching, id| {
                let parent = matching.newer.node(id).parent.filter(|_| with_parent);
                (!matching.taken[id.index()]).then_some(parent)
            });
            for (name, ids) in old {
                if let ([old], Some([new])) = (&ids[..], new.get(&name).map(Vec::as_slice)) {
                    self.join(*old, *new);
                }
            }
        }
    }

    /// Groups the nodes that `open` lets through by their key and what `open` says of their parent.
    fn left(
        &self,
        plan: &Plan,
        key: &impl Fn(&Node) -> Option<String>,
        open: impl Fn(&Self, NodeId) -> Option<Option<NodeId>>,
    ) -> HashMap<(Option<NodeId>, String), Vec<NodeId>> {
        let mut groups: HashMap<(Option<NodeId>, String), Vec<NodeId>> = HashMap::new();
        for id in plan.ids() {
            let Some(parent) = open(self, id) else { continue };
            if let Some(key) = key(plan.node(id)) {
                groups.entry((parent, key)).or_default().push(id);
            }
        }
        groups
    }

    /// Maps a reworded node: the only one left of its kind between the same neighbours, with words in common.
    fn same_place(&mut self) {
        for old in self.older.ids() {
            if self.forward[old.index()].is_some() {
                continue;
            }
            let Some(before) = self.forward[old.index() - 1] else { continue };
            let new = NodeId(before.0 + 1);
            if new.index() >= self.newer.len() || self.taken[new.index()] {
                continue;
            }
            let (from, to) = (self.older.node(old), self.newer.node(new));
            let same_parent = from.parent.and_then(|parent| self.forward[parent.index()]) == to.parent;
            if same_parent && from.kind == to.kind && alike(&from.title, &to.title) {
                self.join(old, new);
            }
        }
    }
}

/// Returns whether at least half of the words are the same.
fn alike(a: &str, b: &str) -> bool {
    let words = |text: &str| text.to_lowercase().split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let (a, b) = (words(a), words(b));
    let shared = a.iter().filter(|word| b.contains(word)).count();
    shared * 2 >= a.len().max(b.len()) && shared > 0
}

/// Returns a hash of each line, the same for lines that differ in nothing but the mark in a box.
fn keys(plan: &Plan) -> Vec<u64> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let index = LineIndex::new(&plan.text);
    let mut boxes: HashMap<usize, crate::text::Span> = HashMap::new();
    for id in plan.ids() {
        if let Some(mark) = &plan.node(id).mark {
            boxes.insert(index.line(mark.span.start), mark.span);
        }
    }
    let mut start = 0;
    plan.text
        .split('\n')
        .enumerate()
        .map(|(at, line)| {
            let mut hasher = DefaultHasher::new();
            match boxes.get(&(at + 1)) {
                Some(mark) if start <= mark.start && mark.end <= start + line.len() => {
                    line[..mark.start - start].hash(&mut hasher);
                    line[mark.end - start..].trim_end().hash(&mut hasher);
                }
                _ => line.trim_end().hash(&mut hasher),
            }
            start += line.len() + 1;
            hasher.finish()
        })
        .collect()
}

/// Returns the differences of two texts by line; what both begin and end with costs nothing.
fn diff(old: &[u64], new: &[u64]) -> Vec<DiffOp> {
    let prefix = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let suffix = old[prefix..].iter().rev().zip(new[prefix..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (old.len() - suffix, new.len() - suffix);
    let mut ops = vec![DiffOp::Equal { old_index: 0, new_index: 0, len: prefix }];
    ops.extend(
        capture_diff_slices(Algorithm::Histogram, &old[prefix..old_end], &new[prefix..new_end]).into_iter().map(|op| {
            match op {
                DiffOp::Equal { old_index, new_index, len } => {
                    DiffOp::Equal { old_index: old_index + prefix, new_index: new_index + prefix, len }
                }
                other => other,
            }
        }),
    );
    ops.push(DiffOp::Equal { old_index: old_end, new_index: new_end, len: suffix });
    ops
}
