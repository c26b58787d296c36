//! What is wrong with a plan.

use insta::assert_snapshot;

use super::{Bench, PLAN};
use crate::app::Line;

/// A plan with something to say of two of its nodes, and of itself.
const FLAWED: &str = "\
# Flawed
{{DATE}}
## Phase 1: Base
### Step 1.1: Schema
- **Dependencies**: 1.2
- [?] odd
### Step 1.2: Keys
- **Dependencies**: 1.1
### Step 1.3: [Task Name]
- []	empty
";

#[test]
fn diagnostics_lead_to_their_nodes() {
    let after = |pressed| {
        let bench = Bench::new(FLAWED, (60, 24)).press(pressed);
        format!("{} | {}", bench.cursor(), bench.said())
    };
    for (pressed, expected) in [
        ("d", "[Task Name] | [diagnostic 0]"),
        ("djj", "[Task Name] | [diagnostic 2]"),
        ("dGk", "[Task Name] | [diagnostic 3]"),
        ("dGgk", "[Task Name] | [diagnostic 0]"),
        ("d<enter>", "[Task Name] | that is about the plan itself"),
        ("dj<enter>", "Schema | "),
        ("hdjj<enter>", "odd | "),
        ("gdG<enter>", "[Task Name] | "),
        ("djd", "[Task Name] | "),
        ("djq", "[Task Name] | "),
        ("dj<esc>", "[Task Name] | "),
        ("djx<space>", "[Task Name] | [diagnostic 1]"),
    ] {
        assert_eq!(after(pressed), expected, "{pressed}");
    }
    let bench = Bench::new(PLAN, (60, 24)).press("dG<enter>");
    assert_eq!(bench.said(), "");
}

#[test]
fn the_list_of_diagnostics_stays_on_what_it_says() {
    let bench = Bench::new(FLAWED, (60, 24)).press("djj");
    let bench = bench.outside("{{DATE}}\n", "{{DATE}} {{DAY}}\n\n");
    assert!(bench.said().starts_with("[diagnostic 3] "), "{}", bench.said());
    let text = bench.model.plan().text().to_string();
    let bench = bench.outside(text.trim_start_matches("# Flawed\n"), "").press("j<enter>");
    assert!(!bench.said().starts_with('['), "{}", bench.said());
}

#[test]
fn rows_and_details_say_what_is_wrong() {
    let text = |line: &Line| line.iter().map(|run| &*run.text).collect::<String>().trim_end().to_owned();
    let bench = Bench::new(FLAWED, (44, 24));
    let rows = bench.model.visible_rows();
    assert_snapshot!(rows.iter().map(|(line, _)| text(line)).collect::<Vec<_>>().join("\n"), @"
    v Phase 1  Base                  ..... 0/3
    v o 1.1 Schema                !! needs 1.2
        ? odd                   ! unknown mark
      o 1.2 Keys                     needs 1.1
      o 1.3 [Task Name]                      !
    ");
    let bench = Bench::new(FLAWED, (60, 24)).press("j<enter>");
    assert_snapshot!(bench.model.detail().visible().iter().map(text).collect::<Vec<_>>().join("\n"), @"
    o open   line 9

    - [] empty

    !  without a blank between its brackets this is no box
       write `[ ]`
    !  a placeholder is still to be filled in
    ");
}
