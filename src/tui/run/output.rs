//! What a command prints, as lines that are safe to show; no more of them than somebody would read.

use std::collections::VecDeque;
use std::mem::take;

use crate::text::sanitize;

/// So many lines wait to be shown, at most.
const MOST_LINES: usize = 2000;

/// They have no more bytes than this.
const MOST_BYTES: usize = 256 << 10;

/// No line has more bytes than this.
const LONGEST: usize = 4096;

/// The columns between two stops of the tabulator.
const TAB: usize = 8;

/// What was printed since somebody looked.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Batch {
    /// Whole lines.
    pub(super) lines: Vec<String>,
    /// The line that has not ended.
    pub(super) open: String,
    /// How many lines before these were left out.
    pub(super) cut_lines: usize,
    /// How many bytes were left out, with them or of lines that were too long.
    pub(super) cut_bytes: usize,
}

/// Takes bytes, gives lines.
#[derive(Default)]
pub(super) struct Output {
    /// The beginning of a character that has not come as a whole.
    half: Vec<u8>,
    place: Place,
    line: String,
    /// The line starts again with the next character, as bars that grow have it.
    returned: bool,
    lines: VecDeque<String>,
    bytes: usize,
    cut_lines: usize,
    cut_bytes: usize,
    is_news: bool,
    is_closed: bool,
}

/// What the next character is part of (ECMA-48, section 5).
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Text,
    /// Behind ESC.
    Escape,
    /// In a control sequence: up to a final character.
    Sequence,
    /// In a control string: up to its terminator.
    String,
    /// Behind ESC in a control string.
    StringEscape,
}

