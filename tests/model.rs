//! Two tickdowns and two other programs on one plan, in any order: no change of ours vanishes without a word.
//!
//! Each change that a store has taken is afterwards in the file, or offered, or was undone by a program that had seen it,
//! or was given up by hand. One of the other programs reads the file each time; the other has read it once and saves
//! what it remembers.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tempfile::TempDir;
use tickdown::plan::{Intent, Marks, Op, Part, Plan, State};
use tickdown::store::{End, Reading, Role, Standing, Store};

/// How many items are ours.
const OURS: usize = 4;

/// How many notes are, whose words and marks we change, and behind which we add some.
const NOTES: usize = 2;

/// Something that happens.
#[derive(Clone, Debug)]
enum Step {
    /// A screen sets an item of ours done or open.
    Set { screen: usize, item: usize, done: bool },
    /// A screen sets a note of ours done or open.
    Mark { screen: usize, note: usize, done: bool },
    /// A screen gives a note of ours words that it never had.
    Word { screen: usize, note: usize },
    /// A screen adds a note of ours behind another one.
    Add { screen: usize, note: usize },
    /// A screen looks at the file.
    Look { screen: usize },
    /// A screen looks a last time, is closed and opened again.
    Reopen { screen: usize },
    /// Both screens are killed, without a last look, and opened again.
    Crash,
    /// Somebody gives the newest offer up.
    Drop { screen: usize },
    /// A program that has just read the file adds a line of its own.
    Fresh { save: Save },
    /// A program that has just read the file removes an item of ours.
    Remove { item: usize },
    /// A program that has read the file long ago adds a line of its own to what it remembers.
    Stale { save: Save },
    /// That program reads the file anew.
    Reload,
}

/// How a program saves.
#[derive(Clone, Copy, Debug)]
enum Save {
    InPlace,
    ByRename,
}

fn step() -> impl Strategy<Value = Step> {
    let (screen, item, note) = (0..2_usize, 0..OURS, 0..2 * NOTES);
    let save = prop_oneof![Just(Save::InPlace), Just(Save::ByRename)];
    prop_oneof![
        6 => (screen.clone(), item.clone(), any::<bool>())
            .prop_map(|(screen, item, done)| Step::Set { screen, item, done }),
        4 => (screen.clone(), note.clone(), any::<bool>())
            .prop_map(|(screen, note, done)| Step::Mark { screen, note, done }),
        4 => (screen.clone(), note.clone()).prop_map(|(screen, note)| Step::Word { screen, note }),
        2 => (screen.clone(), note).prop_map(|(screen, note)| Step::Add { screen, note }),
        4 => screen.clone().prop_map(|screen| Step::Look { screen }),
        1 => screen.clone().prop_map(|screen| Step::Reopen { screen }),
        1 => Just(Step::Crash),
        1 => screen.prop_map(|screen| Step::Drop { screen }),
        3 => save.clone().prop_map(|save| Step::Fresh { save }),
        1 => item.prop_map(|item| Step::Remove { item }),
        3 => save.prop_map(|save| Step::Stale { save }),
        1 => Just(Step::Reload),
    ]
}

/// What we want of a note of ours.
#[derive(Clone, Debug, Default)]
struct Note {
    /// That it is there: we have added it.
    is_added: bool,
    done: Option<bool>,
    /// Its whole words.
    words: Option<String>,
}

