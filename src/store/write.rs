//! Getting an edit into the file: the bytes that change, and a check that they are there.
//!
//! What is here is best effort: nothing keeps others from writing at the same moment. The file is compared with what
//! was read just before anything is written, and read back afterwards; between the comparison and the write lies a
//! window of some microseconds. What others save in it is put back where a file is replaced; where bytes are, it is seen
//! afterwards. The way that keeps others out goes in front of it ([`super::exclusive`]).
//!
//! | edit | way | why |
//! |---|---|---|
//! | keeps the length, at most 8 bytes a place | these bytes, in place | nobody ever sees half of them; inode, links, owner stay |
//! | any other | a temporary file, renamed over the target ([`super::replace`]) | nobody ever sees half of it |
//! | any other, where a rename is barred or loses something | the changed part, in place | hard links, foreign owners, mounts, folders without rights |

use std::fmt::Debug;
use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use super::replace::{Replaced, replace};
use super::{Fault, Snapshot, file};
use crate::text::{Edit, Splice, alike_bytes};

/// How many bytes are replaced in place: writes of that size were never seen half done by a reader, not even across a
/// page boundary, while those of 64 bytes were.
const WHOLE: usize = 8;

/// How a write ended.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The file reads as it should.
    Written(Snapshot),
    /// Somebody else had written before; nothing of ours was.
    Raced,
    /// Ours was written, and the file reads otherwise by now.
    Overtaken,
}

/// A write that the system refused or broke off.
#[derive(Debug)]
pub(super) struct Failure {
    /// What was being done.
    pub(super) doing: &'static str,
    /// What the system said.
    pub(super) error: io::Error,
    /// Why the old bytes could not be put back.
    pub(super) damage: Option<io::Error>,
}

/// Which ways of writing may be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Whichever fits.
    Any,
    /// No other file may take the place of this one.
    InPlace,
}

/// Is told of every write in place that a crash could leave half done.
pub(super) trait Redo: Debug + Send {
    /// Is called before the first byte of `after` is written over `before` in the file at `target`.
    fn begin(&mut self, target: &Path, before: &str, after: &str);

    /// Is called when `after` is in the file, or `before` again; not where the write failed and left something else.
    fn end(&mut self);
}

/// Keeps no record.
#[derive(Debug)]
pub(super) struct NoRedo;

impl Redo for NoRedo {
    fn begin(&mut self, _target: &Path, _before: &str, _after: &str) {}

    fn end(&mut self) {}
}

/// Makes `edit` in the file at `target`, if that still reads and stands as in `before`.
///
/// # Errors
/// What the system said; the file is as it was then, unless the failure says otherwise, and no temporary file is left.
pub(super) fn write(
    target: &Path,
    before: &Snapshot,
    edit: &Edit,
    way: Way,
    redo: &mut dyn Redo,
) -> Result<Outcome, Failure> {
    let after = edit.apply(&before.text);
    let is_done = if is_small(edit) {
        patch(target, before, edit)?
    } else if way == Way::InPlace {
        rewrite(target, before, &after, redo)?
    } else {
        match replace(target, before, &after)? {
            Replaced::Done => true,
            Replaced::Raced => false,
            Replaced::Barred => rewrite(target, before, &after, redo)?,
        }
    };
    if !is_done {
        return Ok(Outcome::Raced);
    }
    match file::read(target) {
        Ok(Some(now)) if *now.text == *after => Ok(Outcome::Written(now)),
        _ => Ok(Outcome::Overtaken),
    }
}

/// Returns whether `edit` keeps the place of every byte and is small enough to be seen whole or not at all.
pub(super) fn is_small(edit: &Edit) -> bool {
    edit.splices().iter().all(|Splice { span, insert }| span.len() == insert.len() && insert.len() <= WHOLE)
}

/// Writes the bytes of a small edit in place. Returns false where the file is not as in `before`.
fn patch(target: &Path, before: &Snapshot, edit: &Edit) -> Result<bool, Failure> {
    let Some(file) = unchanged(target, before).map_err(failing("opening it for writing"))? else {
        return Ok(false);
    };
    let mut file = &file;
    let old = before.text.as_bytes();
    let splices = edit.splices();
    for (done, Splice { span, insert }) in splices.iter().enumerate() {
        if let Err(error) = file.put(insert.as_bytes(), span.start) {
            let restored = splices[..=done].iter().try_for_each(|splice| {
                let Splice { span, .. } = splice;
                file.put(&old[span.start..span.end], span.start)
            });
            return Err(Failure { doing: "writing in place", error, damage: restored.err() });
        }
    }
    Ok(true)
}

