//! Where somebody was in a plan when its screen was left last, for opening it there again.

use std::io;

use super::Memory;
use crate::plan::Bookmark;

/// No place that takes more than this is kept, in bytes: a title can be as long as a plan.
const MOST: usize = 64 << 10;

const NAME: &str = "place.json";

impl Memory {
    /// Returns where somebody was; `None` where nobody remembers.
    pub fn place(&self) -> Option<Bookmark> {
        self.recall(NAME, MOST)
    }

    /// Keeps where somebody was in place of what was kept before; `None`, and what is too long, only forgets that.
    ///
    /// # Errors
    /// What the system says; nothing depends on it.
    pub fn keep_place(&self, place: Option<&Bookmark>) -> io::Result<()> {
        self.keep(NAME, MOST, place)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    fn place(title: &str) -> Bookmark {
        Bookmark { address: "2.1/route".to_owned(), title: title.to_owned(), line: 7 }
    }

    #[test]
    fn the_last_place_is_kept_until_there_is_none() {
        let root = tempfile::tempdir().unwrap();
        let memory = Memory::of(root.path(), Path::new("/plan.md"));
        for nothing in [None, Some(&place(&"x".repeat(MOST)))] {
            memory.keep_place(nothing).unwrap();
            assert_eq!(memory.place(), None);
        }
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0, "nothing is made for nothing");
        for title in ["Route", "Route\n\"two\"", "Body"] {
            memory.keep_place(Some(&place(title))).unwrap();
            assert_eq!(memory.place(), Some(place(title)));
        }
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(memory.file(NAME)).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(memory.file(NAME), "{\"address\": 1}").unwrap();
        assert_eq!(memory.place(), None, "what nobody wrote is nothing");
        memory.keep_place(Some(&place("Route"))).unwrap();
        memory.keep_place(None).unwrap();
        assert!(!memory.file(NAME).exists());
    }
}
