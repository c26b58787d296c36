//! How the program ends: what the user did, or what the terminal said.

use std::fmt;
use std::io;

/// Why the program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The user left.
    Quit,
    /// The user left, and the last change was not written.
    Unwritten {
        /// The plan's file, as it was shown.
        file: String,
        /// Why, in words.
        why: String,
    },
    /// This signal ended it, or would have: a terminal that is gone counts as hung up.
    Signal(u8),
}

impl Exit {
    /// Returns the code to exit with; 128 and the number for a signal, as shells count.
    pub const fn code(&self) -> u8 {
        match self {
            Self::Quit => 0,
            Self::Unwritten { .. } => 1,
            Self::Signal(number) => 128 + *number,
        }
    }
}

/// Why the screen cannot be shown.
#[derive(Debug)]
pub enum Error {
    /// There is no terminal that could show it; why, a clause.
    NoTerminal(&'static str),
    /// What the system or the terminal said.
    Io(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTerminal(why) => {
                write!(f, "{why}; `tickdown show` and `tickdown status` print a plan as text")
            }
            Self::Io(error) => write!(f, "the terminal failed: {error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NoTerminal(_) => None,
            Self::Io(error) => Some(error),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
