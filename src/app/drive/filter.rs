//! Leaving rows out.

use insta::assert_snapshot;

use super::{Bench, PLAN};
use crate::app::Filter;

/// Returns the titles of the rows; the one under the cursor between brackets.
fn rows(bench: &Bench) -> String {
    let (plan, tree) = (bench.model.plan(), bench.model.tree());
    let row = |&id: &crate::plan::NodeId| {
        let title = &plan.node(id).title;
        if tree.cursor() == Some(id) { format!("[{title}]") } else { title.to_string() }
    };
    tree.rows().iter().map(row).collect::<Vec<_>>().join(" ")
}

fn filtered(pressed: &str) -> String {
    let bench = Bench::new(PLAN, (60, 24)).press(pressed);
    format!("{} | {}", rows(&bench), bench.said())
}

#[test]
fn only_matching_rows_are_shown_with_what_they_lie_in() {
    for (pressed, expected) in [
        ("fo", "Base [Schema] Runs Rolls back Keys Use Client Route Body | "),
        ("fr", "Base [Schema] Runs Rolls back Use Client Route Body | "),
        ("fb", "Base [Keys] | "),
        ("fu", "Base [Schema] | nothing is unseen"),
        ("fv", "Base [Schema] | nothing is done and not validated"),
        ("<space>fv", "Base [Schema] | "),
        ("fa", "Base [Schema] Runs Rolls back Keys Use Client Route Body Notes Rollout | "),
        ("fbf", "Base [Keys] | [filter 2]"),
        ("fjj<enter>", "Base [Keys] | "),
        ("fb<esc>", "Base Schema Runs Rolls back [Keys] Use Client Route Body Notes Rollout | "),
        ("fbff", "Base Schema Runs Rolls back [Keys] Use Client Route Body Notes Rollout | "),
    ] {
        assert_eq!(filtered(pressed), expected, "{pressed}");
    }
}

#[test]
fn a_row_stays_until_the_cursor_leaves_it() {
    let bench = Bench::new(PLAN, (60, 24)).press("fojj<space>");
    assert_eq!(rows(&bench), "Base Schema Runs [Rolls back] Keys Use Client Route Body");
    let bench = bench.press("<space><space>k");
    assert_eq!(rows(&bench), "Base Schema [Runs] Keys Use Client Route Body");
    assert_eq!(bench.model.filter(), Some((Filter::Open, 6)));
    let bench = bench.press("x");
    assert_eq!(rows(&bench), "Base [Keys] Use Client Route Body", "what is done goes when the cursor has left it");
}

#[test]
fn folds_are_as_they_were_behind_a_filter() {
    let bench = Bench::new(PLAN, (60, 24)).press("gh");
    assert_eq!(rows(&bench), "[Base] Use Client Route Body Notes Rollout");
    let bench = bench.press("fb");
    assert_eq!(rows(&bench), "Base [Keys]");
    let bench = bench.press("gfa");
    assert_eq!(rows(&bench), "[Base] Use Client Route Body Notes Rollout");
}

#[test]
fn a_filter_follows_the_plan() {
    let bench = Bench::new(PLAN, (60, 24))
        .press("fb")
        .outside("- [ ] Body\n", "- [ ] Body\n### Step 2.2: More\n- **Dependencies**: 2.1\n");
    assert_eq!(rows(&bench), "Base [Keys] Use More");
    let bench = bench.outside("- **Dependencies**: 1.1\n", "");
    assert_eq!(rows(&bench), "Base [Keys] Use More", "it stays under the cursor");
    assert_eq!(rows(&bench.press("j")), "[Use] More");
}

#[test]
fn what_others_change_comes_and_goes() {
    let bench =
        Bench::new(PLAN, (60, 24)).outside("[ ] Route", "[x] Route").outside("[ ] Body", "[x] Body").press("fu");
    assert_eq!(rows(&bench), "Use Client [Route] Body");
    assert_eq!(bench.model.filter(), Some((Filter::Unseen, 2)), "the one under the cursor is shown, so it counts");
    let bench = bench.press("j");
    assert_eq!((&*rows(&bench), bench.model.filter()), ("Use Client [Body]", Some((Filter::Unseen, 1))));
    let bench = bench.outside("# Demo\n", "# Demo\n## Zero\n");
    assert_eq!((&*rows(&bench), bench.model.filter()), ("Zero Use Client [Body]", Some((Filter::Unseen, 2))));
    let bench = bench.press("kk");
    assert_eq!((&*rows(&bench), bench.model.filter()), ("Zero [Use]", Some((Filter::Unseen, 1))));
    let bench = bench.press("g").press("fa");
    assert_eq!(bench.model.filter(), None);
}

#[test]
fn what_is_found_behind_a_filter_is_shown() {
    let bench = Bench::new(PLAN, (60, 24)).press("fb/body");
    assert_eq!(rows(&bench), "Base Keys Use Client [Body]");
    assert_eq!(rows(&bench.press("<enter>k")), "Base Keys Use [Client]");
}

#[test]
fn the_menu_says_how_many_rows_each_has() {
    let bench = Bench::new(PLAN, (60, 24)).press("f");
    let Some(crate::app::Overlay::Filter(menu)) = bench.model.overlays().last() else { panic!("no menu") };
    let lines = menu.lines(40, "...").into_iter().map(|line| line.into_iter().map(|run| run.text).collect::<String>());
    assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @"
    o  open           7  not done yet
    r  ready          6  could be done now
    b  blocked        1  waits for someth...
    u  unseen         0  changed by others
    v  unvalidated    0  done, not validated
    d  diagnostics    0  something is wrong
    a  all               no filter
    ");
}

#[test]
fn what_is_wrong_with_the_plan_itself_has_no_row_and_is_not_denied() {
    let said = |text: &str| {
        let bench = Bench::new(text, (60, 24)).press("fd");
        format!("{} | {}", rows(&bench), bench.said())
    };
    let stale = "---\ntotal_tasks: 42\n---\n# P\n- [ ] a\n- [x] b\n";
    assert_snapshot!(said(stale), @"[a] | only the plan itself has something wrong: d tells what");
    assert_snapshot!(said("# P\n- [ ] a\n- [x] b\n"), @"[a] | nothing is wrong with this plan");
    let bench = Bench::new(stale, (60, 24)).press("d");
    let Some(crate::app::Overlay::Diagnostics(list)) = bench.model.overlays().last() else { panic!("no list") };
    let lines = list.visible(&bench.model.overview().diagnostics, (80, 5), bench.model.settings().symbols);
    let text = lines.iter().flat_map(|(line, _)| line).map(|run| &*run.text).collect::<String>();
    assert_snapshot!(text, @"i  2  `total_tasks: 42` does not hold any more: the plan has 2");
}
