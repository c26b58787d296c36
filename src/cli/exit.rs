//! What the exit status says.

use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It is done.
    Done,
    /// The answer is no: nothing is next, refused, ambiguous, a conflict.
    No,
    /// The command line is not understood.
    Usage,
    /// A file cannot be read or written.
    File,
    /// The signal of this number ended it.
    Signal(u8),
}

impl Exit {
    /// Returns the exit status; 128 and the number for a signal, as shells count (POSIX.1, 2.8.2).
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::No => 1,
            Self::Usage => 2,
            Self::File => 3,
            Self::Signal(number) => number.saturating_add(128),
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
