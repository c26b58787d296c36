//! The texts of a node as a list to choose from: title, fields, note.

use super::editor::part_name;
use super::measure::{columns, cut, shown};
use super::run::{Line, Run, Tone};
use super::symbols::Symbols;
use super::words;
use crate::plan::{NodeId, Part, Plan};

/// The texts of a node that can be written, one of them chosen. Follows its node through every change of the plan.
#[derive(Clone, Debug)]
pub struct Parts {
    subject: NodeId,
    list: Vec<Part>,
    /// Index of the chosen one.
    at: usize,
}

impl Parts {
    /// Returns the texts of the node, the first one chosen.
    pub(super) fn new(plan: &Plan, subject: NodeId) -> Self {
        Self { subject, list: plan.parts(subject), at: 0 }
    }

    /// Returns the only text, where a choice would be none.
    pub(super) fn only(&self) -> Option<Part> {
        if self.list.len() > 1 { None } else { Some(self.list.first().cloned().unwrap_or(Part::Title)) }
    }

    /// Chooses the text `rows` further down, up where negative, as far as there are any.
    pub(super) fn step(&mut self, rows: isize) {
        self.at = self.at.saturating_add_signed(rows).min(self.list.len().saturating_sub(1));
    }

    /// Returns the node, and the text of it that is chosen.
    pub fn chosen(&self) -> (NodeId, &Part) {
        (self.subject, &self.list[self.at])
    }

    /// Chooses the text with this digit: the first one has 1, and no more than nine have one.
    pub(super) fn choose(&mut self, digit: char) -> bool {
        let at = digit.to_digit(10).and_then(|digit| digit.checked_sub(1)).map(|at| at as usize);
        let at = at.filter(|&at| at < self.list.len());
        self.at = at.unwrap_or(self.at);
        at.is_some()
    }

    /// Returns the number of lines.
    pub fn rows(&self) -> usize {
        self.list.len()
    }

    /// Returns the lines that are shown in a box of `room` columns and `rows` lines, and whether each is the chosen one;
    /// and how many lines are above and below them.
    pub fn lines(&self, plan: &Plan, symbols: &Symbols, room: usize, rows: usize) -> (Vec<(Line, bool)>, [usize; 2]) {
        let top = (self.at + 1).saturating_sub(rows);
        let names: Vec<_> = self.list.iter().map(|part| shown(part_name(part), 40)).collect();
        let widest = names.iter().map(|name| columns(name)).max().unwrap_or(0).min(room / 2);
        let line = |(index, part): (usize, &Part)| {
            let digit = if index < 9 { (index + 1).to_string() } else { " ".to_owned() };
            let name = cut(&names[index], widest, symbols.ellipsis).into_owned();
            let gap = Run::blank(widest.saturating_sub(columns(&name)) + 2);
            let text = plan.written(self.subject, part).unwrap_or_default();
            let text = shown(&text, words::TITLE_LIMIT);
            let text = cut(&text, room.saturating_sub(widest + 4), symbols.ellipsis).into_owned();
            let runs = [Run::new(digit, Tone::Accent), Run::blank(1), Run::new(name, Tone::Plain), gap];
            (runs.into_iter().chain([Run::new(text, Tone::Faint)]).collect(), index == self.at)
        };
        let lines: Vec<_> = self.list.iter().enumerate().skip(top).take(rows).map(line).collect();
        let below = self.list.len() - top - lines.len();
        (lines, [top, below])
    }

    /// Follows the node into another plan. Returns whether there still is something to choose from.
    pub(super) fn follow(&mut self, newer: &Plan, map: &[Option<NodeId>]) -> bool {
        let Some(subject) = map[self.subject.index()] else { return false };
        let parts = Self::new(newer, subject);
        let at = parts.list.iter().position(|part| *part == self.list[self.at]).unwrap_or(0);
        *self = Self { at, ..parts };
        !self.list.is_empty()
    }
}
