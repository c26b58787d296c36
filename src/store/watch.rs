//! Noticing that somebody has written the file: a kick each time there may be something new to read.
//!
//! The folder is watched, not the file: a file that is saved by a rename is another file afterwards, and a watch on
//! the first one hears nothing more. There is no waiting for quiet: a kick is sent at once, and a reader that is
//! slower than the writer reads only the last text. As a safety net the file is looked at every two seconds; where the
//! file system tells nothing, four times a second. What a kick means is for [`super::Store::read`] to say.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher};

use super::{Paths, Stamp, volume};

/// A reason to read the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kick {
    /// The file system tells of a change.
    Event,
    /// The file stands otherwise than at the last look. The first kick of each watch is one of these.
    Look,
    /// From now on changes are noticed so.
    Watching(Watching),
}

/// How changes are noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Watching {
    /// By events of the file system.
    Events,
    /// By looking again and again; why, in words: `the file system is remote (NFS)`.
    Polling(String),
}

/// A watch on one plan's file. Dropped, it stops; no kick comes afterwards.
#[derive(Debug)]
pub struct Watch {
    stop: Sender<Signal>,
    thread: Option<JoinHandle<()>>,
}

/// How changes shall be noticed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// By events where the file system has any.
    #[default]
    Events,
    /// By looking again and again, whatever the file system has.
    Poll,
}

/// How often the file is looked at.
#[derive(Clone, Copy, Debug)]
struct Intervals {
    /// While the file system tells of changes.
    events: Duration,
    /// While it does not.
    polling: Duration,
}

const INTERVALS: Intervals = Intervals { events: Duration::from_secs(2), polling: Duration::from_millis(250) };

/// What wakes the thread of a watch.
#[derive(Debug)]
enum Signal {
    Event,
    Stop,
}

impl Watch {
    /// Starts to watch the file at `paths`. `on_kick` is called in a thread of the watch, at once and then for each
    /// reason to read; it must not wait for the watch to be dropped. Also returns how changes are noticed at first.
    pub fn start(pace: Pace, paths: &Paths, on_kick: impl Fn(Kick) + Send + 'static) -> (Self, Watching) {
        Self::start_at(INTERVALS, pace, paths, on_kick)
    }

