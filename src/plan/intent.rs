//! What somebody wants to be true of a node, and the smallest edit that makes it so.

use std::collections::HashSet;
use std::sync::Arc;

use super::align::alike;
use super::changed::{changed_lines, lines_around};
use super::piece;
use super::plain::plain;
use super::progress::own_mark;
use super::swapped::is_swapped;
use super::writing::{Written, applicable, find_lines, unwritable, ways};
use super::{FieldKey, Kind, Node, NodeId, Part, Plan, Refusal, State, rewrite};
use crate::text::{Edit, LineIndex};

/// A wish for one node. It sets a value and never toggles, so it can be applied to a newer text, and twice.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Intent {
    /// Which node, in any form that [`Plan::resolve`] takes.
    pub address: String,
    /// What shall be true of it.
    pub op: Op,
    /// A text that the node must contain, or nothing is done (`--expect`).
    pub expect: Option<String>,
    /// The title under which somebody saw the node: where the address leads to another one by now, as after a
    /// renumbering, the one node of this title is meant.
    pub title: Option<String>,
}

impl Intent {
    /// Returns the wish for `op` at `address`, whatever the node's text.
    pub fn new(address: impl Into<String>, op: Op) -> Self {
        Self { address: address.into(), op, expect: None, title: None }
    }

    /// Returns the node of `plan` that is meant, if it contains what is expected of it.
    ///
    /// # Errors
    /// Where it is not there, or where several could be meant.
    pub fn find(&self, plan: &Plan) -> Result<NodeId, Refusal> {
        target(plan, self)
    }

    /// Returns whether the node that is meant does not go by this address in `plan`: its title has led to it.
    pub fn is_elsewhere(&self, plan: &Plan) -> bool {
        self.find(plan).is_ok_and(|id| !is_called(plan, id, &self.address))
    }

    /// Returns whether the wish is true in `plan`.
    ///
    /// # Errors
    /// As [`Self::find`].
    pub fn is_met(&self, plan: &Plan) -> Result<bool, Refusal> {
        let id = match self.find(plan) {
            Err(Refusal::NotFound { .. }) if matches!(self.op, Op::Delete { .. } | Op::Remove { .. }) => {
                return Ok(true);
            }
            found => found?,
        };
        Ok(match &self.op {
            Op::Restore { below, before, after, .. } => is_swapped(plan, id, (*below, after, before)),
            Op::Lines { below, from, to } => is_swapped(plan, id, (*below, from, to)),
            Op::Write { part, from, to } => {
                let is_said =
                    |now: String| now == to.trim_end() || rewrite::has_words(from.as_deref(), to.trim_end(), &now);
                plan.written(id, part).is_some_and(is_said)
            }
            Op::Add { text } => rewrite::is_there(plan, id, text),
            Op::Insert { text, place } => {
                let around = plan.node(id).parent.filter(|_| *place == Place::Behind).unwrap_or(id);
                piece::stands(plan, id, text, *place) || is_swapped(plan, around, (0, "", text))
            }
            op => holds(plan, id, op),
        })
    }
}

/// What shall be true of a node.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// It is done.
    Done,
    /// It is open; a step's validation goes too.
    Open,
    /// It has been begun.
    InProgress,
    /// The step is validated.
    Validated {
        /// Also while criteria are open.
        force: bool,
    },
    /// The step is not validated; done it stays.
    NotValidated,
    /// Its lines read `before` again, if they still read `after`: an undo. Else `otherwise` is done.
    Restore {
        /// How many lines below the node's first one they begin.
        below: usize,
        /// Whole lines as they were.
        before: String,
        /// Whole lines as they are since.
        after: String,
        /// The same wish in words, for when the lines have changed since. `None`: refuse instead.
        otherwise: Option<Box<Op>>,
    },
    /// These lines stand beside it again: what somebody took out.
    Insert {
        /// Whole lines, with the blank ones around them; they take the place of those that are there now.
        text: String,
        /// Where they stand.
        place: Place,
    },
    /// It is gone with all that lies in it, if its lines still read so.
    Remove {
        /// Whole lines, with the blank ones around them, which do not matter.
        text: String,
        /// The blank lines that stand there instead; else those before or behind it, whichever are more.
        gap: Option<String>,
    },
    /// A part of its text reads so; only the words that differ are changed.
    Write {
        /// Which part.
        part: Part,
        /// What it read when somebody began to write: what others have changed since stays, and where they changed the
        /// same words theirs stays. `None`: whatever it reads.
        from: Option<String>,
        /// What it shall read, as [`Plan::written`] returns it.
        to: String,
    },
    /// An item that says this stands behind it, or as its last one where it is none, in the manner of the plan.
    Add {
        /// One line of Markdown, without bullet, box and number.
        text: String,
    },
    /// It is gone with all that lies in it, if its lines still read so.
    Delete {
        /// The lines as [`Plan::lines_of`] returns them.
        lines: String,
    },
    /// Whole lines in it that read `from` read `to`, and nodes come or go by it: what takes back that some were added or
    /// deleted.
    Lines {
        /// How many lines below the node's first one they begin.
        below: usize,
        /// Whole lines as they are.
        from: String,
        /// Whole lines as they shall be.
        to: String,
    },
}

/// Where lines are put beside a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Behind it and all that lies in it.
    Behind,
    /// In it, before all that lies in it.
    First,
}

