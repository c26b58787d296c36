//! What each wish writes, as changed lines; and that an undo gives the bytes back.

use std::sync::Arc;

use insta::assert_snapshot;

use super::{Intent, Op, Plan, changes};

/// Returns the lines that `op` at `address` takes out and puts in, and what is said of it.
/// Checks on the way that saying it again changes nothing and that the undo restores every byte.
fn write(markdown: &str, address: &str, op: &Op) -> String {
    let plan = Arc::new(Plan::read(markdown, "plan"));
    let done = match changes(&plan, &[Intent::new(address, op.clone())]) {
        Ok(done) => done,
        Err(refusal) => return format!("{}: {refusal}", refusal.code()),
    };
    let Some(change) = done.list.first() else { return "already so".to_owned() };
    let again = changes(&done.plan, &[Intent::new(address, op.clone())]).expect("setting twice is allowed");
    assert!(again.edit.is_empty(), "setting twice is setting once");
    let undone = changes(&done.plan, std::slice::from_ref(&change.undo)).expect("nobody changed it since");
    assert_eq!(&**undone.plan.text(), markdown, "undo restores the bytes");
    let lines = |text: &str| text.split('\n').map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (lines(markdown), lines(done.plan.text()));
    let prefix = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let suffix = old[prefix..].iter().rev().zip(new[prefix..].iter().rev()).take_while(|(a, b)| a == b).count();
    let show = |sign: &str, lines: &[String]| lines.iter().fold(String::new(), |all, line| all + sign + line + "\n");
    let note = change.note.as_ref().map_or(String::new(), |note| format!("({note})\n"));
    show("-", &old[prefix..old.len() - suffix]) + &show("+", &new[prefix..new.len() - suffix]) + &note
}

const VALIDATED: Op = Op::Validated { force: false };

const BULLETS: &str = "\
### Phase 1: Ground
#### Step 1.1: Schema
- **Description**: Create it
- **Validation**: `cargo test`

