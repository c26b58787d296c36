//! A line that somebody types into at the bottom of the screen, and what it is for.

use super::input::Input;
use super::measure::line_columns;
use super::model::Model;
use super::overlay::Overlay;
use super::plans::PlanWish;
use super::run::{Line, Run, Tone};
use super::{Code, Effect, Key};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Which plans of the list to show.
    Filter,
    /// What a new plan shall be called.
    NewPlan,
    /// Which file to open.
    Open,
}

/// A line that somebody types into.
#[derive(Clone, Debug)]
pub struct Ask {
    asked: Asked,
    input: Input,
}

impl Ask {
    /// Returns the question for `asked`, with `text` typed already.
    pub(super) fn new(asked: Asked, text: &str) -> Self {
        let mut input = Input::default();
        input.paste(text);
        Self { asked, input }
    }

    /// Returns what is asked for.
    pub fn asked(&self) -> Asked {
        self.asked
    }

    /// Returns what is typed.
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// Returns what stands before the text.
    const fn prompt(&self) -> &'static str {
        match self.asked {
            Asked::Filter => "/",
            Asked::NewPlan => "new plan: ",
            Asked::Open => "open: ",
        }
    }

    /// Returns the line in `room` columns, with `said` behind what is typed.
    pub(super) fn line(&self, room: usize, said: Line, ellipsis: &str) -> Line {
        let prompt = vec![Run::new(self.prompt(), Tone::Accent)];
        let room = room.saturating_sub(line_columns(&prompt) + line_columns(&said) + 4);
        let gap = if said.is_empty() { Line::new() } else { vec![Run::blank(2)] };
        [prompt, self.input.line(room, ellipsis), gap, said].concat()
    }
}

impl Model {
    /// Takes a key into the line; those that it does not know are left to the keymap.
    pub(super) fn answer_ask(&mut self, key: Key) -> Option<Vec<Effect>> {
        let Some(Overlay::Ask(ask)) = self.overlays.last_mut() else { return None };
        match (key.code, key.ctrl) {
            (Code::Enter, _) => return Some(self.take_asked()),
            (Code::Esc, _) => self.give_up_asked(),
            (Code::Backspace, false) if ask.input.text().is_empty() => self.give_up_asked(),
            _ if ask.input.take(key) => self.follow_typed(),
            _ => return None,
        }
        Some(Vec::new())
    }

    /// Takes pasted text into the line.
    pub(super) fn paste_into_ask(&mut self, text: &str) {
        if let Some(Overlay::Ask(ask)) = self.overlays.last_mut() {
            ask.input.paste(text);
            self.follow_typed();
        }
    }

    /// Shows what is typed where that shows at once.
    fn follow_typed(&mut self) {
        if let Some(Overlay::Ask(Ask { asked: Asked::Filter, input })) = self.overlays.last() {
            let text = input.text().to_owned();
            self.narrow_plans(&text);
        }
    }

    fn give_up_asked(&mut self) {
        if let Some(Overlay::Ask(Ask { asked: Asked::Filter, .. })) = self.overlays.pop() {
            self.narrow_plans("");
        }
    }

    fn take_asked(&mut self) -> Vec<Effect> {
        let Some(Overlay::Ask(Ask { asked, input })) = self.overlays.pop() else { return Vec::new() };
        let text = input.text().trim().to_owned();
        match asked {
            Asked::Filter => Vec::new(),
            _ if text.is_empty() => Vec::new(),
            Asked::NewPlan => vec![Effect::Plans(PlanWish::New(text))],
            Asked::Open => vec![Effect::Plans(PlanWish::OpenTyped(text))],
        }
    }
}
