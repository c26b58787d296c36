//! A longer write that is under way: what the file read before, and what it shall read.
//!
//! A write that changes the length of a file in place can be cut off in the middle. The record is written before the
//! first byte is and is taken away behind the last one, so that the next start can complete what it finds half
//! done. Others may have written since: then nothing is completed.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::{Memory, options};
use crate::store::write::Redo;

/// Keeps a record of each longer write of one plan.
#[derive(Debug)]
pub(in crate::store) struct Record {
    memory: Memory,
    under_way: Option<UnderWay>,
}

/// The record of a write that is under way; held as long as the process lives.
#[derive(Debug)]
pub(in crate::store) struct UnderWay {
    path: PathBuf,
    held: File,
}

/// A write that was cut off.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::store) struct CutOff {
    /// What the file read before.
    pub(in crate::store) before: String,
    /// What it was to read.
    pub(in crate::store) after: String,
}

pub(super) const NAME: &str = "redo";

impl Record {
    /// Returns what keeps them in `memory`.
    pub(in crate::store) fn new(memory: Memory) -> Self {
        Self { memory, under_way: None }
    }
}

impl Redo for Record {
    /// Where no record can be kept the write goes on all the same: a state folder that is full or gone is no reason not
    /// to write the plan.
    fn begin(&mut self, _target: &Path, before: &str, after: &str) {
        self.under_way = UnderWay::begin(&self.memory, before, after).ok();
    }

    fn end(&mut self) {
        if let Some(under_way) = self.under_way.take() {
            under_way.end();
        }
    }
}

impl UnderWay {
    /// Writes down that the file, which reads `before`, is about to read `after`.
    ///
    /// That is not waited for to be on the disk: others who want to open the plan would wait as well. A process that is
    /// killed leaves the record all the same; a power failure may take it.
    ///
    /// # Errors
    /// What the system says; the write can go on without a record, at the risk of being found half done.
    pub(in crate::store) fn begin(memory: &Memory, before: &str, after: &str) -> io::Result<Self> {
        memory.make()?;
        let (new, path) = (memory.new_file(NAME), memory.file(NAME));
        let mut file = options().create(true).truncate(false).write(true).open(&new)?;
        // Somebody else may be writing it: another thread, or a process of that number in another container.
        file.try_lock()?;
        file.set_len(0)?;
        writeln!(file, "{} {}", before.len(), after.len())?;
        file.write_all(before.as_bytes())?;
        file.write_all(after.as_bytes())?;
        fs::rename(new, &path)?;
        Ok(Self { path, held: file })
    }

    /// Takes the record away: the write is complete, or has been taken back.
    pub(in crate::store) fn end(self) {
        // What stays is found to be complete at the next start.
        let _ = remove(&self.held, &self.path);
    }
}

