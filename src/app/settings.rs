//! What somebody chose before the screen opened.

use super::{Keymap, Symbols};

/// Choices that stay as they are while the screen is open.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The plan's path, as it shall be shown.
    pub file: String,
    /// Which keys do what.
    pub keymap: Keymap,
    /// The characters to draw with.
    pub symbols: &'static Symbols,
}

impl Settings {
    /// Returns the default choices for the plan at `file`.
    pub fn new(file: impl Into<String>) -> Self {
        Self { file: file.into(), keymap: Keymap::default(), symbols: &Symbols::UNICODE }
    }
}
