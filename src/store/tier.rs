//! Which way to write: with others kept out where that can be had, else as safely as goes.

use std::time::Duration;

use super::exclusive::{self, Claimed};
use super::memory::redo;
use super::write::{self, Failure, Outcome, Way, failing};
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
    /// Whether others can be kept out on this system at all, so that anything else departs from normal.
    pub const IS_EXCLUSIVE_NORMAL: bool = lease::IS_SUPPORTED;
}

/// How long another tickdown is waited for that waits for the disk.
const DISK: Duration = Duration::from_secs(1);

/// Finds the edit for a text that is not the one that was decided on; `None` where there is none at once.
pub(super) type Late<'a> = dyn FnMut(&mut Store, &Snapshot) -> Option<Edit> + 'a;

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
            Some(patience) => match exclusive::claim(&self.paths.target, patience) {
                Ok(Claimed::InUse) => {
                    // A tickdown that waits for the disk will close it, or has just done so.
                    let patience = if self.is_flushed() { DISK } else { Duration::ZERO };
                    exclusive::claim(&self.paths.target, patience)
                }
                claimed => claimed,
            },
            None => Ok(Claimed::Impossible("it was asked for".to_owned())),
        };
        let claimed = claimed.map_err(failing("opening it for writing"))?;
        match claimed {
            Claimed::Gone => Ok(Outcome::Raced),
            Claimed::Held(held) => {
                self.not_alone = None;
                let is_known = held.now().text == before.text;
                // A record while nobody writes is of a write that was cut off: only looking tells, and completes it.
                let is_whole = is_known || self.memory.as_ref().is_none_or(|memory| !redo::is_kept(memory));
                let edit = if is_known { Some(edit.clone()) } else { late(self, held.now()).filter(|_| is_whole) };
                edit.map_or(Ok(Outcome::Raced), |edit| held.write(&self.paths.target, &edit, &mut *self.redo))
            }
            Claimed::InUse => self.write_beside(before, edit),
            Claimed::Impossible(why) => {
                self.not_alone = Some(why);
                write::write(&self.paths.target, before, edit, Way::Any, &mut *self.redo)
            }
        }
    }

    /// Writes `edit` although others have the file open: readers, or somebody who has kept it open for writing, and left
    /// it alone, for long. Who is in the middle of saving is waited for: what they write next goes where it stood before, and
    /// so over what a longer or shorter text has moved there.
    fn write_beside(&mut self, before: &Snapshot, edit: &Edit) -> Result<Outcome, Failure> {
        let Ok(Some(now)) = self.eye.look(&self.paths.target) else { return Ok(Outcome::Raced) };
        if self.eye.sees_unfinished(now.stamp) && !write::is_small(edit) {
            return Ok(Outcome::Raced);
        }
        let (way, why) = if self.eye.sees_writer() {
            // A new file in its place would leave them writing into one that nobody sees any more.
            (Way::InPlace, "another program keeps the file open for writing")
        } else {
            (Way::Any, "another program keeps the file open")
        };
        self.not_alone = Some(why.to_owned());
        write::write(&self.paths.target, before, edit, way, &mut *self.redo)
    }
}
