//! What the program asks of the terminal besides drawing, and what it does with settings while it is open.

use std::fs;

use super::pty::Screen;
use super::*;

/// Returns how often `needle` stands in what was written.
fn count(screen: &Screen, needle: &str) -> usize {
    String::from_utf8_lossy(screen.raw()).matches(needle).count()
}

/// A plan, and settings that are not there yet.
struct Desk {
    file: File,
    settings: PathBuf,
}

impl Desk {
    fn new(settings: &str) -> Self {
        let file = File::new(PLAN);
        let path = file.folder.path().join("config.toml");
        fs::write(&path, settings).expect("settings");
        Self { file, settings: path }
    }

    fn start(&self) -> Start {
        self.file.start().env("TICKDOWN_CONFIG", &self.settings.display().to_string()).size(120, 24)
    }

    fn set(&self, settings: &str) {
        fs::write(&self.settings, settings).expect("settings");
    }
}

#[test]
fn settings_are_read_again_and_a_mistake_in_them_changes_nothing() {
    let desk = Desk::new("[keys]\nquit = [\"<c-x>q\"]\n");
    let mut screen = opened(desk.start());
    let dark = screen.colours();
    desk.set("theme = \"light\"\n[keys]\ntoggle = [\"t\"]\n");
    screen.wait_for("the settings were read again");
    screen.wait_for("t tick");
    assert_ne!(screen.colours(), dark);
    desk.set("[keys]\ntoggle = [\"t\"]\nundo = [\"t\"]\n");
    screen.wait_for("config.toml:3:9: t is undo, but also toggle (2:11)");
    screen.wait_for("settings unused");
    screen.keys("t");
    screen.wait_for_file(&desk.file.path, &PLAN.replace("[ ] First", "[x] First"));
    // As many editors save: another file takes its place.
    let new = desk.settings.with_extension("new");
    fs::write(&new, "ascii = \"always\"\n").and_then(|()| fs::rename(&new, &desk.settings)).expect("settings");
    screen.wait_for("the settings were read again");
    screen.wait_until("symbols of ASCII", |screen| screen.contents().is_ascii());
    screen.keys("<space>");
    screen.wait_for_file(&desk.file.path, PLAN);
}

#[test]
fn marks_count_at_once_and_who_loses_a_key_is_told() {
    let desk = Desk::new("");
    fs::write(&desk.file.path, PLAN.replace("[ ] First", "[*] First")).expect("a plan");
    let mut screen = opened(desk.start());
    screen.wait_for("unknown mark");
    desk.set("[marks]\n\"*\" = \"done\"\n[keys]\ntoggle = \"j\"\n");
    screen.wait_for("j is toggle now, down keeps <down>");
    screen.wait_until("the mark is known", |shown| !shown.contents().contains("unknown mark"));
}

#[test]
fn settings_that_cannot_be_used_at_the_start_are_told_on_the_screen() {
    let desk = Desk::new("theme = \"light\"\nascii = 1\n");
    let mut screen = opened(desk.start());
    screen.wait_for("config.toml:2:9: wanted string or table");
    assert!(!contains(screen.raw(), "tickdown: "), "nothing is printed around the screen\n{screen}");
    desk.set("");
    screen.wait_for("the settings were read again");
}

#[test]
fn a_theme_file_is_read_again_too() {
    let desk = Desk::new("theme = \"mine\"\n");
    let theme = desk.file.folder.path().join("themes/mine.toml");
    fs::create_dir(theme.parent().expect("a folder")).expect("a folder");
    fs::write(&theme, "inherit = \"plain\"\n").expect("a theme");
    let mut screen = opened(desk.start());
    let coloured = |screen: &Screen| screen.colours().iter().any(|colours| colours.0 == vt100::Color::Rgb(1, 2, 3));
    assert!(!coloured(&screen));
    fs::write(&theme, "inherit = \"plain\"\naccent = \"#010203\"\n").expect("a theme");
    screen.wait_for("the settings were read again");
    assert!(coloured(&screen));
    fs::write(&theme, "accent = \"#01020\"\n").expect("a theme");
    screen.wait_for("themes/mine.toml:1:10: #01020 is no colour");
    fs::write(&theme, "accent = \"#010203\"\n").expect("a theme");
    screen.wait_for("the settings were read again");
}

