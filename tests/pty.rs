//! The binary in a real terminal: what it draws, what reaches the file, and how it leaves the terminal.
//!
//! Few and end to end; whatever a lower layer can show is tested there.

#[path = "pty/drafts.rs"]
mod drafts;
#[path = "support/file.rs"]
mod file;
#[path = "pty/manners.rs"]
mod manners;
#[path = "pty/plans.rs"]
mod plans;
#[path = "support/pty.rs"]
#[allow(dead_code, reason = "other tests use more of it")]
mod pty;
#[path = "pty/runs.rs"]
mod runs;

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use file::{File, PLAN};
use pty::{Answers, Screen, Start};
use rustix::process::Signal;
use tempfile::TempDir;

impl File {
    fn start(&self) -> Start {
        Start::tickdown([&self.path])
    }

    fn open(&self) -> Screen {
        opened(self.start())
    }
}

/// Starts, and waits until the plan is on the screen.
fn opened(start: Start) -> Screen {
    let mut screen = start.start();
    screen.wait_for("Second thing");
    screen
}

fn contains(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

#[test]
fn the_plan_is_drawn_and_q_leaves() {
    let file = File::new(PLAN);
    let mut screen = file.open();
    assert!(screen.is_alternate() && screen.is_raw(), "the terminal is ours\n{screen}");
    for text in ["Small plan", "First thing", "Third thing"] {
        screen.wait_for(text);
    }
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    screen.assert_restored();
    assert_eq!(fs::read_to_string(&file.path).expect("the plan"), PLAN, "leaving writes nothing");
}

#[test]
fn the_demo_plan_is_drawn_in_every_width() {
    let file = File::new(include_str!("../assets/plans/demo.md"));
    let mut screen = file.start().size(40, 12).start();
    for columns in [40, 80, 200] {
        screen.resize(columns, 24);
        screen.wait_until("the demo plan", |shown| {
            let contents = shown.contents();
            contents.contains("Payment webhook") && contents.contains("Wire the webhook")
        });
    }
}

#[test]
fn a_tick_is_one_byte_on_disk() {
    let file = File::new(PLAN);
    let mut screen = file.open();
    screen.keys("j<space>");
    screen.wait_for_file(&file.path, &PLAN.replace("[ ] Second", "[x] Second"));
    screen.keys("<space>");
    screen.wait_for_file(&file.path, PLAN);
}

#[test]
fn a_walk_ticks_and_ends_where_it_was() {
    let steps = "# Small plan\n\n### 1.1 Begin\n\n- [ ] First thing\n\n### 1.2 End\n\n- [ ] Second thing\n";
    let file = File::new(steps);
    let mut screen = file.open();
    screen.keys("w");
    screen.wait_for("stop 1 of 2");
    screen.keys("<space>");
    let ticked = steps.replace("[ ] First", "[x] First");
    screen.wait_for_file(&file.path, &ticked);
    screen.keys("<enter>");
    screen.wait_for("stop 2 of 2");
    screen.keys("<esc>");
    // An escape with a key right behind it would be that key with alt. The footer may still speak of the first thing.
    screen.wait_for("1.1 Begin");
    screen.keys("<space>");
    screen.wait_for_file(&file.path, &ticked.replace("[ ] Second", "[x] Second"));
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    screen.assert_restored();
}

#[test]
fn walk_opens_at_an_address() {
    let file = File::new(PLAN);
    let mut screen = Start::tickdown(["walk".as_ref(), file.path.as_os_str(), "phase-1/second-thing".as_ref()]).start();
    screen.wait_for("stop 1 of 1");
    screen.keys("<space>");
    screen.wait_for_file(&file.path, &PLAN.replace("[ ] Second", "[x] Second"));
}

#[test]
fn a_tick_is_written_before_leaving() {
    let file = File::new(PLAN);
    let mut screen = file.open();
    screen.keys("<space>q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    assert_eq!(fs::read_to_string(&file.path).expect("the plan"), PLAN.replace("[ ] First", "[x] First"));
}

#[test]
fn an_outside_edit_appears_and_the_cursor_stays_on_its_node() {
    let file = File::new(PLAN);
    let mut screen = file.open();
    screen.keys("j");
    let renamed = PLAN.replace("- [ ] First", "- [ ] Zeroth thing\n- [ ] Another thing\n- [ ] First");
    file.replace(&renamed);
    screen.wait_for("Zeroth thing");
    let truncated = renamed.replace("- [ ] Zeroth", "- [ ] Very first thing\n- [ ] Zeroth");
    fs::write(&file.path, &truncated).expect("a plan");
    screen.wait_for("Very first thing");
    screen.keys("<space>");
    screen.wait_for_file(&file.path, &truncated.replace("[ ] Second", "[x] Second"));
}

#[test]
fn a_file_that_is_empty_or_gone_for_a_while_keeps_its_place_on_the_screen() {
    let file = File::new(PLAN);
    let mut screen = file.open();
    screen.keys("j<space>");
    let ticked = PLAN.replace("[ ] Second", "[x] Second");
    screen.wait_for_file(&file.path, &ticked);
    fs::write(&file.path, "").expect("an empty file");
    screen.wait_for("file is empty");
    screen.wait_for("Second thing");
    fs::remove_file(&file.path).expect("no file");
    screen.wait_for("file is gone");
    fs::write(&file.path, &ticked).expect("a plan");
    screen.wait_for("read and written again");
    screen.keys("u");
    screen.wait_for_file(&file.path, PLAN);
}

#[test]
fn where_it_polls_it_says_so_and_sees_every_save() {
    let file = File::new(PLAN);
    let mut screen = opened(Start::tickdown([file.path.as_os_str(), "--poll".as_ref()]));
    screen.wait_for("polling");
    file.replace(&PLAN.replace("First thing", "Another thing"));
    screen.wait_for("Another thing");
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
}

#[test]
fn a_change_of_others_is_listed_and_put_back() {
    let file = File::new(PLAN);
    let mut screen = file.open();
    file.replace(&PLAN.replace("- [ ] Second thing\n", ""));
    screen.wait_for("unseen 1");
    screen.keys("c");
    screen.wait_for("removed");
    screen.keys("u");
    screen.wait_for_file(&file.path, PLAN);
    screen.keys("qq");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
}

/// The row under the cursor goes, and after a second the keys mean the row where the cursor stands now.
#[test]
fn keys_wait_for_a_second_where_their_row_is_gone() {
    let file = File::new(PLAN);
    let mut screen = file.open();
    let rest = PLAN.replace("- [ ] First thing\n", "");
    let start = Instant::now();
    file.replace(&rest);
    screen.wait_for("your row is gone");
    while fs::read_to_string(&file.path).expect("the plan") == rest {
        assert!(start.elapsed() < pty::DEADLINE, "{screen}");
        // However often: what is done already, it leaves.
        screen.keys("x");
        let pressed = Instant::now();
        screen.wait_while_shown("a pause between keys", || pressed.elapsed() > Duration::from_millis(50));
    }
    assert!(start.elapsed() >= Duration::from_secs(1), "the first key came too early for what it did");
    screen.wait_for_file(&file.path, &rest.replace("[ ] Second", "[x] Second"));
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
}

#[test]
fn many_saves_in_a_row_are_all_seen() {
    let file = File::new(PLAN);
    let mut screen = file.open();
    for round in 1..=10 {
        file.replace(&PLAN.replace("Third thing", &format!("Round {round}.")));
        screen.wait_for(&format!("Round {round}."));
    }
}

#[test]
fn suspending_gives_the_terminal_to_the_shell_and_takes_it_back() {
    let file = File::new(PLAN);
    let script = format!(
        "set -m; '{}' '{}'; echo suspended; read line; echo heard $line; fg >/dev/null; echo left with $?",
        env!("CARGO_BIN_EXE_tickdown"),
        file.path.display()
    );
    let mut screen = opened(Start::program("bash", ["--norc", "-c", &script]));
    screen.keys("<c-z>");
    screen.wait_until("the shell's prompt", |screen| {
        !screen.alternate_screen() && screen.contents().contains("suspended")
    });
    screen.assert_restored();
    // The plan changes and the window too while we are away.
    fs::write(&file.path, PLAN.replace("Third thing", "Changed meanwhile")).expect("a plan");
    screen.resize(60, 20);
    screen.keys("hello<enter>");
    screen.wait_until("the plan again", |screen| {
        screen.alternate_screen() && screen.contents().contains("Changed meanwhile")
    });
    assert!(screen.is_raw(), "the terminal is ours again\n{screen}");
    assert!(contains(screen.raw(), "heard hello"), "the shell had its line\n{screen}");
    screen.keys("<space>");
    screen
        .wait_for_file(&file.path, &PLAN.replace("Third thing", "Changed meanwhile").replace("[ ] First", "[x] First"));
    screen.keys("q");
    screen.wait_for("left with 0");
    screen.assert_restored();
    assert_eq!(screen.wait_exit(), 0, "{screen}");
}

/// `TICKDOWN_DAWDLE` exists in debug builds only.
#[cfg(debug_assertions)]
#[test]
fn a_slow_write_is_told_and_can_be_left() {
    let file = File::new(PLAN);
    let mut screen = opened(file.start().env("TICKDOWN_DAWDLE", "700"));
    screen.keys("x");
    screen.wait_for("writing…");
    screen.keys("?");
    screen.wait_for("done, go to the next");
    screen.keys("qq");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    assert_eq!(fs::read_to_string(&file.path).expect("the plan"), PLAN.replace("[ ] First", "[x] First"));
}

#[test]
fn what_was_made_again_is_said_where_the_file_was_empty_for_a_while() {
    let file = File::new(PLAN);
    let mut screen = file.open();
    screen.keys("<space>");
    screen.wait_for("ticked First thing");
    fs::write(&file.path, "").expect("an empty file");
    screen.wait_for("the file is empty");
    fs::write(&file.path, PLAN).expect("an older text");
    screen.wait_for("done again: First thing");
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    assert_eq!(fs::read_to_string(&file.path).expect("the plan"), PLAN.replace("[ ] First", "[x] First"));
}

#[cfg(debug_assertions)]
#[test]
fn a_last_look_that_takes_long_is_not_broken_off() {
    let file = File::new(PLAN);
    let start = Start::tickdown([file.path.as_os_str(), "--poll".as_ref()]).env("TICKDOWN_DAWDLE", "1500");
    let mut screen = opened(start);
    screen.keys("<space>");
    let ticked = PLAN.replace("[ ] First", "[x] First");
    screen.wait_for_file(&file.path, &ticked);
    screen.wait_for("ticked First thing");
    fs::write(&file.path, PLAN).expect("an older text");
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    assert_eq!(fs::read_to_string(&file.path).expect("the plan"), ticked);
}

#[cfg(debug_assertions)]
#[test]
fn a_write_is_complete_before_the_process_stops() {
    let file = File::new(PLAN);
    let script = format!(
        "set -m; '{}' '{}'; cat '{1}'; echo suspended; read line; fg >/dev/null; echo left with $?",
        env!("CARGO_BIN_EXE_tickdown"),
        file.path.display()
    );
    let start = Start::program("bash", ["--norc", "-c", &script]).env("TICKDOWN_DAWDLE", "100");
    let mut screen = opened(start);
    screen.keys("<space><c-z>");
    screen.wait_until("the shell's prompt", |screen| {
        !screen.alternate_screen() && screen.contents().contains("suspended")
    });
    assert!(screen.contents().contains("[x] First thing"), "{screen}");
    screen.keys("<enter>");
    screen
        .wait_until("the plan again", |screen| screen.alternate_screen() && screen.contents().contains("Second thing"));
    screen.keys("q");
    screen.wait_for("left with 0");
}

/// A folder with a plan that names a file, the file, and an editor that is a script.
struct Desk {
    file: File,
    editor: PathBuf,
}

impl Desk {
    /// Makes an editor that notes its arguments in `asked` and then does `deed`, with the plan's folder in `$0`'s place.
    fn new(deed: &str) -> Self {
        use std::os::unix::fs::PermissionsExt;
        let file = File::new(&PLAN.replace("First thing", "First thing in `src/a.rs:7`"));
        let folder = file.folder.path();
        fs::create_dir(folder.join("src")).expect("a folder");
        fs::write(folder.join("src/a.rs"), "").expect("a file");
        // `vi` is told the line as `+7`.
        let editor = folder.join("vi");
        let script = format!("#!/bin/sh\ncd '{}'\nprintf '%s|' \"$@\" >>asked\n{deed}\n", folder.display());
        fs::write(&editor, script).expect("a script");
        fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).expect("a script");
        Self { file, editor }
    }

    /// Opens the plan in `columns`; the editor has an argument of its own.
    fn open(&self, columns: u16) -> Screen {
        let editor = format!("'{}' --own", self.editor.display());
        opened(self.file.start().env("EDITOR", &editor).size(columns, 24))
    }

    /// Returns what the editor was started with.
    fn asked(&self) -> String {
        fs::read_to_string(self.file.folder.path().join("asked")).unwrap_or_default()
    }
}

#[test]
fn an_editor_has_the_terminal_and_gives_it_back() {
    let desk = Desk::new(
        "echo \"editing $(grep -c . plan.md) lines\"; read line; echo \"- [ ] By the editor $line\" >>plan.md",
    );
    let mut screen = desk.open(80);
    screen.wait_for("✓ src/a.rs:7");
    let lines = PLAN.lines().filter(|line| !line.is_empty()).count();
    for round in 1..=10 {
        screen.keys("o");
        // What it said before is still on the screen.
        let begun = format!("editing {} lines", lines + round - 1);
        screen.wait_until("the editor", |screen| !screen.alternate_screen() && screen.contents().contains(&begun));
        screen.assert_restored();
        // Keys go to the editor alone: `q` would leave.
        screen.keys(&format!("q{round}<enter>"));
        let line = format!("By the editor q{round}");
        screen.wait_until("the plan again", |screen| screen.alternate_screen() && screen.contents().contains(&line));
        assert!(screen.is_raw(), "the terminal is ours again\n{screen}");
    }
    let path = desk.file.folder.path().canonicalize().expect("a folder").join("src/a.rs");
    assert_eq!(desk.asked(), format!("--own|+7|{}|", path.display()).repeat(10));
    screen.keys("<space>");
    screen.wait_while_shown("the tick is written", || {
        fs::read_to_string(&desk.file.path).is_ok_and(|text| text.contains("- [x] First thing"))
    });
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    screen.assert_restored();
}

#[test]
fn what_is_saved_in_the_editor_of_the_plan_is_ours() {
    let desk = Desk::new(
        "sed 's/\\[ \\] Second/[x] Second/' plan.md >new && mv new plan.md; echo editing; read line; echo '- [ ] Fourth' >>plan.md",
    );
    let mut screen = desk.open(80);
    screen.keys("e");
    screen.wait_for("editing");
    screen.keys("<enter>");
    screen.wait_for("editor: ticked Second thing, added Fourth");
    assert!(!screen.contents().contains("unseen"), "{screen}");
    let text = fs::read_to_string(&desk.file.path).expect("the plan");
    desk.file.replace(&text.replace("[x] Third", "[ ] Third"));
    screen.wait_for("unseen 1");
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
}

#[test]
fn what_the_terminal_sends_to_an_editor_does_not_end_us() {
    let desk = Desk::new("trap 'echo heard' INT; echo editing; read line || read line; exit 3");
    let mut screen = desk.open(80);
    screen.keys("o");
    screen.wait_for("editing");
    screen.keys("<c-c>");
    screen.wait_for("heard");
    // One line ends it; the next key would be ours, and take the message away.
    screen.keys("<enter>");
    screen.wait_for("vi ended with exit code 3");
    assert!(screen.is_alternate() && screen.is_raw(), "{screen}");
    let killed = Desk::new("echo editing; kill -INT $$; read line");
    let mut screen = killed.open(80);
    screen.keys("o");
    screen.wait_for("vi was ended: signal: 2");
}

#[test]
fn an_editor_that_suspends_suspends_us_too() {
    let desk = Desk::new("echo editing; read line; kill -TSTP 0; read line");
    let script = format!(
        "set -m; '{}' '{}'; echo suspended; read line; fg >/dev/null; echo left with $?",
        env!("CARGO_BIN_EXE_tickdown"),
        desk.file.path.display()
    );
    let start = Start::program("bash", ["--norc", "-c", &script]);
    let mut screen = opened(start.env("VISUAL", &desk.editor.display().to_string()));
    screen.keys("o");
    screen.wait_for("editing");
    screen.keys("<enter>");
    screen.wait_for("suspended");
    // The shell takes one line and continues us; the editor takes the next.
    screen.keys("<enter><enter>");
    screen.wait_until("the plan", |screen| screen.alternate_screen() && screen.contents().contains("Second thing"));
    screen.keys("q");
    screen.wait_for("left with 0");
    screen.assert_restored();
}

#[test]
fn what_cannot_be_opened_is_said() {
    let desk = Desk::new("");
    for (editor, expected) in [
        ("", "no editor is set: $VISUAL or $EDITOR names one"),
        ("'open", "$EDITOR cannot be read as a command"),
        ("/nowhere/vim -n", "vim of $EDITOR cannot be started"),
    ] {
        let mut screen = opened(desk.file.start().env("EDITOR", editor).size(120, 24));
        screen.keys("o");
        screen.wait_for(expected);
        assert!(screen.is_alternate() && screen.is_raw(), "{screen}");
    }
    fs::remove_file(desk.file.folder.path().join("src/a.rs")).expect("the file");
    let mut screen = desk.open(120);
    screen.wait_for("· src/a.rs:7");
    screen.keys("o");
    screen.wait_for("src/a.rs is missing: looked for it in");
    assert_eq!(desk.asked(), "", "no editor was started");
    assert!(!desk.file.folder.path().join("src/a.rs").exists(), "nothing is made");
}

#[test]
fn a_stop_from_outside_restores_the_terminal_too() {
    let file = File::new(PLAN);
    let script = format!(
        "set -m; '{}' '{}'; echo suspended; read line; fg >/dev/null; echo left with $?",
        env!("CARGO_BIN_EXE_tickdown"),
        file.path.display()
    );
    let mut screen = opened(Start::program("bash", ["--norc", "-c", &script]));
    screen.signal_foreground(Signal::TSTP);
    screen.wait_until("the shell's prompt", |screen| {
        !screen.alternate_screen() && screen.contents().contains("suspended")
    });
    screen.assert_restored();
    screen.keys("<enter>");
    screen
        .wait_until("the plan again", |screen| screen.alternate_screen() && screen.contents().contains("Second thing"));
    screen.keys("q");
    screen.wait_for("left with 0");
}

#[test]
fn without_a_shell_there_is_no_suspending() {
    let file = File::new(PLAN);
    let mut screen = file.open();
    screen.keys("<c-z>");
    screen.wait_for("no shell");
    screen.keys("j<space>");
    screen.wait_for_file(&file.path, &PLAN.replace("[ ] Second", "[x] Second"));
}

#[test]
fn signals_restore_the_terminal() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131)] {
        let file = File::new(PLAN);
        let mut screen = file.open();
        screen.signal(signal);
        assert_eq!(screen.wait_exit(), code, "{signal:?}\n{screen}");
        screen.assert_restored();
    }
}

