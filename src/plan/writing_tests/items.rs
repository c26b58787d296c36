//! Items, which address is meant, and several wishes at once.

use std::sync::Arc;

use insta::assert_snapshot;

use super::{Intent, Op, Plan, VALIDATED, changes, write};

#[test]
fn the_done_letter_is_large_where_all_are() {
    for (others, expected) in [
        ("", "x"),
        ("- [x] b\n", "x"),
        ("- [X] b\n- [-] c\n", "X"),
        ("- [X] b\n- [X] c\n- [x] d\n", "x"),
        ("- [X] b\n### [x] 1.1 C\n", "x"),
        ("### [X] 1.1 C\n", "X"),
    ] {
        assert_eq!(write(&format!("- [ ] a\n{others}"), "a", &Op::Done), format!("-- [ ] a\n+- [{expected}] a\n"));
    }
}

#[test]
fn items() {
    let plan = "- [ ] a\n- [X] b\n- [-] c\n* [ ]\tt\n";
    assert_snapshot!(write(plan, "a", &Op::Done), @"
    -- [ ] a
    +- [X] a
    ");
    assert_snapshot!(write(plan, "b", &Op::Open), @"
    -- [X] b
    +- [ ] b
    ");
    assert_snapshot!(write(plan, "c", &Op::Open), @"
    -- [-] c
    +- [ ] c
    ");
    assert_snapshot!(write(plan, "a", &Op::InProgress), @"not-applicable: a cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.");
    assert_snapshot!(write(plan, "b", &Op::Done), @"already so");
    assert_snapshot!(write(plan, "a", &VALIDATED), @"not-applicable: a cannot be set so: an item is ticked, not validated; its step is. Nothing was written.");
    assert_snapshot!(write("- [ ] a\n- [~] b", "a", &Op::InProgress), @"
    -- [ ] a
    +- [~] a
    ");
    assert_snapshot!(write("- [ ] 1. a\n  - _Requirements: 1_\n", "1", &Op::InProgress), @"
    -- [ ] 1. a
    +- [-] 1. a
    ");
}

#[test]
fn refusals() {
    let open = "#### Step 1: A\n- **Goal**: x\n- **Validation**: y\n  - [ ] first\n  - [x] second\n\n## Notes\n- [ ] TODO\n- [ ] TODO\n";
    assert_snapshot!(write(open, "1", &VALIDATED), @r#"criteria-open: step-1 has open criteria: "first". Tick them first, or use --force. Nothing was written."#);
    assert_snapshot!(write(open, "1", &Op::Validated { force: true }), @"
    -- **Validation**: y
    +- [x] **Validation**: y
    ");
    assert_snapshot!(write(open, "notes", &Op::Done), @"not-applicable: notes cannot be set so: a checklist has no mark of its own; its items have. Nothing was written.");
    assert_snapshot!(write(open, "TODO", &Op::Done), @r#"ambiguous: TODO matches more than one: notes/todo "TODO", notes/todo@2 "TODO". Name one of them. Nothing was written."#);
    assert_snapshot!(write(open, "todo@2", &Op::Done), @"
    -- [ ] TODO
    +- [x] TODO
    ");
    assert_snapshot!(write(open, "1#3", &Op::Done), @r#"not-found: 1#3 matches nothing: step-1 has 2 items. Did you mean step-1#2 "second"? Nothing was written."#);
    assert_snapshot!(write(open, "secnd", &Op::Done), @r#"not-found: secnd matches nothing. Did you mean step-1/second "second"? Nothing was written."#);
    assert_snapshot!(write("<<<<<<< HEAD\n- [ ] a\n=======\n- [x] a\n>>>>>>> b\n", "a", &Op::Done), @"conflict-markers: line 1 starts a merge conflict: resolve the conflict in the file first. Nothing was written.");
}

#[test]
fn an_undo_meets_other_edits() {
    let plan = Arc::new(Plan::read("#### Step 1: A\n- **Goal**: x\n- [ ] a\n", "plan"));
    let done = changes(&plan, &[Intent::new(":3", Op::Done)]).expect("a box");
    let undo = done.list[0].undo.clone();
    // Reworded outside: the box is unticked all the same. Unticked outside: there is nothing to take back.
    for (outside, expected) in [("- [x] a, reworded", "- [ ] a, reworded"), ("- [ ] a", "- [ ] a")] {
        let newer = Arc::new(Plan::read(done.plan.text().replace("- [x] a", outside), "plan"));
        let undone = changes(&newer, &[Intent { address: ":3".to_owned(), ..undo.clone() }]).expect("an undo");
        assert!(undone.plan.text().contains(expected), "{}", undone.plan.text());
    }
}

#[test]
fn several_at_once_or_none() {
    let plan = Arc::new(Plan::read("- [ ] a\n- [ ] b\n- [x] c\n", "plan"));
    let set = |address: &str| Intent::new(address, Op::Done);
    let all = changes(&plan, &[set("a"), set("b"), set("c")]).expect("all three are items");
    assert_eq!((&**all.plan.text(), all.list.len(), all.edit.splices().len()), ("- [x] a\n- [x] b\n- [x] c\n", 2, 2));
    assert!(changes(&plan, &[set("a"), set("nothing like it")]).is_err());
    let step = Arc::new(Plan::read("### Step 1: A\n- **Goal**: x\n", "plan"));
    let both =
        changes(&step, &[set("1"), Intent::new("1", Op::Validated { force: false })]).expect("one after the other");
    assert_eq!(&**both.plan.text(), "### Step 1: A\n- **Goal**: x\n- **Status**: [x] Validated\n");
}

#[test]
fn the_expected_text_is_looked_for() {
    let plan = Arc::new(Plan::read("- [ ] first\n- [ ] second\n", "plan"));
    let intent = Intent { expect: Some("first".to_owned()), ..Intent::new(":2", Op::Done) };
    let refusal = changes(&plan, &[intent]).expect_err("line 2 says something else");
    assert_snapshot!(refusal, @r#"second was expected to contain "first", but it reads "second". Nothing was written."#);
}

#[test]
fn a_title_finds_its_node_after_renumbering() {
    let seen = |address: &str, title: &str| Intent { title: Some(title.to_owned()), ..Intent::new(address, Op::Done) };
    let plan = Arc::new(Plan::read("### [ ] 1.2 Backup\n### [ ] 1.3 Deploy\n- [ ] same\n- [ ] same\n", "plan"));
    let text = |intent: Intent| {
        changes(&plan, &[intent]).map_or_else(|refusal| refusal.to_string(), |done| done.plan.text().to_string())
    };
    assert_snapshot!(text(seen("1.2", "Deploy")), @"
    ### [ ] 1.2 Backup
    ### [x] 1.3 Deploy
    - [ ] same
    - [ ] same
    ");
    assert_snapshot!(text(seen("1.2", "Backup of all")), @"
    ### [x] 1.2 Backup
    ### [ ] 1.3 Deploy
    - [ ] same
    - [ ] same
    ");
    assert_snapshot!(text(seen("1.2", "Roll out")), @r#"Roll out matches nothing: 1.2 is "Backup" now. Nothing was written."#);
    assert_snapshot!(text(seen("1.3/same@2", "same")), @"
    ### [ ] 1.2 Backup
    ### [ ] 1.3 Deploy
    - [ ] same
    - [x] same
    ");
}

#[test]
fn an_item_is_not_validated_for_being_named_a_task() {
    assert_snapshot!(write("- [ ] Task 1: A\n", "1", &VALIDATED), @"not-applicable: task-1 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.");
    assert_snapshot!(write("1. [ ] **Phase 1**: A\n", "Phase 1", &VALIDATED), @"
    -1. [ ] **Phase 1**: A
    +1. [x] **Phase 1**: A
    ");
}

#[test]
fn some_dialects_have_a_mark_for_work_in_progress() {
    assert_snapshot!(write("- [ ] Task: Draw\n", "Draw", &Op::InProgress), @"
    -- [ ] Task: Draw
    +- [~] Task: Draw
    ");
    assert_snapshot!(write("- [ ] `SND-014` Mix\n", "SND-014", &Op::InProgress), @"
    -- [ ] `SND-014` Mix
    +- [>] `SND-014` Mix
    ");
}

#[test]
fn an_item_that_is_gone_is_not_the_phase_of_its_number() {
    let plan = |item: &str| format!("# P\n## Phase 2: Write baseline tests before any fix\n- [ ] 1. a\n{item}");
    let seen = Plan::read(plan("- [ ] 2. Write baseline tests before all\n"), "plan");
    let item = seen.resolve("2").expect("an item");
    let wish = Intent { title: Some(seen.node(item).title.to_string()), ..Intent::new(seen.address(item), Op::Done) };
    assert_eq!((seen.address(item), wish.find(&seen)), ("2", Ok(item)));
    let reworded = Plan::read(plan("- [x] 2. Write baseline tests before it all\n"), "plan");
    assert_eq!(wish.find(&reworded), Ok(item));
    let gone = Plan::read(plan(""), "plan");
    assert!(gone.resolve("2").is_ok(), "who types it means the phase");
    assert!(wish.find(&gone).is_err(), "{:?}", wish.find(&gone));
}
