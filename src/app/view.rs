//! Which screen is shown: the Plan screen, and what was opened above it.

use super::action::Action;
use super::document::Subject;
use super::layout::Body;
use super::model::Model;
use super::perform::distance;
use super::reader::Reader;
use super::run::{Line, Run, Tone};
use super::walk::Walk;
use crate::plan::{NodeId, Plan};

/// A screen.
#[derive(Clone, Debug)]
pub enum View {
    /// Tree and detail.
    Plan,
    /// One stop after another.
    Walk(Box<Walk>),
    /// The whole file.
    Document(Box<Reader>),
    /// The plans of the folder.
    Plans,
}

impl View {
    /// Returns what stands between header and footer.
    pub(super) const fn body(&self) -> Body {
        match self {
            Self::Plan => Body::Panes,
            Self::Walk(_) | Self::Document(_) | Self::Plans => Body::Page,
        }
    }
}

/// What a screen that is one page shows.
#[derive(Clone, Debug)]
pub struct Sheet<'a> {
    /// The title, at the left and at the right.
    pub heading: (&'a str, &'a str),
    /// The lines from the top of the page on, and which of them are under the cursor.
    pub lines: Vec<(Line, bool)>,
    /// How many lines are above the page, and how many below.
    pub hidden: Option<(usize, usize)>,
}

impl Model {
    /// Returns the screen that is shown.
    pub fn view(&self) -> &View {
        self.views.last().unwrap_or(&View::Plan)
    }

    /// Returns what stands between header and footer.
    pub(super) fn body(&self) -> Body {
        self.view().body()
    }

    /// Opens the screen of `action`, or goes back to it; closes it where it is shown.
    pub(super) fn open_view(&mut self, action: Action) {
        let is_this = |view: &View| {
            matches!((action, view), (Action::Walk, View::Walk(_)) | (Action::Document, View::Document(_)))
        };
        if self.views.last().is_some_and(is_this) {
            self.close_view();
            return;
        }
        if let Some(open) = self.views.iter().position(is_this) {
            self.views.truncate(open + 1);
            return;
        }
        self.tree.keep_folds();
        let plan = &self.overview.plan;
        self.views.push(match action {
            Action::Document => View::Document(Box::new(Reader::new(plan))),
            _ => View::Walk(Box::new(Walk::new(plan, &self.tree))),
        });
    }

    /// Goes back to the screen before; returns whether there was one.
    pub(super) fn close_view(&mut self) -> bool {
        let closed = self.has_screen_below() && self.views.pop().is_some();
        if self.views.is_empty() {
            self.tree.restore_folds(&self.overview.plan);
        }
        closed
    }

    /// Returns what `action` marks. What has been scrolled away from only comes back: nothing is marked unseen.
    pub(super) fn subject(&mut self, cursor: NodeId, action: Action) -> Option<NodeId> {
        let (subject, is_away) = match self.views.last_mut() {
            Some(View::Walk(walk)) => {
                let subject = walk.subject(&self.overview.plan, cursor, action);
                (subject, subject == cursor && walk.bring_back(cursor))
            }
            Some(View::Document(reader)) => (cursor, reader.bring_back(cursor)),
            Some(View::Plan | View::Plans) | None => (cursor, false),
        };
        if is_away {
            self.announce(cursor, action);
            return None;
        }
        Some(subject)
    }

    /// Does `action` in the walk.
    pub(super) fn perform_in_walk(&mut self, action: Action) {
        let page = self.layout().page.map_or(0, |pane| pane.inner.height.into());
        let (plan, tree) = (&self.overview.plan, &mut self.tree);
        let Some(View::Walk(walk)) = self.views.last_mut() else { return };
        let gone = match action {
            Action::Open | Action::Unfold => walk.go_on(plan, tree),
            Action::Fold => walk.go_back(plan, tree),
            Action::NextOpen => walk.go_to_next_ready(plan, tree),
            Action::PreviousOpen => walk.go_to_previous_ready(plan, tree),
            action => {
                match (action, distance(action, page)) {
                    (Action::Down | Action::Up, Some(rows)) => walk.step(rows, plan, tree),
                    (Action::Top | Action::Bottom, Some(edge)) => walk.go_to_edge(edge, plan, tree),
                    (_, Some(lines)) => walk.scroll_by(lines),
                    (_, None) => return,
                }
                Ok(())
            }
        };
        match gone {
            // Also where the page has nothing else to go to.
            Ok(()) => tree.accept(),
            Err(why) => self.status.say(why),
        }
    }

