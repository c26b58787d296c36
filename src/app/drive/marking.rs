//! Marks, undo and what is offered.

use std::sync::Arc;

use super::{Bench, PLAN, after, committed, outside};
use crate::app::{Access, Effect, Model, Msg, hints, keys};
use crate::plan::{Plan, changes};

#[test]
fn a_line_of_the_plan_in_the_footer_is_not_parted_behind_its_bullet() {
    let lines = |pressed: &str, room: usize| {
        let bench = Bench::new(PLAN, (60, 24)).press(pressed);
        let text = |line: crate::app::Line| line.into_iter().map(|run| run.text).collect::<String>();
        bench.model.said_in(room).into_iter().map(text).collect::<Vec<_>>()
    };
    for (pressed, room, expected) in [
        ("<space>", 38, ["done 1.1, with 2 items open, added", "`- **Status**: [x] Complete`"]),
        ("<space>", 50, ["done 1.1, with 2 items open, added `- **Status**:", "[x] Complete`"]),
    ] {
        assert_eq!(lines(pressed, room), expected, "{room}");
    }
    let mut bench = Bench::new(PLAN, (60, 24));
    let text = |line: &crate::app::Line| line[0].text.clone();
    for (said, expected) in [
        ("`[x]` is now `[ ]`", ["`[x]` is now", "`[ ]`"]),
        ("added `* Status`", ["added", "`* Status`"]),
        ("added `+ Status`", ["added", "`+ Status`"]),
    ] {
        bench.update(Msg::Notice(said.to_owned()));
        let lines: Vec<String> = bench.model.said_in(14).iter().map(text).collect();
        assert_eq!(lines, expected, "{said}");
    }
}

#[test]
fn a_validation_says_what_is_open() {
    let said = |step: &str| {
        let plan = format!("# P\n## Phase 1: A\n### Step 1.1: B\n- **Validation**: `make`\n{step}");
        Bench::new(&plan, (60, 24)).press("gjv").said()
    };
    for (step, expected) in [
        ("- [ ] c\n- [ ] d\n- [x] e\n", "validated 1.1, with 2 items open"),
        ("\nFirst:\n\n- [ ] c\n  - [ ] d\n- [~] e\n", "validated 1.1, with 3 items open"),
        ("- [ ]* c\n", "validated 1.1"),
        ("#### Step 1.1.1: c\n#### Step 1.1.2: d\n- [ ] e\n", "validated 1.1, with 1 item open"),
        ("#### Step 1.1.1: c\n#### Step 1.1.2: d\n#### Step 1.1.3: e ✅\n", "validated 1.1, with 2 steps open"),
    ] {
        assert_eq!(said(step), expected, "{step}");
    }
}

