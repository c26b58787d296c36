//! `tickdown walk`: opens the walk through a plan.

use std::ffi::OsString;

use super::choose;
use super::error::Error;
use super::exit::Exit;
use super::open::{self, How};
use crate::app::Start;

/// Walk through a plan, one stop after another
///
/// Opens the screen at the stop of ADDRESS, without one at the first that is ready. The first word is the plan if such
/// a file or folder exists; otherwise it is an address in the only plan of the current folder.
#[derive(Debug, clap::Args)]
#[command(override_usage = "tickdown walk [OPTIONS] [PATH] [ADDRESS]")]
pub(super) struct Args {
    /// A plan or a folder with one plan, and an address in it
    #[arg(value_names = ["PATH", "ADDRESS"], num_args = 0..=2)]
    words: Vec<OsString>,
}

/// Shows the walk until it is left.
///
/// # Errors
/// What keeps the plan from being read or shown, or the address from being one node.
pub(super) fn run(args: &Args, how: How) -> Result<Exit, Error> {
    let choice = choose::plan_and_addresses(&args.words)?;
    let address = match choice.addresses.as_slice() {
        [] => None,
        [address] => Some(address),
        [_, extra, ..] => return Err(Error::Usage(format!("one address at a time, but \"{extra}\" follows it"))),
    };
    open::start(&choice.path, how, |plan| {
        let resolved = address.map(|address| plan.resolve(address)).transpose();
        let id = resolved.map_err(|refusal| choice.explain(Error::Unresolved(choice.path.clone(), refusal)))?;
        Ok(Start::Walk(id.map(|id| plan.address(id).to_owned())))
    })
}