#[test]
fn a_terminal_that_is_gone_ends_the_program() {
    let file = File::new(PLAN);
    for start in [file.start(), file.start().without_signals()] {
        let mut screen = opened(start);
        screen.hang_up();
        assert_eq!(screen.wait_exit(), 129);
    }
}

/// `TICKDOWN_PANIC` exists in debug builds only.
#[cfg(debug_assertions)]
#[test]
fn a_panic_restores_the_terminal_before_its_report() {
    let file = File::new(PLAN);
    let mut screen = file.start().env("TICKDOWN_PANIC", "draw").start();
    assert_eq!(screen.wait_exit(), 101, "{screen}");
    screen.assert_restored();
    assert!(contains(screen.raw(), "\x1b[?1049h"), "the alternate screen was there\n{screen}");
    assert!(screen.contents().contains("TICKDOWN_PANIC"), "the report is readable\n{screen}");
}

#[cfg(debug_assertions)]
#[test]
fn a_panic_of_another_thread_is_a_sentence() {
    let file = File::new(PLAN);
    let mut screen = opened(file.start().env("TICKDOWN_PANIC", "commit").size(120, 24));
    // What follows `x` waits for its answer: the thread's end must be one.
    screen.keys("x");
    screen.wait_for("commit panics");
    assert!(screen.is_alternate(), "{screen}");
    screen.keys("?");
    screen.wait_for("done, go to the next");
    screen.keys("qj<space>");
    screen.wait_until("the reason again, and no help", |shown| {
        shown.contents().contains("nothing can be read or written any more")
            && !shown.contents().contains("done, go to the next")
    });
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    screen.assert_restored();
    assert_eq!(fs::read_to_string(&file.path).expect("the plan"), PLAN);
}

