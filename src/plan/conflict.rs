//! git's conflict markers: a text with them holds two plans, and takes no writes.

use super::blocks::{BlockKind, blocks};
use crate::text::Span;

/// Returns the line that starts a conflict: `<<<<<<<`, then `=======`, then `>>>>>>>`, each of seven characters and
/// perhaps a label (git-merge(1), "How conflicts are presented"). Markers inside one piece of code are an example.
pub(super) fn marker(text: &str) -> Option<Span> {
    if !text.contains("<<<<<<<") {
        return None;
    }
    let code = code(text);
    let mut start: Option<Span> = None;
    let mut divided = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        if is_marker(content, '<') {
            start = Some(Span::new(at, at + content.len()));
            divided = false;
        } else if is_marker(content, '=') {
            divided = start.is_some();
        } else if let Some(start) = start.filter(|_| divided && is_marker(content, '>')) {
            let conflict = Span::new(start.start, at + content.len());
            if !code.iter().any(|code| code.covers(conflict)) {
                return Some(start);
            }
        }
        at += line.len();
    }
    None
}

/// Returns the lines, from 1, that are markers outside code, also where somebody has resolved half of a conflict. What
/// divides its sides is none where nothing begins or ends them.
pub(super) fn marker_lines(text: &str) -> Vec<usize> {
    if !has_marker(text) {
        return Vec::new();
    }
    let code = code(text);
    let (mut lines, mut is_conflict, mut at) = (Vec::new(), false, 0);
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let content = Span::new(at, at + line.trim_end_matches(['\n', '\r']).len());
        at += line.len();
        if ['<', '|', '=', '>'].iter().any(|&mark| is_marker(content.of(text), mark))
            && !code.iter().any(|code| code.covers(content))
        {
            is_conflict |= has_marker(content.of(text));
            lines.push(index + 1);
        }
    }
    if is_conflict { lines } else { Vec::new() }
}

/// Returns whether one of the lines of `text` begins or ends a conflict, or an example of one.
pub(super) fn has_marker(text: &str) -> bool {
    text.lines().any(|line| is_marker(line, '<') || is_marker(line, '>'))
}

fn code(text: &str) -> Vec<Span> {
    blocks(text).into_iter().filter(|block| block.kind == BlockKind::Code).map(|block| block.span).collect()
}

/// Returns whether `line` is seven times `mark`, alone or before a blank.
pub(super) fn is_marker(line: &str, mark: char) -> bool {
    let label = line.trim_start_matches(mark);
    line.len() - label.len() == 7 && (label.is_empty() || label.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conflicts_are_told_from_examples() {
        for (text, expected) in [
            ("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n", Some("<<<<<<< HEAD")),
            ("<<<<<<<\r\nb\r\n=======\r\nc\r\n>>>>>>>\r\n", Some("<<<<<<<")),
            ("<<<<<<< HEAD\nb\n||||||| base\na\n=======\nc\n>>>>>>> x", Some("<<<<<<< HEAD")),
            ("```\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n```\n", None),
            ("<<<<<<< HEAD\nb\n", None),
            ("Title\n=======\n>>>>>>> x\n<<<<<<< y\n", None),
            ("<<<<<<<< eight\n=======\n>>>>>>> x\n", None),
        ] {
            assert_eq!(marker(text).map(|span| span.of(text)), expected, "{text}");
        }
    }

    #[test]
    fn what_is_left_of_a_conflict_is_told_from_text() {
        for (text, expected) in [
            ("a\n<<<<<<< HEAD\nb\n||||||| base\nb\n=======\r\nc\n>>>>>>> x\n", &[2, 4, 6, 8][..]),
            ("a\n=======\nc\n>>>>>>> x", &[2, 4]),
            ("Title\n=======\n\n||||||| a\n", &[]),
            ("```\n<<<<<<< HEAD\n```\n", &[]),
        ] {
            assert_eq!(marker_lines(text), expected, "{text}");
        }
    }
}
