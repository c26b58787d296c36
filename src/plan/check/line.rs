//! A line of the text, taken apart by its characters alone: what stands in front of its words.

use crate::text::Span;

/// What a line begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// All of it, without its line ending.
    pub(super) span: Span,
    /// Where its words begin: behind blanks, quote marks, bullets and numbers of lists.
    pub(super) words: usize,
    /// It stands in a block quote.
    pub(super) quoted: bool,
    /// It begins with a bullet or number of a list (`CommonMark` section 5.2).
    pub(super) bullet: bool,
}

/// Returns the lines of `text`.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line> + '_ {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        let content = line.trim_end_matches(['\n', '\r']);
        taken_apart(content, start)
    })
}

fn taken_apart(content: &str, start: usize) -> Line {
    let (mut quoted, mut bullet) = (false, false);
    let mut rest = content.trim_start_matches(BLANK);
    loop {
        if let Some(behind) = rest.strip_prefix('>') {
            quoted = true;
            rest = behind.trim_start_matches(BLANK);
        } else if let Some(behind) = behind_bullet(rest).filter(|behind| behind.starts_with(BLANK)) {
            bullet = true;
            rest = behind.trim_start_matches(BLANK);
        } else {
            break;
        }
    }
    let words = start + content.len() - rest.len();
    Line { span: Span::new(start, start + content.len()), words, quoted, bullet }
}

/// What separates a bullet from its text.
const BLANK: [char; 3] = [' ', '\t', '\u{feff}'];

/// Returns what follows the bullet or number that `text` starts with.
pub(super) fn behind_bullet(text: &str) -> Option<&str> {
    if let Some(behind) = text.strip_prefix(['-', '*', '+']) {
        return Some(behind);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    // A list's number has at most nine digits (CommonMark section 5.2).
    text[digits..].strip_prefix(['.', ')']).filter(|_| (1..=9).contains(&digits))
}
