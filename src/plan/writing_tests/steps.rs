//! Steps, phases and their validation.

use std::sync::Arc;

use insta::assert_snapshot;

use super::{Intent, Op, Plan, VALIDATED, changes, write};

const BULLETS: &str = "\
### Phase 1: Ground
#### Step 1.1: Schema
- **Description**: Create it
- **Validation**: `cargo test`

#### Step 1.2: Client
* __Goal__: Call it
";

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
fn steps_whose_lists_belong_to_a_line_above_them() {
    let plan = "### Task 1: A\n\n**What to do**:\nAll of it.\n\n**Parallelization**:\n\n- **Group**: 1\n  - more\n- **Blocked By**: None\n";
    assert_snapshot!(write(plan, "1", &Op::Done), @"
    -### Task 1: A
    +### [x] Task 1: A
    (added `[x]` to the heading)
    ");
    assert_snapshot!(write(plan, "1", &Op::InProgress), @"
    +**Status**: In Progress
    (added `**Status**: In Progress`)
    ");
    let own = plan.replace("**Parallelization**:", "As one of several.");
    assert_snapshot!(write(&own, "1", &Op::Done), @"
    +- **Status**: [x] Complete
    (added `- **Status**: [x] Complete`)
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
fn steps_with_a_sign_between_label_and_title() {
    let signs = "## Step 1: ✅ A\n## Step 2: ⏳ B\n## Step 3: C\n- [ ] c\n## Phase 9: D ✅ COMPLETED\n";
    assert_snapshot!(write(signs, "1", &Op::Open), @"
    -## Step 1: ✅ A
    +## Step 1: ⏳ A
    (`✅` is now `⏳`)
    ");
    assert_snapshot!(write(signs, "2", &Op::Done), @"
    -## Step 2: ⏳ B
    +## Step 2: ✅ B
    (`⏳` is now `✅`)
    ");
    assert_snapshot!(write(&signs.replace('⏳', "✅"), "2", &VALIDATED), @"
    +**Status**: ✅ Validated
    (added `**Status**: ✅ Validated`)
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
fn an_added_box_gives_way_to_a_status_when_the_step_is_begun() {
    let seed = "#### Step 2.1: A\n**Goal**: x\n\n#### Step 2.2: B\n**Goal**: y\n";
    let done = seed.replace("Step 2.1", "[x] Step 2.1");
    assert_snapshot!(write(&done, "2.1", &Op::InProgress), @"
    -#### [x] Step 2.1: A
    +#### Step 2.1: A
    +**Status**: In Progress  
    (removed `[x]`, added `**Status**: In Progress`)
    ");
    let validated = done.replace("A\n**Goal**", "A\n**Status**: ✅ Validated  \n**Goal**");
    assert_snapshot!(write(&validated, "2.1", &Op::InProgress), @"
    -#### [x] Step 2.1: A
    -**Status**: ✅ Validated  
    +#### Step 2.1: A
    +**Status**: 🔄 In Progress  
    (removed `[x]`, `✅ Validated` is now `🔄 In Progress`)
    ");
    // A box of the plan's own stays, and has no character for that.
    let own = seed.replace("Step 2.1", "[x] Step 2.1").replace("Step 2.2", "[ ] Step 2.2");
    assert_snapshot!(write(&own, "2.1", &Op::InProgress), @"not-applicable: 2.1 cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.");
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
