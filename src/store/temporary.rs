//! A file that stands beside another until it takes its place, or goes.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

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
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!(".tickdown-{}-{number}", std::process::id()));
    name
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
