//! Which node of an older plan is which node of a newer one.
//!
//! Rules in this order, each only where it has exactly one answer: the same label and title under the same parent; the
//! same title there; of twins the one with the same content, else the k-th of n where n is unchanged, else none; the same
//! anywhere (moved); what holds most of the same nodes; the same label, or the same place, with words in common; a title
//! that is much more alike than any other; at last the same number in the same place, where nothing was done. Else the node
//! is gone. A number alone proves nothing: a step that is inserted above renumbers those below. Whenever two nodes are the
//! same, what lies in them is compared first.

mod beside;
mod likeness;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

pub(super) use likeness::alike;

use self::likeness::Profile;
use super::{HashMap, Kind, Node, NodeId, Plan, State};

/// A title must be this much like the old one, of 1, to be the old one reworded.
const LIKE: f32 = 0.6;

/// And it must be this much more like it than the runner-up.
const MARGIN: f32 = 0.15;

/// So many pairs of titles are compared at most: a plan that was rewritten as a whole is not worth more.
const MOST_PAIRS: usize = 200_000;

/// Rounds of rules: each node that is found may lead to others; more than this is for the very odd.
const ROUNDS: usize = 8;

/// Where the nodes of a plan are in another one, and how sure that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alignment {
    /// Where each node is, by index; `None` where it is gone.
    pub map: Vec<Option<NodeId>>,
    /// Those that have nothing in common with what they are now but their number and place, in document order.
    by_number: Vec<NodeId>,
}

impl Alignment {
    /// Returns where the node is if more than its number and place says so: a mark that was meant for one of two that have
    /// nothing else in common need not be meant for the other.
    pub fn by_words(&self, id: NodeId) -> Option<NodeId> {
        self.map[id.index()].filter(|_| self.by_number.binary_search(&id).is_err())
    }

    /// Returns the same with nothing in doubt, as where nobody but the reader has written.
    #[must_use]
    pub fn without_doubt(self) -> Self {
        Self { by_number: Vec::new(), ..self }
    }
}

impl Plan {
    /// Returns where each node of `self` is in `newer`, by index; `None` where it is gone.
    pub fn align(&self, newer: &Self) -> Vec<Option<NodeId>> {
        self.alignment(newer).map
    }

    /// Returns the same, without those that have nothing in common but their number and place ([`Alignment::by_words`]).
    pub(super) fn align_by_words(&self, newer: &Self) -> Vec<Option<NodeId>> {
        let Alignment { mut map, by_number } = self.alignment(newer);
        for id in by_number {
            map[id.index()] = None;
        }
        map
    }

    /// Returns where the nodes of `self` are in `newer`, and of which nothing but their number and place says so.
    pub fn alignment(&self, newer: &Self) -> Alignment {
        if self.has_same_outline(newer) {
            let map = (0..self.len() as u32).map(|index| Some(NodeId(index))).collect();
            return Alignment { map, by_number: Vec::new() };
        }
        let mut matching = Matching {
            older: self,
            newer,
            forward: vec![None; self.len()],
            taken: vec![false; newer.len()],
            joined: 0,
            pairs_left: MOST_PAIRS,
        };
        matching.join(NodeId::ROOT, NodeId::ROOT);
        for _ in 0..ROUNDS {
            let before = matching.joined;
            matching.moved(exact);
            matching.moved(title);
            matching.containers();
            matching.reworded(|matching, family| {
                let mut found = matching.same_label(family);
                found.extend(matching.same_place(family));
                found.extend(matching.much_alike(family));
                found
            });
            if matching.joined == before {
                break;
            }
        }
        // It comes last, and nothing lies in them: without these pairs all others would be the same.
        let mut by_number = Vec::new();
        matching.reworded(|matching, family| {
            let found = matching.same_number(family);
            by_number.extend(found.iter().map(|&(old, _)| old));
            found
        });
        by_number.sort_unstable();
        Alignment { map: matching.forward, by_number }
    }

