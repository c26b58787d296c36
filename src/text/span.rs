//! A half-open range of bytes that can be copied.

use std::ops::Range;

/// A half-open range of bytes in some text; `start <= end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset just behind the last byte.
    pub end: usize,
}

impl Span {
    /// Returns the span from `start` to `end`, both in bytes.
    ///
    /// # Panics
    /// In debug builds, when `start` is behind `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span starts before it ends");
        Self { start, end }
    }

    /// Returns the empty span at `offset`.
    pub const fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// Returns the part of `text` that this span covers.
    ///
    /// # Panics
    /// When the span does not lie in `text` on character boundaries.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// Returns the number of bytes covered.
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Returns whether no byte is covered.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Returns whether `offset` lies inside; the end does not.
    pub const fn contains(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Returns whether all of `other` lies inside.
    pub const fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}
