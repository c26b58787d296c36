//! What changes from one list of texts to another, and how alike two words are.
//!
//! Texts are compared as numbers, the same for the same text: `similar` is compiled anew for every type and by every
//! algorithm that it is asked for, and that is a lot of code.

use std::collections::HashMap;

use similar::algorithms::{Capture, Compact, Replace, histogram, myers};
use similar::{DiffOp, diff_ratio};

/// Which of several ways to bring about a change is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The one with the fewest changes (E. W. Myers, An O(ND) Difference Algorithm).
    Shortest,
    /// The one that keeps what is rare, so that changes fall between blocks (`histogram`, git-diff(1)).
    KeepRare,
}

/// Returns how `new` comes out of `old`, lists of lines or words: what stays, goes and comes, in order.
pub fn diff<'a>(way: Way, old: &[&'a str], new: &[&'a str]) -> Vec<DiffOp> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut number = |text: &&'a str| {
        let next = known.len();
        *known.entry(text).or_insert(next)
    };
    let [old, new] = [old, new].map(|texts| texts.iter().map(&mut number).collect::<Vec<_>>());
    let mut found = Compact::new(Replace::new(Capture::new()), &old, &new);
    let Ok(()) = match way {
        Way::Shortest => myers::diff(&mut found, &old, 0..old.len(), &new, 0..new.len()),
        Way::KeepRare => histogram::diff(&mut found, &old, 0..old.len(), &new, 0..new.len()),
    };
    found.into_inner().into_inner().into_ops()
}

/// Returns the texts that `op` is about, with the signs of a unified diff: `-` goes, `+` comes, a blank stays.
pub fn signed<'a>(op: &DiffOp, old: &[&'a str], new: &[&'a str]) -> Vec<(char, &'a str)> {
    let signed = |sign, texts: &[&'a str]| texts.iter().map(|&text| (sign, text)).collect::<Vec<_>>();
    match op {
        DiffOp::Equal { .. } => signed(' ', &new[op.new_range()]),
        _ => [signed('-', &old[op.old_range()]), signed('+', &new[op.new_range()])].concat(),
    }
}

/// Returns which of `known` is spelled most like `word`, the first in the alphabet of those that are equally so; `None`
/// where none is at least as like it as `least`. 1 is the same, 0 has no letter of it.
pub fn nearest<'a>(word: &str, known: &[&'a str], least: f32) -> Option<&'a str> {
    let likely = known.iter().map(|&other| (likeness(word, other, least), other));
    let near = likely.filter_map(|(likeness, other)| Some((likeness?, other)));
    near.max_by(|(a, one), (b, other)| a.total_cmp(b).then(other.cmp(one))).map(|(_, other)| other)
}

/// Returns how alike two words are, `None` where that is less than `least`.
fn likeness(a: &str, b: &str, least: f32) -> Option<f32> {
    let letters = |word| str::split(word, "").filter(|letter| !letter.is_empty()).collect::<Vec<&str>>();
    let (one, other) = (letters(a), letters(b));
    let ratio = |same: &[DiffOp]| diff_ratio(same, one.len(), other.len());
    // Most words are known at once for others.
    let shared = a.chars().filter(|&letter| b.contains(letter)).count();
    let most = ratio(&[DiffOp::Equal { old_index: 0, new_index: 0, len: shared }]);
    (most >= least).then(|| ratio(&diff(Way::Shortest, &one, &other))).filter(|&likeness| likeness >= least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearest() {
        let known = ["status", "start", "show", "tick", "untick"];
        for (word, least, expected) in [
            ("tik", 0.5, Some("tick")),
            ("stat", 0.5, Some("start")),
            ("untik", 0.5, Some("untick")),
            ("quux", 0.5, None),
            ("status", 1.0, Some("status")),
            ("", 0.5, None),
        ] {
            assert_eq!(nearest(word, &known, least), expected, "{word}");
        }
        assert_eq!(nearest("ab", &["ac", "aa"], 0.5), Some("aa"), "the first one of equals");
    }

    #[test]
    fn what_changes() {
        let (old, new) = (["a", "b", "c", "a"], ["a", "c", "d", "a"]);
        for way in [Way::Shortest, Way::KeepRare] {
            let ops = diff(way, &old, &new);
            let signed = ops.iter().flat_map(|op| signed(op, &old, &new));
            let told: Vec<String> = signed.map(|(sign, text)| format!("{sign}{text}")).collect();
            assert_eq!(told.join("|"), " a|-b| c|+d| a", "{way:?}");
        }
    }
}
