//! What we want of a node stays with it, whatever that is called: by others, or by ourselves since.
//!
//! A change is written down with the address and the title of its node. Both are other ones once somebody has reworded
//! that, and the former ones again where an older text comes back: what we called it ourselves tells then which it is.

use std::cell::LazyCell;

use super::Guard;
use super::places::Places;
use crate::plan::{Changes, Intent, Kind, NodeId, Op, Part, Plan};
use crate::store::meaning::titled;
use crate::store::memory::journal::Entry;

impl Guard {
    /// Lets each entry go by what its node is called in `theirs`, which somebody else has made of `last`. Returns where the
    /// nodes were and are.
    pub(super) fn follow(&mut self, last: &Plan, theirs: &Plan) -> (Places, Places) {
        let was = self.places(last, None);
        let mut is = self.places(theirs, Some((last, &was)));
        let reworded = self.find_reworded((last, &was), (theirs, &mut is));
        self.call(&mut is, theirs, |entry| if reworded.contains(&entry.id) { By::Others } else { By::Us });
        (was, is)
    }

    /// Finds those of the nodes in `theirs` that others have called otherwise there. Returns which of them we have added.
    fn find_reworded(&self, (last, was): (&Plan, &Places), (theirs, is): (&Plan, &mut Places)) -> Vec<u64> {
        let mut gone: Vec<(u64, NodeId)> = was.all().filter(|&(number, _)| is.is_gone(number)).collect();
        gone.sort_unstable();
        let alignment = LazyCell::new(|| last.alignment(theirs));
        // Who does not know an item that we have added has not reworded it: what is in its place is somebody else's.
        let has_seen = LazyCell::new(|| self.texts.nearest(theirs.text()).is_none_or(|text| **text == **last.text()));
        let is_ours = |number: u64| self.entry(number).is_some();
        let may_have_seen = |row: u64| self.by_age(vec![row]).0.is_empty() && *has_seen;
        let mut reworded = Vec::new();
        for (number, id) in gone {
            let there = alignment.by_words(id).filter(|&there| !is.is_taken(there));
            if there.is_some() && (!is_ours(number) || may_have_seen(number)) {
                is.put(number, there);
                reworded.extend(is_ours(number).then_some(number));
            }
        }
        reworded
    }

    /// Lets each entry go by what its node is called in `plan`. Returns where the nodes are.
    pub(super) fn follow_names(&mut self, plan: &Plan) -> Places {
        let mut places = self.places(plan, None);
        self.call(&mut places, plan, |_| By::Us);
        places
    }

    /// Lets each entry, but for those with the numbers `ids`, go by what its node is called since the `changes` to `before`,
    /// which we have made ourselves.
    pub(in crate::store) fn follow_changes(&mut self, before: &Plan, changes: &Changes, ids: &[u64]) {
        let after = &*changes.plan;
        let mut are = self.places(before, None).moved(|id| changes.place(id));
        let came: Vec<(u64, NodeId)> =
            self.rows().filter_map(|(entry, goal)| Some((entry.id, came(entry, goal, &are, after)?))).collect();
        for (row, id) in came {
            are.put(row, Some(id));
        }
        self.call(&mut are, after, |entry| if ids.contains(&entry.id) { By::Nobody } else { By::Us });
    }

    /// Lets each entry go by what its node, which is at its place, is called in `plan`, and `by` whom; and notes the places.
    fn call(&mut self, places: &mut Places, plan: &Plan, by: impl Fn(&Entry) -> By) {
        self.stand_behind(places, plan);
        let called = self.left().filter_map(|entry| called(entry, places, plan, by(entry))).collect();
        self.journal.put(called);
        self.note_places(plan, places);
    }

    /// Lets each item that was added behind a node that is gone from `plan` be one behind what it stands behind now.
    fn stand_behind(&mut self, places: &mut Places, plan: &Plan) {
        let behind = |entry: &Entry| before(plan, places.of(entry.id).filter(|_| places.is_gone(entry.node))?);
        let lost: Vec<(Entry, NodeId)> =
            self.left().filter_map(|entry| Some((entry.clone(), behind(entry)?))).collect();
        for (entry, id) in lost {
            let node = places.number(id).unwrap_or_else(|| self.journal.next_id());
            places.put(node, Some(id));
            self.journal.put(vec![Entry { node, ..entry }]);
        }
    }

    /// Returns what the entry `id` wants of `plan`: of a text that reads there as before several changes of ours, which came
    /// one upon the other, all that these changed.
    pub(in crate::store) fn wishes(&self, id: u64, plan: &Plan) -> Vec<Intent> {
        let Some(entry) = self.entry(id) else { return Vec::new() };
        let mut wishes = entry.goals.clone();
        for (goal, wish) in entry.goals.iter().zip(&mut wishes).filter(|_| !entry.over.is_empty()) {
            if let Op::Write { from, .. } = &mut wish.op
                && let Some(base) = self.base(entry, goal, plan)
            {
                *from = Some(base);
            }
        }
        wishes
    }

