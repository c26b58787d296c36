//! Going through a folder: first where planning tools keep plans, then the top, then the rest.
//!
//! What git ignores is left out, but not in the first of these. No folder behind a symbolic link is entered, and of
//! several names of one file one counts.

use std::collections::HashSet;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use super::places::{PLACES, may_hold_plans};
use super::rule::is_markdown;

/// How many levels below a folder are searched: `openspec/changes/archive/NAME/tasks.md` is on the fifth.
pub const DEPTH: usize = 5;

/// How many levels below it come before the rest: a plan near the top is not to wait for a large folder beside it.
const TOP: usize = 2;

/// Something on the way.
#[derive(Debug)]
pub enum Step {
    /// A folder whose files come next; it may come more than once.
    Folder(PathBuf),
    /// A Markdown file, once.
    File(PathBuf),
    /// A folder that may not be entered, once; why.
    Closed(PathBuf, io::Error),
}

/// How far it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// To the end.
    Whole,
    /// Until there were too many files.
    Cut,
    /// Until it was stopped.
    Stopped,
}

/// Goes through `folder` and tells `visit` what is there, at most `most` files and folders of any kind.
///
/// Paths begin with `folder`. Which name of a file with several comes is the one that is no symbolic link.
pub fn walk(folder: &Path, most: usize, visit: &mut dyn FnMut(Step) -> ControlFlow<()>) -> Extent {
    let mut walk = Walk { left: most, files: HashSet::new(), closed: HashSet::new(), links: Vec::new(), visit };
    let done = walk.places(folder).and_then(|()| walk.rest(folder));
    match done.and_then(|()| walk.links()) {
        Ok(()) => Extent::Whole,
        Err(extent) => extent,
    }
}

struct Walk<'a> {
    /// How many files and folders may still come.
    left: usize,
    /// The files that have come, all links resolved.
    files: HashSet<PathBuf>,
    closed: HashSet<PathBuf>,
    /// Symbolic links to files; they come last.
    links: Vec<PathBuf>,
    visit: &'a mut dyn FnMut(Step) -> ControlFlow<()>,
}

impl Walk<'_> {
    /// Goes through the places of planning tools, ignored or not.
    fn places(&mut self, folder: &Path) -> Result<(), Extent> {
        self.visit(Step::Folder(folder.to_owned()))?;
        for place in PLACES {
            let path = folder.join(place);
            if path.is_dir() {
                let mut walk = WalkBuilder::new(path);
                walk.standard_filters(false).max_depth(Some(DEPTH)).filter_entry(is_ours);
                self.go(&walk)?;
            } else if path.is_file() {
                let is_link = path.is_symlink();
                self.file(path, is_link)?;
            }
        }
        Ok(())
    }

    /// Goes through everything that is not ignored, the top first.
    fn rest(&mut self, folder: &Path) -> Result<(), Extent> {
        let mut walk = WalkBuilder::new(folder);
        walk.hidden(false).filter_entry(is_ours);
        self.go(walk.max_depth(Some(TOP)))?;
        self.go(walk.max_depth(Some(DEPTH)))
    }

    fn go(&mut self, walk: &WalkBuilder) -> Result<(), Extent> {
        for entry in walk.build() {
            self.left = self.left.checked_sub(1).ok_or(Extent::Cut)?;
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_dir()) => {
                    self.visit(Step::Folder(entry.into_path()))?;
                }
                Ok(entry) if is_markdown(entry.path()) => {
                    let is_link = entry.path_is_symlink();
                    self.file(entry.into_path(), is_link)?;
                }
                Ok(_) => {}
                Err(error) => {
                    if let Some((path, error)) = denied(error)
                        && self.closed.insert(path.clone())
                    {
                        self.visit(Step::Closed(path, error))?;
                    }
                }
            }
        }
        Ok(())
    }

    fn file(&mut self, path: PathBuf, is_link: bool) -> Result<(), Extent> {
        if is_link {
            self.links.push(path);
            return Ok(());
        }
        // Names that differ in case only may be one file.
        let is_new = path.is_file() && path.canonicalize().is_ok_and(|file| self.files.insert(file));
        if is_new { self.visit(Step::File(path)) } else { Ok(()) }
    }

    fn links(&mut self) -> Result<(), Extent> {
        let mut links = std::mem::take(&mut self.links);
        links.sort();
        links.into_iter().try_for_each(|link| self.file(link, false))
    }

    fn visit(&mut self, step: Step) -> Result<(), Extent> {
        match (self.visit)(step) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Extent::Stopped),
        }
    }
}

