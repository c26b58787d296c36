//! What is said of a save on top of which something of ours was made again.

use std::sync::Arc;

use insta::assert_snapshot;

use super::changes::{list, list_in};
use super::since::opened_again;
use super::{Bench, PLAN};
use crate::app::{By, Effect, Msg, keys};
use crate::plan::{Plan, changes};

/// Returns the screen after somebody has saved `theirs`, and what we had made of it was made again.
fn again(before: &str, theirs: &str) -> Bench {
    let ours = theirs.replace("[ ] Route", "[x] Route");
    let mut bench = Bench::new(&before.replace("[ ] Route", "[x] Route"), (50, 24));
    if ours != **bench.model.plan().text() {
        bench = bench.save(&ours);
    }
    let made = vec![(Arc::new(Plan::read(theirs, "plan")), Arc::clone(bench.model.plan()))];
    let by = By { who: None, when: "12:04".to_owned() };
    bench.update(Msg::MadeAgain { said: "done again: Route".to_owned(), made, by });
    bench
}

#[test]
fn what_else_a_save_did_is_said_with_what_was_made_again() {
    let before = PLAN.replace("[ ] R", "[x] R").replace("[x] Route", "[ ] Route");
    for (from, to, expected) in [
        ("", "", "; c lists it"),
        ("[ ] Body\n", "[ ] Body\n- [ ] More\n", "; that save also: added More; c lists it"),
        ("[x] Runs", "[ ] Runs", "; that save also: unticked Runs; c lists it"),
        ("  - [x] Runs\n", "", "; that save also: lost Runs; c, then U puts back what was done"),
    ] {
        assert_eq!(again(&before, &before.replace(from, to)).said(), format!("done again: Route{expected}"));
    }
}

#[test]
fn in_little_room_the_head_of_a_save_counts() {
    let theirs = PLAN.replace("[ ] Body", "[x] Body").replace("Tables first", "All tables last").replace("Read", "See");
    let bench = again(PLAN, &theirs).press("c");
    let head = |columns: usize| list_in(&bench, columns).lines().next().unwrap_or_default().to_owned();
    assert_snapshot!(head(70), @" 12:04 outside  ticked Body, edited 2 rows, made again: Route");
    assert_snapshot!(head(48), @" 12:04 outside  ticked 1, edited 2, made again 1");
    let bench = Bench::new(PLAN, (50, 24)).outside("[ ] Route", "[x] Route").press("c");
    let head = |columns: usize| list_in(&bench, columns).lines().next().unwrap_or_default().to_owned();
    assert_snapshot!(head(24), @" 12:04 outside  ticked...");
}

