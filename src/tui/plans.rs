//! Other plans than the one that is open: looking for them, and opening one in its place.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::commits::Commits;
use super::due::Due;
use super::line::Ending;
use super::opening::{OpenPlan, Wanted};
use super::run::Runner;
use super::worker::{First, Worker};
use super::{Event, Leave, Shell};
use crate::app::{Looked, Model, Msg, PlanRow, Sighting};
use crate::folder::{self, Found, Hunt, Report, Sight};
use crate::store::{Ledger, Pace, Recall};

/// How long the first frame waits for a folder to be looked through.
const FIRST_LOOK: Duration = Duration::from_millis(150);

/// Why no other plan is opened while a command runs.
pub(super) const RUNS: &str = "a command of this plan runs: stop it first, or wait for it";

/// No more plans are kept as they were left.
const MOST_PARKED: usize = 16;

/// What is known of plans besides the one that is open.
pub(super) struct Plans {
    /// How plans are opened.
    pub(super) recall: Recall,
    pub(super) pace: Pace,
    /// The folder whose plans are listed.
    pub(super) folder: PathBuf,
    /// The file of the plan that is open, all links resolved.
    pub(super) target: Option<PathBuf>,
    /// As long as the list is shown.
    hunt: Option<Hunt>,
    /// Plans as they were left, the last one last.
    parked: Vec<Parked>,
    /// The number of the opening that is waited for.
    pub(super) opening: Option<u64>,
    /// How many there were.
    openings: u64,
    /// The copy of the demo plan; goes when the program ends.
    copy: Option<folder::Copy>,
}

/// A plan that was left.
struct Parked {
    /// Its file, all links resolved.
    target: PathBuf,
    /// Its screen.
    model: Model,
    /// Its thread.
    ending: Option<Ending>,
}

impl Plans {
    /// Lists the plans of `folder`, else those beside the one at `target`: that is looked for now, when its disk has just
    /// answered, and not while somebody waits for the list.
    pub(super) fn new(recall: Recall, pace: Pace, folder: Option<PathBuf>, target: Option<PathBuf>) -> Self {
        let around = || target.as_deref().map(folder::around);
        let folder = folder.or_else(around).unwrap_or_else(|| PathBuf::from("."));
        let (hunt, parked, opening, openings, copy) = Default::default();
        Self { recall, pace, folder, target, hunt, parked, opening, openings, copy }
    }

    /// Returns the number of the opening that is waited for from now on.
    pub(super) fn next_opening(&mut self) -> u64 {
        self.openings += 1;
        self.opening = Some(self.openings);
        self.openings
    }

    /// Returns how `wanted` is opened: what goes with the program need not be remembered.
    pub(super) fn recall_for(&self, wanted: &Wanted) -> Recall {
        let copy = self.copy.as_ref().map(folder::Copy::path);
        let is_copy = matches!(wanted, Wanted::File(path) if Some(&**path) == copy);
        if is_copy { Recall { marks: self.recall.marks, ..Recall::default() } } else { self.recall.clone() }
    }

    /// Returns the path of the copy of the demo plan, which is made where there is none.
    pub(super) fn demo(&mut self) -> io::Result<PathBuf> {
        if self.copy.is_none() {
            self.copy = Some(folder::Copy::new(&std::env::temp_dir(), "demo.md", folder::DEMO)?);
        }
        Ok(self.copy.as_ref().map(|copy| copy.path().to_owned()).unwrap_or_default())
    }

    /// Lists the plans of `folder` from now on.
    pub(super) fn list(&mut self, folder: PathBuf) {
        (self.folder, self.hunt) = (folder, None);
    }

    /// Waits until no thread of a plan that was left is in the middle of something, up to `deadline`.
    pub(super) fn let_end(&mut self, deadline: Instant) {
        for ending in self.parked.drain(..).filter_map(|parked| parked.ending) {
            ending.wait(deadline.saturating_duration_since(Instant::now()));
        }
    }

