//! The list of plans: what comes and goes, and how another plan is opened.

use std::path::PathBuf;
use std::sync::Arc;

use insta::assert_snapshot;

use super::{Bench, PLAN};
use crate::app::{Effect, Looked, Model, Msg, PlanRow, Settings, Sighting, Start, Symbols};
use crate::plan::Plan;

const OPEN: &str = "- [x] a\n- [ ] b\n- [ ] c\n";
const DONE: &str = "- [x] a\n- [x] b\n- [x] c\n";
const PROSE: &str = "# Prose\n## Phase 1: Read\n";

/// Returns that the plan at `path` reads `text` since `changed`.
fn found(path: &str, text: &str, changed: i128) -> Msg {
    let plan = Plan::read(text, path.rsplit('/').next().unwrap_or_default());
    Msg::Plans(Sighting::Plan(Box::new(PlanRow::new(path.into(), &plan, changed, format!("12:0{changed}")))))
}

fn done() -> Msg {
    Msg::Plans(Sighting::Done(Looked { files: 3, places: vec!["specs".to_owned()], ..Looked::default() }))
}

fn here(open: Option<&str>) -> Msg {
    Msg::Plans(Sighting::Here { folder: "/repo".to_owned(), open: open.map(PathBuf::from) })
}

impl Bench {
    /// A list of the plans of a folder, and no plan.
    fn home() -> Self {
        let settings = Settings { symbols: &Symbols::ASCII, start: Start::Plans, ..Settings::new("") };
        let model = Model::new(Arc::new(Plan::read("", "")), settings, (50, 20));
        Self { model, log: String::new(), refuses: Vec::new(), answered: 0 }.told([here(None)])
    }

    /// Tells what is seen of plans.
    fn told(mut self, told: impl IntoIterator<Item = Msg>) -> Self {
        for msg in told {
            for effect in self.update(msg) {
                self.perform(effect);
            }
        }
        self
    }

    /// Returns the page, one line a line, `>` at the cursor; then what the footer says, and what was asked for.
    fn page(&self) -> String {
        let sheet = self.model.sheet().expect("a page");
        let line = |(line, selected): &(Vec<crate::app::Run>, bool)| {
            let text: String = line.iter().map(|run| &*run.text).collect();
            format!("{} {text}", if *selected { '>' } else { ' ' }).trim_end().to_owned() + "\n"
        };
        let lines: String = sheet.lines.iter().map(line).collect();
        format!("{lines}{}\n{}", self.said(), self.log).trim_end().to_owned()
    }
}

fn three() -> [Msg; 5] {
    [
        Msg::Plans(Sighting::Begun),
        found("docs/old.md", DONE, 9),
        found("a.md", OPEN, 1),
        found(".kiro/specs/login/tasks.md", OPEN, 2),
        found("prose.md", PROSE, 8),
    ]
}