/// Removes the record `own` at `path`, unless another one is there by now.
fn remove(own: &File, path: &Path) -> io::Result<()> {
    let number = |metadata: &fs::Metadata| (metadata.dev(), metadata.ino());
    match fs::metadata(path) {
        Ok(there) if number(&there) == number(&own.metadata()?) => fs::remove_file(path),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A record that was found; nobody else takes it until this is dropped.
#[derive(Debug)]
pub(in crate::store) struct Found {
    path: PathBuf,
    file: File,
    cut_off: Option<CutOff>,
    is_held: bool,
}

/// Returns whether there is a record, whoever holds it.
pub(in crate::store) fn is_kept(memory: &Memory) -> bool {
    memory.file(NAME).exists()
}

/// Returns the record of a write that is under way, or was cut off.
///
/// # Errors
/// What the system says of the record.
pub(in crate::store) fn find(memory: &Memory) -> io::Result<Option<Found>> {
    let path = memory.file(NAME);
    let mut file = match options().read(true).open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let is_held = file.try_lock().is_err();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(Some(Found { path, file, cut_off: parse(&bytes), is_held }))
}

impl Found {
    /// Returns the write; `None` where the record is not whole.
    pub(in crate::store) fn cut_off(&self) -> Option<&CutOff> {
        self.cut_off.as_ref()
    }

    /// Returns whether another holds it: who writes, or who completes what was cut off.
    pub(in crate::store) fn is_held(&self) -> bool {
        self.is_held
    }

    /// Takes the record away, where nobody else holds it.
    pub(in crate::store) fn remove(&self) {
        if !self.is_held {
            // What stays is found to be complete by the next look.
            let _ = remove(&self.file, &self.path);
        }
    }
}

impl CutOff {
    /// Returns whether `now` is what the write leaves when it is cut off: a beginning of the new text, which is filled up
    /// with blank lines to the length of the old one, and the rest as the old one had it there.
    pub(in crate::store) fn left(&self, now: &[u8]) -> bool {
        let (before, after) = (self.before.as_bytes(), self.after.as_bytes());
        if now == before || now == after {
            return false;
        }
        let mut filled = after.to_vec();
        filled.resize(before.len().max(after.len()), b'\n');
        let written = now.iter().zip(&filled).take_while(|(a, b)| a == b).count();
        let shared = after.iter().zip(before).take_while(|(a, b)| a == b).count();
        let is_rest = |from: usize| now.get(from..) == Some(before.get(from..).unwrap_or_default());
        // Where both texts happen to agree behind the cut, it can lie anywhere among those bytes.
        written >= shared && (shared..=written).rev().any(is_rest)
    }
}

fn parse(bytes: &[u8]) -> Option<CutOff> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (lengths, rest) = text.split_once('\n')?;
    let (before, after) = lengths.split_once(' ')?;
    let (before, after): (usize, usize) = (before.parse().ok()?, after.parse().ok()?);
    let is_whole = rest.len() == before.checked_add(after)?;
    let (before, after) = rest.split_at_checked(before).filter(|_| is_whole)?;
    Some(CutOff { before: before.to_owned(), after: after.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the record is for, and whether somebody holds it.
    fn found(memory: &Memory) -> Option<(String, bool)> {
        let found = find(memory).unwrap()?;
        Some((found.cut_off().unwrap().after.clone(), found.is_held()))
    }

    #[test]
    fn what_was_cut_off_is_found_until_it_is_taken_away() {
        let root = tempfile::tempdir().unwrap();
        let memory = Memory::of(root.path(), Path::new("/plan.md"));
        assert!(find(&memory).unwrap().is_none());
        let redo = UnderWay::begin(&memory, "one\n", "one two ⏳\n").unwrap();
        assert_eq!(found(&memory), Some(("one two ⏳\n".to_owned(), true)), "its writer lives");
        find(&memory).unwrap().unwrap().remove();
        drop(redo);
        let one = find(&memory).unwrap().unwrap();
        assert!(!one.is_held());
        assert_eq!(found(&memory), Some(("one two ⏳\n".to_owned(), true)), "somebody looks at it");
        one.remove();
        assert!(find(&memory).unwrap().is_none());
        UnderWay::begin(&memory, "a", "b").unwrap().end();
        assert!(find(&memory).unwrap().is_none());
    }

    #[test]
    fn nobody_takes_the_record_of_another() {
        let root = tempfile::tempdir().unwrap();
        let memory = Memory::of(root.path(), Path::new("/plan.md"));
        let begin = |after: &str| UnderWay::begin(&memory, "", after).unwrap();
        let (one, two) = (begin("one"), begin("two"));
        one.end();
        drop(two);
        let cut_off = find(&memory).unwrap().unwrap();
        let three = begin("three");
        cut_off.remove();
        drop((cut_off, three));
        assert_eq!(found(&memory), Some(("three".to_owned(), false)));
    }

    #[test]
    fn what_another_is_just_writing_down_stays() {
        let root = tempfile::tempdir().unwrap();
        let memory = Memory::of(root.path(), Path::new("/plan.md"));
        memory.make().unwrap();
        let new = memory.new_file(NAME);
        fs::write(&new, "0 3\none").unwrap();
        let held = File::open(&new).unwrap();
        held.lock().unwrap();
        assert!(UnderWay::begin(&memory, "", "two").is_err());
        assert_eq!(fs::read_to_string(new).unwrap(), "0 3\none");
    }

    #[test]
    fn a_record_that_is_not_whole_is_none() {
        for bytes in ["", "4 4\n", "1 1\nab", "1 1\nabc", "1 x\nab", "99999999999999999999 1\nab", "2 0\n\u{e9}"] {
            assert_eq!(parse(bytes.as_bytes()).is_some(), ["1 1\nab", "2 0\n\u{e9}"].contains(&bytes), "{bytes:?}");
        }
    }

    #[test]
    fn a_write_that_was_cut_off_is_told_from_what_others_wrote() {
        let grown = ("one\ntwo\n", "one\nnew\ntwo\n");
        let shrunk = ("one\nnew\ntwo\n", "one\ntwo\n");
        for ((before, after), now, expected) in [
            (grown, "one\ntwo\n", false),
            (grown, "one\nnew\ntwo\n", false),
            (grown, "one\nnwo\n", true),
            (grown, "one\nnew\n", true),
            (grown, "one\nnewo\n", false),
            (grown, "one\nnew\nt", true),
            (grown, "one\nXew\nt", false),
            (grown, "", false),
            (shrunk, "one\ntwo\ntwo\n", true),
            (shrunk, "one\ntwo\n\n\n\n\n", true),
            (shrunk, "one\ntwo\n\nwo\n", true),
            (shrunk, "one\ntwo\n\n", false),
            (shrunk, "one\ntew\ntwo\n", true),
            (shrunk, "one\nnew\ntwo\nmore\n", false),
        ] {
            let cut_off = CutOff { before: before.to_owned(), after: after.to_owned() };
            assert_eq!(cut_off.left(now.as_bytes()), expected, "{now:?} between {before:?} and {after:?}");
        }
    }
}
