//! The merged text, line by line, and where each line comes from.

use std::ops::Range;

use super::Markers;
use super::lines::{Chunk, Fate, Lines, Shape, Side, shape};
use super::three_way;
use crate::text::Edit;

/// The merged text.
#[derive(Debug)]
pub(super) struct Woven {
    pub(super) text: String,
    /// One for each of its lines.
    pub(super) rows: Vec<Row>,
    /// Where each conflict begins, as an index of `rows`; the lines themselves may be none.
    pub(super) conflicts: Vec<usize>,
}

/// A line of the merged text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Its first byte.
    pub(super) start: usize,
    /// The text and the line that it comes from; `None` for a marker.
    pub(super) source: Option<(Side, usize)>,
}

/// Returns the text that `chunks` make; of a conflict theirs, or both sides between `markers`.
pub(super) fn weave(lines: &[Lines; 3], chunks: &[Chunk], markers: Option<&Markers>) -> Woven {
    let [base, ours, theirs] = lines;
    let shape = shape(base.shape, ours.shape, theirs.shape);
    let text = if shape.has_bom { "\u{feff}" } else { "" };
    let mut loom = Loom {
        lines,
        shape,
        woven: Woven { text: text.to_owned(), rows: Vec::with_capacity(theirs.len()), conflicts: Vec::new() },
    };
    for chunk in chunks {
        match chunk.fate {
            Fate::Same => loom.same(chunk),
            Fate::Ours => loom.all(Side::Ours, &chunk.ours),
            Fate::Theirs => loom.all(Side::Theirs, &chunk.theirs),
            Fate::Conflict => loom.conflict(chunk, markers),
        }
    }
    loom.finish()
}

struct Loom<'a> {
    lines: &'a [Lines<'a>; 3],
    shape: Shape,
    woven: Woven,
}

impl Loom<'_> {
    /// Adds lines that say the same in all three texts; their endings may differ.
    fn same(&mut self, chunk: &Chunk) {
        for at in 0..chunk.theirs.len() {
            let ends = |text: usize, range: &Range<usize>| self.lines[text].each[range.start + at].1;
            let ending = three_way(ends(0, &chunk.base), ends(1, &chunk.ours), ends(2, &chunk.theirs));
            self.line(Side::Theirs, chunk.theirs.start + at, ending);
        }
    }

    /// Adds lines of one side; they end as those of the merged text do, unless they stood out before.
    fn all(&mut self, side: Side, range: &Range<usize>) {
        for index in range.clone() {
            let ending = self.lines[side.index()].each[index].1;
            let usual = ending == self.lines[0].shape.ending || ending == self.lines[side.index()].shape.ending;
            self.line(side, index, if usual { self.shape.ending } else { ending });
        }
    }

    fn conflict(&mut self, chunk: &Chunk, markers: Option<&Markers>) {
        self.woven.conflicts.push(self.woven.rows.len());
        let Some(markers) = markers else {
            return self.all(Side::Theirs, &chunk.theirs);
        };
        self.marker(markers, '<', markers.ours);
        self.all(Side::Ours, &chunk.ours);
        self.marker(markers, '=', "");
        self.all(Side::Theirs, &chunk.theirs);
        self.marker(markers, '>', markers.theirs);
    }

    fn line(&mut self, side: Side, index: usize, ending: &str) {
        self.woven.rows.push(Row { start: self.woven.text.len(), source: Some((side, index)) });
        self.woven.text.push_str(self.lines[side.index()].said(index));
        self.woven.text.push_str(ending);
    }

    fn marker(&mut self, markers: &Markers, mark: char, label: &str) {
        self.woven.rows.push(Row { start: self.woven.text.len(), source: None });
        self.woven.text.extend(std::iter::repeat_n(mark, markers.size));
        let label = label.lines().next().unwrap_or_default();
        for part in if label.is_empty() { [""; 2] } else { [" ", label] } {
            self.woven.text.push_str(part);
        }
        self.woven.text.push_str(self.shape.ending);
    }

    fn finish(mut self) -> Woven {
        let is_marker = self.woven.rows.last().is_some_and(|row| row.source.is_none());
        if !self.shape.is_ended && !is_marker {
            let said = self.woven.text.strip_suffix('\n').map_or(self.woven.text.len(), str::len);
            self.woven.text.truncate(said);
            let said = self.woven.text.strip_suffix('\r').map_or(self.woven.text.len(), str::len);
            self.woven.text.truncate(said);
        }
        self.woven
    }
}

impl Woven {
    /// Returns the line of each conflict, from 1.
    pub(super) fn conflicts(&self) -> Vec<usize> {
        self.conflicts.iter().map(|row| row + 1).collect()
    }

    /// Returns what makes this text of `theirs`, with as few bytes as the lines allow.
    pub(super) fn edit(&self, theirs: &str) -> Edit {
        let lines = Lines::new(theirs);
        let (mut edits, mut at, mut done) = (Vec::new(), 0, 0);
        let mut add = |old: Range<usize>, new: Range<usize>| {
            if theirs[old.clone()] != self.text[new.clone()] {
                edits.push(Edit::between(old.start, &theirs[old], &self.text[new]));
            }
        };
        let ends = self.rows.iter().skip(1).map(|row| row.start).chain([self.text.len()]);
        for (row, end) in self.rows.iter().zip(ends) {
            let Some((Side::Theirs, index)) = row.source else { continue };
            let (start, behind) = (lines.start(index), lines.start(index + 1));
            add(at..start, done..row.start);
            add(start..behind, row.start..end);
            (at, done) = (behind, end);
        }
        add(at..theirs.len(), done..self.text.len());
        Edit::all(edits).unwrap_or_else(|| Edit::between(0, theirs, &self.text))
    }
}
