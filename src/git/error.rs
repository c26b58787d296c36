//! Why git could not be asked or set up: data, and its wording.

use std::fmt::{self, Display, Formatter};
use std::io;
use std::path::PathBuf;

/// Why git could not be asked or set up.
#[derive(Debug)]
pub enum Error {
    /// The program cannot be run.
    Git(io::Error),
    /// The file or folder is in no repository with a working tree.
    NoRepository(PathBuf),
    /// A file lies outside the repository of the others.
    Outside {
        /// The file.
        file: PathBuf,
        /// The top of the repository.
        top: PathBuf,
    },
    /// git has refused.
    Refused {
        /// What it was told.
        command: String,
        /// What it said.
        message: String,
    },
    /// A file cannot be read or written.
    File(PathBuf, io::Error),
}

impl Display for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Git(error) => write!(f, "git cannot be run: {error}"),
            Self::NoRepository(path) => write!(f, "{} is in no git repository", path.display()),
            Self::Outside { file, top } => write!(f, "{} is not in the repository {}", file.display(), top.display()),
            Self::Refused { command, message } => write!(f, "`git {command}` failed: {message}"),
            Self::File(path, error) => write!(f, "{} cannot be read or written: {error}", path.display()),
        }
    }
}

impl std::error::Error for Error {}
