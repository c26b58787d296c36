//! The merge driver: what makes git call it, and whether it does (gitattributes(5), "Defining a custom merge driver").

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::attributes::{has, line_for, ours, with, without};
use super::error::Error;
use super::overwrite::overwrite;
use super::repository::{Repository, Scope};

/// The setting that names the driver, and its value.
const NAME: (&str, &str) = ("merge.tickdown.name", "plans, marks by node and text by lines");

/// The setting that says what git runs.
const DRIVER: &str = "merge.tickdown.driver";

/// What git gives the program.
const WORDS: &str = "merge %O %A %B %L %P";

/// The program, as it is called.
const PROGRAM: &str = "tickdown";

/// The file that names the plans, at the top of the repository.
const ATTRIBUTES: &str = ".gitattributes";

/// What an installation, or its end, changes in a repository; nothing of it is done yet.
#[derive(Debug)]
pub struct Change {
    repository: Repository,
    /// The lines in question: where each stands, what it says, and whether it has to be written or removed.
    pub lines: Vec<Line>,
    /// What the attributes say and shall say, where that is something else.
    attributes: Option<(String, String)>,
    /// What git is told, each a command.
    commands: Vec<Vec<String>>,
    /// The running program, where git is given its path because there is none of its name on the `PATH`.
    pub by_path: Option<PathBuf>,
}

/// A line of an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The file that it stands in, or `git config`.
    pub place: &'static str,
    /// What it says.
    pub text: String,
    /// Whether it is as it shall be already.
    pub is_so: bool,
}

/// Returns what it takes for git to merge the plans at `files`, all of one repository, with tickdown.
///
/// # Errors
/// What keeps git from being asked, and a file that lies elsewhere.
pub fn install(files: &[PathBuf]) -> Result<Change, Error> {
    let mut change = Change::none(files.first().map_or(Path::new("."), PathBuf::as_path))?;
    let top = change.repository.top().to_owned();
    change.by_path = env::current_exe().ok().filter(|_| !can_run(PROGRAM, &top));
    let program = change.by_path.as_deref().map_or_else(|| PROGRAM.to_owned(), in_shell);
    let driver = format!("{program} {WORDS}");
    for (key, value) in [NAME, (DRIVER, driver.as_str())] {
        let is_so = change.repository.config(key, Scope::Local)?.as_deref() == Some(value);
        change.lines.push(Line { place: "git config", text: format!("{key} = {value}"), is_so });
        if !is_so {
            change.commands.push(["config", "--local", key, value].map(str::to_owned).to_vec());
        }
    }
    let before = change.read()?;
    let mut after = before.clone();
    for file in files {
        let below = change.repository.below(file)?;
        let text = line_for(&below).ok_or_else(|| Error::File(file.clone(), ErrorKind::InvalidFilename.into()))?;
        let is_so = has(&after, &text) || change.repository.merge_attribute(&below)? == "tickdown";
        if !is_so {
            after = with(&after, &text);
        }
        change.lines.push(Line { place: ATTRIBUTES, text, is_so });
    }
    change.attributes = (after != before).then_some((before, after));
    Ok(change)
}

/// Returns what takes an installation back: that of the plans at `files`, or of all plans of the repository around the
/// current folder. The settings go with the last plan.
///
/// # Errors
/// As [`install`].
pub fn uninstall(files: &[PathBuf]) -> Result<Change, Error> {
    let mut change = Change::none(files.first().map_or(Path::new("."), PathBuf::as_path))?;
    let before = change.read()?;
    let mut lines = Vec::new();
    for file in files {
        let below = change.repository.below(file)?;
        lines.extend(line_for(&below));
    }
    if files.is_empty() {
        lines = ours(&before);
    }
    let mut after = before.clone();
    for text in lines {
        let is_so = !has(&after, &text);
        after = without(&after, &text);
        change.lines.push(Line { place: ATTRIBUTES, text, is_so });
    }
    if ours(&after).is_empty() {
        for key in [NAME.0, DRIVER] {
            let found = change.repository.config(key, Scope::Local)?;
            let text = found.as_ref().map_or(key.to_owned(), |value| format!("{key} = {value}"));
            change.lines.push(Line { place: "git config", text, is_so: found.is_none() });
            if found.is_some() {
                change.commands.push(["config", "--local", "--unset-all", key].map(str::to_owned).to_vec());
            }
        }
    }
    change.attributes = (after != before).then_some((before, after));
    Ok(change)
}

