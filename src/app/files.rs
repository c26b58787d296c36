//! What is known of the files that the plan names: whether they are there.
//!
//! Only the files of the node that is shown are asked for, and each only once until something may have changed.

use std::collections::{HashMap, HashSet};

use crate::plan::{FileRef, Kind, NodeId, Plan};

/// Whether there is something at a path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// Nobody has looked yet.
    #[default]
    Unknown,
    /// There is.
    Present,
    /// There is not, or it is outside of where plans may point to.
    Missing,
}

/// What is known of the files that the plan names.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// By path, as the plan writes it. What was true before is believed until there is an answer.
    known: HashMap<String, Presence>,
    /// Paths that were asked for since everything was in doubt.
    asked: HashSet<String>,
    /// The node whose files have been asked for.
    shown: Option<NodeId>,
}

impl Files {
    /// Returns whether the file is there, as far as that is known.
    pub fn presence(&self, file: &FileRef) -> Presence {
        self.known.get(&file.path).copied().unwrap_or_default()
    }

    /// Returns the paths that must be looked up to show `id`; none twice.
    pub fn ask(&mut self, plan: &Plan, id: NodeId) -> Vec<String> {
        if self.shown.replace(id) == Some(id) {
            return Vec::new();
        }
        let step = step_of(plan, id).map_or_else(Vec::new, |step| plan.files_named(step));
        let paths = plan.files_named(id).into_iter().chain(step).map(|file| file.path);
        paths.filter(|path| self.asked.insert(path.clone())).collect()
    }

    /// Takes answers; returns whether they say anything new.
    pub fn learn(&mut self, answers: Vec<(String, Presence)>) -> bool {
        let mut news = false;
        for (path, presence) in answers {
            news |= self.known.insert(path, presence) != Some(presence);
        }
        news
    }

    /// Notes that files may have come and gone, or that the plan names others.
    pub fn doubt(&mut self) {
        self.asked.clear();
        self.shown = None;
    }
}

/// Returns the files that can be opened from `id`: its own; of an item that names none, those of its step.
pub(super) fn offered(plan: &Plan, id: NodeId) -> Vec<FileRef> {
    let own = plan.files_named(id);
    match step_of(plan, id) {
        Some(step) if own.is_empty() => plan.files_named(step),
        _ => own,
    }
}

/// Returns the step that an item belongs to.
fn step_of(plan: &Plan, id: NodeId) -> Option<NodeId> {
    let is_item = plan.node(id).kind == Kind::Item;
    plan.ancestors(id).find(|&above| plan.node(above).kind == Kind::Step).filter(|_| is_item)
}
