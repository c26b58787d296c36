//! Text with a meaning, before it has a colour.

/// What a piece of text means; the theme decides how that looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special.
    Plain,
    /// Less important than what is around it.
    Faint,
    /// More important than what is around it: names of phases, headings, bold text.
    Strong,
    /// Emphasised in the plan.
    Emphasis,
    /// Code, commands, paths.
    Code,
    /// What leads on: the next step, a key that can be pressed.
    Accent,
    /// Begun.
    Begun,
    /// Done.
    Done,
    /// Done and validated.
    Validated,
    /// Failed, or in need of attention.
    Failed,
    /// A notice that departs from normal.
    Notice,
    /// A template's placeholder that nobody has filled in.
    Placeholder,
    /// What is left of a bar; lines and frames.
    Line,
    /// What somebody looks for, where it was found.
    Found,
    /// Where the next character goes that somebody types.
    Cursor,
}

/// A piece of text in one tone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The text; safe to show, on one line.
    pub text: String,
    /// What it means.
    pub tone: Tone,
}

impl Run {
    /// Returns `text` in `tone`.
    pub fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }

    /// Returns `columns` blanks.
    pub fn blank(columns: usize) -> Self {
        Self::new(" ".repeat(columns), Tone::Plain)
    }
}

/// One line of the screen, from left to right.
pub type Line = Vec<Run>;
