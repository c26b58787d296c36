//! What became of validation commands that somebody had run: when, at which commit, and with which files.
//!
//! One file of lines, each a [`Record`] as JSON; the oldest go first. Without a memory they are kept as long as the
//! program runs.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::Memory;
use super::lines::Lines;
use crate::store::named::{Place, Roots};

/// The file.
const RUNS: Lines = Lines { name: "runs.jsonl", limit: 100, room: 512 << 10 };

/// Of a file, so many bytes count; of a larger one its length as well.
const MOST_READ: u64 = 8 << 20;

/// One run of a node's commands.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Record {
    /// When it began, in seconds since 1970.
    pub time: u64,
    /// The address of the node whose commands they are, at that time.
    pub address: String,
    /// Its title.
    pub title: String,
    /// All commands that were shown.
    pub shown: Vec<String>,
    /// Those that were run, in order.
    pub commands: Vec<Outcome>,
    /// The commit that was checked out, where that is known.
    pub commit: Option<String>,
    /// The files that the node names, as it writes them, each with a hash of what was in it; `None` for what was not
    /// there or is no file.
    pub files: Vec<(String, Option<String>)>,
}

/// How a command ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Outcome {
    /// The command, every byte.
    pub command: String,
    /// Its exit code; `None` where something else ended it.
    pub exit: Option<i32>,
    /// The same in words.
    pub how: String,
}

impl Record {
    /// Returns the files that are not what they were.
    pub fn changed(&self, roots: &Roots) -> Vec<String> {
        let is_other = |(path, was): &&(String, Option<String>)| digest(roots, path) != *was;
        self.files.iter().filter(is_other).map(|(path, _)| path.clone()).collect()
    }
}

/// Returns for each of `paths`, as the plan writes them, a hash of what is in the file.
pub fn digests(roots: &Roots, paths: &[String]) -> Vec<(String, Option<String>)> {
    paths.iter().map(|path| (path.clone(), digest(roots, path))).collect()
}

fn digest(roots: &Roots, named: &str) -> Option<String> {
    match roots.find(named) {
        Place::Found(path) if path.is_file() => digest_of(&path).ok(),
        _ => None,
    }
}

fn digest_of(path: &Path) -> io::Result<String> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut hash = Sha256::new();
    let mut reader = file.take(MOST_READ);
    let mut buffer = vec![0; 64 << 10];
    loop {
        match reader.read(&mut buffer)? {
            0 => break,
            read => hash.update(&buffer[..read]),
        }
    }
    hash.update(length.to_le_bytes());
    Ok(hash.finalize().iter().take(16).fold(String::new(), |text, byte| text + &format!("{byte:02x}")))
}

/// All runs of one plan that are remembered.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    memory: Option<Memory>,
    /// Those of this program.
    own: Arc<Mutex<Vec<Record>>>,
}

impl Ledger {
    /// Returns the runs in `memory`; without one, only those of this program are known.
    pub fn new(memory: Option<Memory>) -> Self {
        Self { memory, own: Arc::default() }
    }

    /// Returns all runs, the oldest first.
    pub fn records(&self) -> Vec<Record> {
        match &self.memory {
            Some(memory) => memory.runs(),
            None => self.own.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Keeps `record`.
    ///
    /// # Errors
    /// What the system says, also where those that are kept cannot be read; nothing else depends on it.
    pub fn keep(&self, record: Record) -> io::Result<()> {
        if let Some(memory) = &self.memory {
            return memory.keep_run(record);
        }
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        own.push(record);
        let old = own.len().saturating_sub(RUNS.limit);
        own.drain(..old);
        Ok(())
    }
}

impl Memory {
    fn runs(&self) -> Vec<Record> {
        RUNS.read(self).unwrap_or_default()
    }

    fn keep_run(&self, record: Record) -> io::Result<()> {
        let _lock = self.lock()?;
        let mut records: Vec<Record> = RUNS.read(self)?;
        records.push(record);
        RUNS.put(self, &records)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn record(address: &str, command: &str) -> Record {
        let outcome = Outcome { command: command.to_owned(), exit: Some(0), how: "exit 0".to_owned() };
        Record { address: address.to_owned(), commands: vec![outcome], ..Record::default() }
    }

    #[test]
    fn runs_are_kept_in_order_and_the_oldest_go() {
        let root = tempfile::tempdir().unwrap();
        let memory = Memory::of(root.path(), Path::new("/plan.md"));
        for ledger in [Ledger::default(), Ledger::new(Some(memory.clone()))] {
            assert_eq!(ledger.records(), []);
            for index in 0..=RUNS.limit {
                ledger.keep(record(&index.to_string(), "make")).unwrap();
            }
            let records = ledger.records();
            assert_eq!((records.len(), &*records[0].address), (RUNS.limit, "1"));
        }
        let long = "x".repeat(RUNS.room / 3);
        for _ in 0..4 {
            memory.keep_run(record("1", &long)).unwrap();
        }
        assert_eq!(memory.runs().len(), 2);
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(memory.file(RUNS.name)).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn what_cannot_be_read_costs_no_other_run() {
        let root = tempfile::tempdir().unwrap();
        let memory = Memory::of(root.path(), Path::new("/plan.md"));
        let addresses = || memory.runs().into_iter().map(|run| run.address).collect::<Vec<_>>();
        for address in ["1", "2"] {
            memory.keep_run(record(address, "make")).unwrap();
        }
        let mut bytes = fs::read(memory.file(RUNS.name)).unwrap();
        bytes.extend(b"\xff\n");
        fs::write(memory.file(RUNS.name), bytes).unwrap();
        memory.keep_run(record("3", "make")).unwrap();
        assert_eq!(addresses(), ["1", "2", "3"]);
        memory.keep_run(record("4", &"x".repeat(3 * RUNS.room))).unwrap();
        memory.keep_run(record("5", "make")).unwrap();
        assert_eq!(addresses(), ["5"], "one that is too long takes no later one along");
        // A link that leads to itself cannot be read by anybody, not by root either.
        fs::remove_file(memory.file(RUNS.name)).unwrap();
        std::os::unix::fs::symlink(RUNS.name, memory.file(RUNS.name)).unwrap();
        assert!(memory.keep_run(record("6", "make")).is_err());
        assert!(memory.file(RUNS.name).is_symlink(), "it is as it was");
    }

    #[test]
    fn files_that_changed_since_are_known() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["plan.md", "a.rs", "b.rs"] {
            fs::write(folder.path().join(name), "text").unwrap();
        }
        fs::create_dir(folder.path().join("src")).unwrap();
        let roots = Roots::of(&folder.path().join("plan.md"));
        let paths = ["a.rs", "b.rs", "c.rs", "src"].map(str::to_owned);
        let run = Record { files: digests(&roots, &paths), ..Record::default() };
        assert_eq!(run.changed(&roots), [""; 0]);
        fs::write(folder.path().join("a.rs"), "texT").unwrap();
        fs::remove_file(folder.path().join("b.rs")).unwrap();
        fs::write(folder.path().join("c.rs"), "").unwrap();
        assert_eq!(run.changed(&roots), ["a.rs", "b.rs", "c.rs"]);
    }
}