    /// Looks again for what may have been missed.
    pub(super) fn look(&self) {
        self.hunt.iter().for_each(Hunt::look);
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
        let (folder, target) = (self.plans.folder.clone(), self.plans.target.clone());
        let (events, named) = (self.sender.clone(), folder.clone());
        let tell = move |sight| {
            // The loop is gone only when the program ends.
            let _ = events.send(Event::Msg(Msg::Plans(sighting(sight, &named))));
        };
        match Hunt::start(&folder, target, (self.plans.pace, self.plans.recall.marks), tell) {
            Ok(hunt) => self.plans.hunt = Some(hunt),
            Err(error) => self.say(&format!("no plans can be looked for: {error}")),
        }
    }

    /// Shows `plan` in the place of the one that is open, which is closed first, and kept as it was left; not before what
    /// was asked for is written.
    pub(super) fn replace_plan(&mut self, plan: OpenPlan) -> io::Result<Option<Leave>> {
        if let Some(leave) = self.let_write()? {
            return Ok(Some(leave));
        }
        if self.commits.pending > 0 {
            return self.update(Msg::Notice("the last change is still being written: try again".to_owned()));
        }
        if self.model.runs().is_running() {
            return self.update(Msg::Notice(RUNS.to_owned()));
        }
        self.turn_to(plan)
    }

    fn turn_to(&mut self, opened: OpenPlan) -> io::Result<Option<Leave>> {
        let OpenPlan { path, mut store, snapshot, place } = opened;
        let ending = self.close_plan();
        let (plan, target) = (store.plan(&snapshot.text), store.paths().target.clone());
        let parked = &mut self.plans.parked;
        let parked = parked.iter().position(|parked| parked.target == target).map(|at| parked.remove(at));
        let (parked, ended) = parked.map(|parked| (parked.model, parked.ending)).unzip();
        if let Some(old) = ended.flatten().and_then(|ending| ending.wait(Duration::ZERO)) {
            store.go_on_from(old, &plan);
        }
        self.memory = store.memory().cloned();
        let (place, seen) = if parked.is_some() { (None, Some(Arc::clone(&plan))) } else { (place, None) };
        let file = path.strip_prefix(".").unwrap_or(&path).display().to_string();
        let now = jiff::Zoned::now().strftime("%H:%M:%S").to_string();
        let left = self.model.turn_to(&plan, file, parked, &now);
        self.model.open_at(place.as_ref());
        if let Some((target, model)) = self.plans.target.replace(target).zip(left) {
            self.plans.parked.push(Parked { target, model, ending });
            let too_many = self.plans.parked.len().saturating_sub(MOST_PARKED);
            self.plans.parked.drain(..too_many);
        }
        (self.commits, self.fault) = (Commits::default(), None);
        self.due = Due::default();
        let target = store.paths().target.clone();
        self.runner = Some(Runner::start(&target, Ledger::new(self.memory.clone()), self.sender.clone()));
        self.worker =
            Some(Worker::start(store, self.plans.pace, self.sender.clone(), First { seen, ..First::default() })?);
        self.follow_list();
        self.update(Msg::Focus)
    }

    /// Ends the thread of the plan that is open, with its watch and all that it holds; keeps what was seen last. Waits
    /// for a moment only: the thread of a plan whose disk does not answer ends when it does.
    fn close_plan(&mut self) -> Option<Ending> {
        let ending = self.worker.take().map(|worker| {
            worker.keep_seen(Arc::clone(self.model.whole_plan()), self.model.bookmark(), self.model.unseen());
            worker.end()
        });
        // Its commands have ended.
        self.runner.take().iter_mut().for_each(Runner::finish);
        // Whatever it has still told is about a plan that is not there any more.
        let is_of_file = |event: &Event| {
            matches!(event, Event::File(_) | Event::Saved(_) | Event::Edit { .. } | Event::FileThreadEnded)
        };
        self.held.extend(self.events.try_iter());
        self.held.retain(|event| !is_of_file(event));
        ending
    }
}

/// Returns what is told of `sight` in the folder that somebody has `named`.
fn sighting(sight: Sight, named: &Path) -> Sighting {
    match sight {
        Sight::Here { folder, own } => {
            let folder = if named == Path::new(".") { &folder } else { named }.display().to_string();
            Sighting::Here { folder, open: own }
        }
        Sight::Begun => Sighting::Begun,
        Sight::Plan(found) => {
            let Found { path, plan, changed } = *found;
            Sighting::Plan(Box::new(PlanRow::new(path, &plan, changed, when(changed))))
        }
        Sight::Own { path, changed } => Sighting::Own { path, changed, when: when(changed) },
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
