//! Noticing that somebody has written the file: a kick each time there may be something new to read.
//!
//! The folder is watched, not the file: a file that is saved by a rename is another file afterwards, and a watch on
//! the first one hears nothing more. There is no waiting for quiet: a kick is sent at once, and a reader that is
//! slower than the writer reads only the last text. As a safety net the file is looked at once a second; where the
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

const INTERVALS: Intervals = Intervals { events: Duration::from_secs(1), polling: Duration::from_millis(250) };

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
        let mut guard = Guard::new(pace, paths, sender.clone());
        let watching = guard.watching.clone();
        let thread =
            thread::Builder::new().name("watch".to_owned()).spawn(move || guard.run(intervals, &signals, on_kick));
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
struct Guard {
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

impl Guard {
    fn new(pace: Pace, paths: &Paths, sender: Sender<Signal>) -> Self {
        let mut files = vec![paths.target.clone(), paths.absolute.clone()];
        files.dedup();
        let mut folders: Vec<_> = files.iter().filter_map(|file| file.parent()).map(Path::to_owned).collect();
        folders.dedup();
        let mut guard = Self {
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
        guard.watch();
        guard
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
#[cfg(unix)]
pub fn identity(folder: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(folder).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

/// Returns whether a folder is there, in the form of its volume and number, which are not known here.
#[cfg(not(unix))]
pub fn identity(folder: &Path) -> Option<(u64, u64)> {
    fs::metadata(folder).ok().map(|_| (0, 0))
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Write;

    use notify::event::{CreateKind, DataChange, Flag, MetadataKind, RemoveKind, RenameMode};
    use tempfile::TempDir;

    use super::*;
    use crate::store::Store;

    /// Longer than any of these can take on the slowest machine.
    const DEADLINE: Duration = Duration::from_secs(20);

    /// So rarely that no look can come to the aid of a lost event.
    const NEVER: Intervals = Intervals { events: Duration::from_hours(1), polling: Duration::from_hours(1) };

    const OFTEN: Intervals = Intervals { events: Duration::from_millis(5), polling: Duration::from_millis(5) };

    struct Bench {
        folder: TempDir,
        path: PathBuf,
        kicks: Receiver<Kick>,
        watch: Watch,
    }

    impl Bench {
        /// A watch on a file in a folder of its own, its first kick received.
        fn new(pace: Intervals) -> Self {
            let folder = tempfile::tempdir().unwrap();
            // One folder deeper, so that it can be moved away.
            let path = folder.path().join("plans").join("plan.md");
            fs::create_dir(path.parent().unwrap()).unwrap();
            fs::write(&path, "0").unwrap();
            Self::on(folder, path, pace)
        }

        fn on(folder: TempDir, path: PathBuf, pace: Intervals) -> Self {
            let (store, _) = Store::open(&path).unwrap();
            let (sender, kicks) = mpsc::channel();
            let on_kick = move |kick| {
                let _ = sender.send(kick);
            };
            let (watch, watching) = Watch::start_at(pace, Pace::Events, store.paths(), on_kick);
            assert_eq!(watching, Watching::Events);
            assert_eq!(kicks.recv_timeout(DEADLINE), Ok(Kick::Look), "the first kick comes at once");
            Self { folder, path, kicks, watch }
        }

        /// Waits for kicks until after one of them the file reads `text`.
        fn sees(&self, text: &str) {
            let end = Instant::now() + DEADLINE;
            loop {
                let kick = self.kicks.recv_timeout(end.saturating_duration_since(Instant::now()));
                kick.unwrap_or_else(|error| panic!("no kick for {text:?}: {error}"));
                if fs::read_to_string(&self.path).is_ok_and(|now| now == text) {
                    return;
                }
            }
        }
    }

    fn save_by_rename(path: &Path, text: &str) {
        let saved = path.with_extension("saved");
        fs::write(&saved, text).unwrap();
        fs::rename(saved, path).unwrap();
    }

    fn save_in_place(path: &Path, text: &str) {
        fs::write(path, text).unwrap();
    }

    fn save_like_helix(path: &Path, text: &str) {
        let backup = path.with_extension("bck");
        fs::rename(path, &backup).unwrap();
        let mut file = File::create(path).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.sync_all().unwrap();
        fs::remove_file(backup).unwrap();
    }

    fn save_by_unlinking(path: &Path, text: &str) {
        fs::remove_file(path).unwrap();
        fs::write(path, text).unwrap();
    }

    const SAVES: [fn(&Path, &str); 4] = [save_by_rename, save_in_place, save_like_helix, save_by_unlinking];

    #[test]
    fn every_save_is_seen() {
        for save in SAVES {
            let bench = Bench::new(NEVER);
            for number in 1..=10 {
                save(&bench.path, &number.to_string());
                bench.sees(&number.to_string());
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn every_save_behind_a_link_is_seen() {
        for save in SAVES {
            let folder = tempfile::tempdir().unwrap();
            let [there, link] = ["there", "link.md"].map(|name| folder.path().join(name));
            fs::create_dir(&there).unwrap();
            let target = there.join("target.md");
            fs::write(&target, "0").unwrap();
            std::os::unix::fs::symlink(&target, &link).unwrap();
            let bench = Bench::on(folder, link, NEVER);
            for number in 1..=3 {
                save(&target, &number.to_string());
                bench.sees(&number.to_string());
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_goes_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let link = folder.path().join("link.md");
        fs::write(elsewhere.path().join("target.md"), "0").unwrap();
        std::os::unix::fs::symlink(elsewhere.path().join("target.md"), &link).unwrap();
        let bench = Bench::on(folder, link, NEVER);
        fs::remove_file(&bench.path).unwrap();
        assert_eq!(bench.kicks.recv_timeout(DEADLINE), Ok(Kick::Event));
    }

    #[test]
    fn a_watch_that_polls_asks_for_no_events() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.md");
        fs::write(&path, "0").unwrap();
        let (store, _) = Store::open(&path).unwrap();
        let (sender, kicks) = mpsc::channel();
        let on_kick = move |kick| drop(sender.send(kick));
        let (_watch, watching) = Watch::start_at(OFTEN, Pace::Poll, store.paths(), on_kick);
        assert_eq!(watching, Watching::Polling("as asked for".to_owned()));
        for (number, save) in SAVES.iter().enumerate().skip(1) {
            save(&path, &number.to_string());
            let kick = loop {
                let kick = kicks.recv_timeout(DEADLINE).unwrap();
                if fs::read_to_string(&path).is_ok_and(|now| now == number.to_string()) {
                    break kick;
                }
            };
            assert_eq!(kick, Kick::Look);
        }
    }

    #[test]
    fn reading_and_other_files_are_no_reason() {
        let bench = Bench::new(NEVER);
        for _ in 0..10 {
            fs::read(&bench.path).unwrap();
            save_in_place(&bench.path.with_file_name("other.md"), "other");
        }
        // Events come in order: had one of the above counted, it would be here before the last.
        fs::remove_file(&bench.path).unwrap();
        assert_eq!(bench.kicks.recv_timeout(DEADLINE), Ok(Kick::Event));
        assert!(!bench.path.exists());
        assert_eq!(bench.kicks.try_iter().count(), 0);
    }

    #[test]
    fn looking_sees_every_save_too() {
        for save in SAVES {
            let bench = Bench::new(OFTEN);
            save(&bench.path, "1");
            while bench.kicks.recv_timeout(DEADLINE).expect("a look sees it") != Kick::Look {}
            bench.sees("1");
        }
    }

    #[test]
    fn a_replaced_folder_is_watched_again() {
        let bench = Bench::new(OFTEN);
        let folder = bench.path.parent().unwrap();
        fs::rename(folder, bench.folder.path().join("away")).unwrap();
        let gone = Kick::Watching(Watching::Polling("the folder is gone".to_owned()));
        while bench.kicks.recv_timeout(DEADLINE).expect("the loss is told") != gone {}
        fs::create_dir(folder).unwrap();
        while bench.kicks.recv_timeout(DEADLINE).expect("the return is told") != Kick::Watching(Watching::Events) {}
        save_in_place(&bench.path, "1");
        while bench.kicks.recv_timeout(DEADLINE).expect("the new folder is watched") != Kick::Event {}
    }

    #[test]
    fn a_dropped_watch_is_silent() {
        let Bench { folder: _folder, path, kicks, watch } = Bench::new(OFTEN);
        drop(watch);
        save_in_place(&path, "1");
        assert_eq!(kicks.try_iter().filter(|kick| *kick != Kick::Look).count(), 0);
        assert!(kicks.recv().is_err(), "the thread has let go of its end");
    }

    #[test]
    fn only_what_touches_the_file_counts() {
        let [file, link] = ["/a/plan.md", "/b/link.md"].map(PathBuf::from);
        let folders = [PathBuf::from("/a"), PathBuf::from("/b")];
        let access = |kind| EventKind::Access(kind);
        let name = |mode| EventKind::Modify(ModifyKind::Name(mode));
        let data = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        for (kind, paths, expected) in [
            (data, &["/a/plan.md"][..], true),
            (data, &["/b/link.md"], true),
            (data, &["/private/a/plan.md"], true),
            (data, &["/a/other.md"], false),
            (data, &["/a/.plan.md.tickdown-1-0"], false),
            (data, &[], true),
            (EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any)), &["/a/plan.md"], true),
            (EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any)), &["/a"], false),
            (access(AccessKind::Open(AccessMode::Any)), &["/a/plan.md"], false),
            (access(AccessKind::Read), &["/a/plan.md"], false),
            (access(AccessKind::Close(AccessMode::Read)), &["/a/plan.md"], false),
            (access(AccessKind::Close(AccessMode::Write)), &["/a/plan.md"], true),
            (EventKind::Create(CreateKind::File), &["/a/plan.md"], true),
            (EventKind::Remove(RemoveKind::File), &["/a/plan.md"], true),
            (EventKind::Remove(RemoveKind::Folder), &["/a"], true),
            (name(RenameMode::From), &["/b"], true),
            (name(RenameMode::Both), &["/a/new.md", "/a/plan.md"], true),
            (name(RenameMode::Both), &["/a/new.md", "/a/old.md"], false),
            (EventKind::Any, &["/a/plan.md"], true),
        ] {
            let event = paths.iter().fold(Event::new(kind), |event, path| event.add_path(path.into()));
            let files = [file.clone(), link.clone()];
            assert_eq!(is_relevant(&event, &files, &folders), expected, "{kind:?} {paths:?}");
            assert!(is_relevant(&event.set_flag(Flag::Rescan), &files, &folders));
        }
    }

    #[test]
    fn why_there_are_no_events_is_told_in_words() {
        for (error, expected) in [
            (notify::Error::new(ErrorKind::MaxFilesWatch), "the system's limit of watched folders is reached"),
            (
                notify::Error::io(std::io::Error::from_raw_os_error(24)),
                "the system's limit of watches or open files is reached",
            ),
            (notify::Error::path_not_found(), "the folder is gone"),
            (notify::Error::io(std::io::ErrorKind::NotFound.into()), "the folder is gone"),
            (notify::Error::io(std::io::ErrorKind::Unsupported.into()), "the folder cannot be watched: unsupported"),
        ] {
            assert_eq!(reason(&error), expected);
        }
    }
}
