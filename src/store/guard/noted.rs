//! What is written down of our own changes: that they begin, that they were made, and what became of them.

use std::cmp::Reverse;
use std::sync::Arc;
use std::time::Instant;

use super::follow::is_title;
use super::places::Places;
use super::{Guard, Role};
use crate::plan::{Intent, Op, Plan};
use crate::store::Committed;
use crate::store::meaning::{
    called, done, ended, field, is_contradicted, is_repeated, keeps_nodes, met, pinned, thing, titled, wanted,
    wants_same, word,
};
use crate::store::memory::journal::{self, End, Entry, Standing, Why};

impl Guard {
    /// Notes that `intents` are about to be written, of which somebody saw the nodes as in `plan`. Returns their entries.
    pub(in crate::store) fn begin(&mut self, plan: &Plan, intents: &[Intent]) -> Vec<u64> {
        self.refresh();
        let recognised = self.recognised(plan, None);
        let mut known = Places::default();
        let entries: Vec<Entry> = intents
            .iter()
            .map(|intent| {
                let id = intent.find(plan).ok();
                let number = id.and_then(|id| known.number(id).or_else(|| self.number(plan, id, &recognised)));
                let number = number.unwrap_or_else(|| self.journal.next_id());
                known.put(number, id);
                let node = id.map(|id| plan.node(id));
                let (label, within) = id.map(|id| called(plan, id, &intent.op)).unwrap_or_default();
                Entry {
                    id: self.journal.next_id(),
                    process: std::process::id(),
                    who: self.who.clone(),
                    goals: vec![pinned(intent, plan)],
                    node: number,
                    title: titled(&intent.op)
                        .unwrap_or_else(|| node.map_or_else(|| intent.address.clone(), |node| node.title.to_string())),
                    label,
                    within,
                    field: field(&intent.op),
                    line: node.map_or(0, |node| node.line),
                    what: word(&intent.op).to_owned(),
                    before: wanted(&intent.op).0.to_owned(),
                    after: wanted(&intent.op).1.to_owned(),
                    from: node.and_then(|node| node.state),
                    written: 0,
                    over: over(self.entries(), intent, plan),
                    standing: Standing::Begun,
                }
            })
            .collect();
        let ids = entries.iter().map(|entry| entry.id).collect();
        self.journal.put(entries);
        ids
    }

    /// Returns whether `intents`, which are so in `plan` already, say otherwise than what we have said of the same last: then
    /// they are our last word, and guarded like what is written.
    pub(in crate::store) fn is_new_word(&self, intents: &[Intent], plan: &Plan) -> bool {
        let is_left = |entry: &&Entry| !matches!(entry.standing, Standing::Ended(_));
        let things = |intents: &[Intent]| intents.iter().filter_map(|it| thing(it, plan)).collect::<Vec<_>>();
        let said = things(intents);
        let is_other =
            |entry: &Entry| things(&entry.goals).iter().any(|it| said.contains(it)) && met(entry, plan) != Ok(true);
        self.entries().iter().filter(is_left).any(is_other)
    }

    /// Notes that the entries `ids` of `intents`, made of `last`, were written, as `committed` says.
    pub(in crate::store) fn written(&mut self, ids: &[u64], intents: &[Intent], last: &Plan, committed: &Committed) {
        let Committed { before, changes, plan: now } = committed;
        // Others may have written over the text that these changes were in, and what else was in it is not there any more.
        let is_there = |entry: &Entry| met(entry, &changes.plan) == Ok(true) && met(entry, now) == Ok(true);
        self.refresh();
        self.failed.clear();
        if before.text() != last.text() {
            self.follow(last, before);
        }
        // What another tickdown has begun to do to the same node at the same time is known by now.
        let were = self.places(before, None);
        let number = |intent: &Intent| self.number(before, intent.find(before).ok()?, &were);
        let numbers: Vec<Option<u64>> = intents.iter().map(number).collect();
        self.follow_changes(before, changes, ids);
        let mut noted: Vec<Entry> = Vec::new();
        let written = journal::now();
        let is_each = changes.list.len() == intents.len();
        for (at, (id, intent)) in ids.iter().zip(intents).enumerate() {
            let Some(entry) = self.entry(*id) else { continue };
            let node = intent.find(before).ok();
            let of_node = || changes.list.iter().find(|change| Some(change.node) == node);
            let change = if is_each { changes.list.get(at) } else { of_node() };
            let was_so = || Entry { standing: Standing::Written, ..entry.clone() };
            let mut now = change.map_or_else(was_so, |change| done(entry, &intent.op, change));
            now.written = written;
            now.node = numbers[at].unwrap_or(now.node);
            // What cannot be found again by its wish, as one of two twins that is gone, is not guarded.
            if intent.op.is_structural() && met(&now, &changes.plan) != Ok(true) {
                now.goals.clear();
            }
            noted.push(now);
        }
        let others = |entry: &&Entry| !ids.contains(&entry.id);
        let is_over = |entry: &Entry| noted.iter().any(|ours| ours.over.contains(&entry.id));
        let mut settled = Vec::new();
        for entry in self.entries().iter().filter(others) {
            // What is offered is settled, too, by another word on its node; or else it would be guarded against that.
            let is_settled = match entry.standing {
                Standing::Ended(_) => continue,
                Standing::Begun | Standing::Written => {
                    met(entry, &changes.plan) != Ok(true) && (is_over(entry) || self.was_so(entry, &were, before))
                }
                Standing::Offered(_) if ids.is_empty() && is_there(entry) => false,
                Standing::Offered(_) => is_repeated(entry, intents) || noted.iter().any(|ours| wants_same(ours, entry)),
            };
            if is_settled || is_contradicted(entry, intents, &changes.plan) {
                settled.push(ended(entry, End::Superseded));
            } else if matches!(entry.standing, Standing::Offered(_)) && is_there(entry) {
                settled.push(Entry { standing: Standing::Written, ..entry.clone() });
            }
        }
        noted.extend(settled);
        self.journal.put(noted);
    }

