//! Tests that press keys and read the tree: `drive(plan, "jj<space>")`.

use std::fmt::Write as _;
use std::sync::Arc;

use insta::assert_snapshot;
use proptest::prelude::*;

use super::{
    Access, Effect, Focus, Key, Line, Model, Msg, Overlay, Presence, Settings, Symbols, Tier, Watching, hints, keys,
    words,
};
use crate::plan::{Intent, Plan, changes};

/// A small plan with something of every kind.
const PLAN: &str = "\
# Demo
## Phase 1: Base
### Step 1.1: Schema
- **Description**: Tables first.
- **Validation**: `make test`
  - [ ] Runs
  - [ ] Rolls back
### Step 1.2: Keys
- **Description**: Load them.
- **Dependencies**: 1.1
- **Validation**: `make keys`
## Phase 2: Use
### Step 2.1: Client
- [ ] Route
- [ ] Body
## Notes
Read this.
## Rollout
1. **Phase 1**: Sandbox
2. **Phase 2**: Everybody
";

/// A model, and a shell that has no file but a text.
struct Bench {
    model: Model,
    /// What the shell was asked for, a line each; what it wrote, as lines that differ.
    log: String,
    /// Which commits the shell refuses, the first one first; none of those behind the last.
    refuses: Vec<bool>,
    /// How many it has answered.
    answered: usize,
}

impl Bench {
    fn new(markdown: &str, size: (u16, u16)) -> Self {
        let plan = Arc::new(Plan::read(markdown, "plan"));
        let settings = Settings { symbols: &Symbols::ASCII, ..Settings::new("plan.md") };
        Self { model: Model::new(plan, settings, size), log: String::new(), refuses: Vec::new(), answered: 0 }
    }

    /// Presses keys; the shell answers each before the next.
    fn press(mut self, pressed: &str) -> Self {
        for key in keys(pressed).expect("the test's keys can be read") {
            for effect in self.update(Msg::Key(key)) {
                self.perform(effect);
            }
        }
        self
    }

    fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let effects = self.model.update(msg);
        let tree = self.model.tree();
        if let Some(cursor) = tree.cursor() {
            assert!(tree.rows().contains(&cursor), "the cursor is on a row");
        }
        assert!(tree.rows().is_sorted());
        let shown = self.model.layout().tree.is_some_and(|pane| pane.inner.height > 0);
        if shown && tree.cursor().is_some() {
            assert!(self.model.visible_rows().iter().any(|(_, selected)| *selected), "the cursor is on the screen");
        }
        effects
    }

    fn perform(&mut self, effect: Effect) {
        let said = match &effect {
            Effect::Commit(_) => String::new(),
            Effect::LookUp(paths) => format!("look up {}\n", paths.join(" ")),
            Effect::OpenFile(file) => format!("open {file}\n"),
            other => format!("{other:?}\n"),
        };
        self.log += &said;
        let Effect::Commit(intents) = effect else { return };
        for intent in &intents {
            let op = format!("{:?}", intent.op);
            let op = op.split([' ', '{']).next().unwrap_or_default();
            let _ = writeln!(self.log, "{op} {}", intent.address);
        }
        let old = self.model.plan().clone();
        assert!(self.answer(&intents).is_empty());
        let new = self.model.plan();
        for line in new.text().lines().filter(|line| !old.text().lines().any(|other| other == *line)) {
            let _ = writeln!(self.log, "  {line}");
        }
    }

    /// Presses keys faster than the shell answers.
    fn press_at_once(mut self, pressed: &str) -> Self {
        let mut asked: Vec<Effect> = keys(pressed)
            .expect("the test's keys can be read")
            .into_iter()
            .flat_map(|key| self.update(Msg::Key(key)))
            .collect();
        while !asked.is_empty() {
            let Effect::Commit(intents) = asked.remove(0) else { continue };
            asked.extend(self.answer(&intents));
        }
        self
    }

    /// Answers a commit; returns what the model asks for next.
    fn answer(&mut self, intents: &[Intent]) -> Vec<Effect> {
        let refuses = self.refuses.get(self.answered).copied().unwrap_or(false);
        self.answered += 1;
        if refuses {
            assert!(self.update(Msg::Fault("a thread stumbled".to_owned())).is_empty());
            return self.update(Msg::Refused("the disk is full".to_owned()));
        }
        let reply = match changes(self.model.plan(), intents) {
            Ok(changes) => Msg::Committed { plan: Arc::clone(&changes.plan), changes },
            Err(refusal) => Msg::Refused(refusal.to_string()),
        };
        self.update(reply)
    }

    /// Somebody else saves the text with `from` replaced by `to`.
    fn outside(mut self, from: &str, to: &str) -> Self {
        let text = self.model.plan().text().replace(from, to);
        assert_ne!(&*text, &**self.model.plan().text(), "{from} is in the plan");
        self.update(Msg::Outside(Arc::new(Plan::read(text, "plan"))));
        self
    }

    /// Returns the rows, one a line: `>` is the cursor, `+` a fold; then what the footer says.
    fn tree(&self) -> String {
        let (plan, tree) = (self.model.plan(), self.model.tree());
        let row = |&id: &crate::plan::NodeId| {
            let node = plan.node(id);
            let cursor = if tree.cursor() == Some(id) { '>' } else { ' ' };
            let fold = if tree.is_folded(id) { "+ " } else { "" };
            let state = node.state.map_or("", |state| Symbols::ASCII.of(node.kind, state));
            let label = words::label(node).map_or(String::new(), |label| label + " ");
            let indent = "  ".repeat(usize::from(node.depth) - 1);
            format!("{cursor} {indent}{fold}{state} {label}{}", node.title).trim_end().to_owned() + "\n"
        };
        tree.rows().iter().map(row).collect::<String>() + &self.said()
    }

    fn said(&self) -> String {
        let focus = if self.model.screen().focus() == Focus::Detail { "[detail] " } else { "" };
        let overlay = match self.model.overlays().last() {
            Some(Overlay::Help(_)) => "[help] ".to_owned(),
            Some(Overlay::Choice(choice)) => format!("[{}?] ", choice.chosen()),
            Some(Overlay::Diagnostics(list)) => format!("[diagnostic {}] ", list.selected()),
            Some(Overlay::Confirm(confirm)) => format!("[{}] ", confirm.question(self.model.plan(), "...")),
            None => String::new(),
        };
        let message = self.model.status().message.as_ref().map_or("", |message| &message.text);
        format!("{overlay}{focus}{message}").trim_end().to_owned()
    }

    /// Returns which file the shell was asked to open.
    fn opened(&self) -> String {
        self.log.lines().filter(|line| line.starts_with("open ")).collect::<Vec<_>>().join(", ")
    }

    /// Returns the title under the cursor.
    fn cursor(&self) -> &str {
        self.model.tree().cursor().map_or("", |id| &self.model.plan().node(id).title)
    }
}

