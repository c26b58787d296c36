//! What users of other plan readers have stumbled over, each in a public thread, told in plain words.

mod checks;

use checks::{apply, bytes_changed, intent, read};
use insta::assert_snapshot;
use tickdown::plan::{Diagnostic, Kind, NodeId, Op, Plan, State};
use tickdown::text::LineIndex;

/// Returns done and total of a plan.
fn counts(markdown: &str) -> (u32, u32) {
    let tally = read(markdown).node(NodeId::ROOT).tally;
    (tally.done, tally.total)
}

/// Returns the title and state of each item.
fn items(markdown: &str) -> String {
    let plan = read(markdown);
    let shown = |id: NodeId| {
        let node = plan.node(id);
        (node.kind == Kind::Item).then(|| format!("{} {:?}", node.title, node.state.expect("it has a box")))
    };
    plan.ids().filter_map(shown).collect::<Vec<_>>().join("\n")
}

/// Returns what a person is told of the text.
fn warnings(markdown: &str) -> String {
    let plan = read(markdown);
    let lines = LineIndex::new(plan.text());
    let told = plan.check(&|_| true);
    let line = |told: &Diagnostic| format!("{} {}: {}", lines.line(told.span.start), told.code, told.message);
    told.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn next(plan: &Plan) -> Option<&str> {
    plan.next_ready().map(|id| plan.address(id))
}

/// Fission-AI/OpenSpec#1761: an item with a marker that the reader did not know was dropped, and the plan was "complete".
#[test]
fn an_item_with_a_marker_that_nobody_knows_is_not_dropped_and_not_done() {
    let plan = "- [x] a\n- [?] b\n- [✓] c\n- [*] d\n- [o] e\n";
    assert_snapshot!(items(plan), @"
    a Done
    b Unknown
    c Unknown
    d Unknown
    e Unknown
    ");
    assert_eq!(counts(plan), (1, 5));
    assert_eq!(read(plan).diagnostics().len(), 4);
}

/// Fission-AI/OpenSpec#1861: `+`, `1.` and `1)` were not counted.
#[test]
fn all_five_list_markers_are_counted() {
    assert_eq!(counts("- [ ] a\n\n* [x] b\n\n+ [ ] c\n\n1. [x] d\n\n1) [ ] e\n"), (2, 5));
}

/// Fission-AI/OpenSpec#1485: indented items were not counted.
#[test]
fn items_are_counted_however_far_they_are_indented() {
    assert_eq!(counts("- [ ] a\n  - [x] b\n    - [ ] c\n\t  - [x] d\n   * [ ] e\n"), (2, 5));
    assert_eq!(counts("1. one\n   - [x] a\n      - [ ] b\n> - [ ] c\n"), (1, 3));
}

/// umputun/ralphex#328: `[ ]` in code was counted, so that the plan was never done.
#[test]
fn boxes_in_code_are_not_counted() {
    assert_eq!(counts("- [x] a\n\nWrite `- [ ] b` here.\n\n- `[ ]` c\n\nText.\n\n    - [ ] d\n"), (1, 1));
    for (open, close) in [("```", "```"), ("~~~", "~~~"), ("````md", "````"), ("```rust ignore", "```")] {
        assert_eq!(counts(&format!("- [x] a\n\n{open}\n- [ ] b\n{close}\n\n- [x] c\n")), (2, 2), "{open}");
    }
    assert_eq!(counts("- [x] a\n\n````\n```\n- [ ] b\n```\n- [ ] c\n````\n- [x] d\n"), (2, 2));
    assert_eq!(counts("- [x] a\n\n```\n~~~\n- [ ] b\n```\n- [x] c\n"), (2, 2));
}

/// joshsegall/frame: a fence in a note that nothing closes swallowed the rest of the file.
#[test]
fn a_fence_that_nothing_closes_ends_with_its_item() {
    let plan = "- [x] a\n  - note:\n    ```\n    - [ ] in the note\n- [ ] b\n- [x] c\n";
    assert_eq!(counts(plan), (2, 3));
    assert_snapshot!(warnings(plan), @"3 unclosed-fence: this fence is never closed and takes in 1 line that looks like a task");
    let unclosed = "- [x] a\n\n```\n- [ ] b\n\n## More\n- [x] c\n";
    assert_eq!(counts(unclosed), (1, 1));
    assert_snapshot!(warnings(unclosed), @"3 unclosed-fence: this fence is never closed and takes in 2 lines that look like tasks");
}

/// umputun/ralphex#221, #222, #228, frankbria/ralph-claude-code#239: criteria and optional items kept a plan from being
/// done.
#[test]
fn an_optional_item_keeps_nothing_from_being_done() {
    let plan = read("## Tasks\n- [x] 1. a\n- [ ]* 1.1 tests\n");
    assert_eq!(plan.node(NodeId::ROOT).state, Some(State::Done));
    assert_eq!(next(&plan), None);
}

/// The same threads: boxes in a section that describes the plan are work like any other, and are counted where they stand.
#[test]
fn criteria_in_their_own_section_keep_no_task_from_being_done() {
    let plan = read("## Success criteria\n- [ ] fast\n\n## Work\n### Task 1: a\n- [x] b\n");
    let task = plan.resolve("task 1").expect("it is there");
    assert_eq!(plan.node(task).state, Some(State::Done));
    assert_eq!(counts(plan.text()), (1, 2));
}

/// umputun/ralphex#290: a file without anything to do was worked on for ever.
#[test]
fn a_plan_without_steps_has_nothing_next_and_no_percentage() {
    let plan = read("# Ideas\n\n- think\n- `- [ ] not a task`\n");
    assert_eq!((next(&plan), counts(plan.text()), plan.node(NodeId::ROOT).state), (None, (0, 0), None));
}

/// frankbria/ralph-claude-code#144: `- [2026-01-29] …` was counted as unchecked.
#[test]
fn brackets_that_are_no_boxes_are_not_counted() {
    let plan = "- [2026-01-29] met\n- [x](https://example.org)\n- [1] source\n- [ref] source\n- [ ]text\n- [] empty\n- [x]: no\n- [xx] no\n";
    assert_eq!(counts(plan), (0, 0));
    assert_eq!(items("- [-] given up\n"), "given up Cancelled");
}

/// code-yeongyu/oh-my-openagent#6233, almogdepaz/wolfpack#74: ids such as `T1.1`, `F5` and `H2` were not read, so that
/// nothing was counted and nothing was ever complete.
#[test]
fn items_are_counted_however_they_are_numbered() {
    let plan = "- [x] T1.1 a\n- [ ] F5 b\n- [x] H2: c\n- [ ] 3) d\n- [ ] **T012** e\n- [ ] (4) f\n";
    assert_eq!(counts(plan), (2, 6));
    let plan = read(plan);
    for address in ["T1.1", "F5", "H2", "T012"] {
        assert!(plan.resolve(address).is_ok(), "{address}");
    }
}

/// The same threads: a section that was finished was offered again, and 0 of 0 was 100 %.
#[test]
fn what_is_done_is_not_offered_again_and_nothing_is_not_all() {
    let plan =
        read("## Phase 1: a ✅\n- [ ] left behind\n\n## Phase 2: b\n### Step 2.1: c\n- [x] d\n\n### Step 2.2: e\n");
    assert_eq!(next(&plan), Some("2.2"));
    let empty = read("## Phase 1: a\n\n## Phase 2: b\n");
    assert!(empty.ids().all(|id| empty.node(id).state.is_none()));
}

/// kirodotdev/Kiro#2385, #2038, #3810, Pimzino/spec-workflow-mcp#151, open-gsd/gsd-core#4247, #4786: an agent had put
/// numbers before the box, emojis, blank lines or a second list into the file, and the tasks were lost.
#[test]
fn a_file_that_an_agent_has_reshaped_keeps_its_tasks() {
    let plan = "1. [ ] a\n\n\n2. [x] ✅ b\n\n- 3. [ ] c\n\n- [x] 🚀 **4.** d\n\n- [ ] a\n- [x] ✅ b\n";
    assert_snapshot!(items(plan), @"
    a Open
    ✅ b Done
    c Open
    🚀 4. d Done
    a Open
    ✅ b Done
    ");
    assert_eq!(counts(plan), (3, 6));
    assert_snapshot!(warnings("- 2.1 [ ] a\n- ✅ [x] b\n-[ ] c\n"), @"
    1 near-task: a box that does not stand first is no task
    3 near-task: without a blank behind the bullet this is no list
    ");
    let read = read(plan);
    for id in read.ids().filter(|&id| read.node(id).state == Some(State::Open) && read.node(id).kind == Kind::Item) {
        let (ticked, _) = apply(&read, intent(read.address(id), Op::Done)).expect("an open box");
        assert_eq!(bytes_changed(plan, &ticked), Some(1), "no line is ever put in");
    }
}

/// bngarren/checkmate.nvim#81: `- [ ]` without a text, and `* [x]`, were not read.
#[test]
fn a_box_needs_no_text() {
    assert_eq!(counts("- [ ]\n* [x]\n+ [ ] \n1. [x]"), (2, 4));
}
