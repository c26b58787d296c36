//! What is written: `tick`, `untick`, `validate`, `invalidate`.

use insta::assert_snapshot;

use crate::bench::Bench;
use crate::{PLAN, planned};

#[test]
fn a_tick_changes_one_byte() {
    let bench = planned();
    assert_snapshot!(bench.run("tick PLAN.md 2.1/signature-is-checked"), @"
    done  2.1/signature-is-checked  Signature is checked  (line 17)
    => 0
    changed PLAN.md
    - - [ ] Signature is checked
    + - [x] Signature is checked
    ");
    assert_snapshot!(bench.run("tick PLAN.md 2.1/signature-is-checked"), @"
    already done  2.1/signature-is-checked  Signature is checked  (line 17)
    => 0
    ");
    assert_snapshot!(bench.run("untick 2.1/signature-is-checked --json"), @r#"
    {"schema":1,"file":"PLAN.md","dry_run":false,"changes":[{"address":"2.1/signature-is-checked","line":17,"from":"done","to":"open"}]}
    => 0
    changed PLAN.md
    - - [x] Signature is checked
    + - [ ] Signature is checked
    "#);
    assert_eq!(bench.read("PLAN.md"), PLAN);
}

#[test]
fn several_addresses_are_set_at_once_or_not_at_all() {
    let bench = planned();
    assert_snapshot!(bench.run("tick 2.1#2 :28 '2.2/three-tries' 2.1#2"), @"
    done  2.1/signature-is-checked  Signature is checked  (line 17)
    done  testing-strategy/load-tests  Load tests  (line 28)
    done  2.2/three-tries  Three tries  (line 22)
    => 0
    changed PLAN.md
    - - [ ] Signature is checked
    + - [x] Signature is checked
    -   - [ ] Three tries
    +   - [x] Three tries
    - - [-] Load tests
    + - [x] Load tests
    ");
    assert_snapshot!(bench.run("untick 2.1#2 nowhere"), @r#"
    ! tickdown: PLAN.md: nothing in it is called "nowhere". "tickdown show PLAN.md" prints the addresses. Nothing was written.
    => 1
    "#);
}

#[test]
fn a_step_is_done_and_validated_in_the_manner_of_the_plan() {
    let bench = planned();
    assert_snapshot!(bench.run("validate 1.1"), @"
    validated  1.1  Create the schema  (line 5)
    => 0
    changed PLAN.md
    - - **Validation**: `cargo test schema`
    + - [x] **Validation**: `cargo test schema`
    ");
    assert_snapshot!(bench.run("tick 2.1"), @"
    done  2.1  Wire the webhook  (line 12)  added `- **Status**: [x] Complete`
    => 0
    changed PLAN.md
    + - **Status**: [x] Complete
    ");
    assert_snapshot!(bench.run("validate 2.1"), @"
    validated  2.1  Wire the webhook  (line 12)
    => 0
    changed PLAN.md
    - - **Validation**: a signed request is stored
    + - **Validation**: ✅ a signed request is stored
    ");
    assert_snapshot!(bench.run("validate 2.1 --json"), @r#"
    {"schema":1,"file":"PLAN.md","dry_run":false,"changes":[]}
    => 0
    "#);
    assert_snapshot!(bench.run("invalidate 2.1"), @"
    done  2.1  Wire the webhook  (line 12)
    => 0
    changed PLAN.md
    - - **Validation**: ✅ a signed request is stored
    + - **Validation**: a signed request is stored
    ");
    assert_snapshot!(bench.run("invalidate 2.1"), @"
    already not validated  2.1  Wire the webhook  (line 12)
    => 0
    ");
    assert_snapshot!(bench.run("untick 2.1"), @"
    open  2.1  Wire the webhook  (line 12)  removed `- **Status**: [x] Complete`
    => 0
    changed PLAN.md
    - - **Status**: [x] Complete
    ");
}

#[test]
fn lines_that_are_added_leave_the_other_addresses_alone() {
    let bench = planned();
    assert_snapshot!(bench.run("tick 2.1 2.2"), @"
    done  2.1  Wire the webhook  (line 12)  added `- **Status**: [x] Complete`
    done  2.2  Retry with backoff  (line 19)  added `- **Status**: [x] Complete`
    => 0
    changed PLAN.md
    + - **Status**: [x] Complete
    + - **Status**: [x] Complete
    ");
}

#[test]
fn open_criteria_are_listed_unless_forced() {
    let bench = planned();
    assert_snapshot!(bench.run("validate 2.2"), @r#"
    ! tickdown: PLAN.md: 2.2 has open criteria: "Three tries", "Then an alarm". Tick them first, or use --force. Nothing was written.
    => 1
    "#);
    assert_snapshot!(bench.run("validate 2.2 --json"), @r#"
    {"schema":1,"error":{"code":"criteria-open","message":"PLAN.md: 2.2 has open criteria: \"Three tries\", \"Then an alarm\". Tick them first, or use --force. Nothing was written.","candidates":[{"address":"2.2/three-tries","title":"Three tries"},{"address":"2.2/then-an-alarm","title":"Then an alarm"}]}}
    ! tickdown: PLAN.md: 2.2 has open criteria: "Three tries", "Then an alarm". Tick them first, or use --force. Nothing was written.
    => 1
    "#);
    assert_snapshot!(bench.run("validate 2.2 --force"), @"
    validated  2.2  Retry with backoff  (line 19)
    => 0
    changed PLAN.md
    - - **Validation**:
    + - [x] **Validation**:
    ");
}

#[test]
fn a_dry_run_is_a_diff_and_writes_nothing() {
    let bench = planned();
    assert_snapshot!(bench.run("tick PLAN.md 2.1#2 --dry-run"), @"
    --- PLAN.md
    +++ PLAN.md
    @@ -14,7 +14,7 @@
     - **Validation**: a signed request is stored
     
     - [x] Route exists
    -- [ ] Signature is checked
    +- [x] Signature is checked
     
     ### Step 2.2: Retry with backoff
     - **Dependencies**: Step 2.1
    => 0
    ");
    assert_snapshot!(bench.run("tick PLAN.md 2.1#2 --dry-run --json"), @r#"
    {"schema":1,"file":"PLAN.md","dry_run":true,"changes":[{"address":"2.1/signature-is-checked","line":17,"from":"open","to":"done"}]}
    => 0
    "#);
    assert_snapshot!(bench.run("tick PLAN.md 2.1#1 --dry-run"), @"
    ! tickdown: PLAN.md: nothing would change.
    => 0
    ");
}

#[test]
fn an_expectation_is_held_against_the_node() {
    let bench = planned();
    assert_snapshot!(bench.run("tick 2.1#2 --expect 'Signature is'"), @"
    done  2.1/signature-is-checked  Signature is checked  (line 17)
    => 0
    changed PLAN.md
    - - [ ] Signature is checked
    + - [x] Signature is checked
    ");
    assert_snapshot!(bench.run("untick 2.1#2 --expect Route"), @r#"
    ! tickdown: PLAN.md: 2.1/signature-is-checked was expected to contain "Route", but it reads "Signature is checked". Nothing was written.
    => 1
    "#);
}

#[test]
fn an_address_that_is_gone_or_ambiguous_writes_nothing() {
    let bench = planned();
    assert_snapshot!(bench.run("tick PLAN.md 2.1#3"), @r#"
    ! tickdown: PLAN.md: 2.1#3 matches nothing: 2.1 has 2 items. Did you mean 2.1#2 "Signature is checked"? Nothing was written.
    => 1
    "#);
    assert_snapshot!(bench.run("tick PLAN.md 9.9 --json"), @r#"
    {"schema":1,"error":{"code":"not-found","message":"PLAN.md: nothing in it is called \"9.9\". \"tickdown show PLAN.md\" prints the addresses. Nothing was written.","candidates":[]}}
    ! tickdown: PLAN.md: nothing in it is called "9.9". "tickdown show PLAN.md" prints the addresses. Nothing was written.
    => 1
    "#);
    for (address, expected) in [
        (":1", ":1 matches nothing: line 1 is in no phase, step, section or list."),
        (":999", ":999 matches nothing: the plan has "),
    ] {
        let said = bench.run(&format!("tick PLAN.md {address}"));
        assert!(said.contains(expected), "{said}");
    }
    assert_snapshot!(bench.run("tick PLAN.md 'Unit tests'"), @r#"
    ! tickdown: PLAN.md: "Unit tests" matches more than one. Name one of them. Nothing was written.
    !   testing-strategy/unit-tests    Unit tests
    !   testing-strategy/unit-tests@2  Unit tests
    => 1
    "#);
    assert_snapshot!(bench.run("tick PLAN.md 'Unit tests' --json"), @r#"
    {"schema":1,"error":{"code":"ambiguous","message":"PLAN.md: \"Unit tests\" matches more than one. Name one of them. Nothing was written.","candidates":[{"address":"testing-strategy/unit-tests","title":"Unit tests"},{"address":"testing-strategy/unit-tests@2","title":"Unit tests"}]}}
    ! tickdown: PLAN.md: "Unit tests" matches more than one. Name one of them. Nothing was written.
    !   testing-strategy/unit-tests    Unit tests
    !   testing-strategy/unit-tests@2  Unit tests
    => 1
    "#);
    bench.write("many.md", (1..=50).map(|at| format!("- [ ] Create {at}x\n")).collect::<String>());
    assert_snapshot!(bench.run("tick many.md Create"), @r#"
    ! tickdown: many.md: "Create" matches 50. Name one of them. Nothing was written.
    !   create-1x  Create 1x
    !   create-2x  Create 2x
    !   create-3x  Create 3x
    !   create-4x  Create 4x
    !   create-5x  Create 5x
    !   create-6x  Create 6x
    !   create-7x  Create 7x
    !   create-8x  Create 8x
    !   and 42 more
    => 1
    "#);
    assert_snapshot!(bench.run("tick PLAN.md ''"), @r#"
    ! tickdown: [ADDRESS] is empty: "tickdown show" prints the addresses. Nothing was done.
    => 2
    "#);
    assert_snapshot!(bench.run("untick '' 2.1"), @r#"
    ! tickdown: [PATH] is empty: "tickdown show" prints the addresses. Nothing was done.
    => 2
    "#);
    assert_snapshot!(bench.run("show PLAN.md ' ' --json"), @r#"
    {"schema":1,"error":{"code":"usage","message":"[ADDRESS] is empty: \"tickdown show\" prints the addresses. Nothing was done.","candidates":[]}}
    ! tickdown: [ADDRESS] is empty: "tickdown show" prints the addresses. Nothing was done.
    => 2
    "#);
    assert_snapshot!(bench.run("tick PLAN.md testing-strategy"), @"
    ! tickdown: PLAN.md: testing-strategy stays as it is: a checklist has no mark of its own; its items have. Nothing was written.
    => 1
    ");
    assert_snapshot!(bench.run("tick PLAN.md phase-1"), @"
    ! tickdown: PLAN.md: phase-1 stays as it is: a phase without a mark of its own is done when all in it is; mark its steps or items. Nothing was written.
    => 1
    ");
}

#[test]
fn a_word_that_is_neither_file_nor_address_is_said_to_be_neither() {
    let bench = Bench::new();
    bench.write("PLAN.md", "# A\n\n## Rollout plan\n\n### Step 2.1: Wire\n\n- [ ] Signature is checked\n");
    assert_snapshot!(bench.run("tick plna 2.1"), @r#"
    ! tickdown: "plna" is no file, and matches nothing in PLAN.md, the only plan here. Nothing was done.
    => 1
    "#);
    assert_snapshot!(bench.run("show plna --json"), @r#"
    {"schema":1,"error":{"code":"not-found","message":"\"plna\" is no file, and matches nothing in PLAN.md, the only plan here. Nothing was done.","candidates":[]}}
    ! tickdown: "plna" is no file, and matches nothing in PLAN.md, the only plan here. Nothing was done.
    => 1
    "#);
    assert_snapshot!(bench.run("tick 2.2"), @r#"
    ! tickdown: "2.2" is no file, and matches nothing in PLAN.md, the only plan here. Nothing was done.
    => 1
    "#);
    assert_snapshot!(bench.run("tick Signatrue"), @r#"
    ! tickdown: "Signatrue" is no file, and matches nothing in PLAN.md, the only plan here. Did you mean 2.1/signature-is-checked "Signature is checked"? Nothing was done.
    => 1
    "#);
    assert_snapshot!(bench.run("show 2.1#4"), @r#"
    ! tickdown: PLAN.md: 2.1#4 matches nothing: 2.1 has 1 item. Did you mean 2.1#1 "Signature is checked"?
    => 1
    "#);
    assert_snapshot!(bench.run("show PLAN.md 2.2"), @r#"
    ! tickdown: PLAN.md: nothing in it is called "2.2". "tickdown show PLAN.md" prints the addresses.
    => 1
    "#);
}

#[test]
fn line_endings_and_a_missing_last_one_stay() {
    let bench = Bench::new();
    bench.write("PLAN.md", "\u{feff}# A\r\n\r\n- [ ] b\r\n- [ ] c");
    assert_snapshot!(bench.run("tick PLAN.md b c"), @r"
    done  b  (line 3)
    done  c  (line 4)
    => 0
    changed PLAN.md
    - - [ ] b\r
    - - [ ] c
    + - [x] b\r
    + - [x] c
    ");
    assert_eq!(bench.read("PLAN.md"), "\u{feff}# A\r\n\r\n- [x] b\r\n- [x] c");
}

#[test]
fn without_a_path_the_only_plan_is_taken() {
    let bench = planned();
    bench.write("README.md", "# Read me\n\n## Step 1: Install\n\n## 1.2 Use\n");
    bench.write("notes.md", "# Notes\n");
    assert_snapshot!(bench.run("tick 'Signature is checked'"), @"
    done  2.1/signature-is-checked  Signature is checked  (line 17)
    => 0
    changed PLAN.md
    - - [ ] Signature is checked
    + - [x] Signature is checked
    ");
    bench.write("docs/more.md", PLAN);
    assert_snapshot!(bench.run("untick 2.1#2"), @r#"
    ! tickdown: "2.1#2" is no file, and there are 2 plans in this folder: PLAN.md, docs/more.md. Name the one that you mean.
    => 1
    "#);
    assert_snapshot!(bench.run("tick docs 2.1#2"), @"
    done  2.1/signature-is-checked  Signature is checked  (line 17)
    => 0
    changed docs/more.md
    - - [ ] Signature is checked
    + - [x] Signature is checked
    ");
    assert_snapshot!(bench.run("tick"), @r#"
    ! tickdown: tick needs an address, as in "tickdown tick 2.1". "tickdown show" prints the addresses. Nothing was done.
    => 2
    "#);
    assert_snapshot!(bench.run("validate docs/more.md"), @r#"
    ! tickdown: validate needs an address, as in "tickdown validate docs/more.md 2.1". "tickdown show docs/more.md" prints the addresses. Nothing was done.
    => 2
    "#);
}

#[test]
fn a_file_named_like_an_address_is_the_plan() {
    let bench = planned();
    bench.write("2.1", "- [ ] a\n");
    assert_snapshot!(bench.run("tick 2.1"), @r#"
    ! tickdown: tick needs an address, as in "tickdown tick 2.1 2.1". "tickdown show 2.1" prints the addresses. Nothing was done.
    => 2
    "#);
    assert_snapshot!(bench.run("tick 2.1 a"), @"
    done  a  (line 1)
    => 0
    changed 2.1
    - - [ ] a
    + - [x] a
    ");
    assert_snapshot!(bench.run("tick PLAN.md 2.1"), @"
    done  2.1  Wire the webhook  (line 12)  added `- **Status**: [x] Complete`
    => 0
    changed PLAN.md
    + - **Status**: [x] Complete
    ");
}
