//! Which node of an older plan is which node of a newer one.
//!
//! Rules in this order, each only where it has exactly one answer: the line is unchanged and the line diff maps it; the
//! same label and title; the same title; the same id; the same number, or the same place, with words in common; else the
//! node is gone. A number alone proves nothing: a step that is inserted above renumbers those below.

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
        let label = |node: &Node| node.label.as_ref().map(|label| format!("{:?} {}", node.kind, label.number));
        matching.by(|node| Some(format!("{} {}", label(node)?, node.title)), |_, _| true);
        matching.by(|node| Some(node.title.to_lowercase()), |_, _| true);
        let is_id = |node: &Node| node.label.as_ref().is_some_and(|label| label.number.contains(char::is_alphabetic));
        matching.by(|node| label(node).filter(|_| is_id(node)), |_, _| true);
        matching.by(label, |old, new| alike(&old.title, &new.title));
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

    /// Maps the nodes left that share a key, where it is unique on both sides and they `fit`: under the same parent first,
    /// then anywhere.
    fn by(&mut self, key: impl Fn(&Node) -> Option<String>, fit: impl Fn(&Node, &Node) -> bool) {
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
                let ([old], Some([new])) = (&ids[..], new.get(&name).map(Vec::as_slice)) else { continue };
                if fit(self.older.node(*old), self.newer.node(*new)) {
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

/// Returns whether two titles have half of their words in common; of long ones the first 64 count.
pub(super) fn alike(a: &str, b: &str) -> bool {
    let words = |text: &str| {
        let words = text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
        words.take(64).map(str::to_lowercase).collect::<Vec<_>>()
    };
    let (a, b) = (words(a), words(b));
    let shared = a.iter().filter(|word| b.contains(word)).count();
    shared * 4 >= a.len() + b.len() && shared > 0
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns where the node titled `title` has gone: its new title, or `-`.
    fn follow(older: &str, newer: &str, title: &str) -> String {
        let (older, newer) = (Plan::read(older, "plan"), Plan::read(newer, "plan"));
        let id = older.ids().find(|&id| &*older.node(id).title == title).expect("the older plan has it");
        older.align(&newer)[id.index()]
            .map_or("-".to_owned(), |id| format!("{} :{}", newer.node(id).title, newer.node(id).line))
    }

    #[test]
    fn nodes_are_followed() {
        let steps = "### 1.1 Schema\n### 1.2 Deploy\n- [ ] a\n- [ ] TODO\n- [ ] TODO\n";
        for (newer, title, expected) in [
            ("### 1.1 Schema\n### 1.2 Backup\n### [x] 1.3 Deploy\n- [ ] a\n", "Deploy", "Deploy :3"),
            ("### 1.1 Schema\n### 1.2 Backup\n", "Deploy", "-"),
            ("### 1.1 Schema\n### 1.2 Deploy to staging\n- [ ] a\n", "Deploy", "Deploy to staging :2"),
            ("### 1.2 Deploy\n- [x] a\n### 1.1 Schema\n", "Schema", "Schema :3"),
            ("### 1.1 Schema\n### 1.2 Deploy\n- [x] b\n- [x] a\n", "a", "a :4"),
            ("### 1.1 Schema\n- [x] a\n### 1.2 Deploy\n", "a", "a :2"),
            ("", "a", "-"),
        ] {
            assert_eq!(follow(steps, newer, title), expected, "{title} in {newer}");
        }
    }

    #[test]
    fn twins_are_told_apart_by_their_order() {
        let older = Plan::read("- [ ] TODO\n- [ ] TODO\n", "plan");
        let newer = Plan::read("# New\n\n- [ ] TODO\n- [x] TODO\n", "plan");
        let lines: Vec<_> = older.align(&newer).iter().flatten().map(|&id| newer.node(id).line).collect();
        assert_eq!(lines, [1, 3, 4]);
    }
}
