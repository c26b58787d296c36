//! How plans say in words and signs how far something is: `✅ Complete`, `[x] done`, `NOT_STARTED`, `⏳ Pending`.

use super::manner::Manner;
use super::{MarkKind, State};
use crate::text::Span;

/// Signs with a state, longest first where one begins with another.
const SIGNS: [(&str, State); 16] = [
    ("✅", State::Done),
    ("☑️", State::Done),
    ("☑", State::Done),
    ("✔️", State::Done),
    ("✔", State::Done),
    ("✓", State::Done),
    ("🔄", State::InProgress),
    ("🚧", State::InProgress),
    ("⏳", State::Open),
    ("⬜", State::Open),
    ("☐", State::Open),
    ("⏸️", State::Open),
    ("⏸", State::Open),
    ("❌", State::Failed),
    ("⏭️", State::Cancelled),
    ("🚫", State::Cancelled),
];

/// Words with a state, lower case, `_` and `-` as blanks. The longest that fits wins.
const WORDS: [(&str, State); 74] = [
    ("validated", State::Validated),
    ("verified", State::Validated),
    ("検証済み", State::Validated),
    ("已验证", State::Validated),
    ("검증됨", State::Validated),
    ("done", State::Done),
    ("complete", State::Done),
    ("completed", State::Done),
    ("finished", State::Done),
    ("implemented", State::Done),
    ("fixed", State::Done),
    ("resolved", State::Done),
    ("closed", State::Done),
    ("merged", State::Done),
    ("shipped", State::Done),
    ("delivered", State::Done),
    ("passed", State::Done),
    ("完了", State::Done),
    ("完成", State::Done),
    ("已完成", State::Done),
    ("완료", State::Done),
    ("erledigt", State::Done),
    ("fertig", State::Done),
    ("terminé", State::Done),
    ("completado", State::Done),
    ("completato", State::Done),
    ("in progress", State::InProgress),
    ("in review", State::InProgress),
    ("ready for review", State::InProgress),
    ("started", State::InProgress),
    ("ongoing", State::InProgress),
    ("wip", State::InProgress),
    ("doing", State::InProgress),
    ("active", State::InProgress),
    ("partial", State::InProgress),
    ("partially complete", State::InProgress),
    ("partially completed", State::InProgress),
    ("partially implemented", State::InProgress),
    ("进行中", State::InProgress),
    ("進行中", State::InProgress),
    ("진행 중", State::InProgress),
    ("not started", State::Open),
    ("not implemented", State::Open),
    ("not done", State::Open),
    ("pending", State::Open),
    ("todo", State::Open),
    ("to do", State::Open),
    ("open", State::Open),
    ("planned", State::Open),
    ("backlog", State::Open),
    ("ready", State::Open),
    ("blocked", State::Open),
    ("未着手", State::Open),
    ("未开始", State::Open),
    ("대기", State::Open),
    ("draft", State::Open),
    ("on hold", State::Open),
    ("paused", State::Open),
    ("future", State::Open),
    ("待办", State::Open),
    ("failed", State::Failed),
    ("cancelled", State::Cancelled),
    ("canceled", State::Cancelled),
    ("skipped", State::Cancelled),
    ("dropped", State::Cancelled),
    ("deferred", State::Cancelled),
    ("superseded", State::Cancelled),
    ("shelved", State::Cancelled),
    ("declined", State::Cancelled),
    ("rejected", State::Cancelled),
    ("abandoned", State::Cancelled),
    ("parked", State::Cancelled),
    ("postponed", State::Cancelled),
    ("已取消", State::Cancelled),
];

/// What may stand behind a word at the end of a heading.
const BEHIND: [char; 7] = ['*', '_', '!', '.', ' ', ')', ']'];

/// Length of the shortest word that may be shouted, in characters.
const LETTERS: usize = 3;

/// How far from its end a heading is searched for a status, in characters.
const FURTHEST: usize = 60;

/// A status found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Status {
    pub(super) kind: MarkKind,
    /// Its bytes in the text: box, sign and word with their emphasis.
    pub(super) span: Span,
    pub(super) state: State,
}

/// Returns the sign that `text` starts with, its state and its length in bytes.
pub(super) fn sign(text: &str) -> Option<(State, usize)> {
    // Asked of every place in a heading, where signs are rare.
    if text.as_bytes().first().is_none_or(u8::is_ascii) {
        return None;
    }
    SIGNS.iter().find(|(sign, _)| text.starts_with(sign)).map(|&(sign, state)| (state, sign.len()))
}

