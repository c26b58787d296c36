//! `tickdown show`: the tree as text, or one node as Markdown.

use std::ffi::OsString;

use super::error::Error;
use super::json::{PlanEntry, Plans};
use super::output::Output;
use super::{choose, read, warn_of_conflict};
use crate::app::Symbols;
use crate::config::Config;
use crate::plan::{NodeId, Plan, State};
use crate::store::Roots;
use crate::text::line_ending;

/// The tree of a plan with its addresses, or one node as Markdown
///
/// The first word is the plan if such a file or folder exists; otherwise it is an address in the only plan
/// of the current folder. Addresses: as printed, `:57` (line), `2.1#3` (third below 2.1), a title, a part of one.
#[derive(Debug, clap::Args)]
#[command(override_usage = "tickdown show [OPTIONS] [PATH] [ADDRESS]")]
pub(super) struct Args {
    /// A plan or a folder with one plan, and an address in it
    #[arg(value_names = ["PATH", "ADDRESS"], num_args = 0..)]
    words: Vec<OsString>,
    /// Print JSON, also of what went wrong
    #[arg(long)]
    json: bool,
}

/// Prints the tree, or the node that is asked for.
///
/// # Errors
/// What keeps the plan from being read, or the address from being one node.
pub(super) fn run(args: &Args, config: &Config, output: &mut Output) -> Result<(), Error> {
    let choice = choose::plan_and_addresses(&args.words)?;
    let path = &choice.path;
    let node = match choice.addresses.as_slice() {
        [] => None,
        [address] => Some(address),
        [_, extra, ..] => return Err(Error::Usage(format!("one address at a time, but \"{extra}\" follows it"))),
    };
    let plan = read(path, config.marks)?;
    warn_of_conflict(path, &plan);
    let id = node
        .map(|address| plan.resolve(address))
        .transpose()
        .map_err(|refusal| choice.explain(Error::Unresolved(path.clone(), refusal)))?;
    if args.json {
        let entry = PlanEntry::new(path, &plan).with_nodes(&plan, id.unwrap_or(NodeId::ROOT), &Roots::of(path));
        return output.json(&Plans::new(vec![entry]));
    }
    match id {
        Some(id) => markdown(&plan, id, output),
        None => tree(&plan, config.ascii.symbols(), output),
    }
}

/// Prints the Markdown of `id`, and a line ending where it has none.
fn markdown(plan: &Plan, id: NodeId, output: &mut Output) -> Result<(), Error> {
    let text = plan.markdown(id);
    output.text(&text)?;
    if text.ends_with('\n') { Ok(()) } else { output.text(line_ending(plan.text())) }
}

/// Prints a line for the plan and each node in it.
fn tree(plan: &Plan, symbols: &Symbols, output: &mut Output) -> Result<(), Error> {
    let root = plan.node(NodeId::ROOT);
    output.line(&format!("{}{}", root.title, amount(plan, NodeId::ROOT)))?;
    plan.ids().try_for_each(|id| output.line(&line(plan, id, symbols)))
}

/// From this depth on, lines are indented no further: a list nested ten thousand deep is printed, too.
const DEEPEST: u16 = 40;

/// Returns the line of `id`: `    ○ 2.2  Wire the webhook  2/4  needs 2.1`.
fn line(plan: &Plan, id: NodeId, symbols: &Symbols) -> String {
    let node = plan.node(id);
    let indent = node.depth.min(DEEPEST) as usize * 2;
    // Without a state there is no column for one: siblings begin in the same column, with or without.
    let sign = node.state.map(|state| format!("{} ", symbols.of(node.kind, state))).unwrap_or_default();
    let word = match node.state {
        Some(state @ (State::Validated | State::Failed | State::Cancelled | State::Unknown)) => {
            format!("  {}", state.name())
        }
        _ => String::new(),
    };
    // What an ancestor waits for is said there.
    let own = plan.blocked_by(id).into_iter().filter(|need| node.needs.contains(need));
    let needs: Vec<&str> = own.map(|need| plan.address(need)).collect();
    let needs = if needs.is_empty() { String::new() } else { format!("  needs {}", needs.join(", ")) };
    let (address, amount) = (plan.address(id), amount(plan, id));
    format!("{:indent$}{sign}{address}  {}{amount}{word}{needs}", "", node.title)
}

/// Returns `  2/4` where units lie below `id`.
fn amount(plan: &Plan, id: NodeId) -> String {
    let node = plan.node(id);
    let has_children = plan.children(id).next().is_some();
    if has_children && node.tally.total > 0 {
        format!("  {}/{}", node.tally.done, node.tally.total)
    } else {
        String::new()
    }
}
