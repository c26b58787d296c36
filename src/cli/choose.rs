//! Which plan the words of a command mean, and which of them are addresses.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::error::Error;
use super::find;
use crate::folder::is_markdown;
use crate::plan::{Marks, Refusal};
use crate::text::nearest;

/// The folder that is searched where no word names a file.
pub(super) const HERE: &str = ".";

/// A plan, and the addresses in it.
#[derive(Debug)]
pub(super) struct Choice {
    /// The plan's file.
    pub(super) path: PathBuf,
    /// The words behind it.
    pub(super) addresses: Vec<String>,
    /// Whether a word names the plan; otherwise it is the only one that was found.
    is_named: bool,
}

impl Choice {
    /// Returns `error`, or, where it says that the first word is no address, that this word is no file either.
    pub(super) fn explain(&self, error: Error) -> Error {
        match error {
            Error::Refused(path, Refusal::NotFound { address, hint, candidates })
            | Error::Unresolved(path, Refusal::NotFound { address, hint, candidates })
                if !self.is_named && hint.is_empty() && self.addresses.first() == Some(&address) =>
            {
                let candidates = candidates.into_iter().filter(|candidate| is_like(&address, candidate)).collect();
                Error::Stray { word: address, path, candidates }
            }
            other => other,
        }
    }
}

/// Returns the plan that `words` name, and the addresses behind it.
///
/// The first word is the plan if a file or folder of that name exists, or if it is named like a Markdown file.
/// Otherwise all words are addresses in the only plan of the current folder.
///
/// # Errors
/// [`Error::NoPlan`] or [`Error::SeveralPlans`] where a folder decides, and holds none or several, and
/// [`Error::Usage`] for a word without letters.
pub(super) fn plan_and_addresses(words: &[OsString]) -> Result<Choice, Error> {
    let text = |word: &OsString| word.to_string_lossy().into_owned();
    if let Some(empty) = words.iter().position(|word| text(word).trim().is_empty()) {
        let name = if empty == 0 { "PATH" } else { "ADDRESS" };
        return Err(Error::Usage(format!(
            "[{name}] is empty: \"tickdown show\" prints the addresses. Nothing was done"
        )));
    }
    let (path, addresses, is_named) = match words {
        [first, rest @ ..] if is_path(Path::new(first)) => (plan(Path::new(first), None)?, rest, true),
        all => (plan(Path::new(HERE), all.first().map(text))?, all, false),
    };
    Ok(Choice { path, addresses: addresses.iter().map(text).collect(), is_named })
}

/// Returns the plan that `path` names, or the only one of the current folder.
///
/// # Errors
/// As [`plan_and_addresses`].
pub(super) fn only(path: Option<&Path>) -> Result<PathBuf, Error> {
    plan(path.unwrap_or(Path::new(HERE)), None)
}

/// Returns whether `word` means a file or folder, there or not, and no address.
pub(super) fn is_path(word: &Path) -> bool {
    word.symlink_metadata().is_ok() || is_markdown(word)
}

/// How alike a word must be to the beginning of an address or title to be taken for a misspelling; 1 is the same.
const NEAR: f32 = 0.6;

/// Returns whether `word` looks like the beginning of an address, of its last part, or of a title.
fn is_like(word: &str, (address, title): &(String, String)) -> bool {
    let last = address.rsplit('/').next().unwrap_or_default();
    let beginning = |text: &str| text.chars().take(word.chars().count()).collect::<String>().to_lowercase();
    let known = [address.as_str(), last, title].map(beginning);
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    nearest(&word.to_lowercase(), &known, NEAR).is_some()
}

/// Returns `path`, or the only plan in it where it is a folder; `word` is what an address would have been.
fn plan(path: &Path, word: Option<String>) -> Result<PathBuf, Error> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    let search = find::plans(path, Marks::default())?;
    match search.plans.as_slice() {
        [] => Err(search.no_plan(path, word)),
        [only] => Ok(only.path.clone()),
        several => {
            let plans = several.iter().map(|found| (found.path.clone(), found.plan.title().to_owned())).collect();
            Err(Error::SeveralPlans { folder: path.to_owned(), plans, word })
        }
    }
}