#[test]
fn keys_that_mark_ask_for_what_they_set() {
    // Pressed; where the cursor is then and what is said; what the shell was asked for, and the lines that it wrote.
    for (pressed, expected) in [
        ("j<space>", "Runs | ticked Runs | Done 1.1/runs, [- [x] Runs]"),
        ("j<space><space>", "Runs | unticked Runs | Done 1.1/runs, [- [x] Runs], Open 1.1/runs, [- [ ] Runs]"),
        (
            "<space>",
            "Schema | done 1.1, with 2 items open, added `- **Status**: [x] Complete` | Done 1.1, [- **Status**: [x] Complete]",
        ),
        (
            "<space><space>",
            "Schema | 1.1 is open again, removed `- **Status**: [x] Complete` | \
             Done 1.1, [- **Status**: [x] Complete], Open 1.1",
        ),
        (
            "G<enter>j<space>",
            "Sandbox | ticked Phase 1, added `[x]` | Done rollout/phase-1, [1. [x] **Phase 1**: Sandbox]",
        ),
        ("G<enter>jv", "Sandbox | ticked Phase 1, added `[x]` | Done rollout/phase-1, [1. [x] **Phase 1**: Sandbox]"),
        ("jx", "Rolls back | ticked Runs | Done 1.1/runs, [- [x] Runs]"),
        ("jjx", "Keys | ticked Rolls back | Done 1.1/rolls-back, [- [x] Rolls back]"),
        (
            "x",
            "Keys | done 1.1, with 2 items open, added `- **Status**: [x] Complete` | Done 1.1, [- **Status**: [x] Complete]",
        ),
        ("j<space>x", "Rolls back |  | Done 1.1/runs, [- [x] Runs]"),
        ("G[x", "Body | ticked Body; no open row behind it | Done 2.1/body, [- [x] Body]"),
        ("G[xx", "Body | no open row behind it | Done 2.1/body, [- [x] Body]"),
        ("kx", "Base | Phase 1 has no mark of its own: go to a step or an item |"),
        ("]]]v", "Keys | validated 1.2 | Validated 1.2, [- [x] **Validation**: `make keys`]"),
        (
            "]]]vv",
            "Keys | 1.2 is open again | Validated 1.2, [- [x] **Validation**: `make keys`], \
             Restore 1.2, [- **Validation**: `make keys`]",
        ),
        ("jv", "Runs | an item is ticked; only a step is validated |"),
        ("v", "Schema | [2 criteria of 1.1 are open. Validate it anyway?] |"),
        ("v<enter>", "Schema | validated 1.1, with 2 items open | Validated 1.1, [- [x] **Validation**: `make test`]"),
        ("vq", "Schema |  |"),
        ("vn", "Schema |  |"),
        ("s", "Schema | started 1.1, added `- **Status**: In Progress` | InProgress 1.1, [- **Status**: In Progress]"),
        (
            "ss",
            "Schema | 1.1 is open again, removed `- **Status**: In Progress` | \
             InProgress 1.1, [- **Status**: In Progress], Open 1.1",
        ),
        (
            "js",
            "Runs | Runs cannot be set so: this plan has no mark for work in progress; `[marks]` in the settings adds one. Nothing was written. | \
             InProgress 1.1/runs",
        ),
        ("k<space>", "Base | [Tick 2 open items of Phase 1?] |"),
        ("k<space>y", "Base | ticked 2 items | Done 1.1/runs, Done 1.1/rolls-back, [- [x] Runs], [- [x] Rolls back]"),
        ("k<space>jkxn<esc>", "Base |  |"),
        (
            "k<space>yg<space>",
            "Base | Phase 1 has no open items: mark its steps one by one | \
             Done 1.1/runs, Done 1.1/rolls-back, [- [x] Runs], [- [x] Rolls back]",
        ),
        ("Gk<space>", "Notes | Notes has nothing to tick |"),
        ("G<space>", "Rollout | Rollout has rows without a box: mark them one by one |"),
    ] {
        let bench = Bench::new(PLAN, (60, 24)).press(pressed);
        let asked = bench.log.lines().map(|line| match line.strip_prefix("  ") {
            Some(written) => format!("[{}]", written.trim()),
            None => line.to_owned(),
        });
        let asked = asked.collect::<Vec<_>>().join(", ");
        let told = format!("{} | {} | {asked}", bench.cursor(), bench.said());
        assert_eq!(told.trim_end(), expected, "{pressed}");
    }
}

#[test]
fn a_phase_with_a_mark_of_its_own_takes_marks() {
    let phases = "# P\n## Phase 1: Base ⏳ PENDING\n- [ ] a\n## Phase 2: Use\n**Status**: Not Started\n- [ ] b\n";
    for (pressed, line, cursor) in [
        ("gx", "## Phase 1: Base ✅ ", "b"),
        ("gs", "## Phase 1: Base 🔄 ", "Base"),
        ("gv", "**Status**: ", "Base"),
        ("g]]kx", "**Status**: ", "Use"),
        ("gxgx", "## Phase 1: Base", "Base"),
    ] {
        let bench = Bench::new(phases, (60, 24)).press(pressed);
        let written = bench.log.lines().rfind(|written| written.starts_with("  ")).unwrap_or_default();
        assert!(written.trim_start().starts_with(line), "{pressed}: {}", bench.log);
        assert_eq!(bench.cursor(), cursor, "{pressed}: {}", bench.log);
    }
    let validation = "# P\n## Phase 1: A\n**Validation**: it runs\n- [x] a\n";
    assert_eq!(Bench::new(validation, (60, 24)).press("gv").log, "Validated phase-1\n  **Validation**: ✅ it runs\n");
    assert!(
        Bench::new(validation, (60, 24))
            .press("gx")
            .said()
            .ends_with("has no mark of its own: go to a step or an item")
    );
    let asked = Bench::new(phases, (60, 24)).press("g<space>").said();
    assert_eq!(asked, "[Tick the open item of Phase 1?]");
}

