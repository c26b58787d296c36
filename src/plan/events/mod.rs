//! What somebody did to a plan, node by node: the difference of two texts as a person would tell it.

mod lines;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::Arc;

use super::conflict::has_marker;
use super::progress::{own_mark, validating};
use super::{Field, HashMap, Intent, Kind, Node, NodeId, Op, Plan, State};
use crate::text::line_of;
pub(in crate::plan) use lines::with_gaps;
use lines::{Alike, beyond, differing, lines, own, said, with_mark_of, words};

/// What happened to a node; the worst comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// It was done, or held something done, and is gone.
    Lost,
    /// It was done and is not any more.
    Unticked,
    /// It is done as before, but not validated any more.
    Invalidated,
    /// It is done.
    Ticked,
    /// It is validated.
    Validated,
    /// Its mark says something else that is neither: begun, failed, cancelled, open again.
    Marked,
    /// It is new.
    Added,
    /// It is gone; nothing of it was done.
    Removed,
    /// Its title has other words.
    Reworded,
    /// Its text or one of its fields has other words.
    Edited,
    /// It stands elsewhere.
    Moved,
    /// Nodes have other numbers: one event for all of them.
    Renumbered,
    /// Lines are broken or indented otherwise and say the same: one event for all of them.
    Reflowed,
}

impl Deed {
    /// Returns whether something that was done is not any more.
    pub const fn is_loss(self) -> bool {
        matches!(self, Self::Lost | Self::Unticked | Self::Invalidated)
    }

    /// Returns whether a mark says something else.
    pub const fn is_mark(self) -> bool {
        matches!(self, Self::Unticked | Self::Invalidated | Self::Ticked | Self::Validated | Self::Marked)
    }

    /// Returns whether its node is not there any more.
    pub const fn is_gone(self) -> bool {
        matches!(self, Self::Lost | Self::Removed)
    }

    /// Returns how a sentence tells it: `ticked`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Unticked => "unticked",
            Self::Invalidated => "invalidated",
            Self::Ticked => "ticked",
            Self::Validated => "validated",
            Self::Marked => "marked",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Reworded => "reworded",
            Self::Edited => "edited",
            Self::Moved => "moved",
            Self::Renumbered => "renumbered",
            Self::Reflowed => "reflowed",
        }
    }
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub deed: Deed,
    /// The node before; `None` where it is new.
    pub old: Option<NodeId>,
    /// The node now; `None` where it is gone. Follows it when asked to ([`Self::follow`]).
    pub new: Option<NodeId>,
    /// Its title: the new one, of what is gone the old one. May hold unsafe characters.
    pub title: Arc<str>,
    /// Its title before, where that was another one.
    pub was: Option<Arc<str>>,
    /// Its state before.
    pub from: Option<State>,
    /// Its state now.
    pub to: Option<State>,
    /// How many nodes this is about: itself and what came or went with it, or all that have other numbers.
    pub count: usize,
    /// Whole lines of its own that are others now, as they were; of what is gone all of it, with the blank lines around it.
    pub before: String,
    /// The same lines as they are now; of what is new all of it, with the blank lines around it.
    pub after: String,
    /// How many lines below the node's first one they begin.
    below: usize,
    /// Beside which node of the newer plan, or in which, what is gone would stand.
    anchor: Option<NodeId>,
}

