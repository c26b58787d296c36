//! The help: every action with its keys, from the live keymap.

use super::action::{ACTIONS, Action, Entry, Group};
use super::keymap::Keymap;
use super::measure::{columns, line_columns};
use super::run::{Line, Run, Tone};
use super::symbols::Symbols;

/// From how many columns on the help has two columns.
const TWO_COLUMNS: usize = 72;

/// The help, and how far it is scrolled.
#[derive(Clone, Debug, Default)]
pub struct Help {
    /// Lines above the box.
    pub scroll: usize,
}

/// Where the help is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In the tree, or where its keys mean the same.
    Tree,
    /// In the walk.
    Walk,
}

/// Returns the help in lines of at most `room` columns, as far as that can be.
pub(super) fn lines(keymap: &Keymap, place: Place, symbols: &Symbols, room: usize) -> Vec<Line> {
    let written = |entry: &Entry| {
        let short = |keys: &[super::Key]| keys.iter().map(|key| key.short(&symbols.arrows)).collect::<String>();
        keymap.keys_of(entry.action).map(short).collect::<Vec<_>>().join(" ")
    };
    let rows: Vec<(Entry, String)> =
        entries(place).map(|entry| (entry, written(&entry))).filter(|(_, keys)| !keys.is_empty()).collect();
    let widest = rows.iter().map(|(_, keys)| columns(keys)).max().unwrap_or(0);
    let row = |(entry, keys): &(Entry, String)| {
        let gap = " ".repeat(widest + 2 - columns(keys));
        vec![Run::new(keys.clone(), Tone::Accent), Run::new(gap + entry.description, Tone::Plain)]
    };
    let group = |group: &Group| {
        let lines: Vec<Line> = rows.iter().filter(|(entry, _)| entry.group == *group).map(row).collect();
        let title = vec![Run::new(group.title(), Tone::Strong)];
        let jump = (*group == Group::Move).then(|| {
            vec![
                Run::new("2.1", Tone::Accent),
                Run::new(" ".repeat(widest.saturating_sub(1)) + "go to that number", Tone::Plain),
            ]
        });
        (!lines.is_empty()).then(|| [vec![title], lines, jump.into_iter().collect()].concat())
    };
    let column = |groups: &[Group]| groups.iter().filter_map(group).collect::<Vec<_>>().join(&Line::new());
    let order = [Group::Mark, Group::Look, Group::Move, Group::Program];
    if room < TWO_COLUMNS {
        return column(&order);
    }
    let (left, right) = (column(&order[..2]), column(&order[2..]));
    let rows = left.len().max(right.len());
    let line = |index: usize| {
        let mut line = left.get(index).cloned().unwrap_or_default();
        if let Some(right) = right.get(index) {
            line.push(Run::blank((room / 2).saturating_sub(line_columns(&line))));
            line.extend(right.iter().cloned());
        }
        line
    };
    (0..rows).map(line).collect()
}

/// Returns all actions as they are described in `place`; none that does nothing there.
fn entries(place: Place) -> impl Iterator<Item = Entry> {
    ACTIONS.into_iter().filter_map(move |entry| match place {
        Place::Tree => Some(entry),
        Place::Walk => in_walk(entry),
    })
}

/// Returns `entry` as it is described in the walk; `None` where it does nothing there.
fn in_walk(entry: Entry) -> Option<Entry> {
    let (group, description) = match entry.action {
        Action::OtherPane | Action::Panes => return None,
        Action::Open | Action::Unfold => (Group::Move, "next stop"),
        Action::Fold => (Group::Move, "previous stop"),
        Action::NextOpen => (Group::Move, "next stop that is ready"),
        Action::PreviousOpen => (Group::Move, "previous ready one"),
        Action::Top => (Group::Move, "top of the stop"),
        Action::Bottom => (Group::Move, "bottom of the stop"),
        Action::ScrollDown => (Group::Look, "scroll down"),
        Action::ScrollUp => (Group::Look, "scroll up"),
        Action::Walk => (Group::Look, "leave the walk"),
        _ => return Some(entry),
    };
    Some(Entry { description, group, ..entry })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keys;

    #[test]
    fn the_help_shows_the_keys_that_are_bound() {
        let keymap =
            Keymap::new([(keys("gt").expect("keys"), Action::Toggle), (keys("<c-x>").expect("keys"), Action::Toggle)]);
        let text = |line: &Line| line.iter().map(|run| &*run.text).collect::<String>();
        let help: Vec<String> = lines(&keymap, Place::Tree, &Symbols::UNICODE, 40).iter().map(text).collect();
        assert_eq!(help, ["Mark", "gt ^x  tick or untick"]);
    }

    #[test]
    fn it_fits_forty_columns() {
        for place in [Place::Tree, Place::Walk] {
            let lines = lines(&Keymap::default(), place, &Symbols::UNICODE, 34);
            assert!(lines.iter().map(|line| line_columns(line)).max().is_some_and(|widest| widest <= 34));
        }
    }
}
