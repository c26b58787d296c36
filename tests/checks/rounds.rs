//! Setting each mark of a node and taking it back: what must hold in between and at the end.

use std::ops::Range;
use std::sync::Arc;

use tickdown::plan::{Change, Changes, Field, FieldKey, Kind, MarkKind, Node, NodeId, Op, Plan, State, changes};

use super::{Verdict, intent};

/// Checks every mark that `id` can have: set and taken back again.
pub(crate) fn check_rounds(plan: &Arc<Plan>, id: NodeId) -> Verdict {
    let was = plan.node(id).state;
    let validate = Op::Validated { force: true };
    let rounds = match was {
        Some(State::Done) => vec![(Op::Open, Op::Done), (Op::InProgress, Op::Done), (validate, Op::NotValidated)],
        Some(State::Validated) => {
            vec![(Op::NotValidated, validate.clone()), (Op::Open, validate.clone()), (Op::InProgress, validate)]
        }
        Some(State::InProgress) => {
            vec![(Op::Done, Op::InProgress), (Op::Open, Op::InProgress), (validate, Op::InProgress)]
        }
        Some(State::Open) | None => vec![(Op::Done, Op::Open), (Op::InProgress, Op::Open), (validate, Op::Open)],
        // No wish says these, so that only an undo leads back to them.
        Some(State::Failed | State::Cancelled | State::Unknown) => vec![(Op::Done, Op::Open), (Op::Open, Op::Done)],
    };
    rounds.iter().try_for_each(|(there, back)| {
        let what = || format!("line {}, {} {there:?}", plan.node(id).line, plan.address(id));
        round(plan, id, there, back).map_err(|words| format!("{}: {words}", what()))
    })
}

fn round(plan: &Arc<Plan>, id: NodeId, wish: &Op, back: &Op) -> Verdict {
    let was = plan.node(id).state;
    let there = match apply(plan, id, wish) {
        Err(_) if may_refuse(plan, id, wish) => return Ok(()),
        other => other?,
    };
    says(&there.plan, id, wish)?;
    if !apply(&there.plan, id, wish)?.edit.is_empty() {
        return Err("setting it twice is more than setting it once".to_owned());
    }
    // A row without a box is as good as open.
    let [Change { undo, .. }] = &there.list[..] else { return already(&there) };
    others_say_the_same(plan, &there.plan, id)?;
    let undone = changes(&there.plan, std::slice::from_ref(undo)).map_err(|refusal| format!("undone: {refusal}"))?;
    if undone.plan.text() != plan.text() {
        return Err("undone, the text is another".to_owned());
    }
    let end = apply(&there.plan, id, back).map_err(|refusal| format!("and back: {refusal}"))?.plan;
    others_say_the_same(plan, &end, id)?;
    let now = end.node(id).state;
    let settable = !matches!(was, Some(State::Failed | State::Cancelled | State::Unknown));
    if settable && now != was && (was, now) != (None, Some(State::Open)) {
        return Err(format!("and back: {was:?} became {now:?}"));
    }
    let (mark, left) = (changed_lines(plan.text(), there.plan.text()), changed_lines(plan.text(), end.text()));
    // A validation that was ticked on an open step goes too.
    let both = plan.node(id).fields.iter().any(|field| field.key == FieldKey::Validation && field.mark.is_some());
    if !both && !left.is_empty() && (left.start < mark.start || mark.end < left.end) {
        return Err(format!("and back: lines {left:?} differ, though only {mark:?} were touched"));
    }
    Ok(())
}

fn apply(plan: &Arc<Plan>, id: NodeId, op: &Op) -> Result<Changes, String> {
    changes(plan, &[intent(plan.address(id), op.clone())]).map_err(|refusal| refusal.to_string())
}

fn already(changes: &Changes) -> Verdict {
    if changes.list.is_empty() { Ok(()) } else { Err(format!("{} changes", changes.list.len())) }
}

/// Returns whether a wish may be refused, with a reason.
fn may_refuse(plan: &Plan, id: NodeId, op: &Op) -> bool {
    let node = plan.node(id);
    let own = node.mark.is_some() || node.fields.iter().any(|field| field.mark.is_some());
    match (node.kind, op) {
        (Kind::Plan | Kind::Section | Kind::Checklist, _)
        | (Kind::Item, Op::Validated { .. })
        | (_, Op::InProgress) => true,
        // Without a mark of its own it is done because all in it is.
        (Kind::Phase, _) | (Kind::Step, Op::Open) => !own,
        // A box says done or not, and nothing of validation.
        (Kind::Step, Op::Validated { .. }) => {
            node.fields.iter().any(|field| field.key == FieldKey::Status && is_box(field))
        }
        _ => false,
    }
}

fn is_box(field: &Field) -> bool {
    field.mark.as_ref().is_some_and(|mark| mark.kind == MarkKind::Box)
}

/// Checks that the node reads as `op` wants it.
fn says(plan: &Plan, id: NodeId, op: &Op) -> Verdict {
    let node = plan.node(id);
    let holds = match (op, node.state) {
        (Op::Done, Some(state)) => state.is_done(),
        (Op::Open, state) => matches!(state, Some(State::Open) | None),
        (Op::InProgress, state) => state == Some(State::InProgress),
        (Op::Validated { .. }, Some(state)) if node.kind == Kind::Item => state.is_done(),
        (Op::Validated { .. }, state) => state == Some(State::Validated),
        // Without a mark of its own it was done because it was validated.
        (Op::NotValidated, state) => matches!(state, Some(State::Done | State::Open)),
        _ => false,
    };
    if holds { Ok(()) } else { Err(format!("it reads back as {:?}", node.state)) }
}

/// Checks that no other node's marks say anything else.
fn others_say_the_same(before: &Plan, after: &Plan, id: NodeId) -> Verdict {
    if before.len() != after.len() {
        return Err(format!("{} nodes became {}", before.len(), after.len()));
    }
    let other =
        before.ids().filter(|&other| other != id).find(|&other| !same_marks(before.node(other), after.node(other)));
    other.map_or(Ok(()), |other| Err(format!("the marks of line {} have changed", before.node(other).line)))
}

fn same_marks(before: &Node, after: &Node) -> bool {
    let states = |node: &Node| {
        let fields = node.fields.iter().map(|field| field.mark.as_ref().map(|mark| mark.state)).collect::<Vec<_>>();
        (node.mark.as_ref().map(|mark| mark.state), fields)
    };
    before.kind == after.kind && before.title == after.title && states(before) == states(after)
}

/// Returns the lines of `old` that are not the same in `new`, from the first to the last.
fn changed_lines(old: &str, new: &str) -> Range<usize> {
    let (old, new) = (old.split('\n').collect::<Vec<_>>(), new.split('\n').collect::<Vec<_>>());
    let prefix = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let suffix = old[prefix..].iter().rev().zip(new[prefix..].iter().rev()).take_while(|(a, b)| a == b).count();
    let end = old.len() - suffix;
    // Lines that were only added lie at the line before them.
    if prefix == end && old.len() != new.len() { prefix.saturating_sub(1)..end } else { prefix..end }
}
