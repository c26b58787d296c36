//! A new item in the manner of the plan: its bullet, its indentation, its box, its numbers.

use std::sync::Arc;

use super::super::numbering::run_through;
use super::super::piece::{Piece, only_these};
use super::super::{Field, FieldKey, Kind, MarkKind, Node, NodeId, Part, Plan, Refusal, State, label};
use super::part::item_words;
use crate::text::{Edit, Span, line_after, line_ending, line_of};

/// Adds an item that says `said`: behind the item `id` and all that lies in it, or as the last item of anything else.
///
/// Numbers that are there stay. It has the one that follows where that is free, an id the next free one (`T046`); between
/// `3.1` and `3.2` it has none. Where it would not read as an item without a number, it is the last one of the list.
///
/// # Errors
/// [`Refusal::NotApplicable`] where it would not read as an open item there.
pub(in crate::plan) fn add(plan: &Arc<Plan>, id: NodeId, said: &str) -> Result<Piece, Refusal> {
    let refuse =
        |reason: &str| Refusal::NotApplicable { address: plan.address(id).to_owned(), reason: reason.to_owned() };
    let said = said.trim();
    if said.is_empty() || said.contains('\n') {
        return Err(refuse(if said.is_empty() { "an item without a text is none" } else { "an item is one line" }));
    }
    let (ways, parent, bare) = match model(plan, id) {
        Some(model) => {
            let ways = vec![beside(plan, model, said), beside(plan, last_alike(plan, model), said)];
            (ways, plan.node(model).parent, plan.node(model).mark.is_none())
        }
        None => (below(plan, id, said), Some(id), false),
    };
    for edit in ways {
        let newer = Arc::new(plan.reread(edit.apply(plan.text())));
        if let Some(new) = came(plan, &newer, &edit).filter(|&new| is_meant(&newer, new, (parent, bare), said)) {
            let title = &newer.node(new).title;
            return Ok(Piece::lines((plan, &newer), &edit, (new, 1), format!("added \"{title}\"")));
        }
    }
    Err(refuse("it would not read as an item of its own there; add it in an editor"))
}

/// Returns the item of `id`, or beside it, that says `said`.
pub(in crate::plan) fn added(plan: &Plan, id: NodeId, said: &str) -> Option<NodeId> {
    let list = model(plan, id).and_then(|model| plan.node(model).parent).unwrap_or(id);
    plan.children(list).find(|&id| reads(plan, id, said))
}

/// Returns whether the node is an item that says `said`, perhaps behind a number of the plan's or of its own.
pub(in crate::plan) fn reads(plan: &Plan, id: NodeId, said: &str) -> bool {
    let said = said.trim();
    let words = item_words(said, Span::new(0, said.len())).of(said);
    let is_said = |title: String| title == said || title == words && !title.is_empty();
    plan.node(id).kind == Kind::Item && plan.written(id, &Part::Title).is_some_and(is_said)
}

/// Returns the one node that came, if the others are what they were.
fn came(older: &Plan, newer: &Plan, edit: &Edit) -> Option<NodeId> {
    let [splice] = edit.splices() else { return None };
    let new = newer.ids().find(|&id| newer.node(id).head.end > splice.span.start)?;
    let one = newer.len().cast_signed() - older.len().cast_signed() == 1;
    (one && only_these(older, newer, new, 1)).then_some(new)
}

/// Returns whether the node that came is an open item of `parent`, or one that has no box beside others that have none,
/// and says `said`.
fn is_meant(newer: &Plan, new: NodeId, (parent, bare): (Option<NodeId>, bool), said: &str) -> bool {
    let node = newer.node(new);
    let is_open = node.state == Some(State::Open) || bare && node.state.is_none();
    node.kind == Kind::Item && is_open && node.parent == parent && reads(newer, new, said)
}

/// Returns the item that a new one comes behind, and whose manner it takes; `None` where there is none.
fn model(plan: &Plan, id: NodeId) -> Option<NodeId> {
    let node = plan.node(id);
    if node.kind != Kind::Item {
        let last = |kind| plan.children(id).filter(|&child| plan.node(child).kind == kind).last();
        return last(Kind::Item).or_else(|| model(plan, last(Kind::Checklist)?));
    }
    Some(id)
}

/// Returns the last of the items behind the item that have a label if it has one, and none if not.
fn last_alike(plan: &Plan, id: NodeId) -> NodeId {
    let node = plan.node(id);
    let alike = |&other: &NodeId| {
        let sibling = plan.node(other);
        sibling.kind == Kind::Item && sibling.label.is_some() == node.label.is_some()
    };
    let siblings = plan.children(node.parent.unwrap_or(NodeId::ROOT));
    siblings.skip_while(|&other| other != id).take_while(alike).last().unwrap_or(id)
}

/// Returns whether the item stands in a list whose numbers count.
fn varies(plan: &Plan, id: NodeId) -> bool {
    let node = plan.node(id);
    let of = |node| marker(plan, node);
    is_number(of(node)) && siblings(plan, id).any(|other| of(plan.node(other)) != of(node))
}

