//! Why a file could not be read or written: data, and its wording.

use std::fmt::{self, Display, Formatter};
use std::io;
use std::path::{Path, PathBuf};

use super::SIZE_LIMIT;
use super::offer::missing;
use crate::plan::{Intent, Refusal};
use crate::text::sanitize;

/// Why a file could not be read.
#[derive(Debug)]
pub struct ReadError {
    /// The file, as it was given.
    pub path: PathBuf,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a file that cannot be read as a plan.
#[derive(Debug)]
pub enum Fault {
    /// There is no such file.
    NotFound,
    /// It is a folder.
    Folder,
    /// It may not be read.
    Denied {
        /// Its mode bits; `None` where already a folder on the way may not be entered.
        mode: Option<u32>,
    },
    /// It is neither a file nor a folder.
    NotRegular {
        /// What it is: `a named pipe`.
        found: &'static str,
    },
    /// It is no UTF-8.
    InvalidUtf8 {
        /// The line of the first wrong byte, from 1.
        line: usize,
        /// The offset of the first wrong byte.
        offset: usize,
        /// That byte.
        byte: u8,
    },
    /// It is no text at all.
    Binary,
    /// It is UTF-16.
    Utf16 {
        /// Which: `UTF-16LE`.
        encoding: &'static str,
    },
    /// It is larger than [`SIZE_LIMIT`].
    TooLarge {
        /// Its length in bytes.
        size: u64,
    },
    /// Symbolic links lead in a circle.
    LinkLoop,
    /// A symbolic link leads nowhere.
    DanglingLink {
        /// What the link says.
        target: PathBuf,
    },
    /// The path leads no longer to the file that was opened.
    Elsewhere {
        /// The file that was opened.
        target: PathBuf,
    },
    /// It did not come to rest.
    Unsettled,
    /// The system says something else.
    Io(io::Error),
}

impl ReadError {
    /// Returns a short name that stays the same: `no-such-file`.
    pub fn code(&self) -> &'static str {
        match self.fault {
            Fault::NotFound => "no-such-file",
            Fault::Folder => "is-a-folder",
            Fault::Denied { .. } => "no-permission",
            Fault::NotRegular { .. } => "not-a-regular-file",
            Fault::InvalidUtf8 { .. } => "invalid-utf8",
            Fault::Binary => "binary",
            Fault::Utf16 { .. } => "utf16",
            Fault::TooLarge { .. } => "too-large",
            Fault::LinkLoop => "link-loop",
            Fault::DanglingLink { .. } => "dangling-link",
            Fault::Elsewhere { .. } => "link-moved",
            Fault::Unsettled => "unsettled",
            Fault::Io(_) => "cannot-read",
        }
    }
}

