//! What comparing real plans with their trees, line by line, has shown; each told in plain words on a small plan.

mod checks;

use checks::read;
use insta::assert_snapshot;
use tickdown::plan::{Diagnostic, Kind, NodeId, Plan, State};
use tickdown::text::LineIndex;

/// Returns the tree as text: kind, address, title, state, what it waits for, and whether it is a criterion.
fn tree(markdown: &str) -> String {
    let plan = read(markdown);
    let line = |id: NodeId| {
        let node = plan.node(id);
        let state = node.state.map_or(String::new(), |state| format!(" {}", state.name()));
        let needs: Vec<_> = plan.blocked_by(id).into_iter().map(|need| plan.address(need)).collect();
        let needs = if needs.is_empty() { String::new() } else { format!(" needs {}", needs.join(" ")) };
        let flags = [(node.criterion, " criterion"), (node.optional, " optional")];
        let flags: String = flags.into_iter().filter(|(holds, _)| *holds).map(|(_, flag)| flag).collect();
        let indent = "  ".repeat(usize::from(node.depth) - 1);
        format!("{indent}{} {} | {}{state}{needs}{flags}", node.kind.name(), plan.address(id), node.title)
    };
    plan.ids().map(line).collect::<Vec<_>>().join("\n")
}

fn next(markdown: &str) -> String {
    let plan = read(markdown);
    plan.next_ready().map_or("-", |id| plan.address(id)).to_owned()
}

/// Returns what a person is told where none of the files named is there.
fn told(plan: &Plan) -> String {
    let lines = LineIndex::new(plan.text());
    let line = |told: &Diagnostic| format!("{} {}: {}", lines.line(told.span.start), told.code, told.message);
    plan.check(&|_| false).iter().map(line).collect::<Vec<_>>().join("\n")
}

