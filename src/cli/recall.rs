//! What is remembered of earlier runs, and for whom.

use std::path::Path;

use super::tell;
use crate::config::{self, Config};
use crate::store::{Recall, Store};

/// Names who makes changes, where the command line does not.
const VARIABLE: &str = "TICKDOWN_ACTOR";

/// Returns what `config` allows to be remembered, for `actor` or for whom the environment names.
pub(super) fn recall(config: &Config, actor: Option<String>) -> Recall {
    let root = config.remember.then(config::state_folder).flatten();
    let actor = actor.or_else(|| std::env::var(VARIABLE).ok()).filter(|actor| !actor.trim().is_empty());
    Recall { root, actor, marks: config.marks }
}

/// Says what to do with the file `left`, a sentence.
fn aside(left: &Path) -> String {
    let left = left.display();
    let what = "It may hold what another program had just saved: compare it with the plan, and delete it then.";
    format!("{left} was left by a tickdown that was killed. {what}")
}

/// Says what somebody should know of earlier runs on the plan at `path`.
pub(super) fn warn(path: &Path, store: &mut Store) {
    let path = path.display();
    let news = store.take_news();
    if news.completed {
        tell(&format!("{path}: a write that had been cut off was completed."));
    }
    for left in store.left_aside() {
        tell(&format!("{path}: {}", aside(&left)));
    }
    let them = match news.undone {
        0 => return,
        1 => "1 earlier change is".to_owned(),
        several => format!("{several} earlier changes are"),
    };
    tell(&format!("{path}: {them} not in the file. \"tickdown log {path}\" lists what was undone."));
}