fn is_number(marker: &str) -> bool {
    marker.starts_with(|first: char| first.is_ascii_digit())
}

/// Returns the bullet or number in front of an item.
fn marker<'a>(plan: &'a Plan, node: &Node) -> &'a str {
    let head = node.head.of(plan.text());
    &head[..head.find(char::is_whitespace).unwrap_or(head.len())]
}

/// Returns the edit that puts a line alike that of `model` behind it and all that lies in it.
fn beside(plan: &Plan, model: NodeId, said: &str) -> Edit {
    let (text, node) = (plan.text(), plan.node(model));
    let indent = &text[line_of(text, node.head.start).start..node.head.start];
    let bullet = marker(plan, node);
    let next = if is_number(bullet) && (varies(plan, model) || bullet.starts_with("1.") || bullet.starts_with("1)")) {
        counted(bullet)
    } else {
        bullet.to_owned()
    };
    let boxed = node.mark.as_ref().filter(|mark| mark.kind == MarkKind::Box);
    let gap = boxed.map_or("", |mark| &text[node.head.start + bullet.len()..mark.span.start]);
    let box_text = if boxed.is_some() { "[ ]" } else { "" };
    let (lead, tail) = numbered(plan, model, said);
    let ending = line_ending(text);
    let end = end_of_item(plan, model);
    let is_outside = end > end_in_list(plan, model);
    let apart = if is_outside || stands_apart(plan, model) { ending } else { "" };
    let line = format!("{ending}{apart}{indent}{next}{gap}{box_text}{lead}{said}{tail}");
    Edit::insert(end, line)
}

/// Returns what stands between box and words of the next item, and behind them, in the manner of `model`.
fn numbered(plan: &Plan, model: NodeId, said: &str) -> (String, &'static str) {
    let node = plan.node(model);
    let bare = (" ".to_owned(), "");
    let Some(label) = &node.label else { return bare };
    if label::of_item(said).is_some() {
        return bare;
    }
    let start = node.head.start + marker(plan, node).len();
    let start = node.mark.as_ref().map_or(start, |mark| mark.span.end.max(start));
    let behind = &plan.text()[start..node.head.end.max(start)];
    let Some(number) = following(plan, model, &label.number) else { return bare };
    let Some(at) = behind.find(&*label.number) else { return bare };
    // The number with what stands between it and the words: a point, a colon, a gap.
    let (lead, rest) = (&behind[..at], &behind[at + label.number.len()..]);
    let separator = &rest[..rest.len() - rest.trim_start_matches(['.', ':', ')', '-', '–', '—', '*']).len()];
    let bold = lead.matches("**").count() + separator.matches("**").count();
    let closing = if bold % 2 == 1 { "**" } else { "" };
    (format!("{lead}{number}{separator} "), closing)
}

/// Returns the number that follows `number`, that of `model`: `2.2` after `2.1`, where no item beside it has that, nor, where
/// numbers run through the plan, any item; of ids, which are no order, the next one that no node has: `T046` after `T012`.
fn following(plan: &Plan, model: NodeId, number: &str) -> Option<String> {
    let has = |id: NodeId, number: &str| plan.node(id).label.as_ref().is_some_and(|label| &*label.number == number);
    let mut next = counted(number);
    if number.starts_with(|first: char| first.is_ascii_digit()) {
        let list = plan.node(model).parent.unwrap_or(NodeId::ROOT);
        let goes_on = run_through(plan).contains(&list);
        let counts = |id: NodeId| {
            let node = plan.node(id);
            node.kind == Kind::Item && (goes_on || node.parent.unwrap_or(NodeId::ROOT) == list)
        };
        return (next != number && !plan.ids().any(|id| counts(id) && has(id, &next))).then_some(next);
    }
    while next != number && plan.ids().any(|id| has(id, &next)) {
        next = counted(&next);
    }
    (next != number).then_some(next)
}

/// Returns `number` with its last digits counted up by one, as wide as they are; the same where it has none.
fn counted(number: &str) -> String {
    let end = number.rfind(|c: char| c.is_ascii_digit()).map_or(0, |at| at + 1);
    let start = number[..end].rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
    let digits = &number[start..end];
    match digits.parse::<u32>().ok().and_then(|value| value.checked_add(1)) {
        Some(next) => format!("{}{next:0width$}{}", &number[..start], &number[end..], width = digits.len()),
        None => number.to_owned(),
    }
}

/// Returns whether a blank line stands between the item and the next one of its list, or that before where it is the last.
fn stands_apart(plan: &Plan, model: NodeId) -> bool {
    let text = plan.text();
    let of = |id: NodeId| marker(plan, plan.node(id));
    let is_of_list = |other: &NodeId| of(*other) == of(model) || is_number(of(*other)) && is_number(of(model));
    let behind = siblings(plan, model).find(|&other| other > model).filter(is_of_list);
    let before = siblings(plan, model).take_while(|&other| other < model).last().filter(is_of_list);
    let Some(second) = behind.or(before.map(|_| model)) else { return false };
    let above = &text[..line_of(text, plan.node(second).head.start).start];
    above[above.trim_end().len()..].matches('\n').count() > 1
}

