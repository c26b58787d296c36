//! Looking for plans in the background: what is found is told as it is found, and afterwards whatever changes.
//!
//! Nothing runs while nothing happens. Where changes are not told by the file system, the folder is gone through again
//! and again, so seldom that it costs a twentieth of the time at most.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;
use std::os::unix::fs::MetadataExt;
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
use crate::plan::{Marks, Plan};
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
    /// This is where plans are looked for.
    Here {
        /// The folder, all links resolved.
        folder: PathBuf,
        /// The file that is left alone, below it; `None` where it is elsewhere.
        own: Option<PathBuf>,
    },
    /// From here on everything is found anew.
    Begun,
    /// A plan is there, or reads otherwise.
    Plan(Box<Found>),
    /// The file that is left alone is there, or may read otherwise.
    Own {
        /// The file, below the folder.
        path: PathBuf,
        /// When its content changed, in nanoseconds since 1970.
        changed: i128,
    },
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
    /// Starts to look for plans in and below `folder`, whose boxes stand for what `marks` say. `tell` is called in a thread
    /// of the hunt. The file `own`, all links resolved, is somebody else's: it is never opened, since that would disturb who
    /// writes it under a lease.
    ///
    /// # Errors
    /// When no thread is to be had.
    pub fn start(
        folder: &Path,
        own: Option<PathBuf>,
        (pace, marks): (Pace, Marks),
        tell: impl FnMut(Sight) + Send + 'static,
    ) -> io::Result<Self> {
        let (signals, queue) = channel();
        let ended = Arc::new(AtomicBool::new(false));
        let (events, is_ended) = (signals.clone(), Arc::clone(&ended));
        let folder = folder.to_owned();
        let hunt = move || {
            // As events name it.
            let folder = folder.canonicalize().unwrap_or(folder);
            let own = own.and_then(|own| own.strip_prefix(&folder).ok().map(Path::to_owned));
            let on_event = move |event| drop(events.send(Signal::Event(event)));
            let ears = Ears::new(&folder, pace, on_event);
            Hunter::new(folder, (own, marks), is_ended, ears, tell).run(&queue);
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
    /// The file that is never opened, from the top of `folder` on.
    own: Option<PathBuf>,
    marks: Marks,
    ended: Arc<AtomicBool>,
    ears: Ears,
    /// Every Markdown file that was looked at, from the top of `folder` on.
    known: HashMap<PathBuf, Known>,
    /// Markdown files that something happened to, and that going through the folder passed over: git ignores them, say.
    passed: HashSet<PathBuf>,
    /// Files that were being saved when they were looked at.
    unsettled: BTreeSet<PathBuf>,
    /// The last report.
    told: Option<Report>,
    tell: T,
}

/// The volume of a file, and its number there.
type FileId = (u64, u64);

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
    /// Files that nobody knows: whether they count is for the walk to say.
    strange: BTreeSet<PathBuf>,
}

impl<T: FnMut(Sight)> Hunter<T> {
    fn new(
        folder: PathBuf,
        (own, marks): (Option<PathBuf>, Marks),
        ended: Arc<AtomicBool>,
        ears: Ears,
        tell: T,
    ) -> Self {
        let (known, passed, unsettled, told) = Default::default();
        Self { folder, own, marks, ended, ears, known, passed, unsettled, told, tell }
    }

    fn run(mut self, queue: &Receiver<Signal>) {
        self.tell(Sight::Here { folder: self.folder.clone(), own: self.own.clone() });
        self.tell(Sight::Begun);
        let mut rest = self.look_at_all(BTreeSet::new());
        while let ControlFlow::Continue(mut todo) = self.next(queue, rest) {
            if todo.all {
                thread::sleep(rest.busy_until.saturating_duration_since(Instant::now()));
                rest = self.look_at_all(todo.strange);
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
                            Ok(inside) if self.known.contains_key(inside) => _ = todo.files.insert(inside.to_owned()),
                            Ok(inside) if self.passed.contains(inside) => {}
                            Ok(inside) => _ = todo.strange.insert(inside.to_owned()),
                            Err(_) => todo.all = true,
                        }
                    }
                }
            },
        }
        todo.all |= !todo.strange.is_empty();
        ControlFlow::Continue(())
    }

    /// Goes through the folder, reads what is new or changed, and tells what has gone. Of those of `strange` that it passes
    /// over nothing is heard any more.
    fn look_at_all(&mut self, strange: BTreeSet<PathBuf>) -> Rest {
        let began = Instant::now();
        let there = strange.into_iter().filter_map(|path| self.file_at(&path).map(|file| (path, file))).collect();
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
        self.pass_over(there, &seen);
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

    /// Remembers those of `there` that were not among those `seen`, although they were there all the time: then their names
    /// are ruled out, whatever they hold. A change of the rules is told by their files.
    fn pass_over(&mut self, there: Vec<(PathBuf, FileId)>, seen: &HashSet<PathBuf>) {
        self.passed.retain(|path| !seen.contains(path));
        if self.passed.len() > MOST_FILES {
            self.passed.clear();
        }
        for (path, file) in there {
            if !seen.contains(&path) && self.file_at(&path) == Some(file) {
                self.passed.insert(path);
            }
        }
    }

    /// Returns volume and number of the file at `path`; `None` where there is none, or a link, whose target may count.
    fn file_at(&self, path: &Path) -> Option<FileId> {
        let metadata = fs::symlink_metadata(self.folder.join(path)).ok()?;
        metadata.is_file().then(|| (metadata.dev(), metadata.ino()))
    }

    /// Returns whether the file at `path` reads as it did when it was looked at last, as far as its stamp tells.
    fn is_known(&self, path: &Path) -> bool {
        let stamp = fs::metadata(self.folder.join(path)).ok().map(|metadata| Stamp::of(&metadata));
        self.known.get(path).is_some_and(|known| known.stamp.is_some() && known.stamp == stamp)
    }

    /// Reads the file at `path`, and tells what has become of it.
    fn look_at(&mut self, path: PathBuf) {
        if self.own.as_ref() == Some(&path) {
            return self.look_at_own(path);
        }
        let file = self.folder.join(&path);
        let (stamp, plan, is_closed) = match store::peek(&file) {
            Ok(Some(snapshot)) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let plan = Plan::read_with(snapshot.text, &name, self.marks);
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
            (Some(plan), Some(stamp)) => {
                self.tell(Sight::Plan(Box::new(Found { path, plan, changed: stamp.mtime_ns })));
            }
            _ if was_plan => self.tell(Sight::Gone(path)),
            _ => {}
        }
    }

    /// Tells that the file which is never opened is there.
    fn look_at_own(&mut self, path: PathBuf) {
        let Ok(metadata) = fs::metadata(self.folder.join(&path)) else { return self.forget(path) };
        let stamp = Stamp::of(&metadata);
        self.known.insert(path.clone(), Known { stamp: Some(stamp), is_plan: true, is_closed: false });
        self.tell(Sight::Own { path, changed: stamp.mtime_ns });
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
mod tests;