    /// Returns whether nothing but marks and bodies differ, as after a tick.
    pub(super) fn has_same_outline(&self, newer: &Self) -> bool {
        let same = |(a, b): (&Node, &Node)| a.kind == b.kind && a.parent == b.parent && is_same(a, b);
        self.len() == newer.len() && self.nodes.iter().zip(&newer.nodes).skip(1).all(same)
    }
}

/// What has been found so far.
struct Matching<'a> {
    older: &'a Plan,
    newer: &'a Plan,
    forward: Vec<Option<NodeId>>,
    /// Whether a newer node is somebody's already.
    taken: Vec<bool>,
    joined: usize,
    /// How many pairs of titles may still be compared.
    pairs_left: usize,
}

/// Nodes of either plan that have something in common.
#[derive(Default)]
struct Group {
    old: Vec<NodeId>,
    new: Vec<NodeId>,
}

impl Matching<'_> {
    /// Says that two nodes are the same, and finds what lies in them.
    fn join(&mut self, old: NodeId, new: NodeId) {
        let mut pairs = vec![(old, new)];
        while let Some((old, new)) = pairs.pop() {
            if self.forward[old.index()].is_some() || self.taken[new.index()] {
                continue;
            }
            self.forward[old.index()] = Some(new);
            self.taken[new.index()] = true;
            self.joined += 1;
            self.children(old, new, &mut pairs);
        }
    }

    /// Adds the children that two nodes have in common to `pairs`.
    fn children(&self, old: NodeId, new: NodeId, pairs: &mut Vec<(NodeId, NodeId)>) {
        let mut olds: Vec<NodeId> = self.older.children(old).filter(|id| self.is_left(*id)).collect();
        let mut news: Vec<NodeId> = self.newer.children(new).filter(|id| !self.taken[id.index()]).collect();
        let is_same = |(&old, &new): (&NodeId, &NodeId)| is_same(self.older.node(old), self.newer.node(new));
        if olds.len() == news.len() && olds.iter().zip(&news).all(is_same) {
            pairs.extend(olds.into_iter().zip(news));
            return;
        }
        for key in [exact, title] {
            let found: Vec<(NodeId, NodeId)> =
                self.groups(&olds, &news, key).iter().flat_map(|group| self.siblings(group)).collect();
            // Two binary searches a node: the lists are in document order.
            let [mut gone, mut come]: [Vec<NodeId>; 2] = found.iter().copied().unzip().into();
            gone.sort_unstable();
            come.sort_unstable();
            olds.retain(|id| gone.binary_search(id).is_err());
            news.retain(|id| come.binary_search(id).is_err());
            pairs.extend(found);
        }
    }

    /// Returns which of a group below one parent are the same.
    fn siblings(&self, group: &Group) -> Vec<(NodeId, NodeId)> {
        if let ([old], [new]) = (&group.old[..], &group.new[..]) {
            return vec![(*old, *new)];
        }
        let (mut found, rest) = self.by_content(group);
        match (&rest.old[..], &rest.new[..]) {
            (old, new) if old.len() == new.len() => found.extend(old.iter().copied().zip(new.iter().copied())),
            // It has been copied: the one with its mark is the original, else the first.
            ([old], [first, ..]) => {
                let state = self.older.node(*old).state;
                let mut marked = rest.new.iter().filter(|&&new| self.newer.node(new).state == state);
                let original = marked.next().filter(|_| marked.next().is_none()).unwrap_or(first);
                found.push((*old, *original));
            }
            _ => {}
        }
        found
    }

    /// Returns which of a group of twins are told apart by what lies in them, and the rest.
    fn by_content(&self, group: &Group) -> (Vec<(NodeId, NodeId)>, Group) {
        let is_bare = |plan: &Plan, id: &NodeId| plan.node(*id).span.end <= plan.node(*id).head.end;
        let mut rest = Group::default();
        let mut contents: BTreeMap<u64, Group> = BTreeMap::new();
        for &id in &group.old {
            if is_bare(self.older, &id) {
                rest.old.push(id);
            } else {
                contents.entry(content(self.older, id)).or_default().old.push(id);
            }
        }
        for &id in &group.new {
            if is_bare(self.newer, &id) {
                rest.new.push(id);
            } else {
                contents.entry(content(self.newer, id)).or_default().new.push(id);
            }
        }
        let mut found = Vec::new();
        for same in contents.into_values() {
            match (&same.old[..], &same.new[..]) {
                (&[old], &[new]) => found.push((old, new)),
                (old, new) => {
                    rest.old.extend(old);
                    rest.new.extend(new);
                }
            }
        }
        rest.old.sort_unstable();
        rest.new.sort_unstable();
        (found, rest)
    }

    /// Joins what is left and has one key, wherever it stands now; what was above comes first, and takes with it what
    /// lies in it.
    fn moved(&mut self, key: fn(&Node) -> u64) {
        let (olds, news) = self.left();
        for group in self.groups(&olds, &news, key) {
            let found = if let (&[old], &[new]) = (&group.old[..], &group.new[..]) {
                vec![(old, new)]
            } else {
                let (mut found, rest) = self.by_content(&group);
                if self.share_parents(&rest) {
                    found.extend(rest.old.into_iter().zip(rest.new));
                }
                found
            };
            for (old, new) in found {
                self.join(old, new);
            }
        }
    }

    /// Returns whether twins have moved together: as many as there were, and all below one parent then and now.
    fn share_parents(&self, group: &Group) -> bool {
        let share = |plan: &Plan, ids: &[NodeId]| {
            ids.windows(2).all(|pair| plan.node(pair[0]).parent == plan.node(pair[1]).parent)
        };
        group.old.len() == group.new.len() && share(self.older, &group.old) && share(self.newer, &group.new)
    }

    /// Joins what holds most of the same nodes, whatever it is called now.
    fn containers(&mut self) {
        let (olds, _) = self.left();
        for old in olds {
            let mut votes: HashMap<NodeId, usize> = HashMap::default();
            for child in self.older.children(old) {
                let parent = self.forward[child.index()].and_then(|new| self.newer.node(new).parent);
                if let Some(parent) = parent.filter(|parent| !self.taken[parent.index()]) {
                    *votes.entry(parent).or_default() += 1;
                }
            }
            let Some((new, votes)) = votes.into_iter().max_by_key(|&(new, votes)| (votes, new)) else { continue };
            let most = |count: usize| votes * 2 > count;
            if votes > 1 && most(self.older.children(old).count()) && most(self.newer.children(new).count()) {
                self.join(old, new);
            }
        }
    }

    /// Joins nodes under the same parent that read otherwise now, as far as `rule` finds them.
    fn reworded(&mut self, mut rule: impl FnMut(&mut Self, &Group) -> Vec<(NodeId, NodeId)>) {
        let (olds, news) = self.left();
        let mut families: BTreeMap<NodeId, Group> = BTreeMap::new();
        for id in olds {
            if let Some(parent) = self.older.node(id).parent.and_then(|parent| self.forward[parent.index()]) {
                families.entry(parent).or_default().old.push(id);
            }
        }
        for id in news {
            if let Some(group) = self.newer.node(id).parent.and_then(|parent| families.get_mut(&parent)) {
                group.new.push(id);
            }
        }
        for family in families.into_values().filter(|family| !family.new.is_empty()) {
            for (old, new) in rule(self, &family) {
                self.join(old, new);
            }
        }
    }

    /// Returns the pairs with the same number, with words or a node in common.
    fn same_label(&self, family: &Group) -> Vec<(NodeId, NodeId)> {
        let numbered = |plan: &Plan, ids: &[NodeId]| {
            ids.iter().copied().filter(|&id| plan.node(id).label.is_some()).collect::<Vec<_>>()
        };
        let (olds, news) = (numbered(self.older, &family.old), numbered(self.newer, &family.new));
        let groups = self.groups(&olds, &news, |node| {
            hash(&(class(node), node.label.as_ref().map(|label| label.number.to_lowercase())))
        });
        let single = groups.into_iter().filter_map(|group| match (&group.old[..], &group.new[..]) {
            (&[old], &[new]) => Some((old, new)),
            _ => None,
        });
        let shares = |&(old, new): &(NodeId, NodeId)| {
            let mut children = self.older.children(old).filter_map(|child| self.forward[child.index()]);
            alike(&self.older.node(old).title, &self.newer.node(new).title)
                || children.any(|child| self.newer.node(child).parent == Some(new))
        };
        single.filter(shares).collect()
    }

    /// Returns the pairs that stand alone between the same neighbours, with words in common.
    fn same_place(&self, family: &Group) -> Vec<(NodeId, NodeId)> {
        let alike = |&(old, new): &(NodeId, NodeId)| alike(&self.older.node(old).title, &self.newer.node(new).title);
        self.places(family).into_iter().filter(alike).collect()
    }

    /// Returns the pairs that stand alone between the same neighbours with the same number, and nothing was lost with the
    /// old one that could tell, nor anything that was done: that is told as lost.
    fn same_number(&self, family: &Group) -> Vec<(NodeId, NodeId)> {
        let is_same = |&(old, new): &(NodeId, NodeId)| {
            let was = number(self.older, old);
            let was_done = self.older.node(old).state.is_some_and(State::is_done);
            !was_done && was.is_some() && was == number(self.newer, new) && self.older.children(old).next().is_none()
        };
        self.places(family).into_iter().filter(is_same).collect()
    }

    /// Returns the pairs that stand alone between the same neighbours.
    fn places(&self, family: &Group) -> Vec<(NodeId, NodeId)> {
        let siblings = |plan: &Plan, ids: &[NodeId]| {
            let parent = ids.first().and_then(|&id| plan.node(id).parent);
            parent.map_or(Vec::new(), |parent| plan.children(parent).collect())
        };
        let (olds, news) = (siblings(self.older, &family.old), siblings(self.newer, &family.new));
        let neighbours = |all: &[NodeId], id: NodeId| {
            let at = all.partition_point(|&other| other < id);
            (at.checked_sub(1).map(|at| all[at]), all.get(at + 1).copied())
        };
        let mut places: HashMap<(Option<NodeId>, Option<NodeId>), Vec<NodeId>> = HashMap::default();
        for &id in &family.new {
            places.entry(neighbours(&news, id)).or_default().push(id);
        }
        let place = |old: &NodeId| {
            let (before, behind) = neighbours(&olds, *old);
            let now = |id: Option<NodeId>| id.map(|id| self.forward[id.index()]);
            let (before, behind) = (now(before), now(behind));
            if before == Some(None) || behind == Some(None) {
                return None;
            }
            let [new] = places.get(&(before.flatten(), behind.flatten()))?[..] else { return None };
            (class(self.older.node(*old)) == class(self.newer.node(new))).then_some((*old, new))
        };
        family.old.iter().filter_map(place).collect()
    }

    /// Returns the pairs of which each is much more like the other than anything else that is left.
    fn much_alike(&mut self, family: &Group) -> Vec<(NodeId, NodeId)> {
        let pairs = family.old.len() * family.new.len();
        if pairs > self.pairs_left {
            return Vec::new();
        }
        self.pairs_left -= pairs;
        let profiles = |plan: &Plan, ids: &[NodeId]| {
            ids.iter().map(|&id| (class(plan.node(id)), Profile::new(&plan.node(id).title))).collect::<Vec<_>>()
        };
        let (olds, news) = (profiles(self.older, &family.old), profiles(self.newer, &family.new));
        let likeness = |(kind, old): &(bool, Profile), (other, new): &(bool, Profile)| {
            if kind == other { old.likeness(new) } else { 0.0 }
        };
        let table: Vec<Vec<f32>> = olds.iter().map(|old| news.iter().map(|new| likeness(old, new)).collect()).collect();
        let best = |scores: &mut dyn Iterator<Item = f32>| {
            let (mut at, mut first, mut second) = (0, 0.0, 0.0);
            for (index, score) in scores.enumerate() {
                if score > first {
                    (at, second, first) = (index, first, score);
                } else if score > second {
                    second = score;
                }
            }
            (first >= LIKE && first - second >= MARGIN).then_some(at)
        };
        let pair = |(row, &old): (usize, &NodeId)| {
            let column = best(&mut table[row].iter().copied())?;
            let back = best(&mut table.iter().map(|scores| scores[column]))?;
            (back == row).then(|| (old, family.new[column]))
        };
        family.old.iter().enumerate().filter_map(pair).collect()
    }

    fn is_left(&self, id: NodeId) -> bool {
        self.forward[id.index()].is_none()
    }

    /// Returns what has not been found in either plan.
    fn left(&self) -> (Vec<NodeId>, Vec<NodeId>) {
        (
            self.older.ids().filter(|&id| self.is_left(id)).collect(),
            self.newer.ids().filter(|id| !self.taken[id.index()]).collect(),
        )
    }

    /// Returns the nodes by their key, where it is in both lists; in the order of the old ones.
    fn groups(&self, olds: &[NodeId], news: &[NodeId], key: impl Fn(&Node) -> u64) -> Vec<Group> {
        let mut order: HashMap<u64, usize> = HashMap::default();
        let mut groups: Vec<Group> = Vec::new();
        for &id in olds {
            let at = *order.entry(key(self.older.node(id))).or_insert(groups.len());
            if at == groups.len() {
                groups.push(Group::default());
            }
            groups[at].old.push(id);
        }
        for &id in news {
            if let Some(&at) = order.get(&key(self.newer.node(id))) {
                groups[at].new.push(id);
            }
        }
        groups.retain(|group| !group.new.is_empty());
        groups
    }
}

