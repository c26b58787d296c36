//! Where the nodes that we want something of are in a plan, whatever they are called there.

use std::collections::{HashMap, HashSet};

use super::Guard;
use super::follow::{By, called};
use super::recognise::row;
use crate::plan::{Intent, NodeId, Op, Plan, Refusal};
use crate::store::meaning::{met, stands};
use crate::store::memory::journal::{Entry, Standing, Why};
use crate::text::quoted;

/// Of how many texts it is kept where the nodes were.
const KNOWN: usize = 16;

/// Where nodes are in a plan, by the numbers that entries know them by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// `None` of one that is not there.
    places: HashMap<u64, Option<NodeId>>,
    /// Their numbers, the lowest one of each.
    numbers: HashMap<NodeId, u64>,
}

impl Places {
    /// Returns where the node is, if it is there.
    pub(super) fn of(&self, number: u64) -> Option<NodeId> {
        self.places.get(&number).copied().flatten()
    }

    /// Returns whether it was looked where the node is.
    pub(super) fn has(&self, number: u64) -> bool {
        self.places.contains_key(&number)
    }

    /// Returns whether the node is not there.
    pub(super) fn is_gone(&self, number: u64) -> bool {
        self.places.get(&number) == Some(&None)
    }

    /// Returns whether `id` is one of the nodes.
    pub(super) fn is_taken(&self, id: NodeId) -> bool {
        self.numbers.contains_key(&id)
    }

    /// Returns the lowest number that the node `id` is known by.
    pub(super) fn number(&self, id: NodeId) -> Option<u64> {
        self.numbers.get(&id).copied()
    }

    /// Returns the nodes that are there.
    pub(super) fn all(&self) -> impl Iterator<Item = (u64, NodeId)> {
        self.places.iter().filter_map(|(number, place)| place.map(|id| (*number, id)))
    }

    /// Notes where the node is, of which that was not known before.
    pub(super) fn put(&mut self, number: u64, place: Option<NodeId>) {
        self.places.insert(number, place);
        if let Some(id) = place {
            let known = self.numbers.entry(id).or_insert(number);
            *known = number.min(*known);
        }
    }

    /// Returns the same in a plan in which each node is at its `place`.
    pub(super) fn moved(self, place: impl Fn(NodeId) -> Option<NodeId>) -> Self {
        let mut moved = Self::default();
        for (number, at) in self.places {
            moved.put(number, at.and_then(&place));
        }
        moved
    }
}

impl Guard {
    /// Notes where the nodes are in `plan`: the same text is known again.
    pub(super) fn note_places(&mut self, plan: &Plan, places: &Places) {
        self.known.retain(|(text, _)| *text != *plan.text());
        self.known.push_back((plan.text().clone(), places.clone()));
        self.known.drain(..self.known.len().saturating_sub(KNOWN));
    }

    /// Returns where nodes are in `plan`, where its text was seen of late.
    pub(super) fn noted_places(&self, plan: &Plan) -> Places {
        let known = self.known.iter().find(|(text, _)| *text == *plan.text());
        known.map(|(_, places)| places.clone()).unwrap_or_default()
    }

    /// Returns where the nodes are in `plan` that we want something of, made of `last` where that is known. What was in `last`
    /// beside a node is not that node.
    pub(super) fn places(&self, plan: &Plan, last: Option<(&Plan, &Places)>) -> Places {
        let mut places = self.recognised(plan, last);
        let renamed: HashSet<NodeId> = places.all().map(|(_, id)| id).collect();
        let is_another = |number: u64, id: NodeId| {
            let other = last.and_then(|(last, was)| {
                let other = Intent::at(plan, id, Op::Done).find_exactly(last)?;
                was.of(number).filter(|own| *own != other)
            });
            other.is_some() || renamed.contains(&id)
        };
        // An item of ours is the one that was added, whatever others have called it since.
        for (entry, goal) in self.rows() {
            if !places.has(entry.id) {
                let found = row(entry, goal, plan).filter(|&id| !is_another(entry.id, id));
                places.put(entry.id, found);
            }
        }
        for entry in self.left().rev().filter(|entry| !entry.goals.is_empty()) {
            if !places.has(entry.node) {
                let goal = &entry.goals[0];
                // What was taken out is back only where it was.
                let is_out = matches!(goal.op, Op::Delete { .. } | Op::Remove { .. }) && goal.is_elsewhere(plan);
                let found = goal.find(plan).ok().filter(|&id| !is_out && !is_another(entry.node, id));
                places.put(entry.node, found);
            }
        }
        places
    }

    /// Returns the number by which the node `id` is known, which goes by its own words in `plan`; `None` where we want nothing
    /// of it.
    pub(super) fn number(&self, plan: &Plan, id: NodeId, recognised: &Places) -> Option<u64> {
        let of = |entry: &Entry| {
            let goal = entry.goals.first()?;
            if recognised.of(entry.node).or_else(|| goal.find_exactly(plan)) == Some(id)
                && !recognised.is_gone(entry.node)
            {
                return Some(entry.node);
            }
            let is_row = recognised.of(entry.id).or_else(|| goal.added(plan)) == Some(id);
            (is_row && !recognised.is_gone(entry.id)).then_some(entry.id)
        };
        self.left().filter_map(of).min()
    }

