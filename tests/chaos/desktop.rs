//! Our side by keys on a screen.

use std::time::{Duration, Instant};

use crate::book::{self, ITEMS, Mark, NOTES, STEPS, Their};
use crate::ours::Desk;
use crate::pty::{Screen, Start};
use crate::random::Random;
use crate::round::Pace;
use crate::wish::{Ours, Thing, Wish};
use crate::writers::Kind;

/// The plan on a screen.
pub(crate) struct Desktop {
    screen: Screen,
}

/// How long a change may take from the key to the screen.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often a text is saved that is refused while others write.
const TRIES: usize = 3;

/// So many rows have room for all that there may be.
const ROWS: u16 = 150;

impl Desktop {
    /// Opens the plan on a screen that shows all its rows.
    pub(crate) fn open(desk: &Desk) -> Self {
        let mut screen = Start::tickdown([&desk.path]).home(&desk.home).size(100, ROWS).start();
        screen.wait_for("our item 01");
        // The phases behind the first one are folded.
        screen.keys("Glklklkl");
        screen.wait_until("all rows", |screen| {
            let contents = screen.contents();
            ["our note 06", "our step 10", "theirs 8 value", "in front"].iter().all(|text| contents.contains(text))
        });
        Self { screen }
    }

    /// Makes changes by keys while others of this `kind` write.
    pub(crate) fn keys(&mut self, kind: Kind, ours: &mut Ours, random: &mut Random, pace: &Pace) {
        while pace.turn() {
            match random.below(8) {
                0 if ours.may_add() => self.add(ours),
                1 => self.reword(ours, random),
                _ => self.mark(kind, ours, random),
            }
        }
    }

    fn mark(&mut self, kind: Kind, ours: &mut Ours, random: &mut Random) {
        let nodes = if random.below(2) == 0 { ITEMS } else { STEPS };
        let index = ours.node(nodes, random);
        if !self.go_to(index) {
            return;
        }
        let Some(before) = mark(&self.screen.contents(), index) else { return };
        // `x` sets, and so cannot be misunderstood by a screen that shows something else by now.
        let (key, wish) = match before {
            Mark::Open | Mark::Done if STEPS.contains(&index) && random.below(2) == 0 => ("v", Wish::Validated),
            Mark::Open => ("x", Wish::Done),
            Mark::Validated if random.below(2) == 0 => ("v", Wish::NotValidated),
            _ => ("<space>", Wish::Open),
        };
        // Under git a mark may be another one by the time of the key, and one that toggles then means the opposite.
        if kind == Kind::Git && key != "x" {
            return;
        }
        let begun = Instant::now();
        self.screen.keys(key);
        // A key may find already done what it asks for, where others have just brought that about; one that toggles does the
        // opposite then, and one that nobody saw done may be done behind it. What counts is what the screen says.
        let is_plain = key == "x" && kind != Kind::Git && ours.is_sure(Thing::Mark(index));
        let shown = |screen: &vt100::Screen| {
            let contents = screen.contents();
            (is_plain || says(&contents, index, wish)) && mark(&contents, index).is_some_and(|mark| wish.allows(mark))
        };
        if self.screen.wait_at_most(PATIENCE, shown) {
            let is = mark(&self.screen.contents(), index).filter(|_| wish == Wish::NotValidated);
            ours.done(Thing::Mark(index), is.map_or(wish, Wish::of), begun);
        } else {
            ours.refused.push(format!("{key} on {}, which was {before:?}: not shown", book::title(index, 0)));
            // Where others have set the mark meanwhile that the key toggles, it took that away, and says so.
            let contents = self.screen.contents();
            let is = mark(&contents, index).filter(|_| key == "v" && says(&contents, index, Wish::NotValidated));
            match is.filter(|mark| Wish::NotValidated.allows(*mark)) {
                Some(mark) => ours.done(Thing::Mark(index), Wish::of(mark), begun),
                None => ours.unsure(Thing::Mark(index), wish, begun),
            }
        }
    }

    /// Adds an item behind the last one.
    fn add(&mut self, ours: &mut Ours) {
        self.screen.keys("G");
        let number = ours.number();
        let places = ["╭ New item after our addition", "╭ New item after in front"];
        self.write("a", &places, &book::added(number), ours, (Thing::Added(number), Wish::There));
    }

    /// Gives a note of ours other words.
    fn reword(&mut self, ours: &mut Ours, random: &mut Random) {
        let (index, value) = (ours.node(NOTES, random), ours.number());
        if !self.go_to(index) {
            return;
        }
        let title = book::title(index, value);
        // What stands in the box in front of the number.
        let old = format!("│ {}", book::title(index, 0).trim_end_matches('0'));
        self.write("i<c-u>", &[&old], &title, ours, (Thing::Words(index), Wish::Worded(value)));
    }