impl Change {
    /// Returns a change of nothing in the repository around `path`.
    fn none(path: &Path) -> Result<Self, Error> {
        Ok(Self {
            repository: Repository::of(path)?,
            lines: Vec::new(),
            attributes: None,
            commands: Vec::new(),
            by_path: None,
        })
    }

    /// Does it.
    ///
    /// # Errors
    /// What git or the file system refuse; what was done before stays.
    pub fn perform(&self) -> Result<(), Error> {
        for command in &self.commands {
            self.repository.tell(&command.iter().map(String::as_str).collect::<Vec<_>>())?;
        }
        let path = self.path();
        let written = match &self.attributes {
            None => Ok(()),
            Some((_, after)) if after.is_empty() => fs::remove_file(&path),
            Some((before, after)) => overwrite(&path, before, after),
        };
        written.map_err(|error| Error::File(path, error))
    }

    /// Returns the text of the attributes; of a file that is not there an empty one.
    fn read(&self) -> Result<String, Error> {
        match fs::read_to_string(self.path()) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
            read => read.map_err(|error| Error::File(self.path(), error)),
        }
    }

    fn path(&self) -> PathBuf {
        self.repository.top().join(ATTRIBUTES)
    }
}

/// Whether git merges a plan with tickdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InForce {
    /// It does not, and nothing says that it should.
    No,
    /// It does.
    Yes,
    /// The attributes of the plan say so, but nobody has told git what to run.
    Unregistered,
    /// git has been told what to run, but this cannot be run.
    NotFound(String),
    /// The repository has been told what to run, but not for this plan.
    NotAsked,
}

/// Returns whether git merges the plan at `path` with tickdown; where git cannot be asked, it does not.
pub fn in_force(path: &Path) -> InForce {
    // Only a repository is worth the time that it takes to ask.
    let around = path.canonicalize().is_ok_and(|path| path.ancestors().any(|folder| folder.join(".git").exists()));
    if around { asked(path).unwrap_or(InForce::No) } else { InForce::No }
}

fn asked(path: &Path) -> Result<InForce, Error> {
    let repository = Repository::of(path)?;
    if repository.merge_attribute(&repository.below(path)?)? != "tickdown" {
        let local = repository.config(DRIVER, Scope::Local)?;
        return Ok(if local.is_some() { InForce::NotAsked } else { InForce::No });
    }
    let Some(driver) = repository.config(DRIVER, Scope::Any)? else { return Ok(InForce::Unregistered) };
    let program = program_of(&driver);
    Ok(if can_run(&program, repository.top()) { InForce::Yes } else { InForce::NotFound(program) })
}

/// Returns a path as one word of the shell that git has run the driver (sh(1), "Quoting").
fn in_shell(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |character: char| character.is_alphanumeric() || "_-./+@,:".contains(character);
    // git replaces what stands behind a per cent sign, in quotes, too (gitattributes(5)).
    let text = text.replace('%', "%%");
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// Returns the program that a driver runs, without the quotes that [`in_shell`] sets.
fn program_of(driver: &str) -> String {
    let quoted = driver.strip_prefix('\'').and_then(|rest| rest.split_once("' "));
    match quoted {
        Some((path, _)) => path.replace(r"'\''", "'").replace("%%", "%"),
        None => driver.split_whitespace().next().unwrap_or_default().to_owned(),
    }
}

/// Returns whether a shell in `folder` would find `program`. One in quotes, or after a variable, is given the benefit of
/// the doubt.
fn can_run(program: &str, folder: &Path) -> bool {
    if Path::new(program).is_absolute() {
        return is_program(Path::new(program));
    }
    let is_plain = !program.is_empty() && !program.contains(['"', '\'', '=', '$', '~', '\\']);
    if program.contains('/') {
        return !is_plain || is_program(&folder.join(program));
    }
    let folders = env::var_os("PATH").unwrap_or_default();
    !is_plain || env::split_paths(&folders).any(|folder| is_program(&folder.join(program)))
}

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}
