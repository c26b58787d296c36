//! Other plans than the one that is open: looking for them, and opening one in its place.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::commits::Commits;
use super::run::Runner;
use super::worker::Worker;
use super::{Event, Leave, Shell};
use crate::app::{Looked, Model, Msg, PlanRow, PlanWish, Sighting};
use crate::folder::{self, Found, Hunt, Report, Sight};
use crate::store::{Ledger, Pace, Recall, Role, Snapshot, Store};

/// How long the first frame waits for a folder to be looked through.
const FIRST_LOOK: Duration = Duration::from_millis(150);

/// Why no other plan is opened while a command runs.
const RUNS: &str = "a command of this plan runs: stop it first, or wait for it";

/// No more plans are kept as they were left.
const MOST_PARKED: usize = 16;

/// What is known of plans besides the one that is open.
pub(super) struct Plans {
    /// How plans are opened.
    pub(super) recall: Recall,
    pub(super) pace: Pace,
    /// The folder whose plans are listed; `None` until somebody asks.
    pub(super) folder: Option<PathBuf>,
    /// The file of the plan that is open, all links resolved.
    pub(super) target: Option<PathBuf>,
    /// As long as the list is shown.
    hunt: Option<Hunt>,
    /// Plans as they were left, the last one last, with their files.
    parked: Vec<(PathBuf, Model)>,
    /// The copy of the demo plan; goes when the program ends.
    copy: Option<folder::Copy>,
}

impl Plans {
    pub(super) fn new(recall: Recall, pace: Pace, folder: Option<PathBuf>, target: Option<PathBuf>) -> Self {
        Self { recall, pace, folder, target, hunt: None, parked: Vec::new(), copy: None }
    }

    /// Looks again for what may have been missed.
    pub(super) fn look(&self) {
        self.hunt.iter().for_each(Hunt::look);
    }

    /// Returns the folder whose plans are listed.
    fn folder(&mut self) -> &Path {
        let around = || self.target.as_deref().map_or_else(|| PathBuf::from("."), folder::around);
        self.folder.get_or_insert_with(around)
    }
}

impl Shell {
    /// Looks for plans as long as their list is shown.
    pub(super) fn follow_list(&mut self) {
        match (self.model.lists_plans(), &self.plans.hunt) {
            (true, None) => self.start_hunt(),
            (false, Some(_)) => self.plans.hunt = None,
            _ => {}
        }
    }

