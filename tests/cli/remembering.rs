//! What is remembered from one run to the next.

use insta::assert_snapshot;

use crate::bench::Bench;

const PLAN: &str = "# Plan\n\n- [ ] one\n- [ ] two\n";

/// Returns what `log` prints, with the time left out.
fn log(bench: &Bench) -> String {
    let printed = bench.run("log PLAN.md");
    let without_time = |line: &str| line.split_once("  ").map_or(line.to_owned(), |(_, rest)| rest.to_owned());
    let is_row = |line: &str| line.starts_with("[today]");
    printed.lines().map(|line| if is_row(line) { without_time(line) } else { line.to_owned() } + "\n").collect()
}

#[test]
fn what_was_changed_is_logged_and_what_was_undone_unseen_is_reported() {
    let bench = Bench::new();
    bench.write("PLAN.md", PLAN);
    assert_snapshot!(log(&bench), @r"
    ! tickdown: PLAN.md: no change made through tickdown is remembered.
    => 0
    ");
    bench.run("tick PLAN.md one");
    bench.run_with("tick PLAN.md two", &[("TICKDOWN_ACTOR", "robot")]);
    bench.run("untick PLAN.md two --as me");
    assert_snapshot!(log(&bench), @"
    done  one  (line 3)  in the file
    done  two  (line 4)  by robot  changed again later: open
    open  two  (line 4)  by me  in the file
    => 0
    ");
    bench.write("PLAN.md", PLAN);
    assert_snapshot!(bench.run("tick PLAN.md two"), @r#"
    done  two  (line 4)
    ! tickdown: PLAN.md: 1 earlier change is not in the file. "tickdown log PLAN.md" lists what was undone.
    => 0
    changed PLAN.md
    - - [ ] two
    + - [x] two
    "#);
    bench.run("tick PLAN.md one");
    assert_snapshot!(log(&bench), @"
    done  one  (line 3)  made again later
    done  two  (line 4)  by robot  changed again later: open
    open  two  (line 4)  by me  changed again later: done
    done  two  (line 4)  in the file
    done  one  (line 3)  in the file
    => 0
    ");
}

#[test]
fn nothing_is_remembered_where_it_is_switched_off_or_impossible() {
    let bench = Bench::new();
    bench.write("PLAN.md", PLAN);
    bench.write("config.toml", "remember = false\n");
    let config = bench.path("config.toml").display().to_string();
    for variables in [
        [("TICKDOWN_CONFIG", &*config), ("LANG", "C.UTF-8")],
        [("XDG_STATE_HOME", "/proc/nowhere"), ("LANG", "C.UTF-8")],
    ] {
        for verb in ["tick", "untick"] {
            let printed = bench.run_with(&format!("{verb} PLAN.md one"), &variables);
            assert!(printed.contains("=> 0"), "{printed}");
        }
    }
    assert_snapshot!(log(&bench), @"
    ! tickdown: PLAN.md: no change made through tickdown is remembered.
    => 0
    ");
    assert!(!bench.home().join(".local").exists());
}

#[test]
fn looking_at_a_plan_leaves_no_trace() {
    let bench = Bench::new();
    bench.write("PLAN.md", PLAN);
    for verb in ["status", "show", "next", "check", "log", "tick --dry-run"] {
        bench.run(&format!("{verb} PLAN.md one"));
    }
    assert!(!bench.home().join(".local").exists());
}