impl Display for ReadError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", shown(&self.path))?;
        match &self.fault {
            Fault::NotFound => f.write_str(": no such file. Check the name, or write a new plan with \"tickdown new\""),
            Fault::Folder => f.write_str(": expected a Markdown file, found a folder. Name a file in it"),
            Fault::Denied { mode: Some(mode) } => {
                write!(f, ": expected a file that you may read, found mode {mode:04o}. ")?;
                f.write_str("Allow it with \"chmod u+r\", or ask its owner")
            }
            Fault::Denied { mode: None } => {
                f.write_str(": expected a file that you may read, found a folder on the way that you may not enter")
            }
            Fault::NotRegular { found } => {
                write!(f, ": expected a Markdown file, found {found}. Save the plan in a file and open that")
            }
            Fault::InvalidUtf8 { line, offset, byte } => {
                write!(f, ":{line}: expected UTF-8, found the byte {byte:#04x} at offset {offset}. ")?;
                f.write_str("Convert the file first, for example with \"iconv -f WINDOWS-1252 -t UTF-8\"")
            }
            Fault::Binary => f.write_str(": expected a Markdown file, found one that is no text. Check the name"),
            Fault::Utf16 { encoding } => {
                write!(f, ": expected UTF-8, found {encoding}. ")?;
                write!(f, "Convert the file first, for example with \"iconv -f {encoding} -t UTF-8\"")
            }
            Fault::TooLarge { size } => {
                let limit = SIZE_LIMIT >> 20;
                write!(f, ": expected at most {limit} MiB, found {} MiB. ", size.div_ceil(1 << 20))?;
                f.write_str("Split the plan into several files")
            }
            Fault::LinkLoop => {
                f.write_str(": expected a file, found symbolic links that lead in a circle. Remove one of them")
            }
            Fault::DanglingLink { target } => {
                write!(f, ": expected a file, found a symbolic link to {}, which is not there. ", shown(target))?;
                f.write_str("Put that file back, or name another")
            }
            Fault::Elsewhere { target } => {
                write!(f, ": expected a path to {}, found that it leads elsewhere by now. ", shown(target))?;
                f.write_str("Open it again")
            }
            Fault::Unsettled => {
                f.write_str(": expected a file at rest, found that it changed whenever it was read. Try again later")
            }
            Fault::Io(error) => write!(f, ": expected to read it, found: {error}"),
        }
    }
}

impl std::error::Error for ReadError {}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::Denied { mode: None },
            _ if is_link_loop(&error) => Self::LinkLoop,
            _ => Self::Io(error),
        }
    }
}

/// Why intents are not in the file.
#[derive(Debug)]
pub enum CommitError {
    /// The plan does not allow it.
    Refused(Refusal),
    /// The file cannot be read now.
    Read(ReadError),
    /// The file may not be written.
    ReadOnly {
        /// The file, as it was given.
        path: PathBuf,
        /// Why, in words: `its mode 0444 lets nobody write`.
        why: String,
    },
    /// The file is gone.
    Missing {
        /// The file, as it was given.
        path: PathBuf,
    },
    /// The file is empty by now.
    Empty {
        /// The file, as it was given.
        path: PathBuf,
    },
    /// Others kept writing in between.
    Busy {
        /// The file, as it was given.
        path: PathBuf,
    },
    /// It was written, and another program has overwritten it.
    Overwritten {
        /// The file, as it was given.
        path: PathBuf,
        /// Why it could not be written once more.
        again: Box<CommitError>,
    },
    /// The system failed.
    Write {
        /// The file, as it was given.
        path: PathBuf,
        /// What was being done: `writing a temporary file beside it`.
        doing: &'static str,
        /// What the system said.
        error: io::Error,
        /// Why the old bytes could not be put back: then the file is damaged. `None`: the file is as it was.
        damage: Option<io::Error>,
    },
}

impl CommitError {
    /// Returns whether something came between a change that the plan and the file allow and the file: then it is kept
    /// for later. Everything else is an answer, and no more is to be said.
    pub(super) fn came_between(&self) -> bool {
        match self {
            Self::Refused(refusal) => refusal.is_unplaced(),
            Self::Busy { .. } | Self::Overwritten { .. } | Self::Write { .. } => true,
            Self::Read(_) | Self::ReadOnly { .. } | Self::Missing { .. } | Self::Empty { .. } => false,
        }
    }

    /// Returns what kept `goals` out, without that nothing was written: it may have been before, and another program undid
    /// it. Where a node is missing, that, and not what came of its address.
    pub(super) fn reason(&self, goals: &[Intent]) -> String {
        let again = if let Self::Overwritten { again, .. } = self { again } else { self };
        if let Self::Refused(refusal) = again
            && let Some(missing) = missing(refusal, goals)
        {
            return missing;
        }
        let said = self.to_string();
        let why = said.trim_end_matches('.').trim_end_matches(NOTHING_WRITTEN).trim_end();
        why.strip_suffix('.').unwrap_or(why).to_owned()
    }

