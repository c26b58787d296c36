//! Our side: verbs, keys on a screen, and, to see that losses are found, a way that loses.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::book::{self, Book, Mark, OUR_ITEMS, OUR_STEPS};
use crate::pty::{HOMES, Screen, Start};
use crate::random::Random;
use crate::writers::Kind;

/// What shall be true of a node of ours: the last of what was asked for and not refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    Open,
    Done,
    Validated,
    NotValidated,
}

impl Wish {
    /// Returns whether `mark` grants it.
    pub(crate) const fn holds(self, mark: Mark) -> bool {
        match self {
            Self::Open => matches!(mark, Mark::Open),
            Self::Done => !matches!(mark, Mark::Open),
            Self::Validated => matches!(mark, Mark::Validated),
            Self::NotValidated => !matches!(mark, Mark::Validated),
        }
    }

    const fn verb(self) -> &'static str {
        match self {
            Self::Open => "untick",
            Self::Done => "tick",
            Self::Validated => "validate",
            Self::NotValidated => "invalidate",
        }
    }
}

/// What we did, by node.
#[derive(Debug)]
pub(crate) struct Ours {
    pub(crate) wishes: Vec<Option<Wish>>,
    /// How many changes were made, as far as we were told.
    pub(crate) edits: usize,
    /// How many were refused, and so count for nothing.
    pub(crate) refused: Vec<String>,
}

impl Ours {
    pub(crate) fn new() -> Self {
        Self { wishes: vec![None; OUR_ITEMS + OUR_STEPS], edits: 0, refused: Vec::new() }
    }

    fn done(&mut self, index: usize, wish: Wish) {
        self.wishes[index] = Some(wish);
        self.edits += 1;
    }

    /// Thinks of the next change: another state of some node.
    fn think(&self, random: &mut Random) -> (usize, Wish) {
        let index = random.below(self.wishes.len());
        let last = self.wishes[index].unwrap_or(Wish::Open);
        let wish = match (index < OUR_ITEMS, last) {
            (true, Wish::Open) => Wish::Done,
            (true, _) => Wish::Open,
            (false, Wish::Open) => [Wish::Done, Wish::Validated][random.below(2)],
            (false, Wish::Done) => [Wish::Open, Wish::Validated][random.below(2)],
            (false, Wish::Validated) => [Wish::Open, Wish::NotValidated][random.below(2)],
            (false, Wish::NotValidated) => [Wish::Open, Wish::Done][random.below(2)],
        };
        (index, wish)
    }
}

/// A plan, and a home that everybody on our side shares.
pub(crate) struct Desk {
    pub(crate) path: PathBuf,
    pub(crate) home: PathBuf,
}

impl Desk {
    /// Makes changes by verbs while `others_write`.
    pub(crate) fn verbs(&self, ours: &mut Ours, random: &mut Random, others_write: &dyn Fn() -> bool) {
        while others_write() {
            let (index, wish) = ours.think(random);
            let output = self.command([wish.verb()]).arg(book::address(index)).output().expect("tickdown runs");
            match output.status.code() {
                Some(0) => ours.done(index, wish),
                _ => ours.refused.push(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            }
            thread::sleep(Duration::from_micros(random.below(4_000) as u64));
        }
    }

    /// Returns the command `tickdown VERB… PATH`.
    pub(crate) fn command<'a>(&self, verb: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tickdown"));
        command.args(verb).arg(&self.path).stdin(Stdio::null());
        for name in HOMES {
            command.env(name, &self.home);
        }
        command
    }

    /// Returns what `tickdown log` tells of the plan.
    pub(crate) fn log(&self) -> serde_json::Value {
        let output = self.command(["log"]).arg("--json").output().expect("tickdown runs");
        serde_json::from_slice(&output.stdout).expect("the log is JSON")
    }

    /// Opens the plan on a screen that shows all its rows.
    pub(crate) fn open(&self) -> Desktop {
        let mut screen = Start::tickdown([&self.path]).home(&self.home).size(100, 60).start();
        screen.wait_for("our item 01");
        // The phases behind the first one are folded.
        let unfold = format!("g{}lGl", "j".repeat(OUR_ITEMS + 1));
        screen.keys(&unfold);
        screen.wait_for("theirs 8 value");
        Desktop { screen }
    }
}

/// The plan on a screen.
pub(crate) struct Desktop {
    screen: Screen,
}

/// How long a change may take from the key to the screen.
const PATIENCE: Duration = Duration::from_secs(1);

