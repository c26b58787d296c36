//! The plans of a folder, for verbs.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::Error;
use super::read;
use crate::folder::{Step, is_plan, walk};
use crate::plan::{Marks, Plan};

/// A plan in a folder.
#[derive(Debug)]
pub(super) struct Found {
    /// Its file.
    pub(super) path: PathBuf,
    /// What it says.
    pub(super) plan: Arc<Plan>,
}

/// What was found in a folder, sorted by path.
#[derive(Debug)]
pub(super) struct Search {
    /// The plans.
    pub(super) plans: Vec<Found>,
    /// How many Markdown files could be read.
    pub(super) searched: usize,
    /// Why others, or folders in which they may lie, could not.
    pub(super) unreadable: Vec<Error>,
}

impl Search {
    /// Returns the error that there is no plan in `folder`; `word` is what would have been an address of it.
    pub(super) fn no_plan(self, folder: &Path, word: Option<String>) -> Error {
        Error::NoPlan { folder: folder.to_owned(), searched: self.searched, unreadable: self.unreadable, word }
    }
}

/// Returns the plans in and below `folder`, whose boxes stand for what `marks` say; what git ignores is left out, but not
/// where planning tools keep plans.
///
/// # Errors
/// [`Error::Folder`] where the folder itself cannot be listed.
pub(super) fn plans(folder: &Path, marks: Marks) -> Result<Search, Error> {
    std::fs::read_dir(folder).map_err(|error| Error::Folder(folder.to_owned(), error))?;
    let (mut files, mut unreadable) = (Vec::new(), Vec::new());
    walk(folder, usize::MAX, &mut |step| {
        match step {
            Step::Folder(_) => {}
            Step::File(path) => files.push(without_dot(&path)),
            Step::Closed(path, error) => unreadable.push(Error::Folder(without_dot(&path), error)),
        }
        ControlFlow::Continue(())
    });
    files.sort();
    let (mut plans, mut searched) = (Vec::new(), 0);
    for path in files {
        match read(&path, marks) {
            Ok(plan) => {
                searched += 1;
                plans.extend(is_plan(&path, &plan).then_some(Found { path, plan }));
            }
            Err(error) => unreadable.push(error.into()),
        }
    }
    Ok(Search { plans, searched, unreadable })
}

/// Returns `path` without a leading `./`.
fn without_dot(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_owned()
}
