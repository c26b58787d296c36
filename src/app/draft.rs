//! A text that somebody types: its lines, the cursor, and what can be taken back.
//!
//! What a key does to a text is not decided here but by a [`Typist`], which the shell provides: so the model holds the
//! text, and nothing here knows a widget.

use super::{Code, Key};
use crate::text::is_unsafe;

/// What happens to a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke<'a> {
    /// A key is pressed.
    Key(Key),
    /// This is put in where the cursor stands.
    Paste(&'a str),
}

/// A text, and where the cursor stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// Never empty; none holds a line ending.
    pub lines: Vec<String>,
    /// The index of the cursor's line, and of the character that it stands on there.
    pub cursor: (usize, usize),
    /// What was cut last.
    pub cut: String,
}

/// Does to a text what a key or a paste does.
pub type Typist = fn(&mut Typed, Stroke<'_>);

/// How many lines a text may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// One.
    One,
    /// Any number.
    Many,
}

/// A line would have more than 65,535 characters, or the text as many lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

/// A text that somebody types.
#[derive(Clone, Debug)]
pub struct Draft {
    typed: Typed,
    lines: Lines,
    typist: Typist,
    undo: Vec<Typed>,
    redo: Vec<Typed>,
    /// The last key put a letter in: one that follows is taken back with it.
    in_word: bool,
}

/// So many changes can be taken back.
const MEMORY: usize = 500;

/// The texts that are kept for it have no more bytes than this, but for the last one.
const ROOM: usize = 16 << 20;

/// No line has more characters, and no text more lines: beyond that the text area loses the cursor, which it keeps in
/// 16 bits.
const MOST: usize = u16::MAX as usize;

impl Draft {
    /// Returns `text` with the cursor at its end.
    pub fn new(text: &str, lines: Lines, typist: Typist) -> Self {
        let lines_of_text: Vec<String> = text.split('\n').map(str::to_owned).collect();
        let last = lines_of_text.len() - 1;
        let cursor = (last, lines_of_text[last].chars().count());
        let typed = Typed { lines: lines_of_text, cursor, cut: String::new() };
        Self { typed, lines, typist, undo: Vec::new(), redo: Vec::new(), in_word: false }
    }

    /// Returns the text, `\n` between its lines.
    pub fn text(&self) -> String {
        self.typed.lines.join("\n")
    }

    /// Returns lines and cursor.
    pub fn typed(&self) -> &Typed {
        &self.typed
    }

    /// Returns how many lines it may have.
    pub fn lines(&self) -> Lines {
        self.lines
    }

    /// Returns whether `text` is short enough to be typed in.
    pub fn fits(text: &str) -> bool {
        fits(text.split('\n'))
    }

    /// Takes a key.
    ///
    /// # Errors
    /// [`TooLong`]; the text is as it was then.
    pub fn press(&mut self, key: Key) -> Result<(), TooLong> {
        match key {
            Key { code: Code::Char('z'), ctrl: true, alt: false } => self.travel(Way::Back),
            Key { code: Code::Char('r'), ctrl: true, alt: false } => self.travel(Way::Again),
            key => {
                let is_letter =
                    matches!(key, Key { code: Code::Char(letter), ctrl: false, alt: false } if letter != ' ');
                return self.change(Stroke::Key(key), is_letter);
            }
        }
        Ok(())
    }

    /// Puts `text` in where the cursor stands, without what could mislead a terminal or a reader; in a text of one line,
    /// blanks stand for its line endings.
    ///
    /// # Errors
    /// [`TooLong`]; the text is as it was then.
    pub fn paste(&mut self, text: &str) -> Result<(), TooLong> {
        let lines = self.lines;
        let safe = text.trim_end_matches('\n').chars().filter_map(|character| match character {
            '\n' if lines == Lines::One => Some(' '),
            '\t' => Some(' '),
            other if is_unsafe(other) => None,
            other => Some(other),
        });
        self.change(Stroke::Paste(&safe.collect::<String>()), false)
    }

    fn change(&mut self, stroke: Stroke<'_>, is_letter: bool) -> Result<(), TooLong> {
        let before = self.typed.clone();
        (self.typist)(&mut self.typed, stroke);
        if self.lines == Lines::One && self.typed.lines.len() > 1 {
            self.typed = before;
            return Ok(());
        }
        if self.typed.lines == before.lines {
            self.in_word &= self.typed.cursor == before.cursor;
            return Ok(());
        }
        if !fits(self.typed.lines.iter().map(String::as_str)) {
            self.typed = before;
            return Err(TooLong);
        }
        if !(self.in_word && is_letter) {
            self.undo.push(before);
            self.forget();
        }
        self.redo.clear();
        self.in_word = is_letter;
        Ok(())
    }

    /// Forgets the oldest texts, where there are too many or they are too long.
    fn forget(&mut self) {
        let (mut kept, mut bytes) = (0, 0);
        for typed in self.undo.iter().rev().take(MEMORY) {
            bytes += typed.lines.iter().map(|line| line.len() + 1).sum::<usize>();
            if kept > 0 && bytes > ROOM {
                break;
            }
            kept += 1;
        }
        self.undo.drain(..self.undo.len() - kept);
    }

