//! `tickdown check`: what is wrong with plans, for people, scripts and continuous integration.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;

use super::error::Error;
use super::excerpt::Excerpts;
use super::exit::Exit;
use super::json::{CheckEntry, Checks};
use super::output::Output;
use super::status::{Asked, asked};
use super::{git, github, tell};
use crate::plan::{Diagnostic, Marks, Plan, Severity};
use crate::store::{Place, Roots};
use crate::text::LineIndex;

/// What is wrong with plans: placeholders, dependencies, lines that are nearly tasks
///
/// A folder stands for all plans in it. Without PATH: the current folder. Exits 1 for errors, with --strict for
/// warnings too; notes never count.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Plans, or folders with plans
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Exit 1 for warnings too
    #[arg(long)]
    strict: bool,
    /// How to print: text, or github for annotations in a workflow
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true, hide_default_value = true)]
    format: Format,
    /// Print JSON
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Lines of the plan with what is wrong below them.
    Text,
    /// Commands that a GitHub workflow turns into annotations.
    Github,
}

/// A plan and what is wrong with it.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) path: PathBuf,
    pub(super) plan: Arc<Plan>,
    pub(super) index: LineIndex,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Checked {
    fn new(path: PathBuf, plan: Arc<Plan>) -> Self {
        let roots = Roots::of(&path);
        let mut diagnostics = plan.check(&|name| roots.find(name) != Place::Missing);
        diagnostics.splice(0..0, git::note(&path, &plan));
        Self { index: LineIndex::new(plan.text()), path, plan, diagnostics }
    }

    /// Returns line and column of `diagnostic`, both from 1; the column in characters.
    pub(super) fn place(&self, diagnostic: &Diagnostic) -> (usize, usize) {
        let at = diagnostic.span.start;
        (self.index.line(at), self.index.column(self.plan.text(), at))
    }
}

/// Prints what is wrong with the plans, then which of them cannot be read; says no where that is too much.
///
/// # Errors
/// [`Error`] where all that was asked for is one file that cannot be read, or one folder without plans.
pub(super) fn run(args: &Args, marks: Marks, output: &mut Output) -> Result<Exit, Error> {
    let Asked { plans, errors } = asked(&args.paths, marks)?;
    let plans: Vec<Checked> = plans.into_iter().map(|(path, plan)| Checked::new(path, plan)).collect();
    if args.json {
        output.json(&Checks::new(plans.iter().map(CheckEntry::new).collect(), &errors))?;
    } else {
        match args.format {
            Format::Text => text(&plans, output)?,
            Format::Github => plans.iter().try_for_each(|checked| annotations(checked, output))?,
        }
    }
    let limit = if args.strict { Severity::Warning } else { Severity::Error };
    let fails = plans.iter().flat_map(|checked| &checked.diagnostics).any(|found| found.severity >= limit);
    output.flush()?;
    for error in &errors {
        tell(&error.message());
    }
    let unread = errors.iter().map(Error::exit).max_by_key(|exit| exit.code());
    Ok(unread.unwrap_or(if fails { Exit::No } else { Exit::Done }))
}

/// Prints an excerpt for each diagnostic, and how many there are.
fn text(plans: &[Checked], output: &mut Output) -> Result<(), Error> {
    let excerpts = Excerpts::new(output.look());
    for checked in plans {
        for diagnostic in &checked.diagnostics {
            output.finished(&excerpts.render(checked, diagnostic))?;
            output.finished("\n\n")?;
        }
    }
    output.line(&summary(plans))
}

/// Returns how many errors, warnings and notes there are: `2 errors, 1 note`.
fn summary(plans: &[Checked]) -> String {
    let all = || plans.iter().flat_map(|checked| &checked.diagnostics);
    let counted = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let counts = counted.map(|(severity, noun)| (all().filter(|found| found.severity == severity).count(), noun));
    let said = counts.iter().filter(|(count, _)| *count > 0);
    let said: Vec<String> =
        said.map(|(count, noun)| format!("{count} {noun}{}", if *count == 1 { "" } else { "s" })).collect();
    let said = if said.is_empty() { "nothing is wrong".to_owned() } else { said.join(", ") };
    if plans.len() == 1 { said } else { format!("{said} in {} plans", plans.len()) }
}

/// Prints a workflow command for each diagnostic.
fn annotations(checked: &Checked, output: &mut Output) -> Result<(), Error> {
    let file = checked.path.display().to_string();
    checked.diagnostics.iter().try_for_each(|diagnostic| {
        output.line(&github::annotation(Path::new(&file), checked.place(diagnostic), diagnostic))
    })
}
