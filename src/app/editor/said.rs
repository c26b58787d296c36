//! What the editor says of itself: what is written, which keys matter, and what they do to the text.

use super::super::draft::Lines;
use super::super::measure::{columns, cut_middle};
use super::super::words;
use super::{Editor, New, Stage, Target, part_name};
use crate::plan::{Kind, NodeId, Part, Plan};

/// The title of a row takes at least and at most so many columns of the frame.
const LEAST_NAME: usize = 8;
const MOST_NAME: usize = 40;

impl Editor {
    /// Returns what is written, for the frame, in at most `room` columns where the title of its row can be cut for that: in
    /// its middle, for what is written of it stands behind.
    pub fn title(&self, plan: &Plan, room: usize, ellipsis: &str) -> String {
        let (before, row, mut behind) = self.subject(plan);
        if let (Some(left), Stage::Offered) = (&self.left, self.stage) {
            behind += &format!(", a draft from {}", left.when);
        }
        let room = room.saturating_sub(columns(&before) + columns(&behind)).clamp(LEAST_NAME, MOST_NAME);
        let name = row.map(|id| words::name(plan, id, words::TITLE_LIMIT, ellipsis)).unwrap_or_default();
        before + &cut_middle(&name, room, ellipsis) + &behind
    }

    /// Returns what is written: the row that it is for, and what stands before and behind that.
    fn subject(&self, plan: &Plan) -> (String, Option<NodeId>, String) {
        let alone = |text: &str| (text.to_owned(), None, String::new());
        match &self.target {
            Target::New(NodeId::ROOT) => alone("New item"),
            Target::New(id) => {
                let holds_items = || plan.children(*id).any(|child| plan.node(child).kind == Kind::Item);
                let place = match plan.node(*id).kind {
                    Kind::Item if holds_items() => "beside",
                    Kind::Item => "after",
                    _ if self.new == New::Criterion => "of",
                    _ => "in",
                };
                let what = if self.new == New::Criterion { "criterion" } else { "item" };
                (format!("New {what} {place} "), Some(*id), String::new())
            }
            Target::Instead { .. } => alone("New item, as its row is gone"),
            Target::Gone(_) => alone("Edit: gone from the file"),
            // It stands over its row, unless it is offered.
            Target::Part(_, Part::Title) if self.stage != Stage::Offered => alone("Edit"),
            Target::Part(id, part) => (String::new(), Some(*id), format!(": {}", part_name(part))),
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
