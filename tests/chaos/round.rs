//! One round: a new plan, one kind of others, one way of ours, and the count at the end.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crate::book::{self, Book, Mark};
use crate::ours::{Desk, Ours, Wish, naive};
use crate::random::Random;
use crate::writers::{Kind, Writer};

/// By what means our side writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hand {
    /// By verbs; nothing guards what they wrote.
    Verbs,
    /// By keys on a screen.
    Screen,
    /// By verbs, while a screen is open.
    VerbsBesideScreen,
    /// By a program that reads, changes and writes the whole file.
    Naive,
    /// Not at all.
    Nobody,
}

impl Hand {
    /// Those that tickdown offers.
    pub(crate) const OURS: [Self; 3] = [Self::Verbs, Self::Screen, Self::VerbsBesideScreen];

    /// Returns its name for the table.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Verbs => "verbs",
            Self::Screen => "screen",
            Self::VerbsBesideScreen => "verbs + screen",
            Self::Naive => "(naive)",
            Self::Nobody => "(nobody)",
        }
    }
}

/// What a round came to.
#[derive(Debug, Default)]
pub(crate) struct Score {
    pub(crate) theirs: usize,
    pub(crate) ours: usize,
    pub(crate) refused: Vec<String>,
    pub(crate) theirs_lost: usize,
    /// Ours that are neither in the file nor in the change list, and what the plan says instead.
    pub(crate) ours_lost: Vec<String>,
    /// Ours that are in the change list, and not in the file.
    pub(crate) listed: usize,
    pub(crate) malformed: Vec<String>,
    pub(crate) left_over: Vec<String>,
}

/// Has others make `edits` of their `kind` beside ours by `hand`, and counts.
pub(crate) fn round(kind: Kind, hand: Hand, edits: usize, seed: u64) -> Score {
    let folder = tempfile::tempdir().expect("a folder");
    let home = tempfile::tempdir().expect("a home");
    let desk = Desk { path: folder.path().join("plan.md"), home: home.path().to_owned() };
    fs::write(&desk.path, Book::new().text()).expect("a plan");
    let mut random = Random::new(seed);
    let mut writer = Writer::new(kind, &desk.path, random.next(), 3_000);
    let (mut ours, writing) = (Ours::new(), AtomicBool::new(true));
    // Asked before each turn of ours.
    let turns = AtomicUsize::new(0);
    let others_write = || {
        turns.fetch_add(1, Ordering::Relaxed);
        writing.load(Ordering::Relaxed)
    };
    let (ending, turns) = (&writing, &turns);
    let writer = thread::scope(|scope| {
        let mut desktop = matches!(hand, Hand::Screen | Hand::VerbsBesideScreen).then(|| desk.open());
        let others = scope.spawn(move || {
            // However they end, ours do not go on for ever.
            let _end = End(ending);
            writer.run(edits, turns);
            writer
        });
        match (hand, &mut desktop) {
            (Hand::Nobody, _) => {}
            (Hand::Naive, _) => naive(&desk.path, &mut ours, &mut random, &others_write),
            (Hand::Screen, Some(desktop)) => desktop.keys(kind, &mut ours, &mut random, &others_write),
            (Hand::VerbsBesideScreen, Some(desktop)) => {
                let (desk, ours, random, others_write) = (&desk, &mut ours, &mut random, &others_write);
                let verbs = scope.spawn(move || desk.verbs(ours, random, others_write));
                desktop.watch(&|| !verbs.is_finished());
            }
            _ => desk.verbs(&mut ours, &mut random, &others_write),
        }
        let writer = others.join().expect("the others write on");
        if let Some(desktop) = desktop {
            desktop.close(&writer.theirs);
        }
        writer
    });
    count(&desk, kind, hand, &ours, writer)
}

/// Says that the others write no more.
struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

/// Counts what is in the file and in the change list, and what is not.
fn count(desk: &Desk, kind: Kind, hand: Hand, ours: &Ours, writer: Writer) -> Score {
    let mut score = Score {
        theirs: writer.edits,
        ours: ours.edits,
        refused: ours.refused.clone(),
        theirs_lost: writer.gone,
        malformed: writer.malformed,
        left_over: left_over(desk),
        ..Score::default()
    };
    let text = fs::read_to_string(&desk.path).expect("the plan");
    let book = match Book::read(&text) {
        Ok(book) => book,
        Err(why) => {
            score.malformed.push(format!("in the end, {why}\n{text}"));
            return score;
        }
    };
    score.theirs_lost += book.theirs.iter().zip(&writer.theirs).filter(|(found, own)| found != own).count();
    let log = (hand != Hand::Naive).then(|| desk.log());
    for (index, wish) in ours.wishes.iter().enumerate() {
        let Some(wish) = wish.filter(|wish| !wish.holds(book.ours[index])) else { continue };
        let Some(log) = &log else {
            score.ours_lost.push(format!("{}: asked for {wish:?}, found {:?}", book::title(index), book.ours[index]));
            continue;
        };
        match listed(log, index, wish) {
            Listed::Offered => score.listed += 1,
            Listed::Undone if kind == Kind::Git => score.listed += 1,
            Listed::Undone => score.ours_lost.push(format!("{}: said to be undone by others", book::title(index))),
            Listed::No(why) => score.ours_lost.push(format!("{}: asked for {wish:?}; {why}", book::title(index))),
        }
    }
    score
}

/// What the change list says of a change that is not in the file.
enum Listed {
    /// It waits to be made again or dropped.
    Offered,
    /// Somebody undid it who had seen it: only git does that here, when it goes back on purpose.
    Undone,
    /// Something else, or nothing.
    No(String),
}

/// Returns what `log` says of the last change that made `wish` true of our node `index`.
fn listed(log: &serde_json::Value, index: usize, wish: Wish) -> Listed {
    let title = book::title(index);
    let changes = log["changes"].as_array().expect("a list of changes");
    let grants = |change: &&serde_json::Value| {
        let mark = match change["to"].as_str().expect("a state") {
            "validated" => Mark::Validated,
            "done" => Mark::Done,
            _ => Mark::Open,
        };
        change["title"] == title && wish.holds(mark)
    };
    let Some(last) = changes.iter().rev().find(grants) else { return Listed::No("not in the log".into()) };
    match (last["standing"].as_str(), last["why"].as_str()) {
        (Some("offered"), _) => Listed::Offered,
        (_, Some("undone by somebody who had seen it")) => Listed::Undone,
        _ => {
            let of_the_node = changes.iter().filter(|change| change["title"] == title);
            Listed::No(of_the_node.map(|change| format!("\n    {change}")).collect())
        }
    }
}

/// Returns what is in the plan's folder and should not be.
fn left_over(desk: &Desk) -> Vec<String> {
    let folder = desk.path.parent().expect("a folder");
    let names = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a name").file_name());
    names.map(|name| name.to_string_lossy().into_owned()).filter(|name| name != "plan.md" && name != ".git").collect()
}
