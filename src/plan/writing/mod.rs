//! The ways to write a wish into a plan's text, the best first.
//!
//! A way need not work out everywhere (a bullet may read as an item once it has a box), so that
//! [`super::changes`] takes the first one that reads back as it was meant.

mod adding;
mod removing;
mod validating;

use super::progress::{own_mark, validating};
use super::wording::{self, is_added, letters, with_blank, worded};
use super::{Field, FieldKey, Kind, Mark, MarkKind, Node, NodeId, Op, Plan, Refusal, State};
use crate::text::{Edit, Span, line_of};

/// The name of the field that is added where the plan names none.
const STATUS: &str = "Status";

/// An edit, and what it does beyond setting a box, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) edit: Edit,
    pub(super) note: Option<String>,
}

impl Written {
    const fn silent(edit: Edit) -> Self {
        Self { edit, note: None }
    }

    fn noted(edit: Edit, note: impl Into<String>) -> Self {
        Self { edit, note: Some(note.into()) }
    }

    /// Returns both together, where they do not touch.
    fn and(self, other: Self) -> Option<Self> {
        let notes: Vec<String> = self.note.into_iter().chain(other.note).collect();
        let note = (!notes.is_empty()).then(|| notes.join(", "));
        Some(Self { edit: self.edit.union(other.edit)?, note })
    }
}

/// Finds out whether `op` makes sense for the node at all, whatever its state.
///
/// # Errors
/// [`Refusal::NotApplicable`], or [`Refusal::CriteriaOpen`] for what cannot be validated yet.
pub(super) fn applicable(plan: &Plan, id: NodeId, op: &Op) -> Result<(), Refusal> {
    let node = plan.node(id);
    let marks_itself = || own_mark(node).is_some() || node.fields.iter().any(|field| field.key == FieldKey::Validation);
    match (node.kind, op) {
        (Kind::Item, Op::Validated { .. } | Op::NotValidated) if !is_row(plan.text(), node) => {
            Err(refusal(plan, id, "an item is ticked, not validated; its step is"))
        }
        (Kind::Item, _) | (_, Op::Restore { .. }) => Ok(()),
        (_, op) if super::piece::wanted(op).is_some() => Ok(()),
        (Kind::Phase, _) if !marks_itself() => Err(refusal(
            plan,
            id,
            "a phase without a mark of its own is done when all in it is; mark its steps or items",
        )),
        (Kind::Step | Kind::Phase, Op::Validated { force: false }) => match plan.open_criteria(id) {
            open if open.is_empty() => Ok(()),
            open => {
                let candidates = plan.candidates(open);
                Err(Refusal::CriteriaOpen { address: plan.address(id).to_owned(), candidates })
            }
        },
        (Kind::Step | Kind::Phase, _) => Ok(()),
        (kind, _) => {
            let reason = format!("a {} has no mark of its own; its items have", kind.name());
            Err(refusal(plan, id, &reason))
        }
    }
}

fn refusal(plan: &Plan, id: NodeId, reason: &str) -> Refusal {
    Refusal::NotApplicable { address: plan.address(id).to_owned(), reason: reason.to_owned() }
}

/// Returns why nothing that could be written would make `op` true of the node.
pub(super) fn unwritable(plan: &Plan, id: NodeId, op: &Op) -> Refusal {
    let node = plan.node(id);
    let done_below = node.tally.total > 0 && node.tally.done == node.tally.total;
    if *op == Op::Open && done_below {
        let done = |kind| {
            let is_done =
                move |&id: &NodeId| plan.node(id).kind == kind && plan.node(id).state.is_some_and(State::is_done);
            plan.descendants(id).filter(is_done).collect::<Vec<_>>()
        };
        let items = done(Kind::Item);
        let candidates = plan.candidates(if items.is_empty() { done(Kind::Step) } else { items });
        return Refusal::DoneBelow { address: plan.address(id).to_owned(), candidates };
    }
    let reason = match op {
        Op::InProgress => "this plan has no mark for work in progress; `[marks]` in the settings adds one",
        _ => "no mark in the manner of this plan reads back as meant there",
    };
    refusal(plan, id, reason)
}

