//! A plan as the list shows it: two lines, or one where it is finished.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};

use crate::app::measure::{columns, cut, cut_start, line_columns, shown};
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

    /// Returns how many lines it takes.
    pub(super) fn height(&self) -> usize {
        if self.is_finished() { 1 } else { 2 }
    }

    /// Returns its lines of at most `room` columns.
    pub(super) fn lines(&self, room: usize, symbols: &Symbols) -> Vec<Line> {
        if self.is_finished() {
            return vec![self.finished(room, symbols)];
        }
        let title =
            cut(&self.title, room.saturating_sub(line_columns(&self.progress(room, symbols)) + 2), symbols.ellipsis);
        let first = spread(vec![Run::new(title, Tone::Strong)], self.progress(room, symbols), room);
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

    /// Returns title, path, count and time in one line.
    fn finished(&self, room: usize, symbols: &Symbols) -> Line {
        let end = vec![Run::new(format!("{}/{}", self.tally.done, self.tally.total), Tone::Faint)];
        let end = [end, vec![Run::new(format!("  {:>8}", self.when), Tone::Faint)]].concat();
        let end = if room < WIDE { end[..1].to_vec() } else { end };
        let left = room.saturating_sub(line_columns(&end) + 8);
        let path = shown_path(&self.path);
        let title = cut(&self.title, left.saturating_sub(columns(&path)).max(left / 2), symbols.ellipsis);
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

/// Returns `left` and `right` at the two ends of `room` columns.
fn spread(left: Line, right: Line, room: usize) -> Line {
    let gap = room.saturating_sub(line_columns(&left) + line_columns(&right));
    [left, vec![Run::blank(gap)], right].concat()
}
