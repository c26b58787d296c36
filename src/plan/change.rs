//! What wishes come to in a text: the smallest edit that makes them so, change by change.

use std::collections::HashSet;
use std::sync::Arc;

use super::changed::{changed_lines, lines_around};
use super::intent::{Intent, Op, holds, target};
use super::piece::{self, Shift};
use super::progress::own_mark;
use super::writing::{Written, applicable, find_lines, unwritable, ways};
use super::{FieldKey, Kind, Node, NodeId, Plan, Refusal, State};
use crate::text::{Edit, LineIndex};

/// What an intent does to one node of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The node, in the plan that the intent was applied to and in the one afterwards; where lines were put in, the first
    /// node of them afterwards; where a node was taken out, the one beside it.
    pub node: NodeId,
    /// Its printed address.
    pub address: String,
    /// Its line before, from 1.
    pub line: usize,
    /// Its state before.
    pub from: Option<State>,
    /// Its state afterwards.
    pub to: Option<State>,
    /// What was written beyond a box that stood there, in words: ``added `- **Status**: [x] Complete` ``.
    pub note: Option<String>,
    /// The wish that takes it back, byte for byte.
    pub undo: Intent,
    /// The node that this wish is for, in the plan afterwards.
    pub undo_at: NodeId,
}

/// All changes of a commit, and the one edit that makes them.
#[derive(Clone, Debug)]
pub struct Changes {
    /// From the text that the intents were applied to. Empty where all was so already.
    pub edit: Edit,
    /// One for each intent that changed something, in their order.
    pub list: Vec<Change>,
    /// The plan afterwards.
    pub plan: Arc<Plan>,
    /// What came or went, one after the other.
    shifts: Vec<Shift>,
}

impl Changes {
    /// Returns where the node `id`, of the plan that the intents were applied to, is afterwards; `None` where it is gone.
    pub fn place(&self, id: NodeId) -> Option<NodeId> {
        place(&self.shifts, id)
    }

    /// Returns the whole lines of `before` that these changes to it are made in, and how they read afterwards.
    pub fn lines<'a>(&'a self, before: &'a Plan) -> (&'a str, &'a str) {
        let (old, new) = lines_around((before, &self.plan), &self.edit, &self.edit);
        (old.of(before.text()), new.of(self.plan.text()))
    }

    /// Returns whether nodes came or went by these changes to `before`, and `now`, which others may have made of it, still
    /// has it so: to do that again would bring it about twice. What came must go by the same words: a new node of somebody
    /// else may be in its place.
    pub fn stand(&self, before: &Plan, now: &Plan) -> bool {
        let (made, kept, left) = (before.align(&self.plan), self.plan.align(now), before.align(now));
        let old: HashSet<NodeId> = made.iter().flatten().copied().collect();
        let mut came = self.plan.ids().filter(|id| !old.contains(id)).peekable();
        let mut went = before.ids().filter(|id| made[id.index()].is_none()).peekable();
        let any = came.peek().is_some() || went.peek().is_some();
        let is_there =
            |id: NodeId| kept[id.index()].is_some_and(|there| now.node(there).title == self.plan.node(id).title);
        any && came.all(is_there) && went.all(|id| left[id.index()].is_none())
    }
}

/// Returns what `intents` do to `plan`, all or none, in their order.
///
/// # Errors
/// The first [`Refusal`] met.
pub fn changes(plan: &Arc<Plan>, intents: &[Intent]) -> Result<Changes, Refusal> {
    if let Some(marker) = plan.conflict() {
        return Err(Refusal::Conflict { line: LineIndex::new(plan.text()).line(marker.start) });
    }
    if intents.iter().any(|intent| intent.op.is_structural()) {
        return in_turn(plan, intents, |_| None);
    }
    let mut wishes = Vec::with_capacity(intents.len());
    for intent in intents {
        wishes.push((target(plan, intent)?, &intent.op));
    }
    match at_once(plan, &wishes) {
        Some(changes) => Ok(changes),
        None => one_by_one(plan, &wishes),
    }
}

