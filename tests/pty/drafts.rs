//! Texts that somebody is writing when the program is ended.

use super::*;

/// Opens the plan, has somebody write, and returns the screen.
fn writing(file: &File, home: &TempDir, start: impl FnOnce(Start) -> Start) -> Screen {
    let mut screen = opened(start(file.start().home(home.path())));
    screen.keys("ji in haste");
    screen.wait_for("Second thing in haste");
    screen
}

/// Opens the plan again and goes on with what was left.
fn goes_on(file: &File, home: &TempDir) {
    let mut screen = opened(file.start().home(home.path()));
    screen.wait_for("i goes on");
    screen.wait_for("Second thing in haste");
    assert_eq!(fs::read_to_string(&file.path).expect("the plan"), PLAN, "nothing is written by itself");
    screen.keys("i");
    screen.wait_for("enter saves");
    screen.keys(", later<enter>");
    screen.wait_for_file(&file.path, &PLAN.replace("Second thing", "Second thing in haste, later"));
    screen.wait_until("the box is closed", |shown| !shown.contents().contains("enter saves"));
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    assert!(!left(home), "what is written is no draft");
}

/// Returns whether a draft is kept.
fn left(home: &TempDir) -> bool {
    remembered(home, "drafts.jsonl").is_some()
}

/// Returns the path of what is remembered of the plan under `name`.
fn remembered(home: &TempDir, name: &str) -> Option<PathBuf> {
    let plans = fs::read_dir(home.path().join("tickdown/plans")).into_iter().flatten().flatten();
    plans.map(|plan| plan.path().join(name)).find(|path| path.exists())
}

#[test]
fn a_text_outlives_a_signal() {
    for signal in [Signal::TERM, Signal::HUP] {
        let (file, home) = (File::new(PLAN), tempfile::tempdir().expect("a home"));
        let mut screen = writing(&file, &home, |start| start);
        screen.signal(signal);
        screen.wait_exit();
        screen.assert_restored();
        assert_eq!(fs::read_to_string(&file.path).expect("the plan"), PLAN, "nothing is written by itself");
        goes_on(&file, &home);
    }
}

/// Nobody else is offered what somebody is still writing.
#[test]
fn a_text_outlives_a_kill() {
    let (file, home) = (File::new(PLAN), tempfile::tempdir().expect("a home"));
    let mut screen = writing(&file, &home, |start| start);
    let kept = || remembered(&home, "drafts.jsonl").and_then(|drafts| fs::read_to_string(drafts).ok());
    screen.wait_while_shown("it is kept", || kept().is_some_and(|drafts| drafts.contains("thing in haste")));
    let mut other = opened(file.start().home(home.path()));
    other.keys("q");
    assert_eq!(other.wait_exit(), 0, "no text is offered that takes the key: {other}");
    screen.signal(Signal::KILL);
    screen.wait_exit();
    goes_on(&file, &home);
}

/// `TICKDOWN_PANIC` exists in debug builds only.
#[cfg(debug_assertions)]
#[test]
fn a_text_outlives_a_panic() {
    let (file, home) = (File::new(PLAN), tempfile::tempdir().expect("a home"));
    let mut screen = writing(&file, &home, |start| start.env("TICKDOWN_PANIC", "resize"));
    screen.resize(90, 30);
    assert_eq!(screen.wait_exit(), 101, "{screen}");
    screen.assert_restored();
    goes_on(&file, &home);
}

#[test]
fn a_text_that_was_given_up_is_not_kept() {
    let (file, home) = (File::new(PLAN), tempfile::tempdir().expect("a home"));
    let mut screen = writing(&file, &home, |start| start);
    screen.keys("<esc>");
    screen.wait_for("keep what you wrote?");
    screen.keys("n");
    screen.wait_until("the box is closed", |shown| !shown.contents().contains("n drops it"));
    screen.signal(Signal::TERM);
    screen.wait_exit();
    assert!(!left(&home));
}

#[test]
fn a_text_is_given_up_at_once_whoever_holds_the_memory() {
    let (file, home) = (File::new(PLAN), tempfile::tempdir().expect("a home"));
    let mut screen = writing(&file, &home, |start| start);
    screen.signal(Signal::TERM);
    screen.wait_exit();
    let drafts = remembered(&home, "drafts.jsonl").expect("the text is kept");
    let last = fs::read_to_string(&drafts).expect("a text file");
    let first = last.replace("in haste", "at leisure").replacen("\"id\":", "\"id\":1", 1);
    fs::write(drafts, first + &last).expect("drafts");

    let mut screen = opened(file.start().home(home.path()));
    screen.wait_for("Second thing in haste");
    let lock = fs::File::open(remembered(&home, "lock").expect("a lock")).expect("it opens");
    lock.lock().expect("nobody else holds it");
    screen.keys("n");
    screen.wait_for("Second thing at leisure");
    screen.keys("n");
    screen.wait_until("the box is closed", |shown| !shown.contents().contains("i goes on"));
    screen.keys("q");
    drop(lock);
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    assert!(!left(&home), "what was given up is forgotten");
}

#[test]
fn a_text_that_cannot_be_kept_is_said() {
    let (file, home) = (File::new(PLAN), tempfile::tempdir().expect("a home"));
    let mut screen = writing(&file, &home, |start| start);
    screen.signal(Signal::TERM);
    screen.wait_exit();
    let drafts = remembered(&home, "drafts.jsonl").expect("the text is kept");
    // A link that leads to itself cannot be read by anybody, not by root either.
    fs::remove_file(&drafts).expect("it is there");
    std::os::unix::fs::symlink(&drafts, &drafts).expect("a link");
    let mut screen = opened(file.start().home(home.path()));
    screen.keys("i in haste");
    screen.wait_for("thing in haste");
    screen.keys("<c-c>");
    screen.wait_for("keep what you wrote?");
    screen.keys("<c-c>");
    assert_eq!(screen.wait_exit(), 1, "{screen}");
    screen.assert_restored();
    assert!(screen.contents().contains("what you were writing could not be kept for the next start"), "{screen}");
}
