//! Why settings cannot be used: what is wrong, and where.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Why settings cannot be used.
#[derive(Debug)]
pub enum ConfigError {
    /// A file cannot be read.
    Unreadable(PathBuf, io::Error),
    /// A file says something that it may not say.
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
    /// There is no theme of this name.
    NoTheme {
        /// The name.
        name: String,
        /// The file that was looked for; `None` for a user without a home.
        path: Option<PathBuf>,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) => write!(f, "{}: settings cannot be read: {error}", path.display()),
            Self::Invalid { path, line, column, reason } => write!(f, "{}:{line}:{column}: {reason}", path.display()),
            Self::NoTheme { name, path } => {
                write!(f, "there is no theme {name}: neither {}", super::themes::names())?;
                path.as_deref().map_or(Ok(()), |path| write!(f, ", nor a file {}", path.display()))
            }
        }
    }
}

impl std::error::Error for ConfigError {}

/// What is wrong with a text, and where in it.
#[derive(Debug)]
pub(super) struct Fault {
    /// In bytes.
    pub(super) at: usize,
    /// What was found and what is allowed.
    pub(super) reason: String,
    /// Where the other one is, of two that cannot both be.
    pub(super) other: Option<usize>,
}

impl Fault {
    /// Returns that `reason` is wrong at the byte `at`.
    pub(super) fn new(at: usize, reason: impl Into<String>) -> Self {
        Self { at, reason: reason.into(), other: None }
    }

    /// Returns what the reader of TOML found.
    pub(super) fn of_toml(error: &toml::de::Error) -> Self {
        Self::new(error.span().map_or(0, |span| span.start), error.message())
    }

    /// Returns the error of the file at `path` that says `text`.
    pub(super) fn within(self, path: &Path, text: &str) -> ConfigError {
        let (line, column) = position(text, self.at);
        let other = self.other.map(|other| position(text, other));
        let other = other.map_or(String::new(), |(line, column)| format!(" ({line}:{column})"));
        ConfigError::Invalid { path: path.to_owned(), line, column, reason: self.reason + &other }
    }
}

/// Returns the text of the file at `path`.
///
/// # Errors
/// [`ConfigError::Unreadable`], also where it is not UTF-8.
pub(super) fn text_of(path: &Path) -> Result<String, ConfigError> {
    let unreadable = |error| ConfigError::Unreadable(path.to_owned(), error);
    let bytes = std::fs::read(path).map_err(unreadable)?;
    String::from_utf8(bytes).map_err(|_| unreadable(io::Error::new(ErrorKind::InvalidData, "not UTF-8")))
}

/// Returns line and column of the byte `offset`, both from 1.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}
