//! What is remembered of a plan beside its file: which changes are ours, which longer write is under way, which text
//! was being written, and what was on the screen last, where, and what of it nobody had looked at.
//!
//! It lies in a folder of the plan's own below the user's state folder (XDG Base Directory Specification,
//! `XDG_STATE_HOME`), for its owner only. It is disposable: without it a plan reads and writes just as well, but what
//! tickdown wrote while no screen was open cannot be told from what others did.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

pub(super) mod drafts;
pub(super) mod journal;
mod lines;
mod place;
pub(super) mod redo;
pub(super) mod runs;
mod seen;
mod unseen;
mod unused;

/// After this time nobody still writes a file that takes a moment. Not by its process: that may be one of another machine or
/// container.
const STRAY: Duration = Duration::from_hours(1);

/// The folder in which one plan is remembered.
#[derive(Clone, Debug)]
pub struct Memory {
    folder: PathBuf,
    /// The plan's file.
    target: PathBuf,
}

impl Memory {
    /// Returns the memory below `root`, the program's state folder, of the plan whose file is `target`, all symbolic
    /// links resolved. Nothing is made before there is something to be remembered.
    pub fn of(root: &Path, target: &Path) -> Self {
        Self { folder: root.join("plans").join(name(target)), target: target.to_owned() }
    }

    /// Makes the folder, which only its owner may enter, where it is missing.
    fn make(&self) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(&self.folder)?;
        // For people, and for programs that clean up; nothing here reads what it says.
        let whose = self.file("path");
        if whose.exists() {
            return Ok(());
        }
        fs::write(whose, self.target.as_os_str().as_encoded_bytes())?;
        // Only here is there one more.
        self.forget_unused();
        Ok(())
    }

    /// Returns what the file `name` says, as far as `most` bytes of it say something.
    fn recall<T: serde::de::DeserializeOwned>(&self, name: &str, most: usize) -> Option<T> {
        let mut text = String::new();
        File::open(self.file(name)).ok()?.take(most as u64).read_to_string(&mut text).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Lets the file `name` say `what`, if it does not; nothing, or what takes `most` bytes or more, takes the file away.
    fn keep<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq>(
        &self,
        name: &str,
        most: usize,
        what: Option<&T>,
    ) -> io::Result<()> {
        if self.recall::<T>(name, most).as_ref() == what {
            return Ok(());
        }
        let text = what.map(serde_json::to_string).transpose()?;
        match text.filter(|text| text.len() < most) {
            Some(text) => self.put(name, &text, Worth::Disposable),
            None => self.remove(name),
        }
    }

    /// Returns the path of the file `name` in it.
    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Returns the path of what is to become the file `name`, for this process only.
    fn new_file(&self, name: &str) -> PathBuf {
        self.file(&format!("{name}.{}", std::process::id()))
    }

    /// Has the file `name` hold `text`, whoever else writes it at the same time: the last one counts, and nobody reads half
    /// of it.
    fn put(&self, name: &str, text: &str, worth: Worth) -> io::Result<()> {
        self.make()?;
        let new = self.new_file(name);
        let mut file = options().create(true).truncate(true).write(true).open(&new)?;
        file.write_all(text.as_bytes())?;
        if worth == Worth::Precious {
            file.sync_all()?;
        }
        fs::rename(new, self.file(name))
    }

    /// Removes what tickdowns that were killed have left beside the files that they were about to write.
    pub(super) fn tidy(&self) {
        let is_old = |file: &fs::DirEntry| {
            let written = file.metadata().and_then(|metadata| metadata.modified());
            written.is_ok_and(|written| written.elapsed().is_ok_and(|age| age > STRAY))
        };
        let is_new = |file: &fs::DirEntry| {
            let path = file.path();
            let process = path.extension().and_then(|extension| extension.to_str());
            process.is_some_and(|process| process.parse::<u32>().is_ok())
        };
        let Ok(files) = fs::read_dir(&self.folder) else { return };
        for stray in files.flatten().filter(is_new).filter(is_old) {
            // What cannot be removed only takes room.
            let _ = fs::remove_file(stray.path());
        }
    }

    /// Removes the file `name`, where there is one.
    fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.file(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Waits until no other tickdown holds it, and holds it until the file that is returned is dropped.
    fn lock(&self) -> io::Result<File> {
        self.make()?;
        let lock = options().create(true).truncate(false).write(true).open(self.file("lock"))?;
        lock.lock()?;
        Ok(lock)
    }
}

/// What a failure of power may cost.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Worth {
    /// All of it: nobody would miss it.
    Disposable,
    /// Nothing: there is no other copy.
    Precious,
}

