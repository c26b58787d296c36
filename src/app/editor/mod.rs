//! Writing in place: one text of a node, or a new item, while the plan goes on changing.

mod place;
mod said;

use std::sync::Arc;

use super::action::Action;
use super::draft::{Draft, Lines, TooLong, Typist};
use super::history::Flight;
use super::left::Left;
use super::model::Model;
use super::news::Offer;
use super::overlay::{Confirm, Overlay};
use super::parts::Parts;
use super::{Code, Effect, Key};
use crate::plan::{Alignment, Changes, FieldKey, Intent, Kind, NodeId, Op, Part, Plan, changes};

/// What is said of a text that is longer than can be typed in.
const TOO_LONG: &str = "too long for a line here: no more than 65,535 characters";

/// What is written.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    /// A part of this node.
    Part(NodeId, Part),
    /// A new item behind this node, or in it.
    New(NodeId),
    /// A new item beside this node, in the place of one of this title that somebody else has removed.
    Instead { beside: NodeId, title: String },
    /// What was for a node that is gone.
    Gone(Intent),
}

/// What a new item becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum New {
    /// An item.
    #[default]
    Item,
    /// A criterion of its step.
    Criterion,
}

/// Where the writing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Keys go into the text.
    Typing,
    /// Somebody wants to leave, and is asked whether the text shall be kept.
    Asking,
    /// The text is on its way into the file.
    Saving,
    /// The text was left when the program ended, and is offered.
    Offered,
}

/// A text that somebody writes. Follows its node through every change of the plan.
#[derive(Clone, Debug)]
pub struct Editor {
    target: Target,
    draft: Draft,
    /// What the text read when it was opened.
    base: String,
    stage: Stage,
    /// What is kept of it beside the plan: as it was left, or a moment ago.
    left: Option<Left>,
    /// What was last asked for and not written.
    tried: Option<Intent>,
    /// Just that is in the list of changes, and stays there.
    is_listed: bool,
    /// Somebody has been told what saving does now that the row is gone, and has typed nothing since.
    is_told: bool,
    /// What a new item becomes.
    new: New,
    /// It has been on the screen: keys from before that were for something else.
    is_drawn: bool,
}

impl Editor {
    /// Returns an editor for `part` of the node, `None` where it has no such part.
    pub(super) fn of_part(plan: &Plan, id: NodeId, part: Part, typist: Typist) -> Option<Self> {
        let base = plan.written(id, &part)?;
        let lines = lines(plan, id, &part, &base);
        Some(Self::new(Target::Part(id, part), Draft::new(&base, lines, typist), base))
    }

    /// Returns an editor for a new item behind the node, or in it.
    pub(super) fn of_new(plan: &Arc<Plan>, id: NodeId, typist: Typist) -> Self {
        let editor = Self::new(Target::New(id), Draft::new("", Lines::One, typist), String::new());
        Self { new: new_in(plan, id), ..editor }
    }

    fn new(target: Target, draft: Draft, base: String) -> Self {
        let (stage, left, tried) = (Stage::Typing, None, None);
        let (is_listed, is_told, new, is_drawn) = Default::default();
        Self { target, draft, base, stage, left, tried, is_listed, is_told, new, is_drawn }
    }

    /// Returns the text of `left` to go on with; `None` where it was for nothing that is written here.
    pub(super) fn of_left(plan: &Arc<Plan>, left: Left, typist: Typist) -> Option<Self> {
        let (text, base) = match &left.intent.op {
            Op::Write { from, to, .. } => (to, from.clone().unwrap_or_default()),
            Op::Add { text } => (text, String::new()),
            _ => return None,
        };
        let is_long = text.contains('\n') || base.contains('\n');
        let (target, count) = match (left.intent.find(plan), &left.intent.op) {
            (Ok(id), Op::Write { part, .. }) if plan.written(id, part).is_some() => {
                (Target::Part(id, part.clone()), lines(plan, id, part, &base))
            }
            (Ok(id), Op::Add { .. }) => (Target::New(id), Lines::One),
            _ => (Target::Gone(left.intent.clone()), if is_long { Lines::Many } else { Lines::One }),
        };
        let draft = Draft::new(text, count, typist);
        let tried = Some(left.intent.clone());
        let new = if let Target::New(id) = target { new_in(plan, id) } else { New::Item };
        Some(Self { left: Some(left), tried, new, stage: Stage::Offered, ..Self::new(target, draft, base) })
    }

