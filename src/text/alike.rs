//! What two texts have in common at both ends.

/// How many bytes are compared at once.
const CHUNK: usize = 4096;

/// Returns how many bytes two texts begin with alike, and how many they end with alike behind that: whole characters.
pub fn alike(old: &str, new: &str) -> (usize, usize) {
    let mut before = begun_alike(old.as_bytes(), new.as_bytes());
    // Characters that differ may begin alike, or end so.
    while !old.is_char_boundary(before) {
        before -= 1;
    }
    let mut behind = ended_alike(&old.as_bytes()[before..], &new.as_bytes()[before..]);
    while !old.is_char_boundary(old.len() - behind) {
        behind -= 1;
    }
    (before, behind)
}

/// Returns the same of bytes, whatever characters they are part of.
pub fn alike_bytes(old: &[u8], new: &[u8]) -> (usize, usize) {
    let before = begun_alike(old, new);
    (before, ended_alike(&old[before..], &new[before..]))
}

fn begun_alike(old: &[u8], new: &[u8]) -> usize {
    let chunks = old.chunks(CHUNK).zip(new.chunks(CHUNK)).take_while(|(a, b)| a == b).count() * CHUNK;
    let start = chunks.min(old.len()).min(new.len());
    start + old[start..].iter().zip(&new[start..]).take_while(|(a, b)| a == b).count()
}

fn ended_alike(old: &[u8], new: &[u8]) -> usize {
    let chunks = old.rchunks(CHUNK).zip(new.rchunks(CHUNK)).take_while(|(a, b)| a == b).count() * CHUNK;
    let end = chunks.min(old.len()).min(new.len());
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    end + old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count()
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
            assert_eq!(alike(old, new), expected, "{old} {new}");
            assert_eq!(alike_bytes(old.as_bytes(), new.as_bytes()), expected, "{old} {new}");
            // The same around something longer than what is compared at once.
            let (before, behind) = ("x".repeat(CHUNK + 7), "y".repeat(2 * CHUNK + 5));
            let [old, new] = [old, new].map(|middle| format!("{before}{middle}{behind}"));
            let found = alike(&old, &new);
            let all = old.len().min(new.len());
            let whole = if old == new { (all, 0) } else { (expected.0 + before.len(), expected.1 + behind.len()) };
            assert_eq!(found, whole, "{} {}", old.len(), new.len());
        }
    }

    #[test]
    fn characters_that_share_bytes_are_not_alike() {
        for (old, new, characters, bytes) in [
            ("é", "è", (0, 0), (1, 0)),
            ("é", "ĩ", (0, 0), (0, 1)),
            ("à", "áà", (0, 2), (1, 1)),
            ("à", "àá", (2, 0), (2, 0)),
        ] {
            assert_eq!(alike(old, new), characters, "{old} {new}");
            assert_eq!(alike_bytes(old.as_bytes(), new.as_bytes()), bytes, "{old} {new}");
        }
    }
}
