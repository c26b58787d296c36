//! The list of what others changed, its dots and its keys.

use std::sync::Arc;

use insta::assert_snapshot;

use super::offers::offer;
use super::{Bench, PLAN};
use crate::app::{Action, By, Effect, Line, Msg, Overlay, hints, keys};
use crate::plan::Plan;

/// Returns the lines of the list as they are shown in a box of 60 columns; `>` is the cursor.
pub(super) fn list(bench: &Bench) -> String {
    list_in(bench, 60)
}

/// Returns the list in a box of so many columns.
pub(super) fn list_in(bench: &Bench, columns: usize) -> String {
    let Some(Overlay::Changes(list)) = bench.model.overlays().last() else { return "no list".to_owned() };
    let text = |line: &Line| line.iter().map(|run| &*run.text).collect::<String>();
    let (lines, _) = list.visible(bench.model.news(), (columns, 20), bench.model.settings().symbols);
    let line = |(line, selected): &(Line, bool)| {
        let cursor = if *selected { ">" } else { " " };
        format!("{cursor}{}", text(line)).trim_end().to_owned() + "\n"
    };
    lines.iter().map(line).collect()
}

/// Returns the list as it stands in its box on the screen, and the keys that the footer names.
pub(super) fn boxed(bench: &Bench) -> String {
    let Some(Overlay::Changes(list)) = bench.model.overlays().last() else { return "no list".to_owned() };
    let inner = bench.model.changes_box(list).inner;
    let size = (usize::from(inner.width), usize::from(inner.height));
    let (lines, hidden) = list.visible(bench.model.news(), size, bench.model.settings().symbols);
    let text = |(line, _): &(Line, bool)| line.iter().map(|run| &*run.text).collect::<String>();
    let lines: Vec<String> = lines.iter().map(|line| text(line).trim_end().to_owned()).collect();
    let keys: Vec<_> = hints(&bench.model).iter().map(|(_, word)| *word).collect();
    format!("{}\n{hidden:?} {}", lines.join("\n"), keys.join(", "))
}

/// Returns the titles of the rows with a dot.
fn dots(bench: &Bench) -> String {
    let text = |(line, _): (Line, bool)| line.into_iter().map(|run| run.text).collect::<String>();
    let rows = bench.model.visible_rows().into_iter().map(text).filter(|row| row.ends_with('*'));
    let rows = rows.map(|row| row.trim_matches(['*', ' ']).split("  ").next().unwrap_or_default().trim().to_owned());
    rows.collect::<Vec<_>>().join(", ")
}

fn unseen(bench: &Bench) -> String {
    format!("{} | {}", bench.model.news().unseen(), dots(bench))
}

