//! The one place for what differs between the tools that write plans.

use super::{State, label};

/// Whose manner a plan is written in, as far as reading depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Nobody's in particular: the template, plain phase plans, and what reads like them.
    #[default]
    Plain,
    /// Kiro's `tasks.md`: numbered items with `_Requirements: …_` below, `[-]` for work in progress.
    Kiro,
    /// conductor's `plan.md`: items `Task: …`, `[~]` for work in progress, `[checkpoint: …]` in headings.
    Conductor,
    /// frame's tracks: items with an id in code, `[>]` for the active one, `[-]` for a blocked, `[~]` for a parked one.
    Frame,
}

impl Dialect {
    /// Returns the dialect that `source` is written in, where its first box ends at `first_box`.
    pub(super) fn of(source: &str, first_box: Option<usize>) -> Self {
        let Some(first) = first_box.map(|end| source[end..].trim_start()) else { return Self::Plain };
        if source.contains("_Requirements: ") {
            Self::Kiro
        } else if first.starts_with("Task: ") || source.contains("[checkpoint: ") {
            Self::Conductor
        } else if first.strip_prefix('`').is_some_and(|id| label::of_item(first).is_some() && !id.starts_with('`')) {
            Self::Frame
        } else {
            Self::Plain
        }
    }

    /// Returns the state that a box holding `inner` stands for.
    pub(super) const fn of_box(self, inner: char) -> State {
        match (inner, self) {
            // frame's README: `[-]` waits on something, `[~]` is deferred.
            (' ', _) | ('-', Self::Frame) => State::Open,
            ('x' | 'X', _) => State::Done,
            ('-', Self::Plain | Self::Conductor) | ('~', Self::Frame) => State::Cancelled,
            ('-', Self::Kiro) | ('~' | '/' | '>', _) => State::InProgress,
            ('!', _) => State::Failed,
            _ => State::Unknown,
        }
    }

    /// Returns whether a box holding `inner` says that something else must come first.
    pub(super) const fn waits(self, inner: char) -> bool {
        matches!((self, inner), (Self::Frame, '-'))
    }

    /// Returns the character for work in progress that the dialect has, whether the plan shows one or not.
    pub(super) const fn in_progress(self) -> Option<char> {
        match self {
            Self::Plain => None,
            Self::Kiro => Some('-'),
            Self::Conductor => Some('~'),
            Self::Frame => Some('>'),
        }
    }
}

/// Returns whether a section of this title describes the plan and holds none of its steps: ralphex and superpowers begin
/// their tasks one level deeper than the section that happens to stand before them.
pub(super) fn describes(title: &str) -> bool {
    const TITLES: [&str; 9] = [
        "overview",
        "summary",
        "context",
        "goal",
        "goals",
        "validation commands",
        "file structure",
        "success criteria",
        "acceptance criteria",
    ];
    TITLES.iter().any(|known| title.eq_ignore_ascii_case(known))
}

/// Returns whether a section of this title shows how something goes: `Example: a new parcel`, `Usage examples`.
pub(super) fn shows(title: &str) -> bool {
    let mut words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let ends = [words.next(), words.next_back()];
    ends.into_iter().flatten().any(|word| ["example", "examples"].iter().any(|known| word.eq_ignore_ascii_case(known)))
}
