//! What git does to a plan in a conflict is nobody's change: as long as there are markers nothing is told of it, and when
//! they go only what differs from the last text that had none.

use std::sync::Arc;

use super::model::Model;
use crate::plan::Plan;

impl Model {
    /// Returns the plan as it was last without conflict markers; where no such text is known, as it is.
    pub fn whole_plan(&self) -> &Arc<Plan> {
        self.news.whole.as_ref().unwrap_or(&self.overview.plan)
    }

    /// Returns what `new`, which takes the place of `old`, is to be compared with: the last text without conflict markers.
    /// `None` where there is none, and as long as `new` has some itself.
    pub(super) fn base_of(&mut self, old: &Arc<Plan>, new: &Plan) -> Option<Arc<Plan>> {
        match (old.conflict(), new.conflict()) {
            (None, None) => Some(Arc::clone(old)),
            (None, Some(_)) => {
                self.news.whole = Some(Arc::clone(old));
                None
            }
            (Some(_), Some(_)) => None,
            (Some(_), None) => self.news.whole.take(),
        }
    }

    /// Says that a conflict has come or gone by `who` since `old`, where nothing else is to be told.
    pub(super) fn say_of_conflict(&mut self, old: &Plan, who: &str) {
        match (old.conflict(), self.overview.plan.conflict()) {
            (None, Some(_)) => {
                let said = self.said_of_lost_text();
                self.status.warn(said.unwrap_or_else(|| "git has left a conflict: resolve it in the file".to_owned()));
            }
            (Some(_), None) => {
                self.status.relent();
                self.status.hear(format!("{who}: the conflict is gone"));
            }
            _ => {}
        }
    }
}
