//! A screen that is one page: a stop of the walk.

use ratatui::buffer::Buffer;

use super::{Theme, paint};
use crate::app::measure::{columns, cut};
use crate::app::{Model, Pane, Sheet};

/// Draws the lines that are on the page.
pub(super) fn draw(model: &Model, sheet: &Sheet<'_>, theme: &Theme, pane: &Pane, buffer: &mut Buffer) {
    let symbols = model.settings().symbols;
    let more = sheet.hidden.map_or_else(String::new, paint::more);
    let (left, right) = sheet.heading;
    // Without a frame there is no lower edge to say it in.
    let right = match sheet.hidden {
        Some((_, below @ 1..)) if !pane.framed => format!("{right} {}{below}", symbols.arrows[1]),
        _ => right.to_owned(),
    };
    let left = cut(left, usize::from(pane.outer.width).saturating_sub(columns(&right) + 6), symbols.ellipsis);
    paint::frame(pane, (&left, &right), theme.frame(true), theme, symbols, buffer);
    if pane.framed {
        paint::foot(pane, &more, theme, buffer);
    }
    for (row, (line, selected)) in paint::rect(pane.inner, buffer).rows().zip(&sheet.lines) {
        paint::line(line, theme, row, buffer);
        if *selected {
            paint::bar(row, theme.selected(true), buffer);
        }
    }
}
