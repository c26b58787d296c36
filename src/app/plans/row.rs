//! A plan as the list shows it: two lines, or one where it is finished.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};

use crate::app::measure::{columns, cut, cut_line, cut_start, line_columns, shown};
use crate::app::needle::Needle;
use crate::app::run::{Line, Run, Tone};
use crate::app::symbols::Symbols;
use crate::app::words;
use crate::plan::{NodeId, Plan, Tally};

/// From how many columns on bars are long, and what is next is said with its title.
const WIDE: usize = 60;

/// A plan as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    /// Its file, below the folder.
    pub path: PathBuf,
    /// Its title, safe to show.
    title: String,
    tally: Tally,
    /// What is next: number and title, either may be empty.
    next: (String, String),
    /// When its content changed; later is more.
    changed: i128,
    /// The same for readers.
    when: String,
}

/// Less of a title behind a place says nothing, and looks as if the place were cut off.
const LEAST_TITLE: usize = 8;

/// Titles that tools give to every plan, and file names that they do: in lower case, words apart.
const GENERIC: [&str; 10] = [
    "implementation plan",
    "task list",
    "tasks",
    "plan",
    "project plan",
    "execution plan",
    "todo",
    "todos",
    "index",
    "readme",
];

/// What a plan is called in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Called {
    /// By its title.
    Title,
    /// By where it lies, as its title does not tell it from others.
    Place,
}

/// The path as it shall be shown.
pub(super) fn shown_path(path: &Path) -> String {
    shown(&path.to_string_lossy(), words::TITLE_LIMIT).into_owned()
}

impl PlanRow {
    /// Returns the row of `plan` at `path`; it was `changed` at some time that readers are told as `when`.
    pub fn new(path: PathBuf, plan: &Plan, changed: i128, when: impl Into<String>) -> Self {
        let next = plan.next_ready().map(|id| {
            let node = plan.node(id);
            (words::label(node).unwrap_or_default(), words::title(node, 80, ""))
        });
        Self {
            path,
            title: shown(plan.title(), words::TITLE_LIMIT).into_owned(),
            tally: plan.node(NodeId::ROOT).tally,
            next: next.unwrap_or_default(),
            changed,
            when: when.into(),
        }
    }

    /// Returns the same row of what reads `plan` now.
    pub(super) fn reading(&self, plan: &Plan) -> Self {
        Self::new(self.path.clone(), plan, self.changed, &*self.when)
    }

    /// Returns whether all that can be done is done.
    pub fn is_finished(&self) -> bool {
        self.tally.total > 0 && self.tally.done == self.tally.total
    }

    /// Returns whether something is left to be done.
    pub fn is_unfinished(&self) -> bool {
        self.tally.done < self.tally.total
    }

