//! How much two titles have in common.

/// No title counts beyond this many words.
const MOST_WORDS: usize = 64;

/// No title counts beyond this many characters.
const MOST_CHARACTERS: usize = 400;

/// Returns whether two titles have half of their words in common; of long ones the first 64 count.
pub(in crate::plan) fn alike(a: &str, b: &str) -> bool {
    let words = |text: &str| words(text).collect::<Vec<_>>();
    let (a, b) = (words(a), words(b));
    let shared = a.iter().filter(|word| b.contains(word)).count();
    shared * 4 >= a.len() + b.len() && shared > 0
}

/// What a title is compared by: its words, and its pairs of neighbouring characters, so that a mended typing error does
/// not make another title of it. Both sorted.
pub(super) struct Profile {
    words: Vec<String>,
    pairs: Vec<(char, char)>,
}

impl Profile {
    /// Returns what `title` is compared by.
    pub(super) fn new(title: &str) -> Self {
        let mut words: Vec<String> = words(title).collect();
        let mut pairs: Vec<(char, char)> =
            words.iter().flat_map(|word| word.chars().zip(word.chars().skip(1))).take(MOST_CHARACTERS).collect();
        words.sort_unstable();
        pairs.sort_unstable();
        Self { words, pairs }
    }

    /// Returns how alike two titles are, from 0 to 1: the better of the Dice coefficients of their words and their pairs.
    pub(super) fn likeness(&self, other: &Self) -> f32 {
        dice(&self.words, &other.words).max(dice(&self.pairs, &other.pairs))
    }
}

/// Returns the words of `text` in lower case.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    words.take(MOST_WORDS).map(str::to_lowercase)
}

/// Returns twice what two sorted lists share, by what they have in all: 1 where they are the same, 0 for empty ones.
fn dice<T: Ord>(a: &[T], b: &[T]) -> f32 {
    let (mut shared, mut left, mut right) = (0u16, 0, 0);
    while let (Some(x), Some(y)) = (a.get(left), b.get(right)) {
        shared += u16::from(x == y);
        left += usize::from(x <= y);
        right += usize::from(x >= y);
    }
    // Both are capped at a few hundred.
    let all = u16::try_from(a.len() + b.len()).unwrap_or(u16::MAX);
    if all == 0 { 0.0 } else { f32::from(shared) * 2.0 / f32::from(all) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_more_or_less_alike() {
        for (a, b, low, high) in [
            ("Deploy", "deploy", 1.0, 1.0),
            ("Rout exists", "Route exists", 0.9, 1.0),
            ("Create the schema", "Create the database schema", 0.8, 0.9),
            ("Deploy", "Deploy to staging", 0.5, 0.6),
            ("Deploy", "Backup", 0.0, 0.1),
            ("", "", 0.0, 0.0),
            ("数据库迁移", "数据库迁移脚本", 0.7, 0.9),
        ] {
            let likeness = Profile::new(a).likeness(&Profile::new(b));
            assert!((low..=high).contains(&likeness), "{a} {b}: {likeness}");
        }
    }
}
