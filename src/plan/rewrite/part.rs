//! The parts of a node that can be written anew, and where they stand.

use super::super::{Field, FieldForm, Kind, MarkKind, Node, NodeId, Plan, heading, label};
use crate::text::{Span, line_after, line_ending, line_of};

/// A part of what a node says.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Its title as Markdown, without bullet, box, number and mark; one line.
    Title,
    /// The value of its first field of this name.
    Field(String),
    /// The first of its notes: prose, code and bullets that are no field.
    Note,
}

/// Where a part stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// Its bytes; empty where it says nothing yet.
    pub(super) span: Span,
    /// How it is written.
    pub(super) form: Form,
    /// What else must be written in front of a first word.
    pub(super) lead: String,
    /// What else must be written behind it.
    pub(super) tail: &'static str,
}

/// How a part is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As one line, which the file may break.
    Line,
    /// As lines, each but the first behind these blanks.
    Lines(String),
}

impl Form {
    /// Returns what a run of words, as it stands in the file, says.
    pub(super) fn read(&self, word: &str) -> String {
        if !word.contains('\n') {
            return word.to_owned();
        }
        match self {
            Self::Line => " ".to_owned(),
            Self::Lines(indent) => {
                let lines = word.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
                let unindented = |(at, line): (usize, &str)| match at {
                    0 => line.to_owned(),
                    _ => line.strip_prefix(&**indent).unwrap_or_else(|| line.trim_start()).to_owned(),
                };
                lines.enumerate().map(unindented).collect::<Vec<_>>().join("\n")
            }
        }
    }

    /// Returns how `said`, of which `behind` follows, is written into a file with these line endings.
    pub(super) fn write(&self, said: &str, behind: bool, ending: &str) -> String {
        let Self::Lines(indent) = self else { return said.to_owned() };
        let mut lines = said.split('\n').peekable();
        let mut written = lines.next().unwrap_or_default().to_owned();
        while let Some(line) = lines.next() {
            // No blanks on an empty line.
            let is_empty = line.is_empty() && (lines.peek().is_some() || !behind);
            written += ending;
            written += if is_empty { "" } else { indent };
            written += line;
        }
        written
    }
}

/// Returns where `part` of the node stands, `None` where it has no such part.
pub(super) fn slot(plan: &Plan, id: NodeId, part: &Part) -> Option<Slot> {
    match part {
        _ if id == NodeId::ROOT => None,
        Part::Title => title(plan, plan.node(id)),
        Part::Field(name) => field(plan, id, name),
        Part::Note => note(plan, plan.node(id)),
    }
}

fn title(plan: &Plan, node: &Node) -> Option<Slot> {
    let text = plan.text();
    let span = match node.kind {
        Kind::Item => {
            let start = words_start(text, node);
            item_words(text, Span::new(start, node.head.end.max(start)))
        }
        _ if node.level == 0 => only_place(text, node)?,
        _ => heading_words(plan, node),
    };
    let before = text[..span.start].chars().next_back();
    let lead = match before {
        Some(before) if !before.is_whitespace() && span.is_empty() => {
            if before.is_alphanumeric() {
                ": "
            } else {
                " "
            }
        }
        _ => "",
    };
    Some(Slot { span, form: Form::Line, lead: lead.to_owned(), tail: "" })
}

/// Returns where the words of an item begin: behind its box, or behind the bullet of a row without one.
fn words_start(text: &str, node: &Node) -> usize {
    if let Some(mark) = node.mark.as_ref().filter(|mark| mark.kind == MarkKind::Box) {
        return mark.span.end + usize::from(text[mark.span.end..].starts_with("* "));
    }
    let head = node.head.of(text);
    node.head.start + head.find(char::is_whitespace).unwrap_or(head.len())
}

/// Returns the title in the first paragraph of an item, with all that its last words end with.
pub(super) fn item_words(text: &str, paragraph: Span) -> Span {
    let content = paragraph.of(text);
    let blank = content.len() - content.trim_start().len();
    let stars = content[blank..].len() - content[blank..].trim_start_matches(['*', '~']).len();
    let at = match label::of_item(&content[blank + stars..]) {
        Some(found) => blank + stars + found.len,
        None => blank,
    };
    inside(text, paragraph, paragraph.start + at, paragraph.end)
}

/// Returns the title of a heading, or of a bold line that stands for one.
fn heading_words(plan: &Plan, node: &Node) -> Span {
    let text = plan.text();
    let content = heading_text(text, node.head);
    let found = heading::heading(text, content, plan.manner);
    let span = if node.label.is_none() && found.label.is_some() { found.whole } else { found.title };
    let mark = node.mark.as_ref().map(|mark| mark.span.start).filter(|&start| start >= span.end);
    let end = mark.map_or(content.end, |start| span.start + text[span.start..start].trim_end_matches('`').len());
    inside(text, content, span.start, end)
}

/// Returns the text of the heading that `head` is: without `#` at either end, or the underline below it (`CommonMark`
/// 4.2 and 4.3).
fn heading_text(text: &str, head: Span) -> Span {
    let content = head.of(text);
    let trimmed = content.trim();
    let start = head.start + content.len() - content.trim_start().len();
    if !trimmed.starts_with('#') {
        let first = trimmed.lines().next().unwrap_or_default().trim_end();
        return Span::new(start, start + first.len());
    }
    let open = trimmed.trim_start_matches('#');
    let words = open.trim_start();
    let at = start + trimmed.len() - words.len();
    let bare = words.trim_end_matches('#');
    let closed = bare.is_empty() || bare.ends_with([' ', '\t']);
    Span::new(at, at + if closed { bare.trim_end().len() } else { words.len() })
}