/// Returns the ways to make `op`, which is applicable, true of the node.
///
/// # Errors
/// [`Refusal::ChangedSince`] for lines to put back that are not there any more.
pub(super) fn ways(plan: &Plan, id: NodeId, op: &Op) -> Result<Vec<Written>, Refusal> {
    let writer = Writer { plan, id, node: plan.node(id) };
    Ok(match (writer.node.kind, op) {
        (_, Op::Restore { below, before, after, .. }) => return restore(plan, id, *below, before, after),
        (Kind::Item, Op::Done | Op::Validated { .. }) => writer.item(State::Done),
        (Kind::Item, Op::Open | Op::NotValidated) => writer.item(State::Open),
        (Kind::Item, Op::InProgress) => writer.item(State::InProgress),
        (_, Op::Done) => writer.done(State::Done),
        (_, Op::InProgress) => writer.in_progress(),
        (_, Op::Open) => writer.open(),
        (_, Op::Validated { .. }) => writer.validated(),
        (_, Op::NotValidated) => writer.not_validated(),
        // Written as pieces, not as marks.
        (_, _) => Vec::new(),
    })
}

/// Returns where the whole lines `wanted` stand in the node: as many lines below its first one as they did or, where
/// others have moved them, in the one place left.
pub(super) fn find_lines(plan: &Plan, id: NodeId, below: usize, wanted: &str) -> Option<Span> {
    let text = plan.text();
    let span = plan.node(id).span;
    let start = line_of(text, span.start).start;
    let end = line_of(text, span.end).end.max(span.end);
    // Blank lines and comments behind the node may be part of what was written with it.
    let behind = &text[end..end + unread(&text[end..])];
    let inside = &text[start..end + behind.rfind('\n').unwrap_or(0)];
    let whole = |at: &usize| {
        let before = *at == 0 || inside[..*at].ends_with('\n');
        let behind = &inside[at + wanted.len()..];
        before && (behind.is_empty() || behind.starts_with(['\n', '\r']))
    };
    let mut hits = inside.match_indices(wanted).map(|(at, _)| at).filter(whole);
    let first = hits.next()?;
    let rest: Vec<usize> = hits.collect();
    let at = match rest[..] {
        [] => first,
        _ => std::iter::once(first).chain(rest).find(|&at| inside[..at].matches('\n').count() == below)?,
    };
    Some(Span::new(start + at, start + at + wanted.len()))
}

/// Returns how many bytes `text` begins with that no node says: blanks and comments.
fn unread(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = text[at..].trim_start();
        at = text.len() - rest.len();
        match rest.strip_prefix("<!--").and_then(|inside| inside.split_once("-->")) {
            Some((_, behind)) => at = text.len() - behind.len(),
            None => return at,
        }
    }
}

fn restore(plan: &Plan, id: NodeId, below: usize, before: &str, after: &str) -> Result<Vec<Written>, Refusal> {
    match find_lines(plan, id, below, after) {
        Some(span) => Ok(vec![Written::silent(Edit::between(span.start, after, before))]),
        None => Err(Refusal::ChangedSince { address: plan.address(id).to_owned() }),
    }
}

/// Returns whether an item is a numbered row that names a phase or step, which may be without a box.
fn is_row(text: &str, node: &Node) -> bool {
    node.mark.is_none() || node.label.as_ref().is_some_and(|label| label.word.is_some()) && is_ordered(text, node)
}

fn is_ordered(text: &str, node: &Node) -> bool {
    node.head.of(text).starts_with(|first: char| first.is_ascii_digit())
}

fn validation(node: &Node) -> Option<&Field> {
    node.fields.iter().find(|field| field.key == FieldKey::Validation)
}

struct Writer<'a> {
    plan: &'a Plan,
    id: NodeId,
    node: &'a Node,
}

