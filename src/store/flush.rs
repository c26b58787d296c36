//! Waiting for the disk, behind a write: nobody else waits for that.
//!
//! A disk takes milliseconds, for which the file must stay open; and who has it open keeps other tickdowns from the
//! lease that they write under. So it is noted beside the file that this is why, and they wait.

use std::fs::OpenOptions;
use std::io;
use std::thread;
use std::time::Duration;

use super::{Store, file};

/// How often the file is opened while others keep it for the moment of a write.
const OPENINGS: u32 = 10;

/// How long to wait between these.
const PAUSE: Duration = Duration::from_millis(1);

impl Store {
    /// Waits until what was committed is on the disk, as far as half of it could be damage: longer edits in place. Where
    /// that fails it is tried again the next time.
    ///
    /// A commit does not wait for that, since it takes milliseconds. A single tick is not waited for at all: a failure
    /// of power may take it back, but cannot leave half of it.
    pub fn flush(&mut self) {
        if self.unsynced {
            // Noted before the file is open: who finds it open looks for the note. Without one others write all the
            // same, though less safely.
            let _note = self.memory.as_ref().and_then(|memory| memory.flushing().ok());
            self.unsynced = match self.sync() {
                Ok(()) => false,
                // There is nothing any more that could be half on the disk.
                Err(error) => error.kind() != io::ErrorKind::NotFound,
            };
        }
    }

    fn sync(&self) -> io::Result<()> {
        for _ in 1..OPENINGS {
            match file::open(&self.paths.target, OpenOptions::new().read(true)) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => thread::sleep(PAUSE),
                file => return file?.sync_data(),
            }
        }
        file::open(&self.paths.target, OpenOptions::new().read(true))?.sync_data()
    }

    /// Returns whether another tickdown has the file open only until it is on the disk.
    pub(super) fn is_flushed(&self) -> bool {
        self.memory.as_ref().is_some_and(super::Memory::is_flushed)
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs::{self, File};
    use std::os::unix::fs::MetadataExt;

    use super::super::lease::{self, Claim};
    use super::super::{Memory, Role, Tier};
    use super::*;
    use crate::plan::Marks;
    use crate::text::Edit;

    /// A store whose plan reads `- [ ] a`, and what is remembered of that.
    fn opened() -> (tempfile::TempDir, Store, Memory) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.md");
        fs::write(&path, "- [ ] a\n").unwrap();
        let root = folder.path().join("state");
        let store = Store::open_remembered(&path, &root, Role::Screen, None, Marks::default()).unwrap().0;
        let memory = store.memory().unwrap().clone();
        (folder, store, memory)
    }

    fn lengthen(store: &mut Store) {
        store.commit_edit(|text| Edit::between(text.len(), "", "- [ ] b\n")).unwrap();
    }

    #[test]
    fn who_waits_for_the_disk_is_waited_for() {
        let (_folder, mut store, memory) = opened();
        store.patience.lease = Some(Duration::ZERO);
        let target = store.paths.target.clone();
        let inode = fs::metadata(&target).unwrap().ino();
        let (note, flushed) = (memory.flushing().unwrap(), File::open(&target).unwrap());
        thread::scope(|scope| {
            let writing = scope.spawn(|| lengthen(&mut store));
            thread::sleep(Duration::from_millis(20));
            assert!(!writing.is_finished(), "it has not waited");
            drop((flushed, note));
        });
        assert_eq!(fs::metadata(&target).unwrap().ino(), inode, "the file stays the same file");
        assert_eq!(store.tier(), Tier::Exclusive);
    }

    #[test]
    fn what_could_not_be_brought_to_the_disk_is_tried_again() {
        let (_folder, mut store, memory) = opened();
        lengthen(&mut store);
        let writer = File::options().read(true).write(true).open(&store.paths.target).unwrap();
        let Claim::Granted(lease) = lease::claim(writer, lease::Kind::Write) else { panic!("nobody has it open") };
        store.flush();
        assert!(store.unsynced, "another is writing it");
        drop(lease);
        store.flush();
        assert!(!store.unsynced && !memory.is_flushed());
        store.unsynced = true;
        fs::remove_file(&store.paths.target).unwrap();
        store.flush();
        assert!(!store.unsynced, "there is nothing any more");
    }
}
