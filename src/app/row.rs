//! A row of the tree, as lines that fit the pane.
//!
//! From left to right: fold, symbol, label and title, and at the right edge how far it is. Titles of one depth stand
//! in one column; symbols and folds hang to the left of them.

use super::measure::{cut_line, line_columns, shown, wrap};
use super::needle::Needle;
use super::overview::{Overview, has_units};
use super::run::{Line, Run, Tone};
use super::symbols::Symbols;
use super::tree::Tree;
use super::words;
use crate::plan::{Kind, Node, NodeId, State};

/// How much of its text a row shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// One line, cut where it does not fit.
    Line,
    /// All of it, in at most this many lines.
    Whole(usize),
}

/// What all rows of a tree have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows<'a> {
    /// The plan.
    pub overview: &'a Overview,
    /// Its folds.
    pub tree: &'a Tree,
    /// The nodes that others changed and nobody has looked at since, in document order.
    pub unseen: &'a [NodeId],
    /// The characters to draw with.
    pub symbols: &'a Symbols,
    /// What somebody looks for.
    pub needle: Option<&'a Needle>,
    /// The width of the pane.
    pub columns: usize,
}

/// The column of the longest bar beside a phase.
const BAR: usize = 5;

impl Rows<'_> {
    /// Returns the lines of the row for `id`, each at most as wide as the pane.
    pub(super) fn row(&self, id: NodeId, extent: Extent) -> Vec<Line> {
        let node = self.overview.plan.node(id);
        let title_at = self.title_at(node);
        let mut right = self.right(id, node);
        let gap = |right: &Line| if right.is_empty() { 0 } else { 2 };
        let left = self.columns.saturating_sub(title_at);
        if left < line_columns(&right) + gap(&right) + 8 {
            right.clear();
        }
        let room = left.saturating_sub(line_columns(&right) + gap(&right));
        let mut lines = self.title(node, room, extent);
        for (index, line) in lines.iter_mut().enumerate() {
            let text = std::mem::take(line);
            *line = if index == 0 { self.lead(id, node, title_at) } else { vec![Run::blank(title_at)] };
            line.extend(text);
        }
        if !right.is_empty() {
            let used = line_columns(&lines[0]) + line_columns(&right);
            lines[0].push(Run::blank(self.columns.saturating_sub(used)));
            lines[0].append(&mut right);
        }
        lines
    }

    /// Returns the column where the title starts. However deep a list is, half of the pane is left for text.
    pub(super) fn title_at(&self, node: &Node) -> usize {
        let base = self.overview.first_column;
        (base + 2 * usize::from(node.depth).saturating_sub(1)).min(self.columns / 2).max(base)
    }

    /// Returns fold and symbol, up to the title.
    fn lead(&self, id: NodeId, node: &Node, title_at: usize) -> Line {
        let fold = match (self.tree.holds_rows(&self.overview.plan, id), self.tree.is_folded(id)) {
            (false, _) => " ",
            (true, true) => self.symbols.folded,
            (true, false) => self.symbols.unfolded,
        };
        let fold = |room: usize| [Run::blank(room.saturating_sub(2)), Run::new(format!("{fold} "), Tone::Faint)];
        if !has_symbol(node) {
            return fold(title_at).into();
        }
        let (symbol, tone) = match node.state {
            Some(state) if Some(id) == self.overview.next => (self.symbols.of(node.kind, state), Tone::Accent),
            Some(state) => (self.symbols.of(node.kind, state), words::state_tone(state)),
            None => (self.symbols.bullet, Tone::Faint),
        };
        let mut lead = if title_at < 4 { Line::new() } else { Line::from(fold(title_at - 2)) };
        lead.push(Run::new(format!("{symbol} "), tone));
        lead
    }

    /// Returns label and title in lines of at most `room` columns.
    fn title(&self, node: &Node, room: usize, extent: Extent) -> Vec<Line> {
        let tone = title_tone(node);
        let title = shown(&node.title, words::TITLE_LIMIT);
        let lead = words::lead(node);
        let mut text = Line::new();
        if !lead.is_empty() {
            text.push(Run::new(lead, if tone == Tone::Placeholder { label_tone(node) } else { tone }));
        }
        text.extend(words::inline(&title, tone));
        if text.is_empty() {
            text.push(Run::new(format!("({} without text)", node.kind.name()), Tone::Faint));
        }
        if let Some(needle) = self.needle {
            text = needle.mark(text);
        }
        let Extent::Whole(most) = extent else {
            return vec![cut_line(&text, room, self.symbols.ellipsis)];
        };
        let mut lines = wrap(&text, room);
        if lines.len() > most.max(1) {
            lines.truncate(most.max(1));
            if let Some(last) = lines.last_mut() {
                last.push(Run::blank(room + 1));
                *last = cut_line(last, room, self.symbols.ellipsis);
            }
        }
        lines
    }

    /// Returns what stands at the right edge: a sign where something is wrong with the node, and how far it is.
    fn right(&self, id: NodeId, node: &Node) -> Line {
        if self.columns < 20 {
            return Line::new();
        }
        let mut right = self.amount(id, node);
        if let Some(severity) = self.overview.diagnostics.worst(&self.overview.plan, id) {
            let gap = if right.is_empty() { "" } else { " " };
            let sign = format!("{}{gap}", words::severity_sign(severity));
            right.insert(0, Run::new(sign, words::severity_tone(severity)));
        }
        if self.is_unseen(id) {
            let gap = if right.is_empty() { "" } else { " " };
            right.push(Run::new(format!("{gap}{}", self.symbols.unseen), Tone::Notice));
        }
        right
    }

    /// Returns whether the node, or one that its fold hides, was changed and nobody has looked.
    pub(super) fn is_unseen(&self, id: NodeId) -> bool {
        let end = if self.tree.is_folded(id) { self.overview.plan.node(id).next } else { id };
        let next = self.unseen.get(self.unseen.partition_point(|&unseen| unseen < id));
        next.is_some_and(|&unseen| unseen == id || unseen < end)
    }

    /// Returns how far the node is, as much of it as a pane of this width has room for.
    fn amount(&self, id: NodeId, node: &Node) -> Line {
        let (bars, words) = (self.columns >= 40, self.columns >= 34);
        let count = || Run::new(format!("{}/{}", node.tally.done, node.tally.total), Tone::Faint);
        let with_items = node.tally.total > 0 && has_units(&self.overview.plan, id);
        let one = |text: &str, tone| vec![Run::new(text, tone)];
        match (node.kind, node.state) {
            (Kind::Plan | Kind::Section | Kind::Phase | Kind::Checklist, _) => self.progress(node, bars),
            (_, Some(State::Validated)) if words => one("validated", Tone::Validated),
            (_, Some(State::Validated)) => one(self.symbols.validated, Tone::Validated),
            (_, Some(state @ (State::Failed | State::Cancelled | State::Unknown))) if words => {
                one(state.name(), words::state_tone(state))
            }
            (Kind::Step, Some(State::Done)) if words && !with_items => one("done", Tone::Done),
            (Kind::Step, Some(State::Open)) if node.tally.done == 0 => match self.waits_for(id) {
                Some(needs) if words => one(&needs, Tone::Notice),
                _ if with_items => vec![count()],
                _ => Line::new(),
            },
            (Kind::Step, Some(_)) if with_items => vec![count()],
            _ => Line::new(),
        }
    }

    /// Returns bar and count of something that has no mark of its own.
    fn progress(&self, node: &Node, bars: bool) -> Line {
        let (done, total) = (node.tally.done, node.tally.total);
        let count = format!("{done}/{total}");
        if total == 0 {
            return Line::new();
        }
        if done == total {
            return vec![Run::new(format!("{} ", self.symbols.done), Tone::Done), Run::new(count, Tone::Faint)];
        }
        if !bars {
            return vec![Run::new(count, Tone::Faint)];
        }
        let (full, rest) = self.symbols.bar(done, total, BAR);
        vec![Run::new(full, Tone::Done), Run::new(rest, Tone::Line), Run::new(format!(" {count}"), Tone::Faint)]
    }

    /// Returns `needs 2.2` where something else must be done first.
    fn waits_for(&self, id: NodeId) -> Option<String> {
        let plan = &self.overview.plan;
        let needs = plan.blocked_by(id);
        let first = words::name(plan, *needs.first()?, 12.max(self.columns / 5), self.symbols.ellipsis);
        Some(match needs.len() {
            1 => format!("needs {first}"),
            more => format!("needs {first} +{}", more - 1),
        })
    }
}

/// Returns whether a row shows a state symbol in front of its title.
pub(super) fn has_symbol(node: &Node) -> bool {
    matches!(node.kind, Kind::Step | Kind::Item)
}

fn title_tone(node: &Node) -> Tone {
    let settled = node.state.is_some_and(State::is_settled);
    match node.kind {
        _ if node.placeholder && !settled => Tone::Placeholder,
        _ if settled => Tone::Faint,
        Kind::Section | Kind::Checklist if node.tally.total == 0 => Tone::Faint,
        _ => label_tone(node),
    }
}

fn label_tone(node: &Node) -> Tone {
    if node.kind == Kind::Phase { Tone::Strong } else { Tone::Plain }
}
