//! Validation commands in a real terminal: what they print, how they are stopped, and what is remembered of them.

use super::*;

/// A plan with one command, and its folder.
struct Desk {
    file: File,
    home: TempDir,
}

impl Desk {
    fn new(command: &str) -> Self {
        let text = format!(
            "# Small plan\n\n### 1.1 Check\n\n- **Files**: `a.txt`\n- **Validation**: `{command}`\n\n### 1.2 Second thing\n"
        );
        let file = File::new(&text);
        fs::write(file.folder.path().join("a.txt"), "a").expect("a file");
        Self { file, home: tempfile::tempdir().expect("a home") }
    }

    fn open(&self) -> Screen {
        opened(self.file.start().size(100, 24).home(self.home.path()))
    }

    /// Opens the plan and runs its command.
    fn run(&self) -> Screen {
        let mut screen = self.open();
        screen.keys("!");
        screen.wait_for("at most 10 minutes");
        screen.keys("<enter>");
        screen
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.file.path).expect("the plan")
    }

    /// Returns whether the process lives whose number the command wrote.
    fn lives(&self) -> bool {
        let number = fs::read_to_string(self.file.folder.path().join("number")).unwrap_or_default();
        let status = fs::read_to_string(format!("/proc/{}/stat", number.trim())).unwrap_or_default();
        !number.is_empty() && !status.is_empty() && !status.contains(") Z ")
    }
}

#[test]
fn a_command_is_run_when_asked_for_and_marks_only_when_told() {
    let desk = Desk::new("printf '\\033[2J\\033]0;evil\\007fine\\n'; cat a.txt");
    let before = desk.text();
    let mut screen = desk.run();
    screen.wait_for("mark 1.1 as validated?");
    assert!(screen.contents().contains("│ fine"), "{screen}");
    assert!(!contains(screen.raw(), "evil\x07") && !contains(screen.raw(), "\x1b]0;evil"), "{screen}");
    assert_eq!(desk.text(), before, "nothing is marked by itself");
    screen.keys("v");
    screen.wait_for_file(&desk.file.path, &before.replace("- **Validation**", "- [x] **Validation**"));
    screen.wait_for("Last run  exit 0");
    screen.keys("q");
    screen.wait_exit();
    screen.assert_restored();

    fs::write(desk.file.folder.path().join("a.txt"), "b").expect("a file");
    let mut screen = desk.open();
    screen.keys("k");
    screen.wait_for("changed since: a.txt");
    desk.file.replace(&desk.text().replace("cat a.txt", "cat b.txt"));
    screen.wait_for("changed since: the commands, a.txt");
    screen.keys("!");
    screen.wait_for("changed since they were run last");
    screen.wait_for("y runs them as they are now");
    screen.keys("<enter>");
    screen.wait_for("these commands have changed");
    screen.keys("y");
    screen.wait_for("exit 1");
}

#[test]
fn a_flood_holds_up_nothing_and_is_stopped() {
    let desk = Desk::new("echo $$ > number; yes flood");
    let mut screen = desk.run();
    screen.wait_for("lines left out");
    screen.keys("qj<space>");
    screen.wait_for("done 1.2");
    screen.keys("!");
    screen.wait_for("running");
    screen.keys("<c-c>");
    screen.wait_for("the command has stopped");
    screen.wait_while_shown("its end", || !desk.lives());
    screen.keys("<c-c>");
    screen.wait_for("nothing runs any more: q leaves");
    screen.keys("q<c-c>");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
}

#[test]
fn a_command_that_wants_the_terminal_ends() {
    let desk = Desk::new("echo begun; cat /dev/tty");
    let mut screen = desk.run();
    screen.wait_for("│ begun");
    screen.wait_until("its end", |shown| {
        // By itself in a session of its own; where setsid(1) is missing, by the signal that the terminal sends it.
        let shown = shown.contents();
        (shown.contains("exit 1") || shown.contains("it wanted the terminal")) && !shown.contains("running")
    });
}

#[test]
fn a_command_that_hangs_ends_with_the_program() {
    let desk = Desk::new("echo $$ > number; trap '' TERM; echo begun; while :; do sleep 1; done");
    let mut screen = desk.run();
    screen.wait_for("│ begun");
    screen.wait_while_shown("its number", || desk.lives());
    screen.keys("qq");
    screen.wait_for("q or y stops it and quits");
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    screen.wait_while_shown("its end", || !desk.lives());
    screen.assert_restored();
}

#[test]
fn nothing_is_run_by_itself() {
    let desk = Desk::new("touch ran");
    let mut screen = desk.open();
    screen.keys("<space>v");
    screen.wait_while_shown("it is validated", || desk.text().contains("[x] **Validation**"));
    desk.file.replace(&desk.text().replace("touch ran", "touch ran too"));
    screen.wait_for("touch ran too");
    screen.keys("!");
    screen.wait_for("changed since the plan was opened");
    screen.wait_for("y runs them");
    screen.keys("<enter>");
    screen.wait_for("these commands have changed");
    screen.keys("qq");
    screen.wait_exit();
    assert!(!desk.file.folder.path().join("ran").exists());
}
