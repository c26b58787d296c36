//! One Markdown file beside other writers: reading it, committing to it, watching it.
//!
//! The file is the only truth: what is remembered beside it serves to look after our own changes, and can be deleted at
//! any time ([`Memory`]). Every commit reads the file anew, finds its place in that text and changes as few bytes as it
//! can ([`Store::commit`]); what others write is noticed by [`Watch`] and read by [`Store::read`]. Nothing is ever
//! written onto an empty, missing or unreadable file. This layer knows files and plans; it knows no screen and no command line.
//!
//! A [`Store`] belongs to one thread: kicks of the watcher and commits are served one after the other, and so the
//! program's own writes are known by their text, not by their time.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use self::look::Eye;
use self::write::{NoRedo, Redo};
use crate::plan::{Marks, Plan, Unseen};

mod access;
mod commit;
mod cut_off;
mod decode;
mod error;
mod exclusive;
mod file;
mod flush;
mod git;
mod guard;
mod lease;
mod look;
mod meaning;
mod memory;
mod named;
mod offer;
mod ours;
mod peek;
mod recall;
mod replace;
mod temporary;
mod texts;
mod tier;
mod volume;
mod watch;
mod write;

#[cfg(all(test, target_os = "linux"))]
mod kept_tests;
#[cfg(all(test, target_os = "linux"))]
mod race_tests;

pub use access::Access;
pub use commit::Committed;
pub use error::{CommitError, Fault, ReadError};
pub use file::{SIZE_LIMIT, Snapshot, Stamp};
pub use git::head;
pub use guard::{Again, Role};
pub use memory::drafts::Draft;
pub use memory::journal::{End, Entry, Standing, Why};
pub use memory::runs::{Ledger, Outcome, Record, digests};
pub use memory::{Memory, Notice};
pub use named::{Place, Roots};
pub use offer::Offer;
use ours::Author;
pub use ours::News;
pub use peek::peek;
pub use recall::Recall;
pub use tier::Tier;
pub use volume::remote;
pub use watch::{Kick, Pace, Watch, Watching, identity, reason};

/// One plan's file, opened.
#[derive(Debug)]
pub struct Store {
    paths: Paths,
    /// The text that the caller knows: read, or committed.
    last: Snapshot,
    /// What boxes stand for.
    marks: Marks,
    /// What `last`, or a text before it, was read as.
    plan: Option<Arc<Plan>>,
    /// What looks at the file.
    eye: Eye,
    /// Why the last commit could not keep others out, in words.
    not_alone: Option<String>,
    /// Whether something was written that may not be on the disk yet, and would be damage if half of it were.
    unsynced: bool,
    /// What is remembered beside the file, if anything may be.
    memory: Option<Memory>,
    /// What is told of writes that a crash could leave half done.
    redo: Box<dyn Redo>,
    /// Since when half of a write that was cut off is in the file, and cannot be completed at once.
    half_since: Option<Instant>,
    /// Since when the file looks empty, missing or unreadable.
    doubted: Option<Instant>,
    /// Whether the caller was told that the file is missing, empty or unreadable.
    lost: bool,
    patience: Patience,
    /// Keeps our own changes in the file.
    guard: guard::Guard,
    /// Held while a screen shows the plan.
    attendance: Option<memory::Notice>,
    news: News,
    /// Who wrote the texts since the news were taken.
    author: Author,
}

/// Where a plan's file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// As it was given, for messages.
    pub given: PathBuf,
    /// As it was given, from the root; it may be a symbolic link, or lead through one.
    pub absolute: PathBuf,
    /// The file itself, all symbolic links resolved when it was opened.
    pub target: PathBuf,
}

/// What a look at the file brought.
#[derive(Debug)]
pub enum Reading {
    /// The file reads otherwise than at the last look, or can be read again.
    Text(Snapshot),
    /// The file reads as at the last look, or as the last commit left it.
    Unchanged,
    /// Somebody seems to be in the middle of saving; look again after this time.
    Settling(Duration),
    /// The file is gone.
    Missing,
    /// The file is empty, and was not before.
    Empty,
    /// The file is there and cannot be read.
    Unreadable(ReadError),
}