impl Op {
    /// Returns whether it is about a text, or about nodes, and not about a mark: nodes may come or go by it, or be found by
    /// another address.
    pub fn is_structural(&self) -> bool {
        match self {
            Self::Insert { .. }
            | Self::Remove { .. }
            | Self::Write { .. }
            | Self::Add { .. }
            | Self::Delete { .. }
            | Self::Lines { .. } => true,
            Self::Restore { otherwise: Some(otherwise), .. } => otherwise.is_structural(),
            _ => false,
        }
    }
}

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
}

impl Changes {
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
        return in_turn(plan, intents);
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

/// Returns the changes one after the other, each address found anew: nodes come and go.
fn in_turn(plan: &Arc<Plan>, intents: &[Intent]) -> Result<Changes, Refusal> {
    let mut current = Arc::clone(plan);
    let mut list: Vec<Change> = Vec::new();
    let mut edits = Vec::new();
    for intent in intents {
        let id = target(&current, intent)?;
        let op = meant(&current, id, &intent.op);
        if let Some(wanted) = piece::wanted(op) {
            let Some(piece) = wanted.apply(&current, id)? else { continue };
            for change in &mut list {
                change.node = piece.shifted(change.node);
                change.undo_at = piece.shifted(change.undo_at);
            }
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
    Ok(Changes { edit, list, plan: current })
}

/// Returns the node that `intent` means, if it contains what is expected of it.
fn target(plan: &Plan, intent: &Intent) -> Result<NodeId, Refusal> {
    let id = match (&intent.title, &intent.op) {
        // The plan itself has no address, but lines and items can be put into it.
        (_, Op::Insert { .. } | Op::Lines { .. } | Op::Add { .. }) if intent.address.is_empty() => NodeId::ROOT,
        (Some(title), Op::Write { part: Part::Title, from, to }) => {
            // Where it reads so already, or again as it did before, it is still the node that was meant.
            let other = [Some(to), from.as_ref()].into_iter().flatten().map(|title| plain(title));
            let found = |title: &str| titled(plan, &intent.address, title);
            found(title).or_else(|refusal| other.into_iter().find_map(|title| found(&title).ok()).ok_or(refusal))?
        }
        (Some(title), _) => titled(plan, &intent.address, title)?,
        (None, _) => plan.resolve(&intent.address)?,
    };
    let node = plan.node(id);
    match &intent.expect {
        Some(expected) if !node.span.of(plan.text()).contains(expected.as_str()) => Err(Refusal::Unexpected {
            address: plan.address(id).to_owned(),
            expected: expected.clone(),
            found: node.title.to_string(),
        }),
        _ => Ok(id),
    }
}

/// Returns the node at `address` that was seen as `title`: reworded a little it may be, but not another one. Without item 2,
/// `2` leads to Phase 2; for who had seen the item that is no answer.
fn titled(plan: &Plan, address: &str, title: &str) -> Result<NodeId, Refusal> {
    let addressed = plan.resolve(address);
    if addressed.as_ref().is_ok_and(|&id| &*plan.node(id).title == title) {
        return addressed;
    }
    let mut same = plan.ids().filter(|&id| &*plan.node(id).title == title);
    match (same.next(), same.next(), addressed) {
        (Some(id), None, _) => Ok(id),
        (_, _, Ok(id)) if is_called(plan, id, address) && alike(&plan.node(id).title, title) => Ok(id),
        (_, _, Ok(id)) => Err(Refusal::NotFound {
            address: title.to_owned(),
            hint: format!("{address} is \"{}\" now", plan.node(id).title),
            candidates: Vec::new(),
        }),
        (_, _, Err(refusal)) => Err(refusal),
    }
}

/// Returns whether `address` is what the plan itself calls the node `id`, or says its line.
fn is_called(plan: &Plan, id: NodeId, address: &str) -> bool {
    plan.address(id) == address || address.starts_with(':')
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
        return Some(Changes { edit, list: Vec::new(), plan: Arc::clone(plan) });
    }
    let newer = Arc::new(plan.reread(edit.apply(plan.text())));
    let touched: HashSet<NodeId> = written.iter().map(|&(id, ..)| id).collect();
    let good = written.iter().all(|&(id, op, _)| came_true(&newer, id, op)) && untouched(plan, &newer, &touched);
    good.then(|| {
        let list = written.iter().map(|(id, op, way)| change(plan, &newer, *id, op, way, &edit)).collect();
        Changes { edit, list, plan: newer }
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
    Ok(Changes { edit: Edit::between(0, plan.text(), current.text()), list, plan: current })
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

/// Returns whether `op` is true of the node already; of lines to put back that is never known.
fn holds(plan: &Plan, id: NodeId, op: &Op) -> bool {
    let Some(node) = plan.nodes.get(id.index()) else { return false };
    let done = node.state.is_some_and(State::is_done);
    match op {
        Op::Done => done,
        // A row without a box, and a phase with nothing to do, are as good as open.
        Op::Open if node.state.is_none() => matches!(node.kind, Kind::Item | Kind::Phase),
        Op::Open => node.state == Some(State::Open),
        Op::InProgress => node.state == Some(State::InProgress),
        Op::Validated { .. } if node.kind == Kind::Item => done,
        Op::Validated { .. } => node.state == Some(State::Validated),
        Op::NotValidated if node.kind == Kind::Item => !done,
        Op::NotValidated => node.state != Some(State::Validated),
        Op::Restore { .. }
        | Op::Insert { .. }
        | Op::Remove { .. }
        | Op::Write { .. }
        | Op::Add { .. }
        | Op::Delete { .. }
        | Op::Lines { .. } => false,
    }
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