impl Event {
    /// Returns how a sentence tells it: `ticked`, `started`, `removed`. What was done and was given another mark than that
    /// of what is open is called by that.
    pub const fn name(&self) -> &'static str {
        match (self.deed, self.to) {
            (Deed::Marked | Deed::Unticked, Some(State::InProgress)) => "started",
            (Deed::Marked, Some(State::Open) | None) => "reopened",
            (Deed::Unticked, Some(State::Open) | None) => "unticked",
            (Deed::Marked | Deed::Unticked, Some(state)) => state.name(),
            (deed, _) => deed.name(),
        }
    }

    /// Follows its nodes into another plan; `map` is what [`Plan::align`] returned.
    pub fn follow(&mut self, map: &[Option<NodeId>]) {
        self.new = self.new.and_then(|id| map[id.index()]);
        self.anchor = self.anchor.and_then(|id| map[id.index()]);
    }

    /// Returns the node beside which stood what is gone.
    pub fn beside(&self) -> Option<NodeId> {
        self.anchor
    }

    /// Returns the wish that puts back what was there; `plan` is the one that the event has followed its nodes to. What is
    /// gone comes back by its lines ([`super::regain_node`]).
    ///
    /// # Errors
    /// Why there is none, a sentence without its period.
    pub fn put_back(&self, plan: &Plan) -> Result<Intent, &'static str> {
        let op = match self.deed {
            Deed::Lost | Deed::Removed => return Err("it is gone: there is nothing to be changed back"),
            Deed::Added => Op::Remove { text: self.after.clone(), gap: None },
            _ if has_marker(&self.before) => return Err("it had conflict markers of git: change it in an editor"),
            Deed::Moved => return Err("what was moved stays: move it back in an editor"),
            Deed::Renumbered => return Err("numbers stay: change them in an editor"),
            Deed::Reflowed => return Err("nothing says anything else: there is nothing to put back"),
            Deed::Edited if self.before == self.after => {
                return Err("its fields came or went: put them back in an editor");
            }
            Deed::Reworded | Deed::Edited => self.restore(None),
            _ => match (self.before.is_empty(), back_to(self.from)) {
                (true, Some(op)) => op,
                (true, None) => return Err("its old mark is none that is written here"),
                (false, otherwise) => self.restore(otherwise),
            },
        };
        let id = self.new.ok_or("it is gone since")?;
        Ok(Intent { title: Some(plan.node(id).title.to_string()), ..Intent::new(plan.address(id), op) })
    }

    fn restore(&self, otherwise: Option<Op>) -> Op {
        let (before, after) = (self.before.clone(), self.after.clone());
        Op::Restore { below: self.below, before, after, otherwise: otherwise.map(Box::new) }
    }
}

/// Returns the wish for a state.
const fn back_to(state: Option<State>) -> Option<Op> {
    match state {
        None | Some(State::Open) => Some(Op::Open),
        Some(State::InProgress) => Some(Op::InProgress),
        Some(State::Done) => Some(Op::Done),
        Some(State::Validated) => Some(Op::Validated { force: true }),
        Some(State::Failed | State::Cancelled | State::Unknown) => None,
    }
}

/// Returns what happened between `old` and `new`, the worst first and then in the order of the text; `map` is what
/// [`Plan::align`] returned. Empty where nothing but blank lines differ.
pub fn events(old: &Plan, new: &Plan, map: &[Option<NodeId>]) -> Vec<Event> {
    if old.text() == new.text() {
        return Vec::new();
    }
    let map = with_twins(old, new, map);
    let mut back = vec![None; new.len()];
    for id in std::iter::once(NodeId::ROOT).chain(old.ids()) {
        if let Some(now) = map[id.index()] {
            back[now.index()] = Some(id);
        }
    }
    let mut story = Story { old, new, map, back, events: Vec::new() };
    story.gone();
    story.come();
    story.settle_anchors();
    story.changed();
    story.moved();
    story.events.sort_by_key(|event| (event.deed, event.new.or(event.old)));
    story.events
}

/// Among so many twins at most one with the same state is looked for.
const MOST_TWINS: usize = 64;

