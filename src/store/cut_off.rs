//! Completing a longer write that was cut off, before anybody takes what it has left for a text.
//!
//! Several tickdowns may see it at once: one completes it, under a write lease, and the others look again a moment later.
//! Nobody waits for ever: after a second what is left is shown as it is, but nothing is written onto it.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::lease::{self, Claim};
use super::memory::redo::{self, CutOff};
use super::{Fault, Memory, Snapshot, Store, file, write};

/// How long is waited for who holds the record, or has the file open: a process that was stopped may never go on.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long to wait before looking again when a plan is opened.
const PAUSE: Duration = Duration::from_millis(2);

/// What has become of a write that was cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// There is none, or others have written since.
    None,
    /// It is complete now.
    Completed,
    /// Half of it is in the file, and stays there for the moment.
    Later,
}

/// Who may have the file open while a write is completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beside {
    /// Nobody, where that can be had.
    Nobody,
    /// Whoever has had it open all the time.
    Anybody,
}

/// Completes a write to the file at `target` that was cut off when the program was killed, where nobody has written
/// since; waits a second at most for others who are about to. Returns whether there was one.
pub(super) fn complete_patiently(memory: &Memory, target: &Path) -> bool {
    let began = Instant::now();
    loop {
        let beside = beside(began);
        match complete(memory, target, beside) {
            Ending::Later if beside == Beside::Nobody => thread::sleep(PAUSE),
            ending => return ending == Ending::Completed,
        }
    }
}

/// Returns beside whom a write is completed that was found `since`.
fn beside(since: Instant) -> Beside {
    if since.elapsed() < PATIENCE { Beside::Nobody } else { Beside::Anybody }
}

fn complete(memory: &Memory, target: &Path, beside: Beside) -> Ending {
    // What cannot be read as a record tells nothing.
    let Ok(Some(record)) = redo::find(memory) else { return Ending::None };
    let Some(cut_off) = record.cut_off() else {
        record.remove();
        return Ending::None;
    };
    if record.is_held() {
        // Its writer lives, or another completes it.
        return left(cut_off, target);
    }
    match overwrite(cut_off, target, beside) {
        Ok(Ending::Later) => Ending::Later,
        Ok(ending) => {
            record.remove();
            ending
        }
        // The next look tries once more: what keeps it from being written may go.
        Err(_) => left(cut_off, target),
    }
}

