//! Looking at the file until what it says is whole: never at half of what somebody is saving.
//!
//! | who has the file open for writing | its text counts once |
//! |---|---|
//! | nobody, as a read lease proves ([`super::lease`]) | it is read |
//! | somebody | it was last written a second ago; after three seconds as in the next row |
//! | it cannot be known: no leases here | it was last written 20 ms ago |

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::file::{self, Attempt};
use super::{Fault, Snapshot, Stamp};

/// How long a file that somebody has open for writing must not have changed: editors pause between two writes of one
/// save for much less.
const WRITER_REST: Duration = Duration::from_secs(1);

/// How long somebody who has the file open for writing, and keeps writing, can keep us from reading at all.
const WRITER_PATIENCE: Duration = Duration::from_secs(3);

/// How long somebody may have the file open for writing before people wonder why nothing new is shown.
const LONG: Duration = Duration::from_millis(250);

/// How long a file must not have changed where nobody knows who has it open.
const REST: Duration = Duration::from_millis(20);

/// How often a file is read again at once: somebody who has just closed it is told to watchers a little before it counts
/// as closed, and a lease of another tickdown lasts for microseconds.
const LOOKS: u32 = 3;

/// How long to wait between these.
const BETWEEN_LOOKS: Duration = Duration::from_micros(100);

/// How long a file that is missing is waited for: git, and editors that save to a new file, remove the old one first.
const ABSENCE: Duration = Duration::from_millis(100);

/// How long to wait before it is looked for again.
const BETWEEN_ABSENCES: Duration = Duration::from_millis(2);

/// Looks at one file, and remembers how long others keep it from that.
#[derive(Debug, Default)]
pub(super) struct Eye {
    /// How the file was left by our last write: that is whole.
    pub(super) own: Option<Stamp>,
    /// Since when somebody has the file open for writing whenever it is looked at.
    kept_since: Option<Instant>,
    /// Why there are no leases, in words, where there are none.
    no_leases: Option<String>,
}

impl Eye {
    /// Reads the file at `target`; `None` where somebody seems to be in the middle of saving it. Blocks for less than a
    /// millisecond, and the reading.
    ///
    /// # Errors
    /// Each [`Fault`] of a file that cannot be a plan's.
    pub(super) fn look(&mut self, target: &Path) -> Result<Option<Snapshot>, Fault> {
        for look in 0..LOOKS {
            if look > 0 {
                thread::sleep(BETWEEN_LOOKS);
            }
            if let Some(snapshot) = self.look_once(target)? {
                return Ok(Some(snapshot));
            }
        }
        Ok(None)
    }

    /// Returns how long to wait after a look that brought nothing. Whoever closes the file makes an event besides.
    pub(super) fn pause(&self) -> Duration {
        let is_long = self.kept_since.is_some_and(|since| since.elapsed() > REST);
        Duration::from_millis(if is_long { 10 } else { 1 })
    }

    /// Returns whether somebody had the file open for writing when it was last looked at.
    pub(super) fn sees_writer(&self) -> bool {
        self.kept_since.is_some()
    }

    /// Returns whether somebody has had it open for writing for so long that people wonder.
    pub(super) fn waits_for_writer(&self) -> bool {
        self.kept_since.is_some_and(|since| since.elapsed() >= LONG)
    }

    /// Returns why there are no leases on this file, in words.
    pub(super) fn no_leases(&self) -> Option<&str> {
        self.no_leases.as_deref()
    }