#[test]
fn a_plan_without_marks_says_so() {
    let table = "# P\n## Day 1\n| Task | Done |\n|---|---|\n| Dig | no |\n## Day 2\nRest.\n";
    let nothing = "this plan has nothing to mark: it has no steps and no boxes";
    let expected = [("<space>", "Day 1 has nothing to tick"), ("x", nothing), ("v", nothing), ("s", nothing)];
    for (pressed, said) in expected {
        assert_eq!(Bench::new(table, (60, 24)).press(&format!("g{pressed}")).said(), said, "{pressed}");
    }
    let done = Bench::new("# P\n## A\n- [x] a\n", (60, 24)).press("g<space>");
    assert_eq!(done.said(), "nothing is open in A");
}

/// Returns the words of the hints after `pressed`.
fn hinted(markdown: &str, pressed: &str, access: Access) -> String {
    let mut bench = Bench::new(markdown, (60, 24)).press(pressed);
    bench.update(Msg::Access(access));
    hints(&bench.model).into_iter().map(|(_, word)| word).collect::<Vec<_>>().join(", ")
}

#[test]
fn only_what_can_be_done_is_offered() {
    let plan = "# P\n## Phase 1: A\n### Step 1.1: a\n- [x] b\n### Step 1.2: c\n## Phase 2: D ⏳ PENDING\n- [ ] e\n";
    for (pressed, expected) in [
        ("g", "fold, next open, quit, edit, add, help"),
        ("gj", "validate, read, next open, quit, edit, add, help"),
        ("gjj", "done, validate, start, read, next open, quit, edit, add, help"),
        ("G", "tick, tick, go on, read, next open, quit, edit, add, help"),
        ("Gk", "fold, tick all, done, validate, start, next open, quit, edit, add, help"),
        ("Gk<space>", "yes, no"),
    ] {
        assert_eq!(hinted(plan, pressed, Access::Full), expected, "{pressed}");
    }
    for access in [Access::ReadOnly("no right".into()), Access::Missing, Access::Empty] {
        assert_eq!(hinted(plan, "G<space>", access), "read, next open, quit, help");
    }
}

#[test]
fn a_message_goes_with_the_next_key() {
    assert_eq!(after("j<space>"), "Runs | ticked Runs");
    assert_eq!(after("j<space>j"), "Rolls back");
    assert_eq!(after("j<space>z"), "Runs | [detail]");
}

#[test]
fn what_is_so_already_is_no_news() {
    let mut bench = Bench::new(PLAN, (60, 24)).press("j<space>");
    let asked = bench.update(Msg::Key(keys("u").expect("a key")[0]));
    assert_eq!(asked.len(), 1);
    let plan = Arc::new(Plan::read(PLAN, "plan"));
    let changes = changes(&plan, &[]).expect("nothing is asked for");
    bench.update(committed(&plan, changes));
    assert_eq!(bench.said(), "Runs was changed since, skipped");
}

#[test]
fn where_nothing_is_open_behind_it_x_stays() {
    let cursor = |markdown, pressed| Bench::new(markdown, (60, 24)).press(pressed).cursor().to_owned();
    assert_eq!(cursor("# P\n- [ ] a\n- [ ] b\n", "jx"), "b");
    assert_eq!(cursor("# P\n- [ ] a\n- [ ] b\n", "jxx"), "b");
    assert_eq!(cursor("# P\n- [x] a\n- [ ] b\n", "x"), "b");
    assert_eq!(cursor("# P\n- [ ] a\n  - [ ] b\n- [ ] c\n", "gx"), "b");
}