/// Returns `map` with those twins paired of which nobody can say which is which: for news it does not matter.
pub(in crate::plan) fn with_twins(old: &Plan, new: &Plan, map: &[Option<NodeId>]) -> Vec<Option<NodeId>> {
    let mut map = map.to_vec();
    let mut taken = vec![false; new.len()];
    map.iter().flatten().for_each(|now| taken[now.index()] = true);
    let mut come: HashMap<(NodeId, &str), VecDeque<NodeId>> = HashMap::default();
    for id in new.ids().filter(|id| !taken[id.index()]) {
        let node = new.node(id);
        come.entry((node.parent.unwrap_or(NodeId::ROOT), &node.title)).or_default().push_back(id);
    }
    // Those with the same state first: a twin that is gone was the one that was done, if one done is missing.
    for same_state in [true, false] {
        for id in old.ids() {
            let node = old.node(id);
            let Some(parent) = node.parent.and_then(|parent| map[parent.index()]) else { continue };
            if map[id.index()].is_some() {
                continue;
            }
            let Some(twins) = come.get_mut(&(parent, &*node.title)) else { continue };
            let fits = |twin: &NodeId| !same_state || new.node(*twin).state == node.state;
            if let Some(at) = twins.iter().take(MOST_TWINS).position(fits) {
                map[id.index()] = twins.remove(at);
            }
        }
    }
    map
}

struct Story<'a> {
    old: &'a Plan,
    new: &'a Plan,
    map: Vec<Option<NodeId>>,
    /// The same the other way.
    back: Vec<Option<NodeId>>,
    events: Vec<Event>,
}

