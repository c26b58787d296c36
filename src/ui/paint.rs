//! Lines and frames into a buffer; what has no room is cut off.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Theme;
use crate::app::measure::{columns, cut, is_simple, line_columns};
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
    let mut left = row.intersection(buffer.area);
    for run in runs {
        if left.is_empty() {
            break;
        }
        let behind = text(&run.text, theme.tone(run.tone), left, buffer);
        left = Rect { x: behind, width: left.right() - behind, ..left };
    }
}

/// Draws `text` from the left end of `row` on, which lies in `buffer`, and returns the column behind it. What takes a cell
/// for each of its characters is put there as it is; ratatui would look every one up in the tables of Unicode, at every frame.
fn text(text: &str, style: Style, row: Rect, buffer: &mut Buffer) -> u16 {
    if !is_simple(text) {
        return buffer.set_stringn(row.x, row.y, text, row.width.into(), style).0;
    }
    let start = buffer.index_of(row.x, row.y);
    let cells = buffer.content[start..start + usize::from(row.width)].iter_mut();
    let characters = text.chars().filter(|character| !character.is_control());
    cells.zip(characters).fold(row.x, |x, (cell, character)| {
        cell.set_char(character).set_style(style);
        x + 1
    })
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
    let (left, right, top, bottom) = (area.x, area.right() - 1, area.y, area.bottom() - 1);
    let mut put = |x, y, symbol| _ = buffer[(x, y)].set_symbol(symbol).set_style(style);
    if pane.framed {
        (top..=bottom).for_each(|y| [left, right].into_iter().for_each(|x| put(x, y, symbols.wall)));
        (left..=right).for_each(|x| put(x, bottom, symbols.rule));
        let corners = [(left, top), (right, top), (left, bottom), (right, bottom)];
        corners.into_iter().zip(symbols.corners).for_each(|((x, y), corner)| put(x, y, corner));
    }
    (left + 1..right).for_each(|x| put(x, top, symbols.rule));
    let inside = usize::from(area.width).saturating_sub(2);
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