    /// Waits a moment for what a small folder holds: where one plan opens by itself, nothing else is to be seen before.
    pub(super) fn let_search(&mut self) -> io::Result<Option<Leave>> {
        let deadline = Instant::now() + FIRST_LOOK;
        while self.model.lists_plans() && !self.model.plans().is_whole() {
            match self.events.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(Event::Msg(msg @ Msg::Plans(_))) => {
                    if let Some(leave) = self.update(msg)? {
                        return Ok(Some(leave));
                    }
                }
                Ok(event) => self.held.push_back(event),
                Err(_) => break,
            }
        }
        Ok(None)
    }

    fn start_hunt(&mut self) {
        let folder = self.plans.folder().to_owned();
        let top = folder.canonicalize().unwrap_or_else(|_| folder.clone());
        let open = self.plans.target.as_ref().and_then(|target| target.strip_prefix(&top).ok()).map(Path::to_owned);
        let shown = if folder == Path::new(".") { &top } else { &folder }.display().to_string();
        // What it says asks for nothing.
        let _ = self.model.update(Msg::Plans(Sighting::Here { folder: shown, open }));
        let events = self.sender.clone();
        let tell = move |sight| {
            // The loop is gone only when the program ends.
            let _ = events.send(Event::Msg(Msg::Plans(sighting(sight))));
        };
        match Hunt::start(&folder, self.plans.pace, tell) {
            Ok(hunt) => self.plans.hunt = Some(hunt),
            Err(error) => self.say(&format!("no plans can be looked for: {error}")),
        }
    }

    /// Does what somebody wants of other plans.
    ///
    /// # Errors
    /// What the terminal or the system answered where the program cannot go on.
    pub(super) fn grant(&mut self, wish: PlanWish) -> io::Result<Option<Leave>> {
        match wish {
            PlanWish::Open(path) => {
                let path = self.plans.folder().join(path);
                self.open_plan(&path)
            }
            PlanWish::OpenTyped(text) => self.open_typed(&text),
            // Before there is a file that could not be opened then.
            PlanWish::New(_) if self.model.runs().is_running() => self.update(Msg::Notice(RUNS.to_owned())),
            PlanWish::New(text) => {
                let path = folder::named(self.plans.folder().join(expanded(&text)));
                let text = folder::filled_in(folder::TEMPLATES[0].1, &jiff::Zoned::now().date().to_string(), None);
                match folder::create(&path, &text) {
                    Ok(()) => self.open_plan(&path),
                    Err(error) => self.update(Msg::Notice(not_created(&path, &error))),
                }
            }
            PlanWish::Demo => self.open_demo(),
        }
    }

    /// Opens the file, or lists the plans of the folder, that somebody has typed: from the current folder, as in a
    /// shell, else from the one that is listed.
    fn open_typed(&mut self, text: &str) -> io::Result<Option<Leave>> {
        let typed = expanded(text);
        let path = if typed.exists() { typed } else { self.plans.folder().join(typed) };
        if !path.is_dir() {
            return self.open_plan(&path);
        }
        self.plans.folder = Some(path);
        self.plans.hunt = None;
        self.model.list_plans();
        self.follow_list();
        Ok(None)
    }

    fn open_demo(&mut self) -> io::Result<Option<Leave>> {
        let copy = match self.plans.copy.take() {
            Some(copy) => Ok(copy),
            None => folder::Copy::new(&std::env::temp_dir(), "demo.md", folder::DEMO),
        };
        match copy {
            Ok(copy) => {
                let path = copy.path().to_owned();
                self.plans.copy = Some(copy);
                self.open_plan(&path)
            }
            Err(error) => self.update(Msg::Notice(format!("the demo plan cannot be copied: {error}"))),
        }
    }

    /// Opens the plan at `path` in the place of the one that is open; that one is closed first, and kept as it was left.
    fn open_plan(&mut self, path: &Path) -> io::Result<Option<Leave>> {
        let is_open = self.plans.target.is_some() && path.canonicalize().ok() == self.plans.target;
        if is_open {
            self.model.return_to_plan();
            self.follow_list();
            return Ok(None);
        }
        if let Some(leave) = self.let_write()? {
            return Ok(Some(leave));
        }
        if self.commits.pending > 0 {
            return self.update(Msg::Notice("the last change is still being written: try again".to_owned()));
        }
        if self.model.runs().is_running() {
            return self.update(Msg::Notice(RUNS.to_owned()));
        }
        let is_copy = self.plans.copy.as_ref().is_some_and(|copy| copy.path() == path);
        // What goes with the program need not be remembered.
        let opened = if is_copy { Store::open(path) } else { self.plans.recall.open(path, Role::Screen) };
        match opened {
            Ok((store, snapshot)) => self.turn_to(path, store, &snapshot),
            Err(error) => self.update(Msg::Notice(error.to_string())),
        }
    }

    /// Shows the plan of `store` at `path`, which reads as `snapshot` says.
    fn turn_to(&mut self, path: &Path, mut store: Store, snapshot: &Snapshot) -> io::Result<Option<Leave>> {
        self.close_plan();
        let (plan, target) = (store.plan(&snapshot.text), store.paths().target.clone());
        let parked = &mut self.plans.parked;
        let parked = parked.iter().position(|(file, _)| *file == target).map(|at| parked.remove(at).1);
        self.memory = store.memory().cloned();
        if let (Some(_), Some(memory)) = (&parked, &self.memory) {
            // Its screen tells by itself what became of the plan since.
            let _ = memory.keep_seen(plan.text());
        }
        let file = path.strip_prefix(".").unwrap_or(path).display().to_string();
        let now = jiff::Zoned::now().strftime("%H:%M:%S").to_string();
        let left = self.model.turn_to(&plan, file, parked, &now);
        if let Some(left) = self.plans.target.replace(target).zip(left) {
            self.plans.parked.push(left);
            let too_many = self.plans.parked.len().saturating_sub(MOST_PARKED);
            self.plans.parked.drain(..too_many);
        }
        (self.commits, self.fault) = (Commits::default(), None);
        (self.astray, self.quiet) = (None, None);
        let target = store.paths().target.clone();
        self.runner = Some(Runner::start(&target, Ledger::new(self.memory.clone()), self.sender.clone()));
        self.worker = Some(Worker::start(store, self.plans.pace, self.sender.clone())?);
        self.follow_list();
        self.update(Msg::Focus)
    }

    /// Ends the thread of the plan that is open, with its watch and all that it holds; keeps what was seen last.
    fn close_plan(&mut self) {
        if let Some(memory) = &self.memory {
            // Without it nothing is told at the next start.
            let _ = memory.keep_seen(self.model.plan().text());
        }
        if let Some(worker) = self.worker.take() {
            worker.end();
        }
        // Its commands have ended.
        self.runner.take().iter_mut().for_each(Runner::finish);
        // Whatever it has still told is about a plan that is not there any more.
        let is_of_file = |event: &Event| matches!(event, Event::File(_) | Event::Edit { .. } | Event::FileThreadEnded);
        self.held.extend(self.events.try_iter());
        self.held.retain(|event| !is_of_file(event));
    }
}

/// Returns what is told of `sight`.
fn sighting(sight: Sight) -> Sighting {
    match sight {
        Sight::Begun => Sighting::Begun,
        Sight::Plan(Found { path, plan, changed }) => {
            Sighting::Plan(Box::new(PlanRow::new(path, &plan, changed, when(changed))))
        }
        Sight::Gone(path) => Sighting::Gone(path),
        Sight::Done(Report { files, cut, closed, polls }) => {
            let polls = polls.map(|why| format!("changes show late: {why}"));
            let cut = cut.map(|cut| format!("{cut}: name a folder to see the others"));
            let places = folder::PLACES.map(str::to_owned).to_vec();
            Sighting::Done(Looked { files, places, closed, notes: cut.into_iter().chain(polls).collect() })
        }
    }
}

/// Returns when that was, in nanoseconds since 1970, for readers: the time of today, the day of this year, else the month.
pub(super) fn when(nanoseconds: i128) -> String {
    let Ok(timestamp) = jiff::Timestamp::from_nanosecond(nanoseconds) else { return String::new() };
    let now = jiff::Zoned::now();
    let then = timestamp.to_zoned(now.time_zone().clone());
    let format = match (then.date() == now.date(), then.year() == now.year()) {
        (true, _) => "%H:%M",
        (false, true) => "%-d %b",
        (false, false) => "%b %Y",
    };
    then.strftime(format).to_string()
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
