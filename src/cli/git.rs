//! `tickdown git install` and `uninstall`: has git merge plans with `tickdown merge`, and shows every line of it.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::error::Error;
use super::output::Output;
use super::tell;
use crate::git::{self, Change, InForce};
use crate::plan::{Diagnostic, Marks, Plan, Severity};
use crate::text::{Span, line_of};

/// Have git merge plans by step and item, so that ticks side by side do not conflict
///
/// Git then runs "tickdown merge" where a merge, rebase, cherry-pick or stash brings two versions of a plan together.
#[derive(Debug, clap::Args)]
#[command(subcommand_value_name = "VERB", subcommand_help_heading = "Verbs")]
pub(super) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

/// The verbs below `git`.
#[derive(Debug, Subcommand)]
enum Verb {
    /// Have git merge these plans with tickdown
    ///
    /// It writes a line for each plan into .gitattributes, which you may commit, and two settings into the configuration
    /// of this repository, which is yours alone: everybody who clones it runs this once. All lines are shown.
    Install(Named),
    /// Take back what install did
    ///
    /// Without PATH, for all plans of this repository. The settings go with the last plan.
    Uninstall(Named),
}

/// Which plans, and whether it is for real.
#[derive(Debug, clap::Args)]
struct Named {
    /// The plans, all in one repository
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Print the lines, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Does what is asked for, and prints each line that it is about.
///
/// # Errors
/// Where no plan is named to be installed, one cannot be read, or git refuses.
pub(super) fn run(args: &Args, output: &mut Output) -> Result<(), Error> {
    match &args.verb {
        Verb::Install(named) if named.paths.is_empty() => Err(Error::Usage(HOW.to_owned())),
        Verb::Install(named) => {
            // What is no plan is not sent to a driver for plans.
            named.paths.iter().try_for_each(|path| super::read(path, Marks::default()).map(drop))?;
            let change = git::install(&named.paths)?;
            carry_out(&change, named, ["added", "would add", "there already"], output)?;
            if let Some(path) = &change.by_path {
                tell(&format!(
                    "there is no tickdown on the PATH, so git is to run {}. Install again when it has moved.",
                    path.display()
                ));
            }
            let states = named.paths.iter().filter(|_| !named.dry_run).map(|path| git::in_force(path));
            if let Some(missing) = states.into_iter().find_map(|state| missing(&state)) {
                tell(&format!("{missing}."));
            }
            Ok(())
        }
        Verb::Uninstall(named) => {
            carry_out(&git::uninstall(&named.paths)?, named, ["removed", "would remove", "not there"], output)
        }
    }
}

/// What is said where no plan is named.
const HOW: &str = "git install needs the plans that git shall merge, as in \"tickdown git install PLAN.md\". It writes a \
                   line for each into .gitattributes, and two settings into this repository's configuration; with \
                   --dry-run it only shows them. Nothing was written";

/// Prints the lines of `change`, each behind one of `words`, and does it unless it is a dry run.
fn carry_out(change: &Change, named: &Named, words: [&str; 3], output: &mut Output) -> Result<(), Error> {
    let [done, would, so] = words;
    if !named.dry_run {
        change.perform().map_err(Error::HalfArranged)?;
    }
    let word = |is_so: bool| match (is_so, named.dry_run) {
        (true, _) => so,
        (false, true) => would,
        (false, false) => done,
    };
    change
        .lines
        .iter()
        .try_for_each(|line| output.line(&format!("{}  {}: {}", word(line.is_so), line.place, line.text)))
}

/// Returns what keeps git from merging a plan with tickdown although somebody has begun to arrange that.
fn missing(state: &InForce) -> Option<String> {
    match state {
        InForce::No | InForce::Yes => None,
        InForce::Unregistered => Some(
            ".gitattributes names the merge driver of tickdown for this plan, but this repository does not know it, so \
             git merges by lines"
                .to_owned(),
        ),
        InForce::NotFound(program) => {
            Some(format!("git is to merge this plan with `{program}`, but finds no program of that name"))
        }
        InForce::NotAsked => Some(
            "this repository knows the merge driver of tickdown, but .gitattributes does not name it for this plan, so \
             git merges by lines"
                .to_owned(),
        ),
    }
}

/// Returns the note that `check` adds for the plan at `path`, where the merge driver is only half there.
pub(super) fn note(path: &Path, plan: &Plan) -> Option<Diagnostic> {
    let state = git::in_force(path);
    let message = missing(&state)?;
    let help = match state {
        InForce::NotFound(_) => {
            format!("run \"tickdown git install {}\" with the tickdown that git shall run", super::error::shell(path))
        }
        _ => format!("run \"tickdown git install {}\"", super::error::shell(path)),
    };
    let first = line_of(plan.text(), 0);
    Some(Diagnostic::new(Severity::Note, "merge-driver", Span::new(first.start, first.end), message).help(help))
}
