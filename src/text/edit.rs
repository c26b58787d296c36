//! The only way in which the text of a plan changes.

use super::{Span, alike};

/// One replacement: the bytes of `span` give way to `insert`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    /// What is replaced, in bytes of the text before the edit.
    pub span: Span,
    /// What stands there afterwards.
    pub insert: String,
}

/// Which side of an insertion at the very same place an offset sticks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bias {
    /// Stays before the inserted text.
    Before,
    /// Moves behind the inserted text.
    After,
}

/// A set of replacements in one text.
///
/// Invariant: the splices are sorted by start and disjoint, and none of them is without effect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    splices: Vec<Splice>,
    /// By how many bytes each splice, and all before it, move what follows.
    shifts: Vec<isize>,
}

impl Edit {
    /// Returns the edit that replaces `span` by `insert`.
    pub fn replace(span: Span, insert: impl Into<String>) -> Self {
        let insert = insert.into();
        if span.is_empty() && insert.is_empty() {
            return Self::default();
        }
        Self::of(vec![Splice { span, insert }])
    }

    /// Returns all of `edits`, of one and the same text, as one edit, or `None` where two of them touch the same bytes.
    ///
    /// Two insertions at one place touch: their order would be a guess.
    pub fn all(edits: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut splices: Vec<Splice> = edits.into_iter().flat_map(|edit| edit.splices).collect();
        splices.sort_by_key(|splice| splice.span);
        let touching = |pair: &[Splice]| {
            let (a, b) = (pair[0].span, pair[1].span);
            b.start < a.end || a.start == b.start
        };
        (!splices.windows(2).any(touching)).then(|| Self::of(splices))
    }

    /// Returns the edit of these splices, which are sorted and disjoint.
    fn of(splices: Vec<Splice>) -> Self {
        let grown = |splice: &Splice| splice.insert.len().cast_signed() - splice.span.len().cast_signed();
        let shifts = splices
            .iter()
            .scan(0, |shift, splice| {
                *shift += grown(splice);
                Some(*shift)
            })
            .collect();
        Self { splices, shifts }
    }

    /// Returns the edit that inserts `insert` at `offset`.
    pub fn insert(offset: usize, insert: impl Into<String>) -> Self {
        Self::replace(Span::at(offset), insert)
    }

    /// Returns the edit that removes `span`.
    pub fn delete(span: Span) -> Self {
        Self::replace(span, "")
    }

    /// Returns the smallest single replacement that turns `old` into `new`, both standing at `at`.
    ///
    /// What both begin and end with stays, so that `[ ]` to `[x]` is one byte.
    pub fn between(at: usize, old: &str, new: &str) -> Self {
        let (before, behind) = alike(old, new);
        let span = Span::new(at + before, at + old.len() - behind);
        Self::replace(span, &new[before..new.len() - behind])
    }

    /// Returns both edits as one, or `None` where they touch the same bytes.
    pub fn union(self, other: Self) -> Option<Self> {
        Self::all([self, other])
    }

    /// Returns the replacements, sorted and disjoint.
    pub fn splices(&self) -> &[Splice] {
        &self.splices
    }

    /// Returns whether nothing is replaced.
    pub fn is_empty(&self) -> bool {
        self.splices.is_empty()
    }

    /// Returns `text` after the edit.
    ///
    /// # Panics
    /// When a splice does not lie in `text` on character boundaries.
    pub fn apply(&self, text: &str) -> String {
        let grown: usize = self.splices.iter().map(|splice| splice.insert.len()).sum();
        let mut result = String::with_capacity(text.len() + grown);
        let mut copied = 0;
        for splice in &self.splices {
            result.push_str(&text[copied..splice.span.start]);
            result.push_str(&splice.insert);
            copied = splice.span.end;
        }
        result.push_str(&text[copied..]);
        result
    }

    /// Returns the edit that takes this one back; `original` is the text before it.
    ///
    /// # Panics
    /// When a splice does not lie in `original` on character boundaries.
    #[must_use]
    pub fn invert(&self, original: &str) -> Self {
        let before = std::iter::once(0).chain(self.shifts.iter().copied());
        let inverse = |(splice, shift): (&Splice, isize)| {
            let start = splice.span.start.saturating_add_signed(shift);
            Splice { span: Span::new(start, start + splice.insert.len()), insert: splice.span.of(original).to_owned() }
        };
        Self::of(self.splices.iter().zip(before).map(inverse).collect())
    }