#[test]
fn the_screen_follows_its_size() {
    let file = File::new(PLAN);
    let mut screen = file.open();
    for columns in [40, 200, 10, 80] {
        screen.resize(columns, 24);
        screen.wait_until("a frame as wide as the terminal", |shown| {
            let last = shown.rows(columns - 1, 1).any(|cell| !cell.trim().is_empty());
            last && (columns == 10 || shown.contents().contains("Second thing"))
        });
    }
}

#[test]
fn escape_sequences_in_a_plan_stay_there() {
    let file = File::new(&PLAN.replace("First thing", "First \x1b]0;owned\x07\x1b[2J\u{9b}31mthing"));
    let mut screen = file.open();
    screen.keys("q");
    screen.wait_exit();
    for sequence in ["\x1b]0;", "\x1b[2J\u{9b}", "\u{9b}", "\x07"] {
        assert!(!contains(screen.raw(), sequence), "{sequence:?} reached the terminal\n{screen}");
    }
}

#[test]
fn a_paste_is_no_keys() {
    let file = File::new(PLAN);
    let mut screen = file.open();
    screen.send(b"\x1b[200~ q \x03\x1b[201~");
    screen.keys("j<space>");
    screen.wait_for_file(&file.path, &PLAN.replace("[ ] Second", "[x] Second"));
}

