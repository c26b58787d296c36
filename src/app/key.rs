//! Keys, and how they are written: `jj<space><c-r>`.

use std::fmt;

/// The key itself, without modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// A character, as typed: `G` is shift and g.
    Char(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift and tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
}

/// A key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// With control held.
    pub ctrl: bool,
    /// With alt held.
    pub alt: bool,
}

impl Key {
    /// Returns `code` without modifiers.
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    /// Returns how a reader is told of it: `space`, `^r`, `G`, `↓`; `arrows` are up, down, left and right.
    pub fn short(&self, arrows: &[&str; 4]) -> String {
        let base = match self.code {
            Code::Up => arrows[0].to_owned(),
            Code::Down => arrows[1].to_owned(),
            Code::Left => arrows[2].to_owned(),
            Code::Right => arrows[3].to_owned(),
            Code::Char(character) if character != ' ' => character.to_string(),
            code => {
                NAMES.iter().find(|(_, named)| *named == code).map_or_else(String::new, |(name, _)| (*name).to_owned())
            }
        };
        format!("{}{}{base}", if self.ctrl { "^" } else { "" }, if self.alt { "alt-" } else { "" })
    }
}

/// Names between `<` and `>`, and their keys.
const NAMES: [(&str, Code); 17] = [
    ("space", Code::Char(' ')),
    ("lt", Code::Char('<')),
    ("enter", Code::Enter),
    ("esc", Code::Esc),
    ("tab", Code::Tab),
    ("s-tab", Code::BackTab),
    ("backspace", Code::Backspace),
    ("del", Code::Delete),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("pageup", Code::PageUp),
    ("pagedown", Code::PageDown),
    ("minus", Code::Char('-')),
];

/// Why a text names no keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// Nothing between `<` and `>` that is known; the text found there.
    Unknown(String),
    /// A `<` without its `>`.
    Unclosed,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(f, "<{name}> is no key"),
            Self::Unclosed => write!(f, "a < without its >; the key itself is <lt>"),
        }
    }
}

impl std::error::Error for KeyError {}

/// Returns the keys that `text` names, in order: `"jj<space>"`, `"<c-r>"`, `"<a-up>"`.
///
/// # Errors
/// [`KeyError`] for an unknown name or an unclosed `<`.
pub fn keys(text: &str) -> Result<Vec<Key>, KeyError> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if character == '<' {
            let (name, behind) = rest[1..].split_once('>').ok_or(KeyError::Unclosed)?;
            keys.push(named(name)?);
            rest = behind;
        } else {
            keys.push(Key::plain(Code::Char(character)));
            rest = &rest[character.len_utf8()..];
        }
    }
    Ok(keys)
}

/// Returns the key that `name` means, such as `space`, `c-r` or `a-up`.
fn named(name: &str) -> Result<Key, KeyError> {
    if let Some(&(_, code)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Ok(Key::plain(code));
    }
    let unknown = || KeyError::Unknown(name.to_owned());
    let (modifier, base) = name.split_once('-').ok_or_else(unknown)?;
    let mut characters = base.chars();
    let mut key = match (characters.next(), characters.next()) {
        (Some(single), None) => Key::plain(Code::Char(single)),
        _ => named(base).map_err(|_| unknown())?,
    };
    match modifier {
        "c" => key.ctrl = true,
        "a" => key.alt = true,
        _ => return Err(unknown()),
    }
    Ok(key)
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = NAMES.iter().find(|(_, code)| *code == self.code).map(|(name, _)| *name);
        match (self.ctrl, self.alt, name, self.code) {
            (false, false, None, Code::Char(character)) => write!(f, "{character}"),
            (ctrl, alt, name, code) => {
                write!(f, "<{}{}", if ctrl { "c-" } else { "" }, if alt { "a-" } else { "" })?;
                match (name, code) {
                    (Some(name), _) => write!(f, "{name}>"),
                    (None, Code::Char(character)) => write!(f, "{character}>"),
                    (None, _) => unreachable!("every other code has a name"),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_as_they_are_written() {
        for text in ["j", "jj<space>", "<c-r>", "<c-a-x>", "<lt><esc>", "G]?", "<a-up><s-tab>", "<c-space>"] {
            let written: String = keys(text).expect(text).iter().map(Key::to_string).collect();
            assert_eq!(written, text);
        }
    }

    #[test]
    fn a_reader_is_told_of_keys_in_short() {
        let short =
            |text| keys(text).expect("keys").iter().map(|key| key.short(&["↑", "↓", "←", "→"])).collect::<Vec<_>>();
        assert_eq!(short("<space><c-r>G<lt><down><a-x><pageup>"), ["space", "^r", "G", "<", "↓", "alt-x", "pageup"]);
    }

    #[test]
    fn nonsense_is_named() {
        assert_eq!(keys("<nope>"), Err(KeyError::Unknown("nope".into())));
        assert_eq!(keys("<x-j>"), Err(KeyError::Unknown("x-j".into())));
        assert_eq!(keys("a<space"), Err(KeyError::Unclosed));
    }
}