/// How long the file may look wrong, and how often a commit is tried.
#[derive(Clone, Copy, Debug)]
struct Patience {
    /// How long a file that is empty, missing or unreadable is taken for one that is just being saved.
    ///
    /// vim, git and others truncate or unlink a file for a moment when they save it.
    grace: Duration,
    /// How long the file is asked for again while others have it open, before it is written with them about; `None`
    /// writes so at once.
    lease: Option<Duration>,
    /// How long a commit is tried again when others write in between: longer than who has the file open for writing is
    /// waited for.
    budget: Duration,
    /// How often, at most.
    tries: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            grace: Duration::from_millis(300),
            lease: Some(Duration::from_millis(50)),
            budget: Duration::from_secs(4),
            tries: 20,
        }
    }
}

impl Store {
    /// Opens the file at `path` and reads it. Where `path` is a symbolic link, its target stays the one found now.
    ///
    /// # Errors
    /// Everything that [`Fault`] names.
    pub fn open(path: &Path) -> Result<(Self, Snapshot), ReadError> {
        let failed = |fault| ReadError { path: path.to_owned(), fault };
        let absolute = std::path::absolute(path).map_err(|error| failed(Fault::Io(error)))?;
        let (target, (eye, last)) = look::until_there(|| {
            let target = file::resolve(path)?;
            let seen = look::until_whole(&target)?;
            Ok((target, seen))
        })
        .map_err(failed)?;
        let mut guard = guard::Guard::new(memory::journal::Journal::default(), Role::default(), None);
        guard.saw(&last.text);
        let store = Self {
            paths: Paths { given: path.to_owned(), absolute, target },
            last: last.clone(),
            marks: Marks::default(),
            plan: None,
            eye,
            not_alone: None,
            unsynced: false,
            memory: None,
            redo: Box::new(NoRedo),
            half_since: None,
            doubted: None,
            lost: false,
            patience: Patience::default(),
            guard,
            attendance: None,
            news: News::default(),
            author: Author::default(),
        };
        Ok((store, last))
    }

    /// Reads boxes by `marks` from now on.
    fn read_by(&mut self, marks: Marks) {
        (self.marks, self.plan) = (marks, None);
    }

    /// Reads boxes by `marks` from now on; returns what the last text that was seen says then.
    pub fn reread_by(&mut self, marks: Marks) -> Arc<Plan> {
        self.read_by(marks);
        let text = Arc::clone(&self.last.text);
        self.plan(&text)
    }

    /// Returns where the file is.
    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    /// Returns what is remembered beside the file; `None` where nothing shall be.
    pub fn memory(&self) -> Option<&Memory> {
        self.memory.as_ref()
    }

    /// Returns the plan as it was on the screen when that was left the last time, and what of it nobody had looked at;
    /// `None` where it reads as it does now and all had been looked at, or where nobody remembers.
    pub fn last_seen(&self) -> Option<(Plan, Option<Unseen>)> {
        let memory = self.memory.as_ref()?;
        let (text, unseen) = (memory.seen()?, memory.unseen());
        let is_news = unseen.is_some() || *text != *self.last.text;
        is_news.then(|| (Plan::read_with(text, &self.name(), self.marks), unseen))
    }

    /// Returns whether the file can be written now, as far as rights tell.
    pub fn access(&self) -> Access {
        access::of(&self.paths.target)
    }

    /// Returns `text` read as a plan; a text that was read already is not read again.
    pub fn plan(&mut self, text: &Arc<str>) -> Arc<Plan> {
        match &self.plan {
            Some(plan) if plan.text() == text => plan.clone(),
            Some(plan) => {
                let plan = Arc::new(plan.reread(Arc::clone(text)));
                self.plan.insert(plan).clone()
            }
            None => {
                let name = self.name();
                self.plan.insert(Arc::new(Plan::read_with(text.clone(), &name, self.marks))).clone()
            }
        }
    }