#[test]
fn what_was_made_again_more_than_once_is_listed_once() {
    let all = PLAN.replace("[ ] R", "[x] R").replace("[ ] Body", "[x] Body");
    let without = |rows: &[&str]| {
        rows.iter().fold(all.clone(), |text, row| text.replace(&format!("[x] {row}"), &format!("[ ] {row}")))
    };
    let read = |text: &str| Arc::new(Plan::read(text, "plan"));
    let by = || By { who: None, when: "12:04".to_owned() };
    let told = |rounds: &[(String, String)]| {
        let mut bench = Bench::new(&all, (50, 24));
        let made = rounds.iter().map(|(theirs, ours)| (read(theirs), read(ours))).collect();
        bench.update(Msg::MadeAgain { said: "made again: 3 changes".to_owned(), made, by: by() });
        let bench = bench.press("c");
        let head = list_in(&bench, 40).lines().next().unwrap_or_default().to_owned();
        format!("{}{head}", list(&bench))
    };
    // One by one; and before the last of them was, somebody had undone the first one again.
    let one_by_one = [
        (without(&["Runs", "Route", "Body"]), without(&["Route", "Body"])),
        (without(&["Route", "Body"]), without(&["Body"])),
        (without(&["Runs", "Body"]), all.clone()),
    ];
    assert_snapshot!(told(&one_by_one), @"
     12:04 outside  made again: Runs and 2 more
    >* made again   Runs
    >               [ ] -> [x] Runs
     * made again   Route
     * made again   Body
     12:04 outside  made again: Runs and 2...
    ");
    // All at once, and then one of them alone.
    let at_once = [(without(&["Runs", "Route", "Body"]), all.clone()), (without(&["Route"]), all.clone())];
    assert_snapshot!(told(&at_once), @"
     12:04 outside  made again: Runs and 2 more
    >* made again   Runs
    >               [ ] -> [x] Runs
     * made again   Route
     * made again   Body
     12:04 outside  made again: Runs and 2...
    ");
    // In a message of its own, and with something that others did.
    let theirs = without(&["Route", "Body"]).replace("Tables first", "Tables last");
    let ours = all.replace("Tables first", "Tables last");
    let mut bench = Bench::new(&all, (50, 24)).save(&ours);
    for theirs in [theirs.clone(), ours.replace("[x] Body", "[ ] Body")] {
        let made = vec![(read(&theirs), read(&ours))];
        bench.update(Msg::MadeAgain { said: "made again: 2 changes".to_owned(), made, by: by() });
    }
    assert_snapshot!(list(&bench.press("c")), @"
     12:04 outside  edited 1.1, made again: Route and 1 more
    >* edited       1.1 Schema
    >               - **Description**: Tables [-first.-]
    >               {+last.+}
     * made again   Route
     * made again   Body
    ");
    // What comes back with a row is no row of its own.
    let mut bench = Bench::new(PLAN, (50, 24)).outside("Read this.", "See this.");
    let gone = bench.model.plan().text().replace("### Step 2.1: Client\n- [ ] Route\n- [ ] Body\n", "");
    let made = vec![(read(&gone), Arc::clone(bench.model.plan()))];
    bench.update(Msg::MadeAgain { said: "added again: 2.1".to_owned(), made, by: by() });
    assert_snapshot!(list_in(&bench.press("c"), 40), @"
     12:04 outside  edited 1, made again 1
    >* edited       Notes
    >  [-Read-] {+See+} this.
     * made again   2.1 Client with 2 more
    ");
}

#[test]
fn what_was_made_again_by_a_key_is_not_of_others() {
    let done = PLAN.replace("[ ] Route", "[x] Route");
    let mut bench = Bench::new(&done, (50, 24)).press("j");
    let [Effect::Commit(intents)] = &bench.update(Msg::Key(keys("<space>").expect("a key")[0]))[..] else {
        panic!("space asks for a commit")
    };
    // Somebody has saved an older text, which the key found.
    let before = Arc::new(Plan::read(PLAN.replace("[ ] Body", "[x] Body"), "plan"));
    let changes = changes(&before, intents).expect("an item can be ticked");
    let plan = Arc::new(Plan::read(changes.plan.text().replace("[ ] Route", "[x] Route"), "plan"));
    let made = vec![(Arc::clone(&changes.plan), Arc::clone(&plan))];
    let by = By { who: None, when: "12:04".to_owned() };
    bench.update(Msg::Committed { before, plan, changes, made: made.clone(), by: by.clone() });
    bench.update(Msg::MadeAgain { said: "done again: Route".to_owned(), made, by });
    assert_snapshot!(list(&bench.press("c")), @"
     12:04 outside  ticked Body, made again: Route
    >* ticked       Body
     * made again   Route
    ");
}

#[test]
fn a_key_that_finds_a_save_in_which_all_was_ours_leaves_the_list_as_it_is() {
    let done = PLAN.replace("[ ] Route", "[x] Route");
    let mut bench = Bench::new(&done, (50, 24)).outside("[ ] Body", "[x] Body").press("c<enter>kaMine");
    let [Effect::Commit(intents)] = &bench.update(Msg::Key(keys("<enter>").expect("a key")[0]))[..] else {
        panic!("enter asks for a commit")
    };
    // Somebody has saved an older text, without the tick of ours.
    let before = Arc::new(Plan::read(bench.model.plan().text().replace("[x] Route", "[ ] Route"), "plan"));
    let changes = changes(&before, intents).expect("an item can be added");
    let plan = Arc::new(Plan::read(changes.plan.text().replace("[ ] Route", "[x] Route"), "plan"));
    assert!(plan.len() > before.len());
    let made = vec![(Arc::clone(&changes.plan), Arc::clone(&plan))];
    bench.update(Msg::Committed { before, plan, changes, made, by: By::default() });
    let bench = bench.press("<esc>c");
    assert_snapshot!(list(&bench), @"
     12:04 outside  ticked Body
    >  ticked       Body
    ");
    assert_eq!(bench.press("<enter>").cursor(), "Body");
}

#[test]
fn a_row_of_our_own_is_not_of_others_when_the_plan_is_opened_again() {
    let own = || {
        let bench = Bench::new(PLAN, (50, 24)).outside("[ ] Runs", "[x] Runs");
        bench.press("G[aMine<enter><esc>")
    };
    // It was made again on top of a save that had dropped it.
    let mut bench = own().press("g");
    let ours = Arc::clone(bench.model.plan());
    let theirs = ours.text().replace("- [ ] Mine\n", "");
    assert_ne!(theirs, **ours.text());
    let made = vec![(Arc::new(Plan::read(theirs, "plan")), ours)];
    let by = By { who: None, when: "12:04".to_owned() };
    bench.update(Msg::MadeAgain { said: "added again: Mine".to_owned(), made, by });
    let again = opened_again(&bench, "", "");
    assert_snapshot!(list(&again.press("c")), @"
     before you left  ticked Runs
    >* ticked       Runs
    ");
    // Others have done something else to it.
    let reworded = opened_again(&own().press("g").outside("Mine", "Mine too"), "", "");
    assert_snapshot!(list(&reworded.press("c")), @"
     before you left  ticked Runs, edited Mine too
    >* ticked       Runs
     * edited       Mine too
    ");
    let ticked = opened_again(&own().press("g").outside("[ ] Mine", "[x] Mine"), "", "");
    assert_snapshot!(list(&ticked.press("c")), @"
     before you left  ticked 2 items
    >* ticked       Runs
     * ticked       Mine
    ");
}
