//! What is read and printed: `status`, `show`, `next`.

use insta::assert_snapshot;

use crate::bench::Bench;
use crate::planned;

#[test]
fn status_is_three_lines_a_plan() {
    let bench = planned();
    assert_snapshot!(bench.run("status"), @"
    PLAN.md  Payment webhook
      2/7 done, 0 of 3 steps validated, 1 cancelled
      next  2.1  Wire the webhook  (line 12)
    => 0
    ");
    assert_snapshot!(bench.run("status PLAN.md --json"), @r#"
    {"schema":1,"plans":[{"file":"PLAN.md","title":"Payment webhook","progress":{"done":2,"total":7},"items":{"done":1,"total":6,"cancelled":1},"steps":{"done":1,"validated":0,"total":3},"phases":{"done":1,"total":2},"next":{"address":"2.1","title":"Wire the webhook","line":12},"conflict":null}]}
    => 0
    "#);
}

#[test]
fn status_of_a_folder_is_all_its_plans() {
    let bench = planned();
    bench.write("docs/other.markdown", "- [x] a\n- [x] b\n- [x] c\n");
    bench.write("docs/notes.md", "# Notes\n\n- [ ] one box\n- [ ] two boxes\n");
    bench.write("docs/list.md", "- [ ] one\n- [ ] two\n- [ ] three\n");
    assert_snapshot!(bench.run("status ."), @"
    PLAN.md  Payment webhook
      2/7 done, 0 of 3 steps validated, 1 cancelled
      next  2.1  Wire the webhook  (line 12)
    docs/list.md  list.md
      0/3 done
      next  one  (line 1)
    docs/other.markdown  other.markdown
      3/3 done
      nothing is next: the plan is finished (3 of 3 done)
    => 0
    ");
    std::fs::remove_file(bench.path("docs/list.md")).expect("it is there");
    assert_snapshot!(bench.run("status docs docs/notes.md --json"), @r#"
    {"schema":1,"plans":[{"file":"docs/other.markdown","title":"other.markdown","progress":{"done":3,"total":3},"items":{"done":3,"total":3,"cancelled":0},"steps":null,"phases":null,"next":null,"conflict":null},{"file":"docs/notes.md","title":"Notes","progress":{"done":0,"total":2},"items":{"done":0,"total":2,"cancelled":0},"steps":null,"phases":null,"next":{"address":"one-box","title":"one box","line":3},"conflict":null}]}
    => 0
    "#);
}

#[test]
fn the_readme_shows_what_is_printed() {
    let readme = include_str!("../../README.md").replace("\n ", "");
    let bench = Bench::new();
    bench.write("plan.md", include_str!("../../assets/plans/demo.md"));
    for line in ["status --json plan.md", "next --json plan.md", "tick --json plan.md 2.2", "new --json"] {
        let said = bench.run(line);
        let document = said.lines().next().unwrap_or_default();
        assert!(readme.contains(document), "{line}: {document}");
    }
    let shown = bench.run("show --json plan.md");
    let node = &shown[shown.find("\"nodes\":[").expect("nodes")..];
    let row = readme.lines().find(|line| line.starts_with("| `show` | the same")).expect("a row");
    let mut at = 0;
    for key in row.split('`').skip(5).step_by(2) {
        at += node[at..]
            .find(&format!("\"{key}\":"))
            .unwrap_or_else(|| panic!("{key} is not there, or not in this order"));
    }
}

#[test]
fn show_is_the_tree() {
    let bench = planned();
    assert_snapshot!(bench.run("show"), @"
    Payment webhook  2/7
      ✔ phase-1  Foundations  1/1
        ✔ 1.1  Create the schema
      ○ phase-2  Integration  1/4
        ○ 2.1  Wire the webhook  1/2
          ▣ 2.1/route-exists  Route exists
          ▢ 2.1/signature-is-checked  Signature is checked
        ○ 2.2  Retry with backoff  0/2  needs 2.1
          ▢ 2.2/three-tries  Three tries
          ▢ 2.2/then-an-alarm  Then an alarm
      ○ testing-strategy  Testing strategy  0/2
        ▢ testing-strategy/unit-tests  Unit tests
        – testing-strategy/load-tests  Load tests  cancelled
        ▢ testing-strategy/unit-tests@2  Unit tests
    => 0
    ");
    assert_snapshot!(bench.run("show PLAN.md --ascii"), @"
    Payment webhook  2/7
      x phase-1  Foundations  1/1
        x 1.1  Create the schema
      o phase-2  Integration  1/4
        o 2.1  Wire the webhook  1/2
          x 2.1/route-exists  Route exists
          o 2.1/signature-is-checked  Signature is checked
        o 2.2  Retry with backoff  0/2  needs 2.1
          o 2.2/three-tries  Three tries
          o 2.2/then-an-alarm  Then an alarm
      o testing-strategy  Testing strategy  0/2
        o testing-strategy/unit-tests  Unit tests
        - testing-strategy/load-tests  Load tests  cancelled
        o testing-strategy/unit-tests@2  Unit tests
    => 0
    ");
}

#[test]
fn siblings_stand_under_each_other_with_or_without_a_state() {
    let bench = Bench::new();
    bench.write("PLAN.md", "# A\n\n## Notes\n\n### Why\n\nProse.\n\n## Work\n\n- [ ] b\n- [?] c\n");
    assert_snapshot!(bench.run("show PLAN.md"), @"
    A  0/2
      notes  Notes
        notes/why  Why
      ○ work  Work  0/2
        ▢ work/b  b
        ? work/c  c  unknown mark
    => 0
    ");
}

#[test]
fn show_with_an_address_is_its_markdown() {
    let bench = planned();
    assert_snapshot!(bench.run("show PLAN.md 2.2"), @"
    ### Step 2.2: Retry with backoff
    - **Dependencies**: Step 2.1
    - **Validation**:
      - [ ] Three tries
      - [ ] Then an alarm
    => 0
    ");
    assert_snapshot!(bench.run("show 2.1/signature-is-checked"), @"
    - [ ] Signature is checked
    => 0
    ");
    assert_snapshot!(bench.run("show 2.1/signature-is-checked --json"), @r#"
    {"schema":1,"plans":[{"file":"PLAN.md","title":"Payment webhook","progress":{"done":2,"total":7},"items":{"done":1,"total":6,"cancelled":1},"steps":{"done":1,"validated":0,"total":3},"phases":{"done":1,"total":2},"next":{"address":"2.1","title":"Wire the webhook","line":12},"conflict":null,"nodes":[{"address":"2.1/signature-is-checked","kind":"item","title":"Signature is checked","line":17,"span":{"start":329,"end":355},"depth":3,"parent":"2.1","state":"open","mark":{"kind":"box","text":"[ ]"},"progress":{"done":0,"total":1},"blocked_by":[],"fields":[],"files":[]}]}]}
    => 0
    "#);
}

#[test]
fn what_is_only_read_does_not_speak_of_writing() {
    let bench = planned();
    assert_snapshot!(bench.run("show PLAN.md 'unit tests'"), @r#"
    ! tickdown: PLAN.md: "unit tests" matches more than one. Name one of them.
    !   testing-strategy/unit-tests    Unit tests
    !   testing-strategy/unit-tests@2  Unit tests
    => 1
    "#);
    assert_snapshot!(bench.run("show PLAN.md 9.9"), @r#"
    ! tickdown: PLAN.md: nothing in it is called "9.9". "tickdown show PLAN.md" prints the addresses.
    => 1
    "#);
}

#[test]
fn show_prints_bytes_as_they_are_into_a_pipe() {
    let bench = Bench::new();
    bench.write("PLAN.md", "# A\r\n- [ ] \u{1b}[2Jb\r\n- [ ] c\r\n- [ ] d");
    let output = bench.output(["show", "PLAN.md", ":2"], &[]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "- [ ] \u{1b}[2Jb\r\n");
}

#[test]
fn a_terminal_sees_no_escapes_of_others() {
    let bench = Bench::new();
    bench.write("PLAN.md", "# A\r\n- [ ] \u{1b}[2Jb\r\n- [ ] c\r\n- [ ] d");
    let screen = bench.terminal(&["show", "PLAN.md", "b"]);
    assert_eq!(screen, "- [ ] ·[2Jb\r\n");
    bench.write("c1.md", "- [ ] \u{1b}a\u{9b}2Jb\u{202e}c\u{7f}\n");
    let screen = bench.terminal(&["next", "c1.md", "--json"]);
    assert!(screen.contains(r#""title":"\u001ba\u009b2Jb\u202ec\u007f""#), "{screen:?}");
    let screen = bench.terminal(&["tick", "PLAN.md", "b", "--expect", "\u{1b}[1m"]);
    assert!(screen.starts_with("tickdown: PLAN.md: ") && !screen.contains('\u{1b}'), "{screen:?}");
}

#[test]
fn show_as_json_has_every_node() {
    let bench = Bench::new();
    bench.write(
        "PLAN.md",
        "# A\n\n## Phase 1: B\n\n### Step 1.1: C\n- **Validation**: ✅ passed\n- **Size**: 3\n\n- [x] D\n",
    );
    assert_snapshot!(bench.run("show --json"), @r#"
    {"schema":1,"plans":[{"file":"PLAN.md","title":"A","progress":{"done":1,"total":1},"items":{"done":1,"total":1,"cancelled":0},"steps":{"done":1,"validated":1,"total":1},"phases":{"done":1,"total":1},"next":null,"conflict":null,"nodes":[{"address":"phase-1","kind":"phase","title":"B","line":3,"span":{"start":5,"end":87},"depth":1,"parent":null,"state":"done","mark":null,"progress":{"done":1,"total":1},"blocked_by":[],"fields":[],"files":[]},{"address":"1.1","kind":"step","title":"C","line":5,"span":{"start":20,"end":87},"depth":2,"parent":"phase-1","state":"validated","mark":null,"progress":{"done":1,"total":1},"blocked_by":[],"fields":[{"name":"Validation","key":"validation","value":"✅ passed","line":6,"mark":{"kind":"emoji","text":"✅ passed"}},{"name":"Size","key":"other","value":"3","line":7,"mark":null}],"files":[]},{"address":"1.1/d","kind":"item","title":"D","line":9,"span":{"start":80,"end":87},"depth":3,"parent":"1.1","state":"done","mark":{"kind":"box","text":"[x]"},"progress":{"done":1,"total":1},"blocked_by":[],"fields":[],"files":[]}]}]}
    => 0
    "#);
}

#[test]
fn show_as_json_says_which_files_are_there() {
    let bench = Bench::new();
    bench.write("here.rs", "");
    bench.write("PLAN.md", "# A\n### Step 1: B\n- **Files**: `here.rs:3`, gone/b.rs, ../out.rs\n- [ ] `cargo test`\n");
    let output = bench.output(["show", "PLAN.md", "--json"], &[]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let files = |node: usize| document["plans"][0]["nodes"][node]["files"].to_string();
    assert_snapshot!(files(0), @r#"[{"line":3,"path":"here.rs","present":true},{"line":null,"path":"gone/b.rs","present":false},{"line":null,"path":"../out.rs","present":false}]"#);
    assert_eq!(files(1), "[]");
}

#[test]
fn next_is_what_can_be_begun() {
    let bench = planned();
    assert_snapshot!(bench.run("next"), @"
    2.1  Wire the webhook  (line 12)
    => 0
    ");
    assert_snapshot!(bench.run("next ''"), @"
    ! tickdown: a value is required for '[PATH]' but none was supplied
    !
    ! For more information, try '--help'.
    => 2
    ");
    assert_snapshot!(bench.run("status ''"), @"
    ! tickdown: a value is required for '[PATH]...' but none was supplied
    !
    ! For more information, try '--help'.
    => 2
    ");
    assert_snapshot!(bench.run("next --json"), @r#"
    {"schema":1,"file":"PLAN.md","next":{"address":"2.1","title":"Wire the webhook","line":12}}
    => 0
    "#);
}

#[test]
fn next_says_why_there_is_none() {
    let bench = Bench::new();
    bench.write("done.md", "- [x] a\n- [x] b\n");
    bench.write("prose.md", "# Prose\n\nNothing to tick.\n");
    bench.write("failed.md", "- [!] a\n- [x] b\n");
    bench.write(
        "stuck.md",
        "### [!] Step 1.1: A\n\n### [ ] Step 1.2: B\n- **Dependencies**: Step 1.1\n\n### [x] Step 1.3: C\n\n- [ ] d\n",
    );
    assert_snapshot!(bench.run("next done.md"), @"
    ! tickdown: done.md: nothing is next: the plan is finished (2 of 2 done).
    => 1
    ");
    assert_snapshot!(bench.run("next prose.md"), @"
    ! tickdown: prose.md: nothing to do: the plan has no boxes and no steps.
    => 1
    ");
    assert_snapshot!(bench.run("next failed.md"), @"
    ! tickdown: failed.md: nothing is next: a failed.
    => 1
    ");
    assert_snapshot!(bench.run("next stuck.md"), @"
    ! tickdown: stuck.md: nothing is next: 1.1 failed; 1.2 needs 1.1; 1.3/d is open below 1.3, which is done.
    => 1
    ");
    assert_snapshot!(bench.run("next stuck.md --json"), @r#"
    {"schema":1,"error":{"code":"stuck","message":"stuck.md: nothing is next: 1.1 failed; 1.2 needs 1.1; 1.3/d is open below 1.3, which is done.","candidates":[{"address":"1.1","title":"A"},{"address":"1.2","title":"B"},{"address":"1.3/d","title":"d"}]}}
    ! tickdown: stuck.md: nothing is next: 1.1 failed; 1.2 needs 1.1; 1.3/d is open below 1.3, which is done.
    => 1
    "#);
}

#[test]
fn next_tells_of_items_that_are_open_in_done_steps() {
    let bench = Bench::new();
    bench.write("one.md", "### [x] Step 1.1: A\n\n- [ ] a\n- [x] b\n");
    bench.write("two.md", "### [x] Step 1.1: A\n\n- [ ] a\n\n### [x] Step 1.2: B\n\n- [ ] b\n- [ ]* c\n");
    assert_snapshot!(bench.run("next one.md"), @"
    ! tickdown: one.md: nothing is next: 1 item is open in a step that is done (line 3).
    => 1
    ");
    assert_snapshot!(bench.run("next two.md --json"), @r#"
    {"schema":1,"error":{"code":"stuck","message":"two.md: nothing is next: 2 items are open in steps that are done (first: line 3).","candidates":[{"address":"1.1/a","title":"a"},{"address":"1.2/b","title":"b"}]}}
    ! tickdown: two.md: nothing is next: 2 items are open in steps that are done (first: line 3).
    => 1
    "#);
}

#[test]
fn next_passes_over_what_waits_or_was_given_up() {
    let bench = Bench::new();
    let given_up = "## Phase 1: A\n### Step 1.1: B\n- **Status**: Cancelled\n\n";
    let ring = "### Step 1.2: C\n- **Dependencies**: 1.3\n\n### Step 1.3: D\n- **Dependencies**: 1.2\n";
    bench.write("ring.md", format!("{given_up}{ring}"));
    assert_snapshot!(bench.run("next ring.md"), @"
    ! tickdown: ring.md: nothing is next: 1.2 needs 1.3; 1.3 needs 1.2.
    => 1
    ");
    bench.write("behind.md", format!("{given_up}{ring}\n## Notes\n- [-] e\n- [ ] f\n"));
    assert_snapshot!(bench.run("next behind.md"), @"
    notes/f  f  (line 13)
    => 0
    ");
}
