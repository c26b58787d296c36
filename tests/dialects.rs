//! Plans in every manner that people and tools write them: the tree that a person sees there, and what each mark writes.
//!
//! The plans are our own, in `tests/plans`; each shows the shape of one dialect and its traps.
#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "lines are put together to be read, not to be fast"
)]

mod checks;

use std::fmt::Write;
use std::sync::Arc;

use checks::{apply, intent, own_plans, read};
use insta::assert_snapshot;
use tickdown::plan::{Field, Mark, NodeId, Op, Plan, State};

/// Reads `tests/plans/NAME.md`.
fn plan(name: &str) -> Arc<Plan> {
    let path = own_plans().join(format!("{name}.md"));
    read(&std::fs::read_to_string(path).expect("it is one of our own plans"))
}

/// Returns a line for the plan and each of its nodes: `kind label | title | state [mark] criterion (fields) needs`.
fn tree(plan: &Plan) -> String {
    let mut lines = String::new();
    for id in std::iter::once(NodeId::ROOT).chain(plan.ids()) {
        let node = plan.node(id);
        let mut line = "  ".repeat(usize::from(node.depth));
        line += &format!("{:?}", node.kind).to_lowercase();
        if let Some(label) = &node.label {
            line += &format!(" {}", label.number);
        }
        line += &format!(" | {}", node.title);
        if let Some(state) = node.state {
            line += &format!(" | {}", said(state));
        }
        line += &node.mark.as_ref().map_or(String::new(), |mark| shown(plan, mark));
        line += if node.criterion { " criterion" } else { "" };
        for field in &node.fields {
            line += &property(plan, field);
        }
        // What an ancestor waits for is said there.
        let own = plan.blocked_by(id).into_iter().filter(|need| node.needs.contains(need));
        let waits: Vec<&str> = own.map(|need| plan.address(need)).collect();
        if !waits.is_empty() {
            line += &format!(" blocked by {}", waits.join(", "));
        }
        writeln!(lines, "{}", line.trim_end()).expect("a string takes everything");
    }
    lines
}

fn said(state: State) -> String {
    format!("{state:?}").to_lowercase()
}

fn shown(plan: &Plan, mark: &Mark) -> String {
    format!(" `{}`", mark.span.of(plan.text()))
}

/// ` (Status=✅ Complete: done)`; of a longer value the first line.
fn property(plan: &Plan, field: &Field) -> String {
    let value = field.value.of(plan.text());
    let first = value.lines().next().unwrap_or_default();
    let more = if value.lines().count() > 1 { "…" } else { "" };
    let mark = field.mark.as_ref().map_or(String::new(), |mark| format!(": {}", said(mark.state)));
    format!(" ({}={first}{more}{mark})", field.name)
}

/// Returns what setting each mark at `address` writes, and what taking it back leaves changed.
fn marks(plan: &Arc<Plan>, address: &str) -> String {
    let was = plan.node(plan.resolve(address).expect("it is one of the plan")).state;
    let back = |op: &Op| match (op, was) {
        (Op::Validated { .. }, Some(State::Done)) => Op::NotValidated,
        (_, Some(State::Done)) => Op::Done,
        (_, Some(State::InProgress)) => Op::InProgress,
        (_, Some(State::Validated)) => Op::Validated { force: true },
        _ => Op::Open,
    };
    let mut lines = String::new();
    for op in [Op::Done, Op::InProgress, Op::Validated { force: true }, Op::Open] {
        let name = format!("{op:?}").to_lowercase();
        let name = name.split_whitespace().next().unwrap_or_default();
        match apply(plan, intent(address, op.clone())) {
            Err(refusal) => writeln!(lines, "{name}: {refusal}"),
            Ok((_, changes)) if changes.list.is_empty() => Ok(()),
            Ok((text, changes)) => {
                let restored = match apply(&changes.plan, intent(address, back(&op))) {
                    Err(refusal) => format!("{refusal}\n"),
                    Ok((restored, _)) => changed(plan.text(), &restored, "as it was\n"),
                };
                write!(lines, "{name}:\n{}back: {restored}", changed(plan.text(), &text, ""))
            }
        }
        .expect("a string takes everything");
    }
    lines
}

/// Returns the lines that differ, or `same` where none does.
fn changed(old: &str, new: &str, same: &str) -> String {
    if old == new {
        return same.to_owned();
    }
    let diff = similar::TextDiff::from_lines(old, new);
    let lines = diff.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal);
    lines.map(|change| format!("{}{}\n", change.tag(), change.value().trim_end_matches('\n'))).collect()
}

