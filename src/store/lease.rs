//! File leases: how Linux tells that nobody else has a file open, and keeps it so for a moment (fcntl(2), "Leases").
//!
//! The only file with unsafe code. A lease is granted only where nobody else has the file open in a way that it rules
//! out, and whoever opens the file then waits until it is given up: before the file is truncated, too. So a lease is
//! held for microseconds. Who opens the file without waiting (`O_NONBLOCK`, as this program does) is told to come again.
//!
//! | lease | granted where | who waits then |
//! |---|---|---|
//! | [`Kind::Read`] | nobody has the file open for writing | who opens it for writing |
//! | [`Kind::Write`] | nobody else has it open at all | who opens it at all |
//!
//! What a lease does not see: a rename over the file, and changes made to it from behind its file system, over a network
//! or under a FUSE mount. Such file systems may grant one all the same, and so they are not asked.
//!
//! All descriptors of the file count, those of this process too. So one thread alone opens the plan's file, one
//! descriptor at a time.
#![allow(unsafe_code)]

use std::fs::File;
use std::time::{Duration, Instant};

/// What a lease rules out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// That somebody has the file open for writing.
    Read,
    /// That somebody else has the file open. Asks for a descriptor that can write.
    Write,
}

/// How asking for a lease ended.
#[derive(Debug)]
pub(super) enum Claim {
    /// It is held from now on.
    Granted(Lease),
    /// Somebody has the file open; here it is back.
    InUse(File),
    /// There are no leases on this file, which is here back; why, in words: `the file system is remote (NFS)`.
    Impossible(File, String),
}

/// A file with a lease on it. Dropped, it gives up the lease, and then closes the file.
#[derive(Debug)]
pub(super) struct Lease {
    file: File,
    kind: Kind,
    since: Instant,
}

/// How long a lease surely lasts. The system takes it away from who keeps others waiting for longer than
/// /proc/sys/fs/lease-break-time, which is 45 seconds and can be made one.
const SURE: Duration = Duration::from_millis(500);

/// Whether this system has leases at all.
pub(super) const IS_SUPPORTED: bool = cfg!(target_os = "linux");

/// Asks for a lease on `file`, without waiting.
pub(super) fn claim(file: File, kind: Kind) -> Claim {
    let since = Instant::now();
    match system::take(&file, kind) {
        Ok(()) => Claim::Granted(Lease { file, kind, since }),
        Err(system::Refusal::InUse) => Claim::InUse(file),
        Err(system::Refusal::Impossible(why)) => Claim::Impossible(file, why),
    }
}

impl Lease {
    /// Returns the file.
    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Returns whether the lease still keeps others out. Others may be waiting for its end.
    pub(super) fn holds(&self) -> bool {
        self.since.elapsed() < SURE || system::is_undisturbed(&self.file, self.kind)
    }
}

impl Drop for Lease {
    /// Gives the lease up before the file is closed: a child that is just being started shares the descriptor until it
    /// becomes another program, and would keep the lease for as long.
    fn drop(&mut self) {
        system::give_up(&self.file);
    }
}

#[cfg(target_os = "linux")]
mod system {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsRawFd;

    use libc::c_int;

    use super::Kind;
    use crate::store::volume;

    /// Names the signal that tells of somebody who waits (fcntl(2); linux/fcntl.h). The libc crate lacks it for glibc.
    const F_SETSIG: c_int = 10;

    pub(super) enum Refusal {
        InUse,
        Impossible(String),
    }

