//! An open screen beside others: editors that save, git at work, verbs, and a second screen.

#[path = "support/pty.rs"]
#[allow(dead_code, reason = "other tests use more of it")]
mod pty;

use std::cell::Cell;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use pty::{HOMES, Screen, Start};
use tempfile::TempDir;

const PLAN: &str = "\
# Small plan

## Phase 1: Begin

- [ ] First thing
- [ ] Second thing
- [ ] Third thing

## Phase 2: Go on

### Step 2.1: Wire it
- **Description**: something
- **Validation**: seen by eye
";

/// A plan in a folder of its own, and a home that all of ours share.
struct Desk {
    root: TempDir,
}

impl Desk {
    fn new(text: &str) -> Self {
        let root = tempfile::tempdir().expect("a folder");
        let desk = Self { root };
        for folder in [desk.home(), desk.folder()] {
            fs::create_dir(folder).expect("a folder");
        }
        fs::write(desk.plan(), text).expect("a plan");
        desk
    }

    fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    fn folder(&self) -> PathBuf {
        self.root.path().join("work")
    }

    fn plan(&self) -> PathBuf {
        self.folder().join("plan.md")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.plan()).expect("the plan")
    }

    /// Opens the plan on a screen.
    fn open(&self) -> Screen {
        let mut screen = Start::tickdown([self.plan()]).home(&self.home()).size(100, 30).start();
        screen.wait_for("Second thing");
        screen
    }

    /// Runs a verb, which must succeed.
    fn verb(&self, verb: &str, address: &str) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tickdown"));
        command.arg(verb).arg(self.plan()).arg(address).stdout(Stdio::null());
        for name in HOMES {
            command.env(name, self.home());
        }
        assert!(command.status().expect("tickdown runs").success(), "{verb} {address}");
    }

    /// Saves as vim does where it makes backups: the plan is gone for a moment, and then empty.
    fn save_as_vim(&self, text: &str) {
        let backup = self.folder().join("plan.md~");
        fs::rename(self.plan(), &backup).expect("a backup");
        fs::write(self.plan(), text).and_then(|()| fs::remove_file(&backup)).expect("a new plan");
    }

    /// Saves by renaming a new file over the plan.
    fn save_by_rename(&self, text: &str) {
        let new = self.folder().join("new");
        fs::write(&new, text).and_then(|()| fs::rename(&new, self.plan())).expect("a new plan");
    }

    /// Leaves the screen, which writes nothing.
    #[track_caller]
    fn close(&self, mut screen: Screen) {
        let before = self.text();
        screen.keys("q");
        assert_eq!(screen.wait_exit(), 0, "{screen}");
        screen.assert_restored();
        assert_eq!(self.text(), before, "leaving writes nothing");
        let names: Vec<_> =
            fs::read_dir(self.folder()).expect("a folder").map(|entry| entry.expect("a name")).collect();
        let others = names.iter().map(fs::DirEntry::file_name).filter(|name| name != "plan.md" && name != ".git");
        assert_eq!(others.count(), 0, "nothing is left over");
    }
}

#[test]
fn ten_saves_in_a_row_are_all_seen() {
    let in_place: fn(&Desk, &str) = |desk, text| fs::write(desk.plan(), text).expect("a plan");
    for save in [Desk::save_as_vim, Desk::save_by_rename, in_place] {
        let desk = Desk::new(PLAN);
        let mut screen = desk.open();
        for round in 1..=10 {
            // Each longer than the one before by another line.
            let lines: Vec<String> = (1..=round).map(|line| format!("- [ ] Line {line} of {round}.\n")).collect();
            save(&desk, &PLAN.replace("- [ ] Third thing\n", &lines.concat()));
            screen.wait_for(&format!("Line {round} of {round}."));
        }
        desk.close(screen);
    }
}

#[test]
fn many_saves_without_a_pause_end_with_the_last() {
    let in_place: fn(&Desk, &str) = |desk, text| fs::write(desk.plan(), text).expect("a plan");
    for save in [Desk::save_as_vim, Desk::save_by_rename, in_place] {
        let desk = Desk::new(PLAN);
        let mut screen = desk.open();
        for round in 1..=200 {
            save(&desk, &PLAN.replace("Third thing", &format!("Round {round}.")));
        }
        screen.wait_for("Round 200.");
        screen.keys("<space>");
        screen
            .wait_for_file(&desk.plan(), &PLAN.replace("Third thing", "Round 200.").replace("[ ] First", "[x] First"));
        desk.close(screen);
    }
}

/// How long somebody rests between two halves of a save.
const HALF_TIME: Duration = Duration::from_millis(100);

