//! Three texts merged by words: what one person wrote, on top of what another one did.

use std::ops::Range;

use similar::DiffOp;

use crate::text::{Way, diff};

/// A run of words that gives way to another one, as indexes of the words before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hunk {
    old: Range<usize>,
    new: Range<usize>,
}

/// Returns which words of `now` give way to which of `ours`, where `now` and `ours` both come from `base`; `None` where
/// both changed the same words, or words that touch, each otherwise.
pub(super) fn rebase(base: &[&str], ours: &[&str], now: &[&str]) -> Option<Vec<(Range<usize>, Range<usize>)>> {
    let theirs = hunks(base, now);
    let mut placed = Vec::new();
    for hunk in hunks(base, ours) {
        let touches = |other: &&Hunk| other.old.start <= hunk.old.end && hunk.old.start <= other.old.end;
        match theirs.iter().find(touches) {
            Some(same) if same.old == hunk.old && now[same.new.clone()] == ours[hunk.new.clone()] => {}
            Some(_) => return None,
            None => {
                let shift: isize = theirs.iter().filter(|other| other.old.end <= hunk.old.start).map(Hunk::grown).sum();
                let there = |at: usize| at.saturating_add_signed(shift);
                placed.push((there(hunk.old.start)..there(hunk.old.end), hunk.new));
            }
        }
    }
    Some(placed)
}

impl Hunk {
    fn grown(&self) -> isize {
        self.new.len().cast_signed() - self.old.len().cast_signed()
    }
}

/// Returns what changes from `old` to `new`.
fn hunks(old: &[&str], new: &[&str]) -> Vec<Hunk> {
    let ops = diff(Way::Shortest, old, new);
    let changed = ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    let mut hunks: Vec<Hunk> = Vec::new();
    for op in changed {
        let hunk = Hunk { old: op.old_range(), new: op.new_range() };
        match hunks.last_mut() {
            Some(last) if last.old.end == hunk.old.start => {
                last.old.end = hunk.old.end;
                last.new.end = hunk.new.end;
            }
            _ => hunks.push(hunk),
        }
    }
    hunks
}

/// Returns `text` in words, runs of white space and single other characters: all of it, in order.
pub(super) fn words(text: &str) -> Vec<&str> {
    let kind = |character: char| match character {
        blank if blank.is_whitespace() => 0,
        part if part.is_alphanumeric() || part == '_' => 1,
        _ => 2,
    };
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let len = match kind(first) {
            2 => first.len_utf8(),
            same => rest.find(|character| kind(character) != same).unwrap_or(rest.len()),
        };
        words.push(&rest[..len]);
        rest = &rest[len..];
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_words_of_one_line_merge() {
        for (base, ours, theirs, expected) in [
            ("wire the webhook", "wire the new webhook", "connect the webhook", Some("connect the new webhook")),
            ("a b c", "x b c", "a b z", Some("x b z")),
            ("a b c", "x b c", "y b c", None),
            ("a b c", "x b c", "x b c", Some("x b c")),
            ("a b c", "a b c d", "a b c e", None),
            ("a b c", "a b", "a b c", Some("a b")),
            ("a b c", "a b c", "", Some("")),
            ("", "ours", "theirs", None),
            ("use `tables`, first", "use `rows`, first", "use `tables`, last", Some("use `rows`, last")),
        ] {
            let (base, ours, now) = (words(base), words(ours), words(theirs));
            let merged = rebase(&base, &ours, &now).map(|placed| {
                let mut merged = now.clone();
                for (old, new) in placed.into_iter().rev() {
                    merged.splice(old, ours[new].iter().copied());
                }
                merged.concat()
            });
            assert_eq!(merged.as_deref(), expected, "{base:?} {ours:?} {theirs:?}");
        }
    }

    #[test]
    fn words_are_the_whole_text() {
        assert_eq!(words("it's  `a_b`\n  é!"), ["it", "'", "s", "  ", "`", "a_b", "`", "\n  ", "é", "!"]);
    }
}
