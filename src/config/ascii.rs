//! Whether there is more to draw with than ASCII.

use crate::app::Symbols;

/// Whether symbols are drawn with ASCII characters only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Ascii {
    /// Where the terminal cannot do better.
    #[default]
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

impl Ascii {
    /// Returns the characters to draw with on a terminal on which symbols that are no ASCII may be `wide`r than a column.
    pub fn symbols_on(self, wide: bool) -> &'static Symbols {
        if wide && self == Self::Auto { &Symbols::ASCII } else { self.symbols() }
    }

    /// Returns the characters to draw with, as far as they do not depend on the terminal.
    pub fn symbols(self) -> &'static Symbols {
        let ascii = match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => !is_utf8_locale(|name| std::env::var(name).ok()),
        };
        if ascii { &Symbols::ASCII } else { &Symbols::UNICODE }
    }
}

/// Returns whether the locale of this user writes UTF-8: the first of the variables that says anything decides, and
/// without any it is the C locale, which does not (POSIX, Environment Variables).
fn is_utf8_locale(variable: impl Fn(&str) -> Option<String>) -> bool {
    let said = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    said.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_says_what_can_be_drawn() {
        for (variables, expected) in [
            (&[("LANG", "de_DE.UTF-8")][..], true),
            (&[("LC_ALL", ""), ("LANG", "C.utf8")], true),
            (&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")], false),
            (&[("LC_CTYPE", "en_US.ISO-8859-1"), ("LANG", "de_DE.UTF-8")], false),
            (&[("LC_CTYPE", "UTF-8"), ("LANG", "C")], true),
            (&[], false),
        ] {
            let variable = |name: &str| {
                let found = variables.iter().find(|(key, _): &&(&str, &str)| *key == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(is_utf8_locale(variable), expected, "{variables:?}");
        }
    }
}