/// Tells others, in any process, what is being done with the plan, until it is dropped.
#[derive(Debug)]
pub struct Notice {
    held: File,
}

impl Memory {
    /// Returns whether a screen is open on the plan, in any process: nobody else looks for what was undone while none was.
    pub(super) fn is_attended(&self) -> bool {
        self.says(ATTENDED)
    }

    /// Notes that a screen is open on the plan, until what is returned is dropped, and when it was opened.
    ///
    /// # Errors
    /// What the system says where that cannot be noted.
    pub(super) fn attend(&self) -> io::Result<Notice> {
        let notice = self.tell(ATTENDED)?;
        // Where that is impossible, it only seems not to have been opened.
        let _ = notice.held.set_modified(SystemTime::now());
        Ok(notice)
    }

    /// Returns whether a tickdown waits for the disk, and has the file open for that.
    pub(super) fn is_flushed(&self) -> bool {
        self.says(FLUSHED)
    }

    /// Notes that the file is open for as long as the disk takes, until what is returned is dropped.
    ///
    /// # Errors
    /// What the system says where that cannot be noted.
    pub(super) fn flushing(&self) -> io::Result<Notice> {
        self.tell(FLUSHED)
    }

    fn says(&self, name: &str) -> bool {
        let held = options().write(true).open(self.file(name));
        held.is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    }

    fn tell(&self, name: &str) -> io::Result<Notice> {
        self.make()?;
        let held = options().create(true).truncate(false).write(true).open(self.file(name))?;
        held.lock_shared()?;
        Ok(Notice { held })
    }
}

/// The name of the file that open screens hold.
const ATTENDED: &str = "attended";

/// The name of the file that is held by who waits for the disk.
const FLUSHED: &str = "flushed";

/// Returns a name that is the same in every release, and never the same for two files.
fn name(target: &Path) -> String {
    let digest = Sha256::digest(target.as_os_str().as_encoded_bytes());
    let (half, _) = digest.split_at(16);
    half.iter().fold(String::new(), |name, byte| name + &format!("{byte:02x}"))
}

/// Returns options for a file that only its owner can open.
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_plan_has_a_private_folder_of_its_own() {
        let root = tempfile::tempdir().unwrap();
        let [a, again, b] = ["/x/a.md", "/x/a.md", "/x/b.md"].map(|path| Memory::of(root.path(), Path::new(path)));
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0, "nothing is remembered");
        drop(a.lock().unwrap());
        assert_eq!(a.folder, again.folder);
        assert_ne!(a.folder, b.folder);
        assert_eq!(fs::read_to_string(a.file("path")).unwrap(), "/x/a.md");
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!([mode(&a.folder), mode(&a.file("lock"))], [0o700, 0o600]);
        }
    }

    #[test]
    fn who_waits_for_the_disk_is_known() {
        let root = tempfile::tempdir().unwrap();
        let memory = Memory::of(root.path(), Path::new("/x/a.md"));
        assert!(!memory.is_flushed());
        let (attended, flushing) = (memory.attend().unwrap(), memory.flushing().unwrap());
        assert!(memory.is_flushed());
        drop(flushing);
        assert!(!memory.is_flushed() && memory.is_attended());
        drop(attended);
    }

    #[test]
    fn an_open_screen_is_known() {
        let root = tempfile::tempdir().unwrap();
        let memory = Memory::of(root.path(), Path::new("/x/a.md"));
        assert!(!memory.is_attended());
        let (one, two) = (memory.attend().unwrap(), memory.attend().unwrap());
        assert!(memory.is_attended());
        drop(one);
        assert!(memory.is_attended());
        drop(two);
        assert!(!memory.is_attended());
    }

    #[test]
    fn what_the_killed_have_left_goes() {
        let root = tempfile::tempdir().unwrap();
        let memory = Memory::of(root.path(), Path::new("/x/a.md"));
        memory.tidy();
        memory.put("seen.md", "text", Worth::Disposable).unwrap();
        for name in ["seen.md.1", "redo.23", "seen.md.4"] {
            fs::write(memory.file(name), "half").unwrap();
        }
        for name in ["seen.md", "seen.md.1", "redo.23"] {
            let file = File::options().write(true).open(memory.file(name)).unwrap();
            file.set_modified(SystemTime::now() - 2 * STRAY).unwrap();
        }
        memory.tidy();
        let mut left: Vec<_> = fs::read_dir(&memory.folder).unwrap().map(|file| file.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["path", "seen.md", "seen.md.4"], "the last one may be being written");
    }

    #[test]
    fn the_name_of_a_folder_never_changes() {
        assert_eq!(name(Path::new("/x/a.md")), "fcd9c34e202eaf4b0b69134cb73743ca");
    }
}