/// Returns the word that `text` starts with, its state and its length in bytes.
pub(super) fn word(text: &str) -> Option<(State, usize)> {
    let first = plain(text.chars().next()?);
    let near = WORDS.iter().filter(|(known, _)| known.starts_with(first));
    near.filter_map(|&(known, state)| Some((state, length(text, known)?))).max_by_key(|&(_, len)| len)
}

/// Returns the length in bytes of `known` in `text`, where the text starts with it and a word ends there.
fn length(text: &str, known: &str) -> Option<usize> {
    let mut rest = text.chars();
    let fits = known.chars().all(|expected| rest.next().is_some_and(|found| plain(found) == expected));
    let ends = rest.clone().next().is_none_or(|next| !next.is_alphanumeric());
    (fits && ends).then(|| text.len() - rest.as_str().len())
}

/// Returns `character` as the words are written: lower case, `_` and `-` as blanks.
fn plain(character: char) -> char {
    match character {
        '_' | '-' => ' ',
        other if other.is_ascii() => other.to_ascii_lowercase(),
        other => other.to_lowercase().next().unwrap_or(other),
    }
}

/// Returns whether a status says that something else must come first, or that the work rests.
pub(super) fn waits(said: &str) -> bool {
    let said = said.to_lowercase();
    ["blocked", "on hold", "paused", "⏸"].iter().any(|word| said.contains(word))
}

/// Returns the status that the value of a Status field starts with, in a plan of this `manner`.
///
/// A value with two boxes is a form to fill in (`[ ] Pass [ ] Fail`), and no status.
pub(super) fn of_value(value: &str, manner: Manner) -> Option<Status> {
    let mut scan = Scan::new(value);
    let boxed = scan.boxed(manner);
    scan.skip_ornament();
    if boxed.is_some() && value[scan.at..].contains("[ ]") {
        return None;
    }
    let signed = scan.sign();
    let worded = scan.word();
    let (kind, state) = match (boxed, signed, worded) {
        (Some(boxed), _, Some(word)) if manner.of_box(boxed).is_done() == word.is_done() => (MarkKind::Word, word),
        (Some(boxed), ..) => (MarkKind::Box, manner.of_box(boxed)),
        (None, Some(_), Some(word)) => (MarkKind::Emoji, word),
        (None, Some(sign), None) => (MarkKind::Emoji, sign),
        (None, None, Some(word)) => (MarkKind::Word, word),
        (None, None, None) => return None,
    };
    Some(Status { kind, span: Span::new(0, scan.end), state })
}

/// Returns the status at the end of a heading: `… ✅`, `… ✅ COMPLETED`, `… (DONE)`, `… [x]`, `… — Complete`,
/// `… ✅ (2026-04-02)`, in a plan of this `manner`.
pub(super) fn at_end(heading: &str, manner: Manner) -> Option<Status> {
    let trimmed = heading.trim_end();
    if let Some(found) = box_at_end(trimmed, manner) {
        return Some(found);
    }
    // Without a sign it can only be a word, and hardly a heading ends with one of those.
    if trimmed.is_ascii() && !ends_with_word(trimmed.trim_end_matches(BEHIND)) {
        return None;
    }
    let starts = trimmed.char_indices().map(|(at, _)| at).rev().take(FURTHEST).filter(|&at| at > 0);
    let found = starts.filter_map(|at| tail(trimmed, at)).last()?;
    Some(with_opening(trimmed, found))
}

/// Returns whether `text` ends with the last part of one of the words.
fn ends_with_word(text: &str) -> bool {
    let Some(last) = text.bytes().next_back().map(|byte| byte.to_ascii_lowercase()) else { return false };
    let ends = |known: &str| {
        let part = known.rsplit(' ').next().unwrap_or(known);
        text.len()
            .checked_sub(part.len())
            .and_then(|at| text.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case(part))
    };
    WORDS.iter().any(|(known, _)| known.as_bytes().last() == Some(&last) && ends(known))
}

