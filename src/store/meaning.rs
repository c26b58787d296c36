//! What an entry of the journal means in a plan: whether it is true there, and what of it shall stay true.

use super::memory::journal::{End, Entry, Standing};
use crate::plan::{Change, Intent, Kind, NodeId, Op, Part, Plan, Refusal, State};

/// Returns where the only place is in `text` at which `lines`, one or more whole ones, stand.
pub(super) fn lines_at(text: &str, lines: &str) -> Option<usize> {
    let is_whole = |&(at, _): &(usize, &str)| {
        let rest = &text[at + lines.len()..];
        (at == 0 || text[..at].ends_with('\n'))
            && (lines.ends_with('\n') || rest.is_empty() || rest.starts_with(['\r', '\n']))
    };
    let mut places = text.match_indices(lines).filter(is_whole).map(|(at, _)| at).filter(|_| !lines.is_empty());
    places.next().filter(|_| places.next().is_none())
}

/// Returns whether all is true in `plan` that `entry` wants, or more: what we have begun may have been done since.
pub(super) fn met(entry: &Entry, plan: &Plan) -> Result<bool, Refusal> {
    for goal in &entry.goals {
        if !holds(goal, plan)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Returns those of `goals` that are not true in `plan`; none twice.
pub(super) fn unmet(goals: &[Intent], plan: &Plan) -> Vec<Intent> {
    let mut unmet: Vec<Intent> = Vec::new();
    for goal in goals {
        if holds(goal, plan) != Ok(true) && !unmet.contains(goal) {
            unmet.push(goal.clone());
        }
    }
    unmet
}

fn holds(goal: &Intent, plan: &Plan) -> Result<bool, Refusal> {
    Ok(is_another(goal, plan) || goal.is_met(plan)? || is_beyond(goal, plan))
}

/// Returns whether `goal` was to take out a node, and the one that reads so in `plan` stands elsewhere: that is not the one
/// that is gone.
fn is_another(goal: &Intent, plan: &Plan) -> bool {
    matches!(goal.op, Op::Delete { .. } | Op::Remove { .. }) && goal.is_elsewhere(plan)
}

/// Returns `intent` for the node that it means in `plan`, wherever that is later: `:12` and `2.1` may be others by then.
pub(super) fn pinned(intent: &Intent, plan: &Plan) -> Intent {
    let Ok(id) = intent.find(plan) else { return intent.clone() };
    let now = Intent::at(plan, id, intent.op.clone());
    Intent { title: intent.title.clone().or(now.title), ..now }
}

/// Returns whether `goal` was to begin what is done in `plan`.
fn is_beyond(goal: &Intent, plan: &Plan) -> bool {
    let is_done = |id| plan.node(id).state.is_some_and(State::is_done);
    goal.op == Op::InProgress && goal.find(plan).is_ok_and(is_done)
}

/// Returns whether all is true in `plan` that `entry` wants, or others have put words around its own.
pub(super) fn stands(entry: &Entry, plan: &Plan) -> Result<bool, Refusal> {
    Ok(met(entry, plan)? || is_among_others(entry, plan))
}

/// Returns whether the words that `entry` put into a text, where it took none out, stand in that text of `plan` among
/// others: who wrote those had seen them. Of a draft, which nobody has written, that says nothing: the words may stand there by
/// chance.
fn is_among_others(entry: &Entry, plan: &Plan) -> bool {
    let is_there = |goal: &Intent| match &goal.op {
        Op::Write { part, from: Some(from), to } => {
            let now = goal.find(plan).ok().and_then(|id| plan.written(id, part));
            is_part(from, to) && now.is_some_and(|now| is_part(to, &now))
        }
        _ => false,
    };
    !entry.goals.is_empty() && entry.goals.iter().all(is_there)
}

/// Returns whether the words of `some` stand in `all`, in that order.
fn is_part(some: &str, all: &str) -> bool {
    let mut all = all.split_whitespace();
    some.split_whitespace().all(|word| all.any(|other| other == word))
}

/// Returns whether `entry` sets a mark of which one of `intents` says that it be another one, as it is in `plan`.
pub(super) fn is_contradicted(entry: &Entry, intents: &[Intent], plan: &Plan) -> bool {
    let is_mark = |goal: &Intent| {
        matches!(goal.op, Op::Done | Op::Open | Op::InProgress | Op::Validated { .. } | Op::NotValidated)
    };
    let said: Vec<NodeId> = intents
        .iter()
        .filter(|intent| !intent.op.is_structural())
        .filter_map(|intent| intent.find(plan).ok())
        .collect();
    let is_said = |goal: &Intent| goal.find(plan).is_ok_and(|id| said.contains(&id));
    entry.goals.iter().all(|goal| is_mark(goal) && is_said(goal))
        && entry.goals.iter().any(|goal| goal.is_met(plan) == Ok(false))
}

/// Returns whether another tickdown may still be writing `entry`: no commit takes longer than some seconds. A clock may
/// have been set back since.
pub(super) fn is_under_way(entry: &Entry, now: u64) -> bool {
    entry.process != std::process::id() && now.abs_diff(entry.id) < 5_000_000_000
}

/// Returns `entry`, which has ended so.
pub(super) fn ended(entry: &Entry, end: End) -> Entry {
    Entry { standing: Standing::Ended(end), ..entry.clone() }
}

/// Returns `entry`, which asked for `op`, with the `change` that was made.
pub(super) fn done(entry: &Entry, op: &Op, change: &Change) -> Entry {
    let (before, after, title) = match &change.undo.op {
        Op::Restore { before, after, .. } => (before.clone(), after.clone(), change.undo.title.clone()),
        _ => (entry.before.clone(), entry.after.clone(), None),
    };
    let goal = |op| Intent { title: change.undo.title.clone(), ..Intent::new(change.address.clone(), op) };
    let is_text = op.is_structural();
    let goals = match (op, &change.undo.op) {
        // What takes a text back wants that text, whatever stands beside it by now.
        (Op::Restore { otherwise: Some(text), .. }, _) if is_text => vec![goal((**text).clone())],
        // What was written may be what others wrote, too.
        (_, Op::Restore { otherwise: Some(back), .. }) if is_text => {
            rewritten(op, back).into_iter().map(goal).collect()
        }
        _ if is_text => entry.goals.clone(),
        _ => lasting(op, change.to).into_iter().map(goal).collect(),
    };
    // A mark that became no other one was not what it was about.
    let is_worded = is_text || matches!(op, Op::Restore { otherwise: None, .. }) && change.from == change.to;
    Entry {
        goals,
        title: title.unwrap_or_else(|| entry.title.clone()),
        line: change.line,
        what: if is_worded { word(op) } else { change.to.map_or("changed", State::name) }.to_owned(),
        before,
        after,
        standing: Standing::Written,
        ..entry.clone()
    }
}

/// Returns what shall stay true of a node that `op` has brought into the state `to`.
fn lasting(op: &Op, to: Option<State>) -> Vec<Op> {
    match (op, to) {
        (Op::Restore { otherwise: None, .. }, _) => vec![op.clone()],
        (_, Some(State::Validated)) => vec![Op::Validated { force: true }],
        (Op::NotValidated, Some(State::Done)) => vec![Op::Done, Op::NotValidated],
        (_, Some(State::Done)) => vec![Op::Done],
        (_, Some(State::InProgress)) => vec![Op::InProgress],
        (Op::Restore { otherwise: Some(otherwise), .. }, Some(State::Open)) => vec![(**otherwise).clone()],
        (_, Some(State::Open)) => vec![Op::Open],
        _ => vec![op.clone()],
    }
}

/// Returns whether `op` takes back what was done before: where that is refused, nothing is missing in the file.
pub(super) fn takes_back(op: &Op) -> bool {
    matches!(op, Op::Restore { .. } | Op::Lines { .. } | Op::Insert { .. } | Op::Remove { .. })
}

/// What of a node a wish is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    /// Its mark.
    Mark,
    /// One of its texts.
    Text(Part),
}

/// Returns what of which node of `plan` the wish is about; `None` where nodes come or go by it.
pub(super) fn thing(intent: &Intent, plan: &Plan) -> Option<(NodeId, Thing)> {
    let thing = thing_of(&intent.op)?;
    Some((intent.find(plan).ok()?, thing))
}

/// Returns whether no nodes come or go by `op`.
pub(super) fn keeps_nodes(op: &Op) -> bool {
    thing_of(op).is_some()
}

fn thing_of(op: &Op) -> Option<Thing> {
    match op {
        Op::Done | Op::Open | Op::InProgress | Op::Validated { .. } | Op::NotValidated => Some(Thing::Mark),
        Op::Write { part, .. } => Some(Thing::Text(part.clone())),
        Op::Restore { otherwise: Some(otherwise), .. } => thing_of(otherwise),
        _ => None,
    }
}

/// Returns whether `intents` want what `entry` wanted, or write something else where it was to write.
pub(super) fn is_repeated(entry: &Entry, intents: &[Intent]) -> bool {
    let is_there = |goal: &Intent| {
        intents.iter().any(|intent| match (&goal.op, &intent.op) {
            (Op::Write { part, to, .. }, Op::Write { part: same, to: now, .. }) => {
                same == part && (now == to || intent.address == goal.address)
            }
            (wanted, now) => wanted == now && intent.address == goal.address,
        })
    };
    !entry.goals.is_empty() && entry.goals.iter().all(is_there)
}

/// Returns whether two entries want the same of the same, whatever others have made of the text meanwhile.
pub(super) fn wants_same(entry: &Entry, other: &Entry) -> bool {
    let ops = |entry: &Entry| entry.goals.iter().map(|goal| of_any_text(&goal.op)).collect::<Vec<_>>();
    entry.name() == other.name() && ops(entry) == ops(other)
}

/// Returns whether both want the same of the same node, whatever a text reads that they write.
pub(super) fn is_same_wish(wish: &Intent, other: &Intent) -> bool {
    wish.address == other.address && wish.title == other.title && of_any_text(&wish.op) == of_any_text(&other.op)
}

/// Returns `op` without what a text is to read before.
fn of_any_text(op: &Op) -> Op {
    match op {
        Op::Write { part, to, .. } => Op::Write { part: part.clone(), from: None, to: to.clone() },
        op => op.clone(),
    }
}

/// Returns whether `later` takes back just what `entry` did to the same lines, or does again what that took back.
pub(super) fn cancels(later: &Entry, entry: &Entry) -> bool {
    let ([goal], [other]) = (&later.goals[..], &entry.goals[..]) else { return false };
    // Where it is not known what they lie in, a line that reads the same may be anywhere.
    let is_near = later.within.is_some() || later.line.abs_diff(entry.line) <= 1;
    later.within == entry.within
        && is_near
        && match (&goal.op, &other.op) {
            (Op::Lines { from, to, .. }, Op::Lines { from: was, to: became, .. }) => {
                let done = (lines_only_in(to, from), lines_only_in(from, to));
                done == (lines_only_in(was, became), lines_only_in(became, was)) && done != (vec![], vec![])
            }
            (Op::Insert { text, .. }, Op::Remove { text: other, .. })
            | (Op::Remove { text, .. }, Op::Insert { text: other, .. }) => text.trim() == other.trim(),
            (Op::Restore { before, after, .. }, Op::Restore { before: was, after: became, .. }) => {
                (before, after) == (became, was)
            }
            _ => false,
        }
}

/// Returns whether `entry` only wants that something be open or not validated: what stands against that may be the work
/// of somebody who has done it since.
pub(super) fn is_less(entry: &Entry) -> bool {
    let is_less = |op: &Op| matches!(op, Op::Open | Op::NotValidated);
    let mut ops = entry.goals.iter().map(|goal| match &goal.op {
        Op::Restore { otherwise: Some(otherwise), .. } => otherwise,
        op => op,
    });
    // What is no longer validated stays done.
    ops.clone().any(is_less) && ops.all(|op| is_less(op) || *op == Op::Done)
}

/// Returns whether a node is done in `plan` of which `entry` wants a mark.
pub(super) fn is_done_there(entry: &Entry, plan: &Plan) -> bool {
    let is_done = |id: NodeId| plan.node(id).state.is_some_and(State::is_done);
    entry.goals.iter().any(|goal| !goal.op.is_structural() && goal.find(plan).is_ok_and(is_done))
}

/// Returns what the plan calls the node `id` besides its title, and what it lies in where that tells it from others; of
/// what `op` adds only the latter.
pub(super) fn called(plan: &Plan, id: NodeId, op: &Op) -> (Option<String>, Option<String>) {
    let label = |id: NodeId| plan.node(id).label.as_ref().map(|label| label.short(plan.node(id).kind));
    let is_added = matches!(op, Op::Add { .. } | Op::Lines { .. } | Op::Insert { .. } | Op::Remove { .. });
    let own = if is_added { None } else { label(id) };
    let tells = own
        .as_ref()
        .is_some_and(|own| own.contains('.') || !own.contains(' ') && !own.starts_with(|c: char| c.is_ascii_digit()));
    let is_step = |&id: &NodeId| matches!(plan.node(id).kind, Kind::Phase | Kind::Step);
    let around = std::iter::once(id).filter(|_| is_added).chain(plan.ancestors(id)).filter(is_step).find_map(label);
    let is_phase = plan.node(id).kind == Kind::Phase;
    (own, around.filter(|_| !tells && (!is_phase || is_added)))
}

/// Returns the wish for what `op` came to, where `back` takes it back.
fn rewritten(op: &Op, back: &Op) -> Option<Op> {
    match (op, back) {
        (Op::Write { part, .. }, Op::Write { from: Some(written), to: before, .. }) => {
            // What others had changed since somebody began to write is none of ours. And by what it read before, it is found
            // where an older text comes back.
            Some(Op::Write { part: part.clone(), from: Some(before.clone()), to: written.clone() })
        }
        _ => None,
    }
}

/// Returns what a text read, and shall read, where that is known before it is written.
pub(super) fn wanted(op: &Op) -> (&str, &str) {
    match op {
        Op::Write { from, to, .. } => (from.as_deref().unwrap_or_default(), to),
        Op::Add { text } | Op::Insert { text, .. } => ("", text),
        Op::Delete { lines: text } | Op::Remove { text, .. } => (text, ""),
        _ => ("", ""),
    }
}

/// Returns what a node is called by `op`, where that is another title than its own: what is added has one itself.
pub(super) fn titled(op: &Op) -> Option<String> {
    match op {
        Op::Add { text } => Some(text.clone()),
        Op::Lines { from, to, .. } => {
            let (came, went) = (only_in(to, from), only_in(from, to));
            came.or(went).map(words)
        }
        Op::Write { part: Part::Title, to, .. } => Some(to.clone()),
        Op::Insert { text, .. } => only_in(text, "").map(words),
        Op::Restore { otherwise: Some(otherwise), .. } => titled(otherwise),
        _ => None,
    }
}

/// Returns the first line of `lines` that `others` do not have.
fn only_in<'a>(lines: &'a str, others: &str) -> Option<&'a str> {
    lines_only_in(lines, others).first().copied()
}

