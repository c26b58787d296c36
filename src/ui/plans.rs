//! The head of the Plans screen: which folder this is, and how many plans there are. The list itself is a page.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Theme, paint};
use crate::app::measure::{columns, cut_start};
use crate::app::{Area, Line, Model, Run, Tone};

/// Draws the header.
pub(super) fn header(model: &Model, theme: &Theme, area: Area, buffer: &mut Buffer) {
    let area = paint::rect(area, buffer);
    let inside = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }.intersection(buffer.area);
    let mut rows = inside.rows();
    if let Some(row) = rows.next() {
        let room = usize::from(row.width).saturating_sub(columns(NAME));
        let folder = cut_start(model.plans().folder(), room, model.settings().symbols.ellipsis).into_owned();
        paint::line(&[Run::new(NAME, Tone::Strong), Run::new(folder, Tone::Faint)], theme, row, buffer);
    }
    if let Some(row) = rows.next() {
        paint::line(&counts(model), theme, row, buffer);
    }
}

/// What stands before the folder.
const NAME: &str = "Plans in ";

/// Returns `3 open   12 finished`, what is filtered, and that the search goes on.
fn counts(model: &Model) -> Line {
    let (all, finished) = model.plans().counts();
    let mut parts = Vec::new();
    if all > 0 {
        parts.push(vec![Run::new(format!("{} open", all - finished), Tone::Plain)]);
    }
    if finished > 0 {
        parts.push(vec![Run::new(format!("{finished} finished"), Tone::Faint)]);
    }
    if let Some((text, count)) = model.plans().matching() {
        parts.push(vec![Run::new(format!("only /{text}: {count}"), Tone::Notice)]);
    }
    if all == 0 && model.plans().is_whole() {
        parts.push(vec![Run::new("none", Tone::Faint)]);
    }
    if !model.plans().is_whole() {
        parts.push(vec![Run::new(format!("looking{}", model.settings().symbols.ellipsis), Tone::Notice)]);
    }
    parts.join(&Run::blank(3))
}
