//! Small plans and what is to be known of them.

use insta::assert_snapshot;

use super::super::{NodeId, Plan};
use crate::text::LineIndex;

/// Returns a line for each diagnostic: `line:column severity code message`.
fn check(markdown: &str) -> String {
    check_with(markdown, &|_| true)
}

fn check_with(markdown: &str, exists: &dyn Fn(&str) -> bool) -> String {
    let plan = Plan::read(markdown, "plan");
    let index = LineIndex::new(markdown);
    let line = |diagnostic: &super::Diagnostic| {
        let at = diagnostic.span.start;
        let severity = format!("{:?}", diagnostic.severity).to_lowercase();
        let (line, column) = (index.line(at), index.column(markdown, at));
        format!("{line}:{column} {severity} {} {}", diagnostic.code, diagnostic.message)
    };
    plan.check(exists).iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_good_plan_has_nothing_to_say() {
    assert_snapshot!(check("\
# Plan (1/3 done)

[ref]: http://x.y

## Phase 1: A [ref] and [a link](x.md), [1] and ![image][ref]
### Step 1.1: a
- **Status**: [x] Complete
- [x] **Validation**: `make`
### Step 1.2: b
- **Dependencies**: Step 1.1, Node 18.2, 3 days of work, RFC-2119
- **Files to Create/Modify**: `src/a.rs`
- [ ] one [x](link)
- [x](link)
- [1] reference
- [P] legend
- [2026-01-29] a day
- [ ] [US1] two

> [x] done
> - [] quoted

| a | `[ ]` |
|---|---|
| - [ ] cell | [x] |
"), @"");
}

#[test]
fn placeholders_have_their_own_columns() {
    assert_snapshot!(check("\
---
date: {{DATE}}
tags: [One Two]
---
# [Feature Name]
**Author**: [Your Name], [Your Team]
## Phase [N]: [Title]
- **Files**: `[Specific files]` and `[Fact]`
- [ ] [Test case 1]
1. **Phase 1**: [Description] - [Validation criteria]
Written on {{CURRENT_DATE}} by `{{USER}}` and {{ name }}, see [Design Doc].
- [optional]
- [Defined Elsewhere]
- [[Wiki Page]]
- [Done]

[defined elsewhere]: x

```
[Task Name]
```
| [Name] | [Value] |
|---|---|
| é [x] | {{A}} |
"), @"
    2:7 warning placeholder the placeholder `{{DATE}}` is still to be filled in
    5:3 warning placeholder the placeholder `[Feature Name]` is still to be filled in
    6:13 warning placeholder the placeholder `[Your Name]` is still to be filled in
    6:26 warning placeholder the placeholder `[Your Team]` is still to be filled in
    7:15 warning placeholder the placeholder `[Title]` is still to be filled in
    8:15 warning placeholder the placeholder `[Specific files]` is still to be filled in
    9:7 warning placeholder the placeholder `[Test case 1]` is still to be filled in
    10:17 warning placeholder the placeholder `[Description]` is still to be filled in
    10:33 warning placeholder the placeholder `[Validation criteria]` is still to be filled in
    11:12 warning placeholder the placeholder `{{CURRENT_DATE}}` is still to be filled in
    22:3 warning placeholder the placeholder `[Name]` is still to be filled in
    22:12 warning placeholder the placeholder `[Value]` is still to be filled in
    24:11 warning placeholder the placeholder `{{A}}` is still to be filled in
    ");
}

#[test]
fn near_tasks() {
    assert_snapshot!(check("\
## Tasks
- [ ] a task
- [] empty
- [ ]glued
- [x]glued
- [ x ] wide
- `[ ]` in code
- `[x]` = done
- `[x]` Done
- \\[ \\] escaped
- \\é[ ] escaped elsewhere
- 2.1 [ ] number first
-[ ] bullet glued
1.[x] number glued
• [ ] foreign bullet

[ ] no bullet
  [x] no bullet either
[x] = done
[ ] Pass [ ] Fail

- [ ] item
      [ ] its second line
"), @"
    3:3 warning near-task without a blank between its brackets this is no box
    4:3 warning near-task without a blank behind it this is no box
    5:3 warning near-task without a blank behind it this is no box
    6:3 warning near-task a box holds one character, so this is none
    7:3 note near-task a box in a code span is no task
    10:3 note near-task an escaped bracket makes no box
    12:3 warning near-task a box that does not stand first is no task
    13:1 warning near-task without a blank behind the bullet this is no list
    14:1 warning near-task without a blank behind the bullet this is no list
    15:1 warning near-task this sign is no bullet in Markdown, so the box is no task
    17:1 warning near-task a box without a bullet is no task
    18:3 warning near-task a box without a bullet is no task
    23:7 warning near-task a box without a bullet is no task
    ");
}

#[test]
fn hidden_tasks() {
    assert_snapshot!(check("\
# P

```md
- [ ] one
- [x] two
```

<!-- - [ ] three -->

<details>
- [ ] four
</details>

Text:

    - [ ] five

- [ ] six
  ```sh
  - [ ] seven
- [ ] eight

> ```
> - [ ] nine
> ```

<!--
- [ ] ten
"), @"
    3:1 note hidden-tasks this fence holds 2 lines that look like tasks, but is code
    10:1 warning hidden-tasks this HTML block goes on to the next blank line and takes in 1 line that looks like a task
    16:7 warning hidden-tasks indented this far, 1 line that looks like a task can only be code
    19:3 warning unclosed-fence this fence is never closed and takes in 1 line that looks like a task
    27:1 warning unclosed-comment this comment is never closed and hides 1 line that looks like a task
    ");
    assert_snapshot!(check("# P\n- [ ] a\n\n```\n- [ ] b\n## Step 1: c\n"), @"4:1 warning unclosed-fence this fence is never closed and takes in 1 line that looks like a task");
    assert_snapshot!(check("# P\n- [ ] a\n\n~~~\nmake\n"), @"4:1 warning unclosed-fence this fence is never closed and takes in all that follows, 1 line");
    assert_snapshot!(check("```\na\n```\n\n```sh\nb\n```\n"), @"");
}

#[test]
fn dependencies_that_cannot_be_met() {
    assert_snapshot!(check("\
# P
## Phase 1: A
### Step 1.1: a
- **Dependencies**: 1.2
### Step 1.2: b
- **Dependencies**: Step 1.3 (first), Phase 1
### Step 1.3: c
- **Depends on**: 1.1, 1.9
### Step 1.4: d
- **Dependencies**: 1.4
### T-1.5: e
- **Dependencies**: T-1.4, T-1.5, UTF-8, Phase 7, Python 3.11, tasks 8 and 1.2
### Step 1.6: f
- **Dependencies**:
  - 3.1 completed
  - 2.5 hours
  - None
"), @"
    4:21 error cyclic-dependency each of these waits for the next: 1.1 → 1.2 → 1.3 → 1.1
    6:45 warning self-dependency 1.2 depends on phase 1, of which it is a part; that is ignored
    8:24 warning unknown-dependency 1.3 depends on 1.9, which is not in this plan
    10:21 error self-dependency 1.4 depends on itself, so it can never begin
    12:21 warning unknown-dependency T-1.5 depends on T-1.4, which is not in this plan
    12:28 error self-dependency T-1.5 depends on itself, so it can never begin
    12:48 warning unknown-dependency T-1.5 depends on phase 7, which is not in this plan
    12:70 warning unknown-dependency T-1.5 depends on 8, which is not in this plan
    15:5 warning unknown-dependency 1.6 depends on 3.1, which is not in this plan
    ");
}

#[test]
fn a_dependency_on_a_number_is_on_what_waits_for_it() {
    let phase = "## Phase 1: A\n### Step 1: a\n### Step 2: b\n";
    let ordered = "## Phase 1: A\n1. [ ] a\n2. [ ] b\n";
    for (plan, expected) in [
        (format!("{phase}- **Depends on**: Step 1\n"), ""),
        (format!("{phase}- **Depends on**: 1\n"), ""),
        (
            format!("{phase}- **Depends on**: Steps 1 and 2\n"),
            "4:31 error self-dependency Step 2 depends on itself, so it can never begin",
        ),
        (
            format!("{phase}- **Depends on**: Phase 1\n"),
            "4:25 warning self-dependency Step 2 depends on phase 1, of which it is a part; that is ignored",
        ),
        (
            format!("{phase}## Phase 2: B\n### Step 3: c\n- **Depends on**: Step 2, Phase 2\n"),
            "6:33 warning self-dependency Step 3 depends on phase 2, of which it is a part; that is ignored",
        ),
        (format!("{phase}## Phase 2: B\n**Depends on**: Step 2\n"), ""),
        (
            format!("{phase}## Phase 2: B\n**Depends on**: Phase 2\n"),
            "5:23 error self-dependency Phase 2 depends on itself, so it can never begin",
        ),
        (format!("{ordered}- [ ] c (depends on 1)\n"), ""),
        ("### Step 1: a\n- **Depends on**: Phase 1\n".to_owned(), ""),
        ("## Phase 1: A\n### Step 1.1: a\n- **Depends on**: 1\n".to_owned(), ""),
    ] {
        assert_eq!(check(&plan), expected, "{plan}");
    }
}

#[test]
fn dependencies_that_leave_open_what_they_name() {
    assert_snapshot!(check("\
# P
### Step 1: a
- **Depends on**: ALL
### Step 2: b
- **Depends on**: All previous tasks, all API tasks
### Step 3: c
- **Blocked By**: none, all tests, everything from the vendor, earlier talks, all tasks but 3, above
### Step 4: d (depends on all of the rest of the tasks)
- **Depends on**: all steps, everything else
"), @"
    3:19 warning unknown-dependency Step 1 depends on \"ALL\", which names no step
    5:39 warning unknown-dependency Step 2 depends on \"all API tasks\", which names no step
    7:79 warning unknown-dependency Step 3 depends on \"all tasks\", which names no step
    8:27 warning unknown-dependency Step 4 depends on \"all of the rest of the tasks\", which names no step
    ");
}

#[test]
fn circles_go_through_phases_and_items() {
    assert_snapshot!(check("\
# P
## Phase 1: A
### Step 1.1: a
- **Dependencies**: Step 2.1
## Phase 2: B
**Dependencies**: Phase 1
### Step 2.1: b
### Step 2.2: c
- **Dependencies**: Step 2.3
### Step 2.3: d
- **Dependencies**: Step 2.2
- [ ] T001 one (depends on T002)
- [ ] T002 two (depends on T001, T009)
"), @"
    4:21 error cyclic-dependency each of these waits for the next: 1.1 → 2.1 → Phase 2 → Phase 1 → 1.1
    9:21 error cyclic-dependency each of these waits for the next: 2.2 → 2.3 → 2.2
    12:27 error cyclic-dependency each of these waits for the next: T001 → T002 → T001
    13:34 warning unknown-dependency T002 depends on T009, which is not in this plan
    ");
}

#[test]
fn duplicate_numbers() {
    assert_snapshot!(check("\
# P
## Phase 1: A
### Task 1: a
### Task 2: b
### Step 1.1: c
## Phase 2: B
### Task 1: d
### Step 1.1: e
- [ ] T001 one
- [ ] 1. two
- [ ] 1. three
- [ ] Week 4: four
- [ ] Week 4: five
## Phase 2: C
- [ ] 1. six
- [ ] T001 seven
"), @"
    8:1 warning duplicate-number line 5 has the number 1.1 too
    11:1 warning duplicate-number line 10 has the number 1 too
    14:1 warning duplicate-number line 6 has the number Phase 2 too
    16:1 warning duplicate-number line 9 has the number T001 too
    ");
    // Numbers of items that run through the plan, and such as begin anew.
    assert_snapshot!(check("# P\n## A\n- [ ] 1. a\n- [ ] 2. b\n- [ ] 3. c\n## B\n- [ ] 3. d\n- [ ] 4. e\n"), @"7:1 warning duplicate-number line 5 has the number 3 too");
    assert_snapshot!(check("# P\n## A\n- [ ] 1. a\n- [ ] 2. b\n- [ ] 3. c\n## B\n- [ ] 1. d\n- [ ] 3. e\n"), @"");
}

#[test]
fn steps_that_say_too_little() {
    assert_snapshot!(check("\
# P
## Step 1.1: a ✅
**Verify**: look
## Step 1.2: b ✅
**Verify**: look
## Step 1.3: c
**Status**: 🟡 HIGH
## Step 1.4: d
- **Status**: Pending
- [x] **Validation**: ok
## Step 1.5: e ✅
- [ ] open
## Step 1.6: f
- [x] ticked
  - [x] done
  - [ ] open
- [x] settled
  - [-] given up
"), @r#"
    3:1 note not-validated 2 steps are done, but nobody has validated one of them
    7:13 note unknown-status "🟡 HIGH" is no status that is known, so 1.3 is read without it
    10:3 warning marks-disagree the validation is ticked, but the mark of its own says that it is not done
    11:16 warning marks-disagree it is marked done, but some of what lies in it is open
    14:3 warning marks-disagree it is ticked, but some of what lies below it is open
    "#);
    assert_snapshot!(check("## Step 1: a ✅\n**Verify**: look\n## Step 2: b ✅\n**Verify**: ✅ seen\n"), @"2:1 note not-validated Step 1 is done, but nobody has validated it");
}

#[test]
fn files_that_are_missing() {
    let there = |path: &str| path == "src/there.rs";
    assert_snapshot!(check_with("\
# P
## Step 1.1: a ✅
- **Files to Create/Modify**: `src/there.rs:12`, `src/gone.rs:7-9`, `cargo test`, `src/*.rs`, `/api/x.json`
## Step 1.2: b
- **Create**: `src/new.rs`
- **Modify**: `src/old.rs` (line 12)
## Step 1.3: c ✅
- **Files**:
  - src/listed.rs#L10 (the second half)
  - src/there.rs
  - Delete: `src/deleted.rs`
  - e.g. 3.5 and so on
", &there), @"
    3:51 warning missing-file 1.1 is done, but there is no file `src/gone.rs`
    6:16 note missing-file there is no file `src/old.rs` that 1.2 could change
    9:5 warning missing-file 1.3 is done, but there is no file `src/listed.rs`
    ");
}

#[test]
fn stale_counters() {
    assert_snapshot!(check("\
# P
**Status**: 1/3 Steps Complete (50%)
**Total Tasks**: 12
Progress: 2/4 items done, 1/2/2026
## Phase 1: A (1/2 complete)
### Step 1.1: a ✅
- [x] one
- [x] two
### Step 1.2: b
- [ ] three
- [ ] four
## Phase 2: B (1/1 ✅ COMPLETE)
### Step 2.1: c (tests 2/3 done)
## Overall
Total: 3 phases
Overall 66% complete, 3 of 5 done
"), @"
    3:18 note stale-counter `Total Tasks: 12` does not hold any more: the plan has 5
    12:16 warning stale-counter `1/1` does not hold any more: 0 of 1 units of work are done
    15:8 note stale-counter `Total: 3` does not hold any more: the plan has 2
    16:23 warning stale-counter `3 of 5` does not hold any more: 2 of 5 units of work are done
    ");
}

#[test]
fn a_conflict_is_an_error() {
    assert_snapshot!(check("# P\n<<<<<<< HEAD\n- [ ] a\n=======\n- [x] a\n>>>>>>> b\n- [?] c\n"), @"
    2:1 error conflict git has left a conflict here, and nothing is written
    7:3 warning unknown-mark `[?]` stands for no state; the item counts as not done
    ");
}

#[test]
fn a_place_belongs_to_the_innermost_node() {
    let text = "# P\nroot\n## A\n- [ ] a\n  - [ ] b\n    more\n  of a\n\nof A\n## B\n";
    let plan = Plan::read(text, "p");
    let title = |part: &str| plan.node(plan.node_at(text.find(part).expect(part))).title.to_string();
    assert_eq!(["root", "## A", "more", "B"].map(title), ["P", "A", "b more of a", "B"]);
    assert_eq!(plan.node_at(text.len()), NodeId::ROOT);
}
