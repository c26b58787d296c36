//! The Document screen: the whole file as it reads, at the cursor. Laid out is only what is on the screen.
//!
//! The cursor is the tree's, as in the walk.

mod chunks;

use std::collections::HashMap;

use self::chunks::{Chunk, Laid, chunks, lay};
use super::document::Subject;
use super::run::Line;
use super::tree::Tree;
use crate::plan::{NodeId, Plan};

/// Rows between the cursor and the edge of the screen, as far as there is more to see.
const MARGIN: usize = 2;

/// No more parts are kept laid out.
const MOST_KEPT: usize = 1000;

/// A place in the text as it is laid out: a part, and a line in it.
type At = (usize, usize);

/// The whole file, and how far it is scrolled.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    chunks: Vec<Chunk>,
    /// What has been laid out, by part.
    laid: HashMap<usize, Laid>,
    /// Columns and rows.
    size: (usize, usize),
    /// The line at the top of the screen.
    top: At,
    /// The cursor when it was last looked at.
    cursor: Option<NodeId>,
    /// The lines on the screen, and of which node's title they are.
    visible: Vec<(Line, Option<NodeId>)>,
    /// Left and right.
    heading: (String, String),
    /// Lines of the file.
    count: usize,
}

impl Reader {
    /// Returns the screen of `plan`; it opens at the cursor.
    pub(super) fn new(plan: &Plan) -> Self {
        Self { chunks: chunks(plan), count: plan.text().lines().count(), ..Self::default() }
    }

    /// Returns the title of the page, at the left and at the right.
    pub(super) fn heading(&self) -> (&str, &str) {
        (&self.heading.0, &self.heading.1)
    }

    /// Returns the lines on the screen, and of which node's title they are.
    pub(super) fn visible(&self) -> impl Iterator<Item = (&Line, Option<NodeId>)> {
        self.visible.iter().map(|(line, node)| (line, *node))
    }

    /// Returns how many parts have been laid out.
    #[cfg(test)]
    pub(super) fn laid_out(&self) -> usize {
        self.laid.len()
    }

    /// Follows its place into another plan.
    pub(super) fn follow(&mut self, newer: &Plan, map: &[Option<NodeId>]) {
        let was_shown = self.cursor.is_some_and(|cursor| self.shows(cursor));
        let top = self.chunks.get(self.top.0).map(|chunk| (chunk.node, self.top.1));
        *self = Self { size: self.size, cursor: self.cursor, ..Self::new(newer) };
        // The line at the top stays there, where its node is.
        if let Some((node, line)) = top.and_then(|(node, line)| Some((map[node.index()]?, line))) {
            self.top = (self.index(node), line);
        }
        self.cursor = self.cursor.and_then(|cursor| map[cursor.index()]).filter(|_| !was_shown);
    }

    /// Brings lines and cursor into line; `subject` is the node under the cursor, as the page has room for it.
    pub(super) fn settle(&mut self, subject: &Subject<'_>, height: usize) {
        let cursor = subject.id;
        if self.size.0 != subject.columns {
            self.laid.clear();
        }
        let is_new = self.size == (0, 0);
        let is_moved = self.cursor != Some(cursor) || self.size != (subject.columns, height);
        self.size = (subject.columns, height);
        if self.laid.len() > MOST_KEPT {
            self.laid.clear();
        }
        self.collect(subject);
        if is_new {
            self.top = (self.index(cursor), 0);
            self.up(height / 3, subject);
            self.collect(subject);
        } else if is_moved {
            self.reveal(cursor, subject);
        }
        self.cursor = Some(cursor);
        let line = subject.node().line;
        self.heading = (subject.trail(subject.columns), format!("line {line} of {}", self.count.max(line)));
    }

    /// Forgets what has been laid out: it is to be drawn otherwise.
    pub(super) fn refresh(&mut self) {
        self.laid.clear();
    }

    /// Returns whether the title of `node` is on the screen.
    fn shows(&self, node: NodeId) -> bool {
        self.visible.iter().any(|(_, at)| *at == Some(node))
    }

    /// Has the cursor come back to the screen; returns whether it was away.
    pub(super) fn bring_back(&mut self, node: NodeId) -> bool {
        let away = !self.shows(node);
        if away {
            self.cursor = None;
        }
        away
    }

