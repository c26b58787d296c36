//! What is still unseen when a plan is left, and is so again when it is opened the next time.

use std::collections::{HashMap, HashSet};

use super::model::Model;
use super::news::{By, News, place};
use crate::plan::{Deed, Event, NodeId, Plan, Unseen, events};

impl Model {
    /// Returns what others changed and nobody has looked at; `None` where that is nothing.
    pub fn unseen(&self) -> Option<Unseen> {
        let plan = &self.overview.plan;
        let deeds = self.news.done_by_others();
        // What was made again is ours, and told by then.
        let rows: HashSet<NodeId> = deeds.iter().map(|(row, _)| *row).collect();
        let is_theirs = |id: &NodeId| rows.contains(id);
        let (mut marked, mut changed) = (self.news.marked(), self.news.changed());
        marked.retain(is_theirs);
        changed.retain(is_theirs);
        let unmarked = changed.iter().filter(|id| marked.binary_search(id).is_err());
        let address = |id: &NodeId| plan.address(*id).to_owned();
        let before = self.news.before().filter(|_| !changed.is_empty())?.to_owned();
        Some(Unseen {
            before,
            marked: marked.iter().map(address).collect(),
            unmarked: unmarked.map(address).collect(),
            deeds: deeds.iter().map(|(id, deed)| (address(id), *deed)).collect(),
        })
    }
}

/// Returns what of `event` others have done, who did `theirs` to its row, as far as that is known: not what who left did
/// there.
fn of_others(theirs: &[Deed], event: &Event) -> Option<Event> {
    let kind = |deed: Deed| match deed {
        Deed::Reworded | Deed::Edited | Deed::Reflowed => 0,
        Deed::Added => 1,
        Deed::Lost | Deed::Removed => 2,
        Deed::Moved | Deed::Renumbered => 3,
        _ => 4,
    };
    let mut event = event.clone();
    if theirs.is_empty() || theirs.iter().any(|deed| kind(*deed) == kind(event.deed)) {
        return Some(event);
    }
    // What they did to a row that did not stand there before.
    let deed = theirs.iter().filter(|_| event.deed == Deed::Added).find_map(|deed| match deed {
        Deed::Reworded | Deed::Edited => Some(Deed::Edited),
        deed => deed.is_mark().then_some(*deed),
    });
    (event.deed, event.count) = (deed?, 1);
    // Nobody is to lose the row by taking that back.
    (event.before, event.after) = Default::default();
    Some(event)
}

impl News {
    /// Returns what others did that nobody has looked at, each with its row.
    fn done_by_others(&self) -> Vec<(NodeId, Deed)> {
        let entries = self.saves.iter().flat_map(|save| &save.entries);
        let unseen = entries.filter(|entry| entry.unseen && entry.again.is_none());
        let mut deeds: Vec<_> = unseen.filter_map(|entry| Some((entry.place()?, entry.event.deed))).collect();
        deeds.sort_unstable();
        deeds.dedup();
        deeds
    }

    /// Notes what was `unseen` in the plan as it was `seen` last, as far as `now` still has it.
    pub(super) fn recall(&mut self, unseen: &Unseen, (seen, now): (&Plan, &Plan), ellipsis: &str) {
        let before = seen.reread(&*unseen.before);
        let events = events(&before, seen, &before.align(seen));
        let map = seen.align(now);
        let mut deeds = HashMap::<&str, Vec<Deed>>::new();
        for (row, deed) in &unseen.deeds {
            deeds.entry(row).or_default().push(*deed);
        }
        let by = By { who: Some("before you left".to_owned()), when: String::new() };
        for (rows, is_large) in [(&unseen.unmarked, true), (&unseen.marked, false)] {
            let rows: HashSet<&str> = rows.iter().map(String::as_str).collect();
            let row = |event: &Event| place(event).map(|id| seen.address(id)).filter(|row| rows.contains(row));
            let deeds = |row: &str| deeds.get(row).map_or(&[][..], |deeds| deeds);
            let theirs = events.iter().filter_map(|event| of_others(deeds(row(event)?), event));
            let events: Vec<Event> = theirs.collect();
            if !events.is_empty() {
                self.note((&before, seen), events, &by, ellipsis);
                self.follow_last(&map);
                if let Some(save) = self.saves.front_mut() {
                    // As it was, however many come together here.
                    save.is_large = is_large;
                }
            }
        }
    }
}