    /// Returns the title of a plan whose text has none.
    fn name(&self) -> String {
        self.paths.given.file_name().unwrap_or(OsStr::new("plan")).to_string_lossy().into_owned()
    }

    /// Looks at the file. Blocks for a few milliseconds at most. Half of what somebody is saving is no text (see
    /// [`Reading::Settling`]).
    ///
    /// Where a text was seen before, a file that is empty, missing or unreadable is believed only after 300 ms; and
    /// an empty one is no text then, for nobody empties a plan to mean it.
    pub fn read(&mut self) -> Reading {
        match self.look() {
            Ok(Some(snapshot)) if snapshot.text.is_empty() && !self.last.text.is_empty() => {
                self.doubt().unwrap_or_else(|| {
                    self.lost = true;
                    Reading::Empty
                })
            }
            Ok(Some(snapshot)) => self.believe(snapshot),
            Ok(None) => Reading::Settling(self.eye.pause()),
            Err(fault) => self.doubt().unwrap_or_else(|| self.lose(fault)),
        }
    }

    /// Returns whether a reading still comes to [`Reading::Settling`] because another program has had the file open for
    /// writing for a quarter of a second or longer.
    pub fn waits_for_writer(&self) -> bool {
        self.eye.waits_for_writer()
    }

    /// Returns the file as it is now, `None` where somebody seems to be in the middle of saving it.
    fn look(&mut self) -> Result<Option<Snapshot>, Fault> {
        let Paths { absolute, target, .. } = &self.paths;
        if absolute != target && std::fs::canonicalize(absolute).map_err(Fault::from)? != *target {
            return Err(Fault::Elsewhere { target: target.clone() });
        }
        self.whole(|store| store.eye.look(&store.paths.target))
    }

    /// Returns how long to wait before the file's bad looks are believed, `None` where they are to be believed now.
    fn doubt(&mut self) -> Option<Reading> {
        if self.last.text.is_empty() || self.lost {
            return None;
        }
        let since = self.doubted.get_or_insert_with(Instant::now);
        let left = self.patience.grace.saturating_sub(since.elapsed());
        (!left.is_zero()).then_some(Reading::Settling(left))
    }

    fn believe(&mut self, snapshot: Snapshot) -> Reading {
        self.doubted = None;
        let known = self.last.text.clone();
        let is_known = snapshot.text == known;
        if is_known {
            self.last.stamp = snapshot.stamp;
            self.recheck();
        } else {
            self.absorb(snapshot);
        }
        let is_news = !is_known || self.last.text != known;
        if std::mem::take(&mut self.lost) || is_news { Reading::Text(self.last.clone()) } else { Reading::Unchanged }
    }