/// Returns the status that all behind `at` is.
fn tail(heading: &str, at: usize) -> Option<Status> {
    let (before, tail) = heading.split_at(at);
    let begins = before.ends_with(|last: char| last.is_whitespace() || matches!(last, '(' | '[' | '*' | '_'));
    if !begins && sign(tail).is_none() {
        return None;
    }
    let mut scan = Scan::new(tail);
    let signed = scan.sign();
    // A word alone must be a shouted one or set apart: "All tasks done" is a title.
    let shouted = |word: &str| word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase);
    let opened = before.trim_end_matches(['*', '_']);
    let apart = opened.ends_with(['(', '[', '–', '—', '-', ':']) || before.trim_end().ends_with(['–', '—', '-', ':']);
    if signed.is_none() && !apart && tail.chars().take(LETTERS).any(char::is_lowercase) {
        return None;
    }
    let worded = scan.word();
    let (kind, state) = match (signed, worded) {
        (Some(_), Some(word)) => (MarkKind::Emoji, word),
        (Some(sign), None) => (MarkKind::Emoji, sign),
        (None, Some(word)) if shouted(tail[..scan.end].trim_matches(['*', '_'])) || apart => (MarkKind::Word, word),
        _ => return None,
    };
    let behind = tail[scan.end..].trim_matches(['*', '_', '!', '.', ' ']);
    // All of these are in `BEHIND`, but for what only follows a sign.
    let end = match behind {
        "" => heading.len(),
        ")" if opened.ends_with('(') => heading.len(),
        "]" if opened.ends_with('[') => heading.len(),
        note if signed.is_some() && is_dated(note) => at + scan.end,
        _ => return None,
    };
    Some(Status { kind, span: Span::new(at, end), state })
}

/// Returns whether a note behind a sign says when or where: `(2026-04-02)`, `2026-04-02`, `[checkpoint: 4f1c2ab]`.
fn is_dated(note: &str) -> bool {
    let enclosed = note.starts_with('(') && note.ends_with(')') || note.starts_with('[') && note.ends_with(']');
    let date = |text: &str| text.len() == 10 && text.split('-').map(str::len).eq([4, 2, 2]);
    let digits = note.chars().filter(char::is_ascii_digit).count();
    date(note) && digits == 8 || enclosed && digits > 0
}

/// Widens a status at the end by the bracket or emphasis that opens before it, and by the ornament of a word.
fn with_opening(heading: &str, mut found: Status) -> Status {
    let opening = heading[..found.span.start].trim_end_matches(['(', '[', '*', '_']);
    found.span.start = opening.len();
    let bare = opening.trim_end();
    let title = bare.trim_end_matches(|last| is_ornament(last) && !matches!(last, '–' | '—' | '：'));
    if found.kind == MarkKind::Word && title.len() < bare.len() && title.ends_with(' ') {
        found.kind = MarkKind::Emoji;
        found.span.start = title.len();
    }
    found
}

/// Returns whether `character` is a pictogram or the like: no letter, no digit, and nothing that is on every keyboard.
pub(super) fn is_ornament(character: char) -> bool {
    !character.is_ascii() && !character.is_alphanumeric() && !character.is_whitespace()
}

/// `… [x]`, ``… `[ ]` ``.
fn box_at_end(heading: &str, manner: Manner) -> Option<Status> {
    let inner = heading.trim_end_matches('`');
    let ticks = heading.len() - inner.len();
    let inside = inner.strip_suffix(']')?;
    let held = inside.chars().next_back()?;
    let before = inside.strip_suffix(held)?.strip_suffix('[')?;
    let open = before.trim_end_matches('`');
    let stands_alone = before.len() - open.len() == ticks && open.ends_with(char::is_whitespace);
    let state = manner.of_box(held);
    (stands_alone && state != State::Unknown).then(|| Status {
        kind: MarkKind::Box,
        span: Span::new(before.len(), inner.len()),
        state,
    })
}

/// Reads box, sign and word one after the other, with blanks and emphasis between.
struct Scan<'a> {
    text: &'a str,
    at: usize,
    /// Behind the last thing read, closing emphasis included.
    end: usize,
}

impl<'a> Scan<'a> {
    const fn new(text: &'a str) -> Self {
        Self { text, at: 0, end: 0 }
    }

    fn advance(&mut self, len: usize) {
        self.at += len;
        let rest = &self.text[self.at..];
        let emphasis = rest.len() - rest.trim_start_matches(['*', '_']).len();
        self.at += emphasis;
        self.end = self.at;
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches([' ', '*', '_']).len();
    }

    fn boxed(&mut self, manner: Manner) -> Option<char> {
        let rest = &self.text[self.at..];
        let mut characters = rest.chars();
        let (open, inner, close) = (characters.next()?, characters.next()?, characters.next()?);
        if open != '[' || close != ']' || manner.of_box(inner) == State::Unknown {
            return None;
        }
        self.advance(2 + inner.len_utf8());
        Some(inner)
    }

    /// Passes a pictogram without a meaning of its own, where a word may follow: `📋 Planned`.
    fn skip_ornament(&mut self) {
        let rest = &self.text[self.at..];
        if sign(rest).is_none() {
            self.at += rest.len() - rest.trim_start_matches(is_ornament).trim_start().len();
        }
    }

