//! What stays of a file when it is written, and who is told of it: in every way of writing that there is here.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use super::memory::redo;
use super::write::Redo;
use super::{CommitError, Memory, Reading, Snapshot, Stamp, Store, Tier, look};
use crate::text::Edit;

fn plan(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.md");
    fs::write(&path, text).unwrap();
    (folder, path)
}

/// Commits the replacement of the first `old` by `new`.
fn commit(store: &mut Store, old: &str, new: &str) -> Result<Snapshot, CommitError> {
    store.commit_edit(|text| text.find(old).map(|at| Edit::between(at, old, new)).unwrap_or_default())
}

fn by_best_effort(store: &mut Store) {
    store.patience.lease = None;
}

/// A tick, a text that becomes longer, and one that becomes shorter.
const EDITS: [(&str, &str); 3] = [("[ ]", "[x]"), ("[x] a", "[x] a and **more** than that"), ("more", "m")];

#[test]
fn everything_but_the_text_stays() {
    const TEXT: &str = "\u{feff}# Plan\r\n- [ ] a\r\n\r\n  last  ";
    let (folder, path) = plan(TEXT);
    let [other, link] = ["other.md", "link.md"].map(|name| folder.path().join(name));
    fs::hard_link(&path, &other).unwrap();
    symlink(&path, &link).unwrap();
    if rustix::process::geteuid().is_root() {
        chown(&path, Some(12345), Some(23456)).unwrap();
    } else {
        println!("skipped: only root can give a file to another user");
    }
    fs::set_permissions(&path, Permissions::from_mode(0o606)).unwrap();
    let has_attributes = set_attribute(&path);
    let kept = |path: &Path| {
        let found = fs::metadata(path).unwrap();
        (found.ino(), found.nlink(), found.uid(), found.gid(), found.mode())
    };
    let before = kept(&path);
    for prepare in [|_: &mut Store| {}, by_best_effort] {
        fs::write(&path, TEXT).unwrap();
        let mut store = Store::open(&link).unwrap().0;
        prepare(&mut store);
        let mut expected = TEXT.to_owned();
        for (old, new) in EDITS {
            commit(&mut store, old, new).unwrap();
            expected = expected.replacen(old, new, 1);
            for name in [&path, &other, &link] {
                assert_eq!(fs::read_to_string(name).unwrap(), expected);
                assert_eq!(kept(name), before);
            }
            assert_eq!(fs::read_link(&link).unwrap(), path);
            assert_eq!(has_attributes, is_attribute_set(&path));
            assert!(matches!(store.read(), Reading::Unchanged));
        }
        store.flush();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }
}

fn set_attribute(path: &Path) -> bool {
    let set = rustix::fs::setxattr(path, "user.note", b"kept", rustix::fs::XattrFlags::empty());
    if let Err(error) = set {
        println!("skipped: no extended attributes here ({error})");
    }
    set.is_ok()
}

fn is_attribute_set(path: &Path) -> bool {
    let mut value = [0; 4];
    rustix::fs::getxattr(path, "user.note", &mut value).is_ok_and(|length| length == 4) && value == *b"kept"
}

/// Writes down what it is told, and how the file stood then.
#[derive(Clone, Debug, Default)]
struct Told {
    calls: Arc<Mutex<Vec<String>>>,
    target: PathBuf,
}

impl Told {
    /// Notes `call` and how long the file is: nobody can open it now.
    fn note(&self, call: &str) {
        self.calls.lock().unwrap().push(format!("{call} at {} bytes", fs::metadata(&self.target).unwrap().len()));
    }
}

impl Redo for Told {
    fn begin(&mut self, target: &Path, before: &str, after: &str) {
        target.clone_into(&mut self.target);
        self.note(&format!("{before} -> {after}"));
    }

    fn end(&mut self) {
        self.note("end");
    }
}

/// Returns what is told of these edits, made one after the other.
fn told(edits: &[(&str, &str)]) -> Vec<String> {
    let (_folder, path) = plan("[ ] a [ ] b");
    let told = Told::default();
    let mut store = Store::open(&path).unwrap().0;
    store.redo = Box::new(told.clone());
    for (old, new) in edits {
        commit(&mut store, old, new).unwrap();
    }
    let calls = told.calls.lock().unwrap();
    calls.clone()
}

#[test]
fn a_record_stands_around_every_longer_write() {
    assert_eq!(told(&[("[ ]", "[x]"), ("b", "c")]), [""; 0], "nobody ever sees half of so little");
    assert_eq!(
        told(&[("a", "and"), ("[ ] ", "")]),
        [
            "[ ] a [ ] b -> [ ] and [ ] b at 11 bytes",
            "end at 13 bytes",
            "[ ] and [ ] b -> and [ ] b at 13 bytes",
            "end at 9 bytes"
        ]
    );
}

#[test]
fn where_no_record_can_be_kept_the_plan_is_written_all_the_same() {
    let (_folder, path) = plan("- [ ] a");
    let mut store = Store::open(&path).unwrap().0;
    // A file where the state folder should be made.
    store.redo = Box::new(redo::Record::new(Memory::of(&path, &path)));
    commit(&mut store, "a", "and").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "- [ ] and");
}

#[test]
fn half_of_what_somebody_saves_is_never_read() {
    let (_folder, path) = plan("# One\n");
    let mut store = Store::open(&path).unwrap().0;
    let mut theirs = File::create(&path).unwrap();
    for part in ["", "# Two\n", "- [ ] a\n"] {
        theirs.write_all(part.as_bytes()).unwrap();
        for _ in 0..10 {
            assert!(matches!(store.read(), Reading::Settling(_)), "{part:?}");
        }
    }
    drop(theirs);
    let Reading::Text(snapshot) = store.read() else { panic!("the whole is not read") };
    assert_eq!(&*snapshot.text, "# Two\n- [ ] a\n");
}

