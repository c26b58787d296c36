//! The detail pane: what it says now, and how far it is scrolled.

use super::document::Subject;
use super::run::Line;
use crate::plan::NodeId;

/// The detail of one node.
#[derive(Clone, Debug, Default)]
pub struct Detail {
    /// The node that the lines are about, and the width that they were made for.
    shown: Option<(NodeId, usize)>,
    /// The title of the pane: left and right.
    heading: (String, String),
    lines: Vec<Line>,
    /// Lines that are above the pane.
    scroll: usize,
    /// Rows of the pane.
    height: usize,
}

impl Detail {
    /// Returns the title of the pane, at the left and at the right.
    pub fn heading(&self) -> (&str, &str) {
        (&self.heading.0, &self.heading.1)
    }

    /// Returns the lines that are in the pane.
    pub fn visible(&self) -> &[Line] {
        &self.lines[self.scroll..(self.scroll + self.height).min(self.lines.len())]
    }

    /// Returns how many lines are above the pane, and how many below.
    pub fn hidden(&self) -> (usize, usize) {
        (self.scroll, self.lines.len().saturating_sub(self.scroll + self.height))
    }

    /// Shows `subject` in a pane of `height` rows. Another node starts at its first line.
    pub fn show(&mut self, subject: &Subject<'_>, height: usize) {
        let (id, columns) = (subject.id, subject.columns);
        if self.shown != Some((id, columns)) {
            if self.shown.is_none_or(|(before, _)| before != id) {
                self.scroll = 0;
            }
            self.heading = subject.heading();
            self.lines = subject.lines();
            self.shown = Some((id, columns));
        }
        self.height = height;
        self.scroll = self.scroll.min(self.lines.len().saturating_sub(height));
    }

    /// Shows nothing.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Scrolls by `lines`, up where negative, as far as there are lines.
    pub fn scroll_by(&mut self, lines: isize) {
        let end = self.lines.len().saturating_sub(self.height);
        self.scroll = self.scroll.saturating_add_signed(lines).min(end);
    }

    /// Forgets the lines, but not how far they are scrolled: the same node has something else to say.
    pub fn refresh(&mut self) {
        self.shown = self.shown.map(|(id, _)| (id, usize::MAX));
    }

    /// Follows its node into another plan, where it may say something else.
    pub fn follow(&mut self, map: &[Option<NodeId>]) {
        self.shown = self.shown.and_then(|(id, _)| Some((map[id.index()]?, usize::MAX)));
    }
}