    fn start_at(
        intervals: Intervals,
        pace: Pace,
        paths: &Paths,
        on_kick: impl Fn(Kick) + Send + 'static,
    ) -> (Self, Watching) {
        let (sender, signals) = mpsc::channel();
        let mut lookout = Lookout::new(pace, paths, sender.clone());
        let watching = lookout.watching.clone();
        let thread =
            thread::Builder::new().name("watch".to_owned()).spawn(move || lookout.run(intervals, &signals, on_kick));
        match thread {
            Ok(thread) => (Self { stop: sender, thread: Some(thread) }, watching),
            Err(error) => {
                (Self { stop: sender, thread: None }, Watching::Polling(format!("no thread could be started: {error}")))
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // The thread is gone already where this cannot be sent.
        let _ = self.stop.send(Signal::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What the thread of a watch knows.
struct Lookout {
    /// The file, and the link to it.
    files: Vec<PathBuf>,
    /// How each of them stood at the last look.
    stamps: Vec<Option<Stamp>>,
    /// Their folders.
    folders: Vec<PathBuf>,
    /// Which folders were there when the watcher was set on them, by volume and number.
    identities: Vec<Option<(u64, u64)>>,
    /// Why events do not suffice here, whatever the watcher says.
    remote: Option<&'static str>,
    pace: Pace,
    watcher: Option<RecommendedWatcher>,
    watching: Watching,
    sender: Sender<Signal>,
}

impl Lookout {
    fn new(pace: Pace, paths: &Paths, sender: Sender<Signal>) -> Self {
        let mut files = vec![paths.target.clone(), paths.absolute.clone()];
        files.dedup();
        let mut folders: Vec<_> = files.iter().filter_map(|file| file.parent()).map(Path::to_owned).collect();
        folders.dedup();
        let mut lookout = Self {
            stamps: Vec::new(),
            identities: Vec::new(),
            remote: volume::remote(&paths.target),
            pace,
            watcher: None,
            watching: Watching::Events,
            files,
            folders,
            sender,
        };
        lookout.watch();
        lookout
    }

    /// Sets a new watcher on the folders as they are now.
    fn watch(&mut self) {
        self.identities = self.folders.iter().map(|folder| identity(folder)).collect();
        // The old one first: it takes its watches with it.
        self.watcher = None;
        let (sender, files, folders) = (self.sender.clone(), self.files.clone(), self.folders.clone());
        let handler = move |event: notify::Result<Event>| {
            // An error may have swallowed an event, so it counts as one.
            if event.is_ok_and(|event| !is_relevant(&event, &files, &folders)) {
                return;
            }
            let _ = sender.send(Signal::Event);
        };
        if self.pace == Pace::Poll {
            self.watching = Watching::Polling("as asked for".to_owned());
            return;
        }
        let watcher = notify::recommended_watcher(handler).and_then(|mut watcher| {
            self.folders.iter().try_for_each(|folder| watcher.watch(folder, RecursiveMode::NonRecursive))?;
            Ok(watcher)
        });
        self.watching = match (&watcher, self.remote) {
            (Err(error), _) => Watching::Polling(reason(error)),
            (Ok(_), Some(kind)) => Watching::Polling(format!("the file system is remote ({kind})")),
            (Ok(_), None) => Watching::Events,
        };
        self.watcher = watcher.ok();
    }

    fn run(&mut self, intervals: Intervals, signals: &Receiver<Signal>, on_kick: impl Fn(Kick)) {
        self.stamps = self.look();
        on_kick(Kick::Look);
        let mut was_changed = false;
        let mut next_look = Instant::now();
        loop {
            // Counted from the last look, so that a stream of events cannot put it off.
            next_look += if self.watching == Watching::Events { intervals.events } else { intervals.polling };
            loop {
                match signals.recv_timeout(next_look.saturating_duration_since(Instant::now())) {
                    Ok(Signal::Event) => on_kick(Kick::Event),
                    Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                    Err(RecvTimeoutError::Timeout) => break,
                }
            }
            next_look = Instant::now();
            self.follow_folders(&on_kick);
            let stamps = self.look();
            let is_changed = stamps != self.stamps;
            self.stamps = stamps;
            // Once more after a change: a second one within one tick of the file system's clock shows in no stamp.
            if is_changed || was_changed {
                on_kick(Kick::Look);
            }
            was_changed = is_changed;
        }
    }

    /// Watches anew where a folder was replaced, is gone or came back.
    fn follow_folders(&mut self, on_kick: &impl Fn(Kick)) {
        let is_same = self.folders.iter().map(|folder| identity(folder)).eq(self.identities.iter().copied());
        if is_same {
            return;
        }
        let before = self.watching.clone();
        self.watch();
        if self.watching != before {
            on_kick(Kick::Watching(self.watching.clone()));
        }
    }

    fn look(&self) -> Vec<Option<Stamp>> {
        self.files.iter().map(|file| fs::symlink_metadata(file).ok().map(|metadata| Stamp::of(&metadata))).collect()
    }
}

/// Returns whether `event` may mean that one of `files`, or of the `folders` that hold them, is not what it was.
///
/// Reading a file is no reason to read it: that would never end. Names are compared without their folders, since
/// some systems report a folder under another of its names.
fn is_relevant(event: &Event, files: &[PathBuf], folders: &[PathBuf]) -> bool {
    if event.need_rescan() || event.paths.is_empty() {
        return true;
    }
    let is_of_folder = matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)));
    if is_of_folder && event.paths.iter().any(|path| folders.contains(path)) {
        return true;
    }
    let is_reading = matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write));
    let names: Vec<&OsStr> = files.iter().filter_map(|file| file.file_name()).collect();
    !is_reading && event.paths.iter().filter_map(|path| path.file_name()).any(|name| names.contains(&name))
}

/// Returns in words why there are no events.
pub fn reason(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::MaxFilesWatch => "the system's limit of watched folders is reached".to_owned(),
        // EMFILE and ENFILE of inotify_init(2): no more instances, or no more open files.
        ErrorKind::Io(error) if matches!(error.raw_os_error(), Some(23 | 24)) => {
            "the system's limit of watches or open files is reached".to_owned()
        }
        ErrorKind::PathNotFound => "the folder is gone".to_owned(),
        ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::NotFound => "the folder is gone".to_owned(),
        ErrorKind::Io(error) => format!("the folder cannot be watched: {error}"),
        _ => format!("the folder cannot be watched: {error}"),
    }
}

/// Returns volume and number of a folder; `None` where it is not there.
pub fn identity(folder: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(folder).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

#[cfg(test)]
mod tests;