#[test]
fn what_wants_work_comes_first_and_what_is_finished_is_folded() {
    let bench = Bench::home().told(three()).told([done()]);
    assert_snapshot!(bench.page(), @"
    > login  tasks.md                   ##....     1/3
    > .kiro/specs/login/tasks.md       next b    12:02
      a.md                              ##....     1/3
      a.md                             next b    12:01
      Prose                            nothing to tick
      prose.md                                   12:08
      > 1 finished
    ");
    let bench = bench.press("G<enter>");
    assert_snapshot!(bench.page(), @"
      login  tasks.md                   ##....     1/3
      .kiro/specs/login/tasks.md       next b    12:02
      a.md                              ##....     1/3
      a.md                             next b    12:01
      Prose                            nothing to tick
      prose.md                                   12:08
    > v 1 finished
        x old.md  docs/old.md                      3/3
    ");
    let bench = bench.press("Gh");
    assert_snapshot!(bench.page(), @"
      login  tasks.md                   ##....     1/3
      .kiro/specs/login/tasks.md       next b    12:02
      a.md                              ##....     1/3
      a.md                             next b    12:01
      Prose                            nothing to tick
      prose.md                                   12:08
    > > 1 finished
    ");
}

#[test]
fn plans_of_one_title_are_told_apart() {
    let plan = |title: &str, open: bool| format!("# {title}\n{}", if open { OPEN } else { DONE });
    let bench = Bench::home().told([
        found(".kiro/specs/login-flow/tasks.md", &plan("Implementation Plan", true), 9),
        found(".kiro/specs/password-reset-by-a-very-long-way/tasks.md", &plan("Implementation Plan", true), 8),
        found("specs/001-photo-albums/tasks.md", &plan("Photo albums", true), 7),
        found("docs/plans/webhook.md", &plan("Rework", true), 6),
        found("docs/plans/ledger.md", &plan("Rework", true), 5),
        found("PLAN.md", &plan("Implementation plan", true), 4),
        found("conductor/tracks/export/plan.md", &plan("Plan", false), 3),
        done(),
    ]);
    assert_snapshot!(bench.press("G<enter>g").page(), @"
    > login-flow  Implementation Plan   ##....     1/3
    > .kiro/specs/login-flow/tasks.md  next b    12:09
      password-reset-by-a-very-long...  ##....     1/3
      ...-by-a-very-long-way/tasks.md  next b    12:08
      Photo albums                      ##....     1/3
      specs/001-photo-albums/tasks.md  next b    12:07
      webhook  Rework                   ##....     1/3
      docs/plans/webhook.md            next b    12:06
      ledger  Rework                    ##....     1/3
      docs/plans/ledger.md             next b    12:05
      Implementation plan               ##....     1/3
      PLAN.md                          next b    12:04
      v 1 finished
        x export  conductor/tracks/export/plan.md  3/3
    ");
}

#[test]
fn the_cursor_stays_on_its_plan() {
    let bench = Bench::home().told(three()).press("j").told([found("new.md", OPEN, 5), found("a.md", DONE, 6)]);
    assert_snapshot!(bench.page(), @"
      new.md                            ##....     1/3
      new.md                           next b    12:05
      login  tasks.md                   ##....     1/3
      .kiro/specs/login/tasks.md       next b    12:02
    > Prose                            nothing to tick
    > prose.md                                   12:08
      > 2 finished
    ");
    let bench = bench.told([found("a.md", OPEN, 7), Msg::Plans(Sighting::Gone("new.md".into()))]);
    assert_snapshot!(bench.page(), @"
    > a.md                              ##....     1/3
    > a.md                             next b    12:07
      login  tasks.md                   ##....     1/3
      .kiro/specs/login/tasks.md       next b    12:02
      Prose                            nothing to tick
      prose.md                                   12:08
      > 1 finished
    ");
    let bench = bench.told([Msg::Plans(Sighting::Gone("a.md".into()))]).press("<enter>");
    assert!(bench.log.contains("login/tasks.md"), "{}", bench.log);
}

#[test]
fn typing_narrows_the_list() {
    for (pressed, expected) in [
        ("/log", "[Filter log] | .kiro/specs/login/tasks.md"),
        ("/old", "[Filter old] | docs/old.md"),
        ("/LOG", "[Filter LOG] |"),
        ("/log<enter>", " | .kiro/specs/login/tasks.md"),
        ("/log<esc>", " | .kiro/specs/login/tasks.md"),
        ("/o<enter><esc>", " | .kiro/specs/login/tasks.md"),
        ("/x<backspace>a.m", "[Filter a.m] | a.md"),
        ("/<backspace>", " | .kiro/specs/login/tasks.md"),
    ] {
        let bench = Bench::home().told(three()).told([done()]).press("g").press(pressed);
        let asked = bench.said();
        let opened = if asked.is_empty() { bench.press("<enter>") } else { bench.press("<enter><enter>") };
        let path = opened.log.split('"').nth(1).unwrap_or_default();
        assert_eq!(format!("{asked} | {path}").trim_end(), expected.trim_end(), "{pressed}");
    }
}

#[test]
fn a_list_over_a_plan_leaves_it_as_it_was() {
    let before = Bench::new(PLAN, (60, 24)).press("jjhj");
    let was = before.tree();
    for pressed in ["p<esc>", "pp", "pq", "pjj/x<enter><esc><esc>", "p<space>xvs<esc>", "pzwPcf<esc>", "p2<esc>"] {
        let bench = Bench::new(PLAN, (60, 24)).press("jjhj").press(pressed);
        assert_eq!(bench.tree().lines().collect::<Vec<_>>(), was.lines().collect::<Vec<_>>(), "{pressed}");
        assert!(!bench.log.contains("Quit") && !bench.model.lists_plans(), "{pressed}: {}", bench.log);
    }
    // Back to the screen that it was called from.
    let bench = Bench::new(PLAN, (60, 24)).press("wp").told([here(None)]);
    assert!(bench.model.lists_plans());
    assert!(matches!(bench.press("<esc>").model.view(), crate::app::View::Walk(_)));
}

#[test]
fn the_cursor_begins_on_the_plan_that_is_open() {
    let told = || [here(Some("docs/old.md"))].into_iter().chain(three()).chain([done()]);
    let bench = Bench::new(PLAN, (60, 24)).press("p").told(told()).press("p").press("p<enter>");
    assert_eq!(bench.log.lines().last(), Some(r#"Plans(Open("docs/old.md"))"#));
}

#[test]
fn the_only_unfinished_plan_opens_at_once() {
    for (plans, pressed, expected) in [
        (vec![found("a.md", OPEN, 1)], "", r#"Plans(Open("a.md"))"#),
        (vec![found("a.md", DONE, 1)], "", r#"Plans(Open("a.md"))"#),
        (vec![found("a.md", DONE, 1), found("b.md", OPEN, 1), found("c.md", PROSE, 1)], "", r#"Plans(Open("b.md"))"#),
        (vec![found("a.md", OPEN, 1)], "j", ""),
        (vec![found("a.md", OPEN, 1), found("b.md", OPEN, 1)], "", ""),
        (vec![found("a.md", DONE, 1), found("b.md", DONE, 1)], "", ""),
        (vec![], "", ""),
    ] {
        let bench = Bench::home().told(plans).press(pressed).told([done()]);
        assert_eq!(bench.log.trim(), expected);
        let bench = bench.told([done()]).press("q");
        assert!(bench.log.ends_with("Quit\n"), "{}", bench.log);
    }
    let cut = Looked { notes: vec!["only the first were read".to_owned()], ..Looked::default() };
    let bench = Bench::home().told([found("a.md", OPEN, 1), Msg::Plans(Sighting::Done(cut))]);
    assert_eq!(bench.log, "", "there may be more");
    assert!(bench.page().contains("only the first were read"));
}

#[test]
fn where_there_is_none_there_is_a_way_on() {
    let bench = Bench::home();
    assert_snapshot!(bench.page(), @"  looking for plans...");
    let bench = bench.told([Msg::Plans(Sighting::Begun), done()]);
    assert_snapshot!(bench.page(), @"
    No plan was found in /repo.

    n  a new plan, from the template
    o  open a file by its path
    d  try the demo plan, as a copy

    None of 3 Markdown files has a phase, a step or
    three boxes. Looked at was everything down to
    five levels, but not what git ignores and hidden
    folders; ignored or not, also:
    specs
    ");
    for (pressed, expected) in [
        ("n<enter>", r#"Plans(New("PLAN.md"))"#),
        ("n<c-u>docs/x.md<enter>", r#"Plans(New("docs/x.md"))"#),
        ("n<esc>", ""),
        ("n<c-u><enter>", ""),
        ("o~/a.md<enter>", r#"Plans(OpenTyped("~/a.md"))"#),
        ("d", "Plans(Demo)"),
        (":demo-plan<enter>", "Plans(Demo)"),
        ("<esc>p", ""),
        ("q", "Quit"),
    ] {
        let bench = Bench::home().told([done()]).press(pressed);
        assert_eq!(bench.log.trim(), expected, "{pressed}");
        assert!(bench.model.lists_plans());
    }
    let bench = Bench::home().told([found("PLAN.md", OPEN, 1), found("PLAN-2.md", OPEN, 1), done()]).press("n");
    assert_eq!(bench.said(), "[NewPlan PLAN-3.md]");
}

#[test]
fn another_plan_takes_the_place_and_the_first_one_comes_back_as_it_was() {
    let mut bench = Bench::new(PLAN, (60, 24)).press("j<space>jjh").press("p").told(three());
    let rows = |bench: &Bench| {
        let count = bench.model.tree().rows().len();
        bench.tree().lines().take(count).map(str::to_owned).collect::<Vec<_>>()
    };
    let was = rows(&Bench::new(PLAN, (60, 24)).press("j<space>jjh"));
    let other = Arc::new(Plan::read(OPEN, "a.md"));
    let parked = bench.model.turn_to(&other, "a.md".to_owned(), None, "12:00").expect("a plan was open");
    assert_eq!(bench.model.settings().file, "a.md");
    assert!(!bench.model.lists_plans());
    let bench_other = bench.press("p");
    assert!(bench_other.page().contains(".kiro/specs/login"), "the list has come along");
    let mut bench = bench_other;
    let same = Arc::new(Plan::read(parked.plan().text().clone(), "plan"));
    assert!(bench.model.turn_to(&same, "plan.md".to_owned(), Some(parked.clone()), "12:01").is_some());
    assert_eq!(rows(&bench), was);
    assert!(bench.model.can_undo());
    // What others did meanwhile is told and unseen.
    let changed = Arc::new(Plan::read(parked.plan().text().replace("- [ ] Route", "- [x] Route"), "plan"));
    bench.model.turn_to(&changed, "plan.md".to_owned(), Some(parked), "12:02");
    assert!(bench.said().contains("ticked Route"), "{}", bench.said());
    assert_eq!(bench.model.news().unseen(), 1);
}

#[test]
fn keys_behind_one_that_opens_another_plan_are_not_for_this_one() {
    let mut bench = Bench::new(OPEN, (60, 24)).press("p").told([found("a.md", OPEN, 1), done()]).press("p");
    let mut press = |pressed| bench.update(Msg::Key(crate::app::keys(pressed).expect("a key")[0]));
    let asked = press("x");
    assert!(["p", "<enter>", "<esc>", "<space>"].into_iter().all(|key| press(key).is_empty()), "they wait");
    let [Effect::Commit(intents)] = &asked[..] else { panic!("{asked:?}") };
    let asked = bench.answer(intents);
    assert!(matches!(asked[..], [Effect::Plans(_)]), "{asked:?}");
    assert!(bench.model.lists_plans());
}

#[test]
fn a_plan_that_takes_its_time_is_waited_for_and_can_be_cancelled() {
    let waiting = || Bench::home().told([found("a.md", OPEN, 1), done(), Msg::Opening(Some("a.md".to_owned()))]);
    for pressed in ["<esc>", "q"] {
        let bench = waiting().press("jx<enter>/y").press(pressed);
        assert_eq!((&*bench.log, &*bench.said()), ("Plans(Open(\"a.md\"))\nPlans(Cancel)\n", ""), "{pressed}");
        assert!(bench.model.lists_plans());
    }
    assert_eq!(waiting().said(), "[opening a.md]");
    assert!(waiting().press("<c-c>").log.ends_with("Quit\n"));
    assert_eq!(waiting().told([Msg::Opening(None)]).said(), "");
}

#[test]
fn the_row_of_the_plan_that_is_open_says_what_the_plan_says() {
    let own = |changed| Msg::Plans(Sighting::Own { path: "a.md".into(), changed, when: "12:01".to_owned() });
    let mut bench = Bench::new(OPEN, (60, 24)).press("p").told([here(Some("a.md")), own(1), done()]);
    let row = |bench: &Bench| bench.page().lines().next().unwrap_or_default().to_owned();
    assert!(row(&bench).ends_with("1/3"), "{}", bench.page());
    bench.update(super::outside(&OPEN.replacen("[ ]", "[x]", 1)));
    assert!(row(&bench).ends_with("2/3"), "{}", bench.page());
    // Another plan is open: the row of the first one is not its.
    let other = Arc::new(Plan::read(DONE, "b.md"));
    bench.model.turn_to(&other, "b.md".to_owned(), None, "12:00");
    let mut bench = bench.press("p");
    bench.update(super::outside(&DONE.replacen("[x]", "[ ]", 1)));
    assert!(row(&bench).ends_with("2/3"), "{}", bench.page());
}

#[test]
fn from_home_nothing_is_parked() {
    let mut bench = Bench::home().told([found("a.md", OPEN, 1)]);
    let plan = Arc::new(Plan::read(OPEN, "a.md"));
    assert!(bench.model.turn_to(&plan, "a.md".to_owned(), None, "").is_none());
    let bench = bench.press("p<esc>");
    assert_eq!((bench.cursor(), bench.model.lists_plans()), ("b", false));
}

#[test]
fn the_plan_that_is_open_is_there_at_once_when_it_is_chosen() {
    for size in [(50, 30), (80, 24), (100, 24)] {
        let detail = |bench: &Bench| bench.model.detail().visible().to_vec();
        let bench = Bench::new(PLAN, size).told([here(Some("plan.md")), found("plan.md", PLAN, 1), done()]);
        let before = detail(&bench);
        let mut bench = bench.press("p<enter>");
        assert!(!before.is_empty() && bench.model.lists_plans(), "{size:?}");
        bench.model.return_to_plan();
        assert_eq!(detail(&bench), before, "{size:?}");
    }
}