impl Story<'_> {
    /// Returns an event of the node that is `new` now, or was `old`.
    fn event(&self, deed: Deed, old: Option<NodeId>, new: Option<NodeId>) -> Event {
        let (before, now) = (old.map(|id| self.old.node(id)), new.map(|id| self.new.node(id)));
        let title = now.or(before).map_or_else(Arc::default, |node| node.title.clone());
        Event {
            deed,
            old,
            new,
            was: before.map(|node| node.title.clone()).filter(|was| *was != title),
            title,
            from: before.and_then(|node| node.state),
            to: now.and_then(|node| node.state),
            count: 1,
            before: String::new(),
            after: String::new(),
            below: 0,
            anchor: None,
        }
    }

    /// Tells what is gone: one event for a node and all that went with it.
    fn gone(&mut self) {
        // Below each node: the last of its children so far that still stands there.
        let mut last: Vec<Option<NodeId>> = vec![None; self.old.len()];
        for id in self.old.ids() {
            let parent = self.old.node(id).parent.unwrap_or(NodeId::ROOT);
            let Some(parent_now) = self.map[parent.index()] else { continue };
            if let Some(now) = self.map[id.index()] {
                if self.new.node(now).parent == Some(parent_now) {
                    last[parent.index()] = Some(now);
                }
                continue;
            }
            let below = self.old.descendants(id).filter(|id| self.map[id.index()].is_none());
            let gone: Vec<NodeId> = std::iter::once(id).chain(below).collect();
            let was_done = |id: &&NodeId| {
                let node = self.old.node(**id);
                matches!(node.kind, Kind::Item | Kind::Step) && node.state.is_some_and(State::is_done)
            };
            let deed = if gone.iter().any(|id| was_done(&id)) { Deed::Lost } else { Deed::Removed };
            let whole = gone.len() == 1 + self.old.descendants(id).count();
            let span = if whole { self.old.node(id).span } else { own(self.old.node(id)) };
            let event = Event {
                count: gone.len(),
                before: with_gaps(self.old.text(), span).of(self.old.text()).to_owned(),
                anchor: Some(last[parent.index()].unwrap_or(parent_now)),
                ..self.event(deed, Some(id), None)
            };
            self.events.push(event);
        }
    }

    /// Lets what is gone stand beside what has come in its place, where there is such a thing: that is one row, not two.
    fn settle_anchors(&mut self) {
        for event in &mut self.events {
            let Some(anchor) = event.anchor.filter(|_| event.deed.is_gone()) else { continue };
            let parent = event.old.and_then(|old| self.old.node(old).parent);
            let Some(parent) = parent.and_then(|parent| self.map[parent.index()]) else { continue };
            let behind = if anchor == parent { NodeId(anchor.0 + 1) } else { self.new.node(anchor).next };
            let is_new = self.back.get(behind.index()).is_some_and(Option::is_none);
            if is_new && self.new.node(behind).parent == Some(parent) {
                event.anchor = Some(behind);
            }
        }
    }

    /// Tells what is new: one event for a node and all that came with it.
    fn come(&mut self) {
        for id in self.new.ids() {
            let parent = self.new.node(id).parent.unwrap_or(NodeId::ROOT);
            if self.back[id.index()].is_some() || self.back[parent.index()].is_none() {
                continue;
            }
            let below = self.new.descendants(id).filter(|id| self.back[id.index()].is_none()).count();
            let whole = below == self.new.descendants(id).count();
            let span = if whole { self.new.node(id).span } else { own(self.new.node(id)) };
            let event = Event {
                count: below + 1,
                after: with_gaps(self.new.text(), span).of(self.new.text()).to_owned(),
                ..self.event(Deed::Added, None, Some(id))
            };
            self.events.push(event);
        }
    }

    /// Tells what became of the nodes that are still there.
    fn changed(&mut self) {
        let (mut renumbered, mut reflowed) = (Vec::new(), Vec::new());
        let alike = Alike::of(self.old.text(), self.new.text());
        for id in std::iter::once(NodeId::ROOT).chain(self.old.ids()) {
            let Some(now) = self.map[id.index()] else { continue };
            let (before, after) = (self.old.node(id), self.new.node(now));
            if before.label != after.label {
                renumbered.push((id, now));
            }
            self.changed_beyond(id, now);
            let is_untouched = alike.covers(own(before), own(after));
            debug_assert!(!is_untouched || lines(self.old, before) == lines(self.new, after), "they are one piece");
            let now_lines = if is_untouched { "" } else { lines(self.new, after) };
            if is_untouched || lines(self.old, before) == now_lines {
                // A Status behind its items is not among these lines.
                self.marked(id, now, true);
                continue;
            }
            let retitled = words(&before.title).ne(words(&after.title));
            let edited = words(&said(self.old, before)).ne(words(&said(self.new, after)));
            self.marked(id, now, retitled || edited);
            let was_lines = with_mark_of(self.old, before, self.new, after);
            // A sign that changes nothing is read for what it is, too: as a word.
            let other = before.state == after.state && words(&was_lines).ne(words(now_lines));
            if retitled || edited || other && before.label == after.label {
                let deed = if retitled { Deed::Reworded } else { Deed::Edited };
                let (below, before, after) = differing(&was_lines, now_lines);
                self.events.push(Event { before, after, below, ..self.event(deed, Some(id), Some(now)) });
            } else if before.label == after.label && before.state == after.state && was_lines != now_lines {
                reflowed.push((id, now));
            }
        }
        for (deed, nodes) in [(Deed::Renumbered, renumbered), (Deed::Reflowed, reflowed)] {
            if let Some(&(old, new)) = nodes.first() {
                self.events.push(Event { count: nodes.len(), ..self.event(deed, Some(old), Some(new)) });
            }
        }
    }

    /// Tells of the fields that stand behind the node's items and say something else.
    fn changed_beyond(&mut self, id: NodeId, now: NodeId) {
        let (before, after) = (self.old.node(id), self.new.node(now));
        let said = |plan: &Plan, field: &Field| format!("{} {}", field.name, field.line_value.of(plan.text()));
        let was: Vec<String> = beyond(before).map(|field| said(self.old, field)).collect();
        let is: Vec<String> = beyond(after).map(|field| said(self.new, field)).collect();
        if was.iter().flat_map(|text| words(text)).eq(is.iter().flat_map(|text| words(text))) {
            return;
        }
        let mut event = self.event(Deed::Edited, Some(id), Some(now));
        if let Some((old, new)) =
            beyond(before).zip(beyond(after)).find(|(a, b)| said(self.old, a) != said(self.new, b))
        {
            event.below = new.line.saturating_sub(after.line);
            line_of(self.old.text(), old.span.start).of(self.old.text()).clone_into(&mut event.before);
            line_of(self.new.text(), new.span.start).of(self.new.text()).clone_into(&mut event.after);
        }
        self.events.push(event);
    }

    /// Tells of a mark that says something else. Where the words changed too, its lines alone do not take it back.
    fn marked(&mut self, id: NodeId, now: NodeId, words_changed: bool) {
        let (before, after) = (self.old.node(id), self.new.node(now));
        if before.state == after.state || !is_own(before, after) {
            return;
        }
        let was_done = before.state.is_some_and(State::is_done);
        let deed = match after.state {
            Some(State::Validated) => Deed::Validated,
            Some(State::Done) if was_done => Deed::Invalidated,
            Some(State::Done) => Deed::Ticked,
            _ if was_done => Deed::Unticked,
            _ => Deed::Marked,
        };
        let mut event = self.event(deed, Some(id), Some(now));
        if !words_changed {
            (event.below, event.before, event.after) = differing(lines(self.old, before), lines(self.new, after));
        }
        self.events.push(event);
    }

    /// Tells what stands elsewhere: under another parent, or in another order. Many that went the same way are one event.
    fn moved(&mut self) {
        let mut moved: Vec<(NodeId, NodeId)> = Vec::new();
        for parent in std::iter::once(NodeId::ROOT).chain(self.old.ids()) {
            let now = self.map[parent.index()];
            let stays = |&(_, child): &(NodeId, NodeId)| self.new.node(child).parent == now;
            let children = self.old.children(parent).filter_map(|child| Some((child, self.map[child.index()]?)));
            let (stay, gone): (Vec<_>, Vec<_>) = children.partition(stays);
            moved.extend(gone);
            moved.extend(out_of_order(&stay));
        }
        let way = |&(old, new): &(NodeId, NodeId)| (self.old.node(old).parent, self.new.node(new).parent);
        let mut events = Vec::new();
        for same_way in moved.chunk_by(|a, b| way(a) == way(b)) {
            let told = if same_way.len() > MOST_MOVED { &same_way[..1] } else { same_way };
            let count = same_way.len() / told.len();
            events.extend(
                told.iter().map(|&(old, new)| Event { count, ..self.event(Deed::Moved, Some(old), Some(new)) }),
            );
        }
        self.events.extend(events);
    }
}