    /// Returns where it stands: unfinished ones first, then those without anything to do, each with the latest first.
    pub(super) fn order(&self) -> (u8, Reverse<i128>, &Path) {
        let group = match (self.is_unfinished(), self.is_finished()) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => 2,
        };
        (group, Reverse(self.changed), &self.path)
    }

    /// Returns whether title or path hold `needle`.
    pub(super) fn matches(&self, needle: &Needle) -> bool {
        needle.is_in(&self.title) || needle.is_in(&shown_path(&self.path))
    }

    /// Returns what it is to be called among `rows`.
    pub(super) fn called(&self, rows: &[Self]) -> Called {
        let is_twin = |other: &Self| other.path != self.path && other.title == self.title;
        let is_told = is_generic(&self.title) || rows.iter().any(is_twin);
        if is_told && self.place().is_some() { Called::Place } else { Called::Title }
    }

    /// Returns the name of its file, or of its folder where tools give that name to every file: `login-flow` for
    /// `.kiro/specs/login-flow/tasks.md`. `None` where that says no more than the title.
    fn place(&self) -> Option<String> {
        let stem = self.path.file_stem()?.to_string_lossy();
        let name = if is_generic(&stem) { self.path.parent()?.file_name()?.to_string_lossy() } else { stem };
        (name != self.title).then(|| shown(&name, words::TITLE_LIMIT).into_owned())
    }

    /// Returns what it is called in at most `room` columns: of its place and title, the place first.
    fn name(&self, called: Called, room: usize, symbols: &Symbols) -> Line {
        let Some(place) = self.place().filter(|_| called == Called::Place) else {
            return vec![Run::new(cut(&self.title, room, symbols.ellipsis), Tone::Strong)];
        };
        let has_room = columns(&place) + LEAST_TITLE + 2 <= room;
        let name = vec![Run::new(place, Tone::Strong), Run::blank(2), Run::new(&*self.title, Tone::Faint)];
        cut_line(if has_room { &name } else { &name[..1] }, room, symbols.ellipsis)
    }

    /// Returns how many lines it takes.
    pub(super) fn height(&self) -> usize {
        if self.is_finished() { 1 } else { 2 }
    }

    /// Returns its lines of at most `room` columns.
    pub(super) fn lines(&self, called: Called, room: usize, symbols: &Symbols) -> Vec<Line> {
        if self.is_finished() {
            return vec![self.finished(called, room, symbols)];
        }
        let progress = self.progress(room, symbols);
        let name = self.name(called, room.saturating_sub(line_columns(&progress) + 2), symbols);
        let first = spread(name, progress, room);
        let when = vec![Run::new(format!(" {:>8}", self.when), Tone::Faint)];
        let next = self.next(room.saturating_sub(line_columns(&when)) * 3 / 5, symbols);
        let taken = line_columns(&next) + line_columns(&when) + if next.is_empty() { 0 } else { 2 };
        let path = cut_start(&shown_path(&self.path), room.saturating_sub(taken), symbols.ellipsis).into_owned();
        let path = vec![Run::new(path, Tone::Faint)];
        vec![first, spread(path, [next, when].concat(), room)]
    }

    /// Returns `▰▰▰▱▱  17/35`.
    fn progress(&self, room: usize, symbols: &Symbols) -> Line {
        if self.tally.total == 0 {
            return vec![Run::new("nothing to tick", Tone::Faint)];
        }
        let (full, left) = symbols.bar(self.tally.done, self.tally.total, if room < WIDE { 6 } else { 12 });
        let count = format!("{}/{}", self.tally.done, self.tally.total);
        vec![Run::new(full, Tone::Done), Run::new(left, Tone::Line), Run::new(format!("{count:>8}"), Tone::Plain)]
    }

    /// Returns what is next, in at most `room` columns: its number, and its title where there is room.
    fn next(&self, room: usize, symbols: &Symbols) -> Line {
        let (number, title) = &self.next;
        if !self.is_unfinished() {
            return Line::new();
        }
        if number.is_empty() && title.is_empty() {
            return vec![Run::new("nothing is ready", Tone::Notice)];
        }
        let room = room.saturating_sub(5);
        let both = [&**number, &**title].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let name = if !number.is_empty() && columns(&both) > room && room < WIDE / 2 { number } else { &both };
        vec![Run::new("next ", Tone::Faint), Run::new(cut(name, room, symbols.ellipsis), Tone::Accent)]
    }

    /// Returns title, or what tells it from others, path, count and time in one line.
    fn finished(&self, called: Called, room: usize, symbols: &Symbols) -> Line {
        let end = vec![Run::new(format!("{}/{}", self.tally.done, self.tally.total), Tone::Faint)];
        let end = [end, vec![Run::new(format!("  {:>8}", self.when), Tone::Faint)]].concat();
        let end = if room < WIDE { end[..1].to_vec() } else { end };
        let left = room.saturating_sub(line_columns(&end) + 8);
        let path = shown_path(&self.path);
        let place = self.place().filter(|_| called == Called::Place);
        let title = place.as_deref().unwrap_or(&self.title);
        let title = cut(title, left.saturating_sub(columns(&path)).max(left / 2), symbols.ellipsis);
        let path = cut_start(&path, left.saturating_sub(columns(&title)), symbols.ellipsis);
        let start = vec![
            Run::new(format!("  {} ", symbols.done), Tone::Done),
            Run::new(title, Tone::Plain),
            Run::blank(2),
            Run::new(path, Tone::Faint),
        ];
        spread(start, end, room)
    }
}

/// Returns whether `name` is one that tools give to every plan.
fn is_generic(name: &str) -> bool {
    let name = name.to_lowercase().replace(['-', '_'], " ");
    GENERIC.contains(&name.strip_suffix(".md").unwrap_or(&name))
}

/// Returns `left` and `right` at the two ends of `room` columns.
fn spread(left: Line, right: Line, room: usize) -> Line {
    let gap = room.saturating_sub(line_columns(&left) + line_columns(&right));
    [left, vec![Run::blank(gap)], right].concat()
}
