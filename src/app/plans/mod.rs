//! The Plans screen: the plans of a folder, those that want work first, what is finished folded.
//!
//! The list outlives the plan that is open: it goes along to the next one. Rows come and go while it is looked at; the
//! cursor stays on its plan.

mod acts;
mod none;
mod row;

use std::path::{Path, PathBuf};

pub use self::row::PlanRow;
use super::measure::wrap;
use super::needle::Needle;
use super::run::{Line, Run, Tone};
use super::settings::Settings;
use super::symbols::Symbols;

/// What is told of the plans of a folder.
#[derive(Clone, Debug)]
pub enum Sighting {
    /// Plans are looked for here.
    Here {
        /// The folder, as it shall be shown.
        folder: String,
        /// The plan that is open, below the folder; `None` where none is, or one elsewhere.
        open: Option<PathBuf>,
    },
    /// From here on everything is found anew.
    Begun,
    /// This plan is there, or reads otherwise.
    Plan(Box<PlanRow>),
    /// The plan that is open lies here; what it says is known here better.
    Own {
        /// The path below the folder.
        path: PathBuf,
        /// When its content changed; later is more.
        changed: i128,
        /// The same for readers.
        when: String,
    },
    /// There is no plan at this path any more.
    Gone(PathBuf),
    /// Everything has been looked at.
    Done(Looked),
}

/// What there is to say besides plans when everything has been looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// How many Markdown files were looked at.
    pub files: usize,
    /// Files and folders that are looked into even if git ignores them.
    pub places: Vec<String>,
    /// Files and folders that cannot be read.
    pub closed: Vec<PathBuf>,
    /// Why there may be more plans, and why changes are noticed late; sentences without their ends.
    pub notes: Vec<String>,
}

/// What somebody wants of the list of plans; for the shell to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanWish {
    /// Open the plan at this path below the folder.
    Open(PathBuf),
    /// Open the file that somebody has typed, or list the plans of that folder.
    OpenTyped(String),
    /// Write a plan from the template to the path that somebody has typed, and open it.
    New(String),
    /// Open a copy of the demo plan.
    Demo,
    /// Do not wait any longer for the plan that is being opened.
    Cancel,
}

/// The plans of a folder.
#[derive(Clone, Debug, Default)]
pub struct PlanList {
    /// The folder, as it shall be shown.
    folder: String,
    /// In the order in which they are shown, the finished ones last.
    rows: Vec<PlanRow>,
    /// Those that have not been found again yet.
    stale: Vec<PathBuf>,
    /// The plan that is open.
    open: Option<PathBuf>,
    looked: Option<Looked>,
    /// The cursor; `None` on the first row.
    cursor: Option<Spot>,
    /// Where the cursor was last, from the top.
    at: usize,
    /// The first spot on the screen; where there are no plans, the first line.
    top: usize,
    /// The finished plans are shown.
    unfolded: bool,
    needle: Option<Needle>,
    role: Role,
}

/// What the list is to the model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Role {
    /// It lies over a plan.
    #[default]
    Guest,
    /// No plan is open.
    Home,
    /// The same, and nobody has pressed a key: the only unfinished plan opens by itself.
    Start,
}

/// Something that the cursor can stand on.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Spot {
    /// The plan at this path.
    Plan(PathBuf),
    /// The line that folds the finished plans.
    Finished,
}

impl PlanList {
    /// Takes what is told; returns the plan that opens by itself.
    fn learn(&mut self, sighting: Sighting) -> Option<PathBuf> {
        match sighting {
            Sighting::Here { folder, open } => {
                if self.folder != folder {
                    // What is typed while the folder is being found is meant for it.
                    *self = Self { folder, role: self.role, needle: self.needle.take(), ..Self::default() };
                }
                let is_other = self.open != open;
                self.open = open;
                if is_other && self.cursor.is_none() {
                    self.go_to_open();
                }
            }
            Sighting::Begun => self.stale = self.rows.iter().map(|row| row.path.clone()).collect(),
            Sighting::Plan(row) => {
                self.stale.retain(|path| *path != row.path);
                self.remove(&row.path.clone());
                let at = self.rows.partition_point(|other| other.order() <= row.order());
                self.rows.insert(at, *row);
            }
            // The model makes a row of it.
            Sighting::Own { .. } => {}
            Sighting::Gone(path) => self.remove(&path),
            Sighting::Done(looked) => {
                for path in std::mem::take(&mut self.stale) {
                    self.remove(&path);
                }
                let is_whole = looked.notes.is_empty();
                self.looked = Some(looked);
                return self.only().filter(|_| is_whole && self.role == Role::Start);
            }
        }
        None
    }

    /// Returns whether everything has been looked at.
    pub fn is_whole(&self) -> bool {
        self.looked.is_some() && self.stale.is_empty()
    }

    /// Returns the folder, as it shall be shown.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// Returns how many plans there are, and how many of them are finished.
    pub fn counts(&self) -> (usize, usize) {
        (self.rows.len(), self.rows.iter().filter(|row| row.is_finished()).count())
    }

    /// Returns how many of them match what is typed; `None` where nothing is.
    pub fn matching(&self) -> Option<(&str, usize)> {
        let needle = self.needle.as_ref()?;
        Some((needle.text(), self.rows.iter().filter(|row| row.matches(needle)).count()))
    }

    /// Returns the only plan that wants work, else the only one at all.
    fn only(&self) -> Option<PathBuf> {
        let mut unfinished = self.rows.iter().filter(|row| row.is_unfinished());
        match (unfinished.next(), unfinished.next(), &self.rows[..]) {
            (Some(only), None, _) | (None, _, [only]) => Some(only.path.clone()),
            _ => None,
        }
    }

