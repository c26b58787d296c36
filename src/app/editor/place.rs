//! Where the text that somebody writes stands on the screen.

use super::super::draft::Lines;
use super::super::layout::{Area, Pane};
use super::super::measure::columns;
use super::super::model::Model;
use super::Editor;

/// The most lines of the box of a text of one line.
const TALLEST: usize = 6;

/// The widest that a text of several lines gets.
const WIDEST: usize = 80;

impl Model {
    /// Returns the box of the editor: over its row where the text is one line, else in the middle.
    pub fn editor_box(&self, editor: &Editor) -> Pane {
        let text = editor.draft().text();
        let tree = self.layout().tree.filter(|_| editor.draft().lines() == Lines::One);
        let Some(tree) = tree else {
            let most = usize::from(self.screen.overlay(WIDEST, 1).inner.width).max(1);
            let rows: usize = text.split('\n').map(|line| columns(line) / most + 1).sum();
            let spare = if editor.draft().lines() == Lines::Many { 2 } else { 0 };
            return self.screen.overlay(WIDEST, rows + spare);
        };
        let all = self.screen.overlay(usize::MAX, usize::MAX).outer;
        let (x, width) = if tree.framed { (tree.outer.x, tree.outer.width) } else { (0, self.screen.columns()) };
        let room = usize::from(width.saturating_sub(4)).max(1);
        let bottom = all.y + all.height;
        let height = (columns(&text) + 1).div_ceil(room).clamp(1, TALLEST) as u16 + 2;
        let height = height.min(all.height);
        let row = self.visible_rows().iter().position(|(_, selected)| *selected).unwrap_or(0);
        let tall = self.visible_rows().iter().filter(|(_, selected)| *selected).count().max(1);
        let row = tree.inner.y + row as u16 + if editor.is_new() { tall as u16 } else { 0 };
        let y = row.saturating_sub(1).min(bottom.saturating_sub(height));
        let outer = Area { x, y, width, height };
        let inner = Area {
            x: x + 2.min(width / 2),
            y: y + 1.min(height / 2),
            width: width.saturating_sub(4),
            height: height.saturating_sub(2),
        };
        Pane { outer, inner, framed: true }
    }
}
