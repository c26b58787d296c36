//! Wishes about more than a mark: nodes put in and taken out again, byte for byte, and texts written anew, where nothing
//! else comes to say anything else by it.

use std::sync::Arc;

use super::change::says;
use super::changed::changed_lines;
use super::events::with_gaps;
use super::intent::Place;
use super::writing::find_lines;
use super::{Change, Intent, Kind, Node, NodeId, Op, Part, Plan, Refusal, State, rewrite};
use crate::text::{Edit, Span, line_after, line_ending, line_of};

/// A wish that makes nodes come or go, or their text another one.
pub(super) enum Wanted<'a> {
    Insert(&'a str, Place),
    Remove(&'a str, Option<&'a str>),
    Write(&'a Part, Option<&'a str>, &'a str),
    Add(&'a str),
    Delete(&'a str),
    Lines(usize, &'a str, &'a str),
}

/// What came or went.
pub(super) struct Piece {
    pub(super) plan: Arc<Plan>,
    pub(super) change: Change,
    pub(super) edit: Edit,
    pub(super) shift: Shift,
}

/// How nodes move in a plan where others come or go before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shift {
    /// The first node that came or went.
    first: NodeId,
    /// How many: more than none came, fewer went.
    count: isize,
}

impl Shift {
    /// Returns where a node of the plan before is afterwards; of one that went, something near.
    pub(super) fn of(self, id: NodeId) -> NodeId {
        if id < self.first || self.count == 0 { id } else { NodeId(id.0.saturating_add_signed(self.count as i32)) }
    }

    /// Returns the same; `None` of one that went.
    pub(super) fn place(self, id: NodeId) -> Option<NodeId> {
        let gone = self.first.index()..self.first.index().saturating_add_signed(-self.count.min(0));
        (!gone.contains(&id.index())).then(|| self.of(id))
    }
}

/// Returns what `op` wants, if it is about more than a mark.
pub(super) fn wanted(op: &Op) -> Option<Wanted<'_>> {
    match op {
        Op::Insert { text, place } => Some(Wanted::Insert(text, *place)),
        Op::Remove { text, gap } => Some(Wanted::Remove(text, gap.as_deref())),
        Op::Write { part, from, to } => Some(Wanted::Write(part, from.as_deref(), to)),
        Op::Add { text } => Some(Wanted::Add(text)),
        Op::Delete { lines } => Some(Wanted::Delete(lines)),
        Op::Lines { below, from, to } => Some(Wanted::Lines(*below, from, to)),
        _ => None,
    }
}

impl Wanted<'_> {
    /// Returns what comes of the wish for `id`; `None` where it is so already.
    ///
    /// # Errors
    /// [`Refusal::ChangedSince`] for a node that reads otherwise now, [`Refusal::NotApplicable`] where other nodes would
    /// come to say something else.
    pub(super) fn apply(self, plan: &Arc<Plan>, id: NodeId) -> Result<Option<Piece>, Refusal> {
        match self {
            Self::Insert(text, place) if stands(plan, id, text, place) => Ok(None),
            Self::Insert(text, place) => insert(plan, id, text, place).map(Some),
            Self::Remove(text, gap) => remove(plan, id, text, gap).map(Some),
            Self::Write(part, from, to) => rewrite::write(plan, id, (part, from, to)),
            Self::Add(text) => rewrite::add(plan, id, text).map(Some),
            Self::Delete(lines) => rewrite::delete(plan, id, lines).map(Some),
            Self::Lines(below, from, to) => swap(plan, id, (below, from, to)).map(Some),
        }
    }
}

impl Piece {
    /// Returns what `edit` made of one node, where all are what they were.
    pub(super) const fn unmoved(plan: Arc<Plan>, change: Change, edit: Edit) -> Self {
        Self { plan, change, edit, shift: Shift { first: NodeId::ROOT, count: 0 } }
    }

