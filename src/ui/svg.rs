//! A drawn frame as a picture: the same cells that a terminal would get, written as SVG.
//!
//! Every character has its own x coordinate, so that nothing drifts in whatever font the reader has; the lines of
//! boxes are drawn as strokes and so join in any font. The same buffer yields the same bytes.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// Width of a column in pixels: 0.6 em in `JetBrains Mono` and `DejaVu Sans Mono`.
const COLUMN: u16 = 9;
/// Height of a row in pixels.
const ROW: u16 = 20;
/// Size of the font in pixels.
const FONT: u16 = 15;
/// From the top of a row to the feet of its letters, in pixels.
const BASELINE: u16 = 15;
/// Between the window's edge and its cells, in pixels.
const PADDING: u16 = 16;

/// A colour as red, green and blue.
type Rgb = [u8; 3];

/// What a terminal's own colours look like in the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Text without a colour.
    pub foreground: Rgb,
    /// Cells without a colour, and the window around them.
    pub background: Rgb,
    /// The window's edge.
    pub edge: Rgb,
    /// The sixteen named colours, in ECMA-48 order: black to white, then the bright ones.
    pub named: [Rgb; 16],
}

impl Palette {
    /// Returns the colours of a dark terminal.
    pub const fn dark() -> Self {
        Self {
            foreground: [0xd5, 0xd9, 0xe0],
            background: [0x16, 0x19, 0x20],
            edge: [0x3a, 0x40, 0x4d],
            named: [
                [0x26, 0x2b, 0x36],
                [0xf0, 0x71, 0x78],
                [0x8c, 0xc8, 0x6f],
                [0xe5, 0xb5, 0x5c],
                [0x6c, 0xa8, 0xf5],
                [0xc5, 0x8b, 0xe8],
                [0x56, 0xc2, 0xc0],
                [0xb4, 0xba, 0xc6],
                [0x6b, 0x74, 0x86],
                [0xff, 0x8f, 0x95],
                [0xa9, 0xdd, 0x8c],
                [0xf7, 0xcf, 0x80],
                [0x92, 0xc1, 0xff],
                [0xdb, 0xaa, 0xf7],
                [0x7e, 0xdb, 0xd9],
                [0xf2, 0xf4, 0xf8],
            ],
        }
    }

    /// Returns the colours of a light terminal.
    pub const fn light() -> Self {
        Self {
            foreground: [0x2a, 0x2f, 0x3a],
            background: [0xfc, 0xfc, 0xfa],
            edge: [0xcf, 0xd3, 0xda],
            named: [
                [0x2a, 0x2f, 0x3a],
                [0xb8, 0x2c, 0x34],
                [0x2f, 0x7d, 0x32],
                [0x94, 0x66, 0x00],
                [0x1f, 0x5f, 0xbf],
                [0x8a, 0x3f, 0xb0],
                [0x0b, 0x77, 0x7c],
                [0x8c, 0x93, 0xa0],
                [0x6a, 0x71, 0x7f],
                [0xd0, 0x3b, 0x44],
                [0x3d, 0x95, 0x40],
                [0xb0, 0x7c, 0x00],
                [0x2f, 0x75, 0xdd],
                [0xa1, 0x52, 0xca],
                [0x0f, 0x8f, 0x95],
                [0xe9, 0xeb, 0xee],
            ],
        }
    }

    /// Returns what `color` looks like, `default` where it says nothing.
    fn rgb(&self, color: Color, default: Rgb) -> Rgb {
        let index = match color {
            Color::Reset => return default,
            Color::Rgb(red, green, blue) => return [red, green, blue],
            Color::Indexed(index) => index,
            Color::Black => 0,
            Color::Red => 1,
            Color::Green => 2,
            Color::Yellow => 3,
            Color::Blue => 4,
            Color::Magenta => 5,
            Color::Cyan => 6,
            Color::Gray => 7,
            Color::DarkGray => 8,
            Color::LightRed => 9,
            Color::LightGreen => 10,
            Color::LightYellow => 11,
            Color::LightBlue => 12,
            Color::LightMagenta => 13,
            Color::LightCyan => 14,
            Color::White => 15,
        };
        match index {
            0..16 => self.named[usize::from(index)],
            // The cube of 6 × 6 × 6 colours and the 24 greys, as xterm has them.
            16..232 => {
                let step = |part: u8| if part == 0 { 0 } else { 55 + 40 * part };
                let cube = index - 16;
                [step(cube / 36), step(cube / 6 % 6), step(cube % 6)]
            }
            232.. => [8 + 10 * (index - 232); 3],
        }
    }
}

