//! What the nodes that we have called otherwise go by: an older text knows them by a title that they had before.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::Guard;
use crate::plan::{Intent, NodeId, Op, Part, Plan, plain};
use crate::store::memory::journal::{Entry, Standing, Why};
use crate::text::quoted;

/// A node that we have given other titles.
struct Renamed {
    /// How we know it.
    known: Intent,
    /// The titles that we have given to it and, in front of each, what it had before; the last one first.
    titles: Vec<Arc<str>>,
}

/// Where the nodes that we have called otherwise are in a plan, by the address and the title that we know them by; `None` of one
/// that is not there.
#[derive(Default)]
pub(super) struct Places(HashMap<(String, String), Option<NodeId>>);

impl Places {
    /// Returns where the node is that `goal` is for, where that is one of these and there.
    pub(super) fn of(&self, goal: &Intent) -> Option<NodeId> {
        self.0.get(&key(goal)).copied().flatten()
    }

    /// Returns whether `goal` is for one of these that is not there.
    fn is_gone(&self, goal: &Intent) -> bool {
        self.0.get(&key(goal)) == Some(&None)
    }

    /// Returns where the item is that `goal` has added, where that is one of these.
    pub(super) fn added(&self, goal: &Intent) -> Option<NodeId> {
        let Op::Add { text } = &goal.op else { return None };
        let said = plain(text.trim());
        let around = |address: &str| address.rsplit_once('/').map(|(around, _)| around.to_owned());
        let is_it = |(address, title): &(&String, &String)| {
            **title == *said && [Some(goal.address.clone()), around(&goal.address)].contains(&around(address))
        };
        let mut found = self.0.iter().filter(|((address, title), _)| is_it(&(address, title)));
        found.next().filter(|_| found.next().is_none()).and_then(|(_, &id)| id)
    }
}

impl Guard {
    /// Returns where the nodes that we have called otherwise are in `plan`; what was in `last` under a former title of
    /// another one of them is that other one still.
    pub(super) fn places(&self, plan: &Plan, last: Option<&Plan>) -> Places {
        let renamed = self.renamed();
        if renamed.is_empty() {
            return Places::default();
        }
        let mut found = candidates(&renamed, plan);
        part(&mut found, |at, id| renamed[at].known.find_exactly(plan) == Some(id));
        let owns: Vec<NodeId> = last
            .iter()
            .flat_map(|last| candidates(&renamed, last))
            .filter_map(|found| found.first().copied())
            .collect();
        let is_free = |id: NodeId| {
            let other = last.and_then(|last| Intent::at(plan, id, Op::Done).find_exactly(last));
            other.is_none_or(|other| owns.contains(&other))
        };
        let place = |at: usize| found[at].first().copied().filter(|&id| is_free(id));
        Places(renamed.iter().enumerate().map(|(at, node)| (key(&node.known), place(at))).collect())
    }

    /// Offers those of the entries `again` whose node is gone in `theirs` where another one that was in `last` beside it is all
    /// that goes by the same words; unless it is one that we make again, too. Returns the others.
    pub(super) fn leave_others(
        &mut self,
        (last, theirs): (&Plan, &Plan),
        places: &(Places, Places),
        again: Vec<u64>,
    ) -> Vec<u64> {
        let rows: Vec<NodeId> =
            again.iter().flat_map(|&id| self.goals(id)).filter_map(|goal| goal.added(last)).collect();
        let comes_back =
            |goal: &Intent| places.0.of(goal).or_else(|| goal.find(last).ok()).is_some_and(|id| rows.contains(&id));
        let is_gone = |id: &u64| {
            !self.goals(*id).iter().all(comes_back)
                && self.goals(*id).iter().any(|goal| finds_another(goal, (last, theirs), (&places.0, &places.1)))
        };
        let (gone, again): (Vec<u64>, Vec<u64>) = again.into_iter().partition(is_gone);
        for id in gone {
            let said = self.entry(id).map(|entry| format!("{} is gone", quoted(&entry.title))).unwrap_or_default();
            self.set(&[id], &Standing::Offered(Why::Unplaced(said)));
        }
        again
    }

    /// Returns whether `intent`, made of `last`, would be for another node of `now`: its own is gone or called otherwise there.
    pub(in crate::store) fn is_anothers(&self, intent: &Intent, last: &Plan, now: &Plan) -> bool {
        last.text() != now.text()
            && finds_another(intent, (last, now), (&self.places(last, None), &self.places(now, Some(last))))
    }

    /// Returns whether what `wish` is for, which was offered, is not in `plan`, and something else goes by its former words.
    pub(in crate::store) fn is_gone(&self, wish: &Intent, plan: &Plan) -> bool {
        wish.find(plan).is_ok() && self.places(plan, None).is_gone(wish)
    }

    /// Returns the nodes that we have given other titles, or have taken out after that.
    fn renamed(&self) -> Vec<Renamed> {
        let mut renamed: Vec<Renamed> = Vec::new();
        let mut at: HashMap<(String, String), usize> = HashMap::new();
        // What was never written has called nothing otherwise.
        for entry in self.left().rev().filter(|entry| entry.written > 0) {
            for goal in &entry.goals {
                let titles = titles(&self.words(entry, goal));
                if !titles.is_empty() {
                    let at = *at.entry(key(goal)).or_insert(renamed.len());
                    if at == renamed.len() {
                        let known = Intent { op: Op::Done, ..goal.clone() };
                        renamed.push(Renamed { known, titles: Vec::new() });
                    }
                    renamed[at].titles.extend(titles);
                }
            }
        }
        renamed
    }

