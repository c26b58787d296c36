//! How much room text takes, and how it is cut and wrapped to fit.
//!
//! A column is a cell of the terminal. What a reader sees as one character (UAX #29) is never torn apart.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::run::{Line, Run, Tone};
use crate::text::sanitize;

/// Returns what of `text` may be shown on one line: made safe, without line breaks, at most `limit` bytes of it.
///
/// The limit keeps the work for a line of 20 MB as small as for any other.
pub fn shown(text: &str, limit: usize) -> Cow<'_, str> {
    let end = (0..=limit.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let safe = sanitize(&text[..end]);
    if safe.contains('\n') { Cow::Owned(safe.replace("·\n", " ").replace('\n', " ")) } else { safe }
}

/// Returns whether each character of `text` is one to a reader, too, and takes one column: plain ASCII, and what lines,
/// bars and symbols are made of. These need not be looked up in the tables of Unicode, and most rows are little else.
pub(crate) fn is_simple(text: &str) -> bool {
    // Behind U+25FC there are squares of two columns, and what follows may join with what stands before (UAX #29, #11).
    text.is_ascii()
        || text.chars().all(|character| matches!(character, ' '..='~' | '·' | '…' | '\u{2500}'..='\u{25fc}'))
}

/// Returns the characters of `text` as a reader sees them, and how many columns each takes.
fn characters(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let (simple, other) = if is_simple(text) { (text, "") } else { ("", text) };
    let simple = simple.char_indices().map(move |(at, character)| (&simple[at..at + character.len_utf8()], 1));
    simple.chain(other.graphemes(true).map(|character| (character, character.width())))
}

/// Returns the number of columns that `text` takes.
pub fn columns(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else if is_simple(text) {
        text.chars().count()
    } else {
        text.graphemes(true).map(UnicodeWidthStr::width).sum()
    }
}

/// Returns the number of columns that `runs` take.
pub fn line_columns(runs: &[Run]) -> usize {
    runs.iter().map(|run| columns(&run.text)).sum()
}

/// Returns `text` if it fits into `room` columns, else its beginning and `ellipsis`.
pub fn cut<'a>(text: &'a str, room: usize, ellipsis: &str) -> Cow<'a, str> {
    if columns(text) <= room {
        return Cow::Borrowed(text);
    }
    let (end, _) = fitting(text, room.saturating_sub(columns(ellipsis)));
    let behind = if room < columns(ellipsis) { "" } else { ellipsis };
    Cow::Owned(text[..end].trim_end().to_owned() + behind)
}

/// Returns `text` if it fits into `room` columns, else `ellipsis` and its end: of a path, the file's name.
pub fn cut_start<'a>(text: &'a str, room: usize, ellipsis: &str) -> Cow<'a, str> {
    if columns(text) <= room {
        return Cow::Borrowed(text);
    }
    let mut left = room.saturating_sub(columns(ellipsis));
    let mut start = text.len();
    for (at, grapheme) in text.grapheme_indices(true).rev() {
        if grapheme.width() > left {
            break;
        }
        left -= grapheme.width();
        start = at;
    }
    let begin = if room < columns(ellipsis) { "" } else { ellipsis };
    Cow::Owned(begin.to_owned() + &text[start..])
}

/// Returns `text` if it fits into `room` columns, else its beginning, `ellipsis` and its end.
pub fn cut_middle<'a>(text: &'a str, room: usize, ellipsis: &str) -> Cow<'a, str> {
    if columns(text) <= room {
        return Cow::Borrowed(text);
    }
    let begin = cut(text, (room + columns(ellipsis)).div_ceil(2).min(room), ellipsis);
    let end = cut_start(text, room.saturating_sub(columns(&begin)), "");
    Cow::Owned(begin.into_owned() + end.trim_start())
}

/// Returns `runs` if they fit into `room` columns, else their beginning and `ellipsis`.
pub fn cut_line(runs: &[Run], room: usize, ellipsis: &str) -> Line {
    if line_columns(runs) <= room {
        return runs.to_vec();
    }
    let mut left = room.saturating_sub(columns(ellipsis));
    let mut line = Line::new();
    for run in runs {
        let (end, taken) = fitting(&run.text, left);
        let part = run.text[..end].replace('\u{a0}', " ");
        match line.last_mut() {
            Some(last) if last.tone == run.tone => last.text.push_str(&part),
            _ if !part.is_empty() => line.push(Run::new(part, run.tone)),
            _ => {}
        }
        left -= taken;
        if end < run.text.len() {
            break;
        }
    }
    trim_end(&mut line);
    let tone = line.last().or(runs.first()).map_or(Tone::Plain, |run| run.tone);
    if columns(ellipsis) <= room {
        line.push(Run::new(ellipsis, tone));
    }
    line
}

/// Returns where the longest beginning of `text` ends that takes at most `room` columns, and how many it takes.
fn fitting(text: &str, room: usize) -> (usize, usize) {
    let (mut end, mut taken) = (0, 0);
    for (character, columns) in characters(text) {
        if taken + columns > room {
            break;
        }
        end += character.len();
        taken += columns;
    }
    (end, taken)
}

/// Removes the blanks at the end of `line`.
fn trim_end(line: &mut Line) {
    while let Some(last) = line.last_mut() {
        last.text.truncate(last.text.trim_end_matches(' ').len());
        if !last.text.is_empty() {
            break;
        }
        line.pop();
    }
}

/// One character as a reader sees it.
#[derive(Clone, Copy)]
struct Piece<'a> {
    text: &'a str,
    columns: usize,
    tone: Tone,
}