    /// Returns where the byte at `offset` of the old text stands in the new one.
    ///
    /// An offset inside replaced text goes to the start or the end of what replaced it.
    pub fn map(&self, offset: usize, bias: Bias) -> usize {
        let passed = |Splice { span, .. }: &Splice| {
            span.end < offset || span.end == offset && (!span.is_empty() || bias == Bias::After)
        };
        let count = self.splices.partition_point(passed);
        let shift = if count == 0 { 0 } else { self.shifts[count - 1] };
        match self.splices.get(count) {
            Some(Splice { span, insert }) if span.start < offset => {
                let start = span.start.saturating_add_signed(shift);
                if bias == Bias::Before { start } else { start + insert.len() }
            }
            _ => offset.saturating_add_signed(shift),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_tick_is_one_byte() {
        let edit = Edit::between(6, "[ ]", "[x]");
        assert_eq!(edit, Edit::replace(Span::new(7, 8), "x"));
    }

    #[test]
    fn the_smallest_replacement_keeps_characters_whole() {
        let edit = Edit::between(0, "é", "è");
        assert_eq!(edit.apply("é"), "è");
        assert_eq!(Edit::between(0, "aaa", "aa").apply("aaa"), "aa");
        assert!(Edit::between(3, "same", "same").is_empty());
    }

    #[test]
    fn edits_that_touch_do_not_unite() {
        let at = |start, end| Edit::replace(Span::new(start, end), "x");
        assert!(at(0, 2).union(at(1, 3)).is_none());
        assert!(Edit::insert(1, "a").union(Edit::insert(1, "b")).is_none());
        let both = at(4, 5).union(at(0, 1)).expect("these are apart");
        assert_eq!(both.apply("abcdef"), "xbcdxf");
    }

    #[test]
    fn offsets_move_with_the_text_around_them() {
        let edit = Edit::replace(Span::new(2, 4), "XYZ");
        for (offset, bias, expected) in [
            (1, Bias::After, 1),
            (2, Bias::Before, 2),
            (3, Bias::Before, 2),
            (3, Bias::After, 5),
            (4, Bias::Before, 5),
            (6, Bias::Before, 7),
        ] {
            assert_eq!(edit.map(offset, bias), expected, "{offset} {bias:?}");
        }
        assert_eq!(Edit::insert(2, "ab").map(2, Bias::Before), 2);
        assert_eq!(Edit::insert(2, "ab").map(2, Bias::After), 4);
    }

    prop_compose! {
        fn text_and_edit()(text in "[a-zé\n]{0,40}", cuts in prop::collection::vec((0usize..40, 0usize..5, "[A-Z]{0,3}"), 0..4))
            -> (String, Edit) {
            let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
            let edit = cuts.into_iter().fold(Edit::default(), |edit, (start, length, insert)| {
                let start = boundary(start);
                let end = boundary(start + length).max(start);
                edit.clone().union(Edit::replace(Span::new(start, end), insert)).unwrap_or(edit)
            });
            (text, edit)
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn apply_then_invert_is_the_identity((text, edit) in text_and_edit()) {
            let changed = edit.apply(&text);
            prop_assert_eq!(edit.invert(&text).apply(&changed), text);
        }

        #[test]
        fn the_smallest_replacement_makes_the_one_text_of_the_other(old in "[aéèĩ]{0,6}", new in "[aéèĩ]{0,6}") {
            let edit = Edit::between(0, &old, &new);
            prop_assert_eq!(edit.apply(&old), new);
            for Splice { span, insert } in edit.splices() {
                let gone = span.of(&old);
                let ends = |text: &str| (text.chars().next(), text.chars().next_back());
                let ((first, last), (start, end)) = (ends(gone), ends(insert));
                prop_assert!(gone.is_empty() || insert.is_empty() || first != start && last != end, "{gone} {insert}");
            }
        }

        #[test]
        fn mapping_keeps_the_order_of_offsets((text, edit) in text_and_edit(), a in 0usize..40, b in 0usize..40) {
            let (a, b) = (a.min(b).min(text.len()), a.max(b).min(text.len()));
            for bias in [Bias::Before, Bias::After] {
                prop_assert!(edit.map(a, bias) <= edit.map(b, bias));
            }
        }
    }
}
