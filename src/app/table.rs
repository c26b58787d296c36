//! A table as lines: its columns side by side, what is too long in lines below one another.

use super::measure::{line_columns, wrap};
use super::run::{Line, Run, Tone};
use super::symbols::Symbols;

/// No column gets narrower than this for the sake of others.
const NARROWEST: usize = 8;

/// No more columns are laid side by side.
const MOST_COLUMNS: usize = 24;

/// Returns `rows` of cells, the first of which is the head, in lines of at most `room` columns.
pub(super) fn table(rows: &[Vec<Line>], room: usize, symbols: &Symbols) -> Vec<Line> {
    let wall = Run::new(format!(" {} ", symbols.wall), Tone::Line);
    let Some(widths) = widths(rows, room) else {
        // Too many columns to stand side by side.
        return rows.iter().flat_map(|row| wrap(&row.join(&wall), room)).collect();
    };
    let total = widths.iter().sum::<usize>() + 3 * (widths.len() - 1);
    let mut lines = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let none = Line::new();
        let cells = widths.iter().enumerate().map(|(at, &width)| wrap(row.get(at).unwrap_or(&none), width));
        let cells: Vec<Vec<Line>> = cells.collect();
        let tall = cells.iter().map(Vec::len).max().unwrap_or(0);
        lines.extend((0..tall).map(|at| {
            let cell = |(cell, &width): (&Vec<Line>, &usize)| {
                let mut line = cell.get(at).cloned().unwrap_or_default();
                line.push(Run::blank(width.saturating_sub(line_columns(&line))));
                line
            };
            cells.iter().zip(&widths).map(cell).collect::<Vec<_>>().join(&wall)
        }));
        if index == 0 && rows.len() > 1 {
            lines.push(vec![Run::new(symbols.rule.repeat(total), Tone::Line)]);
        }
    }
    lines
}

/// Returns how wide each column is so that all stand side by side; `None` where there is no room for that.
fn widths(rows: &[Vec<Line>], room: usize) -> Option<Vec<usize>> {
    let count = rows.iter().map(Vec::len).max().filter(|count| (1..=MOST_COLUMNS).contains(count))?;
    let widest =
        |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| line_columns(cell)).max().unwrap_or(0);
    let mut widths: Vec<usize> = (0..count).map(|at| widest(at).clamp(1, room.max(1))).collect();
    let walls = 3 * (count - 1);
    while widths.iter().sum::<usize>() + walls > room {
        let widest = widths.iter_mut().max()?;
        if *widest <= NARROWEST {
            return None;
        }
        *widest -= 1;
    }
    Some(widths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn columns_stand_side_by_side_as_long_as_there_is_room() {
        let cell = |text: &str| vec![Run::new(text, Tone::Plain)];
        let rows = [
            vec![cell("Command"), cell("Shows")],
            vec![cell("cargo test"), cell("one failure and a long explanation of it")],
            vec![cell("x")],
        ];
        let drawn = |room| {
            let text = |line: &Line| line.iter().map(|run| &*run.text).collect::<String>().trim_end().to_owned();
            table(&rows, room, &Symbols::UNICODE).iter().map(text).collect::<Vec<_>>().join("\n")
        };
        assert_snapshot!(drawn(60), @"
        Command    │ Shows
        ─────────────────────────────────────────────────────
        cargo test │ one failure and a long explanation of it
        x          │
        ");
        assert_snapshot!(drawn(30), @"
        Command    │ Shows
        ──────────────────────────────
        cargo test │ one failure and a
                   │ long explanation
                   │ of it
        x          │
        ");
        assert_snapshot!(drawn(12), @"
        Command │
        Shows
        cargo test │
        one failure
        and a long
        explanation
        of it
        x
        ");
        assert_eq!(table(&[], 20, &Symbols::UNICODE), Vec::<Line>::new());
    }
}
