//! `tickdown [PATH]`: opens a plan on the screen, or lists the plans of a folder.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::choose::{HERE, is_path};
use super::count::progress;
use super::error::Error;
use super::exit::Exit;
use super::find::{self, Found};
use super::output::Output;
use super::recall::Recall;
use crate::app::{Settings, Symbols};
use crate::config::{Ascii, Config, Theme};
use crate::plan::NodeId;
use crate::store::{Pace, Role};
use crate::tui::{self, Options, Tone};

/// How a plan is opened.
#[derive(Debug)]
pub(super) struct How {
    /// What it looks like.
    pub(super) config: Config,
    /// What is remembered of it.
    pub(super) recall: Recall,
    /// How often it is looked at.
    pub(super) pace: Pace,
}

/// Opens the plan that `words` name, or the only one of a folder. `verbs` are the words that are no paths.
///
/// # Errors
/// [`Error::UnknownVerb`] where the first word is neither path nor file, [`Error::TooMany`] where words follow it,
/// [`Error::NoPlan`] for a folder, or [`Error::Choose`] after its plans were printed; and what keeps the file
/// from being read.
pub(super) fn run(words: &[OsString], verbs: &[String], how: How, output: &mut Output) -> Result<Exit, Error> {
    let path = match words {
        [] => Path::new(HERE),
        [first, ..] if !may_be_path(first) => return Err(unknown_verb(first, verbs)),
        [only] => Path::new(only),
        [first, extra, ..] => return Err(Error::TooMany { path: first.into(), extra: lossy(extra) }),
    };
    if !path.is_dir() {
        return screen(path, how);
    }
    let search = find::plans(path)?;
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
    let nearest = similar::get_close_matches(word.to_lowercase().as_str(), &known, 1, NEAR);
    Error::UnknownVerb { nearest: nearest.first().map(|&verb| verb.to_owned()), word, verbs: verbs.to_vec() }
}

/// How alike a word must be to a verb to be taken for a misspelling of it; 1 is the same.
const NEAR: f32 = 0.5;

/// Shows the plan at `path` until it is left.
fn screen(path: &Path, how: How) -> Result<Exit, Error> {
    let How { config, recall, pace } = how;
    let (store, snapshot) = recall.open(path, Role::Screen)?;
    let mut settings = Settings::new(path.display().to_string());
    settings.symbols = symbols(config.ascii);
    let tone = match config.theme {
        Theme::Auto => Tone::Auto,
        Theme::Dark => Tone::Dark,
        Theme::Light => Tone::Light,
        Theme::Plain => Tone::Plain,
    };
    // It fails only where somebody has installed a hook already, who then reports panics.
    let _ = color_eyre::install();
    match tui::run(store, &snapshot, Options { tone, settings, pace }) {
        Ok(tui::Exit::Quit) => Ok(Exit::Done),
        Ok(tui::Exit::Unwritten(why)) => Err(Error::Unwritten(path.to_owned(), why)),
        Ok(tui::Exit::Signal(number)) => Ok(Exit::Signal(number)),
        Err(error) => Err(Error::Screen(error)),
    }
}

/// Returns the characters to draw with, on the screen and in what verbs print.
pub(super) fn symbols(ascii: Ascii) -> &'static Symbols {
    let ascii = match ascii {
        Ascii::Always => true,
        Ascii::Never => false,
        Ascii::Auto => cfg!(unix) && !is_utf8_locale(|name| std::env::var(name).ok()),
    };
    if ascii { &Symbols::ASCII } else { &Symbols::UNICODE }
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
