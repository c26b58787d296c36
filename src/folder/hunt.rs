//! Looking for plans in the background: what is found is told as it is found, and afterwards whatever changes.
//!
//! Nothing runs while nothing happens. Where changes are not told by the file system, the folder is gone through again
//! and again, so seldom that it costs a twentieth of the time at most.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};
use std::{fs, io};

use notify::Event;

use super::rule::is_plan;
use super::walk::{Extent, Step, walk};
use super::watch::{Ears, Reason};
use crate::plan::Plan;
use crate::store::{self, Fault, Pace, Stamp};

/// No more files and folders are gone through.
const MOST_ENTRIES: usize = 200_000;

/// No more Markdown files are read.
const MOST_FILES: usize = 5000;

/// How long a save must be over before files are read: many come in several steps.
const QUIET: Duration = Duration::from_millis(40);

/// How long that is waited for.
const PATIENCE: Duration = Duration::from_millis(400);

/// When a file that is being saved is looked at again.
const AGAIN: Duration = Duration::from_millis(100);

/// How often, at most, everything is looked at where changes are not told.
const POLL: Duration = Duration::from_secs(2);

/// So many times as long as going through everything took is rested afterwards.
const REST: u32 = 20;

/// Something that a hunt tells.
#[derive(Debug)]
pub enum Sight {
    /// From here on everything is found anew.
    Begun,
    /// A plan is there, or reads otherwise.
    Plan(Found),
    /// What was a plan is gone, or is none any more; the path below the folder.
    Gone(PathBuf),
    /// Everything has been looked at.
    Done(Report),
}

/// A plan that was found.
#[derive(Debug)]
pub struct Found {
    /// Its file, below the folder.
    pub path: PathBuf,
    /// What it says.
    pub plan: Plan,
    /// When its content changed, in nanoseconds since 1970.
    pub changed: i128,
}

/// What a hunt has to say besides plans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many Markdown files were looked at.
    pub files: usize,
    /// Why there may be more plans than were found, a sentence without its end.
    pub cut: Option<String>,
    /// Files and folders that cannot be read, below the folder.
    pub closed: Vec<PathBuf>,
    /// Why changes are noticed by looking again and again, in words.
    pub polls: Option<String>,
}

/// A hunt for the plans of a folder. Dropped, it ends soon.
#[derive(Debug)]
pub struct Hunt {
    ended: Arc<AtomicBool>,
    signals: Sender<Signal>,
}

/// What wakes a hunt.
#[derive(Debug)]
enum Signal {
    Event(notify::Result<Event>),
    Look,
    End,
}

impl Hunt {
    /// Starts to look for plans in and below `folder`. `tell` is called in a thread of the hunt.
    ///
    /// # Errors
    /// When no thread is to be had.
    pub fn start(folder: &Path, pace: Pace, tell: impl FnMut(Sight) + Send + 'static) -> io::Result<Self> {
        let (signals, queue) = channel();
        let ended = Arc::new(AtomicBool::new(false));
        // As events name it.
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let (events, is_ended) = (signals.clone(), Arc::clone(&ended));
        let hunt = move || {
            let on_event = move |event| drop(events.send(Signal::Event(event)));
            let ears = Ears::new(&folder, pace, on_event);
            let known = HashMap::new();
            let hunter = Hunter { folder, ended: is_ended, ears, known, unsettled: BTreeSet::new(), told: None, tell };
            hunter.run(&queue);
        };
        thread::Builder::new().name("hunt".into()).spawn(hunt)?;
        Ok(Self { ended, signals })
    }

    /// Looks at everything again.
    pub fn look(&self) {
        // A thread that has failed has said so.
        let _ = self.signals.send(Signal::Look);
    }
}

impl Drop for Hunt {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        let _ = self.signals.send(Signal::End);
    }
}

struct Hunter<T> {
    folder: PathBuf,
    ended: Arc<AtomicBool>,
    ears: Ears,
    /// Every Markdown file that was looked at, from the top of `folder` on.
    known: HashMap<PathBuf, Known>,
    /// Files that were being saved when they were looked at.
    unsettled: BTreeSet<PathBuf>,
    /// The last report.
    told: Option<Report>,
    tell: T,
}