    fn lose(&mut self, fault: Fault) -> Reading {
        self.lost = true;
        match fault {
            Fault::NotFound => Reading::Missing,
            fault => Reading::Unreadable(ReadError { path: self.paths.given.clone(), fault }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn opened(text: &str) -> (tempfile::TempDir, PathBuf, Store) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.md");
        fs::write(&path, text).unwrap();
        let (store, snapshot) = Store::open(&path).unwrap();
        assert_eq!(&*snapshot.text, text);
        (folder, path, store)
    }

    /// What a reading says, in short.
    fn said(reading: Reading) -> String {
        match reading {
            Reading::Text(snapshot) => format!("text {:?}", snapshot.text),
            Reading::Unchanged => "unchanged".to_owned(),
            Reading::Settling(_) => "settling".to_owned(),
            Reading::Missing => "missing".to_owned(),
            Reading::Empty => "empty".to_owned(),
            Reading::Unreadable(error) => format!("unreadable: {}", error.code()),
        }
    }

    #[test]
    fn every_byte_of_the_text_is_kept() {
        for text in ["\u{feff}# A\r\n- [ ] b\r\n", "- [ ] no newline at the end", "a\0b \n\n\n", "\u{feff}", ""] {
            let (_folder, _, mut store) = opened(text);
            assert_eq!(said(store.read()), "unchanged");
        }
    }

    #[test]
    fn a_text_is_told_once() {
        let (_folder, path, mut store) = opened("one");
        fs::write(&path, "two").unwrap();
        assert_eq!(said(store.read()), "text \"two\"");
        assert_eq!(said(store.read()), "unchanged");
        fs::write(&path, "two").unwrap();
        assert_eq!(said(store.read()), "unchanged", "a new stamp is no new text");
    }

    #[test]
    fn a_save_in_progress_is_not_believed() {
        let (_folder, path, mut store) = opened("one");
        fs::write(&path, "").unwrap();
        assert_eq!(said(store.read()), "settling");
        fs::remove_file(&path).unwrap();
        assert_eq!(said(store.read()), "settling");
        fs::write(&path, b"on\xc3").unwrap();
        assert_eq!(said(store.read()), "settling");
        fs::write(&path, "one").unwrap();
        assert_eq!(said(store.read()), "unchanged");
    }

    #[test]
    fn what_stays_is_believed_and_what_returns_is_told() {
        let (_folder, path, mut store) = opened("one");
        store.patience.grace = Duration::ZERO;
        fs::remove_file(&path).unwrap();
        assert_eq!([said(store.read()), said(store.read())], ["missing", "missing"]);
        fs::write(&path, "one").unwrap();
        assert_eq!(said(store.read()), "text \"one\"");
        fs::write(&path, b"on\xc3").unwrap();
        assert_eq!(said(store.read()), "unreadable: invalid-utf8");
        fs::write(&path, "").unwrap();
        assert_eq!([said(store.read()), said(store.read())], ["empty", "empty"]);
        fs::write(&path, "one").unwrap();
        assert_eq!(said(store.read()), "text \"one\"");
    }

    #[test]
    fn what_was_empty_from_the_start_is_an_empty_text() {
        let (_folder, path, mut store) = opened("");
        assert_eq!(said(store.read()), "unchanged");
        fs::remove_file(&path).unwrap();
        assert_eq!(said(store.read()), "missing", "nothing is lost with an empty file");
        fs::write(&path, "").unwrap();
        assert_eq!(said(store.read()), "text \"\"");
    }

    #[test]
    fn a_file_that_is_copied_back_is_not_taken_for_an_empty_one() {
        let (_folder, path, mut store) = opened("one");
        store.patience.grace = Duration::ZERO;
        fs::remove_file(&path).unwrap();
        assert_eq!(said(store.read()), "missing");
        // cp makes the file first, and fills it then.
        fs::write(&path, "").unwrap();
        assert_eq!(said(store.read()), "empty");
        fs::write(&path, "two").unwrap();
        assert_eq!(said(store.read()), "text \"two\"");
    }

    #[test]
    fn a_link_that_leads_elsewhere_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let [a, b, link] = ["a.md", "b.md", "link.md"].map(|name| folder.path().join(name));
        fs::write(&a, "a").unwrap();
        fs::write(&b, "b").unwrap();
        std::os::unix::fs::symlink(&a, &link).unwrap();
        let (mut store, snapshot) = Store::open(&link).unwrap();
        store.patience.grace = Duration::ZERO;
        assert_eq!((&*snapshot.text, said(store.read())), ("a", "unchanged".to_owned()));
        assert_eq!(store.paths().target, fs::canonicalize(&a).unwrap());
        fs::remove_file(&link).unwrap();
        std::os::unix::fs::symlink(&b, &link).unwrap();
        assert_eq!(said(store.read()), "unreadable: link-moved");
        fs::remove_file(&link).unwrap();
        assert_eq!(said(store.read()), "missing");
    }
}