    /// Returns whether the text that `goal`, of `entry`, changes reads in `plan` as before several changes of ours: words that
    /// the last one took out may be missing there as well.
    pub(super) fn is_former(&self, entry: &Entry, goal: &Intent, plan: &Plan) -> bool {
        let Op::Write { to, .. } = &goal.op else { return false };
        !entry.over.is_empty() && self.base(entry, goal, plan).is_some_and(|base| base != to.trim_end())
    }

    /// Returns what the text that `goal`, of `entry`, changes reads in `plan`, where that is what it read before changes of
    /// ours that came one upon the other.
    fn base(&self, entry: &Entry, goal: &Intent, plan: &Plan) -> Option<String> {
        let Op::Write { part, from: Some(from), .. } = &goal.op else { return None };
        let now = plan.written(goal.find(plan).ok()?, part)?;
        let mut base = from;
        for (_, op) in self.words(entry, goal).into_iter().skip(1) {
            match op {
                Op::Write { from: Some(older), to, .. } if to == base && *base != now => base = older,
                _ => {}
            }
        }
        (*base == now).then_some(now)
    }
}

/// Who has called a node otherwise.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Us,
    Others,
    Nobody,
}

/// Returns `entry` by what its node is called in `plan`, where it does not go by that; and by what the item says that it has
/// added. What we called that stays its title where others have reworded it: an older text may have it so.
pub(super) fn called(entry: &Entry, places: &Places, plan: &Plan, by: By) -> Option<Entry> {
    if by == By::Nobody {
        return None;
    }
    let mut called: Option<Entry> = None;
    for (at, goal) in entry.goals.iter().enumerate() {
        if let Some(id) = places.of(entry.node).filter(|&id| !goes_by(goal, plan, id)) {
            go_to(called.get_or_insert_with(|| entry.clone()), at, plan, id);
        }
        let now = called.as_ref().map_or(goal, |called| &called.goals[at]);
        if let Some(row) = places.of(entry.id).filter(|&row| now.added(plan) != Some(row)) {
            rename(called.get_or_insert_with(|| entry.clone()), at, (plan, row), by);
        }
    }
    called
}

/// Returns the item of `after` that `entry` has just added by `goal`, where the nodes that we know `are` there.
fn came(entry: &Entry, goal: &Intent, are: &Places, after: &Plan) -> Option<NodeId> {
    if are.of(entry.id).is_some() {
        return None;
    }
    let added = match are.of(entry.node) {
        Some(id) => Intent::at(after, id, goal.op.clone()).added(after),
        None => goal.added(after),
    };
    added.filter(|&row| !are.is_taken(row))
}

/// Returns whether `goal` gives a node another title.
pub(super) fn is_title(goal: &Intent) -> bool {
    matches!(goal.op, Op::Write { part: Part::Title, .. })
}

/// Returns whether `goal` knows the node `id` by what it is called in `plan`.
fn goes_by(goal: &Intent, plan: &Plan, id: NodeId) -> bool {
    goal.address == plan.address(id) && goal.title.as_deref() == Some(&*plan.node(id).title)
}

/// Returns what an item would be added to so as to come where `row` is: the one before it, what it lies in or, where that is an
/// item, too, itself.
fn before(plan: &Plan, row: NodeId) -> Option<NodeId> {
    let parent = plan.node(row).parent?;
    let items = plan.children(parent).filter(|&id| plan.node(id).kind == plan.node(row).kind);
    let lies_in = if plan.node(parent).kind == Kind::Item { row } else { parent };
    items.take_while(|&id| id != row).last().or(Some(lies_in))
}

/// Lets a goal of `entry` be for the node `id` of `plan`.
fn go_to(entry: &mut Entry, at: usize, plan: &Plan, id: NodeId) {
    let goal = &mut entry.goals[at];
    if goal.title.as_ref() == Some(&entry.title) && titled(&goal.op).is_none() {
        entry.title = plan.node(id).title.to_string();
    }
    *goal = Intent { expect: goal.expect.take(), ..Intent::at(plan, id, goal.op.clone()) };
}

/// Lets a goal of `entry` add what the item `row` of `plan` says, and the entry go by that where `by` us.
fn rename(entry: &mut Entry, at: usize, (plan, row): (&Plan, NodeId), by: By) {
    let (Op::Add { text }, Some(said)) = (&mut entry.goals[at].op, plan.written(row, &Part::Title)) else { return };
    if by == By::Us && *text == entry.title {
        entry.title.clone_from(&said);
    }
    *text = said;
}