/// What is known of a Markdown file.
#[derive(Clone, Copy, Debug)]
struct Known {
    stamp: Option<Stamp>,
    is_plan: bool,
    /// It may not be read.
    is_closed: bool,
}

/// What is to be looked at.
#[derive(Debug, Default)]
struct Todo {
    all: bool,
    files: BTreeSet<PathBuf>,
}

impl<T: FnMut(Sight)> Hunter<T> {
    fn run(mut self, queue: &Receiver<Signal>) {
        self.tell(Sight::Begun);
        let mut rest = self.look_at_all();
        while let ControlFlow::Continue(mut todo) = self.next(queue, rest) {
            if todo.all {
                thread::sleep(rest.busy_until.saturating_duration_since(Instant::now()));
                rest = self.look_at_all();
            } else {
                todo.files.append(&mut self.unsettled);
                todo.files.into_iter().for_each(|path| self.look_at(path));
            }
        }
    }

    /// Waits until there is something to look at.
    fn next(&self, queue: &Receiver<Signal>, rest: Rest) -> ControlFlow<(), Todo> {
        let mut todo = Todo::default();
        let again = (!self.unsettled.is_empty()).then(|| Instant::now() + AGAIN);
        let poll = self.ears.deaf().map(|_| rest.until);
        loop {
            let first = match again.into_iter().chain(poll).min() {
                None => queue.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(at) => queue.recv_timeout(at.saturating_duration_since(Instant::now())),
            };
            match first {
                Ok(signal) => self.note(signal, &mut todo)?,
                Err(RecvTimeoutError::Timeout) => todo.all = poll.is_some_and(|poll| poll <= Instant::now()),
                Err(RecvTimeoutError::Disconnected) => return ControlFlow::Break(()),
            }
            let patience = Instant::now() + PATIENCE;
            while Instant::now() < patience
                && let Ok(signal) = queue.recv_timeout(QUIET)
            {
                self.note(signal, &mut todo)?;
            }
            if todo.all || !todo.files.is_empty() || again.is_some_and(|again| again <= Instant::now()) {
                return ControlFlow::Continue(todo);
            }
        }
    }

    /// Adds what `signal` is a reason for.
    fn note(&self, signal: Signal, todo: &mut Todo) -> ControlFlow<()> {
        match signal {
            Signal::End => return ControlFlow::Break(()),
            Signal::Look => todo.all = true,
            Signal::Event(event) => match self.ears.reason(&event) {
                Reason::None => {}
                Reason::All => todo.all = true,
                Reason::Files(paths) => {
                    for path in paths {
                        match path.strip_prefix(&self.folder) {
                            // Whether a new one counts is for the walk to say.
                            Ok(inside) if self.known.contains_key(inside) => _ = todo.files.insert(inside.to_owned()),
                            _ => todo.all = true,
                        }
                    }
                }
            },
        }
        ControlFlow::Continue(())
    }