    /// Notes that the entries `ids` were written once more.
    pub(in crate::store) fn written_again(&mut self, ids: &[u64]) {
        self.refresh();
        let written = journal::now();
        let of = |entry: &&Entry| ids.contains(&entry.id) && !is_settled(entry);
        let again = |entry: &Entry| Entry { written, standing: Standing::Written, ..entry.clone() };
        let entries = self.entries().iter().filter(of).map(again).collect();
        self.journal.put(entries);
    }

    /// Puts those of the entries `ids` last that call a node otherwise: all others go by what it is called now.
    pub(in crate::store) fn in_turn(&self, ids: &mut [u64]) {
        ids.sort_by_key(|id| self.goals(*id).iter().any(is_title));
    }

    /// Offers the entries `ids`, which were to be made again.
    pub(in crate::store) fn offer(&mut self, ids: &[u64], why: &Why) {
        self.refresh();
        let is_left = |id: &u64| self.entry(*id).is_some_and(|entry| !is_settled(entry));
        let left: Vec<u64> = ids.iter().copied().filter(is_left).collect();
        self.set(&left, &Standing::Offered(why.clone()));
    }

    /// Notes that we have made `after` of the text `before`.
    pub(in crate::store) fn wrote(&mut self, before: &Arc<str>, after: &Arc<str>, now: Instant) {
        if before != after {
            self.texts.replaced(before, now);
        }
        self.texts.saw(after);
    }

    /// Ends those of the entries `ids` of which one of `intents` says the same thing of the same node in `onto`, a mark or a
    /// text: that is our last word on it. Returns the others.
    pub(in crate::store) fn supersede(&mut self, ids: Vec<u64>, onto: &Plan, intents: &[Intent]) -> Vec<u64> {
        let things = |intents: &[Intent]| -> Vec<_> { intents.iter().filter_map(|it| thing(it, onto)).collect() };
        let said = things(intents);
        let is_said = |id: &u64| things(self.goals(*id)).iter().any(|thing| said.contains(thing));
        let (superseded, left): (Vec<u64>, Vec<u64>) = ids.into_iter().partition(is_said);
        self.set(&superseded, &Standing::Ended(End::Superseded));
        left
    }

    /// Notes that the entries `ids` were refused.
    pub(in crate::store) fn refused(&mut self, ids: &[u64]) {
        self.set(ids, &Standing::Ended(End::Refused));
    }

    /// Notes that `intents`, of which somebody saw the nodes as in `plan`, could not be written, and why. They have entries
    /// `ids` already, or none yet.
    pub(in crate::store) fn failed(&mut self, ids: Vec<u64>, plan: &Plan, intents: &[Intent], why: &str) {
        match self.role {
            Role::Verb => self.refused(&ids),
            Role::Screen => {
                let ids = if ids.is_empty() { self.begin(plan, intents) } else { ids };
                self.set(&ids, &Standing::Offered(Why::Unplaced(why.to_owned())));
                // What was so before is no sign that it came after all.
                let is_missing = |id: &u64| self.entry(*id).is_some_and(|entry| met(entry, plan) != Ok(true));
                self.failed = ids.into_iter().filter(is_missing).collect();
            }
        }
    }