    fn remove(&mut self, path: &Path) {
        self.rows.retain(|row| row.path != path);
    }

    /// Returns what is shown, from the top.
    fn spots(&self) -> Vec<(Spot, Option<&PlanRow>)> {
        let mut spots = Vec::new();
        for row in self.rows.iter().filter(|row| self.needle.as_ref().is_none_or(|needle| row.matches(needle))) {
            // What is looked for is shown, finished or not.
            if row.is_finished() && self.needle.is_none() {
                if !spots.iter().any(|(spot, _)| *spot == Spot::Finished) {
                    spots.push((Spot::Finished, None));
                }
                if !self.unfolded {
                    break;
                }
            }
            spots.push((Spot::Plan(row.path.clone()), Some(row)));
        }
        spots
    }

    /// Returns where the cursor is among `spots`; where its plan has gone, at the one that took its place.
    fn index(&self, spots: &[(Spot, Option<&PlanRow>)]) -> usize {
        let found = self.cursor.as_ref().and_then(|cursor| spots.iter().position(|(spot, _)| spot == cursor));
        let at = if self.cursor.is_some() { self.at } else { 0 };
        found.unwrap_or(at).min(spots.len().saturating_sub(1))
    }

    /// Returns what is under the cursor; `None` where nothing is shown.
    fn chosen(&self) -> Option<Spot> {
        let spots = self.spots();
        spots.get(self.index(&spots)).map(|(spot, _)| spot.clone())
    }

    /// Puts the cursor on the plan that is open.
    fn go_to_open(&mut self) {
        self.cursor = self.open.clone().map(Spot::Plan);
        self.at = 0;
        self.unfolded |= self.rows.iter().any(|row| Some(&row.path) == self.open.as_ref() && row.is_finished());
    }

    fn step(&mut self, rows: isize) {
        let spots = self.spots();
        if spots.is_empty() {
            self.top = self.top.saturating_add_signed(rows);
            return;
        }
        let at = self.index(&spots).saturating_add_signed(rows).min(spots.len() - 1);
        (self.cursor, self.at) = (spots.get(at).map(|(spot, _)| spot.clone()), at);
    }

    /// Looks for `text` from now on; for nothing where it is empty.
    fn look_for(&mut self, text: &str) {
        self.needle = Needle::new(text);
        (self.cursor, self.at, self.top) = (None, 0, 0);
    }

    /// Keeps the cursor in a page of `size` columns and rows.
    fn settle(&mut self, (room, height): (usize, usize), settings: &Settings) {
        let spots = self.spots();
        if spots.is_empty() {
            let lines = self.none(room, settings).len();
            self.top = self.top.min(lines.saturating_sub(height));
            return;
        }
        let at = self.index(&spots);
        let tall = |index: usize| spots[index].1.map_or(1, PlanRow::height);
        let mut top = self.top.min(at);
        while top < at && (top..=at).map(tall).sum::<usize>() > height {
            top += 1;
        }
        // No room is left below the last one that somebody could use above the first.
        let mut below: usize = (top..spots.len()).map(tall).sum();
        while let Some(above) = top.checked_sub(1).filter(|&above| below + tall(above) <= height) {
            (top, below) = (above, below + tall(above));
        }
        (self.top, self.at) = (top, at);
    }

    /// Returns the lines of a page of `size` columns and rows, which of them are under the cursor, and how much is above
    /// and below them.
    fn visible(&self, (room, height): (usize, usize), settings: &Settings) -> (Vec<(Line, bool)>, (usize, usize)) {
        let spots = self.spots();
        if spots.is_empty() {
            let lines = self.none(room, settings);
            let below = lines.len().saturating_sub(self.top + height);
            let lines = lines.into_iter().skip(self.top).take(height).map(|line| (line, false)).collect();
            return (lines, (self.top, below));
        }
        let symbols = settings.symbols;
        let (at, mut shown, mut index) = (self.index(&spots), Vec::new(), self.top.min(spots.len() - 1));
        let above = index;
        while let Some((_, row)) = spots.get(index).filter(|_| shown.len() < height) {
            let lines = row
                .map_or_else(|| vec![self.fold_line(symbols)], |row| row.lines(row.called(&self.rows), room, symbols));
            let mark =
                |line: Line| self.needle.as_ref().map_or_else(|| line.clone(), |needle| needle.mark(line.clone()));
            shown.extend(lines.into_iter().map(|line| (mark(line), index == at)));
            index += 1;
        }
        if index == spots.len() && shown.len() < height {
            shown.extend(self.notes(room).into_iter().map(|line| (line, false)));
        }
        shown.truncate(height);
        (shown, (above, spots.len() - index))
    }

    /// Returns `▸ 12 finished`.
    fn fold_line(&self, symbols: &Symbols) -> Line {
        let sign = if self.unfolded { symbols.unfolded } else { symbols.folded };
        vec![Run::new(format!("{sign} {} finished", self.counts().1), Tone::Faint)]
    }

    /// Returns what there is to say besides plans.
    fn notes(&self, room: usize) -> Vec<Line> {
        let Some(looked) = &self.looked else { return Vec::new() };
        let closed = match &looked.closed[..] {
            [] => None,
            [only] => Some(format!("{} cannot be read", row::shown_path(only))),
            [first, rest @ ..] => Some(format!("{} and {} more cannot be read", row::shown_path(first), rest.len())),
        };
        let notes: Vec<String> = looked.notes.iter().cloned().chain(closed).collect();
        if notes.is_empty() {
            return Vec::new();
        }
        let lines = notes.into_iter().flat_map(|note| wrap(&[Run::new(note, Tone::Notice)], room));
        std::iter::once(Line::new()).chain(lines).collect()
    }
}