/// Returns `buffer` as an SVG document: a window frame, and in it every cell as a terminal with these colours shows it.
pub fn svg(buffer: &Buffer, palette: &Palette) -> String {
    let area = buffer.area;
    let (width, height) = (area.width * COLUMN + 2 * PADDING, area.height * ROW + 2 * PADDING);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"'JetBrains Mono','DejaVu Sans Mono',monospace\" \
         font-size=\"{FONT}\">\n<rect x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"8\" fill=\"{}\" \
         stroke=\"{}\"/>\n",
        width - 1,
        height - 1,
        hex(palette.background),
        hex(palette.edge),
    );
    for row in 0..area.height {
        let glyphs = glyphs(buffer, row, palette);
        draw_backgrounds(&mut out, &glyphs, row, palette);
        draw_rules(&mut out, &glyphs, row);
        draw_boxes(&mut out, &glyphs, row);
        draw_text(&mut out, &glyphs, row);
    }
    out.push_str("</svg>\n");
    out
}

/// One cell, or two where the character is wide, with every colour resolved.
struct Glyph<'a> {
    symbol: &'a str,
    column: u16,
    columns: u16,
    ink: Ink,
    background: Rgb,
    rules: Modifier,
}

/// How a character is written.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Ink {
    color: Rgb,
    bold: bool,
    italic: bool,
}

/// Returns the cells of `row` from left to right, without those that a wide character covers.
fn glyphs<'a>(buffer: &'a Buffer, row: u16, palette: &Palette) -> Vec<Glyph<'a>> {
    let area = buffer.area;
    let mut glyphs = Vec::with_capacity(usize::from(area.width));
    let mut column = 0;
    while column < area.width {
        let cell = &buffer[(area.x + column, area.y + row)];
        let glyph = glyph(cell, column, area.width - column, palette);
        column += glyph.columns;
        glyphs.push(glyph);
    }
    glyphs
}

/// Returns the glyph of one cell that has `room` columns up to the edge.
fn glyph<'a>(cell: &'a Cell, column: u16, room: u16, palette: &Palette) -> Glyph<'a> {
    let mut color = palette.rgb(cell.fg, palette.foreground);
    let mut background = palette.rgb(cell.bg, palette.background);
    if cell.modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut color, &mut background);
    }
    if cell.modifier.contains(Modifier::DIM) {
        color = mix(color, background);
    }
    let hidden = cell.modifier.contains(Modifier::HIDDEN);
    let columns = if cell.symbol().width() > 1 { 2.min(room) } else { 1 };
    let ink =
        Ink { color, bold: cell.modifier.contains(Modifier::BOLD), italic: cell.modifier.contains(Modifier::ITALIC) };
    let rules = cell.modifier & (Modifier::UNDERLINED | Modifier::CROSSED_OUT);
    Glyph { symbol: if hidden { " " } else { cell.symbol() }, column, columns, ink, background, rules }
}

/// Returns the colour of dim text: three fifths of `color` on `background`.
fn mix(color: Rgb, background: Rgb) -> Rgb {
    let part = |at: usize| ((u16::from(color[at]) * 3 + u16::from(background[at]) * 2) / 5) as u8;
    [part(0), part(1), part(2)]
}

