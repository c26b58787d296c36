//! The palette: what is typed, and the actions that it may mean.

use ratatui::buffer::Buffer;
use ratatui::widgets::{Clear, Widget};

use super::{Theme, paint};
use crate::app::{Model, Palette, Run, Tone};

/// Draws the palette in the middle of the screen; its box stays while somebody types.
pub(super) fn draw(model: &Model, theme: &Theme, palette: &Palette, buffer: &mut Buffer) {
    let (pane, settings) = (model.palette_box(), model.settings());
    Clear.render(paint::rect(pane.outer, buffer), buffer);
    paint::frame(&pane, ("Do", ""), theme.frame(true), theme, settings.symbols, buffer);
    let inner = paint::rect(pane.inner, buffer);
    let mut rows = inner.rows();
    let Some(first) = rows.next() else { return };
    let mut typed = vec![Run::new(":", Tone::Accent)];
    typed.extend(palette.input().line(usize::from(first.width).saturating_sub(1), settings.symbols.ellipsis));
    paint::line(&typed, theme, first, buffer);
    let size = (usize::from(inner.width), usize::from(inner.height).saturating_sub(1));
    let lines = palette.visible(&settings.keymap, settings.symbols, size);
    for (row, (line, chosen)) in rows.zip(lines) {
        paint::line(&line, theme, row, buffer);
        if chosen && !palette.is_empty() {
            paint::bar(row, theme.selected(true), buffer);
        }
    }
    paint::foot(&pane, &paint::more(palette.hidden(size.1)), theme, buffer);
}
