//! Our side by verbs, and, to see that losses are found, a way that loses.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::book::{self, Book, Mark, STEPS};
use crate::log::Log;
use crate::pty::HOMES;
use crate::random::Random;
use crate::round::Pace;
use crate::wish::{Ours, Thing, Wish};

/// A plan, and a home that everybody on our side shares.
pub(crate) struct Desk {
    pub(crate) path: PathBuf,
    pub(crate) home: PathBuf,
}

impl Desk {
    /// Makes changes by verbs while others write.
    pub(crate) fn verbs(&self, ours: &mut Ours, random: &mut Random, pace: &Pace) {
        while pace.turn() {
            let (thing, wish) = ours.think(random);
            // Now and then nobody else writes meanwhile: what a verb says that it did, is there then.
            if random.below(4) == 0 {
                let _calm = pace.calm.lock().expect("nobody panics in calm");
                let edits = ours.edits;
                self.verb(ours, thing, wish);
                if ours.edits > edits
                    && let Err(why) = self.must_hold(ours, thing)
                {
                    ours.wrong.push(format!("{}: {why}", thing.name()));
                }
            } else {
                self.verb(ours, thing, wish);
            }
            // A random pace, and no wait: turns fall now here, now there between those of the others.
            thread::sleep(Duration::from_micros(random.below(4_000) as u64));
        }
    }

    /// Asks for `wish` by a verb.
    fn verb(&self, ours: &mut Ours, thing: Thing, wish: Wish) {
        let begun = Instant::now();
        let mut command = self.command([wish.verb()]);
        match (thing, wish) {
            (Thing::Added(number), _) => command.args(["phase-5", &book::added(number)]),
            (Thing::Words(index), Wish::Worded(value)) if STEPS.contains(&index) => {
                command.args(["--field", "Description", &book::address(index, 0), &book::described(value)])
            }
            (Thing::Words(index), Wish::Worded(value)) => {
                // An item goes by the words that it has, which others may have taken back.
                let Ok(book) = self.read() else { return };
                command.args([book::address(index, book.ours[index].value), book::title(index, value)])
            }
            (Thing::Mark(index) | Thing::Words(index), _) => command.arg(book::address(index, 0)),
        };
        let output = command.output().expect("tickdown runs");
        let told = String::from_utf8_lossy(&output.stdout);
        if output.status.success() && told.starts_with("already ") {
            // Others have taken back what was asked for before; so nothing is changed, nor promised.
            ours.unsure(thing, wish, begun);
        } else if output.status.success() {
            ours.done(thing, said(wish, &told), begun);
        } else {
            ours.refused.push(String::from_utf8_lossy(&output.stderr).trim().to_owned());
        }
    }

    /// Checks what is wanted of `thing` against the file, where nobody else writes.
    fn must_hold(&self, ours: &Ours, thing: Thing) -> Result<(), String> {
        let (wanted, book) = (&ours.wanted[&thing], self.read()?);
        let wish = wanted.sure.map(|asked| asked.wish);
        let found = || format!("{wish:?} was said to be done, and nobody else wrote: {}", Log::of(self).about(thing));
        wanted.holds(thing, &book).then_some(()).ok_or_else(found)
    }

    /// Reads the plan.
    pub(crate) fn read(&self) -> Result<Book, String> {
        fs::read_to_string(&self.path).map_err(|error| error.to_string()).and_then(|text| Book::read(&text))
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
}

/// Returns what is promised by a verb that was asked for `wish` and printed `line`: `done  3.1  our step 01`.
fn said(wish: Wish, line: &str) -> Wish {
    match (wish, line.split_whitespace().next()) {
        (Wish::NotValidated, Some("done")) => Wish::Done,
        (Wish::NotValidated, Some("open")) => Wish::Open,
        _ => wish,
    }
}

/// Reads, changes and writes the whole, as a program does that knows of nobody else.
pub(crate) fn naive(path: &Path, ours: &mut Ours, random: &mut Random, pace: &Pace) {
    while pace.turn() {
        // What is empty or gone for a moment is not written onto: even the naive know that much.
        let text = fs::read_to_string(path).unwrap_or_default();
        let Ok(mut book) = Book::read(&text) else { continue };
        let begun = Instant::now();
        let (thing, wish) = ours.think_of_a_mark(random);
        let (Thing::Mark(index) | Thing::Words(index) | Thing::Added(index)) = thing;
        let mark = match wish {
            Wish::Open => Mark::Open,
            Wish::Validated => Mark::Validated,
            _ => Mark::Done,
        };
        book.ours[index].set(index, mark);
        let new = path.with_file_name(".plan.md.naive");
        fs::write(&new, book.text()).and_then(|()| fs::rename(&new, path)).expect("the plan is saved");
        ours.done(thing, Wish::of(mark), begun);
        // A random pace, and no wait: turns fall now here, now there between those of the others.
        thread::sleep(Duration::from_micros(random.below(4_000) as u64));
    }
}
