//! The settings file: found, read, and resolved to values that are never missing.
//!
//! It is `config.toml` in the platform's configuration folder, or what `TICKDOWN_CONFIG` names. Nothing here writes.
//! A file that cannot be used is an error for the caller to show; the program goes on with [`Config::default`].

mod raw;

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use self::raw::Raw;

/// Names the settings file in place of the usual one.
const VARIABLE: &str = "TICKDOWN_CONFIG";

/// The colours of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// By the terminal's background.
    #[default]
    Auto,
    /// For dark backgrounds.
    Dark,
    /// For light backgrounds.
    Light,
    /// Without colours.
    Plain,
}

/// Whether symbols are drawn with ASCII characters only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, clap::ValueEnum)]
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

/// All settings, resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    /// The colours of the screen.
    pub theme: Theme,
    /// Whether symbols are drawn with ASCII characters only.
    pub ascii: Ascii,
    /// Whether anything is remembered of a plan beside its file.
    pub remember: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self { theme: Theme::default(), ascii: Ascii::default(), remember: true }
    }
}

/// Why the settings file cannot be used.
#[derive(Debug)]
pub enum ConfigError {
    /// It cannot be read.
    Unreadable(PathBuf, io::Error),
    /// It says something that it may not say.
    Invalid {
        /// The file.
        path: PathBuf,
        /// Where, from 1.
        line: usize,
        /// Where in that line, in characters from 1.
        column: usize,
        /// What was found and what is allowed.
        reason: String,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) => write!(f, "{}: settings cannot be read: {error}", path.display()),
            Self::Invalid { path, line, column, reason } => write!(f, "{}:{line}:{column}: {reason}", path.display()),
        }
    }
}

impl std::error::Error for ConfigError {}

/// Returns the settings of this user; the defaults where there is no settings file.
///
/// # Errors
/// [`ConfigError`] where the file is there and cannot be used, or where `TICKDOWN_CONFIG` names none.
pub fn load() -> Result<Config, ConfigError> {
    let Some(path) = std::env::var_os(VARIABLE).filter(|path| !path.is_empty()) else {
        return match usual_path() {
            Some(path) if path.exists() => read(&path),
            _ => Ok(Config::default()),
        };
    };
    read(Path::new(&path))
}

/// Returns the settings in the file at `path`.
///
/// # Errors
/// [`ConfigError`] where the file cannot be read or says something that it may not say.
pub fn read(path: &Path) -> Result<Config, ConfigError> {
    let bytes = std::fs::read(path).map_err(|error| ConfigError::Unreadable(path.to_owned(), error))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| ConfigError::Unreadable(path.to_owned(), io::Error::new(ErrorKind::InvalidData, "not UTF-8")))?;
    parse(&text).map_err(|error| {
        let (line, column) = position(&text, error.span().map_or(0, |span| span.start));
        ConfigError::Invalid { path: path.to_owned(), line, column, reason: error.message().to_owned() }
    })
}

/// Returns the settings that `text` gives.
fn parse(text: &str) -> Result<Config, toml::de::Error> {
    let Raw { theme, ascii, remember } = toml::from_str(text)?;
    Ok(Config {
        theme: theme.unwrap_or_default(),
        ascii: ascii.unwrap_or_default(),
        remember: remember.unwrap_or(true),
    })
}

/// Returns line and column of `offset`, both from 1.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}

/// Returns where the settings file usually is; `None` for a user without a home.
fn usual_path() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "tickdown").map(|folders| folders.config_dir().join("config.toml"))
}

/// Returns the folder for what is remembered from one start to the next (`XDG_STATE_HOME` on Linux, the folder for local
/// data elsewhere); `None` for a user without a home.
pub fn state_folder() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "tickdown")?;
    Some(folders.state_dir().unwrap_or_else(|| folders.data_local_dir()).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what reading a file with `text` says, without the folder it lies in.
    fn said(text: &str) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("config.toml");
        std::fs::write(&path, text).expect("a file");
        match read(&path) {
            Ok(config) => format!("{config:?}"),
            Err(error) => error.to_string().replace(&format!("{}/", folder.path().display()), ""),
        }
    }

    #[test]
    fn a_settings_file_is_understood_or_says_where_it_is_not() {
        for (text, expected) in [
            ("", "Config { theme: Auto, ascii: Auto, remember: true }"),
            (
                "theme = \"light\"\nascii = \"always\"\nremember = false\n",
                "Config { theme: Light, ascii: Always, remember: false }",
            ),
            (
                "# mine\ntheme = \"drak\"\n",
                "config.toml:2:9: unknown variant `drak`, expected one of `auto`, `dark`, `light`, `plain`",
            ),
            (
                "\n colour = 1\n",
                "config.toml:2:2: unknown field `colour`, expected one of `theme`, `ascii`, `remember`",
            ),
            ("theme = 3", "config.toml:1:9: wanted string or table"),
        ] {
            assert_eq!(said(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let error = read(Path::new("/nonexistent/config.toml")).expect_err("there is none");
        assert_eq!(
            error.to_string(),
            "/nonexistent/config.toml: settings cannot be read: No such file or directory (os error 2)"
        );
    }
}