#[test]
fn a_save_is_listed_the_worst_first() {
    let bench = Bench::new(PLAN, (60, 24)).press("j<space>");
    let bench = bench.outside("- [ ] Route\n", "- [x] Route\n");
    let bench = bench
        .outside("  - [x] Runs\n  - [ ] Rolls back\n", "  - [ ] It rolls back\n")
        .outside("Tables first", "Tables\n  come first");
    assert_snapshot!(list(&bench.press("c")), @"
     12:04 outside  edited 1.1
    >* edited       1.1 Schema
    >               - **Description**: Tables {+come+} first.

     12:04 outside  lost Runs, reworded It rolls back
     * lost         Runs
       reworded     It rolls back

     12:04 outside  ticked Route
     * ticked       Route
    ");
}

#[test]
fn all_is_offered_to_come_back_only_where_something_does() {
    let is_offered = |bench: &Bench| hints(&bench.model).iter().any(|(action, _)| *action == Action::Redo);
    for (from, to, comes_back) in [
        ("Tables first.", "Tables come first.", false),
        ("Read this.\n", "Read this.\nAnd that.\n", false),
        ("[ ] Route", "[x] Route", false),
        ("- **Description**: Tables first.\n", "", true),
        ("Read this.\n", "", true),
        ("- [ ] Body\n", "", true),
    ] {
        let bench = Bench::new(PLAN, (60, 24)).outside(from, to).press("c");
        assert_eq!(is_offered(&bench), comes_back, "{from}");
        let bench = bench.press("U");
        assert_eq!(bench.said().contains("] put back"), comes_back, "{from}: {}", bench.said());
        assert!(!is_offered(&bench), "{from}: all is there");
        let bench = bench.press("<esc>").outside("[ ] Runs", "[x] Runs").press("cj");
        assert!(!is_offered(&bench), "{from}: and still is");
    }
    // Beside what is ours and not in the file, that of the last save is offered.
    for (from, to) in [("Tables first.", "Tables come first."), ("Read this.\n", "")] {
        let mut bench = Bench::new(PLAN, (60, 24)).outside(from, to);
        bench.update(Msg::Offers(vec![offer(7, "Route")]));
        assert_eq!(is_offered(&bench.press("c")), to.is_empty(), "{from}");
    }
}

#[test]
fn the_row_of_a_change_has_a_dot_until_somebody_looks() {
    let bench = Bench::new(PLAN, (60, 24)).outside("- [ ] Route\n- [ ] Body\n", "- [x] Route\n- [x] Body\n");
    assert_eq!(unseen(&bench), "2 | x Route, x Body");
    let bench = bench.press(".");
    assert_eq!((bench.cursor(), &*unseen(&bench)), ("Route", "1 | x Body"));
    let bench = bench.press(".");
    assert_eq!((bench.cursor(), &*unseen(&bench)), ("Body", "0 | "));
    let bench = bench.press(",");
    assert_eq!(bench.cursor(), "Route", "the last save can be walked again");
    let bench = bench.press(",");
    assert_eq!((bench.cursor(), &*bench.said()), ("Route", "nobody else changed anything above"));
    let bench = bench.outside("Runs", "Runs well").press("A");
    assert_eq!((&*unseen(&bench), &*bench.said()), ("0 | ", "one changed row is taken for seen"));
    assert_eq!(bench.press("A").said(), "nothing is unseen");
}

#[test]
fn a_change_under_the_cursor_is_seen_with_the_next_key() {
    for pressed in ["j", "z", "J", "w"] {
        let bench = Bench::new(PLAN, (60, 24)).press("j").outside("[ ] Runs", "[x] Runs");
        assert_eq!(unseen(&bench), "1 | x Runs");
        assert_eq!(bench.press(pressed).model.news().unseen(), 0, "{pressed}");
    }
    let mut bench = Bench::new(PLAN, (60, 24)).press("j");
    bench.update(Msg::Blur);
    let mut bench = bench.outside("[ ] Runs", "[x] Runs");
    bench.update(Msg::Focus);
    assert_eq!(unseen(&bench.press("j")), "0 | ", "it was told and is on the screen");
}

#[test]
fn rows_are_counted_not_what_happened_to_them() {
    let bench = Bench::new(PLAN, (60, 24)).outside("[ ] Route", "[x] Route").outside("x] Route", "x] The route");
    assert_eq!(unseen(&bench), "1 | x The route");
    let bench = Bench::new(PLAN, (60, 24)).outside("- [ ] Route\n- [ ] Body\n", "- [x] Route\n");
    assert_eq!(unseen(&bench), "1 | x Route", "what is gone is seen beside where it was");
    let bench = Bench::new(PLAN, (60, 24)).outside("- [ ] Body\n", "- [x] Something else altogether\n");
    assert_eq!(unseen(&bench), "1 | x Something else altogether", "what has come in its place");
    let bench = Bench::new(PLAN, (60, 24)).outside("# Demo", "# Another");
    assert_eq!(unseen(&bench), "0 | ", "the plan itself has no row");
}

#[test]
fn a_fold_shows_that_there_is_something_in_it() {
    let bench = Bench::new(PLAN, (60, 24)).press("h").outside("[ ] Runs", "[x] Runs");
    assert_eq!(unseen(&bench), "1 | > o 1.1 Schema");
    let bench = bench.press("k.");
    assert_eq!((bench.cursor(), &*unseen(&bench)), ("Runs", "0 | "));
}

#[test]
fn what_is_gone_is_seen_beside_where_it_was() {
    let bench = Bench::new(PLAN, (60, 24)).outside("- [ ] Body\n", "");
    assert_eq!(unseen(&bench), "1 | o Route");
    assert_eq!(unseen(&bench.press(".")), "0 | ");
}

#[test]
fn where_very_much_changes_only_the_header_speaks() {
    let items = |mark: &str| (0..30).map(|at| format!("- [{mark}] item {at}\n")).collect::<Vec<_>>().concat();
    let bench = Bench::new(&items(" "), (60, 24)).save(&items("x"));
    assert_eq!((&*unseen(&bench), &*bench.said()), ("30 | ", ""));
    assert_eq!(bench.press(".").said(), "nobody else changed anything below");
    let bench = Bench::new(&items(" "), (60, 24)).save(&items("x")).press("c<esc>");
    assert_eq!(unseen(&bench), "0 | ");
}

#[test]
fn changes_follow_their_nodes() {
    let bench = Bench::new(PLAN, (60, 24)).outside("- [ ] Route\n", "- [x] Route\n");
    let bench = bench.outside("## Phase 1: Base\n", "## Before\n\n## Phase 1: Base\n").press("cj<enter>");
    assert_eq!(bench.cursor(), "Route");
    let bench = bench.outside("- [x] Route\n", "").press("cG<enter>");
    assert!(bench.said().starts_with("[changes"), "{}", bench.said());
    assert!(bench.said().ends_with("it is gone, and what stood beside it too"), "{}", bench.said());
}

#[test]
fn u_puts_back_what_was_there() {
    for (from, to, said) in [
        ("[ ] Runs", "[x] Runs", "unticked Runs"),
        ("## Phase 2: Use\n### Step 2.1: Client\n- [ ] Route\n- [ ] Body\n", "", "put back Phase 2"),
        ("- [ ] Body\n", "", "put back \"Body\""),
        // What still stands of it is not put back twice.
        ("### Step 2.1: Client\n", "", "put back Step 2.1"),
        ("### Step 1.2: Keys\n", "", "put back Step 1.2"),
        ("## Phase 2: Use\n", "", "put back Phase 2"),
        ("### Step 2.1: Client\n- [ ] Route\n", "", "put back Step 2.1"),
        ("- [ ] Body\n", "- [ ] Body\n- [x] More\n", "removed \"More\""),
        ("- [ ] Body\n", "- [ ] The body\n", "changed Body"),
        ("Tables first", "Tables last", "changed 1.1"),
    ] {
        let bench = Bench::new(PLAN, (60, 24)).outside(from, to).press("cu");
        assert_eq!(**bench.model.plan().text(), *PLAN, "{from}");
        assert!(bench.said().ends_with(&format!("}})] {said}")) || bench.said().ends_with(said), "{}", bench.said());
        let bench = bench.press("u");
        assert!(bench.said().contains("put back already"), "{}", bench.said());
        let bench = bench.press("<esc>u");
        assert_eq!(**bench.model.plan().text(), *PLAN.replace(from, to), "an undo takes that back: {}", bench.said());
    }
    for heading in ["### Step 2.1: Client\n", "### Step 1.2: Keys\n", "## Phase 2: Use\n"] {
        let bench = Bench::new(PLAN, (60, 24)).outside(heading, "").press("cU");
        assert_eq!(**bench.model.plan().text(), *PLAN, "{}", bench.said());
        let bench = bench.press("<esc>u");
        assert_eq!(**bench.model.plan().text(), *PLAN.replace(heading, ""), "{}", bench.said());
    }
    let bench =
        Bench::new(PLAN, (60, 24)).outside("- [ ] Body\n", "").outside("- [ ] Route\n", "- [ ] Route\n- [ ] Body\n");
    assert!(bench.press("cGu").said().ends_with("it stands there again"));
    let bench = Bench::new(PLAN, (60, 24)).outside("Step 1.2", "Step 1.3").press("cu");
    assert!(bench.said().ends_with("numbers stay: change them in an editor"), "{}", bench.said());
    let bench = Bench::new(PLAN, (60, 24)).outside("first", "last").outside("last", "never").press("cju");
    assert!(bench.said().contains("has been changed by somebody else since"), "{}", bench.said());
    let mut bench = Bench::new(PLAN, (60, 24)).outside("first", "last");
    bench.refuses = vec![true];
    let bench = bench.press("cuu");
    assert_eq!(**bench.model.plan().text(), *PLAN, "what was refused can be tried again");
}

/// However it came back.
#[test]
fn what_is_back_says_so() {
    let first = |bench: &Bench| list(bench).lines().find(|line| line.starts_with('>')).unwrap_or_default().to_owned();
    let done = PLAN.replace("[ ] Route", "[x] Route");
    let mut bench = Bench::new(&done, (50, 24)).outside("[x] Route", "[ ] Route");
    bench.update(Msg::Offers(vec![offer(7, "Route")]));
    let mut bench = bench.press("c");
    for effect in bench.update(Msg::Key(keys("a").expect("a key")[0])) {
        let Effect::Apply(_, wishes) = effect else { panic!("{effect:?}") };
        bench.answer(&wishes);
    }
    bench.update(Msg::Offers(Vec::new()));
    assert_eq!(first(&bench), ">* unticked     (put back) Route");
    let bench = bench.press("u");
    assert!(bench.said().ends_with("put back already: it is done again"), "{}", bench.said());
    assert_eq!(first(&bench.press("<esc>uc")), ">  unticked     Route", "an undo takes that back");
    let bench = Bench::new(&done, (50, 24)).outside("[x] Route", "[ ] Route").outside("[ ] Route", "[x] Route");
    let bench = bench.press("cju");
    assert!(bench.said().ends_with("nothing to put back: it is done again"), "{}", bench.said());
    let bench = Bench::new(&done, (50, 24)).outside("Route", "Route exists").press("c<enter>i");
    let bench = bench.press(&"<backspace>".repeat(" exists".len())).press("<enter>c");
    assert_eq!(first(&bench), ">  reworded     (put back) Route exists", "{}", bench.said());
}

#[test]
fn a_rewrite_that_drops_what_was_done_is_warned_of_and_can_be_put_back() {
    let done = PLAN.replace("[ ] Route", "[x] Route").replace("[ ] Body", "[x] Body");
    let rewritten = done.replace("- [x] Route\n", "").replace("[x] Body", "[ ] Body").replace("first", "last");
    let bench = Bench::new(&done, (100, 24)).outside(&done, &rewritten);
    assert!(bench.said().ends_with("c, then U puts back what was done"), "{}", bench.said());
    let bench = bench.press("cU");
    assert_eq!(**bench.model.plan().text(), *done.replace("first", "last"), "what was reworded stays");
    assert!(bench.press("U").said().ends_with("nothing that this save dropped is missing"));
    let bench = Bench::new(&done, (100, 24)).outside("[x] Body", "[ ] Body");
    assert!(!bench.said().contains("puts back"), "one tick may well be meant: {}", bench.said());
}

#[test]
fn a_plan_that_was_cut_comes_back_in_its_order_and_goes_in_one() {
    let phase = |at: usize| format!("## Phase {at}: x\nIntro {at}\n- [x] a{at}\n- [ ] b{at}\n---\n");
    let plan: String = (1..=5).map(phase).collect();
    let cut = |lines: usize| plan.split_inclusive('\n').take(lines).collect::<String>();
    for (lines, said) in [(6, "put back 11 rows"), (7, "put back 11 rows"), (8, "put back 10 rows")] {
        let bench = Bench::new(&plan, (100, 24)).save(&cut(lines)).press("cU");
        assert_eq!(**bench.model.plan().text(), *plan, "{lines}");
        assert!(bench.said().ends_with(said), "{}", bench.said());
        let bench = bench.press("U");
        assert!(bench.said().ends_with("nothing that this save dropped is missing"), "{}", bench.said());
        let bench = bench.press("<esc>u");
        assert_eq!(**bench.model.plan().text(), *cut(lines), "{}", bench.said());
    }
    let intro = Bench::new(&plan, (100, 24)).outside("Intro 2\n", "").press("cU<esc>u");
    assert_eq!(intro.said(), "undo: took out text");
    assert_eq!(intro.press("U").said(), "redo: put back text");
    let blank = plan.replace("Intro", "\nIntro").replace("- [x]", "\n- [x]").replace("---\n", "\n---\n\n");
    let rewritten = blank.split_inclusive('\n').take(12).collect::<String>();
    let bench = Bench::new(&blank, (100, 24)).save(&rewritten).outside("b1", "b1 better").press("cjU");
    let expected = blank.replace("b1", "b1 better");
    assert_eq!(bench.model.plan().text().trim_end(), expected.trim_end(), "{}", bench.said());
}

#[test]
fn what_takes_back_what_was_put_back_says_how_much_that_was() {
    let done = PLAN.replace("[ ]", "[x]");
    for (gone, said) in [
        (1, ["put back 1 row and 3 marks", "took out 1 row and unticked 3 items", "put back 1 row and ticked 3 items"]),
        (
            2,
            [
                "put back 2 rows and 2 marks",
                "took out 2 rows and unticked 2 items",
                "put back 2 rows and ticked 2 items",
            ],
        ),
    ] {
        let cut =
            ["- [x] Body\n", "- [x] Route\n"][..gone].iter().fold(done.clone(), |text, row| text.replace(row, ""));
        let bench = Bench::new(&done, (100, 24)).save(&cut.replace("[x]", "[ ]")).press("cU");
        let [first, undone, redone] = said;
        assert!(bench.said().ends_with(first), "{}", bench.said());
        let bench = bench.press("<esc>u");
        assert_eq!(bench.said(), format!("undo: {undone}"));
        assert_eq!(bench.press("U").said(), format!("redo: {redone}"));
    }
}

#[test]
fn a_row_comes_back_beside_what_was_written_in_its_place() {
    let plan =
        "# P\n- [x] 8. eight\n- [x] 9. nine\n  - first of nine\n  - second of nine\n- [x] 10. ten\n- [x] 11. eleven\n";
    let saved = "# P\n- [x] 8. eight\n";
    // What others have written in its place is another one, whatever lies in that.
    for mine in ["- [ ] mine\n", "- [ ] 9. mine\n", "- [ ] mine\n  - first of nine\n  - second of nine\n"] {
        let bench = Bench::new(plan, (100, 24)).save(saved).save(&format!("{saved}{mine}")).press("cGU");
        assert!(bench.said().ends_with("] put back 3 rows"), "{mine}: {}", bench.said());
        assert!(bench.model.plan().text().contains("- [x] 9. nine\n"), "{}", bench.model.plan().text());
        assert!(bench.model.plan().text().contains(mine), "{}", bench.model.plan().text());
        let list = list(&bench);
        let rows: Vec<&str> = list.lines().skip(4).map(|row| row.trim_start_matches(['>', ' '])).collect();
        let expected = ["9 nine", "10 ten", "11 eleven"].map(|row| format!("lost         (put back) {row}"));
        assert_eq!(rows, expected, "{mine}");
    }
}

#[test]
fn more_marks_than_are_listed_come_back() {
    let done: String = (0..600).map(|number| format!("- [x] item {number}\n")).collect();
    let bench = Bench::new(&done, (60, 24)).outside("- [x]", "- [ ]").press("cU");
    assert!(bench.said().ends_with("put back 600 marks"), "{}", bench.said());
    assert_eq!(**bench.model.plan().text(), *done);
    assert!(bench.press("U").said().ends_with("nothing that this save dropped is missing"));
}

#[test]
fn what_is_put_back_is_so_wherever_the_cursor_stands() {
    let done = PLAN.replace("[ ] Route", "[x] Route");
    let mut bench = Bench::new(&done, (60, 24)).outside("- [x] Route\n", "");
    bench.update(Msg::Offers(vec![offer(7, "Route")]));
    let bench = bench.press("cu");
    assert!(bench.said().ends_with("a applies it, x drops it, X drops all of them"), "{}", bench.said());
    let bench = bench.press("U");
    assert_eq!(**bench.model.plan().text(), *done, "{}", bench.said());
}

#[test]
fn the_list_stays_on_its_change() {
    let bench = Bench::new(PLAN, (60, 24)).outside("[ ] Route", "[x] Route").press("c");
    let picked = bench.said();
    let bench = bench.outside("[ ] Body", "[x] Body").outside("[ ] Runs", "[x] Runs");
    assert!(bench.said().starts_with(picked.trim_end()), "{} {picked}", bench.said());
    assert_eq!(bench.press("<enter>").cursor(), "Route");
}

#[test]
fn what_was_made_again_is_listed_and_can_be_undone() {
    let again = |mut bench: Bench, theirs: &str| {
        let made = vec![(Arc::new(Plan::read(theirs, "plan")), Arc::clone(bench.model.plan()))];
        let by = By { who: None, when: "12:04".to_owned() };
        bench.update(Msg::MadeAgain { said: "done again: Route".to_owned(), made, by });
        bench
    };
    let done = PLAN.replace("[ ] Route", "[x] Route");
    // As part of the save that had undone it.
    let bench = Bench::new(&done, (60, 24)).outside("[ ] Body", "[x] Body");
    let bench = again(bench, &PLAN.replace("[ ] Body", "[x] Body"));
    assert_eq!(
        (&*bench.said(), &*unseen(&bench)),
        ("done again: Route; that save also: ticked Body; c lists it", "2 | x Route, x Body")
    );
    let bench = bench.press("cj");
    assert_snapshot!(list(&bench), @"
     12:04 outside  ticked Body, made again: Route
     * ticked       Body
    >* made again   Route
    >               [ ] -> [x] Route
    ");
    assert!(bench.press("U").said().ends_with("nothing that this save dropped is missing"));
    let bench = Bench::new(&done, (60, 24)).outside("[ ] Body", "[x] Body");
    let bench = again(bench, &PLAN.replace("[ ] Body", "[x] Body")).press("cju");
    assert_eq!(**bench.model.plan().text(), PLAN.replace("[ ] Body", "[x] Body"), "{}", bench.said());
    assert!(list(&bench).contains("made again   (given up) Route"), "{}", list(&bench));
    let bench = bench.press("<esc>u");
    assert_eq!(**bench.model.plan().text(), *done.replace("[ ] Body", "[x] Body"), "an undo takes that back");
    // Where that save did nothing else; and what was deleted again.
    let gone = PLAN.replace("- [ ] Route\n", "");
    for (ours, theirs, told) in [(&*done, PLAN, "[ ] -> [x] Route"), (&gone, &done, "[-- [x] Route-]")] {
        let bench = again(Bench::new(ours, (60, 24)), theirs).press("c");
        let shown = list(&bench);
        assert!(shown.starts_with(" 12:04 outside  made again: Route\n>* made again   Route\n"), "{shown}");
        assert!(shown.contains(told), "{shown}");
        let bench = bench.press("u");
        assert_eq!(**bench.model.plan().text(), *theirs, "{}", bench.said());
    }
}

#[test]
fn the_keys_name_what_puts_all_back_where_a_save_has_dropped_something() {
    let keys = |bench: Bench| boxed(&bench.press("c")).lines().last().unwrap_or_default().to_owned();
    assert_snapshot!(keys(Bench::new(PLAN, (60, 24)).outside("[ ] Route", "[x] Route")), @"(0, 0) go, put back, next, close");
    assert_snapshot!(keys(Bench::new(PLAN, (60, 24)).outside("- [ ] Route\n", "")), @"(0, 0) go, put back, all, next, close");
    let mut bench = Bench::new(PLAN, (60, 24)).outside("- [ ] Route\n", "");
    bench.update(Msg::Offers(vec![offer(7, "Route")]));
    assert_snapshot!(keys(bench), @"(0, 0) apply, drop, all, next, close, put back");
}

#[test]
fn an_empty_list_says_so() {
    let bench = Bench::new(PLAN, (60, 24)).press("c");
    assert_snapshot!(list(&bench), @" nobody else has changed this plan since it was opened");
    assert_eq!(bench.press("jku<enter>c").said(), "");
}
