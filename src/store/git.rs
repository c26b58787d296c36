//! Whether git is at work: what it puts into a file is meant, also where it is an older text.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How close together git writes its index and the files that it checks out, at most.
const TOGETHER: Duration = Duration::from_secs(1);

/// Returns whether git seems to have written the file at `target`, which was last written at `written`.
///
/// While it changes files it holds `index.lock`; afterwards the index, and mostly `HEAD` or its log, are as new as the
/// files are (gitrepository-layout(5)).
pub(super) fn is_at_work(target: &Path, written: SystemTime) -> bool {
    let Some(folder) = folder(target) else { return false };
    if folder.join("index.lock").exists() {
        return true;
    }
    let is_together = |time: SystemTime| {
        let apart = time.duration_since(written).unwrap_or_else(|error| error.duration());
        apart < TOGETHER
    };
    let changed = |name: &str| fs::metadata(folder.join(name)).and_then(|metadata| metadata.modified()).ok();
    ["index", "HEAD", "logs/HEAD"].iter().filter_map(|name| changed(name)).any(is_together)
}

/// Returns git's folder of the work tree that `target` lies in; `None` where it lies in none.
fn folder(target: &Path) -> Option<PathBuf> {
    let dot_git = target.ancestors().skip(1).map(|above| above.join(".git")).find(|path| path.exists())?;
    if dot_git.is_dir() {
        return Some(dot_git);
    }
    // In a work tree of git-worktree(1), and in a submodule, `.git` is a file that names the folder.
    let named = fs::read_to_string(&dot_git).ok()?;
    let named = Path::new(named.strip_prefix("gitdir:")?.trim());
    Some(dot_git.parent()?.join(named))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_is_known_by_its_lock_and_by_what_it_wrote_together() {
        let root = tempfile::tempdir().unwrap();
        let (plan, git) = (root.path().join("docs/plan.md"), root.path().join(".git"));
        fs::create_dir_all(plan.parent().unwrap()).unwrap();
        let now = SystemTime::now();
        assert!(!is_at_work(&plan, now), "no repository");
        fs::create_dir(&git).unwrap();
        assert!(!is_at_work(&plan, now));
        let index = fs::File::create(git.join("index")).unwrap();
        index.set_modified(now).unwrap();
        assert!(is_at_work(&plan, now));
        assert!(!is_at_work(&plan, now + TOGETHER) && !is_at_work(&plan, now - TOGETHER));
        fs::write(git.join("index.lock"), "").unwrap();
        assert!(is_at_work(&plan, now + TOGETHER));
    }

    #[test]
    fn a_linked_work_tree_names_its_folder() {
        let root = tempfile::tempdir().unwrap();
        let [tree, real] = ["tree", "real"].map(|name| root.path().join(name));
        fs::create_dir(&tree).unwrap();
        fs::create_dir(&real).unwrap();
        fs::write(tree.join(".git"), "gitdir: ../real\n").unwrap();
        assert_eq!(folder(&tree.join("plan.md")).map(|path| path.canonicalize().unwrap()), real.canonicalize().ok());
    }
}
