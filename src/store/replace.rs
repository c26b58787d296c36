//! Putting a whole new text in the place of a file, without losing what others save at the same moment.
//!
//! The new text goes into a temporary file, and that changes places with the old one. What comes out is looked at: if
//! it is not the file that was read, somebody has saved in between, and the two change places again. Where files cannot
//! change places, the new one is renamed over the old one, which stays open to be looked at; a file that somebody
//! else has renamed into its place within these microseconds is lost there.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::temporary::Temporary;
use super::write::{Failure, bars_rename, failing, unchanged};
use super::{Snapshot, Stamp, file};

/// How an attempt to put a new file in the place of the old one ended.
#[derive(Debug)]
pub(super) enum Replaced {
    /// It is there.
    Done,
    /// The file is not as it was read; it is as somebody else has saved it.
    Raced,
    /// A rename is impossible here, or something would be lost.
    Barred,
}

/// How long a save that began beside ours is waited for, where its text must be put back by hand.
const THEIR_SAVE: Duration = Duration::from_millis(300);

/// How long to wait between two looks at it.
const NEXT_LOOK: Duration = Duration::from_millis(5);

const PREPARING: &str = "writing a temporary file beside it";
const RENAMING: &str = "renaming a temporary file over it";
const PUTTING_BACK: &str = "putting back what another program has just saved";

/// Puts `after` in the place of the file at `target`, if that still reads and stands as in `before`.
///
/// # Errors
/// What the system said; the file is as it was then, unless the failure says otherwise.
pub(super) fn replace(target: &Path, before: &Snapshot, after: &str) -> Result<Replaced, Failure> {
    replace_by(target, before, after, Temporary::exchange)
}

/// Does so; `exchange` is what lets two files change places.
fn replace_by(
    target: &Path,
    before: &Snapshot,
    after: &str,
    exchange: impl Fn(&Temporary, &Path) -> io::Result<()>,
) -> Result<Replaced, Failure> {
    let Some(original) = unchanged(target, before).map_err(failing("opening it for writing"))? else {
        return Ok(Replaced::Raced);
    };
    if has_other_names(&original).map_err(failing(PREPARING))? {
        return Ok(Replaced::Barred);
    }
    let temporary = match prepared(target, &original, after.as_bytes()) {
        Ok(Some(temporary)) => temporary,
        Ok(None) => return Ok(Replaced::Barred),
        Err(error) => return Err(failing(PREPARING)(error)),
    };
    if unchanged(target, before).map_err(failing("opening it for writing"))?.is_none() {
        return Ok(Replaced::Raced);
    }
    match exchange(&temporary, target) {
        Ok(()) if is(temporary.path(), before) => Ok(Replaced::Done),
        Ok(()) => exchange_back(temporary, target, after, exchange),
        Err(error) if cannot_exchange(&error) => rename(temporary, target, before, &original),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Replaced::Raced),
        Err(error) if bars_rename(&error) => Ok(Replaced::Barred),
        Err(error) => Err(failing(RENAMING)(error)),
    }
}

