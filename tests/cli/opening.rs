//! Which plan is meant, and what is no verb.

use insta::assert_snapshot;

use crate::bench::Bench;
use crate::{PLAN, planned};

#[test]
fn a_folder_with_several_plans_lists_them() {
    let bench = planned();
    bench.write("docs/a plan.md", "# Other\n\n- [x] a\n- [ ] b\n- [ ] c\n");
    bench.write("docs/deep/er/and/er/tasks.md", PLAN);
    bench.write("docs/deep/er/and/er/still/tasks.md", PLAN);
    bench.write(".kiro/specs/x/tasks.md", "# Kiro\n\n## Phase 1: A\n");
    bench.write(".hidden/tasks.md", PLAN);
    bench.write("node_modules/x/tasks.md", PLAN);
    bench.write("build/tasks.md", PLAN);
    bench.write(".git/HEAD", "").write(".gitignore", "/build\n");
    std::os::unix::fs::symlink("PLAN.md", bench.path("A-LINK.md")).expect("a link");
    assert_snapshot!(bench.run(""), @r#"
    .kiro/specs/x/tasks.md    –  Kiro
    PLAN.md                 2/7  Payment webhook
    docs/a plan.md          1/3  Other
    ! tickdown: 3 plans in this folder. Open one of them, as in "tickdown .kiro/specs/x/tasks.md".
    => 1
    "#);
    assert_snapshot!(bench.run("next --json"), @r#"
    {"schema":1,"error":{"code":"several-plans","message":"3 plans in this folder: .kiro/specs/x/tasks.md, PLAN.md, docs/a plan.md. Name the one that you mean.","candidates":[{"file":".kiro/specs/x/tasks.md","title":"Kiro"},{"file":"PLAN.md","title":"Payment webhook"},{"file":"docs/a plan.md","title":"Other"}]}}
    ! tickdown: 3 plans in this folder: .kiro/specs/x/tasks.md, PLAN.md, docs/a plan.md. Name the one that you mean.
    => 1
    "#);
}

#[test]
fn a_folder_without_plans_says_what_was_looked_at() {
    let bench = Bench::new();
    assert_snapshot!(bench.run(""), @r#"
    ! tickdown: no plan in this folder: it holds no Markdown file, down to 5 levels, ignored and hidden ones left out. "tickdown new" writes a plan; "tickdown FILE" opens any file.
    => 1
    "#);
    assert_snapshot!(bench.run("status"), @r#"
    ! tickdown: no plan in this folder: it holds no Markdown file, down to 5 levels, ignored and hidden ones left out. "tickdown new" writes a plan; "tickdown FILE" opens any file.
    => 1
    "#);
    assert_snapshot!(bench.run("tick 2.1"), @r#"
    ! tickdown: "2.1" is no file, and there is no plan in this folder: it holds no Markdown file, down to 5 levels, ignored and hidden ones left out. "tickdown new" writes a plan; "tickdown FILE" opens any file.
    => 1
    "#);
    bench.write("README.md", "# Read me\n");
    assert_snapshot!(bench.run("show ."), @r#"
    ! tickdown: no plan in this folder: its one Markdown file has no phase, no step and fewer than three boxes. "tickdown new" writes a plan; "tickdown FILE" opens any file.
    => 1
    "#);
    bench.write("notes.md", "- [ ] a\n- [ ] b\n");
    assert_snapshot!(bench.run("next --json"), @r#"
    {"schema":1,"error":{"code":"no-plan","message":"no plan in this folder: none of its 2 Markdown files has a phase, a step or three boxes. \"tickdown new\" writes a plan; \"tickdown FILE\" opens any file.","candidates":[]}}
    ! tickdown: no plan in this folder: none of its 2 Markdown files has a phase, a step or three boxes. "tickdown new" writes a plan; "tickdown FILE" opens any file.
    => 1
    "#);
}

#[test]
fn the_screen_needs_a_terminal() {
    let bench = planned();
    assert_snapshot!(bench.run(""), @"
    ! tickdown: standard input is not a terminal; `tickdown show` and `tickdown status` print a plan as text.
    => 2
    ");
    assert_snapshot!(bench.run("PLAN.md --theme light --ascii"), @"
    ! tickdown: standard input is not a terminal; `tickdown show` and `tickdown status` print a plan as text.
    => 2
    ");
    bench.write("prose.md", "# Prose\n");
    assert_snapshot!(bench.run("prose.md"), @"
    ! tickdown: standard input is not a terminal; `tickdown show` and `tickdown status` print a plan as text.
    => 2
    ");
}

#[test]
fn a_misspelt_verb_is_no_path() {
    let bench = planned();
    assert_snapshot!(bench.run("tik PLAN.md 2.1"), @r#"
    ! tickdown: there is no verb "tik", and no file of that name. Did you mean "tick"? Nothing was done.
    => 2
    "#);
    assert_snapshot!(bench.run("chek"), @r#"
    ! tickdown: there is no verb "chek", and no file of that name. Did you mean "check"? Nothing was done.
    => 2
    "#);
    assert_snapshot!(bench.run("Tick PLAN.md 2.1 --dry-run --json"), @r#"
    {"schema":1,"error":{"code":"unknown-verb","message":"there is no verb \"Tick\", and no file of that name. Did you mean \"tick\"? Nothing was done.","candidates":[{"verb":"tick"}]}}
    ! tickdown: there is no verb "Tick", and no file of that name. Did you mean "tick"? Nothing was done.
    => 2
    "#);
    assert_snapshot!(bench.run("--theme dark untik 2.1"), @r#"
    ! tickdown: there is no verb "untik", and no file of that name. Did you mean "untick"? Nothing was done.
    => 2
    "#);
    assert_snapshot!(bench.run("done 2.1"), @r#"
    ! tickdown: there is no verb "done", and no file of that name. Did you mean "tick"? Nothing was done.
    => 2
    "#);
    assert_snapshot!(bench.run("list"), @r#"
    ! tickdown: there is no verb "list", and no file of that name. Did you mean "show"? Nothing was done.
    => 2
    "#);
    assert_snapshot!(bench.run("frobnicate"), @r#"
    ! tickdown: there is no verb "frobnicate", and no file of that name. The verbs are new, walk, status, show, next, check, watch, tick, untick, validate, invalidate, add, edit, log, merge, git, config. Nothing was done.
    => 2
    "#);
    assert_snapshot!(bench.run("PLAN.md extra"), @r#"
    ! tickdown: PLAN.md opens alone, but "extra" follows it. A verb goes first, as in "tickdown show PLAN.md". Nothing was done.
    => 2
    "#);
    assert_snapshot!(bench.run("PLAN.md tick 2.1"), @r#"
    ! tickdown: PLAN.md opens alone, but "tick" follows it. A verb goes first, as in "tickdown show PLAN.md". Nothing was done.
    => 2
    "#);
}

#[test]
fn an_option_that_is_none_is_named() {
    let bench = planned();
    assert_snapshot!(bench.run("tick PLAN.md 2.1 --dry"), @"
    ! tickdown: unexpected argument '--dry' found
    !
    !   tip: a similar argument exists: '--dry-run'
    !
    ! Usage: tickdown tick [OPTIONS] [PATH] <ADDRESS>…
    !
    ! For more information, try '--help'.
    => 2
    ");
    assert_snapshot!(bench.run("status --force --json"), @r#"
    {"schema":1,"error":{"code":"usage","message":"unexpected argument '--force' found","candidates":[]}}
    ! tickdown: unexpected argument '--force' found
    !
    !   tip: to pass '--force' as a value, use '-- --force'
    !
    ! Usage: tickdown status [OPTIONS] [PATH]...
    !
    ! For more information, try '--help'.
    => 2
    "#);
    assert_snapshot!(bench.run("--theme drak"), @"
    ! tickdown: there is no theme drak: neither auto, dark, light, high-contrast, colour-blind, plain, nor a file $ROOT/home/.config/tickdown/themes/drak.toml.
    => 2
    ");
    assert_snapshot!(bench.run("show PLAN.md 2.1 2.2"), @r#"
    ! tickdown: one address at a time, but "2.2" follows it.
    => 2
    "#);
}