#[test]
fn behind_the_last_open_row_comes_the_row_that_it_lies_in() {
    let plan =
        "# P\n- [ ] 2. a\n  - [ ] 2.1 b\n  - [ ] 2.2 c\n- [ ] 3. d\n## Step 4: e\n- [ ] f\n## Step 5: g\n- [ ] h\n";
    let cursor = |plan: &str, pressed: &str| Bench::new(plan, (60, 24)).press(pressed).cursor().to_owned();
    for (pressed, expected) in [("jx", "c"), ("jxx", "a"), ("jxxx", "d"), ("jjx", "d"), ("jxxxx", "f"), ("jxxxxx", "h")]
    {
        assert_eq!(cursor(plan, &format!("g{pressed}")), expected, "{pressed}");
    }
    // What is open in a row comes before it, also where it is folded.
    assert_eq!(cursor("# P\n- [ ] 1. z\n- [ ] 2. a\n  - [ ] 2.1 b\n", "gjhgx"), "b");
    // A step that says itself that it is open.
    assert_eq!(cursor(&plan.replace("## Step 4", "## [ ] Step 4"), "gjxxxxx"), "e");
}

/// Who validates what nobody has marked, and no longer, leaves no trace either.
#[test]
fn a_validation_that_is_taken_back_leaves_what_was_there() {
    let plan = "# P\n### Step 1.1: A\n**Goal**: x\n### Step 1.2: B\n- **Status**: In Progress\n### Step 1.3: C\n- **Status**: Done\n";
    for down in ["", "j", "jj"] {
        let twice = Bench::new(plan, (60, 24)).press(&format!("g{down}vv"));
        assert_eq!(**twice.model.plan().text(), *plan, "{down} {}", twice.said());
    }
    let done = Bench::new(plan, (60, 24)).press("g<space>v").model.plan().text().to_string();
    assert!(done.contains("Validated"), "{done}");
    let done = Bench::new(plan, (60, 24)).press("g<space>vv").model.plan().text().to_string();
    assert_eq!(done, *Bench::new(plan, (60, 24)).press("g<space>").model.plan().text().to_string());
}

#[test]
fn what_was_done_is_taken_back_and_done_again() {
    let text = |pressed| Bench::new(PLAN, (60, 24)).press(pressed).model.plan().text().to_string();
    for pressed in ["<space>u", "vyu", "j<space>j<space>uu", "su", "k<space>yu", "]]]vu", "G<enter>j<space>u", "xuUu"] {
        assert_eq!(text(pressed), PLAN, "{pressed}");
    }
    assert_eq!(text("<space>u<c-r>"), text("<space>"));
    assert_eq!(text("<space>uU"), text("<space>"));
    assert_eq!(text("j<space>j<space>uuUU"), text("j<space>j<space>"));
    assert_eq!(text("j<space>uj<space>U"), text("jj<space>"), "what is done anew cannot be done again");
    assert_eq!(after("u"), "Schema | nothing to undo");
    assert_eq!(after("U"), "Schema | nothing to redo");
    assert_eq!(after("j<space>Gu"), "Runs | undo: unticked Runs");
    assert_eq!(after("j<space>uGU"), "Runs | redo: ticked Runs");
}

