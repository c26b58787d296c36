//! What we want of a node stays with it, whatever that is called: by others, or by ourselves since.
//!
//! A change is written down with the address and the title of its node. Both are other ones once somebody has reworded
//! that, and the former ones again where an older text comes back: what we called it ourselves tells then which it is.

use std::collections::{BTreeSet, HashMap};

use super::Guard;
use crate::plan::{Changes, Intent, NodeId, Op, Part, Plan};
use crate::store::meaning::{met, titled};
use crate::store::memory::journal::{Entry, Standing};

impl Guard {
    /// Lets what we want of nodes of `last` that go by another address in `theirs`, which somebody else has made of that,
    /// go by that. Returns of which of these entries it was true in `last`.
    pub(super) fn follow(&mut self, last: &Plan, theirs: &Plan) -> Vec<u64> {
        self.follow_names(theirs);
        let has_moved = |goal: &Intent| goal.find(theirs).is_err() && goal.find(last).is_ok();
        let mut moved = self.left_where(|entry| entry.goals.iter().any(has_moved));
        let was_true = moved.iter().filter(|entry| met(entry, last) == Ok(true)).map(|entry| entry.id).collect();
        if !moved.is_empty() {
            let alignment = last.alignment(theirs);
            let (known, rows) = (self.known(last, theirs), self.rows_gone(last, theirs));
            let is_free = |id, there| known.get(&there).is_none_or(|was| *was == id) && !rows.contains(&id);
            let place = |id: NodeId| alignment.by_words(id).filter(|&there| is_free(id, there));
            for entry in &mut moved {
                move_goals(entry, (last, theirs), &place, has_moved);
            }
            self.journal.put(moved);
        }
        was_true
    }

    /// Returns which nodes of `theirs` are which of `last`, of those that we want something of and that are in both.
    fn known(&self, last: &Plan, theirs: &Plan) -> HashMap<NodeId, NodeId> {
        let left = self.left();
        left.flat_map(|entry| &entry.goals)
            .filter_map(|goal| goal.find(theirs).ok().zip(goal.find(last).ok()))
            .collect()
    }

    /// Returns the items of `last` that we have added and that are not in `theirs`: what stands there in their place is
    /// somebody else's.
    fn rows_gone(&self, last: &Plan, theirs: &Plan) -> Vec<NodeId> {
        let gone = self.left().flat_map(|entry| &entry.goals).filter(|goal| goal.added(theirs).is_none());
        gone.filter_map(|goal| goal.added(last)).collect()
    }

    /// Lets what we want of nodes that we have called otherwise ourselves go by what they are called in `plan`.
    pub(super) fn follow_names(&mut self, plan: &Plan) {
        let named = self.left().filter_map(|entry| self.named(entry, plan)).collect();
        self.journal.put(named);
    }

    /// Lets what we want of nodes of `before`, but for the entries `ids`, go by what they are called since the `changes` to
    /// it, which we have made ourselves by `intents`.
    pub(in crate::store) fn follow_own(&mut self, intents: &[Intent], before: &Plan, changes: &Changes, ids: &[u64]) {
        // No mark changes what anything is called.
        if !intents.iter().any(|intent| intent.op.is_structural()) {
            return;
        }
        // Where it was written onto an older text, that knows nodes by other names than the last one.
        self.follow_names(before);
        let after = &*changes.plan;
        let place = |id| changes.place(id);
        let has_moved = |goal: &Intent| {
            let place = goal.find(before).ok().and_then(place);
            place.map_or(goal.find(after).is_err(), |id| !goes_by(goal, after, id))
        };
        let is_reworded = |goal: &Intent| goal.added(after).is_none() && goal.added(before).is_some();
        let mut moved = self.left_where(|entry| {
            !ids.contains(&entry.id) && entry.goals.iter().any(|goal| has_moved(goal) || is_reworded(goal))
        });
        for entry in &mut moved {
            for at in 0..entry.goals.len() {
                let row = entry.goals[at].added(before).and_then(place);
                if let Some(row) = row.filter(|_| is_reworded(&entry.goals[at])) {
                    say(entry, at, after, row);
                }
            }
            move_goals(entry, (before, after), &place, has_moved);
        }
        self.journal.put(moved);
    }

    /// Returns the entries that have not ended.
    fn left(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries().iter().filter(|entry| !matches!(entry.standing, Standing::Ended(_)))
    }

    /// Returns those of them that `are` so.
    fn left_where(&self, are: impl Fn(&Entry) -> bool) -> Vec<Entry> {
        self.left().filter(|entry| are(entry)).cloned().collect()
    }

    /// Returns whether `entry` is true in `plan`, where its node may go by another name that we have given to it.
    pub(super) fn is_so_by_name(&self, entry: &Entry, plan: &Plan) -> bool {
        met(entry, plan) == Ok(true) || self.named(entry, plan).is_some_and(|named| met(&named, plan) == Ok(true))
    }

