//! `check`: what it prints in each format, and how it exits.

use insta::assert_snapshot;

use crate::bench::Bench;
use crate::planned;

/// A plan with something of each severity.
const FLAWED: &str = "\
# Flawed

Last Updated: {{CURRENT_DATE}}

### Step 1.1: Schema
- **Dependencies**: Step 1.2
- **Files to Modify**: `src/there.rs:12`, `src/gone.rs`

### Step 1.2: Keys
- **Dependencies**: Step 1.1

### Step 1.2: Twin
- []\tempty 漢字
";

fn flawed() -> Bench {
    let bench = Bench::new();
    bench.write("docs/PLAN.md", FLAWED).write("src/there.rs", "").write(".git/HEAD", "");
    bench
}

#[test]
fn excerpts_show_the_place() {
    assert_snapshot!(flawed().run("check docs/PLAN.md"), @"
    warning[placeholder]: the placeholder `{{CURRENT_DATE}}` is still to be filled in
     --> docs/PLAN.md:3:15
      |
    3 | Last Updated: {{CURRENT_DATE}}
      |               ^^^^^^^^^^^^^^^^

    error[cyclic-dependency]: each of these waits for the next: 1.1 → 1.2 → 1.1
      --> docs/PLAN.md:6:21
       |
     6 | - **Dependencies**: Step 1.2
       |                     ^^^^^^^^
       |
      ::: docs/PLAN.md:10:21
       |
    10 | - **Dependencies**: Step 1.1
       |                     -------- 1.2 waits for 1.1
       |
       = help: take away the dependency that is not real

    note[missing-file]: there is no file `src/gone.rs` that 1.1 could change
     --> docs/PLAN.md:7:44
      |
    7 | - **Files to Modify**: `src/there.rs:12`, `src/gone.rs`
      |                                            ^^^^^^^^^^^

    warning[duplicate-number]: line 9 has the number 1.2 too
      --> docs/PLAN.md:12:1
       |
    12 | ### Step 1.2: Twin
       | ^^^^^^^^^^^^^^^^^^
       |
      ::: docs/PLAN.md:9:1
       |
     9 | ### Step 1.2: Keys
       | ------------------ the first of them
       |
       = help: number them apart, or nothing can refer to one of them

    warning[near-task]: without a blank between its brackets this is no box
      --> docs/PLAN.md:13:3
       |
    13 | - [] empty 漢字
       |   ^^
       |
       = help: write `[ ]`

    1 error, 3 warnings, 1 note
    => 1
    ");
}

#[test]
fn json_has_every_diagnostic() {
    assert_snapshot!(flawed().run("check --json docs"), @r#"
    {"schema":1,"plans":[{"file":"docs/PLAN.md","diagnostics":[{"severity":"warning","code":"placeholder","message":"the placeholder `{{CURRENT_DATE}}` is still to be filled in","line":3,"column":15,"span":{"start":24,"end":40},"help":null},{"severity":"error","code":"cyclic-dependency","message":"each of these waits for the next: 1.1 → 1.2 → 1.1","line":6,"column":21,"span":{"start":83,"end":91},"help":"take away the dependency that is not real"},{"severity":"note","code":"missing-file","message":"there is no file `src/gone.rs` that 1.1 could change","line":7,"column":44,"span":{"start":135,"end":146},"help":null},{"severity":"warning","code":"duplicate-number","message":"line 9 has the number 1.2 too","line":12,"column":1,"span":{"start":198,"end":216},"help":"number them apart, or nothing can refer to one of them"},{"severity":"warning","code":"near-task","message":"without a blank between its brackets this is no box","line":13,"column":3,"span":{"start":219,"end":221},"help":"write `[ ]`"}]}]}
    => 1
    "#);
    assert_snapshot!(planned().run("check --json"), @r#"
    {"schema":1,"plans":[{"file":"PLAN.md","diagnostics":[{"severity":"note","code":"not-validated","message":"1.1 is done, but nobody has validated it","line":8,"column":1,"span":{"start":140,"end":177},"help":null}]}]}
    => 0
    "#);
}

#[test]
fn github_gets_annotations() {
    let bench = flawed();
    std::fs::rename(bench.path("docs/PLAN.md"), bench.path("docs/a,b.md")).expect("another name");
    assert_snapshot!(bench.run("check --format github docs/a,b.md"), @"
    ::warning file=docs/a%2Cb.md,line=3,col=15,title=placeholder::the placeholder `{{CURRENT_DATE}}` is still to be filled in
    ::error file=docs/a%2Cb.md,line=6,col=21,title=cyclic-dependency::each of these waits for the next: 1.1 → 1.2 → 1.1%0Atake away the dependency that is not real
    ::notice file=docs/a%2Cb.md,line=7,col=44,title=missing-file::there is no file `src/gone.rs` that 1.1 could change
    ::warning file=docs/a%2Cb.md,line=12,col=1,title=duplicate-number::line 9 has the number 1.2 too%0Anumber them apart, or nothing can refer to one of them
    ::warning file=docs/a%2Cb.md,line=13,col=3,title=near-task::without a blank between its brackets this is no box%0Awrite `[ ]`
    => 1
    ");
}

#[test]
fn the_exit_status_follows_the_severity() {
    let bench = Bench::new();
    bench.write("note.md", "```\n- [ ] a\n```\n").write("warning.md", "- [?] a\n").write("fine.md", "- [ ] a\n");
    bench.write("error.md", "### Step 1.1: a\n- **Dependencies**: 1.1\n");
    for (line, expected) in [
        ("check fine.md", 0),
        ("check fine.md --strict", 0),
        ("check note.md", 0),
        ("check note.md --strict", 0),
        ("check warning.md", 0),
        ("check warning.md --strict", 1),
        ("check warning.md --strict --json", 1),
        ("check warning.md --strict --format github", 1),
        ("check error.md", 1),
        ("check fine.md error.md --json", 1),
        ("check error.md fine.md --format github", 1),
        ("check missing.md", 3),
        ("check fine.md --format html", 2),
        ("check fine.md --json --format github", 2),
    ] {
        let output = bench.run(line);
        assert!(output.ends_with(&format!("=> {expected}\n")), "{line}: {output}");
    }
    assert_snapshot!(bench.run("check fine.md"), @"
    nothing is wrong
    => 0
    ");
    assert_snapshot!(bench.run("check fine.md note.md warning.md --format text"), @"
    note[hidden-tasks]: this fence holds 1 line that looks like a task, but is code
     --> note.md:1:1
      |
    1 | ```
      | ^^^

    warning[unknown-mark]: `[?]` stands for no state; the item counts as not done
     --> warning.md:1:3
      |
    1 | - [?] a
      |   ^^^

    1 warning, 1 note in 3 plans
    => 0
    ");
}

#[test]
fn a_terminal_gets_colours_and_no_escapes_of_others() {
    let bench = Bench::new();
    bench.write("PLAN.md", "- [?] \u{1b}[2Jb\u{202e}\n");
    let screen = bench.terminal(&["check", "PLAN.md"]);
    assert!(screen.contains("\u{1b}[1m") && screen.contains("- [?] ·[2Jb·"), "{screen:?}");
    let plain = bench.run_with("check PLAN.md", &[("NO_COLOR", "1")]);
    assert!(!plain.contains('\u{1b}'), "{plain:?}");
    let long = format!("- [?] {}\n", "long ".repeat(2000));
    bench.write("PLAN.md", long);
    assert_snapshot!(bench.run("check PLAN.md"), @"
    warning[unknown-mark]: `[?]` stands for no state; the item counts as not done
    --> PLAN.md:1:3

    1 warning
    => 0
    ");
}

#[test]
fn a_template_tells_each_placeholder() {
    let bench = Bench::new();
    bench.run("new PLAN.md");
    let output = bench.run("check PLAN.md --format github");
    let template = include_str!("../../assets/templates/implementation-plan.md");
    for (index, line) in template.lines().enumerate() {
        for (at, _) in line.match_indices('[').filter(|(at, _)| !line[*at..].starts_with("[ ]")) {
            let end = line[at..].find(']').expect("it is closed") + at;
            let expected = format!(
                "file=PLAN.md,line={},col={},title=placeholder::the placeholder `{}`",
                index + 1,
                at + 1,
                &line[at..=end]
            );
            assert!(output.contains(&expected), "{expected} in {output}");
        }
    }
    assert!(output.ends_with("=> 0\n"), "{output}");
}
