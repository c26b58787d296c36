//! Where a plan opens: where it was left, as long as that is not what it would open on anyway.

use super::model::Model;
use super::settings::Start;
use crate::plan::Bookmark;

impl Model {
    /// Returns where the plan shall open the next time; `None` for what is next then, where the cursor stands on what is
    /// next now.
    pub fn bookmark(&self) -> Option<Bookmark> {
        let here = self.tree.cursor().filter(|_| self.tree.cursor() != self.overview.next)?;
        Some(self.overview.plan.bookmark(here))
    }

    /// Goes to `mark` where that is still there and nobody has asked for another place. To be called before anything
    /// happens.
    pub fn open_at(&mut self, mark: Option<&Bookmark>) {
        let plan = &self.overview.plan;
        let id = mark.filter(|_| self.settings.start == Start::Plan).and_then(|mark| plan.find_bookmark(mark));
        if let Some(id) = id {
            self.tree.go_to(plan, id);
            self.settle();
        }
    }
}