    /// Returns what `goal`, of `entry`, writes, and what the changes wrote that it was made on top of, the last one first; of a
    /// node that is taken out, of its title.
    pub(super) fn words<'a>(&'a self, entry: &'a Entry, goal: &'a Intent) -> Vec<&'a Op> {
        let part = match &goal.op {
            Op::Write { part, .. } => part,
            Op::Delete { .. } => &Part::Title,
            _ => return Vec::new(),
        };
        let is_same = |op: &&Op| matches!(op, Op::Write { part: other, .. } if other == part);
        let mut words: Vec<&Op> = [&goal.op].into_iter().filter(is_same).collect();
        let mut over: BTreeSet<u64> = entry.over.iter().copied().collect();
        while let Some(id) = over.pop_last() {
            if let Some(older) = self.entry(id) {
                words.extend(older.goals.iter().map(|goal| &goal.op).filter(is_same));
                over.extend(older.over.iter().filter(|&&other| other < id));
            }
        }
        words
    }

    /// Returns the entries that have not ended.
    pub(super) fn left(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries().iter().filter(|entry| !matches!(entry.standing, Standing::Ended(_)))
    }
}

/// Returns the nodes of `plan` that each of `renamed` may be.
fn candidates(renamed: &[Renamed], plan: &Plan) -> Vec<Vec<NodeId>> {
    let mut called: HashMap<&str, Vec<NodeId>> =
        renamed.iter().flat_map(|node| &node.titles).map(|title| (&**title, Vec::new())).collect();
    for id in plan.ids() {
        if let Some(ids) = called.get_mut(&*plan.node(id).title) {
            ids.push(id);
        }
    }
    renamed.iter().map(|node| node.candidates(plan, &called)).collect()
}

impl Renamed {
    /// Returns the nodes of `plan` that it may be, by its last title first, where it is known which ones are `called` so. A
    /// former title counts only where it was.
    fn candidates(&self, plan: &Plan, called: &HashMap<&str, Vec<NodeId>>) -> Vec<NodeId> {
        let known = self.known.find(plan).ok();
        let is_ours = |title: &Arc<str>| self.known.title.as_deref() == Some(&**title);
        // Others may have called it otherwise since.
        let others = known.filter(|_| !self.titles.iter().any(is_ours));
        let ours = self.titles.iter().filter_map(|title| {
            let all = called.get(&**title).into_iter().flatten().copied();
            self.known.find_among(plan, title, all).or(known.filter(|_| is_ours(title)))
        });
        let mut found: Vec<NodeId> = others.into_iter().chain(ours).collect();
        let mut seen = BTreeSet::new();
        found.retain(|id| seen.insert(*id));
        found
    }
}

/// Takes from each of `found`, of which the first one counts, what another one is, as far as there is something else for one
/// of the two; else it is the one that `is_known` as that, if any.
fn part(found: &mut [Vec<NodeId>], is_known: impl Fn(usize, NodeId) -> bool) {
    let is_shared = |found: &[Vec<NodeId>], at: usize| {
        found[at]
            .first()
            .is_some_and(|id| found.iter().enumerate().any(|(other, found)| other != at && found.first() == Some(id)))
    };
    while let Some(at) = (0..found.len()).find(|&at| found[at].len() > 1 && is_shared(found, at)) {
        found[at].remove(0);
    }
    let shared: Vec<usize> = (0..found.len()).filter(|&at| is_shared(found, at)).collect();
    for at in shared.into_iter().filter(|&at| !is_known(at, found[at][0])).collect::<Vec<_>>() {
        found[at].clear();
    }
}

/// Returns whether `goal` finds another node in `now` than in `last`: one that was there in `last` beside that, or that we
/// have called so. Those that we have called otherwise are at `places`.
fn finds_another(goal: &Intent, (last, now): (&Plan, &Plan), places: (&Places, &Places)) -> bool {
    let Ok(there) = goal.find(now) else { return false };
    if let Some(place) = places.1.of(goal) {
        return place != there;
    }
    if places.1.is_gone(goal) {
        return true;
    }
    let other = Intent::at(now, there, Op::Done).find_exactly(last);
    let own = places.0.of(goal).or_else(|| goal.find(last).ok());
    other.is_some_and(|other| own.is_some_and(|own| own != other))
}

/// Returns the titles that `ops` have written, and those that were there before.
fn titles(ops: &[&Op]) -> Vec<Arc<str>> {
    let texts = ops.iter().flat_map(|op| match op {
        Op::Write { part: Part::Title, from, to } => vec![Some(to), from.as_ref()],
        _ => Vec::new(),
    });
    texts.flatten().map(|text| plain(text.trim())).collect()
}

fn key(goal: &Intent) -> (String, String) {
    (goal.address.clone(), goal.title.clone().unwrap_or_default())
}