struct World {
    folder: TempDir,
    path: PathBuf,
    screens: Vec<Store>,
    /// What each of them shows.
    shown: Vec<String>,
    /// What the program remembers that does not look again.
    buffer: String,
    /// Lines that the others have added.
    added: Vec<String>,
    /// Lines that the file may not have: added to a buffer that was given up.
    forgotten: Vec<String>,
    /// What we want of our items.
    wanted: HashMap<usize, bool>,
    /// What we want of our notes, by number.
    notes: Vec<Note>,
    /// How often words were asked for.
    words: usize,
    /// Items that somebody removed who had seen them.
    removed: Vec<usize>,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("plan.md");
        let items: String = (0..OURS).map(|item| format!("- [ ] ours {item}\n")).collect();
        let notes: String = (0..NOTES).map(|note| format!("- [ ] {}\n", words(note, 0))).collect();
        let buffer = format!("# Plan\n\n{items}\n## Notes\n\n{notes}\n## Theirs\n\n");
        fs::write(&path, &buffer).expect("a file");
        let screens = (0..2).map(|_| open(folder.path(), &path)).collect();
        let shown = vec![buffer.clone(); 2];
        let (added, forgotten, wanted, removed) = Default::default();
        let notes = vec![Note::default(); NOTES];
        Self { folder, path, screens, shown, buffer, added, forgotten, wanted, notes, words: 0, removed }
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.path).expect("a file")
    }

    fn save(&self, text: &str, how: Save) {
        match how {
            Save::InPlace => fs::write(&self.path, text).expect("saved"),
            Save::ByRename => {
                let new = self.path.with_extension("new");
                fs::write(&new, text).expect("saved");
                fs::rename(new, &self.path).expect("renamed");
            }
        }
    }

    fn line(&mut self) -> String {
        let line = format!("- [ ] theirs {}\n", self.added.len());
        self.added.push(line.clone());
        line
    }

    fn take(&mut self, step: &Step) {
        match *step {
            Step::Set { screen, item, done } => {
                let title = format!("ours {item}");
                let op = if done { Op::Done } else { Op::Open };
                let intent = Intent { title: Some(title.clone()), ..Intent::new(title, op) };
                if self.screens[screen].commit(&[intent]).is_ok() {
                    self.wanted.insert(item, done);
                }
            }
            Step::Mark { screen, note, done } => {
                let is_done = self.ask(screen, note, |_| if done { Op::Done } else { Op::Open });
                // What was refused is offered, and is so where an older text happens to read so.
                if let Some(is_done) = is_done {
                    self.notes[note].done = is_done.then_some(done);
                }
            }
            Step::Word { screen, note } => {
                self.words += 1;
                let to = words(note, self.words);
                let op = |from| Op::Write { part: Part::Title, from: Some(from), to: to.clone() };
                if self.ask(screen, note, op) == Some(true) {
                    self.notes[note].words = Some(to);
                }
            }
            Step::Add { screen, note } => {
                let text = words(self.notes.len(), 0);
                if self.ask(screen, note, |_| Op::Add { text }) == Some(true) {
                    self.notes.push(Note { is_added: true, ..Note::default() });
                }
            }
            Step::Look { screen } => self.read(screen),
            Step::Reopen { screen } => {
                self.read(screen);
                self.screens[screen] = open(self.folder.path(), &self.path);
                self.shown[screen] = self.text();
            }
            Step::Crash => {
                self.screens.clear();
                self.screens.extend((0..2).map(|_| open(self.folder.path(), &self.path)));
                self.shown = vec![self.text(); 2];
            }
            Step::Drop { screen } => {
                if let Some(offer) = self.screens[screen].offers().first() {
                    self.screens[screen].drop_offer(offer.id);
                    self.wanted.retain(|item, _| offer.title != format!("ours {item}"));
                    let notes = self.notes.iter_mut().enumerate();
                    for (_, note) in notes.filter(|(number, _)| offer.title.starts_with(&begin(*number))) {
                        match &*offer.what {
                            "added" => *note = Note::default(),
                            "changed" => note.words = None,
                            _ => note.done = None,
                        }
                    }
                }
            }
            Step::Fresh { save } => {
                self.look();
                let line = self.line();
                let text = self.text() + &line;
                self.save(&text, save);
            }
            Step::Remove { item } => {
                self.look();
                let text = self.text();
                let keep = |line: &&str| !line.ends_with(&format!("ours {item}"));
                let text: String = text.lines().filter(keep).map(|line| format!("{line}\n")).collect();
                self.save(&text, Save::InPlace);
                self.removed.push(item);
                self.wanted.remove(&item);
            }
            Step::Stale { save } => {
                self.look();
                let line = self.line();
                self.buffer += &line;
                let buffer = self.buffer.clone();
                // It writes over what the other program has saved: whose lines are lost is between the two.
                self.forgotten = self.added.iter().filter(|line| !buffer.contains(*line)).cloned().collect();
                self.save(&buffer, save);
            }
            Step::Reload => {
                self.look();
                self.buffer = self.text();
            }
        }
    }

    /// Asks for an `op` of `note`, by what `screen` shows of it, which is given its words. Returns whether that was done;
    /// `None` where it does not show it.
    fn ask(&mut self, screen: usize, note: usize, op: impl FnOnce(String) -> Op) -> Option<bool> {
        let plan = Plan::read(self.shown[screen].clone(), "plan");
        let id = plan.ids().find(|&id| plan.node(id).title.starts_with(&begin(note)))?;
        let title = plan.node(id).title.to_string();
        let intent = Intent { title: Some(title.clone()), ..Intent::new(plan.address(id), op(title)) };
        let committed = self.screens[screen].commit(&[intent]);
        if let Ok(committed) = &committed {
            self.shown[screen] = committed.plan.text().to_string();
        }
        Some(committed.is_ok())
    }

    fn read(&mut self, screen: usize) {
        if let Reading::Text(snapshot) = self.screens[screen].read() {
            self.shown[screen] = snapshot.text.to_string();
        }
    }

    /// The screens look before others read and save; what we do between a save and that finds a file that nobody has seen.
    fn look(&mut self) {
        (0..self.screens.len()).for_each(|screen| self.read(screen));
    }

    fn check(&mut self) -> Result<(), TestCaseError> {
        self.look();
        let text = self.text();
        for line in self.added.iter().filter(|line| !self.forgotten.contains(line)) {
            prop_assert_eq!(text.matches(line.as_str()).count(), 1, "{:?} in\n{}", line, text);
        }
        let plan = Plan::read(text.clone(), "plan");
        let screen = &mut self.screens[0];
        let offers: Vec<String> = screen.offers().into_iter().map(|offer| offer.title).collect();
        for (item, done) in &self.wanted {
            let title = format!("ours {item}");
            let state =
                plan.ids().map(|id| plan.node(id)).find(|node| *node.title == title).and_then(|node| node.state);
            let is_there = state.is_some_and(|state| (state == State::Done) == *done);
            let entries = screen.entries();
            let was_removed = self.removed.contains(item)
                && entries.iter().any(|entry| entry.title == title && entry.standing == Standing::Ended(End::Outside));
            prop_assert!(
                is_there || offers.contains(&title) || was_removed,
                "{title} is {state:?} in\n{text}{entries:#?}"
            );
        }
        for (number, note) in self.notes.iter().enumerate() {
            let offers = screen.offers();
            let offered = |what: &str, words: &str| {
                offers.iter().any(|offer| offer.what == what && offer.title.starts_with(words))
            };
            let all = begin(number);
            let nodes: Vec<_> =
                plan.ids().map(|id| plan.node(id)).filter(|node| node.title.starts_with(&all)).collect();
            let told = || format!("{note:?} is not in\n{text}{:#?}", screen.entries());
            prop_assert!(nodes.len() < 2, "{number} twice: {}", told());
            let node = nodes.first();
            prop_assert!(!note.is_added || node.is_some() || offered("added", &all), "{number}: {}", told());
            let reads = |words: &String| {
                node.is_some_and(|node| *node.title == **words) || offered("added", words) || offered("changed", words)
            };
            prop_assert!(note.words.iter().all(reads), "{number}: {}", told());
            // What is added is open.
            let is_done = node.map(|node| node.state == Some(State::Done)).or(offered("added", &all).then_some(false));
            let is_so = |done: &bool| is_done == Some(*done);
            let is_marked = |done: &bool| is_so(done) || offered(if *done { "done" } else { "open" }, &all);
            prop_assert!(note.done.iter().all(is_marked), "{number}: {}", told());
        }
        let names: Vec<_> = fs::read_dir(self.folder.path()).expect("a folder").collect();
        prop_assert!(names.len() <= 2, "{names:?}");
        Ok(())
    }
}

/// Returns what all words of `note` begin with.
fn begin(note: usize) -> String {
    format!("note {note} reads ")
}

/// Returns the words of `note` when words are asked for `nth`.
fn words(note: usize, nth: usize) -> String {
    format!("{}{nth}", begin(note))
}

fn open(folder: &Path, path: &Path) -> Store {
    Store::open_remembered(path, &folder.join("state"), Role::Screen, None, Marks::default()).expect("it can be read").0
}

/// Returns how many runs there are: `TICKDOWN_MODEL_CASES`, or few enough for every day.
fn cases() -> u32 {
    std::env::var("TICKDOWN_MODEL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(64)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_change_of_ours_vanishes_without_a_word(steps in prop::collection::vec(step(), 1..40)) {
        let mut world = World::new();
        for step in &steps {
            world.take(step);
        }
        world.check()?;
    }
}
