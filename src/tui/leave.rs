//! Leaving and stopping: not before what was asked for is written, as far as that can be waited for.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::commits::Commits;
use super::run::Runner;
use super::worker::Worker;
use super::{Event, Exit, Shell};
use crate::app::{Effect, Msg};
use crate::plan::Plan;

/// How long leaving waits for all that is still to be written: what was asked for, what the last look makes again, and what
/// is remembered.
const LAST_WRITE: Duration = Duration::from_secs(5);

/// How long stopping waits for it: a process that stops in the middle of a write leaves half of it.
pub(super) const WRITE_BEFORE_STOP: Duration = Duration::from_secs(2);

/// The number of SIGHUP, the same everywhere (POSIX, kill).
pub(super) const HANGUP: u8 = 1;

/// Which way the loop ended.
#[derive(Clone, Copy)]
pub(super) enum Leave {
    Quit,
    Signal(u8),
}

impl Shell {
    /// Takes answers to commits until none is missing, but does not wait long. All else that happens is held back.
    pub(super) fn let_write(&mut self) -> io::Result<Option<Leave>> {
        let deadline = Instant::now() + WRITE_BEFORE_STOP;
        while self.commits.pending > 0 {
            let left = match self.events.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(event @ (Event::File(Msg::Committed { .. } | Msg::Refused(_)) | Event::FileThreadEnded)) => {
                    self.take(event)?
                }
                Ok(Event::Terminate(number)) => Some(Leave::Signal(number)),
                Ok(event) => {
                    self.held.push_back(event);
                    None
                }
                Err(_) => break,
            };
            if left.is_some() {
                return Ok(left);
            }
        }
        Ok(None)
    }

    /// Gives the file's thread up, and answers what it owes: keys wait for these answers.
    pub(super) fn refuse_all(&mut self) -> io::Result<Option<Leave>> {
        self.worker = None;
        while self.commits.pending > 0 {
            let left = self.update(Msg::Refused(self.why_broken()))?;
            if left.is_some() {
                return Ok(left);
            }
        }
        Ok(None)
    }

    /// Returns why nothing can be read or written any more.
    pub(super) fn why_broken(&self) -> String {
        let fault = self.fault.as_deref().unwrap_or("the thread of the file has failed");
        format!("nothing can be read or written any more: {fault}")
    }

    /// Waits for what is still to be written, keeps what was seen last, and returns why the program ends.
    pub(super) fn finish(mut self, leave: Leave) -> Exit {
        let deadline = Instant::now() + LAST_WRITE;
        self.runner.iter_mut().for_each(Runner::finish);
        let mut seen = Arc::clone(self.model.whole_plan());
        let exit = self.let_finish(leave, deadline, &mut seen);
        // With a last look: nobody may look after what others have saved since.
        let ending = self.worker.take().map(Worker::end);
        self.keep_seen(seen.text());
        let lost = self.keep_drafts();
        ending.map(|ending| ending.wait(deadline.saturating_duration_since(Instant::now())));
        self.plans.let_end(deadline);
        match (exit, lost) {
            (Exit::Quit, Some(why)) => Exit::Unwritten { file: self.model.settings().file.clone(), why },
            (exit, _) => exit,
        }
    }

    /// Waits for the answers to commits, but for nothing else. What they make of the plan counts as seen.
    fn let_finish(&mut self, leave: Leave, deadline: Instant, seen: &mut Arc<Plan>) -> Exit {
        while self.commits.pending > 0 {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.held.pop_front().map_or_else(|| self.events.recv_timeout(left), Ok) {
                Ok(Event::Msg(Msg::Fault(why))) => self.fault = Some(why),
                Ok(Event::File(answer @ (Msg::Committed { .. } | Msg::Refused(_)))) => {
                    self.commits.note(&answer);
                    if let Msg::Committed { plan, .. } = &answer {
                        *seen = Arc::clone(plan);
                    }
                    self.take_last(answer);
                }
                Ok(Event::FileThreadEnded) => {
                    self.commits = Commits { unseen: Some(self.why_broken()), ..Commits::default() };
                }
                // A hang-up comes from the kernel and from the shell; anything else means that nobody will wait.
                Ok(Event::Terminate(number)) if number != HANGUP => return Exit::Signal(number),
                Ok(_) => {}
                Err(_) => {
                    let why = "the last change may not be in the file: writing it took too long".to_owned();
                    self.commits = Commits { unseen: Some(why), ..Commits::default() };
                }
            }
        }
        match (leave, self.commits.unseen.take()) {
            (Leave::Signal(number), _) => Exit::Signal(number),
            (Leave::Quit, Some(why)) => Exit::Unwritten { file: self.model.settings().file.clone(), why },
            (Leave::Quit, None) => Exit::Quit,
        }
    }

    /// Hands the answer to a commit to the model: a text that is in the file now is no draft. Nothing else that it asks
    /// for is done any more.
    fn take_last(&mut self, answer: Msg) {
        for effect in self.model.update(answer) {
            if let (Effect::ForgetDraft(id), Some(worker)) = (effect, &self.worker) {
                worker.forget_draft(id);
            }
        }
    }

    /// Keeps what was on the screen last, where, and what of it nobody had looked at.
    fn keep_seen(&self, text: &str) {
        if let Some(memory) = &self.memory {
            // Without it nothing is told at the next start, which goes to what is next.
            let _ = memory.keep_seen(text);
            let _ = memory.keep_place(self.model.bookmark().as_ref());
            let _ = memory.keep_unseen(self.model.unseen().as_ref());
        }
    }

    /// Keeps what somebody was writing, once; returns what is to be said where that fails.
    fn keep_drafts(&mut self) -> Option<String> {
        let memory = self.memory.take()?;
        let mut failed = None;
        for (intent, instead) in self.model.unsaved() {
            failed = memory.keep_draft(intent, instead).err().or(failed);
        }
        failed.map(|error| format!("what you were writing could not be kept for the next start: {error}"))
    }
}

impl Drop for Shell {
    /// Keeps what somebody was writing also where a panic ends the program.
    fn drop(&mut self) {
        // What can be said then is said of the panic.
        let _ = self.keep_drafts();
    }
}
