//! Everything that ends a run early: as data, worded in one place.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::exit::Exit;
use crate::folder::DEPTH;
use crate::git;
use crate::plan::Refusal;
use crate::store::{CommitError, ReadError};
use crate::tui;

/// Why a run did not do what it was asked for.
#[derive(Debug)]
pub(super) enum Error {
    /// The command line does not parse; the sentence that says why, and all that may help.
    Usage(String),
    /// The first word is neither a verb nor a file.
    UnknownVerb {
        /// The word.
        word: String,
        /// The verb that it resembles.
        nearest: Option<String>,
        /// All verbs.
        verbs: Vec<String>,
    },
    /// Words follow a plan that opens alone.
    TooMany {
        /// The plan.
        path: PathBuf,
        /// The first word behind it.
        extra: String,
    },
    /// A verb that sets marks, without an address.
    NoAddress {
        /// The verb.
        verb: &'static str,
        /// The plan, where one was given.
        path: Option<PathBuf>,
    },
    /// A folder without a plan.
    NoPlan {
        /// The folder.
        folder: PathBuf,
        /// How many Markdown files could be read.
        searched: usize,
        /// Why others could not.
        unreadable: Vec<Self>,
        /// A word that would have been an address of the plan.
        word: Option<String>,
    },
    /// A folder with several plans where one is needed.
    SeveralPlans {
        /// The folder.
        folder: PathBuf,
        /// Their files and titles.
        plans: Vec<(PathBuf, String)>,
        /// A word that would have been an address of the plan.
        word: Option<String>,
    },
    /// A folder with several plans to open, which have been listed.
    Choose {
        /// The folder.
        folder: PathBuf,
        /// Their files and titles.
        plans: Vec<(PathBuf, String)>,
    },
    /// The folder cannot be searched.
    Folder(PathBuf, io::Error),
    /// The plan refuses.
    Refused(PathBuf, Refusal),
    /// The address names no node, or several, where nothing would have been written anyhow.
    Unresolved(PathBuf, Refusal),
    /// The first word is no file, and no address in the only plan that was found.
    Stray {
        /// The word.
        word: String,
        /// The plan.
        path: PathBuf,
        /// Addresses and titles that look like it.
        candidates: Vec<(String, String)>,
    },
    /// The file cannot be read.
    Read(ReadError),
    /// The file cannot be written.
    Write(CommitError),
    /// Nothing is next.
    NothingNext(PathBuf, Idle),
    /// A new plan where a file is already.
    Exists(PathBuf),
    /// A new plan where a folder is.
    IsFolder(PathBuf),
    /// A new plan in a folder that is not there.
    NoFolder(PathBuf),
    /// A new file that cannot be written.
    Create(PathBuf, io::Error),
    /// A new settings file where one is already.
    SettingsExist(PathBuf),
    /// A user without a home, where settings would be.
    NoHome,
    /// The screen could not be shown.
    Screen(tui::Error),
    /// The screen was left before the last change was written; why.
    Unwritten(PathBuf, String),
    /// git cannot be asked.
    Git(git::Error),
    /// git was set up as far as it was possible.
    HalfArranged(git::Error),
    /// The standard output cannot be written.
    Output(io::Error),
}

/// Why nothing is next.
#[derive(Debug)]
pub(super) enum Idle {
    /// There is no unit of work.
    Nothing,
    /// All units are done; how many.
    AllDone(u32),
    /// Nothing is left but items of steps that are done all the same: their addresses and titles, and the first one's line.
    InDone(Vec<(String, String)>, usize),
    /// Something is left, but nothing that can be begun: addresses, titles, and what is in the way of each.
    Stuck(Vec<(String, String, String)>),
}

/// Something that may have been meant instead.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Candidate {
    /// A node of the plan.
    Node {
        /// Its printed address.
        address: String,
        /// Its title.
        title: String,
    },
    /// A plan.
    Plan {
        /// Its file.
        file: String,
        /// Its title.
        title: String,
    },
    /// A verb.
    Verb {
        /// Its name.
        verb: String,
    },
}

impl Error {
    /// Returns the error for a commit to the file at `path`.
    pub(super) fn of_commit(path: &Path, error: CommitError) -> Self {
        match error {
            CommitError::Refused(refusal) => Self::Refused(path.to_owned(), refusal),
            CommitError::Read(error) => Self::Read(error),
            other => Self::Write(other),
        }
    }

    /// Returns what is said of it: whole sentences.
    pub(super) fn message(&self) -> String {
        let message = self.to_string();
        let end = if message.ends_with(['.', '?', '!']) { "" } else { "." };
        message + end
    }

