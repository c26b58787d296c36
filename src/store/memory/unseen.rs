//! What of the changes by others nobody had looked at when a plan was left, for showing it as unseen again.

use std::io;

use super::Memory;
use crate::plan::Unseen;

/// No more than this is kept, in bytes.
const MOST: usize = 1 << 20;

const NAME: &str = "unseen.json";

impl Memory {
    /// Returns what nobody had looked at when the plan was left the last time; `None` where that is nothing, or nobody
    /// remembers.
    pub fn unseen(&self) -> Option<Unseen> {
        self.recall(NAME, MOST)
    }

    /// Keeps `unseen` in place of what was kept before; `None`, and what takes more than a megabyte, only forgets that.
    ///
    /// # Errors
    /// What the system says; nothing depends on it.
    pub fn keep_unseen(&self, unseen: Option<&Unseen>) -> io::Result<()> {
        self.keep(NAME, MOST, unseen)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::super::Worth;
    use super::*;

    #[test]
    fn what_is_unseen_is_kept_until_all_is_seen() {
        let root = tempfile::tempdir().unwrap();
        let memory = Memory::of(root.path(), Path::new("/plan.md"));
        let unseen = |before: &str| Unseen {
            deeds: Vec::new(),
            before: before.to_owned(),
            marked: vec!["2.1/route".to_owned()],
            unmarked: Vec::new(),
        };
        memory.keep_unseen(None).unwrap();
        memory.keep_unseen(Some(&unseen(&"x".repeat(MOST)))).unwrap();
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0, "nothing is made for nothing");
        for text in ["# One\n", "# \"Two\"\r\n"] {
            memory.keep_unseen(Some(&unseen(text))).unwrap();
            assert_eq!(memory.unseen(), Some(unseen(text)));
        }
        memory.keep_unseen(None).unwrap();
        assert_eq!(memory.unseen(), None);
        assert!(!memory.file(NAME).exists());
        memory.put(NAME, "{", Worth::Disposable).unwrap();
        assert_eq!(memory.unseen(), None);
    }
}
