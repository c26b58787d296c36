//! Drawing: the model becomes cells of the terminal. Nothing here changes anything.

mod detail;
mod editor;
mod footer;
mod header;
mod overlay;
mod page;
mod paint;
mod palette;
mod plans;
mod runs;
mod svg;
mod theme;
mod tree;

pub use editor::typist;
pub use svg::{Palette, svg};
pub use theme::Theme;

use ratatui::Frame;

use crate::app::Model;

/// Draws the whole screen.
pub fn view(model: &Model, theme: &Theme, frame: &mut Frame<'_>) {
    let buffer = frame.buffer_mut();
    let layout = model.layout();
    if model.lists_plans() {
        plans::header(model, theme, layout.header, buffer);
    } else {
        header::draw(model, theme, &layout, buffer);
    }
    if let Some(pane) = layout.tree {
        tree::draw(model, theme, &pane, buffer);
    }
    if let Some(pane) = layout.detail {
        detail::draw(model, theme, &pane, buffer);
    }
    if let (Some(pane), Some(sheet)) = (layout.page, model.sheet()) {
        page::draw(model, &sheet, theme, &pane, buffer);
    }
    footer::draw(model, theme, layout.footer, buffer);
    for overlay in model.overlays() {
        overlay::draw(model, theme, overlay, buffer);
    }
    theme.lay_ground(buffer);
}
