//! Texts that somebody was writing when the program was ended: neither in the plan nor given up.
//!
//! One file of lines, each a [`Draft`] as JSON; the oldest go first.

use std::fs::File;
use std::io::{self, Read};

use super::{Memory, Worth, journal};
use crate::plan::Intent;

/// So many are kept.
const LIMIT: usize = 16;

/// The file has no more bytes than this, unless the last one alone has.
const ROOM: usize = 4 << 20;

/// No file beyond this is read, in bytes.
const MOST_READ: u64 = 64 << 20;

const NAME: &str = "drafts.jsonl";

/// A text that was neither saved nor given up.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Draft {
    /// Its number: when it was kept, in nanoseconds since 1970.
    pub id: u64,
    /// What it was to become.
    pub intent: Intent,
}

impl Memory {
    /// Returns what is kept and can be read, the oldest first.
    pub fn drafts(&self) -> Vec<Draft> {
        self.read_drafts().unwrap_or_default()
    }

    /// Keeps a text that was to become `intent`, in the place of the one with the number `instead`.
    ///
    /// # Errors
    /// What the system says, also where those that are kept cannot be read; the text is lost then.
    pub fn keep_draft(&self, intent: Intent, instead: Option<u64>) -> io::Result<()> {
        let id = journal::now();
        let _lock = self.lock()?;
        let mut drafts = self.read_drafts()?;
        drafts.retain(|draft| Some(draft.id) != instead);
        drafts.push(Draft { id, intent });
        self.put_drafts(&drafts)
    }

    /// Forgets the text with the number `id`.
    ///
    /// # Errors
    /// What the system says; the text stays then.
    pub fn forget_draft(&self, id: u64) -> io::Result<()> {
        let _lock = self.lock()?;
        let mut drafts = self.read_drafts()?;
        let kept = drafts.len();
        drafts.retain(|draft| draft.id != id);
        match drafts.len() {
            0 => self.remove(NAME),
            left if left == kept => Ok(()),
            _ => self.put_drafts(&drafts),
        }
    }

    /// Returns what is kept, the oldest first; nothing only where there is no file: whoever writes it anew must have all.
    fn read_drafts(&self) -> io::Result<Vec<Draft>> {
        let mut bytes = Vec::new();
        match File::open(self.file(NAME)).and_then(|file| file.take(MOST_READ).read_to_end(&mut bytes)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            read => read?,
        };
        // A line that cannot be read costs only itself, a byte that is none of a text only that.
        let text = String::from_utf8_lossy(&bytes);
        Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
    }

    fn put_drafts(&self, drafts: &[Draft]) -> io::Result<()> {
        let lines: Vec<String> = drafts.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
        let mut length = 0;
        let fits = |line: &&String| {
            length += line.len() + 1;
            length <= ROOM || length == line.len() + 1
        };
        let kept = lines.iter().rev().take(LIMIT).take_while(fits).count();
        let text = lines[lines.len() - kept..].iter().fold(String::new(), |text, line| text + line + "\n");
        self.put(NAME, &text, Worth::Precious)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::plan::Op;

    fn intent(text: &str) -> Intent {
        Intent::new("1", Op::Add { text: text.to_owned() })
    }

    fn texts(memory: &Memory) -> Vec<Intent> {
        memory.drafts().into_iter().map(|draft| draft.intent).collect()
    }

    #[test]
    fn a_text_is_kept_until_it_is_forgotten() {
        let root = tempfile::tempdir().unwrap();
        let memory = Memory::of(root.path(), Path::new("/plan.md"));
        assert_eq!(memory.drafts(), []);
        for text in ["one", "two\nlines"] {
            memory.keep_draft(intent(text), None).unwrap();
        }
        assert_eq!(texts(&memory), [intent("one"), intent("two\nlines")]);
        let first = memory.drafts()[0].id;
        memory.keep_draft(intent("one more"), Some(first)).unwrap();
        assert_eq!(texts(&memory), [intent("two\nlines"), intent("one more")]);
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(memory.file(NAME)).unwrap().permissions().mode() & 0o777, 0o600);
        }
        for draft in memory.drafts() {
            memory.forget_draft(draft.id).unwrap();
        }
        assert!(!memory.file(NAME).exists(), "nothing is left");
    }

    #[test]
    fn the_oldest_go_first() {
        let root = tempfile::tempdir().unwrap();
        let memory = Memory::of(root.path(), Path::new("/plan.md"));
        for index in 0..=LIMIT {
            memory.keep_draft(intent(&index.to_string()), None).unwrap();
        }
        assert_eq!((memory.drafts().len(), &texts(&memory)[0]), (LIMIT, &intent("1")));
        let long = intent(&"x".repeat(ROOM));
        memory.keep_draft(long.clone(), None).unwrap();
        assert_eq!(texts(&memory), [long], "the last one is kept however long it is");
    }

    #[test]
    fn what_cannot_be_read_costs_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let memory = Memory::of(root.path(), Path::new("/plan.md"));
        memory.forget_draft(1).unwrap();
        for text in ["one", "two"] {
            memory.keep_draft(intent(text), None).unwrap();
        }
        let mut bytes = fs::read(memory.file(NAME)).unwrap();
        let place = bytes.windows(3).position(|window| window == b"two").unwrap();
        bytes[place] = 0xff;
        bytes.extend(b"\xff\n{\"id\": 1");
        fs::write(memory.file(NAME), bytes).unwrap();
        memory.keep_draft(intent("three"), None).unwrap();
        assert_eq!(texts(&memory), ["one", "\u{fffd}wo", "three"].map(intent));
    }

    #[test]
    fn where_nothing_can_be_read_nothing_is_written() {
        let root = tempfile::tempdir().unwrap();
        let memory = Memory::of(root.path(), Path::new("/plan.md"));
        memory.keep_draft(intent("one"), None).unwrap();
        // A link that leads to itself cannot be read by anybody, not by root either.
        fs::rename(memory.file(NAME), memory.file("aside")).unwrap();
        std::os::unix::fs::symlink(NAME, memory.file(NAME)).unwrap();
        assert!(memory.keep_draft(intent("two"), None).is_err());
        assert!(memory.forget_draft(1).is_err());
        assert!(memory.file(NAME).symlink_metadata().is_ok_and(|metadata| !metadata.is_file()), "it is as it was");
    }
}
