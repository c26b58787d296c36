//! What is said of the plan as a whole; found once for each text, not for each key.

use std::sync::Arc;

use super::diagnostics::Diagnostics;
use super::row::has_symbol;
use super::tree::has_children;
use crate::plan::{Kind, NodeId, Plan, State, Tally};

/// A plan, and what is said of it as a whole.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The plan.
    pub plan: Arc<Plan>,
    /// The first unit that is open and not blocked.
    pub next: Option<NodeId>,
    /// Open items in steps that are done, where nothing is next.
    pub open_in_done: usize,
    /// Steps that are validated.
    pub validated: usize,
    /// Steps that are not cancelled.
    pub counted_steps: usize,
    /// The column of the tree where titles of the first level start.
    pub first_column: usize,
    /// What a person should know of it, as far as that is known yet: see [`Self::is_checked`].
    pub diagnostics: Diagnostics,
    /// Whether the plan has been looked through for that.
    pub is_checked: bool,
    /// The steps that are not cancelled, in document order.
    steps: Vec<NodeId>,
}

impl Overview {
    /// Returns the overview of `plan`.
    pub fn new(plan: Arc<Plan>) -> Self {
        let counts = |&id: &NodeId| {
            let node = plan.node(id);
            node.kind == Kind::Step && node.state != Some(State::Cancelled)
        };
        let steps: Vec<NodeId> = plan.ids().filter(counts).collect();
        let next = plan.next_ready();
        Self {
            open_in_done: if next.is_none() { plan.open_in_done().len() } else { 0 },
            next,
            validated: steps.iter().filter(|&&id| plan.node(id).state == Some(State::Validated)).count(),
            counted_steps: steps.len(),
            first_column: first_column(&plan),
            diagnostics: Diagnostics::default(),
            is_checked: false,
            steps,
            plan,
        }
    }

    /// Takes what was `found` when the plan was looked through; returns whether that is something else than what was known.
    pub(super) fn take_check(&mut self, found: Diagnostics) -> bool {
        self.is_checked = true;
        let is_new = found != self.diagnostics;
        self.diagnostics = found;
        is_new
    }

    /// Returns the units of the whole plan.
    pub fn tally(&self) -> Tally {
        self.plan.node(NodeId::ROOT).tally
    }

    /// Returns which step `id` is, counted from 1, and how many there are; cancelled ones do not count.
    pub fn step_number(&self, id: NodeId) -> Option<(usize, usize)> {
        self.steps.binary_search(&id).ok().map(|index| (index + 1, self.steps.len()))
    }
}

/// Returns the column where titles of the first level start: behind a fold, or behind a fold and a symbol.
fn first_column(plan: &Plan) -> usize {
    let both = |id| has_symbol(plan.node(id)) && has_children(plan, id);
    if plan.children(NodeId::ROOT).any(both) { 4 } else { 2 }
}

/// Returns whether there are items or steps below `id`.
pub(super) fn has_units(plan: &Plan, id: NodeId) -> bool {
    let unit = |id| matches!(plan.node(id).kind, Kind::Step | Kind::Item) && plan.node(id).state.is_some();
    plan.descendants(id).any(unit)
}

/// Returns whether `id` is something to be done next: an open item without open ones in it, or an open step without open
/// units below it.
pub(super) fn is_open_unit(plan: &Plan, id: NodeId) -> bool {
    let is_open = |id| plan.node(id).state.is_some_and(|state| !state.is_settled());
    let (node, open) = (plan.node(id), is_open(id));
    match node.kind {
        Kind::Item => open && !plan.children(id).any(is_open),
        Kind::Step => open && (node.tally.done == node.tally.total || !has_units(plan, id)),
        _ => false,
    }
}

/// Returns the nearest open unit behind `id` in document order.
pub(super) fn next_open(plan: &Plan, id: NodeId) -> Option<NodeId> {
    plan.ids().skip(id.index()).find(|&id| is_open_unit(plan, id))
}

/// Returns the nearest open unit before `id` in document order.
pub(super) fn previous_open(plan: &Plan, id: NodeId) -> Option<NodeId> {
    plan.ids().rev().skip_while(|&other| other >= id).find(|&id| is_open_unit(plan, id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Plan;

    #[test]
    fn a_cancelled_step_has_no_number() {
        let plan =
            "# P\n### Step 1: a\n- **Status**: Validated\n### Step 2: b\n- **Status**: Cancelled\n### Step 3: c\n";
        let overview = Overview::new(Arc::new(Plan::read(plan, "p")));
        let numbers: Vec<_> = overview.plan.ids().map(|id| overview.step_number(id)).collect();
        assert_eq!(numbers, [Some((1, 2)), None, Some((2, 2))]);
        assert_eq!((overview.validated, overview.counted_steps), (1, 2));
    }
}
