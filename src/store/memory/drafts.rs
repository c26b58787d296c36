//! Texts that somebody was writing when the program was ended: neither in the plan nor given up. They are kept while they
//! are written, too, for a program that is killed keeps nothing; until then they are nobody else's.
//!
//! One file of lines, each a [`Draft`] as JSON; the oldest go first.

use std::io;

use super::lines::Lines;
use super::{Memory, Notice, journal};
use crate::plan::Intent;

/// The file.
pub(super) const DRAFTS: Lines = Lines { name: "drafts.jsonl", limit: 16, room: 4 << 20 };

/// A text that was neither saved nor given up.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Draft {
    /// Its number: when it was kept, in nanoseconds since 1970.
    pub id: u64,
    /// What it was to become.
    pub intent: Intent,
    /// It was kept while somebody wrote it.
    #[serde(default)]
    in_writing: bool,
}

/// The name of the file that is held by who keeps a text that is being written.
const WRITTEN: &str = "written";

impl Draft {
    /// Returns a number for a text that is kept now.
    pub fn number() -> u64 {
        journal::now()
    }
}

impl Memory {
    /// Returns what is kept and can be read, the oldest first; but nothing that somebody may still be writing.
    pub fn drafts(&self) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = DRAFTS.read(self).unwrap_or_default();
        if drafts.iter().any(|draft| draft.in_writing) && self.says(WRITTEN) {
            drafts.retain(|draft| !draft.in_writing);
        }
        drafts
    }

    /// Keeps a text that is being written, and was to become `intent`, under the number `id`, in the place of the one with
    /// the number `instead`. Until what is returned is dropped, others know that somebody is still writing.
    ///
    /// # Errors
    /// What the system says; the text is not kept then.
    pub fn keep_in_writing(&self, id: u64, intent: Intent, instead: Option<u64>) -> io::Result<Notice> {
        let notice = self.tell(WRITTEN)?;
        self.keep_instead(Draft { id, intent, in_writing: true }, instead)?;
        Ok(notice)
    }

    /// Keeps a text that was to become `intent`, in the place of the one with the number `instead`.
    ///
    /// # Errors
    /// What the system says, also where those that are kept cannot be read; the text is lost then.
    pub fn keep_draft(&self, intent: Intent, instead: Option<u64>) -> io::Result<()> {
        self.keep_instead(Draft { id: Draft::number(), intent, in_writing: false }, instead)
    }

    fn keep_instead(&self, draft: Draft, instead: Option<u64>) -> io::Result<()> {
        let _lock = self.lock()?;
        let mut drafts: Vec<Draft> = DRAFTS.read(self)?;
        drafts.retain(|draft| Some(draft.id) != instead);
        drafts.push(draft);
        DRAFTS.put(self, &drafts)
    }

    /// Forgets the text with the number `id`.
    ///
    /// # Errors
    /// What the system says; the text stays then.
    pub fn forget_draft(&self, id: u64) -> io::Result<()> {
        let _lock = self.lock()?;
        let mut drafts: Vec<Draft> = DRAFTS.read(self)?;
        let kept = drafts.len();
        drafts.retain(|draft| draft.id != id);
        match drafts.len() {
            0 => self.remove(DRAFTS.name),
            left if left == kept => Ok(()),
            _ => DRAFTS.put(self, &drafts),
        }
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
            assert_eq!(fs::metadata(memory.file(DRAFTS.name)).unwrap().permissions().mode() & 0o777, 0o600);
        }
        for draft in memory.drafts() {
            memory.forget_draft(draft.id).unwrap();
        }
        assert!(!memory.file(DRAFTS.name).exists(), "nothing is left");
    }

    #[test]
    fn a_text_that_is_being_written_is_nobody_elses() {
        let root = tempfile::tempdir().unwrap();
        let memory = Memory::of(root.path(), Path::new("/plan.md"));
        memory.keep_draft(intent("one"), None).unwrap();
        let first = memory.keep_in_writing(7, intent("t"), None).unwrap();
        let second = memory.keep_in_writing(8, intent("two"), Some(7)).unwrap();
        drop(first);
        assert_eq!(texts(&memory), [intent("one")]);
        // As when the process is killed.
        drop(second);
        assert_eq!(texts(&memory), [intent("one"), intent("two")]);
    }

    #[test]
    fn where_nothing_can_be_read_nothing_is_written() {
        let root = tempfile::tempdir().unwrap();
        let memory = Memory::of(root.path(), Path::new("/plan.md"));
        memory.keep_draft(intent("one"), None).unwrap();
        // A link that leads to itself cannot be read by anybody, not by root either.
        fs::rename(memory.file(DRAFTS.name), memory.file("aside")).unwrap();
        std::os::unix::fs::symlink(DRAFTS.name, memory.file(DRAFTS.name)).unwrap();
        assert!(memory.keep_draft(intent("two"), None).is_err());
        assert!(memory.forget_draft(1).is_err());
        assert!(
            memory.file(DRAFTS.name).symlink_metadata().is_ok_and(|metadata| !metadata.is_file()),
            "it is as it was"
        );
    }
}