    fn sign(&mut self) -> Option<State> {
        let (state, len) = sign(&self.text[self.at..])?;
        self.advance(len);
        Some(state)
    }

    fn word(&mut self) -> Option<State> {
        let rest = &self.text[self.at..];
        let emphasis = rest.len() - rest.trim_start_matches(['*', '_', '`']).len();
        let (state, len) = word(&rest[emphasis..])?;
        self.advance(emphasis + len);
        Some(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_shouted_word_is_shorter_than_is_looked_at() {
        let cased = WORDS.iter().map(|(word, _)| word).filter(|word| word.chars().any(char::is_lowercase));
        assert_eq!(cased.map(|word| word.chars().count()).min(), Some(LETTERS));
    }

    #[test]
    fn values() {
        for (value, expected) in [
            ("✅ Complete", Some((MarkKind::Emoji, "✅ Complete", State::Done))),
            ("⏳ Not Started", Some((MarkKind::Emoji, "⏳ Not Started", State::Open))),
            ("[x] complete", Some((MarkKind::Word, "[x] complete", State::Done))),
            ("[ ] pending", Some((MarkKind::Word, "[ ] pending", State::Open))),
            ("[ ] in-progress", Some((MarkKind::Word, "[ ] in-progress", State::InProgress))),
            ("[x] Validated", Some((MarkKind::Word, "[x] Validated", State::Validated))),
            ("NOT_STARTED", Some((MarkKind::Word, "NOT_STARTED", State::Open))),
            ("PARTIALLY IMPLEMENTED", Some((MarkKind::Word, "PARTIALLY IMPLEMENTED", State::InProgress))),
            ("In Progress since May", Some((MarkKind::Word, "In Progress", State::InProgress))),
            ("✅ **FIXED** - Processing active", Some((MarkKind::Emoji, "✅ **FIXED**", State::Done))),
            ("**Done**", Some((MarkKind::Word, "**Done**", State::Done))),
            ("🟡 HIGH", None),
            ("[-] shelved", Some((MarkKind::Word, "[-] shelved", State::Cancelled))),
            ("Ready for Review", Some((MarkKind::Word, "Ready for Review", State::InProgress))),
            ("Ready for Implementation", Some((MarkKind::Word, "Ready", State::Open))),
            ("[ ] Pass [ ] Fail", None),
            ("📋 PLANNED", Some((MarkKind::Word, "📋 PLANNED", State::Open))),
            ("🏗️ In Progress", Some((MarkKind::Word, "🏗️ In Progress", State::InProgress))),
            ("📋", None),
            ("Opening hours", None),
            ("", None),
        ] {
            let found =
                of_value(value, Manner::default()).map(|status| (status.kind, status.span.of(value), status.state));
            assert_eq!(found, expected, "{value}");
        }
    }

    #[test]
    fn ends_of_headings() {
        for (heading, expected) in [
            ("Core ✅", Some("✅")),
            ("Core Functionality ✅ COMPLETED", Some("✅ COMPLETED")),
            ("Detection ⏳ PENDING", Some("⏳ PENDING")),
            ("Core ✅ **COMPLETE**", Some("✅ **COMPLETE**")),
            ("Core (DONE)", Some("(DONE)")),
            ("Core DONE", Some("DONE")),
            ("Core DONE!", Some("DONE!")),
            ("Core (**IN_PROGRESS**)", Some("(**IN_PROGRESS**)")),
            ("Core [NOT-STARTED].", Some("[NOT-STARTED].")),
            ("Core - Complete", Some("Complete")),
            ("1.1 Add it [x]", Some("[x]")),
            ("1.1 Add it `[ ]`", Some("[ ]")),
            ("Learning 📋 PLANNED", Some("📋 PLANNED")),
            ("Read it ✅ (2026-04-02)", Some("✅")),
            ("Read it ✅ COMPLETE 2026-04-02", Some("✅ COMPLETE")),
            ("Draw ✅ [checkpoint: 4f1c2ab]", Some("✅")),
            ("Draw ✅ (by hand)", None),
            ("Setup (New - Partial)", None),
            ("Features (10/10 ✅ COMPLETE)", None),
            ("Types 🏗️", None),
            ("All tasks done", None),
            ("Getting things done", None),
            ("What is open", None),
            ("Core 🎯", None),
            ("Array[x]", None),
        ] {
            assert_eq!(at_end(heading, Manner::default()).map(|status| status.span.of(heading)), expected, "{heading}");
        }
    }
}
