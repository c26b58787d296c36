//! What is still unseen when a plan is left, and is so again when it is opened the next time.

use std::collections::HashSet;

use super::model::Model;
use super::news::{By, News, place};
use crate::plan::{Event, NodeId, Plan, Unseen, events};

impl Model {
    /// Returns what others changed and nobody has looked at; `None` where that is nothing.
    pub fn unseen(&self) -> Option<Unseen> {
        let plan = &self.overview.plan;
        let (marked, changed) = (self.news.marked(), self.news.changed());
        let unmarked = changed.iter().filter(|id| marked.binary_search(id).is_err());
        let address = |id: &NodeId| plan.address(*id).to_owned();
        let before = self.news.before().filter(|_| !changed.is_empty())?.to_owned();
        Some(Unseen { before, marked: marked.iter().map(address).collect(), unmarked: unmarked.map(address).collect() })
    }
}

impl News {
    /// Notes what was `unseen` in the plan as it was `seen` last, as far as `now` still has it.
    pub(super) fn recall(&mut self, unseen: &Unseen, (seen, now): (&Plan, &Plan), ellipsis: &str) {
        let before = seen.reread(&*unseen.before);
        let events = events(&before, seen, &before.align(seen));
        let map = seen.align(now);
        let by = By { who: Some("before you left".to_owned()), when: String::new() };
        for (rows, is_large) in [(&unseen.unmarked, true), (&unseen.marked, false)] {
            let rows: HashSet<&str> = rows.iter().map(String::as_str).collect();
            let is_unseen = |event: &&Event| place(event).is_some_and(|id| rows.contains(seen.address(id)));
            let events: Vec<Event> = events.iter().filter(is_unseen).cloned().collect();
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