/// frame: `[-]` waits on something and is still to be done, `[~]` is put off.
#[test]
fn in_frame_a_dash_waits_and_a_tilde_is_parked() {
    let plan = "## Backlog\n- [-] `AB-001` a\n- [ ] `AB-002` b\n## Parked\n- [~] `AB-003` c\n";
    assert_snapshot!(tree(plan), @"
    checklist backlog | Backlog open
      item AB-001 | a open
      item AB-002 | b open
    checklist parked | Parked
      item AB-003 | c cancelled
    ");
    assert_eq!(next(plan), "AB-002");
}

/// castbot, `DittoDatto`: a step says that it waits, and was offered as the next thing to do.
#[test]
fn what_says_that_it_waits_is_not_next() {
    assert_eq!(next("### 1.1 a\n- **Status**: 🚧 Blocked\n### 1.2 b\n"), "1.2");
    assert_eq!(next("## Phase 1: a ⏸️\n- [ ] x\n## Phase 2: b\n- [ ] y\n"), "phase-2/y");
    assert_eq!(next("### 1.1 a\n**Status**: On hold until May\n### 1.2 b\n"), "1.2");
    assert_eq!(next("### 1.1 a\n**Status**: In progress, blocked on Friday\n### 1.2 b\n"), "1.1");
    assert_snapshot!(tree("## Phase 3: Later 🔮 FUTURE\n### 3.1 a\n- **Status**: 🔮 Future\n"), @"
    phase phase-3 | Later open
      step 3.1 | a open
    ");
}

/// cc-sdd: the star that marks what may be left out stands behind the number.
#[test]
fn a_star_behind_the_number_marks_what_may_be_left_out() {
    assert_snapshot!(tree("- [ ] 7.8 a\n- [ ] 7.9* (P) b\n- [ ] 2 * 3 is six\n- [ ] *1.2* c\n"), @"
    item 7.8 | a open
    item 7.9 | (P) b open optional
    item 2-3-is-six | 2 3 is six open
    item 1.2 | c open
    ");
}

/// atlas: an item's number in bold was no number.
#[test]
fn a_number_in_bold_is_a_number() {
    assert_snapshot!(tree("- [ ] **5.1.1** a\n- [ ] **5.1.2:** b\n- [ ] **T014** c\n- [ ] **3.** d\n- [ ] **4 eyes** e\n"), @"
    item 5.1.1 | a open
    item 5.1.2 | b open
    item T014 | c open
    item 3 | d open
    item 4-eyes-e | 4 eyes e open
    ");
}

/// superpowers: the only fifth step was known by `5` alone, like task 5.
#[test]
fn a_step_among_the_items_is_known_by_its_word_too() {
    let plan = "### Task 1: a\n- [ ] **Step 1: b**\n### Task 2: c\n- [ ] **Step 1: d**\n- [ ] **Step 2: e**\n";
    assert_snapshot!(tree(plan), @"
    step task-1 | a open
      item task-1/step-1 | b open
    step task-2 | c open
      item task-2/step-1 | d open
      item step-2 | e open
    ");
    assert!(read(plan).resolve("2").is_err(), "task 2 and step 2");
}

/// humanlayer: `(Sequential - Depends on Phase 1)`; aidevops: `blocked-by:t101`.
#[test]
fn dependencies_stand_in_titles_too() {
    assert_snapshot!(tree("\
## Phase 1: a
- [ ] t101 x
- [ ] t102 y #tag blocked-by:t101 ~2h
- [ ] t103 z blocked-by:t101,t102
## Phase 2: b (in a row - Depends on Phase 1)
- [ ] w
## Phase 3: what a parcel (or a letter) depends on
- [ ] v
"), @"
    phase phase-1 | a open
      item t101 | x open
      item t102 | y #tag blocked-by:t101 ~2h open needs t101
      item t103 | z blocked-by:t101,t102 open needs t101 t102
    phase phase-2 | b (in a row - Depends on Phase 1) open needs phase-1
      item phase-2/w | w open needs phase-1
    phase phase-3 | what a parcel (or a letter) depends on open
      item phase-3/v | v open
    ");
}

/// atlas, HVAC, growi: sections on how phases are carried out, proven and checked off have headings for each phase.
#[test]
fn a_heading_that_speaks_of_a_phase_is_not_the_phase() {
    assert_snapshot!(tree("\
## Phase 1: Lay the rails
- [ ] a
### Phase 1 completion notes
## Phase 2: Run
- [ ] b
## Success metrics
### Phase 1 Success
- [ ] c
### Phase 2
- [ ] d
## Later
### Phase 3: Fly
- [ ] e
## More
### Week 1
- [ ] f
"), @"
    phase phase-1 | Lay the rails open
      item phase-1/a | a open
      section phase-1/phase-1-completion-notes | Phase 1 completion notes
    phase phase-2 | Run open
      item phase-2/b | b open
    section success-metrics | Success metrics open
      checklist success-metrics/phase-1-success | Phase 1 Success open
        item success-metrics/phase-1-success/c | c open
      checklist success-metrics/phase-2 | Phase 2 open
        item success-metrics/phase-2/d | d open
    section later | Later open
      phase phase-3 | Fly open
        item phase-3/e | e open
    section more | More open
      phase week-1 |  open
        item week-1/f | f open
    ");
    assert_snapshot!(tree("## Phase 1: a\n### Week 1 x\n- [ ] b\n## Phase 2: c\n### Week 1 y\n- [ ] d\n"), @"
    phase phase-1 | a open
      phase phase-1/week-1 | x open
        item phase-1/week-1/b | b open
    phase phase-2 | c open
      phase phase-2/week-1 | y open
        item phase-2/week-1/d | d open
    ");
    assert_eq!(told(&read("## Phase 1: a\n- [ ] b\n## How\n### Phase 1 in detail\n")), "");
}

/// SSR: the steps of an example were four of 58 things to do.
#[test]
fn steps_of_an_example_are_no_work() {
    assert_snapshot!(tree("\
## Work
### Step 1: Do it
## Example: one parcel
### Step 1: Pack
### Step 2: Send
## Examples app
### Task 4: Draw
- [ ] a
"), @"
    section work | Work open
      step step-1 | Do it open
    section example-one-parcel | Example: one parcel
      section example-one-parcel/step-1 | Pack
      section example-one-parcel/step-2 | Send
    section examples-app | Examples app open
      step task-4 | Draw open
        item task-4/a | a open
    ");
}

/// ralphex: tasks one level deeper than the section that happens to stand before them.
#[test]
fn tasks_do_not_lie_in_the_goal() {
    for title in ["Goal", "Success criteria", "Summary", "Acceptance Criteria"] {
        let plan = read(&format!("# Plan\n## {title}\nAll is done.\n\n---\n\n### Task 1: a\n- [ ] b\n"));
        let task = plan.resolve("task-1").expect("it is there");
        assert_eq!(plan.node(task).parent, Some(NodeId::ROOT), "{title}");
    }
}

/// humanlayer and others: the criteria of a step or phase stand below a heading of their own.
#[test]
fn criteria_may_have_a_heading() {
    let plan = "\
## Phase 1: a
### Step 1.1: b
- [x] c
#### Acceptance Criteria
- [ ] d
### Success Criteria:
#### Automated Verification:
- [ ] e
## Acceptance Criteria
- [ ] f
";
    assert_snapshot!(tree(plan), @"
    phase phase-1 | a open
      step 1.1 | b open
        item 1.1/c | c done
        checklist 1.1/acceptance-criteria | Acceptance Criteria open criterion
          item 1.1/acceptance-criteria/d | d open criterion
      section phase-1/success-criteria | Success Criteria open criterion
        checklist phase-1/success-criteria/automated-verification | Automated Verification open criterion
          item phase-1/success-criteria/automated-verification/e | e open criterion
    checklist acceptance-criteria | Acceptance Criteria open
      item acceptance-criteria/f | f open
    ");
    let plan = read(plan);
    let step = plan.resolve("1.1").expect("it is there");
    let open: Vec<_> = plan.open_criteria(step).into_iter().map(|id| plan.address(id)).collect();
    assert_eq!(open, ["1.1/acceptance-criteria/d"]);
}

/// HVAC: bold steps in folded text went on behind it.
#[test]
fn bold_steps_end_with_the_folded_text_around_them() {
    assert_snapshot!(tree("\
## Phase 1: a

<details>
<summary>One</summary>

**Step 1: b**

- [ ] c

**Step 2: d**

</details>

<details>
<summary>Two</summary>

**Done when:**

- [ ] e

</details>
"), @"
    phase phase-1 | a open
      step step-1 | b open
        item step-1/c | c open
      step step-2 | d open
      checklist phase-1/done-when | Done when open criterion
        item phase-1/e | e open criterion
    ");
}

/// growi, castbot, atlas: below a last rule, author, date and status are those of the plan.
#[test]
fn a_footer_speaks_of_the_plan() {
    let plan = read(
        "# Plan\n### Step 1: a\n**Goal**: b\n\n---\n\n### Step 2: c\n\n---\n\n**Status**: ✅ Approved\n**Author**: Ada\n",
    );
    let names = |id: NodeId| plan.node(id).fields.iter().map(|field| &*field.name).collect::<Vec<_>>();
    let step = plan.resolve("step 2").expect("it is there");
    assert_eq!((names(NodeId::ROOT), names(step)), (vec!["Status", "Author"], vec![]));
    assert_eq!((plan.node(step).kind, plan.node(step).state), (Kind::Step, Some(State::Open)));
}

/// ILS, superpowers: a plan read outside its project had a warning for each of ninety files.
#[test]
fn that_no_file_is_there_is_said_once() {
    let plan = read("### 1.1 a ✅\n- **Files**: `src/a.rs`, `src/b.rs`\n### 1.2 b ✅\n- **Files**: `src/c.rs`\n");
    assert_snapshot!(told(&plan), @"2 missing-file: none of the 3 files that steps name from here on is there");
    let some = plan.check(&|path| path == "src/b.rs");
    assert_eq!(some.iter().filter(|told| told.code == "missing-file").count(), 2);
}
