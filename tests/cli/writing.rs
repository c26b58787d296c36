//! Texts that are written: `add` and `edit`.

use insta::assert_snapshot;

use crate::{PLAN, planned};

#[test]
fn an_item_is_added_in_the_manner_of_the_plan() {
    let bench = planned();
    assert_snapshot!(bench.run("add PLAN.md 2.1/route-exists 'Body is logged'"), @"");
    assert_snapshot!(bench.run("add 2.2 'And a mail' --json"), @"");
    assert_snapshot!(bench.run("add 2.2 'Last one' --dry-run"), @"");
}

#[test]
fn a_title_or_a_field_is_changed() {
    let bench = planned();
    assert_snapshot!(bench.run("edit PLAN.md 2.1 'Connect the webhook'"), @"");
    assert_snapshot!(bench.run("edit 1.1 'Tables for all events' --field description"), @"");
    assert_snapshot!(bench.run("edit 1.1 'Tables for all events' --field Description"), @"");
    assert_snapshot!(bench.run("edit 2.1#2 'It is checked' --expect Nothing"), @"");
    assert_snapshot!(bench.run("edit 2.1#2 'It is checked' --dry-run --expect Signature"), @"");
}

#[test]
fn what_would_read_as_something_else_is_refused() {
    let bench = planned();
    assert_snapshot!(bench.run("edit 1.1 'Schema [ ]'"), @"");
    assert_snapshot!(bench.run("edit 1.1 x --field Nothing --json"), @"");
    assert_snapshot!(bench.run("edit 1.1"), @"");
    assert_snapshot!(bench.run("add"), @"");
    assert_eq!(bench.read("PLAN.md"), PLAN);
}
