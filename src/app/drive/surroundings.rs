//! Mouse, clipboard, settings that change, and what somebody is told who looks elsewhere.

use super::*;
use crate::app::{Action, Keymap, Mouse, MouseDeed, Weight};
use crate::plan::{Marks, NodeId, State};

/// A plan whose rows begin below the header, in 60 columns and 24 rows.
const SHORT: &str = "# Short\n## Phase 1: Base\n- [ ] One\n- [ ] Two\n### Step 1.1: Keys\n- [ ] Three\n";

fn mouse(bench: &mut Bench, deed: MouseDeed, column: u16, row: u16) {
    for effect in bench.update(Msg::Mouse(Mouse { deed, column, row })) {
        bench.perform(effect);
    }
}

/// Returns the cell of the first character of `text` in the tree.
fn find(bench: &Bench, text: &str) -> (u16, u16) {
    let pane = bench.model.layout().tree.expect("a tree").inner;
    let rows = bench.model.visible_rows();
    let line = |(line, _): &(super::super::Line, bool)| line.iter().map(|run| &*run.text).collect::<String>();
    let (row, column) =
        rows.iter().enumerate().find_map(|(row, runs)| Some((row, line(runs).find(text)?))).expect(text);
    (pane.x + column as u16, pane.y + row as u16)
}

#[test]
fn a_click_selects_and_a_second_one_on_the_box_ticks() {
    let mut bench = Bench::new(SHORT, (60, 24));
    let (column, row) = find(&bench, "o Two");
    mouse(&mut bench, MouseDeed::Click, column, row);
    assert_eq!((bench.cursor(), &*bench.log), ("Two", ""), "the first one only selects");
    mouse(&mut bench, MouseDeed::Click, column + 2, row);
    assert_eq!(&*bench.log, "", "beside the box");
    mouse(&mut bench, MouseDeed::Click, column, row);
    assert_eq!(bench.log, "Done 1/two\n  - [x] Two\n".replace("1/two", "phase-1/two"));
    // Below the last row, and on the header.
    for row in [0, 23, 200] {
        mouse(&mut bench, MouseDeed::Click, column, row);
    }
    assert_eq!(bench.cursor(), "Two");
}

#[test]
fn a_click_does_not_tick_what_has_slid_below_it() {
    let mut bench = Bench::new(SHORT, (60, 24)).press("g");
    let (column, row) = find(&bench, "o One");
    mouse(&mut bench, MouseDeed::Click, column, row);
    let mut bench = bench.outside("- [ ] One\n", "");
    assert_eq!((bench.cursor(), find(&bench, "o Two")), ("Two", (column, row)));
    mouse(&mut bench, MouseDeed::Click, column, row);
    assert_eq!(&*bench.log, "");
    mouse(&mut bench, MouseDeed::Click, column, row);
    assert_eq!(bench.log, "Done phase-1/two\n  - [x] Two\n", "now it was selected by hand");
}

#[test]
fn the_wheel_scrolls_what_is_below_it() {
    let mut bench = Bench::new(PLAN, (100, 24)).press("g");
    let (column, row) = find(&bench, "Base");
    mouse(&mut bench, MouseDeed::WheelDown, column, row);
    assert_eq!(bench.model.tree().index(), 3);
    mouse(&mut bench, MouseDeed::WheelUp, column, row);
    mouse(&mut bench, MouseDeed::WheelUp, column, row);
    assert_eq!(bench.model.tree().index(), 0);
    mouse(&mut bench, MouseDeed::WheelDown, 90, row);
    assert_eq!(bench.model.tree().index(), 0, "that was the detail");
    let mut bench = bench.press("?");
    mouse(&mut bench, MouseDeed::WheelDown, column, row);
    mouse(&mut bench, MouseDeed::Click, column, row);
    let Some(Overlay::Help(help)) = bench.model.overlays().last() else { panic!("help") };
    assert_eq!(help.scroll, 3.min(bench.model.help_lines().len().saturating_sub(22)));
}