/// Returns a temporary file that holds `bytes`, and else is as `original`; `None` where it cannot be.
fn prepared(target: &Path, original: &File, bytes: &[u8]) -> io::Result<Option<Temporary>> {
    let temporary = match Temporary::beside(target) {
        Ok(temporary) => temporary,
        Err(error) if bars_rename(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    temporary.file().write_all(bytes)?;
    if temporary.take_after(original).is_err() {
        return Ok(None);
    }
    // A crash of the system must find either text behind the name, not an empty file.
    temporary.file().sync_all()?;
    Ok(Some(temporary))
}

/// Puts what `temporary` has been exchanged for behind its name again: somebody else has saved it meanwhile.
fn exchange_back(
    temporary: Temporary,
    target: &Path,
    after: &str,
    exchange: impl Fn(&Temporary, &Path) -> io::Result<()>,
) -> Result<Replaced, Failure> {
    match exchange(&temporary, target) {
        Ok(()) => {}
        // Removed by somebody who has seen ours: so be it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Replaced::Raced),
        Err(error) => return Err(left_aside(temporary, error)),
    }
    if fs::read(temporary.path()).is_ok_and(|bytes| bytes != after.as_bytes()) {
        // Somebody has saved onto ours even since: the newest stays, as it would have without us.
        exchange(&temporary, target).map_err(|error| left_aside(temporary, error))?;
    }
    Ok(Replaced::Raced)
}

/// Returns that what somebody else has saved stays in `temporary`, and is nowhere else.
fn left_aside(temporary: Temporary, error: io::Error) -> Failure {
    let damage = io::Error::other(format!("what somebody else has saved is in {}", temporary.path().display()));
    temporary.keep();
    Failure { doing: PUTTING_BACK, error, damage: Some(damage) }
}

/// Renames `temporary` over the file at `target`, and puts back what others have written into that meanwhile.
fn rename(temporary: Temporary, target: &Path, before: &Snapshot, original: &File) -> Result<Replaced, Failure> {
    match temporary.rename_over(target) {
        Ok(()) => {}
        Err(error) if bars_rename(&error) => return Ok(Replaced::Barred),
        Err(error) => return Err(failing(RENAMING)(error)),
    }
    let theirs = settled(original);
    if theirs.is_empty() || theirs == before.text.as_bytes() {
        return Ok(Replaced::Done);
    }
    let lost = |error| Failure { doing: PUTTING_BACK, error, damage: Some(io::ErrorKind::WriteZero.into()) };
    let back = prepared(target, original, &theirs).map_err(lost)?;
    let back = back.ok_or_else(|| lost(io::ErrorKind::PermissionDenied.into()))?;
    back.rename_over(target).map_err(lost)?;
    Ok(Replaced::Raced)
}

/// Returns what `file` holds; where somebody is in the middle of saving it, waits for the end of that.
fn settled(file: &File) -> Vec<u8> {
    let began = Instant::now();
    loop {
        let content = file::content(file).ok().flatten().map(|(bytes, _)| bytes).unwrap_or_default();
        if !content.is_empty() || began.elapsed() > THEIR_SAVE {
            return content;
        }
        thread::sleep(NEXT_LOOK);
    }
}

/// Returns whether the file at `path` is the one that was read as `before`, and still reads so. Its times do not
/// count: a rename changes one of them.
fn is(path: &Path, before: &Snapshot) -> bool {
    let Ok(file) = File::open(path) else { return false };
    let is_same =
        |(bytes, stamp): (Vec<u8>, Stamp)| stamp.inode == before.stamp.inode && bytes == before.text.as_bytes();
    file::content(&file).ok().flatten().is_some_and(is_same)
}

/// Returns whether `error` says that files cannot change places here: old systems, and file systems without it.
fn cannot_exchange(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

/// Returns whether the file has hard links: a rename would leave the other names with the old text.
fn has_other_names(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    Ok(file.metadata()?.nlink() > 1)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::super::look;
    use super::*;

    const NAME: &str = "plan.md";
    const BEFORE: &str = "- [ ] a\n";
    const OURS: &str = "- [ ] a\n- [ ] ours\n";
    const THEIRS: &str = "- [ ] a, theirs\n";

    /// A way in which another program saves.
    type Save = fn(&Path, &str);

    fn in_place(path: &Path, text: &str) {
        fs::write(path, text).unwrap();
    }

    fn by_rename(path: &Path, text: &str) {
        let saved = path.with_extension("saved");
        fs::write(&saved, text).unwrap();
        fs::rename(saved, path).unwrap();
    }

    /// Replaces the text of a plan in a folder of its own; `exchange` is what lets the files change places, and is told
    /// the number of the attempt.
    fn replaced_by(
        exchange: impl Fn(u32, &Temporary, &Path) -> io::Result<()>,
    ) -> (tempfile::TempDir, Result<Replaced, Failure>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        fs::write(&path, BEFORE).unwrap();
        let before = look::until_whole(&path).unwrap().1;
        let attempt = Cell::new(0);
        let outcome = replace_by(&path, &before, OURS, |temporary, target| {
            attempt.set(attempt.get() + 1);
            exchange(attempt.get(), temporary, target)
        });
        (folder, outcome)
    }

    /// Replaces the plan's text; `meanwhile` is run just before the files change places, with the number of the attempt.
    /// Returns how it ended, the plan's text, and how many files there are.
    fn replaced(
        can_exchange: bool,
        meanwhile: impl Fn(u32, &Path),
    ) -> (Result<Replaced, Failure>, Option<String>, usize) {
        let (folder, outcome) = replaced_by(|attempt, temporary, target| {
            meanwhile(attempt, target);
            if can_exchange { temporary.exchange(target) } else { Err(io::ErrorKind::Unsupported.into()) }
        });
        let text = fs::read_to_string(folder.path().join(NAME)).ok();
        (outcome, text, fs::read_dir(folder.path()).unwrap().count())
    }

    #[test]
    fn ours_takes_the_place() {
        for can_exchange in [true, false] {
            let (outcome, text, files) = replaced(can_exchange, |_, _| {});
            assert!(matches!(outcome, Ok(Replaced::Done)), "{outcome:?}");
            assert_eq!((text.as_deref(), files), (Some(OURS), 1));
        }
    }

    #[test]
    fn a_save_at_the_last_moment_is_put_back() {
        // Without an exchange a file that is renamed into the place at that moment cannot be seen.
        for (can_exchange, save) in [(true, in_place as Save), (true, by_rename), (false, in_place)] {
            let (outcome, text, files) = replaced(can_exchange, |attempt, path| {
                if attempt == 1 {
                    save(path, THEIRS);
                }
            });
            assert!(matches!(outcome, Ok(Replaced::Raced)), "{outcome:?}");
            assert_eq!((text.as_deref(), files), (Some(THEIRS), 1));
        }
    }

    #[test]
    fn what_is_saved_onto_ours_stays() {
        let (outcome, text, files) = replaced(true, |attempt, path| match attempt {
            1 => by_rename(path, THEIRS),
            2 => in_place(path, "- [ ] later\n"),
            _ => {}
        });
        assert!(matches!(outcome, Ok(Replaced::Raced)), "{outcome:?}");
        assert_eq!((text.as_deref(), files), (Some("- [ ] later\n"), 1));
    }

    #[test]
    fn a_file_that_goes_at_the_last_moment_is_not_made_again() {
        let (outcome, text, files) = replaced(true, |_, path| fs::remove_file(path).unwrap());
        assert!(matches!(outcome, Ok(Replaced::Raced)), "{outcome:?}");
        assert_eq!((text, files), (None, 0));
    }

    #[test]
    fn what_cannot_be_put_back_is_kept_and_named() {
        const LATER: &str = "- [ ] later\n";
        for (failing, kept) in [(2, THEIRS), (3, LATER)] {
            // The folder lasts until what is kept in it has been read.
            let (_folder, outcome) = replaced_by(|attempt, temporary, target| {
                match attempt {
                    1 => by_rename(target, THEIRS),
                    2 if failing == 3 => in_place(target, LATER),
                    _ => {}
                }
                if attempt == failing { Err(io::ErrorKind::Other.into()) } else { temporary.exchange(target) }
            });
            let failure = outcome.unwrap_err();
            let damage = failure.damage.expect("ours is not what was asked for").to_string();
            let aside = damage.strip_prefix("what somebody else has saved is in ").expect(&damage);
            assert_eq!(fs::read_to_string(aside).unwrap(), kept);
        }
    }
}