/// The mark that a key took away stands there again when it is pressed once more, byte for byte, unless others have marked
/// the row meanwhile.
#[test]
fn a_key_that_is_pressed_twice_leaves_no_trace() {
    let plan = "# P\n- [!] a\n- [~] b\n- [x] c\n- [ ] d\n- [-] e\n## Phase 1: A\n### Step 1.1: F\n- **Status**: ❌ FAILED (by Ada)\n\
        ### Step 1.2: G\n- **Status**: In progress\n### Step 1.3: H\n- **Status**: ✅ Complete on Monday\n";
    for (row, name) in ["a", "b", "c", "d", "e", "F", "G", "H"].into_iter().enumerate() {
        let down = "j".repeat(row + usize::from(row > 4));
        for key in ["<space>", "s"] {
            let once = Bench::new(plan, (60, 24)).press(&format!("g{down}{key}"));
            assert_eq!(once.cursor(), name);
            let twice = Bench::new(plan, (60, 24)).press(&format!("g{down}{key}{key}"));
            // What was begun already is taken back by the first key: the plan's open form, of which nobody knows what it
            // was before.
            let takes_back = matches!((key, name), ("s", "b" | "G"));
            if !takes_back {
                assert_eq!(**twice.model.plan().text(), *plan, "{name} {key}: {}", twice.said());
                let thrice = Bench::new(plan, (60, 24)).press(&format!("g{down}{key}{key}{key}"));
                assert_eq!(thrice.model.plan().text(), once.model.plan().text(), "{name} {key}: {}", thrice.said());
            }
            let undone = twice.press("uu");
            assert_eq!(**undone.model.plan().text(), *plan, "{name} {key}: {}", undone.said());
        }
    }
    let signs = "# P\n### Step 6: ✅ A\n### Step 7: ✅ B\n### Step 8: C\n";
    let alone = "# P\n### Step 6: A\n### Step 7: ✅ B\n### Step 8: C\n";
    for (plan, pressed) in [(signs, "gjj"), (signs, "gj"), (alone, "gj"), (alone, "gjj")] {
        let twice = Bench::new(plan, (60, 24)).press(&format!("{pressed}<space><space>"));
        assert_eq!(**twice.model.plan().text(), *plan, "{pressed}: {}", twice.said());
    }
    // No key that opens brings a validation back.
    let text = |pressed: &str| Bench::new(plan, (60, 24)).press(pressed).model.plan().text().to_string();
    assert_eq!(text("Gvv<space>"), text("G<space>"));
    let said = |pressed: &str| Bench::new(plan, (60, 24)).press(pressed).said();
    assert_eq!(said("g<space><space>"), "a is failed again");
    assert_eq!(said("gj<space><space>"), "b is in progress again");
    assert_eq!(said("gj<space><space>u"), "undo: ticked b");
    assert_eq!(said("gj<space>u"), "undo: b is in progress again");
    assert_eq!(said("gjjj<space>s"), "d is in progress");
    assert_eq!(said("gjjss"), "ticked c");
    assert_eq!(said("gjjjss"), "reopened d");
    assert_eq!(said("gjjjsu"), "undo: reopened d");
    let open = plan.replace("[!] a", "[ ] a");
    let marked = Bench::new(plan, (60, 24)).press("g<space>").outside("[x] a", "[ ] a").outside("[ ] a", "[x] a");
    assert_eq!(**marked.press("<space>").model.plan().text(), *open, "others have marked it since");
    let reworded = Bench::new(plan, (60, 24)).press("g<space>").outside("[x] a", "[x] a and more").press("<space>");
    assert_eq!(**reworded.model.plan().text(), *open.replace("] a", "] a and more"), "{}", reworded.said());
}

#[test]
fn an_undo_follows_its_node() {
    let bench = Bench::new(PLAN, (60, 24)).press("j<space>");
    let bench = bench.outside("## Phase 1: Base\n", "## Before\n- [ ] New\n\n## Phase 1: Base\n");
    assert_eq!(bench.said(), "ticked Runs; outside: added Before with 1 more");
    let bench = bench.press("u");
    assert!(bench.model.plan().text().contains("- [ ] New\n\n## Phase 1: Base\n### Step 1.1: Schema\n"));
    assert!(bench.model.plan().text().contains("  - [ ] Runs\n"));
    assert_eq!((bench.cursor(), &*bench.said()), ("Runs", "undo: unticked Runs"));
    let gone = Bench::new(PLAN, (60, 24)).press("j<space>").outside("  - [x] Runs\n", "").press("u");
    assert_eq!(gone.said(), "nothing to undo; Runs is gone, skipped");
    let gone = Bench::new(PLAN, (60, 24)).press("jj<space>k<space>").outside("  - [x] Runs\n", "").press("u");
    assert_eq!(gone.said(), "undo: unticked Rolls back; Runs is gone, skipped");
    let others = Bench::new(PLAN, (60, 24)).press("jj<space>k<space>").outside("[x] Runs", "[ ] Runs").press("u");
    assert_eq!(others.said(), "Runs was changed since, skipped");
    assert_eq!(others.press("u").said(), "undo: unticked Rolls back");
    let both = Bench::new(PLAN, (60, 24)).press("jj<space>k<space>").outside("  - [x] Runs\n", "");
    let both = both.outside("[x] Rolls back", "[ ] Rolls back").press("u");
    assert_eq!(both.said(), "Runs is gone, skipped; Rolls back was changed since, skipped");
}

