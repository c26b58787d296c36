//! A repository, and questions to the `git` program about it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::error::Error;

/// A repository with a working tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// The top of the working tree, symbolic links resolved.
    top: PathBuf,
}

impl Repository {
    /// Returns the repository that `path`, a file or folder, lies in.
    ///
    /// # Errors
    /// [`Error::Git`], [`Error::NoRepository`], and [`Error::File`] where there is nothing at `path`.
    pub fn of(path: &Path) -> Result<Self, Error> {
        let failed = |error| Error::File(path.to_owned(), error);
        let target = path.canonicalize().map_err(failed)?;
        let folder = if target.is_dir() { target.as_path() } else { target.parent().unwrap_or(&target) };
        let output = ask(folder, ["rev-parse", "--show-toplevel"])?;
        let top = Path::new(line(&output).filter(|_| output.status.success()).unwrap_or_default());
        if top.as_os_str().is_empty() {
            return Err(Error::NoRepository(path.to_owned()));
        }
        Ok(Self { top: top.canonicalize().map_err(failed)? })
    }

    /// Returns the top of the working tree.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// Returns where the file at `path` is below the top, symbolic links resolved.
    ///
    /// # Errors
    /// [`Error::Outside`], and [`Error::File`] where there is no such file.
    pub fn below(&self, path: &Path) -> Result<PathBuf, Error> {
        let target = path.canonicalize().map_err(|error| Error::File(path.to_owned(), error))?;
        let below = target.strip_prefix(&self.top).ok();
        below.map(Path::to_owned).ok_or_else(|| Error::Outside { file: path.to_owned(), top: self.top.clone() })
    }

    /// Returns the value of `key`: that of the repository itself, or the one in force, wherever it is set.
    ///
    /// # Errors
    /// [`Error::Git`].
    pub fn config(&self, key: &str, scope: Scope) -> Result<Option<String>, Error> {
        let output = match scope {
            Scope::Local => self.ask(["config", "--local", "--get", key])?,
            Scope::Any => self.ask(["config", "--get", key])?,
        };
        Ok(line(&output).filter(|_| output.status.success()).map(str::to_owned))
    }

    /// Returns the merge attribute of the file `below` the top; `unspecified` where it has none (git-check-attr(1)).
    ///
    /// # Errors
    /// [`Error::Git`].
    pub fn merge_attribute(&self, below: &Path) -> Result<String, Error> {
        let words = ["check-attr", "-z", "merge", "--"].map(OsStr::new);
        let output = self.ask(words.into_iter().chain([below.as_os_str()]))?;
        let value = output.stdout.split(|&byte| byte == 0).nth(2).unwrap_or_default();
        Ok(String::from_utf8_lossy(value).into_owned())
    }

    /// Runs `git` with `words`, which shall change something.
    ///
    /// # Errors
    /// [`Error::Git`] and [`Error::Refused`].
    pub(super) fn tell(&self, words: &[&str]) -> Result<(), Error> {
        let output = self.ask(words)?;
        if output.status.success() {
            return Ok(());
        }
        let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(Error::Refused { command: words.join(" "), message })
    }

    fn ask<W: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = W>) -> Result<Output, Error> {
        ask(&self.top, words)
    }
}

/// Where a value of the configuration may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In the repository.
    Local,
    /// There, or in that of the user or the system.
    Any,
}

/// Runs `git` in `folder` and returns what it printed. It is the folder that decides, also inside a hook, where git has
/// set variables for the repository that the hook belongs to (githooks(5)).
fn ask<W: AsRef<OsStr>>(folder: &Path, words: impl IntoIterator<Item = W>) -> Result<Output, Error> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(words).stdin(Stdio::null()).env("GIT_OPTIONAL_LOCKS", "0");
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(variable);
    }
    command.output().map_err(Error::Git)
}

/// Returns what `output` says, where it is one line of text.
fn line(output: &Output) -> Option<&str> {
    std::str::from_utf8(&output.stdout).ok().map(|text| text.trim_end_matches(['\n', '\r']))
}
