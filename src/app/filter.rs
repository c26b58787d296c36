//! Showing only the rows that matter now.

use std::sync::Arc;

use super::action::Action;
use super::measure::{columns, cut_line};
use super::model::Model;
use super::overlay::Overlay;
use super::overview::Overview;
use super::run::{Line, Run, Tone};
use super::{Code, Effect, Key, News};
use crate::plan::{Kind, NodeId, Plan, State};

/// Which rows are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Steps and items that are not settled.
    Open,
    /// What could be done now.
    Ready,
    /// What waits for something else.
    Blocked,
    /// What others changed, and nobody has looked at since.
    Unseen,
    /// Steps that are done and not validated.
    Unvalidated,
    /// What something is wrong with.
    Diagnostics,
}

/// All filters with the key that picks each, and what it shows; in the order of the menu.
const FILTERS: [(char, Filter, &str); 6] = [
    ('o', Filter::Open, "not done yet"),
    ('r', Filter::Ready, "could be done now"),
    ('b', Filter::Blocked, "waits for something else"),
    ('u', Filter::Unseen, "changed by others"),
    ('v', Filter::Unvalidated, "done, not validated"),
    ('d', Filter::Diagnostics, "something is wrong"),
];

/// Picks no filter, beside the key that opens the menu.
const OFF: char = 'a';

impl Filter {
    /// Returns its name, a word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Ready => "ready",
            Self::Blocked => "blocked",
            Self::Unseen => "unseen",
            Self::Unvalidated => "unvalidated",
            Self::Diagnostics => "diagnostics",
        }
    }

    /// Returns the nodes of the plan that it shows, in document order.
    fn matching(self, overview: &Overview, news: &News) -> Vec<NodeId> {
        let plan = &overview.plan;
        let all = |is: &dyn Fn(NodeId) -> bool| plan.ids().filter(|&id| is(id)).collect();
        match self {
            Self::Open => all(&|id| is_open(plan, id)),
            Self::Ready => ready(plan),
            Self::Blocked => all(&|id| is_open(plan, id) && (plan.is_held(id) || !plan.blocked_by(id).is_empty())),
            Self::Unseen => news.changed(),
            Self::Unvalidated => {
                all(&|id| plan.node(id).kind == Kind::Step && plan.node(id).state == Some(State::Done))
            }
            Self::Diagnostics => overview.diagnostics.places(),
        }
    }
}

/// The filter that is on, and what it shows.
#[derive(Clone, Debug, Default)]
pub(super) struct Filtering {
    on: Option<Filter>,
    matching: Vec<NodeId>,
    /// The row under the cursor where it has matched until now; it goes when the cursor leaves it.
    kept: Option<NodeId>,
    /// The plan that `matching` are nodes of.
    plan: Option<Arc<Plan>>,
}

impl Filtering {
    /// Returns the filter that is on, and how many rows it shows.
    pub(super) fn on(&self) -> Option<(Filter, usize)> {
        self.on.map(|filter| (filter, self.matching.len() + usize::from(self.kept.is_some())))
    }

    /// Finds what is shown, where that can be another thing than before: only looking changes what is unseen.
    fn refresh(&mut self, overview: &Overview, news: &News, cursor: Option<NodeId>) {
        let Some(filter) = self.on else { return };
        let stays = cursor.filter(|cursor| self.matching.contains(cursor) || self.kept == Some(*cursor));
        let is_known = self.plan.as_ref().is_some_and(|plan| Arc::ptr_eq(plan, &overview.plan));
        if !is_known || filter == Filter::Unseen {
            self.matching = filter.matching(overview, news);
            self.plan = Some(Arc::clone(&overview.plan));
        }
        self.kept = stays.filter(|cursor| !self.matching.contains(cursor));
    }

    /// Follows the nodes into another plan; `map` is what [`Plan::align`] returned.
    pub(super) fn follow(&mut self, map: &[Option<NodeId>]) {
        self.matching = self.matching.iter().filter_map(|id| map[id.index()]).collect();
        self.kept = self.kept.and_then(|id| map[id.index()]);
    }
}

/// The menu of filters.
#[derive(Clone, Debug)]
pub struct FilterMenu {
    /// The row under the cursor; the last one is no filter.
    selected: usize,
    /// How many rows each filter would show.
    counts: [usize; FILTERS.len()],
}

impl FilterMenu {
    /// Goes `rows` down, up where negative.
    pub(super) fn step(&mut self, rows: isize) {
        self.selected = self.selected.saturating_add_signed(rows).min(FILTERS.len());
    }

