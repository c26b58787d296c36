//! Paragraphs, code and tables: fields, labels of checklists, values that go on, prose.

use super::super::blocks::{Block, BlockKind};
use super::super::field::{FieldLine, bold_label, field, key};
use super::super::heading::bold_heading;
use super::super::label::Word;
use super::super::plain::{is_placeholder, plain};
use super::super::{Field, FieldForm, FieldKey, Kind, Mark, MarkKind, NodeId, status};
use super::{Builder, Inside, OpenField};
use crate::text::Span;

/// Levels of bold lines that stand for headings: below the six of `CommonMark`, a step below a phase.
const BOLD_PHASE: u8 = 7;
const BOLD_STEP: u8 = 8;

impl Builder<'_> {
    pub(super) fn paragraph(&mut self, index: usize, around: Option<Inside>) {
        if around.is_some_and(|inside| inside.field) {
            return;
        }
        let block = &self.blocks[index];
        if around.is_none() {
            self.status_of_plan(block);
        }
        let mut rest = block.text;
        let mut prose: Option<Span> = None;
        let mut last_field: Option<(NodeId, usize)> = None;
        let mut ends_with_heading = false;
        while rest.start < rest.end {
            let line = self.first_line(rest);
            rest.start = (line.end + 1).min(rest.end).max(line.end);
            let said = self.unquoted(line);
            let bold = self.bold_step(said).filter(|_| around.is_none());
            ends_with_heading = bold.is_some();
            if let Some((heading, level)) = bold {
                self.flush(&mut prose, around);
                last_field = None;
                self.heading(heading, heading, level);
            } else if let Some(found) = field(self.source, said) {
                self.flush(&mut prose, around);
                last_field = Some(self.paragraph_field(found, said, around));
            } else if let Some((node, at)) = last_field.filter(|&(node, at)| self.goes_on(node, at)) {
                self.extend_field(node, at, line);
            } else {
                prose = Some(prose.map_or(line, |prose| Span::new(prose.start, line.end)));
            }
        }
        let opened = self.opens_tasks(index).filter(|_| around.is_none() && !ends_with_heading);
        let labels = opened.is_some();
        self.labelled = opened.or(self.labelled);
        if last_field.is_some() {
            self.flush(&mut prose, around);
        }
        match last_field {
            Some((node, at)) if around.is_none() => self.after_fields(node, at, labels),
            Some(_) => {}
            None if labels => self.after_prose(block, prose),
            None => self.flush(&mut prose, around),
        }
    }

    /// Takes a line that stands alone below a heading `Status` as the plan's own status: so BMAD writes it in a story.
    fn status_of_plan(&mut self, block: &Block) {
        let section = &self.nodes[self.current().index()];
        let says = section.kind == Kind::Section
            && section.parent == Some(NodeId::ROOT)
            && section.prose.is_empty()
            && key(&section.title) == FieldKey::Status;
        if !says || block.text.of(self.source).contains('\n') {
            return;
        }
        let head = self.first_line(section.head);
        let name = Span::new(head.end - head.of(self.source).trim_start_matches(['#', ' ']).len(), head.end);
        let found = FieldLine { key: FieldKey::Status, name, value: block.text };
        self.field(NodeId::ROOT, FieldForm::Paragraph, found, block.text, block.text, None);
    }

    /// Returns a line of a paragraph without the marks of the block quote around it (`CommonMark` 5.1).
    fn unquoted(&self, line: Span) -> Span {
        let content = line.of(self.source);
        let quoted = content.trim_start().starts_with('>');
        let start = if quoted { content.trim_start_matches([' ', '\t', '>']) } else { content };
        Span::new(line.end - start.len(), line.end)
    }

    /// Returns the bold line that stands for a heading, and its level below all headings, where the plan has such.
    fn bold_step(&self, line: Span) -> Option<(Span, u8)> {
        let (heading, word) = if self.bold_steps { bold_heading(self.source, line)? } else { return None };
        Some((heading, if word == Some(Word::Phase) { BOLD_PHASE } else { BOLD_STEP }))
    }

    /// Lets the value of a field go on to the end of `span`, or be it.
    fn extend_field(&mut self, node: NodeId, at: usize, span: Span) {
        let node = &mut self.nodes[node.index()];
        let field = &mut node.fields[at];
        let start = if field.value.is_empty() { span.start } else { field.value.start };
        field.value = Span::new(start, field.value.end.max(span.end));
        field.span.end = field.value.end;
        node.span.end = node.span.end.max(field.span.end);
    }

    /// Returns whether the next line of the paragraph belongs to the field; a Status has one line.
    fn goes_on(&self, node: NodeId, at: usize) -> bool {
        self.nodes[node.index()].fields[at].key != FieldKey::Status
    }

    fn paragraph_field(&mut self, found: FieldLine, line: Span, around: Option<Inside>) -> (NodeId, usize) {
        let owner = around.map_or_else(|| self.current(), |inside| inside.node);
        if around.is_none() {
            self.checklist = None;
            self.trailing = None;
            self.open_field = None;
        }
        let start = line.start + line.of(self.source).len() - line.of(self.source).trim_start().len();
        self.field(owner, FieldForm::Paragraph, found, Span::new(start, line.end), found.value, None);
        (owner, self.nodes[owner.index()].fields.len() - 1)
    }

    /// A paragraph ended with a field: a list of tasks behind it is labelled by it, other content is its value or goes on
    /// with one that ends in a colon.
    fn after_fields(&mut self, node: NodeId, at: usize, labels: bool) {
        let field = &self.nodes[node.index()].fields[at];
        // A tick alone is no value: `**Acceptance Criteria**: ✅`.
        let said = field.mark.as_ref().is_some_and(|mark| mark.span == field.value);
        let free = field.value.is_empty() || said && labels;
        let goes_on = field.value.is_empty() || announces(field.value.of(self.source));
        if field.key == FieldKey::Status || !free && (labels || !goes_on) {
            return;
        }
        if labels {
            let (span, criterion) = (field.span, field.key == FieldKey::Validation);
            let name = field.name.clone();
            let list = self.label(Span::at(span.start), span, criterion, None);
            let checklist = &mut self.nodes[list.node.index()];
            checklist.title = name;
            checklist.head = span;
            self.checklist = Some(list.node);
        } else {
            self.open_field = Some(OpenField { node, field: at });
        }
    }

    /// A paragraph without fields stands before tasks: its last line may be their label.
    fn after_prose(&mut self, block: &Block, prose: Option<Span>) {
        let last = self.last_line(block.text);
        match bold_label(self.source, last) {
            Some(name) => {
                let before = Span::new(block.text.start, last.start.max(block.text.start));
                self.flush(&mut Some(before).filter(|span| !span.of(self.source).trim().is_empty()), None);
                let inside = self.label(name, last, key(name.of(self.source)) == FieldKey::Validation, None);
                self.nodes[inside.node.index()].head = last;
                self.checklist = Some(inside.node);
            }
            None => self.flush(&mut { prose }, None),
        }
    }

    /// Returns the list that begins with the next block, where it is at the top and its first item a task.
    fn opens_tasks(&self, index: usize) -> Option<usize> {
        let next = self.blocks.get(index + 1).filter(|next| next.item.is_none())?;
        let BlockKind::Item(item) = next.kind else { return None };
        (item.check.is_some() && !self.field_lists[item.list]).then_some(item.list)
    }

    fn flush(&mut self, prose: &mut Option<Span>, around: Option<Inside>) {
        if let Some(span) = prose.take() {
            self.content(span, BlockKind::Paragraph, around);
        }
    }

    /// Gives content that is no node and no field line to what it belongs to.
    pub(super) fn content(&mut self, span: Span, kind: BlockKind, around: Option<Inside>) {
        if around.is_some_and(|inside| inside.field) {
            return;
        }
        // A list goes on bullet by bullet; anything else is a value only where none has begun, or where it is announced.
        let goes_on = |open: &OpenField| {
            let field = &self.nodes[open.node.index()].fields[open.field];
            matches!(kind, BlockKind::Item(_)) || field.value.is_empty() || announces(field.value.of(self.source))
        };
        if let (None, Some(open)) = (around, self.open_field.filter(goes_on)) {
            self.extend_field(open.node, open.field, span);
            // A fence, a table or a paragraph is the whole value, unless it announces more.
            if !matches!(kind, BlockKind::Item(_)) && !announces(span.of(self.source)) {
                self.open_field = None;
            }
            return;
        }
        if kind == BlockKind::Html && span.of(self.source).starts_with("<!--") {
            return;
        }
        let owner = around.map_or_else(|| self.trailing.unwrap_or_else(|| self.current()), |inside| inside.node);
        let node = &mut self.nodes[owner.index()];
        node.span.end = node.span.end.max(span.end);
        node.prose.push(span);
    }

    pub(super) fn field(
        &mut self,
        owner: NodeId,
        form: FieldForm,
        found: FieldLine,
        span: Span,
        value: Span,
        check: Option<Span>,
    ) {
        let line_value = found.value.of(self.source);
        let shifted = |status: status::Status| Mark {
            kind: status.kind,
            span: Span::new(found.value.start + status.span.start, found.value.start + status.span.end),
            state: status.state,
        };
        let mark = match (found.key, check) {
            (FieldKey::Status | FieldKey::Validation, Some(check)) => {
                let held = check.of(self.source).chars().nth(1).unwrap_or(' ');
                Some(Mark { kind: MarkKind::Box, span: check, state: self.manner.of_box(held) })
            }
            (FieldKey::Status, None) => status::of_value(line_value, self.manner).map(shifted),
            (FieldKey::Validation, None) => status::of_value(line_value, self.manner)
                .filter(|status| status.state.is_done() && passed(status.span.of(line_value)))
                .map(shifted),
            _ => None,
        };
        let line = self.line(span.start);
        let field = Field {
            key: found.key,
            form,
            name: plain(found.name.of(self.source)),
            span,
            value,
            line_value: found.value,
            line,
            mark,
            placeholder: is_placeholder(line_value),
        };
        let node = &mut self.nodes[owner.index()];
        node.span.end = node.span.end.max(span.end);
        node.fields.push(field);
    }
}

/// Returns whether `text` ends as what comes behind it is part of it: `Add a function that:`.
fn announces(text: &str) -> bool {
    text.trim_end().trim_end_matches(['*', '_']).ends_with([':', '：'])
}

/// Returns whether the status of a Validation field tells of a result; "complete" alone describes one.
fn passed(status: &str) -> bool {
    status::sign(status).is_some()
        || status.to_lowercase().starts_with("passed")
        || status.starts_with("[x]")
        || status.starts_with("[X]")
}
