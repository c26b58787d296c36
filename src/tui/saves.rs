//! What others have saved, until the loop takes it.
//!
//! While an editor has the terminal, nobody takes anything for hours; each save is a whole plan. So only some wait, and
//! behind those the newest takes the place of the one before.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::app::{By, Msg};
use crate::plan::Plan;

/// So many saves wait one by one, so that each is told by itself.
const ROOM: usize = 32;

/// A queue with two ends: the file's thread puts in, the loop takes out.
#[derive(Clone, Debug, Default)]
pub(super) struct Saves(Arc<Mutex<Waiting>>);

#[derive(Debug, Default)]
struct Waiting {
    saves: VecDeque<(Arc<Plan>, By)>,
    /// A change of ours was answered behind the newest, and a newer one must not be taken before that.
    is_last_fixed: bool,
}

impl Saves {
    /// Adds `plan`, or replaces the newest by it. Returns whether there is one more than before, for which
    /// [`Self::take`] is to be called.
    pub(super) fn put(&self, plan: Arc<Plan>, by: By) -> bool {
        let mut waiting = self.waiting();
        let is_fixed = std::mem::take(&mut waiting.is_last_fixed);
        let is_full = waiting.saves.len() >= ROOM;
        if let Some(newest) = waiting.saves.back_mut().filter(|_| is_full && !is_fixed) {
            *newest = (plan, by);
            return false;
        }
        waiting.saves.push_back((plan, by));
        true
    }

    /// Keeps the newest where it is: what is told next comes behind it, and the next save behind that.
    pub(super) fn fix(&self) {
        self.waiting().is_last_fixed = true;
    }

    /// Returns the oldest as a message.
    pub(super) fn take(&self) -> Option<Msg> {
        self.waiting().saves.pop_front().map(|(plan, by)| Msg::Outside { plan, by })
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(saves: &Saves, text: &str) -> bool {
        saves.put(Arc::new(Plan::read(text, "plan")), By::default())
    }

    fn all(saves: &Saves) -> Vec<String> {
        let text = |msg| match msg {
            Msg::Outside { plan, .. } => plan.text().to_string(),
            other => panic!("{other:?}"),
        };
        std::iter::from_fn(|| saves.take()).map(text).collect()
    }

    #[test]
    fn behind_some_only_the_newest_waits() {
        let saves = Saves::default();
        let events = (0..1000).filter(|number| put(&saves, &format!("{number}"))).count();
        let waiting = all(&saves);
        assert_eq!((waiting.len(), events), (ROOM, ROOM), "one is taken for each event");
        assert_eq!((&*waiting[0], &*waiting[ROOM - 2], &*waiting[ROOM - 1]), ("0", "30", "999"));
        assert!(put(&saves, "again") && all(&saves) == ["again"]);
    }

    #[test]
    fn none_comes_before_an_answer_that_it_was_made_on() {
        let saves = Saves::default();
        for number in 0..ROOM {
            assert!(put(&saves, &format!("{number}")));
        }
        saves.fix();
        assert!(put(&saves, "on ours"));
        assert!(!put(&saves, "newer"));
        assert_eq!(all(&saves)[ROOM - 1..], ["31", "newer"]);
    }
}