    /// Opens a box by `key`, on which one of the texts `places` says that it is the right one, writes `text` there, and
    /// waits until it is in the plan.
    fn write(&mut self, key: &str, places: &[&str], text: &str, ours: &mut Ours, (thing, wish): (Thing, Wish)) {
        let begun = Instant::now();
        let (open, rest) = key.split_at(1);
        self.screen.keys(open);
        let is_right = |screen: &vt100::Screen| {
            let contents = screen.contents();
            is_open(screen) && places.iter().any(|place| contents.contains(place))
        };
        if !self.screen.wait_at_most(PATIENCE, is_right) {
            ours.refused.push(format!("{open} for {text}: no box\n{}", self.screen.contents()));
            return self.leave();
        }
        self.screen.keys(rest);
        self.screen.send(text.as_bytes());
        let is_typed = |screen: &vt100::Screen| screen.contents().contains(&format!("│ {text} "));
        // The box of a row that is gone would make another one.
        if !self.screen.wait_at_most(PATIENCE, is_typed) || self.is_for_nobody() {
            ours.refused.push(format!("{open} for {text}: not typed\n{}", self.screen.contents()));
            return self.leave();
        }
        if self.enter(text) {
            ours.done(thing, wish, begun);
        } else {
            ours.refused.push(format!("{open} for {text}: not shown\n{}", self.screen.contents()));
            ours.unsure(thing, wish, begun);
            self.leave();
        }
    }

    /// Saves `text`, which stands in the box, and once more where that did not work. Returns whether it came into the plan.
    fn enter(&mut self, text: &str) -> bool {
        let row = format!("▢ {text} ");
        // As long as the box is there, it takes the next keys.
        let is_there = |screen: &vt100::Screen| screen.contents().contains(&row) && !is_open(screen);
        let is_writing = |screen: &vt100::Screen| screen.contents().contains("─ writing ─");
        for _ in 0..TRIES {
            self.screen.keys("<enter>");
            self.screen.wait_at_most(PATIENCE, |screen| is_there(screen) || is_writing(screen));
            self.screen.wait_at_most(PATIENCE, |screen| is_there(screen) || !is_writing(screen));
            if self.screen.wait_at_most(Duration::ZERO, is_there) {
                return true;
            }
            if self.is_for_nobody() || !self.screen.wait_at_most(Duration::ZERO, is_open) {
                break;
            }
        }
        false
    }

    /// Returns whether what the box was for is gone, so that its text would become something else.
    fn is_for_nobody(&self) -> bool {
        self.screen.contents().contains("gone")
    }

    /// Leaves a box, if one is open, and drops what stands there.
    fn leave(&mut self) {
        self.screen.keys("<esc>");
        self.screen.wait_until_read();
        let is_asked_or_left = |screen: &vt100::Screen| !is_open(screen) || screen.contents().contains("  esc back ─");
        self.screen.wait_until("a box that is left", is_asked_or_left);
        if self.screen.wait_at_most(Duration::ZERO, is_open) {
            self.screen.keys("n");
            self.screen.wait_until("a box that is gone", |screen| !is_open(screen));
        }
    }

    /// Goes to our node `index`; returns whether the pane beside the tree tells of it then.
    fn go_to(&mut self, index: usize) -> bool {
        // The row of the first phase, and those of the phases in between.
        let phases = 1 + usize::from(index >= NOTES.start) + usize::from(index >= STEPS.start);
        self.screen.keys(&format!("g{}", "j".repeat(index + phases)));
        let title = book::title(index, 0);
        // The words of a note change.
        let told = if NOTES.contains(&index) { title.trim_end_matches('0') } else { &title };
        let is_there = |screen: &vt100::Screen| {
            let contents = screen.contents();
            let beside = |line: &str| Some(line.split_once("││").or_else(|| line.split_once("╮╭"))?.1.contains(told));
            contents.lines().take(8).filter_map(beside).any(|is_told| is_told)
        };
        self.screen.wait_at_most(PATIENCE, is_there)
    }

    /// Shows what arrives while `others_write`.
    pub(crate) fn watch(&mut self, others_write: &dyn Fn() -> bool) {
        while others_write() {
            self.screen.wait_at_most(Duration::from_millis(5), |_| false);
        }
    }

    /// Waits until the screen shows all that others wrote, and leaves.
    pub(crate) fn close(mut self, theirs: &[Their]) {
        let lines: Vec<String> = theirs.iter().map(|their| format!("{}{}", their.name(), their.value)).collect();
        self.screen.wait_until("all that others wrote", |screen| {
            let shown = screen.contents();
            lines.iter().all(|line| shown.contains(line))
        });
        // Not q: an enter too many, where a text was written later than waited for, has opened the pane beside the tree, and
        // that key leaves it first.
        self.screen.keys("<c-c>");
        assert_eq!(self.screen.wait_exit(), 0, "{}", self.screen);
        self.screen.assert_restored();
    }
}

/// Returns whether a box is open on `screen`.
fn is_open(screen: &vt100::Screen) -> bool {
    let contents = screen.contents();
    contents.contains("╭ Edit") || contents.contains("╭ New item")
}

/// Returns whether the last row of `screen` says what was done to our node `index`, and that this was `wish`: `done 2.3,
/// added …`.
fn says(screen: &str, index: usize, wish: Wish) -> bool {
    let words: &[&str] = match wish {
        Wish::Open => &["unticked", "open again"],
        Wish::Validated => &["validated"],
        Wish::NotValidated => &["no longer validated", "open again"],
        _ => &[""],
    };
    // What others did is told behind it.
    let last = screen.lines().last().unwrap_or_default();
    let last = ["outside", "tickdown: "].iter().fold(last, |last, who| last.split(who).next().unwrap_or_default());
    let number = book::address(index, 0) + " ";
    words.iter().any(|word| last.contains(word))
        && (last.contains(&book::title(index, 0)) || last.replace(',', " ").contains(&number))
}

/// Returns the mark that `screen` shows for our node `index`.
fn mark(screen: &str, index: usize) -> Option<Mark> {
    let title = book::title(index, 0);
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
