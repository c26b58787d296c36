//! Opening where a plan was left.

use super::{Bench, PLAN};
use crate::app::Start;

/// Returns what a plan that was left after `pressed` opens on when it reads `text`.
fn opens_on(pressed: &str, text: &str) -> String {
    let left = Bench::new(PLAN, (60, 24)).press(pressed).model.bookmark();
    let mut bench = Bench::new(text, (60, 12));
    bench.model.open_at(left.as_ref());
    let _ = bench.tree();
    let shown = bench.model.visible_rows().iter().any(|(_, selected)| *selected);
    assert!(shown, "the cursor is on the screen");
    bench.cursor().to_owned()
}

#[test]
fn a_plan_opens_where_it_was_left() {
    for (pressed, from, to, expected) in [
        ("", "", "", "Schema"),
        ("G", "", "", "Rollout"),
        ("G", "# Demo", "# Demo\nMore.\n- [ ] First\n", "Rollout"),
        ("2.1<enter>jj", "", "", "Body"),
        ("2.1<enter>jj", "[ ] Body", "[x] Body", "Body"),
        ("2.1<enter>jj", "- [ ] Body\n", "", "Schema"),
        // Who stands on what is next wants to see what is next then.
        ("jk", "### Step 1.1", "### [x] Step 1.1", "Keys"),
        ("j", "### Step 1.1", "### [x] Step 1.1", "Runs"),
    ] {
        assert_eq!(opens_on(pressed, &PLAN.replacen(from, to, 1)), expected, "{pressed}, {to}");
    }
}

#[test]
fn a_place_that_was_asked_for_goes_before() {
    let mark = Bench::new(PLAN, (60, 24)).press("G").model.bookmark();
    assert!(mark.is_some());
    let mut bench = Bench::new(PLAN, (60, 24));
    bench.model.settings.start = Start::Walk(None);
    bench.model.open_at(mark.as_ref());
    assert_eq!(bench.cursor(), "Schema");
}