    /// Returns the text.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// Returns where the writing stands.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// Takes pasted text; returns what is to be said where it could not be taken.
    pub(super) fn paste(&mut self, text: &str) -> Result<(), &'static str> {
        match self.stage {
            Stage::Typing => self.draft.paste(text).map_err(|TooLong| TOO_LONG),
            Stage::Asking => Err("nothing was pasted: esc goes on with the text"),
            Stage::Saving => Err("nothing was pasted: the text is being written"),
            Stage::Offered => Err("nothing was pasted: i goes on with the draft"),
        }
    }

    /// Returns what would be lost with the text, and the number of what it goes on with; `None` where nothing would.
    pub(super) fn unsaved(&self, plan: &Plan) -> Option<(Intent, Option<u64>)> {
        // What is only offered is kept as it is.
        let is_lost = self.stage != Stage::Offered && self.is_changed();
        is_lost.then(|| (self.intent(plan), self.left.as_ref().map(|left| left.id)))
    }

    /// Has what would be lost kept under this number, where it is not what is kept.
    pub(super) fn keep(&mut self, plan: &Plan, number: u64) -> Option<Effect> {
        let (intent, instead) = self.unsaved(plan)?;
        if self.left.as_ref().is_some_and(|left| left.intent == intent) {
            return None;
        }
        self.left = Some(Left { id: number, intent: intent.clone(), when: String::new() });
        Some(Effect::KeepDraft(number, intent, instead))
    }

    /// Notes that it is on the screen.
    pub(super) fn draw(&mut self) {
        self.is_drawn = true;
    }

    /// Returns whether it has been on the screen.
    pub(super) fn is_drawn(&self) -> bool {
        self.is_drawn
    }

    /// Has keys go into a text that was offered; returns where it belongs, if that is still there.
    pub(super) fn go_on(&mut self) -> Option<NodeId> {
        self.stage = Stage::Typing;
        match self.target {
            Target::Part(id, _) | Target::New(id) | Target::Instead { beside: id, .. } => {
                Some(id).filter(|id| *id != NodeId::ROOT)
            }
            Target::Gone(_) => None,
        }
    }

    /// Returns whether the text becomes an item that is not there yet.
    fn is_new(&self) -> bool {
        matches!(self.target, Target::New(_) | Target::Instead { .. })
    }

    /// Notes whether just this text is one of `offers`.
    pub(super) fn look_among(&mut self, offers: &[Offer], plan: &Plan) {
        let text = self.intent(plan);
        let is_same = |a: &Intent, b: &Intent| words_of(&a.op) == words_of(&b.op);
        let tried = self.tried.as_ref().filter(|tried| is_same(tried, &text));
        let is_tried = |goal: &Intent| tried.is_some_and(|tried| goal.address == tried.address && is_same(goal, tried));
        self.is_listed = offers.iter().flat_map(|offer| &offer.goals).any(is_tried);
    }

    fn is_changed(&self) -> bool {
        self.draft.text().trim_end() != self.base.trim_end()
    }

    /// Returns what the text means for `plan`.
    fn intent(&self, plan: &Plan) -> Intent {
        let wish = |id: &NodeId, op| {
            let title = (*id != NodeId::ROOT).then(|| plan.node(*id).title.to_string());
            Intent { title, ..Intent::new(plan.address(*id), op) }
        };
        let text = self.draft.text();
        // Of one line, blanks in front mean nothing.
        let text = if text.contains('\n') { text } else { text.trim().to_owned() };
        match &self.target {
            Target::Part(id, part) => {
                let to = plan.in_manner(*id, part, &text);
                wish(id, Op::Write { part: part.clone(), from: Some(self.base.clone()), to })
            }
            Target::New(id) | Target::Instead { beside: id, .. } => wish(id, Op::Add { text }),
            Target::Gone(intent) => match &intent.op {
                Op::Write { part, from, .. } => {
                    let op = Op::Write { part: part.clone(), from: from.clone(), to: text };
                    Intent { op, ..intent.clone() }
                }
                _ => Intent { op: Op::Add { text }, ..intent.clone() },
            },
        }
    }

    /// Follows the node from `old` into `newer`. The title of an item that is gone becomes a new item where that was,
    /// until it is there again.
    pub(super) fn follow(&mut self, old: &Plan, newer: &Plan, alignment: &Alignment) {
        let now = |id: NodeId| alignment.map[id.index()];
        let was_lost = self.saving_lost();
        let followed = match &self.target {
            Target::Part(id, Part::Title) if old.node(*id).kind == Kind::Item => Some(match now(*id) {
                // If only by its number: then the words of both are held against each other.
                Some(id) => Target::Part(id, Part::Title),
                None => Target::Instead {
                    beside: alignment.neighbour(old, newer, *id),
                    title: old.node(*id).title.to_string(),
                },
            }),
            Target::Part(id, part) => now(*id).map(|id| Target::Part(id, part.clone())),
            Target::New(id) => Some(Target::New(alignment.neighbour(old, newer, *id))),
            Target::Instead { beside, title } => Some(match alignment.came(old, newer, title) {
                Some(id) => Target::Part(id, Part::Title),
                None => Target::Instead { beside: alignment.neighbour(old, newer, *beside), title: title.clone() },
            }),
            Target::Gone(_) => return,
        };
        self.target = followed.unwrap_or_else(|| Target::Gone(self.intent(old)));
        self.is_told &= self.saving_lost() == was_lost;
    }
}