    /// Returns that by `edit` so many nodes from `first` on came, in `newer`, or went, from `older` where fewer than none.
    /// What takes it back are the lines around, in the node that they lie in.
    pub(super) fn lines(
        (older, newer): (&Plan, &Arc<Plan>),
        edit: &Edit,
        (first, count): (NodeId, isize),
        said: String,
    ) -> Self {
        let (more, node) = if count < 0 { (older, older.node(first)) } else { (&**newer, newer.node(first)) };
        let around = node.parent.unwrap_or(NodeId::ROOT);
        let sibling = || more.children(around).take_while(|&other| other < first).last();
        let at = if count < 0 { sibling().unwrap_or(around) } else { first };
        let (below, to, from) = changed_lines((older, newer), around, edit, edit);
        let mut change = change(newer, at, said, Op::Lines { below, from, to });
        change.line = node.line;
        newer.address(around).clone_into(&mut change.undo.address);
        change.undo.title = (around != NodeId::ROOT).then(|| newer.node(around).title.to_string());
        change.undo_at = around;
        Self { plan: Arc::clone(newer), change, edit: edit.clone(), shift: Shift { first, count } }
    }
}

fn insert(plan: &Arc<Plan>, beside: NodeId, text: &str, place: Place) -> Result<Piece, Refusal> {
    let gap = gap(plan, beside, place);
    let (before, behind) = (&plan.text()[..gap.start], &plan.text()[gap.end..]);
    let ending = line_ending(plan.text());
    let first = if before.is_empty() || before.ends_with('\n') { "" } else { ending };
    let last = if behind.is_empty() || text.ends_with('\n') { "" } else { ending };
    let edit = Edit::between(gap.start, gap.of(plan.text()), &[first, text, last].concat());
    let newer = Arc::new(plan.reread([before, first, text, last, behind].concat()));
    let count = newer.len().cast_signed() - plan.len().cast_signed();
    let inserted = |id: &NodeId| newer.node(*id).span.start >= gap.start;
    let Some(first) = newer.ids().find(inserted).filter(|&first| only_these(plan, &newer, first, count)) else {
        return Err(elsewhere(plan, beside));
    };
    let node = newer.node(first);
    let undo = Op::Remove { text: text.to_owned(), gap: Some(gap.of(plan.text()).to_owned()) };
    let change = change(&newer, first, format!("put back {}", told(node)), undo);
    Ok(Piece { plan: newer, change, edit, shift: Shift { first, count } })
}

fn remove(plan: &Arc<Plan>, id: NodeId, text: &str, gap: Option<&str>) -> Result<Piece, Refusal> {
    let span = with_gaps(plan.text(), plan.node(id).span);
    let there = span.of(plan.text());
    if there.trim_matches(is_break) != text.trim_matches(is_break) {
        return Err(Refusal::ChangedSince { address: plan.address(id).to_owned() });
    }
    let gap = gap.unwrap_or_else(|| blank_lines(there));
    let edit = Edit::between(span.start, there, gap);
    let newer = Arc::new(plan.reread(edit.apply(plan.text())));
    let count = plan.len().cast_signed() - newer.len().cast_signed();
    let below = plan.node(id).next.index().cast_signed() - id.index().cast_signed();
    if count != below || !only_these(&newer, plan, id, count) {
        return Err(elsewhere(plan, id));
    }
    let parent = plan.node(id).parent.unwrap_or(NodeId::ROOT);
    let sibling = plan.children(parent).take_while(|&other| other < id).last();
    let (beside, place) = sibling.map_or((parent, Place::First), |sibling| (sibling, Place::Behind));
    let undo = Op::Insert { text: there.to_owned(), place };
    let change = change(&newer, beside, format!("removed {}", told(plan.node(id))), undo);
    Ok(Piece { plan: newer, change, edit, shift: Shift { first: id, count: -count } })
}

