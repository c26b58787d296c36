//! Writing in place in a real terminal, while other programs write the same file.

#[path = "support/file.rs"]
mod file;
#[path = "support/pty.rs"]
#[allow(dead_code, reason = "a part of it is used here")]
mod pty;

use std::fs;

use file::{File, PLAN};
use pty::{Screen, Start};

impl File {
    fn open(&self, columns: u16) -> Screen {
        let mut screen = Start::tickdown([&self.path]).size(columns, 24).start();
        screen.wait_for("Second thing");
        screen
    }
}

#[test]
fn a_text_is_written_in_place_while_the_file_changes_outside() {
    for columns in [40, 50, 120] {
        let file = File::new(PLAN);
        let mut screen = file.open(columns);
        screen.keys("ji");
        screen.wait_for("enter saves");
        screen.keys(" of ours");
        screen.wait_for("thing of ours");
        let theirs =
            PLAN.replace("- [ ] Second", "- [ ] Before it\n- [x] Our second").replace("[ ] First", "[x] First");
        file.replace(&theirs);
        screen.wait_for("outside");
        screen.keys("<enter>");
        screen.wait_for_file(&file.path, &theirs.replace("second thing", "second thing of ours"));
        screen.keys("u");
        screen.wait_for_file(&file.path, &theirs);
        screen.keys("q");
        assert_eq!(screen.wait_exit(), 0, "{screen}");
    }
}

#[test]
fn where_both_wrote_the_same_words_theirs_stays_and_ours_is_kept() {
    let file = File::new(PLAN);
    let mut screen = file.open(120);
    screen.keys("ji<backspace><backspace><backspace><backspace><backspace>task");
    screen.wait_for("Second task");
    let theirs = PLAN.replace("Second thing", "Second item");
    file.replace(&theirs);
    screen.wait_for("outside");
    screen.keys("<enter>");
    screen.wait_for("puts yours in its place; the list of changes has it, too");
    assert_eq!(fs::read_to_string(&file.path).expect("the plan"), theirs);
    // Left without it, it is still offered.
    screen.keys("<esc>");
    screen.wait_for("n leaves it  esc back");
    screen.keys("nc");
    screen.wait_for("Ours, not in the file");
    screen.keys("<enter>");
    screen.wait_for_file(&file.path, &PLAN.replace("Second thing", "Second task"));
}

#[test]
fn what_is_added_is_taken_back_byte_for_byte() {
    let file = File::new(PLAN);
    let mut screen = file.open(50);
    screen.keys("ja");
    screen.wait_for("New item");
    screen.keys("Half a thing<enter>");
    let added = PLAN.replace("- [x] Third", "- [ ] Half a thing\n- [x] Third");
    screen.wait_for_file(&file.path, &added);
    screen.keys("u");
    screen.wait_for_file(&file.path, PLAN);
    screen.keys("a");
    screen.wait_for("New item");
    screen.keys("<esc>");
    screen.wait_until("no editor", |screen| !screen.contents().contains("New item"));
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    assert_eq!(fs::read_to_string(&file.path).expect("the plan"), PLAN);
}

#[test]
fn what_is_deleted_from_the_palette_is_asked_for_and_taken_back() {
    let file = File::new(PLAN);
    let mut screen = file.open(50);
    screen.keys("j:delete<enter>");
    screen.wait_for("Delete Second thing, one line?");
    screen.keys("n");
    screen.wait_until("no question", |screen| !screen.contents().contains("one line?"));
    screen.keys(":delete<enter>");
    screen.wait_for("Delete Second thing, one line?");
    assert_eq!(fs::read_to_string(&file.path).expect("the plan"), PLAN);
    // What others do meanwhile stays.
    let theirs = PLAN.replace("[ ] First", "[x] First");
    file.replace(&theirs);
    screen.wait_for("outside");
    screen.keys("y");
    screen.wait_for_file(&file.path, &theirs.replace("- [ ] Second thing\n", ""));
    screen.keys("u");
    screen.wait_for_file(&file.path, &theirs);
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
}

#[test]
fn a_field_of_several_lines_is_written_from_the_walk_and_merged() {
    let file = File::new(PLAN);
    let plan = "# Plan\n\n### Step 1.1: Wire\n- **Description**: Two words.\n- [ ] Runs\n";
    fs::write(&file.path, plan).expect("a plan");
    let mut screen = Start::tickdown([&file.path]).size(50, 30).start();
    screen.wait_for("Runs");
    screen.keys("wgI");
    screen.wait_for("Edit");
    screen.keys("2");
    screen.wait_for("^s saves");
    screen.send(b"\x1b[200~\rand a\rthird.\x1b[201~");
    screen.wait_for("third.");
    let theirs = plan.replace("Two words", "Many words").replace("[ ] Runs", "[x] Runs");
    file.replace(&theirs);
    screen.wait_for("outside");
    screen.keys("<c-z>");
    screen.wait_until("no paste", |screen| !screen.contents().contains("third."));
    screen.keys("<c-r><c-s>");
    screen.wait_for_file(&file.path, &theirs.replace("Many words.", "Many words.\n  and a\n  third."));
    screen.keys("u");
    screen.wait_for_file(&file.path, &theirs);
    screen.keys("<c-c>");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
}

#[test]
fn a_paste_of_escape_sequences_is_harmless() {
    let file = File::new(PLAN);
    let mut screen = file.open(80);
    screen.keys("ji");
    screen.wait_for("enter saves");
    screen.send(b"\x1b[200~ \x1b]52;c;aGk=\x07\x1b[31mq\r\nred\x1b[201~");
    screen.wait_for("red");
    screen.keys("<enter>");
    screen.wait_for_file(&file.path, &PLAN.replace("Second thing", "Second thing ]52;c;aGk=[31mq red"));
    let clipboard = b"\x1b]52;c;aGk=";
    assert!(!screen.raw().windows(clipboard.len()).any(|window| window == clipboard), "it reached the terminal");
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
}

#[test]
fn an_editor_is_opened_at_the_row_ten_times_and_comes_back_clean() {
    use std::os::unix::fs::PermissionsExt;
    let file = File::new(PLAN);
    let editor = file.folder.path().join("vi");
    let script = "#!/bin/sh\necho >>\"$0.log\"; echo \"editing at $1, time $(grep -c '' \"$0.log\").\"; read line; sed \"${1#+}s/thing.*/thing $line/\" \"$2\" >new && cat new >\"$2\"\n";
    fs::write(&editor, script).expect("a script");
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).expect("a mode");
    let mut screen = Start::tickdown([&file.path]).env("VISUAL", &editor.display().to_string()).start();
    screen.wait_for("Second thing");
    screen.keys("j");
    for round in 1..=10 {
        screen.keys("e");
        let begun = format!("editing at +6, time {round}.");
        screen.wait_until("the editor", |screen| !screen.alternate_screen() && screen.contents().contains(&begun));
        screen.assert_restored();
        screen.keys(&format!("round {round}.<enter>"));
        screen.wait_until("the plan", |screen| {
            screen.alternate_screen() && screen.contents().contains(&format!("Second thing round {round}."))
        });
        screen.wait_for("editor: reworded");
    }
    screen.keys("q");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    screen.assert_restored();
}
