//! What is saved while the user's own editor has the plan open, from here: the user has seen it, and nobody else's work it is.
//!
//! What other programs save meanwhile cannot be told from it, and is taken for the user's as well. An editor that returns
//! at once and goes on in a window of its own is another program.

use std::sync::Arc;

use crate::plan::Plan;

/// Whether the plan is in an editor of the user's, and what has been saved there.
#[derive(Debug, Default)]
pub(super) struct Loan {
    stage: Stage,
    /// What was saved last, and nobody has been told.
    latest: Option<Arc<Plan>>,
}

#[derive(Debug, Default)]
enum Stage {
    #[default]
    Home,
    Out,
    /// The editor has ended, but the file has not been read since.
    Back,
}

impl Loan {
    /// Notes that an editor opens the plan.
    pub(super) fn begin(&mut self) {
        self.stage = Stage::Out;
    }

    /// Notes that the editor has ended, where there was one.
    pub(super) fn end(&mut self) {
        if let Stage::Out = self.stage {
            self.stage = Stage::Back;
        }
    }

    /// Keeps `plan` where that is what the editor has saved; else returns it.
    pub(super) fn keep(&mut self, plan: Arc<Plan>) -> Option<Arc<Plan>> {
        if let Stage::Home = self.stage {
            return Some(plan);
        }
        self.latest = Some(plan);
        None
    }

    /// Returns what is to be told now that the file has been read: all that came of an editor that has ended.
    pub(super) fn settle(&mut self) -> Option<Arc<Plan>> {
        let Stage::Back = self.stage else { return None };
        self.stage = Stage::Home;
        self.latest.take()
    }

    /// Returns what is to be told at once: what is told next stands on it.
    pub(super) fn due(&mut self) -> Option<Arc<Plan>> {
        self.latest.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_saved_until_the_first_look_behind_the_editor_is_of_it() {
        let plan = |text: &str| Arc::new(Plan::read(text, "plan"));
        let text = |plan: Option<Arc<Plan>>| plan.map_or_else(String::new, |plan| plan.text().to_string());
        let mut loan = Loan::default();
        assert_eq!(text(loan.keep(plan("before"))), "before");
        loan.begin();
        assert_eq!([text(loan.keep(plan("one"))), text(loan.settle()), text(loan.keep(plan("two")))], ["", "", ""]);
        loan.end();
        assert_eq!([text(loan.keep(plan("three"))), text(loan.settle())], ["", "three"]);
        assert_eq!([text(loan.keep(plan("behind"))), text(loan.settle())], ["behind", ""]);
        loan.begin();
        loan.end();
        assert_eq!([text(loan.settle()), text(loan.keep(plan("behind")))], ["", "behind"], "nothing was saved");
        loan.begin();
        assert!(loan.keep(plan("one")).is_none());
        assert_eq!([text(loan.due()), text(loan.due())], ["one", ""]);
        loan.end();
        assert_eq!(text(loan.settle()), "", "it was told");
    }
}
