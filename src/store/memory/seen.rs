//! The text of a plan as somebody saw it last, for saying later what has happened since.

use std::fs::File;
use std::io::{self, Read};

use super::{Memory, Worth};

/// No text beyond this is kept, in bytes.
const MOST: usize = 1 << 20;

const NAME: &str = "seen.md";

impl Memory {
    /// Returns the text that was on the screen when it was left the last time; `None` where nobody remembers.
    pub fn seen(&self) -> Option<String> {
        let mut text = String::new();
        let file = File::open(self.file(NAME)).ok()?;
        file.take(MOST as u64 + 1).read_to_string(&mut text).ok()?;
        (text.len() <= MOST).then_some(text)
    }

    /// Keeps `text` as what was on the screen last; one of more than a megabyte is not kept, nor is the one before.
    ///
    /// # Errors
    /// What the system says; nothing depends on it.
    pub fn keep_seen(&self, text: &str) -> io::Result<()> {
        if self.seen().as_deref() == Some(text) {
            return Ok(());
        }
        if text.len() > MOST { self.remove(NAME) } else { self.put(NAME, text, Worth::Disposable) }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn the_last_text_is_kept_up_to_a_megabyte() {
        let root = tempfile::tempdir().unwrap();
        let memory = Memory::of(root.path(), Path::new("/plan.md"));
        assert_eq!(memory.seen(), None);
        memory.keep_seen(&"x".repeat(MOST + 1)).unwrap();
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0, "nothing is made for nothing");
        for text in ["# One\n", "# Two\n", "# Two\n", &"x".repeat(MOST)] {
            memory.keep_seen(text).unwrap();
            assert_eq!(memory.seen().as_deref(), Some(text));
        }
        memory.keep_seen(&"x".repeat(MOST + 1)).unwrap();
        assert_eq!(memory.seen(), None, "an older text would tell of too much");
        {
            use std::os::unix::fs::PermissionsExt;
            memory.keep_seen("x").unwrap();
            assert_eq!(fs::metadata(memory.file(NAME)).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
