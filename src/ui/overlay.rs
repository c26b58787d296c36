//! What lies over the screen.

use ratatui::buffer::Buffer;
use ratatui::widgets::{Clear, Widget};

use super::{Theme, editor, paint, palette, runs};
use crate::app::measure::{columns, cut_line, line_columns, wrap};
use crate::app::{ChangeList, Choice, Confirm, FilterMenu, Line, List, Model, Overlay, Pane, Parts, Run, Tone, words};
use crate::plan::NodeId;

/// The open items that a question lists.
const MOST_LISTED: usize = 8;

/// Draws `overlay` in the middle of the screen.
pub(super) fn draw(model: &Model, theme: &Theme, overlay: &Overlay, buffer: &mut Buffer) {
    match overlay {
        Overlay::Help(help) => boxed(model, theme, "Keys", &model.help_lines(), help.scroll, buffer),
        Overlay::Diagnostics(list) => diagnostics(model, theme, list, buffer),
        Overlay::Changes(list) => changes(model, theme, list, buffer),
        Overlay::Confirm(confirm) => {
            let most = model.screen().overlay(60, usize::MAX).inner;
            boxed(model, theme, "", &question(model, confirm, most.width.into(), most.height.into()), 0, buffer);
        }
        Overlay::Editor(text) => editor::draw(model, theme, text, buffer),
        Overlay::Parts(list) => parts(model, theme, list, buffer),
        Overlay::Choice(choice) => files(model, theme, choice, buffer),
        // They stand in the footer.
        Overlay::Find(_) | Overlay::Ask(_) | Overlay::Opening(_) => {}
        Overlay::Filter(menu) => filters(model, theme, menu, buffer),
        Overlay::Palette(list) => palette::draw(model, theme, list, buffer),
        Overlay::Proposal(proposal) => runs::proposal(model, theme, proposal, buffer),
        Overlay::Job => runs::job(model, theme, buffer),
        Overlay::Since(since) => {
            let room = usize::from(model.screen().overlay(usize::MAX, usize::MAX).inner.width);
            let cut = |line: &Line| cut_line(line, room, model.settings().symbols.ellipsis);
            let lines: Vec<Line> = since.lines().iter().map(cut).collect();
            boxed(model, theme, "Since you looked last", &lines, 0, buffer);
        }
    }
}

/// Draws the menu of filters.
fn filters(model: &Model, theme: &Theme, menu: &FilterMenu, buffer: &mut Buffer) {
    let ellipsis = model.settings().symbols.ellipsis;
    let lines = menu.lines(usize::from(model.screen().overlay(usize::MAX, usize::MAX).inner.width), ellipsis);
    let widest = lines.iter().map(|line| line_columns(line)).max().unwrap_or(0);
    let pane = model.screen().overlay(widest, lines.len());
    let above = (menu.selected() + 1).saturating_sub(pane.inner.height.into());
    let lines = lines.into_iter().enumerate().map(|(index, line)| (line, index == menu.selected())).skip(above);
    choices(model, theme, (&pane, "Show rows"), lines, (0, 0), buffer);
}

/// Draws the list of what is wrong with the plan.
fn diagnostics(model: &Model, theme: &Theme, list: &List, buffer: &mut Buffer) {
    let (pane, all) = (model.diagnostics_box(), &model.overview().diagnostics);
    let size = (pane.inner.width.into(), pane.inner.height.into());
    let lines = list.visible(all, size, model.settings().symbols);
    let whole = lines.iter().filter(|(_, selected)| *selected).count().max(1);
    let hidden = list.hidden(all, lines.len() + 1 - whole);
    choices(model, theme, (&pane, "Diagnostics"), lines, hidden, buffer);
}

/// Draws the list of what others changed.
fn changes(model: &Model, theme: &Theme, list: &ChangeList, buffer: &mut Buffer) {
    let pane = model.changes_box(list);
    let size = (pane.inner.width.into(), pane.inner.height.into());
    let (lines, hidden) = list.visible(model.news(), size, model.settings().symbols);
    choices(model, theme, (&pane, "Changes"), lines, hidden, buffer);
}

/// Draws the files to choose from.
fn files(model: &Model, theme: &Theme, choice: &Choice, buffer: &mut Buffer) {
    let (columns, rows) = choice.size();
    let pane = model.screen().overlay(columns.max(24), rows);
    let (room, height) = (pane.inner.width.into(), pane.inner.height.into());
    let (lines, [above, below]) = choice.lines((model.plan(), model.files()), model.settings().symbols, room, height);
    choices(model, theme, (&pane, "Open"), lines, (above, below), buffer);
}

