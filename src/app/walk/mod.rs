//! The walk through a plan: one stop fills the screen, and behind the last one stands what is left.
//!
//! The cursor is the tree's: on the stop itself, or on one of its items. So whatever goes to a node goes to its stop,
//! marks and undo are those of the Plan screen, and leaving ends at the node that was looked at.

mod end;
mod page;
mod stop;
mod stops;

use self::page::Page;
use self::stops::Stops;
use super::action::Action;
use super::document::Subject;
use super::mark::has_mark;
use super::measure::columns;
use super::run::Line;
use super::tree::Tree;
use crate::plan::{Kind, NodeId, Plan};

/// The walk: where it stands, and what is shown there.
#[derive(Clone, Debug)]
pub struct Walk {
    stops: Stops,
    place: Place,
    page: Page,
    /// Left and right.
    heading: (String, String),
    /// The width that the page was made for; `None` where it must be made anew.
    made_for: Option<usize>,
    /// The cursor when the page was last looked at.
    cursor: Option<NodeId>,
    /// Where the cursor goes when the page is there.
    arrival: Arrival,
    /// The cursor as it came behind the last stop, until somebody picks something there: whoever holds the key down that
    /// goes on shall not go round.
    rests: Option<NodeId>,
}

/// What is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// A stop.
    Stop(NodeId),
    /// The page behind the last stop, with what is left; what has been done there stays listed.
    End(Vec<NodeId>),
}

/// Where the cursor goes when the page is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arrival {
    /// To the first open item, where that is on the screen without scrolling, else to the stop itself.
    Fresh,
    /// Nowhere else.
    There,
}

/// What became of a wish to go somewhere.
pub(super) type Gone = Result<(), &'static str>;

impl Walk {
    /// Returns the walk at the stop that shows the cursor.
    pub(super) fn new(plan: &Plan, tree: &Tree) -> Self {
        let stops = Stops::of(plan);
        let cursor = tree.cursor().unwrap_or(NodeId::ROOT);
        let stop = stops.showing(plan, cursor);
        let is_own = plan.node(cursor).kind == Kind::Item && stop != cursor;
        Self {
            stops,
            place: Place::Stop(stop),
            page: Page::default(),
            heading: (String::new(), String::new()),
            made_for: None,
            cursor: None,
            arrival: if is_own { Arrival::There } else { Arrival::Fresh },
            rests: None,
        }
    }

    /// Returns the title of the page, at the left and at the right.
    pub(super) fn heading(&self) -> (&str, &str) {
        (&self.heading.0, &self.heading.1)
    }

    /// Returns the lines on the screen, and which of them belong to a node that the cursor goes to.
    pub(super) fn visible(&self) -> impl Iterator<Item = (&Line, Option<NodeId>)> {
        self.page.visible()
    }

    /// Returns how many lines are above the screen, and how many below.
    pub(super) fn hidden(&self) -> (usize, usize) {
        self.page.hidden()
    }

    /// Returns the stop; `None` behind the last one.
    pub(super) fn stop(&self) -> Option<NodeId> {
        match self.place {
            Place::Stop(stop) => Some(stop),
            Place::End(_) => None,
        }
    }

    /// Returns whether it is behind the last stop, and nothing has been picked there.
    pub(super) fn rests(&self) -> bool {
        self.stop().is_none() && self.rests.is_some()
    }

    /// Returns what `action` marks: a step as a whole is begun and validated, whichever of its items the cursor is on.
    pub(super) fn subject(&self, plan: &Plan, cursor: NodeId, action: Action) -> NodeId {
        let of_whole = matches!(action, Action::Validate | Action::Start);
        let is_whole = |&stop: &NodeId| plan.node(stop).kind == Kind::Step || has_mark(plan.node(stop));
        self.stop().filter(|_| of_whole).filter(is_whole).unwrap_or(cursor)
    }

    /// Shows `node` where it has been scrolled away from; returns whether it had been.
    pub(super) fn bring_back(&mut self, node: NodeId) -> bool {
        let away = self.page.has(node) && !self.page.shows(node);
        self.page.reveal(node);
        away
    }

