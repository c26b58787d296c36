//! Whether git has written a file: what it puts there is meant, also where it is an older text.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// How close together git writes its index and the files that it checks out, at most.
const TOGETHER: Duration = Duration::from_secs(1);

/// How long git holds its index for what changes no files, at most, and how often to look.
const LOCKED: Duration = Duration::from_millis(100);
const NEXT_LOOK: Duration = Duration::from_millis(5);

/// Returns whether git seems to have written the file at `target`, which was last written at `written`.
///
/// While it changes files it holds `index.lock`; afterwards the index, and mostly `HEAD` or its log, are as new as the
/// files are (gitrepository-layout(5)), and what it wrote is one of its objects. Whoever saves right behind a
/// `git commit` writes what git has never seen. Blocks for up to 100 ms where git is at work.
pub(super) fn has_written(target: &Path, written: SystemTime) -> bool {
    let Some(folder) = folder(target) else { return false };
    let began = Instant::now();
    while folder.join("index.lock").exists() {
        if began.elapsed() > LOCKED {
            return true;
        }
        thread::sleep(NEXT_LOOK);
    }
    is_as_new(&folder, written) && knows(target)
}

/// Returns whether git has changed something about when a file was `written`.
fn is_as_new(folder: &Path, written: SystemTime) -> bool {
    let is_together = |time: SystemTime| {
        let apart = time.duration_since(written).unwrap_or_else(|error| error.duration());
        apart < TOGETHER
    };
    let changed = |name: &str| fs::metadata(folder.join(name)).and_then(|metadata| metadata.modified()).ok();
    ["index", "HEAD", "logs/HEAD"].iter().filter_map(|name| changed(name)).any(is_together)
}

/// Returns whether what the file at `target` reads is one of git's objects (git-hash-object(1)); also where git cannot be
/// asked, or does not say: its exit code is 1 where there is no such object, and more where something else is wrong.
fn knows(target: &Path) -> bool {
    let (Some(folder), Some(name)) = (target.parent(), target.file_name()) else { return true };
    let git = || {
        let mut git = Command::new("git");
        git.arg("-C").arg(folder).stdin(Stdio::null()).stderr(Stdio::null());
        git
    };
    let hashed = git().args(["hash-object", "--"]).arg(name).output().ok().filter(|output| output.status.success());
    let Some(hash) = hashed.and_then(|output| String::from_utf8(output.stdout).ok()) else { return true };
    !git().args(["cat-file", "-e", hash.trim()]).status().is_ok_and(|status| status.code() == Some(1))
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
        let now = SystemTime::now();
        assert!(!has_written(&plan, now), "no repository");
        fs::create_dir(&git).unwrap();
        assert!(!is_as_new(&git, now));
        let index = fs::File::create(git.join("index")).unwrap();
        index.set_modified(now).unwrap();
        assert!(is_as_new(&git, now));
        assert!(!is_as_new(&git, now + TOGETHER) && !is_as_new(&git, now - TOGETHER));
        fs::write(git.join("index.lock"), "").unwrap();
        assert!(has_written(&plan, now + TOGETHER));
    }

    #[test]
    fn what_git_never_had_is_not_its_text() {
        let root = tempfile::tempdir().unwrap();
        let plan = root.path().join("plan.md");
        let git = |arguments: &[&str]| {
            let mut git = Command::new("git");
            git.arg("-C").arg(root.path()).args(arguments).stdout(Stdio::null()).status()
        };
        if git(&["init", "-q"]).is_err() {
            return println!("skipped: there is no git");
        }
        fs::write(&plan, "- [ ] a\n").unwrap();
        git(&["add", "plan.md"]).unwrap();
        assert!(has_written(&plan, SystemTime::now()));
        fs::write(&plan, "- [ ] a\n- [ ] by somebody else\n").unwrap();
        assert!(!has_written(&plan, SystemTime::now()));
        fs::remove_file(root.path().join(".git/HEAD")).unwrap();
        assert!(has_written(&plan, SystemTime::now()), "git says that this is no repository");
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
