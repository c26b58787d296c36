//! `tickdown merge`: what git runs to merge a plan (gitattributes(5), "Defining a custom merge driver").

use std::path::PathBuf;

use super::error::Error;
use super::exit::Exit;
use super::{read, tell};
use crate::git::overwrite;
use crate::plan::{Marked, Markers, Marks, merge_marked};

/// Merge two versions of a plan, as a merge driver of git
///
/// Marks merge by step and item, everything else by lines. The result replaces A. Exits 1 where both sides have changed
/// the same, each otherwise: A then holds both between conflict markers. "tickdown git install" has git run this.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The version that both come from (%O)
    #[arg(value_name = "O")]
    base: PathBuf,
    /// Our version; it becomes the result (%A)
    #[arg(value_name = "A")]
    ours: PathBuf,
    /// Their version (%B)
    #[arg(value_name = "B")]
    theirs: PathBuf,
    /// How many characters a conflict marker has (%L)
    #[arg(value_name = "L", default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=1000))]
    size: u16,
    /// What the plan is called in messages (%P)
    #[arg(value_name = "P")]
    path: Option<PathBuf>,
}

/// Merges, and says on the standard error how it went.
///
/// # Errors
/// What keeps one of the files from being read, or the result from being written; A is as it was then.
pub(super) fn run(args: &Args, marks: Marks) -> Result<Exit, Error> {
    let name = args.path.as_deref().unwrap_or(&args.ours).display();
    let conflicts =
        merge(args, marks).inspect_err(|_| tell(&format!("{name}: not merged, our version stays. Why:")))?;
    tell(&format!("{name}: {}", outcome(&conflicts)));
    Ok(if conflicts.is_empty() { Exit::Done } else { Exit::No })
}

/// Merges, writes the result into A, and returns the line of each conflict in it, from 1.
fn merge(args: &Args, marks: Marks) -> Result<Vec<usize>, Error> {
    let (base, ours, theirs) = (read(&args.base, marks)?, read(&args.ours, marks)?, read(&args.theirs, marks)?);
    let markers = Markers { size: args.size.into(), ours: "ours", theirs: "theirs" };
    let Marked { text, conflicts } = merge_marked(&base, &ours, &theirs, &markers);
    if text != **ours.text() {
        // In place: git has made the file and waits for it under this name.
        overwrite(&args.ours, ours.text(), &text).map_err(|error| Error::Create(args.ours.clone(), error))?;
    }
    Ok(conflicts)
}

/// Returns how it went, in words.
fn outcome(conflicts: &[usize]) -> String {
    let lines: Vec<String> = conflicts.iter().map(ToString::to_string).collect();
    match lines.as_slice() {
        [] => "merged.".to_owned(),
        [line] => {
            format!("both sides have changed the same, on line {line}. The rest is merged. Resolve it in the file.")
        }
        [before @ .., last] => format!(
            "both sides have changed the same in {} places, on lines {} and {last}. The rest is merged. Resolve them in \
             the file.",
            lines.len(),
            before.join(", ")
        ),
    }
}
