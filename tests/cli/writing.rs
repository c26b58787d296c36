//! Texts that are written: `add` and `edit`.

use insta::assert_snapshot;

use crate::{PLAN, planned};

#[test]
fn an_item_is_added_in_the_manner_of_the_plan() {
    let bench = planned();
    assert_snapshot!(bench.run("add PLAN.md 2.1/route-exists 'Body is logged'"), @"
    added  2.1/body-is-logged  Body is logged  (line 17)
    => 0
    changed PLAN.md
    + - [ ] Body is logged
    ");
    assert_snapshot!(bench.run("add 2.2 'And a mail' --json"), @r#"
    {"schema":1,"file":"PLAN.md","dry_run":false,"changes":[{"address":"2.2/and-a-mail","line":25,"from":"open","to":"open"}]}
    => 0
    changed PLAN.md
    +   - [ ] And a mail
    "#);
    assert_snapshot!(bench.run("add 2.2 'Last one' --dry-run"), @"
    --- PLAN.md
    +++ PLAN.md
    @@ -23,6 +23,7 @@
       - [ ] Three tries
       - [ ] Then an alarm
       - [ ] And a mail
    +  - [ ] Last one
     
     ## Testing strategy
     
    => 0
    ");
}

#[test]
fn a_title_or_a_field_is_changed() {
    let bench = planned();
    assert_snapshot!(bench.run("edit PLAN.md 2.1 'Connect the webhook'"), @"
    changed  2.1  Connect the webhook  (line 12)
    => 0
    changed PLAN.md
    - ### Step 2.1: Wire the webhook
    + ### Step 2.1: Connect the webhook
    ");
    assert_snapshot!(bench.run("edit 1.1 'Tables for all events' --field description"), @"
    changed  1.1  Create the schema  (line 5)
    => 0
    changed PLAN.md
    - - **Description**: Tables for events
    + - **Description**: Tables for all events
    ");
    assert_snapshot!(bench.run("edit 1.1 'Tables for all events' --field Description"), @"
    nothing changed: it reads so already
    => 0
    ");
    assert_snapshot!(bench.run("edit 2.1#2 'It is checked' --expect Nothing"), @r#"
    ! tickdown: PLAN.md: 2.1/signature-is-checked was expected to contain "Nothing", but it reads "Signature is checked". Nothing was written.
    => 1
    "#);
    assert_snapshot!(bench.run("edit 2.1#2 'It is checked' --dry-run --expect Signature"), @"
    --- PLAN.md
    +++ PLAN.md
    @@ -14,7 +14,7 @@
     - **Validation**: a signed request is stored
     
     - [x] Route exists
    -- [ ] Signature is checked
    +- [ ] It is checked
     
     ### Step 2.2: Retry with backoff
     - **Dependencies**: Step 2.1
    => 0
    ");
}

#[test]
fn what_would_read_as_something_else_is_refused() {
    let bench = planned();
    assert_snapshot!(bench.run("edit 1.1 'Schema [ ]'"), @r#"
    ! tickdown: PLAN.md: 1.1 stays as it is: "[ ]" would be read as its state: open. Nothing was written.
    => 1
    "#);
    assert_snapshot!(bench.run("edit 1.1 x --field Nothing --json"), @r#"
    {"schema":1,"error":{"code":"not-applicable","message":"PLAN.md: 1.1 stays as it is: it has no field \"Nothing\"; its fields are Description, Status, Validation. Nothing was written.","candidates":[]}}
    ! tickdown: PLAN.md: 1.1 stays as it is: it has no field "Nothing"; its fields are Description, Status, Validation. Nothing was written.
    => 1
    "#);
    assert_snapshot!(bench.run("edit 1.1"), @r#"
    ! tickdown: edit needs an address and a text, as in "tickdown edit 2.1 TEXT". Nothing was done.
    => 2
    "#);
    assert_snapshot!(bench.run("add"), @r#"
    ! tickdown: add needs an address and a text, as in "tickdown add 2.1 TEXT". Nothing was done.
    => 2
    "#);
    assert_eq!(bench.read("PLAN.md"), PLAN);
}