    /// Returns whether `entry` was true in `plan`, whatever its node, which was at its place there, is called since.
    pub(super) fn was_so(&self, entry: &Entry, were: &Places, plan: &Plan) -> bool {
        let is_taken_out = matches!(entry.goals.first().map(|goal| &goal.op), Some(Op::Delete { .. }));
        let called = called(entry, were, plan, By::Us);
        let entry = called.as_ref().unwrap_or(entry);
        is_taken_out && were.is_gone(entry.node) || met(entry, plan) == Ok(true) && self.may_be_so(entry, were, plan)
    }

    /// Returns whether `entry`, which goes by what its node is called in `plan`, is true there, or others have put words around
    /// its own.
    pub(super) fn stands(&self, entry: &Entry, places: &Places, plan: &Plan) -> Result<bool, Refusal> {
        Ok(stands(entry, plan)? && self.may_be_so(entry, places, plan))
    }

    /// Returns whether the node is there that `entry` is of, or that it has added, and no text of it reads as before several
    /// changes of ours.
    fn may_be_so(&self, entry: &Entry, places: &Places, plan: &Plan) -> bool {
        let is_there = match entry.goals.first().map(|goal| &goal.op) {
            Some(Op::Add { .. }) => !places.is_gone(entry.id),
            Some(Op::Delete { .. } | Op::Remove { .. }) | None => true,
            Some(_) => !places.is_gone(entry.node),
        };
        is_there && !entry.goals.iter().any(|goal| self.is_former(entry, goal, plan))
    }

    /// Parts the entries `ids` in those that can be made true in `plan` by what their nodes are called, and those by whose
    /// words another node goes there.
    pub(in crate::store) fn ready(&self, mut ids: Vec<u64>, plan: &Plan) -> (Vec<u64>, Vec<u64>) {
        let places = self.places(plan, None);
        ids.sort_unstable();
        let is_anothers = |entry: &Entry, goal: &Intent| {
            let is_added = matches!(goal.op, Op::Add { .. });
            places.has(entry.node) && goal.find(plan).is_ok_and(|id| places.of(entry.node) != Some(id))
                || is_added && places.is_gone(entry.id) && goal.added(plan).is_some()
        };
        let (mut ready, mut waiting) = (Vec::new(), Vec::new());
        for id in ids {
            // What is of an item that waits, waits, too.
            let has_to_wait = |entry: &Entry| {
                waiting.contains(&entry.node) || entry.goals.iter().any(|goal| is_anothers(entry, goal))
            };
            let has_to_wait = self.entry(id).is_some_and(has_to_wait);
            if has_to_wait { &mut waiting } else { &mut ready }.push(id);
        }
        (ready, waiting)
    }

    /// Offers the entries `ids`: what they are of is gone.
    pub(in crate::store) fn leave_gone(&mut self, ids: Vec<u64>) {
        for id in ids {
            let said = self.entry(id).map(|entry| format!("{} is gone", quoted(&entry.title))).unwrap_or_default();
            self.set(&[id], &Standing::Offered(Why::Unplaced(said)));
        }
    }

    /// Returns the first of `intents`, made of the plan that somebody has `seen`, that would be for another node of `now`: its
    /// own is gone or called otherwise there.
    pub(in crate::store) fn misled<'a>(&self, intents: &'a [Intent], seen: &Plan, now: &Plan) -> Option<&'a Intent> {
        if seen.text() == now.text() {
            return None;
        }
        let was = self.places(seen, None);
        let is = self.places(now, Some((seen, &was)));
        let is_misled = |intent: &&Intent| {
            let (Ok(there), Ok(own)) = (intent.find(now), intent.find(seen)) else { return false };
            if let Some(number) = was.number(own) {
                return is.of(number) != Some(there);
            }
            let other = is.number(there).and_then(|number| was.of(number));
            let other = other.or_else(|| Intent::at(now, there, Op::Done).find_exactly(seen));
            other.is_some_and(|other| other != own)
        };
        intents.iter().find(is_misled)
    }

    /// Returns the first of `wishes`, of the entry `id`, whose node is not in `plan` where something else goes by its former
    /// words.
    pub(in crate::store) fn gone<'a>(&self, id: u64, wishes: &'a [Intent], plan: &Plan) -> Option<&'a Intent> {
        let node = self.entry(id)?.node;
        let is_renamed = self.renamed().iter().any(|renamed| renamed.number == node);
        let is_gone = is_renamed && self.recognised(plan, None).is_gone(node);
        wishes.iter().find(|wish| is_gone && wish.find(plan).is_ok())
    }
}