/// Returns the tree after `pressed`, what the footer says, and what the shell was asked for.
fn drive(markdown: &str, pressed: &str) -> String {
    let bench = Bench::new(markdown, (60, 24)).press(pressed);
    format!("{}\n{}", bench.tree(), bench.log).trim_end().to_owned()
}

/// Returns the title under the cursor after `pressed`, and what the footer says.
fn after(pressed: &str) -> String {
    let bench = Bench::new(PLAN, (60, 24)).press(pressed);
    format!("{} | {}", bench.cursor(), bench.said()).trim_end_matches([' ', '|']).to_owned()
}

#[test]
fn it_opens_on_what_is_ready() {
    assert_snapshot!(drive(PLAN, ""), @r"
      o Phase 1 Base
    >   o 1.1 Schema
          o Runs
          o Rolls back
        o 1.2 Keys
      o Phase 2 Use
        o 2.1 Client
          o Route
          o Body
       Notes
      +  Rollout
    ");
    assert_snapshot!(drive("", "jk<space>xvsGg]h<enter>"), @"[detail]");
    assert_snapshot!(drive("# Only\n\nwords\n", "j<space>"), @"");
}

#[test]
fn the_cursor_moves() {
    for (pressed, expected) in [
        ("", "Schema"),
        ("j", "Runs"),
        ("jjj<down>", "Use"),
        ("k<up>kkkk", "Base"),
        ("G", "Rollout"),
        ("Gg", "Base"),
        ("<end><home>", "Base"),
        ("G<c-u>", "Schema"),
        ("g<c-d>", "Notes"),
        ("<pagedown><pageup>", "Base"),
        ("]", "Runs"),
        ("]]]", "Keys"),
        ("]]]]]", "Body"),
        ("]]]]]]", "Body | nothing is open below"),
        ("[", "Schema | nothing is open above"),
        ("G[[", "Route"),
    ] {
        assert_eq!(after(pressed), expected, "{pressed}");
    }
}

#[test]
fn folding_hides_and_goes_up() {
    assert_snapshot!(drive(PLAN, "h"), @r"
      o Phase 1 Base
    >   + o 1.1 Schema
        o 1.2 Keys
      o Phase 2 Use
        o 2.1 Client
          o Route
          o Body
       Notes
      +  Rollout
    ");
    assert_snapshot!(drive(PLAN, "hhjh"), @r"
    > o Phase 1 Base
        + o 1.1 Schema
        o 1.2 Keys
      o Phase 2 Use
        o 2.1 Client
          o Route
          o Body
       Notes
      +  Rollout
    ");
    for (pressed, expected) in [
        ("hl", "Schema"),
        ("hll", "Runs"),
        ("jh", "Schema"),
        ("jl", "Runs"),
        ("k<enter>j", "Use"),
        ("k<enter><enter>j", "Schema"),
        ("Gl<right>", "Sandbox"),
        ("gh]", "Runs"),
    ] {
        assert_eq!(after(pressed), expected, "{pressed}");
    }
}

#[test]
fn keys_that_mark_ask_for_what_they_set() {
    // Pressed; where the cursor is then and what is said; what the shell was asked for, and the lines that it wrote.
    for (pressed, expected) in [
        ("j<space>", "Runs | ticked Runs | Done 1.1/runs, [- [x] Runs]"),
        ("j<space><space>", "Runs | unticked Runs | Done 1.1/runs, [- [x] Runs], Open 1.1/runs, [- [ ] Runs]"),
        ("<space>", "Schema | done 1.1, added `- **Status**: [x] Complete` | Done 1.1, [- **Status**: [x] Complete]"),
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
        ("x", "Keys | done 1.1, added `- **Status**: [x] Complete` | Done 1.1, [- **Status**: [x] Complete]"),
        ("j<space>x", "Rolls back |  | Done 1.1/runs, [- [x] Runs]"),
        ("G[x", "Schema | ticked Body | Done 2.1/body, [- [x] Body]"),
        ("kx", "Base | Phase 1 has no mark of its own: go to a step or an item |"),
        ("]]]v", "Keys | validated 1.2 | Validated 1.2, [- [x] **Validation**: `make keys`]"),
        (
            "]]]vv",
            "Keys | 1.2 is open again | Validated 1.2, [- [x] **Validation**: `make keys`], \
             NotValidated 1.2, [- **Validation**: `make keys`]",
        ),
        ("jv", "Runs | an item is ticked; only a step is validated |"),
        ("v", "Schema | [2 criteria of 1.1 are open. Validate it anyway?] |"),
        ("v<enter>", "Schema | validated 1.1 | Validated 1.1, [- [x] **Validation**: `make test`]"),
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
            "Runs | 1.1/runs cannot be set so: this plan has no mark for work in progress. Nothing was written. | \
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
        ("Gk<space>", "Notes | nothing is open in Notes |"),
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
        ("g]]kx", "**Status**: ", "a"),
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
        ("g", "fold, next open, quit, help"),
        ("gj", "validate, read, next open, quit, help"),
        ("gjj", "done, validate, start, read, next open, quit, help"),
        ("G", "tick, tick, go on, read, next open, quit, help"),
        ("Gk", "fold, tick all, done, validate, start, next open, quit, help"),
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
    bench.update(Msg::Committed { plan, changes });
    assert_eq!(bench.said(), "nothing changed");
}

#[test]
fn where_nothing_is_open_below_x_goes_to_what_is_ready() {
    let cursor = |markdown, pressed| Bench::new(markdown, (60, 24)).press(pressed).cursor().to_owned();
    assert_eq!(cursor("# P\n- [ ] a\n- [ ] b\n", "jx"), "a");
    assert_eq!(cursor("# P\n- [x] a\n- [ ] b\n", "x"), "b");
    assert_eq!(cursor("# P\n- [ ] a\n  - [ ] b\n- [ ] c\n", "gx"), "b");
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
    assert_eq!(after("j<space>Gu"), "Runs | undone: unticked Runs");
    assert_eq!(after("j<space>uGU"), "Runs | redone: ticked Runs");
}

#[test]
fn an_undo_follows_its_node() {
    let bench = Bench::new(PLAN, (60, 24)).press("j<space>");
    let bench = bench.outside("## Phase 1: Base\n", "## Before\n- [ ] New\n\n## Phase 1: Base\n");
    assert_eq!(bench.said(), "outside: added 2");
    let bench = bench.press("u");
    assert!(bench.model.plan().text().contains("- [ ] New\n\n## Phase 1: Base\n### Step 1.1: Schema\n"));
    assert!(bench.model.plan().text().contains("  - [ ] Runs\n"));
    assert_eq!((bench.cursor(), &*bench.said()), ("Runs", "undone: unticked Runs"));
    let gone = Bench::new(PLAN, (60, 24)).press("j<space>").outside("  - [x] Runs\n", "").press("u");
    assert!(gone.said().ends_with("nothing to undo"), "{}", gone.said());
}

#[test]
fn a_refused_undo_can_be_tried_once_more() {
    let mut bench = Bench::new(PLAN, (60, 24)).press("j<space>");
    let press = |bench: &mut Bench| bench.update(Msg::Key(keys("u").expect("a key")[0])).len();
    for expected in [1, 1, 0] {
        assert_eq!(press(&mut bench), expected);
        if expected == 1 {
            bench.update(Msg::Refused("the disk is full".to_owned()));
            assert_eq!(bench.said(), "the disk is full");
        }
    }
}

#[test]
fn a_change_from_outside_leaves_the_cursor_on_its_node() {
    let outside = |pressed: &str, from: &str, to: &str| {
        let bench = Bench::new(PLAN, (60, 24)).press(pressed).outside(from, to);
        format!("{} | {}", bench.cursor(), bench.said())
    };
    for (pressed, from, to, expected) in [
        ("j", "[ ] Runs", "[x] Runs", "Runs | outside: ticked Runs"),
        ("j", "- [ ] R", "- [x] R", "Runs | outside: ticked 3"),
        ("jj", "  - [ ] Runs\n", "", "Rolls back | outside: removed Runs"),
        ("", "# Demo\n", "# Demo\n## Zero\n- [ ] a\n- [ ] b\n", "Schema | outside: added 3"),
        ("", "Tables first", "Tables last", "Schema | outside: the text changed"),
        ("G", "- [ ] Route\n- [ ] Body\n", "- [x] Route\n", "Rollout | outside: ticked Route, removed Body"),
        ("j", "  - [ ] Runs\n", "", "Rolls back | your row is gone, move first (outside: removed Runs)"),
        (
            "",
            "- **Dependencies**: 1.1\n",
            "- **Dependencies**: 1.1\n- **Status**: ✅ Complete\n",
            "Schema | outside: done 1.2",
        ),
        ("", "- **Validation**: `make keys`", "- [x] **Validation**: `make keys`", "Schema | outside: validated 1.2"),
        ("", "## Phase 2: Use", "## Phase 2: Use ✅", "Schema | outside: done Phase 2"),
        ("", "- [ ] Route\n- [ ] Body\n", "- [x] Route\n- [x] Body\n", "Schema | outside: ticked 2"),
        ("jj", "  - [ ] Rolls back\n", "", "Runs | your row is gone, move first (outside: removed Rolls back)"),
    ] {
        assert_eq!(outside(pressed, from, to), expected, "{pressed} {from}");
    }
}

#[test]
fn where_the_row_is_gone_nothing_is_marked_before_a_move() {
    let bench = Bench::new(PLAN, (60, 24)).press("j").outside("  - [ ] Runs\n", "").press("<space>xvs");
    assert_eq!((bench.cursor(), &*bench.log), ("Rolls back", ""));
    assert_snapshot!(bench.said(), @"your row is gone: move first, then mark");
    let bench = bench.press("jk<space>");
    assert_snapshot!(bench.log, @r"
    Done 1.1/rolls-back
        - [x] Rolls back
    ");
}

#[test]
fn a_question_follows_what_it_asks_about() {
    let bench = Bench::new(PLAN, (60, 24)).press("v").outside("[ ] Runs", "[x] Runs");
    assert_snapshot!(bench.said(), @"[A criterion of 1.1 is open. Validate it anyway?] outside: ticked Runs");
    let bench = bench.outside("[ ] Rolls", "[x] Rolls");
    assert_snapshot!(bench.said(), @"outside: ticked Rolls back");
    let bench = Bench::new(PLAN, (60, 24)).press("k<space>").outside("  - [ ] Runs\n", "").press("y");
    assert_snapshot!(bench.log, @r"
    Done 1.1/rolls-back
        - [x] Rolls back
    ");
}

#[test]
fn folds_stay_on_their_nodes() {
    let bench =
        Bench::new(PLAN, (60, 24)).press("hG").outside("# Demo\n", "# Demo\n## Zero\n### Step 0.1: New\n- [ ] a\n");
    assert_snapshot!(bench.tree(), @r"
      o Zero
        + o 0.1 New
      o Phase 1 Base
        + o 1.1 Schema
        o 1.2 Keys
      o Phase 2 Use
        o 2.1 Client
          o Route
          o Body
       Notes
    > +  Rollout
    outside: added 3
    ");
}

#[test]
fn the_row_under_the_cursor_stays_where_it_is_on_the_screen() {
    let items: Vec<String> = (0..50).map(|number| format!("- [ ] item {number}\n")).collect();
    let bench = Bench::new(&format!("# P\n## L\n{}", items.concat()), (60, 24)).press(&"j".repeat(30));
    let offset = |bench: &Bench| bench.model.tree().index() - bench.model.tree().top();
    let (before, title) = (offset(&bench), bench.cursor().to_owned());
    let bench = bench.outside("- [ ] item 3\n", "- [ ] item 3\n- [ ] more\n- [ ] and more\n");
    assert_eq!((offset(&bench), bench.cursor()), (before, &*title));
}

#[test]
fn an_answer_that_comes_late_finds_its_node() {
    let mut bench = Bench::new(PLAN, (60, 24)).press("j");
    let [Effect::Commit(intents)] = &bench.update(Msg::Key(keys("x").expect("a key")[0]))[..] else {
        panic!("x asks for a commit")
    };
    let written = changes(bench.model.plan(), intents).expect("an item can be ticked");
    let text = written.edit.apply(bench.model.plan().text());
    let reply = Msg::Committed { plan: Arc::new(Plan::read(text, "plan")), changes: written };
    assert_eq!(bench.cursor(), "Runs", "nothing moves before it is written");
    let mut moved = Bench::new(PLAN, (60, 24)).press("j");
    moved.update(Msg::Key(keys("x").expect("a key")[0]));
    moved = moved.press("G");
    moved.update(reply.clone());
    assert_eq!(moved.cursor(), "Rollout", "who has moved away is left there");
    bench.update(reply);
    assert_eq!(bench.cursor(), "Rolls back");
}

#[test]
fn a_commit_onto_another_text_is_told_right() {
    let mut bench = Bench::new(PLAN, (60, 24)).press("j");
    let [Effect::Commit(intents)] = &bench.update(Msg::Key(keys("<space>").expect("a key")[0]))[..] else {
        panic!("space asks for a commit")
    };
    // The file has changed meanwhile, and the screen has not been told.
    let theirs = Arc::new(Plan::read(PLAN.replace("# Demo\n", "# Demo\n## Zero\n- [ ] a\n"), "plan"));
    let written = changes(&theirs, intents).expect("an item can be ticked");
    let plan = Arc::new(Plan::read(written.edit.apply(theirs.text()), "plan"));
    bench.update(Msg::Committed { plan, changes: written });
    assert_eq!((bench.cursor(), &*bench.said()), ("Runs", "ticked Runs"));
    let bench = bench.press("u");
    assert_eq!(**bench.model.plan().text(), **theirs.text());
}

/// Returns what a bench ends with: the text and the cursor's row.
fn end(bench: &Bench) -> (String, Option<String>) {
    let (plan, tree) = (bench.model.plan(), bench.model.tree());
    (plan.text().to_string(), tree.cursor().map(|id| plan.address(id).to_owned()))
}

#[test]
fn quick_keys_mean_what_slow_ones_mean() {
    let size = (80, 40);
    for pressed in
        ["jj<space><space>", "jjxx", "jjxxuu", "v<enter>xu<c-r>", "jj<space>j<space>k", "xjxku<c-r>v", "x<space>]["]
    {
        let quick = Bench::new(PLAN, size).press_at_once(pressed);
        assert_eq!(end(&quick), end(&Bench::new(PLAN, size).press(pressed)), "{pressed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_quick_keys_mean_what_slow_ones_mean(
        pressed in "([xvsujkq?\\[\\]y]|<space>|<c-r>|<enter>|<esc>){0,12}",
        refuses in prop::collection::vec(any::<bool>(), 0..6),
    ) {
        let bench = || Bench { refuses: refuses.clone(), ..Bench::new(PLAN, (80, 40)) };
        let quick = bench().press_at_once(&pressed);
        prop_assert_eq!(end(&quick), end(&bench().press(&pressed)));
    }
}

/// A plan with something to say of two of its nodes, and of itself.
const FLAWED: &str = "\
# Flawed
{{DATE}}
## Phase 1: Base
### Step 1.1: Schema
- **Dependencies**: 1.2
- [?] odd
### Step 1.2: Keys
- **Dependencies**: 1.1
### Step 1.3: [Task Name]
- []	empty
";

#[test]
fn diagnostics_lead_to_their_nodes() {
    let after = |pressed| {
        let bench = Bench::new(FLAWED, (60, 24)).press(pressed);
        format!("{} | {}", bench.cursor(), bench.said())
    };
    for (pressed, expected) in [
        ("d", "[Task Name] | [diagnostic 0]"),
        ("djj", "[Task Name] | [diagnostic 2]"),
        ("dGk", "[Task Name] | [diagnostic 3]"),
        ("dGgk", "[Task Name] | [diagnostic 0]"),
        ("d<enter>", "[Task Name] | that is about the plan itself"),
        ("dj<enter>", "Schema | "),
        ("hdjj<enter>", "odd | "),
        ("gdG<enter>", "[Task Name] | "),
        ("djd", "[Task Name] | "),
        ("djq", "[Task Name] | "),
        ("dj<esc>", "[Task Name] | "),
        ("djx<space>", "[Task Name] | [diagnostic 1]"),
    ] {
        assert_eq!(after(pressed), expected, "{pressed}");
    }
    let bench = Bench::new(PLAN, (60, 24)).press("dG<enter>");
    assert_eq!(bench.said(), "");
}

#[test]
fn the_list_of_diagnostics_stays_on_what_it_says() {
    let bench = Bench::new(FLAWED, (60, 24)).press("djj");
    let bench = bench.outside("{{DATE}}\n", "{{DATE}} {{DAY}}\n\n");
    assert!(bench.said().starts_with("[diagnostic 3] "), "{}", bench.said());
    let text = bench.model.plan().text().to_string();
    let bench = bench.outside(text.trim_start_matches("# Flawed\n"), "").press("j<enter>");
    assert!(!bench.said().starts_with('['), "{}", bench.said());
}

#[test]
fn rows_and_details_say_what_is_wrong() {
    let text = |line: &Line| line.iter().map(|run| &*run.text).collect::<String>().trim_end().to_owned();
    let bench = Bench::new(FLAWED, (44, 24));
    let rows = bench.model.visible_rows();
    assert_snapshot!(rows.iter().map(|(line, _)| text(line)).collect::<Vec<_>>().join("\n"), @"
    v Phase 1  Base                  ..... 0/3
    v o 1.1 Schema                !! needs 1.2
        ? odd                   ! unknown mark
      o 1.2 Keys                     needs 1.1
      o 1.3 [Task Name]                      !
    ");
    let bench = Bench::new(FLAWED, (60, 24)).press("j<enter>");
    assert_snapshot!(bench.model.detail().visible().iter().map(text).collect::<Vec<_>>().join("\n"), @"
    o open   line 9

    - [] empty

    !  without a blank between its brackets this is no box
       write `[ ]`
    !  a placeholder is still to be filled in
    ");
}

#[test]
fn where_an_answer_is_overdue_the_ways_out_work() {
    let overdue = |pressed: &str| {
        let mut bench = Bench::new(PLAN, (60, 24));
        let mut asked = Vec::new();
        for key in keys("xv").expect("keys") {
            asked.extend(bench.update(Msg::Key(key)));
        }
        assert!(bench.update(Msg::Writing).is_empty());
        for key in keys(pressed).expect("the test's keys can be read") {
            asked.extend(bench.update(Msg::Key(key)));
        }
        let Some(Effect::Commit(intents)) = asked.first().cloned() else { panic!("x asks for a commit") };
        asked.extend(bench.answer(&intents));
        assert!(!bench.model.status().writing);
        format!("{} | {} | {}", bench.cursor(), bench.said(), asked.len())
    };
    assert_eq!(
        overdue(""),
        "Keys | done 1.1, added `- **Status**: [x] Complete` | 2",
        "what waits is asked when the answer comes"
    );
    assert_eq!(overdue("q"), "Keys | done 1.1, added `- **Status**: [x] Complete` | 2", "the other is to quit");
    assert_eq!(overdue("?"), "Keys | [help] done 1.1, added `- **Status**: [x] Complete` | 1");
    assert_eq!(overdue("<esc>"), "Keys | done 1.1, added `- **Status**: [x] Complete` | 1");
    let mut idle = Bench::new(PLAN, (60, 24));
    idle.update(Msg::Writing);
    assert!(!idle.model.status().writing, "the answer was faster");
}

#[test]
fn panes_and_overlays_open_and_close() {
    for (pressed, expected) in [
        ("<enter>", "Schema | [detail]"),
        ("<enter>jk", "Schema | [detail]"),
        ("<enter><esc>j", "Runs"),
        ("<enter>hj", "Runs"),
        ("<enter>q", "Schema"),
        ("<tab>", "Schema | [detail]"),
        ("<tab><tab>", "Schema"),
        ("<enter>]", "Runs | [detail]"),
        ("z", "Schema | [detail]"),
        ("zz", "Schema"),
        ("?", "Schema | [help]"),
        ("?jj<space>", "Schema | [help]"),
        ("??", "Schema"),
        ("?q", "Schema"),
        ("?<esc>", "Schema"),
        ("<enter>?<esc>", "Schema | [detail]"),
        ("<esc>", "Schema"),
    ] {
        assert_eq!(after(pressed), expected, "{pressed}");
    }
    for (pressed, expected) in [
        ("q", "Quit\n"),
        ("?qq", "Quit\n"),
        ("<c-c>", "Quit\n"),
        ("?<c-c>", "Quit\n"),
        ("v<c-c>", "Quit\n"),
        ("<c-z>", "Suspend\n"),
        ("r", "Reread\n"),
    ] {
        assert_eq!(Bench::new(PLAN, (60, 24)).press(pressed).log, expected, "{pressed}");
    }
}

/// A plan that names files, in several ways.
const FILES: &str = "\
# Files
### Step 1: Both
- **Files**: `src/a.rs`, src/b.rs:12
- [ ] plain
- [ ] see `c.rs:3`
- [ ] see `c.rs:3` and `d.rs`
### Step 2: None
- [ ] plain
";

#[test]
fn o_opens_what_the_row_names() {
    let open = |file: &str| format!("open {file}");
    for (pressed, expected) in [
        ("jjo", open("c.rs:3")),
        ("o<enter>", open("src/a.rs")),
        ("oj<enter>", open("src/b.rs:12")),
        ("ojo", open("src/b.rs:12")),
        ("ojjjjk<enter>", open("src/a.rs")),
        ("oG<enter>", open("src/b.rs:12")),
        ("o2", open("src/b.rs:12")),
        ("o1", open("src/a.rs")),
        ("o3", "[src/a.rs?]".to_owned()),
        ("o0", "[src/a.rs?]".to_owned()),
        ("o<esc>", String::new()),
        ("oq", String::new()),
        ("jo", "[src/a.rs?]".to_owned()),
        ("jjjo", "[c.rs:3?]".to_owned()),
        ("jjjoj", "[d.rs?]".to_owned()),
        ("Gko", "Step 2 names no file".to_owned()),
        ("Go", "plain names no file".to_owned()),
    ] {
        let bench = Bench::new(FILES, (60, 24)).press(pressed);
        let opened = bench.opened();
        assert_eq!(if opened.is_empty() { bench.said() } else { opened }, expected, "{pressed}");
    }
}

#[test]
fn a_choice_of_files_follows_its_node() {
    let bench = || Bench::new(FILES, (60, 24)).press("oj");
    assert_eq!(bench().outside("`src/a.rs`", "x.rs, y.rs").press("<enter>").opened(), "open src/b.rs:12");
    assert_eq!(bench().outside("`src/a.rs`, src/b.rs:12", "z.rs").press("<enter>").opened(), "open z.rs");
    assert_eq!(bench().outside("`src/a.rs`, src/b.rs:12", "-").said(), "outside: the text changed");
}

#[test]
fn files_are_looked_up_where_they_are_shown_and_only_once() {
    let asked = |pressed: &str, size| {
        let mut bench = Bench::new(FILES, size);
        bench.update(Msg::Focus).into_iter().for_each(|effect| bench.perform(effect));
        bench.press(pressed).log.replace('\n', "; ")
    };
    for (pressed, size, expected) in [
        ("", (100, 24), "look up src/a.rs src/b.rs; "),
        ("jkjkJK?<esc>", (100, 24), "look up src/a.rs src/b.rs; "),
        ("jj", (100, 24), "look up src/a.rs src/b.rs; look up c.rs; "),
        ("jjjjj", (100, 24), "look up src/a.rs src/b.rs; look up c.rs; look up d.rs; "),
        ("", (60, 24), ""),
        ("<enter>", (60, 24), "look up src/a.rs src/b.rs; "),
        ("o", (60, 24), "look up src/a.rs src/b.rs; "),
    ] {
        assert_eq!(asked(pressed, size), expected, "{pressed} {size:?}");
    }
    let mut bench = Bench::new(FILES, (100, 24));
    let asks = |bench: &mut Bench, msg: Msg| bench.update(msg).len();
    let changed = Msg::Outside(Arc::new(Plan::read(FILES.replace("see", "read"), "plan")));
    let mut counts = Vec::new();
    for msg in [Msg::Focus, Msg::Resize(110, 24), Msg::Focus, changed.clone(), changed] {
        counts.push(asks(&mut bench, msg));
    }
    assert_eq!(counts, [1, 0, 1, 1, 0], "what may have changed is looked up again");
}

#[test]
fn what_is_known_of_a_file_is_kept_until_there_is_an_answer() {
    let mut bench = Bench::new(FILES, (100, 24));
    let row = |bench: &Bench| {
        let text = |line: &super::Line| line.iter().map(|run| &*run.text).collect::<String>();
        let lines: Vec<String> = bench.model.detail().visible().iter().map(text).collect();
        lines.into_iter().find(|line| line.contains("a.rs")).unwrap_or_default()
    };
    let answer = |presence| Msg::LookedUp(vec![("src/a.rs".to_owned(), presence)]);
    assert_eq!(row(&bench), "Files    src/a.rs");
    bench.update(answer(Presence::Present));
    assert_eq!(row(&bench), "Files  + src/a.rs");
    bench.update(Msg::Focus);
    assert_eq!(row(&bench), "Files  + src/a.rs");
    bench.update(answer(Presence::Missing));
    assert_eq!(row(&bench), "Files  ! src/a.rs");
}

#[test]
fn what_departs_from_normal_is_said() {
    let said = |msg: Msg| {
        let mut bench = Bench::new(PLAN, (60, 24));
        bench.update(msg);
        format!("{} | {}", bench.said(), bench.model.status().notices().join(", "))
    };
    assert_eq!(said(Msg::Access(Access::Full)), " | ");
    assert_snapshot!(said(Msg::Access(Access::ReadOnly("no permission".into()))), @"read-only: no permission | read-only");
    assert_snapshot!(said(Msg::Access(Access::Missing)), @"the file is gone: this is its last text | file is gone");
    assert_snapshot!(said(Msg::Access(Access::Empty)), @"the file is empty: this is its last text | file is empty");
    assert_snapshot!(said(Msg::Access(Access::Unreadable("it is not UTF-8".into()))), @"unreadable: it is not UTF-8; this is its last text | unreadable");
    assert_snapshot!(said(Msg::Watching(Watching::Polling("no events here".into()))), @"polling for changes: no events here | polling");
    assert_snapshot!(said(Msg::Tier(Tier::BestEffort("the file is remote".into()))), @"written by best effort: the file is remote | best effort");
    assert_eq!(said(Msg::Tier(Tier::Normal)), " | ");
    assert_snapshot!(said(Msg::Fault("the watcher stopped".into())), @"the watcher stopped |");
    assert_eq!(said(Msg::Paste("qqq".into())), " | ");
}

#[test]
fn reading_again_says_what_keeps_it_from_it() {
    for (access, expected) in [
        (Access::Full, "read again"),
        (Access::Missing, "the file is gone: this is its last text"),
        (Access::ReadOnly("no permission".into()), "read-only: no permission"),
    ] {
        let mut bench = Bench::new(PLAN, (60, 24));
        bench.update(Msg::Access(access));
        assert_eq!(bench.press("jr").said(), expected);
    }
}

#[test]
fn an_unchanged_text_says_nothing() {
    let mut bench = Bench::new(PLAN, (60, 24)).press("r");
    bench.update(Msg::Outside(Arc::new(Plan::read(PLAN, "plan"))));
    assert_eq!(bench.said(), "read again");
}

fn key() -> impl Strategy<Value = Key> {
    let names = "j k o 2 g G h l ] [ x v s u U z r ? q y n J K <space> <enter> <esc> <tab> <c-d> <c-u> <c-r> <pageup> <pagedown>";
    let all: Vec<Key> = names.split(' ').map(|name| keys(name).expect(name)[0]).collect();
    prop::sample::select(all)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The bench asserts after every message that the cursor is on a row.
    #[test]
    fn any_keys_leave_the_cursor_on_a_row(
        pressed in prop::collection::vec(key(), 0..60),
        cut in 0..PLAN.len(),
        size in (0u16..100, 0u16..40),
    ) {
        let mut bench = Bench::new(PLAN, size);
        for (index, key) in pressed.into_iter().enumerate() {
            for effect in bench.update(Msg::Key(key)) {
                bench.perform(effect);
            }
            if index == 20 {
                let text = bench.model.plan().text().get(cut..).unwrap_or_default().to_owned();
                bench.update(Msg::Outside(Arc::new(Plan::read(text, "plan"))));
                bench.update(Msg::Resize(size.1, size.0));
            }
        }
    }
}
