//! Several plans in a folder: the list, one plan after another, and none at all.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use tempfile::TempDir;

use super::PLAN;
use super::pty::{Screen, Start};

/// A folder with plans.
struct Folder {
    folder: TempDir,
    home: TempDir,
}

impl Folder {
    fn new(plans: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in plans {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder");
            fs::write(path, text).expect("a plan");
        }
        Self { folder, home: tempfile::tempdir().expect("a home") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn open(&self) -> Screen {
        Start::tickdown([self.folder.path()]).home(self.home.path()).start()
    }

    /// Returns whether no screen holds what is remembered of any plan.
    fn is_left(&self) -> bool {
        let plans = self.home.path().join("tickdown/plans");
        let held = |folder: PathBuf| {
            let file = fs::File::options().write(true).open(folder.join("attended"));
            file.is_ok_and(|file| file.try_lock().is_err())
        };
        let folders = fs::read_dir(plans).into_iter().flatten().flatten();
        !folders.map(|entry| entry.path()).any(held)
    }
}

fn other() -> String {
    PLAN.replace("Small plan", "Other plan").replace("thing", "matter")
}

#[test]
fn one_plan_after_another_is_opened_ticked_and_left() {
    let folder = Folder::new(&[("a.md", PLAN), (".kiro/specs/b/tasks.md", &other())]);
    let mut screen = folder.open();
    screen.wait_for("2 open");
    screen.wait_for("Small plan");
    screen.wait_for("Other plan");
    assert!(folder.is_left(), "no plan is open");
    screen.keys("/small<enter><enter>");
    screen.wait_for("Second thing");
    screen.keys("j<space>");
    let ticked = PLAN.replace("[ ] Second", "[x] Second");
    screen.wait_for_file(&folder.path("a.md"), &ticked);
    assert!(!folder.is_left(), "one is");
    // The list stands on the plan that was left, and its row follows what others do to the other one.
    screen.keys("p");
    screen.wait_for("Other plan");
    screen.wait_for("2/3");
    let more = other().replace("[ ] First", "[x] First").replace("[ ] Second", "[x] Second");
    fs::write(folder.path(".kiro/specs/b/tasks.md"), &more).expect("a plan");
    screen.wait_for("1 finished");
    fs::write(folder.path("new.md"), other().replace("Other", "New")).expect("a plan");
    screen.wait_for("New plan");
    screen.keys("/other<enter><enter>");
    screen.wait_for("Third matter");
    // The first plan is let go of: what is done to it now is nobody's business here.
    screen.keys("lj<space>");
    screen.wait_for_file(&folder.path(".kiro/specs/b/tasks.md"), &more.replace("[x] First", "[ ] First"));
    fs::write(folder.path("a.md"), ticked.replace("[ ] First", "[x] First")).expect("a plan");
    // It comes back as it was left, with what happened meanwhile; and what was done can be taken back.
    screen.keys("p/small<enter><enter>");
    screen.wait_for("ticked First thing");
    screen.wait_for("unseen 1");
    screen.keys("u");
    screen.wait_for_file(&folder.path("a.md"), &PLAN.replace("[ ] First", "[x] First"));
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    screen.assert_restored();
    assert!(folder.is_left());
}

/// The clock is the safety poll of another screen: however slow the machine is, what draws or looks again and again wakes
/// while that looks twice, and what is at rest does not.
#[cfg(target_os = "linux")]
#[test]
fn a_screen_at_rest_draws_nothing_and_wakes_for_nothing_but_the_safety_poll() {
    const LOOKS: u64 = 2;
    let (folder, other_folder) =
        (Folder::new(&[("a.md", PLAN), (".kiro/specs/b/tasks.md", &other())]), Folder::new(&[("c.md", PLAN)]));
    let mut clock = other_folder.open();
    clock.wait_for("Second thing");
    let mut screen = folder.open();
    for (pressed, shown, polls) in
        [("", "2 open", 0), ("/small<enter><enter>", "Second thing", LOOKS), ("p", "Other plan", LOOKS)]
    {
        screen.keys(pressed);
        screen.wait_for(shown);
        let mut seen = Vec::new();
        // What has just been opened is looked at a little longer.
        let rests = (0..10).any(|_| {
            screen.wait_at_most(Duration::ZERO, |_| false);
            let (drawn, before) = (screen.raw().len(), screen.wakes());
            clock.wait_for_wakes("watch", LOOKS);
            screen.wait_at_most(Duration::ZERO, |_| false);
            let after = screen.wakes();
            let woken = |thread: &String| after[thread] - before.get(thread).copied().unwrap_or_default();
            seen = after.keys().map(|thread| (thread.clone(), woken(thread))).filter(|(_, times)| *times > 0).collect();
            let is_poll = |(thread, times): &(String, u64)| thread.starts_with("watch ") && *times <= 2 * polls;
            screen.raw().len() == drawn && seen.iter().all(is_poll)
        });
        assert!(rests, "{shown}: drawn, or woken: {seen:?}\n{screen}");
    }
}

#[test]
fn the_only_unfinished_plan_opens_at_once() {
    let done = other().replace("[ ]", "[x]");
    let folder = Folder::new(&[("a.md", PLAN), ("b.md", &done)]);
    let mut screen = folder.open();
    screen.wait_for("Second thing");
    screen.keys("p");
    screen.wait_for("1 finished");
    screen.keys("<esc>");
    screen.wait_for("Second thing");
    screen.keys("<space>");
    screen.wait_for_file(&folder.path("a.md"), &PLAN.replace("[ ] First", "[x] First"));
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
}

#[test]
fn where_there_is_no_plan_there_is_a_new_one_or_the_demo() {
    let folder = Folder::new(&[("README.md", "# Read me\n")]);
    let mut screen = folder.open();
    screen.wait_for("No plan was found");
    screen.keys("n<c-u>README.md<enter>");
    screen.wait_for("is there already");
    assert_eq!(fs::read_to_string(folder.path("README.md")).expect("the file"), "# Read me\n");
    screen.keys("d");
    screen.wait_for("Payment webhook");
    screen.keys("<space>");
    screen.wait_for("done 2.2");
    screen.keys("p");
    screen.wait_for("No plan was found");
    screen.keys("n<enter>");
    screen.wait_until("the new plan", |shown| !shown.contents().contains("No plan was found"));
    screen.wait_until("a name", |_| folder.path("PLAN.md").exists());
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    screen.assert_restored();
    let entries = fs::read_dir(folder.folder.path()).expect("the folder").count();
    assert_eq!(entries, 2, "the demo plan lies elsewhere");
}

#[test]
fn a_plan_that_was_named_knows_those_beside_it() {
    let folder = Folder::new(&[("docs/a.md", PLAN), ("b.md", &other()), (".git/HEAD", "")]);
    let mut screen = Start::tickdown([folder.path("docs/a.md")]).home(folder.home.path()).start();
    screen.wait_for("Second thing");
    screen.keys("p");
    screen.wait_for("Other plan");
    screen.keys("/other<enter><enter>");
    screen.wait_for("First matter");
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
}