/// Returns `start..end` of `content` without blanks, and without the emphasis that was opened before it.
fn inside(text: &str, content: Span, start: usize, end: usize) -> Span {
    let said = &text[start..end.max(start)];
    let blank = said.len() - said.trim_start().len();
    let (mut start, mut said) = (start + blank.min(said.trim_end().len()), said.trim());
    let before = &text[content.start..start];
    if before.matches("**").count() % 2 == 1 {
        match said.strip_suffix("**") {
            Some(inner) => said = inner.trim_end(),
            // Emphasis on its first words only is part of it.
            None if before.ends_with("**") && said.contains("**") => {
                start -= 2;
                return Span::new(start, start + 2 + said.len());
            }
            None => {}
        }
    }
    Span::new(start, start + said.len())
}

/// Returns the one place in a label where its title stands.
fn only_place(text: &str, node: &Node) -> Option<Span> {
    let mut places = node.head.of(text).match_indices(&*node.title);
    let (at, _) = places.next().filter(|_| !node.title.is_empty())?;
    places.next().is_none().then(|| Span::new(node.head.start + at, node.head.start + at + node.title.len()))
}

fn field(plan: &Plan, id: NodeId, name: &str) -> Option<Slot> {
    let (text, node) = (plan.text(), plan.node(id));
    let field = node.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))?;
    let holds_nodes = plan.descendants(id).any(|below| field.value.covers(Span::at(plan.node(below).span.start)));
    let span = if holds_nodes || field.value.is_empty() { field.line_value } else { trimmed(text, field.value) };
    let blank = text[..span.start].ends_with(char::is_whitespace) || !span.is_empty();
    let form = if holds_nodes { Form::Line } else { Form::Lines(field_indent(text, field)) };
    Some(Slot { span, form, lead: if blank { "" } else { " " }.to_owned(), tail: "" })
}

/// Returns the blanks that what belongs to a field stands behind.
fn field_indent(text: &str, field: &Field) -> String {
    let line = line_of(text, field.span.start);
    let before = blanks(&text[line.start..field.span.start]);
    match field.form {
        FieldForm::Bullet => {
            let bullet = &text[field.span.start..line.end.max(field.span.start)];
            let marker = bullet.find(char::is_whitespace).unwrap_or(0) + 1;
            before + &" ".repeat(marker)
        }
        FieldForm::Paragraph => before,
    }
}

/// Returns `prefix` where it is nothing but blanks.
fn blanks(prefix: &str) -> String {
    if prefix.trim_matches([' ', '\t']).is_empty() { prefix.to_owned() } else { String::new() }
}

fn note(plan: &Plan, node: &Node) -> Option<Slot> {
    let text = plan.text();
    let Some(first) = node.prose.first() else { return new_note(text, node) };
    let mut end = first.end;
    for next in &node.prose[1..] {
        if next.start < end || !text[end..next.start].trim().is_empty() {
            break;
        }
        end = next.end;
    }
    let span = trimmed(text, Span::new(first.start, end));
    let indent = blanks(&text[line_of(text, span.start).start..span.start]);
    Some(Slot { span, form: Form::Lines(indent), lead: String::new(), tail: "" })
}

/// Returns where the first note of a node goes: a paragraph below its head.
fn new_note(text: &str, node: &Node) -> Option<Slot> {
    let at = line_of(text, node.head.end).end;
    let indent = match node.kind {
        Kind::Item => {
            let before = blanks(&text[line_of(text, node.head.start).start..node.head.start]);
            before + &" ".repeat(node.head.of(text).find(char::is_whitespace)? + 1)
        }
        _ if node.level == 0 => return None,
        _ => String::new(),
    };
    let ending = line_ending(text);
    let next = text[line_after(text, at)..].lines().next().unwrap_or_default().trim_start();
    // An item ends a paragraph in the one before it.
    let is_item =
        node.kind == Kind::Item && next.starts_with(['-', '*', '+', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    let apart = next.is_empty() || is_item;
    let tail = match (apart, ending) {
        (true, _) => "",
        (false, "\r\n") => "\r\n",
        (false, _) => "\n",
    };
    let lead = format!("{ending}{ending}{indent}");
    Some(Slot { span: Span::at(at), form: Form::Lines(indent), lead, tail })
}

/// Returns where a part that shall read `to` is written: without a blank line where bullets are added to bullets.
pub(super) fn in_manner(plan: &Plan, id: NodeId, (part, slot): (&Part, Slot), to: &str) -> Slot {
    let indent = match &slot.form {
        Form::Lines(indent) if bullet_of_notes(plan, id, part).is_some_and(|bullet| to.starts_with(bullet)) => indent,
        _ => return slot,
    };
    Slot { lead: format!("{}{indent}", line_ending(plan.text())), tail: "", ..slot }
}

/// Returns the bullet with its blank that the first note in the plan of any item begins with, where `part` is such a note
/// and not written yet.
pub(super) fn bullet_of_notes(plan: &Plan, id: NodeId, part: &Part) -> Option<&'static str> {
    let node = plan.node(id);
    if *part != Part::Note || node.kind != Kind::Item || !node.prose.is_empty() {
        return None;
    }
    let mut items = plan.ids().map(|id| plan.node(id)).filter(|node| node.kind == Kind::Item);
    let first = items.find_map(|node| node.prose.first())?.of(plan.text()).trim_start();
    ["- ", "* ", "+ "].into_iter().find(|bullet| first.starts_with(bullet))
}

fn trimmed(text: &str, span: Span) -> Span {
    let said = span.of(text);
    let start = span.start + said.len() - said.trim_start().len();
    Span::new(start.min(span.end), start.min(span.end).max(span.start + said.trim_end().len()))
}
