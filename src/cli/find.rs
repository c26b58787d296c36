//! The plans of a folder.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::{DirEntry, WalkBuilder};

use super::error::Error;
use super::read;
use crate::plan::{Kind, MarkKind, Plan};

/// How many levels below a folder are searched: `openspec/changes/archive/NAME/tasks.md` is on the fifth.
pub(super) const DEPTH: usize = 5;

/// Folders that hold no plans of the people who work here, whether they are ignored or not.
const FOREIGN: [&str; 4] = [".git", "node_modules", "target", "vendor"];

/// Hidden folders in which planning tools keep plans; other hidden ones are left alone.
const HIDDEN: [&str; 9] =
    [".agent", ".agent-os", ".claude", ".codex", ".cursor", ".kiro", ".sisyphus", ".specify", ".zenflow"];

/// Files that number their headings without being plans; they need boxes to be one.
const PROSE: [&str; 8] =
    ["agents", "changelog", "claude", "code_of_conduct", "contributing", "license", "readme", "security"];

/// From how many boxes on a file is a plan.
const BOXES: usize = 3;

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

/// Returns the plans in and below `folder`; what git ignores is left out.
///
/// # Errors
/// [`Error::Folder`] where the folder itself cannot be listed.
pub(super) fn plans(folder: &Path) -> Result<Search, Error> {
    std::fs::read_dir(folder).map_err(|error| Error::Folder(folder.to_owned(), error))?;
    let (files, mut unreadable) = markdown_files(folder);
    let (mut plans, mut searched) = (Vec::new(), 0);
    for path in files {
        match read(&path) {
            Ok(plan) => {
                searched += 1;
                plans.extend(is_plan(&path, &plan).then_some(Found { path, plan }));
            }
            Err(error) => unreadable.push(error.into()),
        }
    }
    Ok(Search { plans, searched, unreadable })
}

/// Returns whether `path` is named like a Markdown file.
pub(super) fn is_markdown(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown")
}

/// Returns the Markdown files in and below `folder`, sorted, each file once, however many links name it;
/// and the folders that may not be entered.
fn markdown_files(folder: &Path) -> (Vec<PathBuf>, Vec<Error>) {
    let mut walk = WalkBuilder::new(folder);
    walk.max_depth(Some(DEPTH)).hidden(false).filter_entry(is_ours).sort_by_file_name(OsStr::cmp);
    let (mut files, mut closed) = (Vec::new(), Vec::new());
    for entry in walk.build() {
        match entry {
            Ok(entry) if is_markdown(entry.path()) && entry.path().is_file() => {
                files.push((entry.path_is_symlink(), without_dot(entry.path())));
            }
            Ok(_) => {}
            Err(error) => closed.extend(denied(error)),
        }
    }
    files.sort();
    let mut seen = HashSet::new();
    files.retain(|(_, path)| path.canonicalize().is_ok_and(|file| seen.insert(file)));
    let mut files: Vec<PathBuf> = files.into_iter().map(|(_, path)| path).collect();
    files.sort();
    (files, closed)
}

/// Returns the error for a folder that may not be entered; anything else, such as one that has just gone, is none.
fn denied(error: ignore::Error) -> Option<Error> {
    match error {
        ignore::Error::WithDepth { err, .. } => denied(*err),
        ignore::Error::WithPath { path, err } => {
            let kind = err.io_error().map(io::Error::kind).filter(|&kind| kind == ErrorKind::PermissionDenied)?;
            Some(Error::Folder(without_dot(&path), kind.into()))
        }
        _ => None,
    }
}

/// Returns whether plans of the people who work here may lie in or at `entry`.
fn is_ours(entry: &DirEntry) -> bool {
    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    let name = entry.file_name().to_str().unwrap_or_default();
    let is_left_out = FOREIGN.contains(&name) || name.starts_with('.') && !HIDDEN.contains(&name);
    entry.depth() == 0 || !is_folder || !is_left_out
}

/// Returns `path` without a leading `./`.
fn without_dot(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_owned()
}

/// Returns whether the file at `path` is a plan: it has phases, steps or at least three boxes.
fn is_plan(path: &Path, plan: &Plan) -> bool {
    let stem = path.file_stem().and_then(OsStr::to_str).unwrap_or_default().to_lowercase();
    let is_prose = PROSE.contains(&stem.as_str());
    let mut nodes = plan.ids().map(|id| plan.node(id));
    !is_prose && nodes.any(|node| matches!(node.kind, Kind::Phase | Kind::Step)) || boxes(plan) >= BOXES
}

/// Returns the number of boxes, those of fields included.
fn boxes(plan: &Plan) -> usize {
    let nodes = plan.ids().map(|id| plan.node(id));
    nodes
        .flat_map(|node| node.mark.iter().chain(node.fields.iter().filter_map(|field| field.mark.as_ref())))
        .filter(|mark| mark.kind == MarkKind::Box)
        .count()
}
