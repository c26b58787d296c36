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

/// Returns the commit that is checked out where `target` lies, as git's files say it; `None` where they do not, or say it
/// in another way (gitrepository-layout(5), git-pack-refs(1)).
pub fn head(target: &Path) -> Option<String> {
    let folder = folder(target)?;
    let head = fs::read_to_string(folder.join("HEAD")).ok()?;
    let Some(name) = head.trim().strip_prefix("ref: ") else { return hash(&head) };
    // A linked work tree has only its HEAD for itself.
    let common = fs::read_to_string(folder.join("commondir")).map_or(folder.clone(), |path| folder.join(path.trim()));
    let loose = fs::read_to_string(common.join(name)).ok().and_then(|text| hash(&text));
    loose.or_else(|| {
        let packed = fs::read_to_string(common.join("packed-refs")).ok()?;
        packed.lines().find_map(|line| line.strip_suffix(name)?.strip_suffix(' ').and_then(hash))
    })
}

fn hash(text: &str) -> Option<String> {
    let text = text.trim();
    (text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| text.to_owned())
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
    fn the_commit_is_read_wherever_git_keeps_it() {
        let root = tempfile::tempdir().unwrap();
        let (plan, git) = (root.path().join("plan.md"), root.path().join(".git"));
        assert_eq!(head(&plan), None);
        fs::create_dir_all(git.join("refs/heads")).unwrap();
        let [loose, packed, detached] = ["a", "b", "c"].map(|digit| digit.repeat(40));
        fs::write(git.join("HEAD"), "ref: refs/heads/main\n").unwrap();
        assert_eq!(head(&plan), None, "nothing is committed");
        fs::write(git.join("packed-refs"), format!("# pack-refs\n{packed} refs/heads/main\n")).unwrap();
        assert_eq!(head(&plan), Some(packed));
        fs::write(git.join("refs/heads/main"), format!("{loose}\n")).unwrap();
        assert_eq!(head(&plan), Some(loose));
        fs::write(git.join("HEAD"), format!("{detached}\n")).unwrap();
        assert_eq!(head(&plan), Some(detached));
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