#[test]
fn a_refused_undo_can_be_tried_once_more() {
    let mut bench = Bench::new(PLAN, (60, 24)).press("j<space>");
    let press = |bench: &mut Bench| bench.update(Msg::Key(keys("u").expect("a key")[0])).len();
    for expected in ["the disk is full", "Runs skipped: the disk is full"] {
        assert_eq!(press(&mut bench), 1);
        bench.update(Msg::Refused("the disk is full".to_owned()));
        assert_eq!(bench.said(), expected);
    }
    assert_eq!(press(&mut bench), 0);
}

#[test]
fn a_question_says_which_keys_answer_it() {
    for (pressed, said) in [
        ("k<space>x", "[Tick 2 open items of Phase 1?] enter or y for yes, esc or n for no"),
        ("k<space>?", "[Tick 2 open items of Phase 1?] enter or y for yes, esc or n for no"),
        ("k<space>2", "[Tick 2 open items of Phase 1?] enter or y for yes, esc or n for no"),
        ("k<space>xn", ""),
        ("k<space>xq", ""),
        ("k<space>xy", "ticked 2 items"),
    ] {
        assert_eq!(Bench::new(PLAN, (60, 24)).press(pressed).said(), said, "{pressed}");
    }
}

#[test]
fn keys_from_before_a_question_was_on_the_screen_answer_nothing() {
    for asked in ["k<space>", "v", ":delete<enter>"] {
        for yes in ["<enter>", "y"] {
            let press = |model: &mut Model, pressed: &str| -> Vec<Effect> {
                let pressed = keys(pressed).expect("the test's keys can be read");
                pressed.into_iter().flat_map(|key| model.update(Msg::Key(key))).collect()
            };
            let mut bench = Bench::new(PLAN, (60, 24));
            assert_eq!(press(&mut bench.model, &format!("{asked}{yes}")), [], "{asked}{yes}");
            assert!(bench.said().ends_with("?] enter or y for yes, esc or n for no"), "{}", bench.said());
            bench.model.drawn();
            // Another question is a new one, the same in another plan is not.
            for (from, to, is_new) in [("Load them", "Load it", false), ("[ ] Runs", "[ ] Runs well", true)] {
                let mut model = bench.model.clone();
                model.update(outside(&PLAN.replace(from, to)));
                let done = press(&mut model, yes);
                assert_eq!(matches!(done[..], [Effect::Commit(_)]), !is_new, "{asked} {to}: {done:?}");
            }
        }
    }
}

#[test]
fn what_is_not_ready_to_be_validated_is_asked_about() {
    for (plan, question) in [
        ("## Phase 1: A ⏳ PENDING\n### Step 1.1: B\n- [ ] c\n", "[A step of Phase 1 is open. Validate it anyway?]"),
        (
            "### Step 1.1: B\n- **Validation**:\n  - [!] c\n  - [ ] d\n",
            "[2 criteria of 1.1 are open. Validate it anyway?]",
        ),
        ("### Step 1.1: B\n- **Validation**:\n  - [!] c\n", "[A criterion of 1.1 is open. Validate it anyway?]"),
    ] {
        let bench = Bench::new(plan, (60, 24)).press("gv");
        assert_eq!(bench.said(), question, "{plan}");
        let bench = bench.press("y");
        assert!(bench.log.starts_with("Validated "), "{plan}: {} {}", bench.log, bench.said());
        assert!(bench.said().starts_with("validated "), "{plan}: {}", bench.said());
    }
}
