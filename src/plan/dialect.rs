//! The one place for what differs between the tools that write plans.

use super::blocks::{Block, BlockKind};
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
    /// frame's tracks: items with an id in code, `[>]` for the active one.
    Frame,
}

impl Dialect {
    /// Returns the dialect that `source` is written in.
    pub(super) fn of(source: &str, blocks: &[Block]) -> Self {
        let mut tasks = blocks.iter().filter_map(|block| match block.kind {
            BlockKind::Item(item) => item.check.map(|check| source[check.end..].trim_start()),
            _ => None,
        });
        let Some(first) = tasks.next() else { return Self::Plain };
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

    /// Returns what `[-]` stands for.
    pub(super) const fn pending(self) -> State {
        match self {
            Self::Plain | Self::Conductor | Self::Frame => State::Cancelled,
            Self::Kiro => State::InProgress,
        }
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
    const TITLES: [&str; 4] = ["overview", "context", "validation commands", "file structure"];
    TITLES.iter().any(|known| title.eq_ignore_ascii_case(known))
}
