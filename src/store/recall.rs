//! Opening plans with what is remembered of them from earlier runs.

use std::path::{Path, PathBuf};

use super::{ReadError, Role, Snapshot, Store};

/// Where and for whom things are remembered.
#[derive(Clone, Debug, Default)]
pub struct Recall {
    /// The program's state folder; `None` where nothing shall be remembered.
    pub root: Option<PathBuf>,
    /// Who makes changes, where that was said.
    pub actor: Option<String>,
}

impl Recall {
    /// Opens the plan at `path` for a screen or a verb.
    ///
    /// # Errors
    /// What keeps it from being read.
    pub fn open(&self, path: &Path, role: Role) -> Result<(Store, Snapshot), ReadError> {
        match &self.root {
            Some(root) => Store::open_remembered(path, root, role, self.actor.clone()),
            None => Store::open(path),
        }
    }
}