/// Returns `#rrggbb`.
fn hex([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Returns the pixel of the left edge of `column`.
const fn left(column: u16) -> u16 {
    PADDING + column * COLUMN
}

/// Returns the pixel of the upper edge of `row`.
const fn top(row: u16) -> u16 {
    PADDING + row * ROW
}

/// Appends one rectangle.
fn rect(out: &mut String, [x, y, width, height]: [u16; 4], color: Rgb) {
    let color = hex(color);
    let _ = writeln!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{color}\" \
         shape-rendering=\"crispEdges\"/>"
    );
}

/// Calls `draw` with the first column, the number of columns and the value of each run of glyphs with one value.
fn runs<T: PartialEq + Copy>(glyphs: &[Glyph], value: impl Fn(&Glyph) -> T, mut draw: impl FnMut(u16, u16, T)) {
    for run in glyphs.chunk_by(|a, b| value(a) == value(b)) {
        draw(run[0].column, run.iter().map(|glyph| glyph.columns).sum(), value(&run[0]));
    }
}

/// Appends one rectangle for each run of cells whose background is not the window's own.
fn draw_backgrounds(out: &mut String, glyphs: &[Glyph], row: u16, palette: &Palette) {
    runs(
        glyphs,
        |glyph| glyph.background,
        |column, columns, color| {
            if color != palette.background {
                rect(out, [left(column), top(row), columns * COLUMN, ROW], color);
            }
        },
    );
}

/// Appends what underlines text and strikes it through.
fn draw_rules(out: &mut String, glyphs: &[Glyph], row: u16) {
    for (rule, y) in [(Modifier::UNDERLINED, BASELINE + 2), (Modifier::CROSSED_OUT, ROW / 2)] {
        runs(
            glyphs,
            |glyph| glyph.rules.contains(rule).then_some(glyph.ink.color),
            |column, columns, color| {
                if let Some(color) = color {
                    rect(out, [left(column), top(row) + y, columns * COLUMN, 1], color);
                }
            },
        );
    }
}

/// Appends the lines of boxes as strokes through the middle of their cells.
fn draw_boxes(out: &mut String, glyphs: &[Glyph], row: u16) {
    for run in glyphs.chunk_by(|a, b| a.ink.color == b.ink.color && is_box(a.symbol) == is_box(b.symbol)) {
        let mut strokes = String::new();
        for glyph in run {
            let (x, y) = (left(glyph.column), top(row));
            // Half a pixel off, so that a stroke fills one row or column of pixels and not two halves.
            let (middle, half) = (f32::from(x) + 4.5, f32::from(y) + 10.5);
            let (right, bottom) = (x + COLUMN, y + ROW);
            let Some(path) = box_path(glyph.symbol) else { continue };
            for part in path {
                let _ = match part {
                    Stroke::Left => write!(strokes, "M{x} {half}H{middle}"),
                    Stroke::Right => write!(strokes, "M{middle} {half}H{right}"),
                    Stroke::Up => write!(strokes, "M{middle} {y}V{half}"),
                    Stroke::Down => write!(strokes, "M{middle} {half}V{bottom}"),
                    Stroke::DownRight => write!(strokes, "M{middle} {bottom}Q{middle} {half} {right} {half}"),
                    Stroke::DownLeft => write!(strokes, "M{middle} {bottom}Q{middle} {half} {x} {half}"),
                    Stroke::UpRight => write!(strokes, "M{middle} {y}Q{middle} {half} {right} {half}"),
                    Stroke::UpLeft => write!(strokes, "M{middle} {y}Q{middle} {half} {x} {half}"),
                };
            }
        }
        if !strokes.is_empty() {
            let _ = writeln!(out, "<path d=\"{strokes}\" fill=\"none\" stroke=\"{}\"/>", hex(run[0].ink.color));
        }
    }
}

/// One line from the middle of a cell to its edge, or a round corner between two edges.
#[derive(Clone, Copy)]
enum Stroke {
    Left,
    Right,
    Up,
    Down,
    DownRight,
    DownLeft,
    UpRight,
    UpLeft,
}

/// Returns whether `symbol` is drawn by strokes.
fn is_box(symbol: &str) -> bool {
    box_path(symbol).is_some()
}

/// Returns what a light box character consists of (Unicode block U+2500), `None` for anything else.
fn box_path(symbol: &str) -> Option<&'static [Stroke]> {
    use Stroke::{Down, DownLeft, DownRight, Left, Right, Up, UpLeft, UpRight};
    Some(match symbol {
        "─" => &[Left, Right],
        "│" => &[Up, Down],
        "┌" => &[Down, Right],
        "┐" => &[Down, Left],
        "└" => &[Up, Right],
        "┘" => &[Up, Left],
        "├" => &[Up, Down, Right],
        "┤" => &[Up, Down, Left],
        "┬" => &[Left, Right, Down],
        "┴" => &[Left, Right, Up],
        "┼" => &[Left, Right, Up, Down],
        "╭" => &[DownRight],
        "╮" => &[DownLeft],
        "╰" => &[UpRight],
        "╯" => &[UpLeft],
        _ => return None,
    })
}

