//! Where the files are that a plan names: looked for from two folders, and never outside of them.
//!
//! Only whether something is there is asked; nothing is opened, and nothing is made.

use std::fmt;
use std::path::{Component, Path, PathBuf};

/// The folders from which the files that a plan names are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roots {
    /// The folder of the plan, all symbolic links resolved.
    plan: PathBuf,
    /// The top of the repository that the plan lies in, where it lies in one.
    repository: Option<PathBuf>,
}

/// What looking for a file brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is there: a file or a folder, from the root of the file system.
    Found(PathBuf),
    /// It is not there, or outside of both folders.
    Missing,
}

impl Roots {
    /// Returns the folders for the plan at `plan`. The repository is the nearest folder above with a `.git`.
    pub fn of(plan: &Path) -> Self {
        let plan = plan.canonicalize().unwrap_or_else(|_| plan.to_owned());
        let folder = plan.parent().unwrap_or(Path::new("")).to_owned();
        // In a work tree of git, `.git` is a file (git-worktree(1)).
        let repository = folder.ancestors().find(|above| above.join(".git").exists()).map(Path::to_owned);
        Self { plan: folder, repository }
    }

    /// Looks for `named`, a path as the plan writes it: from the plan's folder, then from the repository's top.
    ///
    /// Where a path leads out of both, by `..`, as an absolute path or through a symbolic link, it is missing, whatever
    /// is there. `/docs/a.md` may also mean the top of the repository, and so it is looked for there.
    pub fn find(&self, named: &str) -> Place {
        let named = slashes(named);
        let relative = Path::new(named.trim_start_matches('/'));
        let absolute = named.starts_with('/').then(|| PathBuf::from(&named));
        let candidates = absolute.into_iter().chain(self.folders().map(|folder| folder.join(relative)));
        let place = candidates.map(|path| normal(&path)).find(|path| self.holds(path));
        place.map_or(Place::Missing, Place::Found)
    }

    /// Returns the top of the repository, or where there is none the plan's folder.
    pub fn top(&self) -> &Path {
        self.repository.as_deref().unwrap_or(&self.plan)
    }

    /// Returns whether something is at `path`, and both the path and what it leads to lie in one of the folders.
    fn holds(&self, path: &Path) -> bool {
        let lies_inside = |path: &Path| self.folders().any(|folder| path.starts_with(folder));
        lies_inside(path) && path.canonicalize().is_ok_and(|real| lies_inside(&real))
    }

    fn folders(&self) -> impl Iterator<Item = &Path> {
        std::iter::once(&*self.plan).chain(self.repository.as_deref())
    }
}

impl fmt::Display for Roots {
    /// Writes the folders for a sentence: `docs and its repository webhook`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |folder: &Path| match folder.file_name() {
            Some(name) => name.to_string_lossy().into_owned(),
            None => folder.display().to_string(),
        };
        f.write_str(&name(&self.plan))?;
        match &self.repository {
            Some(repository) if *repository != self.plan => write!(f, " and its repository {}", name(repository)),
            _ => Ok(()),
        }
    }
}

/// Returns a path as plans write it in the manner of this system: `\` between folders is one of Windows.
fn slashes(named: &str) -> String {
    if named.contains('/') { named.to_owned() } else { named.replace('\\', "/") }
}

/// Returns `path` without `.` and `..`. That a `..` behind a link would lead elsewhere does not matter: what is found is
/// held against the folders once more with all links resolved.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => _ = normal.pop(),
            part => normal.push(part),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Makes a repository `top/repo` with a plan in `docs`, and something outside of it.
    fn repository() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path().canonicalize().unwrap();
        for file in ["repo/.git/HEAD", "repo/docs/PLAN.md", "repo/docs/a.md", "repo/src/a.rs", "repo/a.md", "out.md"] {
            let path = top.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        (folder, top)
    }

    /// Where `named` was found, below `top`.
    fn found(roots: &Roots, top: &Path, named: &str) -> String {
        match roots.find(named) {
            Place::Found(path) => path.strip_prefix(top).unwrap_or(&path).display().to_string(),
            Place::Missing => "missing".to_owned(),
        }
    }

    #[test]
    fn two_folders_are_looked_in() {
        let (_folder, top) = repository();
        let roots = Roots::of(&top.join("repo/docs/PLAN.md"));
        for (named, expected) in [
            ("a.md", "repo/docs/a.md"),
            ("./a.md", "repo/docs/a.md"),
            ("docs/a.md", "repo/docs/a.md"),
            ("../a.md", "repo/a.md"),
            ("src/a.rs", "repo/src/a.rs"),
            ("src\\a.rs", "repo/src/a.rs"),
            ("src/../src/./a.rs", "repo/src/a.rs"),
            ("src/", "repo/src"),
            ("/src/a.rs", "repo/src/a.rs"),
            ("src/b.rs", "missing"),
            ("src/a.rs/b.rs", "missing"),
            ("out.md", "missing"),
            ("../../out.md", "missing"),
            ("src/../../out.md", "missing"),
            ("../../../../../../etc/passwd", "missing"),
            ("/etc/passwd", "missing"),
            ("C:\\a.md", "missing"),
            ("a.md\0", "missing"),
        ] {
            assert_eq!(found(&roots, &top, named), expected, "{named}");
        }
        let absolute = |file: &str| top.join(file).display().to_string();
        assert_eq!(found(&roots, &top, &absolute("repo/a.md")), "repo/a.md");
        assert_eq!(found(&roots, &top, &absolute("out.md")), "missing");
        assert_eq!(roots.to_string(), "docs and its repository repo");
    }

    #[test]
    fn without_a_repository_there_is_one_folder() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path().canonicalize().unwrap();
        fs::create_dir(top.join("notes")).unwrap();
        fs::write(top.join("a.md"), "").unwrap();
        fs::write(top.join("notes/PLAN.md"), "").unwrap();
        let roots = Roots::of(&top.join("notes/PLAN.md"));
        assert_eq!(roots.find("PLAN.md"), Place::Found(top.join("notes/PLAN.md")));
        assert_eq!([roots.find("../a.md"), roots.find("a.md")], [Place::Missing, Place::Missing]);
        assert_eq!(roots.to_string(), "notes");
    }

    #[test]
    fn links_are_followed_inside_only() {
        use std::os::unix::fs::symlink;
        let (_folder, top) = repository();
        symlink(top.join("out.md"), top.join("repo/out-link.md")).unwrap();
        symlink(&top, top.join("repo/up")).unwrap();
        symlink(top.join("repo/src/a.rs"), top.join("repo/in-link.rs")).unwrap();
        symlink(top.join("nowhere"), top.join("repo/dangling")).unwrap();
        symlink(top.join("repo/docs/PLAN.md"), top.join("PLAN.md")).unwrap();
        // The plan's own link leads to the folders of its target.
        let roots = Roots::of(&top.join("PLAN.md"));
        for (named, expected) in [
            ("in-link.rs", "repo/in-link.rs"),
            ("out-link.md", "missing"),
            ("up/out.md", "missing"),
            ("up/repo/a.md", "repo/up/repo/a.md"),
            ("dangling", "missing"),
        ] {
            assert_eq!(found(&roots, &top, named), expected, "{named}");
        }
    }
}