/// Returns whether plans may lie in or at `entry`.
fn is_ours(entry: &DirEntry) -> bool {
    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    entry.depth() == 0 || !is_folder || may_hold_plans(entry.path())
}

/// Returns the folder that may not be entered, and why; anything else, such as one that has just gone, is none.
fn denied(error: ignore::Error) -> Option<(PathBuf, io::Error)> {
    match error {
        ignore::Error::WithDepth { err, .. } => denied(*err),
        ignore::Error::WithPath { path, err } => {
            let kind = err.io_error().map(io::Error::kind);
            kind.filter(|&kind| kind == io::ErrorKind::PermissionDenied).map(|kind| (path, kind.into()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use insta::assert_snapshot;

    use super::*;

    /// Makes a folder with `files`, `NAME -> TARGET` for a link, and returns it.
    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let (name, target) = file.split_once(" -> ").unwrap_or((file, ""));
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            match target {
                "" => fs::write(path, if name.ends_with("ignore") { "/build\nspecs\nPLAN.md\n.kiro\n" } else { "" }),
                target => std::os::unix::fs::symlink(target, path),
            }
            .unwrap();
        }
        folder
    }

    /// Returns the files that come, in order, and how far it went.
    fn walked(folder: &Path, most: usize) -> String {
        let mut said = Vec::new();
        let extent = walk(folder, most, &mut |step| {
            if let Step::File(path) = step {
                said.push(path.strip_prefix(folder).unwrap().display().to_string().replace('\\', "/"));
            }
            ControlFlow::Continue(())
        });
        // The rest comes as the file system has it.
        let first = said.iter().position(|path| !PLACES.iter().any(|place| path.starts_with(place)));
        said[first.unwrap_or(0)..].sort();
        format!("{}\n{extent:?}", said.join("\n"))
    }

    #[test]
    fn places_of_tools_count_even_if_ignored() {
        let folder = folder(&[
            ".git/HEAD",
            ".gitignore",
            "PLAN.md",
            "specs/001-login/tasks.md",
            ".kiro/specs/login/tasks.md",
            ".kiro/steering/tech.md",
            "openspec/changes/archive/add-x/tasks.md",
            "conductor/tracks/a/plan.md",
            "build/notes.md",
            "docs/other.md",
            "docs/node_modules/x/readme.md",
            "packages/web/.kiro/specs/a/tasks.md",
            "packages/web/specs/a/tasks.md",
            ".hidden/plan.md",
            "a/b/c/d/five.md",
            "a/b/c/d/e/six.md",
            "src/main.rs",
        ]);
        assert_snapshot!(walked(folder.path(), usize::MAX), @r"
        .kiro/specs/login/tasks.md
        PLAN.md
        conductor/tracks/a/plan.md
        openspec/changes/archive/add-x/tasks.md
        specs/001-login/tasks.md
        a/b/c/d/five.md
        docs/other.md
        Whole
        ");
    }

    #[test]
    fn a_file_comes_once_under_its_own_name() {
        let folder = folder(&["A.md -> b.md", "b.md", "gone.md -> nothing.md", "c.md -> d/e.md", "d/e.md", "f -> d"]);
        assert_snapshot!(walked(folder.path(), usize::MAX), @r"
        b.md
        d/e.md
        Whole
        ");
    }

    #[test]
    fn no_more_than_asked_for_is_looked_at() {
        let folder = folder(&["a/1.md", "a/2.md", "a/3.md", "a/4.md"]);
        let cut = walked(folder.path(), 4);
        assert!(cut.ends_with("\nCut"), "{cut}");
        assert_eq!(walk(folder.path(), usize::MAX, &mut |_| ControlFlow::Break(())), Extent::Stopped);
    }
}
