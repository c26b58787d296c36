//! Going to a row by its number.

use super::{Bench, PLAN};
use crate::app::Msg;

const MANY: &str = "\
# Many
## Phase 1: One
### Step 1.1: a
### Step 1.10: b
## Phase 2: Two
### Step 2.1: c
### Step 2.2: d
- [ ] 2.2.1 item
## Phase 12: Twelve
";

/// Returns the title under the cursor, what the footer says, and what the shell was asked for.
fn jumped(markdown: &str, pressed: &str) -> String {
    let bench = Bench::new(markdown, (60, 24)).press(pressed);
    let footer: String = bench.model.said().into_iter().map(|run| run.text).collect();
    format!("{} | {footer}{}", bench.cursor(), bench.log.lines().collect::<String>())
}

#[test]
fn a_number_leads_to_its_row() {
    for (pressed, expected) in [
        ("2", "a | go to 2... enter: Phase 2  Two"),
        ("2.", "a | go to 2.... enter: Phase 2  Two"),
        ("2.2", "d | "),
        ("2.2<enter>", "d | "),
        ("2<enter>", "Two | "),
        ("1<enter>", "One | "),
        ("1.1", "a | go to 1.1... enter: 1.1 a"),
        ("1.1<enter>", "a | "),
        ("1.10", "b | "),
        ("12", "Twelve | "),
        ("2.3", "a | no 2.3 here"),
        ("2.3<backspace><enter>", "Two | "),
        ("9", "a | no 9 here"),
        ("99<enter>", "a | no 99 here"),
        ("99<backspace>", "a | no 9 here"),
        ("9<backspace>", "a | "),
        ("9912", "Twelve | "),
        ("91", "a | no 91 here"),
        ("2.992.2", "d | "),
        ("9<esc>", "a | "),
        ("9j", "b | "),
        ("2<esc>", "a | "),
        ("2<backspace>", "a | "),
        ("2.<backspace>", "a | go to 2... enter: Phase 2  Two"),
        ("2j", "b | "),
        ("2<space>", "a | nothing is marked: 2 was not gone to"),
        ("9<space>", "a | nothing is marked: no 9 here"),
        ("2<space><space>", "a | done 1.1, added `[x]` to the headingDone 1.1  ### [x] Step 1.1: a"),
        ("2<space>j", "b | "),
        ("2.2j", "item | "),
        ("2.21.10", "b | "),
    ] {
        assert_eq!(jumped(MANY, pressed), expected, "{pressed}");
    }
}

#[test]
fn what_completes_a_number_does_nothing_else() {
    let plan = "# P\n## A\n### Step 7.1: a\n## B\n### Step 8.1: b\n### Step 8.2: c\n";
    assert_eq!(jumped(plan, "7.1<enter>"), "a | ");
    assert_eq!(jumped(plan, "78.2"), "c | ");
    assert_eq!(jumped(plan, "8."), "a | go to 8.... enter: 8.1 b");
    let detail = Bench::new(plan, (60, 24)).press("7<enter><enter>");
    assert!(detail.said().starts_with("[detail]"), "{}", detail.said());
}

#[test]
fn enter_completes_a_number_only_where_it_is_typed_at_once() {
    let jump = || Bench::new(MANY, (60, 24)).press("2.2");
    assert_eq!(jump().press("<enter>").said(), "");
    let seen = || {
        let mut bench = jump();
        assert!(bench.model.has_arrived());
        bench.update(Msg::Arrived);
        assert!(!bench.model.has_arrived());
        bench
    };
    let detail = seen().press("<enter>");
    assert_eq!((detail.cursor(), detail.said().trim_end()), ("d", "[detail]"));
    assert_eq!(seen().press(".1").cursor(), "item", "the number goes on all the same");
    assert_eq!(seen().press(".1<enter>").said(), "", "and ends as any other");
    assert_eq!(jump().press("<space>").log.lines().next(), Some("Done 2.2"));
}

#[test]
fn items_have_their_numbers_where_nothing_else_has_one() {
    let plan = "# P\n## Tasks\n- [ ] 1. A\n  - [ ] 1.1 a\n- [ ] 7. B\n  - [ ] 7.2 b\n";
    assert_eq!(jumped(plan, "7.2"), "b | ");
    assert_eq!(jumped(plan, "7<enter>"), "B | ");
    assert_eq!(jumped(plan, "1<enter>"), "A | ");
}

