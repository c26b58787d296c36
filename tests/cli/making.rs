//! `new`.

use insta::assert_snapshot;

use crate::bench::Bench;

#[test]
fn new_writes_a_plan_once() {
    let bench = Bench::new();
    let said = bench.run("new --title 'Payment webhook'");
    assert_eq!(said.lines().take(4).collect::<Vec<_>>(), ["PLAN.md", "=> 0", "new PLAN.md", "+ # Payment webhook"]);
    assert!(said.contains("[today]") && !said.contains("{{CURRENT_DATE}}"), "{said}");
    assert_snapshot!(bench.run("new"), @r#"
    ! tickdown: PLAN.md is there already, and is left as it is. "tickdown PLAN.md" opens it; "tickdown new PATH" writes elsewhere.
    => 1
    "#);
    assert_snapshot!(bench.run("new --dry-run --json"), @r#"
    {"schema":1,"error":{"code":"exists","message":"PLAN.md is there already, and is left as it is. \"tickdown PLAN.md\" opens it; \"tickdown new PATH\" writes elsewhere.","candidates":[]}}
    ! tickdown: PLAN.md is there already, and is left as it is. "tickdown PLAN.md" opens it; "tickdown new PATH" writes elsewhere.
    => 1
    "#);
    let said = bench.run("new other.md --json");
    assert_snapshot!(said.lines().take(3).collect::<Vec<_>>().join("\n"), @r#"
    {"schema":1,"file":"other.md","dry_run":false,"created":true}
    => 0
    new other.md
    "#);
    assert_snapshot!(bench.run("new dry.md --dry-run --json"), @r#"
    {"schema":1,"file":"dry.md","dry_run":true,"created":false}
    => 0
    "#);
    let said = bench.run("new noext");
    assert_snapshot!(said.lines().take(4).collect::<Vec<_>>().join("\n"), @"
    noext
    ! tickdown: noext does not end in .md: it has to be named, as a search leaves it out.
    => 0
    new noext
    ");
}

#[test]
fn new_writes_nothing_where_it_cannot() {
    let bench = Bench::new();
    bench.write("file", "");
    std::fs::create_dir(bench.path("folder")).expect("a folder");
    assert_snapshot!(bench.run("new a/b.md"), @r#"
    ! tickdown: a/b.md cannot be written: there is no folder a. "mkdir -p a" makes it. Nothing was written.
    => 3
    "#);
    assert_snapshot!(bench.run("new a/b.md --dry-run --json"), @r#"
    {"schema":1,"error":{"code":"no-folder","message":"a/b.md cannot be written: there is no folder a. \"mkdir -p a\" makes it. Nothing was written.","candidates":[]}}
    ! tickdown: a/b.md cannot be written: there is no folder a. "mkdir -p a" makes it. Nothing was written.
    => 3
    "#);
    assert_snapshot!(bench.run("new file/b.md"), @"
    ! tickdown: file/b.md cannot be written: not a directory. Nothing was written.
    => 3
    ");
    assert_snapshot!(bench.run("new folder"), @r#"
    ! tickdown: folder is a folder. Name the file to write, as in "tickdown new folder/PLAN.md".
    => 1
    "#);
    assert_snapshot!(bench.run("new --template nope"), @"
    ! tickdown: invalid value 'nope' for '--template <NAME>'
    !   [possible values: implementation-plan]
    !
    ! For more information, try '--help'.
    => 2
    ");
    assert_snapshot!(bench.run("new --title ''"), @"
    ! tickdown: invalid value '' for '--title <TITLE>': a title is one line of text
    !
    ! For more information, try '--help'.
    => 2
    ");
}

#[test]
fn a_dry_new_is_a_diff() {
    let bench = Bench::new();
    let said = bench.run("new docs.md --dry-run --title T");
    assert!(said.starts_with("--- /dev/null\n+++ docs.md\n@@ -0,0 +1,"), "{said}");
    assert!(said.contains("\n+# T\n") && said.ends_with("=> 0\n"), "{said}");
}
