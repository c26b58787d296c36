//! Commands before they are run, and what they print.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

use super::{Theme, paint};
use crate::app::{Model, Proposal, words};

/// Draws the commands that can be run.
pub(super) fn proposal(model: &Model, theme: &Theme, proposal: &Proposal, buffer: &mut Buffer) {
    let (pane, symbols) = (model.proposal_box(usize::MAX, proposal.height()), model.settings().symbols);
    Clear.render(paint::rect(pane.outer, buffer), buffer);
    let title = if proposal.is_of_plan(model.plan()) {
        "Run the plan's commands?".to_owned()
    } else {
        format!("Run for {}?", words::name(model.plan(), proposal.source(), 60, symbols.ellipsis))
    };
    paint::frame(&pane, (&title, ""), theme.frame(true), theme, symbols, buffer);
    for ((line, selected), row) in proposal.visible().iter().zip(paint::rect(pane.inner, buffer).rows()) {
        paint::line(line, theme, row, buffer);
        if *selected {
            paint::bar(row, theme.selected(true), buffer);
        }
    }
    paint::foot(&pane, &paint::more(proposal.hidden()), theme, buffer);
}

/// Draws what runs or has run.
pub(super) fn job(model: &Model, theme: &Theme, buffer: &mut Buffer) {
    let Some(job) = model.runs().job() else { return };
    let (pane, symbols) = (model.job_box(), model.settings().symbols);
    Clear.render(paint::rect(pane.outer, buffer), buffer);
    let (left, right) = job.heading();
    paint::frame(&pane, (&left, &right), theme.frame(true), theme, symbols, buffer);
    let inner = paint::rect(pane.inner, buffer);
    let standing = model.job_standing();
    let above = inner.height.saturating_sub(standing.len() as u16);
    let lines = job.visible();
    paint::lines(lines.iter().map(|line| &line[..]), theme, Rect { height: above, ..inner }, buffer);
    let below = Rect { y: inner.y + above, height: inner.height - above, ..inner };
    paint::lines(standing.iter().map(|line| &line[..]), theme, below, buffer);
    let hidden = job.hidden();
    let more = if hidden.1 == 0 { String::new() } else { paint::more(hidden) };
    paint::foot(&pane, &more, theme, buffer);
}