    /// Does `action` in the whole file.
    pub(super) fn perform_in_document(&mut self, action: Action) {
        let Some(pane) = self.layout().page else { return };
        let known = (&self.overview, &self.files, &self.runs);
        let subject = Subject::under(&self.tree, known, self.settings.symbols, pane);
        let Some(View::Document(reader)) = self.views.last_mut() else { return };
        match (action, distance(action, pane.inner.height.into())) {
            (Action::NextOpen | Action::PreviousOpen, _) => self.jump(action),
            (Action::Down | Action::Up, Some(rows)) => reader.step(rows, &subject, &mut self.tree),
            (Action::Top | Action::Bottom, Some(edge)) => reader.go_to_edge(edge, &subject, &mut self.tree),
            (_, Some(lines)) => reader.scroll_by(lines, &subject),
            (_, None) => {}
        }
    }

    /// Returns the node whose files are on the screen.
    pub(super) fn shown(&self) -> Option<NodeId> {
        match self.view() {
            View::Plan => self.tree.cursor().filter(|_| self.layout().detail.is_some()),
            View::Walk(walk) => walk.stop(),
            View::Document(_) | View::Plans => None,
        }
    }

    /// Has the screen say anew what it says.
    pub(super) fn refresh_view(&mut self) {
        for view in &mut self.views {
            match view {
                View::Walk(walk) => walk.refresh(),
                View::Document(reader) => reader.refresh(),
                View::Plan | View::Plans => {}
            }
        }
    }

    /// Returns whether the walk stands at a stop that another plan does not have any more.
    pub(super) fn loses_stop(&self, map: &[Option<NodeId>]) -> bool {
        let is_gone = |view: &View| matches!(view, View::Walk(walk) if walk.stop().is_some_and(|stop| map[stop.index()].is_none()));
        self.views.last().is_some_and(is_gone)
    }

    /// Follows the nodes into another plan. Returns whether what is shown is still there: keys that mean the stop of the
    /// walk as a whole are not meant for the one that takes its place.
    pub(super) fn follow_views(&mut self, newer: &Plan, map: &[Option<NodeId>]) -> bool {
        let stays = !self.loses_stop(map);
        if !stays {
            self.tree.displace();
        }
        for view in &mut self.views {
            match view {
                View::Walk(walk) => walk.follow(newer, map),
                View::Document(reader) => reader.follow(newer, map),
                View::Plan | View::Plans => {}
            }
        }
        stays
    }

    /// Brings the screen above the Plan screen into line.
    pub(super) fn settle_view(&mut self) {
        let Some(pane) = self.layout().page else { return };
        let known = (&self.overview, &self.files, &self.runs);
        let subject = Subject::under(&self.tree, known, self.settings.symbols, pane);
        match self.views.last_mut() {
            Some(View::Walk(walk)) => walk.settle(&subject, pane.inner.height.into(), &mut self.tree),
            Some(View::Document(reader)) => reader.settle(&subject, pane.inner.height.into()),
            Some(View::Plans) => self.settle_plans((pane.inner.width.into(), pane.inner.height.into())),
            Some(View::Plan) | None => {}
        }
    }

    /// Returns what is shown instead of the panes; `None` in the Plan screen.
    pub fn sheet(&self) -> Option<Sheet<'_>> {
        let inner = self.layout().page?.inner;
        let width = usize::from(inner.width);
        let (heading, lines, hidden): (_, Vec<_>, _) = match self.view() {
            View::Plan => return None,
            View::Plans => return Some(self.plans_sheet((width, inner.height.into()))),
            View::Walk(walk) => (walk.heading(), walk.visible().collect(), Some(walk.hidden())),
            View::Document(reader) => (reader.heading(), reader.visible().collect(), None),
        };
        let (cursor, unseen) = (self.tree.cursor(), self.news.marked());
        let mut before = None;
        let line = |(line, place): (&Line, Option<NodeId>)| {
            let is_first = place != std::mem::replace(&mut before, place);
            let mut line = line.clone();
            if is_first && place.is_some_and(|place| unseen.binary_search(&place).is_ok()) {
                self.add_dot(&mut line, width);
            }
            (line, place.is_some() && place == cursor)
        };
        Some(Sheet { heading, lines: lines.into_iter().map(line).collect(), hidden })
    }

    /// Puts the sign of what nobody has looked at behind `line`.
    fn add_dot(&self, line: &mut Line, room: usize) {
        let symbols = self.settings.symbols;
        *line = super::measure::cut_line(line, room.saturating_sub(2), symbols.ellipsis);
        line.push(Run::new(format!(" {}", symbols.unseen), Tone::Notice));
    }
}