/// Draws the texts to choose from.
fn parts(model: &Model, theme: &Theme, list: &Parts, buffer: &mut Buffer) {
    let pane = model.screen().overlay(76, list.rows());
    let (room, height) = (pane.inner.width.into(), pane.inner.height.into());
    let (lines, [above, below]) = list.lines(model.plan(), model.settings().symbols, room, height);
    choices(model, theme, (&pane, "Edit which part?"), lines, (above, below), buffer);
}

/// Draws a box of `lines`, each with whether it is the chosen one; so many are `hidden` above and below them.
fn choices(
    model: &Model,
    theme: &Theme,
    (pane, title): (&Pane, &str),
    lines: impl IntoIterator<Item = (Line, bool)>,
    hidden: (usize, usize),
    buffer: &mut Buffer,
) {
    Clear.render(paint::rect(pane.outer, buffer), buffer);
    paint::frame(pane, (title, ""), theme.frame(true), theme, model.settings().symbols, buffer);
    for (row, (line, is_chosen)) in paint::rect(pane.inner, buffer).rows().zip(lines) {
        paint::line(&line, theme, row, buffer);
        if is_chosen {
            paint::bar(row, theme.selected(true), buffer);
        }
    }
    paint::foot(pane, &paint::more(hidden), theme, buffer);
}

/// Draws a frame around `lines`, of which the first `scroll` are above it.
fn boxed(model: &Model, theme: &Theme, title: &str, lines: &[Line], scroll: usize, buffer: &mut Buffer) {
    let widest = lines.iter().map(|line| line_columns(line)).max().unwrap_or(0);
    let pane = model.screen().overlay(widest.max(columns(title) + 2), lines.len());
    let symbols = model.settings().symbols;
    Clear.render(paint::rect(pane.outer, buffer), buffer);
    paint::frame(&pane, (title, ""), theme.frame(true), theme, symbols, buffer);
    let inner = paint::rect(pane.inner, buffer);
    let below = lines.len().saturating_sub(scroll + usize::from(inner.height));
    paint::lines(lines.iter().skip(scroll).map(|line| &line[..]), theme, inner, buffer);
    paint::foot(&pane, &paint::more((scroll, below)), theme, buffer);
}

/// Returns the question with what it is about and the keys that answer it, or why there is none any more, in at most
/// `room` columns and `rows` lines.
///
/// Where there are few, the list goes first, and the keys never.
fn question(model: &Model, confirm: &Confirm, room: usize, rows: usize) -> Vec<Line> {
    let symbols = model.settings().symbols;
    let mut lines = wrap(&[Run::new(confirm.question(model.plan(), symbols.ellipsis), Tone::Strong)], room);
    lines.truncate(rows.saturating_sub(1).max(1));
    let list_room = rows.saturating_sub(lines.len() + 3).min(MOST_LISTED);
    if confirm.moot().is_some() {
        lines.push(vec![Run::new("any key", Tone::Accent), Run::new(" closes", Tone::Faint)]);
        return lines;
    }
    if list_room > 0 {
        lines.push(Line::new());
        lines.extend(list(model, confirm, room, list_room));
        if !confirm.open().is_empty() {
            lines.push(Line::new());
        }
    }
    let keys = if room >= 17 { [("enter", " yes  "), ("esc", " no")] } else { [("y", " yes   "), ("n", " no")] };
    let keys = keys.iter().flat_map(|(key, word)| [Run::new(*key, Tone::Accent), Run::new(*word, Tone::Faint)]);
    lines.push(keys.collect());
    lines
}

/// Returns the open items that a question is about in at most `rows` lines.
fn list(model: &Model, confirm: &Confirm, room: usize, rows: usize) -> Vec<Line> {
    let (plan, symbols) = (model.plan(), model.settings().symbols);
    let shown = if confirm.open().len() > rows { rows - 1 } else { rows };
    let item = |&id: &NodeId| {
        let node = plan.node(id);
        let symbol = node.state.map_or(symbols.bullet, |state| symbols.of(node.kind, state));
        let name = words::lead(node) + &words::title(node, room, symbols.ellipsis);
        cut_line(&[Run::new(format!("{symbol} {name}"), Tone::Plain)], room, symbols.ellipsis)
    };
    let mut lines: Vec<Line> = confirm.open().iter().take(shown).map(item).collect();
    if let Some(more @ 1..) = confirm.open().len().checked_sub(shown) {
        lines.push(vec![Run::new(format!("{} and {more} more", symbols.ellipsis), Tone::Faint)]);
    }
    lines
}
