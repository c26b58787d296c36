//! `tickdown merge`: what git runs to merge a plan (gitattributes(5), "Defining a custom merge driver").

use std::fs::OpenOptions;
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use super::error::Error;
use super::exit::Exit;
use super::{read, tell};
use crate::plan::{Marked, Markers, merge_marked};

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
pub(super) fn run(args: &Args) -> Result<Exit, Error> {
    let plans = [&args.base, &args.ours, &args.theirs].map(|path| read(path));
    let [base, ours, theirs] = plans;
    let (base, ours, theirs) = (base?, ours?, theirs?);
    let markers = Markers { size: args.size.into(), ours: "ours", theirs: "theirs" };
    let Marked { text, conflicts } = merge_marked(&base, &ours, &theirs, &markers);
    if text != **ours.text() {
        overwrite(&args.ours, ours.text(), &text).map_err(|error| Error::Create(args.ours.clone(), error))?;
    }
    let name = args.path.as_deref().unwrap_or(&args.ours);
    tell(&format!("{}: {}", name.display(), outcome(&conflicts)));
    Ok(if conflicts.is_empty() { Exit::Done } else { Exit::No })
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

/// Writes `after` into the file that says `before`, in place: git has made it and waits for it under this name.
///
/// # Errors
/// What keeps it from being written; `before` is put back then.
fn overwrite(path: &Path, before: &str, after: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    let mut write = |text: &str| {
        file.rewind()?;
        // It is cut only when all is there, so that what is put back finds its room.
        file.write_all(text.as_bytes())?;
        file.set_len(text.len() as u64)
    };
    write(after).inspect_err(|_| {
        // The first error is the one to be told.
        let _ = write(before);
    })
}
