//! Inline Markdown as plain text, for titles and for looking up words.

use std::borrow::Cow;
use std::sync::Arc;

use super::conflict::is_marker;

/// Longest text that is read for a title, in bytes: no title is longer, but a line may be.
const LONGEST: usize = 4096;

/// Returns `markdown` without emphasis, code marks, link targets, comments, escapes and lines that git has left in a
/// conflict, white space folded; cut after 4096 bytes.
///
/// Only what marks up is taken away (`CommonMark` sections 6.1 to 6.6); what is left may hold unsafe characters.
pub fn plain(markdown: &str) -> Arc<str> {
    let markdown = &markdown[..markdown.floor_char_boundary(LONGEST)];
    if !is_marked_up(markdown.as_bytes()) {
        return markdown.trim().into();
    }
    let markdown = &*without_markers(markdown);
    let mut text = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(character) = rest.chars().next() {
        rest = step(rest, character, &mut text);
    }
    text.trim().into()
}

/// Returns `text` in lower case; a copy only where it has capitals.
pub(super) fn lower(text: &str) -> Cow<'_, str> {
    // Most of what is asked for is a number.
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return text.into();
    }
    if text.is_ascii() {
        return text.to_ascii_lowercase().into();
    }
    if text.contains(char::is_uppercase) { text.to_lowercase().into() } else { text.into() }
}

/// Returns whether anything in a text may not be shown as it is written: markup, or white space to fold.
fn is_marked_up(bytes: &[u8]) -> bool {
    let marks = |byte: &u8| matches!(byte, b'*' | b'_' | b'`' | b'~' | b'[' | b'\\' | b'<' | b'\n' | b'\t' | b'\r');
    bytes.iter().any(marks) || bytes.windows(2).any(|pair| pair == b"  ")
}

/// Returns `text` without lines that mark a conflict: they continue the paragraph of an item, and say nothing of it.
fn without_markers(text: &str) -> Cow<'_, str> {
    let marks = |line: &&str| ['<', '|', '=', '>'].iter().any(|&mark| is_marker(line, mark));
    if !text.contains('\n') || !text.lines().any(|line| marks(&line)) {
        return text.into();
    }
    text.lines().filter(|line| !marks(line)).collect::<Vec<_>>().join("\n").into()
}

/// Takes one piece of markup or one character off `rest`, writes what it shows, and returns what is left.
fn step<'a>(rest: &'a str, character: char, text: &mut String) -> &'a str {
    let behind = &rest[character.len_utf8()..];
    match character {
        '*' => behind.trim_start_matches('*'),
        '~' if behind.starts_with('~') => behind.trim_start_matches('~'),
        '_' if !joins_words(text, behind) => behind.trim_start_matches('_'),
        '`' => code(rest, text),
        '[' => link(rest, text).unwrap_or_else(|| {
            text.push('[');
            behind
        }),
        '<' if rest.starts_with("<!--") => rest.find("-->").map_or("", |end| &rest[end + 3..]),
        '\\' if behind.starts_with(|next: char| next.is_ascii_punctuation()) => {
            text.push_str(&behind[..1]);
            &behind[1..]
        }
        blank if blank.is_whitespace() => {
            if !text.ends_with(' ') {
                text.push(' ');
            }
            behind
        }
        other => {
            text.push(other);
            behind
        }
    }
}

/// Returns whether an underscore between `before` and `behind` is part of a word, as in `snake_case`.
fn joins_words(before: &str, behind: &str) -> bool {
    before.ends_with(|last: char| last.is_alphanumeric() || last == '_')
        && behind.trim_start_matches('_').starts_with(char::is_alphanumeric)
}

/// Writes the content of the code span that `rest` starts with, or its backticks where nothing closes it.
fn code<'a>(rest: &'a str, text: &mut String) -> &'a str {
    let ticks = rest.len() - rest.trim_start_matches('`').len();
    let (open, behind) = rest.split_at(ticks);
    if let Some(end) = behind.find(open) {
        text.push_str(behind[..end].trim());
        &behind[end + ticks..]
    } else {
        text.push_str(open);
        behind
    }
}

/// Writes the text of the inline link that `rest` starts with, and returns what follows it.
fn link<'a>(rest: &'a str, text: &mut String) -> Option<&'a str> {
    let end = rest.find("](")?;
    let label = &rest[1..end];
    let close = rest[end..].find(')')?;
    if label.contains(['[', ']', '\n']) {
        return None;
    }
    text.push_str(&plain(label));
    Some(&rest[end + close + 1..])
}

/// Returns whether `value` is nothing but what a template leaves to be filled in: `[Task Name]`, `{{CURRENT_DATE}}`.
pub(super) fn is_placeholder(value: &str) -> bool {
    let value = value.trim().trim_matches(['*', '_', '`']);
    let mut rest = value;
    let mut found = false;
    while let Some(behind) = placeholder(rest) {
        found = true;
        rest = behind.trim_start_matches([' ', '-', '–', ',', '.', '/', ':']);
    }
    found && rest.is_empty()
}

/// Returns what stands behind the placeholder that `text` starts with.
fn placeholder(text: &str) -> Option<&str> {
    if let Some(inner) = text.strip_prefix("{{") {
        return inner.find("}}").map(|end| &inner[end + 2..]);
    }
    let inner = text.strip_prefix('[')?;
    let end = inner.find(']')?;
    let named = end > 1 && inner[..end].starts_with(char::is_alphabetic) && !inner[..end].contains('[');
    let behind = &inner[end + 1..];
    (named && !behind.starts_with(['(', '['])).then_some(behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_goes_and_words_stay() {
        for (markdown, expected) in [
            ("plain words", "plain words"),
            ("MAIN\n=======", "MAIN"),
            ("a\n<<<<<<< HEAD\nb\r\n||||||| 1f\r\nc\n>>>>>>> side", "a b c"),
            ("======= a", "======= a"),
            ("**Step 1: Write** the `failing test`", "Step 1: Write the failing test"),
            ("[link text](http://x.y/z_z) and [ref]", "link text and [ref]"),
            ("snake_case and _emphasis_ of __init__", "snake_case and emphasis of init"),
            ("~~gone~~ a ~ b", "gone a ~ b"),
            ("two\n  lines\tof   text", "two lines of text"),
            (r"a \* b \[x\]", "a * b [x]"),
            ("kept <!-- id: 7 --> here", "kept here"),
            ("``a ` b`` and `open", "a ` b and `open"),
        ] {
            assert_eq!(&*plain(markdown), expected, "{markdown}");
        }
    }

    #[test]
    fn placeholders_are_known_by_their_brackets() {
        for value in ["[Task Name]", "{{CURRENT_DATE}}", "`[Specific files]`", "[Description] - [Validation criteria]"]
        {
            assert!(is_placeholder(value), "{value}");
        }
        for value in ["", "Task", "[link](url)", "[x]", "see [Task Name]", "[a][b]"] {
            assert!(!is_placeholder(value), "{value}");
        }
    }
}