    /// Returns whether `intent` tries once more what failed just now, and has come into `plan` after all: what others write
    /// over for a moment, as git does that stashes a file, may be back by then.
    pub(in crate::store) fn has_come(&self, intent: &Intent, plan: &Plan) -> bool {
        let is_tried =
            |entry: &Entry| entry.goals.iter().all(|goal| goal.op == intent.op) && met(entry, plan) == Ok(true);
        let is_other = !keeps_nodes(&intent.op);
        is_other && self.failed.iter().filter_map(|id| self.entry(*id)).any(is_tried) && intent.is_met(plan) == Ok(true)
    }

    /// Offers, in place of what was begun after the entry `last` and is offered, the entry `id`: it was applied in vain.
    pub(in crate::store) fn forget_tries(&mut self, last: u64, id: u64) {
        let is_try = |entry: &&Entry| entry.id > last && matches!(entry.standing, Standing::Offered(_));
        let tries: Vec<Entry> = self.entries().iter().filter(is_try).cloned().collect();
        for tried in tries {
            self.set(&[tried.id], &Standing::Ended(End::Superseded));
            self.set(&[id], &tried.standing);
        }
    }

    /// Gives the offer `id` up.
    pub(in crate::store) fn drop_offer(&mut self, id: u64) {
        if let Some(Standing::Offered(why)) = self.entry(id).map(|entry| entry.standing.clone()) {
            self.dropped.push((id, why));
            self.failed.retain(|failed| *failed != id);
            self.set(&[id], &Standing::Ended(End::Dropped));
        }
    }

    /// Offers again what was given up as `id`, as it was offered then.
    pub(in crate::store) fn offer_again(&mut self, id: u64) {
        let Some(at) = self.dropped.iter().rposition(|(dropped, _)| *dropped == id) else { return };
        let (_, why) = self.dropped.remove(at);
        if self.entry(id).is_some_and(|entry| entry.standing == Standing::Ended(End::Dropped)) {
            self.set(&[id], &Standing::Offered(why));
        }
    }

    /// Notes what became of the entries `ids`. What is offered stands in the list once, however often it was asked for: as it
    /// was asked for last; and not at all where we have taken it back ourselves.
    pub(in crate::store) fn set(&mut self, ids: &[u64], standing: &Standing) {
        let of = |entry: &&Entry| ids.contains(&entry.id);
        let entries = self.entries().iter().filter(of);
        let mut changed: Vec<Entry> =
            entries.map(|entry| Entry { standing: standing.clone(), ..entry.clone() }).collect();
        if matches!(standing, Standing::Offered(_)) {
            let offered = |entry: &&Entry| !ids.contains(&entry.id) && matches!(entry.standing, Standing::Offered(_));
            let mut all: Vec<&Entry> = self.entries().iter().filter(offered).chain(&changed).collect();
            all.sort_by_key(|entry| Reverse(entry.id));
            let mut wanted: Vec<&Entry> = Vec::new();
            let mut twice: Vec<Entry> = Vec::new();
            for entry in all {
                if self.is_cancelled(entry) || wanted.iter().any(|other| wants_same(other, entry)) {
                    twice.push(ended(entry, End::Superseded));
                } else {
                    wanted.push(entry);
                }
            }
            changed.extend(twice);
        }
        self.journal.put(changed);
    }
}

/// Returns whether somebody here has settled `entry`, which stays so. That others undid it may be another screen's mistake.
fn is_settled(entry: &Entry) -> bool {
    matches!(entry.standing, Standing::Ended(end) if end != End::Outside)
}

/// Returns which of `entries` say of the same mark or text of `plan` what it shall be as `intent` does, or anything of a node
/// that it takes out, and what these were to set anew. What is offered, or taken for undone by others, may just be made again by a screen that judged otherwise.
fn over(entries: &[Entry], intent: &Intent, plan: &Plan) -> Vec<u64> {
    let thing_now = thing(intent, plan);
    let taken_out = if matches!(intent.op, Op::Delete { .. }) { intent.find(plan).ok() } else { None };
    if thing_now.is_none() && taken_out.is_none() {
        return Vec::new();
    }
    let is_same = |goal: &Intent| {
        thing(goal, plan).is_some_and(|thing| Some(&thing) == thing_now.as_ref() || Some(thing.0) == taken_out)
    };
    let same = entries.iter().filter(|entry| !is_settled(entry)).filter(|entry| entry.goals.iter().any(is_same));
    let mut over: Vec<u64> =
        same.flat_map(|entry| std::iter::once(entry.id).chain(entry.over.iter().copied())).collect();
    over.sort_unstable();
    over.dedup();
    over.retain(|id| entries.iter().any(|entry| entry.id == *id && !is_settled(entry)));
    over
}
