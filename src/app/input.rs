//! One line of text that somebody types: what is looked for, the name of an action.
//!
//! Knows no terminal: it takes keys and pasted text, and returns itself as a line that fits.

use unicode_segmentation::UnicodeSegmentation;

use super::measure::{columns, shown};
use super::run::{Line, Run, Tone};
use super::{Code, Key};

/// No more than this is taken, in bytes.
const LIMIT: usize = 1000;

/// A line of text and a cursor in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    text: String,
    /// A byte offset between two characters as a reader sees them.
    cursor: usize,
}

impl Input {
    /// Returns the text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Takes a key, as readline binds it; returns whether it was one for a line of text.
    pub(super) fn take(&mut self, key: Key) -> bool {
        let before = self.before();
        match (key.code, key.ctrl, key.alt) {
            (Code::Char(character), false, false) => self.insert(character.encode_utf8(&mut [0; 4])),
            (Code::Backspace, false, false) | (Code::Char('h'), true, false) => self.delete_from(before),
            (Code::Delete, false, false) => _ = self.text.drain(self.cursor..self.behind()),
            (Code::Char('w'), true, false) | (Code::Backspace, _, _) => self.delete_from(self.word()),
            (Code::Char('u'), true, false) => self.delete_from(0),
            (Code::Char('k'), true, false) => self.text.truncate(self.cursor),
            (Code::Left, false, false) | (Code::Char('b'), true, false) => self.cursor = before,
            (Code::Right, false, false) | (Code::Char('f'), true, false) => self.cursor = self.behind(),
            (Code::Home, ..) | (Code::Char('a'), true, false) => self.cursor = 0,
            (Code::End, ..) | (Code::Char('e'), true, false) => self.cursor = self.text.len(),
            _ => return false,
        }
        true
    }

    /// Takes pasted text, in one line and made safe.
    pub(super) fn paste(&mut self, text: &str) {
        self.insert(&shown(text.trim(), LIMIT));
    }

    /// Returns the line with its cursor in `room` columns; of a longer one what is around the cursor.
    pub fn line(&self, room: usize, ellipsis: &str) -> Line {
        let (before, under) = (&self.text[..self.cursor], &self.text[self.cursor..self.behind()]);
        let under = if under.is_empty() { " " } else { under };
        let room = room.saturating_sub(columns(under));
        let before = super::measure::cut_start(before, room, ellipsis);
        let behind = super::measure::cut(&self.text[self.behind()..], room.saturating_sub(columns(&before)), ellipsis);
        let runs = [(&*before, Tone::Plain), (under, Tone::Cursor), (&*behind, Tone::Plain)];
        runs.into_iter().filter(|(text, _)| !text.is_empty()).map(|(text, tone)| Run::new(text, tone)).collect()
    }

    fn insert(&mut self, text: &str) {
        if self.text.len() + text.len() <= LIMIT {
            self.text.insert_str(self.cursor, text);
            self.cursor += text.len();
            // What was typed may join what stands before it.
            let cursor = self.boundaries().find(|&at| at >= self.cursor);
            self.cursor = cursor.unwrap_or(self.text.len());
        }
    }

    fn delete_from(&mut self, start: usize) {
        self.text.drain(start..self.cursor);
        self.cursor = start;
    }

    fn boundaries(&self) -> impl DoubleEndedIterator<Item = usize> {
        self.text.grapheme_indices(true).map(|(at, _)| at)
    }

    /// Returns where the character before the cursor begins.
    fn before(&self) -> usize {
        self.boundaries().rfind(|&at| at < self.cursor).unwrap_or(0)
    }

    /// Returns where the character under the cursor ends.
    fn behind(&self) -> usize {
        self.boundaries().find(|&at| at > self.cursor).unwrap_or(self.text.len())
    }

    /// Returns where the word before the cursor begins.
    fn word(&self) -> usize {
        let before = self.text[..self.cursor].trim_end();
        before.rfind(char::is_whitespace).map_or(0, |at| {
            let blank = before[at..].chars().next().map_or(0, char::len_utf8);
            at + blank
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keys;

    /// Returns the line after `pressed`; `|` stands before what is under the cursor.
    fn typed(pressed: &str) -> String {
        let mut input = Input::default();
        for key in keys(pressed).expect("keys") {
            assert!(input.take(key), "{key}");
        }
        let mut text = input.text.clone();
        text.insert(input.cursor, '|');
        text
    }

    #[test]
    fn a_line_is_edited_as_in_a_shell() {
        for (pressed, expected) in [
            ("web<space>hook", "web hook|"),
            ("web<left><left>x", "wx|eb"),
            ("web<left><backspace>", "w|b"),
            ("web<left><del>", "we|"),
            ("one<space>two<space><c-w>", "one |"),
            ("one<space>two<left><c-w>", "one |o"),
            ("one<left><c-u>", "|e"),
            ("one<left><left><c-k>", "o|"),
            ("one<home>x<end>y", "xoney|"),
            ("<backspace><del><left><right><c-w>", "|"),
            ("äöü<left><backspace>", "ä|ü"),
            ("e\u{301}o<left><left>x", "x|e\u{301}o"),
            ("e\u{301}<backspace>", "|"),
        ] {
            assert_eq!(typed(pressed), expected, "{pressed}");
        }
    }

    #[test]
    fn other_keys_are_left_to_others() {
        for pressed in ["<c-c>", "<esc>", "<enter>", "<a-x>", "<up>", "<tab>"] {
            let key = keys(pressed).expect("a key")[0];
            assert!(!Input::default().take(key), "{pressed}");
        }
    }

    #[test]
    fn pasted_text_is_one_safe_line() {
        let mut input = Input::default();
        input.paste("\n one\ntwo\u{1b}[31m\n");
        assert_eq!(input.text(), "one two·[31m");
        input.paste(&"x".repeat(2000));
        assert!(input.text().len() <= LIMIT);
    }

    #[test]
    fn the_cursor_is_always_in_sight() {
        let mut input = Input::default();
        input.paste("a longer text than fits");
        let text = |input: &Input| input.line(10, "…").into_iter().map(|run| run.text).collect::<String>();
        assert_eq!(text(&input), "…han fits ");
        input.take(Key::plain(Code::Home));
        assert_eq!(text(&input), "a longer…");
        assert!(input.line(0, "…").iter().any(|run| run.tone == Tone::Cursor));
    }
}