impl Output {
    /// Takes what was printed.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.is_news |= !bytes.is_empty();
        let mut whole = take(&mut self.half);
        whole.extend_from_slice(bytes);
        let mut rest = &whole[..];
        while !rest.is_empty() {
            let error = match std::str::from_utf8(rest) {
                Ok(text) => return text.chars().for_each(|character| self.take(character)),
                Err(error) => error,
            };
            let (valid, behind) = rest.split_at(error.valid_up_to());
            String::from_utf8_lossy(valid).chars().for_each(|character| self.take(character));
            let Some(wrong) = error.error_len() else {
                self.half = behind.to_vec();
                return;
            };
            self.take(char::REPLACEMENT_CHARACTER);
            rest = &behind[wrong..];
        }
    }

    /// Returns whether anything came since the last [`Self::batch`].
    pub(super) fn is_news(&self) -> bool {
        self.is_news
    }

    /// Returns whether nothing more comes.
    pub(super) fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Returns what came since the last time; the line that has not ended comes again.
    pub(super) fn batch(&mut self) -> Batch {
        self.is_news = false;
        self.bytes = 0;
        Batch {
            lines: take(&mut self.lines).into(),
            open: sanitize(&self.line).into_owned(),
            cut_lines: take(&mut self.cut_lines),
            cut_bytes: take(&mut self.cut_bytes),
        }
    }

    /// Ends the line that has not ended: nothing more comes.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
        if !take(&mut self.half).is_empty() {
            self.take(char::REPLACEMENT_CHARACTER);
        }
        if !self.line.is_empty() {
            self.end_line();
        }
    }

    fn take(&mut self, character: char) {
        if character == '\n' {
            // Whoever forgets to end a sequence loses a line, not all that follows.
            self.end_line();
            self.place = Place::Text;
            return;
        }
        self.place = match self.place {
            Place::Text => return self.take_text(character),
            Place::Escape => match character {
                '[' => Place::Sequence,
                ']' | 'P' | 'X' | '^' | '_' => Place::String,
                '\u{1b}' | ' '..='/' => Place::Escape,
                _ => Place::Text,
            },
            Place::Sequence => match character {
                '\u{1b}' => Place::Escape,
                ' '..='?' => Place::Sequence,
                _ => Place::Text,
            },
            Place::StringEscape if character == '\\' => Place::Text,
            Place::String | Place::StringEscape => match character {
                '\u{7}' | '\u{9c}' => Place::Text,
                '\u{1b}' => Place::StringEscape,
                _ => Place::String,
            },
        };
    }

    fn take_text(&mut self, character: char) {
        match character {
            '\u{1b}' => self.place = Place::Escape,
            '\u{9b}' => self.place = Place::Sequence,
            '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => self.place = Place::String,
            character => self.print(character),
        }
    }

    fn print(&mut self, character: char) {
        match character {
            '\r' => return self.returned = true,
            '\u{8}' => {
                self.line.pop();
                return;
            }
            _ => {}
        }
        if take(&mut self.returned) {
            self.line.clear();
        }
        if self.line.len() + TAB.max(character.len_utf8()) > LONGEST {
            self.cut_bytes += character.len_utf8();
        } else if character == '\t' {
            // Only here: to count a long line for each of its characters takes its time.
            let blanks = TAB - self.line.chars().count() % TAB;
            self.line.extend(std::iter::repeat_n(' ', blanks));
        } else {
            self.line.push(character);
        }
    }

    fn end_line(&mut self) {
        self.returned = false;
        let line = sanitize(&take(&mut self.line)).into_owned();
        self.bytes += line.len() + 1;
        self.lines.push_back(line);
        while (self.lines.len() > MOST_LINES || self.bytes > MOST_BYTES)
            && let Some(first) = self.lines.pop_front()
        {
            self.bytes -= first.len() + 1;
            self.cut_bytes += first.len() + 1;
            self.cut_lines += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_safe_and_readable() {
        for (printed, expected) in [
            ("a\nb\n", "a|b"),
            ("a\r\nb", "a|b"),
            ("10 %\r20 %\rdone\n", "done"),
            ("\x1b[31mred\x1b[0m\x1b[2J\n", "red"),
            ("\x1b]0;title\x07a\x1b]52;c;aGk=\x1b\\b\n", "ab"),
            ("\u{9b}31mred \u{9d}0;title\u{9c}x\n", "red x"),
            ("\x1bPdcs\x1b\\a\x1b(Bb\x1b7c\n", "abc"),
            ("\x1b]0;never ended\nnext\n", "|next"),
            ("\x1b[\nnext\n", "|next"),
            ("a\tb\n\tc\n", "a       b|        c"),
            ("_\u{8}a\u{8}a\n", "a"),
            ("a\u{7}\u{0}\u{202e}b\n", "a···b"),
            ("", ""),
            ("\n", ""),
        ] {
            let mut output = Output::default();
            output.push(printed.as_bytes());
            output.close();
            assert_eq!(output.batch().lines.join("|"), expected, "{printed:?}");
        }
    }

    #[test]
    fn it_does_not_matter_where_the_bytes_are_parted() {
        let printed = "ä\x1b[31m漢\x1b]0;ü\x07字\n".as_bytes().iter().copied().chain([0xff, 0xe6, b'\n', 0xe6]);
        let printed: Vec<u8> = printed.collect();
        let mut whole = Output::default();
        whole.push(&printed);
        whole.close();
        let mut parted = Output::default();
        for byte in &printed {
            parted.push(&[*byte]);
        }
        parted.close();
        let whole = whole.batch();
        assert_eq!(whole, parted.batch());
        assert_eq!(whole.lines, ["ä漢字", "\u{fffd}\u{fffd}", "\u{fffd}"]);
    }

    #[test]
    fn a_flood_keeps_its_end_and_is_counted() {
        let mut output = Output::default();
        for index in 0..MOST_LINES + 5 {
            output.push(format!("{index}\n").as_bytes());
        }
        let batch = output.batch();
        assert_eq!((batch.lines.len(), batch.cut_lines, batch.cut_bytes), (MOST_LINES, 5, 10));
        assert_eq!(batch.lines.last().map(String::as_str), Some("2004"));
        output.push(&vec![b'x'; 3 * LONGEST]);
        let batch = output.batch();
        assert!(batch.open.len() <= LONGEST && batch.open.len() + batch.cut_bytes == 3 * LONGEST);
        for _ in 0..MOST_BYTES / LONGEST * 2 {
            output.push(&vec![b'x'; LONGEST]);
            output.push(b"\n");
        }
        assert!(output.batch().lines.iter().map(String::len).sum::<usize>() <= MOST_BYTES);
    }

    #[test]
    fn a_line_that_has_not_ended_is_shown() {
        let mut output = Output::default();
        output.push(b"test a ... ");
        assert!(output.is_news());
        assert_eq!(output.batch().open, "test a ... ");
        assert!(!output.is_news());
        output.push(b"ok\n");
        assert_eq!(output.batch().lines, ["test a ... ok"]);
    }
}
