//! Adding a mark to a step that has none, and to a heading.

use super::{STATUS, Writer, Written};
use crate::plan::wording::{self, Place, letters, model, worded};
use crate::plan::{AddedMark, Field, FieldForm, FieldKey, Mark, MarkKind, Node, State};
use crate::text::{Edit, Span, line_ending, line_of};

impl Writer<'_> {
    /// Adds a mark to a step that has none: alike its siblings', else as somebody has chosen, else by the shape of its
    /// fields.
    pub(super) fn add_mark(&self, state: State) -> Vec<Written> {
        let mut ways = Vec::new();
        let status = self.node.fields.iter().find(|field| field.key == FieldKey::Status);
        if let Some(field) = status.filter(|field| field.line_value.is_empty() || field.placeholder) {
            ways.push(self.fill_status(field, state));
        }
        if let Some((peer, mark)) = model(self.plan, self.node) {
            ways.extend(self.alike(peer, mark, state));
        }
        let words = |form| self.status_words(None, form, state);
        let bare = status.is_none();
        let bullet = || bare.then(|| self.status_bullet(STATUS, &words(FieldForm::Bullet))).flatten();
        let line = || bare.then(|| self.status_line(STATUS, &words(FieldForm::Paragraph)));
        // A bold line that stands for a heading would not with a box before it.
        let heading = || (state == State::Done && self.node.level <= 6).then(|| self.heading_box());
        let own = match self.plan.manner.marks.added {
            AddedMark::Auto => [bullet(), heading(), line()],
            AddedMark::Status => [bullet(), line(), heading()],
            AddedMark::Box => [heading(), bullet(), line()],
        };
        ways.extend(own.into_iter().flatten());
        ways
    }

    pub(super) fn alike(&self, peer: &Node, mark: &Mark, state: State) -> Option<Written> {
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
    pub(super) fn status_words(&self, current: Option<&str>, form: FieldForm, state: State) -> String {
        let default = match (form, state) {
            // A box would read as open at a glance.
            (_, State::InProgress) => "Not Started",
            (FieldForm::Bullet, _) => "[x] Complete",
            (FieldForm::Paragraph, _) => "✅ Complete",
        };
        let current = current.filter(|current| state != State::InProgress || !current.starts_with('['));
        worded(self.plan, self.node.kind, Place::Status, current.unwrap_or(default), state)
    }

    pub(super) fn fill_status(&self, field: &Field, state: State) -> Written {
        let words = self.status_words(None, field.form, state);
        let blank = if self.plan.text()[..field.line_value.start].ends_with([' ', '\t']) { "" } else { " " };
        let edit = Edit::replace(field.line_value, format!("{blank}{words}"));
        Written::noted(edit, format!("{} is now `{words}`", field.name))
    }

    pub(super) fn heading_box(&self) -> Written {
        self.heading_lead(&format!("[{}]", letters(self.plan).done))
    }

    pub(super) fn heading_lead(&self, mark: &str) -> Written {
        let head = self.node.head.of(self.plan.text());
        let hashes = head.len() - head.trim_start_matches('#').len();
        let blank = head[hashes..].len() - head[hashes..].trim_start().len();
        let edit = Edit::insert(self.node.head.start + hashes + blank, format!("{mark} "));
        Written::noted(edit, format!("added `{mark}` to the heading"))
    }

    pub(super) fn heading_tail(&self, mark: &str) -> Written {
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
    pub(super) fn status_bullet(&self, name: &str, words: &str) -> Option<Written> {
        let text = self.plan.text();
        let last = self.node.fields.iter().rev().find(|field| field.form == FieldForm::Bullet)?;
        // It is none of the things that a numbered list counts.
        if text[last.span.start..].starts_with(|first: char| first.is_ascii_digit()) || self.is_titled(last) {
            return None;
        }
        let line = line_of(text, last.span.start);
        let indent = Span::new(line.start, last.span.start).of(text);
        let lead = text[last.span.start..last.line_value.start].replacen(&*last.name, name, 1);
        let lead = match &last.mark {
            Some(mark) if mark.kind == MarkKind::Box && mark.span.start < last.line_value.start => {
                lead.replacen(&format!("{} ", mark.span.of(text)), "", 1)
            }
            _ => lead,
        };
        // Emphasis around a whole line (`_Name: value_`) is closed behind it.
        let opened = lead.split_whitespace().nth(1).unwrap_or_default();
        let behind = ["_", "*"].into_iter().find(|sign| opened.starts_with(sign) && lead.matches(sign).count() == 1);
        let bullet = format!("{} {words}{}", lead.trim_end(), behind.unwrap_or_default());
        let end = line_of(text, last.span.end).end;
        let edit = Edit::insert(end, format!("{}{indent}{bullet}", line_ending(text)));
        Some(Written::noted(edit, format!("added `{bullet}`")))
    }

    /// Returns whether the list of `bullet` is what a line above it says, as `**Parallelization**:`, and so not the step's own.
    fn is_titled(&self, bullet: &Field) -> bool {
        let text = self.plan.text();
        let above = text.get(self.node.head.end..line_of(text, bullet.span.start).start).unwrap_or_default();
        let is_of_list = |line: &&str| {
            let first = line.split_whitespace().next().unwrap_or_default();
            line.trim().is_empty() || line.starts_with([' ', '\t']) || matches!(first, "-" | "*" | "+")
        };
        let title = above.lines().rev().find(|line| !is_of_list(line));
        title.is_some_and(|line| line.trim_end_matches(['*', '_', ' ']).ends_with(':'))
    }

    /// Adds a Status as first line below the heading, apart from prose that would run into it.
    pub(super) fn status_line(&self, name: &str, words: &str) -> Written {
        let text = self.plan.text();
        let status = format!("**{name}**: {words}");
        let end = line_of(text, self.node.head.end).end;
        let newline = line_ending(text);
        // A hard line break keeps prose on the next line apart (CommonMark 6.7).
        let gap = if self.stands_apart(end) { "" } else { "  " };
        Written::noted(Edit::insert(end, format!("{newline}{status}{gap}")), format!("added `{status}`"))
    }

    /// Returns whether what follows the line that ends at `end` would not run into it.
    pub(super) fn stands_apart(&self, end: usize) -> bool {
        let behind = self.plan.text()[end..].trim_start_matches('\r').strip_prefix('\n').unwrap_or_default();
        let next = behind.lines().next().unwrap_or_default().trim();
        next.is_empty()
            || next.starts_with(['#', '-', '+', '`', '>', '|', '<'])
            || next.starts_with("* ")
            || next.starts_with("1.")
    }

    // Validation.
}