#[test]
fn template() {
    let plan = plan("seed");
    assert_snapshot!(tree(&plan), @"
    plan | Search index | open (Last Updated=2026-03-02)
      section | TLDR
      section | Phase Overview (Phase Name=Search) (Implementation Approach=Index first, screen later) (Dependencies=None)
      section | Implementation Steps | open
        phase 1 | Index | open (Objective=Every product is in the index)
          step 1.1 | Choose the tokenizer | open (Description=Compare two on our own texts) (Files to Create/Modify=`src/tokens.rs`) (Dependencies=None) (Validation=`cargo test tokens`)
          step 1.2 | Build the index | inprogress (Description=Write it in one pass) (Dependencies=1.1) (Validation=Checked on a copy of the catalogue…) (Status=In Progress: inprogress) blocked by 1.1
            item | All products are found | done `[x]` criterion
            item | Deleted ones are not | open `[ ]` criterion
          step 1.3 | Keep it fresh | validated (Description=Update on every save) (Dependencies=1.1, 1.2) (Validation=`cargo test fresh`: done) blocked by 1.1, 1.2
        phase 2 | Screen | open (Objective=People can use it)
          step 2.1 | Search box | open (Description=One line, at the top) (Dependencies=Phase 1 completion) (Validation=[How to verify completion]) (Status=[ ] Pending: open) blocked by phase-1
          step 2.2 | Result list | done (Description=Twenty at a time) (Dependencies=Step 2.1) (Validation=Looks right) (Status=[x] Complete: done) blocked by 2.1
      section | Testing Strategy | open
        checklist | Unit Tests | open
          item | Umlauts | done `[x]`
          item | Empty query | open `[ ]`
        checklist | Manual Testing | open
          item | [Manual test case 1] | open `[ ]`
      section | Rollout Plan
        checklist | Phase Rollout
          item 1 | Staff only - no complaints
          item 2 | Everyone - faster than before
        section | Rollback Plan
      checklist | Success Criteria | open
        item | Answers within 100 ms | open `[ ]`
    ");
    assert_snapshot!(marks(&plan, "1.2#2"), @"
    done:
    -  - [ ] Deleted ones are not
    +  - [x] Deleted ones are not
    back: as it was
    inprogress: 1.2/deleted-ones-are-not cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: 1.2/deleted-ones-are-not cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
    assert_snapshot!(marks(&plan, "1.1"), @"
    done:
    +- **Status**: [x] Complete
    back: +- **Status**: [ ] Pending
    inprogress:
    +- **Status**: In Progress
    back: +- **Status**: [ ] Pending
    validated:
    -- **Validation**: `cargo test tokens`
    +- [x] **Validation**: `cargo test tokens`
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "1.3"), @"
    inprogress:
    -- [x] **Validation**: `cargo test fresh`
    +- **Validation**: `cargo test fresh`
    +- **Status**: In Progress
    back: +- **Status**: [x] Complete
    open:
    -- [x] **Validation**: `cargo test fresh`
    +- **Validation**: `cargo test fresh`
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "2.1"), @"
    done:
    -- **Status**: [ ] Pending
    +- **Status**: [x] Complete
    back: -- **Status**: [ ] Pending
    +- **Status**: [ ] Not Started
    inprogress:
    -- **Status**: [ ] Pending
    +- **Status**: In Progress
    back: -- **Status**: [ ] Pending
    +- **Status**: Not Started
    validated:
    -- **Validation**: [How to verify completion]
    -- **Status**: [ ] Pending
    +- [x] **Validation**: [How to verify completion]
    +- **Status**: [x] Complete
    back: -- **Status**: [ ] Pending
    +- **Status**: [ ] Not Started
    ");
    assert_snapshot!(marks(&plan, "2.2"), @"
    inprogress:
    -- **Status**: [x] Complete
    +- **Status**: In Progress
    back: -- **Status**: [x] Complete
    +- **Status**: Complete
    validated:
    -- **Validation**: Looks right
    +- [x] **Validation**: Looks right
    back: as it was
    open:
    -- **Status**: [x] Complete
    +- **Status**: [ ] Pending
    back: as it was
    ");
}

#[test]
fn generic() {
    let plan = plan("generic");
    assert_snapshot!(tree(&plan), @"
    plan | Greenhouse controller | open (Status=In Progress: inprogress) (Overall=2/6 steps complete)
      section | Goals
      phase 1 | Sensors | done `✅ COMPLETE`
        step 1.1 | Wire the thermometers | done `✅`
        step 1.2 | Read them every minute | done `✅` (Files=`read.py`)
      phase 2 | Actors | inprogress `⏳ IN PROGRESS`
        step 2.1 | Open the windows | done (Status=✅ Complete: done) (Description=Above 27 degrees)
        step 2.2 | Water the beds | open (Status=⏳ Not Started: open) (Depends on=Step 2.1, Phase 1)
          item | Valve turns | open `[ ]`
          item | No drip afterwards | open `[ ]`
        step 2.3 | Alarm by mail | done `✅` (Dependencies=2.2) blocked by 2.2
      phase 3 | Handover
      checklist | Success Criteria | done
        item | A week alone ✅ 2026-04-20 | done `[x]`
    ");
    assert_snapshot!(marks(&plan, "2.2#1"), @"
    done:
    -- [ ] Valve turns
    +- [x] Valve turns
    back: as it was
    inprogress: 2.2/valve-turns cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: 2.2/valve-turns cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
    assert_snapshot!(marks(&plan, "1.1"), @"
    inprogress:
    -### 1.1 Wire the thermometers ✅
    +### 1.1 Wire the thermometers ⏳ IN PROGRESS
    back: as it was
    validated:
    +**Status**: ✅ Validated  
    back: as it was
    open:
    -### 1.1 Wire the thermometers ✅
    +### 1.1 Wire the thermometers
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "2.1"), @"
    inprogress:
    -**Status**: ✅ Complete
    +**Status**: 🔄 In Progress
    back: as it was
    validated:
    -**Status**: ✅ Complete
    +**Status**: ✅ Validated
    back: as it was
    open:
    -**Status**: ✅ Complete
    +**Status**: ⏳ Not Started
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "2.2"), @"
    done:
    -**Status**: ⏳ Not Started
    +**Status**: ✅ Complete
    back: as it was
    inprogress:
    -**Status**: ⏳ Not Started
    +**Status**: 🔄 In Progress
    back: as it was
    validated:
    -**Status**: ⏳ Not Started
    +**Status**: ✅ Validated
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "2.3"), @"
    inprogress:
    -### ✅ Step 2.3: Alarm by mail
    +### 🔄 Step 2.3: Alarm by mail
    back: as it was
    validated:
    +**Status**: ✅ Validated  
    back: as it was
    open:
    -### ✅ Step 2.3: Alarm by mail
    +### Step 2.3: Alarm by mail
    back: -### ✅ Step 2.3: Alarm by mail
    +### Step 2.3: Alarm by mail
    +**Status**: ✅ Complete
    ");
    assert_snapshot!(marks(&plan, "phase-2"), @"
    done:
    -## Phase 2: Actors ⏳ IN PROGRESS
    +## Phase 2: Actors ✅ COMPLETE
    back: -## Phase 2: Actors ⏳ IN PROGRESS
    +## Phase 2: Actors 🔄 IN PROGRESS
    validated:
    -## Phase 2: Actors ⏳ IN PROGRESS
    +## Phase 2: Actors ✅ COMPLETE
    +**Status**: ✅ Validated
    back: -## Phase 2: Actors ⏳ IN PROGRESS
    +## Phase 2: Actors 🔄 IN PROGRESS
    +**Status**: 🔄 In Progress
    open:
    -## Phase 2: Actors ⏳ IN PROGRESS
    +## Phase 2: Actors ⏳ NOT STARTED
    back: -## Phase 2: Actors ⏳ IN PROGRESS
    +## Phase 2: Actors 🔄 IN PROGRESS
    ");
}

#[test]
fn speckit() {
    let plan = plan("speckit");
    assert_snapshot!(tree(&plan), @"
    plan | Tasks: Lending desk | open (Input=Design documents from `/specs/007-lending-desk/`)
      section | Format: [ID] [P?] [Story] Description ([P]=Can run in parallel) ([Story]=Which user story it belongs to)
      phase 1 | Setup (Shared Infrastructure) | done
        item T001 | Create the folders | done `[X]`
        item T002 | [P] Configure the formatter in setup.cfg | done `[X]`
      phase 2 | User Story 1 - Borrow a book (Priority: P1) 🎯 MVP | open (Goal=A reader leaves with a book) (Independent Test=Scan one card and one book)
        checklist | Tests for User Story 1 | open
          item T010 | [P] [US1] Contract test in tests/test_borrow.py | open `[ ]`
        checklist | Implementation for User Story 1 | open (Checkpoint=Story 1 works on its own)
          item T011 | [US1] Loan model in src/loan.py | open `[ ]`
          item T012 | [US1] Desk endpoint in src/desk.py (depends on T011) | open `[ ]` blocked by T011
      section | Dependencies & Execution Order (Setup (Phase 1)=No dependencies)
    ");
    assert_snapshot!(marks(&plan, "T001"), @"
    inprogress: T001 cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: T001 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    open:
    -- [X] T001 Create the folders
    +- [ ] T001 Create the folders
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "T012"), @"
    done:
    -- [ ] T012 [US1] Desk endpoint in `src/desk.py` (depends on T011)
    +- [X] T012 [US1] Desk endpoint in `src/desk.py` (depends on T011)
    back: as it was
    inprogress: T012 cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: T012 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
}

#[test]
fn kiro() {
    let plan = plan("kiro");
    assert_snapshot!(tree(&plan), @"
    plan | Implementation Plan | open
      item 1 | Set up the ticket store | done `[x]` (Requirements=1.1, 1.2)
      item 2 | Sell tickets at the gate | inprogress `[-]`
        item 2.1 | Read the card | done `[x]` (Requirements=2.1)
        item 2.2 | Print the stub | open `[ ]` (Requirements=2.2)
      item 3 | Count the visitors | open `[ ]`
        item 3.1 | Count at the gate | open `[ ]` (Requirements=3.1)
        item 3.2 | Show the sum | open `[ ]` (Requirements=3.2, 3.3)
    ");
    assert_snapshot!(marks(&plan, "1"), @"
    inprogress:
    -- [x] 1. Set up the ticket store
    +- [-] 1. Set up the ticket store
    back: as it was
    validated: 1 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    open:
    -- [x] 1. Set up the ticket store
    +- [ ] 1. Set up the ticket store
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "2"), @"
    done:
    -- [-] 2. Sell tickets at the gate
    +- [x] 2. Sell tickets at the gate
    back: as it was
    validated: 2 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    open:
    -- [-] 2. Sell tickets at the gate
    +- [ ] 2. Sell tickets at the gate
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "2.2"), @"
    done:
    -- [ ] 2.2 Print the stub
    +- [x] 2.2 Print the stub
    back: as it was
    inprogress:
    -- [ ] 2.2 Print the stub
    +- [-] 2.2 Print the stub
    back: as it was
    validated: 2.2 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
}

#[test]
fn openspec() {
    let plan = plan("openspec");
    assert_snapshot!(tree(&plan), @"
    plan | plan | open
      checklist | 1. Command line | done
        item 1.1 | Add the flag --since | done `[x]`
        item 1.2 | Refuse dates in the future | done `[x]`
          item 1.2.1 | Word the message | done `[x]`
      checklist | 2. Report | open
        item 2.1 | Group entries by week | open `[ ]`
        item 2.2 | Show an empty week as a dash | open `[ ]`
      checklist | 3. Checks | open
        item 3.1 | Run report validate --strict | open `[ ]`
    ");
    assert_snapshot!(marks(&plan, "2.1"), @"
    done:
    -- [ ] 2.1 Group entries by week
    +- [x] 2.1 Group entries by week
    back: as it was
    inprogress: 2.1 cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: 2.1 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
}

#[test]
fn execplan() {
    let plan = plan("execplan");
    assert_snapshot!(tree(&plan), @"
    plan | Let the kiosk work without a network | open
      section | Purpose / Big Picture
      checklist | Progress | open
        item | (2026-05-01 09:10Z) Wrote down what the kiosk asks the server for. | done `[x]`
        item | (2026-05-02 14:00Z) Milestone 1: exhibits are kept in a local file. | done `[x]`
        item 2 | pictures are kept too (completed: thumbnails; remaining: full size). | open `[ ]`
        item | Validate by pulling the cable. | open `[ ]`
      section | Decision Log
      section | Plan of Work
        phase 1 | Local exhibits
        phase 2 | Local pictures
      checklist | Concrete Steps | done
        item | this one stands in prose of its own | done `[x]`
    ");
    assert_snapshot!(marks(&plan, "Validate by"), @"
    done:
    -- [ ] Validate by pulling the cable.
    +- [x] Validate by pulling the cable.
    back: as it was
    inprogress: progress/validate-by-pulling-the-cable cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: progress/validate-by-pulling-the-cable cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
    assert_snapshot!(marks(&plan, "thumbnails"), @"
    done:
    -- [ ] Milestone 2: pictures are kept too (completed: thumbnails; remaining: full size).
    +- [x] Milestone 2: pictures are kept too (completed: thumbnails; remaining: full size).
    back: as it was
    inprogress: progress/milestone-2 cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: progress/milestone-2 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
}

#[test]
fn conductor() {
    let plan = plan("conductor");
    assert_snapshot!(tree(&plan), @"
    plan | Plan: Seat maps | open
      phase 1 | Drawing [checkpoint: 4f1c2ab] | done
        item | Task: Draw rows from a file (9be01d2) | done `[x]`
          item | Write a failing test | done `[x]`
          item | Draw | done `[x]`
        item | Task: Mark the aisles [77aa310] | done `[x]`
        item | Task: Conductor - User Manual Verification 'Drawing' (Protocol in workflow.md) | done `[x]`
      phase 2 | Choosing | open
        item | Task: Click a seat | inprogress `[~]`
          item | Highlight it | done `[x]`
          item | Hold it for five minutes | open `[ ]`
        item | Task: Free it again | open `[ ]`
    ");
    assert_snapshot!(marks(&plan, "Draw rows"), @"
    inprogress:
    -- [x] Task: Draw rows from a file (9be01d2)
    +- [~] Task: Draw rows from a file (9be01d2)
    back: as it was
    validated: phase-1/task-draw-rows-from-a-file-9be01d2 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    open:
    -- [x] Task: Draw rows from a file (9be01d2)
    +- [ ] Task: Draw rows from a file (9be01d2)
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "Free it again"), @"
    done:
    -- [ ] Task: Free it again <!-- id: 7 -->
    +- [x] Task: Free it again <!-- id: 7 -->
    back: as it was
    inprogress:
    -- [ ] Task: Free it again <!-- id: 7 -->
    +- [~] Task: Free it again <!-- id: 7 -->
    back: as it was
    validated: phase-2/task-free-it-again cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
    assert_snapshot!(marks(&plan, "Click a seat"), @"
    done:
    -- [~] Task: Click a seat
    +- [x] Task: Click a seat
    back: as it was
    validated: phase-2/task-click-a-seat cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    open:
    -- [~] Task: Click a seat
    +- [ ] Task: Click a seat
    back: as it was
    ");
}

#[test]
fn ralph() {
    let plan = plan("ralph");
    assert_snapshot!(tree(&plan), @"
    plan | Fix plan | open
      checklist | High Priority (2/2 ✅ COMPLETE) | done
        item | Crash on an empty roster ✅ COMPLETED 2026-06-01 | done `[x]`
        item | Wrong weekday in March | done `[x]`
      checklist | Medium Priority | open
        item | Export to the calendar | open `[ ]`
          item | One event | done `[x]`
          item | Series | open `[ ]`
        item | Sort by shoe size | cancelled `[-]`
      checklist | Completed | done
        item | Project initialization | done `[x]`
      section | Notes
    ");
    assert_snapshot!(marks(&plan, "Crash on"), @"
    inprogress: high-priority-2-2-complete/crash-on-an-empty-roster-completed-2026 cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: high-priority-2-2-complete/crash-on-an-empty-roster-completed-2026 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    open:
    -- [x] Crash on an empty roster ✅ COMPLETED 2026-06-01
    +- [ ] Crash on an empty roster ✅ COMPLETED 2026-06-01
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "series"), @"
    done:
    -  - [ ] Series
    +  - [x] Series
    back: as it was
    inprogress: medium-priority/series cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: medium-priority/series cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
}

#[test]
fn ralphex() {
    let plan = plan("ralphex");
    assert_snapshot!(tree(&plan), @"
    plan | Plan: Weather on the front page | open
      section | Overview
      section | Validation Commands
      step 1 | Fetch the forecast | done
        item | Create forecast.go | done `[x]`
        item | Keep the last answer when the station is silent | done `[x]`
        item | Add tests | done `[x]`
      step 2 | Show it | open
        item | Template with icon and degrees | open `[ ]`
        item | Add tests | open `[ ]`
      phase 3 | Polish | open
        item | Day and night icons | open `[ ]`
    ");
    assert_snapshot!(marks(&plan, "1/add-tests"), @"
    inprogress: task-1/add-tests cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: task-1/add-tests cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    open:
    -- [x] Add tests
    +- [ ] Add tests
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "1"), @r#"
    inprogress:
    +**Status**: In Progress
    back: +**Status**: Complete
    validated:
    +**Status**: ✅ Validated
    back: as it was
    open: task-1 is done because all that lies in it is. Untick what is not done: task-1/create-forecast-go "Create forecast.go", task-1/keep-the-last-answer-when-the-station "Keep the last answer when the station is silent", task-1/add-tests "Add tests". Nothing was written.
    "#);
    assert_snapshot!(marks(&plan, "2"), @"
    done:
    -### Task 2: Show it
    +### [x] Task 2: Show it
    back: as it was
    inprogress:
    +**Status**: In Progress
    back: as it was
    validated:
    +**Status**: ✅ Validated
    back: as it was
    ");
}

#[test]
fn bmad() {
    let plan = plan("bmad");
    assert_snapshot!(tree(&plan), @"
    plan | Story 2.4: Return a bike | open (Status=Draft: open)
      section | Status
      section | Story
      section | Acceptance Criteria
      checklist | Tasks / Subtasks | open
        item 1 | Lock event (AC: 1) | done `[x]`
          item 1.1 | Listen to the lock | done `[x]`
          item 1.2 | End the ride | done `[x]`
        item 2 | Receipt (AC: 2) | open `[ ]`
          item 2.1 | Work out the price | open `[ ]`
          item 2.2 | Send it | open `[ ]`
      section | Dev Notes
      section | Change Log
    ");
    assert_snapshot!(marks(&plan, "1"), @"
    inprogress: task-1 cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: task-1 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    open:
    -- [x] Task 1: Lock event (AC: 1)
    +- [ ] Task 1: Lock event (AC: 1)
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "2.1"), @"
    done:
    -  - [ ] Subtask 2.1: Work out the price
    +  - [x] Subtask 2.1: Work out the price
    back: as it was
    inprogress: 2.1 cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: 2.1 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
}

#[test]
fn agentos() {
    let plan = plan("agentos");
    assert_snapshot!(tree(&plan), @"
    plan | Spec Tasks | open (Created=2026-03-01) (Status=Ready for Implementation: open)
      checklist | Tasks | open
        item 1 | Radar images | done `[x]`
          item 1.1 | Write tests for the download | done `[x]`
          item 1.2 | Download the last hour | done `[x]`
          item 1.3 | Verify all tests pass | done `[x]`
        item 2 | Animation | open `[ ]`
          item 2.1 | Write tests for the order of frames | done `[x]`
          item 2.2 | Play them in a loop ⚠️ Blocking issue: frames arrive out of order | open `[ ]`
          item 2.3 | Verify all tests pass | open `[ ]`
    ");
    assert_snapshot!(marks(&plan, "2.2"), @"
    done:
    -  - [ ] 2.2 Play them in a loop
    +  - [x] 2.2 Play them in a loop
    back: as it was
    inprogress: 2.2 cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: 2.2 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
    assert_snapshot!(marks(&plan, "2"), @"
    done:
    -- [ ] 2. Animation
    +- [x] 2. Animation
    back: as it was
    inprogress: 2 cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: 2 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
}

#[test]
fn superpowers() {
    let plan = plan("superpowers");
    assert_snapshot!(tree(&plan), @"
    plan | Quiet hours Implementation Plan | open (For agentic workers=Steps use checkbox (`- [ ]`) syntax for tracking.) (Goal=No notification between ten and six.) (Architecture=One function decides, everybody asks it.)
      step 1 | Decide | open (Files=- Create: `quiet/decide.py`…)
        item 1 | Write the failing test | done `[x]`
        item 2 | Run it to see it fail | open `[ ]`
        item 3 | Commit | open `[ ]`
      step 2 | Ask | open (Files=- Modify: `notify/send.py:40-52`)
        item 1 | Ask before sending | open `[ ]`
        item 2 | Commit | open `[ ]`
    ");
    assert_snapshot!(marks(&plan, "task-1/step-2"), @"
    done:
    -- [ ] **Step 2: Run it to see it fail**
    +- [x] **Step 2: Run it to see it fail**
    back: as it was
    inprogress: task-1/step-2 cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: task-1/step-2 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
    assert_snapshot!(marks(&plan, "task-1"), @"
    done:
    -### Task 1: Decide
    +### [x] Task 1: Decide
    back: as it was
    inprogress:
    +**Status**: In Progress
    back: as it was
    validated:
    +**Status**: ✅ Validated
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "task-2"), @"
    done:
    -### Task 2: Ask
    +### [x] Task 2: Ask
    back: as it was
    inprogress:
    +**Status**: In Progress
    back: as it was
    validated:
    +**Status**: ✅ Validated
    back: as it was
    ");
}

#[test]
fn backlog() {
    let plan = plan("backlog");
    assert_snapshot!(tree(&plan), @"
    plan | Lost property: label every find | open (id=task-31) (title=Lost property: label every find) (status=In Progress: inprogress) (priority=high)
      section | Description
      checklist | Acceptance Criteria | open
        item | #1 A label is printed for each find | done `[x]`
        item | #2 The shelf is on the label | open `[ ]`
      checklist | Definition of Done | open
        item | #1 Labels survive rain | open `[ ]`
      section | Implementation Plan
    ");
    assert_snapshot!(marks(&plan, "The shelf is"), @"
    done:
    -- [ ] #2 The shelf is on the label
    +- [x] #2 The shelf is on the label
    back: as it was
    inprogress: acceptance-criteria/2-the-shelf-is-on-the-label cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: acceptance-criteria/2-the-shelf-is-on-the-label cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
}

#[test]
fn zenflow() {
    let plan = plan("zenflow");
    assert_snapshot!(tree(&plan), @"
    plan | Fix the lift display | open
      section | Configuration (Artifacts Path={@artifacts_path} → `.zenflow/tasks/{task_id}`)
      section | Workflow Steps | open
        step | Step: Investigation | done `[x]`
        step 1.1 | Reproduce it in a test | done `[x]`
        step 1.2 | Skip no floor | open `[ ]` (Verification=`npm test lift`)
        step | Step: Report | open `[ ]`
    ");
    assert_snapshot!(marks(&plan, "1.1"), @"
    inprogress: 1.1 cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated:
    +**Status**: ✅ Validated
    back: as it was
    open:
    -### [x] Step 1.1: Reproduce it in a test
    +### [ ] Step 1.1: Reproduce it in a test
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "1.2"), @"
    done:
    -### [ ] Step 1.2: Skip no floor
    +### [x] Step 1.2: Skip no floor
    back: as it was
    inprogress: 1.2 cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated:
    -### [ ] Step 1.2: Skip no floor
    +### [x] Step 1.2: Skip no floor
    -**Verification**: `npm test lift`
    +**Verification**: ✅ `npm test lift`
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "Report"), @"
    done:
    -### [ ] Step: Report
    +### [x] Step: Report
    back: as it was
    inprogress: workflow-steps/step-report cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated:
    -### [ ] Step: Report
    +### [x] Step: Report
    +**Status**: ✅ Validated
    back: as it was
    ");
}

#[test]
fn aidevops() {
    let plan = plan("aidevops");
    assert_snapshot!(tree(&plan), @"
    plan | TODO | open
      section | Format
      checklist | Ready | open
        item t101 | Mirror the photo archive @ada #plan ~4h logged:2026-03-01 | open `[ ]`
          item t101.1 | Choose the second site ~1h | open `[ ]`
          item t101.2 | Copy at night ~3h blocked-by:t101.1 | open `[ ]` blocked by t101.1
        item t102 | Warn before the disk is full ~30m blocked-by:t101 | open `[ ]` blocked by t101
      checklist | Declined
        item t090 | Keep the thumbnails too Reason: they can be made again | cancelled `[-]`
      checklist | Done | done
        item t088 | Name the owner of each album ~1h actual:50m pr:#12 completed:2026-02-11 | done `[x]`
    ");
    assert_snapshot!(marks(&plan, "mirror"), @"
    done:
    -- [ ] t101 Mirror the photo archive @ada #plan ~4h logged:2026-03-01
    +- [x] t101 Mirror the photo archive @ada #plan ~4h logged:2026-03-01
    back: as it was
    inprogress: t101 cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: t101 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
    assert_snapshot!(marks(&plan, "disk is full"), @"
    done:
    -- [ ] t102 Warn before the disk is full ~30m blocked-by:t101
    +- [x] t102 Warn before the disk is full ~30m blocked-by:t101
    back: as it was
    inprogress: t102 cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: t102 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
    assert_snapshot!(marks(&plan, "album"), @"
    inprogress: t088 cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: t088 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    open:
    -- [x] t088 Name the owner of each album ~1h actual:50m pr:#12 completed:2026-02-11
    +- [ ] t088 Name the owner of each album ~1h actual:50m pr:#12 completed:2026-02-11
    back: as it was
    ");
}

#[test]
fn frame() {
    let plan = plan("frame");
    assert_snapshot!(tree(&plan), @"
    plan | Sound stage | open
      checklist | Backlog | open
        item SND-014 | Mix two inputs #core | inprogress `[>]` (added=2026-05-10) (dep=SND-003) (note=…)
          item SND-014.1 | Align the clocks | open `[ ]` (added=2026-05-11)
          item SND-014.2 | Add the samples #cc | inprogress `[>]`
        item SND-015 | Limit the sum | open `[ ]` (dep=SND-014) blocked by SND-014
        item SND-012 | Guess the room | open `[-]` (dep=SND-014, HALL-003) blocked by SND-014
      checklist | Parked
        item SND-020 | Surround | cancelled `[~]`
      checklist | Done | done
        item SND-003 | Read one input | done `[x]` (resolved=2026-05-09)
    ");
    assert_snapshot!(marks(&plan, "SND-014"), @"
    done:
    -- [>] `SND-014` Mix two inputs #core
    +- [x] `SND-014` Mix two inputs #core
    back: as it was
    validated: SND-014 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    open:
    -- [>] `SND-014` Mix two inputs #core
    +- [ ] `SND-014` Mix two inputs #core
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "SND-015"), @"
    done:
    -- [ ] `SND-015` Limit the sum
    +- [x] `SND-015` Limit the sum
    back: as it was
    inprogress:
    -- [ ] `SND-015` Limit the sum
    +- [>] `SND-015` Limit the sum
    back: as it was
    validated: SND-015 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
}

#[test]
fn claude() {
    let plan = plan("claude");
    assert_snapshot!(tree(&plan), @"
    plan | Show the tide on the harbour page Implementation Plan | open
      section | Overview
      section | What We're NOT Doing
      phase 1 | Read the tide table | open
        section | Overview
        section | Changes Required
          section | 1. Parser (File=`tide/parse.ts`) (Changes=Read one line for each hour)
        section | Success Criteria | open criterion
          checklist | Automated Verification | done criterion
            item | Unit tests pass: npm test tide | done `[x]` criterion
            item | Types check: npm run check | done `[x]` criterion
          checklist | Manual Verification | open criterion
            item | The highest tide is at the right hour | open `[ ]` criterion
      phase 2 | Draw it | open
        section | Success Criteria | open criterion
          checklist | Automated Verification | open criterion
            item | Build passes: npm run build | open `[ ]` criterion
      section | Testing Strategy
        section | Unit Tests
    ");
    assert_snapshot!(marks(&plan, "The highest tide"), @"
    done:
    -- [ ] The highest tide is at the right hour
    +- [x] The highest tide is at the right hour
    back: as it was
    inprogress: phase-1/success-criteria/manual-verification/the-highest-tide-is-at-the-right-hour cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: phase-1/success-criteria/manual-verification/the-highest-tide-is-at-the-right-hour cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
}

#[test]
fn ito() {
    let plan = plan("ito");
    assert_snapshot!(tree(&plan), @"
    plan | Tasks for: quieter-bells | open
      phase 1 |  | open (Depends On=None)
        step 1.1 | Measure the bells | done (Files=`bells/measure.rs`) (Dependencies=None) (Action=…) (Verify=`cargo test measure`) (Done When=Four numbers are written down) (Updated At=2026-03-04) (Status=[x] complete: done)
        step 1.2 | Choose a felt | inprogress (Dependencies=Task 1.1) (Verify=`cargo test felt`) (Status=[ ] in-progress: inprogress)
        step 1.3 | Ask the sexton | cancelled (Dependencies=None) (Status=[-] shelved: cancelled)
      phase 2 |  | open (Depends On=Wave 1) blocked by wave-1
        step 2.1 | Fix the felt | open (Dependencies=Task 1.2) (Verify=`cargo test fix`) (Done When=It stays on in the wind) (Status=[ ] pending: open) blocked by 1.2
    ");
    assert_snapshot!(marks(&plan, "1.1"), @"
    inprogress:
    -- **Status**: [x] complete
    +- **Status**: [ ] in-progress
    back: as it was
    validated:
    -- **Verify**: `cargo test measure`
    +- [x] **Verify**: `cargo test measure`
    back: as it was
    open:
    -- **Status**: [x] complete
    +- **Status**: [ ] pending
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "1.2"), @"
    done:
    -- **Status**: [ ] in-progress
    +- **Status**: [x] complete
    back: -- **Status**: [ ] in-progress
    +- **Status**: [ ] in progress
    validated:
    -- **Verify**: `cargo test felt`
    -- **Status**: [ ] in-progress
    +- [x] **Verify**: `cargo test felt`
    +- **Status**: [x] complete
    back: -- **Status**: [ ] in-progress
    +- **Status**: [ ] in progress
    open:
    -- **Status**: [ ] in-progress
    +- **Status**: [ ] pending
    back: -- **Status**: [ ] in-progress
    +- **Status**: [ ] in progress
    ");
    assert_snapshot!(marks(&plan, "1.3"), @"
    done:
    -- **Status**: [-] shelved
    +- **Status**: [x] complete
    back: -- **Status**: [-] shelved
    +- **Status**: [ ] pending
    inprogress:
    -- **Status**: [-] shelved
    +- **Status**: [ ] in-progress
    back: -- **Status**: [-] shelved
    +- **Status**: [ ] pending
    validated:
    -- **Status**: [-] shelved
    +- **Status**: [x] validated
    back: -- **Status**: [-] shelved
    +- **Status**: [ ] pending
    open:
    -- **Status**: [-] shelved
    +- **Status**: [ ] pending
    back: -- **Status**: [-] shelved
    +- **Status**: [ ] pending
    ");
    assert_snapshot!(marks(&plan, "2.1"), @"
    done:
    -- **Status**: [ ] pending
    +- **Status**: [x] complete
    back: -- **Status**: [ ] pending
    +- **Status**: [ ] not started
    inprogress:
    -- **Status**: [ ] pending
    +- **Status**: [ ] in-progress
    back: -- **Status**: [ ] pending
    +- **Status**: [ ] not started
    validated:
    -- **Verify**: `cargo test fix`
    +- [x] **Verify**: `cargo test fix`
    -- **Status**: [ ] pending
    +- **Status**: [x] complete
    back: -- **Status**: [ ] pending
    +- **Status**: [ ] not started
    ");
}

#[test]
fn japanese() {
    let plan = plan("japanese");
    assert_snapshot!(tree(&plan), @"
    plan | 図書館の引っ越し | open
      phase 1 | 準備 | open
        step 1.1 | 棚を数える | done (ステータス=完了: done)
          item | 一階 | done `[x]`
          item | 二階 | done `[x]`
        step 1.2 | 箱を注文する | open (ステータス=未着手: open) (依存=タスク 1.1)
        step 1.3 | 地図をかく | open
      phase 2 | 移動 | open
        item | 小説を運ぶ | open `[ ]`
    ");
    assert_snapshot!(marks(&plan, "一階"), @"
    inprogress: 1.1/一階 cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: 1.1/一階 cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    open:
    -- [x] 一階
    +- [ ] 一階
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "1.1"), @"
    inprogress:
    -**ステータス**: 完了
    +**ステータス**: 進行中
    back: as it was
    validated:
    -**ステータス**: 完了
    +**ステータス**: 検証済み
    back: as it was
    open:
    -**ステータス**: 完了
    +**ステータス**: 未着手
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "1.2"), @"
    done:
    -**ステータス**: 未着手
    +**ステータス**: 完了
    back: as it was
    inprogress:
    -**ステータス**: 未着手
    +**ステータス**: 進行中
    back: as it was
    validated:
    -**ステータス**: 未着手
    +**ステータス**: 検証済み
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "1.3"), @"
    done:
    +**ステータス**: 完了
    back: +**ステータス**: 未着手
    inprogress:
    +**ステータス**: 進行中
    back: +**ステータス**: 未着手
    validated:
    +**ステータス**: 検証済み
    back: +**ステータス**: 未着手
    ");
}

#[test]
fn chinese() {
    let plan = plan("chinese");
    assert_snapshot!(tree(&plan), @"
    plan | 图书馆搬家 | open
      phase 一 | 准备 | open
        step 1.1 | 数书架 | inprogress (状态=进行中: inprogress)
        step 1.2 | 订箱子 | open (依赖=1.1) blocked by 1.1
      phase 二 | 搬运 | open
        item | 小说 | open `[ ]`
        item | 诗集 | done `[x]`
      phase 3 | 整理 | done
        step 3.1 | 上架 | done `✅ 已完成`
    ");
    assert_snapshot!(marks(&plan, "1.1"), @"
    done:
    -- **状态**: 进行中
    +- **状态**: 已完成
    back: as it was
    validated:
    -- **状态**: 进行中
    +- **状态**: 已验证
    back: as it was
    open:
    -- **状态**: 进行中
    +- **状态**: 未开始
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "1.2"), @"
    done:
    +- **状态**: 已完成
    back: +- **状态**: 未开始
    inprogress:
    +- **状态**: 进行中
    back: +- **状态**: 未开始
    validated:
    +- **状态**: 已验证
    back: +- **状态**: 未开始
    ");
    assert_snapshot!(marks(&plan, "3.1"), @"
    inprogress:
    -### 步骤 3.1 上架 ✅ 已完成
    +### 步骤 3.1 上架 🔄 进行中
    back: as it was
    validated:
    +**状态**: 已验证
    back: +**状态**: 已完成
    open:
    -### 步骤 3.1 上架 ✅ 已完成
    +### 步骤 3.1 上架
    back: -### 步骤 3.1 上架 ✅ 已完成
    +### 步骤 3.1 上架
    +**状态**: 已完成
    ");
}

#[test]
fn korean() {
    let plan = plan("korean");
    assert_snapshot!(tree(&plan), @"
    plan | 도서관 이사 | open
      phase 1 | 준비 | open
        step 1.1 | 책장 세기 | done (파일=`shelves.csv`) (상태=완료: done)
        step 1.2 | 상자 주문 | open (상태=대기: open)
      phase 2 | 이동 | open
        item | 소설 | open `[ ]`
    ");
    assert_snapshot!(marks(&plan, "1.1"), @"
    inprogress:
    -- **상태**: 완료
    +- **상태**: 진행 중
    back: as it was
    validated:
    -- **상태**: 완료
    +- **상태**: 검증됨
    back: as it was
    open:
    -- **상태**: 완료
    +- **상태**: 대기
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "1.2"), @"
    done:
    -- **상태**: 대기
    +- **상태**: 완료
    back: as it was
    inprogress:
    -- **상태**: 대기
    +- **상태**: 진행 중
    back: as it was
    validated:
    -- **상태**: 대기
    +- **상태**: 검증됨
    back: as it was
    ");
}

#[test]
fn languages() {
    let plan = plan("languages");
    assert_snapshot!(tree(&plan), @"
    plan | Umzug, mudanza, переезд | open
      phase 1 | Preparar | done
        step 1.1 | Contar | done (Status=Completado: done)
      phase 2 | Emballer | done
        item | romans | done `[x]`
      phase 3 | Перевезти | open
        item | всё | open `[ ]`
      phase 4 | Aufstellen | done
        step 4.1 | Regale | done (Status=Erledigt: done)
    ");
    assert_snapshot!(marks(&plan, "1.1"), @"
    inprogress:
    -- **Status**: Completado
    +- **Status**: In Progress
    back: -- **Status**: Completado
    +- **Status**: Erledigt
    validated:
    -- **Status**: Completado
    +- **Status**: Validated
    back: -- **Status**: Completado
    +- **Status**: Erledigt
    open:
    -- **Status**: Completado
    +- **Status**: Not Started
    back: -- **Status**: Completado
    +- **Status**: Erledigt
    ");
    assert_snapshot!(marks(&plan, "4.1"), @"
    inprogress:
    -**Status**: Erledigt
    +**Status**: In Progress
    back: -**Status**: Erledigt
    +**Status**: Completado
    validated:
    -**Status**: Erledigt
    +**Status**: Validated
    back: -**Status**: Erledigt
    +**Status**: Completado
    open:
    -**Status**: Erledigt
    +**Status**: Not Started
    back: -**Status**: Erledigt
    +**Status**: Completado
    ");
}

#[test]
fn shapes() {
    let plan = plan("shapes");
    assert_snapshot!(tree(&plan), @"
    plan | Shapes | open
      phase 1 | Underlined | open
        item | ordered | open `[ ]`
        item | done | done `[x]`
          item | deeper | open `[ ]`
        item | with a parenthesis | open `[ ]`
        item | star | open `[ ]`
        item | plus | done `[x]`
        item | tab behind the bullet | open `[ ]`
          item | tab before it | open `[ ]`
        item | quoted | open `[ ]`
          item | and nested | done `[x]`
        item | folded | open `[ ]`
        step 1.1 | Twice | open
          item | the same | open `[ ]`
          item | the same | open `[ ]`
        step 1.1 | Twice | open
          item | the same | open `[ ]`
    ");
    assert_snapshot!(marks(&plan, "tab-before-it"), @"
    done:
    -	- [ ] tab before it
    +	- [x] tab before it
    back: as it was
    inprogress: phase-1/tab-before-it cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: phase-1/tab-before-it cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
    assert_snapshot!(marks(&plan, "deeper"), @"
    done:
    -   1. [ ] deeper
    +   1. [x] deeper
    back: as it was
    inprogress: phase-1/deeper cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: phase-1/deeper cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
    assert_snapshot!(marks(&plan, "with a parenthesis"), @"
    done:
    -10) [ ] with a parenthesis
    +10) [x] with a parenthesis
    back: as it was
    inprogress: phase-1/with-a-parenthesis cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: phase-1/with-a-parenthesis cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    ");
    assert_snapshot!(marks(&plan, "and-nested"), @"
    inprogress: phase-1/and-nested cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written.
    validated: phase-1/and-nested cannot be set so: an item is ticked, not validated; its step is. Nothing was written.
    open:
    ->   - [x] and nested
    +>   - [ ] and nested
    back: as it was
    ");
    assert_snapshot!(marks(&plan, "phase-1/step-1.1"), @"
    done:
    -Step 1.1: Twice
    +[x] Step 1.1: Twice
    back: as it was
    inprogress:
    +**Status**: In Progress
    back: as it was
    validated:
    +**Status**: ✅ Validated
    back: as it was
    ");
}