/// Returns the lines of `lines` that say something and that `others` do not have.
fn lines_only_in<'a>(lines: &'a str, others: &str) -> Vec<&'a str> {
    lines.lines().filter(|line| !line.trim().is_empty() && others.lines().all(|other| other != *line)).collect()
}

/// Returns the words of a line of Markdown, without what makes it a heading or an item.
fn words(line: &str) -> String {
    let words = line.trim_start_matches(['#', '-', '*', '+', ' ', '\t']);
    let boxed = words.strip_prefix('[').and_then(|rest| rest.split_once("] "));
    boxed.filter(|(inner, _)| inner.chars().count() == 1).map_or(words, |(_, words)| words).trim().to_owned()
}

/// Returns which field of a node `op` is about, or that it is its note.
pub(super) fn field(op: &Op) -> Option<String> {
    match op {
        Op::Write { part: Part::Field(name), .. } => Some(name.clone()),
        Op::Write { part: Part::Note, .. } => Some("note".to_owned()),
        Op::Restore { otherwise: Some(otherwise), .. } => field(otherwise),
        _ => None,
    }
}

/// Returns what a node becomes by `op`.
pub(super) fn word(op: &Op) -> &'static str {
    match op {
        Op::Done => "done",
        Op::Open => "open",
        Op::InProgress => "in progress",
        Op::Validated { .. } => "validated",
        Op::NotValidated => "not validated",
        Op::Restore { .. } => "taken back",
        Op::Lines { from, to, .. } if only_in(to, from).is_none() => "taken out",
        Op::Lines { .. } | Op::Insert { .. } => "put back",
        Op::Remove { .. } => "removed",
        Op::Write { .. } => "changed",
        Op::Add { .. } => "added",
        Op::Delete { .. } => "deleted",
    }
}
