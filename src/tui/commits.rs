//! The commits that are under way: the shell leaves and stops only when they are answered.

use std::time::Instant;

use crate::app::Msg;

/// What is known of the commits that were asked for.
#[derive(Default)]
pub(super) struct Commits {
    /// How many have not been answered.
    pub(super) pending: usize,
    /// Since when nothing was answered; `None` where nothing is under way, or where it has been said.
    pub(super) since: Option<Instant>,
    /// Why the last one was refused, if no key has been pressed since.
    pub(super) unseen: Option<String>,
}

impl Commits {
    /// Notes that one is asked for.
    pub(super) fn ask(&mut self) {
        if self.pending == 0 {
            self.since = Some(Instant::now());
        }
        self.pending += 1;
    }

    /// Notes what `msg`, which is on its way to the model, says of them.
    pub(super) fn note(&mut self, msg: &Msg) {
        match msg {
            Msg::Key(_) => self.unseen = None,
            Msg::Refused(why) => self.unseen = Some(why.clone()),
            Msg::Committed { .. } => {}
            _ => return,
        }
        if !matches!(msg, Msg::Key(_)) {
            self.pending = self.pending.saturating_sub(1);
            self.since = (self.pending > 0).then(Instant::now);
        }
    }
}