#[test]
fn a_theme_that_cannot_be_used_is_read_again_when_it_is_mended() {
    let broken = "accent = \"#01020\"\n";
    for (at_first, told) in [
        ("theme = \"mine\"\n", ""),
        ("theme = \"dark\"\n", "theme = \"mine\"\n"),
        ("theme = \"mine\"\nascii = 1\n", "theme = \"mine\"\n"),
    ] {
        let desk = Desk::new(at_first);
        let theme = desk.file.folder.path().join("themes/mine.toml");
        fs::create_dir(theme.parent().expect("a folder")).expect("a folder");
        fs::write(&theme, broken).expect("a theme");
        let mut screen = opened(desk.start());
        if !told.is_empty() {
            desk.set(told);
        }
        screen.wait_for("themes/mine.toml:1:10: #01020 is no colour");
        fs::write(&theme, "accent = \"#010203\"\n").expect("a theme");
        screen.wait_for("the settings were read again");
        screen.wait_until("it counts", |screen| !screen.contents().contains("settings unused"));
    }
    // One that is not there yet.
    let desk = Desk::new("theme = \"mine\"\n");
    let mut screen = opened(desk.start());
    screen.wait_for("there is no theme mine");
    let theme = desk.file.folder.path().join("themes/mine.toml");
    fs::create_dir(theme.parent().expect("a folder")).expect("a folder");
    fs::write(&theme, "accent = \"#010203\"\n").expect("a theme");
    screen.wait_for("the settings were read again");
}

#[test]
fn a_theme_with_a_ground_covers_the_screen() {
    let file = File::new(PLAN);
    let start = Start::tickdown([file.path.as_os_str(), "--theme".as_ref(), "high-contrast".as_ref()]);
    let colours = opened(start).colours();
    assert!(colours.iter().all(|(text, ground)| *text != vt100::Color::Default && *ground != vt100::Color::Default));
}

#[test]
fn the_window_is_called_after_the_plan_and_its_own_title_comes_back() {
    let desk = Desk::new("");
    let mut screen = opened(desk.start());
    screen.keys("j<space>");
    screen.wait_for("2/3");
    screen.keys("kkjq");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    for sequence in ["\x1b[22;2t", "\x1b]2;1/3 Small plan\x1b\\", "\x1b]2;2/3 Small plan\x1b\\", "\x1b[23;2t"] {
        assert_eq!(count(&screen, sequence), 1, "{sequence:?}\n{screen}");
    }
    desk.set("title = false\n");
    for start in [desk.start(), desk.file.start().env("TERM", "linux")] {
        let mut screen = opened(start);
        screen.keys("q");
        screen.wait_exit();
        assert!(!contains(screen.raw(), "\x1b]2;") && !contains(screen.raw(), ";2t"), "{screen}");
    }
}

#[test]
fn the_mouse_is_taken_only_when_it_is_asked_for() {
    let desk = Desk::new("");
    let mut screen = opened(desk.start());
    screen.keys("m");
    screen.wait_for("mouse on");
    screen.wait_until("its mode", |screen| screen.mouse_protocol_mode() == vt100::MouseProtocolMode::PressRelease);
    let row = screen.contents().lines().position(|line| line.contains("Second thing")).expect("a row") + 1;
    let column = screen.contents().lines().nth(row - 1).and_then(|line| line.chars().position(|c| c == '▢'));
    let column = column.expect("a box") + 1;
    let click = format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m");
    screen.send(click.as_bytes());
    screen.send(click.as_bytes());
    screen.wait_for_file(&desk.file.path, &PLAN.replace("[ ] Second", "[x] Second"));
    screen.keys("q");
    screen.wait_exit();
    screen.assert_restored();
    desk.set("mouse = true\n");
    let mut screen = opened(desk.start());
    screen.wait_until("its mode", |screen| screen.mouse_protocol_mode() == vt100::MouseProtocolMode::PressRelease);
    screen.keys("m");
    screen.wait_until("no mode", |screen| screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None);
}

