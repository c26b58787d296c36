//! `tickdown tick`, `untick`, `validate` and `invalidate`: sets marks, all or none.

use std::collections::HashSet;
use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use super::choose::{self, Choice};
use super::diff::unified;
use super::error::Error;
use super::json::{Writes, Writing};
use super::next::unit;
use super::output::Output;
use super::recall;
use super::tell;
use crate::plan::{Change, Changes, Intent, NodeId, Op, Plan, State, changes};
use crate::store::{Recall, Role};

/// What the four verbs have in common.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A plan or a folder with one plan, and addresses in it, as "tickdown show" prints them
    #[arg(value_names = ["PATH", "ADDRESS"], num_args = 0..)]
    words: Vec<OsString>,
    /// Refuse unless each node's text contains TEXT
    #[arg(long, value_name = "TEXT")]
    expect: Option<String>,
    /// Print what would change as a unified diff, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print JSON, also of what went wrong
    #[arg(long)]
    json: bool,
}

/// [`Args`], and what only `validate` takes.
#[derive(Debug, clap::Args)]
pub(super) struct ValidateArgs {
    #[command(flatten)]
    pub(super) common: Args,
    /// Also while criteria of the step are open
    #[arg(long)]
    pub(super) force: bool,
}

/// A verb that sets marks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Verb {
    /// Done.
    Tick,
    /// Open.
    Untick,
    /// Validated.
    Validate {
        /// Also while criteria are open.
        force: bool,
    },
    /// Not validated.
    Invalidate,
}

impl Verb {
    /// Returns the word that is typed.
    const fn name(self) -> &'static str {
        match self {
            Self::Tick => "tick",
            Self::Untick => "untick",
            Self::Validate { .. } => "validate",
            Self::Invalidate => "invalidate",
        }
    }

    /// Returns what shall be true of each node.
    const fn op(self) -> Op {
        match self {
            Self::Tick => Op::Done,
            Self::Untick => Op::Open,
            Self::Validate { force } => Op::Validated { force },
            Self::Invalidate => Op::NotValidated,
        }
    }

    /// Returns what is said of a node that it was true of before.
    const fn already(self) -> &'static str {
        match self {
            Self::Tick => "already done",
            Self::Untick => "already open",
            Self::Validate { .. } => "already validated",
            Self::Invalidate => "already not validated",
        }
    }
}

/// Sets the marks that `verb` means, and prints what changed.
///
/// # Errors
/// What keeps the file from being read or written, or why the plan refuses; then nothing was written.
pub(super) fn run(verb: Verb, args: &Args, recall: &Recall, output: &mut Output) -> Result<(), Error> {
    if args.words.is_empty() {
        return Err(Error::NoAddress { verb: verb.name(), path: None });
    }
    let choice = choose::plan_and_addresses(&args.words)?;
    let Choice { path, addresses, .. } = &choice;
    if addresses.is_empty() {
        return Err(Error::NoAddress { verb: verb.name(), path: Some(path.clone()) });
    }
    let intent = |address: &String| Intent { expect: args.expect.clone(), ..Intent::new(address, verb.op()) };
    let intents: Vec<Intent> = addresses.iter().map(intent).collect();
    let writing = if args.dry_run { Writing::DryRun } else { Writing::Real };
    let (before, changes) = apply(path, &intents, writing, recall).map_err(|error| choice.explain(error))?;
    if args.json {
        return output.json(&Writes::new(path, writing, &changes.list));
    }
    match writing {
        Writing::Real => report(verb, &before, addresses, &changes.list, output),
        Writing::DryRun if changes.edit.is_empty() => {
            tell(&format!("{}: nothing would change.", path.display()));
            Ok(())
        }
        Writing::DryRun => output.text(&unified(path, before.text(), &changes.edit.apply(before.text()))),
    }
}

/// Returns the plan as it was, and what the intents changed or would change in it.
///
/// # Errors
/// What keeps the file from being read or written, or why the plan refuses; then nothing was written.
pub(super) fn apply(
    path: &Path,
    intents: &[Intent],
    writing: Writing,
    recall: &Recall,
) -> Result<(Arc<Plan>, Changes), Error> {
    match writing {
        Writing::DryRun => {
            let (mut store, snapshot) = recall.look_into(path)?;
            let plan = store.plan(&snapshot.text);
            let changes = changes(&plan, intents).map_err(|refusal| Error::Refused(path.to_owned(), refusal))?;
            Ok((plan, changes))
        }
        Writing::Real => {
            let (mut store, _) = recall.open(path, Role::Verb)?;
            let committed = store.commit(intents).map_err(|error| Error::of_commit(path, error))?;
            store.flush();
            recall::warn(path, &mut store);
            Ok((committed.before, committed.changes))
        }
    }
}

/// Prints a line for each address, in the order they were given; a node named twice once.
fn report(
    verb: Verb,
    before: &Plan,
    addresses: &[String],
    changes: &[Change],
    output: &mut Output,
) -> Result<(), Error> {
    let mut told = HashSet::new();
    for id in addresses.iter().filter_map(|address| before.resolve(address).ok()).filter(|&id| told.insert(id)) {
        let change = changes.iter().find(|change| change.node == id);
        output.line(&line(verb, before, id, change))?;
    }
    Ok(())
}

/// Returns what is said of `id`: `done  2.1/signature-is-checked  Signature is checked  (line 57)`.
fn line(verb: Verb, before: &Plan, id: NodeId, change: Option<&Change>) -> String {
    let word = match change {
        Some(change) => change.to.map_or("no mark", State::name),
        None => verb.already(),
    };
    let note = change.and_then(|change| change.note.as_deref()).map(|note| format!("  {note}")).unwrap_or_default();
    format!("{word}  {}{note}", unit(before, id))
}
