//! What a change would look like: a unified diff.

use std::path::Path;

use similar::TextDiff;

/// Returns the unified diff from `before` to `after` of the file at `path`; nothing where they are the same.
pub(super) fn unified(path: &Path, before: &str, after: &str) -> String {
    let name = path.display().to_string();
    TextDiff::from_lines(before, after).unified_diff().header(&name, &name).to_string()
}

/// Returns the unified diff that brings a file with `text` about at `path`.
pub(super) fn created(path: &Path, text: &str) -> String {
    let name = path.display().to_string();
    TextDiff::from_lines("", text).unified_diff().header("/dev/null", &name).to_string()
}
