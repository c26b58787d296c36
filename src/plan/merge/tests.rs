//! What merges, what conflicts, and how both look; any three texts: `tests/merging.rs`.

use insta::assert_snapshot;

use super::*;

fn read(text: &str) -> Plan {
    Plan::read(text, "plan")
}

/// Returns the merged text, and what conflicts: line, title, and the three texts.
fn merged(base: &str, ours: &str, theirs: &str) -> (String, Vec<Conflict>) {
    let merged = merge(&read(base), &read(ours), &read(theirs));
    (merged.edit.apply(theirs), merged.conflicts)
}

/// Returns the same as one text.
fn shown(base: &str, ours: &str, theirs: &str) -> String {
    let (text, conflicts) = merged(base, ours, theirs);
    let shown = |conflict: &Conflict| {
        let Conflict { node, title, line, base, ours, theirs } = conflict;
        let node = node.map_or("no node".to_owned(), |node| format!("node {}", node.index()));
        format!(":{line} {title} ({node}): {base:?} / {ours:?} / {theirs:?}\n")
    };
    text + &conflicts.iter().map(shown).collect::<String>()
}

fn marked(base: &str, ours: &str, theirs: &str) -> String {
    let markers = Markers { size: 7, ours: "ours", theirs: "theirs" };
    let Marked { text, conflicts } = merge_marked(&read(base), &read(ours), &read(theirs), &markers);
    for &line in &conflicts {
        assert_eq!(text.lines().nth(line - 1), Some("<<<<<<< ours"), "{text}");
    }
    text
}

/// Steps and items, as in the cases below.
const PLAN: &str = "\
# Plan

## Phase 1: First

### Step 1.1: Schema
- **Description**: Tables
- **Validation**: `cargo test`

Items of it.

- [ ] a
- [ ] b
- [ ] c

### Step 1.2: Deploy
- **Status**: ⏳ Not Started

- [ ] d
";

/// Returns [`PLAN`] after replacements, each of which must find its text.
fn plan(replacements: &[(&str, &str)]) -> String {
    replacements.iter().fold(PLAN.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old:?} is not in {text:?}");
        text.replacen(old, new, 1)
    })
}

/// Replacements in [`PLAN`].
type Side = &'static [(&'static str, &'static str)];

