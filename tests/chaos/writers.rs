//! Those who write beside us. They know nothing of us, and each saves in the manner of its kind.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use crate::book::{Book, Their};
use crate::git::Repository;
use crate::random::Random;
use crate::round::Pace;

/// How somebody else saves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Reads, changes, writes a new file and renames it over the old one: many agents and editors.
    Rename,
    /// Reads, changes, truncates the file and writes it in two halves: many others.
    Truncate,
    /// Has read once and never again; writes the whole of what it holds: an editor's buffer.
    StaleInPlace,
    /// The same, by renaming.
    StaleRename,
    /// `sed -i`.
    Sed,
    /// `vim -es`.
    Vim,
    /// `git checkout` and `git stash`.
    Git,
}

impl Kind {
    /// Every kind.
    pub(crate) const ALL: [Self; 7] =
        [Self::Rename, Self::Truncate, Self::StaleInPlace, Self::StaleRename, Self::Sed, Self::Vim, Self::Git];

    /// Returns its name for the table.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Rename => "rename",
            Self::Truncate => "truncate, two halves",
            Self::StaleInPlace => "stale buffer, in place",
            Self::StaleRename => "stale buffer, rename",
            Self::Sed => "sed -i",
            Self::Vim => "vim -es",
            Self::Git => "git checkout, stash",
        }
    }

    /// Returns the program that it needs and that is not here.
    pub(crate) fn missing(self) -> Option<&'static str> {
        let program = match self {
            Self::Sed => "sed",
            Self::Vim => "vim",
            Self::Git => "git",
            _ => return None,
        };
        let answer = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        (!answer.is_ok_and(|status| status.success())).then_some(program)
    }
}

/// A save of theirs: what was ours in it.
#[derive(Clone, Debug)]
pub(crate) struct Saved {
    /// Before they read what they made it of.
    pub(crate) read: Instant,
    /// When it was in the file.
    pub(crate) ended: Instant,
    pub(crate) book: Book,
}

/// One who writes into the plan, and what became of it as far as they can see.
pub(crate) struct Writer {
    kind: Kind,
    path: PathBuf,
    random: Random,
    /// The longest pause between two edits, in microseconds.
    pause: usize,
    /// All that they wrote, and nothing that they have not.
    pub(crate) theirs: Vec<Their>,
    /// The text that a stale buffer holds.
    buffer: Book,
    repository: Option<Repository>,
    /// When they began with all.
    opened: Instant,
    /// When they began to read what they save next: of a buffer that is never.
    began: Instant,
    /// All their saves.
    pub(crate) saves: Vec<Saved>,
    /// How many edits they made.
    pub(crate) edits: usize,
    /// Edits of theirs that were missing when they looked again.
    pub(crate) gone: usize,
    /// Texts that nobody wrote, which they came to read.
    pub(crate) malformed: Vec<String>,
}

/// How many edits a start of vim makes.
const BATCH: usize = 8;

impl Writer {
    /// Returns a writer into the plan at `path`, which is not yet changed.
    pub(crate) fn new(kind: Kind, path: &Path, seed: u64, pause: usize) -> Self {
        let repository = (kind == Kind::Git).then(|| Repository::new(path));
        let book = Book::new();
        Self {
            kind,
            path: path.to_owned(),
            random: Random::new(seed),
            pause,
            theirs: book.theirs.clone(),
            buffer: book,
            repository,
            opened: Instant::now(),
            began: Instant::now(),
            saves: Vec::new(),
            edits: 0,
            gone: 0,
            malformed: Vec::new(),
        }
    }

    /// Makes `count` edits, each with a number of its own, in bursts. They take the more time the longer we have
    /// not had our turns: one for three of theirs. While we want calm, they wait.
    pub(crate) fn run(&mut self, count: usize, pace: &Pace) {
        while self.edits < count {
            let ahead = self.edits.saturating_sub(pace.turns.load(Ordering::Relaxed) * 3);
            let pause = if ahead > 0 { (8 + ahead) * self.pause } else { self.pause };
            // A random pace, and no wait: turns fall now here, now there between those of the others.
            thread::sleep(Duration::from_micros(self.random.below(pause + 1) as u64));
            let _turn = pace.calm.lock().expect("nobody panics in calm");
            match self.kind {
                Kind::Rename | Kind::Truncate => self.save_fresh(),
                Kind::StaleInPlace | Kind::StaleRename => self.save_stale(),
                Kind::Sed => self.sed(),
                Kind::Vim => self.vim((count - self.edits).min(BATCH)),
                Kind::Git => self.git(),
            }
        }
    }

    /// Thinks of the next edit: an item as it shall be.
    fn think(&mut self) -> Their {
        self.edits += 1;
        let mut their = self.theirs[self.random.below(self.theirs.len())].clone();
        match self.random.below(4) {
            0 => their.is_done = !their.is_done,
            1 if their.extra.is_some() => their.extra = None,
            1 => their.extra = Some(self.edits),
            _ => (their.value, their.padding) = (self.edits, self.random.below(6)),
        }
        their
    }

    /// Remembers that `their` was saved.
    fn remember(&mut self, their: Their) {
        let at = their.number - 1;
        self.theirs[at] = their;
    }

    /// Remembers that `book` was saved.
    fn log(&mut self, book: Book) {
        self.saves.push(Saved { read: self.began, ended: Instant::now(), book });
    }

