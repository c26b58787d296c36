//! Tests that press keys and read the tree: `drive(plan, "jj<space>")`.

use std::fmt::Write as _;
use std::sync::Arc;

use super::status::Message;
use super::{By, Effect, Focus, Model, Msg, Overlay, Settings, Symbols, keys, words};
use crate::plan::{Changes, Intent, Plan, changes};

mod again;
mod bookmark;
mod changes;
mod conflict;
mod detail;
mod diagnostics;
mod document;
mod drafts;
mod editing;
mod files;
mod filter;
mod find;
mod flash;
mod following;
mod jump;
mod marking;
mod moving;
mod normal;
mod offers;
mod palette;
mod plans;
mod quick;
mod runs;
mod since;
mod surroundings;
mod walk;

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
        let mut model = Model::new(plan, settings, size);
        model.update(Msg::checked(Arc::clone(model.plan())));
        Self { model, log: String::new(), refuses: Vec::new(), answered: 0 }
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
        if !self.model.is_checked() {
            self.model.update(Msg::checked(Arc::clone(self.model.plan())));
        }
        let tree = self.model.tree();
        if let Some(cursor) = tree.cursor() {
            assert!(tree.rows().contains(&cursor), "the cursor is on a row");
        }
        assert!(tree.rows().is_sorted());
        let shown = self.model.layout().tree.is_some_and(|pane| pane.inner.height > 0);
        if shown && tree.cursor().is_some() {
            assert!(self.model.visible_rows().iter().any(|(_, selected)| *selected), "the cursor is on the screen");
        }
        self.model.drawn();
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
            Ok(changes) => committed(self.model.plan(), changes),
            Err(refusal) => Msg::Refused(refusal.to_string()),
        };
        self.update(reply)
    }

    /// Somebody else saves the text with `from` replaced by `to`.
    fn outside(self, from: &str, to: &str) -> Self {
        let text = self.model.plan().text().replace(from, to);
        assert_ne!(&*text, &**self.model.plan().text(), "{from} is in the plan");
        self.save(&text)
    }

    /// Somebody else saves `text`.
    fn save(mut self, text: &str) -> Self {
        self.update(outside(text));
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
            Some(Overlay::Changes(list)) => format!("[changes {:?}] ", list.pick()),
            Some(Overlay::Diagnostics(list)) => format!("[diagnostic {}] ", list.selected()),
            Some(Overlay::Find(line)) => format!("[/{}] ", line.input().text()),
            Some(Overlay::Filter(menu)) => format!("[filter {}] ", menu.selected()),
            Some(Overlay::Palette(palette)) => format!("[{:?}] ", palette.chosen()),
            Some(Overlay::Since(_)) => "[since] ".to_owned(),
            Some(Overlay::Parts(parts)) => format!("[{:?}?] ", parts.chosen().1),
            Some(Overlay::Editor(editor)) => format!("[{:?} {:?}] ", editor.stage(), editor.draft().text()),
            Some(Overlay::Proposal(proposal)) => format!("[run {}?] ", proposal.chosen().join(" | ")),
            Some(Overlay::Opening(named)) => format!("[opening {named}] "),
            Some(Overlay::Job) => "[job] ".to_owned(),
            Some(Overlay::Ask(ask)) => format!("[{:?} {}] ", ask.asked(), ask.input().text()),
            Some(Overlay::Confirm(confirm)) => format!("[{}] ", confirm.question(self.model.plan(), "...")),
            None => String::new(),
        };
        let message = self.model.status().message.as_ref().map(Message::whole).unwrap_or_default();
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

/// Returns that somebody else has saved `text`.
fn outside(text: &str) -> Msg {
    let by = By { who: None, when: "12:04".to_owned() };
    Msg::Outside { plan: Arc::new(Plan::read(text, "plan")), by }
}

/// Returns that `changes` of `before` are in the file, and nothing else.
fn committed(before: &Arc<Plan>, changes: Changes) -> Msg {
    let (before, plan) = (Arc::clone(before), Arc::clone(&changes.plan));
    Msg::Committed { before, plan, changes, made: Vec::new(), by: By::default() }
}