#[test]
fn a_released_key_is_no_key() {
    let file = File::new(PLAN);
    let mut screen = file.open();
    // Space pressed and released, then j the same way, as the kitty keyboard protocol reports them.
    screen.send(b"\x1b[32;1:1u\x1b[32;1:3u\x1b[106;1:1u\x1b[106;1:3u");
    screen.wait_for_file(&file.path, &PLAN.replace("[ ] First", "[x] First"));
    screen.keys("<space>");
    screen.wait_for_file(&file.path, &PLAN.replace("[ ] First", "[x] First").replace("[ ] Second", "[x] Second"));
}

#[test]
fn colours_follow_the_terminal_and_the_environment() {
    let file = File::new(PLAN);
    let colours = |start: Start| opened(start).colours();
    let dark = colours(file.start());
    let light = colours(file.start().answers(Answers::Light));
    assert_ne!(dark, light, "the terminal is asked");
    assert_eq!(colours(file.start().answers(Answers::Nothing)), dark, "dark without an answer");
    assert_eq!(colours(file.start().env("COLORFGBG", "0;15")), light, "the environment is believed");
    let plain = colours(file.start().env("NO_COLOR", "1"));
    assert!(plain.iter().all(|&colours| colours == (vt100::Color::Default, vt100::Color::Default)));
}