/// Returns the same, where each of `intents` is for the node that goes by its words in `plan` itself, whatever those before it
/// have made of these.
///
/// # Errors
/// As [`changes`].
pub fn changes_seen(plan: &Arc<Plan>, intents: &[Intent]) -> Result<Changes, Refusal> {
    let names_stay = !intents.iter().any(|intent| intent.op.is_structural());
    if names_stay || plan.conflict().is_some() {
        return changes(plan, intents);
    }
    in_turn(plan, intents, |intent| target(plan, intent).ok())
}

/// Returns the changes one after the other, each of the node that is `known` of the plan before all of them, or else found
/// anew: nodes come and go.
fn in_turn(
    plan: &Arc<Plan>,
    intents: &[Intent],
    known: impl Fn(&Intent) -> Option<NodeId>,
) -> Result<Changes, Refusal> {
    let mut current = Arc::clone(plan);
    let mut list: Vec<Change> = Vec::new();
    let (mut edits, mut shifts) = (Vec::new(), Vec::new());
    for intent in intents {
        let known = known(intent).and_then(|id| place(&shifts, id));
        let id = known.map_or_else(|| target(&current, intent), Ok)?;
        let op = meant(&current, id, &intent.op);
        if let Some(wanted) = piece::wanted(op) {
            let Some(piece) = wanted.apply(&current, id)? else { continue };
            for change in &mut list {
                change.node = piece.shift.of(change.node);
                change.undo_at = piece.shift.of(change.undo_at);
            }
            shifts.push(piece.shift);
            list.push(piece.change);
            edits.push(piece.edit);
            current = piece.plan;
        } else {
            let step = one_by_one(&current, &[(id, op)])?;
            list.extend(step.list);
            edits.push(step.edit);
            current = step.plan;
        }
    }
    let edit = match <[Edit; 1]>::try_from(edits) {
        Ok([edit]) => edit,
        Err(_) => Edit::between(0, plan.text(), current.text()),
    };
    Ok(Changes { edit, list, plan: current, shifts })
}

/// Returns where a node is after `shifts`; `None` where it is gone.
fn place(shifts: &[Shift], id: NodeId) -> Option<NodeId> {
    shifts.iter().try_fold(id, |id, shift| shift.place(id))
}

/// Returns how `plan` would read with `op` done to `id` in the best way that there is; `None` where there is none. Whether that
/// reads back as it is meant, only [`changes`] finds out: this reads nothing, and is soon known of a long plan, too.
pub fn drafted(plan: &Plan, id: NodeId, op: &Op) -> Option<String> {
    best_ways(plan, &[(id, op)]).map(|(_, edit)| edit.apply(plan.text()))
}

/// A node, what is wanted of it, and how that is written.
type BestWay<'a> = (NodeId, &'a Op, Written);

/// Returns the first way of every wish that is not so already, and all of them as one edit, where none touches another.
fn best_ways<'a>(plan: &Plan, wishes: &[(NodeId, &'a Op)]) -> Option<(Vec<BestWay<'a>>, Edit)> {
    let mut written = Vec::new();
    for &(id, op) in wishes {
        let op = meant(plan, id, op);
        applicable(plan, id, op).ok()?;
        if !holds(plan, id, op) {
            written.push((id, op, ways(plan, id, op).ok()?.into_iter().next()?));
        }
    }
    let edit = Edit::all(written.iter().map(|(.., way)| way.edit.clone()))?;
    Some((written, edit))
}

/// Returns the changes where the first way of every wish works and none touches another: one reading for all.
fn at_once(plan: &Arc<Plan>, wishes: &[(NodeId, &Op)]) -> Option<Changes> {
    let (written, edit) = best_ways(plan, wishes)?;
    if written.is_empty() {
        return Some(Changes { edit, list: Vec::new(), plan: Arc::clone(plan), shifts: Vec::new() });
    }
    let newer = Arc::new(plan.reread(edit.apply(plan.text())));
    let touched: HashSet<NodeId> = written.iter().map(|&(id, ..)| id).collect();
    let good = written.iter().all(|&(id, op, _)| came_true(&newer, id, op)) && untouched(plan, &newer, &touched);
    good.then(|| {
        let list = written.iter().map(|(id, op, way)| change(plan, &newer, *id, op, way, &edit)).collect();
        Changes { edit, list, plan: newer, shifts: Vec::new() }
    })
}