/// Returns whether a node is an item: no item becomes a heading by being reworded.
fn class(node: &Node) -> bool {
    node.kind == Kind::Item
}

/// Returns how a node is numbered: by its label, or as an item of an ordered list whose numbers differ.
fn number(plan: &Plan, id: NodeId) -> Option<&str> {
    let marker = |node: &Node| {
        let head = node.head.of(plan.text());
        &head[..head.find(|c: char| !c.is_ascii_digit()).unwrap_or(head.len())]
    };
    let node = plan.node(id);
    if let Some(label) = &node.label {
        return Some(&label.number);
    }
    let siblings = plan.children(node.parent?).map(|id| plan.node(id)).filter(|node| class(node));
    let mut first = siblings.take(2).map(marker);
    let (one, two) = (first.next(), first.next());
    Some(marker(node)).filter(|number| class(node) && !number.is_empty() && one != two)
}

/// Returns whether two nodes have the same label and title.
fn is_same(a: &Node, b: &Node) -> bool {
    class(a) == class(b) && a.title == b.title && a.label == b.label
}

/// Returns a key for label and title, however the title was wrapped.
fn exact(node: &Node) -> u64 {
    let mut hasher = DefaultHasher::new();
    class(node).hash(&mut hasher);
    node.label.as_ref().map(|label| &label.number).hash(&mut hasher);
    node.title.split_whitespace().for_each(|word| word.hash(&mut hasher));
    hasher.finish()
}

/// Returns a key for the title, in whatever case; for the label where there is no title.
fn title(node: &Node) -> u64 {
    let mut hasher = DefaultHasher::new();
    if node.title.is_empty() {
        node.label.as_ref().map(|label| &label.number).hash(&mut hasher);
    }
    node.title.split_whitespace().for_each(|word| word.to_lowercase().hash(&mut hasher));
    hasher.finish()
}

/// Returns a key for what lies in a node: its words and those of all nodes below it, without their marks, bullets and
/// line breaks.
fn content(plan: &Plan, id: NodeId) -> u64 {
    let mut hasher = DefaultHasher::new();
    let node = plan.node(id);
    node.body.of(plan.text()).split_whitespace().for_each(|word| word.hash(&mut hasher));
    for below in plan.descendants(id) {
        let node = plan.node(below);
        exact(node).hash(&mut hasher);
        node.body.of(plan.text()).split_whitespace().for_each(|word| word.hash(&mut hasher));
    }
    hasher.finish()
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
