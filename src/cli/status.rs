//! `tickdown status`: how far plans are, and what is next.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::choose::HERE;
use super::count::Counts;
use super::error::Error;
use super::exit::Exit;
use super::json::{PlanEntry, Plans};
use super::next::{idle, unit};
use super::output::Output;
use super::{find, read, tell, warn_of_conflict};
use crate::plan::{Marks, Plan};

/// How far plans are, and what is next
///
/// A folder stands for all plans in it. Without PATH: the current folder.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Plans, or folders with plans
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Print JSON, also of what went wrong
    #[arg(long)]
    json: bool,
}

/// Prints how far the plans are, then what is wrong with those that cannot be read, as wc(1) does.
///
/// # Errors
/// [`Error`] where all that was asked for is one file that cannot be read, or one folder without plans.
pub(super) fn run(args: &Args, marks: Marks, output: &mut Output) -> Result<Exit, Error> {
    let Asked { plans, errors } = asked(&args.paths, marks)?;
    if args.json {
        let entries = plans.iter().map(|(path, plan)| PlanEntry::new(path, plan)).collect();
        output.json(&Plans::new(entries).with_errors(&errors))?;
    } else {
        plans.iter().try_for_each(|(path, plan)| output.text(&summary(path, plan)))?;
    }
    output.flush()?;
    for (path, plan) in &plans {
        warn_of_conflict(path, plan);
    }
    for error in &errors {
        tell(&error.message());
    }
    Ok(errors.iter().map(Error::exit).max_by_key(|exit| exit.code()).unwrap_or(Exit::Done))
}

/// The plans that somebody asked for.
#[derive(Debug)]
pub(super) struct Asked {
    /// Those that can be read, with their files.
    pub(super) plans: Vec<(PathBuf, Arc<Plan>)>,
    /// What keeps the others from being read.
    pub(super) errors: Vec<Error>,
}

/// Returns the plans that `paths` name, files or folders, and what cannot be read of them; those of the current folder
/// where there are no paths.
///
/// # Errors
/// As [`run`].
pub(super) fn asked(paths: &[PathBuf], marks: Marks) -> Result<Asked, Error> {
    let here = [PathBuf::from(HERE)];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    let (mut plans, mut errors) = (Vec::new(), Vec::new());
    for path in paths {
        match plans_of(path, marks, &mut errors) {
            Ok(found) => plans.extend(found),
            Err(error) if paths.len() == 1 => return Err(error),
            Err(error) => errors.push(error),
        }
    }
    Ok(Asked { plans, errors })
}

/// Returns the plan at `path`, or all plans of that folder; what there could not be read goes to `errors`.
fn plans_of(path: &Path, marks: Marks, errors: &mut Vec<Error>) -> Result<Vec<(PathBuf, Arc<Plan>)>, Error> {
    if !path.is_dir() {
        return Ok(vec![(path.to_owned(), read(path, marks)?)]);
    }
    let search = find::plans(path, marks)?;
    if search.plans.is_empty() {
        return Err(search.no_plan(path, None));
    }
    errors.extend(search.unreadable);
    Ok(search.plans.into_iter().map(|found| (found.path, found.plan)).collect())
}

/// Returns three lines about `plan`: what it is, how far it is, what is next.
fn summary(path: &Path, plan: &Plan) -> String {
    let next = match plan.next_ready() {
        Some(id) => format!("next  {}", unit(plan, id)),
        None => idle(plan).to_string(),
    };
    format!("{}  {}\n  {}\n  {next}\n", path.display(), plan.title(), amount(&Counts::of(plan)))
}

/// Returns how much is done: `17/35 done, 5 of 9 steps validated`.
fn amount(counts: &Counts) -> String {
    let Some(progress) = counts.progress else { return "no progress to count".to_owned() };
    let steps = counts.steps.map(|steps| format!(", {} of {} steps validated", steps.validated, steps.total));
    let cancelled = counts.items.map_or(0, |items| items.cancelled);
    let cancelled = (cancelled > 0).then(|| format!(", {cancelled} cancelled"));
    format!("{progress} done{}{}", steps.unwrap_or_default(), cancelled.unwrap_or_default())
}