    /// Brings stop, page and cursor into line; `subject` is any node, as the page has room for it.
    pub(super) fn settle(&mut self, subject: &Subject<'_>, height: usize, tree: &mut Tree) {
        let plan = &subject.overview.plan;
        let cursor = tree.cursor().unwrap_or(NodeId::ROOT);
        let is_at_end =
            matches!(&self.place, Place::End(left) if self.cursor == Some(cursor) || left.contains(&cursor));
        if !is_at_end {
            self.stand_at(self.stops.showing(plan, cursor));
        }
        if self.made_for != Some(subject.columns) {
            self.make(subject);
        }
        self.page.resize(height);
        let cursor = self.place_cursor(plan, cursor, tree);
        if self.cursor.replace(cursor) != Some(cursor) {
            self.page.reveal(cursor);
        }
    }

    fn stand_at(&mut self, stop: NodeId) {
        if self.place != Place::Stop(stop) {
            self.place = Place::Stop(stop);
            self.made_for = None;
            self.cursor = None;
            self.page.rewind();
        }
    }

    fn make(&mut self, subject: &Subject<'_>) {
        let (page, heading) = match &self.place {
            Place::Stop(stop) => {
                let subject = Subject { id: *stop, ..*subject };
                let right = format!("stop {} of {}", self.stops.number(*stop), self.stops.len());
                let room = subject.columns.saturating_sub(columns(&right) + 3);
                (stop::page(&subject, &self.stops), (subject.trail(room), right))
            }
            Place::End(left) => {
                let right = format!("{} {}", self.stops.len(), if self.stops.len() == 1 { "stop" } else { "stops" });
                (end::page(subject, left), ("Behind the last stop".to_owned(), right))
            }
        };
        self.page.replace(page);
        self.heading = heading;
        self.made_for = Some(subject.columns);
    }

    /// Puts the cursor on something that is on the page; returns where it is.
    fn place_cursor(&mut self, plan: &Plan, cursor: NodeId, tree: &mut Tree) -> NodeId {
        if std::mem::replace(&mut self.arrival, Arrival::There) == Arrival::Fresh && !tree.is_lost() {
            self.page.rewind();
            let stop = self.stop();
            let items = || self.page.places().filter(|&id| Some(id) != stop && plan.node(id).kind == Kind::Item);
            // Rows without a box have no state, and can be marked.
            let bare = || items().find(|&id| plan.node(id).state.is_none());
            let first = items().find(|&id| stop::is_open(plan.node(id).state)).or_else(bare);
            let target = first.filter(|&item| self.page.shows(item)).or_else(|| self.page.places().next());
            if let Some(target) = target.filter(|_| stop.is_some()) {
                tree.go_to(plan, target);
                // It is on the screen, or the page shall be read from its top.
                self.cursor = Some(target);
                return target;
            }
        }
        if self.page.has(cursor) || tree.cursor().is_none() {
            return cursor;
        }
        let nearest = self.page.places().find(|&place| place > cursor).or_else(|| self.page.places().next_back());
        if let Some(nearest) = nearest.filter(|_| self.stop().is_some()) {
            tree.shift_to(plan, nearest);
            return nearest;
        }
        cursor
    }

    /// Makes the page anew, but stays where it is scrolled to: something else is to be said.
    pub(super) fn refresh(&mut self) {
        self.made_for = None;
    }

    /// Follows its nodes into another plan.
    pub(super) fn follow(&mut self, newer: &Plan, map: &[Option<NodeId>]) {
        self.stops = Stops::of(newer);
        self.made_for = None;
        // What was on the screen stays there; what had been scrolled away from does not come back.
        let was_shown = self.cursor.is_some_and(|cursor| self.page.shows(cursor));
        self.cursor = self.cursor.and_then(|cursor| map[cursor.index()]).filter(|_| !was_shown);
        self.rests = self.rests.and_then(|cursor| map[cursor.index()]);
        match &mut self.place {
            Place::Stop(stop) => *stop = map[stop.index()].unwrap_or(NodeId::ROOT),
            Place::End(left) => {
                let kept = left.iter().filter_map(|id| map[id.index()]);
                *left = kept.chain(end::left(newer)).collect();
                left.sort_unstable();
                left.dedup();
            }
        }
    }

    /// Goes on to the next stop, behind the last one to what is left, and from there to what is under the cursor.
    pub(super) fn go_on(&mut self, plan: &Plan, tree: &mut Tree) -> Gone {
        match &self.place {
            Place::Stop(stop) => match self.stops.next(*stop) {
                Some(next) => self.go_to(next, plan, tree),
                None => self.go_to_end(plan, tree),
            },
            Place::End(left) => {
                let cursor = tree.cursor().filter(|cursor| left.contains(cursor)).ok_or("this is the end")?;
                if self.rests == Some(cursor) {
                    return Err("that was the last stop: move to pick what is left, or go back");
                }
                self.stand_at(self.stops.showing(plan, cursor));
            }
        }
        Ok(())
    }

