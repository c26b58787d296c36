//! Small plans and the trees they read as.

use insta::assert_snapshot;

use super::super::{Field, NodeId, Plan};

/// Returns the tree as text: kind, label, title, state and fields of each node.
fn tree(markdown: &str) -> String {
    let plan = Plan::read(markdown, "plan");
    let mut lines = vec![format!("{}{}", plan.title(), fields(&plan, NodeId::ROOT))];
    for id in plan.ids() {
        let node = plan.node(id);
        let label = node.label.as_ref().map_or(String::new(), |label| format!(" {}", label.number));
        let state = node.state.map_or(String::new(), |state| format!(" {state:?}"));
        let criterion = if node.criterion { " criterion" } else { "" };
        let prose: Vec<String> =
            node.prose.iter().map(|span| format!(" «{}»", span.of(markdown).replace('\n', "⏎"))).collect();
        let prose = prose.concat();
        let indent = "  ".repeat(usize::from(node.depth));
        lines.push(format!(
            "{indent}{:?}{label} {}{state}{criterion}{}{prose}",
            node.kind,
            node.title,
            fields(&plan, id)
        ));
    }
    lines.join("\n")
}

fn fields(plan: &Plan, id: NodeId) -> String {
    let field = |field: &Field| {
        let mark = field.mark.as_ref().map_or(String::new(), |mark| format!(" {:?}", mark.state));
        format!(" ({}={}{mark})", field.name, field.value.of(plan.text()).replace('\n', "⏎"))
    };
    plan.node(id).fields.iter().map(field).collect()
}