    fn travel(&mut self, way: Way) {
        let (from, to) = match way {
            Way::Back => (&mut self.undo, &mut self.redo),
            Way::Again => (&mut self.redo, &mut self.undo),
        };
        if let Some(typed) = from.pop() {
            to.push(std::mem::replace(&mut self.typed, typed));
        }
        self.in_word = false;
    }
}

/// Returns whether a text of these lines can be typed in.
fn fits<'a>(lines: impl Iterator<Item = &'a str> + Clone) -> bool {
    lines.clone().nth(MOST).is_none()
        && lines.into_iter().all(|line| line.len() <= MOST || line.chars().nth(MOST).is_none())
}

/// Which way through what was typed.
#[derive(Clone, Copy)]
enum Way {
    Back,
    Again,
}

/// The least that a typist can do: characters go in and out at the end. For where nobody provides another one.
pub(super) fn at_the_end(typed: &mut Typed, stroke: Stroke<'_>) {
    let mut text = typed.lines.join("\n");
    match stroke {
        Stroke::Key(Key { code: Code::Char(letter), ctrl: false, alt: false }) => text.push(letter),
        Stroke::Key(Key { code: Code::Enter, .. }) => text.push('\n'),
        Stroke::Key(Key { code: Code::Backspace, .. }) => _ = text.pop(),
        Stroke::Key(_) => return,
        Stroke::Paste(pasted) => text += pasted,
    }
    typed.lines = text.split('\n').map(str::to_owned).collect();
    let last = typed.lines.len() - 1;
    typed.cursor = (last, typed.lines[last].chars().count());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keys;

    fn typed(start: &str, lines: Lines, pressed: &str) -> String {
        let mut draft = Draft::new(start, lines, at_the_end);
        keys(pressed).expect("keys").into_iter().for_each(|key| draft.press(key).expect("it fits"));
        draft.text()
    }

    #[test]
    fn words_are_taken_back_whole() {
        for (pressed, expected) in [
            ("ab cd", "ab cd"),
            ("ab cd<c-z>", "ab "),
            ("ab cd<c-z><c-z>", "ab"),
            ("ab cd<c-z><c-z><c-z><c-z>", ""),
            ("ab cd<c-z><c-z><c-r>", "ab "),
            ("ab<c-z>c<c-r>", "c"),
            ("ab<backspace><backspace><c-z>", "a"),
        ] {
            assert_eq!(typed("", Lines::One, pressed), expected, "{pressed}");
        }
    }

    #[test]
    fn only_so_much_is_kept() {
        let kept = |text: &str, keys: usize| {
            let mut draft = Draft::new(text, Lines::Many, at_the_end);
            (0..keys).for_each(|_| draft.press(Key::plain(Code::Char(' '))).expect("it fits"));
            draft.undo.len()
        };
        let lines = |bytes: usize| format!("{}\n", "x".repeat(MOST / 2)).repeat(bytes / (MOST / 2 + 1));
        assert_eq!((kept("", 2 * MEMORY), kept(&lines(ROOM / 20), 40)), (MEMORY, 20));
        assert_eq!(kept(&lines(ROOM + 2 * MOST), 3), 1, "the last one can be taken back");
    }

    #[test]
    fn a_line_that_is_too_long_stays_as_it_was() {
        for (start, pasted, expected) in [
            ("x".repeat(MOST - 1), "y", Ok(())),
            ("é".repeat(MOST), "y", Err(TooLong)),
            ("a\n".repeat(MOST - 1), "y", Ok(())),
            ("a\n".repeat(MOST - 1), "y\nz", Err(TooLong)),
        ] {
            assert!(Draft::fits(&start));
            let mut draft = Draft::new(&start, Lines::Many, at_the_end);
            assert_eq!(draft.paste(pasted), expected);
            assert_eq!(draft.text() == start, expected.is_err());
            let _ = draft.press(Key::plain(Code::Char('z')));
            assert!(Draft::fits(&draft.text()));
        }
        assert!(!Draft::fits(&"x".repeat(MOST + 1)) && !Draft::fits(&"\n".repeat(MOST)));
    }

    #[test]
    fn one_line_stays_one() {
        assert_eq!(typed("a", Lines::One, "<enter>b"), "ab");
        assert_eq!(typed("a", Lines::Many, "<enter>b"), "a\nb");
    }

    #[test]
    fn what_is_pasted_is_harmless() {
        for (lines, expected) in [(Lines::One, "]52;c;aGk= a  b"), (Lines::Many, "]52;c;aGk=\na  b")] {
            let mut draft = Draft::new("", lines, at_the_end);
            draft.paste("\u{1b}]52;c;aGk=\u{7}\na\t\u{202e} b\n").expect("it fits");
            assert_eq!(draft.text(), expected);
        }
    }
}