    /// Goes back to the stop before.
    pub(super) fn go_back(&mut self, plan: &Plan, tree: &mut Tree) -> Gone {
        let before = match &self.place {
            Place::Stop(stop) => self.stops.previous(*stop).ok_or("this is the first stop")?,
            Place::End(_) => self.stops.last(),
        };
        self.go_to(before, plan, tree);
        Ok(())
    }

    /// Goes to the next stop where something can be done now.
    pub(super) fn go_to_next_ready(&mut self, plan: &Plan, tree: &mut Tree) -> Gone {
        let next = self.stop().and_then(|stop| self.stops.next_ready(plan, stop)).ok_or("no stop below is ready")?;
        self.go_to(next, plan, tree);
        Ok(())
    }

    /// Goes to the previous stop where something can be done now.
    pub(super) fn go_to_previous_ready(&mut self, plan: &Plan, tree: &mut Tree) -> Gone {
        let before = self.stops.previous_ready(plan, self.stop()).ok_or("no stop above is ready")?;
        self.go_to(before, plan, tree);
        Ok(())
    }

    /// Goes on behind `done`: to the next open item of the stop, to the stop itself where that is open, to the next stop
    /// that is ready, else behind the last one.
    pub(super) fn leave(&mut self, done: NodeId, plan: &Plan, tree: &mut Tree) {
        let is_open = |&id: &NodeId| stop::is_open(plan.node(id).state);
        let stop = match &self.place {
            Place::Stop(stop) => *stop,
            Place::End(left) => {
                self.rests = None;
                let next = left.iter().copied().filter(is_open).find(|&id| id > done);
                if let Some(next) = next {
                    tree.go_to(plan, next);
                }
                return;
            }
        };
        let open: Vec<NodeId> = self.stops.items(plan, stop).filter(is_open).collect();
        let item = open.iter().find(|&&id| id > done).or(open.first()).copied();
        let own = Some(stop).filter(|&stop| stop != done && has_mark(plan.node(stop))).filter(is_open);
        match item.filter(|_| stop != done).or(own) {
            Some(next) => tree.go_to(plan, next),
            None => match self.stops.next_ready(plan, stop) {
                Some(next) => self.go_to(next, plan, tree),
                None => self.go_to_end(plan, tree),
            },
        }
    }

    fn go_to(&mut self, stop: NodeId, plan: &Plan, tree: &mut Tree) {
        self.stand_at(stop);
        self.arrival = Arrival::Fresh;
        // The plan itself has no row.
        let first = || self.stops.items(plan, stop).next();
        if let Some(target) = Some(stop).filter(|&stop| stop != NodeId::ROOT).or_else(first) {
            tree.go_to(plan, target);
        }
    }

    fn go_to_end(&mut self, plan: &Plan, tree: &mut Tree) {
        let left = end::left(plan);
        if let Some(&first) = left.first() {
            tree.go_to(plan, first);
        }
        self.place = Place::End(left);
        self.made_for = None;
        self.page.rewind();
        // Not to be taken for a cursor that somebody has moved.
        self.cursor = tree.cursor();
        self.rests = self.cursor;
    }

    /// Goes a row down or up: to the next place, or the page scrolls.
    pub(super) fn step(&mut self, rows: isize, plan: &Plan, tree: &mut Tree) {
        self.rests = None;
        if let Some(place) = self.page.step(tree.cursor().unwrap_or(NodeId::ROOT), rows) {
            tree.go_to(plan, place);
        }
    }

    /// Goes to the first or last place, and to that end of the page.
    pub(super) fn go_to_edge(&mut self, edge: isize, plan: &Plan, tree: &mut Tree) {
        self.rests = None;
        let place = if edge < 0 { self.page.places().next() } else { self.page.places().next_back() };
        if let Some(place) = place {
            tree.go_to(plan, place);
            self.cursor = Some(place);
        }
        self.page.scroll_by(edge);
    }

    /// Scrolls by `lines`, up where negative.
    pub(super) fn scroll_by(&mut self, lines: isize) {
        self.page.scroll_by(lines);
    }
}
