//! Writing in place, adding and deleting.

use super::drafts::left;
use super::{Bench, PLAN, outside};
use crate::app::{Effect, Msg, Offer, Overlay, keys};
use crate::plan::Intent;

/// What is said to somebody who leaves a text that has changed.
const ASKED: &str = "[Asking \"Bodyx\"] keep what you wrote? enter saves, n drops it, esc goes on";

pub(super) fn bench() -> Bench {
    Bench::new(PLAN, (60, 24))
}

/// Returns the lines that are not in [`PLAN`].
pub(super) fn new_lines(bench: &Bench) -> String {
    let lines = bench.model.plan().text().lines().filter(|line| !PLAN.lines().any(|old| old == *line));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_title_is_written_in_place_and_taken_back() {
    let bench = on_body().press("i");
    assert_eq!(bench.said(), "[Typing \"Body\"]");
    let bench = bench.press("<backspace>k<enter>");
    assert_eq!((&*new_lines(&bench), &*bench.said(), bench.cursor()), ("- [ ] Bodk", "changed Bodk", "Bodk"));
    let bench = bench.press("u");
    assert_eq!(**bench.model.plan().text(), *PLAN);
    assert_eq!(bench.said(), "undo: took back the wording of Body");
    assert_eq!(bench.press("U").said(), "redo: changed the wording of Bodk again");
}

/// Returns the bench with the cursor on Body.
pub(super) fn on_body() -> Bench {
    let bench = bench().press("G");
    let mut bench = bench;
    while bench.cursor() != "Body" {
        bench = bench.press("k");
    }
    bench
}

#[test]
fn leaving_asks_only_where_something_was_written() {
    assert_eq!(on_body().press("I").said(), "[Title?]", "a note can be written, too");
    let bench = on_body().press("i<esc>");
    assert_eq!(bench.said(), "");
    let bench = bench.press("ix<esc>");
    assert_eq!(bench.said(), ASKED);
    assert_eq!(bench.press("z<space><backspace>").said(), ASKED, "nothing else is typed on");
    let bench = on_body().press("ix<esc><esc>y");
    assert_eq!(bench.said(), "[Typing \"Bodyxy\"]");
    let bench = bench.press("<esc>n");
    assert_eq!((bench.said(), new_lines(&bench)), (String::new(), String::new()));
    assert_eq!(new_lines(&bench.press("ix<esc>y")), "- [ ] Bodyx");
    assert_eq!(new_lines(&on_body().press("ix<c-z><esc>")), "");
    assert_eq!(new_lines(&on_body().press("iq?<c-s>")), "- [ ] Bodyq?", "letters are letters");
}

#[test]
fn of_several_texts_one_is_chosen() {
    assert_eq!(bench().press("i").said(), "[Typing \"Schema\"]", "its own text needs no choice");
    let bench = bench().press("I");
    assert_eq!(bench.said(), "[Title?]");
    let bench = bench.press("j<enter>");
    assert_eq!(bench.said(), "[Typing \"Tables first.\"]");
    let bench = bench.press("<enter>Second<c-s>");
    assert_eq!(new_lines(&bench), "  Second");
    assert_eq!(**bench.press("u").model.plan().text(), *PLAN);
    assert_eq!(bench_at("ISchema").said(), "[Title?] choose a part first: 1 to 4, esc leaves");
    assert_eq!(bench_at("I5").said(), "[Title?] choose a part first: 1 to 4, esc leaves");
    assert_eq!(bench_at("Iq").said(), "");
    assert_eq!(bench_at("I1").said(), "[Typing \"Schema\"]");
    assert_eq!(bench_at("IIi").said(), "[Typing \"Schemai\"]");
}

#[test]
fn a_text_of_one_line_is_saved_by_enter() {
    let plan = "# P\n- [ ] 1. First\n  - _Requirements: 1.1_\n";
    let bench = Bench::new(plan, (60, 24)).press("gI2, 6.3<enter>");
    assert_eq!(**bench.model.plan().text(), plan.replace("1.1", "1.1, 6.3"), "{}", bench.said());
    let bench = Bench::new(plan, (60, 24)).press("gI2<backspace><backspace><backspace><enter>");
    assert!(bench.said().starts_with("[Typing \"\"]") && bench.said().contains("cannot be empty"), "{}", bench.said());
}

fn bench_at(pressed: &str) -> Bench {
    bench().press(pressed)
}

#[test]
fn what_would_read_as_something_else_stays_open() {
    let bench = bench_at("i [x]<enter>");
    assert_eq!(
        bench.said(),
        "[Typing \"Schema [x]\"] 1.1 cannot be set so: \"[x]\" would be read as its state: done. Nothing was written."
    );
    assert_eq!(new_lines(&bench), "");
}

#[test]
fn keys_behind_a_text_that_is_refused_are_not_typed_into_it() {
    let mut bench = on_body();
    bench.refuses = vec![true];
    let bench = bench.press_at_once("iq<enter>jx");
    assert_eq!((&*bench.said(), bench.cursor()), ("[Typing \"Bodyq\"] the disk is full", "Body"));
    let bench = on_body().press_at_once("iq<enter>kx");
    assert_eq!(new_lines(&bench), "- [x] Route\n- [ ] Bodyq");
}

#[test]
fn an_empty_plan_gets_its_first_item() {
    for (plan, expected) in [("# Plan\n", "# Plan\n\n- [ ] one\n"), ("Some prose.", "Some prose.\n\n- [ ] one")] {
        for view in ["", "w", "P"] {
            let bench = Bench::new(plan, (60, 24)).press(view).press("aone<enter>");
            assert_eq!(
                (&**bench.model.plan().text(), bench.cursor()),
                (expected, "one"),
                "{view} {} {}",
                bench.said(),
                bench.log
            );
            assert_eq!(&**bench.press("u").model.plan().text(), plan);
        }
    }
}

#[test]
fn an_item_is_added_and_taken_back() {
    let bench = on_body().press("a");
    assert_eq!(bench.said(), "[Typing \"\"]");
    let bench = bench.press("Foot<enter>");
    assert_eq!((&*new_lines(&bench), bench.cursor(), &*bench.said()), ("- [ ] Foot", "Foot", "added \"Foot\""));
    let bench = bench.press("u");
    assert_eq!(**bench.model.plan().text(), *PLAN);
    let bench = bench.press("<c-r>");
    assert_eq!(new_lines(&bench), "- [ ] Foot");
    for pressed in ["a<esc>", "a<enter>", "a <enter>", "axy<esc>n"] {
        let bench = on_body().press(pressed);
        assert_eq!((new_lines(&bench), bench.said()), (String::new(), String::new()), "{pressed}");
    }
}

#[test]
fn what_is_deleted_is_shown_and_asked_for() {
    let bench = on_body().press(":delete<enter>");
    assert_eq!(bench.said(), "[Delete Body, one line?]");
    assert_eq!(bench.model.plan().text().matches("Body").count(), 1);
    assert_eq!(new_lines(&on_body().press(":delete<enter>n")), "");
    assert!(on_body().press(":delete<enter>n").model.plan().text().contains("Body"));
    let bench = bench.press("y");
    assert_eq!((bench.cursor(), &*bench.said()), ("Route", "deleted \"Body\""));
    assert!(!bench.model.plan().text().contains("Body") && !bench.model.tree().is_lost());
    let bench = bench.press("u");
    assert_eq!(**bench.model.plan().text(), *PLAN);
    let bench = self::bench().press("k:delete<enter>");
    assert_eq!(bench.said(), "[Delete Phase 1, 10 lines?]");
    let bench = bench.press("yu");
    assert_eq!(**bench.model.plan().text(), *PLAN);
}

#[test]
fn what_others_write_is_not_deleted_unseen() {
    let asked = || bench().press("k:delete<enter>");
    let bench = asked().outside("  - [ ] Runs\n", "  - [ ] Runs\n  - [ ] New\n");
    let moot = "not deleted: Phase 1 has changed meanwhile";
    assert_eq!(bench.said(), format!("[{moot}] outside: added New"));
    let text = bench.model.plan().text().clone();
    for pressed in ["y", "<enter>", "<space>", "x", "q", "<esc>", "j"] {
        let asked = asked().outside("  - [ ] Runs\n", "  - [ ] Runs\n  - [ ] New\n").press(pressed);
        assert_eq!((&*asked.said(), &*asked.log, asked.cursor()), (moot, "", "Base"), "{pressed}");
        assert_eq!(asked.model.plan().text(), &text, "{pressed}");
    }
    // A key that was pressed before it was on the screen does not take it away, either.
    let mut quick = asked();
    quick.model.update(outside(&text));
    for key in keys("y<enter>x").expect("keys") {
        assert_eq!(quick.model.update(Msg::Key(key)), []);
    }
    assert!(quick.said().starts_with(&format!("[{moot}]")), "{}", quick.said());
    assert_eq!(bench.press("<c-c>").log, "Quit\n");
    let gone = on_body().press(":delete<enter>").outside("- [ ] Body\n", "").press("y");
    assert_eq!((&*gone.said(), gone.cursor()), ("not deleted: Body was removed or replaced outside", "Route"));
    let bench = asked().outside("Read this.", "Read that.");
    assert!(bench.said().starts_with("[Delete Phase 1, 10 lines?]"), "{}", bench.said());
}

#[test]
fn the_walk_and_the_whole_file_are_written_to_as_well() {
    for view in ["w", "P"] {
        let bench = || on_body().press(view);
        assert_eq!(bench().cursor(), "Body", "{view}");
        assert_eq!(bench().press("i").said(), "[Typing \"Body\"]", "{view}");
        assert_eq!(new_lines(&bench().press("iq<enter>")), "- [ ] Bodyq", "{view}");
        let bench = bench().press("aFoot<enter>");
        assert_eq!((new_lines(&bench), bench.cursor()), ("- [ ] Foot".to_owned(), "Foot"), "{view}");
        let bench = bench.press("u");
        assert_eq!(**bench.model.plan().text(), *PLAN, "{view}");
        let bench = on_body().press(view).press("e:delete<enter>y");
        assert!(bench.log.contains("OpenPlan(15)") && !bench.model.plan().text().contains("Body"), "{}", bench.log);
        assert!(bench.model.sheet().is_some(), "{view}");
    }
}

#[test]
fn the_editor_follows_its_node() {
    let bench = on_body().press("is").outside("# Demo\n", "# Demo\n## Phase 0: Before\n- [ ] New\n");
    assert!(bench.said().starts_with("[Typing \"Bodys\"]"), "{}", bench.said());
    let bench = bench.outside("- [ ] Body", "- [x] Body").press("<enter>");
    assert!(bench.model.plan().text().contains("- [x] Bodys\n"), "{}", bench.model.plan().text());
    assert!(bench.model.plan().text().contains("Phase 0"));
}

#[test]
fn words_of_both_sides_stay() {
    let start = |to: &str| {
        let bench = Bench::new(&PLAN.replace("Body", "Wire the body"), (60, 24));
        let mut bench = bench.press("G");
        while bench.cursor() != "Wire the body" {
            bench = bench.press("k");
        }
        bench.press("i now").outside("Wire the body", to)
    };
    let bench = start("Connect the body").press("<enter>");
    assert!(bench.model.plan().text().contains("- [ ] Connect the body now\n"));
    let bench = start("Wire the leg").press("<enter>");
    assert!(bench.model.plan().text().contains("- [ ] Wire the leg\n"), "theirs stays");
    assert!(bench.said().starts_with("[Typing \"Wire the body now\"]"), "{}", bench.said());
    assert!(bench.said().contains("Saving again puts yours in its place"), "{}", bench.said());
    let bench = bench.press("<enter>");
    assert!(bench.model.plan().text().contains("- [ ] Wire the body now\n"), "{}", bench.said());
}

#[test]
fn a_row_that_is_told_as_reworded_is_the_row_of_its_text() {
    let plan = "# P\n## Tasks\n- [ ] 1. Alpha\n- [ ] 2. Wire the body\n- [ ] 3. Gamma\n";
    let bench = Bench::new(plan, (60, 24)).press("ji now").outside("Wire the body", "Connect a leg");
    assert_eq!(bench.said(), "[Typing \"Wire the body now\"] outside: reworded 2");
    let bench = bench.press("<enter>");
    assert_eq!(**bench.model.plan().text(), *plan.replace("Wire the body", "Connect a leg"), "theirs stays");
    assert!(bench.said().contains("Saving again puts yours in its place"), "{}", bench.said());
    let bench = bench.press("<enter>");
    assert_eq!(**bench.model.plan().text(), *plan.replace("the body", "the body now"), "{}", bench.said());
}

/// What is said while the row of a text is gone.
const LOST: &str = "your row was removed or replaced outside: enter twice adds it as a new item";

/// What is said at the first key that would save it then.
const AGAIN: &str = "enter again adds it as a new item: what it was for is gone";

#[test]
fn a_text_whose_row_is_gone_becomes_an_item_where_that_was() {
    // The lines before and behind what is added, and what it is.
    for (from, to, expected) in [
        ("- [ ] Body\n", "", "- [ ] Route\n- [ ] Bodys\n"),
        ("- [ ] Route\n- [ ] Body\n", "- [ ] Other words\n", "- [ ] Other words\n- [ ] Bodys\n"),
    ] {
        let bench = on_body().press("is").outside(from, to);
        assert_eq!(bench.said(), format!("[Typing \"Bodys\"] {LOST}"));
        let before = bench.model.plan().text().clone();
        let bench = bench.press("<enter>");
        assert_eq!((bench.said(), bench.model.plan().text()), (format!("[Typing \"Bodys\"] {AGAIN}"), &before));
        let bench = bench.press("!<enter><backspace>");
        assert_eq!((bench.said(), bench.model.plan().text()), ("[Typing \"Bodys\"]".to_owned(), &before));
        let bench = bench.press("<enter><enter>");
        assert_eq!((&*bench.said(), bench.cursor()), ("added \"Bodys\"", "Bodys"));
        assert!(bench.model.plan().text().contains(expected), "{}", bench.model.plan().text());
        assert_eq!(bench.press("u").model.plan().text(), &before);
    }
    let lost = |pressed: &str| on_body().press(pressed).outside("- [ ] Body\n", "");
    let asked = "[Asking \"Bodys\"] keep what you wrote? enter adds it as a new item, n drops it, esc goes on";
    assert_eq!(lost("is").press("<esc>").said(), asked);
    assert_eq!(lost("is").press("<esc><enter>").said(), "added \"Bodys\"", "that was said");
    assert_eq!(lost("is<esc>").press("<enter>").said(), format!("[Typing \"Bodys\"] {AGAIN}"), "it was not");
    assert_eq!(lost("is").press("<esc>n").said(), "");
    assert_eq!(lost("i").press("<esc>").said(), "", "nothing was typed");
    assert!(lost("i").press("<enter><enter>").model.plan().text().contains("- [ ] Route\n- [ ] Body\n"));
    // It is there again, elsewhere: somebody has moved it in two saves.
    let bench = lost("is").outside("- [ ] Route\n", "- [x] Body\n- [ ] Route\n").press("<enter>");
    assert!(bench.model.plan().text().contains("- [x] Bodys\n- [ ] Route\n"), "{}", bench.model.plan().text());
    // Nothing of the list is left, and what a new item was for.
    let bench = on_body().press("aFoot").outside("- [ ] Route\n- [ ] Body\n", "").press("<enter>");
    assert!(
        bench.model.plan().text().contains("### Step 2.1: Client\n\n- [ ] Foot\n"),
        "{}",
        bench.model.plan().text()
    );
}

#[test]
fn a_text_that_can_be_no_item_is_kept() {
    let mut bench = bench_at("I2x").outside("### Step 1.1: Schema\n", "");
    assert!(bench.said().contains("^s twice puts it into the list of changes"), "{}", bench.said());
    let told = bench.update(Msg::Key(keys("<c-s>").expect("a key")[0]));
    assert!(told.is_empty() && bench.said().contains("^s again puts it into the list of changes"), "{}", bench.said());
    let asked = bench.update(Msg::Key(keys("<c-s>").expect("a key")[0]));
    let [Effect::Commit(intents)] = &asked[..] else { panic!("{asked:?}") };
    bench.answer(intents);
    assert!(bench.said().starts_with("[Typing \"Tables first.x\"]"), "{}", bench.said());
    assert!(bench.said().contains("matches nothing") || bench.said().contains("is \""), "{}", bench.said());
    // It is there: nothing is left to be written.
    bench.update(Msg::Offers(vec![offer(&intents[0])]));
    assert_eq!(bench.said(), "your words are in the list of changes: c shows it");
}

/// Returns that `intent` is in the list of changes.
fn offer(intent: &Intent) -> Offer {
    let [title, what, before, after, why] = Default::default();
    Offer { id: 3, title, goals: vec![intent.clone()], what, before, after, why, who: None, is_sure: true }
}

#[test]
fn what_stays_in_the_list_of_changes_is_not_said_to_be_dropped() {
    let mut bench = bench_at("i of ours").outside("Step 1.1: Schema", "Step 1.1: Schema of theirs");
    let asked = bench.update(Msg::Key(keys("<enter>").expect("a key")[0]));
    let [Effect::Commit(intents)] = &asked[..] else { panic!("{asked:?}") };
    bench.answer(intents);
    assert!(bench.said().ends_with("in its place; the list of changes has it, too."), "{}", bench.said());
    assert!(
        Bench { model: bench.model.clone(), log: String::new(), refuses: Vec::new(), answered: 0 }
            .press("<esc>")
            .said()
            .ends_with("n drops it, esc goes on")
    );
    bench.update(Msg::Offers(vec![offer(&intents[0])]));
    let bench = bench.press("<esc>");
    let listed = "keep what you wrote? enter saves, n leaves it in the list of changes, esc goes on";
    assert!(bench.said().ends_with(listed), "{}", bench.said());
    let bench = bench.press("<esc>!<esc>");
    assert!(bench.said().ends_with("n drops it, esc goes on"), "it is another text: {}", bench.said());
    // So it is with what is left of it at the next start.
    let mut next = self::bench();
    next.update(Msg::Offers(vec![offer(&intents[0])]));
    next.update(left(&intents[0]));
    assert!(
        next.said().ends_with("n leaves it in the list of changes, esc keeps it for the next time"),
        "{}",
        next.said()
    );
}

#[test]
fn a_paste_goes_into_the_text() {
    let mut bench = on_body();
    bench.update(Msg::Paste("q".to_owned()));
    assert_eq!(bench.said(), "", "a paste is not taken for keys");
    let mut bench = bench.press("i");
    bench.update(Msg::Paste("\u{1b}[31m two\nlines\n".to_owned()));
    assert_eq!(new_lines(&bench.press("<enter>")), "- [ ] Body[31m two lines");
}

#[test]
fn a_paste_that_is_not_taken_is_said() {
    let mut bench = on_body().press("iq<esc>");
    bench.update(Msg::Paste("x".to_owned()));
    assert_eq!(bench.said(), "[Asking \"Bodyq\"] nothing was pasted: esc goes on with the text");
    let mut bench = bench.press("<esc>");
    let asked = bench.update(Msg::Key(keys("<enter>").expect("a key")[0]));
    bench.update(Msg::Paste("x".to_owned()));
    assert_eq!(bench.said(), "[Saving \"Bodyq\"] nothing was pasted: the text is being written");
    let [Effect::Commit(intents)] = &asked[..] else { panic!("{asked:?}") };
    bench.answer(intents);
    assert_eq!(new_lines(&bench), "- [ ] Bodyq");
}

#[test]
fn what_is_too_long_to_be_typed_in_is_left_to_an_editor() {
    let long = |count: usize| Bench::new(&format!("# P\n- [ ] {}\n", "x".repeat(count)), (60, 24)).press("i");
    assert_eq!(long(65_536).said(), "this text is too long to be edited here: e opens an editor");
    let mut bench = long(65_535);
    bench.update(Msg::Paste("y".to_owned()));
    let said = bench.said();
    assert!(said.ends_with("x\"] too long for a line here: no more than 65,535 characters"));
    let bench = bench.press("<backspace>z<enter>");
    assert!(bench.model.plan().text().ends_with("xz\n"), "{}", bench.model.plan().text().len());
}

#[test]
fn an_editor_is_opened_at_the_row() {
    assert!(on_body().press("e").log.contains("OpenPlan(15)"), "{}", on_body().press("e").log);
}

#[test]
fn the_frame_says_where_a_new_item_goes() {
    let plan = "# P\n- [ ] 1. Alpha\n  - [ ] 1.1 One\n  - [ ] 1.2 Two\n- [ ] 2. Beta\n## Rest\n- [ ] Gamma\n";
    let framed = |pressed: &str| {
        let bench = Bench::new(plan, (60, 24)).press(pressed);
        let Some(Overlay::Editor(editor)) = bench.model.overlays().last() else { panic!("{}", bench.said()) };
        (editor.title(bench.model.plan(), 46, "..."), bench.model.editor_box(editor).inner.y)
    };
    // The row of the title is the first one.
    let (_, first) = framed("ggi");
    for (pressed, title, row) in [
        ("gga", "New item beside 1", 3),
        ("ggha", "New item beside 1", 1),
        ("ggja", "New item after 1.1", 2),
        ("ggjja", "New item after 1.2", 3),
        ("ggjjjja", "New item in Rest", 6),
        ("Ga", "New item after Gamma", 6),
    ] {
        let (said, at) = framed(pressed);
        assert_eq!((&*said, at - first), (title, row), "{pressed}");
    }
}

#[test]
fn the_frame_says_whether_a_new_item_is_a_criterion() {
    let plan = "# P\n### Step 1.1: Schema\n- **Goal**: x\n- **Validation**: `make`\n  - [ ] Runs\n  - [x] Rolls\n\
                ### Step 1.2: Keys\n- **Validation**: `make`\n### Step 1.3: Rest\n- [ ] Gamma\n";
    for (pressed, title) in [
        ("gga", "New criterion of 1.1"),
        ("ggja", "New criterion after Runs"),
        ("ggjjja", "New criterion of 1.2"),
        ("Gka", "New item in 1.3"),
        ("Ga", "New item after Gamma"),
    ] {
        let bench = Bench::new(plan, (60, 24)).press(pressed);
        let Some(Overlay::Editor(editor)) = bench.model.overlays().last() else { panic!("{}", bench.said()) };
        let said = editor.title(bench.model.plan(), 46, "...");
        let bench = bench.press("new<enter>");
        let lines = bench.model.plan().text();
        let new = lines.lines().find(|line| line.contains("new")).unwrap_or_default();
        assert_eq!((&*said, new.starts_with(' ')), (title, title.contains("criterion")), "{pressed} {lines}");
    }
}

#[test]
fn what_becomes_of_a_text_is_asked_until_it_is_answered() {
    let footer = |bench: &Bench| bench.model.said().into_iter().map(|run| run.text).collect::<String>();
    let question = "keep what you wrote? enter saves, n drops it, esc goes on";
    let mut bench = on_body().press("ix<esc>");
    assert_eq!(footer(&bench), question);
    bench.update(Msg::Notice("the disk is slow".to_owned()));
    assert_eq!(footer(&bench), format!("{question}; the disk is slow"));
    assert_eq!(footer(&bench.press("<esc>")), "");
}

#[test]
fn the_frame_says_what_is_edited_however_long_the_title_is() {
    let plan = "# P\n- [ ] The signature of each delivery is checked\n  - **Requirements**: 1.1\n";
    for (room, title) in [
        (26, "The s...cked: Requirements"),
        (46, "The signature o...ery is checked: Requirements"),
        (116, "The signature of ea...elivery is checked: Requirements"),
    ] {
        let bench = Bench::new(plan, (60, 24)).press("gI2");
        let Some(Overlay::Editor(editor)) = bench.model.overlays().last() else { panic!("{}", bench.said()) };
        assert_eq!(editor.title(bench.model.plan(), room, "..."), title);
    }
}

#[test]
fn a_note_looks_like_those_of_the_plan() {
    let plan = "# P\n- [ ] 1. A\n  - Make it\n  - _Requirements: 1.1_\n- [ ] 2. B\n  - _Requirements: 1.2_\n";
    let bench = Bench::new(plan, (60, 24)).press("GI3One<enter>Two<c-s>");
    let expected = plan.replace("2. B\n", "2. B\n  - One\n  - Two\n");
    assert_eq!((&**bench.model.plan().text(), &*bench.said()), (&*expected, "changed 2"));
    assert_eq!(&**bench.press("u").model.plan().text(), plan);
}
