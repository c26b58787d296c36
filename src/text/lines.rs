//! Lines of a text, without looking at what they say.

use super::Span;

/// Returns the span of the line that holds `offset`, without its line ending.
pub fn line_of(text: &str, offset: usize) -> Span {
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    let end = if end > start && text.as_bytes()[end - 1] == b'\r' && end < text.len() { end - 1 } else { end };
    Span::new(start, end.max(start))
}

/// Returns where the line behind the one that holds `offset` starts; the end of the text where there is none.
pub fn line_after(text: &str, offset: usize) -> usize {
    text[offset..].find('\n').map_or(text.len(), |at| offset + at + 1)
}

/// Returns the line ending that the text uses: that of its first line, `\n` where it has only one line.
pub fn line_ending(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if at > 0 && text.as_bytes()[at - 1] == b'\r' => "\r\n",
        _ => "\n",
    }
}

/// The starts of all lines of a text, to turn offsets into line and column numbers.
#[derive(Clone, Debug)]
pub struct LineIndex {
    /// Offset of each line's first byte; the first is 0.
    starts: Vec<usize>,
}

impl LineIndex {
    /// Returns the index of `text`.
    pub fn new(text: &str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { starts }
    }

    /// Returns the number of the line that holds `offset`, counted from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset)
    }

    /// Returns the number of the character at `offset` of `text` in its line, counted from 1; a byte order mark is none.
    pub fn column(&self, text: &str, offset: usize) -> usize {
        let start = self.start(self.line(offset)).unwrap_or(0);
        text[start..offset].chars().filter(|&character| character != '\u{feff}').count() + 1
    }

    /// Returns the offset where line `line` (counted from 1) starts, `None` where the text has no such line.
    pub fn start(&self, line: usize) -> Option<usize> {
        self.starts.get(line.checked_sub(1)?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_know_their_place() {
        let text = "one\r\ntwo\n\nfour";
        assert_eq!(line_of(text, 1).of(text), "one");
        assert_eq!(line_of(text, 6).of(text), "two");
        assert_eq!(line_of(text, 9).of(text), "");
        assert_eq!(line_of(text, text.len()).of(text), "four");
        assert_eq!(&text[line_after(text, 0)..], "two\n\nfour");
        assert_eq!(line_after(text, 12), text.len());
        assert_eq!((line_ending(text), line_ending("a\nb"), line_ending("a")), ("\r\n", "\n", "\n"));
        let index = LineIndex::new(text);
        assert_eq!([0, 4, 5, 9, 10].map(|at| index.line(at)), [1, 1, 2, 3, 4]);
        let columns = LineIndex::new("\u{feff}né\nü\n");
        assert_eq!([3, 4, 6, 7, 9].map(|at| columns.column("\u{feff}né\nü\n", at)), [1, 2, 3, 1, 2]);
        assert_eq!((index.start(4), index.start(0), index.start(5)), (Some(10), None, None));
    }
}
