//! Which plan the words of a command mean, and which of them are addresses.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::error::Error;
use super::find::{self, is_markdown};

/// The folder that is searched where no word names a file.
pub(super) const HERE: &str = ".";

/// A plan, and the addresses in it.
#[derive(Debug)]
pub(super) struct Choice {
    /// The plan's file.
    pub(super) path: PathBuf,
    /// The words behind it.
    pub(super) addresses: Vec<String>,
}

/// Returns the plan that `words` name, and the addresses behind it.
///
/// The first word is the plan if a file or folder of that name exists, or if it is named like a Markdown file.
/// Otherwise all words are addresses in the only plan of the current folder.
///
/// # Errors
/// [`Error::NoPlan`] or [`Error::SeveralPlans`] where a folder decides, and holds none or several.
pub(super) fn plan_and_addresses(words: &[OsString]) -> Result<Choice, Error> {
    let text = |word: &OsString| word.to_string_lossy().into_owned();
    let (path, addresses) = match words {
        [first, rest @ ..] if is_path(Path::new(first)) => (plan(Path::new(first), None)?, rest),
        all => (plan(Path::new(HERE), all.first().map(text))?, all),
    };
    Ok(Choice { path, addresses: addresses.iter().map(text).collect() })
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

/// Returns `path`, or the only plan in it where it is a folder; `word` is what an address would have been.
fn plan(path: &Path, word: Option<String>) -> Result<PathBuf, Error> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    let search = find::plans(path)?;
    match search.plans.as_slice() {
        [] => Err(search.no_plan(path, word)),
        [only] => Ok(only.path.clone()),
        several => {
            let plans = several.iter().map(|found| (found.path.clone(), found.plan.title().to_owned())).collect();
            Err(Error::SeveralPlans { folder: path.to_owned(), plans, word })
        }
    }
}