/// Writes what differs between `before` and `after` in place. Returns false where the file is not as in `before`.
fn rewrite(target: &Path, before: &Snapshot, after: &str, redo: &mut dyn Redo) -> Result<bool, Failure> {
    let Some(file) = unchanged(target, before).map_err(failing("opening it for writing"))? else {
        return Ok(false);
    };
    recorded(target, &before.text, after, redo, || overwrite(&mut &file, before.text.as_bytes(), after.as_bytes()))?;
    Ok(true)
}

/// Does `write`, with `redo` told before and after.
pub(super) fn recorded(
    target: &Path,
    before: &str,
    after: &str,
    redo: &mut dyn Redo,
    write: impl FnOnce() -> Result<(), Failure>,
) -> Result<(), Failure> {
    redo.begin(target, before, after);
    let written = write();
    if written.as_ref().err().is_none_or(|failure| failure.damage.is_none()) {
        redo.end();
    }
    written
}

/// Where bytes go: a file, or what a test puts in its place.
pub(super) trait Place {
    /// Makes sure that there is room for it to become `length` bytes long, where that can be asked for.
    fn reserve(&mut self, length: usize) -> io::Result<()>;
    /// Writes `bytes` at the offset `at`.
    fn put(&mut self, bytes: &[u8], at: usize) -> io::Result<()>;
    /// Makes it `length` bytes long.
    fn cut(&mut self, length: usize) -> io::Result<()>;
    /// Waits until it is on the disk.
    fn sync(&mut self) -> io::Result<()>;
}

impl Place for &File {
    #[cfg(target_os = "linux")]
    fn reserve(&mut self, length: usize) -> io::Result<()> {
        use rustix::fs::{FallocateFlags, fallocate};
        let begins = self.metadata()?.len();
        let more = (length as u64).saturating_sub(begins);
        match fallocate(&self, FallocateFlags::KEEP_SIZE, begins, more.max(1)) {
            // Not every file system can; writing will tell then.
            Err(error) if io::Error::from(error).kind() != io::ErrorKind::StorageFull => Ok(()),
            reserved => Ok(reserved?),
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn reserve(&mut self, _length: usize) -> io::Result<()> {
        Ok(())
    }

    fn put(&mut self, bytes: &[u8], at: usize) -> io::Result<()> {
        self.seek(SeekFrom::Start(at as u64))?;
        self.write_all(bytes)
    }

    fn cut(&mut self, length: usize) -> io::Result<()> {
        self.set_len(length as u64)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

/// Turns `old` into `new`, by one write from the first byte that differs on; on a failure puts `old` back.
///
/// Who is killed before a shorter text is cut off leaves it with blank lines at its end, and not with the end of the old
/// one.
pub(super) fn overwrite(place: &mut impl Place, old: &[u8], new: &[u8]) -> Result<(), Failure> {
    let (from, kept) = alike_bytes(old, new);
    // What follows the last difference moves, unless the length stays.
    let kept = if old.len() == new.len() { kept } else { 0 };
    if new.len() > old.len() {
        place.reserve(new.len()).map_err(failing("reserving room for it"))?;
    }
    let mut make = |text: &[u8]| {
        let mut bytes = text[from..text.len() - kept].to_vec();
        bytes.resize(bytes.len().max(old.len() - kept - from), b'\n');
        place.put(&bytes, from)?;
        if old.len() != new.len() {
            place.cut(text.len())?;
        }
        place.sync()
    };
    make(new).map_err(|error| Failure { doing: "writing in place", error, damage: make(old).err() })
}

/// Opens the file at `target` for reading and writing; `None` where it is not as in `before` any more.
pub(super) fn unchanged(target: &Path, before: &Snapshot) -> io::Result<Option<File>> {
    let file = match file::open(target, OpenOptions::new().read(true).write(true)) {
        Ok(file) => file,
        Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    match file::content(&file) {
        Ok(Some((bytes, stamp))) if stamp == before.stamp && bytes == before.text.as_bytes() => Ok(Some(file)),
        Err(Fault::Io(error)) => Err(error),
        Ok(_) | Err(_) => Ok(None),
    }
}

/// Returns whether `error` speaks of the folder or the name, so that writing in place may still do.
///
/// The folder is not writable or not ours (EACCES, EPERM, EROFS), the file is a mount point (EBUSY, EXDEV), or its
/// name leaves no room for a longer one (ENAMETOOLONG). A full disk is none of these: it would fail in place as well.
pub(super) fn bars_rename(error: &io::Error) -> bool {
    use io::ErrorKind::{
        CrossesDevices, InvalidFilename, PermissionDenied, ReadOnlyFilesystem, ResourceBusy, Unsupported,
    };
    matches!(
        error.kind(),
        PermissionDenied | ReadOnlyFilesystem | ResourceBusy | CrossesDevices | InvalidFilename | Unsupported
    )
}

pub(super) fn failing(doing: &'static str) -> impl FnOnce(io::Error) -> Failure {
    move |error| Failure { doing, error, damage: None }
}

#[cfg(test)]
mod tests;
