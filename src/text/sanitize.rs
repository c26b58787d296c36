//! What of a foreign text a terminal may see.

use std::borrow::Cow;

/// Returns whether a terminal or a reader could be misled by `character`.
///
/// These are the control characters (C0, DEL, C1: ECMA-48) and the marks that reorder or hide text
/// (Unicode UAX #9 and the zero-width ones); the newline is not one of them.
pub const fn is_unsafe(character: char) -> bool {
    matches!(character,
        '\0'..='\u{9}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Returns `text` with a blank for each tab and `·` for every other unsafe character.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let safe = |character| match character {
        '\t' => ' ',
        unsafe_one if is_unsafe(unsafe_one) => '·',
        safe => safe,
    };
    Cow::Owned(text.chars().map(safe).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_escape_reaches_a_terminal() {
        for (text, expected) in [
            ("plain – ünïcode 漢字\n", "plain – ünïcode 漢字\n"),
            ("\u{1b}]52;c;aGk=\u{7}", "·]52;c;aGk=·"),
            ("\u{9b}2Jx\u{90}", "·2Jx·"),
            ("a\tb\rc", "a b·c"),
            ("abc\u{202e}def\u{200b}", "abc·def·"),
        ] {
            assert_eq!(sanitize(text), expected);
        }
    }
}