impl Writer<'_> {
    // Boxes.

    fn item(&self, state: State) -> Vec<Written> {
        match (&self.node.mark, state) {
            (Some(mark), State::Open) => {
                let removed = self.is_added_row().then(|| self.without(mark.span, "the box"));
                removed.into_iter().chain(self.set_box(mark, State::Open)).collect()
            }
            (Some(mark), state) => self.set_box(mark, state).into_iter().collect(),
            (None, State::Open) => Vec::new(),
            (None, state) => self.add_box(state).into_iter().collect(),
        }
    }

    /// Returns whether the item is one of several numbered rows, of which not all have boxes and none has an open one.
    fn is_added_row(&self) -> bool {
        let row =
            |node: &&Node| node.kind == Kind::Item && node.parent == self.node.parent && node.span != self.node.span;
        let text = self.plan.text();
        is_row(text, self.node)
            && is_ordered(text, self.node)
            && is_added(self.plan.nodes.iter().filter(row).map(|node| node.state))
    }

    fn set_box(&self, mark: &Mark, state: State) -> Option<Written> {
        let letter = self.letter(state)?;
        let held = mark.span.of(self.plan.text());
        Some(Written::silent(Edit::between(mark.span.start, held, &format!("[{letter}]"))))
    }

    fn letter(&self, state: State) -> Option<char> {
        match state {
            State::Done | State::Validated => Some(letters(self.plan).done),
            State::InProgress => letters(self.plan).in_progress,
            _ => Some(' '),
        }
    }

    /// Puts a box before the text of a row that has none.
    fn add_box(&self, state: State) -> Option<Written> {
        let head = self.node.head.of(self.plan.text());
        let bullet = head.len() - head.trim_start_matches(|c: char| !c.is_whitespace()).len();
        let blank = head[bullet..].len() - head[bullet..].trim_start().len();
        let written = format!("[{}] ", self.letter(state)?);
        let note = format!("added `{}`", written.trim_end());
        Some(Written::noted(Edit::insert(self.node.head.start + bullet + blank, written), note))
    }

    fn without(&self, span: Span, what: &str) -> Written {
        Written::noted(Edit::delete(with_blank(self.plan.text(), span)), format!("removed {what}"))
    }

    // Steps.

    fn done(&self, state: State) -> Vec<Written> {
        match own_mark(self.node) {
            Some(mark) => self.set_own(mark, state).into_iter().collect(),
            None => self.add_mark(state),
        }
    }

    /// Returns whether the step would be done without a mark of its own: all that lies in it is.
    fn is_done_below(&self) -> bool {
        let has_units = self.plan.children(self.id).any(|child| self.plan.node(child).tally.total > 0);
        has_units && self.node.tally.done == self.node.tally.total
    }

    /// What has been begun is not validated: a tick in the Validation field would count again as soon as it is done.
    fn in_progress(&self) -> Vec<Written> {
        let ways = match own_mark(self.node) {
            Some(mark) => match self.set_own(mark, State::InProgress) {
                Some(way) => vec![way],
                None => self.in_status(mark),
            },
            None => self.add_mark(State::InProgress),
        };
        let ticked = validating(self.node).filter(|(field, _)| field.key == FieldKey::Validation);
        let Some(back) = ticked.map(|(field, mark)| self.untick_validation(field, mark)) else { return ways };
        ways.into_iter().filter_map(|way| way.and(back.clone())).collect()
    }

    /// Has the Status say that it is in progress, and takes away the box at `own`, which cannot: but only one that was
    /// added to the plan, for a box would speak before the Status.
    fn in_status(&self, own: &Mark) -> Vec<Written> {
        let Some(removed) = self.remove_mark(own) else { return Vec::new() };
        let ways = match self.status_mark() {
            Some(mark) => self.set_mark(mark, State::InProgress).into_iter().collect(),
            None => self.add_mark(State::InProgress),
        };
        ways.into_iter().filter_map(|way| removed.clone().and(way)).collect()
    }

    fn status_mark(&self) -> Option<&Mark> {
        self.node.fields.iter().find(|field| field.key == FieldKey::Status).and_then(|field| field.mark.as_ref())
    }

    /// Sets the mark that speaks for the step, and the one that says the same beside it: `⏳ PENDING` in the heading
    /// above `**Status**: PENDING`.
    fn set_own(&self, mark: &Mark, state: State) -> Option<Written> {
        let own = self.set_mark(mark, state)?;
        let beside = if state == State::Validated { State::Done } else { state };
        let other = self.echo(mark).filter(|echo| echo.state != beside).and_then(|echo| self.set_mark(echo, beside));
        other.and_then(|other| own.clone().and(other)).or(Some(own))
    }

    /// Returns the mark beside `own` that says the same.
    fn echo(&self, own: &Mark) -> Option<&Mark> {
        let marks = [self.node.mark.as_ref(), self.status_mark()].into_iter().flatten();
        marks
            .into_iter()
            .find(|mark| *mark != own && (mark.state == own.state || mark.state.is_done() && own.state.is_done()))
    }

    /// Sets the mark that is there, in its own wording.
    fn set_mark(&self, mark: &Mark, state: State) -> Option<Written> {
        if mark.kind == MarkKind::Box {
            return self.set_box(mark, state);
        }
        let current = mark.span.of(self.plan.text());
        let said = worded(self.plan, self.node.kind, wording::place(self.plan, self.node, mark), current, state);
        let note = format!("`{current}` is now `{said}`");
        Some(Written::noted(Edit::between(mark.span.start, current, &said), note))
    }
}

impl Plan {
    /// Returns what keeps `id` from being validated: open criteria of a step (boxes in its Validation field or below its
    /// label), open steps of a phase.
    pub fn open_criteria(&self, id: NodeId) -> Vec<NodeId> {
        let of_phase = self.node(id).kind == Kind::Phase;
        let open = |&below: &NodeId| {
            let node = self.node(below);
            let counts = node.criterion && node.kind == Kind::Item || of_phase && node.kind == Kind::Step;
            counts && node.state.is_some_and(|state| !state.is_settled())
        };
        self.descendants(id).filter(open).collect()
    }
}
