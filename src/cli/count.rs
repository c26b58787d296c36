//! How far a plan is, in numbers.

use std::fmt;

use serde::Serialize;

use crate::plan::{Kind, NodeId, Plan, State, Tally};

/// All counts of a plan; `None` where there is nothing to count. Cancelled work is in no total.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Counts {
    /// Units: every item, and every step without items.
    pub(super) progress: Option<Progress>,
    /// Items.
    pub(super) items: Option<Items>,
    /// Steps.
    pub(super) steps: Option<Steps>,
    /// Phases in which there is something to do.
    pub(super) phases: Option<Progress>,
}

/// How many of how many are done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Progress {
    /// Done, validated or not.
    pub(super) done: u32,
    /// All.
    pub(super) total: u32,
}

/// How many items there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Items {
    /// Done.
    pub(super) done: u32,
    /// All but the cancelled ones.
    pub(super) total: u32,
    /// Given up.
    pub(super) cancelled: u32,
}

/// How many steps there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Steps {
    /// Done, validated or not.
    pub(super) done: u32,
    /// Validated.
    pub(super) validated: u32,
    /// All but the cancelled ones.
    pub(super) total: u32,
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.done, self.total)
    }
}

impl Counts {
    /// Returns the counts of `plan`.
    pub(super) fn of(plan: &Plan) -> Self {
        let (mut items, mut steps, mut phases) = (Items::default(), Steps::default(), Progress::default());
        for id in plan.ids() {
            let node = plan.node(id);
            let Some(state) = node.state else { continue };
            let done = u32::from(state.is_done());
            let counted = u32::from(state != State::Cancelled);
            match node.kind {
                Kind::Item => {
                    let own = own_unit(plan, id);
                    items.done += own.done;
                    items.total += own.total;
                    items.cancelled += 1 - counted;
                }
                Kind::Step => {
                    steps.done += done;
                    steps.validated += u32::from(state == State::Validated);
                    steps.total += counted;
                }
                Kind::Phase => {
                    phases.done += done;
                    phases.total += counted;
                }
                Kind::Plan | Kind::Section | Kind::Checklist => {}
            }
        }
        Self {
            progress: progress(plan.node(NodeId::ROOT).tally),
            items: (items.total + items.cancelled > 0).then_some(items),
            steps: (steps.total > 0).then_some(steps),
            phases: (phases.total > 0).then_some(phases),
        }
    }
}

/// Returns `tally` as it is printed; `None` where there is nothing to count.
pub(super) fn progress(Tally { done, total }: Tally) -> Option<Progress> {
    (total > 0).then_some(Progress { done, total })
}

/// Returns what `id` counts without the nodes below it: one unit or none.
pub(super) fn own_unit(plan: &Plan, id: NodeId) -> Tally {
    plan.children(id).fold(plan.node(id).tally, |own, child| {
        let below = plan.node(child).tally;
        Tally { done: own.done.saturating_sub(below.done), total: own.total.saturating_sub(below.total) }
    })
}