    /// Goes through the folder, reads what is new or changed, and tells what has gone.
    fn look_at_all(&mut self) -> Rest {
        let began = Instant::now();
        self.unsettled.clear();
        let (mut seen, mut folders, mut report) = (HashSet::new(), HashSet::new(), Report::default());
        let (folder, ended) = (self.folder.clone(), Arc::clone(&self.ended));
        let extent = walk(&folder, MOST_ENTRIES, &mut |step| {
            match step {
                Step::Folder(path) => {
                    self.ears.watch(&path);
                    folders.insert(path);
                }
                Step::Closed(path, _) => report.closed.push(below(&folder, &path)),
                Step::File(path) if seen.len() < MOST_FILES => {
                    let path = below(&folder, &path);
                    if !self.is_known(&path) {
                        self.look_at(path.clone());
                    }
                    seen.insert(path);
                }
                Step::File(_) => report.cut = Some(format!("only the first {MOST_FILES} Markdown files were read")),
            }
            if ended.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let rest = Rest::after(began);
        if extent == Extent::Stopped {
            return rest;
        }
        self.ears.keep(&folders);
        if extent == Extent::Cut {
            report.cut = Some(format!("only the first {} thousand files were looked at", MOST_ENTRIES / 1000));
        }
        let gone: Vec<PathBuf> = self.known.keys().filter(|&path| !seen.contains(path)).cloned().collect();
        for path in gone {
            self.forget(path);
        }
        report.files = seen.len();
        report.closed.extend(self.known.iter().filter(|(_, known)| known.is_closed).map(|(path, _)| path.clone()));
        report.closed.sort();
        report.polls = self.ears.deaf().map(str::to_owned);
        if self.told.as_ref() != Some(&report) {
            self.told = Some(report.clone());
            self.tell(Sight::Done(report));
        }
        rest
    }

    /// Returns whether the file at `path` reads as it did when it was looked at last, as far as its stamp tells.
    fn is_known(&self, path: &Path) -> bool {
        let stamp = fs::metadata(self.folder.join(path)).ok().map(|metadata| Stamp::of(&metadata));
        self.known.get(path).is_some_and(|known| known.stamp.is_some() && known.stamp == stamp)
    }

    /// Reads the file at `path`, and tells what has become of it.
    fn look_at(&mut self, path: PathBuf) {
        let file = self.folder.join(&path);
        let (stamp, plan, is_closed) = match store::peek(&file) {
            Ok(Some(snapshot)) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let plan = Plan::read(snapshot.text, &name);
                (Some(snapshot.stamp), Some(plan).filter(|plan| is_plan(&path, plan)), false)
            }
            Ok(None) => {
                self.unsettled.insert(path);
                return;
            }
            Err(Fault::NotFound) => return self.forget(path),
            Err(fault) => (None, None, matches!(fault, Fault::Denied { .. })),
        };
        let known = Known { stamp, is_plan: plan.is_some(), is_closed };
        let was_plan = self.known.insert(path.clone(), known).is_some_and(|known| known.is_plan);
        match (plan, stamp) {
            (Some(plan), Some(stamp)) => self.tell(Sight::Plan(Found { path, plan, changed: stamp.mtime_ns })),
            _ if was_plan => self.tell(Sight::Gone(path)),
            _ => {}
        }
    }

    fn forget(&mut self, path: PathBuf) {
        if self.known.remove(&path).is_some_and(|known| known.is_plan) {
            self.tell(Sight::Gone(path));
        }
    }

    fn tell(&mut self, sight: Sight) {
        if !self.ended.load(Ordering::Relaxed) {
            (self.tell)(sight);
        }
    }
}

/// When to go through everything again.
#[derive(Clone, Copy, Debug)]
struct Rest {
    /// Not before, whatever happens.
    busy_until: Instant,
    /// At the latest, where changes are not told.
    until: Instant,
}

impl Rest {
    fn after(began: Instant) -> Self {
        let (now, took) = (Instant::now(), began.elapsed());
        Self { busy_until: now + took.min(POLL), until: now + (took * REST).max(POLL) }
    }
}

/// Returns `path` from the top of `folder` on.
fn below(folder: &Path, path: &Path) -> PathBuf {
    path.strip_prefix(folder).unwrap_or(path).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Longer than anything here can take on the slowest machine.
    const DEADLINE: Duration = Duration::from_secs(20);

    const PLAN: &str = "# Plan\n\n## Phase 1: A\n\n- [ ] a\n";

    struct Bench {
        folder: tempfile::TempDir,
        sights: Receiver<Sight>,
        hunt: Hunt,
    }

    impl Bench {
        /// A hunt that has looked at everything once; and what it told.
        fn new(files: &[(&str, &str)], pace: Pace) -> (Self, Vec<String>) {
            let folder = tempfile::tempdir().unwrap();
            for (name, text) in files {
                write(folder.path(), name, text);
            }
            let (sender, sights) = channel();
            let hunt = Hunt::start(folder.path(), pace, move |sight| drop(sender.send(sight))).unwrap();
            let bench = Self { folder, sights, hunt };
            let mut told = bench.told_until(|sight| matches!(sight, Sight::Done(_)));
            told.sort();
            (bench, told)
        }

        /// Returns what is told up to what `is_last`.
        fn told_until(&self, is_last: impl Fn(&Sight) -> bool) -> Vec<String> {
            let mut told = Vec::new();
            loop {
                let sight = self.sights.recv_timeout(DEADLINE).unwrap_or_else(|error| panic!("{error} {told:?}"));
                told.push(said(&sight));
                if is_last(&sight) {
                    return told;
                }
            }
        }

        fn waits_for(&self, expected: &str) {
            self.told_until(|sight| said(sight) == expected);
        }
    }

    fn write(folder: &Path, name: &str, text: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn said(sight: &Sight) -> String {
        match sight {
            Sight::Begun => "begun".to_owned(),
            Sight::Plan(found) => {
                let tally = found.plan.node(crate::plan::NodeId::ROOT).tally;
                format!("{} {}/{}", found.path.display(), tally.done, tally.total)
            }
            Sight::Gone(path) => format!("gone {}", path.display()),
            Sight::Done(report) => {
                format!("done {} {:?} {:?} {:?}", report.files, report.cut, report.closed, report.polls)
            }
        }
    }

    #[test]
    fn what_is_there_is_told_and_what_happens_then() {
        for (pace, polls) in [(Pace::Events, "None"), (Pace::Poll, "Some(\"as asked for\")")] {
            let files =
                [("a.md", PLAN), (".kiro/specs/b/tasks.md", "- [x] a\n- [ ] b\n- [ ] c\n"), ("notes.md", "# Notes\n")];
            let (bench, told) = Bench::new(&files, pace);
            let done = format!("done 3 None [] {polls}");
            assert_eq!(told, [".kiro/specs/b/tasks.md 1/3", "a.md 0/1", "begun", &done]);
            let top = bench.folder.path();
            write(top, "a.md", &PLAN.replace("[ ]", "[x]"));
            bench.waits_for("a.md 1/1");
            write(top, "docs/deep/new.md", PLAN);
            bench.waits_for("docs/deep/new.md 0/1");
            write(top, "docs/deep/new.md", &PLAN.replace("[ ]", "[x]"));
            bench.waits_for("docs/deep/new.md 1/1");
            write(top, "a.md", "# No plan any more\n");
            bench.waits_for("gone a.md");
            fs::rename(top.join("docs"), top.join("texts")).unwrap();
            bench.waits_for("gone docs/deep/new.md");
            write(top, "texts/deep/new.md", PLAN);
            bench.waits_for("texts/deep/new.md 0/1");
            fs::remove_dir_all(top.join("texts")).unwrap();
            bench.waits_for("gone texts/deep/new.md");
        }
    }

    #[test]
    fn looking_again_tells_only_what_changed() {
        let (bench, _) = Bench::new(&[("a.md", PLAN)], Pace::Events);
        bench.hunt.look();
        write(bench.folder.path(), "b.md", PLAN);
        let told = bench.told_until(|sight| matches!(sight, Sight::Done(_)));
        assert_eq!(told, ["b.md 0/1", "done 2 None [] None"]);
    }

    #[test]
    fn a_hunt_that_has_ended_is_silent() {
        let (bench, _) = Bench::new(&[("a.md", PLAN)], Pace::Events);
        let Bench { folder, sights, hunt } = bench;
        drop(hunt);
        write(folder.path(), "b.md", PLAN);
        assert!(sights.recv_timeout(DEADLINE).is_err_and(|error| error == RecvTimeoutError::Disconnected));
    }

    #[test]
    fn a_folder_that_is_not_there_holds_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (sender, sights) = channel();
        let _hunt =
            Hunt::start(&folder.path().join("no"), Pace::Events, move |sight| drop(sender.send(sight))).unwrap();
        let told: Vec<String> = sights.iter().take(2).map(|sight| said(&sight)).collect();
        assert_eq!(told[0], "begun");
        assert!(told[1].starts_with("done 0 None []"), "{told:?}");
    }
}
