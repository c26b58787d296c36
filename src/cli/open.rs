//! `tickdown [PATH]`: opens a plan on the screen, or lists the plans of a folder.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::choose::{HERE, is_path};
use super::count::progress;
use super::error::Error;
use super::exit::Exit;
use super::find::{self, Found};
use super::output::Output;
use crate::app::{Settings, Start};
use crate::config::{Config, Source};
use crate::plan::{NodeId, Plan};
use crate::store::{Pace, Recall, Role};
use crate::text::nearest;
use crate::tui::{self, Begin, Options};

/// How a plan is opened.
#[derive(Debug)]
pub(super) struct How {
    /// What it looks like.
    pub(super) config: Config,
    /// Why the settings file cannot be used.
    pub(super) complaint: Option<String>,
    /// Where the settings come from.
    pub(super) source: Source,
    /// What is remembered of it.
    pub(super) recall: Recall,
    /// How often it is looked at.
    pub(super) pace: Pace,
}

/// Opens the plan that `words` name, or the only one of a folder. `verbs` returns the words that are no paths.
///
/// # Errors
/// [`Error::UnknownVerb`] where the first word is neither path nor file, [`Error::TooMany`] where words follow it,
/// [`Error::NoPlan`] for a folder, or [`Error::Choose`] after its plans were printed; and what keeps the file
/// from being read.
pub(super) fn run(
    words: &[OsString],
    verbs: fn() -> Vec<String>,
    how: How,
    output: &mut Output,
) -> Result<Exit, Error> {
    let path = match words {
        [] => Path::new(HERE),
        [first, ..] if !may_be_path(first) => return Err(unknown_verb(first, &verbs())),
        [only] => Path::new(only),
        [first, extra, ..] => return Err(Error::TooMany { path: first.into(), extra: lossy(extra) }),
    };
    if !path.is_dir() {
        return screen(path, how);
    }
    if tui::is_possible() {
        // Looking through it may take a while; whether it can be listed is known at once.
        std::fs::read_dir(path).map_err(|error| Error::Folder(path.to_owned(), error))?;
        let settings = Settings { start: Start::Plans, ..Settings::new("") };
        return show(Begin::Plans(path.to_owned()), settings, how);
    }
    let search = find::plans(path, how.config.marks)?;
    match search.plans.as_slice() {
        [] => Err(search.no_plan(path, None)),
        [only] => screen(&only.path, how),
        several => {
            list(several, output)?;
            let plans = several.iter().map(|found| (found.path.clone(), found.plan.title().to_owned())).collect();
            Err(Error::Choose { folder: path.to_owned(), plans })
        }
    }
}

/// Returns whether `word` means a file or folder, there or not: only what can mean nothing else is taken for a verb.
pub(super) fn may_be_path(word: &OsStr) -> bool {
    let path = Path::new(word);
    is_path(path) || path.components().count() > 1
}

/// Returns the error that names the verb nearest to `word`.
pub(super) fn unknown_verb(word: &OsStr, verbs: &[String]) -> Error {
    let word = lossy(word);
    let known: Vec<&str> = verbs.iter().map(String::as_str).collect();
    let lower = word.to_lowercase();
    let meant = MEANT.iter().find(|(words, _)| words.contains(&&*lower)).map(|(_, verb)| *verb);
    let nearest = meant.or_else(|| nearest(&lower, &known, NEAR)).map(str::to_owned);
    Error::UnknownVerb { nearest, word, verbs: verbs.to_vec() }
}

/// How alike a word must be to a verb to be taken for a misspelling of it; 1 is the same.
const NEAR: f32 = 0.65;

/// How other programs call what a verb does.
const MEANT: [(&[&str], &str); 8] = [
    (&["done", "do", "complete", "finish", "close"], "tick"),
    (&["undone", "undo", "reopen", "open"], "untick"),
    (&["list", "ls", "tree", "view", "cat", "print"], "show"),
    (&["verify", "pass", "approve"], "validate"),
    (&["progress", "stats", "summary"], "status"),
    (&["lint", "test", "doctor"], "check"),
    (&["follow", "tail"], "watch"),
    (&["init", "create"], "new"),
];

/// Shows the plan at `path` until it is left.
fn screen(path: &Path, how: How) -> Result<Exit, Error> {
    start(path, how, |_| Ok(Start::Plan))
}

/// Shows the plan at `path` until it is left; which screen of it opens first, `first` says.
///
/// # Errors
/// What keeps the plan from being read or shown, and what `first` says.
pub(super) fn start(path: &Path, how: How, first: impl FnOnce(&Plan) -> Result<Start, Error>) -> Result<Exit, Error> {
    let (mut store, snapshot) = how.recall.open(path, Role::Screen)?;
    let start = first(&store.plan(&snapshot.text))?;
    let settings = Settings { start, ..Settings::new(path.display().to_string()) };
    show(Begin::Plan(Box::new(store), snapshot), settings, how)
}

/// Shows what `begin` says until it is left.
fn show(begin: Begin, settings: Settings, how: How) -> Result<Exit, Error> {
    let How { config, complaint, source, recall, pace } = how;
    let (keymap, symbols, mouse) = (config.keymap.clone(), config.ascii.symbols(), config.mouse);
    let settings = Settings { keymap, symbols, mouse, typist: crate::ui::typist, ..settings };
    // It fails only where somebody has installed a hook already, who then reports panics.
    let _ = color_eyre::install();
    match tui::run(begin, Options { settings, config, source, complaint, pace, recall }) {
        Ok(tui::Exit::Quit) => Ok(Exit::Done),
        Ok(tui::Exit::Unwritten { file, why }) => Err(Error::Unwritten(file.into(), why)),
        Ok(tui::Exit::Signal(number)) => Ok(Exit::Signal(number)),
        Err(error) => Err(Error::Screen(error)),
    }
}

/// Prints path, progress and title of each plan, in columns.
fn list(plans: &[Found], output: &mut Output) -> Result<(), Error> {
    let rows: Vec<[String; 3]> = plans
        .iter()
        .map(|Found { path, plan }| {
            let amount =
                progress(plan.node(NodeId::ROOT).tally).map_or("–".to_owned(), |progress| progress.to_string());
            [path.display().to_string(), amount, plan.title().to_owned()]
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let (paths, amounts) = (width(0), width(1));
    rows.iter()
        .try_for_each(|[path, amount, title]| output.line(&format!("{path:paths$}  {amount:>amounts$}  {title}")))
}

/// Returns `word` as text.
fn lossy(word: &OsStr) -> String {
    word.to_string_lossy().into_owned()
}
