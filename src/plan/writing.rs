//! The ways to write a wish into a plan's text, the best first.
//!
//! A way need not work out everywhere (a bullet may read as an item once it has a box), so that
//! [`super::changes`] takes the first one that reads back as it was meant.

use super::progress::{own_mark, validating};
use super::wording::{self, Place, is_added, letters, model, peers, with_blank, worded};
use super::{Field, FieldForm, FieldKey, Kind, Mark, MarkKind, Node, NodeId, Op, Plan, Refusal, State};
use crate::text::{Edit, Span, line_ending, line_of};

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
        (Kind::Phase, _) if !marks_itself() => {
            Err(refusal(plan, id, "a phase without a mark of its own is done when what lies in it is"))
        }
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
    let reason = match op {
        Op::InProgress => "this plan has no mark for work in progress",
        Op::Open if done_below => "it is done because all that lies in it is; untick one of those",
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
    // Blank lines behind the node may be part of what was written with it.
    let behind = &text[end..];
    let blank = &behind[..behind.len() - behind.trim_start().len()];
    let inside = &text[start..end + blank.rfind('\n').unwrap_or(0)];
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

    fn in_progress(&self) -> Vec<Written> {
        match own_mark(self.node) {
            Some(mark) => self.set_own(mark, State::InProgress).into_iter().collect(),
            None => self.add_mark(State::InProgress),
        }
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
        let status = self.node.fields.iter().find(|field| field.key == FieldKey::Status);
        let marks = [self.node.mark.as_ref(), status.and_then(|field| field.mark.as_ref())].into_iter().flatten();
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

    /// Adds a mark to a step that has none: alike its siblings', else by the shape of its fields.
    fn add_mark(&self, state: State) -> Vec<Written> {
        let mut ways = Vec::new();
        let status = self.node.fields.iter().find(|field| field.key == FieldKey::Status);
        if let Some(field) = status.filter(|field| field.line_value.is_empty() || field.placeholder) {
            ways.push(self.fill_status(field, state));
        }
        if let Some((peer, mark)) = model(self.plan, self.node) {
            ways.extend(self.alike(peer, mark, state));
        }
        if status.is_none() {
            ways.extend(self.status_bullet(STATUS, &self.status_words(None, FieldForm::Bullet, state)));
        }
        // A bold line that stands for a heading would not with a box before it.
        if state == State::Done && self.node.level <= 6 {
            ways.push(self.heading_box());
        } else if status.is_none() {
            ways.push(self.status_line(STATUS, &self.status_words(None, FieldForm::Paragraph, state)));
        }
        ways
    }

    fn alike(&self, peer: &Node, mark: &Mark, state: State) -> Option<Written> {
        let current = mark.span.of(self.plan.text());
        match wording::place(self.plan, peer, mark) {
            Place::Status => {
                let field = peer.fields.iter().find(|field| field.key == FieldKey::Status)?;
                let words = self.status_words(Some(current), field.form, state);
                let bullet = || self.status_bullet(&field.name, &words);
                let bullet = (field.form == FieldForm::Bullet).then(bullet).flatten();
                bullet.or_else(|| Some(self.status_line(&field.name, &words)))
            }
            Place::Lead if mark.kind == MarkKind::Box && state == State::Done => Some(self.heading_box()),
            _ if mark.kind == MarkKind::Box && state != State::Done => None,
            Place::Lead => Some(self.heading_lead(&worded(self.plan, self.node.kind, Place::Lead, current, state))),
            Place::Tail if mark.kind == MarkKind::Box => {
                Some(self.heading_tail(&format!("[{}]", letters(self.plan).done)))
            }
            Place::Tail => Some(self.heading_tail(&worded(self.plan, self.node.kind, Place::Tail, current, state))),
        }
    }

    /// Returns the words of a Status field that says `state`; `current` is how a sibling says what it says.
    fn status_words(&self, current: Option<&str>, form: FieldForm, state: State) -> String {
        let default = match (form, state) {
            // A box would read as open at a glance.
            (_, State::InProgress) => "Not Started",
            (FieldForm::Bullet, _) => "[x] Complete",
            (FieldForm::Paragraph, _) => "✅ Complete",
        };
        let current = current.filter(|current| state != State::InProgress || !current.starts_with('['));
        worded(self.plan, self.node.kind, Place::Status, current.unwrap_or(default), state)
    }

    fn fill_status(&self, field: &Field, state: State) -> Written {
        let words = self.status_words(None, field.form, state);
        let blank = if self.plan.text()[..field.line_value.start].ends_with([' ', '\t']) { "" } else { " " };
        let edit = Edit::replace(field.line_value, format!("{blank}{words}"));
        Written::noted(edit, format!("{} is now `{words}`", field.name))
    }

    fn heading_box(&self) -> Written {
        self.heading_lead(&format!("[{}]", letters(self.plan).done))
    }

    fn heading_lead(&self, mark: &str) -> Written {
        let head = self.node.head.of(self.plan.text());
        let hashes = head.len() - head.trim_start_matches('#').len();
        let blank = head[hashes..].len() - head[hashes..].trim_start().len();
        let edit = Edit::insert(self.node.head.start + hashes + blank, format!("{mark} "));
        Written::noted(edit, format!("added `{mark}` to the heading"))
    }

    fn heading_tail(&self, mark: &str) -> Written {
        let line = line_of(self.plan.text(), self.node.head.start);
        let content = line.of(self.plan.text());
        // Closing hashes stay last (CommonMark 4.2).
        let open = content.trim_end().trim_end_matches('#').trim_end();
        let end = if open.contains(|c: char| c.is_alphanumeric()) && content.starts_with('#') {
            open.len()
        } else {
            content.trim_end().len()
        };
        let edit = Edit::insert(line.start + end, format!(" {mark}"));
        Written::noted(edit, format!("added `{mark}` to the heading"))
    }

    /// Adds a last bullet to the fields, in the manner of the one before it.
    fn status_bullet(&self, name: &str, words: &str) -> Option<Written> {
        let text = self.plan.text();
        let last = self.node.fields.iter().rev().find(|field| field.form == FieldForm::Bullet)?;
        let line = line_of(text, last.span.start);
        let indent = Span::new(line.start, last.span.start).of(text);
        let lead = text[last.span.start..last.line_value.start].replacen(&*last.name, name, 1);
        let lead = match &last.mark {
            Some(mark) if mark.kind == MarkKind::Box && mark.span.start < last.line_value.start => {
                lead.replacen(&format!("{} ", mark.span.of(text)), "", 1)
            }
            _ => lead,
        };
        let bullet = format!("{} {words}", lead.trim_end());
        let end = line_of(text, last.span.end).end;
        let edit = Edit::insert(end, format!("{}{indent}{bullet}", line_ending(text)));
        Some(Written::noted(edit, format!("added `{bullet}`")))
    }

    /// Adds a Status as first line below the heading, apart from prose that would run into it.
    fn status_line(&self, name: &str, words: &str) -> Written {
        let text = self.plan.text();
        let status = format!("**{name}**: {words}");
        let end = line_of(text, self.node.head.end).end;
        let newline = line_ending(text);
        // A hard line break keeps prose on the next line apart (CommonMark 6.7).
        let gap = if self.stands_apart(end) { "" } else { "  " };
        Written::noted(Edit::insert(end, format!("{newline}{status}{gap}")), format!("added `{status}`"))
    }

    /// Returns whether what follows the line that ends at `end` would not run into it.
    fn stands_apart(&self, end: usize) -> bool {
        let behind = self.plan.text()[end..].trim_start_matches('\r').strip_prefix('\n').unwrap_or_default();
        let next = behind.lines().next().unwrap_or_default().trim();
        next.is_empty()
            || next.starts_with(['#', '-', '+', '`', '>', '|', '<'])
            || next.starts_with("* ")
            || next.starts_with("1.")
    }

    // Validation.

    fn validated(&self) -> Vec<Written> {
        let own = own_mark(self.node).filter(|mark| !mark.state.is_done());
        let Some(field) = validation(self.node) else {
            return match own_mark(self.node) {
                Some(mark) if wording::place(self.plan, self.node, mark) == Place::Status => {
                    self.done(State::Validated)
                }
                Some(_) => self.with_own_done(own, vec![self.added_validation()]),
                None => vec![self.added_validation()],
            };
        };
        let ways = match (&field.mark, field.form) {
            (Some(mark), _) if mark.kind == MarkKind::Box => self.set_box(mark, State::Done).into_iter().collect(),
            (_, FieldForm::Bullet) if self.boxes_read_as_marks() => {
                vec![self.box_bullet(field), self.tick_value(field)]
            }
            (_, FieldForm::Bullet) => vec![self.tick_value(field), self.box_bullet(field)],
            (_, FieldForm::Paragraph) => vec![self.tick_value(field)],
        };
        self.with_own_done(own, ways)
    }

    fn with_own_done(&self, own: Option<&Mark>, ways: Vec<Written>) -> Vec<Written> {
        let Some(set) = own.and_then(|mark| self.set_own(mark, State::Done)) else { return ways };
        ways.into_iter().filter_map(|way| set.clone().and(way)).collect()
    }

    fn added_validation(&self) -> Written {
        let alike = model(self.plan, self.node)
            .filter(|(peer, mark)| wording::place(self.plan, peer, mark) == Place::Status)
            .and_then(|(peer, mark)| self.alike(peer, mark, State::Validated));
        let words = |form| self.status_words(None, form, State::Validated);
        alike
            .or_else(|| self.status_bullet(STATUS, &words(FieldForm::Bullet)))
            .unwrap_or_else(|| self.status_line(STATUS, &words(FieldForm::Paragraph)))
    }

    /// `- **Validation**: …` to `- [x] **Validation**: …`.
    fn box_bullet(&self, field: &Field) -> Written {
        let line = &self.plan.text()[field.span.start..];
        let bullet = line.len() - line.trim_start_matches(|c: char| !c.is_whitespace()).len();
        let blank = line[bullet..].len() - line[bullet..].trim_start().len();
        let written = format!("[{}] ", letters(self.plan).done);
        Written::silent(Edit::insert(field.span.start + bullet + blank, written))
    }

    /// Returns whether a box before a field would be its mark: there are other fields in its list, and no tasks.
    /// A guess from the nodes alone; reading the result decides.
    fn boxes_read_as_marks(&self) -> bool {
        let bullets = self.node.fields.iter().filter(|field| field.form == FieldForm::Bullet).count();
        let tasks = self.plan.children(self.id).any(|child| {
            let child = self.plan.node(child);
            child.kind == Kind::Item && !child.criterion
        });
        bullets > 1 && !tasks
    }

    /// `**Validation**: …` to `**Validation**: ✅ …`; a sign or box that says otherwise gives way.
    fn tick_value(&self, field: &Field) -> Written {
        let text = self.plan.text();
        let value = field.line_value.of(text);
        if let Some(said) = super::status::of_value(value, self.plan.dialect).filter(|said| !said.state.is_done()) {
            let span = Span::new(field.line_value.start, field.line_value.start + said.span.end);
            return Written::noted(Edit::replace(span, "✅ Passed"), format!("`{}` is now `✅ Passed`", span.of(text)));
        }
        let written = match value.is_empty() {
            true if text[..field.line_value.start].ends_with(' ') => "✅",
            true => " ✅",
            false => "✅ ",
        };
        Written::silent(Edit::insert(field.line_value.start, written))
    }

    fn not_validated(&self) -> Vec<Written> {
        let Some((field, mark)) = validating(self.node) else { return Vec::new() };
        if field.key == FieldKey::Validation {
            return vec![self.untick_validation(field, mark)];
        }
        // Without the Status that we added, another mark or its items still say that the step is done.
        let heading = self.node.mark.as_ref().is_some_and(|own| own.state.is_done());
        let done_without = heading || own_mark(self.node).is_some_and(|own| own != mark) || self.is_done_below();
        let removed = self.remove_status(field).filter(|_| done_without);
        removed.into_iter().chain(self.set_mark(mark, State::Done)).collect()
    }

    fn untick_validation(&self, field: &Field, mark: &Mark) -> Written {
        let boxes = peers(self.plan, self.node)
            .filter_map(validation)
            .map(|field| field.mark.as_ref().filter(|mark| mark.kind == MarkKind::Box).map(|mark| mark.state));
        let is_box = mark.kind == MarkKind::Box && mark.span.start < field.line_value.start;
        let alone = peers(self.plan, self.node).next().is_none();
        if is_box && !alone && !is_added(boxes) {
            return self.set_box(mark, State::Open).unwrap_or_else(|| Written::silent(Edit::default()));
        }
        let said = mark.span.of(self.plan.text());
        let sign = super::status::sign(said).map_or(said.len(), |(_, len)| len);
        // "Passed" alone still tells of a result: it goes with its sign.
        let len = if super::status::word(said[sign..].trim_start_matches([' ', '*', '_'])).is_some() {
            said.len()
        } else {
            sign
        };
        let span = Span::new(mark.span.start, mark.span.start + len);
        Written::silent(Edit::delete(with_blank(self.plan.text(), span)))
    }

    // Taking back.

    fn open(&self) -> Vec<Written> {
        let validation =
            validating(self.node).filter(|(_, mark)| own_mark(self.node) != Some(*mark)).map(|(field, mark)| {
                let unticked = (field.key == FieldKey::Validation).then(|| self.untick_validation(field, mark));
                unticked.or_else(|| self.remove_status(field)).or_else(|| self.set_mark(mark, State::Open))
            });
        let validation = validation.flatten();
        let Some(mark) = own_mark(self.node).filter(|mark| mark.state != State::Open) else {
            return validation.into_iter().collect();
        };
        let back = |mark: &Mark| self.remove_mark(mark).or_else(|| self.set_mark(mark, State::Open));
        let validated = validating(self.node).map(|(_, mark)| mark);
        let beside = self.echo(mark).filter(|echo| Some(*echo) != validated).and_then(back);
        let others = [validation, beside].into_iter().flatten();
        let ways = [self.remove_mark(mark), self.set_mark(mark, State::Open)].into_iter().flatten();
        ways.filter_map(|way| others.clone().try_fold(way, |way, other| other.and(way))).collect()
    }

    /// Takes a mark away that was added to a plan without one; `None` where the plan has an open form of its own.
    fn remove_mark(&self, mark: &Mark) -> Option<Written> {
        // A phase without a mark could not be set again, and none was added to it.
        if self.node.kind == Kind::Phase {
            return None;
        }
        let place = wording::place(self.plan, self.node, mark);
        let of_peers = || {
            peers(self.plan, self.node).map(|peer| {
                own_mark(peer).filter(|other| wording::place(self.plan, peer, other) == place).map(|mark| mark.state)
            })
        };
        if place == Place::Status {
            let field = self.node.fields.iter().find(|field| field.key == FieldKey::Status)?;
            let alone = of_peers().next().is_none();
            return self.remove_status(field).filter(|_| alone || is_added(of_peers()));
        }
        let what = format!("`{}`", mark.span.of(self.plan.text()));
        is_added(of_peers()).then(|| self.without(mark.span, &what))
    }

    /// Takes a Status away that reads as those that are added here.
    fn remove_status(&self, field: &Field) -> Option<Written> {
        let words = ["[x] Complete", "[x] Validated", "✅ Complete", "✅ Validated", "In Progress"];
        let bare = field.value == field.line_value && self.stands_where_added(field);
        (bare && words.contains(&field.line_value.of(self.plan.text()))).then(|| self.without_line(field))
    }

    /// Returns whether a Status stands where one is added: as the last bullet, or as a line by itself below the heading.
    fn stands_where_added(&self, field: &Field) -> bool {
        let text = self.plan.text();
        if field.form == FieldForm::Bullet {
            let mut bullets = self.node.fields.iter().filter(|field| field.form == FieldForm::Bullet);
            return bullets.next_back().is_some_and(|last| last.span == field.span);
        }
        let between = &text[self.node.head.end.min(field.span.start)..field.span.start];
        let line = line_of(text, field.span.start);
        let gap = line.of(text).ends_with("  ");
        between.trim().is_empty() && gap != self.stands_apart(line.end)
    }

    /// Takes the line of a field away, with one of the line endings around it.
    fn without_line(&self, field: &Field) -> Written {
        let text = self.plan.text();
        let start = text[..field.span.start].rfind('\n').map_or(0, |at| at);
        let start = if text[..start].ends_with('\r') { start - 1 } else { start };
        let end = line_of(text, field.span.end).end;
        let note = format!("removed `{}`", field.span.of(text).trim());
        Written::noted(Edit::delete(Span::new(start, end)), note)
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