    /// Reads the plan as it is now, and looks whether all that they wrote is there.
    fn read(&mut self) -> Book {
        let text = fs::read_to_string(&self.path).unwrap_or_else(|error| format!("(not read: {error})"));
        match Book::read(&text) {
            Ok(book) => {
                self.gone += book.theirs.iter().zip(&self.theirs).filter(|(found, own)| found != own).count();
                self.theirs.clone_from(&book.theirs);
                book
            }
            Err(why) => {
                self.malformed.push(why);
                Book { theirs: self.theirs.clone(), ..Book::new() }
            }
        }
    }

    fn save_fresh(&mut self) {
        self.began = Instant::now();
        let mut book = self.read();
        let their = self.think();
        book.theirs[their.number - 1] = their.clone();
        self.save(&book);
        self.log(book);
        self.remember(their);
    }

    fn save_stale(&mut self) {
        let their = self.think();
        self.buffer.theirs[their.number - 1] = their.clone();
        self.save(&self.buffer);
        self.log(self.buffer.clone());
        self.remember(their);
    }

    fn save(&self, book: &Book) {
        match self.kind {
            Kind::Truncate | Kind::StaleInPlace => write_in_halves(&self.path, &book.text(), Duration::ZERO),
            _ => replace(&self.path, &book.text()),
        }
    }

    fn sed(&mut self) {
        self.began = Instant::now();
        let old = self.theirs.clone();
        let their = self.think();
        let line = format!("^- \\[.\\] {}", their.name());
        let extra = |their: &Their| their.extra_line().unwrap_or_default();
        let script = match (&old[their.number - 1].extra, &their.extra) {
            (Some(_), None) => {
                format!("/^{}$/d", extra(&old[their.number - 1]).replace('[', "\\[").replace(']', "\\]"))
            }
            (None, Some(_)) => format!("/{line}/a\\{}", extra(&their)),
            _ => format!("s/{line}.*$/{}/", their.line()),
        };
        let status = Command::new("sed").arg("-i").arg(script).arg(&self.path).status();
        assert!(status.is_ok_and(|status| status.success()), "sed ends well");
        self.remember(their);
        // What it took back is not there now, or we have asked for it again since.
        let book = self.read();
        self.log(book);
    }

    /// Makes `count` edits with one start of vim, which reads the file anew before each.
    fn vim(&mut self, count: usize) {
        self.began = Instant::now();
        let backup = if self.random.below(2) == 0 { "yes" } else { "no" };
        // In the folder for temporary files vim makes no backups, and saves otherwise than elsewhere.
        let mut script = format!("set backupskip= writebackup backupcopy={backup}\n");
        for _ in 0..count {
            let old = self.theirs.clone();
            let their = self.think();
            let line = format!("^- \\[.\\] {}.*$", their.name());
            let extra = |their: &Their| their.extra_line().unwrap_or_default();
            script += "edit!\n";
            script += &match (&old[their.number - 1].extra, &their.extra) {
                (Some(_), None) => {
                    format!("g/^{}$/d\n", extra(&old[their.number - 1]).replace('[', "\\[").replace(']', "\\]"))
                }
                (None, Some(_)) => format!("%s/{line}/&\\r{}/\n", extra(&their)),
                _ => format!("%s/{line}/{}/\n", their.line()),
            };
            // "File changed while writing" (E949): then once more.
            script += "silent! write!\nif &modified | write! | endif\n";
            self.remember(their);
        }
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all((script + "quit!\n").as_bytes()).expect("a script");
        let mut vim = Command::new("vim")
            .args(["-es", "-u", "NONE", "-i", "NONE", "-n", "-N", "-S"])
            .args([file.path(), &self.path])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("vim starts");
        // "The file has been changed since reading it!!! Do you really want to write to it (y/n)?"
        // With each answer vim drops the others that have come by then.
        let mut answers = vim.stdin.take().expect("a pipe");
        while answers.write_all(&[b'y'; 64]).is_ok() {}
        let status = vim.wait().expect("vim ends");
        // What vim does not find to change, it says, and goes on.
        self.gone += usize::from(!status.success());
        let book = self.read();
        self.log(book);
    }

    fn git(&mut self) {
        self.began = Instant::now();
        let mut book = self.read();
        let deed = self.random.below(10);
        let repository = self.repository.as_mut().expect("a repository");
        if deed == 0
            && let Some(book) = repository.check_out_parent()
        {
            self.edits += 1;
            self.theirs.clone_from(&book.theirs);
            // On purpose, whatever stood there.
            self.began = self.opened;
            self.log(book);
            return;
        }
        let their = self.think();
        book.theirs[their.number - 1] = their.clone();
        let repository = self.repository.as_mut().expect("a repository");
        if deed >= 4 || !repository.stash_and_pop(&book) {
            repository.check_out(&book);
        }
        self.malformed.append(&mut repository.hindered);
        self.remember(their);
        // A stash takes away and brings back, and may drop what came in between.
        let book = self.read();
        self.log(book);
    }
}

/// Saves `text` as a new file, renamed over the old one.
pub(crate) fn replace(path: &Path, text: &str) {
    let new = path.with_file_name(".plan.md.new");
    fs::write(&new, text).and_then(|()| fs::rename(&new, path)).expect("the plan is saved");
}

/// Saves `text` into the same file: empties it, writes one half, and after a `pause` the other.
pub(crate) fn write_in_halves(path: &Path, text: &str, pause: Duration) {
    let (head, tail) = text.as_bytes().split_at(text.len() / 2);
    let mut file = fs::File::create(path).expect("the plan is there");
    file.write_all(head).expect("one half is saved");
    thread::sleep(pause);
    file.write_all(tail).expect("the other half is saved");
}
