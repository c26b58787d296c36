//! Which keys do what, one after another or alone.

use super::action::{ACTIONS, Action};
use super::{Key, keys};

/// The keys of each action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    /// Each with at least one key; of two that match, the first wins.
    bindings: Vec<(Vec<Key>, Action)>,
}

/// What the keys pressed so far mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// This.
    Full(Action),
    /// Something, if the right keys follow.
    Partial,
    /// Nothing.
    None,
}

impl Keymap {
    /// Returns the keymap of these bindings; those without keys are left out.
    pub fn new(bindings: impl IntoIterator<Item = (Vec<Key>, Action)>) -> Self {
        Self { bindings: bindings.into_iter().filter(|(keys, _)| !keys.is_empty()).collect() }
    }

    /// Returns what `pressed` means.
    pub fn lookup(&self, pressed: &[Key]) -> Match {
        if let Some((_, action)) = self.bindings.iter().find(|(keys, _)| keys == pressed) {
            return Match::Full(*action);
        }
        if self.bindings.iter().any(|(keys, _)| keys.starts_with(pressed)) { Match::Partial } else { Match::None }
    }

    /// Returns the keys of `action`, the preferred ones first.
    pub fn keys_of(&self, action: Action) -> impl Iterator<Item = &[Key]> {
        self.bindings.iter().filter(move |(_, bound)| *bound == action).map(|(keys, _)| &**keys)
    }
}

impl Default for Keymap {
    fn default() -> Self {
        let bindings = ACTIONS.iter().flat_map(|entry| {
            let read = |text: &&str| keys(text).expect("a test reads every default key");
            entry.keys.iter().map(move |text| (read(text), entry.action))
        });
        Self::new(bindings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_one_or_several() {
        let bound = |text: &str, action| (keys(text).expect(text), action);
        let map = Keymap::new([
            bound("gg", Action::Top),
            bound("g<c-e>", Action::Bottom),
            bound("j", Action::Down),
            (Vec::new(), Action::Quit),
        ]);
        for (pressed, expected) in [
            ("g", Match::Partial),
            ("gg", Match::Full(Action::Top)),
            ("g<c-e>", Match::Full(Action::Bottom)),
            ("j", Match::Full(Action::Down)),
            ("gj", Match::None),
            ("k", Match::None),
        ] {
            assert_eq!(map.lookup(&keys(pressed).expect(pressed)), expected, "{pressed}");
        }
        assert_eq!(map.keys_of(Action::Quit).count(), 0);
    }

    #[test]
    fn the_default_keys_are_those_of_the_table() {
        let map = Keymap::default();
        assert_eq!(map.lookup(&keys("<c-r>").expect("a key")), Match::Full(Action::Redo));
        assert_eq!(map.lookup(&keys("U").expect("a key")), Match::Full(Action::Redo));
        assert_eq!(map.keys_of(Action::Down).count(), 2);
    }
}
