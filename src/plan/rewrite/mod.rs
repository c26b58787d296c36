//! A part of a node written anew: only the words that differ, merged with what others wrote meanwhile, and only where
//! nothing else comes to say anything else by it.

mod adding;
mod deleting;
mod part;
#[cfg(test)]
mod tests;
mod words;

use std::borrow::Cow;
use std::sync::Arc;

pub(super) use self::adding::{add, added, reads};
pub(super) use self::deleting::delete;
pub use self::part::Part;
use self::part::{Form, Slot, bullet_of_notes, in_manner, slot};
use super::change::says;
use super::changed::changed_lines;
use super::piece::Piece;
use super::progress::own_mark;
use super::writing::find_lines;
use super::{Change, FieldKey, Intent, Node, NodeId, Op, Plan, Refusal, changes};
use crate::text::{Bias, Edit, Span, line_ending, line_of};

impl Plan {
    /// Returns what `part` of the node says, as Markdown with `\n` between lines and without the blanks that the place
    /// in the file asks for; empty where nothing is written there yet, `None` where the node has no such part.
    pub fn written(&self, id: NodeId, part: &Part) -> Option<String> {
        slot(self, id, part).map(|slot| said(self, &slot))
    }

    /// Returns `text` as it is written for `part` of the node: where that is the first note of an item and the plan writes
    /// such notes as bullets, as Kiro does, each line is one, unless any is more than words.
    pub fn in_manner(&self, id: NodeId, part: &Part, text: &str) -> String {
        // Nothing that Markdown reads as more than words (`CommonMark` 4 and 5).
        let is_word = |first: char| first.is_alphabetic() || "`\"'(_".contains(first);
        let is_plain = |line: &str| line.starts_with(is_word) && !line.starts_with("```");
        match bullet_of_notes(self, id, part).filter(|_| text.split('\n').all(is_plain)) {
            Some(bullet) => text.split('\n').map(|line| format!("{bullet}{line}")).collect::<Vec<_>>().join("\n"),
            None => text.to_owned(),
        }
    }

    /// Returns whether `part` of the node is written as one line, whatever it says: its title, a value that items lie in,
    /// and one that stands with its name within emphasis (`_Name: value_`).
    pub fn is_one_line(&self, id: NodeId, part: &Part) -> bool {
        match part {
            Part::Title => true,
            Part::Note => false,
            Part::Field(_) => {
                slot(self, id, part).is_some_and(|slot| slot.form == Form::Line || is_enclosed(self, &slot))
            }
        }
    }

