//! A look at a file that nobody wants to write.

use std::path::Path;

use super::{Fault, Snapshot, file, look};

/// Returns what the file at `path` says; `None` where somebody seems to be in the middle of saving it. Blocks for less
/// than a millisecond, and the reading.
///
/// # Errors
/// Each [`Fault`] of a file that cannot be a plan's.
pub fn peek(path: &Path) -> Result<Option<Snapshot>, Fault> {
    look::glance(&file::resolve(path)?)
}