/// A name; what ours and theirs have done; what comes out.
const CLEAN: [(&str, Side, Side, Side); 25] = [
    ("adjacent ticks", &[("[ ] a", "[x] a")], &[("[ ] b", "[x] b")], &[("[ ] a\n- [ ] b", "[x] a\n- [x] b")]),
    ("the same tick", &[("[ ] a", "[x] a")], &[("[ ] a", "[x] a")], &[("[ ] a", "[x] a")]),
    ("the same tick in two letters", &[("[ ] a", "[x] a")], &[("[ ] a", "[X] a")], &[("[ ] a", "[X] a")]),
    ("tick and reword", &[("[ ] b", "[x] b")], &[("] b", "] b and more")], &[("[ ] b", "[x] b and more")]),
    ("reword and tick", &[("] b", "] b and more")], &[("[ ] b", "[x] b")], &[("[ ] b", "[x] b and more")]),
    (
        "tick and move",
        &[("[ ] a", "[x] a")],
        &[("- [ ] a\n", ""), ("- [ ] d\n", "- [ ] d\n- [ ] a\n")],
        &[("- [ ] a\n", ""), ("- [ ] d\n", "- [ ] d\n- [x] a\n")],
    ),
    (
        "move and tick",
        &[("- [ ] a\n", ""), ("- [ ] d\n", "- [ ] d\n- [ ] a\n")],
        &[("[ ] a", "[x] a")],
        &[("- [ ] a\n", ""), ("- [ ] d\n", "- [ ] d\n- [x] a\n")],
    ),
    (
        "tick and renumbering",
        &[("[ ] d", "[x] d"), ("⏳ Not Started", "✅ Complete")],
        &[("### Step 1.2: Deploy", "### Step 1.2: Backup\n\n### Step 1.3: Deploy")],
        &[
            ("### Step 1.2: Deploy", "### Step 1.2: Backup\n\n### Step 1.3: Deploy"),
            ("[ ] d", "[x] d"),
            ("⏳ Not Started", "✅ Complete"),
        ],
    ),
    (
        "tick under an inserted section",
        &[("[ ] a", "[x] a")],
        &[("# Plan\n", "# Plan\n\n## Why\n\nBecause.\n")],
        &[("# Plan\n", "# Plan\n\n## Why\n\nBecause.\n"), ("[ ] a", "[x] a")],
    ),
    (
        "items at the end of a list",
        &[("c\n", "c\n- [ ] o\n")],
        &[("c\n", "c\n- [ ] t\n")],
        &[("c\n", "c\n- [ ] t\n- [ ] o\n")],
    ),
    (
        "items at the end of the file",
        &[("d\n", "d\n- [ ] o\n")],
        &[("d\n", "d\n- [ ] t\n")],
        &[("d\n", "d\n- [ ] t\n- [ ] o\n")],
    ),
    (
        "items, one below another",
        &[("c\n", "c\n  - [ ] of c\n")],
        &[("c\n", "c\n- [ ] t\n")],
        &[("c\n", "c\n  - [ ] of c\n- [ ] t\n")],
    ),
    (
        "one new item on both sides, and more",
        &[("c\n", "c\n- [ ] n\n")],
        &[("c\n", "c\n- [ ] n\n- [ ] t\n")],
        &[("c\n", "c\n- [ ] n\n- [ ] t\n")],
    ),
    ("a tick beside a new item", &[("[ ] c", "[x] c")], &[("c\n", "c\n- [ ] t\n")], &[("[ ] c\n", "[x] c\n- [ ] t\n")]),
    (
        "words on neighbouring lines",
        &[("] a", "] a, ours")],
        &[("] b", "] b, theirs")],
        &[("] a", "] a, ours"), ("] b", "] b, theirs")],
    ),
    (
        "a box that is new, and another title",
        &[("### Step 1.1", "### [x] Step 1.1")],
        &[("Schema", "The schema")],
        &[("### Step 1.1: Schema", "### [x] Step 1.1: The schema")],
    ),
    (
        "another title, and a box that is new",
        &[("Schema", "The schema")],
        &[("### Step 1.1", "### [x] Step 1.1")],
        &[("### Step 1.1: Schema", "### [x] Step 1.1: The schema")],
    ),
    (
        "a sign at the end, and another title",
        &[("Schema", "Schema ✅")],
        &[("Schema", "The schema")],
        &[("Schema", "The schema ✅")],
    ),
    (
        "validated, and another command",
        &[("- **Validation**", "- [x] **Validation**")],
        &[("cargo test", "cargo test --all")],
        &[("- **Validation**: `cargo test`", "- [x] **Validation**: `cargo test --all`")],
    ),
    (
        "a status, and a note behind it",
        &[("⏳ Not Started", "✅ Complete")],
        &[("Started", "Started (2 days)")],
        &[("⏳ Not Started", "✅ Complete (2 days)")],
    ),
    ("other line endings", &[("[ ] a", "[x] a")], &[], &[("[ ] a", "[x] a")]),
    (
        "a step done, and its item removed",
        &[("Tables\n", "Tables\n- **Status**: [x] Complete\n")],
        &[("- [ ] b\n", "")],
        &[("Tables\n", "Tables\n- **Status**: [x] Complete\n"), ("- [ ] b\n", "")],
    ),
    (
        "both removed the same",
        &[("- [ ] b\n", "")],
        &[("- [ ] b\n", ""), ("[ ] c", "[x] c")],
        &[("- [ ] b\n", ""), ("[ ] c", "[x] c")],
    ),
    (
        "a whole list reworded, a tick in it",
        &[("[ ] b", "[x] b")],
        &[("] a", "] a."), ("] b", "] b."), ("] c", "] c.")],
        &[("[ ] a\n", "[ ] a.\n"), ("[ ] b\n", "[x] b.\n"), ("[ ] c\n", "[ ] c.\n")],
    ),
    (
        "unticked and reworded",
        &[("[ ] a", "[~] a")],
        &[("] a", "] a b c"), ("[ ] d", "[x] d")],
        &[("[ ] a", "[~] a b c"), ("[ ] d", "[x] d")],
    ),
];

#[test]
fn both_sides_are_taken() {
    for (name, ours, theirs, expected) in CLEAN {
        for ending in ["\n", "\r\n"] {
            for last in ["", ending] {
                let text = |replacements| {
                    let text = plan(replacements).replace('\n', ending);
                    text.strip_suffix(ending).expect("plans end so").to_owned() + last
                };
                let (base, ours, theirs) = (text(&[]), text(ours), text(theirs));
                assert_eq!(merged(&base, &ours, &theirs), (text(expected), vec![]), "{name}");
                let bom = |text: &str| format!("\u{feff}{text}");
                let with_bom = merged(&bom(&base), &bom(&ours), &bom(&theirs));
                assert_eq!(with_bom, (bom(&text(expected)), vec![]), "{name}");
                assert_eq!(marked(&base, &ours, &theirs), text(expected), "{name}");
            }
        }
    }
}