    /// Returns the parts of the node that can be written: its title, its fields by name, and a note.
    pub fn parts(&self, id: NodeId) -> Vec<Part> {
        let mut parts = vec![Part::Title];
        for field in &self.node(id).fields {
            let part = Part::Field(field.name.to_string());
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        parts.push(Part::Note);
        parts.retain(|part| slot(self, id, part).is_some());
        parts
    }
}

impl Intent {
    /// Returns the same wish as it can be made in `plan` after all: merged with what others have made of the text meanwhile
    /// or, where both changed the same words, in place of what it reads there; a node is deleted as it is there, and where
    /// the item is gone that another one was added behind, that comes last in what it lay in by its address. What they write
    /// from then on stays.
    #[must_use]
    pub fn after_all(self, plan: &Arc<Plan>) -> Self {
        if let (Op::Delete { .. }, Ok(id)) = (&self.op, self.find(plan)) {
            return Self { op: Op::Delete { lines: plan.lines_of(id).to_owned() }, ..self };
        }
        if let (Op::Add { .. }, Err(Refusal::NotFound { .. }), Some(around)) =
            (&self.op, self.find(plan), self.around())
        {
            return around.after_all(plan);
        }
        let Op::Write { part, from, to } = &self.op else { return self };
        let tried = from.as_ref().map(|_| changes(plan, std::slice::from_ref(&self)));
        if tried.is_some_and(|tried| !matches!(tried, Err(Refusal::Contested { .. }))) {
            return self;
        }
        let now = self.find(plan).ok().and_then(|id| plan.written(id, part));
        Self { op: Op::Write { part: part.clone(), from: now, to: to.clone() }, ..self }
    }
}

/// Makes `part` of the node read `to` where it read `from`, or whatever it reads. `None` where it does so already.
///
/// # Errors
/// [`Refusal::Contested`] where somebody else has changed the same words since it read `from`, and
/// [`Refusal::NotApplicable`] where the new text would read as something else.
pub(super) fn write(
    plan: &Arc<Plan>,
    id: NodeId,
    (part, from, to): (&Part, Option<&str>, &str),
) -> Result<Option<Piece>, Refusal> {
    let refuse =
        |reason: &str| Refusal::NotApplicable { address: plan.address(id).to_owned(), reason: reason.to_owned() };
    let slot = slot(plan, id, part).ok_or_else(|| refuse(&missing(plan.node(id), part)))?;
    let now = said(plan, &slot);
    let to = to.trim_end();
    let slot = in_manner(plan, id, (part, slot), to);
    if now == to {
        return Ok(None);
    }
    if let Some(reason) = unfit(plan, &slot, (part, to)) {
        return Err(refuse(reason));
    }
    let Some((edit, meant)) = merged(plan, &slot, from.unwrap_or(&now), to) else {
        return Err(Refusal::Contested { address: plan.address(id).to_owned(), theirs: now, ours: to.to_owned() });
    };
    if edit.is_empty() {
        return Ok(None);
    }
    let newer = Arc::new(plan.reread(edit.apply(plan.text())));
    if let Some(reason) = strays(plan, &newer, id, part) {
        return Err(refuse(&at_line(
            &newer,
            Span::new(slot.span.start, edit.map(slot.span.end, Bias::After)),
            &reason,
        )));
    }
    if newer.written(id, part).as_deref() != Some(&meant) {
        return Err(refuse("it would not read back as it was typed"));
    }
    let change = change(plan, &newer, id, &edit, (part, now, meant));
    if !takes_back(&change.undo.op, id, &newer, plan) {
        return Err(refuse("it could not be taken back"));
    }
    Ok(Some(Piece::unmoved(newer, change, edit)))
}

/// Returns whether `now` has all that `to` changes of `from`, and perhaps what others have changed beside that.
pub(super) fn has_words(from: Option<&str>, to: &str, now: &str) -> bool {
    let [to, now] = [to, now].map(words::words);
    from.and_then(|from| words::rebase(&words::words(from), &to, &now)).is_some_and(|placed| placed.is_empty())
}

/// Returns whether `undo` makes of `newer` what it came from, byte for byte.
fn takes_back(undo: &Op, id: NodeId, newer: &Plan, older: &Plan) -> bool {
    let Op::Restore { below, before, after, .. } = undo else { return false };
    let found = find_lines(newer, id, *below, after);
    found.is_some_and(|span| Edit::between(span.start, after, before).apply(newer.text()) == **older.text())
}

/// Returns whether the emphasis that was opened before a value's name is closed behind the value.
fn is_enclosed(plan: &Plan, slot: &Slot) -> bool {
    plan.text()[slot.span.end..].starts_with(['_', '*'])
}

/// Returns why `to` cannot be this part of anything.
fn unfit(plan: &Plan, slot: &Slot, (part, to): (&Part, &str)) -> Option<&'static str> {
    match (part, &slot.form) {
        (Part::Field(_), _) if is_enclosed(plan, slot) && to.trim().is_empty() => {
            Some("a field that is written like this cannot be empty; take its line out in an editor")
        }
        (Part::Field(_), _) if is_enclosed(plan, slot) && to.contains('\n') => Some("this value is one line"),
        (Part::Title, _) if to.trim().is_empty() => Some("a title cannot be empty"),
        (Part::Title, _) if to.contains('\n') => Some("a title is one line"),
        (_, Form::Line) if to.contains('\n') => Some("this value is one line: below it are items"),
        _ => None,
    }
}

/// Returns why the node has no such part.
fn missing(node: &Node, part: &Part) -> String {
    match part {
        Part::Title => "its title cannot be told from what stands around it; change it in an editor".to_owned(),
        Part::Field(name) if node.fields.is_empty() => format!("it has no field \"{name}\", and no other"),
        Part::Field(name) => {
            let names: Vec<&str> = node.fields.iter().map(|field| &*field.name).collect();
            format!("it has no field \"{name}\"; its fields are {}", names.join(", "))
        }
        Part::Note => "a note has no place there".to_owned(),
    }
}

fn said(plan: &Plan, slot: &Slot) -> String {
    words::words(slot.span.of(plan.text())).into_iter().map(|word| slot.form.read(word)).collect()
}

/// Returns the edit that brings what `to` changes of `from` into what stands in `slot`, and what that then says; `None`
/// where others changed the same.
fn merged(plan: &Plan, slot: &Slot, from: &str, to: &str) -> Option<(Edit, String)> {
    let ending = line_ending(plan.text());
    let raw = words::words(slot.span.of(plan.text()));
    if slot.span.is_empty() {
        let written = format!("{}{}{}", slot.lead, slot.form.write(to, false, ending), slot.tail);
        return from.trim().is_empty().then(|| (Edit::insert(slot.span.start, written), to.to_owned()));
    }
    let read: Vec<String> = raw.iter().map(|word| slot.form.read(word)).collect();
    let now: Vec<&str> = read.iter().map(String::as_str).collect();
    let (base, ours) = (words::words(from), words::words(to));
    let placed = words::rebase(&base, &ours, &now)?;
    let starts: Vec<usize> = raw
        .iter()
        .scan(slot.span.start, |at, word| Some(std::mem::replace(at, *at + word.len())))
        .chain([slot.span.end])
        .collect();
    let (mut edits, mut meant, mut done) = (Vec::new(), String::new(), 0);
    for (old, new) in placed {
        let span = Span::new(starts[old.start], starts[old.end]);
        let said = ours[new].concat();
        meant += &now[done..old.start].concat();
        meant += &said;
        done = old.end;
        let behind = old.end < raw.len();
        edits.push(Edit::between(span.start, span.of(plan.text()), &slot.form.write(&said, behind, ending)));
    }
    meant += &now[done..].concat();
    Some((Edit::all(edits)?, meant))
}

