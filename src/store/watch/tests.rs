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
