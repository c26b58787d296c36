//! The tree pane.

use ratatui::buffer::Buffer;

use super::{Theme, paint};
use crate::app::measure::wrap;
use crate::app::{Focus, Model, Pane, Run, Tone};

/// Draws the rows that are in the pane.
pub(super) fn draw(model: &Model, theme: &Theme, pane: &Pane, buffer: &mut Buffer) {
    let focused = model.screen().focus() == Focus::Tree;
    if pane.framed {
        paint::frame(pane, ("Plan", ""), theme.frame(focused), theme, model.settings().symbols, buffer);
    }
    let inner = paint::rect(pane.inner, buffer);
    if model.tree().rows().is_empty() {
        let said = [Run::new("This plan has no headings and no tasks yet.", Tone::Faint)];
        let lines = wrap(&said, inner.width.into());
        paint::lines(lines.iter().map(|line| &line[..]), theme, inner, buffer);
        return;
    }
    for (row, (runs, selected)) in inner.rows().zip(model.visible_rows()) {
        paint::line(&runs, theme, row, buffer);
        if selected {
            paint::bar(row, theme.selected(focused), buffer);
        }
    }
    for row in model.lit_rows().into_iter().filter_map(|line| inner.rows().nth(line)) {
        paint::bar(row, theme.flash(), buffer);
    }
}