#[test]
fn a_file_written_in_halves_is_never_shown_half() {
    let items = |version: usize| (1..=40).map(move |item| format!("- [ ] Thing {item} of version {version}\n"));
    let text = move |version| format!("# Small plan\n\n- [ ] Second thing\n{}", items(version).collect::<String>());
    let desk = Desk::new(&text(0));
    let mut screen = desk.open();
    let plan = desk.plan();
    let writer = thread::spawn(move || {
        for version in 1..=8 {
            let text = text(version);
            // At the end of a line, and in the middle of one.
            let middle = text.find("Thing 20").expect("an item") - if version % 2 == 0 { 6 } else { 0 };
            let mut file = fs::File::create(&plan).expect("the plan");
            file.write_all(&text.as_bytes()[..middle]).expect("a half");
            thread::sleep(HALF_TIME);
            file.write_all(&text.as_bytes()[middle..]).expect("the other half");
            drop(file);
            thread::sleep(HALF_TIME);
        }
    });
    let (whole, frames) = (Cell::new(true), Cell::new(0));
    screen.wait_until("the last version", |shown| {
        let contents = shown.contents();
        frames.set(frames.get() + 1);
        whole.set(whole.get() && contents.contains("0/41") && !contents.contains("file is empty"));
        contents.contains("of version 8")
    });
    writer.join().expect("the writer ends");
    assert!(whole.get(), "half a file was shown\n{screen}");
    assert!(frames.get() > 8, "only {} frames were looked at", frames.get());
    desk.close(screen);
}

#[test]
fn a_verb_is_seen_on_the_screen() {
    let desk = Desk::new(PLAN);
    let mut screen = desk.open();
    desk.verb("tick", "phase-1/second-thing");
    screen.wait_for("▣ Second thing");
    desk.verb("tick", "2.1");
    screen.wait_for("2/4");
    desk.verb("untick", "2.1");
    screen.wait_for("1/4");
    // What the screen sets goes onto what the verb wrote.
    screen.keys("<space>");
    let expected = PLAN.replace("[ ] First", "[x] First").replace("[ ] Second", "[x] Second");
    screen.wait_for_file(&desk.plan(), &expected);
    desk.close(screen);
}

#[test]
fn two_screens_count_each_edit_once() {
    let desk = Desk::new(PLAN);
    let (mut one, mut other) = (desk.open(), desk.open());
    one.keys("<space>");
    other.wait_for("▣ First thing");
    other.keys("gjj<space>");
    one.wait_for("▣ Second thing");
    // A line more, told to both.
    one.keys("Glj<space>");
    let done = PLAN.replace("[ ] First", "[x] First").replace("[ ] Second", "[x] Second");
    let done = done + "- **Status**: [x] Complete\n";
    one.wait_for_file(&desk.plan(), &done);
    one.wait_for("3/4");
    other.wait_for("3/4");
    // Each takes back its own, and nothing twice.
    other.keys("u");
    let undone = done.replace("[x] Second", "[ ] Second");
    other.wait_for_file(&desk.plan(), &undone);
    one.wait_for("▢ Second thing");
    one.keys("u");
    let undone = undone.replace("- **Status**: [x] Complete\n", "");
    one.wait_for_file(&desk.plan(), &undone);
    other.wait_for("1/4");
    desk.close(one);
    desk.close(other);
    assert_eq!(desk.text(), undone);
}

#[test]
fn two_screens_guard_against_an_older_text_once() {
    let desk = Desk::new(PLAN);
    let (mut one, mut other) = (desk.open(), desk.open());
    one.keys("Glj<space>");
    other.wait_for("1/4");
    // Somebody saves what they loaded before, with a change of their own.
    let theirs = PLAN.replace("Third thing", "Third thing, reworded");
    desk.save_by_rename(&theirs);
    let both = theirs + "- **Status**: [x] Complete\n";
    one.wait_for("reworded");
    one.wait_for_file(&desk.plan(), &both);
    other.wait_for("reworded");
    other.wait_for("1/4");
    desk.close(one);
    desk.close(other);
    assert_eq!(desk.text(), both, "one line, not two");
}

#[test]
fn a_screen_guards_what_a_verb_wrote() {
    let desk = Desk::new(PLAN);
    let mut screen = desk.open();
    desk.verb("tick", "2.1");
    screen.wait_for("1/4");
    let theirs = PLAN.replace("Third thing", "Third thing, reworded");
    fs::write(desk.plan(), &theirs).expect("a plan");
    screen.wait_for("reworded");
    screen.wait_for_file(&desk.plan(), &(theirs + "- **Status**: [x] Complete\n"));
    desk.close(screen);
}

#[test]
fn what_comes_back_and_goes_again_is_offered_again() {
    let desk = Desk::new(PLAN);
    let log = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tickdown"));
        command.arg("log").arg(desk.plan());
        for name in HOMES {
            command.env(name, desk.home());
        }
        String::from_utf8_lossy(&command.output().expect("tickdown runs").stdout).into_owned()
    };
    desk.verb("tick", "2.1");
    let ticked = desk.text();
    for _ in 0..2 {
        fs::write(desk.plan(), PLAN).expect("a plan");
        assert!(log().contains("not in the file"), "{}", log());
        fs::write(desk.plan(), &ticked).expect("a plan");
        assert!(log().contains("  in the file"), "{}", log());
    }
}

/// A plan in a repository; `None` where there is no git.
struct Repository {
    desk: Desk,
}

