//! One look at a file: what it says and how it stands, both of the same moment.

use std::fs::{self, File, FileType, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::lease::{self, Claim, Lease};
use super::{Fault, decode};

/// The largest file that is read, in bytes.
pub const SIZE_LIMIT: u64 = 64 << 20;

/// A text, and how the file stood when it read so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Every byte of the file.
    pub text: Arc<str>,
    /// How the file stood.
    pub stamp: Stamp,
}

/// What changes when a file is written or replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The file's number on its volume; 0 where there is none.
    pub inode: u64,
    /// The length in bytes.
    pub size: u64,
    /// When the content changed, in nanoseconds since 1970.
    pub mtime_ns: i128,
    /// When the content, the name or the rights changed, in nanoseconds since 1970; 0 where it is not known.
    pub ctime_ns: i128,
}

impl Stamp {
    /// Returns the stamp in `metadata`.
    pub fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
        Self {
            inode: metadata.ino(),
            size: metadata.len(),
            mtime_ns: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            ctime_ns: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}

/// Returns the file that `path` leads to, all symbolic links resolved.
pub(super) fn resolve(path: &Path) -> Result<std::path::PathBuf, Fault> {
    fs::canonicalize(path).map_err(|error| match (Fault::from(error), fs::read_link(path)) {
        (Fault::NotFound, Ok(target)) => Fault::DanglingLink { target },
        (fault, _) => fault,
    })
}

/// How opening a file to read it ended.
#[derive(Debug)]
pub(super) enum Attempt {
    /// Nobody has it open for writing, and nobody will while the lease is held.
    Leased(Lease),
    /// Somebody has it open for writing.
    BeingWritten(File),
    /// Whether somebody has it open cannot be known; why, in words.
    Unknown(File, String),
    /// Another process has locked it for a moment.
    Barred,
}

/// Opens the file at `target` for reading, with a read lease where there are leases.
///
/// # Errors
/// Each [`Fault`] of a file that cannot be opened as a plan's.
pub(super) fn attempt(target: &Path) -> Result<Attempt, Fault> {
    // The kind is checked first, since opening a device may already do something.
    check_kind(fs::symlink_metadata(target)?.file_type(), target)?;
    let file = match open(target, OpenOptions::new().read(true)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(Attempt::Barred),
        Err(error) => return Err(denied_or_other(error, target)),
    };
    check_kind(file.metadata()?.file_type(), target)?;
    Ok(match lease::claim(file, lease::Kind::Read) {
        Claim::Granted(lease) => Attempt::Leased(lease),
        Claim::InUse(file) => Attempt::BeingWritten(file),
        Claim::Impossible(file, why) => Attempt::Unknown(file, why),
    })
}

/// Reads the file at `target` as it is at this moment, whatever others do with it; `None` where it changed meanwhile.
///
/// # Errors
/// Each [`Fault`] of a file that cannot be a plan's.
pub(super) fn read(target: &Path) -> Result<Option<Snapshot>, Fault> {
    match attempt(target)? {
        Attempt::Leased(lease) => snapshot(lease.file()),
        Attempt::BeingWritten(file) | Attempt::Unknown(file, _) => snapshot(&file),
        Attempt::Barred => Ok(None),
    }
}

/// Reads `file` whatever others do with it; `None` where it changed meanwhile.
///
/// # Errors
/// Each [`Fault`] of a content that cannot be a plan's.
pub(super) fn snapshot(file: &File) -> Result<Option<Snapshot>, Fault> {
    let Some((bytes, stamp)) = content(file)? else {
        return Ok(None);
    };
    let text = decode::decode(bytes)?.into();
    Ok(Some(Snapshot { text, stamp }))
}

/// Opens the file at `target` itself. Never waits: not for the other end of a pipe, nor for a lease to be given up.
pub(super) fn open(target: &Path, options: &mut OpenOptions) -> io::Result<File> {
    {
        use std::os::unix::fs::OpenOptionsExt;

        use rustix::fs::OFlags;
        let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY | OFlags::CLOEXEC;
        options.custom_flags(flags.bits().cast_signed());
    }
    options.open(target)
}

/// Returns all bytes of `file` from its beginning, and its stamp; `None` where it changed meanwhile.
///
/// # Errors
/// [`Fault::TooLarge`] and [`Fault::Io`].
pub(super) fn content(mut file: &File) -> Result<Option<(Vec<u8>, Stamp)>, Fault> {
    let before = Stamp::of(&file.metadata()?);
    if before.size > SIZE_LIMIT {
        return Err(Fault::TooLarge { size: before.size });
    }
    // One byte more, so that the end is met without growing; no more than that of a file that is growing.
    let mut bytes = Vec::with_capacity(before.size as usize + 1);
    io::Seek::rewind(&mut file)?;
    file.take(before.size + 1).read_to_end(&mut bytes)?;
    let after = Stamp::of(&file.metadata()?);
    let is_steady = before == after && bytes.len() as u64 == after.size;
    Ok(is_steady.then_some((bytes, after)))
}

/// Refuses everything but a regular file.
fn check_kind(kind: FileType, target: &Path) -> Result<(), Fault> {
    if kind.is_file() {
        return Ok(());
    }
    if kind.is_dir() {
        return Err(Fault::Folder);
    }
    if kind.is_symlink() {
        return Err(Fault::Elsewhere { target: target.to_owned() });
    }
    Err(Fault::NotRegular { found: special(kind) })
}

fn special(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

fn denied_or_other(error: io::Error, target: &Path) -> Fault {
    match Fault::from(error) {
        Fault::Denied { .. } => Fault::Denied { mode: mode(target) },
        fault => fault,
    }
}

fn mode(target: &Path) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(target).ok().map(|metadata| metadata.mode() & 0o7777)
}