/// Returns whether half of `cut_off` is in the file at `target`.
fn left(cut_off: &CutOff, target: &Path) -> Ending {
    match file::open(target, OpenOptions::new().read(true)).map_err(Fault::from).and_then(|file| file::content(&file)) {
        Ok(Some((now, _))) if !cut_off.left(&now) => Ending::None,
        Err(Fault::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => Ending::Later,
        Ok(_) => Ending::Later,
        // What is wrong with the file is for the next look to tell.
        Err(_) => Ending::None,
    }
}

/// Writes the rest of `cut_off` into the file at `target`, if half of it is there.
///
/// # Errors
/// What the system says; the half is in the file then, as it was.
fn overwrite(cut_off: &CutOff, target: &Path, beside: Beside) -> Result<Ending, Fault> {
    let file = match file::open(target, OpenOptions::new().read(true).write(true)) {
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(Ending::Later),
        file => file?,
    };
    let (lease, file) = match lease::claim(file, lease::Kind::Write) {
        Claim::Granted(lease) => (Some(lease), None),
        Claim::InUse(_) if beside == Beside::Nobody => return Ok(Ending::Later),
        Claim::InUse(file) | Claim::Impossible(file, _) => (None, Some(file)),
    };
    let Some(mut file) = lease.as_ref().map(lease::Lease::file).or(file.as_ref()) else { return Ok(Ending::Later) };
    let Some((now, _)) = file::content(file)? else { return Ok(Ending::Later) };
    if !cut_off.left(&now) {
        return Ok(Ending::None);
    }
    write::overwrite(&mut file, &now, cut_off.after.as_bytes()).map_err(|failure| failure.error)?;
    Ok(Ending::Completed)
}

impl Store {
    /// Returns what `look` sees of the file, unless that is half of a write that was cut off; this is completed then.
    pub(super) fn whole(
        &mut self,
        look: impl Fn(&mut Self) -> Result<Option<Snapshot>, Fault>,
    ) -> Result<Option<Snapshot>, Fault> {
        let was_kept = self.memory.as_ref().is_some_and(redo::is_kept);
        let seen = look(self);
        // It may have been cut off within a character.
        let may_be_half = matches!(seen, Ok(Some(_)) | Err(Fault::InvalidUtf8 { .. } | Fault::Binary));
        let Some(memory) = self.memory.as_ref().filter(|_| may_be_half) else { return seen };
        let target = &self.paths.target;
        match complete(memory, target, self.half_since.map_or(Beside::Nobody, beside)) {
            Ending::None => {
                self.half_since = None;
                let Ok(Some(seen)) = seen else { return seen };
                if !was_kept || seen.text == self.last.text {
                    return Ok(Some(seen));
                }
                // Another may have completed it, and taken the record away, behind this look.
                Ok(look(self)?.filter(|again| again.text == seen.text))
            }
            Ending::Completed => {
                self.half_since = None;
                self.news.completed = true;
                look(self)
            }
            Ending::Later if self.half_since.get_or_insert_with(Instant::now).elapsed() < PATIENCE => Ok(None),
            Ending::Later => seen,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::path::PathBuf;

    use super::*;
    use crate::plan::{Intent, Marks, Op};
    use crate::store::{Reading, Role};

    const BEFORE: &str = "- [ ] a\n- [ ] ü\n";
    const AFTER: &str = "- [ ] a\n- [ ] neu: für alle\n- [ ] ü\n";

    struct Bench {
        folder: tempfile::TempDir,
        path: PathBuf,
    }

    impl Bench {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().canonicalize().unwrap().join("plan.md");
            fs::write(&path, BEFORE).unwrap();
            Self { folder, path }
        }

        fn open(&self) -> Store {
            let root = self.folder.path().join("state");
            Store::open_remembered(&self.path, &root, Role::Screen, None, Marks::default()).unwrap().0
        }

        fn memory(&self) -> Memory {
            Memory::of(&self.folder.path().join("state"), &self.path)
        }

        /// Leaves what a process does that is killed after `written` bytes of the new text.
        fn cut(&self, written: usize) -> &[u8] {
            drop(redo::UnderWay::begin(&self.memory(), BEFORE, AFTER).unwrap());
            let rest = BEFORE.as_bytes().get(written..).unwrap_or_default();
            fs::write(&self.path, [&AFTER.as_bytes()[..written], rest].concat()).unwrap();
            &AFTER.as_bytes()[..written]
        }

        fn text(&self) -> Vec<u8> {
            fs::read(&self.path).unwrap()
        }
    }

    /// What `store` reads, once it reads something.
    fn read(store: &mut Store) -> String {
        match store.read() {
            Reading::Text(snapshot) => snapshot.text.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn wherever_it_was_cut_off_an_open_screen_completes_it() {
        for written in 15..AFTER.len() {
            let bench = Bench::new();
            let mut store = bench.open();
            bench.cut(written);
            assert_eq!(read(&mut store), AFTER, "cut off at {written}");
            assert!(store.take_news().completed);
            assert_eq!(bench.text(), AFTER.as_bytes());
            assert!(redo::find(&bench.memory()).unwrap().is_none());
        }
    }

    #[test]
    fn while_another_completes_it_nobody_takes_the_half_for_a_text() {
        for written in [20, AFTER.find('ü').unwrap() + 1] {
            let bench = Bench::new();
            let mut store = bench.open();
            bench.cut(written);
            let other = redo::find(&bench.memory()).unwrap().unwrap();
            assert!(!other.is_held(), "nobody else has it");
            assert!(matches!(store.read(), Reading::Settling(_)), "cut off at {written}");
            store.patience.budget = Duration::ZERO;
            assert_eq!(store.commit(&[Intent::new("a", Op::Done)]).unwrap_err().code(), "busy");
            drop(other);
            assert_eq!(read(&mut store), AFTER);
        }
    }

    #[test]
    fn who_never_goes_on_keeps_nobody_from_reading_but_from_writing() {
        let bench = Bench::new();
        let mut store = bench.open();
        let half = bench.cut(20);
        let stopped = redo::find(&bench.memory()).unwrap().unwrap();
        assert!(matches!(store.read(), Reading::Settling(_)));
        store.half_since = Instant::now().checked_sub(PATIENCE);
        assert_eq!(read(&mut store).as_bytes(), half);
        store.patience.budget = Duration::ZERO;
        assert_eq!(store.commit(&[Intent::new("a", Op::Done)]).unwrap_err().code(), "busy");
        assert_eq!(bench.text(), half);
        drop(stopped);
        assert_eq!(read(&mut store), AFTER);
        store.commit(&[Intent::new("a", Op::Done)]).unwrap();
        assert_eq!(bench.text(), AFTER.replacen("[ ]", "[x]", 1).as_bytes());
    }

    #[test]
    fn a_record_that_somebody_holds_hides_no_whole_text() {
        let bench = Bench::new();
        let mut store = bench.open();
        let under_way = redo::UnderWay::begin(&bench.memory(), BEFORE, AFTER).unwrap();
        for text in [AFTER, "theirs\n", BEFORE] {
            fs::write(&bench.path, text).unwrap();
            assert_eq!(read(&mut store), text);
        }
        drop(under_way);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn who_has_the_file_open_delays_it_and_the_record_stays() {
        let bench = Bench::new();
        let mut store = bench.open();
        bench.cut(20);
        let reader = File::open(&bench.path).unwrap();
        assert!(matches!(store.read(), Reading::Settling(_)));
        let lease = match lease::claim(reader, lease::Kind::Read) {
            Claim::Granted(lease) => lease,
            other => panic!("{other:?}"),
        };
        assert!(matches!(store.read(), Reading::Settling(_)), "opening it for writing would have to wait");
        drop(lease);
        assert_eq!(read(&mut store), AFTER);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn who_keeps_the_file_open_for_long_does_not_keep_it_half() {
        let bench = Bench::new();
        let mut store = bench.open();
        bench.cut(20);
        let _reader = File::open(&bench.path).unwrap();
        store.half_since = Instant::now().checked_sub(PATIENCE);
        assert_eq!(read(&mut store), AFTER);
        bench.cut(20);
        drop(store);
        assert!(bench.open().take_news().completed, "nor at the next start");
    }

    #[test]
    fn what_another_has_completed_behind_a_look_is_looked_at_again() {
        let bench = Bench::new();
        let mut store = bench.open();
        bench.cut(20);
        let whole = store.whole(|store| {
            let seen = store.eye.look(&bench.path);
            fs::write(&bench.path, AFTER).unwrap();
            if let Some(record) = redo::find(store.memory.as_ref().unwrap()).unwrap() {
                record.remove();
            }
            seen
        });
        assert!(matches!(whole, Ok(None)), "{whole:?}");
        assert_eq!(read(&mut store), AFTER);
    }
}