impl Repository {
    /// Makes one with the branches `main` and `other`, which have another third thing each. `main` is checked out.
    fn new() -> Option<Self> {
        let desk = Desk::new(PLAN);
        if Command::new("git").arg("--version").stdout(Stdio::null()).status().is_err() {
            println!("skipped: there is no git");
            return None;
        }
        let repository = Self { desk };
        repository.git("init -q -b main");
        repository.commit(PLAN, "begin");
        repository.git("checkout -q -b other");
        repository.commit(&PLAN.replace("Third thing", "Third thing of the other branch"), "other");
        repository.git("checkout -q main");
        repository.commit(&PLAN.replace("# Small plan\n", "# Small plan\n\nA line that moves all others.\n"), "more");
        Some(repository)
    }

    /// Runs git with these words; returns what it prints.
    #[track_caller]
    fn git(&self, words: &str) -> String {
        let mut command = Command::new("git");
        command.args(words.split(' ')).current_dir(self.desk.folder()).env("HOME", self.desk.home());
        for (role, name) in [("AUTHOR", "A"), ("COMMITTER", "C")] {
            command.env(format!("GIT_{role}_NAME"), name).env(format!("GIT_{role}_EMAIL"), "nobody@localhost");
        }
        let output = command.env("GIT_CONFIG_NOSYSTEM", "1").output().expect("git runs");
        assert!(output.status.success(), "git {words}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn commit(&self, text: &str, message: &str) {
        fs::write(self.desk.plan(), text).expect("a plan");
        self.git("add plan.md");
        self.git(&format!("commit -q -m {message}"));
    }

    /// Checks that the plan is byte for byte what git wrote.
    #[track_caller]
    fn assert_clean(&self) {
        assert_eq!(self.desk.text(), self.git("show HEAD:plan.md"));
        assert_eq!(self.git("status --porcelain"), "");
    }
}

#[test]
fn a_checkout_is_followed_and_never_written_onto() {
    let Some(repository) = Repository::new() else { return };
    let desk = &repository.desk;
    let mut screen = desk.open();
    for _ in 0..3 {
        repository.git("checkout -q other");
        screen.wait_for("of the other branch");
        repository.assert_clean();
        repository.git("checkout -q main");
        screen.wait_until("the branch main", |shown| !shown.contents().contains("of the other branch"));
        repository.assert_clean();
    }
    // Ticks that are committed go with their branch.
    screen.keys("gj<space>");
    screen.wait_for("▣ First thing");
    repository.git("commit -q -a -m ticked");
    repository.git("checkout -q HEAD~1");
    screen.wait_for("▢ First thing");
    repository.assert_clean();
    repository.git("checkout -q main");
    screen.wait_for("▣ First thing");
    repository.assert_clean();
    desk.close(screen);
    repository.assert_clean();
}

#[test]
fn a_restore_takes_our_ticks_away() {
    let Some(repository) = Repository::new() else { return };
    let desk = &repository.desk;
    let mut screen = desk.open();
    for restore in ["restore plan.md", "checkout -q -- plan.md", "reset -q --hard"] {
        screen.keys("gj<space>");
        screen.wait_for("▣ First thing");
        repository.git(restore);
        screen.wait_for("▢ First thing");
        repository.assert_clean();
    }
    desk.close(screen);
    repository.assert_clean();
}

#[test]
fn a_stash_takes_our_ticks_away_and_brings_them_back() {
    let Some(repository) = Repository::new() else { return };
    let desk = &repository.desk;
    let mut screen = desk.open();
    screen.keys("gj<space>");
    screen.wait_for("▣ First thing");
    screen.keys("Glj<space>");
    screen.wait_for("2/4");
    let ticked = desk.text();
    for _ in 0..2 {
        repository.git("stash -q");
        screen.wait_for("0/4");
        repository.assert_clean();
        repository.git("stash pop -q");
        screen.wait_for("2/4");
        assert_eq!(desk.text(), ticked);
    }
    desk.close(screen);
    assert_eq!(repository.git("status --porcelain"), " M plan.md\n");
}

#[test]
fn a_rebase_is_followed() {
    let Some(repository) = Repository::new() else { return };
    let desk = &repository.desk;
    repository.git("checkout -q other");
    let mut screen = desk.open();
    for key in ["gj<space>", "gjj<space>"] {
        screen.keys(key);
        screen.wait_for(if key == "gj<space>" { "▣ First thing" } else { "▣ Second thing" });
        repository.git("commit -q -a -m tick");
    }
    // Each commit is written anew on top of a line more.
    repository.git("rebase -q main");
    let rebased = PLAN.replace("# Small plan\n", "# Small plan\n\nA line that moves all others.\n");
    let rebased = rebased.replace("Third thing", "Third thing of the other branch");
    let rebased = rebased.replace("[ ] First", "[x] First").replace("[ ] Second", "[x] Second");
    assert_eq!(desk.text(), rebased);
    repository.assert_clean();
    // The screen has followed when it writes onto the right line.
    screen.keys("gjjj<space>");
    screen.wait_for_file(&desk.plan(), &rebased.replace("[ ] Third", "[x] Third"));
    repository.git("restore plan.md");
    screen.wait_for("▢ Third thing");
    desk.close(screen);
    repository.assert_clean();
}
