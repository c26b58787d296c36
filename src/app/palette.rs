//! Every action by its name: typed as far as needed, picked, done.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::action::{ACTIONS, Action, Entry};
use super::input::Input;
use super::keymap::Keymap;
use super::measure::{columns, cut_line, line_columns};
use super::model::Model;
use super::overlay::Overlay;
use super::run::{Line, Run, Tone};
use super::symbols::Symbols;
use super::{Code, Effect, Key};

/// From how many columns on the names stand beside what they mean.
const WITH_NAMES: usize = 44;

/// The list of actions, narrowed to what is typed.
#[derive(Clone, Debug)]
pub struct Palette {
    input: Input,
    /// What matches, the best first; all in the order of the table where nothing is typed.
    found: Vec<&'static Entry>,
    /// The index in `found` of the one under the cursor; none until something is typed, or somebody goes down.
    selected: Option<usize>,
    /// The index of the first one in the box.
    top: usize,
}

impl Default for Palette {
    fn default() -> Self {
        Self { input: Input::default(), found: ACTIONS.iter().collect(), selected: None, top: 0 }
    }
}

impl Palette {
    /// Returns what is typed.
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// Returns the action under the cursor; `None` where nothing matches, or nothing has been picked.
    pub fn chosen(&self) -> Option<Action> {
        self.found.get(self.selected?).map(|entry| entry.action)
    }

    /// Returns how many match.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Returns whether none match.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Goes `rows` down, up where negative.
    fn step(&mut self, rows: isize) {
        // The first step down leads to the first one.
        let target = match self.selected {
            Some(selected) => selected.saturating_add_signed(rows),
            None => rows.max(1).unsigned_abs() - 1,
        };
        self.selected = Some(target.min(self.found.len().saturating_sub(1)));
    }

    /// Narrows the list to what is typed.
    fn search(&mut self) {
        self.found = search(self.input.text());
        (self.selected, self.top) = ((!self.is_untyped()).then_some(0), 0);
    }

    /// Returns whether nothing is typed that narrows the list.
    fn is_untyped(&self) -> bool {
        self.input.text().trim().is_empty()
    }

    /// Keeps the cursor in a box with `height` rows for actions.
    pub(super) fn settle(&mut self, height: usize) {
        let selected = self.selected.unwrap_or(0);
        self.top = self.top.clamp((selected + 1).saturating_sub(height).min(selected), selected);
    }

    /// Returns the actions in a box with `height` rows and `room` columns, and which of them is under the cursor.
    pub fn visible(&self, keymap: &Keymap, symbols: &Symbols, (room, height): (usize, usize)) -> Vec<(Line, bool)> {
        if self.found.is_empty() {
            return vec![(vec![Run::new("no action is called that", Tone::Faint)], false)];
        }
        let widest = ACTIONS.iter().map(|entry| columns(entry.name)).max().unwrap_or(0);
        let row = |(index, entry): (usize, &&Entry)| {
            (line(entry, widest, keymap, symbols, room), Some(index) == self.selected)
        };
        self.found.iter().enumerate().skip(self.top).take(height).map(row).collect()
    }

    /// Returns how many are above a box with `height` rows, and how many below.
    pub fn hidden(&self, height: usize) -> (usize, usize) {
        (self.top, self.found.len().saturating_sub(self.top + height))
    }
}

/// Returns name, meaning and keys of an action.
fn line(entry: &Entry, widest: usize, keymap: &Keymap, symbols: &Symbols, room: usize) -> Line {
    let short = |keys: &[Key]| keys.iter().map(|key| key.short(&symbols.arrows)).collect::<String>();
    let keys = keymap.keys_of(entry.action).map(short).collect::<Vec<_>>().join(" ");
    let mut left = Line::new();
    if room >= WITH_NAMES {
        left.extend([Run::new(entry.name, Tone::Faint), Run::blank(widest + 2 - columns(entry.name))]);
    }
    left.push(Run::new(entry.description, Tone::Plain));
    let mut line = cut_line(&left, room.saturating_sub(columns(&keys) + 1), symbols.ellipsis);
    line.push(Run::blank(room.saturating_sub(line_columns(&line) + columns(&keys))));
    line.push(Run::new(keys, Tone::Accent));
    line
}

