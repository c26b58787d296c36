//! What a key that marks means for the node under the cursor.

use super::action::Action;
use super::overlay::{Confirm, Purpose};
use super::words;
use crate::plan::{FieldKey, Kind, Node, NodeId, Op, Plan, State, own_mark};

/// What follows from a key.
#[derive(Clone, Debug)]
pub(super) enum Decision {
    /// This shall be true of the node.
    Wish(Op),
    /// The same, and then on to the next open one.
    WishAndLeave(Op),
    /// Nothing is to be done here: on to the next open one.
    Leave,
    /// Somebody must be asked first.
    Ask(Confirm),
    /// Nothing, and why.
    Nothing(String),
}

/// Returns what `action` means for `id`; the table is in section 7 of the design.
pub(super) fn decide(plan: &Plan, id: NodeId, action: Action, ellipsis: &str) -> Decision {
    let node = plan.node(id);
    let done = node.state.is_some_and(State::is_done);
    let toggled = if done { Op::Open } else { Op::Done };
    let name = || words::name(plan, id, 30, ellipsis);
    match (action, node.kind) {
        (Action::Toggle, Kind::Item | Kind::Step) => Decision::Wish(toggled),
        (Action::Toggle, _) => tick_all(plan, id, ellipsis),
        (Action::DoneNext, Kind::Item | Kind::Step) if done => Decision::Leave,
        (Action::DoneNext, Kind::Item | Kind::Step) => Decision::WishAndLeave(Op::Done),
        (Action::DoneNext, Kind::Phase) if has_mark(node) && done => Decision::Wish(Op::Open),
        (Action::DoneNext, Kind::Phase) if has_mark(node) => Decision::WishAndLeave(Op::Done),
        (Action::Validate, Kind::Step) => validate(plan, id),
        (Action::Validate, Kind::Phase) if has_mark(node) || has_validation(node) => validate(plan, id),
        (Action::Validate, Kind::Item) if node.mark.is_none() => Decision::Wish(toggled),
        (Action::Validate, Kind::Item) => Decision::Nothing("an item is ticked; only a step is validated".to_owned()),
        (Action::Start, _) if has_mark(node) && node.state == Some(State::InProgress) => Decision::Wish(Op::Open),
        (Action::Start, _) if has_mark(node) => Decision::Wish(Op::InProgress),
        _ if plan.ids().any(|id| has_mark(plan.node(id))) => {
            Decision::Nothing(format!("{} has no mark of its own: go to a step or an item", name()))
        }
        _ => Decision::Nothing("this plan has nothing to mark: it has no steps and no boxes".to_owned()),
    }
}

fn tick_all(plan: &Plan, id: NodeId, ellipsis: &str) -> Decision {
    let open: Vec<NodeId> = items_to_tick(plan, id).collect();
    if !open.is_empty() {
        return Decision::Ask(Confirm::new(Purpose::TickAll, id, open));
    }
    let node = plan.node(id);
    let name = words::name(plan, id, 30, ellipsis);
    let mut marked = plan.descendants(id).map(|id| plan.node(id)).filter(|node| has_mark(node)).peekable();
    Decision::Nothing(if node.tally.done < node.tally.total {
        format!("{name} has no open items: mark its steps one by one")
    } else if marked.peek().is_none() {
        format!("{name} has nothing to tick")
    } else if marked.any(|node| node.state.is_none()) {
        format!("{name} has rows without a box: mark them one by one")
    } else {
        format!("nothing is open in {name}")
    })
}

fn validate(plan: &Plan, id: NodeId) -> Decision {
    if plan.node(id).state == Some(State::Validated) {
        return Decision::Wish(Op::NotValidated);
    }
    let criteria = plan.open_criteria(id);
    if criteria.is_empty() {
        return Decision::Wish(Op::Validated { force: false });
    }
    Decision::Ask(Confirm::new(Purpose::ValidateAnyway, id, criteria))
}

/// Returns whether `node` is marked itself: items and steps are, and a phase that has a mark.
pub(super) fn has_mark(node: &Node) -> bool {
    match node.kind {
        Kind::Item | Kind::Step => true,
        Kind::Phase => own_mark(node).is_some(),
        _ => false,
    }
}

/// Returns whether `node` says how it is validated, so that this can be ticked.
fn has_validation(node: &Node) -> bool {
    node.fields.iter().any(|field| field.key == FieldKey::Validation)
}

/// Returns the items below `id` that are ticked with it: all that are open or begun, also those that are in no total. What
/// failed or nobody explained is not touched with the rest.
pub(super) fn items_to_tick(plan: &Plan, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    let open = |id: &NodeId| {
        let node = plan.node(*id);
        node.kind == Kind::Item && matches!(node.state, Some(State::Open | State::InProgress))
    };
    plan.descendants(id).filter(open)
}
