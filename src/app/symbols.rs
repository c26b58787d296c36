//! The characters that stand for states, folds, bars and frames.

use super::files::Presence;
use super::run::Tone;
use crate::plan::{Kind, State};

/// One set of characters; each field is one column wide unless it says otherwise.
#[derive(Debug, PartialEq, Eq)]
pub struct Symbols {
    /// A step that is open.
    pub open: &'static str,
    /// An item that is open.
    pub empty_box: &'static str,
    /// An item that is done.
    pub full_box: &'static str,
    /// Anything begun.
    pub begun: &'static str,
    /// A step that is done; also in front of the counts of a finished phase.
    pub done: &'static str,
    /// The word `validated` where there is no room for it; two columns.
    pub validated: &'static str,
    /// Tried and failed.
    pub failed: &'static str,
    /// Given up.
    pub cancelled: &'static str,
    /// A mark that nobody explained.
    pub unknown: &'static str,
    /// A file that is there.
    pub present: &'static str,
    /// A file that is not there, and should be.
    pub missing: &'static str,
    /// A file that is not there yet.
    pub coming: &'static str,
    /// A node whose children are shown.
    pub unfolded: &'static str,
    /// A node whose children are hidden.
    pub folded: &'static str,
    /// A part of a progress bar that is done.
    pub bar_done: &'static str,
    /// A part of a progress bar that is left.
    pub bar_left: &'static str,
    /// Changed by somebody else, and not looked at since.
    pub unseen: &'static str,
    /// What was cut off; up to three columns.
    pub ellipsis: &'static str,
    /// A tab in a command, where it must not be taken for a blank; of any width.
    pub tab: &'static str,
    /// Between the parents of a node.
    pub crumb: &'static str,
    /// Between what was and what is; up to two columns.
    pub becomes: &'static str,
    /// A bullet of a list.
    pub bullet: &'static str,
    /// A horizontal line.
    pub rule: &'static str,
    /// A vertical line.
    pub wall: &'static str,
    /// Corners of a frame: top left, top right, bottom left, bottom right.
    pub corners: [&'static str; 4],
    /// Arrow keys: up, down, left, right; may be words.
    pub arrows: [&'static str; 4],
}

impl Symbols {
    /// Characters that every current monospace font has.
    pub const UNICODE: Self = Self {
        open: "○",
        empty_box: "▢",
        full_box: "▣",
        begun: "◐",
        done: "✔",
        validated: "✔✔",
        failed: "✗",
        cancelled: "–",
        unknown: "?",
        present: "✓",
        missing: "✗",
        coming: "·",
        unfolded: "▾",
        folded: "▸",
        bar_done: "▰",
        bar_left: "▱",
        unseen: "●",
        ellipsis: "…",
        tab: "⇥",
        crumb: "›",
        becomes: "→",
        bullet: "•",
        rule: "─",
        wall: "│",
        corners: ["╭", "╮", "╰", "╯"],
        arrows: ["↑", "↓", "←", "→"],
    };

    /// Characters for terminals that draw nothing else right.
    pub const ASCII: Self = Self {
        open: "o",
        empty_box: "o",
        full_box: "x",
        begun: "~",
        done: "x",
        validated: "xx",
        failed: "!",
        cancelled: "-",
        unknown: "?",
        present: "+",
        missing: "!",
        coming: ".",
        unfolded: "v",
        folded: ">",
        bar_done: "#",
        bar_left: ".",
        unseen: "*",
        ellipsis: "...",
        tab: "<tab>",
        crumb: ">",
        becomes: "->",
        bullet: "-",
        rule: "-",
        wall: "|",
        corners: ["+", "+", "+", "+"],
        arrows: ["up", "down", "left", "right"],
    };

    /// Returns the symbol for a node of `kind` that is `state`.
    pub const fn of(&self, kind: Kind, state: State) -> &'static str {
        match (state, kind) {
            (State::Open, Kind::Item) => self.empty_box,
            (State::Open, _) => self.open,
            (State::InProgress, _) => self.begun,
            (State::Done | State::Validated, Kind::Item) => self.full_box,
            (State::Done | State::Validated, _) => self.done,
            (State::Failed, _) => self.failed,
            (State::Cancelled, _) => self.cancelled,
            (State::Unknown, _) => self.unknown,
        }
    }

    /// Returns the sign for a file, one column wide, and its tone; a blank while nobody has looked. Where it `is_owed`, it
    /// should be there.
    pub const fn presence(&self, presence: Presence, is_owed: bool) -> (&'static str, Tone) {
        match presence {
            Presence::Unknown => (" ", Tone::Plain),
            Presence::Present => (self.present, Tone::Done),
            Presence::Missing if is_owed => (self.missing, Tone::Failed),
            Presence::Missing => (self.coming, Tone::Faint),
        }
    }

    /// Returns a bar of `columns` that is filled as far as `done` of `total`.
    ///
    /// It is full only when all is done, and empty only when nothing is.
    pub fn bar(&self, done: u32, total: u32, columns: usize) -> (String, String) {
        let exact = done as usize * columns / total.max(1) as usize;
        let filled = match (done, done == total) {
            (0, _) => 0,
            (_, true) => columns,
            (_, false) => exact.clamp(1, columns.saturating_sub(1).max(1)),
        };
        let filled = filled.min(columns);
        (self.bar_done.repeat(filled), self.bar_left.repeat(columns - filled))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_tells_none_some_and_all_apart() {
        let bar = |done, total| {
            let (full, rest) = Symbols::ASCII.bar(done, total, 5);
            full + &rest
        };
        assert_eq!(
            [(0, 9), (1, 900), (3, 6), (899, 900), (9, 9)].map(|(done, total)| bar(done, total)),
            [".....", "#....", "##...", "####.", "#####"]
        );
        assert_eq!(Symbols::ASCII.bar(1, 2, 0), (String::new(), String::new()));
    }
}
