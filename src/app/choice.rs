//! The files of a node as a list to choose from.

use super::files::{Files, offered};
use super::measure::{columns, cut_start, shown};
use super::run::{Line, Run, Tone};
use super::symbols::Symbols;
use super::words;
use crate::plan::{FileRef, NodeId, Plan};

/// The files that can be opened from a node, one of them chosen. Follows its node through every change of the plan.
#[derive(Clone, Debug)]
pub struct Choice {
    subject: NodeId,
    /// Never empty.
    files: Vec<FileRef>,
    /// Index of the chosen one.
    at: usize,
}

impl Choice {
    /// Returns the choice between `files` of `subject`, the first one chosen; `None` where there is none.
    pub fn new(subject: NodeId, files: Vec<FileRef>) -> Option<Self> {
        (!files.is_empty()).then_some(Self { subject, files, at: 0 })
    }

    /// Chooses the file `rows` further down, up where negative, as far as there are files.
    pub fn step(&mut self, rows: isize) {
        self.at = self.at.saturating_add_signed(rows).min(self.files.len() - 1);
    }

    /// Returns the file that is chosen.
    pub fn chosen(&self) -> &FileRef {
        &self.files[self.at]
    }

    /// Returns the file with this digit: the first one has 1, and no more than nine have one.
    pub fn with_digit(&self, digit: char) -> Option<&FileRef> {
        self.files.get(digit.to_digit(10)?.checked_sub(1)? as usize)
    }

    /// Returns the widest line's columns and the number of lines.
    pub fn size(&self) -> (usize, usize) {
        let widest = self.files.iter().map(|file| columns(&file.to_string())).max().unwrap_or(0);
        (widest + 4, self.files.len())
    }

    /// Returns the lines that are shown in a box of `room` columns and `rows` lines, and whether each is the chosen one;
    /// and how many lines are above and below them.
    pub fn lines(
        &self,
        (plan, files): (&Plan, &Files),
        symbols: &Symbols,
        room: usize,
        rows: usize,
    ) -> (Vec<(Line, bool)>, [usize; 2]) {
        let top = (self.at + 1).saturating_sub(rows);
        let line = |(index, file): (usize, &FileRef)| {
            let digit = if index < 9 { (index + 1).to_string() } else { " ".to_owned() };
            let (sign, tone) = symbols.presence(files.presence(file), plan.is_owed(self.subject, file));
            let path = shown(&file.to_string(), words::TITLE_LIMIT).into_owned();
            let path = cut_start(&path, room.saturating_sub(4), symbols.ellipsis).into_owned();
            let runs = [Run::new(digit, Tone::Accent), Run::blank(1), Run::new(sign, tone), Run::blank(1)];
            (runs.into_iter().chain([Run::new(path, Tone::Plain)]).collect(), index == self.at)
        };
        let lines: Vec<_> = self.files.iter().enumerate().skip(top).take(rows).map(line).collect();
        let below = self.files.len() - top - lines.len();
        (lines, [top, below])
    }

    /// Follows the node into another plan. Returns whether there still is something to choose from.
    pub fn follow(&mut self, newer: &Plan, map: &[Option<NodeId>]) -> bool {
        let Some(subject) = map[self.subject.index()] else { return false };
        let files = offered(newer, subject);
        let same = |file: &FileRef| (&file.path, file.line) == (&self.chosen().path, self.chosen().line);
        let at = files.iter().position(same).unwrap_or(self.at).min(files.len().saturating_sub(1));
        let left = !files.is_empty();
        if left {
            *self = Self { subject, files, at };
        }
        left
    }
}
