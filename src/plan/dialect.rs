//! The one place for what differs between the tools that write plans.

use super::State;
use super::blocks::{Block, BlockKind};

/// Whose manner a plan is written in, as far as reading depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Nobody's in particular: the template, plain phase plans, and what reads like them.
    #[default]
    Plain,
    /// Kiro's `tasks.md`: numbered items with `_Requirements: …_` below, `[-]` for work in progress.
    Kiro,
}

impl Dialect {
    /// Returns the dialect that `source` is written in.
    pub(super) fn of(source: &str, blocks: &[Block]) -> Self {
        let tasks = blocks.iter().any(|block| matches!(block.kind, BlockKind::Item(item) if item.check.is_some()));
        if tasks && source.contains("_Requirements: ") { Self::Kiro } else { Self::Plain }
    }

    /// Returns what `[-]` stands for.
    pub(super) const fn pending(self) -> State {
        match self {
            Self::Plain => State::Cancelled,
            Self::Kiro => State::InProgress,
        }
    }

    /// Returns the character for work in progress that the dialect has, whether the plan shows one or not.
    pub(super) const fn in_progress(self) -> Option<char> {
        match self {
            Self::Plain => None,
            Self::Kiro => Some('-'),
        }
    }
}
