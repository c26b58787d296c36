//! Opening a plan with what is remembered of it from earlier runs.

use std::path::{Path, PathBuf};

use super::tell;
use crate::config::{self, Config};
use crate::store::{ReadError, Role, Snapshot, Store};

/// Names who makes changes, where the command line does not.
const VARIABLE: &str = "TICKDOWN_ACTOR";

/// Where and for whom things are remembered.
#[derive(Debug)]
pub(super) struct Recall {
    /// The program's state folder; `None` where nothing shall be remembered.
    root: Option<PathBuf>,
    /// Who makes changes, where that was said.
    actor: Option<String>,
}

impl Recall {
    /// Returns what `config` allows, for `actor` or for whom the environment names.
    pub(super) fn new(config: &Config, actor: Option<String>) -> Self {
        let root = config.remember.then(config::state_folder).flatten();
        let actor = actor.or_else(|| std::env::var(VARIABLE).ok()).filter(|actor| !actor.trim().is_empty());
        Self { root, actor }
    }

    /// Opens the plan at `path` for a screen or a verb.
    ///
    /// # Errors
    /// What keeps it from being read.
    pub(super) fn open(self, path: &Path, role: Role) -> Result<(Store, Snapshot), ReadError> {
        match self.root {
            Some(root) => Store::open_remembered(path, &root, role, self.actor),
            None => Store::open(path),
        }
    }
}

/// Says what somebody should know of earlier runs on the plan at `path`.
pub(super) fn warn(path: &Path, store: &mut Store) {
    let path = path.display();
    let news = store.take_news();
    if news.completed {
        tell(&format!("{path}: a write that had been cut off was completed."));
    }
    let them = match store.offers().len() {
        0 => return,
        1 => "1 earlier change is".to_owned(),
        several => format!("{several} earlier changes are"),
    };
    tell(&format!("{path}: {them} not in the file. \"tickdown log {path}\" lists what was undone."));
}
