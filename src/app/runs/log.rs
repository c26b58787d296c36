//! Lines of any length in rows of a box, as they come; the oldest go.

use std::collections::VecDeque;

use unicode_segmentation::UnicodeSegmentation;

use crate::app::measure::columns;
use crate::app::run::{Line, Run, Tone};

/// So many lines are kept.
const MOST_LINES: usize = 2000;

/// They have no more bytes than this.
const MOST_BYTES: usize = 256 << 10;

/// Lines, and the rows that they take.
#[derive(Clone, Debug, Default)]
pub(super) struct Log {
    lines: VecDeque<(String, Tone)>,
    bytes: usize,
    /// The line that has not ended.
    open: String,
    /// Rows of the lines, and how many each has.
    rows: VecDeque<Line>,
    counts: VecDeque<usize>,
    /// For how many columns the rows were made.
    room: usize,
    height: usize,
    /// The first row in the box; `None` where the end is followed.
    top: Option<usize>,
    /// How much was left out.
    cut_lines: usize,
    cut_bytes: usize,
}

impl Log {
    /// Adds a line.
    pub(super) fn push(&mut self, line: String, tone: Tone) {
        self.open.clear();
        self.bytes += line.len() + 1;
        let rows = fold(&line, tone, self.room);
        self.counts.push_back(rows.len());
        self.rows.extend(rows);
        self.lines.push_back((line, tone));
        while self.lines.len() > MOST_LINES || self.bytes > MOST_BYTES {
            let (Some((first, _)), Some(rows)) = (self.lines.pop_front(), self.counts.pop_front()) else { return };
            self.rows.drain(..rows);
            self.top = self.top.map(|top| top.saturating_sub(rows));
            self.bytes -= first.len() + 1;
            self.cut(1, first.len() + 1);
        }
    }

    /// Takes the line that has not ended.
    pub(super) fn open(&mut self, line: &str) {
        line.clone_into(&mut self.open);
    }

    /// Notes what was left out.
    pub(super) fn cut(&mut self, lines: usize, bytes: usize) {
        self.cut_lines += lines;
        self.cut_bytes += bytes;
    }

    /// Returns what was left out, in words.
    pub(super) fn said_cut(&self) -> Option<String> {
        match (self.cut_lines, self.cut_bytes) {
            (0, 0) => None,
            (0, bytes) => Some(format!("{} of long lines left out", size(bytes))),
            (lines, bytes) => Some(format!("{lines} lines left out ({})", size(bytes))),
        }
    }

    /// Takes the size of the box.
    pub(super) fn settle(&mut self, (room, height): (usize, usize)) {
        if self.room != room {
            self.room = room;
            let rows: Vec<Vec<Line>> = self.lines.iter().map(|(line, tone)| fold(line, *tone, room)).collect();
            self.counts = rows.iter().map(Vec::len).collect();
            self.rows = rows.into_iter().flatten().collect();
        }
        self.height = height;
        let end = self.end();
        self.top = self.top.filter(|&top| top < end);
    }

    /// Scrolls by `rows`, up where negative; at the end, what comes is followed.
    pub(super) fn scroll_by(&mut self, rows: isize) {
        let end = self.end();
        let top = self.top.unwrap_or(end).saturating_add_signed(rows);
        self.top = (top < end).then_some(top);
    }

    /// Returns the rows in the box.
    pub(super) fn visible(&self) -> Vec<Line> {
        let top = self.top.unwrap_or_else(|| self.end());
        self.rows.iter().chain(&self.open_rows()).skip(top).take(self.height).cloned().collect()
    }

    /// Returns how many rows are above the box and below it.
    pub(super) fn hidden(&self) -> (usize, usize) {
        let (top, end) = (self.top.unwrap_or_else(|| self.end()), self.end());
        (top, end - top)
    }

    /// Returns the first row in the box where its last one is the last of all.
    fn end(&self) -> usize {
        (self.rows.len() + self.open_rows().len()).saturating_sub(self.height)
    }

    fn open_rows(&self) -> Vec<Line> {
        if self.open.is_empty() { Vec::new() } else { fold(&self.open, Tone::Plain, self.room) }
    }
}

/// Returns `text`, every character of it, in rows of `room` columns.
pub(super) fn fold(text: &str, tone: Tone, room: usize) -> Vec<Line> {
    let room = room.max(1);
    if columns(text) <= room {
        return vec![vec![Run::new(text, tone)]];
    }
    let (mut rows, mut row, mut taken) = (Vec::new(), String::new(), 0);
    for grapheme in text.graphemes(true) {
        let wide = columns(grapheme);
        if taken + wide > room && taken > 0 {
            rows.push(vec![Run::new(std::mem::take(&mut row), tone)]);
            taken = 0;
        }
        row.push_str(grapheme);
        taken += wide;
    }
    rows.push(vec![Run::new(row, tone)]);
    rows
}

/// Returns a number of bytes for a reader.
fn size(bytes: usize) -> String {
    match bytes {
        0..2_000 => format!("{bytes} bytes"),
        2_000..2_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(log: &Log) -> String {
        let text = |line: Line| line.into_iter().map(|run| run.text).collect::<String>();
        log.visible().into_iter().map(text).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn rows_hold_every_character() {
        for (text, room, expected) in
            [("a  b", 4, "a  b"), ("a  b ", 2, "a | b| "), ("漢字", 3, "漢|字"), ("", 3, ""), ("abc", 0, "a|b|c")]
        {
            let rows = fold(text, Tone::Plain, room).into_iter().map(|line| line[0].text.clone()).collect::<Vec<_>>();
            assert_eq!(rows.join("|"), expected, "{text}");
        }
    }

    #[test]
    fn the_end_is_followed_until_somebody_scrolls() {
        let mut log = Log::default();
        log.settle((3, 2));
        for line in ["1", "2", "abcd"] {
            log.push(line.to_owned(), Tone::Plain);
        }
        log.open("x");
        assert_eq!((shown(&log), log.hidden()), ("d|x".to_owned(), (3, 0)));
        log.scroll_by(-1);
        log.push("3".to_owned(), Tone::Plain);
        assert_eq!((shown(&log), log.hidden()), ("abc|d".to_owned(), (2, 1)));
        log.settle((4, 2));
        assert_eq!(shown(&log), "abcd|3");
        log.scroll_by(isize::MIN / 2);
        assert_eq!(shown(&log), "1|2");
        log.scroll_by(isize::MAX / 2);
        log.push("4".to_owned(), Tone::Plain);
        assert_eq!(shown(&log), "3|4");
    }

    #[test]
    fn what_is_too_much_goes_and_is_counted() {
        let mut log = Log::default();
        log.settle((80, 2));
        assert_eq!(log.said_cut(), None);
        log.cut(0, 3000);
        assert_eq!(log.said_cut().as_deref(), Some("3 kB of long lines left out"));
        for index in 0..MOST_LINES + 3 {
            log.push(index.to_string(), Tone::Plain);
        }
        assert_eq!(log.said_cut().as_deref(), Some("3 lines left out (3 kB)"));
        log.scroll_by(isize::MIN / 2);
        assert_eq!(shown(&log), "3|4");
        log.push("x".repeat(MOST_BYTES - 10), Tone::Plain);
        assert!(log.lines.len() < 5 && log.rows.len() == log.counts.iter().sum::<usize>());
    }
}
