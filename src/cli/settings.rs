//! `tickdown config`: where the settings file is, what it comes to, and one to begin with.

use std::fs;
use std::path::Path;

use clap::Subcommand;

use super::diff::created;
use super::error::Error;
use super::new;
use super::output::Output;
use crate::config::{Config, Source, all_commented};

/// The settings: where they are, what they are, and a file to begin with
#[derive(Debug, clap::Args)]
#[command(subcommand_value_name = "VERB", subcommand_help_heading = "Verbs")]
pub(super) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

/// The verbs below `config`.
#[derive(Debug, Subcommand)]
enum Verb {
    /// Print where the settings file is, or would be
    Path,
    /// Print all settings as they are now, as a settings file
    Show,
    /// Write a settings file that changes nothing: each setting with its usual value, in a comment
    ///
    /// A file that exists is never written over.
    Init {
        /// Print the file as a unified diff, even if there is one, and write nothing
        #[arg(long)]
        dry_run: bool,
    },
}

impl Args {
    /// Returns whether the settings themselves are asked for, and not only their file.
    pub(super) const fn shows(&self) -> bool {
        matches!(self.verb, Verb::Show)
    }
}

/// Does what is asked for; `config` is what `source` says.
///
/// # Errors
/// [`Error::NoHome`] where there is no place for settings; for a new file also [`Error::SettingsExist`] and what keeps it
/// from being written.
pub(super) fn run(args: &Args, source: &Source, config: &Config, output: &mut Output) -> Result<(), Error> {
    match args.verb {
        Verb::Path => output.line(&place(source)?.display().to_string()),
        Verb::Show => output.text(&config.to_string()),
        Verb::Init { dry_run } => init(place(source)?, dry_run, output),
    }
}

fn place(source: &Source) -> Result<&Path, Error> {
    source.path().ok_or(Error::NoHome)
}

/// Writes a settings file that changes nothing, and prints its path.
fn init(path: &Path, dry_run: bool, output: &mut Output) -> Result<(), Error> {
    let text = all_commented();
    if dry_run {
        return output.text(&created(path, &text));
    }
    if path.symlink_metadata().is_ok() {
        return Err(Error::SettingsExist(path.to_owned()));
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| Error::Create(path.to_owned(), error))?;
    }
    new::write(path, &text)?;
    output.line(&path.display().to_string())
}