/// Returns what an item that is added to the node, or behind it, becomes: that is up to the manner of the plan.
fn new_in(plan: &Arc<Plan>, id: NodeId) -> New {
    let intent = Intent::new(plan.address(id), Op::Add { text: "new".to_owned() });
    let added = changes(plan, &[intent]).ok();
    let is_criterion = |added: &Changes| added.list.first().is_some_and(|new| added.plan.node(new.node).criterion);
    if added.as_ref().is_some_and(is_criterion) { New::Criterion } else { New::Item }
}

/// Returns the words that `op` writes.
fn words_of(op: &Op) -> Option<&str> {
    match op {
        Op::Write { to: text, .. } | Op::Add { text } => Some(text),
        _ => None,
    }
}

/// Returns how a part is called.
pub(super) fn part_name(part: &Part) -> &str {
    match part {
        Part::Title => "Title",
        Part::Field(name) => name,
        Part::Note => "Note",
    }
}

/// Returns how many lines a part may have: titles, short fields and those that the plan writes so one.
fn lines(plan: &Plan, id: NodeId, part: &Part, text: &str) -> Lines {
    let short = |key| matches!(key, FieldKey::Status | FieldKey::Estimate | FieldKey::Owner | FieldKey::Dependencies);
    match part {
        Part::Title => Lines::One,
        Part::Note => Lines::Many,
        Part::Field(name) => {
            let field = plan.node(id).fields.iter().find(|field| *field.name == **name);
            let is_short = field.is_some_and(|field| short(field.key)) && !text.contains('\n');
            if is_short || plan.is_one_line(id, part) { Lines::One } else { Lines::Many }
        }
    }
}

impl Model {
    /// Does what `action` does to the texts of the row.
    pub(super) fn write(&mut self, action: Action) {
        let Some(id) = self.row_to_write(action) else { return };
        match action {
            Action::Delete => self.ask_to_delete(id),
            Action::Add => {
                let editor = Editor::of_new(&self.overview.plan, id, self.settings.typist);
                self.overlays.push(Overlay::Editor(Box::new(editor)));
            }
            Action::EditPart => self.choose_part(id),
            _ => self.edit_part(id, Part::Title),
        }
    }

    /// Asks which text of the node is to be opened; where it has only one, opens that.
    fn choose_part(&mut self, id: NodeId) {
        let parts = Parts::new(&self.overview.plan, id);
        match parts.only() {
            Some(part) => self.edit_part(id, part),
            None => self.overlays.push(Overlay::Parts(parts)),
        }
    }

