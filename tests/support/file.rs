//! A small plan in a folder of its own, for tests in a real terminal.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

/// The plan.
pub(crate) const PLAN: &str = "\
# Small plan

## Phase 1: Begin

- [ ] First thing
- [ ] Second thing
- [x] Third thing
";

/// A plan in a folder of its own.
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) folder: TempDir,
}

impl File {
    pub(crate) fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("plan.md");
        fs::write(&path, text).expect("a plan");
        Self { path, folder }
    }

    /// Saves as many editors do: a new file, renamed over the old one.
    pub(crate) fn replace(&self, text: &str) {
        let new = self.folder.path().join(".plan.md.new");
        fs::write(&new, text).and_then(|()| fs::rename(&new, &self.path)).expect("a new plan");
    }
}
