//! How somebody gets to a place: by looking for it, by its number, by leaving others out, or by following who writes.

use std::sync::Arc;

use super::action::Action;
use super::filter::Filtering;
use super::find::{Find, FindLine};
use super::input::Input;
use super::jump::Jump;
use super::measure::shown;
use super::model::Model;
use super::overlay::Overlay;
use super::run::{Line, Run, Tone};
use super::{Code, Effect, Key};
use crate::plan::{Deed, Event, NodeId, Plan};

/// How somebody gets to a place.
#[derive(Clone, Debug, Default)]
pub(super) struct Seek {
    /// What is looked for.
    pub(super) find: Find,
    /// Which rows are shown.
    pub(super) filtering: Filtering,
    /// The digits of a number that is being typed.
    pub(super) jump: Jump,
    /// The cursor goes where others write.
    pub(super) follows: bool,
    /// The plan as it was when somebody looked away.
    pub(super) left: Option<Arc<Plan>>,
}

impl Model {
    /// Returns what is looked for and where it is.
    pub fn find(&self) -> &Find {
        &self.seek.find
    }

    /// Returns whether the cursor goes where others write.
    pub fn follows(&self) -> bool {
        self.seek.follows
    }

    /// Returns `line` with what is looked for told as found.
    pub fn mark_found(&self, line: &[Run]) -> Line {
        match self.seek.find.needle() {
            Some(needle) => needle.mark(line.to_vec()),
            None => line.to_vec(),
        }
    }

    /// Returns what is looked for and how often it is there, as the footer says it; empty while nothing is.
    pub(super) fn said_of_find(&self) -> Line {
        let Some(needle) = self.seek.find.needle() else { return Line::new() };
        let text = shown(needle.text(), 200);
        let mut line = vec![Run::new("/", Tone::Accent), Run::new(text, Tone::Plain), Run::blank(2)];
        line.extend(self.seek.find.count(self.tree.cursor()));
        line
    }

    /// Opens the line in which somebody types what to look for.
    pub(super) fn start_find(&mut self) {
        self.forget_find();
        let line = FindLine { input: Input::default(), origin: self.tree.place() };
        self.overlays.push(Overlay::Find(line));
    }

    /// Takes a key into the line; those that it does not know are left to the keymap.
    pub(super) fn answer_find(&mut self, key: Key) -> Option<Vec<Effect>> {
        let Some(Overlay::Find(line)) = self.overlays.last_mut() else { return None };
        match (key.code, key.ctrl) {
            (Code::Enter, _) => self.keep_find(),
            (Code::Esc, _) => self.give_up_find(),
            (Code::Backspace, false) if line.input.text().is_empty() => self.give_up_find(),
            (Code::Down, _) | (Code::Char('n'), true) => self.walk_found(Action::FindNext),
            (Code::Up, _) | (Code::Char('p'), true) => self.walk_found(Action::FindPrevious),
            _ => {
                let before = line.input.text().to_owned();
                if !line.input.take(key) {
                    return None;
                }
                if line.input.text() != before {
                    self.look_for_typed();
                }
            }
        }
        Some(Vec::new())
    }

    /// Looks for what is typed by now, from where the cursor was before.
    pub(super) fn look_for_typed(&mut self) {
        let Some(Overlay::Find(line)) = self.overlays.last() else { return };
        let plan = &self.overview.plan;
        self.seek.find.set(plan, line.input.text());
        self.tree.return_to(plan, &line.origin);
        if let Some(hit) = self.seek.find.from(line.origin.cursor()) {
            self.seek.find.opened = self.tree.visit(plan, hit, &[]);
        }
    }

    /// Closes the line; what was found stays told, and the cursor where it is.
    fn keep_find(&mut self) {
        self.overlays.pop();
    }

    /// Closes the line, and goes back to where the cursor was.
    fn give_up_find(&mut self) {
        if let Some(Overlay::Find(line)) = self.overlays.pop() {
            self.forget_find();
            self.tree.return_to(&self.overview.plan, &line.origin);
        }
    }

    /// Looks for nothing any more, and folds again what was unfolded for it, but for what hides the cursor. Returns whether
    /// there was anything to look for.
    fn forget_find(&mut self) -> bool {
        self.tree.fold_back(&self.overview.plan, &self.seek.find.opened);
        self.seek.find.clear()
    }

    /// Goes to the next or previous hit; what was unfolded for the last one is folded again.
    pub(super) fn walk_found(&mut self, action: Action) {
        let from = self.tree.cursor().unwrap_or(NodeId::ROOT);
        let find = &self.seek.find;
        let hit = if action == Action::FindNext { find.next(from) } else { find.previous(from) };
        match hit {
            Some(id) => self.seek.find.opened = self.tree.visit(&self.overview.plan, id, &find.opened),
            None if find.needle().is_none() => self.status.say("nothing is looked for yet"),
            None => {}
        }
    }

    /// Follows who writes from now on, or no longer.
    pub(super) fn toggle_follow(&mut self) {
        self.seek.follows = !self.seek.follows;
        let on = self.seek.follows;
        self.status.say(if on { "following others; moving stops that" } else { "no longer following" });
    }

    /// Does what somebody asks for; whoever moves the cursor follows nobody any more.
    pub(super) fn unless_moved(&mut self, act: impl FnOnce(&mut Self) -> Vec<Effect>) -> Vec<Effect> {
        let cursor = self.tree.cursor();
        let effects = act(self);
        self.seek.follows &= self.tree.cursor() == cursor;
        effects
    }

    /// Goes to what a save of somebody else has `changed`, where following is asked for and nobody is busy with an
    /// overlay.
    pub(super) fn follow_change(&mut self, changed: Option<NodeId>) {
        if let Some(id) = changed.filter(|_| self.seek.follows && self.overlays.is_empty()) {
            self.tree.drift_to(&self.overview.plan, id);
        }
    }

    /// Takes away what is looked for, else what is left out; returns whether there was anything.
    pub(super) fn unseek(&mut self) -> bool {
        self.forget_find() || self.set_filter(None)
    }

    /// Brings what is looked for and what is left out into line with another text of the plan; `map` is what
    /// [`Plan::align`] returned.
    pub(super) fn follow_seek(&mut self, map: &[Option<NodeId>]) {
        self.seek.find.follow(map);
        self.seek.find.refresh(&self.overview.plan);
        self.seek.filtering.follow(map);
        self.seek.jump = Jump::default();
    }
}

/// Returns the last row of the plan that has been changed; most agents work downwards.
pub(super) fn last_changed(events: &[Event]) -> Option<NodeId> {
    let told = events.iter().filter(|event| !matches!(event.deed, Deed::Renumbered | Deed::Reflowed));
    told.filter_map(|event| event.new.or_else(|| event.beside())).filter(|&id| id != NodeId::ROOT).max()
}
