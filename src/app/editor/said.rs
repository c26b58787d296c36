//! What the editor says of itself: what is written, which keys matter, and what they do to the text.

use super::super::draft::Lines;
use super::super::words;
use super::{Editor, Stage, Target, part_name};
use crate::plan::{Kind, NodeId, Part, Plan};

impl Editor {
    /// Returns what is written, for the frame.
    pub fn title(&self, plan: &Plan, ellipsis: &str) -> String {
        match (&self.left, self.stage) {
            (Some(left), Stage::Offered) => format!("{}, a draft from {}", self.subject(plan, ellipsis), left.when),
            _ => self.subject(plan, ellipsis),
        }
    }

    fn subject(&self, plan: &Plan, ellipsis: &str) -> String {
        match &self.target {
            Target::New(NodeId::ROOT) => "New item".to_owned(),
            Target::New(id) => {
                let holds_items = || plan.children(*id).any(|child| plan.node(child).kind == Kind::Item);
                let place = match plan.node(*id).kind {
                    Kind::Item if holds_items() => "beside",
                    Kind::Item => "after",
                    _ => "in",
                };
                format!("New item {place} {}", words::name(plan, *id, 20, ellipsis))
            }
            Target::Instead { .. } => "New item, as its row is gone".to_owned(),
            Target::Gone(_) => "Edit: gone from the file".to_owned(),
            // It stands over its row, unless it is offered.
            Target::Part(_, Part::Title) if self.stage != Stage::Offered => "Edit".to_owned(),
            Target::Part(id, part) => {
                let name = words::name(plan, *id, 20, ellipsis);
                format!("{name}: {}", part_name(part))
            }
        }
    }

    /// Returns the keys that matter, for the edge of the frame.
    pub fn keys(&self) -> String {
        let saves = self.saving();
        match self.stage {
            Stage::Saving => "writing".to_owned(),
            Stage::Asking => format!("enter {saves}  n {} it  esc back", self.dropping()),
            Stage::Offered => format!("i goes on  n {} it  esc later", self.dropping()),
            Stage::Typing => format!("{} {saves}  esc leaves", self.save_key()),
        }
    }

    /// Returns in short what saving does.
    fn saving(&self) -> &'static str {
        match self.target {
            Target::Part(..) => "saves",
            Target::New(_) | Target::Instead { .. } => "adds it",
            Target::Gone(_) => "lists it",
        }
    }

    /// Returns the key that saves.
    pub(super) fn save_key(&self) -> &'static str {
        match self.draft.lines() {
            Lines::One => "enter",
            Lines::Many => "^s",
        }
    }

    /// Returns what giving the text up does to it.
    fn dropping(&self) -> &'static str {
        if self.is_listed { "leaves" } else { "drops" }
    }

    /// Returns what saving does where the row of the text is gone.
    pub(super) fn saving_lost(&self) -> Option<&'static str> {
        match self.target {
            Target::Part(..) | Target::New(_) => None,
            Target::Instead { .. } => Some("adds it as a new item"),
            Target::Gone(_) => Some("puts it into the list of changes"),
        }
    }

    /// Returns what somebody is asked who leaves a text that has changed.
    pub(super) fn asked(&self) -> String {
        let saves = self.saving_lost().unwrap_or(self.saving());
        format!("keep what you wrote? enter {saves}, n {}, esc goes on", self.dropped())
    }

    /// Returns what is said beside a text that is offered.
    pub(in crate::app) fn offered(&self) -> String {
        format!("i goes on with it, n {}, esc keeps it for the next time", self.dropped())
    }

    fn dropped(&self) -> &'static str {
        if self.is_listed { "leaves it in the list of changes" } else { "drops it" }
    }

    /// Returns what is to be said while the row of the text is gone.
    pub(super) fn said_of_loss(&self) -> Option<String> {
        let saving = self.saving_lost()?;
        let what = match self.target {
            Target::Gone(_) => "what this was for was removed",
            _ => "your row was removed or replaced",
        };
        Some(format!("{what} outside: {} twice {saving}", self.save_key()))
    }
}
