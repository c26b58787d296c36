//! The journal of a plan: what tickdown was asked to write there, and what became of it.
//!
//! A file of lines, each one [`Entry`] as JSON; of several with one number the last counts. Several tickdowns write it,
//! one line at a time and under a lock. A line that cannot be read, such as one that a crash cut off, is passed over.

use std::cmp::Reverse;
use std::fmt;
use std::fs;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::time::{Duration, SystemTime};

use super::{Memory, Worth, options};
use crate::plan::{Intent, State};

/// How many bytes the file may have before it is written anew, without what may go.
const ROOM: u64 = 256 << 10;

/// How much of what was written is kept then.
const WRITTEN: Share = Share { entries: LIMIT, bytes: 128 << 10, taken: 0 };

/// How much of what has ended is kept, for the log: it says what became of a change.
const ENDED: Share = Share { entries: LIMIT / 2, bytes: 64 << 10, taken: 0 };

/// How many entries of what was written are kept.
const LIMIT: usize = 512;

/// How long an entry is kept.
const KEPT: Duration = Duration::from_hours(24 * 30);

/// One change that somebody asked tickdown for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Entry {
    /// Its number: when it was asked for, in nanoseconds since 1970.
    pub id: u64,
    /// The process that was asked.
    pub process: u32,
    /// Who asked, where that is known.
    pub who: Option<String>,
    /// What shall be true; all of one node.
    pub goals: Vec<Intent>,
    /// The number of that node, which all entries share that are of it, whatever it is called: of an item that we have added,
    /// that of the entry which did. What is added is of the node that it comes behind.
    #[serde(default = "now")]
    pub node: u64,
    /// The node's title: of what is added its own, of what is called otherwise the new one.
    pub title: String,
    /// What the plan calls it besides, where it does: `T012`, `Step 3`.
    #[serde(default)]
    pub label: Option<String>,
    /// What it lies in, where its own name is none of the whole plan's: `Task 4`.
    #[serde(default)]
    pub within: Option<String>,
    /// Which field of it this is about, `note` where it is what it says besides; `None` for a title, a mark or a node.
    #[serde(default)]
    pub field: Option<String>,
    /// Its line at that time, from 1.
    pub line: usize,
    /// What it became, in a word: `done`.
    pub what: String,
    /// Its whole lines as they were.
    pub before: String,
    /// Its whole lines as they were written.
    pub after: String,
    /// The node's state before; `None` where it had none, or that is not known.
    #[serde(default)]
    pub from: Option<State>,
    /// When it was written last, in nanoseconds since 1970; 0 where that is not known.
    #[serde(default)]
    pub written: u64,
    /// The entries whose mark or text it sets anew: it is our last word there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<u64>,
    /// What became of it.
    pub standing: Standing,
}

impl Entry {
    /// Returns what a person calls what it is about: `T012 Signature is checked`, `Description of Schema`, `Verify (Task 4)`.
    pub fn name(&self) -> String {
        let field = self.field.iter().flat_map(|field| [field, " of "]);
        let label = self.label.iter().flat_map(|label| [label, " "]);
        let within = self.within.iter().flat_map(|within| [" (", within, ")"]);
        field.chain(label).chain([&*self.title]).chain(within).collect()
    }
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is being written.
    Begun,
    /// It was written, and as far as is known it is in the file.
    Written,
    /// It is not in the file, and waits for somebody to say what shall become of it.
    Offered(Why),
    /// Nothing is left to be done.
    Ended(End),
}

/// Why a change is not in the file.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// tickdown was stopped before it was written.
    NotWritten,
    /// It was undone while no screen was open.
    UndoneUnseen,
    /// Another program saved an older text.
    OlderText,
    /// Another program saved an older text, or did what we had taken back: who can say.
    SetSince,
    /// We had taken back a mark of our own, and it is there now: that may be work of somebody else, or an older text.
    TickedSince,
    /// git put an older text back.
    Git,
    /// Somebody resolved a conflict of git without it.
    Resolved,
    /// Another program undid it again and again.
    Contested,
    /// Another program has set another mark at the same time.
    Both,
    /// Its place is not there any more, or it could not be written; in words.
    Unplaced(String),
}