/// Makes lines in the node read `to` that read `from`, so that nodes come or go, or only what they say besides.
fn swap(plan: &Arc<Plan>, id: NodeId, (below, from, to): (usize, &str, &str)) -> Result<Piece, Refusal> {
    // A comment before or behind all that the node says is no part of it.
    let found = find_lines(plan, id, below, from).or_else(|| place_behind(plan, id, below, from));
    let span = found.ok_or_else(|| Refusal::ChangedSince { address: plan.address(id).to_owned() })?;
    let edit = Edit::between(span.start, from, to);
    let newer = Arc::new(plan.reread(edit.apply(plan.text())));
    let count = newer.len().cast_signed() - plan.len().cast_signed();
    if count == 0 && all_the_same(plan, &newer) {
        let (below, to, from) = changed_lines((plan, &newer), id, &edit, &edit);
        let takes_out = edit.splices().iter().all(|splice| splice.insert.is_empty());
        let said = if takes_out { "took out text" } else { "put back text" };
        let change = change(&newer, id, said.to_owned(), Op::Lines { below, from, to });
        return Ok(Piece::unmoved(newer, change, edit));
    }
    let (fewer, more) = if count < 0 { (&newer, plan) } else { (plan, &newer) };
    let at = edit.splices().first().map_or(span.start, |splice| splice.span.start);
    let is_it = |&first: &NodeId| only_these(fewer, more, first, count.abs());
    let beside = more.ids().find(|&first| more.node(first).head.end > at);
    let said = |first| format!("{} {}", if count < 0 { "took out" } else { "put back" }, told(more.node(first)));
    if let Some(first) = beside.filter(is_it).or_else(|| more.ids().find(is_it)) {
        return Ok(Piece::lines((plan, &newer), &edit, (first, count), said(first)));
    }
    let named = Span::new(span.start, span.start + from.len().min(to.len()));
    let Some(first) = beside.filter(|&first| adopts(fewer, more, (first, count.abs()), (at, named))) else {
        return Err(elsewhere(plan, id));
    };
    let below = plan.text()[plan.node(id).span.start..span.start].matches('\n').count();
    let undo = Op::Lines { below, from: to.to_owned(), to: from.to_owned() };
    let mut piece = Piece::lines((plan, &newer), &edit, (first, count), said(first));
    // Only all of the lines say which of them lay in what came or went.
    piece.change.undo = Intent::new(newer.address(id), undo);
    piece.change.undo.title = (id != NodeId::ROOT).then(|| newer.node(id).title.to_string());
    piece.change.undo_at = id;
    Ok(piece)
}

/// Returns whether the lines of `text` are the next ones beside a node already.
pub(super) fn stands(plan: &Plan, beside: NodeId, text: &str, place: Place) -> bool {
    let behind = plan.text()[gap(plan, beside, place).end..].strip_prefix(text.trim_matches(is_break));
    behind.is_some_and(|behind| behind.is_empty() || behind.starts_with(is_break))
}

const fn is_break(character: char) -> bool {
    matches!(character, '\r' | '\n')
}

/// Returns the blank lines where something would be put beside a node.
fn gap(plan: &Plan, beside: NodeId, place: Place) -> Span {
    let (node, text) = (plan.node(beside), plan.text());
    let end = match place {
        Place::Behind => node.span.end,
        Place::First => node.body.end.max(node.head.end),
    };
    let said = text[..end].trim_end().len();
    let start = if said == 0 { 0 } else { line_after(text, said) };
    let behind = &text[start..];
    let next = start + behind.len() - behind.trim_start().len();
    Span::new(start, if next == text.len() { next } else { line_of(text, next).start.max(start) })
}

/// Returns the blank lines at the start or the end of `lines`, whichever are more.
fn blank_lines(lines: &str) -> &str {
    let said = lines.trim_start();
    let before = lines[..lines.len() - said.len()].rfind('\n').map_or("", |at| &lines[..=at]);
    let behind = &said[said.trim_end().len()..];
    let behind = behind.find('\n').map_or("", |at| &behind[at + 1..]);
    if before.len() < behind.len() { behind } else { before }
}

