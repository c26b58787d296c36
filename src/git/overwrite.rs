//! Writing a whole small file in place, so that links and rights stay and a full disk loses nothing.

use std::fs::OpenOptions;
use std::io::{self, Seek, Write};
use std::path::Path;

/// Writes `after` into the file at `path`, which says `before`; one that is not there is made.
///
/// # Errors
/// What keeps it from being written; `before` is put back then.
pub fn overwrite(path: &Path, before: &str, after: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
    let mut write = |text: &str| {
        file.rewind()?;
        // It is cut only when all is there, so that what is put back finds its room.
        file.write_all(text.as_bytes())?;
        file.set_len(text.len() as u64)
    };
    write(after).inspect_err(|_| {
        // The first error is the one to be told.
        let _ = write(before);
    })
}
