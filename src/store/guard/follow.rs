//! What we want of a node stays with it, whatever that is called: by others, or by ourselves since.
//!
//! A change is written down with the address and the title of its node. Both are other ones once somebody has reworded
//! that, and the former ones again where an older text comes back: what we called it ourselves tells then which it is.

use std::collections::HashMap;

use super::Guard;
use super::names::Places;
use crate::plan::{Alignment, Changes, Intent, Kind, NodeId, Op, Part, Plan};
use crate::store::meaning::{met, titled};
use crate::store::memory::journal::Entry;

impl Guard {
    /// Lets each goal go by what its node is called in `theirs`, which somebody else has made of `last`. Returns the entries
    /// that were true in `last` of those whose nodes others have called otherwise.
    pub(super) fn follow(&mut self, last: &Plan, theirs: &Plan) -> Vec<u64> {
        self.follow_names(theirs, Some(last));
        let has_moved = |goal: &Intent| goal.find(theirs).is_err() && goal.find(last).is_ok();
        let is_gone = |goal: &Intent| goal.added(theirs).is_none() && goal.added(last).is_some();
        let moved = self.left_where(|entry| entry.goals.iter().any(|goal| has_moved(goal) || is_gone(goal)));
        if moved.is_empty() {
            return Vec::new();
        }
        let was_true = moved.iter().filter(|entry| met(entry, last) == Ok(true)).map(|entry| entry.id).collect();
        let alignment = last.alignment(theirs);
        let reworded = self.rows_reworded(last, theirs, &alignment);
        let known = self.known(last, theirs);
        let is_free = |id, there| known.get(&there).is_none_or(|was| *was == id) && reworded.get(&id) != Some(&false);
        let place = |id: NodeId| alignment.by_words(id).filter(|&there| is_free(id, there));
        let moved = moved.into_iter().map(|mut entry| {
            for at in 0..entry.goals.len() {
                let row = entry.goals[at].added(last).filter(|row| reworded.get(row) == Some(&true)).and_then(place);
                // What we called it stays its title: an older text may have it so.
                if let Some(row) = row {
                    say(&mut entry.goals[at], theirs, row);
                }
            }
            move_goals(&mut entry, (last, theirs), &place, has_moved);
            entry
        });
        self.put_changed(moved.collect());
        was_true
    }

    /// Returns which nodes of `theirs` are which of `last`, of those that we want something of and that are in both.
    fn known(&self, last: &Plan, theirs: &Plan) -> HashMap<NodeId, NodeId> {
        let left = self.left();
        left.flat_map(|entry| &entry.goals)
            .filter_map(|goal| goal.find(theirs).ok().zip(goal.find(last).ok()))
            .collect()
    }

    /// Returns the items of `last` that we have added and that are not in `theirs`, and whether others have reworded them:
    /// they must have seen them. Else what stands there in their place is somebody else's.
    fn rows_reworded(&self, last: &Plan, theirs: &Plan, alignment: &Alignment) -> HashMap<NodeId, bool> {
        let gone = self.left().filter(|entry| entry.goals.iter().any(|goal| goal.added(theirs).is_none()));
        let rows: Vec<(u64, NodeId)> =
            gone.flat_map(|entry| entry.goals.iter().filter_map(|goal| Some((entry.id, goal.added(last)?)))).collect();
        let may_be = rows.iter().any(|(_, row)| alignment.by_words(*row).is_some());
        let have_seen = may_be && self.texts.nearest(theirs.text()).is_none_or(|nearest| **nearest == **last.text());
        let is_old = |id: u64| self.by_age(vec![id]).0.is_empty();
        rows.into_iter().map(|(id, row)| (row, have_seen && is_old(id))).collect()
    }

    /// Lets each goal whose node we have called otherwise go by what that is called in `plan`, made of `last` where that is
    /// known.
    pub(super) fn follow_names(&mut self, plan: &Plan, last: Option<&Plan>) {
        let places = self.places(plan, last);
        let named = self.left().filter_map(|entry| named(entry, &places, plan)).collect();
        self.journal.put(named);
    }

    /// Returns whether `entry` is true in `plan`, in which the nodes that we have called otherwise are at `places`.
    pub(super) fn is_so_by_name(entry: &Entry, places: &Places, plan: &Plan) -> bool {
        let is_so = |entry: &Entry| met(entry, plan) == Ok(true);
        named(entry, places, plan).map_or_else(|| is_so(entry), |named| is_so(&named))
    }

