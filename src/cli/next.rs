//! `tickdown next`: what can be begun now, or why nothing can.

use std::path::PathBuf;

use super::count::own_unit;
use super::error::{Error, Idle};
use super::json::Next;
use super::output::Output;
use super::{choose, read, warn_of_conflict};
use crate::plan::{Marks, NodeId, Plan, State};

/// The first step or item that is open and not blocked
///
/// Exits 1 and says why where nothing is next. Without PATH: the only plan found in the current folder.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A plan, or a folder with one plan
    path: Option<PathBuf>,
    /// Print JSON, also of what went wrong
    #[arg(long)]
    json: bool,
}

/// Prints what is next.
///
/// # Errors
/// [`Error::NothingNext`] with the reason, or what keeps the plan from being read.
pub(super) fn run(args: &Args, marks: Marks, output: &mut Output) -> Result<(), Error> {
    let path = choose::only(args.path.as_deref())?;
    let plan = read(&path, marks)?;
    warn_of_conflict(&path, &plan);
    let id = plan.next_ready().ok_or_else(|| Error::NothingNext(path.clone(), idle(&plan)))?;
    if args.json { output.json(&Next::new(&path, &plan, id)) } else { output.line(&unit(&plan, id)) }
}

/// Returns how a line names `id`: `2.2  Wire the webhook  (line 57)`; a title that is its address is not said twice.
pub(super) fn unit(plan: &Plan, id: NodeId) -> String {
    let (node, address) = (plan.node(id), plan.address(id));
    if &*node.title == address {
        return format!("{address}  (line {})", node.line);
    }
    format!("{address}  {}  (line {})", node.title, node.line)
}

/// Returns why nothing in `plan` is next.
pub(super) fn idle(plan: &Plan) -> Idle {
    let tally = plan.node(NodeId::ROOT).tally;
    if tally.total == 0 {
        return Idle::Nothing;
    }
    if tally.done == tally.total {
        return Idle::AllDone(tally.total);
    }
    let is_left = |&id: &NodeId| {
        let own = own_unit(plan, id);
        own.total > own.done
    };
    let left: Vec<NodeId> = plan.ids().filter(is_left).collect();
    let in_done = plan.open_in_done();
    if !in_done.is_empty() && left == in_done {
        let first = plan.node(in_done[0]).line;
        let named = |&id: &NodeId| (plan.address(id).to_owned(), plan.node(id).title.to_string());
        return Idle::InDone(in_done.iter().map(named).collect(), first);
    }
    Idle::Stuck(
        left.into_iter()
            .map(|id| (plan.address(id).to_owned(), plan.node(id).title.to_string(), obstacle(plan, id)))
            .collect(),
    )
}

/// Returns what keeps `id` from being begun: `needs 1.2, 2.1`.
fn obstacle(plan: &Plan, id: NodeId) -> String {
    let needs: Vec<&str> = plan.blocked_by(id).into_iter().map(|need| plan.address(need)).collect();
    if !needs.is_empty() {
        return format!("needs {}", needs.join(", "));
    }
    if plan.is_held(id) {
        return "is on hold".to_owned();
    }
    let closed = |state: State| !matches!(state, State::Open | State::InProgress);
    let above =
        plan.ancestors(id).find_map(|above| Some((above, plan.node(above).state.filter(|&state| closed(state))?)));
    if let Some(above) = plan.ancestors(id).find(|&above| plan.is_held(above)) {
        return format!("is open below {}, which is on hold", plan.address(above));
    }
    match (plan.node(id).state, above) {
        (Some(State::Failed), _) => "failed".to_owned(),
        (Some(State::Unknown), _) => "has an unknown mark".to_owned(),
        (_, Some((above, State::Unknown))) => {
            format!("is open below {}, which has an unknown mark", plan.address(above))
        }
        (_, Some((above, state))) => format!("is open below {}, which is {}", plan.address(above), state.name()),
        (_, None) => "is open".to_owned(),
    }
}
