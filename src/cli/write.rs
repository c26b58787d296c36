//! `tickdown add` and `tickdown edit`: one text of a plan, as the screen writes it.

use std::ffi::OsString;

use super::choose::{self, Choice};
use super::diff::unified;
use super::error::Error;
use super::json::{Writes, Writing};
use super::mark::apply;
use super::next::unit;
use super::output::Output;
use super::tell;
use crate::plan::{Intent, Op, Part};
use crate::store::Recall;

/// Add an item behind another, or as the last one of a step
#[derive(Debug, clap::Args)]
#[command(override_usage = "tickdown add [OPTIONS] [PATH] <ADDRESS> <TEXT>", after_help = WORDS)]
pub(super) struct AddArgs {
    #[command(flatten)]
    common: Args,
}

/// Change the title of a node, or the value of one of its fields
#[derive(Debug, clap::Args)]
#[command(override_usage = "tickdown edit [OPTIONS] [PATH] <ADDRESS> <TEXT>", after_help = WORDS)]
pub(super) struct EditArgs {
    #[command(flatten)]
    common: Args,
    /// The field to change, by the name that the plan gives it; else the title is
    #[arg(long, value_name = "NAME")]
    field: Option<String>,
}

/// What both verbs have in common.
#[derive(Debug, clap::Args)]
struct Args {
    /// A plan or a folder with one plan, an address in it, and the text
    #[arg(value_names = ["PATH", "ADDRESS", "TEXT"], num_args = 0..)]
    words: Vec<OsString>,
    /// Refuse unless the node's text contains TEXT
    #[arg(long, value_name = "TEXT")]
    expect: Option<String>,
    /// Print what would change as a unified diff, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print JSON, also of what went wrong
    #[arg(long)]
    json: bool,
}

/// How the words are read.
const WORDS: &str = "TEXT is Markdown without bullet, box and number, and a title is one line. A text that would read as \
                     something else is refused. The first of three words is the plan; of two, the plan is the only one \
                     of the current folder.";

/// Adds an item, and prints it.
///
/// # Errors
/// What keeps the file from being read or written, or why the plan refuses; then nothing was written.
pub(super) fn add(args: &AddArgs, recall: &Recall, output: &mut Output) -> Result<(), Error> {
    run("add", &args.common, |text| Op::Add { text }, recall, output)
}

/// Changes a text, and prints where.
///
/// # Errors
/// As [`add`].
pub(super) fn edit(args: &EditArgs, recall: &Recall, output: &mut Output) -> Result<(), Error> {
    let part = args.field.clone().map_or(Part::Title, Part::Field);
    run("edit", &args.common, |to| Op::Write { part, from: None, to }, recall, output)
}

fn run(
    verb: &'static str,
    args: &Args,
    op: impl FnOnce(String) -> Op,
    recall: &Recall,
    output: &mut Output,
) -> Result<(), Error> {
    let no_text = || {
        Error::Usage(format!(
            "{verb} needs an address and a text, as in \"tickdown {verb} 2.1 TEXT\". Nothing was done"
        ))
    };
    let [place @ .., text] = &args.words[..] else { return Err(no_text()) };
    if place.is_empty() {
        return Err(no_text());
    }
    let choice = choose::plan_and_addresses(place)?;
    let Choice { path, addresses, .. } = &choice;
    let [address] = &addresses[..] else { return Err(no_text()) };
    let text = text.to_str().ok_or_else(|| Error::Usage("the text is not UTF-8. Nothing was done".to_owned()))?;
    let intents = [Intent { expect: args.expect.clone(), ..Intent::new(address, op(text.to_owned())) }];
    let writing = if args.dry_run { Writing::DryRun } else { Writing::Real };
    let (before, changes) = apply(path, &intents, writing, recall).map_err(|error| choice.explain(error))?;
    if args.json {
        return output.json(&Writes::new(path, writing, &changes.list));
    }
    match (writing, &changes.list[..]) {
        (Writing::DryRun, []) => {
            tell(&format!("{}: nothing would change.", path.display()));
            Ok(())
        }
        (Writing::DryRun, _) => output.text(&unified(path, before.text(), &changes.edit.apply(before.text()))),
        (Writing::Real, []) => output.line("nothing changed: it reads so already"),
        (Writing::Real, [change, ..]) => {
            let word = if verb == "add" { "added" } else { "changed" };
            output.line(&format!("{word}  {}", unit(&changes.plan, change.node)))
        }
    }
}