#[test]
fn half_of_what_somebody_saves_is_never_opened() {
    let (_folder, path) = plan("# One\n");
    let mut theirs = File::create(&path).unwrap();
    theirs.write_all(b"# Two\n").unwrap();
    thread::scope(|scope| {
        let opening = scope.spawn(|| Store::open(&path).unwrap().1);
        let mut eye = look::Eye::default();
        for _ in 0..50 {
            assert!(matches!(eye.look(&path), Ok(None)));
        }
        theirs.write_all(b"- [ ] a\n").unwrap();
        drop(theirs);
        assert_eq!(&*opening.join().unwrap().text, "# Two\n- [ ] a\n");
    });
}

#[test]
fn who_keeps_the_file_open_keeps_nobody_from_it() {
    for (is_writer, expected) in
        [(false, "another program keeps the file open"), (true, "another program keeps the file open for writing")]
    {
        let (folder, path) = plan("- [ ] a\n");
        let mut store = Store::open(&path).unwrap().0;
        store.patience.lease = Some(Duration::ZERO);
        // They wrote long ago; what we write meanwhile is not theirs.
        let long_ago = SystemTime::now() - Duration::from_mins(1);
        File::options().write(true).open(&path).unwrap().set_modified(long_ago).unwrap();
        for (old, new) in EDITS {
            let keeper = OpenOptions::new().read(true).append(is_writer).open(&path).unwrap();
            let inode = keeper.metadata().unwrap().ino();
            commit(&mut store, old, new).unwrap();
            assert_eq!(store.tier(), Tier::BestEffort(expected.to_owned()));
            let is_same = fs::metadata(&path).unwrap().ino() == inode;
            assert!(is_same || !is_writer, "who has it open for writing keeps the file that everybody sees");
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "- [x] a and **m** than that\n");
        commit(&mut store, "[x]", "[ ]").unwrap();
        assert_eq!(store.tier(), Tier::Exclusive);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

#[test]
fn who_is_in_the_middle_of_saving_is_waited_for() {
    let (_folder, path) = plan("- [ ] a\n");
    let mut store = Store::open(&path).unwrap().0;
    store.patience.lease = Some(Duration::ZERO);
    store.patience.budget = Duration::from_millis(1);
    let mut theirs = File::create(&path).unwrap();
    theirs.write_all(b"- [ ] a, th").unwrap();
    assert_eq!(commit(&mut store, "[ ]", "[x]").unwrap_err().code(), "busy");
    theirs.write_all(b"eirs\n").unwrap();
    drop(theirs);
    commit(&mut store, "[ ]", "[x]").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "- [x] a, theirs\n");
}

#[test]
fn who_has_just_written_and_keeps_the_file_open_is_not_moved_along() {
    let (_folder, path) = plan("- [ ] a\n- [ ] b\n");
    let mut store = Store::open(&path).unwrap().0;
    store.patience.lease = Some(Duration::ZERO);
    store.patience.budget = Duration::from_millis(1);
    let mut theirs = OpenOptions::new().write(true).open(&path).unwrap();
    theirs.write_all(b"- [ ] a\n").unwrap();
    let wrote_just_now = |theirs: &File| theirs.set_modified(SystemTime::now() - Duration::from_secs(5)).unwrap();
    wrote_just_now(&theirs);
    commit(&mut store, "[ ]", "[x]").unwrap();
    wrote_just_now(&theirs);
    assert_eq!(commit(&mut store, "a", "a and more").unwrap_err().code(), "busy");
    theirs.write_all(b"- [x] b\n").unwrap();
    drop(theirs);
    commit(&mut store, "a", "a and more").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "- [x] a and more\n- [x] b\n");
}

/// The other half of the test below, run as another user.
const AS_ANOTHER_USER: &str = "TICKDOWN_TEST_AS_ANOTHER_USER";

#[test]
fn a_file_of_another_user_is_written_by_best_effort() {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    if let Some(path) = std::env::var_os(AS_ANOTHER_USER) {
        let mut store = Store::open(Path::new(&path)).unwrap().0;
        let expected = Tier::BestEffort("the file belongs to another user".to_owned());
        assert_eq!(store.tier(), expected, "known from the first look on");
        for (old, new) in EDITS {
            commit(&mut store, old, new).unwrap();
        }
        assert_eq!(store.tier(), expected);
        return;
    }
    if !rustix::process::geteuid().is_root() {
        println!("skipped: only root can run a program as another user");
        return;
    }
    let (folder, path) = plan("- [ ] a\n");
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o666)).unwrap();
    let before = Stamp::of(&fs::metadata(&path).unwrap()).inode;
    let name = format!("{}::a_file_of_another_user_is_written_by_best_effort", module_path!());
    let name = name.split_once("::").unwrap().1;
    let mut test = Command::new(std::env::current_exe().unwrap());
    test.args(["--exact", name]).env(AS_ANOTHER_USER, &path).current_dir(folder.path()).uid(65534).gid(65534);
    let output = match test.output() {
        Ok(output) => output,
        Err(error) => return println!("skipped: another user cannot run this program ({error})"),
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(fs::read_to_string(&path).unwrap(), "- [x] a and **m** than that\n");
    assert_eq!(Stamp::of(&fs::metadata(&path).unwrap()).inode, before);
}
