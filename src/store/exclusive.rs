//! Writing while everybody else is kept out: the file is read, compared and written under one write lease.
//!
//! Nobody else has the file open then, and whoever opens it waits for microseconds ([`super::lease`]). So everything is
//! written in place, whatever its length: nobody sees half of it, and inode, hard links, owner, mode and attributes stay.
//! What a lease does not keep out is a rename over the file; that is seen afterwards.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::lease::{self, Claim, Lease};
use super::write::{Failure, Outcome, Place, Redo, failing, is_small, overwrite, recorded};
use super::{Snapshot, Stamp, file};
use crate::text::Edit;

/// How long to wait before the lease is asked for again, in microseconds; the last one again and again.
const PAUSES: [u64; 6] = [100, 200, 500, 1000, 2000, 5000];

/// The file, with everybody else kept out.
#[derive(Debug)]
pub(super) struct Held {
    lease: Lease,
    now: Snapshot,
}

/// How asking for the file ended.
#[derive(Debug)]
pub(super) enum Claimed {
    /// It is ours for a moment.
    Held(Held),
    /// There is no text to write onto, at least for the moment.
    Gone,
    /// Others had it open all the time.
    InUse,
    /// Others cannot be kept out; why, in words.
    Impossible(String),
}

/// Asks for the file at `target`, again and again for as long as `patience` while others have it open.
///
/// # Errors
/// What the system says to opening or reading it.
pub(super) fn claim(target: &Path, patience: Duration) -> io::Result<Claimed> {
    let began = Instant::now();
    let mut pauses = PAUSES.into_iter();
    let mut pause = PAUSES[0];
    loop {
        // Nothing stays open over the pause: it would keep another tickdown from its lease, and that one us.
        if let Some(claimed) = claim_now(target)? {
            return Ok(claimed);
        }
        if began.elapsed() >= patience {
            return Ok(Claimed::InUse);
        }
        pause = pauses.next().unwrap_or(pause);
        thread::sleep(Duration::from_micros(pause + jitter(pause)));
    }
}

/// Asks once; `None` where others have the file open.
fn claim_now(target: &Path) -> io::Result<Option<Claimed>> {
    let file = match file::open(target, OpenOptions::new().read(true).write(true)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Some(Claimed::Gone)),
        Err(error) => return Err(error),
    };
    if !file.metadata()?.is_file() {
        return Ok(Some(Claimed::Gone));
    }
    let lease = match lease::claim(file, lease::Kind::Write) {
        Claim::Granted(lease) => lease,
        Claim::InUse(_) => return Ok(None),
        Claim::Impossible(_, why) => return Ok(Some(Claimed::Impossible(why))),
    };
    // What is no text is for the next look to tell.
    let now = file::snapshot(lease.file()).ok().flatten();
    let held = now.filter(|now| !now.text.is_empty()).map(|now| Held { lease, now });
    Ok(Some(held.map_or(Claimed::Gone, Claimed::Held)))
}

impl Held {
    /// Returns the file as it is.
    pub(super) fn now(&self) -> &Snapshot {
        &self.now
    }

    /// Writes `edit`, and lets others in again.
    ///
    /// A crash of this process can leave half of a longer edit, and so `redo` is told of it before and after. Nothing is
    /// waited for until it is on the disk: that takes milliseconds, for which others would have to wait (see
    /// [`super::Store::flush`]).
    ///
    /// # Errors
    /// What the system said; the file is as it was then, unless the failure says otherwise.
    pub(super) fn write(self, target: &Path, edit: &Edit, redo: &mut dyn Redo) -> Result<Outcome, Failure> {
        let after = edit.apply(&self.now.text);
        // Somebody may have renamed another file over it before there was a lease.
        if !is_at(self.lease.file(), target) || !self.lease.holds() {
            return Ok(Outcome::Raced);
        }
        let mut file = Undisturbed(self.lease.file());
        let mut overwrite = || overwrite(&mut file, self.now.text.as_bytes(), after.as_bytes());
        if is_small(edit) && edit.splices().len() == 1 {
            overwrite()?;
        } else {
            recorded(target, &self.now.text, &after, redo, overwrite)?;
        }
        let stamp = self.lease.file().metadata().map(|metadata| Stamp::of(&metadata));
        if !self.lease.holds() || !is_at(self.lease.file(), target) {
            return Ok(Outcome::Overtaken);
        }
        let stamp = stamp.map_err(failing("looking at what was written"))?;
        Ok(Outcome::Written(Snapshot { text: after.into(), stamp }))
    }
}

/// A file that nobody else has open.
struct Undisturbed<'a>(&'a File);

impl Place for Undisturbed<'_> {
    fn reserve(&mut self, length: usize) -> io::Result<()> {
        self.0.reserve(length)
    }

    fn put(&mut self, bytes: &[u8], at: usize) -> io::Result<()> {
        self.0.put(bytes, at)
    }

    fn cut(&mut self, length: usize) -> io::Result<()> {
        self.0.cut(length)
    }

    /// Does nothing: the room is reserved, and others wait.
    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Returns whether `file` is what `target` names.
fn is_at(file: &File, target: &Path) -> bool {
    match (file.metadata(), fs::symlink_metadata(target)) {
        (Ok(ours), Ok(named)) => identity(&ours) == identity(&named),
        _ => false,
    }
}

fn identity(metadata: &fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

/// Returns something below `limit`, by the clock: two tickdowns that ask at the same moment shall not go on to.
fn jitter(limit: u64) -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::from(now.subsec_nanos() ^ std::process::id()) % limit
}