    /// Returns the same for people: with a line for each node that an ambiguous address may mean.
    pub(super) fn told(&self) -> String {
        let mut told = self.message();
        if let Self::Refused(_, Refusal::Ambiguous { candidates, more, .. })
        | Self::Unresolved(_, Refusal::Ambiguous { candidates, more, .. }) = self
        {
            let width = candidates.iter().map(|(address, _)| address.chars().count()).max().unwrap_or_default();
            told.extend(candidates.iter().map(|(address, title)| format!("\n  {address:width$}  {title}")));
            if *more > 0 {
                told += &format!("\n  and {more} more");
            }
        }
        told
    }

    /// Returns how the run ends.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_)
            | Self::UnknownVerb { .. }
            | Self::TooMany { .. }
            | Self::NoAddress { .. }
            | Self::Screen(tui::Error::NoTerminal(_)) => Exit::Usage,
            Self::NoPlan { unreadable, .. } if !unreadable.is_empty() => Exit::File,
            Self::NoPlan { .. }
            | Self::SeveralPlans { .. }
            | Self::Choose { .. }
            | Self::Refused(..)
            | Self::Unresolved(..)
            | Self::Stray { .. }
            | Self::NothingNext(..)
            | Self::Exists(_)
            | Self::SettingsExist(_)
            | Self::IsFolder(_)
            | Self::Unwritten(..)
            | Self::Git(git::Error::NoRepository(_) | git::Error::Outside { .. })
            | Self::Write(CommitError::Busy { .. }) => Exit::No,
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
            Self::Folder(..)
            | Self::Read(_)
            | Self::Write(_)
            | Self::NoFolder(_)
            | Self::NoHome
            | Self::Create(..)
            | Self::Git(_)
            | Self::HalfArranged(_)
            | Self::Screen(_)
            | Self::Output(_) => Exit::File,
        }
    }

    /// Returns a short name that stays the same.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Usage(_) => "usage",
            Self::UnknownVerb { .. } => "unknown-verb",
            Self::TooMany { .. } => "too-many-words",
            Self::NoAddress { .. } => "no-address",
            Self::NoPlan { .. } => "no-plan",
            Self::SeveralPlans { .. } | Self::Choose { .. } => "several-plans",
            Self::Folder(..) => "unreadable",
            Self::Refused(_, refusal) | Self::Unresolved(_, refusal) => refusal.code(),
            Self::Stray { .. } => "not-found",
            Self::Read(error) => error.code(),
            Self::Write(error) => error.code(),
            Self::NothingNext(_, Idle::Nothing) => "nothing-to-do",
            Self::NothingNext(_, Idle::AllDone(_)) => "all-done",
            Self::NothingNext(_, Idle::InDone(..) | Idle::Stuck(_)) => "stuck",
            Self::Exists(_) | Self::SettingsExist(_) => "exists",
            Self::IsFolder(_) => "is-a-folder",
            Self::NoFolder(_) | Self::NoHome => "no-folder",
            Self::Create(..) | Self::Output(_) => "unwritable",
            Self::Git(_) | Self::HalfArranged(_) => "git",
            Self::Screen(tui::Error::NoTerminal(_)) => "no-terminal",
            Self::Screen(_) => "terminal",
            Self::Unwritten(..) => "unwritten",
        }
    }

    /// Returns what may have been meant instead; often nothing.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        match self {
            Self::UnknownVerb { nearest, .. } => {
                nearest.iter().map(|verb| Candidate::Verb { verb: verb.clone() }).collect()
            }
            Self::SeveralPlans { plans, .. } | Self::Choose { plans, .. } => plans
                .iter()
                .map(|(path, title)| Candidate::Plan { file: path.display().to_string(), title: title.clone() })
                .collect(),
            Self::Refused(_, refusal) | Self::Unresolved(_, refusal) => nodes(refusal.candidates()),
            Self::Stray { candidates, .. } => nodes(candidates),
            Self::NothingNext(_, Idle::InDone(items, _)) => {
                items.iter().map(|(address, title)| node(address, title)).collect()
            }
            Self::NothingNext(_, Idle::Stuck(units)) => {
                units.iter().map(|(address, title, _)| node(address, title)).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) => f.write_str(message),
            Self::UnknownVerb { word, nearest, verbs } => unknown_verb(f, word, nearest.as_deref(), verbs),
            Self::TooMany { path, extra } => {
                let path = shell(path);
                write!(f, "{path} opens alone, but \"{extra}\" follows it. A verb goes first, as in ")?;
                write!(f, "\"tickdown show {path}\". Nothing was done")
            }
            Self::NoAddress { verb, path } => no_address(f, verb, path.as_deref()),
            Self::NoPlan { folder, searched, unreadable, word } => {
                no_plan(f, folder, *searched, unreadable, word.as_deref())
            }
            Self::SeveralPlans { folder, plans, word } => several_plans(f, folder, plans, word.as_deref()),
            Self::Choose { folder, plans } => {
                write!(f, "{} plans in {}. Open one of them", plans.len(), named(folder))?;
                plans.first().map_or(Ok(()), |(path, _)| write!(f, ", as in \"tickdown {}\"", shell(path)))
            }
            Self::Folder(path, error) => write!(f, "{} cannot be searched: {error}", named(path)),
            Self::Refused(path, refusal) => write!(f, "{}: {}", path.display(), refused(path, refusal)),
            Self::Unresolved(path, refusal) => {
                let refused = refused(path, refusal);
                write!(f, "{}: {}", path.display(), refused.strip_suffix(UNWRITTEN).unwrap_or(&refused))
            }
            Self::Stray { word, path, candidates } => stray(f, word, path, candidates.first()),
            Self::Read(error) => write!(f, "{error}"),
            Self::Write(error) => write!(f, "{error}"),
            Self::NothingNext(path, idle) => write!(f, "{}: {idle}", path.display()),
            Self::Exists(path) => {
                write!(f, "{} is there already, and is left as it is. ", path.display())?;
                write!(f, "\"tickdown {}\" opens it; \"tickdown new PATH\" writes elsewhere", shell(path))
            }
            Self::IsFolder(path) => {
                write!(f, "{} is a folder. Name the file to write, as in ", path.display())?;
                write!(f, "\"tickdown new {}\"", shell(&path.join("PLAN.md")))
            }
            Self::NoFolder(path) => {
                let folder = path.parent().unwrap_or(path);
                write!(f, "{} cannot be written: there is no folder {}. ", path.display(), folder.display())?;
                write!(f, "\"mkdir -p {}\" makes it. Nothing was written", shell(folder))
            }
            Self::Create(path, error) => {
                write!(f, "{} cannot be written: {error}. Nothing was written", path.display())
            }
            Self::SettingsExist(path) => {
                write!(f, "{} is there already, and is left as it is. ", path.display())?;
                f.write_str("\"tickdown config init --dry-run\" prints the usual settings")
            }
            Self::NoHome => f.write_str("there is no home folder for settings; TICKDOWN_CONFIG can name a file"),
            Self::Screen(error) => write!(f, "{error}"),
            Self::Unwritten(path, why) => write!(f, "{}: {why}", path.display()),
            Self::Git(error) => write!(f, "{error}. Nothing was written"),
            Self::HalfArranged(error) => write!(f, "{error}. Nothing more was written"),
            Self::Output(error) => write!(f, "the output cannot be written: {error}"),
        }
    }
}