    /// Takes the lease.
    ///
    /// The system sends a signal when somebody begins to wait. SIGIO, the usual one, kills a process that has no handler
    /// for it. So SIGURG is asked for, for this descriptor alone: it is ignored unless somebody asks for it (signal(7)),
    /// and so nothing is set that other parts of the program, or its children, would meet.
    pub(super) fn take(file: &File, kind: Kind) -> Result<(), Refusal> {
        if let Some(name) = volume::remote_of(file) {
            return Err(Refusal::Impossible(format!("the file system is remote ({name})")));
        }
        let lease = match kind {
            Kind::Read => libc::F_RDLCK,
            Kind::Write => libc::F_WRLCK,
        };
        let taken = control(file, F_SETSIG, libc::SIGURG).and_then(|_| control(file, libc::F_SETLEASE, lease));
        taken.map(|_| ()).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => Refusal::InUse,
            io::ErrorKind::PermissionDenied => Refusal::Impossible("the file belongs to another user".to_owned()),
            _ => Refusal::Impossible(format!("the file system grants no leases ({error})")),
        })
    }

    /// Returns whether the lease is held and nobody waits for its end.
    pub(super) fn is_undisturbed(file: &File, kind: Kind) -> bool {
        let lease = match kind {
            Kind::Read => libc::F_RDLCK,
            Kind::Write => libc::F_WRLCK,
        };
        control(file, libc::F_GETLEASE, 0).is_ok_and(|held| held == lease)
    }

    pub(super) fn give_up(file: &File) {
        // It may be taken away already, which is as well.
        let _ = control(file, libc::F_SETLEASE, libc::F_UNLCK);
    }

    fn control(file: &File, command: c_int, argument: c_int) -> io::Result<c_int> {
        // SAFETY: the descriptor is open for as long as `file` is borrowed; all three commands used here take a number
        // or nothing for their argument, and touch no memory of this process.
        let answer = unsafe { libc::fcntl(file.as_raw_fd(), command, argument) };
        if answer == -1 { Err(io::Error::last_os_error()) } else { Ok(answer) }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::fs::File;

    use super::Kind;

    pub(super) enum Refusal {
        /// Never said here.
        #[allow(dead_code)]
        InUse,
        Impossible(String),
    }

    pub(super) fn take(_file: &File, _kind: Kind) -> Result<(), Refusal> {
        Err(Refusal::Impossible("this system has no file leases".to_owned()))
    }

    pub(super) fn is_undisturbed(_file: &File, _kind: Kind) -> bool {
        false
    }

    pub(super) fn give_up(_file: &File) {}
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs::{self, OpenOptions};
    use std::io;
    use std::os::unix::fs::OpenOptionsExt;
    use std::path::{Path, PathBuf};
    use std::thread;

    use tempfile::TempDir;

    use super::*;

    fn plan() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.md");
        fs::write(&path, "text").unwrap();
        (folder, path)
    }

    fn reading(path: &Path) -> io::Result<File> {
        OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(path)
    }

    fn writing(path: &Path) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).custom_flags(libc::O_NONBLOCK).open(path)
    }

    fn granted(claim: Claim) -> Lease {
        match claim {
            Claim::Granted(lease) => lease,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_lease_is_granted_where_nobody_is_in_its_way() {
        let (_folder, path) = plan();
        let other = reading(&path).unwrap();
        let lease = granted(claim(reading(&path).unwrap(), Kind::Read));
        assert!(lease.holds());
        drop(lease);
        assert!(matches!(claim(writing(&path).unwrap(), Kind::Write), Claim::InUse(_)), "somebody reads");
        drop(other);
        granted(claim(writing(&path).unwrap(), Kind::Write));
        let other = writing(&path).unwrap();
        assert!(matches!(claim(reading(&path).unwrap(), Kind::Read), Claim::InUse(_)), "somebody may write");
        assert!(matches!(claim(writing(&path).unwrap(), Kind::Write), Claim::InUse(_)));
        drop(other);
        granted(claim(reading(&path).unwrap(), Kind::Read));
    }

    #[test]
    fn who_does_not_wait_is_told_to_come_again() {
        let (_folder, path) = plan();
        let would_block =
            |opened: io::Result<File>| opened.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock);
        let lease = granted(claim(writing(&path).unwrap(), Kind::Write));
        assert!(would_block(reading(&path)) && would_block(writing(&path)));
        assert!(!system::is_undisturbed(lease.file(), Kind::Write), "the system tells that somebody has come");
        assert!(lease.holds(), "and keeps them out");
        drop(lease);
        let lease = granted(claim(reading(&path).unwrap(), Kind::Read));
        assert!(reading(&path).is_ok() && would_block(writing(&path)));
        drop(lease);
        assert!(writing(&path).is_ok());
    }

    /// Would the signal be SIGIO, it would end this process.
    #[test]
    fn who_waits_comes_after_the_lease_and_the_signal_kills_nobody() {
        let (_folder, path) = plan();
        let lease = granted(claim(writing(&path).unwrap(), Kind::Write));
        thread::scope(|scope| {
            let truncating = scope.spawn(|| fs::write(&path, "theirs").unwrap());
            while system::is_undisturbed(lease.file(), Kind::Write) {
                assert!(!truncating.is_finished(), "it has not waited");
                thread::yield_now();
            }
            assert_eq!(lease.file().metadata().unwrap().len(), 4, "not even truncated");
            rustix::io::pwrite(lease.file(), b"ours", 0).unwrap();
            assert!(!truncating.is_finished());
            drop(lease);
        });
        assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
    }

    #[test]
    fn a_lease_ends_although_its_descriptor_lives_on() {
        let (_folder, path) = plan();
        let lease = granted(claim(reading(&path).unwrap(), Kind::Read));
        let shared = lease.file().try_clone().unwrap();
        drop(lease);
        assert!(writing(&path).is_ok());
        drop(shared);
    }

    #[test]
    fn a_rename_over_the_file_is_not_kept_out() {
        let (folder, path) = plan();
        let lease = granted(claim(writing(&path).unwrap(), Kind::Write));
        let saved = folder.path().join("saved");
        fs::write(&saved, "theirs").unwrap();
        fs::rename(saved, &path).unwrap();
        assert!(system::is_undisturbed(lease.file(), Kind::Write));
    }
}