    /// Returns the row under the cursor.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Returns its rows in lines of at most `room` columns.
    pub fn lines(&self, room: usize, ellipsis: &str) -> Vec<Line> {
        let row = |key: char, name: &str, count: String, what: &str| {
            let gap = 13usize.saturating_sub(columns(name));
            let line = vec![
                Run::new(format!("{key}  "), Tone::Accent),
                Run::new(name, Tone::Plain),
                Run::blank(gap),
                Run::new(format!("{count:>3}  {what}"), Tone::Faint),
            ];
            cut_line(&line, room, ellipsis)
        };
        let filters = FILTERS.iter().zip(self.counts);
        let filters = filters.map(|((key, filter, what), count)| row(*key, filter.name(), count.to_string(), what));
        filters.chain([row(OFF, "all", String::new(), "no filter")]).collect()
    }

    fn picked(&self) -> Option<Filter> {
        FILTERS.get(self.selected).map(|(_, filter, _)| *filter)
    }
}

impl Model {
    /// Returns the filter that is on, and how many rows it shows.
    pub fn filter(&self) -> Option<(Filter, usize)> {
        self.seek.filtering.on()
    }

    /// Opens the menu of filters, on the one that is on.
    pub(super) fn choose_filter(&mut self) {
        self.check();
        let on = self.seek.filtering.on;
        let selected = FILTERS.iter().position(|(_, filter, _)| Some(*filter) == on).unwrap_or(0);
        let counts = FILTERS.map(|(_, filter, _)| filter.matching(&self.overview, &self.news).len());
        self.overlays.push(Overlay::Filter(FilterMenu { selected, counts }));
    }

    /// Takes a key that picks a filter from the menu.
    pub(super) fn answer_filter(&mut self, key: Key) -> Option<Vec<Effect>> {
        let Key { code: Code::Char(letter), ctrl: false, alt: false } = key else { return None };
        let filter = match FILTERS.iter().find(|(key, ..)| *key == letter) {
            Some((_, filter, _)) => Some(*filter),
            None if letter == OFF => None,
            None => return None,
        };
        self.overlays.pop();
        self.set_filter(filter);
        Some(Vec::new())
    }

    /// Picks the filter under the cursor of the menu.
    pub(super) fn pick_filter(&mut self) {
        if let Some(Overlay::Filter(menu)) = self.overlays.pop() {
            self.set_filter(menu.picked());
        }
    }

    /// Shows the rows of `filter` only, or all, with the cursor on one of them; returns whether that is anything new.
    pub(super) fn set_filter(&mut self, filter: Option<Filter>) -> bool {
        if self.seek.filtering.on == filter {
            return false;
        }
        self.tree.widen(&self.overview.plan);
        self.seek.filtering = Filtering { on: filter, ..Filtering::default() };
        self.narrow();
        let Some(filter) = filter else { return true };
        let matching = &self.seek.filtering.matching;
        let from = matching.partition_point(|&id| id < self.tree.cursor().unwrap_or(NodeId::ROOT));
        match matching.get(from).or(matching.last()) {
            Some(&near) => self.tree.go_to(&self.overview.plan, near),
            None => self.status.say(self.nothing_matches(filter)),
        }
        true
    }

    /// Says that `filter` shows no row.
    fn nothing_matches(&self, filter: Filter) -> String {
        match filter {
            Filter::Diagnostics if !self.overview.diagnostics.is_empty() => {
                let key = self.settings.key(Action::Diagnostics).map(|key| format!(": {key} tells what"));
                format!("only the plan itself has something wrong{}", key.unwrap_or_default())
            }
            filter => format!("nothing is {}", filter.nothing()),
        }
    }

    /// Brings the rows into line with the filter.
    pub(super) fn narrow(&mut self) {
        self.seek.filtering.refresh(&self.overview, &self.news, self.tree.cursor());
        if self.seek.filtering.on.is_some() {
            self.tree.narrow(&self.overview.plan, &self.seek.filtering.matching);
        }
    }
}

impl Filter {
    /// Returns how a sentence ends that says that nothing matches.
    const fn nothing(self) -> &'static str {
        match self {
            Self::Diagnostics => "wrong with this plan",
            Self::Unvalidated => "done and not validated",
            other => other.name(),
        }
    }
}

fn is_open(plan: &Plan, id: NodeId) -> bool {
    let node = plan.node(id);
    matches!(node.kind, Kind::Step | Kind::Item) && node.state.is_some_and(|state| !state.is_settled())
}

/// Returns what could be done now: steps with their open items, and items outside steps.
fn ready(plan: &Plan) -> Vec<NodeId> {
    let with_items = |id: NodeId| {
        std::iter::once(id).chain(plan.descendants(id).filter(move |&below| {
            plan.node(id).kind == Kind::Step && plan.node(below).kind == Kind::Item && is_open(plan, below)
        }))
    };
    plan.ready().flat_map(with_items).collect()
}