    /// Opens `part` of the node.
    pub(super) fn edit_part(&mut self, id: NodeId, part: Part) {
        let editor = Editor::of_part(&self.overview.plan, id, part, self.settings.typist);
        let why = match editor {
            Some(editor) if Draft::fits(&editor.base) => {
                return self.overlays.push(Overlay::Editor(Box::new(editor)));
            }
            Some(_) => "this text is too long to be edited here",
            None => "this text cannot be told from what stands around it",
        };
        let way = self.settings.key(Action::OpenPlan).map(|key| format!(": {key} opens an editor"));
        self.status.say(format!("{why}{}", way.unwrap_or_default()));
    }

    /// Returns the row, if it can be written to.
    fn row_to_write(&mut self, action: Action) -> Option<NodeId> {
        if self.is_lost("write") {
            return None;
        }
        if self.overview.plan.conflict().is_some() {
            self.status.warn("resolve the conflict in the file first");
            return None;
        }
        match self.tree.cursor() {
            Some(cursor) => self.subject(cursor, action),
            // Where there is no row yet, an item goes into the plan itself.
            None => (action == Action::Add).then_some(NodeId::ROOT),
        }
    }

    /// Returns whether keys go into a text.
    pub fn is_typing(&self) -> bool {
        matches!(self.overlays.last(), Some(Overlay::Editor(editor)) if editor.stage != Stage::Saving)
    }

    /// Returns whether keys go into a text of a row that is there.
    pub(super) fn writes_in_row(&self) -> bool {
        matches!(self.overlays.last(), Some(Overlay::Editor(editor)) if matches!(editor.target, Target::Part(..)))
    }

    /// Returns what is to be said while the row of the text on top is gone.
    pub(super) fn said_of_lost_text(&self) -> Option<String> {
        let Some(Overlay::Editor(editor)) = self.overlays.last() else { return None };
        editor.said_of_loss().filter(|_| editor.stage != Stage::Offered)
    }

    /// Returns what somebody is asked who leaves the text on top.
    pub(in crate::app) fn asked_of_text(&self) -> Option<String> {
        let Some(Overlay::Editor(editor)) = self.overlays.last() else { return None };
        (editor.stage == Stage::Asking).then(|| editor.asked())
    }

    /// Takes a key while a text is written.
    pub(super) fn type_key(&mut self, key: Key) -> Vec<Effect> {
        let Some(Overlay::Editor(editor)) = self.overlays.last_mut() else { return Vec::new() };
        let is = |letter| key == Key { code: Code::Char(letter), ctrl: true, alt: false };
        let plain = |code| key == Key::plain(code);
        match editor.stage {
            Stage::Offered | Stage::Asking | Stage::Saving if is('c') => return vec![Effect::Quit],
            Stage::Saving => {}
            Stage::Offered => return self.answer_left(key),
            _ if is('s') => return self.save_text(),
            Stage::Asking if plain(Code::Enter) || plain(Code::Char('y')) => return self.save_text(),
            Stage::Asking if plain(Code::Char('n')) => return self.close_text(),
            Stage::Asking if plain(Code::Esc) => editor.stage = Stage::Typing,
            // Nothing typed here was meant for the text.
            Stage::Asking => self.status.warn(editor.asked()),
            Stage::Typing if plain(Code::Esc) || is('c') => {
                if editor.is_changed() {
                    editor.stage = Stage::Asking;
                    editor.is_told = true;
                    editor.look_among(&self.news.offers, &self.overview.plan);
                    self.status.warn(editor.asked());
                } else {
                    return self.close_text();
                }
            }
            Stage::Typing if plain(Code::Enter) && editor.draft.lines() == Lines::One => return self.save_text(),
            Stage::Typing => {
                editor.is_told = false;
                if let Err(TooLong) = editor.draft.press(key) {
                    self.status.warn(TOO_LONG);
                }
            }
        }
        Vec::new()
    }

