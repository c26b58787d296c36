//! `tickdown new`: a plan from a template.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;

use super::diff::created;
use super::error::Error;
use super::json::{NewFile, Writing};
use super::output::Output;
use super::tell;
use crate::folder::{TEMPLATES, create, filled_in, is_markdown};

/// Write a plan from a template
///
/// The date is filled in. A file that exists is never written over.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file to write
    #[arg(default_value = "PLAN.md")]
    path: PathBuf,
    /// The template
    #[arg(long, value_name = "NAME", default_value = TEMPLATES[0].0, value_parser = names())]
    template: String,
    /// The plan's title, in place of the template's
    #[arg(long, value_name = "TITLE", value_parser = title)]
    title: Option<String>,
    /// Print the file as a unified diff, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print JSON, also of what went wrong
    #[arg(long)]
    json: bool,
}

/// Writes the plan and prints its path.
///
/// # Errors
/// [`Error::Exists`], [`Error::IsFolder`], [`Error::NoFolder`] or [`Error::Create`]; then nothing was written.
pub(super) fn run(args: &Args, output: &mut Output) -> Result<(), Error> {
    let path = args.path.as_path();
    let template = TEMPLATES.iter().find(|(name, _)| *name == args.template).map_or("", |(_, text)| text);
    let text = filled_in(template, &jiff::Zoned::now().date().to_string(), args.title.as_deref());
    let writing = if args.dry_run { Writing::DryRun } else { Writing::Real };
    check(path)?;
    if writing == Writing::Real {
        write(path, &text)?;
        if !is_markdown(path) {
            // Whoever names a file gets that file; only what a search will not find is worth a word.
            tell(&format!("{} does not end in .md: it has to be named, as a search leaves it out.", path.display()));
        }
    }
    match (args.json, writing) {
        (true, _) => output.json(&NewFile::new(path, writing)),
        (false, Writing::DryRun) => output.text(&created(path, &text)),
        (false, Writing::Real) => output.line(&path.display().to_string()),
    }
}

/// Returns the names of the templates, as the command line knows them.
fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(TEMPLATES.map(|(name, _)| name))
}

/// Returns `text` if it can be a title: one line that is not empty.
fn title(text: &str) -> Result<String, String> {
    let title = text.trim();
    if title.is_empty() || title.contains(char::is_control) {
        return Err("a title is one line of text".to_owned());
    }
    Ok(title.to_owned())
}

/// Says what stands in the way of a new file at `path`, so far as that can be seen without writing.
fn check(path: &Path) -> Result<(), Error> {
    if path.is_dir() {
        return Err(Error::IsFolder(path.to_owned()));
    }
    if path.symlink_metadata().is_ok() {
        return Err(Error::Exists(path.to_owned()));
    }
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()).map(Path::metadata) {
        Some(Err(error)) if error.kind() == ErrorKind::NotFound => Err(Error::NoFolder(path.to_owned())),
        Some(Err(error)) => Err(Error::Create(path.to_owned(), error)),
        Some(Ok(folder)) if !folder.is_dir() => Err(Error::Create(path.to_owned(), ErrorKind::NotADirectory.into())),
        Some(Ok(_)) | None => Ok(()),
    }
}

/// Writes a file that was not there before; one that cannot be finished is removed again.
///
/// # Errors
/// [`Error::Exists`] or [`Error::Create`]; then nothing was written.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Error> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => Error::Exists(path.to_owned()),
        _ => Error::Create(path.to_owned(), error),
    };
    create(path, text).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_line() {
        assert_eq!(title("  Payments "), Ok("Payments".to_owned()));
        for bad in ["", " ", "a\nb", "a\u{1b}[2J"] {
            assert!(title(bad).is_err(), "{bad:?}");
        }
    }
}