#[test]
fn endings_and_marks_of_the_file_follow_who_changed_them() {
    let ticked = "- [x] a\n- [ ] b\n";
    for (base, ours, theirs, expected) in [
        ("- [ ] a\n- [ ] b\n", ticked, "- [ ] a\r\n- [ ] b\r\n", "- [x] a\r\n- [ ] b\r\n"),
        (
            "- [ ] a\n- [ ] b\n",
            "- [ ] a\n- [ ] o\n- [ ] b\n",
            "- [ ] a\r\n- [ ] b\r\n",
            "- [ ] a\r\n- [ ] o\r\n- [ ] b\r\n",
        ),
        ("- [ ] a\n- [ ] b\n", ticked, "\u{feff}- [ ] a\n- [ ] b\n", "\u{feff}- [x] a\n- [ ] b\n"),
        ("- [ ] a\n- [ ] b\n", ticked, "- [ ] a\n- [ ] b", "- [x] a\n- [ ] b"),
        ("- [ ] a\n- [ ] b", "- [x] a\n- [ ] b", "- [ ] a\n- [ ] b\n", "- [x] a\n- [ ] b\n"),
        (
            "- [ ] a\n- [ ] b",
            "- [ ] a\n- [ ] b\n- [ ] o",
            "- [ ] a\n- [ ] b\n- [ ] t",
            "- [ ] a\n- [ ] b\n- [ ] t\n- [ ] o",
        ),
        ("- [ ] a\r\n- [ ] b\n", "- [x] a\r\n- [ ] b\n", "- [ ] a\r\n- [x] b\n", "- [x] a\r\n- [x] b\n"),
        // One line that ends otherwise leaves the others alone, also where it is the first.
        ("a\r\nb\r\nc\r\n", "o\na\r\nb\r\nc\r\n", "a\r\nb\r\nt\r\n", "o\na\r\nb\r\nt\r\n"),
    ] {
        assert_eq!(merged(base, ours, theirs), (expected.to_owned(), vec![]), "{base:?}, {ours:?}, {theirs:?}");
    }
}

#[test]
fn an_edit_is_as_small_as_the_change() {
    let (base, theirs) = (plan(&[]), plan(&[("Tables", "More tables")]));
    let ours = plan(&[("[ ] a", "[x] a"), ("[ ] d", "[x] d")]);
    let edit = merge(&read(&base), &read(&ours), &read(&theirs)).edit;
    let bytes: Vec<_> = edit.splices().iter().map(|splice| (splice.span.len(), splice.insert.as_str())).collect();
    assert_eq!(bytes, [(1, "x"), (1, "x")]);
}

