//! Following others, and what happened while nobody looked.

use std::sync::Arc;

use insta::assert_snapshot;

use super::{Bench, PLAN};
use crate::app::{Msg, Overlay};
use crate::plan::Plan;

/// Returns what is told of the time when nobody looked.
fn told(bench: &Bench) -> String {
    let Some(Overlay::Since(since)) = bench.model.overlays().last() else { return "nothing".to_owned() };
    let line = |line: &crate::app::Line| line.iter().map(|run| &*run.text).collect::<String>();
    since.lines().iter().map(line).collect::<Vec<_>>().join("\n")
}

fn away(mut bench: Bench) -> Bench {
    bench.update(Msg::Blur);
    bench
}

fn back(mut bench: Bench) -> Bench {
    bench.update(Msg::Focus);
    bench
}

#[test]
fn the_cursor_follows_who_writes() {
    let bench = Bench::new(PLAN, (60, 24)).press("F").outside("[ ] Route", "[x] Route");
    assert_eq!((bench.cursor(), bench.model.follows()), ("Route", true));
    let bench = bench.outside("- [x] Route\n- [ ] Body\n", "- [x] Route\n- [x] Body\n- [ ] More\n");
    assert_eq!(bench.cursor(), "More", "the last row that changed");
    let bench = bench.press("k");
    assert!(!bench.model.follows(), "somebody who moves has something else in mind");
    let bench = bench.outside("[ ] Runs", "[x] Runs");
    assert_eq!(bench.cursor(), "Body");
    let bench = Bench::new(PLAN, (60, 24)).press("FF").outside("[ ] Route", "[x] Route");
    assert_eq!(bench.cursor(), "Schema");
}

#[test]
fn a_key_that_was_meant_for_another_row_writes_nothing() {
    let bench = Bench::new(PLAN, (60, 24)).press("F").outside("[ ] Route", "[x] Route").press("<space>");
    assert_eq!((&*bench.log, &*bench.said()), ("", "the cursor has just moved by itself: move first, then mark"));
    let mut bench = Bench::new(PLAN, (60, 24)).press("F").outside("[ ] Route", "[x] Route");
    bench.update(Msg::Calm);
    let bench = bench.press("<space>");
    assert!(bench.log.contains("[ ] Route"), "{}", bench.log);
}

#[test]
fn nothing_moves_under_an_overlay_or_where_everything_changes() {
    let bench = Bench::new(PLAN, (60, 24)).press("F/ru").outside("[ ] Route", "[x] Route");
    assert_eq!(bench.cursor(), "Runs");
    let items = |mark: &str| (0..30).map(|at| format!("- [{mark}] item {at}\n")).collect::<String>();
    let bench = Bench::new(&items(" "), (60, 24)).press("F").save(&items("x"));
    assert_eq!(bench.cursor(), "item 0");
}

