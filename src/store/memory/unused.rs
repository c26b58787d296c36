//! What is remembered of plans that nobody has opened for long: it goes, so that their number does not grow for ever.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::drafts::DRAFTS;
use super::{Memory, redo};

/// After this time nobody misses what is remembered of a plan. The journal keeps no change for nearly as long.
const UNUSED: Duration = Duration::from_hours(24 * 365);

impl Memory {
    /// Removes what is remembered of those other plans that no screen was opened on, and nothing was written to, for a
    /// year. It stays where there is no other copy of it: a text that was being written, and a write that was cut off.
    pub(super) fn forget_unused(&self) {
        let Some(Ok(folders)) = self.folder.parent().map(fs::read_dir) else { return };
        for folder in folders.flatten() {
            let other = Self { folder: folder.path(), target: PathBuf::new() };
            if other.is_unused() {
                // What cannot be removed only takes room.
                let _ = fs::remove_dir_all(&other.folder);
            }
        }
    }

    fn is_unused(&self) -> bool {
        // Its own time alone tells most that are used.
        is_old(&self.folder)
            && self.file("path").is_file()
            && ![redo::NAME, DRAFTS.name].iter().any(|name| self.file(name).exists())
            && fs::read_dir(&self.folder).is_ok_and(|files| files.flatten().all(|file| is_old(&file.path())))
            && !self.is_attended()
    }
}

fn is_old(path: &Path) -> bool {
    let written = fs::symlink_metadata(path).and_then(|metadata| metadata.modified());
    written.is_ok_and(|written| written.elapsed().is_ok_and(|age| age > UNUSED))
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::SystemTime;

    use super::super::Worth;
    use super::*;

    /// Makes all that is remembered of a plan as old as it can be while it stays, and then a little older.
    fn age(memory: &Memory) {
        let then = SystemTime::now() - UNUSED - Duration::from_mins(1);
        let files = fs::read_dir(&memory.folder).unwrap().map(|file| file.unwrap().path());
        // The folder last: what is in it must not change any more.
        for path in files.chain([memory.folder.clone()]) {
            File::open(path).unwrap().set_modified(then).unwrap();
        }
    }

    #[test]
    fn what_nobody_has_opened_for_a_year_goes_when_another_plan_comes() {
        let root = tempfile::tempdir().unwrap();
        let of = |name: &str| {
            let memory = Memory::of(root.path(), Path::new(name));
            memory.put("seen.md", "text", Worth::Disposable).unwrap();
            memory
        };
        let [old, used, opened, open, draft, cut_off] = ["/old", "/used", "/opened", "/open", "/draft", "/cut"].map(of);
        draft.put(DRAFTS.name, "{}", Worth::Disposable).unwrap();
        cut_off.put(redo::NAME, "1 1\nab", Worth::Disposable).unwrap();
        let held = open.attend().unwrap();
        drop(opened.attend().unwrap());
        for memory in [&old, &opened, &open, &draft, &cut_off] {
            age(memory);
        }
        drop(opened.attend().unwrap());
        let strange = root.path().join("plans").join("strange");
        fs::create_dir(&strange).unwrap();
        File::open(&strange).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
        used.put("seen.md", "other", Worth::Disposable).unwrap();
        assert!(old.folder.exists(), "not before there is one more");
        let new = of("/new");
        let left = [&old, &used, &opened, &open, &draft, &cut_off, &new].map(|memory| memory.folder.exists());
        assert_eq!(left, [false, true, true, true, true, true, true]);
        assert!(strange.exists(), "nobody has made it here");
        drop(held);
    }
}