/// Returns where these whole lines stand, so many lines below the first one of `id` or in one place only, behind what it
/// says, too.
fn place_behind(plan: &Plan, id: NodeId, below: usize, lines: &str) -> Option<Span> {
    let (text, start) = (plan.text(), plan.node(id).span.start);
    let is_whole = |&at: &usize| {
        let behind = &text[at + lines.len()..];
        (at == 0 || text[..at].ends_with('\n')) && (behind.is_empty() || behind.starts_with(is_break))
    };
    let places: Vec<usize> = text.match_indices(lines).map(|(at, _)| at).filter(is_whole).collect();
    let is_there = |&&at: &&usize| at >= start && text[start..at].matches('\n').count() == below;
    let at = match &places[..] {
        [only] => only,
        several => several.iter().find(is_there)?,
    };
    Some(Span::new(*at, at + lines.len()))
}

/// Returns whether `more` is `fewer` with `count` nodes from `first` on, and all others say what they say, where they do.
pub(super) fn only_these(fewer: &Plan, more: &Plan, first: NodeId, count: isize) -> bool {
    let Some(count) = u32::try_from(count).ok().filter(|&count| count > 0) else { return false };
    alike_but(fewer, more, first, count)
}

/// Returns whether the nodes of both are the same, and say the same.
fn all_the_same(older: &Plan, newer: &Plan) -> bool {
    older.len() == newer.len() && alike_but(older, newer, NodeId::ROOT, 0)
}

fn alike_but(fewer: &Plan, more: &Plan, first: NodeId, count: u32) -> bool {
    let there = |id: NodeId| if id < first { id } else { NodeId(id.0 + count) };
    fewer.ids().all(|id| {
        let (a, b) = (fewer.node(id), more.node(there(id)));
        said(a) == said(b) && a.title == b.title && a.parent.map(there) == b.parent
    })
}

/// Returns the same, but that what stands on the lines of `named` may lie in one of these nodes, and that the node in which
/// they stand, at `at`, may have what it says from lines that are theirs.
fn adopts(fewer: &Plan, more: &Plan, (first, count): (NodeId, isize), (at, named): (usize, Span)) -> bool {
    let Some(count) = u32::try_from(count).ok().filter(|&count| count > 0) else { return false };
    let there = |id: NodeId| if id < first { id } else { NodeId(id.0 + count) };
    fewer.ids().all(|id| {
        let (a, b) = (fewer.node(id), more.node(there(id)));
        let held_them = a.span.start < at && at <= a.span.end;
        let is_theirs = |parent: NodeId| first <= parent && parent < there(first) && named.contains(a.head.start);
        let lies_there = a.parent.map(there) == b.parent || b.parent.is_some_and(is_theirs);
        let says_so = if held_them { said(a).0 == said(b).0 } else { said(a) == said(b) };
        says_so && a.title == b.title && lies_there
    })
}

/// Returns what must not change of a node. A section is a checklist by the items in it.
fn said(node: &Node) -> (Kind, Option<State>, Vec<State>) {
    let (kind, mark, validation) = says(node);
    (if kind == Kind::Checklist { Kind::Section } else { kind }, mark, validation)
}

fn change(newer: &Plan, id: NodeId, said: String, undo: Op) -> Change {
    let node = newer.node(id);
    let address = newer.address(id).to_owned();
    let title = (id != NodeId::ROOT).then(|| node.title.to_string());
    let undo = Intent { title, ..Intent::new(address.clone(), undo) };
    Change { node: id, line: node.line, from: node.state, to: node.state, note: Some(said), undo, undo_at: id, address }
}

/// Returns a node's label, else its title in quotes.
fn told(node: &Node) -> String {
    match &node.label {
        Some(label) => label.word.as_ref().map_or(String::new(), |word| format!("{word} ")) + &label.number,
        None => format!("\"{}\"", node.title),
    }
}

fn elsewhere(plan: &Plan, id: NodeId) -> Refusal {
    let reason = "other lines would come to mean something else".to_owned();
    Refusal::NotApplicable { address: plan.address(id).to_owned(), reason }
}