impl Why {
    /// Returns whether the change is surely missing; else somebody may have done since what it took back.
    pub(in crate::store) fn is_sure(&self) -> bool {
        !matches!(self, Self::SetSince | Self::TickedSince)
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotWritten => f.write_str("tickdown was stopped before it was written"),
            Self::UndoneUnseen => f.write_str("undone while no screen was open"),
            Self::OlderText => f.write_str("another program put an older text back"),
            Self::SetSince => f.write_str("somebody has set it again since, or put an older text back"),
            Self::TickedSince => f.write_str("this mark had been taken back; somebody has set it since"),
            Self::Git => f.write_str("git put an older text back"),
            Self::Resolved => f.write_str("a conflict of git was resolved without it"),
            Self::Both => f.write_str("another program has set another mark there"),
            Self::Contested => f.write_str("another program undid it again and again"),
            Self::Unplaced(why) => f.write_str(why),
        }
    }
}

/// How a change ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// It was refused, and whoever asked was told.
    Refused,
    /// A later change of ours undid it.
    Superseded,
    /// Somebody who had seen it undid it.
    Outside,
    /// Somebody dropped it from the list.
    Dropped,
}

/// All entries of one plan, and the file that they stand in, where they are remembered.
#[derive(Debug, Default)]
pub(in crate::store) struct Journal {
    memory: Option<Memory>,
    entries: Vec<Entry>,
    /// The file, as far as it was read.
    tail: Option<Tail>,
    /// How many bytes it may have at least before it is looked whether something can go.
    room: u64,
    /// Entries of other tickdowns that are new, or not what they were, and that nobody has asked for.
    news: Vec<u64>,
    /// The last number that was given away.
    last: u64,
    /// Why the file could not be written.
    fault: Option<String>,
}

impl Journal {
    /// Returns the journal in `memory`, read.
    pub(in crate::store) fn of(memory: Memory) -> Self {
        let mut journal = Self { memory: Some(memory), room: ROOM, ..Self::default() };
        journal.refresh();
        journal
    }

    /// Returns all entries, the oldest first.
    pub(in crate::store) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns why nothing can be remembered; `None` where all is well, or where nothing shall be.
    pub(in crate::store) fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// Returns a number that no entry has.
    pub(in crate::store) fn next_id(&mut self) -> u64 {
        self.last = now().max(self.last + 1);
        self.last
    }

    /// Writes `entries` down, each in the place of an older one with its number; but not where another tickdown has said
    /// since what became of that.
    pub(in crate::store) fn put(&mut self, mut entries: Vec<Entry>) {
        if entries.is_empty() {
            return;
        }
        if let Some(memory) = self.memory.clone() {
            let written = memory.lock().and_then(|_lock| {
                let known = |journal: &Self, id| {
                    journal.entries.iter().rev().find(|known| known.id == id).map(|known| known.standing.clone())
                };
                let before: Vec<_> = entries.iter().map(|entry| known(self, entry.id)).collect();
                self.read_on();
                let mut before = before.into_iter();
                entries.retain(|entry| before.next().flatten() == known(self, entry.id));
                append(&memory, &entries)
            });
            if let Err(error) = written {
                self.fault = Some(error.to_string());
            }
        }
        for entry in entries {
            self.take(entry);
        }
    }

    /// Takes what other tickdowns have written down meanwhile. Returns those of their entries that are new since this was
    /// asked last, or not what they were. Writes the file anew where it has grown too long.
    pub(in crate::store) fn refresh(&mut self) -> Vec<u64> {
        self.read_on();
        if self.read() > self.room
            && let Err(error) = self.compact()
        {
            self.fault = Some(error.to_string());
        }
        std::mem::take(&mut self.news)
    }

    /// Returns how many bytes of the file were read.
    fn read(&self) -> u64 {
        self.tail.as_ref().map_or(0, |tail| tail.read)
    }

    fn read_on(&mut self) {
        let text = self.memory.as_ref().and_then(|memory| read_on(memory, &mut self.tail).ok()?).unwrap_or_default();
        // Of the lines with one number the last counts; those that are ours say what is known.
        let mut latest: Vec<Entry> = Vec::new();
        for entry in text.lines().filter_map(|line| serde_json::from_str::<Entry>(line).ok()) {
            match latest.iter_mut().rev().find(|known| known.id == entry.id) {
                Some(known) => *known = entry,
                None => latest.push(entry),
            }
        }
        let is_news = |entry: &&Entry| self.entries.iter().rev().find(|known| known.id == entry.id) != Some(*entry);
        let new: Vec<u64> = latest.iter().filter(is_news).map(|entry| entry.id).collect();
        self.news.extend(new);
        for entry in latest {
            self.take(entry);
        }
    }

