//! The detail pane.

use ratatui::buffer::Buffer;

use super::{Theme, paint};
use crate::app::{Focus, Line, Model, Pane};

/// Draws the lines that are in the pane.
pub(super) fn draw(model: &Model, theme: &Theme, pane: &Pane, buffer: &mut Buffer) {
    let focused = model.screen().focus() == Focus::Detail;
    let (detail, symbols) = (model.detail(), model.settings().symbols);
    let more = paint::more(detail.hidden());
    let (left, right) = detail.heading();
    let right = if pane.framed || more.is_empty() { right } else { &more };
    paint::frame(pane, (left, right), theme.frame(focused), theme, symbols, buffer);
    if pane.framed {
        paint::foot(pane, &more, theme, buffer);
    }
    let lines: Vec<Line> = detail.visible().iter().map(|line| model.mark_found(line)).collect();
    paint::lines(lines.iter().map(|line| &line[..]), theme, paint::rect(pane.inner, buffer), buffer);
}
