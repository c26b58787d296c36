//! Lines and frames into a buffer; what has no room is cut off.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::Theme;
use crate::app::measure::{columns, cut, line_columns};
use crate::app::{Area, Pane, Run, Symbols, Tone};

/// Returns the part of `area` that `buffer` has.
pub(super) fn rect(area: Area, buffer: &Buffer) -> Rect {
    Rect::new(area.x, area.y, area.width, area.height).intersection(buffer.area)
}

/// Draws `lines` from the top of `area` on.
pub(super) fn lines<'a>(lines: impl IntoIterator<Item = &'a [Run]>, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    for (row, runs) in area.rows().zip(lines) {
        line(runs, theme, row, buffer);
    }
}

/// Draws `runs` from the left end of `row` on.
pub(super) fn line(runs: &[Run], theme: &Theme, row: Rect, buffer: &mut Buffer) {
    if row.is_empty() {
        return;
    }
    let spans: Vec<Span<'_>> = runs.iter().map(|run| Span::styled(&*run.text, theme.tone(run.tone))).collect();
    buffer.set_line(row.x, row.y, &spans.into(), row.width);
}

/// Draws the bar of a selected row behind what stands there, one column wider at either side, so that the text does not
/// touch its edge.
pub(super) fn bar(row: Rect, style: Style, buffer: &mut Buffer) {
    let bar = Rect { x: row.x.saturating_sub(1), width: row.width + 2, ..row };
    buffer.set_style(bar.intersection(buffer.area), style);
}

/// Draws `runs` so that they end at the right end of `row`; returns what is left of the row before them.
pub(super) fn line_at_right(runs: &[Run], theme: &Theme, row: Rect, buffer: &mut Buffer) -> Rect {
    let width = u16::try_from(line_columns(runs)).unwrap_or(u16::MAX).min(row.width);
    let (left, right) = (row.width - width, Rect { x: row.x + row.width - width, width, ..row });
    line(runs, theme, right, buffer);
    Rect { width: left, ..row }
}

/// Draws the frame of `pane`, or the line above it where it has none all around, with titles at the left and right.
pub(super) fn frame(
    pane: &Pane,
    titles: (&str, &str),
    style: Style,
    theme: &Theme,
    symbols: &Symbols,
    buffer: &mut Buffer,
) {
    let area = rect(pane.outer, buffer);
    if area.is_empty() {
        return;
    }
    let [top_left, top_right, bottom_left, bottom_right] = symbols.corners;
    let inside = usize::from(area.width).saturating_sub(2);
    let bar = symbols.rule.repeat(inside);
    if pane.framed {
        for row in area.rows() {
            buffer.set_string(row.x, row.y, symbols.wall, style);
            buffer.set_string(row.right() - 1, row.y, symbols.wall, style);
        }
        let bottom = area.bottom() - 1;
        buffer.set_stringn(area.x, bottom, format!("{bottom_left}{bar}{bottom_right}"), area.width.into(), style);
        buffer.set_stringn(area.x, area.y, format!("{top_left}{bar}{top_right}"), area.width.into(), style);
    } else {
        buffer.set_stringn(area.x + 1, area.y, &bar, inside, style);
    }
    let row = Rect { x: area.x + 1, width: inside as u16, height: 1, ..area };
    title(row, titles, if pane.framed { " " } else { "" }, theme, symbols, buffer);
}

/// Writes titles over the line in `row`, with a blank on the side of the line.
fn title(row: Rect, (left, right): (&str, &str), outside: &str, theme: &Theme, symbols: &Symbols, buffer: &mut Buffer) {
    let around = 1 + outside.len();
    let room = usize::from(row.width).saturating_sub(around);
    let left = cut(left, room, symbols.ellipsis);
    if !left.is_empty() {
        // Not in the colour of the line below it.
        let style = Style::reset().patch(theme.tone(Tone::Strong));
        buffer.set_stringn(row.x, row.y, format!("{outside}{left} "), row.width.into(), style);
    }
    let taken = columns(&left) + columns(right) + 2 * around;
    if !right.is_empty() && taken < usize::from(row.width) {
        let at = row.right() - (columns(right) + around) as u16;
        buffer.set_string(at, row.y, format!(" {right}{outside}"), theme.tone(Tone::Faint));
    }
}

/// Returns how many lines are below those that are shown, in words; nothing where all are shown.
pub(super) fn more((above, below): (usize, usize)) -> String {
    match (above, below) {
        (0, 0) => String::new(),
        (_, 0) => "end".to_owned(),
        (_, below) => format!("{below} below"),
    }
}

/// Writes `text` into the lower edge of a pane with a frame.
pub(super) fn foot(pane: &Pane, text: &str, theme: &Theme, buffer: &mut Buffer) {
    let area = rect(pane.outer, buffer);
    let width = columns(text) as u16 + 2;
    if !text.is_empty() && area.width >= width + 4 && area.height > 1 {
        let at = area.right() - 2 - width;
        buffer.set_string(at, area.bottom() - 1, format!(" {text} "), theme.tone(Tone::Faint));
    }
}