/// Returns `reason` with the line of the text that is at fault, where that can be told: of several lines at `span`, the
/// first one that a node begins with.
fn at_line(newer: &Plan, span: Span, reason: &str) -> String {
    let text = newer.text();
    let begins = newer.ids().map(|id| newer.node(id).head.start).find(|&at| span.start <= at && at < span.end);
    let written = span.of(text);
    let Some(at) = begins.filter(|_| written.trim().contains('\n')) else { return reason.to_owned() };
    let blank = written.len() - written.trim_start().len();
    let number = text[span.start + blank..at.max(span.start + blank)].matches('\n').count() + 1;
    let words = line_of(text, at).of(text).trim();
    let short: String = words.chars().take(MOST_WORDS).collect();
    let more = if short.len() < words.len() { "…" } else { "" };
    reason.replacen("the text", &format!("line {number} of the text, \"{short}{more}\","), 1)
}

/// No more of a line is told, in characters.
const MOST_WORDS: usize = 40;

/// Returns what else would say something else, in words.
fn strays(older: &Plan, newer: &Plan, id: NodeId, part: &Part) -> Option<Cow<'static, str>> {
    if older.len() != newer.len() {
        return Some("the text would read as a heading, an item or a list of its own".into());
    }
    let all = std::iter::once(NodeId::ROOT).chain(older.ids());
    all.map(|at| (at, older.node(at), newer.node(at))).find_map(|(at, a, b)| match at == id {
        _ if a.kind != b.kind || a.parent != b.parent => Some("the text would read as another kind of thing".into()),
        true if a.label != b.label => Some("its number would change".into()),
        true => own(older, newer, (a, b), part),
        false => {
            let said = |plan, node| fields(plan, node, plan.node(id).span);
            let same =
                says(a) == says(b) && a.label == b.label && a.title == b.title && said(older, a) == said(newer, b);
            (!same).then_some("other lines would come to mean something else".into())
        }
    })
}

/// Returns what else of the node itself would say something else.
fn own(older: &Plan, newer: &Plan, (a, b): (&Node, &Node), part: &Part) -> Option<Cow<'static, str>> {
    let is_part = |name: &str| matches!(part, Part::Field(field) if field.eq_ignore_ascii_case(name));
    let tells = |node: &Node| {
        node.fields
            .iter()
            .any(|field| is_part(&field.name) && matches!(field.key, FieldKey::Status | FieldKey::Validation))
    };
    if !(tells(a) && tells(b)) && own_mark(a).map(|mark| mark.state) != own_mark(b).map(|mark| mark.state) {
        return Some(own_mark(b).map_or("what it says of its state would be gone".into(), |mark| {
            format!("\"{}\" would be read as its state: {}", mark.span.of(newer.text()), mark.state.name()).into()
        }));
    }
    let others = |plan: &Plan, node: &Node| -> Vec<(String, String)> {
        fields(plan, node, Span::at(0)).into_iter().filter(|(name, _)| !is_part(name)).collect()
    };
    if a.fields.len() != b.fields.len() || others(older, a) != others(newer, b) {
        return Some("the text would read as another field".into());
    }
    (*part != Part::Title && a.title != b.title).then_some("its title would change".into())
}

/// Returns names and values of a node's fields. What stands in `but`, an item that lies in a value, is not told.
fn fields(plan: &Plan, node: &Node, but: Span) -> Vec<(String, String)> {
    let told = |value: Span| {
        let lies_there = value.start <= but.start && but.start < value.end;
        let (from, to) = if lies_there { (but.start, but.end.min(value.end)) } else { (value.end, value.end) };
        let told = [Span::new(value.start, from), Span::new(to, value.end)].map(|span| span.of(plan.text()));
        told.concat().trim().to_owned()
    };
    node.fields.iter().map(|field| (field.name.to_string(), told(field.value))).collect()
}

fn change(older: &Plan, newer: &Plan, id: NodeId, edit: &Edit, (part, from, to): (&Part, String, String)) -> Change {
    let (below, before, after) = changed_lines((older, newer), id, edit, edit);
    let otherwise = Some(Box::new(Op::Write { part: part.clone(), from: Some(to), to: from }));
    let (old, new) = (older.node(id), newer.node(id));
    let address = newer.address(id).to_owned();
    let undo = Op::Restore { below, before, after, otherwise };
    Change {
        node: id,
        line: old.line,
        from: old.state,
        to: new.state,
        note: None,
        undo: Intent { title: Some(new.title.to_string()), ..Intent::new(address.clone(), undo) },
        undo_at: id,
        address,
    }
}