impl Piece<'_> {
    fn is_blank(self) -> bool {
        self.text == " "
    }

    /// Returns whether a line may end behind it: behind blanks, and between ideographs.
    fn ends_word(self) -> bool {
        self.is_blank() || self.columns > 1
    }
}

fn pieces(runs: &[Run]) -> impl Iterator<Item = Piece<'_>> {
    let characters = runs.iter().flat_map(|run| characters(&run.text).map(|(text, columns)| (text, columns, run.tone)));
    characters.map(|(text, columns, tone)| Piece { text, columns, tone })
}

/// Returns `runs` in lines of at most `room` columns; at least one line. Words longer than a line are broken, paths
/// and names with dashes between their parts.
pub fn wrap(runs: &[Run], room: usize) -> Vec<Line> {
    let pieces: Vec<_> = pieces(runs).collect();
    let mut lines = Vec::new();
    let mut rest = &pieces[..];
    while !rest.is_empty() {
        let (line, behind) = rest.split_at(line_end(rest, room));
        let blanks = line.iter().rev().take_while(|piece| piece.is_blank()).count();
        lines.push(join(&line[..line.len() - blanks]));
        let blanks = behind.iter().take_while(|piece| piece.is_blank()).count();
        rest = &behind[blanks..];
    }
    if lines.is_empty() {
        lines.push(Line::new());
    }
    lines
}

/// Returns how many of `pieces` make a line of at most `room` columns; at least one.
fn line_end(pieces: &[Piece<'_>], room: usize) -> usize {
    let (mut taken, mut word_end, mut part_end) = (0, 0, 0);
    for (index, piece) in pieces.iter().enumerate() {
        taken += piece.columns;
        if taken > room {
            let ends = if piece.is_blank() { [index, 0, 0] } else { [word_end, part_end, index] };
            return ends.into_iter().find(|&end| end > 0).unwrap_or(1);
        }
        let before_wide = pieces.get(index + 1).is_some_and(|next| next.columns > 1);
        if piece.ends_word() || before_wide {
            word_end = index + 1;
        } else if matches!(piece.text, "/" | "-" | "_") {
            part_end = index + 1;
        }
    }
    pieces.len()
}

/// Returns `pieces` as runs, neighbours of one tone together. A blank at which no line ends is a blank like others then.
fn join(pieces: &[Piece<'_>]) -> Line {
    let mut line = Line::new();
    for piece in pieces {
        let text = if piece.text == "\u{a0}" { " " } else { piece.text };
        match line.last_mut() {
            Some(run) if run.tone == piece.tone => run.text.push_str(text),
            _ => line.push(Run::new(text, piece.tone)),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_what_is_left_out() {
        for (text, room, expected) in [
            ("short", 5, "short"),
            ("one two three", 9, "one…three"),
            ("one two three", 8, "one…hree"),
            ("漢字かなかな", 7, "漢…かな"),
            ("word", 1, "…"),
            ("word", 0, ""),
        ] {
            assert_eq!(cut_middle(text, room, "…"), expected, "{text} {room}");
        }
    }

    #[test]
    fn text_is_cut_between_characters_that_a_reader_sees() {
        for (text, room, expected) in [
            ("short", 5, "short"),
            ("longer", 5, "long…"),
            ("two words", 5, "two…"),
            ("漢字かな", 8, "漢字かな"),
            ("漢字かな", 7, "漢字か…"),
            ("漢字かな", 6, "漢字…"),
            ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
            ("👩‍👩‍👧 family", 4, "👩‍👩‍👧…"),
            ("word", 1, "…"),
            ("word", 0, ""),
            ("", 0, ""),
        ] {
            assert_eq!(cut(text, room, "…"), expected, "{text} in {room}");
            assert!(columns(&cut(text, room, "…")) <= room, "{text} in {room}");
        }
        assert_eq!(cut("words", 4, "..."), "w...");
        assert_eq!(cut("words", 2, "..."), "");
    }

    #[test]
    fn of_a_path_the_end_is_kept() {
        for (text, room, expected) in [
            ("src/a.rs", 8, "src/a.rs"),
            ("src/a.rs", 6, "…/a.rs"),
            ("漢字かな", 6, "…かな"),
            ("e\u{301}e\u{301}e\u{301}", 2, "…e\u{301}"),
            ("word", 1, "…"),
            ("word", 0, ""),
        ] {
            assert_eq!(cut_start(text, room, "…"), expected, "{text} in {room}");
        }
    }

    #[test]
    fn lines_break_between_words() {
        let wrapped = |text: &str, room| {
            let lines = wrap(&[Run::new(text, Tone::Plain)], room);
            lines.iter().map(|line| line.iter().map(|run| &*run.text).collect::<String>()).collect::<Vec<_>>().join("|")
        };
        for (text, room, expected) in [
            ("one two three", 7, "one two|three"),
            ("one two three", 8, "one two|three"),
            ("one  two", 4, "one|two"),
            ("unbreakable", 4, "unbr|eaka|ble"),
            ("an unbreakable", 4, "an|unbr|eaka|ble"),
            ("src/app/measure.rs", 12, "src/app/|measure.rs"),
            ("漢字かな", 5, "漢字|かな"),
            ("ab漢字", 3, "ab|漢|字"),
            ("漢", 1, "漢"),
            ("", 4, ""),
            ("x", 0, "x"),
            ("a b\u{a0}c", 4, "a|b c"),
        ] {
            assert_eq!(wrapped(text, room), expected, "{text} in {room}");
        }
    }

    #[test]
    fn a_line_shows_one_line_of_safe_text() {
        assert_eq!(shown("a\r\nb\u{1b}c", 99), "a b·c");
        assert_eq!(shown("äöü", 3), "ä");
    }
}