    fn take(&mut self, entry: Entry) {
        self.last = self.last.max(entry.id);
        match self.entries.iter_mut().rev().find(|known| known.id == entry.id) {
            Some(known) => *known = entry,
            None => self.entries.push(entry),
        }
        if self.entries.len() > 2 * LIMIT {
            self.forget();
        }
    }

    /// Leaves out of what was written or has ended what is old, and what is too much: the oldest, and what is too long
    /// beside what is newer. What is offered or under way is never too old, nor too much.
    fn forget(&mut self) {
        let oldest = now().saturating_sub(KEPT.as_nanos() as u64);
        self.entries.sort_by_key(|entry| Reverse(entry.id));
        let (mut written, mut ended) = (WRITTEN, ENDED);
        self.entries.retain(|entry| match entry.standing {
            Standing::Written => entry.id >= oldest && written.takes(entry),
            Standing::Ended(_) => entry.id >= oldest && ended.takes(entry),
            Standing::Begun | Standing::Offered(_) => true,
        });
        self.entries.reverse();
    }

    /// Writes the file anew, if that makes it half as long at most: else it would be written at every start.
    fn compact(&mut self) -> io::Result<()> {
        self.room = ROOM.max(2 * self.read());
        self.forget();
        let Some(memory) = self.memory.clone() else { return Ok(()) };
        if lines(&self.entries)?.len() as u64 > self.read() / 2 {
            return Ok(());
        }
        let _lock = memory.lock()?;
        self.read_on();
        memory.put(NAME, &lines(&self.entries)?, Worth::Precious)?;
        self.tail = None;
        self.read_on();
        self.room = ROOM.max(2 * self.read());
        Ok(())
    }
}

/// The room for entries of one kind.
struct Share {
    /// How many there may be.
    entries: usize,
    /// How many bytes are left.
    bytes: usize,
    /// How many there are.
    taken: usize,
}

impl Share {
    /// Returns whether there is room for `entry`, and takes it; there is for the first one, however long: that one takes
    /// nothing from the others.
    fn takes(&mut self, entry: &Entry) -> bool {
        let length = lines(std::slice::from_ref(entry)).map_or(0, |line| line.len());
        let fits = self.taken == 0 || self.taken < self.entries && length <= self.bytes;
        if fits {
            self.taken += 1;
            self.bytes = self.bytes.checked_sub(length).unwrap_or(self.bytes);
        }
        fits
    }
}

/// Returns the time in nanoseconds since 1970.
pub(in crate::store) fn now() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_nanos()).unwrap_or(u64::MAX)
}

/// The name of the file.
const NAME: &str = "journal.jsonl";

fn lines(entries: &[Entry]) -> io::Result<String> {
    let mut lines = String::new();
    for entry in entries {
        lines += &serde_json::to_string(entry)?;
        lines.push('\n');
    }
    Ok(lines)
}

/// Writes `entries` behind all others; to be called under the lock.
fn append(memory: &Memory, entries: &[Entry]) -> io::Result<()> {
    let mut lines = lines(entries)?;
    let mut file = options().create(true).read(true).append(true).open(memory.file(NAME))?;
    if !ends_a_line(&mut file)? {
        // Somebody was killed in the middle of a line.
        lines.insert(0, '\n');
    }
    file.write_all(lines.as_bytes())
}

