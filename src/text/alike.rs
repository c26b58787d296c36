//! What two texts have in common at both ends.

/// How many bytes are compared at once.
const CHUNK: usize = 4096;

/// Returns how many bytes two texts begin with alike, and how many they end with alike behind that.
pub fn alike(old: &[u8], new: &[u8]) -> (usize, usize) {
    let chunks = old.chunks(CHUNK).zip(new.chunks(CHUNK)).take_while(|(a, b)| a == b).count() * CHUNK;
    let start = chunks.min(old.len()).min(new.len());
    let before = start + old[start..].iter().zip(&new[start..]).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[before..], &new[before..]);
    let chunks = old.rchunks(CHUNK).zip(new.rchunks(CHUNK)).take_while(|(a, b)| a == b).count() * CHUNK;
    let end = chunks.min(old.len()).min(new.len());
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    (before, end + old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_alike_as_far_as_both_go() {
        for (old, new, expected) in [
            ("abcd", "abXd", (2, 1)),
            ("abcd", "abd", (2, 1)),
            ("aa", "aaa", (2, 0)),
            ("aaa", "aa", (2, 0)),
            ("same", "same", (4, 0)),
            ("", "new", (0, 0)),
        ] {
            assert_eq!(alike(old.as_bytes(), new.as_bytes()), expected, "{old} {new}");
            // The same around something longer than what is compared at once.
            let (before, behind) = ("x".repeat(CHUNK + 7), "y".repeat(2 * CHUNK + 5));
            let [old, new] = [old, new].map(|middle| format!("{before}{middle}{behind}"));
            let found = alike(old.as_bytes(), new.as_bytes());
            let all = old.len().min(new.len());
            let whole = if old == new { (all, 0) } else { (expected.0 + before.len(), expected.1 + behind.len()) };
            assert_eq!(found, whole, "{} {}", old.len(), new.len());
        }
    }
}
