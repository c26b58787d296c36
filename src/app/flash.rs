//! What others have just changed is lit up once, for a moment; the shell says when that is over.

use super::model::Model;
use super::news::Entry;
use crate::plan::NodeId;

/// What is lit up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Flash {
    /// Nothing.
    #[default]
    None,
    /// The rows of these nodes, in document order.
    Rows(Vec<NodeId>),
    /// The header: more has changed than is marked.
    Header,
}

impl Flash {
    /// Follows the nodes into another plan; `map` is what [`crate::plan::Plan::align`] returned.
    pub(super) fn follow(&mut self, map: &[Option<NodeId>]) {
        if let Self::Rows(rows) = self {
            let mut followed: Vec<NodeId> = rows.iter().filter_map(|id| map[id.index()]).collect();
            followed.sort_unstable();
            *rows = followed;
        }
    }
}

impl Model {
    /// Returns what is lit up.
    pub fn flash(&self) -> &Flash {
        &self.flash
    }

    /// Returns which lines of the tree, from the top of its pane on, are lit up: those of changed rows, and of folded ones
    /// that hide such.
    pub fn lit_rows(&self) -> Vec<usize> {
        let Flash::Rows(changed) = &self.flash else { return Vec::new() };
        let rows = self.rows(0, changed);
        let lines = self.placed_rows().into_iter().enumerate();
        lines.filter(|(_, (id, _))| rows.is_unseen(*id)).map(|(line, _)| line).collect()
    }

    /// Lights up what the last save of somebody else has changed, unless nobody looks.
    pub(super) fn light_up(&mut self) {
        let Some(save) = self.news.saves.front().filter(|_| self.seek.left.is_none()) else { return };
        let mut rows: Vec<NodeId> = save.entries.iter().filter(|entry| entry.unseen).filter_map(Entry::place).collect();
        rows.sort_unstable();
        self.flash = match (save.is_large, rows.is_empty()) {
            (true, _) => Flash::Header,
            (false, false) => Flash::Rows(rows),
            (false, true) => Flash::None,
        };
    }
}
