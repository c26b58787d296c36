//! git's conflict markers: a text with them holds two plans, and takes no writes.

use super::blocks::{BlockKind, blocks};
use crate::text::Span;

/// Returns the line that starts a conflict: `<<<<<<<`, then `=======`, then `>>>>>>>`, each of seven characters and
/// perhaps a label (git-merge(1), "How conflicts are presented"). Markers inside one piece of code are an example.
pub(super) fn marker(text: &str) -> Option<Span> {
    if !text.contains("<<<<<<<") {
        return None;
    }
    let code: Vec<Span> =
        blocks(text).into_iter().filter(|block| block.kind == BlockKind::Code).map(|block| block.span).collect();
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

/// Returns whether `line` is seven times `mark`, alone or before a blank.
fn is_marker(line: &str, mark: char) -> bool {
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
}
