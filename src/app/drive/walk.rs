//! Walking through a plan, stop by stop.

use insta::assert_snapshot;

use super::{Bench, PLAN, outside};
use crate::app::{Line, Msg};

const SIZE: (u16, u16) = (60, 24);

fn text(line: &Line) -> String {
    line.iter().map(|run| &*run.text).collect::<String>().trim_end().to_owned()
}

/// Returns the title of the page, what is under the cursor, and what the footer says.
pub(super) fn place(bench: &Bench) -> String {
    let Some(sheet) = bench.model.sheet() else { return format!("[plan] {} | {}", bench.cursor(), bench.said()) };
    let (left, right) = sheet.heading;
    let under: Vec<String> = sheet.lines.iter().filter(|(_, selected)| *selected).map(|(line, _)| text(line)).collect();
    format!("{right} ({left}): {} | {}", under.join(" ").trim(), bench.said()).trim_end_matches([' ', '|']).to_owned()
}

/// Returns where each of `pressed` leads to, from the opening place.
fn walks(markdown: &str, pressed: &[&str]) -> String {
    let walk = |pressed: &&str| {
        let bench = Bench::new(markdown, SIZE).press(pressed);
        let log = bench.log.lines().filter(|line| !line.starts_with("look up")).collect::<Vec<_>>().join("; ");
        format!("{pressed}: {} {log}", place(&bench)).trim_end().to_owned()
    };
    pressed.iter().map(walk).collect::<Vec<_>>().join("\n")
}

/// Returns the page after `pressed`.
pub(super) fn page(markdown: &str, pressed: &str, size: (u16, u16)) -> String {
    let bench = Bench::new(markdown, size).press(pressed);
    let sheet = bench.model.sheet().expect("a page is shown");
    let row = |(line, selected): &(Line, bool)| format!("{} {}", if *selected { '>' } else { ' ' }, text(line));
    let rows: Vec<String> = sheet.lines.iter().map(|line| row(line).trim_end().to_owned()).collect();
    format!("{} -- {}\n{}", sheet.heading.0, sheet.heading.1, rows.join("\n"))
}

#[test]
fn a_walk_goes_from_stop_to_stop() {
    assert_snapshot!(walks(PLAN, &[
        "w", "w<enter>", "wl", "w<right><right>", "w<enter>h", "wlll<left>", "wl<backspace>", "wh", "wllll", "wlllll",
        "wlllll<enter><enter>", "wlllljk<enter>", "wllllh", "wG", "wl<esc>", "wl<esc>q", "wllw", "wlq", "gw", "Gw", "jw", "w]", "wl]", "wlll[", "wlll]",
    ]), @"
    w: stop 1 of 4 (Phase 1  Base): o Runs
    w<enter>: stop 2 of 4 (Phase 1  Base): 1.2 Keys
    wl: stop 2 of 4 (Phase 1  Base): 1.2 Keys
    w<right><right>: stop 3 of 4 (Phase 2  Use): o Route
    w<enter>h: stop 1 of 4 (Phase 1  Base): o Runs
    wlll<left>: stop 3 of 4 (Phase 2  Use): o Route
    wl<backspace>: stop 1 of 4 (Phase 1  Base): o Runs
    wh: stop 1 of 4 (Phase 1  Base): o Runs | this is the first stop
    wllll: 4 stops (Behind the last stop): o Runs   1.1/runs
    wlllll: 4 stops (Behind the last stop): o Runs   1.1/runs | that was the last stop: move to pick what is left, or go back
    wlllll<enter><enter>: 4 stops (Behind the last stop): o Runs   1.1/runs | that was the last stop: move to pick what is left, or go back
    wlllljk<enter>: stop 1 of 4 (Phase 1  Base): o Runs
    wllllh: stop 4 of 4 (): Phase 1  Sandbox
    wG: stop 1 of 4 (Phase 1  Base): o Rolls back
    wl<esc>: [plan] Keys |
    wl<esc>q: [plan] Keys |  Quit
    wllw: [plan] Route |
    wlq: [plan] Keys |
    gw: stop 1 of 4 (Phase 1  Base): o Runs
    Gw: stop 4 of 4 (): Phase 1  Sandbox
    jw: stop 1 of 4 (Phase 1  Base): o Runs
    w]: stop 3 of 4 (Phase 2  Use): o Route
    wl]: stop 3 of 4 (Phase 2  Use): o Route
    wlll[: stop 3 of 4 (Phase 2  Use): o Route
    wlll]: stop 4 of 4 (): Phase 1  Sandbox | no stop below is ready
    ");
}

