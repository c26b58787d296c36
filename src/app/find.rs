//! Looking for text: in titles, fields and prose, each node once.

use super::input::Input;
use super::measure::shown;
use super::needle::Needle;
use super::run::{Line, Run, Tone};
use super::tree::Place;
use super::words;
use crate::plan::{NodeId, Plan};
use crate::text::Span;

/// What is looked for, and where it is. Found anew for each text of the plan.
#[derive(Clone, Debug, Default)]
pub struct Find {
    needle: Option<Needle>,
    /// In document order.
    hits: Vec<Hit>,
    /// What was folded and hid the hit that was gone to.
    pub(super) opened: Vec<NodeId>,
}

/// A node that holds what is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hit {
    node: NodeId,
    at: At,
}

/// Where in a node.
#[derive(Clone, Debug, PartialEq, Eq)]
enum At {
    /// In its title, which is in sight.
    Title,
    /// In this field, or in its text.
    Inside(String),
}

/// The line in which somebody types what to look for.
#[derive(Clone, Debug)]
pub struct FindLine {
    pub(super) input: Input,
    /// Where the cursor was before; somebody who gives up goes back there.
    pub(super) origin: Place,
}

impl Find {
    /// Looks for `text` in `plan` from now on.
    pub(super) fn set(&mut self, plan: &Plan, text: &str) {
        self.needle = Needle::new(text);
        self.refresh(plan);
    }

    /// Looks again: the plan has another text.
    pub(super) fn refresh(&mut self, plan: &Plan) {
        let Some(needle) = &self.needle else {
            self.hits.clear();
            return;
        };
        self.hits = plan.ids().filter_map(|node| Some(Hit { node, at: place_in(plan, node, needle)? })).collect();
    }

    /// Looks for nothing; returns whether there was anything to look for.
    pub(super) fn clear(&mut self) -> bool {
        self.hits.clear();
        self.opened.clear();
        self.needle.take().is_some()
    }

    /// Follows the nodes into another plan, whose hits are yet to be found; `map` is what [`Plan::align`] returned.
    pub(super) fn follow(&mut self, map: &[Option<NodeId>]) {
        self.opened = self.opened.iter().filter_map(|id| map[id.index()]).collect();
    }

    /// Returns what is looked for.
    pub fn needle(&self) -> Option<&Needle> {
        self.needle.as_ref()
    }

    /// Returns the first hit at `from` or behind it, else the first of all.
    pub(super) fn from(&self, from: NodeId) -> Option<NodeId> {
        let at = self.hits.partition_point(|hit| hit.node < from);
        self.hits.get(at).or(self.hits.first()).map(|hit| hit.node)
    }

    /// Returns the next hit behind `from`, else the first of all.
    pub(super) fn next(&self, from: NodeId) -> Option<NodeId> {
        let at = self.hits.partition_point(|hit| hit.node <= from);
        self.hits.get(at).or(self.hits.first()).map(|hit| hit.node)
    }

    /// Returns the last hit before `from`, else the last of all.
    pub(super) fn previous(&self, from: NodeId) -> Option<NodeId> {
        let at = self.hits.partition_point(|hit| hit.node < from);
        self.hits[..at].last().or(self.hits.last()).map(|hit| hit.node)
    }

    /// Returns `3 of 12` where the cursor is on a hit, else `12 found`; and in which field that one is.
    pub(super) fn count(&self, cursor: Option<NodeId>) -> Line {
        let at = cursor.and_then(|id| self.hits.binary_search_by_key(&id, |hit| hit.node).ok());
        let count = match (at, self.hits.len()) {
            (_, 0) => return vec![Run::new("not found", Tone::Notice)],
            (Some(at), all) => format!("{} of {all}", at + 1),
            (None, all) => format!("{all} found"),
        };
        let inside = match at.map(|at| &self.hits[at].at) {
            Some(At::Inside(inside)) => format!(" in {inside}"),
            _ => String::new(),
        };
        vec![Run::new(count + &inside, Tone::Faint)]
    }
}

impl FindLine {
    /// Returns what is typed.
    pub fn input(&self) -> &Input {
        &self.input
    }
}

/// Returns where `needle` is in `id` itself, the title first.
fn place_in(plan: &Plan, id: NodeId, needle: &Needle) -> Option<At> {
    let node = plan.node(id);
    let title = words::inline(&shown(&node.title, words::TITLE_LIMIT), Tone::Plain);
    let title: String = title.into_iter().map(|run| run.text).collect();
    if needle.is_in(&(words::lead(node) + &title)) {
        return Some(At::Title);
    }
    let field = node.fields.iter().find(|field| {
        let named = needle.is_in(&field.name);
        named || own_parts(plan, id, field.value).any(|part| needle.is_in(part))
    });
    if let Some(field) = field {
        return Some(At::Inside(shown(&field.name, words::TITLE_LIMIT).into_owned()));
    }
    node.prose.iter().any(|span| needle.is_in(span.of(plan.text()))).then(|| At::Inside("its text".to_owned()))
}

/// Returns what of `span` lies in none of the children of `id`, which are found by themselves.
fn own_parts(plan: &Plan, id: NodeId, span: Span) -> impl Iterator<Item = &str> {
    let inside = plan.children(id).map(|child| plan.node(child).span);
    let inside = inside.filter(move |child| span.covers(*child));
    let mut start = span.start;
    let end = std::iter::once(Span::at(span.end));
    inside.chain(end).map(move |child| {
        let part = Span::new(start.min(child.start), child.start);
        start = child.end;
        part.of(plan.text())
    })
}