/// Returns the items beside the item, and itself.
fn siblings(plan: &Plan, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    let parent = plan.node(id).parent.unwrap_or(NodeId::ROOT);
    plan.children(parent).filter(|&other| plan.node(other).kind == Kind::Item)
}

/// Returns the end of the last line that is the item's, or of one in it. What follows its list item unindented is read as
/// the item's, but may just follow the list: it is the item's where it is code, or where other items have such, too.
pub(super) fn end_of_item(plan: &Plan, id: NodeId) -> usize {
    let text = plan.text();
    let all = |id: NodeId| plan.node(id).span.start + plan.node(id).span.of(text).trim_end().len();
    let (inside, whole) = (end_in_list(plan, id), all(id));
    let below = text[inside.min(whole)..whole].trim_start();
    let is_code = below.starts_with("```") || below.starts_with("~~~");
    let last = siblings(plan, id).last();
    let others =
        || siblings(plan, id).filter(|other| Some(*other) != last).any(|other| end_in_list(plan, other) < all(other));
    if inside < whole && (is_code || others()) { whole } else { inside }
}

/// Returns the end of the last line that stands in the item's list item or in one below it.
fn end_in_list(plan: &Plan, id: NodeId) -> usize {
    let (text, node) = (plan.text(), plan.node(id));
    let column = |line: &str| line.len() - line.trim_start().len();
    let last = plan.descendants(id).next_back().unwrap_or(id);
    let deepest = plan.node(last);
    let own = line_of(text, deepest.head.start);
    let depth = deepest.head.start - own.start;
    let mut end = line_of(text, deepest.head.end).end;
    let mut start = line_after(text, end);
    while start < node.span.end {
        let line = line_of(text, start);
        let said = line.of(text).trim_end();
        if !said.is_empty() && column(said) <= depth {
            break;
        }
        if !said.is_empty() {
            end = line.start + said.len();
        }
        start = line_after(text, line.end);
    }
    end
}

/// Returns the ways to begin a list at the end of what `id` itself says: in the list of its fields, or on its own.
fn below(plan: &Plan, id: NodeId, said: &str) -> Vec<Edit> {
    let (text, node) = (plan.text(), plan.node(id));
    let end = node.head.end.max(node.body.end).max(node.head.start);
    let at = text[..end].trim_end().len().max(node.head.end);
    let ending = line_ending(text);
    let bullet = plan
        .ids()
        .map(|id| plan.node(id))
        .filter(|node| node.kind == Kind::Item && node.mark.is_some())
        .map(|node| marker(plan, node))
        .find(|marker| !is_number(marker))
        .unwrap_or("-");
    let last = line_of(text, at).of(text);
    let in_list = last.trim_start().starts_with(['-', '*', '+']) && at > node.head.end;
    let tight = format!("{ending}{bullet} [ ] {said}");
    let loose = format!("{ending}{tight}");
    // Where the next heading follows at once, it gets the blank line that it has not had.
    let crowded = text[at..].lines().nth(1).is_some_and(|line| !line.trim().is_empty());
    let loose = if crowded { format!("{loose}{ending}") } else { loose };
    let tight = in_list.then(|| Edit::insert(at, tight));
    let criterion = as_criterion(plan, id, &format!("{bullet} [ ] {said}"));
    let lies_in_field = |id| plan.node(id).parent.is_some_and(|step| field_of(plan, step, id).is_some());
    let (first, last) = if plan.ids().any(lies_in_field) { (criterion, None) } else { (None, criterion) };
    [first, tight, Some(Edit::insert(at, loose)), last].into_iter().flatten().collect()
}

/// Returns the way to put `line` as the last one into the Validation bullet of `id`, where it has one.
fn as_criterion(plan: &Plan, id: NodeId, line: &str) -> Option<Edit> {
    let text = plan.text();
    let field = plan.node(id).fields.iter().find(|field| field.key == FieldKey::Validation)?;
    let first = line_of(text, field.span.start);
    let indent = field.span.start - first.start;
    let is_bullet = field.span.of(text).starts_with(['-', '*', '+']);
    let end = field.span.start + field.span.of(text).trim_end().len();
    let blank = &text[first.start..field.span.start];
    let line = format!("{}{blank}  {line}", line_ending(text));
    (is_bullet && blank.trim().is_empty() && indent == blank.len()).then(|| Edit::insert(end, line))
}

/// Returns the field of `step` in whose value the item lies.
fn field_of(plan: &Plan, step: NodeId, item: NodeId) -> Option<&Field> {
    let at = plan.node(item).head.start;
    let is_item = plan.node(item).kind == Kind::Item;
    plan.node(step).fields.iter().find(|field| is_item && field.value.contains(at))
}
