//! List items: tasks, fields, rows, labels, and bullets that are none of these.

use super::super::blocks::{Block, BlockKind, Item};
use super::super::field::{FieldLine, field};
use super::super::plain::{is_placeholder, plain};
use super::super::{FieldForm, FieldKey, Kind, Label, Mark, MarkKind, Node, NodeId, Severity, State, heading, label};
use super::{Builder, Inside, node};
use crate::text::Span;

impl Builder<'_> {
    pub(super) fn item(&mut self, index: usize, item: Item, around: Option<Inside>) -> Option<Inside> {
        let block = &self.blocks[index];
        let line = self.first_line(block.text);
        if let Some(check) = item.check {
            let behind = Span::new(check.end, line.end.max(check.end));
            let is_mark = around.is_none() && self.field_lists[item.list] && self.is_heading_with_fields();
            return match is_mark.then(|| field(self.source, behind)).flatten() {
                Some(found) => self.bullet_field(index, found, Some(check), around),
                None => Some(self.task(block, check, around)),
            };
        }
        if let Some(found) = field(self.source, line) {
            // Behind `**Files**:` come its values, also where one reads `Create: a.rs`.
            let is_below = around.is_none() && self.open_field.is_some();
            let is_bold = line.of(self.source).starts_with("**");
            if is_below && !(is_bold && self.tells_of_step(index, item.list)) {
                return self.plain_bullet(block, around);
            }
            let is_list =
                found.key != FieldKey::Validation && self.holds_task[index] && around.is_none_or(|inside| inside.field);
            if !is_list {
                return self.bullet_field(index, found, None, around);
            }
            return Some(self.label(found.name, block.span, false, around));
        }
        if item.ordered && around.is_none() && self.is_row(line) {
            return Some(self.row(block));
        }
        if block.text.is_empty() && self.holds_task[index] {
            // A bullet without a word of its own only indents.
            return around;
        }
        if self.holds_task[index] && around.is_none_or(|inside| self.nodes[inside.node.index()].kind == Kind::Checklist)
        {
            let around = around.or_else(|| self.inside_labelled(item.list));
            return Some(self.label(block.text, block.span, false, around));
        }
        self.plain_bullet(block, around)
    }

    /// Returns the labelled checklist whose list this is: a group in it lies in it.
    fn inside_labelled(&self, list: usize) -> Option<Inside> {
        let node = self.checklist.filter(|_| self.labelled == Some(list))?;
        Some(Inside { node, field: false, criterion: self.nodes[node.index()].criterion })
    }

    /// Returns whether the list that goes on at `index` speaks of the step itself: its status, what it depends on.
    /// Any other below a field without a value is that value: `**Files:**`, then `- Create: …`.
    fn tells_of_step(&mut self, index: usize, list: usize) -> bool {
        if self.value_list == Some(list) {
            return false;
        }
        let bullets = self.blocks[index..].iter().take_while(|block| block.item.is_some() || is_of(block, list));
        let mut found = bullets.filter(|block| is_of(block, list)).filter_map(|block| {
            let start = if let BlockKind::Item(Item { check: Some(check), .. }) = block.kind {
                check.end
            } else {
                block.text.start
            };
            field(self.source, self.first_line(Span::new(start, block.text.end.max(start))))
        });
        let tells = found.any(|found| !matches!(found.key, FieldKey::Files | FieldKey::Other));
        if !tells {
            self.value_list = Some(list);
        }
        tells
    }

    fn is_heading_with_fields(&self) -> bool {
        matches!(self.nodes[self.current().index()].kind, Kind::Step | Kind::Phase)
    }

    fn task(&mut self, block: &Block, check: Span, around: Option<Inside>) -> Inside {
        self.open_field = None;
        let starred = self.source[check.end..].starts_with("* ");
        let behind = check.end + usize::from(starred);
        let text = Span::new(behind, block.text.end.max(behind));
        let (label, title) = heading::item(self.source, text);
        let criterion = match around {
            Some(inside) => inside.criterion,
            None => self.nodes[self.checklist.unwrap_or_else(|| self.current()).index()].criterion,
        };
        let parent = match around {
            Some(inside) => inside.node,
            None => self.above_by_number(label.as_ref()),
        };
        let held = check.of(self.source).chars().nth(1).unwrap_or(' ');
        let state = self.manner.of_box(held);
        if state == State::Unknown {
            self.note(
                Severity::Warning,
                "unknown-mark",
                check,
                format!("`[{held}]` stands for no state; the item counts as not done"),
            );
        }
        let id = self.push(Node {
            label,
            mark: Some(Mark { kind: MarkKind::Box, span: check, state }),
            head: Span::new(block.span.start, block.text.end.max(check.end)),
            title: plain(title.of(self.source)),
            placeholder: is_placeholder(title.of(self.source)),
            optional: starred || has_starred_number(text.of(self.source)),
            criterion,
            ..node(Kind::Item, Some(parent), block.span, 0)
        });
        if around.is_none() {
            self.trailing = Some(id);
        }
        Inside { node: id, field: false, criterion }
    }

    /// Returns the parent of a top-level item: one with the number above its own, else checklist or heading.
    fn above_by_number(&self, label: Option<&Label>) -> NodeId {
        let list = self.checklist.unwrap_or_else(|| self.current());
        let Some(label) = label else { return list };
        let mut path = self.nodes.len().checked_sub(1);
        while let Some(at) = path {
            let node = &self.nodes[at];
            if at == list.index() || node.kind != Kind::Item {
                break;
            }
            if node.label.as_ref().is_some_and(|above| label::is_above(&above.number, &label.number)) {
                return NodeId(at as u32);
            }
            path = node.parent.map(NodeId::index);
        }
        list
    }

    /// `- **Name**: value`, with all that is nested in the bullet.
    fn bullet_field(
        &mut self,
        index: usize,
        found: FieldLine,
        check: Option<Span>,
        around: Option<Inside>,
    ) -> Option<Inside> {
        let block = &self.blocks[index];
        if around.is_some_and(|inside| inside.field) {
            return around;
        }
        let owner = around.map_or_else(|| self.current(), |inside| inside.node);
        if around.is_none() {
            self.checklist = None;
            self.trailing = None;
            self.open_field = None;
        }
        // Emphasis around the whole line (`_Name: value_`) closes behind the value.
        let nested = block.span.end > self.first_line(block.text).end;
        let value = Span::new(found.value.start, if nested { block.span.end } else { found.value.end });
        self.field(owner, FieldForm::Bullet, found, block.span, value, check);
        let criterion = found.key == FieldKey::Validation;
        Some(Inside { node: owner, field: true, criterion })
    }

    /// A checklist that a bold label or a plain bullet opens.
    pub(super) fn label(&mut self, name: Span, span: Span, criterion: bool, around: Option<Inside>) -> Inside {
        let parent = around.map_or_else(|| self.current(), |inside| inside.node);
        if around.is_none() {
            self.checklist = None;
        }
        self.trailing = None;
        self.open_field = None;
        let head = Span::new(span.start, name.end.max(span.start));
        let title = plain(name.of(self.source).trim_end_matches(':'));
        let id = self.push(Node { head, title, criterion, ..node(Kind::Checklist, Some(parent), span, 0) });
        Inside { node: id, field: false, criterion }
    }

    /// Returns whether a numbered bullet without a box names a phase or step: `1. **Phase 1**: …`.
    fn is_row(&self, line: Span) -> bool {
        let content = line.of(self.source);
        content.starts_with("**") && label::of_heading(&content[2..]).is_some_and(|found| found.word.is_some())
    }

    fn row(&mut self, block: &Block) -> Inside {
        self.open_field = None;
        let (label, title) = heading::item(self.source, block.text);
        let parent = self.checklist.unwrap_or_else(|| self.current());
        let id = self.push(Node {
            label,
            head: Span::new(block.span.start, block.text.end),
            title: plain(title.of(self.source)),
            placeholder: is_placeholder(title.of(self.source)),
            ..node(Kind::Item, Some(parent), block.span, 0)
        });
        self.trailing = Some(id);
        Inside { node: id, field: false, criterion: false }
    }

    /// A bullet that is no task, field or label: part of a value, or prose.
    fn plain_bullet(&mut self, block: &Block, around: Option<Inside>) -> Option<Inside> {
        self.content(block.span, block.kind, around);
        // What is nested in it has been taken in with it.
        around
            .or_else(|| {
                Some(Inside { node: self.trailing.unwrap_or_else(|| self.current()), field: true, criterion: false })
            })
            .map(|inside| Inside { field: true, ..inside })
    }
}

/// Returns whether an item's text begins with a number and a star, by which cc-sdd marks what may be left out:
/// `7.9* Load tests`.
fn has_starred_number(content: &str) -> bool {
    let content = content.trim_start();
    let number = content.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    number.len() < content.len() && number.starts_with("* ")
}

fn is_of(block: &Block, list: usize) -> bool {
    matches!(block.kind, BlockKind::Item(item) if item.list == list)
}