/// Returns the actions that `typed` may mean, the best first: one that is called so, then by how well name and meaning
/// match, letters in order with gaps between them.
fn search(typed: &str) -> Vec<&'static Entry> {
    if typed.trim().is_empty() {
        return ACTIONS.iter().collect();
    }
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Never);
    let mut config = Config::DEFAULT;
    config.prefer_prefix = true;
    let mut matcher = Matcher::new(config);
    let mut buffer = Vec::new();
    let mut score = |text: &str| pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher);
    let mut scored: Vec<(u32, &Entry)> = ACTIONS
        .iter()
        .filter_map(|entry| {
            let is_name = if entry.name == typed.trim() { u32::MAX / 2 } else { 0 };
            // A match in the name counts twice.
            let name = score(entry.name).unwrap_or(0);
            let all = score(&format!("{} {}", entry.name, entry.description))?;
            Some((is_name + name + all, entry))
        })
        .collect();
    // The order of the table among equals.
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, entry)| entry).collect()
}

impl Model {
    /// Takes a key into the palette; those that it does not know are left to the keymap.
    pub(super) fn answer_palette(&mut self, key: Key) -> Option<Vec<Effect>> {
        let page = usize::from(self.palette_box().inner.height.saturating_sub(1)).cast_signed();
        let Some(Overlay::Palette(palette)) = self.overlays.last_mut() else { return None };
        match (key.code, key.ctrl) {
            (Code::Enter, _) => {
                let chosen = palette.chosen();
                if chosen.is_none() && palette.is_untyped() {
                    self.status.say("type a name, or go down to pick one");
                    return Some(Vec::new());
                }
                self.overlays.pop();
                return Some(chosen.map_or_else(Vec::new, |action| self.perform(action)));
            }
            (Code::Esc, _) => _ = self.overlays.pop(),
            (Code::Backspace, false) if palette.input.text().is_empty() => _ = self.overlays.pop(),
            (Code::Down, _) | (Code::Char('n'), true) => palette.step(1),
            (Code::Up, _) | (Code::Char('p'), true) => palette.step(-1),
            (Code::PageDown, _) => palette.step(page),
            (Code::PageUp, _) => palette.step(-page),
            _ if palette.input.take(key) => palette.search(),
            _ => return None,
        }
        Some(Vec::new())
    }

    /// Takes pasted text where somebody types.
    pub(super) fn paste(&mut self, text: &str) {
        match self.overlays.last_mut() {
            Some(Overlay::Find(line)) => {
                line.input.paste(text);
                self.look_for_typed();
            }
            Some(Overlay::Palette(palette)) => {
                palette.input.paste(text);
                palette.search();
            }
            Some(Overlay::Editor(editor)) => {
                if let Err(why) = editor.paste(text) {
                    self.status.warn(why);
                }
            }
            Some(Overlay::Ask(_)) => self.paste_into_ask(text),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(typed: &str) -> String {
        search(typed).iter().map(|entry| entry.name).take(3).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_few_letters_find_an_action() {
        for (typed, expected) in [("undo", "undo"), ("val", "validate"), ("nxop", "next-open"), ("untick", "toggle")] {
            assert!(names(typed).starts_with(expected), "{typed}: {}", names(typed));
        }
        assert_eq!(names("zzz"), "");
        assert_eq!(search(" ").len(), ACTIONS.len());
    }

    #[test]
    fn every_name_finds_its_action_first() {
        for entry in &ACTIONS {
            assert_eq!(search(entry.name)[0].name, entry.name);
        }
    }

    #[test]
    fn rows_fit() {
        for room in [20, 36, 46, 80] {
            let palette = Palette::default();
            let lines = palette.visible(&Keymap::default(), &Symbols::ASCII, (room, 100));
            assert_eq!(lines.len(), ACTIONS.len());
            assert!(lines.iter().all(|(line, _)| line_columns(line) <= room.max(14)), "{room}");
        }
    }
}