/// Returns the changes one after the other, each by the first of its ways that reads back as it was meant.
fn one_by_one(plan: &Arc<Plan>, wishes: &[(NodeId, &Op)]) -> Result<Changes, Refusal> {
    let mut current = Arc::clone(plan);
    let mut list = Vec::new();
    for &(id, op) in wishes {
        let op = meant(&current, id, op);
        applicable(&current, id, op)?;
        if holds(&current, id, op) {
            continue;
        }
        let ways = ways(&current, id, op)?;
        let tried = ways.iter().find_map(|way| {
            let newer = Arc::new(current.reread(way.edit.apply(current.text())));
            let good = came_true(&newer, id, op) && untouched(&current, &newer, &HashSet::from([id]));
            good.then(|| (change(&current, &newer, id, op, way, &way.edit), newer))
        });
        let Some((change, newer)) = tried else { return Err(unwritable(&current, id, op)) };
        list.push(change);
        current = newer;
    }
    Ok(Changes { edit: Edit::between(0, plan.text(), current.text()), list, plan: current, shifts: Vec::new() })
}

/// Returns what an undo comes to: lines to put back or, where they have changed since, the same wish in words.
fn meant<'a>(plan: &Plan, id: NodeId, op: &'a Op) -> &'a Op {
    match op {
        Op::Restore { below, after, otherwise: Some(otherwise), .. }
            if find_lines(plan, id, *below, after).is_none() =>
        {
            otherwise
        }
        _ => op,
    }
}

/// Returns whether a wish that was written reads back as meant; lines put back speak for themselves.
fn came_true(plan: &Plan, id: NodeId, op: &Op) -> bool {
    matches!(op, Op::Restore { .. }) || holds(plan, id, op)
}

/// Returns whether no node but the touched ones says anything else than before.
fn untouched(older: &Plan, newer: &Plan, touched: &HashSet<NodeId>) -> bool {
    older.len() == newer.len()
        && older.nodes.iter().zip(&newer.nodes).enumerate().all(|(index, (old, new))| {
            says(old) == says(new) || old.kind == new.kind && touched.contains(&NodeId(index as u32))
        })
}

/// Returns what must not change of a node that nobody wants anything of.
pub(super) fn says(node: &Node) -> (Kind, Option<State>, Vec<State>) {
    let validation = node.fields.iter().filter(|field| field.key == FieldKey::Validation);
    let validation = validation.filter_map(|field| field.mark.as_ref().map(|mark| mark.state)).collect();
    (node.kind, own_mark(node).map(|mark| mark.state), validation)
}

fn change(older: &Plan, newer: &Plan, id: NodeId, op: &Op, way: &Written, edit: &Edit) -> Change {
    let (below, before, after) = changed_lines((older, newer), id, &way.edit, edit);
    let (from, to) = (older.node(id).state, newer.node(id).state);
    let otherwise = match op {
        Op::Restore { .. } => None,
        _ => back_to(from, op).map(Box::new),
    };
    let address = newer.address(id).to_owned();
    Change {
        node: id,
        line: older.node(id).line,
        from,
        to,
        note: way.note.clone(),
        undo: Intent {
            title: Some(newer.node(id).title.to_string()),
            ..Intent::new(address.clone(), Op::Restore { below, before, after, otherwise })
        },
        undo_at: id,
        address,
    }
}

/// Returns the wish for the state that a node had before `op` was done.
const fn back_to(state: Option<State>, op: &Op) -> Option<Op> {
    match state {
        None | Some(State::Open) => Some(Op::Open),
        Some(State::InProgress) => Some(Op::InProgress),
        Some(State::Done) if matches!(op, Op::Validated { .. }) => Some(Op::NotValidated),
        Some(State::Done) => Some(Op::Done),
        Some(State::Validated) => Some(Op::Validated { force: true }),
        Some(State::Failed | State::Cancelled | State::Unknown) => None,
    }
}
