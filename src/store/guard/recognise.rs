//! Which nodes of a text are those that we have called otherwise: it knows them by the titles that they had at its time.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::Guard;
use super::names::{Name, Renamed};
use super::places::Places;
use crate::plan::{Intent, NodeId, Op, Plan};
use crate::store::memory::journal::Entry;

/// A node and, for each of its names, the last one first, where it is by that.
struct Found {
    number: u64,
    names: Vec<At>,
}

struct At {
    since: u64,
    /// It was not there at all.
    is_none: bool,
    /// Where it is, and whether its title is just the one.
    place: Option<(NodeId, bool)>,
}

impl Guard {
    /// Returns where the nodes that we have called otherwise are in `plan`; what was in `last` under a former title of
    /// another one of them is that other one still.
    ///
    /// A text calls all of them what they were called at one time: that at which most of them are found. What is not
    /// found so may have got its title back, or kept it, alone.
    pub(super) fn recognised(&self, plan: &Plan, last: Option<(&Plan, &Places)>) -> Places {
        let renamed = self.renamed();
        let mut places = self.noted_places(plan);
        if renamed.iter().all(|node| places.has(node.number)) {
            return places;
        }
        let rows: Vec<(&Entry, &Intent)> =
            self.rows().filter(|(row, _)| renamed.iter().all(|it| it.number != row.id)).collect();
        let ours = renamed.iter().map(|it| it.number).chain(rows.iter().map(|(row, _)| row.id));
        let owns: Vec<NodeId> =
            last.iter().flat_map(|(_, was)| ours.clone().filter_map(|number| was.of(number))).collect();
        let is_free = |id: &NodeId| {
            let other = last.and_then(|(last, _)| Intent::at(plan, *id, Op::Done).find_exactly(last));
            other.is_none_or(|other| owns.contains(&other))
        };
        let mut found = found(&renamed, plan, is_free);
        found.extend(rows.iter().map(|(entry, goal)| Found::row(entry, row(entry, goal, plan).filter(is_free))));
        let mut moments = moments(&found);
        // Where words have changed places, who had seen them has moved the items; else they are by their former words.
        let is_older = |last: &Plan| self.texts.nearest(plan.text()).is_some_and(|text| **text != **last.text());
        let moment = match last.filter(|(last, _)| moments.len() > 1 && is_older(last)) {
            Some((_, was)) => moments.into_iter().min_by_key(|moment| disorder(&found, was, *moment)).flatten(),
            None => moments.swap_remove(0),
        };
        for is_exact in [true, false] {
            for node in &found {
                let then = node.at(moment).filter(|&(id, exact)| exact == is_exact && !places.is_taken(id));
                if let Some((id, _)) = then.filter(|_| !places.has(node.number)) {
                    places.put(node.number, Some(id));
                }
            }
        }
        for node in &found {
            if !places.has(node.number) {
                let mut all = node.names.iter().filter_map(|name| name.place);
                let place = all.find(|&(id, _)| !places.is_taken(id)).map(|(id, _)| id);
                places.put(node.number, place);
            }
        }
        places
    }
}

impl Found {
    /// Returns an item that we have added by `entry`, which goes by the same name since.
    fn row(entry: &Entry, place: Option<NodeId>) -> Self {
        let is = At { since: entry.id, is_none: false, place: place.map(|id| (id, true)) };
        Self { number: entry.id, names: vec![is, At { since: 0, is_none: true, place: None }] }
    }

    /// Returns where it is by the name that it had before the entry `moment`, or else last, and whether that is just its title.
    fn at(&self, moment: Option<u64>) -> Option<(NodeId, bool)> {
        let is_then = |name: &&At| moment.is_none_or(|moment| name.since < moment);
        self.names.iter().find(is_then).and_then(|name| name.place)
    }
}

/// Returns where each of `renamed` is in `plan` by each of its names, of the places that are free.
fn found(renamed: &[Renamed], plan: &Plan, is_free: impl Fn(&NodeId) -> bool) -> Vec<Found> {
    let titles = renamed.iter().flat_map(|node| &node.names).filter_map(|name| name.title.as_deref());
    let mut called: HashMap<&str, Vec<NodeId>> = titles.map(|title| (title, Vec::new())).collect();
    for id in plan.ids() {
        if let Some(ids) = called.get_mut(&*plan.node(id).title) {
            ids.push(id);
        }
    }
    let of = |node: &Renamed| {
        let known = node.known.find(plan).ok();
        let is_known = |title: &str| node.known.title.as_deref() == Some(title);
        let place = |title: &str| {
            let all = called.get(title).into_iter().flatten().copied();
            let id = node.known.find_among(plan, title, all).or(known.filter(|_| is_known(title)));
            id.filter(&is_free).map(|id| (id, *plan.node(id).title == *title))
        };
        let at = |Name { since, title }: &Name| At {
            since: *since,
            is_none: title.is_none(),
            place: title.as_deref().and_then(place),
        };
        Found { number: node.number, names: node.names.iter().map(at).collect() }
    };
    renamed.iter().map(of).collect()
}

/// Returns the item of `plan` that `entry` has added by `goal`; others may have called it otherwise since.
pub(super) fn row(entry: &Entry, goal: &Intent, plan: &Plan) -> Option<NodeId> {
    let called = || Intent { op: Op::Add { text: entry.title.clone() }, ..goal.clone() }.added(plan);
    goal.added(plan).or_else(called)
}

/// Returns before which entry most of the nodes were called what they are found by, and fewest of those that were there are
/// not found: all such, the last one first, and `None` for what they are called now.
fn moments(found: &[Found]) -> Vec<Option<u64>> {
    let worth = |name: &At| match name.place {
        Some((_, true)) => 1,
        _ if name.is_none => 0,
        _ => -1,
    };
    let mut turns: Vec<(u64, i64)> = Vec::new();
    for node in found {
        turns.extend(node.names.windows(2).map(|names| (names[0].since, worth(&names[1]) - worth(&names[0]))));
    }
    turns.sort_by_key(|&(since, _)| Reverse(since));
    let (mut sum, mut most, mut moments) = (0, 0, vec![None]);
    for turns in turns.chunk_by(|(since, _), (next, _)| since == next) {
        sum += turns.iter().map(|(_, worth)| worth).sum::<i64>();
        if sum > most {
            moments.clear();
        }
        if sum >= most {
            most = sum;
            moments.push(Some(turns[0].0));
        }
    }
    moments
}

/// Returns how many of the nodes stand, by what they were called at `moment`, in front of the one that they `were` behind.
fn disorder(found: &[Found], were: &Places, moment: Option<u64>) -> usize {
    let place = |node: &Found| Some((were.of(node.number)?, node.at(moment)?.0));
    let mut places: Vec<(NodeId, NodeId)> = found.iter().filter_map(place).collect();
    places.sort_unstable();
    places.windows(2).filter(|pair| pair[0].1 > pair[1].1).count()
}
