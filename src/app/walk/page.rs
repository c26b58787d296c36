//! Lines with a cursor among them, some of which are a node's: what a stop says, and how far it is scrolled.

use std::ops::Range;

use crate::app::run::Line;
use crate::plan::NodeId;

/// Rows between the cursor and the edge of the page, as far as there is more to see.
const MARGIN: usize = 2;

/// Lines, and which of them are the titles of the nodes that the cursor goes to.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    lines: Vec<Line>,
    /// The nodes that the cursor goes to, in document order, each with its lines.
    places: Vec<(NodeId, Range<usize>)>,
    /// Lines above the screen.
    scroll: usize,
    /// Rows of the screen.
    height: usize,
}

impl Page {
    /// Adds lines that are nobody's.
    pub(super) fn add(&mut self, lines: impl IntoIterator<Item = Line>) {
        self.lines.extend(lines);
    }

    /// Adds the lines of `node`, to which the cursor goes.
    pub(super) fn add_place(&mut self, node: NodeId, lines: impl IntoIterator<Item = Line>) {
        let start = self.lines.len();
        self.lines.extend(lines);
        self.places.push((node, start..self.lines.len()));
    }

    /// Adds a blank line, but none at the top, and no second one.
    pub(super) fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(Line::new());
        }
    }

    /// Returns the number of lines.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Takes other lines; stays where it is scrolled to.
    pub(super) fn replace(&mut self, other: Self) {
        (self.lines, self.places) = (other.lines, other.places);
    }

    /// Takes the number of rows on the screen, and scrolls no further than there are lines.
    pub(super) fn resize(&mut self, height: usize) {
        self.height = height;
        self.scroll = self.scroll.min(self.lines.len().saturating_sub(height));
    }

    /// Scrolls to the first line.
    pub(super) fn rewind(&mut self) {
        self.scroll = 0;
    }

    /// Returns the nodes that the cursor goes to.
    pub(super) fn places(&self) -> impl DoubleEndedIterator<Item = NodeId> + '_ {
        self.places.iter().map(|(node, _)| *node)
    }

    /// Returns whether the cursor goes to `node`.
    pub(super) fn has(&self, node: NodeId) -> bool {
        self.index(node).is_some()
    }

    /// Returns whether all lines of `node` are on the screen.
    pub(super) fn shows(&self, node: NodeId) -> bool {
        let lines = self.index(node).map(|index| &self.places[index].1);
        lines.is_some_and(|lines| self.scroll <= lines.start && lines.end <= self.scroll + self.height.max(1))
    }

    /// Scrolls as little as needed to show `node`; to the very top where it is the first.
    pub(super) fn reveal(&mut self, node: NodeId) {
        let Some(index) = self.index(node) else { return };
        let lines = &self.places[index].1;
        let margin = MARGIN.min(self.height.saturating_sub(lines.len()) / 2);
        let highest = if index == 0 && lines.end <= self.height { 0 } else { lines.start.saturating_sub(margin) };
        let lowest = (lines.end + margin).min(self.lines.len()).saturating_sub(self.height).min(highest);
        self.scroll = self.scroll.clamp(lowest, highest);
        self.resize(self.height);
    }

    /// Goes a row down or up: to the next place where that is on the screen, else the page scrolls. Returns the place.
    pub(super) fn step(&mut self, cursor: NodeId, rows: isize) -> Option<NodeId> {
        let is_seen = |lines: &Range<usize>| lines.start < self.scroll + self.height && self.scroll < lines.end;
        let mut seen = self.places.iter().filter(|(_, lines)| is_seen(lines)).map(|(node, _)| *node);
        let next = if rows > 0 { seen.find(|&node| node > cursor) } else { seen.rfind(|&node| node < cursor) };
        if next.is_none() {
            self.scroll_by(rows.signum());
        }
        next
    }

    /// Scrolls by `lines`, up where negative, as far as there are lines.
    pub(super) fn scroll_by(&mut self, lines: isize) {
        self.scroll = self.scroll.saturating_add_signed(lines);
        self.resize(self.height);
    }

    /// Returns the lines that are on the screen, and of which place they are.
    pub(super) fn visible(&self) -> impl Iterator<Item = (&Line, Option<NodeId>)> {
        let end = (self.scroll + self.height).min(self.lines.len());
        let place = |at: usize| self.places.iter().find(|(_, lines)| lines.contains(&at)).map(|(node, _)| *node);
        (self.scroll.min(end)..end).map(move |at| (&self.lines[at], place(at)))
    }

    /// Returns how many lines are above the screen, and how many below.
    pub(super) fn hidden(&self) -> (usize, usize) {
        (self.scroll, self.lines.len().saturating_sub(self.scroll + self.height))
    }

    fn index(&self, node: NodeId) -> Option<usize> {
        self.places.binary_search_by_key(&node, |(node, _)| *node).ok()
    }
}
