//! A file that stands beside another until it takes its place, or goes.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use super::{Stamp, Store};

/// A new file in the folder of another. Dropped, it is removed.
#[derive(Debug)]
pub(super) struct Temporary {
    path: PathBuf,
    file: File,
    is_renamed: bool,
}

impl Temporary {
    /// Makes a new, empty file `.NAME.tickdown-PID-N` in the folder of `target`, which only its owner can open.
    pub(super) fn beside(target: &Path) -> io::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        loop {
            let path = target.with_file_name(name(target, COUNT.fetch_add(1, Ordering::Relaxed)));
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            match options.open(&path) {
                Ok(file) => return Ok(Self { path, file, is_renamed: false }),
                // Left by a process of the same number that was killed; it is not ours to judge.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Returns the open file.
    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Takes over owner, group, mode and extended attributes of `original`.
    ///
    /// # Errors
    /// Where any of them cannot be taken over.
    pub(super) fn take_after(&self, original: &File) -> io::Result<()> {
        use std::os::unix::fs::MetadataExt;
        let (theirs, ours) = (original.metadata()?, self.file.metadata()?);
        if (theirs.uid(), theirs.gid()) != (ours.uid(), ours.gid()) {
            std::os::unix::fs::fchown(&self.file, Some(theirs.uid()), Some(theirs.gid()))?;
        }
        copy_attributes(original, &self.file)?;
        // Last, since a new owner takes the set-user-id bits away.
        self.file.set_permissions(theirs.permissions())
    }

    /// Returns where the file is, or what has been exchanged for it.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the file in the place of `target` and `target` in its own, in one step. A second time takes that back.
    ///
    /// # Errors
    /// `Unsupported` or `InvalidInput` where the system or the file system cannot do it (renameat2(2)), `NotFound`
    /// where there is no `target`, and what else keeps a file from being renamed. Both are where they were then.
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    pub(super) fn exchange(&self, target: &Path) -> io::Result<()> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        Ok(renameat_with(CWD, &self.path, CWD, target, RenameFlags::EXCHANGE)?)
    }

    /// Returns that this system cannot exchange files.
    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    pub(super) fn exchange(&self, _target: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Leaves the file where it is.
    pub(super) fn keep(mut self) {
        self.is_renamed = true;
    }

    /// Puts the file in the place of `target`, in one step.
    ///
    /// # Errors
    /// Where that is impossible; the file is removed then.
    pub(super) fn rename_over(mut self, target: &Path) -> io::Result<()> {
        fs::rename(&self.path, target)?;
        self.is_renamed = true;
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.is_renamed {
            // Nobody is left to tell if this fails.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn name(target: &Path, number: u32) -> OsString {
    let mut name = beginning(target);
    name.push(format!("{}-{number}", std::process::id()));
    name
}

/// Returns what the names of all temporary files beside `target` begin with.
fn beginning(target: &Path) -> OsString {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(".tickdown-");
    name
}

/// How long after its last change nobody works with a temporary file any more. By its process it cannot be told: that may
/// be one of another machine.
const LEFT: Duration = Duration::from_mins(1);

impl Store {
    /// Returns the files beside the plan that were left by tickdowns which were killed just when one was to take the
    /// plan's place, in order. They may hold what another program had saved at that very moment, and what nobody else has.
    pub fn left_aside(&self) -> Vec<PathBuf> {
        left_beside(&self.paths.target, LEFT)
    }
}

/// Returns the temporary files beside `target` that have not changed for `rest`.
fn left_beside(target: &Path, rest: Duration) -> Vec<PathBuf> {
    let beginning = beginning(target);
    let is_number = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let is_temporary = |name: &OsStr| {
        let numbers = name.as_encoded_bytes().strip_prefix(beginning.as_encoded_bytes());
        let mut numbers = numbers.into_iter().flat_map(|numbers| numbers.splitn(2, |&byte| byte == b'-'));
        numbers.next().is_some_and(is_number) && numbers.next().is_some_and(is_number)
    };
    let is_left = |file: &fs::DirEntry| {
        // Not its content: what has changed places with the plan may have been written long ago.
        let changed = file.metadata().map(|metadata| Stamp::of(&metadata).ctime_ns).unwrap_or_default();
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        now.as_nanos().cast_signed() - changed >= rest.as_nanos().cast_signed()
    };
    let files = target.parent().and_then(|folder| fs::read_dir(folder).ok());
    let files = files.into_iter().flatten().flatten().filter(|file| is_temporary(&file.file_name()));
    let mut left: Vec<_> = files.filter(is_left).map(|file| file.path()).collect();
    left.sort();
    left
}

/// Copies all extended attributes: access lists, labels, what users keep there (xattr(7)).
#[cfg(target_os = "linux")]
fn copy_attributes(from: &File, to: &File) -> io::Result<()> {
    use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fsetxattr};
    use rustix::io::Errno;

    // The largest list, and the largest value, that Linux has (linux/limits.h).
    let mut names = vec![0; 65_536];
    let length = match flistxattr(from, &mut names[..]) {
        Ok(length) => length,
        Err(Errno::NOTSUP) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let mut value = vec![0; if length == 0 { 0 } else { 65_536 }];
    for name in names[..length].split(|&byte| byte == 0).filter(|name| !name.is_empty()) {
        let length = fgetxattr(from, name, &mut value[..])?;
        fsetxattr(to, name, &value[..length], XattrFlags::empty())?;
    }
    Ok(())
}

/// Fails: what cannot be taken over here would be lost, so the text is written in place.
#[cfg(not(target_os = "linux"))]
fn copy_attributes(_from: &File, _to: &File) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use super::*;

    #[test]
    fn it_goes_unless_it_takes_the_place() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("plan.md");
        let temporary = Temporary::beside(&target).unwrap();
        let name = temporary.path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(name.starts_with(".plan.md.tickdown-"), "{name}");
        assert_eq!(temporary.file().metadata().unwrap().mode() & 0o7777, 0o600);
        drop(temporary);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        Temporary::beside(&target).unwrap().rename_over(&target).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        fs::create_dir(folder.path().join("folder")).unwrap();
        assert!(Temporary::beside(&target).unwrap().rename_over(&folder.path().join("folder")).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn what_the_killed_have_left_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let target = path("plan.md");
        let temporary = Temporary::beside(&target).unwrap();
        let left = temporary.path().to_owned();
        temporary.keep();
        let others =
            ["plan.md", ".plan.md.tickdown-", ".plan.md.tickdown-1", ".plan.md.tickdown-1-x", ".b.md.tickdown-1-2"];
        for name in others {
            fs::write(path(name), "").unwrap();
        }
        assert_eq!(left_beside(&target, Duration::ZERO), [left]);
        assert!(left_beside(&target, LEFT).is_empty(), "somebody may be at it");
    }

    #[test]
    fn mode_owner_and_attributes_are_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("plan.md");
        fs::write(&target, "").unwrap();
        let is_root = rustix::process::getuid().is_root();
        if is_root {
            std::os::unix::fs::chown(&target, Some(1234), Some(4321)).unwrap();
        }
        fs::set_permissions(&target, fs::Permissions::from_mode(0o2640)).unwrap();
        let original = File::open(&target).unwrap();
        #[cfg(target_os = "linux")]
        let has_attributes =
            rustix::fs::fsetxattr(&original, "user.note", b"kept", rustix::fs::XattrFlags::empty()).is_ok();
        let temporary = Temporary::beside(&target).unwrap();
        temporary.take_after(&original).unwrap();
        let (theirs, ours) = (original.metadata().unwrap(), temporary.file().metadata().unwrap());
        assert_eq!((ours.mode(), ours.uid(), ours.gid()), (theirs.mode(), theirs.uid(), theirs.gid()));
        assert_eq!((ours.mode() & 0o7777, is_root && ours.uid() != 1234), (0o2640, false));
        #[cfg(target_os = "linux")]
        if has_attributes {
            let mut value = [0; 16];
            let length = rustix::fs::fgetxattr(temporary.file(), "user.note", &mut value[..]).unwrap();
            assert_eq!(&value[..length], b"kept");
        }
    }
}