fn ends_a_line(file: &mut fs::File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// A file that grows at its end. It is kept open, so that no other file gets its number when it is replaced.
#[derive(Debug)]
struct Tail {
    file: fs::File,
    /// How many bytes were read.
    read: u64,
}

/// Returns the whole lines that have come since, all where the file has been written anew; `None` where there are none.
fn read_on(memory: &Memory, tail: &mut Option<Tail>) -> io::Result<Option<String>> {
    let path = memory.file(NAME);
    let there = fs::metadata(&path)?;
    let is_it = |tail: &Tail| {
        tail.file
            .metadata()
            .is_ok_and(|known| (known.dev(), known.ino()) == (there.dev(), there.ino()) && tail.read <= known.len())
    };
    let mut known = match tail.take().filter(is_it) {
        Some(tail) => tail,
        None => Tail { file: options().read(true).open(path)?, read: 0 },
    };
    if there.len() == known.read {
        *tail = Some(known);
        return Ok(None);
    }
    let mut bytes = Vec::new();
    known.file.seek(SeekFrom::Start(known.read))?;
    known.file.read_to_end(&mut bytes)?;
    let whole = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
    bytes.truncate(whole);
    known.read += whole as u64;
    *tail = Some(known);
    Ok((whole > 0).then(|| String::from_utf8_lossy(&bytes).into_owned()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn entry(id: u64, title: &str, standing: Standing) -> Entry {
        Entry {
            id,
            process: 1,
            who: None,
            goals: Vec::new(),
            node: id,
            title: title.to_owned(),
            label: None,
            within: None,
            field: None,
            line: 1,
            what: "done".to_owned(),
            before: String::new(),
            after: String::new(),
            from: None,
            written: 0,
            over: Vec::new(),
            standing,
        }
    }

    fn memory() -> (tempfile::TempDir, Memory) {
        let root = tempfile::tempdir().unwrap();
        let memory = Memory::of(root.path(), Path::new("/plan.md"));
        (root, memory)
    }

    fn titles(journal: &Journal) -> Vec<(&str, &Standing)> {
        journal.entries().iter().map(|entry| (&*entry.title, &entry.standing)).collect()
    }

    #[test]
    fn two_tickdowns_share_a_journal() {
        let (_root, memory) = memory();
        let (mut ours, mut theirs) = (Journal::of(memory.clone()), Journal::of(memory));
        let (a, b) = (ours.next_id(), theirs.next_id() + 1);
        ours.put(vec![entry(a, "a", Standing::Begun)]);
        assert_eq!(theirs.refresh(), [a]);
        theirs.put(vec![entry(b, "b", Standing::Written)]);
        ours.put(vec![entry(a, "a", Standing::Written)]);
        assert_eq!(ours.refresh(), [b]);
        assert_eq!(theirs.refresh(), [a], "known, and changed");
        assert_eq!(theirs.refresh(), [0; 0]);
        let both = [("a", &Standing::Written), ("b", &Standing::Written)];
        assert_eq!([titles(&ours), titles(&theirs)], [both, both]);
    }

    #[test]
    fn a_line_that_was_cut_off_costs_only_itself() {
        let (_root, memory) = memory();
        let mut journal = Journal::of(memory.clone());
        journal.put(vec![entry(1, "a", Standing::Written)]);
        let path = memory.file(NAME);
        let mut text = fs::read_to_string(&path).unwrap();
        text.push_str("{\"id\":2,\"pro");
        fs::write(&path, text).unwrap();
        journal.put(vec![entry(3, "c", Standing::Written)]);
        let again = Journal::of(memory);
        assert_eq!(titles(&again), [("a", &Standing::Written), ("c", &Standing::Written)]);
    }

    #[test]
    fn a_long_journal_keeps_what_has_not_ended_and_the_last_that_has() {
        let (_root, memory) = memory();
        let mut journal = Journal::of(memory.clone());
        let kept = journal.next_id();
        let offered = Standing::Offered(Why::Git);
        journal.put(vec![entry(kept, "kept", Standing::Written), entry(1, "old", Standing::Written)]);
        journal.put(vec![entry(2, "offered", offered), entry(3, "old", Standing::Ended(End::Outside))]);
        for number in 0..100 {
            let id = journal.next_id();
            journal.put(vec![entry(
                id,
                &format!("{number} {}", "long ".repeat(1000)),
                Standing::Ended(End::Superseded),
            )]);
        }
        let id = journal.next_id();
        journal.put(vec![entry(id, "undone", Standing::Ended(End::Outside))]);
        let again = Journal::of(memory.clone());
        let titles: Vec<&str> = titles(&again).iter().map(|&(title, _)| title.split(' ').next().unwrap()).collect();
        let ["offered", first, ended @ ..] = &titles[..] else { panic!("{titles:?}") };
        assert_eq!((*first, ended.last(), ended[ended.len() - 2]), ("kept", Some(&"undone"), "99"));
        assert!((2..20).contains(&ended.len()), "{titles:?}");
        assert!(fs::metadata(memory.file(NAME)).unwrap().len() < 70 << 10);
    }

    #[test]
    fn what_another_tickdown_has_said_since_stands() {
        let (_root, memory) = memory();
        let [mut one, mut other] = [Journal::of(memory.clone()), Journal::of(memory)];
        let id = one.next_id();
        one.put(vec![entry(id, "a", Standing::Begun)]);
        other.refresh();
        one.put(vec![entry(id, "a", Standing::Written)]);
        other.put(vec![entry(id, "a", Standing::Ended(End::Outside))]);
        assert_eq!(titles(&other), [("a", &Standing::Written)]);
        assert_eq!(other.refresh(), [id]);
        other.put(vec![entry(id, "a", Standing::Ended(End::Outside))]);
        one.refresh();
        assert_eq!(titles(&one), [("a", &Standing::Ended(End::Outside))]);
    }

    #[test]
    fn what_was_undone_is_known_also_after_the_file_was_written_anew() {
        let (_root, memory) = memory();
        let mut open = Journal::of(memory.clone());
        let id = open.next_id();
        let undone = Standing::Ended(End::Outside);
        for standing in [Standing::Begun, Standing::Written, undone.clone()] {
            open.put(vec![entry(id, "undone", standing)]);
        }
        for _ in 0..100 {
            let id = open.next_id();
            open.put(vec![entry(id, &"long ".repeat(1000), Standing::Written)]);
            open.refresh();
        }
        let length = fs::metadata(memory.file(NAME)).unwrap().len();
        assert!(length < 100 * 5000, "it was written anew while it was open");
        for journal in [open, Journal::of(memory)] {
            assert_eq!(titles(&journal)[0], ("undone", &undone));
        }
    }

    #[test]
    fn what_was_written_takes_no_more_room_than_there_is() {
        let (_root, memory) = memory();
        let mut journal = Journal::of(memory.clone());
        let mut put = |title: &str, standing: Standing, length: usize| {
            let id = journal.next_id();
            let before = "x".repeat(length);
            // A change goes through several standings, and each has its line.
            for standing in [Standing::Begun, standing] {
                journal.put(vec![Entry { before: before.clone(), ..entry(id, title, standing) }]);
            }
        };
        let (long, offered) = (200 << 10, Standing::Offered(Why::NotWritten));
        put("offered", offered.clone(), long);
        put("small", Standing::Written, 10);
        put("deleted", Standing::Written, long);
        put("small again", Standing::Written, 10);
        put("begun", Standing::Begun, long);
        put("deleted last", Standing::Written, long);
        let length = || fs::metadata(memory.file(NAME)).unwrap().len();
        let kept = [
            ("offered", &offered),
            ("small", &Standing::Written),
            ("small again", &Standing::Written),
            ("begun", &Standing::Begun),
            ("deleted last", &Standing::Written),
        ];
        assert!(length() > 8 * long as u64);
        assert_eq!(titles(&Journal::of(memory.clone())), kept, "what is too long goes, but not the newest");
        assert!(length() < 4 * long as u64, "{}", length());
        let identity = || fs::metadata(memory.file(NAME)).unwrap().ino();
        let before = identity();
        assert_eq!(titles(&Journal::of(memory.clone())), kept);
        assert_eq!(identity(), before, "nothing can go: nothing is written");
    }

    #[test]
    fn a_journal_that_is_open_for_long_does_not_grow_for_ever() {
        let (_root, memory) = memory();
        let (mut ours, mut theirs) = (Journal::of(memory.clone()), Journal::of(memory.clone()));
        let mut told = Vec::new();
        for _ in 0..100 {
            let id = ours.next_id();
            ours.put(vec![entry(id, &"long ".repeat(2000), Standing::Written)]);
            ours.refresh();
            told.extend(theirs.refresh().into_iter().filter(|&new| new == id));
        }
        assert_eq!(told.len(), 100, "who reads along misses nothing");
        assert!(fs::metadata(memory.file(NAME)).unwrap().len() <= ROOM + (10 << 10) + 1000);
    }

    #[test]
    fn without_a_memory_it_lasts_as_long_as_the_program() {
        let mut journal = Journal::default();
        journal.put(vec![entry(1, "a", Standing::Written)]);
        assert_eq!((titles(&journal).len(), journal.refresh().len(), journal.fault()), (1, 0, None));
    }

    #[test]
    fn a_memory_that_is_gone_is_said() {
        let (root, memory) = memory();
        let mut journal = Journal::of(memory);
        fs::write(root.path().join("plans"), "no folder").unwrap();
        journal.put(vec![entry(1, "a", Standing::Written)]);
        assert!(journal.fault().is_some());
        assert_eq!(titles(&journal).len(), 1);
    }
}
