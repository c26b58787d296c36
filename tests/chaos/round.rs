//! One round: a new plan, one kind of others, one way of ours, and the count at the end.

use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crate::book::{self, Book};
use crate::desktop::Desktop;
use crate::log::{Listed, Log};
use crate::ours::{Desk, naive};
use crate::random::Random;
use crate::wish::{Asked, Ours, Thing, Wanted};
use crate::writers::{Kind, Saved, Writer};

/// By what means our side writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hand {
    /// By verbs; nothing guards what they wrote.
    Verbs,
    /// By keys on a screen.
    Screen,
    /// By verbs, while a screen is open.
    VerbsBesideScreen,
    /// By verbs and by keys on two screens.
    Crowd,
    /// By a program that reads, changes and writes the whole file.
    Naive,
    /// Not at all.
    Nobody,
}

/// One of those on our side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Party {
    Verbs,
    Keys,
    /// A screen at which nobody sits.
    Watch,
    Naive,
}

impl Hand {
    /// Those that tickdown offers.
    pub(crate) const OURS: [Self; 4] = [Self::Verbs, Self::Screen, Self::VerbsBesideScreen, Self::Crowd];

    /// Returns its name for the table.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Verbs => "verbs",
            Self::Screen => "screen",
            Self::VerbsBesideScreen => "verbs + screen",
            Self::Crowd => "two screens + verbs",
            Self::Naive => "(naive)",
            Self::Nobody => "(nobody)",
        }
    }

    /// Returns whether a screen is open, and so guards what is written.
    pub(crate) fn is_guarded(self) -> bool {
        self.parties().iter().any(|party| matches!(party, Party::Keys | Party::Watch))
    }

    const fn parties(self) -> &'static [Party] {
        match self {
            Self::Verbs => &[Party::Verbs],
            Self::Screen => &[Party::Keys],
            Self::VerbsBesideScreen => &[Party::Verbs, Party::Watch],
            Self::Crowd => &[Party::Keys, Party::Keys, Party::Verbs],
            Self::Naive => &[Party::Naive],
            Self::Nobody => &[],
        }
    }
}

/// What all in a round agree on.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    /// How many turns we have had.
    pub(crate) turns: AtomicUsize,
    /// The others write no more.
    is_over: AtomicBool,
    /// Held by the others while they save, and by us while they shall not.
    pub(crate) calm: Mutex<()>,
}

impl Pace {
    /// Begins a turn of ours; returns whether others still write.
    pub(crate) fn turn(&self) -> bool {
        self.turns.fetch_add(1, Ordering::Relaxed);
        !self.is_over()
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }
}

/// Says that the others write no more, however they ended.
struct End<'a>(&'a Pace);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.is_over.store(true, Ordering::Relaxed);
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
    /// Ours that are in the change list, and not in the file, and why.
    pub(crate) listed: Vec<String>,
    /// Ours that are there more than once.
    pub(crate) twice: Vec<String>,
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
    let pace = &Pace::default();
    let parties = hand.parties();
    let of = parties.iter().filter(|party| **party != Party::Watch).count();
    let (writer, ours) = thread::scope(|scope| {
        let open = |party: &Party| matches!(party, Party::Keys | Party::Watch).then(|| Desktop::open(&desk));
        let desktops: Vec<Option<Desktop>> = parties.iter().map(open).collect();
        let others = scope.spawn(|| {
            let _end = End(pace);
            writer.run(edits, pace);
            writer
        });
        let mut busy = Vec::new();
        for (which, (party, mut desktop)) in parties.iter().zip(desktops).enumerate() {
            let (desk, mut random) = (&desk, Random::new(random.next()));
            busy.push(scope.spawn(move || {
                // Who only watches has nothing of its own.
                let mut ours = if which < of { Ours::new(which, of) } else { Ours::nobody() };
                match (party, &mut desktop) {
                    (Party::Keys, Some(desktop)) => desktop.keys(kind, &mut ours, &mut random, pace),
                    (Party::Naive, _) => naive(&desk.path, &mut ours, &mut random, pace),
                    (Party::Verbs, _) => desk.verbs(&mut ours, &mut random, pace),
                    (_, desktop) => desktop.iter_mut().for_each(|desktop| desktop.watch(&|| !pace.is_over())),
                }
                (ours, desktop)
            }));
        }
        let (ours, desktops): (Vec<Ours>, Vec<Option<Desktop>>) =
            busy.into_iter().map(|busy| busy.join().expect("ours end")).unzip();
        let writer = others.join().expect("the others write on");
        desktops.into_iter().flatten().for_each(|desktop| desktop.close(&writer.theirs));
        (writer, ours)
    });
    count(&desk, kind, hand, ours, writer)
}

