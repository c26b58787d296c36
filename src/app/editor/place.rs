//! Where the text that somebody writes stands on the screen.

use super::super::draft::Lines;
use super::super::layout::{Area, Pane};
use super::super::measure::columns;
use super::super::model::Model;
use super::Editor;
use crate::plan::{Kind, NodeId};

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
        let row = tree.inner.y + self.line_of_editor(editor) as u16;
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

    /// Returns on which line of the tree a text of one line stands: that of its row; a new one behind the row and
    /// the items in it.
    fn line_of_editor(&self, editor: &Editor) -> usize {
        let Some(cursor) = self.tree().cursor() else { return 0 };
        let plan = self.plan();
        let rows = self.placed_rows();
        if !editor.is_new() {
            return rows.iter().position(|(id, _)| *id == cursor).unwrap_or(0);
        }
        // A step in it is not what a new item comes behind.
        let is_other = |id: NodeId| id == cursor || !matches!(plan.node(id).kind, Kind::Item | Kind::Checklist);
        let lies_there = |id| std::iter::once(id).chain(plan.ancestors(id)).find(|&at| is_other(at)) == Some(cursor);
        rows.iter().rposition(|(id, _)| lies_there(*id)).map_or(1, |last| last + 1)
    }
}
