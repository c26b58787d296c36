//! Looking a plan through for what a person should know of it: on a thread of its own, since a long one takes longer than
//! a key may wait.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use super::Event;
use crate::app::{Model, Msg};
use crate::plan::Plan;

/// How long the next look waits for after the last one began: ticks that follow each other need no look each.
const APART: Duration = Duration::from_millis(100);

/// What is known of the looks.
#[derive(Default)]
pub(super) struct Checks {
    /// What is being looked through. A look that fails brings nothing, and would fail again: then it is the next plan's turn.
    at: Option<Arc<Plan>>,
    /// When the last one began.
    last: Option<Instant>,
}

impl Checks {
    /// Returns when the next look is to begin, as seen from `now`; `None` where none is, before something happens.
    pub(super) fn next(&self, model: &Model, now: Instant) -> Option<Instant> {
        let is_under_way = self.at.as_ref().is_some_and(|at| Arc::ptr_eq(at, model.plan()));
        let is_due = !model.is_checked() && !is_under_way;
        is_due.then(|| self.last.map_or(now, |last| last + APART))
    }

    /// Looks `plan` through, and sends what comes of it.
    pub(super) fn begin(&mut self, plan: Arc<Plan>, sender: Sender<Event>, now: Instant) {
        (self.at, self.last) = (Some(Arc::clone(&plan)), Some(now));
        let look = move || {
            // The loop is gone only when the program ends.
            let _ = sender.send(Event::Msg(Msg::checked(plan)));
        };
        // Where there is no room for a thread, there may be some for the next plan's.
        let _ = thread::Builder::new().name("check".to_owned()).spawn(look);
    }

    /// Notes that `msg` is on its way to the model.
    pub(super) fn note(&mut self, msg: &Msg) {
        if let Msg::Checked { plan, .. } = msg {
            self.at.take_if(|at| Arc::ptr_eq(at, plan));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;
    use crate::app::Settings;

    #[test]
    fn a_plan_is_looked_through_once_and_not_too_often() {
        let plan = |text: &str| Arc::new(Plan::read(text, "plan"));
        let mut model = Model::new(plan("- [ ] a\n"), Settings::new("plan.md"), (80, 24));
        let (sender, events) = channel();
        let (mut checks, now) = (Checks::default(), Instant::now());
        let take = |checks: &mut Checks, model: &mut Model| {
            let Ok(Event::Msg(msg)) = events.recv() else { panic!("the look sends what came of it") };
            checks.note(&msg);
            model.update(msg);
        };
        assert_eq!(checks.next(&model, now), Some(now), "the first one waits for nothing");
        checks.begin(Arc::clone(model.plan()), sender.clone(), now);
        assert_eq!(checks.next(&model, now), None, "once");
        let by = crate::app::By::default();
        model.update(Msg::Outside { plan: plan("- [?] a\n"), by });
        assert_eq!(checks.next(&model, now), Some(now + APART), "whatever has become of the last look");
        take(&mut checks, &mut model);
        assert!(!model.is_checked(), "that was of another text");
        checks.begin(Arc::clone(model.plan()), sender.clone(), now + APART);
        take(&mut checks, &mut model);
        assert!(model.is_checked());
        assert_eq!(model.overview().diagnostics.len(), 1);
        assert_eq!(checks.next(&model, now + APART), None);
    }
}