/// Counts what is in the file and in the change list, and what is not.
fn count(desk: &Desk, kind: Kind, hand: Hand, ours: Vec<Ours>, writer: Writer) -> Score {
    let mut score = Score {
        theirs: writer.edits,
        ours: ours.iter().map(|ours| ours.edits).sum(),
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
    let log = (hand != Hand::Naive).then(|| Log::of(desk));
    let is_asked = |number: usize| ours.iter().any(|ours| ours.wanted.contains_key(&Thing::Added(number)));
    for (at, &number) in book.added.iter().enumerate() {
        if !is_asked(number) {
            score.malformed.push(format!("nobody has added {:?}", book::added(number)));
        } else if book.added[..at].contains(&number) {
            let told = log.as_ref().map(|log| log.about(Thing::Added(number))).unwrap_or_default();
            score.twice.push(book::added(number) + &told);
        }
    }
    let judge = Judge { kind, hand, log, saves: writer.saves };
    for mut ours in ours {
        score.refused.append(&mut ours.refused);
        score.ours_lost.append(&mut ours.wrong);
        for (&thing, wanted) in ours.wanted.iter().filter(|(thing, wanted)| !wanted.holds(**thing, &book)) {
            match judge.excuse(thing, wanted) {
                Ok(why) => score.listed.push(format!("{}: {why}", thing.name())),
                Err(why) => {
                    let told = judge.log.as_ref().map(|log| log.about(thing)).unwrap_or_default();
                    score.ours_lost.push(format!("{}: {why}{told}", thing.name()));
                }
            }
        }
    }
    score
}

/// Says of what is not in the file whether it may be so.
struct Judge {
    kind: Kind,
    hand: Hand,
    /// What whoever asks is told; `None` where nobody remembers anything.
    log: Option<Log>,
    saves: Vec<Saved>,
}

impl Judge {
    /// Returns why `thing` is not as it is `wanted`, where that is in the change list, and justly so.
    fn excuse(&self, thing: Thing, wanted: &Wanted) -> Result<String, String> {
        let mut reasons = Vec::new();
        for asked in wanted.all() {
            match self.excuse_one(thing, asked) {
                Ok(why) => return Ok(why),
                Err(why) => reasons.push(format!("asked for {:?}; {why}", asked.wish)),
            }
        }
        Err(reasons.join("; "))
    }

    fn excuse_one(&self, thing: Thing, asked: &Asked) -> Result<String, String> {
        let log = self.log.as_ref().ok_or_else(|| "nobody knows of it".to_owned())?;
        let why = match log.says(thing, asked.wish) {
            // Where a screen was open, that had to see to it.
            Listed::Offered(why) if self.hand.is_guarded() && why.contains("while no screen was open") => Err(why),
            Listed::Offered(why) => Ok(why),
            Listed::Undone if self.kind == Kind::Git => Ok("undone by git".to_owned()),
            Listed::Undone => Err("said to be undone by others".to_owned()),
            Listed::No(why) => Err(why),
        }?;
        let is_just = self.saves.iter().any(|save| took_back(save, thing, asked));
        is_just.then_some(()).ok_or_else(|| format!("{why}: but no save of others took it back"))?;
        Ok(why)
    }
}

/// Returns whether `save` took back what was `asked` for of `thing`: it was made of what was read before that was told to
/// be so, and was in the file after it was asked for.
fn took_back(save: &Saved, thing: Thing, asked: &Asked) -> bool {
    let is_unaware = asked.told.is_none_or(|told| save.read < told);
    is_unaware && save.ended > asked.begun && !asked.wish.holds(thing, &save.book)
}

/// Returns what is in the plan's folder and should not be.
fn left_over(desk: &Desk) -> Vec<String> {
    let folder = desk.path.parent().expect("a folder");
    let names = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a name").file_name());
    names.map(|name| name.to_string_lossy().into_owned()).filter(|name| name != "plan.md" && name != ".git").collect()
}
