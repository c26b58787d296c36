//! What a Validation field says: that a step is validated, or no longer.

use super::{STATUS, Writer, Written, validation};
use crate::plan::progress::{own_mark, validating};
use crate::plan::wording::{self, Place, is_added, letters, model, peers, with_blank};
use crate::plan::{Field, FieldForm, FieldKey, Kind, Mark, MarkKind, State, status};
use crate::text::{Edit, Span};

impl Writer<'_> {
    pub(super) fn validated(&self) -> Vec<Written> {
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

    pub(super) fn with_own_done(&self, own: Option<&Mark>, ways: Vec<Written>) -> Vec<Written> {
        let Some(set) = own.and_then(|mark| self.set_own(mark, State::Done)) else { return ways };
        ways.into_iter().filter_map(|way| set.clone().and(way)).collect()
    }

    pub(super) fn added_validation(&self) -> Written {
        let alike = model(self.plan, self.node)
            .filter(|(peer, mark)| wording::place(self.plan, peer, mark) == Place::Status)
            .and_then(|(peer, mark)| self.alike(peer, mark, State::Validated));
        let words = |form| self.status_words(None, form, State::Validated);
        alike
            .or_else(|| self.status_bullet(STATUS, &words(FieldForm::Bullet)))
            .unwrap_or_else(|| self.status_line(STATUS, &words(FieldForm::Paragraph)))
    }

    /// `- **Validation**: …` to `- [x] **Validation**: …`.
    pub(super) fn box_bullet(&self, field: &Field) -> Written {
        let line = &self.plan.text()[field.span.start..];
        let bullet = line.len() - line.trim_start_matches(|c: char| !c.is_whitespace()).len();
        let blank = line[bullet..].len() - line[bullet..].trim_start().len();
        let written = format!("[{}] ", letters(self.plan).done);
        Written::silent(Edit::insert(field.span.start + bullet + blank, written))
    }

    /// Returns whether a box before a field would be its mark: there are other fields in its list, and no tasks.
    /// A guess from the nodes alone; reading the result decides.
    pub(super) fn boxes_read_as_marks(&self) -> bool {
        let bullets = self.node.fields.iter().filter(|field| field.form == FieldForm::Bullet).count();
        let tasks = self.plan.children(self.id).any(|child| {
            let child = self.plan.node(child);
            child.kind == Kind::Item && !child.criterion
        });
        bullets > 1 && !tasks
    }

    /// `**Validation**: …` to `**Validation**: ✅ …`; a sign or box that says otherwise gives way.
    pub(super) fn tick_value(&self, field: &Field) -> Written {
        let text = self.plan.text();
        let value = field.line_value.of(text);
        if let Some(said) = status::of_value(value, self.plan.manner).filter(|said| !said.state.is_done()) {
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

    pub(super) fn not_validated(&self) -> Vec<Written> {
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

    pub(super) fn untick_validation(&self, field: &Field, mark: &Mark) -> Written {
        let boxes = peers(self.plan, self.node)
            .filter_map(validation)
            .map(|field| field.mark.as_ref().filter(|mark| mark.kind == MarkKind::Box).map(|mark| mark.state));
        let is_box = mark.kind == MarkKind::Box && mark.span.start < field.line_value.start;
        let alone = peers(self.plan, self.node).all(|peer| validation(peer).is_none());
        if is_box && !alone && !is_added(boxes) {
            return self.set_box(mark, State::Open).unwrap_or_else(|| Written::silent(Edit::default()));
        }
        let said = mark.span.of(self.plan.text());
        let sign = status::sign(said).map_or(said.len(), |(_, len)| len);
        // "Passed" alone still tells of a result: it goes with its sign.
        let len =
            if status::word(said[sign..].trim_start_matches([' ', '*', '_'])).is_some() { said.len() } else { sign };
        let span = Span::new(mark.span.start, mark.span.start + len);
        Written::silent(Edit::delete(with_blank(self.plan.text(), span)))
    }

    // Taking back.
}