#### Step 1.2: Client
* __Goal__: Call it
";

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
fn steps_with_bullet_fields() {
    assert_snapshot!(write(BULLETS, "1.1", &Op::Done), @"
    +- **Status**: [x] Complete
    (added `- **Status**: [x] Complete`)
    ");
    assert_snapshot!(write(BULLETS, "1.1", &VALIDATED), @"
    -- **Validation**: `cargo test`
    +- [x] **Validation**: `cargo test`
    ");
    assert_snapshot!(write(BULLETS, "1.1", &Op::InProgress), @"
    +- **Status**: In Progress
    (added `- **Status**: In Progress`)
    ");
    assert_snapshot!(write(BULLETS, "1.2", &Op::Done), @"
    +* __Status__: [x] Complete
    (added `* __Status__: [x] Complete`)
    ");
    assert_snapshot!(write(BULLETS, "1.2", &VALIDATED), @"
    +* __Status__: [x] Validated
    (added `* __Status__: [x] Validated`)
    ");
    assert_snapshot!(write(BULLETS, "phase-1", &Op::Done), @"not-applicable: phase-1 cannot be set so: a phase without a mark of its own is done when all in it is; mark its steps or items. Nothing was written.");
    assert_snapshot!(write(&BULLETS.replace('\n', "\r\n"), "1.1", &Op::Done), @"
    +- **Status**: [x] Complete
    (added `- **Status**: [x] Complete`)
    ");
    assert_snapshot!(write(BULLETS.trim_end(), "1.2", &Op::Done), @"
    +* __Status__: [x] Complete
    (added `* __Status__: [x] Complete`)
    ");
}

#[test]
fn steps_in_the_plans_own_words() {
    let words = "## 1.1 A\n- **Status**: ✅ Done\n## 1.2 B\n- **Status**: ⏳ Not Started\n## 1.3 C\n- **Goal**: x\n";
    assert_snapshot!(write(words, "1.2", &Op::Done), @"
    -- **Status**: ⏳ Not Started
    +- **Status**: ✅ Done
    (`⏳ Not Started` is now `✅ Done`)
    ");
    assert_snapshot!(write(words, "1.1", &Op::Open), @"
    -- **Status**: ✅ Done
    +- **Status**: ⏳ Not Started
    (`✅ Done` is now `⏳ Not Started`)
    ");
    assert_snapshot!(write(words, "1.2", &VALIDATED), @"
    -- **Status**: ⏳ Not Started
    +- **Status**: ✅ Validated
    (`⏳ Not Started` is now `✅ Validated`)
    ");
    assert_snapshot!(write(words, "1.3", &Op::Done), @"
    +- **Status**: ✅ Done
    (added `- **Status**: ✅ Done`)
    ");
    let shouted = "## Phase 1: A ✅ COMPLETED\n## Phase 2: B ⏳ PENDING\n";
    assert_snapshot!(write(shouted, "phase-2", &Op::Done), @"
    -## Phase 2: B ⏳ PENDING
    +## Phase 2: B ✅ COMPLETED
    (`⏳ PENDING` is now `✅ COMPLETED`)
    ");
    assert_snapshot!(write(shouted, "phase-1", &Op::Open), @"
    -## Phase 1: A ✅ COMPLETED
    +## Phase 1: A ⏳ PENDING
    (`✅ COMPLETED` is now `⏳ PENDING`)
    ");
    let paragraph = "### 1.1 A\n**Status**: NOT_STARTED  \n**Acceptance Criteria**:\n- [x] c\n";
    assert_snapshot!(write(paragraph, "1.1", &Op::Done), @"
    -**Status**: NOT_STARTED  
    +**Status**: COMPLETE  
    (`NOT_STARTED` is now `COMPLETE`)
    ");
    assert_snapshot!(write(paragraph, "1.1", &VALIDATED), @"
    -**Status**: NOT_STARTED  
    -**Acceptance Criteria**:
    +**Status**: COMPLETE  
    +**Acceptance Criteria**: ✅
    (`NOT_STARTED` is now `COMPLETE`)
    ");
}

#[test]
fn steps_with_heading_boxes() {
    let boxes = "### [x] Step 1: A\nText.\n### [ ] Step 2: B\n### Step 3: C\n";
    assert_snapshot!(write(boxes, "2", &Op::Done), @"
    -### [ ] Step 2: B
    +### [x] Step 2: B
    ");
    assert_snapshot!(write(boxes, "1", &Op::Open), @"
    -### [x] Step 1: A
    +### [ ] Step 1: A
    ");
    assert_snapshot!(write(boxes, "3", &Op::Done), @"
    -### Step 3: C
    +### [x] Step 3: C
    (added `[x]` to the heading)
    ");
    assert_snapshot!(write(boxes, "2", &VALIDATED), @"
    -### [ ] Step 2: B
    +### [x] Step 2: B
    +**Status**: ✅ Validated
    (added `**Status**: ✅ Validated`)
    ");
    assert_snapshot!(write(boxes, "1", &VALIDATED), @"
    +**Status**: ✅ Validated  
    (added `**Status**: ✅ Validated`)
    ");
    assert_snapshot!(write(boxes, "1", &Op::InProgress), @"not-applicable: step-1 cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.");
    assert_snapshot!(write("### Step 1: A [x]\n### Step 2: B ###\n", "2", &Op::Done), @"
    -### Step 2: B ###
    +### Step 2: B [x] ###
    (added `[x]` to the heading)
    ");
    assert_snapshot!(write("### [x] Step 1: A\n### Step 2: B\n", "1", &Op::Open), @"
    -### [x] Step 1: A
    +### Step 1: A
    (removed `[x]`)
    ");
}

#[test]
fn rows_and_validations_are_taken_back() {
    let rows = "## Rollout\n1. **Phase 1**: a\n2. [x] **Phase 2**: b\n";
    assert_snapshot!(write(rows, ":2", &VALIDATED), @"
    -1. **Phase 1**: a
    +1. [x] **Phase 1**: a
    (added `[x]`)
    ");
    assert_snapshot!(write(rows, ":3", &Op::Open), @"
    -2. [x] **Phase 2**: b
    +2. **Phase 2**: b
    (removed the box)
    ");
    let validated =
        "#### Step 1: A\n- **Goal**: x\n- [x] **Validation**: y\n#### Step 2: B\n- **Validation**: z\n- **Goal**: x";
    assert_snapshot!(write(validated, "1", &Op::NotValidated), @"
    -- [x] **Validation**: y
    +- **Validation**: y
    ");
    assert_snapshot!(write(validated, "1", &Op::Open), @"
    -- [x] **Validation**: y
    +- **Validation**: y
    ");
    assert_snapshot!(write(validated, "2", &VALIDATED), @"
    -- **Validation**: z
    +- [x] **Validation**: z
    ");
    assert_snapshot!(write("#### Step 1: A\n**Validation**: ✅ runs\n", "1", &Op::NotValidated), @"
    -**Validation**: ✅ runs
    +**Validation**: runs
    ");
    for (begun, expected) in [
        (validated, "- **Goal**: x\n- **Validation**: y\n- **Status**: In Progress\n#### Step 2: B\n"),
        ("#### Step 1: A\n**Validation**: ✅ runs\n", "**Status**: In Progress  \n**Validation**: runs\n"),
        (
            "#### Step 1: A\n- **Goal**: x\n- **Validation**: ✅\n",
            "- **Goal**: x\n- **Validation**:\n- **Status**: In Progress\n",
        ),
        ("#### Step 1: A\n**Status**: ✅ Validated\n", "**Status**: 🔄 In Progress\n"),
        ("#### [x] Step 1: A\n**Validation**: ✅ runs\n\n- [~] d\n", "#### [~] Step 1: A\n**Validation**: runs\n"),
    ] {
        let written = write(begun, "1", &Op::InProgress);
        let plan = Arc::new(Plan::read(begun, "plan"));
        let done = changes(&plan, &[Intent::new("1", Op::InProgress)]).expect(&written);
        assert!(done.plan.text().contains(expected), "{written}");
    }
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
fn what_somebody_wrote_below_a_mark_stays() {
    let noted = "### 1.1 A\n- **Status**: ✅ Complete\n  - finished by Bob\n### 1.2 B\n- **Goal**: x\n";
    assert_snapshot!(write(noted, "1.1", &Op::Open), @"
    -- **Status**: ✅ Complete
    +- **Status**: ⏳ Not Started
    (`✅ Complete` is now `⏳ Not Started`)
    ");
    let everywhere = "### 1.1 A\n**Status**: ✅ Complete\n### 1.2 B\n**Status**: ✅ Complete\n";
    assert_snapshot!(write(everywhere, "1.1", &Op::Open), @"
    -**Status**: ✅ Complete
    +**Status**: ⏳ Not Started
    (`✅ Complete` is now `⏳ Not Started`)
    ");
    let begun = "### 1.1 A\n**Status**: In Progress\n- [x] a\n### 1.2 B\n";
    assert_snapshot!(write(begun, "1.1", &Op::Done), @"
    -**Status**: In Progress
    +**Status**: Complete
    (`In Progress` is now `Complete`)
    ");
    let files = "### Task 1: A\n**Files:**\n- Create: `a.rs`\n- Modify: `b.rs`\n\n- [ ] **Step 1: Test**\n";
    assert_snapshot!(write(files, "task-1", &Op::Done), @"
    -### Task 1: A
    +### [x] Task 1: A
    (added `[x]` to the heading)
    ");
}

#[test]
fn a_result_gives_way_to_another() {
    let failed = "### 1.1 A\n**Validation**: ❌ Failed twice\n";
    assert_snapshot!(write(failed, "1.1", &VALIDATED), @"
    -**Validation**: ❌ Failed twice
    +**Validation**: ✅ Passed twice
    (`❌ Failed` is now `✅ Passed`)
    ");
    assert_snapshot!(write("### 1.1 A\n- **Goal**: x\n- **Validation**: [ ] Pass\n", "1.1", &VALIDATED), @"
    -- **Validation**: [ ] Pass
    +- [x] **Validation**: [ ] Pass
    ");
    assert_snapshot!(write("### 1.1 A\n**Validation**: ✅ Passed on CI\n", "1.1", &Op::NotValidated), @"
    -**Validation**: ✅ Passed on CI
    +**Validation**: on CI
    ");
}

#[test]
fn phases_with_marks_are_set_as_steps_are() {
    let phase = "## Phase 1: A ⏳ PENDING\n### 1.1 B\n- **Status**: ⏳ PENDING\n## Phase 2: C ✅ COMPLETED\n";
    assert_snapshot!(write(phase, "phase-1", &Op::Done), @"
    -## Phase 1: A ⏳ PENDING
    +## Phase 1: A ✅ COMPLETED
    (`⏳ PENDING` is now `✅ COMPLETED`)
    ");
    assert_snapshot!(write(phase, "phase-1", &VALIDATED), @r#"criteria-open: phase-1 has open criteria: "B". Tick them first, or use --force. Nothing was written."#);
    assert_snapshot!(write("### 1.1 A\n- [x] a\n- [x] b\n", "1.1", &Op::Open), @r#"not-applicable: 1.1 is done because all that lies in it is. Untick what is not done: 1.1/a "a", 1.1/b "b". Nothing was written."#);
    assert_snapshot!(write("- [x] a\n", "a", &VALIDATED), @"not-applicable: a cannot be set so: an item is ticked, not validated; its step is. Nothing was written.");
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
fn a_status_of_the_plans_own_does_not_vanish() {
    let own = "## 1.1 A\n**Status**: ✅ Complete\n## 1.2 B\n**Status**: ✅ Complete\n";
    assert_snapshot!(write(own, "1.2", &Op::Open), @"
    -**Status**: ✅ Complete
    +**Status**: ⏳ Not Started
    (`✅ Complete` is now `⏳ Not Started`)
    ");
    let among = "## 1.1 A\n**Goal**: x\n## 1.2 B\n**Status**: ✅ Complete\n**Goal**: y\n";
    assert_snapshot!(write(among, "1.2", &Op::Open), @"
    -**Status**: ✅ Complete
    +**Status**: ⏳ Not Started
    (`✅ Complete` is now `⏳ Not Started`)
    ");
    let added = "## 1.1 A\n**Goal**: x\n## 1.2 B\n**Status**: ✅ Complete  \n**Goal**: y\n";
    assert_snapshot!(write(added, "1.2", &Op::Open), @"
    -**Status**: ✅ Complete  
    (removed `**Status**: ✅ Complete`)
    ");
}

#[test]
fn a_mark_is_worded_as_those_in_its_place() {
    let plan = "## Phase 1: A ✅ COMPLETE\n### ✅ Step 1.1: B\n### Step 1.2: C ✅\n### Step 1.3: D ✅\n## Phase 2: E ⏳ IN PROGRESS\n";
    assert_snapshot!(write(plan, "phase-2", &Op::Done), @"
    -## Phase 2: E ⏳ IN PROGRESS
    +## Phase 2: E ✅ COMPLETE
    (`⏳ IN PROGRESS` is now `✅ COMPLETE`)
    ");
    assert_snapshot!(write(plan, "1.1", &Op::InProgress), @"
    -### ✅ Step 1.1: B
    +### 🔄 Step 1.1: B
    (`✅` is now `🔄`)
    ");
}

#[test]
fn a_phase_keeps_a_mark_in_its_heading() {
    let plan = "## Phase 1: A ✅\n- [x] a\n## Phase 2: B\n- [ ] b\n";
    assert_snapshot!(write(plan, "phase-1", &Op::Open), @"
    -## Phase 1: A ✅
    +## Phase 1: A ⏳
    (`✅` is now `⏳`)
    ");
    let plan = "## Phase 1: A\n- **Status**: [x] Complete\n## Phase 2: B\n";
    assert_snapshot!(write(plan, "phase-1", &Op::Open), @"
    -- **Status**: [x] Complete
    +- **Status**: [ ] Not Started
    (`[x] Complete` is now `[ ] Not Started`)
    ");
}

#[test]
fn heading_and_status_that_say_the_same_are_set_together() {
    let plan = "### Task 1.1: A ⏳ PENDING\n**Status**: PENDING\n### Task 1.2: B ✅\n**Status**: IN PROGRESS\n";
    assert_snapshot!(write(plan, "1.1", &Op::Done), @"
    -### Task 1.1: A ⏳ PENDING
    -**Status**: PENDING
    +### Task 1.1: A ✅ COMPLETE
    +**Status**: COMPLETE
    (`PENDING` is now `COMPLETE`, `⏳ PENDING` is now `✅ COMPLETE`)
    ");
    assert_snapshot!(write(plan, "1.2", &Op::Done), @"
    -**Status**: IN PROGRESS
    +**Status**: COMPLETE
    (`IN PROGRESS` is now `COMPLETE`)
    ");
    let done = "### Task 1.1: A ✅\n**Status**: ✅ Validated\n### Task 1.2: B\n";
    assert_snapshot!(write(done, "1.1", &Op::NotValidated), @"
    -**Status**: ✅ Validated
    (removed `**Status**: ✅ Validated`)
    ");
    assert_snapshot!(write(done, "1.1", &Op::Open), @"
    -### Task 1.1: A ✅
    -**Status**: ✅ Validated
    +### Task 1.1: A
    (removed `✅`, removed `**Status**: ✅ Validated`)
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
fn a_status_is_added_in_the_language_of_the_others() {
    let plan = "### 步骤 1.1：数\n- **状态**: 进行中\n### 步骤 1.2：订\n- **依赖**: 1.1\n### 步骤 1.3：送\n";
    assert_snapshot!(write(plan, "1.2", &Op::Done), @"
    +- **状态**: 已完成
    (added `- **状态**: 已完成`)
    ");
    assert_snapshot!(write(plan, "1.3", &VALIDATED), @"
    +**状态**: 已验证
    (added `**状态**: 已验证`)
    ");
}

#[test]
fn an_undo_finds_its_place_behind_a_blank_line() {
    let apart = "### 1.1 A\n- **Goal**: x\n\n- **Status**: [x] Complete\n### 1.2 B\n\n\n- **Goal**: y\n";
    assert_snapshot!(write(apart, "1.1", &Op::Open), @"
    -- **Status**: [x] Complete
    (removed `- **Status**: [x] Complete`)
    ");
}

#[test]
fn an_undo_of_opening_says_done_where_the_line_has_changed() {
    let plan = Arc::new(Plan::read("### 1.1 A\n**Status**: ✅ Done\n### 1.2 B\n**Status**: ⏳ Pending\n", "plan"));
    let opened = changes(&plan, &[Intent::new("1.1", Op::Open)]).expect("it is done");
    let reworded = opened.plan.text().replacen("⏳ Pending", "⏳ Pending, says Bob", 1);
    let undone = changes(&Arc::new(Plan::read(reworded, "plan")), &[opened.list[0].undo.clone()]).expect("an undo");
    assert!(undone.plan.text().starts_with("### 1.1 A\n**Status**: ✅ Complete, says Bob\n"), "{}", undone.plan.text());
}

/// Returns the Markdown after these wishes for its step 1.1, one after the other.
fn after(markdown: &str, wishes: &[Op]) -> String {
    let mut plan = Arc::new(Plan::read(markdown, "plan"));
    for wish in wishes {
        plan = changes(&plan, &[Intent::new("1.1", wish.clone())]).expect("it is a step").plan;
    }
    plan.text().to_string()
}

#[test]
fn what_was_added_goes_whatever_became_of_it() {
    let paragraphs = "## 1.1 A\n**Validation**: it runs\n\n## 1.2 B\nText.\n";
    let heading = "## [x] 1.1 A\nText.\n\n## [ ] 1.2 B\n";
    for plan in [BULLETS, paragraphs] {
        for wishes in [
            &[Op::InProgress, VALIDATED, Op::Open][..],
            &[VALIDATED, Op::InProgress, Op::Open],
            &[Op::InProgress, VALIDATED, Op::NotValidated, Op::Open],
            &[VALIDATED, Op::InProgress, Op::Done, Op::Open],
            &[Op::Done, VALIDATED, Op::InProgress, Op::Open],
            &[Op::Done, Op::InProgress, VALIDATED, Op::InProgress, Op::Done, Op::Open],
        ] {
            // Done, it gets a box in its heading, which has no mark for work in progress here.
            if plan == paragraphs && wishes[0] == Op::Done {
                continue;
            }
            assert_eq!(after(plan, wishes), plan, "{wishes:?}");
        }
    }
    assert_eq!(after(heading, &[VALIDATED, Op::Open]), heading.replace("[x]", "[ ]"));
    let done = after(BULLETS, &[VALIDATED, Op::InProgress, Op::Done]);
    assert!(
        Plan::read(&*done, "plan").text().contains("- **Validation**: `cargo test`\n- **Status**: Complete\n"),
        "{done}"
    );
}
