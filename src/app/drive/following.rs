//! Everything on the screen follows its node through what others write.

use std::sync::Arc;

use insta::assert_snapshot;

use super::{Bench, PLAN, committed};
use crate::app::{Action, Effect, Msg, hints, keys};
use crate::plan::{Intent, Op, Part, Plan, changes};

#[test]
fn a_change_from_outside_leaves_the_cursor_on_its_node() {
    let outside = |pressed: &str, from: &str, to: &str| {
        let bench = Bench::new(PLAN, (60, 24)).press(pressed).outside(from, to);
        format!("{} | {}", bench.cursor(), bench.said())
    };
    for (pressed, from, to, expected) in [
        ("j", "[ ] Runs", "[x] Runs", "Runs | outside: ticked Runs"),
        ("j", "- [ ] R", "- [x] R", "Runs | outside: ticked 3 items"),
        ("jj", "  - [ ] Runs\n", "", "Rolls back | outside: removed Runs"),
        ("", "# Demo\n", "# Demo\n## Zero\n- [ ] a\n- [ ] b\n", "Schema | outside: added Zero with 2 more"),
        ("", "Tables first", "Tables last", "Schema | outside: edited 1.1"),
        ("G", "- [ ] Route\n- [ ] Body\n", "- [x] Route\n", "Rollout | outside: ticked Route, removed Body"),
        ("j", "  - [ ] Runs\n", "", "Rolls back | your row is gone: move first. outside: removed Runs"),
        (
            "",
            "- **Dependencies**: 1.1\n",
            "- **Dependencies**: 1.1\n- **Status**: ✅ Complete\n",
            "Schema | outside: done 1.2",
        ),
        ("", "- **Validation**: `make keys`", "- [x] **Validation**: `make keys`", "Schema | outside: validated 1.2"),
        ("", "## Phase 2: Use", "## Phase 2: Use ✅", "Schema | outside: done Phase 2"),
        ("", "- [ ] Route\n- [ ] Body\n", "- [x] Route\n- [x] Body\n", "Schema | outside: ticked 2 items"),
        ("jj", "  - [ ] Rolls back\n", "", "Runs | your row is gone: move first. outside: removed Rolls back"),
    ] {
        assert_eq!(outside(pressed, from, to), expected, "{pressed} {from}");
    }
}

