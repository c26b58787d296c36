//! How a message quotes what stands in a plan.

/// The longest text that is quoted whole, in characters.
const LONGEST: usize = 40;

/// Returns `text` between quotes; of a long one only the beginning, up to the end of a word.
pub fn quoted(text: &str) -> String {
    let Some((end, next)) = text.char_indices().nth(LONGEST) else { return format!("\"{text}\"") };
    let blank = text[..end + next.len_utf8()].rfind(char::is_whitespace);
    let beginning = blank.map(|blank| text[..blank].trim_end()).filter(|words| !words.is_empty());
    format!("\"{}…\"", beginning.unwrap_or(&text[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_behind_a_word() {
        let forty = "x".repeat(LONGEST);
        for (text, expected) in [
            ("short", "short".to_owned()),
            (&forty, forty.clone()),
            (&format!("{forty} more"), format!("{forty}…")),
            (&format!("{forty}more"), format!("{forty}…")),
            (&format!("one two{forty}"), "one…".to_owned()),
            // Where only blanks stand before the word, it is cut.
            (&format!("\u{3000}{forty}"), format!("\u{3000}{}…", &forty[1..])),
        ] {
            assert_eq!(quoted(text), format!("\"{expected}\""), "{text}");
        }
    }
}
