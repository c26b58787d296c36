//! The footer: the last message, and the keys that are worth knowing now.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Theme, paint};
use crate::app::measure::{cut_line, line_columns, wrap};
use crate::app::{Action, Area, Line, Model, Run, Tone, answer_hint, hints};

/// Draws message and keys: in one row, or the message above the keys. A message that is longer than a row takes all
/// that the footer has, and the place of the keys: what was just said is worth more.
pub(super) fn draw(model: &Model, theme: &Theme, area: Area, buffer: &mut Buffer) {
    let area = paint::rect(area, buffer);
    let inside = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }.intersection(buffer.area);
    let mut rows = inside.rows();
    let (Some(first), second) = (rows.next(), rows.next()) else { return };
    let message = model.said();
    let ellipsis = model.settings().symbols.ellipsis;
    if inside.height > 1 && line_columns(&message) > inside.width.into() {
        let mut lines = wrap(&message, inside.width.into());
        let rest = lines.split_off(lines.len().min(usize::from(inside.height) - 1)).join(&Run::blank(1));
        lines.push(cut_line(&rest, inside.width.into(), ellipsis));
        paint::lines(lines.iter().map(|line| &line[..]), theme, inside, buffer);
        return;
    }
    let left = if let Some(second) = second {
        paint::line(&keys(model, second.width.into()), theme, second, buffer);
        first
    } else {
        let taken = line_columns(&message) + if message.is_empty() { 0 } else { 3 };
        let keys = keys(model, usize::from(first.width).saturating_sub(taken));
        paint::line_at_right(&keys, theme, first, buffer)
    };
    paint::line(&cut_line(&message, left.width.into(), ellipsis), theme, left, buffer);
}

/// Returns as many hints as there is room for. The last one, the help, is the last to go.
fn keys(model: &Model, room: usize) -> Line {
    let line = |key: String, word: &str| vec![Run::new(key, Tone::Accent), Run::new(format!(" {word}"), Tone::Faint)];
    let hint = |(action, word): (Action, &str)| Some(line(model.settings().key(action)?, word));
    let answer = answer_hint(model).map(|(key, word)| line(key.to_owned(), word));
    let mut hints: Vec<Line> = answer.into_iter().chain(hints(model).into_iter().filter_map(hint)).collect();
    let width = |hints: &[Line]| hints.iter().map(|hint| line_columns(hint) + 2).sum::<usize>().saturating_sub(2);
    while width(&hints) > room && !hints.is_empty() {
        hints.remove(hints.len().saturating_sub(2));
    }
    hints.join(&Run::blank(2))
}