#[test]
fn what_is_copied_goes_through_the_terminal_or_through_tmux() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new("");
    let mut screen = opened(desk.start());
    screen.keys("y");
    screen.wait_for("copied First thing as Markdown");
    screen.keys("q");
    screen.wait_exit();
    // "- [ ] First thing\n" in base64 (RFC 4648).
    assert!(contains(screen.raw(), "\x1b]52;c;LSBbIF0gRmlyc3QgdGhpbmcK\x1b\\"), "{screen}");

    let folder = desk.file.folder.path();
    let tmux = folder.join("tmux");
    let script = format!("#!/bin/sh\necho \"$@\" >'{0}/asked'; cat >'{0}/copied'\n", folder.display());
    fs::write(&tmux, script).expect("a script");
    fs::set_permissions(&tmux, fs::Permissions::from_mode(0o755)).expect("a script");
    let path = format!("{}:/usr/bin:/bin", folder.display());
    let mut screen = opened(desk.start().env("TMUX", "/tmp/tmux-0/default,1,0").env("PATH", &path));
    screen.keys("Y");
    screen.wait_for("copied the address phase-1/first-thing");
    screen.wait_for_file(&folder.join("copied"), "phase-1/first-thing");
    assert_eq!(fs::read_to_string(folder.join("asked")).expect("its words"), "load-buffer -w -\n");
    assert!(!contains(screen.raw(), "\x1b]52;"), "{screen}");
}

#[test]
fn who_looks_elsewhere_is_told_if_that_is_wished() {
    let complete = PLAN.replace("[ ]", "[x]");
    for (settings, expected) in [
        ("", ""),
        ("notify = \"bell\"\n", "\x07"),
        ("notify = \"osc9\"\n", "\x1b]9;tickdown: Small plan is complete\x1b\\"),
    ] {
        let desk = Desk::new(settings);
        let mut screen = opened(desk.start());
        desk.file.replace(&complete);
        screen.wait_for("3/3");
        screen.keys("q");
        screen.wait_exit();
        let told = contains(screen.raw(), "\x07") || contains(screen.raw(), "\x1b]9;");
        assert_eq!(told, !expected.is_empty(), "{settings}\n{screen}");
        assert!(expected.is_empty() || contains(screen.raw(), expected), "{settings}\n{screen}");
    }
}

#[test]
fn every_frame_is_one_update() {
    let file = File::new(PLAN);
    let mut screen = file.open();
    screen.keys("jkj?");
    screen.wait_for("done, go to the next");
    screen.keys("qq");
    screen.wait_exit();
    let raw = String::from_utf8_lossy(screen.raw()).into_owned();
    let (begin, end) = ("\x1b[?2026h", "\x1b[?2026l");
    let outside: String =
        raw.split(begin).map(|part| part.split_once(end).map_or(part, |(_, behind)| behind)).collect();
    assert!(raw.matches(begin).count() >= 2, "{screen}");
    for text in ["First", "Phase", "\x1b[1m", "\x1b[38"] {
        assert!(!outside.contains(text), "{text:?} outside of a frame: {outside:?}");
    }
}

#[test]
fn no_terminal_is_too_small() {
    let file = File::new(PLAN);
    let mut screen = file.open();
    for (columns, rows) in [(20, 5), (1, 1), (80, 24)] {
        screen.resize(columns, rows);
        screen.keys("?jqz");
    }
    screen.wait_for("Small plan");
    screen.keys("<c-c>");
    assert_eq!(screen.wait_exit(), 0, "{screen}");
    screen.assert_restored();
}

#[test]
fn plain_is_text_and_nothing_else() {
    let file = File::new(PLAN);
    let mut screen = Start::tickdown(["--plain".as_ref(), file.path.as_os_str()]).start();
    screen.wait_for("Small plan: 1 of 3 done, next First thing");
    screen.wait_for("Third thing: done");
    file.replace(&PLAN.replace("[ ] First", "[x] First"));
    screen.wait_for("ticked phase-1/first-thing");
    assert!(!contains(screen.raw(), "\x1b"), "{screen}");
    screen.keys("<c-c>");
    screen.wait_exit();
}

#[test]
fn a_verb_asks_nothing_even_in_a_terminal() {
    let file = File::new(&format!("{PLAN}\n### 1.1 Check\n\n- **Validation**: by hand\n  - [ ] Looks right\n"));
    let path = file.path.to_str().expect("a path of letters");
    for (words, expected) in [
        (&["validate", path, "1.1"][..], 1),
        (&["tick", path, "thing"], 1),
        (&["new", path], 1),
        (&["check", path], 0),
        (&["status"], 1),
    ] {
        let mut screen = Start::tickdown(words).start();
        assert_eq!(screen.wait_exit(), expected, "{words:?}\n{screen}");
        assert!(!contains(screen.raw(), "\x1b[?1049h"), "{words:?}");
    }
}