/// More nodes than this that went the same way are one event.
const MOST_MOVED: usize = 3;

/// Returns the fewest pairs without which the rest is in the same order before and after; they are sorted by the first.
pub(in crate::plan) fn out_of_order(pairs: &[(NodeId, NodeId)]) -> Vec<(NodeId, NodeId)> {
    if pairs.is_sorted_by_key(|&(_, new)| new) {
        return Vec::new();
    }
    // Patience: on each pile lies the pair with the least end of all runs of that length.
    let mut piles: Vec<usize> = Vec::new();
    let mut previous = vec![None; pairs.len()];
    for (at, &(_, new)) in pairs.iter().enumerate() {
        let pile = piles.partition_point(|&top| pairs[top].1 < new);
        previous[at] = pile.checked_sub(1).map(|below| piles[below]);
        if pile == piles.len() {
            piles.push(at);
        } else {
            piles[pile] = at;
        }
    }
    let mut in_order = vec![false; pairs.len()];
    let mut at = piles.last().copied();
    while let Some(place) = at {
        in_order[place] = true;
        at = previous[place];
    }
    pairs.iter().zip(in_order).filter(|(_, stays)| !stays).map(|(&pair, _)| pair).collect()
}

/// Returns whether a change of state is the node's own, and does not only follow from what is below it.
fn is_own(old: &Node, new: &Node) -> bool {
    let marks = |node: &Node| (own_mark(node).map(|mark| mark.state), validating(node).map(|(_, mark)| mark.state));
    match new.kind {
        Kind::Item => true,
        Kind::Step | Kind::Phase => marks(old) != marks(new),
        _ => false,
    }
}