    /// Asks for the text to be written. One that would read as something else is refused at once, and stays open.
    fn save_text(&mut self) -> Vec<Effect> {
        let plan = self.overview.plan.clone();
        let Some(Overlay::Editor(editor)) = self.overlays.last_mut() else { return Vec::new() };
        editor.stage = Stage::Typing;
        let is_empty = editor.is_new() && editor.draft.text().trim().is_empty();
        // What was there is added again as it was, too.
        let adds = matches!(editor.target, Target::Instead { .. });
        if is_empty || !adds && !editor.is_changed() {
            return self.close_text();
        }
        if let Some(saving) = editor.saving_lost().filter(|_| !editor.is_told) {
            editor.is_told = true;
            let again = format!("{} again {saving}: what it was for is gone", editor.save_key());
            self.status.warn(again);
            return Vec::new();
        }
        let intent = editor.intent(&plan);
        match changes(&plan, std::slice::from_ref(&intent)) {
            // What cannot be placed goes the same way: it is kept, and offered.
            Err(refusal) if !refusal.is_unplaced() => {
                self.status.warn(self.with_name(&refusal.to_string()));
                Vec::new()
            }
            _ => {
                editor.stage = Stage::Saving;
                editor.tried = Some(intent.clone());
                self.history.depart(Flight::Write);
                vec![Effect::Commit(vec![intent])]
            }
        }
    }

    /// Looks for texts among what of ours is not in the file: one that has no place any more has gone there, as was said.
    pub(super) fn look_for_texts(&mut self) -> Vec<Effect> {
        for overlay in &mut self.overlays {
            if let Overlay::Editor(editor) = overlay {
                editor.look_among(&self.news.offers, &self.overview.plan);
            }
        }
        let Some(Overlay::Editor(editor)) = self.overlays.last() else { return Vec::new() };
        if !(editor.is_listed && editor.stage == Stage::Typing && matches!(editor.target, Target::Gone(_))) {
            return Vec::new();
        }
        let key = self.settings.key(Action::Changes).map(|key| format!(": {key} shows it"));
        self.status.say(format!("your words are in the list of changes{}", key.unwrap_or_default()));
        self.close_text()
    }

    /// Closes the text on top, which is of no use any more.
    pub(super) fn close_text(&mut self) -> Vec<Effect> {
        let Some(Overlay::Editor(editor)) = self.overlays.pop() else { return Vec::new() };
        editor.left.map(|left| Effect::ForgetDraft(left.id)).into_iter().collect()
    }

    /// Takes that the text is in the file: `place` is where, if anything changed.
    pub(super) fn text_written(&mut self, place: Option<NodeId>) -> Option<Effect> {
        let is_writing =
            |overlay: &Overlay| matches!(overlay, Overlay::Editor(editor) if editor.stage == Stage::Saving);
        let at = self.overlays.iter().position(is_writing)?;
        let Overlay::Editor(editor) = self.overlays.remove(at) else { return None };
        if let Some(place) = place.filter(|_| editor.is_new()) {
            self.tree.go_to(&self.overview.plan, place);
        }
        editor.left.map(|left| Effect::ForgetDraft(left.id))
    }

    /// Takes that the text was not written, and keeps it open. Where others have changed the same words, saving it again
    /// puts it in the place of theirs.
    pub(super) fn text_refused(&mut self, why: &str) {
        let plan = self.overview.plan.clone();
        for overlay in &mut self.overlays {
            let Overlay::Editor(editor) = overlay else { continue };
            if editor.stage != Stage::Saving {
                continue;
            }
            editor.stage = Stage::Typing;
            if let Target::Part(id, part) = &editor.target
                && let Some(theirs) = plan.written(*id, part).filter(|theirs| *theirs != editor.base)
            {
                editor.base = theirs;
                self.status
                    .warn(format!("{why} Saving again puts yours in its place; the list of changes has it, too."));
                return;
            }
        }
        self.status.warn(why);
    }

    /// Asks whether the node shall be deleted, with all that lies in it.
    fn ask_to_delete(&mut self, id: NodeId) {
        self.overlays.push(Overlay::Confirm(Confirm::of_deletion(&self.overview.plan, id)));
    }

    /// Opens the plan in an editor, at the line of the row.
    pub(super) fn open_plan(&self) -> Effect {
        let line = self.tree.cursor().map_or(1, |id| self.overview.plan.node(id).line);
        Effect::OpenPlan(line)
    }
}
