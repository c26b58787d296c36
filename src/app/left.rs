//! Texts that somebody was writing when the program ended: kept by the shell, and offered when the plan is open again.
//!
//! None of them is ever written into the plan by itself.

use super::editor::Editor;
use super::model::Model;
use super::overlay::Overlay;
use super::{Code, Effect, Key};
use crate::plan::Intent;

/// A text that was left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Its number.
    pub id: u64,
    /// What it was to become.
    pub intent: Intent,
    /// When it was left, for readers.
    pub when: String,
}

impl Model {
    /// Returns what is being written, and the number of what it goes on with: texts that shall not be lost.
    pub fn unsaved(&self) -> Vec<(Intent, Option<u64>)> {
        let unsaved = |overlay: &Overlay| match overlay {
            Overlay::Editor(editor) => editor.unsaved(&self.overview.plan),
            _ => None,
        };
        self.overlays.iter().filter_map(unsaved).collect()
    }

    /// Has what somebody is writing kept under this number.
    pub(super) fn keep_text(&mut self, number: u64) -> Option<Effect> {
        let Some(Overlay::Editor(editor)) = self.overlays.last_mut() else { return None };
        editor.keep(&self.overview.plan, number)
    }

    /// Offers texts that were left, the last one first. Whoever is in the middle of something is not disturbed.
    pub(super) fn offer_left(&mut self, left: Vec<Left>) -> Vec<Effect> {
        let (plan, typist) = (&self.overview.plan, self.settings.typist);
        let is_met = |left: &Left| left.intent.is_met(plan).is_ok_and(|is_met| is_met);
        let (written, left): (Vec<Left>, Vec<Left>) = left.into_iter().partition(is_met);
        let when = left.last().map(|last| last.when.clone());
        let mut editors: Vec<Editor> =
            left.into_iter().filter_map(|left| Editor::of_left(plan, left, typist)).collect();
        for editor in &mut editors {
            editor.look_among(&self.news.offers, plan);
        }
        if let (Some(when), Some(last)) = (when, editors.last()) {
            self.status.say(format!("a draft from {when} is left: {}", last.offered()));
        }
        let editors = editors.into_iter().map(|editor| Overlay::Editor(Box::new(editor)));
        self.overlays.splice(0..0, editors);
        written.into_iter().map(|left| Effect::ForgetDraft(left.id)).collect()
    }

    /// Takes a key for a text that is offered.
    pub(super) fn answer_left(&mut self, key: Key) -> Vec<Effect> {
        let Some(Overlay::Editor(editor)) = self.overlays.last_mut() else { return Vec::new() };
        match key {
            _ if !editor.is_drawn() => {}
            Key { code: Code::Char('i') | Code::Enter, ctrl: false, alt: false } => {
                if let Some(place) = editor.go_on() {
                    self.tree.go_to(&self.overview.plan, place);
                }
            }
            Key { code: Code::Char('n'), ctrl: false, alt: false } => return self.close_text(),
            Key { code: Code::Esc, .. } => {
                self.overlays.pop();
                self.status.say("the draft is kept, and offered when the plan is opened again");
            }
            _ => self.status.say(editor.offered()),
        }
        Vec::new()
    }
}