    fn look_once(&mut self, target: &Path) -> Result<Option<Snapshot>, Fault> {
        let (file, rest) = match file::attempt(target)? {
            Attempt::Barred => return Ok(None),
            Attempt::Leased(lease) => {
                (self.kept_since, self.no_leases) = (None, None);
                return file::snapshot(lease.file());
            }
            Attempt::BeingWritten(file) => {
                let since = *self.kept_since.get_or_insert_with(Instant::now);
                (file, if since.elapsed() < WRITER_PATIENCE { WRITER_REST } else { REST })
            }
            Attempt::Unknown(file, why) => {
                (self.kept_since, self.no_leases) = (None, Some(why));
                (file, REST)
            }
        };
        let is_whole = |stamp: Stamp| self.own == Some(stamp) || rested(stamp, rest);
        if !is_whole(Stamp::of(&file.metadata()?)) {
            return Ok(None);
        }
        Ok(file::snapshot(&file)?.filter(|snapshot| is_whole(snapshot.stamp)))
    }
}

/// Does `find` until it finds a file, for 100 ms at most.
///
/// # Errors
/// What `find` says last.
pub(super) fn until_there<T>(mut find: impl FnMut() -> Result<T, Fault>) -> Result<T, Fault> {
    let began = Instant::now();
    loop {
        match find() {
            Err(Fault::NotFound) if began.elapsed() < ABSENCE => thread::sleep(BETWEEN_ABSENCES),
            found => return found,
        }
    }
}

/// Reads the file at `target`, again and again while somebody seems to be saving it; returns what has looked, too.
///
/// # Errors
/// [`Fault::Unsettled`] where it does not come to rest; what [`Eye::look`] returns.
pub(super) fn until_whole(target: &Path) -> Result<(Eye, Snapshot), Fault> {
    let began = Instant::now();
    let mut eye = Eye::default();
    loop {
        match eye.look(target)? {
            Some(snapshot) => return Ok((eye, snapshot)),
            None if began.elapsed() > WRITER_PATIENCE + WRITER_REST => return Err(Fault::Unsettled),
            None => thread::sleep(eye.pause()),
        }
    }
}

/// Returns whether a file of this stamp was not written for as long as `rest`. Where its time lies in what this clock
/// takes for the future, nothing can be told by it, and it counts as rested.
fn rested(stamp: Stamp, rest: Duration) -> bool {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let age = now.as_nanos().cast_signed() - stamp.mtime_ns;
    age < 0 || age >= rest.as_nanos().cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_rests_by_its_time() {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        for (mtime, expected) in [
            (Duration::ZERO, true),
            (now.saturating_sub(2 * WRITER_REST), true),
            (now.saturating_sub(WRITER_REST / 2), false),
            (now + WRITER_REST, true),
        ] {
            let stamp = Stamp { inode: 1, size: 1, mtime_ns: mtime.as_nanos().cast_signed(), ctime_ns: 0 };
            assert_eq!(rested(stamp, WRITER_REST), expected);
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn who_keeps_the_file_open_for_writing_is_waited_for_until_it_rests() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.md");
        let theirs = std::fs::File::create(&path).unwrap();
        rustix::io::pwrite(&theirs, b"text", 0).unwrap();
        let mut eye = Eye::default();
        let text = |eye: &mut Eye| eye.look(&path).unwrap().map(|snapshot| snapshot.text.to_string());
        assert_eq!((text(&mut eye), eye.sees_writer()), (None, true));
        theirs.set_modified(SystemTime::now() - WRITER_REST).unwrap();
        assert_eq!((text(&mut eye).as_deref(), eye.sees_writer()), (Some("text"), true));
        theirs.set_modified(SystemTime::now() - 5 * REST).unwrap();
        assert_eq!(text(&mut eye), None);
        eye.own = Some(Stamp::of(&theirs.metadata().unwrap()));
        assert_eq!(text(&mut eye).as_deref(), Some("text"), "what we wrote is whole");
        eye.own = None;
        assert!(!Eye::default().waits_for_writer());
        eye.kept_since = Instant::now().checked_sub(WRITER_PATIENCE);
        assert_eq!(text(&mut eye).as_deref(), Some("text"), "after so long a shorter rest must do");
        assert!(eye.waits_for_writer());
        drop(theirs);
        assert_eq!((text(&mut eye).as_deref(), eye.sees_writer()), (Some("text"), false));
        assert_eq!(eye.no_leases(), None);
    }
}