#[test]
fn marks_in_a_walk_are_those_of_the_plan_screen() {
    assert_snapshot!(walks(PLAN, &[
        "w<space>", "wk<space>", "w<space><space>", "wj<space>u", "wx", "wxx", "wxxx", "wxxxxxxx", "wv", "wvy", "ws", "wjv<esc>",
        "wlv", "wlx", "wllx", "wlll<space>", "wlllv", "wllll<space>", "wllll<space>h", "wllllx", "wllllxu", "wlllljj<enter>",
    ]), @"
    w<space>: stop 1 of 4 (Phase 1  Base): x Runs | ticked Runs Done 1.1/runs;     - [x] Runs
    wk<space>: stop 1 of 4 (Phase 1  Base): 1.1 Schema | done 1.1, with 2 items open, added `- **Status**: [x] Complete` Done 1.1;   - **Status**: [x] Complete
    w<space><space>: stop 1 of 4 (Phase 1  Base): o Runs | unticked Runs Done 1.1/runs;     - [x] Runs; Open 1.1/runs;     - [ ] Runs
    wj<space>u: stop 1 of 4 (Phase 1  Base): o Rolls back | undo: unticked Rolls back Done 1.1/rolls-back;     - [x] Rolls back; Restore 1.1/rolls-back;     - [ ] Rolls back
    wx: stop 1 of 4 (Phase 1  Base): o Rolls back | ticked Runs Done 1.1/runs;     - [x] Runs
    wxx: stop 2 of 4 (Phase 1  Base): 1.2 Keys | ticked Rolls back Done 1.1/runs;     - [x] Runs; Done 1.1/rolls-back;     - [x] Rolls back
    wxxx: stop 3 of 4 (Phase 2  Use): o Route | done 1.2, added `- **Status**: [x] Complete` Done 1.1/runs;     - [x] Runs; Done 1.1/rolls-back;     - [x] Rolls back; Done 1.2;   - **Status**: [x] Complete
    wxxxxxxx: 4 stops (Behind the last stop): Done 1.1/runs;     - [x] Runs; Done 1.1/rolls-back;     - [x] Rolls back; Done 1.2;   - **Status**: [x] Complete; Done 2.1/route;   - [x] Route; Done 2.1/body;   - [x] Body
    wv: stop 1 of 4 (Phase 1  Base): o Runs | [2 criteria of 1.1 are open. Validate it anyway?]
    wvy: stop 1 of 4 (Phase 1  Base): o Runs | validated 1.1, with 2 items open Validated 1.1;   - [x] **Validation**: `make test`
    ws: stop 1 of 4 (Phase 1  Base): o Runs | started 1.1, added `- **Status**: In Progress` InProgress 1.1;   - **Status**: In Progress
    wjv<esc>: stop 1 of 4 (Phase 1  Base): o Rolls back
    wlv: stop 2 of 4 (Phase 1  Base): 1.2 Keys | validated 1.2 Validated 1.2;   - [x] **Validation**: `make keys`
    wlx: stop 3 of 4 (Phase 2  Use): o Route | done 1.2, added `- **Status**: [x] Complete` Done 1.2;   - **Status**: [x] Complete
    wllx: stop 3 of 4 (Phase 2  Use): o Body | ticked Route Done 2.1/route;   - [x] Route
    wlll<space>: stop 4 of 4 (): x Phase 1  Sandbox | ticked Phase 1, added `[x]` Done rollout/phase-1;   1. [x] **Phase 1**: Sandbox
    wlllv: stop 4 of 4 (): x Phase 1  Sandbox | ticked Phase 1, added `[x]` Done rollout/phase-1;   1. [x] **Phase 1**: Sandbox
    wllll<space>: 4 stops (Behind the last stop): x Runs   1.1/runs | ticked Runs Done 1.1/runs;     - [x] Runs
    wllll<space>h: stop 4 of 4 (): Phase 1  Sandbox Done 1.1/runs;     - [x] Runs
    wllllx: 4 stops (Behind the last stop): o Rolls back   1.1/rolls-back | ticked Runs Done 1.1/runs;     - [x] Runs
    wllllxu: 4 stops (Behind the last stop): o Runs   1.1/runs | undo: unticked Runs Done 1.1/runs;     - [x] Runs; Restore 1.1/runs;     - [ ] Runs
    wlllljj<enter>: stop 2 of 4 (Phase 1  Base): 1.2 Keys
    ");
}

#[test]
fn a_stop_says_all_that_matters() {
    assert_snapshot!(page(PLAN, "w", SIZE), @"
    Phase 1  Base -- stop 1 of 4
      1.1 Schema
      o open   0 of 2 items   line 3

      Tables first.

      Validation  $ make test

    > o Runs
      o Rolls back
    ");
    assert_snapshot!(page(PLAN, "wl", (44, 24)), @"
    Phase 1  Base -- stop 2 of 4
    > 1.2 Keys
      o open   waits for 1.1   line 8

      Load them.

      Needs       o 1.1
      Validation  $ make keys
    ");
    assert_snapshot!(page(PLAN, "wllll", SIZE), @"
    Behind the last stop -- 4 stops
      ....................  0 of 5 done
      0 of 3 steps validated

      Left to do:

    > o Runs
    >   1.1/runs
      o Rolls back
        1.1/rolls-back
      o 1.2 Keys
        waits for 1.1
      o Route
        2.1/route
      o Body
        2.1/body
    ");
    let nested = "# P\n## Phase 1: A\n### Task 1: Write\nFirst this.\n- [ ] **Step 1: Test**\n\n```sh\ncargo test\n```\nExpected: it fails\n\
                  - [x] Step 2\n  - [ ] deeper\n\n**Later**\n- [ ] Step 3\n#### 1.1 Inner\n- [ ] not here\n";
    assert_snapshot!(page(nested, "w", SIZE), @"
    Phase 1  A -- stop 1 of 2
      Task 1  Write
      o open   1 of 5 items   line 3

      First this.

    > o Step 1  Test
          cargo test

        Expected: it fails

      x Step 2
        o deeper

      Later
      o Step 3
      o 1.1 Inner
    ");
    let phase = "## Phase 1: A\nRead this first.\n### 1.1 B\n- [ ] c\n### Notes\nAnd this.\n## Phase 2: D\n### 2.1 E\n";
    assert_snapshot!(page(phase, "gw", SIZE), @"
     -- stop 1 of 3
    > Phase 1  A
      ..........   0 of 1 done   line 1

      Read this first.

      o 1.1 B

      Notes
      And this.
    ");
    assert_snapshot!(page("- [ ] one\n- [x] two\n", "w", SIZE), @"
     -- stop 1 of 1
      plan
      #####.....   1 of 2 done   line 1

    > o one
      x two
    ");
    assert_snapshot!(page("words\n", "w", SIZE), @"
    -- stop 1 of 1
     plan

     words
    ");
    assert_snapshot!(page("", "w", SIZE), @"
    -- stop 1 of 1
     plan

     nothing more is written here
    ");
}

#[test]
fn a_long_stop_scrolls() {
    let long = format!("### 1.1 A\n{}- [ ] one\n\n{}- [ ] two\n", "Words.\n\n".repeat(12), "  Words.\n\n".repeat(12));
    let size = (40, 12);
    let at = |pressed: &str| {
        let bench = Bench::new(&long, size).press(pressed);
        let sheet = bench.model.sheet().expect("a page is shown");
        format!("{pressed}: {:?} {}", sheet.hidden, place(&bench))
    };
    let all = [
        "w",
        "wj",
        "w<c-d>",
        "wjjjjjjjjjjjjjjjjjjjj",
        "w<c-d><space>",
        "wG",
        "wGk",
        "wGg",
        "wG<c-u>j",
        "wG<c-u><c-u>j",
        "w<pagedown>J",
        "w<c-d><c-d>k",
    ];
    assert_snapshot!(all.map(at).join("\n"), @"
    w: Some((0, 46)) stop 1 of 1 (): 1.1 A
    wj: Some((1, 45)) stop 1 of 1 ():
    w<c-d>: Some((4, 42)) stop 1 of 1 ():
    wjjjjjjjjjjjjjjjjjjjj: Some((20, 26)) stop 1 of 1 ():
    w<c-d><space>: Some((0, 46)) stop 1 of 1 (): 1.1 A | space again ticks 1.1
    wG: Some((46, 0)) stop 1 of 1 (): o two
    wGk: Some((45, 1)) stop 1 of 1 (): o two
    wGg: Some((0, 46)) stop 1 of 1 (): 1.1 A
    wG<c-u>j: Some((43, 3)) stop 1 of 1 ():
    wG<c-u><c-u>j: Some((39, 7)) stop 1 of 1 ():
    w<pagedown>J: Some((8, 38)) stop 1 of 1 ():
    w<c-d><c-d>k: Some((7, 39)) stop 1 of 1 ():
    ");
}

#[test]
fn a_walk_keeps_its_stop_through_changes_of_others() {
    let at = |pressed: &str, from: &str, to: &str| place(&Bench::new(PLAN, SIZE).press(pressed).outside(from, to));
    let above = at("wll", "## Phase 1: Base\n", "## Phase 1: Base\n### Step 1.0: New\n- [ ] new\n");
    assert_snapshot!(above, @"stop 4 of 5 (Phase 2  Use): o Route | outside: added 1.0 with 1 more");
    assert_snapshot!(at("wllj", "- [ ] Route\n", ""), @"stop 3 of 4 (Phase 2  Use): o Body | outside: removed Route");
    assert_snapshot!(at("wll", "- [ ] Route\n", ""), @"stop 3 of 4 (Phase 2  Use): o Body | your row is gone: move first. outside: removed Route");
    assert_snapshot!(at("wll", "### Step 2.1: Client\n- [ ] Route\n- [ ] Body\n", ""), @"stop 3 of 4 (): Phase 2  Use * | your stop is gone: move first. outside: removed 2.1 with 2 more");
    assert_snapshot!(at("wllll", "- [ ] Body\n", "- [x] Body\n- [ ] More\n"), @"4 stops (Behind the last stop): o Runs   1.1/runs | outside: ticked Body, added More");
    let mut gone = Bench::new(PLAN, SIZE).press("wll").outside("- [ ] Route\n", "").press("<space>");
    assert_snapshot!(place(&gone), @"stop 3 of 4 (Phase 2  Use): o Body | your row is gone: move first, then mark");
    gone.update(Msg::Calm);
    assert_snapshot!(place(&gone.press("<space>")), @"stop 3 of 4 (Phase 2  Use): x Body | ticked Body");
    let mut empty = Bench::new(PLAN, SIZE).press("wll");
    empty.update(outside("words\n"));
    assert_snapshot!(place(&empty), @"stop 1 of 1 ():  | your stop is gone: move first. outside: removed 13 rows, reworded plan");
}

#[test]
fn a_stop_that_takes_the_place_of_another_is_not_marked_before_a_move() {
    let tasks = "# P\n### Task 1: A\n- [ ] a\n### Task 2: B\nWords.\n- [ ] b\n### Task 3: C\n- [ ] c\n";
    let renumbered = "# P\n### Task 1: A\n- [ ] a\n### Task 2: C\n- [ ] c\n";
    let without_heading = tasks.replace("### Task 2: B\nWords.\n", "");
    for (pressed, to) in [
        ("wl", tasks.replace("### Task 2: B\nWords.\n- [ ] b\n", "")),
        ("wlk", tasks.replace("### Task 2: B\nWords.\n- [ ] b\n", "")),
        ("wl", renumbered.to_owned()),
        ("wlk", renumbered.to_owned()),
        // Its item is still there, and belongs to the task before.
        ("wl", without_heading.clone()),
        ("wlk", without_heading.clone()),
    ] {
        let bench = Bench::new(tasks, SIZE).press(pressed);
        assert!(place(&bench).starts_with("stop 2 of 3"), "{}", place(&bench));
        let bench = bench.save(&to).press("v<space>xsv");
        assert_eq!((&*bench.log, &*bench.said()), ("", "your stop is gone: move first, then mark"), "{pressed} {to}");
        let mut calm = bench;
        calm.update(Msg::Calm);
        // However long that was, nobody has chosen the other one.
        let bench = calm.press("<space>xvsa");
        assert_eq!((&*bench.log, bench.model.overlays().len()), ("", 0), "{pressed} {to}: {}", bench.said());
        let bench = bench.press("J").press("s");
        assert!(bench.log.starts_with("InProgress "), "{pressed} {to}: {} {}", bench.log, bench.said());
    }
}

#[test]
fn a_stop_is_chosen_by_any_move() {
    let only = "# P\n## Phase 1: A\n### Step 1.1: B\n- [ ] c\n### Step 1.2: D\n";
    for (moved, expected) in [
        ("", "your stop is gone: move first, then mark"),
        ("<esc>", "your stop is gone: move first, then mark"),
        ("h", "your stop is gone: move first, then mark"),
        ("j", "done 1.2"),
        ("k", "done 1.2"),
        ("G", "done 1.2"),
        ("<c-d>", "done 1.2"),
        ("lh", "done 1.2"),
        ("<esc>j", "done 1.2"),
    ] {
        let mut bench = Bench::new(only, SIZE).press("w").outside("### Step 1.1: B\n- [ ] c\n", "");
        bench.update(Msg::Calm);
        let said = bench.press(moved).press("<space>").said();
        assert!(said.starts_with(expected), "{moved}: {said}");
    }
}

#[test]
fn that_the_stop_is_gone_is_said_until_the_next_key() {
    let mut bench = Bench::new(PLAN, SIZE).press("wll").outside("### Step 2.1: Client\n- [ ] Route\n- [ ] Body\n", "");
    assert_snapshot!(bench.said(), @"your stop is gone: move first. outside: removed 2.1 with 2 more");
    bench.update(Msg::Calm);
    bench.update(Msg::WasRead);
    assert_snapshot!(bench.said(), @"your stop is gone: move first. outside: removed 2.1 with 2 more");
    let bench = bench.outside("[ ] Runs", "[x] Runs");
    assert_snapshot!(bench.said(), @"your stop is gone: move first. outside: removed 2.1 with 2 more; outside: ticked Runs");
    assert_eq!(bench.press("j").said(), "");
}

#[test]
fn leaving_folds_what_the_walk_has_unfolded() {
    let tree = |pressed: &str| Bench::new(PLAN, (60, 12)).press(pressed).tree();
    assert_snapshot!(tree("gj<esc>hkhw]]<esc>"), @"
      + o Phase 1 Base
      o Phase 2 Use
        o 2.1 Client
    >     o Route
          o Body
       Notes
      +  Rollout
    ");
}

#[test]
fn the_help_names_the_keys_of_the_walk() {
    let help = |pressed: &str| {
        let bench = Bench::new(PLAN, (50, 30)).press(pressed);
        let text = |line: crate::app::Line| line.into_iter().map(|run| run.text).collect::<String>();
        bench.model.help_lines().into_iter().map(text).collect::<Vec<_>>()
    };
    let (tree, walk) = (help("?"), help("w?"));
    let others = |here: &[String], there: &[String]| {
        let line = |line: &String| line.split_whitespace().collect::<Vec<_>>().join(" ");
        here.iter().filter(|line| !there.contains(line)).map(line).collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!(others(&walk, &tree), @r"
    w leave the walk
    J scroll down
    K scroll up
    ] next stop that is ready
    [ previous ready one
    g home top of the stop
    G end bottom of the stop
    h left previous stop
    l right next stop
    enter next stop
    ");
    assert_snapshot!(others(&tree, &walk), @r"
    h left fold, or to the parent
    l right unfold, or to a child
    enter read; fold a phase
    w walk through it
    tab other pane
    z tree, details or both
    J scroll the details down
    K scroll the details up
    ] next open step or item
    [ previous open one
    g home first row
    G end last row
    ");
}
