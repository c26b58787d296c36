//! What applying an offer would do to the plan as it stands: what is shown of it is what is asked for then.

use std::sync::Arc;

use super::news::Offer;
use crate::plan::{Intent, Plan, changes};

/// What comes of an offer in one text of the plan.
#[derive(Clone, Debug)]
pub(super) struct Outlook {
    /// The number of the offer.
    pub(super) offer: u64,
    /// The wishes that bring it about.
    pub(super) wishes: Vec<Intent>,
    /// The lines as they stand, and as they would read; `None` where it cannot be applied, or would change nothing.
    pub(super) lines: Option<(String, String)>,
    text: Arc<str>,
}

impl Outlook {
    /// Returns what comes of `offer` in `plan`.
    pub(super) fn of(offer: &Offer, plan: &Arc<Plan>) -> Self {
        let wishes: Vec<Intent> = offer.goals.iter().map(|goal| goal.clone().after_all(plan)).collect();
        let done = changes(plan, &wishes).ok().filter(|changes| !changes.edit.is_empty());
        let lines = done.map(|changes| {
            let (before, after) = changes.lines(plan);
            (before.to_owned(), after.to_owned())
        });
        Self { offer: offer.id, wishes, lines, text: Arc::clone(plan.text()) }
    }

    /// Returns whether it is what comes of the offer `id` in `plan`.
    pub(super) fn is_of(&self, id: u64, plan: &Plan) -> bool {
        self.offer == id && Arc::ptr_eq(&self.text, plan.text())
    }
}