    /// Returns `entry` as it is in `plan`, where it is otherwise there by our own words alone: what its nodes are called,
    /// and what the items say that it has added.
    fn named(&self, entry: &Entry, plan: &Plan) -> Option<Entry> {
        let mut named = entry.clone();
        for at in 0..named.goals.len() {
            let goal = &named.goals[at];
            let found = match goal.find(plan) {
                // By another title than the others know; they are to know it by this.
                Ok(id) => Some(id).filter(|_| is_title(goal)),
                Err(_) => self.former(goal, plan),
            };
            if let Some(id) = found {
                go_to(&mut named, at, plan, id);
            }
            if let Some(row) = self.reworded(&named.goals[at], plan) {
                say(&mut named, at, plan, row);
            }
        }
        (named.goals != entry.goals).then_some(named)
    }

    /// Returns the titles that we have given to nodes, each with all that these had before as far as that was ours, too.
    fn titles(&self) -> impl Iterator<Item = (&Intent, Vec<&Op>)> {
        self.left().rev().flat_map(|entry| {
            entry.goals.iter().filter(|goal| is_title(goal)).map(|goal| (goal, self.words(entry, goal)))
        })
    }

    /// Returns what `goal`, of `entry`, writes, and what the changes wrote that it was made on top of, the last one first.
    fn words<'a>(&'a self, entry: &'a Entry, goal: &'a Intent) -> Vec<&'a Op> {
        let Op::Write { part, .. } = &goal.op else { return Vec::new() };
        let is_same = |goal: &&Intent| matches!(&goal.op, Op::Write { part: other, .. } if other == part);
        let mut words = vec![&goal.op];
        let mut over: BTreeSet<u64> = entry.over.iter().copied().collect();
        while let Some(id) = over.pop_last() {
            if let Some(older) = self.entry(id) {
                words.extend(older.goals.iter().filter(is_same).map(|goal| &goal.op));
                over.extend(older.over.iter().filter(|&&other| other < id));
            }
        }
        words
    }

    /// Returns the node of `plan` that `goal` is for, where it goes there by a title that we have changed.
    fn former(&self, goal: &Intent, plan: &Plan) -> Option<NodeId> {
        let is_it = |titled: &Intent| titled.address == goal.address && titled.title == goal.title;
        let ops = self.titles().filter(|(titled, _)| is_it(titled)).flat_map(|(_, ops)| ops);
        ops.into_iter().find_map(|op| Intent { op: op.clone(), ..goal.clone() }.find(plan).ok())
    }

    /// Returns the item of `plan` that `goal` has added, where it goes there by a title that we have changed.
    fn reworded(&self, goal: &Intent, plan: &Plan) -> Option<NodeId> {
        let Op::Add { text } = &goal.op else { return None };
        let is_said = |words: &str| words.trim() == text.trim();
        let is_it = |op: &&Op| match op {
            Op::Write { from, to, .. } => is_said(to) || from.as_deref().is_some_and(is_said),
            _ => false,
        };
        let titled = self.titles().filter(|(_, ops)| ops.iter().any(is_it)).map(|(titled, _)| titled);
        let found = titled.filter_map(|titled| titled.find(plan).ok().or_else(|| self.former(titled, plan)));
        // Another item may read the same elsewhere.
        let is_added = |row: &NodeId| {
            plan.written(*row, &Part::Title).is_some_and(|text| {
                let said = Intent { op: Op::Add { text }, ..goal.clone() };
                said.added(plan) == Some(*row)
            })
        };
        found.into_iter().find(is_added).filter(|_| goal.added(plan).is_none())
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

/// Returns the item before `row`, or what it lies in.
fn before(plan: &Plan, row: NodeId) -> Option<NodeId> {
    let parent = plan.node(row).parent?;
    let items = plan.children(parent).filter(|&id| plan.node(id).kind == plan.node(row).kind);
    items.take_while(|&id| id != row).last().or(Some(parent))
}

/// Lets a goal of `entry` be for the node `id` of `plan`.
fn go_to(entry: &mut Entry, at: usize, plan: &Plan, id: NodeId) {
    let goal = &mut entry.goals[at];
    let title = plan.node(id).title.to_string();
    if goal.title.as_ref() == Some(&entry.title) && titled(&goal.op).is_none() {
        entry.title.clone_from(&title);
    }
    plan.address(id).clone_into(&mut goal.address);
    goal.title = Some(title);
}

/// Lets a goal of `entry` add what the item `row` of `plan` says.
fn say(entry: &mut Entry, at: usize, plan: &Plan, row: NodeId) {
    if let (Op::Add { text }, Some(said)) = (&mut entry.goals[at].op, plan.written(row, &Part::Title)) {
        if entry.title == *text {
            entry.title.clone_from(&said);
        }
        *text = said;
    }
}
