//! The footer: the last message, and the keys that are worth knowing now.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Theme, paint};
use crate::app::measure::{cut_line, line_columns, shown, wrap};
use crate::app::{Action, Area, Line, Model, Run, Tone, Weight, hints, words};

/// Draws message and keys: in one row, or the message above the keys.
pub(super) fn draw(model: &Model, theme: &Theme, area: Area, buffer: &mut Buffer) {
    let area = paint::rect(area, buffer);
    let inside = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }.intersection(buffer.area);
    let mut rows = inside.rows();
    let (Some(first), second) = (rows.next(), rows.next()) else { return };
    let message = message(model);
    let ellipsis = model.settings().symbols.ellipsis;
    let fresh = model.status().message.as_ref().is_some_and(|message| message.fresh);
    if let (Some(second), true) = (second, fresh && line_columns(&message) > first.width.into()) {
        // What was just said is worth more than the keys.
        let lines = wrap(&message, first.width.into());
        paint::line(&lines[0], theme, first, buffer);
        let rest = lines[1..].join(&Run::blank(1));
        paint::line(&cut_line(&rest, second.width.into(), ellipsis), theme, second, buffer);
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

/// Returns the last message; keys that wait for others come first.
fn message(model: &Model) -> Line {
    let status = model.status();
    let arrows = &model.settings().symbols.arrows;
    if !status.pending.is_empty() {
        let keys: Vec<String> = status.pending.iter().map(|key| key.short(arrows)).collect();
        return vec![Run::new(keys.join(" "), Tone::Accent)];
    }
    if status.writing {
        return vec![Run::new(format!("writing{}", model.settings().symbols.ellipsis), Tone::Notice)];
    }
    let Some(message) = &status.message else { return Line::new() };
    let tone = match (message.fresh, message.weight) {
        (false, _) => Tone::Faint,
        (true, Weight::Info) => Tone::Plain,
        (true, Weight::Warning) => Tone::Notice,
    };
    vec![Run::new(shown(&message.text, words::TITLE_LIMIT), tone)]
}

/// Returns as many hints as there is room for. The last one, the help, is the last to go.
fn keys(model: &Model, room: usize) -> Line {
    let hint = |(action, word): (Action, &str)| {
        let key = model.settings().keymap.keys_of(action).next()?;
        let key: String = key.iter().map(|key| key.short(&model.settings().symbols.arrows)).collect();
        Some(vec![Run::new(key, Tone::Accent), Run::new(format!(" {word}"), Tone::Faint)])
    };
    let mut hints: Vec<Line> = hints(model).into_iter().filter_map(hint).collect();
    let width = |hints: &[Line]| hints.iter().map(|hint| line_columns(hint) + 2).sum::<usize>().saturating_sub(2);
    while width(&hints) > room && !hints.is_empty() {
        hints.remove(hints.len().saturating_sub(2));
    }
    hints.join(&Run::blank(2))
}
