//! A small file of lines, each a value as JSON, of which the oldest go first.

use std::fs::File;
use std::io::{self, Read};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Memory, Worth};

/// No file beyond this is read, in bytes.
const MOST_READ: u64 = 64 << 20;

/// A file of lines in the folder of a plan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines {
    pub(super) name: &'static str,
    /// So many lines are kept.
    pub(super) limit: usize,
    /// The file has no more bytes than this, unless the last line alone has.
    pub(super) room: usize,
}

impl Lines {
    /// Returns what is kept in `memory`, the oldest first: nothing where there is no file. A line that cannot be read costs
    /// only itself, a byte that is none of a text only that.
    ///
    /// # Errors
    /// What the system says. Whoever would write the file anew must not then: what is in it would be lost.
    pub(super) fn read<T: DeserializeOwned>(self, memory: &Memory) -> io::Result<Vec<T>> {
        let mut bytes = Vec::new();
        match File::open(memory.file(self.name)).and_then(|file| file.take(MOST_READ).read_to_end(&mut bytes)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            read => read?,
        };
        let text = String::from_utf8_lossy(&bytes);
        Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
    }

    /// Keeps the last of `values` that there is room for, at least one.
    ///
    /// # Errors
    /// What the system says; the file is as it was then.
    pub(super) fn put<T: Serialize>(self, memory: &Memory, values: &[T]) -> io::Result<()> {
        let lines: Vec<String> = values.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
        let mut length = 0;
        let fits = |line: &&String| {
            length += line.len() + 1;
            length <= self.room || length == line.len() + 1
        };
        let kept = lines.iter().rev().take(self.limit).take_while(fits).count();
        let text = lines[lines.len() - kept..].iter().fold(String::new(), |text, line| text + line + "\n");
        memory.put(self.name, &text, Worth::Precious)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    const WORDS: Lines = Lines { name: "words.jsonl", limit: 3, room: 18 };

    fn bench(words: &[&str]) -> (tempfile::TempDir, Memory) {
        let root = tempfile::tempdir().unwrap();
        let memory = Memory::of(root.path(), Path::new("/plan.md"));
        WORDS.put(&memory, words).unwrap();
        (root, memory)
    }

    fn words(memory: &Memory) -> Vec<String> {
        WORDS.read(memory).unwrap()
    }

    #[test]
    fn the_oldest_go_first() {
        let long = "x".repeat(30);
        for (given, expected) in [
            (&["1", "2", "3", "4"][..], &["2", "3", "4"][..]),
            (&["1", "eight888", "2"], &["eight888", "2"]),
            (&["1", "fourteen444444"], &["fourteen444444"]),
            (&["1", &long], &[&*long]),
            (&[&long, "1"], &["1"]),
        ] {
            assert_eq!(words(&bench(given).1), expected, "{given:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_costs_nothing_else() {
        let (_root, memory) = bench(&["one", "two"]);
        let mut bytes = fs::read(memory.file(WORDS.name)).unwrap();
        let place = bytes.windows(3).position(|window| window == b"two").unwrap();
        bytes[place] = 0xff;
        bytes.extend(b"\xff\n{\"id\": 1");
        fs::write(memory.file(WORDS.name), bytes).unwrap();
        assert_eq!(words(&memory), ["one", "\u{fffd}wo"]);
    }
}