/// Appends the characters of a row: one element for each way of writing, with an x for each character.
fn draw_text(out: &mut String, glyphs: &[Glyph], row: u16) {
    let shown: Vec<&Glyph> =
        glyphs.iter().filter(|glyph| !glyph.symbol.trim().is_empty() && !is_box(glyph.symbol)).collect();
    let y = top(row) + BASELINE;
    for run in shown.chunk_by(|a, b| a.ink == b.ink && is_single(a.symbol) && is_single(b.symbol)) {
        let columns: Vec<String> = run.iter().map(|glyph| left(glyph.column).to_string()).collect();
        let text: String = run.iter().map(|glyph| escape(glyph.symbol)).collect();
        let Ink { color, bold, italic } = run[0].ink;
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{y}\" fill=\"{}\"{}{}>{text}</text>",
            columns.join(" "),
            hex(color),
            if bold { " font-weight=\"bold\"" } else { "" },
            if italic { " font-style=\"italic\"" } else { "" },
        );
    }
}

/// Returns whether `symbol` is one UTF-16 unit, which is what SVG counts when it hands out x coordinates.
fn is_single(symbol: &str) -> bool {
    symbol.encode_utf16().count() == 1
}

/// Returns `symbol` as XML text; what XML cannot hold becomes `�`.
fn escape(symbol: &str) -> String {
    let mut escaped = String::with_capacity(symbol.len());
    for character in symbol.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::{Style, Stylize};
    use ratatui::text::{Line, Span};

    /// Returns the elements that stand for `line`, without the window.
    fn check(line: &Line) -> String {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        buffer.set_line(0, 0, line, 8);
        let document = svg(&buffer, &Palette::dark());
        let lines: Vec<&str> = document.lines().collect();
        lines[2..lines.len() - 1].join("\n")
    }

    #[test]
    fn every_character_has_its_own_place() {
        insta::assert_snapshot!(check(&Line::from("a -> b")), @r##"<text x="16 34 43 61" y="31" fill="#d5d9e0">a-&gt;b</text>"##);
    }

    #[test]
    fn wide_cells_take_two_columns() {
        let line = Line::from(vec![Span::from("漢").bg(Color::Red), Span::from("x")]);
        insta::assert_snapshot!(check(&line), @r##"
        <rect x="16" y="16" width="18" height="20" fill="#f07178" shape-rendering="crispEdges"/>
        <text x="16 34" y="31" fill="#d5d9e0">漢x</text>
        "##);
    }

    #[test]
    fn a_character_of_several_units_stands_alone() {
        insta::assert_snapshot!(check(&Line::from("a👩‍💻b")), @r##"
        <text x="16" y="31" fill="#d5d9e0">a</text>
        <text x="25" y="31" fill="#d5d9e0">👩‍💻</text>
        <text x="43" y="31" fill="#d5d9e0">b</text>
        "##);
    }

    #[test]
    fn styles_show() {
        let line = Line::from(vec![
            Span::from("b").bold().italic(),
            Span::from("d").dim(),
            Span::from("u ").underlined(),
            Span::from("r").reversed(),
        ]);
        insta::assert_snapshot!(check(&line), @r##"
        <rect x="52" y="16" width="9" height="20" fill="#d5d9e0" shape-rendering="crispEdges"/>
        <rect x="34" y="33" width="18" height="1" fill="#d5d9e0" shape-rendering="crispEdges"/>
        <text x="16" y="31" fill="#d5d9e0" font-weight="bold" font-style="italic">b</text>
        <text x="25" y="31" fill="#888c93">d</text>
        <text x="34" y="31" fill="#d5d9e0">u</text>
        <text x="52" y="31" fill="#161920">r</text>
        "##);
    }

    #[test]
    fn lines_of_boxes_are_strokes() {
        insta::assert_snapshot!(check(&Line::from("╭─┤")), @r##"<path d="M20.5 36Q20.5 26.5 25 26.5M25 26.5H29.5M29.5 26.5H34M38.5 16V26.5M38.5 26.5V36M34 26.5H38.5" fill="none" stroke="#d5d9e0"/>"##);
    }

    #[test]
    fn colours_of_the_cube_and_the_greys() {
        let palette = Palette::dark();
        let rgb = |index| palette.rgb(Color::Indexed(index), [0; 3]);
        assert_eq!((rgb(1), rgb(16), rgb(231)), (palette.named[1], [0; 3], [255; 3]));
        assert_eq!((rgb(196), rgb(232), rgb(255)), ([255, 0, 0], [8; 3], [238; 3]));
    }

    #[test]
    fn nothing_breaks_the_document() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 1));
        buffer.set_string(0, 0, "<&>", Style::new());
        buffer[(3, 0)].set_symbol("\u{1b}");
        let document = svg(&buffer, &Palette::light());
        assert!(document.contains(">&lt;&amp;&gt;\u{fffd}</text>"), "{document}");
    }
}