#[test]
fn no_click_hurts_anywhere() {
    for size in [(1, 1), (20, 5), (50, 40), (80, 24)] {
        let mut bench = Bench::new(PLAN, size);
        for row in 0..size.1 + 2 {
            for column in (0..size.0 + 2).step_by(3) {
                bench.update(Msg::Mouse(Mouse { deed: MouseDeed::Click, column, row }));
                bench.update(Msg::Mouse(Mouse { deed: MouseDeed::WheelDown, column, row }));
            }
        }
    }
}

#[test]
fn the_mouse_is_asked_for_by_a_key() {
    let bench = Bench::new(SHORT, (60, 24));
    assert!(!bench.model.settings().mouse);
    let bench = bench.press("m");
    assert!(bench.model.settings().mouse && bench.said().starts_with("mouse on"));
    assert!(!bench.press("m").model.settings().mouse);
}

#[test]
fn a_row_is_copied_with_all_below_it() {
    let copied = |pressed: &str| {
        let bench = Bench::new(SHORT, (60, 24)).press(pressed);
        format!("{}{}", bench.log, bench.said())
    };
    assert_eq!(copied("gjy"), "Copy(\"- [ ] One\\n\")\ncopied One as Markdown");
    assert_eq!(copied("Gky"), "Copy(\"### Step 1.1: Keys\\n- [ ] Three\\n\")\ncopied 1.1 as Markdown, 2 lines");
    assert_eq!(copied("GY"), "Copy(\"1.1/three\")\ncopied the address 1.1/three");
}

#[test]
fn settings_change_and_those_that_cannot_be_used_do_not() {
    let mut bench = Bench::new(SHORT, (60, 24)).press("g");
    let keymap = Keymap::new([(keys("t").expect("a key"), Action::Down)]);
    let settings = Settings { keymap, symbols: &Symbols::UNICODE, ..Settings::new("plan.md") };
    bench.update(Msg::BadSettings("config.toml:1:1: no".to_owned()));
    assert_eq!(bench.model.status().notices(), ["settings unused"]);
    assert_eq!(bench.model.status().message.as_ref().map(|said| said.weight), Some(Weight::Warning));
    let mut bench = bench.press("j");
    assert_eq!(bench.cursor(), "One", "the old keys stay");
    bench.update(Msg::Settings(Box::new(settings)));
    assert_eq!((bench.said(), bench.model.status().notices()), ("the settings were read again".to_owned(), vec![]));
    let mut bench = bench.press("jt");
    assert_eq!(bench.cursor(), "Two");
    let remarks = vec!["j is toggle now, down keeps <down>".to_owned()];
    bench.update(Msg::Settings(Box::new(Settings { remarks, ..Settings::new("plan.md") })));
    assert_eq!(bench.said(), "the settings were read again; j is toggle now, down keeps <down>");
}

#[test]
fn other_marks_are_no_change_of_others() {
    let mut bench = Bench::new("# P\n- [ ] One\n- [*] Two\n", (60, 24)).press("G");
    let marks = Marks::default().with('*', State::Done).expect("it is free");
    assert_eq!(bench.model.plan().node(NodeId::ROOT).tally.done, 0);
    let text = Arc::clone(bench.model.plan().text());
    bench.update(Msg::ReadBy(Arc::new(Plan::read_with(text, "plan", marks))));
    assert_eq!(bench.model.plan().node(NodeId::ROOT).tally.done, 1);
    assert_eq!((bench.cursor(), &*bench.said(), bench.model.news().unseen()), ("Two", "", 0));
    let bench = bench.press("k<space>");
    assert_eq!(bench.model.plan().node(NodeId::ROOT).tally.done, 2);
}

