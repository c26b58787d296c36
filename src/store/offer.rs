//! What of ours is not in the file, for whoever sits at the screen to say what shall become of it.

use super::memory::journal::{Entry, Standing, Why};
use crate::plan::{Intent, Op, Refusal};
use crate::text::quoted;

/// A change of ours that is not in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The number of its [`Entry`].
    pub id: u64,
    /// What a person calls it: the node's title, or a field of it.
    pub title: String,
    /// What shall be true.
    pub goals: Vec<Intent>,
    /// What it was to become: `done`.
    pub what: String,
    /// Its lines before the change.
    pub before: String,
    /// Its lines with the change.
    pub after: String,
    /// Why it is not in the file.
    pub why: Why,
    /// Who made it, where that was said and is not who asks.
    pub who: Option<String>,
}

impl Offer {
    /// Returns whether it is surely missing; else somebody may have done since what it took back.
    pub fn is_sure(&self) -> bool {
        self.why.is_sure()
    }

    /// Returns `entry` as it is offered to `whom`; `None` where it is not.
    pub(super) fn of(entry: &Entry, whom: Option<&str>) -> Option<Self> {
        let Standing::Offered(why) = &entry.standing else { return None };
        Some(Self {
            id: entry.id,
            title: entry.name(),
            goals: entry.goals.clone(),
            what: entry.what.clone(),
            before: entry.before.clone(),
            after: entry.after.clone(),
            why: why.clone(),
            who: entry.who.clone().filter(|who| Some(&**who) != whom),
        })
    }
}

/// Returns which node that one of `goals` was for is not in the plan any more, not to be told from others, or not what was
/// to be deleted, by the words under which somebody saw it; `None` where `refusal` says something else.
pub(super) fn missing(refusal: &Refusal, goals: &[Intent]) -> Option<String> {
    if let Refusal::ChangedSince { address } = refusal {
        let is_it = |goal: &&Intent| goal.address == *address && matches!(goal.op, Op::Delete { .. });
        let title = goals.iter().find(is_it)?.title.as_deref()?;
        return Some(format!("{} reads otherwise now", quoted(title)));
    }
    let (Refusal::NotFound { address, .. } | Refusal::Ambiguous { address, .. }) = refusal else { return None };
    let is_it = |goal: &&Intent| goal.address == *address || goal.title.as_ref() == Some(address);
    let goal = goals.iter().find(is_it)?;
    let title = goal.title.as_deref()?;
    let is_added = matches!(goal.op, Op::Add { .. } | Op::Insert { .. });
    let twins = refusal.candidates().iter().filter(|(_, other)| other == title).count();
    let said = quoted(title);
    Some(match (twins > 1, is_added) {
        (false, false) => format!("{said} is gone"),
        (false, true) => format!("{said}, where it was added, is gone"),
        (true, false) => format!("several read {said} now"),
        (true, true) => format!("several read {said} now, where it was added"),
    })
}