impl fmt::Display for Idle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => write!(f, "nothing to do: the plan has no boxes and no steps"),
            Self::AllDone(units) => write!(f, "nothing is next: the plan is finished ({units} of {units} done)"),
            Self::InDone(items, line) => match items.len() {
                1 => write!(f, "nothing is next: 1 item is open in a step that is done (line {line})"),
                open => write!(f, "nothing is next: {open} items are open in steps that are done (first: line {line})"),
            },
            Self::Stuck(units) => {
                let reasons: Vec<String> =
                    units.iter().take(MOST).map(|(address, _, reason)| format!("{address} {reason}")).collect();
                write!(f, "nothing is next: {}", reasons.join("; "))?;
                more(f, units.len())
            }
        }
    }
}

impl From<git::Error> for Error {
    fn from(error: git::Error) -> Self {
        Self::Git(error)
    }
}

impl From<ReadError> for Error {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

/// How a refusal ends.
const UNWRITTEN: &str = " Nothing was written.";

/// Returns what is said of the `refusal` of the plan at `path`; the nodes that an ambiguous address may mean have lines of
/// their own.
fn refused(path: &Path, refusal: &Refusal) -> String {
    let said = match refusal {
        Refusal::Ambiguous { address, candidates, more } => {
            let count = if *more == 0 { "more than one".to_owned() } else { (candidates.len() + more).to_string() };
            format!("\"{address}\" matches {count}. Name one of them.")
        }
        Refusal::NotFound { address, hint, candidates } if hint.is_empty() && candidates.is_empty() => {
            let path = shell(path);
            format!("nothing in it is called \"{address}\". \"tickdown show {path}\" prints the addresses.")
        }
        Refusal::NotApplicable { address, reason } => format!("{address} stays as it is: {reason}."),
        other => return other.to_string(),
    };
    said + UNWRITTEN
}

/// How many of many a sentence names.
const MOST: usize = 5;

/// Writes how many there are beyond those that were named.
fn more(f: &mut fmt::Formatter<'_>, all: usize) -> fmt::Result {
    if all > MOST { write!(f, "; and {} more", all - MOST) } else { Ok(()) }
}

/// Words [`Error::UnknownVerb`].
fn unknown_verb(f: &mut fmt::Formatter<'_>, word: &str, nearest: Option<&str>, verbs: &[String]) -> fmt::Result {
    write!(f, "there is no verb \"{word}\", and no file of that name. ")?;
    match nearest {
        Some(verb) => write!(f, "Did you mean \"{verb}\"? ")?,
        None => write!(f, "The verbs are {}. ", verbs.join(", "))?,
    }
    f.write_str("Nothing was done")
}

/// Words [`Error::NoAddress`].
fn no_address(f: &mut fmt::Formatter<'_>, verb: &str, path: Option<&Path>) -> fmt::Result {
    let path = path.map(|path| format!(" {}", shell(path))).unwrap_or_default();
    write!(f, "{verb} needs an address, as in \"tickdown {verb}{path} 2.1\". ")?;
    write!(f, "\"tickdown show{path}\" prints the addresses. Nothing was done")
}

/// Words [`Error::Stray`].
fn stray(f: &mut fmt::Formatter<'_>, word: &str, path: &Path, nearest: Option<&(String, String)>) -> fmt::Result {
    write!(f, "\"{word}\" is no file, and matches nothing in {}, the only plan here. ", path.display())?;
    if let Some((address, title)) = nearest {
        write!(f, "Did you mean {address} \"{title}\"? ")?;
    }
    f.write_str("Nothing was done")
}

/// Words [`Error::NoPlan`].
fn no_plan(
    f: &mut fmt::Formatter<'_>,
    folder: &Path,
    searched: usize,
    unreadable: &[Error],
    word: Option<&str>,
) -> fmt::Result {
    if let Some(word) = word {
        write!(f, "\"{word}\" is no file, and there is ")?;
    }
    write!(f, "no plan in {}: ", named(folder))?;
    let readable = if unreadable.is_empty() { "Markdown file" } else { "readable Markdown file" };
    match searched {
        0 if !unreadable.is_empty() => f.write_str("nothing in it could be read. ")?,
        0 => write!(f, "it holds no Markdown file, down to {DEPTH} levels, ignored and hidden ones left out. ")?,
        1 => write!(f, "its one {readable} has no phase, no step and fewer than three boxes. ")?,
        _ => write!(f, "none of its {searched} {readable}s has a phase, a step or three boxes. ")?,
    }
    f.write_str("\"tickdown new\" writes a plan; \"tickdown FILE\" opens any file")?;
    unreadable.iter().try_for_each(|error| write!(f, ".\n{error}"))
}

/// Words [`Error::SeveralPlans`].
fn several_plans(
    f: &mut fmt::Formatter<'_>,
    folder: &Path,
    plans: &[(PathBuf, String)],
    word: Option<&str>,
) -> fmt::Result {
    if let Some(word) = word {
        write!(f, "\"{word}\" is no file, and there are ")?;
    }
    write!(f, "{} plans in {}: ", plans.len(), named(folder))?;
    let names: Vec<String> = plans.iter().take(MOST).map(|(path, _)| path.display().to_string()).collect();
    f.write_str(&names.join(", "))?;
    more(f, plans.len())?;
    f.write_str(". Name the one that you mean")
}

/// Returns the candidates for nodes of these addresses and titles.
fn nodes(candidates: &[(String, String)]) -> Vec<Candidate> {
    candidates.iter().map(|(address, title)| node(address, title)).collect()
}

/// Returns the candidate for a node.
fn node(address: &str, title: &str) -> Candidate {
    Candidate::Node { address: address.to_owned(), title: title.to_owned() }
}

/// Returns how a sentence names `folder`.
fn named(folder: &Path) -> String {
    if folder == Path::new(".") { "this folder".to_owned() } else { folder.display().to_string() }
}

/// Returns `path` as it can be typed into a shell (POSIX.1 2.2.2, single quotes).
pub(super) fn shell(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |character: char| character.is_alphanumeric() || "_-./+@%,:=".contains(character);
    if !text.is_empty() && text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_can_be_typed_as_they_are_said() {
        for (path, expected) in
            [("docs/PLAN.md", "docs/PLAN.md"), ("my plan.md", "'my plan.md'"), ("it's.md", r"'it'\''s.md'"), ("", "''")]
        {
            assert_eq!(shell(Path::new(path)), expected);
        }
    }
}