#[test]
fn an_answer_stays_until_the_next_key_whatever_others_do() {
    let ticked = || Bench::new(SHORT, (60, 24)).press("gj<space>");
    assert_eq!(ticked().said(), "ticked One");
    let bench = ticked().outside("Two", "Two more");
    assert_eq!(bench.said(), "ticked One; outside: reworded Two more");
    let bench = bench.press("j").outside("Three", "Three more");
    assert!(bench.said().starts_with("outside: "), "{}", bench.said());
    let bench = bench.outside("- [ ] Three", "- [x] Three");
    assert_eq!(bench.said(), "outside: ticked Three more", "news take the place of news");
    let mut bench = ticked();
    bench.update(Msg::Blur);
    let bench = bench.outside("Two", "Two more");
    assert!(bench.said().starts_with("outside: "), "who has looked away has read it: {}", bench.said());
    let bench = ticked().outside("- [x] One\n", "");
    assert!(bench.said().contains("outside: lost One"), "what is lost is said: {}", bench.said());
}

#[test]
fn who_waits_is_told_of_the_end_and_of_what_was_validated() {
    let told = |from: &str, to: &str| {
        let mut bench = Bench::new(PLAN, (60, 24));
        let effects = bench.update(outside(&PLAN.replace(from, to)));
        let told = effects.into_iter().filter_map(|effect| match effect {
            Effect::Notify(what) => Some(what),
            _ => None,
        });
        told.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(told("[ ] Route", "[x] Route"), "");
    assert_eq!(told("- **Validation**: `make keys`", "- [x] **Validation**: `make keys`"), "1.2 is validated");
    assert_eq!(told("# Demo", "# Other"), "");
    let all = PLAN
        .replace("[ ]", "[x]")
        .replace("Step 1.2: Keys", "Step 1.2: Keys ✅")
        .replace("Step 1.1: Schema", "Step 1.1: Schema ✅");
    assert_eq!(told(PLAN, &all), "Demo is complete");
    let validated = "- **Description**: Tables first.\n- **Status**: Validated";
    assert_eq!(told("- **Description**: Tables first.", validated), "1.1 is validated");
}

#[test]
fn a_paste_is_no_keys() {
    let mut bench = Bench::new(PLAN, (60, 24));
    assert!(bench.update(Msg::Paste("x q ^c".to_owned())).is_empty());
    assert_eq!(bench.log, "");
}

#[test]
fn the_window_is_called_after_the_plan() {
    let title = |plan: &str| Bench::new(plan, (60, 24)).model.window_title();
    assert_eq!(title(SHORT), "0/3 Short");
    assert_eq!(title("# No\x1b]0;boxes\x07\n"), "No·]0;boxes·");
    assert_eq!(title(&format!("# {}\n", "long ".repeat(40))).chars().count(), 60);
}

/// Returns a small plan's model with `g` in front of other keys.
fn with_sequences() -> Bench {
    let mut bench = Bench::new(SHORT, (60, 24));
    let bound = |text, action| (keys(text).expect("keys"), action);
    let keymap = [("gg", Action::Top), ("gt", Action::DoneNext), ("j", Action::Down), ("<esc>", Action::Back)];
    let keymap = Keymap::new(keymap.map(|(text, action)| bound(text, action)));
    bench.update(Msg::Settings(Box::new(Settings { keymap, symbols: &Symbols::ASCII, ..Settings::new("plan.md") })));
    bench
}

#[test]
fn a_sequence_is_taken_as_one_key() {
    for (pressed, cursor, shown) in [
        ("jjgg", "Base", ""),
        ("gg", "Base", ""),
        ("ggj", "One", ""),
        ("ggjg", "One", "g"),
        ("ggjgj", "Two", ""),
        ("ggjgx", "One", ""),
        ("ggjg<esc>", "One", ""),
        ("ggjg<esc>j", "Two", ""),
    ] {
        let bench = with_sequences().press(pressed);
        let waiting: String = bench.model.status().pending.iter().map(ToString::to_string).collect();
        assert_eq!((bench.cursor(), &*waiting), (cursor, shown), "{pressed}");
    }
}

#[test]
fn a_sequence_that_writes_waits_like_a_key() {
    let bench = with_sequences().press("ggj").press_at_once("gtgtgt");
    let done = bench.model.plan().text().lines().filter(|line| line.contains("[x]")).count();
    assert_eq!(done, 3, "three rows, not one three times: {}", bench.log);
}