#[test]
fn where_the_row_is_gone_nothing_is_marked_before_a_move() {
    let bench = Bench::new(PLAN, (60, 24)).press("j").outside("  - [ ] Runs\n", "").press("<space>xvs");
    assert_eq!((bench.cursor(), &*bench.log), ("Rolls back", ""));
    assert_snapshot!(bench.said(), @"your row is gone: move first, then mark");
    let bench = bench.press("jk<space>");
    assert_snapshot!(bench.log, @r"
    Done 1.1/rolls-back
        - [x] Rolls back
    ");
}

#[test]
fn that_the_row_is_gone_is_said_as_long_as_nothing_is_marked() {
    let calm = |pressed: &str, from: &str, to: &str, then: &str| {
        let mut bench = Bench::new(PLAN, (60, 24)).press("j").outside(from, to).press(pressed);
        if !then.is_empty() {
            bench = bench.outside(then, "");
        }
        let before = bench.said();
        bench.update(Msg::Calm);
        format!("{before} | {}", bench.said()).trim().to_owned()
    };
    let runs = "  - [ ] Runs\n";
    assert_snapshot!(calm("", runs, "", ""), @"your row is gone: move first. outside: removed Runs | outside: removed Runs");
    assert_snapshot!(calm("<space>", runs, "", ""), @"your row is gone: move first, then mark |");
    assert_snapshot!(calm("<space>", runs, "", "- [ ] Body\n"), @"your row is gone: move first, then mark; outside: removed Body | outside: removed Body");
    assert_snapshot!(calm("k", runs, "", ""), @"|");
    assert_snapshot!(calm("", "[ ] Runs", "[x] Runs", ""), @"outside: ticked Runs | outside: ticked Runs");
}

#[test]
fn a_question_follows_what_it_asks_about() {
    let bench = Bench::new(PLAN, (60, 24)).press("v").outside("[ ] Runs", "[x] Runs");
    assert_snapshot!(bench.said(), @"[A criterion of 1.1 is open. Validate it anyway?] outside: ticked Runs");
    let bench = bench.outside("[ ] Rolls", "[x] Rolls");
    assert_snapshot!(bench.said(), @"[not validated: 1.1 has changed meanwhile] outside: ticked Rolls back");
    assert_eq!(hints(&bench.model), [(Action::Back, "close")]);
    let bench = bench.press("<enter>");
    assert_eq!((&*bench.said(), &*bench.log), ("not validated: 1.1 has changed meanwhile", ""));
    let bench =
        Bench::new(PLAN, (60, 24)).press("k<space>").outside("  - [ ] Runs\n  - [ ] Rolls back\n", "").press("y");
    assert_eq!((&*bench.said(), &*bench.log), ("not ticked: Phase 1 has changed meanwhile", ""));
    let bench = Bench::new(PLAN, (60, 24)).press("k<space>").outside("  - [ ] Runs\n", "").press("y");
    assert_snapshot!(bench.log, @r"
    Done 1.1/rolls-back
        - [x] Rolls back
    ");
}

/// Returns that the user's editor has left `text`.
fn edited(text: &str) -> Msg {
    Msg::Edited { plan: Arc::new(Plan::read(text, "plan")), when: "12:05".to_owned() }
}

#[test]
fn what_was_saved_while_the_plan_was_in_an_editor_is_listed() {
    let bench = Bench::new(PLAN, (60, 24)).outside("[ ] Body", "[x] Body");
    let mut bench = bench.press("g");
    bench.update(edited(&bench.model.plan().text().replace("- [ ] Route\n", "").replace("[ ] Runs", "[x] Runs")));
    let saves = |bench: &Bench| {
        let saves = bench.model.news().saves.iter();
        let save = |save: &crate::app::news::Save| {
            let unseen = save.entries.iter().filter(|entry| entry.unseen).count();
            format!("{} {:?} {}, {unseen} unseen", save.when, save.who, save.sum)
        };
        saves.map(save).collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!(saves(&bench), @r#"
    12:05 Some("in your editor") ticked Runs, removed Route, 0 unseen
    12:04 None ticked Body, 1 unseen
    "#);
    assert_eq!(bench.model.news().unseen(), 1);
    let bench = bench.press("cju");
    assert!(bench.model.plan().text().contains("- [ ] Route\n- [x] Body\n"), "{}", bench.said());
    let bench = bench.press("k<enter>");
    assert_eq!((bench.cursor(), bench.model.news().unseen()), ("Runs", 1));
}

#[test]
fn what_somebody_here_did_in_an_editor_is_no_news() {
    let mut bench = Bench::new(PLAN, (60, 24)).press("jjj");
    assert_eq!(bench.cursor(), "Keys");
    bench.update(Msg::Quiet { minutes: 5 });
    let text =
        PLAN.replace("[ ] Route", "[x] Route").replace("[ ] Body", "[x] Body").replace("### Step 1.2: Keys\n", "");
    bench.update(edited(&text));
    assert_eq!(bench.said(), "editor: ticked 2 items, removed 1.2, edited 1.1");
    assert_eq!((bench.model.news().unseen(), bench.model.status().quiet), (0, Some(5)));
    assert!(!bench.model.tree().is_lost(), "the row is gone because somebody here wanted that");
    let mut bench = Bench::new(PLAN, (60, 24)).press("j<space>");
    bench.update(edited(PLAN));
    assert_eq!(bench.press("u").said(), "Runs was changed since, skipped");
}

#[test]
fn folds_stay_on_their_nodes() {
    let bench =
        Bench::new(PLAN, (60, 24)).press("hG").outside("# Demo\n", "# Demo\n## Zero\n### Step 0.1: New\n- [ ] a\n");
    assert_snapshot!(bench.tree(), @r"
      o Zero
        + o 0.1 New
      o Phase 1 Base
        + o 1.1 Schema
        o 1.2 Keys
      o Phase 2 Use
        o 2.1 Client
          o Route
          o Body
       Notes
    > +  Rollout
    outside: added Zero with 2 more
    ");
}

#[test]
fn the_row_under_the_cursor_stays_where_it_is_on_the_screen() {
    let items: Vec<String> = (0..50).map(|number| format!("- [ ] item {number}\n")).collect();
    let bench = Bench::new(&format!("# P\n## L\n{}", items.concat()), (60, 24)).press(&"j".repeat(30));
    let offset = |bench: &Bench| bench.model.tree().index() - bench.model.tree().top();
    let (before, title) = (offset(&bench), bench.cursor().to_owned());
    let bench = bench.outside("- [ ] item 3\n", "- [ ] item 3\n- [ ] more\n- [ ] and more\n");
    assert_eq!((offset(&bench), bench.cursor()), (before, &*title));
}

#[test]
fn an_answer_that_comes_late_finds_its_node() {
    let mut bench = Bench::new(PLAN, (60, 24)).press("j");
    let [Effect::Commit(intents)] = &bench.update(Msg::Key(keys("x").expect("a key")[0]))[..] else {
        panic!("x asks for a commit")
    };
    let written = changes(bench.model.plan(), intents).expect("an item can be ticked");
    let reply = committed(bench.model.plan(), written);
    assert_eq!(bench.cursor(), "Runs", "nothing moves before it is written");
    let mut moved = Bench::new(PLAN, (60, 24)).press("j");
    moved.update(Msg::Key(keys("x").expect("a key")[0]));
    moved = moved.press("G");
    moved.update(reply.clone());
    assert_eq!(moved.cursor(), "Rollout", "who has moved away is left there");
    bench.update(reply);
    assert_eq!(bench.cursor(), "Rolls back");
}

#[test]
fn a_commit_onto_another_text_is_told_right() {
    let mut bench = Bench::new(PLAN, (60, 24)).press("j");
    let [Effect::Commit(intents)] = &bench.update(Msg::Key(keys("<space>").expect("a key")[0]))[..] else {
        panic!("space asks for a commit")
    };
    // The file has changed meanwhile, and the screen has not been told.
    let theirs = Arc::new(Plan::read(PLAN.replace("# Demo\n", "# Demo\n## Zero\n- [ ] a\n"), "plan"));
    let written = changes(&theirs, intents).expect("an item can be ticked");
    bench.update(committed(&theirs, written));
    assert_eq!((bench.cursor(), &*bench.said()), ("Runs", "ticked Runs"));
    assert_eq!(bench.model.news().unseen(), 1, "what others wrote in between is told as well");
    let bench = bench.press("u");
    assert_eq!(**bench.model.plan().text(), **theirs.text());
}

#[test]
fn news_stand_behind_an_answer_until_the_next_key() {
    let bench = Bench::new(PLAN, (60, 24)).press("j<space><space>").outside("[ ] Runs", "[x] Runs");
    assert_eq!(bench.said(), "unticked Runs; outside: ticked Runs");
    let bench = bench.outside("[ ] Body", "[x] Body");
    assert_eq!(bench.said(), "unticked Runs; outside: ticked Body");
    let mut bench = bench.press("j<space>");
    bench.update(Msg::WasRead);
    assert_eq!(bench.said(), "ticked Rolls back", "nothing has come in its place");
    let bench = bench.outside("[x] Body", "[ ] Body");
    assert_eq!(bench.said(), "outside: unticked Body", "the answer is long past");
    let mut bench = bench.press("d<esc>gv");
    let asked = bench.said();
    bench.update(Msg::WasRead);
    assert_eq!(bench.said(), asked);
    let bench = bench.outside("[ ] Body", "[x] Body").press("<esc>j");
    assert_eq!(bench.said(), "");
    assert_eq!(bench.outside("[x] Body", "[ ] Body").outside("[ ] Body", "[x] Body").said(), "outside: ticked Body");
}

#[test]
fn a_refusal_goes_with_its_reason() {
    let conflict = PLAN.replace("- [ ] Body\n", "<<<<<<< a\n- [ ] Body\n=======\n- [x] Body\n>>>>>>> b\n");
    let refused = Bench::new(PLAN, (60, 24)).save(&conflict).press("j<space>");
    assert!(refused.said().contains("conflict"), "{}", refused.said());
    let over = refused.save(PLAN).said();
    assert_eq!(over, "outside: the conflict is gone");
    let mut bench = Bench::new(PLAN, (60, 24)).press("j<space>");
    bench.update(Msg::Refused("the file is gone".to_owned()));
    bench.update(Msg::Access(crate::app::Access::Full));
    assert_eq!(bench.said(), "");
}

#[test]
fn a_label_that_others_have_too_is_told_with_what_it_lies_in() {
    let steps = "- [ ] **Step 1: Test**\n- [ ] **Step 2: Write**\n";
    let plan = format!("# P\n### Task 1: A\n{steps}### Task 2: B\n{steps}- [ ] **Step 3: Last**\n");
    let bench = Bench::new(&plan, (60, 24)).press("Gk<space>");
    assert_eq!(bench.said(), "ticked Step 2 of Task 2");
    let bench = bench.outside("[ ] **Step 3", "[x] **Step 3").press("gj<space>");
    assert_eq!(bench.said(), "ticked Step 1 of Task 1");
    assert_eq!(
        bench.outside("[x] **Step 1", "[ ] **Step 1").said(),
        "ticked Step 1 of Task 1; outside: unticked Step 1 of Task 1"
    );
}

/// What happens to a plan, and what the row with the title `Body` is called then; its place is given by the plan before.
const EDITS: [(&str, &str, &str, &str); 12] = [
    ("insert above", "## Phase 2: Use\n", "## Interlude\n- [ ] wait\n## Phase 2: Use\n", "Body"),
    ("insert beside", "- [ ] Route\n", "- [ ] Ways\n- [ ] Route\n", "Body"),
    ("delete above", "## Phase 1: Base\n### Step 1.1: Schema\n- **Description**: Tables first.\n", "", "Body"),
    ("delete beside", "- [ ] Route\n", "", "Body"),
    ("move", "- [ ] Body\n## Notes\nRead this.\n", "## Notes\nRead this.\n- [ ] Body\n", "Body"),
    ("reword", "- [ ] Body", "- [ ] The body", "The body"),
    ("reword what holds it", "Step 2.1: Client", "Step 2.1: Quite another", "Body"),
    ("duplicate", "- [ ] Body\n", "- [ ] Body\n- [ ] Body\n", "Body"),
    ("renumber", "Step 2.1", "Step 3.7", "Body"),
    ("reflow", "- [ ] ", "  * [ ]  ", "Body"),
    ("tick all", "[ ]", "[x]", "Body"),
    ("rewrite", PLAN, "# Other\n\nNew words.\n\n## One\n- [x] Body\n\n## Two\n- [ ] More\n", "Body"),
];

/// Returns the screen row of the cursor, in lines below the top of the tree.
fn offset(bench: &Bench) -> usize {
    bench.model.tree().index() - bench.model.tree().top()
}

#[test]
fn the_cursor_follows_through_every_kind_of_edit() {
    for (what, from, to, expected) in EDITS {
        for focus in ["", "<enter>"] {
            let bench = Bench::new(PLAN, (60, 24)).press("G[").press(focus).outside(from, to);
            assert_eq!(bench.cursor(), expected, "{what}");
            assert!(!bench.model.tree().is_lost(), "{what}");
            let bench = bench.press("<space>");
            let line = bench.log.lines().next().unwrap_or_default().to_owned();
            let (op, body) = (if what.contains("tick") || what == "rewrite" { "Open" } else { "Done" }, "body");
            assert!(line.starts_with(op) && line.contains(body), "{what}: {line}");
        }
    }
}

#[test]
fn the_row_keeps_its_line_on_the_screen_through_every_kind_of_edit() {
    let list = |name: &str| (0..30).map(|at| format!("- [ ] {name} number {at}\n")).collect::<Vec<_>>().concat();
    let plan = format!("# P\n## Before\n{}## List\n{}## Behind\n{}", list("before"), list("item"), list("behind"));
    let bench = || Bench::new(&plan, (60, 24)).press(&"]".repeat(45));
    let (line, title) = (offset(&bench()), bench().cursor().to_owned());
    assert!(line > 2 && title == "item number 15", "{line} {title}");
    for (what, from, to) in [
        ("insert above", "## Before\n", "## First\n- [ ] a\n- [ ] b\n\n## Before\n"),
        ("delete above", "- [ ] before number 3\n", ""),
        ("delete beside", "- [ ] item number 14\n", ""),
        ("reword beside", "item number 14", "item of another kind"),
        ("reflow", "- [ ] ", "* [ ] "),
        ("reorder", "## Before\n", "## Behind again\n"),
    ] {
        let bench = bench().outside(from, to);
        assert_eq!((offset(&bench), bench.cursor()), (line, &*title), "{what}");
    }
}

#[test]
fn folds_and_undo_follow_through_every_kind_of_edit() {
    for (what, from, to, expected) in EDITS {
        let bench = Bench::new(PLAN, (60, 24)).press("G[<space>k");
        let text = bench.model.plan().text().to_string();
        let (from, to) = if what == "rewrite" { (&*text, to) } else { (from, to) };
        let from = from.replace("- [ ] Body", "- [x] Body");
        if !text.contains(&from) {
            continue;
        }
        let to = to.replace("- [ ] Body\n## Notes", "- [x] Body\n## Notes");
        let to = if what == "duplicate" { "- [x] Body\n- [ ] Body\n".to_owned() } else { to };
        let bench = bench.outside(&from, &to).press("u");
        let node = bench.model.plan().ids().map(|id| bench.model.plan().node(id)).find(|node| &*node.title == expected);
        let state = node.and_then(|node| node.state);
        assert_eq!(state, Some(crate::plan::State::Open), "{what}: {}", bench.said());
    }
    for (what, from, to, _) in EDITS.iter().filter(|(what, ..)| !matches!(*what, "rewrite" | "reflow" | "tick all")) {
        let bench = Bench::new(PLAN, (60, 24)).press("G[hhG").outside(from, to);
        let plan = bench.model.plan();
        let step = plan.ids().find(|&id| matches!(&*plan.node(id).title, "Client" | "Quite another"));
        assert!(step.is_some_and(|id| bench.model.tree().is_folded(id)), "{what}");
    }
}

#[test]
fn overlays_follow_through_every_kind_of_edit() {
    for (what, from, to, _) in EDITS {
        // A question about the step that holds two items.
        let bench = Bench::new(PLAN, (60, 24)).press("G[kkk<space>").outside(from, to);
        let asked = bench.model.overlays().len();
        let open = bench.model.plan().text().contains("- [ ] Route");
        if open && !matches!(what, "rewrite") {
            assert_eq!(asked, 1, "{what}");
            let bench = bench.press("y");
            assert!(bench.log.contains("route"), "{what}: {}", bench.log);
            assert!(!bench.log.contains("wait"), "{what}: {}", bench.log);
        }
        for overlay in ["?", "d", "c"] {
            let bench = Bench::new(PLAN, (60, 24)).press("G[").press(overlay).outside(from, to);
            assert_eq!(bench.model.overlays().len(), 1, "{what}: {overlay} stays open");
            let bench = bench.press("<esc>");
            assert!(bench.model.overlays().is_empty());
            assert!(bench.cursor().to_lowercase().contains("body"), "{what}: {overlay}");
        }
    }
}

/// Returns what the file says when `pressed` reaches it, and somebody has saved `from` as `to` just before.
fn race(pressed: &str, from: &str, to: &str) -> String {
    let mut bench = Bench::new(PLAN, (60, 24)).press(pressed);
    let theirs = Arc::new(Plan::read(PLAN.replace(from, to), "plan"));
    assert_ne!(**theirs.text(), *PLAN);
    let asked = bench.update(Msg::Key(keys("<space>").expect("a key")[0]));
    let [Effect::Commit(intents)] = &asked[..] else { panic!("space asks for a commit") };
    match changes(&theirs, intents) {
        Ok(changes) => {
            let new = changes.plan.text().to_string();
            new.lines().filter(|line| !theirs.text().lines().any(|other| other == *line)).collect::<Vec<_>>().join("|")
        }
        Err(refusal) => refusal.code().to_owned(),
    }
}

#[test]
fn where_the_row_goes_at_the_moment_of_the_key_press_nothing_else_is_ticked() {
    // The key comes first, and the file has changed meanwhile.
    assert_eq!(race("j", "  - [ ] Runs\n", ""), "not-found");
    assert_eq!(race("G[", "- [ ] Body\n", ""), "not-found");
    assert_eq!(race("G[", "- [ ] Body\n", "- [ ] Another\n"), "not-found");
    assert_eq!(race("G[", "- [ ] Route\n", ""), "- [x] Body");
    // The file comes first, and the key was meant for the row that is gone.
    for (pressed, from, to) in [
        ("j", "  - [ ] Runs\n", ""),
        ("G[", "- [ ] Body\n", ""),
        ("G[", "- [ ] Route\n- [ ] Body\n", "- [ ] Head\n- [ ] Foot\n"),
        ("G[", PLAN, "# Other\n- [ ] a\n- [ ] b\n"),
    ] {
        let bench = Bench::new(PLAN, (60, 24)).press(pressed).outside(from, to).press("<space>xvs");
        assert_eq!(bench.log, "", "{from}");
        let mut bench = bench;
        bench.update(Msg::Calm);
        let bench = bench.press("<space>");
        assert!(bench.log.starts_with("Done "), "after a second: {}", bench.log);
    }
}

#[test]
fn what_comes_back_is_folded_as_it_was() {
    let folds = |pressed: &str, from: &str| {
        let rows = |bench: &Bench| {
            let count = bench.model.tree().rows().len();
            bench.tree().lines().take(count).map(|row| row[1..].to_owned() + "\n").collect::<String>()
        };
        let bench = Bench::new(PLAN, (60, 24)).press(pressed);
        let before = rows(&bench);
        let text = Arc::clone(bench.model.plan().text());
        let gone = bench.outside(from, "");
        assert_ne!(rows(&gone), before, "{from}");
        let back = gone.save(&text);
        assert_eq!(rows(&back), before, "{pressed} {from}");
        // And so once more.
        assert_eq!(rows(&back.outside(from, "").save(&text)), before, "{pressed} {from}");
    };
    let step = "### Step 2.1: Client\n- [ ] Route\n- [ ] Body\n";
    let (phase, rest) = PLAN.split_at(PLAN.find("## Phase 2").expect("it is there"));
    let last = rest.split_at(rest.find("## Notes").expect("it is there")).0;
    let first = &phase[phase.find("## Phase 1").expect("it is there")..];
    for (pressed, from) in [
        ("G", step),
        ("]]]]hhG", step),
        ("G", last),
        ("g", last),
        ("g]]]hhhG", first),
        ("G", first),
        ("gh", last),
        ("]]]]hhhg", last),
        ("Gw<esc>", step),
    ] {
        folds(pressed, from);
    }
}

/// Tasks that have numbers.
const NUMBERED: &str = "# P\n## Tasks\n- [ ] 1. Alpha\n- [ ] 2. Beta\n- [ ] 3. Gamma\n";

#[test]
fn a_row_that_has_only_its_number_left_is_not_marked_before_a_move() {
    let beta = || Bench::new(NUMBERED, (60, 24)).press("gjj");
    assert_eq!(beta().cursor(), "Beta");
    let saved = || beta().outside("2. Beta", "2. Drop production DB");
    let bench = saved().press("<space>xs");
    assert_eq!((bench.cursor(), &*bench.log), ("Drop production DB", ""), "the cursor keeps its place");
    assert_snapshot!(bench.said(), @"your row is gone: move first, then mark");
    let mut bench = bench;
    bench.update(Msg::Calm);
    for bench in [bench, saved().press("jk")] {
        let bench = bench.press("<space>");
        assert!(bench.log.starts_with("Done ") && bench.log.contains("[x] 2. Drop"), "{}", bench.log);
    }
    let bench = beta().outside("2. Beta", "2. Beta and more").press("<space>");
    assert!(bench.log.contains("[x] 2. Beta and more"), "{}", bench.log);
    // Whoever has written the other words knows what is there.
    let mut bench = beta();
    let reworded = Op::Write { part: Part::Title, from: None, to: "Another".to_owned() };
    let id = bench.model.tree().cursor().expect("a row");
    let wish = Intent::new(bench.model.plan().address(id), reworded);
    bench.answer(&[wish]);
    let bench = bench.press("<space>");
    assert!(bench.log.contains("[x] 2. Another"), "{} {}", bench.said(), bench.log);
}

#[test]
fn a_save_that_puts_something_else_in_the_place_of_what_was_done_is_warned_about() {
    let said = |from: &str, to: &str| {
        let text =
            NUMBERED.replace("[ ] 2.", "[x] 2.") + "## Phase 2: Use\n### Step 2.1: Client ✅\n### Step 2.2: Body\n";
        Bench::new(&text, (60, 24)).outside(from, to).said()
    };
    for (from, to, is_warned) in [
        ("[x] 2. Beta", "[ ] 2. Drop production DB", true),
        ("[x] 2. Beta", "[x] 2. Drop production DB", true),
        ("Step 2.1: Client ✅", "Step 2.1: Something else", true),
        ("[x] 2. Beta", "[x] 2. Beta and more", false),
        ("Step 2.2: Body", "Step 2.2: Something else", false),
        ("[ ] 3. Gamma", "[ ] 3. Something else", false),
    ] {
        let said = said(from, to);
        assert_eq!(said.contains("U puts back what was done"), is_warned, "{from} to {to}: {said}");
    }
}

#[test]
fn a_question_is_not_about_what_has_only_its_number_left() {
    let bench = Bench::new(NUMBERED, (60, 24)).press("g<space>");
    assert_snapshot!(bench.said(), @"[Tick 3 open items of Tasks?]");
    let bench = bench.outside("2. Beta", "2. Drop production DB").press("y");
    let text = bench.model.plan().text().to_string();
    assert_eq!(text, "# P\n## Tasks\n- [x] 1. Alpha\n- [ ] 2. Drop production DB\n- [x] 3. Gamma\n");
}

#[test]
fn what_is_wrong_with_a_plan_follows_its_nodes_until_the_plan_has_been_looked_through() {
    let text = "# P\n- [x] a\n- [?] b\n";
    let mut model = Bench::new(text, (60, 24)).model;
    let places = |model: &crate::app::Model| {
        let titles: Vec<String> =
            model.overview().diagnostics.places().iter().map(|&id| model.plan().node(id).title.to_string()).collect();
        titles.join(" ")
    };
    assert_eq!((model.is_checked(), places(&model).as_str()), (true, "b"));
    let save = |text: String| Msg::Outside { plan: Arc::new(Plan::read(text, "plan")), by: crate::app::By::default() };
    model.update(save(text.replace("- [x] a", "- [?] new\n- [x] a")));
    assert_eq!((model.is_checked(), places(&model).as_str()), (false, "b"));
    model.update(Msg::checked(Arc::clone(model.plan())));
    assert_eq!((model.is_checked(), places(&model).as_str()), (true, "new b"));
    model.update(save(text.to_owned()));
    model.update(Msg::Key(keys("d").expect("a key")[0]));
    assert!(model.is_checked(), "a list tells all");
}

#[test]
fn undo_follows_a_node_that_others_reword() {
    let bench = Bench::new("# P\n- [ ] Deployment\n- [ ] Route\n", (60, 24)).press("g<space>");
    let bench = bench.outside("Deployment", "Deployments").press("u");
    assert!(bench.model.plan().text().contains("[ ] Deployments"), "{}", bench.said());
    // But what has only its number left may be another one.
    let bench = Bench::new(NUMBERED, (60, 24)).press("gjj<space>").outside("2. Beta", "2. Drop production DB");
    let bench = bench.press("u");
    assert!(bench.model.plan().text().contains("[x] 2. Drop production DB"), "{}", bench.said());
}