    /// Returns a short name that stays the same: `read-only`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Read(error) => error.code(),
            Self::ReadOnly { .. } => "read-only",
            Self::Missing { .. } => "missing",
            Self::Empty { .. } => "empty",
            Self::Busy { .. } => "busy",
            Self::Overwritten { .. } => "overwritten",
            Self::Write { damage: None, .. } => "cannot-write",
            Self::Write { damage: Some(_), .. } => "damaged",
        }
    }
}

impl Display for CommitError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => return refusal.fmt(f),
            Self::Read(error) => write!(f, "{error}.")?,
            Self::ReadOnly { path, why } => write!(f, "{}: read-only: {why}.", shown(path))?,
            Self::Missing { path } => {
                write!(f, "{}: expected the file that was opened, found that it is gone.", shown(path))?;
            }
            Self::Empty { path } => {
                write!(f, "{}: expected a plan, found an empty file.", shown(path))?;
            }
            Self::Busy { path } => {
                let found = "others kept writing, or still have it open for writing. Try again.";
                write!(f, "{}: expected a moment of rest, found that {found}", shown(path))?;
            }
            Self::Overwritten { path, again } => {
                let again = again.to_string();
                let why = again.trim_end_matches('.').trim_end_matches(NOTHING_WRITTEN);
                write!(f, "{}: it was written, and another program has overwritten it. Once more: ", shown(path))?;
                return f.write_str(why.trim_end());
            }
            Self::Write { path, doing, error, damage: None } => {
                write!(f, "{}: {doing} failed: {error}. The file is as it was.", shown(path))?;
            }
            Self::Write { path, doing, error, damage: Some(damage) } => {
                write!(f, "{}: {doing} failed: {error}. ", shown(path))?;
                write!(f, "The old text could not be put back ({damage}): check the end of the file")?;
                return Ok(());
            }
        }
        write!(f, " {NOTHING_WRITTEN}")
    }
}

/// The end of every message where it is true.
const NOTHING_WRITTEN: &str = "Nothing was written";

impl std::error::Error for CommitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Write { error, .. } => Some(error),
            Self::Overwritten { again, .. } => Some(again),
            _ => None,
        }
    }
}

/// Returns `path` as a terminal may show it, in one line.
fn shown(path: &Path) -> String {
    sanitize(&path.to_string_lossy()).replace('\n', "·")
}