#[test]
fn of_a_conflict_theirs_stays_and_ours_is_told() {
    let conflict = |ours: &[(&str, &str)], theirs: &[(&str, &str)]| {
        let text = shown(PLAN, &plan(ours), &plan(theirs));
        let (theirs, said) = (plan(theirs), text);
        said.strip_prefix(&theirs).map_or(format!("not theirs:\n{said}"), str::to_owned)
    };
    assert_snapshot!(conflict(&[("[ ] b", "[x] b")], &[("[ ] b", "[-] b")]), @r#":12 b (node 4): "- [ ] b\n" / "- [x] b\n" / "- [-] b\n""#);
    assert_snapshot!(conflict(&[("] b", "] better")], &[("] b", "] best")]), @r#":12 best (node 4): "- [ ] b\n" / "- [ ] better\n" / "- [ ] best\n""#);
    assert_snapshot!(conflict(&[("[ ] b", "[x] b")], &[("- [ ] b\n", "")]), @r#":12 b (no node): "- [ ] b\n" / "- [x] b\n" / """#);
    assert_snapshot!(conflict(&[("- [ ] b\n", "")], &[("[ ] b", "[x] b")]), @r#":12 b (node 4): "- [ ] b\n" / "" / "- [x] b\n""#);
    assert_snapshot!(conflict(&[("c\n", "c\n\n## Ours\n\nx\n")], &[("c\n", "c\n\n## Theirs\n\ny\n")]), @r###":15 Theirs (node 6): "" / "## Ours\n\nx\n" / "## Theirs\n\ny\n""###);
    assert_snapshot!(conflict(&[("c\n", "c\n- [x] n\n")], &[("c\n", "c\n- [ ] n\n")]), @r#":14 n (node 6): "" / "- [x] n\n" / "- [ ] n\n""#);
    assert_snapshot!(conflict(&[("⏳ Not Started", "✅ Complete")], &[("⏳ Not Started", "🔄 In Progress")]), @r#":16 Deploy (node 6): "- **Status**: ⏳ Not Started\n" / "- **Status**: ✅ Complete\n" / "- **Status**: 🔄 In Progress\n""#);
    assert_snapshot!(
        conflict(&[("Tables\n", "Tables\n- **Status**: [x] Complete\n")], &[("Tables\n", "Tables\n- **Status**: [x] Validated\n")]),
        @r#":7 Schema (node 2): "" / "- **Status**: [x] Complete\n" / "- **Status**: [x] Validated\n""#
    );
}

#[test]
fn the_rest_of_a_line_merges_beside_a_mark_in_conflict() {
    let (ours, theirs) = (plan(&[("[ ] b", "[x] b, ours")]), plan(&[("[ ] b", "[-] b")]));
    assert_snapshot!(shown(PLAN, &ours, &theirs), @r#"
    # Plan

    ## Phase 1: First

    ### Step 1.1: Schema
    - **Description**: Tables
    - **Validation**: `cargo test`

    Items of it.

    - [ ] a
    - [-] b, ours
    - [ ] c

    ### Step 1.2: Deploy
    - **Status**: ⏳ Not Started

    - [ ] d
    :12 b (node 4): "- [ ] b, ours\n" / "- [x] b, ours\n" / "- [-] b, ours\n"
    "#);
}

#[test]
fn a_mark_that_one_side_has_set_and_the_other_taken_away_is_told() {
    let (base, ours, theirs) = ("### [ ] 1.1 A\n", "### [x] 1.1 A\n", "### 1.1 A\n");
    assert_snapshot!(shown(base, ours, theirs), @r####"
    ### 1.1 A
    :1 A (node 1): "### [ ] 1.1 A\n" / "### [x] 1.1 A\n" / "### 1.1 A\n"
    "####);
    assert_snapshot!(shown(base, theirs, ours), @r####"
    ### [x] 1.1 A
    :1 A (node 1): "### [ ] 1.1 A\n" / "### 1.1 A\n" / "### [x] 1.1 A\n"
    "####);
}

#[test]
fn a_status_that_has_come_to_another_step_is_not_that_of_its_own_one() {
    let base = "## Step 1.1: A\n**Status**: Done\n\n## Step 1.2: B\n**Status**: Open\n**Needs**: 1.1\n";
    let moved = [
        ("**Status**: Done\n", "**Status**: Done\n**Status**: Open\n"),
        ("**Status**: Done\n", "**Status**: Open\n**Status**: Done\n"),
        ("**Status**: Open\n", "**Status**: Done\n**Status**: Open\n"),
        ("**Status**: Open\n", "**Status**: Open\n**Status**: Done\n"),
    ];
    for (to, both) in moved {
        let (stays, goes) = if to.contains("Done") { ("Done", "Open") } else { ("Open", "Done") };
        let reworded = |text: &str| text.replace(stays, &format!("{stays} for now"));
        let moved = base.replace(&format!("**Status**: {goes}\n"), "").replace(to, both);
        for (ours, theirs) in [(&*moved, &*reworded(base)), (&*reworded(base), &*moved)] {
            assert_eq!(merged(base, ours, theirs), (reworded(&moved), vec![]), "{ours:?}, {theirs:?}");
        }
    }
}

#[test]
fn markers_hold_both_sides() {
    assert_snapshot!(marked("- [ ] a\n- [ ] b\n- [ ] c\n", "- [x] a\n- [x] b\n- [ ] c\n", "- [ ] a\n- [-] b\n- [x] c\n"), @"
    - [x] a
    <<<<<<< ours
    - [x] b
    =======
    - [-] b
    >>>>>>> theirs
    - [x] c
    ");
    assert_snapshot!(marked("a\r\nb", "a\r\no", "a\r\nt").escape_debug(), @r"a\r\n<<<<<<< ours\r\no\r\n=======\r\nt\r\n>>>>>>> theirs\r\n");
    assert_snapshot!(
        marked("a\r\nb\r\nc\r\n", "n\na\r\no\r\nc\r\n", "a\r\nt\r\nc\r\n").escape_debug(),
        @r"n\na\r\n<<<<<<< ours\r\no\r\n=======\r\nt\r\n>>>>>>> theirs\r\nc\r\n"
    );
    assert_snapshot!(marked("a\nb\n", "a\no\n", "a\n"), @"
    a
    <<<<<<< ours
    o
    =======
    >>>>>>> theirs
    ");
    let markers = Markers { size: 9, ours: "", theirs: "topic\nx" };
    assert_snapshot!(merge_marked(&read("b"), &read("o"), &read("t"), &markers).text, @"
    <<<<<<<<<
    o
    =========
    t
    >>>>>>>>> topic
    ");
}

#[test]
fn markers_of_another_merge_are_text() {
    let conflict = "<<<<<<< a\n- [ ] x\n=======\n- [x] x\n>>>>>>> b\n- [ ] y\n";
    let (ours, theirs) = (conflict.replace("[ ] y", "[x] y"), format!("# New\n\n{conflict}"));
    assert_eq!(merged(conflict, &ours, &theirs), (format!("# New\n\n{ours}"), vec![]));
}
