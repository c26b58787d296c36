//! The whole file, and what can be done there.

use insta::assert_snapshot;

use super::walk::{page, place};
use super::{Bench, PLAN};
use crate::app::View;

const SIZE: (u16, u16) = (60, 20);

#[test]
fn the_whole_file_is_shown_at_the_cursor() {
    assert_snapshot!(page(PLAN, "P", (60, 34)), @"
    Phase 1  Base -- line 3 of 20
      Demo

      ## Phase 1: Base

    > ### o Step 1.1: Schema
      - Description: Tables first.
      - Validation: make test
        o Runs
        o Rolls back

      ### o Step 1.2: Keys
      - Description: Load them.
      - Dependencies: 1.1
      - Validation: make keys

      ## Phase 2: Use

      ### o Step 2.1: Client
      o Route
      o Body

      ## Notes
      Read this.

      ## Rollout
      1. Phase 1: Sandbox
      2. Phase 2: Everybody
    ");
    assert_snapshot!(page(PLAN, "GP", (44, 14)), @"
     -- line 18 of 20
      ### o Step 2.1: Client
      o Route
      o Body

      ## Notes
      Read this.

    > ## Rollout
      1. Phase 1: Sandbox
      2. Phase 2: Everybody
    ");
    let mixed = "---\nowner: me\n---\n# Mixed\n\nWords in *between* and\non two lines.\n\n- plain\n- [x] done, with `code`\n  - [ ] inner\n\n    more of it\n\nBelow the list.\n\n\
                 > quoted\n> - [ ] in a quote\n\n1. [ ] numbered\n2. not a task\n\n### [ ] Step 1: Boxed\n\n```sh\nmake  all\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
    assert_snapshot!(page(mixed, "P", (60, 60)), @"
    done, with code -- line 11 of 31
      ---
      owner: me
      ---

      Mixed

      Words in between and on two lines.

      - plain
      x done, with code
    >   o inner

          more of it

      Below the list.

      | quoted
       o in a quote

      o numbered
      2. not a task

      ### o Step 1: Boxed

        make  all

      a | b
      -----
      1 | 2
    ");
    assert_snapshot!(page("", "P", SIZE), @" -- line 1 of 1");
}

#[test]
fn the_cursor_goes_from_title_to_title() {
    let at = |pressed: &str| {
        let bench = Bench::new(PLAN, (60, 14)).press(pressed);
        let log = bench.log.lines().filter(|line| !line.starts_with("look up")).collect::<Vec<_>>().join("; ");
        format!("{pressed}: {} {log}", place(&bench)).trim_end().to_owned()
    };
    let all = [
        "P",
        "Pj",
        "Pjj",
        "Pk",
        "Pkkkk",
        "Pjjjjjjjj",
        "PG",
        "Pg",
        "PGkk",
        "P<c-d>",
        "P<c-d><space>",
        "P<c-d><space><space>",
        "Pj<space>",
        "Pj<space>u",
        "Pjx",
        "P]]",
        "Pjj<esc>",
        "Pjw",
        "wP",
        "wjP<esc>",
        "PwP<esc>",
        "Pq",
        "Pv",
        "PGkkk<space>",
    ];
    assert_snapshot!(all.map(at).join("\n"), @"
    P: line 3 of 20 (Phase 1  Base): ### o Step 1.1: Schema
    Pj: line 6 of 20 (Phase 1  Base > 1.1 Schema): o Runs
    Pjj: line 7 of 20 (Phase 1  Base > 1.1 Schema): o Rolls back
    Pk: line 2 of 20 (): ## Phase 1: Base
    Pkkkk: line 2 of 20 (): ## Phase 1: Base
    Pjjjjjjjj: line 8 of 20 (Phase 1  Base): ### o Step 1.2: Keys
    PG: line 20 of 20 (Rollout): 2. Phase 2: Everybody
    Pg: line 2 of 20 (): ## Phase 1: Base
    PGkk: line 18 of 20 (): ## Rollout
    P<c-d>: line 3 of 20 (Phase 1  Base):
    P<c-d><space>: line 3 of 20 (Phase 1  Base): ### o Step 1.1: Schema | space again ticks 1.1
    P<c-d><space><space>: line 3 of 21 (Phase 1  Base): ### x Step 1.1: Schema | done 1.1, with 2 items open, added `- **Status**: [x] Complete` Done 1.1;   - **Status**: [x] Complete
    Pj<space>: line 6 of 20 (Phase 1  Base > 1.1 Schema): x Runs | ticked Runs Done 1.1/runs;     - [x] Runs
    Pj<space>u: line 6 of 20 (Phase 1  Base > 1.1 Schema): o Runs | undo: unticked Runs Done 1.1/runs;     - [x] Runs; Restore 1.1/runs;     - [ ] Runs
    Pjx: line 7 of 20 (Phase 1  Base > 1.1 Schema): o Rolls back | ticked Runs Done 1.1/runs;     - [x] Runs
    P]]: line 7 of 20 (Phase 1  Base > 1.1 Schema): o Rolls back
    Pjj<esc>: [plan] Rolls back |
    Pjw: stop 1 of 4 (Phase 1  Base): o Runs
    wP: line 6 of 20 (Phase 1  Base > 1.1 Schema): o Runs
    wjP<esc>: stop 1 of 4 (Phase 1  Base): o Rolls back
    PwP<esc>: [plan] Runs |
    Pq: [plan] Schema |
    Pv: line 3 of 20 (Phase 1  Base): ### o Step 1.1: Schema | [2 criteria of 1.1 are open. Validate it anyway?]
    PGkkk<space>: line 16 of 20 (): ## Notes | Notes has nothing to tick
    ");
}

#[test]
fn it_stays_where_it_is_through_changes_of_others() {
    let at = |pressed: &str, from: &str, to: &str| place(&Bench::new(PLAN, (60, 14)).press(pressed).outside(from, to));
    assert_snapshot!(at("PGk", "# Demo\n", "# Demo\nmany\n\nmore\n\nwords\n"), @"line 24 of 25 (Rollout): 1. Phase 1: Sandbox | outside: edited Demo");
    assert_snapshot!(at("P]]", "- [ ] Route\n", ""), @"line 7 of 19 (Phase 1  Base > 1.1 Schema): o Rolls back | outside: removed Route");
}

#[test]
fn of_a_large_file_only_what_is_seen_is_laid_out() {
    let large = PLAN.repeat(1000) + &"Words without end.\n\n".repeat(10_000);
    let bench = Bench::new(&large, SIZE).press("GPkkk<c-u>gjj<c-d>G");
    let View::Document(reader) = bench.model.view() else { panic!("the file is shown") };
    assert!((20..200).contains(&reader.laid_out()), "{} parts", reader.laid_out());
}
