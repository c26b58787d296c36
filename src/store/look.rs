//! Looking at the file until what it says is whole: never at half of what somebody is saving.
//!
//! | who has the file open for writing | its text counts once |
//! |---|---|
//! | nobody, as a read lease proves ([`super::lease`]) | it is read |
//! | somebody | it was last written three seconds ago; where they have had it open for so long, it stands as it did 20 ms ago |
//! | it cannot be known: no leases here | it stands as it did 20 ms ago, or was last written more than a minute ago |
//!
//! When it was written is what its file system says. That of another machine may go by a clock that is ahead or behind,
//! and so where there are no leases only minutes count by it: less is told by looking twice.

use std::fs::File;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::file::{self, Attempt};
use super::{Fault, Snapshot, Stamp};

/// How long a file that somebody has open for writing must not have changed: programs pause between two writes of one save
/// for less. And how long somebody who keeps writing can keep us from reading at all. Who closes it ends the wait.
const WRITER_REST: Duration = Duration::from_secs(3);

/// How long somebody may have the file open for writing before people wonder why nothing new is shown.
const LONG: Duration = Duration::from_millis(250);

/// How long a file must not have changed where nobody knows who has it open.
const REST: Duration = Duration::from_millis(20);

/// How long ago a file must have been written, by a clock that may not be ours, to have rested without a second look.
const OLD: Duration = Duration::from_mins(1);

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
    own: Option<Stamp>,
    /// How others had left it when we wrote onto that.
    theirs: Option<Stamp>,
    /// How the file stood at the last look without a lease, and since when it has stood so.
    steady: Option<(Stamp, Instant)>,
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

    /// Notes that we have written: what stood as `onto` says stands as `now` says.
    pub(super) fn wrote(&mut self, onto: Stamp, now: Stamp) {
        if self.own != Some(onto) {
            self.theirs = Some(onto);
        }
        self.own = Some(now);
    }

    /// Returns whether whoever has it open for writing may still be in the middle of saving what stands as `stamp` says: nobody
    /// pauses for a minute. What we have written onto that meanwhile makes it no younger.
    pub(super) fn sees_unfinished(&self, stamp: Stamp) -> bool {
        let theirs = self.theirs.filter(|_| self.own == Some(stamp)).unwrap_or(stamp);
        self.sees_writer() && !was_written(theirs, OLD)
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
        let (file, rest, old) = match file::attempt(target)? {
            Attempt::Barred => return Ok(None),
            Attempt::Leased(lease) => {
                (self.kept_since, self.no_leases) = (None, None);
                return file::snapshot(lease.file());
            }
            Attempt::BeingWritten(file) => {
                let since = *self.kept_since.get_or_insert_with(Instant::now);
                let rest = if since.elapsed() < WRITER_REST { WRITER_REST } else { REST };
                (file, rest, rest)
            }
            Attempt::Unknown(file, why) => {
                (self.kept_since, self.no_leases) = (None, Some(why));
                (file, REST, OLD)
            }
        };
        self.read_rested(&file, rest, old)
    }

    /// Reads `file` where it is how we left it, was written at least `old` ago, or has stood as it does for `rest`.
    fn read_rested(&mut self, file: &File, rest: Duration, old: Duration) -> Result<Option<Snapshot>, Fault> {
        let mut is_whole = |stamp: Stamp| self.own == Some(stamp) || was_written(stamp, old) || self.stood(stamp, rest);
        if !is_whole(Stamp::of(&file.metadata()?)) {
            return Ok(None);
        }
        Ok(file::snapshot(file)?.filter(|snapshot| is_whole(snapshot.stamp)))
    }

    /// Returns whether the file has stood as `stamp` says for as long as `rest`, by our own clock.
    fn stood(&mut self, stamp: Stamp, rest: Duration) -> bool {
        match self.steady {
            Some((steady, since)) if steady == stamp => since.elapsed() >= rest,
            _ => {
                self.steady = Some((stamp, Instant::now()));
                false
            }
        }
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
            None if began.elapsed() > 2 * WRITER_REST => return Err(Fault::Unsettled),
            None => thread::sleep(eye.pause()),
        }
    }
}

