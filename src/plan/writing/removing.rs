//! Taking a mark back: the plan's own open form, or nothing where there was none.

use super::{Writer, Written};
use crate::plan::progress::{own_mark, validating};
use crate::plan::wording::{self, Place, is_added, peers};
use crate::plan::{Field, FieldForm, FieldKey, Kind, Mark, State};
use crate::text::{Edit, Span, line_of};

impl Writer<'_> {
    pub(super) fn open(&self) -> Vec<Written> {
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
    pub(super) fn remove_mark(&self, mark: &Mark) -> Option<Written> {
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

    /// Takes a Status away that reads as those that are added here, or as what becomes of them.
    pub(super) fn remove_status(&self, field: &Field) -> Option<Written> {
        let said = field.line_value.of(self.plan.text());
        let word = ["[x] ", "[ ] ", "✅ ", "🔄 "].iter().find_map(|sign| said.strip_prefix(sign)).unwrap_or(said);
        let bare = field.value == field.line_value && self.stands_where_added(field);
        (bare && ["Complete", "Validated", "In Progress"].contains(&word)).then(|| self.without_line(field))
    }

    /// Returns whether a Status stands where one is added: as the last bullet, or as a line by itself below the heading.
    pub(super) fn stands_where_added(&self, field: &Field) -> bool {
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
    pub(super) fn without_line(&self, field: &Field) -> Written {
        let text = self.plan.text();
        let start = text[..field.span.start].rfind('\n').map_or(0, |at| at);
        let start = if text[..start].ends_with('\r') { start - 1 } else { start };
        let end = line_of(text, field.span.end).end;
        let note = format!("removed `{}`", field.span.of(text).trim());
        Written::noted(Edit::delete(Span::new(start, end)), note)
    }
}
