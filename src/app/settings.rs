//! What somebody chose, before the screen opened or since.

use super::draft::{Typist, at_the_end};
use super::{Action, Keymap, Symbols};

/// Choices that the shell reads from files and the command line; but for the mouse, no key changes them.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The plan's path, as it shall be shown.
    pub file: String,
    /// Which keys do what.
    pub keymap: Keymap,
    /// The characters to draw with.
    pub symbols: &'static Symbols,
    /// Whether the mouse is ours; else it selects text, as terminals do by themselves.
    pub mouse: bool,
    /// Which screen opens first.
    pub start: Start,
    /// What to say of them when they are read again, each a clause.
    pub remarks: Vec<String>,
    /// What keys do to a text that is written.
    pub typist: Typist,
}

/// Which screen opens first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// The Plan screen.
    #[default]
    Plan,
    /// The plans of the folder; there is no plan behind them.
    Plans,
    /// The walk, at the stop that shows this address; without one at the first that is ready.
    Walk(Option<String>),
}

impl Settings {
    /// Returns the preferred key of `action` as a reader is told of it; `None` where it has none.
    pub fn key(&self, action: Action) -> Option<String> {
        let keys = self.keymap.keys_of(action).next()?;
        Some(keys.iter().map(|key| key.short(&self.symbols.arrows)).collect())
    }

    /// Returns the default choices for the plan at `file`.
    pub fn new(file: impl Into<String>) -> Self {
        let (keymap, start, remarks) = Default::default();
        let symbols = &Symbols::UNICODE;
        Self { file: file.into(), keymap, symbols, mouse: false, start, remarks, typist: at_the_end }
    }
}