/// Reads the file at `target` once, for who takes no harm from half a text and looks again when it changes; `None` where
/// somebody seems to be in the middle of saving it.
///
/// # Errors
/// As [`Eye::look`].
pub(super) fn glance(target: &Path) -> Result<Option<Snapshot>, Fault> {
    let mut eye = Eye::default();
    match eye.look(target)? {
        None if eye.no_leases.is_some() => Ok(file::read(target)?.filter(|snapshot| !is_fresh(snapshot.stamp))),
        seen => Ok(seen),
    }
}

/// Returns whether a file of this stamp was just written, as far as the clock of its file system tells.
fn is_fresh(stamp: Stamp) -> bool {
    (0..REST.as_nanos().cast_signed()).contains(&age(stamp))
}

/// Returns whether a file of this stamp was written at least so long `ago`, by the clock of its file system.
fn was_written(stamp: Stamp, ago: Duration) -> bool {
    age(stamp) >= ago.as_nanos().cast_signed()
}

/// Returns how many nanoseconds ago a file of this stamp was written; less than none where that clock is ahead of ours.
fn age(stamp: Stamp) -> i128 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    now.as_nanos().cast_signed() - stamp.mtime_ns
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The stamp of a file that was written `ago`; in the future, where that is negative. In seconds.
    fn written(ago: i128) -> Stamp {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        Stamp { inode: 1, size: 1, mtime_ns: now.as_nanos().cast_signed() - ago * 1_000_000_000, ctime_ns: 0 }
    }

    #[test]
    fn a_file_is_old_by_its_time() {
        for (ago, expected) in [(0, false), (-3600, false), (59, false), (61, true)] {
            assert_eq!(was_written(written(ago), OLD), expected, "{ago}");
            assert_eq!(is_fresh(written(ago)), ago == 0, "{ago}");
        }
    }

    #[test]
    fn a_file_has_rested_when_it_stands_as_it_stood() {
        // Whatever clock its time is of.
        for ago in [-3600, 0, 30] {
            let mut eye = Eye::default();
            let (one, two) = (written(ago), written(ago + 1));
            assert!(!eye.stood(one, REST) && !eye.stood(two, REST) && !eye.stood(one, REST));
            eye.steady = Some((one, Instant::now().checked_sub(REST).unwrap()));
            assert!(eye.stood(one, REST));
            assert!(!eye.stood(two, REST), "it has changed since");
        }
    }

    #[test]
    fn without_leases_a_text_is_read_only_after_a_second_look() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.md");
        std::fs::write(&path, "text").unwrap();
        let file = File::options().read(true).write(true).open(&path).unwrap();
        let text = |eye: &mut Eye| eye.read_rested(&file, REST, OLD).unwrap().map(|snapshot| snapshot.text.to_string());
        for (modified, expected) in [
            (SystemTime::now() + 2 * OLD, None),
            (SystemTime::now(), None),
            (SystemTime::now() - 2 * REST, None),
            (SystemTime::now() - 2 * OLD, Some("text")),
        ] {
            file.set_modified(modified).unwrap();
            let mut eye = Eye::default();
            assert_eq!(text(&mut eye).as_deref(), expected);
            eye.steady = eye.steady.and_then(|(stamp, since)| Some((stamp, since.checked_sub(REST)?)));
            assert_eq!(text(&mut eye).as_deref(), Some("text"));
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
        theirs.set_modified(SystemTime::now() - Duration::from_secs(2)).unwrap();
        assert_eq!(text(&mut eye), None, "it pauses for two seconds in the middle");
        theirs.set_modified(SystemTime::now() - WRITER_REST).unwrap();
        assert_eq!((text(&mut eye).as_deref(), eye.sees_writer()), (Some("text"), true));
        theirs.set_modified(SystemTime::now() - 5 * REST).unwrap();
        assert_eq!(text(&mut eye), None);
        let now = Stamp::of(&theirs.metadata().unwrap());
        eye.wrote(now, now);
        assert_eq!(text(&mut eye).as_deref(), Some("text"), "what we wrote is whole");
        eye.own = None;
        assert!(!Eye::default().waits_for_writer());
        eye.kept_since = Instant::now().checked_sub(WRITER_REST);
        assert_eq!(text(&mut eye).as_deref(), Some("text"), "after so long a shorter rest must do");
        assert!(eye.waits_for_writer());
        drop(theirs);
        assert_eq!((text(&mut eye).as_deref(), eye.sees_writer()), (Some("text"), false));
        assert_eq!(eye.no_leases(), None);
    }
}
