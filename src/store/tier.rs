//! Which way to write: with others kept out where that can be had, else as safely as goes.

use std::sync::Arc;

use super::exclusive::{self, Claimed};
use super::write::{self, Failure, Outcome, failing};
use super::{Snapshot, Store, lease};
use crate::text::Edit;

/// How safe the file is from what others save at the very moment of a write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Tier {
    /// Others are kept out while it is written: no edit of either side can be lost between reading and writing.
    #[default]
    Exclusive,
    /// They cannot be kept out; why, in words: `the file system is remote (NFS)`. It is written by comparing just before
    /// and just after.
    BestEffort(String),
}

impl Tier {
    /// Returns whether nothing better can be had on this system, wherever the file is.
    pub fn is_normal(&self) -> bool {
        *self == Self::Exclusive || !lease::IS_SUPPORTED
    }
}

/// Finds the edit for a text that is not the one that was decided on; `None` where there is none at once.
pub(super) type Late<'a> = dyn FnMut(&mut Store, &Arc<str>) -> Option<Edit> + 'a;

impl Store {
    /// Returns how the file is written, as far as it is known: by the last look at it and the last commit.
    pub fn tier(&self) -> Tier {
        let why = self.not_alone.as_deref().or(self.eye.no_leases());
        why.map_or(Tier::Exclusive, |why| Tier::BestEffort(why.to_owned()))
    }

    /// Writes `edit` where the file still reads as in `before`. Where it does not, and others are kept out anyway, writes
    /// what `late` finds.
    pub(super) fn write(&mut self, before: &Snapshot, edit: &Edit, late: &mut Late) -> Result<Outcome, Failure> {
        let claimed = match self.patience.lease {
            Some(patience) => exclusive::claim(&self.paths.target, patience),
            None => Ok(Claimed::Impossible("it was asked for".to_owned())),
        };
        let claimed = claimed.map_err(failing("opening it for writing"))?;
        self.not_alone = match &claimed {
            Claimed::Held(_) | Claimed::Gone => None,
            Claimed::InUse => Some("another program keeps the file open".to_owned()),
            Claimed::Impossible(why) => Some(why.clone()),
        };
        match claimed {
            Claimed::Held(held) if *held.text() == before.text => held.write(&self.paths.target, edit, &mut *self.redo),
            Claimed::Held(held) => match late(self, held.text()) {
                Some(edit) => held.write(&self.paths.target, &edit, &mut *self.redo),
                None => Ok(Outcome::Raced),
            },
            Claimed::Gone => Ok(Outcome::Raced),
            Claimed::InUse | Claimed::Impossible(_) => write::write(&self.paths.target, before, edit, &mut *self.redo),
        }
    }
}
