//! Settings as a file would give them.

use std::fmt;

use super::Config;
use crate::app::{ACTIONS, Key, Keymap};

/// What is said of each setting, and each with its usual value behind a `#`; the keys follow from [`all_commented`].
pub const DEFAULT: &str = include_str!("../../assets/config.toml");

/// Returns a settings file that changes nothing: all settings with their usual values, in comments.
pub fn all_commented() -> String {
    let lines = key_lines(&Keymap::default());
    let commented = |text: String, (line, what): &(String, &str)| text + &format!("#{line:<34} # {what}\n");
    lines.iter().fold(DEFAULT.to_owned(), commented)
}

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { theme, ascii, title, mouse, notify, remember, timeout, marks, keymap, losses } = self;
        writeln!(f, "theme = {}", quoted(&theme.to_string()))?;
        writeln!(f, "ascii = {}", word(ascii))?;
        writeln!(f, "title = {title}")?;
        writeln!(f, "mouse = {mouse}")?;
        writeln!(f, "notify = {}", word(notify))?;
        writeln!(f, "remember = {remember}")?;
        writeln!(f, "timeout = {timeout}")?;
        writeln!(f, "added_mark = {}\n\n[marks]", word(&marks.added))?;
        for (held, state) in marks.iter() {
            writeln!(f, "{} = {}", quoted(&held.to_string()), word(&state))?;
        }
        writeln!(f, "\n[keys]")?;
        key_lines(keymap).iter().try_for_each(|(line, _)| writeln!(f, "{line}"))?;
        losses.iter().try_for_each(|loss| writeln!(f, "# {loss}"))
    }
}

/// Returns `toggle = ["<space>"]` for each action, and what it does.
fn key_lines(keymap: &Keymap) -> Vec<(String, &'static str)> {
    let written = |keys: &[Key]| quoted(&keys.iter().map(Key::to_string).collect::<String>());
    let line = |entry: &crate::app::Entry| {
        let keys: Vec<String> = keymap.keys_of(entry.action).map(written).collect();
        (format!("{} = [{}]", entry.name, keys.join(", ")), entry.description)
    };
    ACTIONS.iter().map(line).collect()
}

/// Returns `text` as a string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Returns the word that a setting is written as, as a string of TOML.
fn word(value: &impl serde::Serialize) -> String {
    toml::Value::try_from(value).map_or_else(|_| String::new(), |value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_file_names_every_setting_with_its_usual_value() {
        let is_setting = |line: &&str| line.starts_with(|first: char| first.is_ascii_lowercase() || first == '[');
        let file = all_commented();
        assert!(file.lines().all(|line| line.is_empty() || line.starts_with('#')), "nothing is set");
        let bare: String = file
            .lines()
            .map(|line| line.strip_prefix('#').unwrap_or(line))
            .filter(is_setting)
            .fold(String::new(), |text, line| text + line + "\n");
        let read: toml::Table = toml::from_str(&bare).expect("it is TOML");
        let usual: toml::Table = toml::from_str(&Config::default().to_string()).expect("it is TOML");
        assert_eq!(read, usual);
    }
}