#[test]
fn phases_steps_fields_and_criteria() {
    assert_snapshot!(tree("\
# Webhook

Last Updated: 2026-01-01

## Implementation Steps

### Phase 1: Foundations
**Objective**: Solid ground

#### Step 1.1: Schema
- **Description**: Create the schema
- **Files to Create/Modify**: `a.sql`
- [x] **Validation**: `cargo test schema`
  - [x] Migration runs twice
  - [ ] Rollback works

#### Step 1.2: Client
- **Dependencies**: Step 1.1
- **Status**: ✅ Complete

## Rollout Plan

1. **Phase 1**: Staging - no errors
2. [x] **Phase 2**: Everybody
"), @"
    Webhook (Last Updated=2026-01-01)
      Section Implementation Steps Open
        Phase 1 Foundations Open (Objective=Solid ground)
          Step 1.1 Schema Validated (Description=Create the schema) (Files to Create/Modify=`a.sql`) (Validation=`cargo test schema`⏎  - [x] Migration runs twice⏎  - [ ] Rollback works Done)
            Item Migration runs twice Done criterion
            Item Rollback works Open criterion
          Step 1.2 Client Done (Dependencies=Step 1.1) (Status=✅ Complete Done)
      Checklist Rollout Plan Open
        Item 1 Staging - no errors
        Item 2 Everybody Done
    ");
}

#[test]
fn labels_make_checklists() {
    assert_snapshot!(tree("\
### Task 1: Build
**Tasks:**
- [ ] one
- [x] two

Text below two.

**Acceptance Criteria**:
- [ ] three

- **Extra**:
  - [ ] four
- Plain group
  - [ ] five
"), @"
    plan
      Step 1 Build Open (Tasks=) (Acceptance Criteria=)
        Checklist Tasks Open
          Item one Open
          Item two Done «Text below two.»
        Checklist Acceptance Criteria Open criterion
          Item three Open criterion
        Checklist Extra Open
          Item four Open
        Checklist Plain group Open
          Item five Open
    ");
}

#[test]
fn equal_levels_nest_by_number() {
    assert_snapshot!(tree("\
## Phase 0: Setup
### 0.2 Testing
### Task 0.2.1: Unit
### Task 0.2.2: End to end
### 0.3 Lint
### Phase 0.4: Really a step
## Notes
- [ ] 1. Group
- [ ] 1.1 Inside
- [ ] 2. Next
"), @"
    plan
      Phase 0 Setup Open
        Step 0.2 Testing Open
          Step 0.2.1 Unit Open
          Step 0.2.2 End to end Open
        Step 0.3 Lint Open
        Step 0.4 Really a step Open
      Checklist Notes Open
        Item 1 Group Open
          Item 1.1 Inside Open
        Item 2 Next Open
    ");
}

#[test]
fn boxes_that_are_no_tasks() {
    assert_snapshot!(tree("\
---
- [ ] front matter
---
## Tasks
```
- [ ] fenced
```
<!--
- [ ] commented
-->
- `[ ]` in code
- [x](link)
- [1] reference
- [P] legend
- [] empty
- [ ]glued

| a | b |
|---|---|
| - [ ] cell | x |

- [?] odd
- [ ]
"), @"
    plan
      Checklist Tasks Open «```⏎- [ ] fenced⏎```» «- `[ ]` in code» «- [x](link)» «- [1] reference» «- [P] legend» «- [] empty» «- [ ]glued» «| a | b |⏎|---|---|⏎| - [ ] cell | x |»
        Item odd Unknown
        Item  Open
    ");
}

#[test]
fn all_bullets_and_containers() {
    assert_snapshot!(tree("\
## Tasks
* [x] star
+ [X] plus
1. [ ] ordered
2) [ ] with parenthesis

> - [ ] quoted

- [ ]  two blanks
-	[ ] tabbed
    - [ ] deep
"), @"
    plan
      Checklist Tasks Open
        Item star Done
        Item plus Done
        Item ordered Open
        Item with parenthesis Open
        Item quoted Open
        Item two blanks Open
        Item tabbed Open
          Item deep Open
    ");
}

#[test]
fn title_and_text_around_it() {
    assert_snapshot!(tree("no heading at all"), @"plan");
    assert_snapshot!(tree("# Phase 1: A\n# Phase 2: B\n"), @"
    plan
      Phase 1 A
      Phase 2 B
    ");
    assert_snapshot!(tree("\u{feff}# Title ✅\r\n\r\n## Phase 1 – One ✅ DONE\r\n- [ ] a\r\n  more of a\r\n"), @"
    Title ✅
      Phase 1 One Done
        Item a more of a Open
    ");
    assert_snapshot!(tree("Setext\n======\n\nStep 1: x\n---------\n- [ ] a"), @"
    Setext
      Step 1 x Open
        Item a Open
    ");
}

#[test]
fn bold_lines_stand_for_headings_where_the_plan_uses_them_so() {
    assert_snapshot!(tree("\
## Work

**Phase 1: Base**

**Step 1: Schema** ✅
Some text.
- [ ] a

**Step 2: Client**
- **Goal**: x

## Notes
"), @"
    plan
      Section Work Open
        Phase 1 Base Open
          Step 1 Schema Done «Some text.»
            Item a Open
          Step 2 Client Open (Goal=x)
      Section Notes
    ");
    assert_snapshot!(tree("## Work\n\n**Step 1: Alone**\n\n- [ ] a\n"), @"
    plan
      Section Work Open
        Checklist Step 1: Alone Open
          Item a Open
    ");
}

#[test]
fn a_plan_in_one_fence_reads_as_that_plan() {
    assert_snapshot!(tree("\u{feff}\n```md\n# Plan\n\n## Progress\n\n- [x] one\n\n    ```sh\n    true\n    ```\n- [ ] two\n```\n"), @"
    Plan
      Checklist Progress Open
        Item one Done «```sh⏎    true⏎    ```»
        Item two Open
    ");
    assert_snapshot!(tree("```md\n- [ ] only an example\n```\n\n- [ ] a task\n"), @"
    plan
      Item a task Open
    ");
}

#[test]
fn a_row_that_repeats_a_step_is_a_second_view_of_it() {
    let plan = "\
## Progress
- [x] Phase 1: Base
- [ ] 1.1 Schema
- [ ] 1.1 Something else

## Phase 1: Base
### Step 1.1: Schema
- **Status**: Done
";
    assert_snapshot!(tree(plan), @"
    plan
      Checklist Progress Open
        Item 1 Base Done
          Item 1.1 Schema Open
          Item 1.1 Something else Open
      Phase 1 Base Done
        Step 1.1 Schema Done (Status=Done Done)
    ");
    let plan = Plan::read(plan, "plan");
    let views: Vec<_> =
        plan.ids().filter_map(|id| Some((plan.address(id), plan.address(plan.node(id).view_of?)))).collect();
    assert_snapshot!(format!("{views:?} {:?}", plan.node(NodeId::ROOT).tally), @r#"[("progress/phase-1", "phase-1"), ("progress/phase-1/1.1", "phase-1/step-1.1")] Tally { done: 1, total: 2 }"#);
    let said: Vec<_> = plan.diagnostics().iter().map(|diagnostic| &*diagnostic.message).collect();
    assert_snapshot!(said.join("\n"), @"
    it is ticked, but some of what lies below it is open
    it is open here, but done on line 7
    ");
}

#[test]
fn what_may_be_left_out_is_in_no_total() {
    let plan = Plan::read("- [x] 1. Do it\n- [ ]* 1.1 Test it\n- [ ] *emphasised*\n", "plan");
    let items: Vec<_> = plan.ids().map(|id| (&*plan.node(id).title, plan.node(id).optional)).collect();
    assert_snapshot!(format!("{items:?} {:?}", plan.node(NodeId::ROOT).tally), @r#"[("Do it", false), ("Test it", true), ("emphasised", false)] Tally { done: 1, total: 2 }"#);
}

#[test]
fn emphasis_around_a_field_is_no_part_of_its_value() {
    assert_snapshot!(tree("- [ ] 1. Read\n  - _Requirements: 1.1, 2.3_\n  - _Note: long\n    and longer_\n"), @"
    plan
      Item 1 Read Open (Requirements=1.1, 2.3) «- _Note: long⏎    and longer_»
    ");
}

#[test]
fn each_line_of_a_quote_may_be_a_field() {
    assert_snapshot!(tree("# Plan\n\n> Created: 2026-03-01\n> **Status**: Ready\n>\n> Words\n> and more\n"), @"Plan (Created=2026-03-01) (Status=Ready Open)");
}

#[test]
fn front_matter_speaks_of_the_plan() {
    assert_snapshot!(tree("---\nid: task-7\ntitle: 'Lost: found'\nstatus: In Progress\nlabels: []\n---\n\n## Tasks\n- [ ] a\n"), @"
    Lost: found (id=task-7) (title=Lost: found) (status=In Progress InProgress)
      Checklist Tasks Open
        Item a Open
    ");
    assert_snapshot!(tree("+++\ntitle = \"x\"\n+++\n# Plan\n"), @"Plan (title=x)");
}

#[test]
fn a_story_has_its_status_below_a_heading() {
    assert_snapshot!(tree("# Story 1.1: Bikes\n\n## Status\n\nReady for Review\n\n## Story\n\nDone\n"), @"
    Story 1.1: Bikes (Status=Ready for Review InProgress)
      Section Status «Ready for Review»
      Section Story «Done»
    ");
    assert_snapshot!(tree("# Bikes\n\n## Status\n\nDone\nand dusted\n\n### Task 1\n#### Status\nDone\n"), @"
    Bikes
      Section Status Open «Done⏎and dusted»
        Step 1  Open
          Section Status «Done»
    ");
}

#[test]
fn a_list_below_an_empty_field_is_its_value_unless_it_speaks_of_the_step() {
    assert_snapshot!(tree("### Task 1: Decide\n\n**Files:**\n- Create: `a.py`\n- Test: `b.py`\n\n- [ ] one\n"), @"
    plan
      Step 1 Decide Open (Files=- Create: `a.py`⏎- Test: `b.py`)
        Item one Open
    ");
    assert_snapshot!(tree("### Task 1: Decide\n**More**:\n- **Size**: 3\n- **Blocked By**: None\n"), @"
    plan
      Step 1 Decide Open (More=) (Size=3) (Blocked By=None)
    ");
    assert_snapshot!(tree("### Task 1: Decide\n**Files:**\n- Create: `a.py`\n  - for all\n- x\n- **Status**: Done\n"), @"
    plan
      Step 1 Decide Done (Files=- Create: `a.py`⏎  - for all⏎- x) (Status=Done Done)
    ");
}

#[test]
fn tasks_do_not_lie_in_the_section_that_happens_to_stand_before_them() {
    assert_snapshot!(tree("# Plan\n## Validation Commands\n- `make`\n\n### Task 1: a\n- [ ] x\n### Task 2: b\n### Notes\n## Steps\n### Task 3: c\n"), @"
    Plan
      Section Validation Commands «- `make`»
      Step 1 a Open
        Item x Open
      Step 2 b Open
      Section Notes
      Section Steps Open
        Step 3 c Open
    ");
    assert_snapshot!(tree("# Plan\n## Overview\n### 1.1 Bare\n### Goals\n"), @"
    Plan
      Section Overview Open
        Step 1.1 Bare Open
        Section Goals
    ");
}

#[test]
fn a_bold_line_that_leads_over_to_a_list_labels_it() {
    assert_snapshot!(tree("## Phase 1: A\n**Step 1: B**\n- [ ] a\n\n**Step 2: C**\n\n**Week 1**:\n- [ ] b\n\n**Phase 1 Success Criteria:**\n- [ ] c\n"), @"
    plan
      Phase 1 A Open
        Step 1 B Open
          Item a Open
        Step 2 C Open
          Checklist Week 1 Open
            Item b Open
          Checklist Phase 1 Success Criteria Open
            Item c Open
    ");
}

#[test]
fn a_group_in_a_labelled_list_lies_in_it() {
    assert_snapshot!(tree("## Work\n**Tasks:**\n- [ ] a\n- group\n  - [ ] b\n- [ ] c\n\n1. other\n   - [ ] d\n\n- [ ] e\n"), @"
    plan
      Checklist Work Open (Tasks=)
        Checklist Tasks Open
          Item a Open
          Checklist group Open
            Item b Open
          Item c Open
        Checklist other Open
          Item d Open
        Item e Open
    ");
}

#[test]
fn a_value_that_ends_in_a_colon_goes_on() {
    let value = |behind: &str| {
        let text = format!("### Task 1: A\n**What to do**:\nWrite one that:\n{behind}\n\n**Must not do**: b\n");
        let plan = crate::plan::Plan::read(&*text, "plan");
        let node = plan.node(plan.resolve("task-1").expect("it is there"));
        let prose: Vec<_> = node.prose.iter().map(|span| span.of(plan.text())).collect();
        let fields: Vec<_> = node.fields.iter().map(|field| field.value.of(plan.text())).collect();
        (fields.join(" / "), prose.join(" / "))
    };
    for (behind, field, prose) in [
        ("1. a\n2. c", "Write one that:\n1. a\n2. c / b", ""),
        ("\n1. a\n2. c", "Write one that:\n\n1. a\n2. c / b", ""),
        ("\nThis:\n\n- a", "Write one that:\n\nThis:\n\n- a / b", ""),
        ("\n```sh\nx\n```\n\nMore", "Write one that:\n\n```sh\nx\n``` / b", "More"),
        ("is good.\n- a", "Write one that:\nis good. / b", "- a"),
        ("- [ ] a", "Write one that: / b", ""),
    ] {
        assert_eq!(value(behind), (field.to_owned(), prose.to_owned()), "{behind}");
    }
}
