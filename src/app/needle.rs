//! What is looked for in texts: smart case, as in vim and ripgrep.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::run::{Line, Run, Tone};

/// A text to look for. Its case matters where it holds a capital letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needle {
    /// In lower case, unless the case matters; never empty.
    letters: Vec<char>,
    text: String,
    case_matters: bool,
}

impl Needle {
    /// Returns `text` as something to look for; `None` where it is empty.
    pub fn new(text: &str) -> Option<Self> {
        let case_matters = text.chars().any(char::is_uppercase);
        let letters: Vec<char> =
            if case_matters { text.chars().collect() } else { text.chars().flat_map(char::to_lowercase).collect() };
        (!letters.is_empty()).then(|| Self { letters, text: text.to_owned(), case_matters })
    }

    /// Returns the text as it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns whether `hay` holds it.
    pub(super) fn is_in(&self, hay: &str) -> bool {
        self.next_in(hay, 0).is_some()
    }

    /// Returns `line` with every place that holds it told as found.
    pub(super) fn mark(&self, line: Line) -> Line {
        let text: String = line.iter().map(|run| &*run.text).collect();
        let places = self.all_in(&text);
        if places.is_empty() {
            return line;
        }
        let mut marked = Line::new();
        let mut offset = 0;
        for run in line {
            for (at, grapheme) in run.text.grapheme_indices(true) {
                let (start, end) = (offset + at, offset + at + grapheme.len());
                let found = places.iter().any(|place| place.start < end && start < place.end);
                let tone = if found { Tone::Found } else { run.tone };
                match marked.last_mut() {
                    Some(last) if last.tone == tone => last.text.push_str(grapheme),
                    _ => marked.push(Run::new(grapheme, tone)),
                }
            }
            offset += run.text.len();
        }
        marked
    }

    fn all_in(&self, hay: &str) -> Vec<Range<usize>> {
        std::iter::successors(self.next_in(hay, 0), |last| self.next_in(hay, last.end)).collect()
    }

    /// Returns the first place in `hay` from the byte `from` on.
    fn next_in(&self, hay: &str, from: usize) -> Option<Range<usize>> {
        hay[from..].char_indices().find_map(|(at, _)| {
            let start = from + at;
            self.length_at(&hay[start..]).map(|length| start..start + length)
        })
    }

    /// Returns how many bytes of `hay`, from its beginning on, are the needle.
    fn length_at(&self, hay: &str) -> Option<usize> {
        let mut left = &self.letters[..];
        for (at, character) in hay.char_indices() {
            if left.is_empty() {
                return Some(at);
            }
            if self.case_matters {
                left = left.strip_prefix(&[character])?;
            } else {
                for letter in character.to_lowercase() {
                    left = left.strip_prefix(&[letter])?;
                }
            }
        }
        left.is_empty().then_some(hay.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns `hay` with what was found between brackets.
    fn found(needle: &str, hay: &str) -> String {
        let line = vec![Run::new(hay, Tone::Plain)];
        let line = Needle::new(needle).map_or_else(|| line.clone(), |needle| needle.mark(line.clone()));
        let run = |run: Run| if run.tone == Tone::Found { format!("[{}]", run.text) } else { run.text };
        line.into_iter().map(run).collect()
    }

    #[test]
    fn case_matters_where_a_capital_is_typed() {
        for (needle, hay, expected) in [
            ("web", "Webhook, webhook, WEB", "[Web]hook, [web]hook, [WEB]"),
            ("Web", "Webhook, webhook, WEB", "[Web]hook, webhook, WEB"),
            ("ärger", "ÄRGER", "[ÄRGER]"),
            ("aa", "aaa", "[aa]a"),
            ("straße", "Straße", "[Straße]"),
            ("", "x", "x"),
            ("b c", "a b c", "a [b c]"),
            ("e", "e\u{301}e", "[e\u{301}e]"),
            ("long", "lo", "lo"),
            ("字", "漢字", "漢[字]"),
            ("i", "İ", "İ"),
        ] {
            assert_eq!(found(needle, hay), expected, "{needle}");
        }
    }

    #[test]
    fn a_place_may_lie_in_several_tones() {
        let line = vec![Run::new("run ca", Tone::Plain), Run::new("rgo", Tone::Code), Run::new(" now", Tone::Plain)];
        let marked = Needle::new("cargo").expect("a text").mark(line);
        let tones: Vec<(&str, Tone)> = marked.iter().map(|run| (&*run.text, run.tone)).collect();
        assert_eq!(tones, [("run ", Tone::Plain), ("cargo", Tone::Found), (" now", Tone::Plain)]);
    }
}
