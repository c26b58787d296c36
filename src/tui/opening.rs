//! Opening a plan in the place of the one that is open: on a thread of its own, since a disk may not answer.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::Instant;

use super::plans::RUNS;
use super::{Event, Leave, Shell, UNREMARKABLE, still};
use crate::app::{Msg, PlanWish};
use crate::folder;
use crate::plan::Bookmark;
use crate::store::{Memory, Recall, Role, Snapshot, Store};

/// What shall be opened.
pub(super) enum Wanted {
    /// This file.
    File(PathBuf),
    /// The file or folder that somebody has typed: from the current folder, as in a shell, else from the one that is
    /// listed.
    Typed(String),
    /// A new plan from the template, at the path that somebody has typed.
    New(String),
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.strip_prefix(".").unwrap_or(path).display().fmt(f),
            Self::Typed(text) | Self::New(text) => f.write_str(text),
        }
    }
}

/// A plan that was opened and is not shown.
pub(super) struct OpenPlan {
    pub(super) path: PathBuf,
    pub(super) store: Store,
    pub(super) snapshot: Snapshot,
    /// Where somebody was in it last.
    pub(super) place: Option<Bookmark>,
}

/// What came of it.
pub(super) enum Opened {
    /// This plan.
    Plan(Box<OpenPlan>),
    /// It is the plan that is open.
    Same,
    /// It is a folder: its plans are to be listed.
    Folder(PathBuf),
    /// It cannot be opened; a sentence.
    Not(String),
}

/// All that the thread needs.
struct Opening {
    wanted: Wanted,
    /// The folder whose plans are listed.
    folder: PathBuf,
    /// The file of the plan that is open, all links resolved.
    open: Option<PathBuf>,
    recall: Recall,
}

impl Opening {
    fn run(self) -> Opened {
        super::dawdle_on_request();
        match &self.wanted {
            Wanted::File(path) => self.file(path),
            Wanted::Typed(text) => {
                let typed = expanded(text);
                let path = if typed.exists() { typed } else { self.folder.join(typed) };
                if path.is_dir() { Opened::Folder(path) } else { self.file(&path) }
            }
            Wanted::New(text) => {
                let path = folder::named(self.folder.join(expanded(text)));
                let text = folder::filled_in(folder::TEMPLATES[0].1, &jiff::Zoned::now().date().to_string(), None);
                match folder::create(&path, &text) {
                    Ok(()) => self.file(&path),
                    Err(error) => Opened::Not(not_created(&path, &error)),
                }
            }
        }
    }

    fn file(&self, path: &Path) -> Opened {
        if self.open.is_some() && path.canonicalize().ok() == self.open {
            return Opened::Same;
        }
        let _work = still::work();
        match self.recall.open(path, Role::Screen) {
            Ok((mut store, snapshot)) => {
                // It keeps what it has read.
                let _ = store.plan(&snapshot.text);
                let place = store.memory().and_then(Memory::place);
                Opened::Plan(Box::new(OpenPlan { path: path.to_owned(), store, snapshot, place }))
            }
            Err(error) => Opened::Not(error.to_string()),
        }
    }
}

impl Shell {
    /// Does what somebody wants of other plans.
    ///
    /// # Errors
    /// What the terminal or the system answered where the program cannot go on.
    pub(super) fn grant(&mut self, wish: PlanWish) -> io::Result<Option<Leave>> {
        let wanted = match wish {
            PlanWish::Cancel => {
                self.plans.opening = None;
                return Ok(None);
            }
            // Before there is a file that could not be opened then.
            PlanWish::New(_) if self.model.runs().is_running() => return self.update(Msg::Notice(RUNS.to_owned())),
            PlanWish::Open(path) => Wanted::File(self.plans.folder.join(path)),
            PlanWish::OpenTyped(text) => Wanted::Typed(text),
            PlanWish::New(text) => Wanted::New(text),
            PlanWish::Demo => match self.plans.demo() {
                Ok(path) => Wanted::File(path),
                Err(error) => return self.update(Msg::Notice(format!("the demo plan cannot be copied: {error}"))),
            },
        };
        let number = self.plans.next_opening();
        let named = wanted.to_string();
        let opening = Opening {
            recall: self.plans.recall_for(&wanted),
            wanted,
            folder: self.plans.folder.clone(),
            open: self.plans.target.clone(),
        };
        let events = self.sender.clone();
        let open = move || {
            // The loop is gone only when the program ends.
            let _ = events.send(Event::Opened(number, Box::new(opening.run())));
        };
        thread::Builder::new().name("open".into()).spawn(open)?;
        self.let_open(number, named)
    }

    /// Waits a moment for the plan, so that nothing flickers and keys that follow are for it; then says what is waited
    /// for, and goes on.
    fn let_open(&mut self, number: u64, named: String) -> io::Result<Option<Leave>> {
        let deadline = Instant::now() + UNREMARKABLE;
        while self.plans.opening == Some(number) {
            let left = match self.events.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(event @ Event::Opened(..)) => self.take(event)?,
                Ok(Event::Terminate(number)) => Some(Leave::Signal(number)),
                Ok(event) => {
                    self.held.push_back(event);
                    None
                }
                Err(RecvTimeoutError::Timeout) => return self.update(Msg::Opening(Some(named))),
                Err(RecvTimeoutError::Disconnected) => None,
            };
            if left.is_some() {
                return Ok(left);
            }
        }
        Ok(None)
    }

    /// Takes what came of the opening with this number; what nobody waits for any more is let go of.
    pub(super) fn take_opened(&mut self, number: u64, opened: Opened) -> io::Result<Option<Leave>> {
        if self.plans.opening != Some(number) {
            return Ok(None);
        }
        self.plans.opening = None;
        let waited = self.update(Msg::Opening(None))?;
        if waited.is_some() {
            return Ok(waited);
        }
        match opened {
            Opened::Plan(plan) => self.replace_plan(*plan),
            Opened::Not(why) => self.update(Msg::Notice(why)),
            Opened::Same => {
                self.model.return_to_plan();
                self.follow_list();
                Ok(None)
            }
            Opened::Folder(path) => {
                self.plans.list(path);
                self.model.list_plans();
                self.follow_list();
                Ok(None)
            }
        }
    }
}

/// Returns `text` as a path, with the home folder for a leading `~`.
fn expanded(text: &str) -> PathBuf {
    let home = || directories::BaseDirs::new().map(|folders| folders.home_dir().to_owned());
    match (text.strip_prefix("~/"), text) {
        (Some(rest), _) => home().map_or_else(|| PathBuf::from(text), |home| home.join(rest)),
        (None, "~") => home().unwrap_or_else(|| PathBuf::from(text)),
        (None, text) => PathBuf::from(text),
    }
}

/// Says why there is no new plan at `path`.
fn not_created(path: &Path, error: &io::Error) -> String {
    let path = path.strip_prefix(".").unwrap_or(path).display();
    match error.kind() {
        ErrorKind::AlreadyExists => format!("{path} is there already: nothing was written"),
        ErrorKind::NotFound => format!("{path} would lie in a folder that is not there: nothing was written"),
        _ => format!("{path} cannot be written: {error}"),
    }
}
