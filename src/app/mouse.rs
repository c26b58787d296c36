//! The mouse: a click selects, a second one on the box ticks, the wheel scrolls.

use super::Effect;
use super::action::Action;
use super::layout::{Area, Focus};
use super::model::Model;
use super::row::has_symbol;
use crate::plan::NodeId;

/// So many lines are one notch of the wheel.
const NOTCH: isize = 3;

/// What the mouse did, in the cell `column`, `row` of the screen, both from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// What it did.
    pub deed: Deed,
    /// From the left.
    pub column: u16,
    /// From the top.
    pub row: u16,
}

/// Something that a mouse does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Its first button was pressed.
    Click,
    /// The wheel was turned up by a notch.
    WheelUp,
    /// The wheel was turned down by a notch.
    WheelDown,
}

impl Model {
    /// Takes the mouse, or gives it back to the terminal.
    pub(super) fn switch_mouse(&mut self) {
        self.settings.mouse = !self.settings.mouse;
        self.status.say(if self.settings.mouse {
            "mouse on: a click selects, a second one on the box ticks, the wheel scrolls"
        } else {
            "mouse off: it selects text again"
        });
    }

    /// Takes what the mouse did.
    pub(super) fn point(&mut self, mouse: Mouse) -> Vec<Effect> {
        let in_detail = self.layout().detail.is_some_and(|pane| holds(pane.outer, mouse));
        let (action, lines) = match mouse.deed {
            Deed::Click if self.overlays.is_empty() => return self.click(mouse, in_detail),
            Deed::Click => return Vec::new(),
            Deed::WheelDown => (Action::Down, NOTCH),
            Deed::WheelUp => (Action::Up, -NOTCH),
        };
        if in_detail && self.overlays.is_empty() {
            self.detail.scroll_by(lines);
            return Vec::new();
        }
        let effects = (0..NOTCH).flat_map(|_| self.perform(action)).collect();
        self.look();
        effects
    }

    fn click(&mut self, mouse: Mouse, in_detail: bool) -> Vec<Effect> {
        self.status.message = None;
        if in_detail {
            self.screen.read();
            return Vec::new();
        }
        let Some(pane) = self.layout().tree.filter(|pane| holds(pane.inner, mouse)) else { return Vec::new() };
        let rows = self.placed_rows();
        let line = usize::from(mouse.row - pane.inner.y);
        let Some(&(id, _)) = rows.get(line) else { return Vec::new() };
        if self.screen.focus() == Focus::Detail {
            self.screen.leave();
        }
        let is_first = rows.iter().position(|(other, _)| *other == id) == Some(line);
        let box_at = self.box_at(id, pane.inner).filter(|at| is_first && (*at..at + 2).contains(&mouse.column));
        let selected = self.tree.cursor() == Some(id);
        // Neither a tick under way nor a row that others took out may put another one below the mouse.
        let is_sure = selected && !self.tree.is_lost() && !self.history.is_busy();
        self.tree.go_to(&self.overview.plan, id);
        self.look();
        if is_sure && box_at.is_some() {
            return self.perform(Action::Toggle);
        }
        Vec::new()
    }

    /// Returns the column of the screen in which the box of `id` stands, in a tree at `area`; a blank is behind it.
    fn box_at(&self, id: NodeId, area: Area) -> Option<u16> {
        let node = self.overview.plan.node(id);
        let unseen = self.news.marked();
        let title_at = self.rows(area.width, &unseen).title_at(node);
        has_symbol(node).then(|| area.x + (title_at as u16).saturating_sub(2))
    }
}

/// Returns whether `mouse` is in `area`.
fn holds(area: Area, mouse: Mouse) -> bool {
    (area.x..area.x + area.width).contains(&mouse.column) && (area.y..area.y + area.height).contains(&mouse.row)
}