impl Desktop {
    /// Makes changes by keys while others of this `kind` write.
    pub(crate) fn keys(&mut self, kind: Kind, ours: &mut Ours, random: &mut Random, others_write: &dyn Fn() -> bool) {
        while others_write() {
            let index = random.below(OUR_ITEMS + OUR_STEPS);
            // The phase of the items is the first row, that of the steps stands between them.
            let row = index + 1 + usize::from(index >= OUR_ITEMS);
            let to_the_row = format!("g{}", "j".repeat(row));
            self.screen.keys(&to_the_row);
            let Some(before) = self.mark(index) else { continue };
            // `x` sets, and so cannot be misunderstood by a screen that shows something else by now.
            let (key, wish) = match before {
                Mark::Open | Mark::Done if index >= OUR_ITEMS && random.below(2) == 0 => ("v", Wish::Validated),
                Mark::Open => ("x", Wish::Done),
                Mark::Validated if random.below(2) == 0 => ("v", Wish::NotValidated),
                _ => ("<space>", Wish::Open),
            };
            self.screen.keys(key);
            // Only git brings back marks of ours that we took away. Then a key may find already done what it asks for,
            // and what counts is what the screen says that it did.
            let shown = |screen: &vt100::Screen| {
                let contents = screen.contents();
                (kind != Kind::Git || says(&contents, index))
                    && mark(&contents, index).is_some_and(|mark| wish.holds(mark))
            };
            if self.screen.wait_at_most(PATIENCE, shown) {
                ours.done(index, wish);
            } else {
                ours.refused.push(format!("{key} on {}, which was {before:?}: not shown", book::title(index)));
                // It may be done or not, so it says nothing of what is lost.
                ours.wishes[index] = None;
            }
        }
    }

    /// Shows what arrives while `others_write`.
    pub(crate) fn watch(&mut self, others_write: &dyn Fn() -> bool) {
        while others_write() {
            self.screen.wait_at_most(Duration::from_millis(5), |_| false);
        }
    }

    /// Waits until the screen shows all that others wrote, and leaves.
    pub(crate) fn close(mut self, theirs: &[book::Their]) {
        let lines: Vec<String> = theirs.iter().map(|their| format!("{}{}", their.name(), their.value)).collect();
        self.screen.wait_until("all that others wrote", |screen| {
            let shown = screen.contents();
            lines.iter().all(|line| shown.contains(line))
        });
        self.screen.keys("q");
        assert_eq!(self.screen.wait_exit(), 0, "{}", self.screen);
        self.screen.assert_restored();
    }

    fn mark(&self, index: usize) -> Option<Mark> {
        mark(&self.screen.contents(), index)
    }
}

/// Returns whether the last row of `screen` says what was done to our node `index`: `done 2.3, added …`.
fn says(screen: &str, index: usize) -> bool {
    let last = screen.lines().last().unwrap_or_default();
    let number = book::address(index) + " ";
    !last.contains("outside") && (last.contains(&book::title(index)) || last.replace(',', " ").contains(&number))
}

/// Returns the mark that `screen` shows for our node `index`.
fn mark(screen: &str, index: usize) -> Option<Mark> {
    let title = book::title(index);
    // The tree is the left pane.
    let mut tree = screen.lines().filter_map(|row| row.strip_prefix('│')?.split('│').next());
    let row = tree.find(|row| row.contains(&title))?;
    Some(match row {
        row if row.contains("validated") => Mark::Validated,
        row if row.contains('▣') || row.contains('✔') => Mark::Done,
        row if row.contains('▢') || row.contains('○') => Mark::Open,
        _ => return None,
    })
}

/// Reads, changes and writes the whole, as a program does that knows of nobody else.
pub(crate) fn naive(path: &Path, ours: &mut Ours, random: &mut Random, others_write: &dyn Fn() -> bool) {
    while others_write() {
        // What is empty or gone for a moment is not written onto: even the naive know that much.
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let Ok(mut book) = Book::read(&text) else { continue };
        let (index, wish) = ours.think(random);
        book.ours[index] = match wish {
            Wish::Open => Mark::Open,
            Wish::Done | Wish::NotValidated => Mark::Done,
            Wish::Validated => Mark::Validated,
        };
        let new = path.with_file_name(".plan.md.naive");
        std::fs::write(&new, book.text()).and_then(|()| std::fs::rename(&new, path)).expect("the plan is saved");
        ours.done(index, wish);
        thread::sleep(Duration::from_micros(random.below(4_000) as u64));
    }
}
