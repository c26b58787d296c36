//! What is said of a save on top of which something of ours was made again.

use std::sync::Arc;

use super::{Bench, PLAN};
use crate::app::{By, Msg};
use crate::plan::Plan;

/// Returns the screen after somebody has saved `theirs`, and what we had made of it was made again.
fn again(before: &str, theirs: &str) -> Bench {
    let ours = theirs.replace("[ ] Route", "[x] Route");
    let mut bench = Bench::new(&before.replace("[ ] Route", "[x] Route"), (50, 24));
    if ours != **bench.model.plan().text() {
        bench = bench.save(&ours);
    }
    let made = vec![(Arc::new(Plan::read(theirs, "plan")), Arc::clone(bench.model.plan()))];
    let by = By { who: None, when: "12:04".to_owned() };
    bench.update(Msg::MadeAgain { said: "done again: Route".to_owned(), made, by });
    bench
}

#[test]
fn what_else_a_save_did_is_said_with_what_was_made_again() {
    let before = PLAN.replace("[ ] R", "[x] R").replace("[x] Route", "[ ] Route");
    for (from, to, expected) in [
        ("", "", "; c lists it"),
        ("[ ] Body\n", "[ ] Body\n- [ ] More\n", "; that save also: added More; c lists it"),
        ("[x] Runs", "[ ] Runs", "; that save also: unticked Runs; c lists it"),
        ("  - [x] Runs\n", "", "; that save also: lost Runs; c, then U puts back what was done"),
    ] {
        assert_eq!(again(&before, &before.replace(from, to)).said(), format!("done again: Route{expected}"));
    }
}