    /// Goes a row down or up: to the next title where that is on the screen, else the text scrolls.
    pub(super) fn step(&mut self, rows: isize, subject: &Subject<'_>, tree: &mut Tree) {
        let cursor = subject.id;
        let mut titles = self.visible.iter().filter_map(|(_, node)| *node);
        let next = if rows > 0 { titles.find(|&id| id > cursor) } else { titles.rfind(|&id| id < cursor) };
        match next {
            Some(next) => tree.go_to(&subject.overview.plan, next),
            None => self.scroll_by(rows, subject),
        }
    }

    /// Goes to the first or last node, and to that end of the text.
    pub(super) fn go_to_edge(&mut self, edge: isize, subject: &Subject<'_>, tree: &mut Tree) {
        let plan = &subject.overview.plan;
        let target = if edge < 0 { plan.ids().next() } else { plan.ids().next_back() };
        if let Some(target) = target {
            tree.go_to(plan, target);
            self.cursor = Some(target);
        }
        self.top = if edge < 0 { (0, 0) } else { (self.chunks.len(), 0) };
        self.collect(subject);
    }

    /// Scrolls by `lines`, up where negative.
    pub(super) fn scroll_by(&mut self, lines: isize, subject: &Subject<'_>) {
        if lines < 0 {
            self.up(lines.unsigned_abs(), subject);
        } else {
            self.down(lines.unsigned_abs(), subject);
        }
        self.collect(subject);
    }

    /// Scrolls as little as needed to show `node`.
    fn reveal(&mut self, node: NodeId, subject: &Subject<'_>) {
        if self.shows(node) {
            return;
        }
        let index = self.index(node);
        let (title, end) = self.laid(index, subject).map_or((0, 0), |laid| laid.title);
        if (index, title) < self.top {
            self.top = (index, title);
            self.up(MARGIN.min(self.size.1 / 3), subject);
        } else {
            self.top = (index, end);
            self.up(self.size.1.saturating_sub(MARGIN.min(self.size.1 / 3)), subject);
        }
        self.collect(subject);
    }

    /// Puts together what is on the screen: from the top on, or where that is too little, up to the end.
    fn collect(&mut self, subject: &Subject<'_>) {
        self.visible = self.rows(subject);
        if self.visible.len() < self.size.1 && self.top > (0, 0) {
            self.top = (self.chunks.len(), 0);
            self.up(self.size.1, subject);
            self.visible = self.rows(subject);
        }
    }

    /// Returns as many lines from the top on as there are rows, and of which node's title they are.
    fn rows(&mut self, subject: &Subject<'_>) -> Vec<(Line, Option<NodeId>)> {
        let height = self.size.1;
        let (mut part, mut line) = self.top;
        let mut rows = Vec::new();
        while let Some(chunk) = self.chunks.get(part).copied().filter(|_| rows.len() < height) {
            if let Some(laid) = self.laid(part, subject) {
                let title = |at: usize| (laid.title.0..laid.title.1).contains(&at).then_some(chunk.node);
                let shown = laid.lines.iter().enumerate().skip(line).take(height - rows.len());
                rows.extend(shown.map(|(at, line)| (line.clone(), title(at))));
            }
            (part, line) = (part + 1, 0);
        }
        rows
    }

    fn up(&mut self, lines: usize, subject: &Subject<'_>) {
        let mut left = lines;
        let (mut part, mut line) = self.top;
        while left > line && part > 0 {
            left -= line;
            part -= 1;
            line = self.laid(part, subject).map_or(0, |laid| laid.lines.len());
        }
        self.top = (part, line.saturating_sub(left));
    }

    fn down(&mut self, lines: usize, subject: &Subject<'_>) {
        let mut left = lines;
        let (mut part, mut line) = self.top;
        while let Some(len) = self.laid(part, subject).map(|laid| laid.lines.len()) {
            if line + left < len {
                self.top = (part, line + left);
                return;
            }
            left -= len.saturating_sub(line);
            (part, line) = (part + 1, 0);
        }
        self.top = (part, 0);
    }

    /// Returns the part that begins with the title of `node`; of the plan itself the first one.
    fn index(&self, node: NodeId) -> usize {
        self.chunks.partition_point(|chunk| chunk.node < node).min(self.chunks.len().saturating_sub(1))
    }

    /// Returns the part `index` laid out; `None` behind the last one.
    fn laid(&mut self, index: usize, subject: &Subject<'_>) -> Option<&Laid> {
        let chunk = self.chunks.get(index)?;
        let (plan, columns, symbols) = (&subject.overview.plan, subject.columns, subject.symbols);
        Some(self.laid.entry(index).or_insert_with(|| lay(plan, chunk, columns, symbols)))
    }
}
