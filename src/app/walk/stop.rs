//! What a stop says: where it stands, what it is for, and its items, each with what is written below it.

use super::page::Page;
use super::stops::Stops;
use crate::app::document::Subject;
use crate::app::measure::{line_columns, shown, wrap};
use crate::app::run::{Line, Run, Tone};
use crate::app::words;
use crate::plan::{Kind, NodeId, State};

/// A wider page does not get longer lines: they would be hard to read.
pub(super) const MOST_COLUMNS: usize = 96;

/// Returns the page of the stop that `subject` is about.
pub(super) fn page(subject: &Subject<'_>, stops: &Stops) -> Page {
    let subject = Subject { columns: subject.columns.min(MOST_COLUMNS), ..*subject };
    let plan = &subject.overview.plan;
    let mut page = Page::default();
    let title = title(&subject);
    if subject.id == NodeId::ROOT {
        page.add(title);
    } else {
        page.add_place(subject.id, title);
    }
    let titled = page.len() + 1;
    let state = subject.state();
    if !state.is_empty() {
        page.add(wrap(&state, subject.columns));
    }
    for block in [subject.lead(), subject.fields(&subject.mentions()), subject.last_run(), subject.prose()] {
        page.gap();
        page.add(block);
    }
    page.gap();
    for id in stops.rows(plan, subject.id) {
        row(&mut page, &Subject { id, ..subject }, subject.id, stops.contains(id));
    }
    if page.len() <= titled {
        page.gap();
        page.add([vec![Run::new("nothing more is written here", Tone::Faint)]]);
    }
    page.gap();
    page.add(subject.overview.diagnostics.detail(subject.id, subject.columns));
    page
}

/// Returns label and title, all of it.
fn title(subject: &Subject<'_>) -> Vec<Line> {
    let node = subject.node();
    let tone = if node.placeholder { Tone::Placeholder } else { Tone::Strong };
    let mut text = words::inline(&shown(&node.title, 16 * words::TITLE_LIMIT), tone);
    text.insert(0, Run::new(words::lead(node), Tone::Strong));
    if line_columns(&text) == 0 {
        text = vec![Run::new(format!("({} without text)", node.kind.name()), Tone::Faint)];
    }
    wrap(&text, subject.columns)
}

/// Adds what lies in the stop: an item with all that is written below it, another stop with its title only, and the
/// heading of a list.
fn row(page: &mut Page, subject: &Subject<'_>, stop: NodeId, is_stop: bool) {
    let plan = &subject.overview.plan;
    let node = subject.node();
    let deeper = usize::from(node.depth.saturating_sub(plan.node(stop).depth + 1));
    let headings = plan.ancestors(subject.id).take(deeper).filter(|&id| plan.node(id).kind != Kind::Item).count();
    let indent = (2 * (deeper - headings.min(deeper))).min(subject.columns / 6);
    let inner = Subject { columns: subject.columns.saturating_sub(indent + 2).max(1), ..*subject };
    if !matches!(node.kind, Kind::Item | Kind::Step) && !is_stop {
        page.gap();
        page.add(title(subject));
        for block in [inner.lead(), inner.fields(&[]), inner.prose()].into_iter().filter(|block| !block.is_empty()) {
            page.add(block);
            page.gap();
        }
        return;
    }
    let head = subject.row(indent);
    if is_stop {
        page.add(head);
        return;
    }
    page.add_place(subject.id, head);
    let mut said = false;
    for block in [inner.lead(), inner.fields(&[]), inner.prose()].into_iter().filter(|block| !block.is_empty()) {
        if said {
            page.gap();
        }
        said = true;
        let pad = Run::blank(indent + 2);
        page.add(block.into_iter().map(|line| if line.is_empty() { line } else { [vec![pad.clone()], line].concat() }));
    }
    if said {
        page.gap();
    }
}

/// Returns whether something is left to do at `state`.
pub(super) fn is_open(state: Option<State>) -> bool {
    state.is_some_and(|state| !state.is_settled())
}