    /// Lets each goal, but for those of the entries `ids`, go by what its node is called since the `changes` to `before`, which
    /// we have made ourselves by `intents`.
    pub(in crate::store) fn follow_own(&mut self, intents: &[Intent], before: &Plan, changes: &Changes, ids: &[u64]) {
        // No mark changes what anything is called.
        if !intents.iter().any(|intent| intent.op.is_structural()) {
            return;
        }
        // Where it was written onto an older text, that knows nodes by other names than the last one.
        self.follow_names(before, None);
        let after = &*changes.plan;
        let place = |id| changes.place(id);
        let has_moved = |goal: &Intent| {
            let found = goal.find(before).ok();
            found.is_some_and(|id| place(id).map_or(goal.find(after).is_err(), |id| !goes_by(goal, after, id)))
        };
        let moved = self.left_where(|entry| !ids.contains(&entry.id)).into_iter().map(|mut entry| {
            for at in 0..entry.goals.len() {
                let goal = &entry.goals[at];
                let row = goal.added(before).and_then(place).filter(|_| goal.added(after).is_none());
                if let Some(row) = row {
                    rename(&mut entry, at, after, row);
                }
            }
            move_goals(&mut entry, (before, after), &place, has_moved);
            entry
        });
        self.put_changed(moved.collect());
    }

    /// Returns those of the entries that have not ended that `are` so.
    fn left_where(&self, are: impl Fn(&Entry) -> bool) -> Vec<Entry> {
        self.left().filter(|entry| are(entry)).cloned().collect()
    }

    /// Notes those of `entries` that are otherwise than noted.
    fn put_changed(&mut self, mut entries: Vec<Entry>) {
        entries.retain(|entry| self.goals(entry.id) != entry.goals);
        self.journal.put(entries);
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

    /// Returns what the text that `goal`, of `entry`, changes reads in `plan`, where that is what it read before changes of
    /// ours that came one upon the other.
    fn base(&self, entry: &Entry, goal: &Intent, plan: &Plan) -> Option<String> {
        let Op::Write { part, from: Some(from), .. } = &goal.op else { return None };
        let now = plan.written(goal.find(plan).ok()?, part)?;
        let mut base = from;
        for op in self.words(entry, goal).into_iter().skip(1) {
            match op {
                Op::Write { from: Some(older), to, .. } if to == base && *base != now => base = older,
                _ => {}
            }
        }
        (*base == now).then_some(now)
    }
}

/// Returns `entry` as it is in `plan`, where it goes by other words there: what its nodes are called, which are at `places`, and
/// what the items say that it has added.
fn named(entry: &Entry, places: &Places, plan: &Plan) -> Option<Entry> {
    let mut named = entry.clone();
    for (at, goal) in entry.goals.iter().enumerate() {
        if let Some(id) = places.of(goal).filter(|&id| !goes_by(goal, plan, id)) {
            go_to(&mut named, at, plan, id);
        }
        let now = &named.goals[at];
        if !matches!(now.op, Op::Add { .. }) || now.added(plan).is_some() {
            continue;
        }
        let saying = |text: String| Intent { op: Op::Add { text }, ..now.clone() };
        // Another item may read the same elsewhere.
        let is_it =
            |row: &NodeId| plan.written(*row, &Part::Title).is_some_and(|text| saying(text).added(plan) == Some(*row));
        let ours = places.added(goal).filter(is_it);
        if let Some(row) = ours.or_else(|| saying(entry.title.clone()).added(plan)) {
            rename(&mut named, at, plan, row);
        }
    }
    (named.goals != entry.goals).then_some(named)
}

/// Returns whether `goal` gives a node another title.
pub(super) fn is_title(goal: &Intent) -> bool {
    matches!(goal.op, Op::Write { part: Part::Title, .. })
}

/// Returns whether `goal` knows the node `id` by what it is called in `plan`.
fn goes_by(goal: &Intent, plan: &Plan, id: NodeId) -> bool {
    goal.address == plan.address(id) && goal.title.as_deref() == Some(&*plan.node(id).title)
}

/// Moves those goals of `entry` that have `moved` to where `place` says that their nodes are; of items that were added
/// behind one that is gone, behind what they stand behind now.
fn move_goals(
    entry: &mut Entry,
    (older, newer): (&Plan, &Plan),
    place: &impl Fn(NodeId) -> Option<NodeId>,
    moved: impl Fn(&Intent) -> bool,
) {
    for at in 0..entry.goals.len() {
        let goal = &entry.goals[at];
        if moved(goal) {
            let there = || goal.find(older).ok().and_then(place);
            let behind = || goal.added(older).and_then(place).and_then(|row| before(newer, row));
            if let Some(id) = there().or_else(behind) {
                go_to(entry, at, newer, id);
            }
        }
    }
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

/// Lets a goal of `entry` add what the item `row` of `plan` says, and the entry go by that.
fn rename(entry: &mut Entry, at: usize, plan: &Plan, row: NodeId) {
    let goal = &mut entry.goals[at];
    let is_title = matches!(&goal.op, Op::Add { text } if *text == entry.title);
    say(goal, plan, row);
    if let (Op::Add { text }, true) = (&goal.op, is_title) {
        entry.title.clone_from(text);
    }
}

/// Lets `goal` add what the item `row` of `plan` says.
fn say(goal: &mut Intent, plan: &Plan, row: NodeId) {
    if let (Op::Add { text }, Some(said)) = (&mut goal.op, plan.written(row, &Part::Title)) {
        *text = said;
    }
}