#[test]
fn no_answer_of_the_terminal_becomes_a_key() {
    let file = File::new(PLAN);
    let mut screen = opened(file.start().answers(Answers::Nothing));
    // The answers to the questions at the start, far too late: `1`, `r`, `b`, `f` and `/` are keys. What is typed right
    // behind them counts at once.
    screen.send(b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[1;2R\x1b[?6cj ");
    screen.wait_for_file(&file.path, &PLAN.replace("[ ] Second", "[x] Second"));
    // shift f3, as xterm sends it, looks like such an answer.
    screen.send(b"\x1b[1;2R\x1b[1;2R\x1b[1;2R ");
    screen.wait_for_file(&file.path, PLAN);
    assert!(!screen.contents().contains("no key"), "{screen}");
}

#[test]
fn a_terminal_that_can_only_print_gets_a_sentence() {
    let file = File::new(PLAN);
    for term in ["dumb", ""] {
        let mut screen = file.start().env("TERM", term).start();
        assert_eq!(screen.wait_exit(), 2, "{screen}");
        assert!(!contains(screen.raw(), "\x1b"), "nothing is entered\n{screen}");
        assert!(screen.contents().contains("TERM names no terminal"), "{screen}");
    }
}

#[test]
fn few_colours_and_a_plain_locale_are_respected() {
    let file = File::new(PLAN);
    let many = opened(file.start()).colours();
    let console = opened(file.start().env("TERM", "linux")).colours();
    let named = |colour: &vt100::Color| match colour {
        vt100::Color::Default => true,
        vt100::Color::Idx(index) => *index < 16,
        vt100::Color::Rgb(..) => false,
    };
    assert!(console.iter().all(|(text, ground)| named(text) && named(ground)), "{console:?}");
    assert_ne!(many, console);
    let screen = opened(file.start().env("LANG", "C"));
    assert!(screen.contents().is_ascii(), "{screen}");
    let mut screen = opened(file.start().env("LC_ALL", "de_DE.UTF-8").env("LANG", "C"));
    screen.wait_for("▢");
}

#[test]
fn a_read_only_file_is_told_and_left_alone() {
    use std::os::unix::fs::PermissionsExt;
    let file = File::new(PLAN);
    fs::set_permissions(&file.path, fs::Permissions::from_mode(0o444)).expect("a mode");
    let mut screen = opened(file.start().size(200, 24));
    screen.wait_for("read-only");
    screen.keys("<space>");
    screen.wait_for("lets nobody write. Nothing was written");
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    assert_eq!(fs::read_to_string(&file.path).expect("the plan"), PLAN);
}

#[test]
fn more_keys_than_a_buffer_holds_all_arrive() {
    let file = File::new(PLAN);
    let mut screen = file.open();
    // The program reads 1024 bytes at a time.
    screen.keys(&("j".repeat(3000) + "k<space>"));
    screen.wait_for_file(&file.path, &PLAN.replace("[ ] Second", "[x] Second"));
}

#[test]
fn without_a_terminal_there_is_a_sentence() {
    let file = File::new(PLAN);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_tickdown"))
        .arg(&file.path)
        .stdin(std::process::Stdio::null())
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stdout, b"", "nothing is entered");
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(message.contains("is not a terminal"), "{message}");
}

#[test]
fn the_cursor_follows_what_others_write_until_somebody_moves() {
    let file = File::new(PLAN);
    let mut screen = file.open();
    screen.keys("F");
    screen.wait_for("following");
    let changed = PLAN.replace("[x] Third thing", "[ ] Third thing after all");
    file.replace(&changed);
    screen.wait_for("Third thing after all");
    screen.keys("k<space>");
    let ticked = changed.replace("[ ] Second", "[x] Second");
    screen.wait_for_file(&file.path, &ticked);
    screen.wait_until("no marker", |shown| !shown.contents().contains("following"));
}

#[test]
fn what_happened_meanwhile_is_told_on_coming_back() {
    let file = File::new(PLAN);
    let home = tempfile::tempdir().expect("a home");
    let mut screen = opened(file.start().home(home.path()));
    // The key says when the look away has been taken.
    screen.send(b"\x1b[Oj");
    screen.wait_for("line 6");
    file.replace(&PLAN.replace("[ ] First", "[x] First"));
    screen.wait_for("ticked First thing");
    screen.send(b"\x1b[I");
    screen.wait_for("Since you looked last");
    screen.keys("<esc>");
    screen.wait_until("the plan alone", |shown| !shown.contents().contains("Since you looked last"));
    // The last tick is ours: it is nothing new, even if it is written while the screen is left.
    screen.keys("<space>q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    let left = fs::read_to_string(&file.path).expect("the plan");
    fs::write(&file.path, left.replace("- [x] Third thing", "- [x] Third thing\n- [ ] Fourth thing")).expect("a plan");
    let mut screen = opened(file.start().home(home.path()));
    screen.wait_for("Since you looked last");
    screen.wait_for("added        Fourth thing");
    assert!(!screen.contents().contains("ticked"), "{screen}");
    screen.keys("jq");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    let mut screen = opened(file.start().home(home.path()));
    screen.keys("j");
    screen.wait_for("Fourth thing");
    assert!(!screen.contents().contains("Since you looked last"), "{screen}");
}

#[test]
fn where_symbols_are_wide_only_those_of_ascii_are_drawn() {
    let file = File::new(PLAN);
    let ascii = |answers| {
        let screen = opened(file.start().answers(answers));
        screen.contents().is_ascii()
    };
    assert_eq!([Answers::Wide, Answers::Dark, Answers::Nothing].map(ascii), [true, false, false]);
    let screen =
        opened(file.start().answers(Answers::Wide).env("TICKDOWN_CONFIG", &settings(&file, "ascii = \"never\"")));
    assert!(!screen.contents().is_ascii(), "somebody knows better\n{screen}");
}

#[test]
fn what_others_changed_is_lit_up_once() {
    let file = File::new(PLAN);
    let mut screen = file.start().env("NO_COLOR", "1").start();
    screen.wait_for("Second thing");
    // The row of the second thing, below the cursor, in the midst of its title.
    let is_lit = |shown: &vt100::Screen| {
        let row = shown.rows(0, 40).position(|row| row.contains("Second thing")).expect("it is shown");
        shown.cell(row as u16, 12).is_some_and(vt100::Cell::inverse)
    };
    file.replace(&PLAN.replace("[ ] Second", "[x] Second"));
    screen.wait_until("the row is lit up", is_lit);
    screen.keys("u");
    screen.wait_until("it is as it was", |shown| !is_lit(shown));
    screen.wait_for("unseen 1");
}

#[test]
fn a_plan_opens_where_it_was_left() {
    let (file, home) = (File::new(PLAN), tempfile::tempdir().expect("a home"));
    // The detail names the line of the row under the cursor.
    let leave: [fn(&mut Screen); 2] = [|screen| screen.keys("q"), |screen| screen.signal(Signal::TERM)];
    for (key, line, leave) in [("G", "line 7", leave[0]), ("k", "line 6", leave[1])] {
        let mut screen = opened(file.start().home(home.path()));
        screen.keys(key);
        screen.wait_for(line);
        leave(&mut screen);
        screen.wait_exit();
        let mut screen = opened(file.start().home(home.path()));
        screen.wait_for(line);
        screen.keys("q");
        assert_eq!(screen.wait_exit(), 0, "{screen}");
    }
    let mut forgetful =
        opened(file.start().home(home.path()).env("TICKDOWN_CONFIG", &settings(&file, "remember = false")));
    forgetful.wait_for("line 5");
}

#[test]
fn what_is_unseen_stays_so_over_the_end() {
    let (file, home) = (File::new(PLAN), tempfile::tempdir().expect("a home"));
    let mut screen = opened(file.start().home(home.path()));
    let changed = PLAN.replace("Third thing", "Fourth thing");
    file.replace(&changed);
    screen.wait_for("unseen 1");
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    let mut screen = opened(file.start().home(home.path()));
    screen.wait_for("unseen 1");
    assert!(!screen.contents().contains("since"), "it was told before\n{screen}");
    screen.keys("Gq");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    assert_eq!(fs::read_to_string(&file.path).expect("the plan"), changed, "leaving writes nothing");
    // Another change tells that all that was to be told at the start has been told.
    let mut screen = opened(file.start().home(home.path()));
    file.replace(&changed.replace("Second", "Last"));
    screen.wait_for("unseen 1");
}

/// Returns the path of a settings file that reads `text`.
fn settings(file: &File, text: &str) -> String {
    let path = file.folder.path().join("config.toml");
    fs::write(&path, text).expect("settings");
    path.display().to_string()
}