fn is_link_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File, Permissions};
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;

    use super::*;
    use crate::store::Store;

    /// Prepares `plan.md` in a folder of its own and returns code and message of what opening it says.
    fn opening(prepare: impl FnOnce(&Path)) -> (&'static str, String) {
        let folder = tempfile::tempdir().unwrap();
        prepare(&folder.path().join("plan.md"));
        let error = Store::open(&folder.path().join("plan.md")).unwrap_err();
        (error.code(), error.to_string().replace(&format!("{}/", folder.path().display()), ""))
    }

    #[track_caller]
    fn check(prepare: impl FnOnce(&Path), code: &str, message: &str) {
        assert_eq!(opening(prepare), (code, message.to_owned()));
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        check(
            |_| {},
            "no-such-file",
            "plan.md: no such file. Check the name, or write a new plan with \"tickdown new\"",
        );
        check(
            |path| fs::create_dir(path).unwrap(),
            "is-a-folder",
            "plan.md: expected a Markdown file, found a folder. Name a file in it",
        );
        check(
            |path| fs::write(path, b"a\nb\xe9").unwrap(),
            "invalid-utf8",
            "plan.md:2: expected UTF-8, found the byte 0xe9 at offset 3. \
             Convert the file first, for example with \"iconv -f WINDOWS-1252 -t UTF-8\"",
        );
        check(
            |path| fs::write(path, b"\xff\xfea\0").unwrap(),
            "utf16",
            "plan.md: expected UTF-8, found UTF-16LE. \
             Convert the file first, for example with \"iconv -f UTF-16LE -t UTF-8\"",
        );
        check(
            |path| File::create(path).unwrap().set_len(SIZE_LIMIT + 1).unwrap(),
            "too-large",
            "plan.md: expected at most 64 MiB, found 65 MiB. Split the plan into several files",
        );
    }

    #[test]
    fn what_is_no_file_is_told_and_never_waited_for() {
        let special = |found: &str| {
            format!("plan.md: expected a Markdown file, found {found}. Save the plan in a file and open that")
        };
        #[cfg(target_os = "linux")]
        check(
            |path| rustix::fs::mkfifoat(rustix::fs::CWD, path, 0o600.into()).unwrap(),
            "not-a-regular-file",
            &special("a named pipe"),
        );
        check(|path| drop(UnixListener::bind(path).unwrap()), "not-a-regular-file", &special("a socket"));
        check(|path| symlink("/dev/zero", path).unwrap(), "not-a-regular-file", &special("a device"));
    }

    #[test]
    fn links_that_lead_nowhere_are_told() {
        check(
            |path| symlink("gone.md", path).unwrap(),
            "dangling-link",
            "plan.md: expected a file, found a symbolic link to gone.md, which is not there. \
             Put that file back, or name another",
        );
        check(
            |path| symlink("plan.md", path).unwrap(),
            "link-loop",
            "plan.md: expected a file, found symbolic links that lead in a circle. Remove one of them",
        );
    }

    #[test]
    fn missing_rights_are_told() {
        if rustix::process::getuid().is_root() {
            println!("skipped: root may read any file");
            return;
        }
        check(
            |path| {
                fs::write(path, "").unwrap();
                fs::set_permissions(path, Permissions::from_mode(0o200)).unwrap();
            },
            "no-permission",
            "plan.md: expected a file that you may read, found mode 0200. \
             Allow it with \"chmod u+r\", or ask its owner",
        );
    }

    #[test]
    fn a_name_cannot_speak_to_the_terminal() {
        let error = ReadError { path: "a\u{1b}[2J\nb.md".into(), fault: Fault::Denied { mode: None } };
        assert_eq!(
            error.to_string(),
            "a·[2J·b.md: expected a file that you may read, found a folder on the way that you may not enter"
        );
    }

    #[test]
    fn what_could_not_be_written_is_told() {
        let path = PathBuf::from("plan.md");
        let failed = |damage| CommitError::Write {
            path: path.clone(),
            doing: "writing in place",
            error: io::ErrorKind::StorageFull.into(),
            damage,
        };
        for (error, code, message) in [
            (
                CommitError::Empty { path: path.clone() },
                "empty",
                "plan.md: expected a plan, found an empty file. Nothing was written",
            ),
            (
                CommitError::Missing { path: path.clone() },
                "missing",
                "plan.md: expected the file that was opened, found that it is gone. Nothing was written",
            ),
            (
                CommitError::Busy { path: path.clone() },
                "busy",
                "plan.md: expected a moment of rest, found that others kept writing, or still have it open for writing. \
                 Try again. Nothing was written",
            ),
            (
                CommitError::Overwritten {
                    path: path.clone(),
                    again: Box::new(CommitError::Refused(Refusal::Conflict { line: 3 })),
                },
                "overwritten",
                "plan.md: it was written, and another program has overwritten it. \
                 Once more: line 3 starts a merge conflict: resolve the conflict in the file first.",
            ),
            (
                failed(None),
                "cannot-write",
                "plan.md: writing in place failed: no storage space. The file is as it was. Nothing was written",
            ),
            (
                failed(Some(io::ErrorKind::StorageFull.into())),
                "damaged",
                "plan.md: writing in place failed: no storage space. \
                 The old text could not be put back (no storage space): check the end of the file",
            ),
        ] {
            assert_eq!((error.code(), error.to_string()), (code, message.to_owned()));
        }
    }
}