#[test]
fn items_whose_numbers_go_on_through_the_plan_have_them_beside_phases() {
    let plan = "# P\n## Phase 1: A\n- [ ] 1. a\n- [ ] 2. b\n## Phase 2: B\n- [ ] 3. c\n  - [ ] 3.1 d\n- [ ] 24. e\n  - [ ] 24.1 f\n";
    for (pressed, expected) in [
        ("24.1", "f | "),
        ("24<enter>", "e | "),
        ("3<enter>", "c | "),
        ("3.1", "d | "),
        ("2<enter>", "B | "),
        ("2<enter>2<enter>", "b | "),
        ("4", "a | no 4 here"),
    ] {
        assert_eq!(jumped(plan, pressed), expected, "{pressed}");
    }
}

#[test]
fn numbers_of_lists_lead_on_from_those_of_phases() {
    let dotted = "# P\n## Phase 1: A\n- [ ] 1.1 a\n- [ ] 1.2 b\n## Phase 2: B\n- [ ] 2.1 c\n- [ ] 2.10 d\n";
    let steps = "# P\n### Task 1: A\n- [ ] **Step 1: a**\n### Task 2: B\n- [ ] **Step 1: b**\n- [ ] **Step 2: c**\n";
    for (plan, pressed, expected) in [
        (dotted, "2", "B | "),
        (dotted, "1.2", "b | "),
        (dotted, "1.2<enter>", "b | "),
        (dotted, "2.", "B | go to 2.... enter: Phase 2  B"),
        (dotted, "2.1", "B | go to 2.1... enter: 2.1 c"),
        (dotted, "2.1<enter>", "c | "),
        (dotted, "2.10", "d | "),
        (dotted, "1.2j", "B | "),
        (dotted, "1.3", "A | no 1.3 here"),
        (dotted, "12", "B | "),
        (steps, "2.2", "c | "),
        (steps, "2.1<enter>", "b | "),
        (MANY, "2.2.1", "item | "),
        (MANY, "2.2.1<enter>", "item | "),
    ] {
        assert_eq!(jumped(plan, pressed), expected, "{pressed}");
    }
    let phases = "# P\n## Phase 1: A\n### Step 1: a\n## Phase 2: B\n### Step 1: b\n### Step 2: c\n";
    assert_eq!(jumped(phases, "2.2"), "c | ");
}

#[test]
fn twins_are_walked_and_folds_opened() {
    let plan = "# P\n## Phase 1: A\n### Step 1: a\n## Phase 2: B\n### Step 1: b\n";
    assert_eq!(jumped(plan, "1<enter>"), "b | ");
    assert_eq!(jumped(plan, "1<enter>1<enter>"), "A | ");
    assert_eq!(jumped(plan, "gh1<enter>"), "a | ");
}

#[test]
fn where_nothing_has_a_number_it_says_so() {
    assert_eq!(jumped("- [ ] a\n", "1"), "a | no 1 here");
    assert_eq!(jumped(PLAN, ".1"), "Schema | go to 1... enter: Phase 1  Base", "a stop alone is another key");
}

#[test]
fn of_phases_and_steps_of_one_number_the_phase_comes_first() {
    let plan = "# P\n## Phase 1: A\n### Step 1: a\n### Step 2: b\n## Phase 2: B\n### Step 1: c\n";
    for (pressed, expected) in [
        ("2", "a | go to 2... enter: Phase 2  B"),
        ("2<enter>", "B | "),
        ("G2<enter>", "B | "),
        ("2<enter>2", "B | go to 2... enter: Step 2  b"),
        ("2<enter>2<enter>", "b | "),
        ("2<enter>2<enter>2<enter>", "B | "),
    ] {
        assert_eq!(jumped(plan, pressed), expected, "{pressed}");
    }
}

#[test]
fn an_id_leads_to_its_row() {
    let plan = "# P\n## Phase 1: A\n- [ ] T001 one\n- [ ] T013 two\n- [ ] T130 three\n## Phase 2: B\n- [ ] T131 four\n";
    for (pressed, expected) in [
        ("130", "three | "),
        ("T130", "three | "),
        ("t13", "one | go to t13... enter: T130 three"),
        ("T", "one | go to T... enter: T001 one"),
        ("T2", "one | no T2 here"),
        ("999", "one | no 999 here"),
        ("999130", "three | "),
        ("Tj", "two | "),
        ("13<enter>", "two | "),
        ("1<enter>", "A | "),
        ("1<enter>j1<enter>", "A | "),
        ("001<enter>", "one | "),
        ("T130<enter>", "three | "),
    ] {
        assert_eq!(jumped(plan, pressed), expected, "{pressed}");
    }
}