#[test]
fn what_happened_meanwhile_is_told_in_a_few_lines() {
    let bench = away(Bench::new(PLAN, (60, 24)));
    let bench = bench.outside("[ ] Route", "[x] Route").outside("[ ] Body", "[x] Body").outside("Tables", "All tables");
    let bench = back(bench);
    assert_snapshot!(told(&bench), @"
    ticked       2: Route, Body
    edited       1.1
    ");
    let bench = bench.press("j");
    assert_eq!((&*told(&bench), bench.cursor()), ("nothing", "Runs"), "any key closes it and does what it does");
    let bench = back(away(bench));
    assert_eq!(told(&bench), "nothing");
    for (pressed, log) in [("<space>", "Done 1.1"), ("<esc>", ""), ("q", ""), ("2.1<enter><space>", "Done 2.1")] {
        let bench = back(away(Bench::new(PLAN, (60, 24))).outside("[ ] Route", "[x] Route")).press(pressed);
        assert_eq!((&*told(&bench), bench.log.lines().next().unwrap_or_default()), ("nothing", log), "{pressed}");
    }
    let bench = back(away(bench).outside("[x] Route", "[ ] Route")).press("c");
    assert!(bench.said().starts_with("[changes"), "{}", bench.said());
    let bench = back(away(Bench::new(PLAN, (60, 24))).outside("[ ] Route", "[x] Route")).press("<c-c>");
    assert!(bench.log.contains("Quit"), "{}", bench.log);
}

#[test]
fn no_more_than_five_lines_are_told() {
    let bench = away(Bench::new(&PLAN.replace("[ ] Body", "[x] Body"), (60, 24)));
    let text = PLAN
        .replace("- [ ] Runs\n  - [ ] Rolls back\n", "- [x] Runs\n")
        .replace("[ ] Route", "[~] Route")
        .replace("Tables first", "Tables last")
        .replace("## Notes", "## New\n\n## Remarks")
        .replace("Step 1.2", "Step 1.3");
    let bench = back(bench.save(&text));
    assert_eq!(told(&bench).lines().count(), 5, "{}", told(&bench));
    assert_snapshot!(told(&bench), @"
    unticked     Body
    ticked       Runs
    started      Route
    added        2: New, Remarks
    and 4 other changes
    ");
}

#[test]
fn what_undoes_itself_is_nothing() {
    let bench = away(Bench::new(PLAN, (60, 24))).outside("[ ] Route", "[x] Route").outside("[x] Route", "[ ] Route");
    assert_eq!(told(&back(bench)), "nothing");
}

#[test]
fn nobody_is_disturbed_who_is_in_the_middle_of_something() {
    let bench = away(Bench::new(PLAN, (60, 24)).press("/ru")).outside("[ ] Route", "[x] Route");
    assert_eq!(back(bench).said(), "[/ru] outside: ticked Route");
}

#[test]
fn opening_tells_what_happened_since_it_was_left() {
    let mut bench = Bench::new(&PLAN.replace("[ ] Route", "[x] Route"), (60, 24));
    bench.update(Msg::Seen { plan: Arc::new(Plan::read(PLAN, "plan")), unseen: None });
    assert_eq!(told(&bench), "ticked       Route");
    assert_eq!(bench.model.news().unseen(), 1);
    let bench = bench.press("<enter>.");
    assert_eq!(bench.cursor(), "Route");
    let mut bench = Bench::new(PLAN, (60, 24));
    bench.update(Msg::Seen { plan: Arc::new(Plan::read(PLAN, "plan")), unseen: None });
    assert_eq!(told(&bench), "nothing");
}

/// Leaves the plan and opens it again, after somebody has saved it with `from` replaced by `to`.
pub(super) fn opened_again(bench: &Bench, from: &str, to: &str) -> Bench {
    let (seen, unseen) = (Arc::clone(bench.model.plan()), bench.model.unseen());
    let mut bench = Bench::new(&seen.text().replace(from, to), (60, 24));
    bench.update(Msg::Seen { plan: seen, unseen });
    bench
}

/// Returns the rows with a mark for what is unseen, and how many there are.
fn unseen(bench: &Bench) -> String {
    let marked = bench.model.news().marked();
    let names: Vec<&str> = marked.iter().map(|&id| &*bench.model.plan().node(id).title).collect();
    format!("{} | {}", bench.model.news().unseen(), names.join(", "))
}

#[test]
fn what_was_unseen_when_it_was_left_is_so_again() {
    let bench = Bench::new(PLAN, (60, 24)).outside("[ ] Route", "[x] Route").outside("[ ] Body", "[x] Body");
    let bench = bench.press("...<space>").outside("Read this.", "Read that.");
    assert_eq!(unseen(&bench), "1 | Notes", "two were visited");
    let bench = opened_again(&bench.outside("Load them.", "Load all."), "", "");
    assert_eq!((&*unseen(&bench), &*told(&bench)), ("2 | Keys, Notes", "nothing"), "nothing has happened since");
    assert_snapshot!(bench.model.news().saves[0].sum, @"edited 2 rows");
    let bench = opened_again(&bench, "[ ] Runs", "[x] Runs");
    assert_eq!((&*unseen(&bench), &*told(&bench)), ("3 | Runs, Keys, Notes", "ticked       Runs"));
    let bench = bench.press("<esc>G");
    let bench = opened_again(&bench.press("A"), "", "");
    assert_eq!((&*unseen(&bench), bench.model.unseen()), ("0 | ", None));
}

#[test]
fn what_is_gone_is_unseen_again_beside_where_it_was() {
    let bench = Bench::new(PLAN, (60, 24)).outside("- [ ] Body\n", "");
    assert_eq!(unseen(&bench), "1 | Route");
    assert_eq!(unseen(&opened_again(&bench, "# Demo", "# Demo\n\nMore.")), "1 | Route");
    assert_eq!(unseen(&opened_again(&bench, "- [ ] Route\n", "")), "1 | Client", "its neighbour has gone as well");
}

#[test]
fn of_a_large_change_only_the_header_speaks_again() {
    let items = |mark: &str| (0..30).map(|at| format!("- [{mark}] item {at}\n")).collect::<String>();
    let bench = Bench::new(&items(" "), (60, 24)).save(&items("x")).outside("item 7\n", "item seven\n");
    assert_eq!(unseen(&bench), "30 | item seven");
    assert_eq!(unseen(&opened_again(&bench, "", "")), "30 | item seven");
}
