//! Where a walk through a plan stops: at whatever is done as one piece of work, in document order.

use std::collections::HashMap;

use crate::app::mark::has_mark;
use crate::plan::{Kind, Node, NodeId, Plan, State};

/// The stops of a plan, in document order; never empty.
#[derive(Clone, Debug)]
pub(super) struct Stops(Vec<NodeId>);

impl Stops {
    /// Returns the stops of `plan`: steps; what holds items that are in no step; phases in which there is neither, or that
    /// say something themselves.
    /// A plan without any of these stops at its headings, and one without headings at itself.
    pub(super) fn of(plan: &Plan) -> Self {
        let mut stops: Vec<NodeId> = plan.ids().filter(|&id| plan.node(id).kind == Kind::Step).collect();
        stops.extend(stops_in_lists(plan));
        stops.sort_unstable();
        stops.dedup();
        let inside = |id: NodeId| {
            let at = stops.partition_point(|&stop| stop <= id);
            stops.get(at).is_some_and(|&stop| plan.contains(id, stop))
        };
        let is_own = |&id: &NodeId| {
            let node = plan.node(id);
            node.kind == Kind::Phase && (says_more(node) || !inside(id)) && stops.binary_search(&id).is_err()
        };
        let phases: Vec<NodeId> = plan.ids().filter(is_own).collect();
        stops.extend(phases);
        stops.sort_unstable();
        if stops.is_empty() {
            stops = plan.ids().filter(|&id| says_more(plan.node(id)) || plan.children(id).next().is_none()).collect();
        }
        if stops.is_empty() {
            stops.push(NodeId::ROOT);
        }
        Self(stops)
    }

    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the last one.
    pub(super) fn last(&self) -> NodeId {
        self.0.last().copied().unwrap_or(NodeId::ROOT)
    }

    /// Returns whether `id` is one.
    pub(super) fn contains(&self, id: NodeId) -> bool {
        self.0.binary_search(&id).is_ok()
    }

    /// Returns which one `stop` is, counted from 1.
    pub(super) fn number(&self, stop: NodeId) -> usize {
        self.0.partition_point(|&other| other <= stop)
    }

    /// Returns the stop that shows `id`: it, or the nearest that it lies in, else the next one, else the last.
    pub(super) fn showing(&self, plan: &Plan, id: NodeId) -> NodeId {
        let around = std::iter::once(id).chain(plan.ancestors(id)).find(|&id| self.contains(id));
        let in_plan = || (plan.node(id).kind == Kind::Item && self.contains(NodeId::ROOT)).then_some(NodeId::ROOT);
        let behind = || self.0.get(self.0.partition_point(|&stop| stop < id)).copied();
        around.or_else(in_plan).or_else(behind).unwrap_or_else(|| self.last())
    }

    /// Returns the stop behind `stop`.
    pub(super) fn next(&self, stop: NodeId) -> Option<NodeId> {
        self.0.get(self.0.partition_point(|&other| other <= stop)).copied()
    }

    /// Returns the stop before `stop`.
    pub(super) fn previous(&self, stop: NodeId) -> Option<NodeId> {
        self.0[..self.0.partition_point(|&other| other < stop)].last().copied()
    }

    /// Returns the nearest stop behind `stop` where something can be done now.
    pub(super) fn next_ready(&self, plan: &Plan, stop: NodeId) -> Option<NodeId> {
        self.0[self.0.partition_point(|&other| other <= stop)..].iter().copied().find(|&stop| self.is_ready(plan, stop))
    }

    /// Returns the nearest stop before `stop`, or before the end, where something can be done now.
    pub(super) fn previous_ready(&self, plan: &Plan, stop: Option<NodeId>) -> Option<NodeId> {
        let end = stop.map_or(self.0.len(), |stop| self.0.partition_point(|&other| other < stop));
        let before = &self.0[..end];
        before.iter().rev().copied().find(|&stop| self.is_ready(plan, stop))
    }

    /// Returns the items that `stop` shows as its own: not those of stops in it.
    pub(super) fn items<'a>(&'a self, plan: &'a Plan, stop: NodeId) -> impl Iterator<Item = NodeId> + 'a {
        self.inside(plan, stop).filter(|&id| plan.node(id).kind == Kind::Item)
    }

    /// Returns what lies in `stop` but not in a stop in it, and of these stops only themselves; in document order.
    pub(super) fn rows<'a>(&'a self, plan: &'a Plan, stop: NodeId) -> impl Iterator<Item = NodeId> + 'a {
        let end = plan.node(stop).next;
        let behind = move |id: NodeId| {
            let inner = plan.descendants(id).next().filter(|_| !self.contains(id));
            inner.or(Some(plan.node(id).next)).filter(|&next| next < end)
        };
        std::iter::successors(plan.descendants(stop).next(), move |&id| behind(id))
    }

    fn inside<'a>(&'a self, plan: &'a Plan, stop: NodeId) -> impl Iterator<Item = NodeId> + 'a {
        self.rows(plan, stop).filter(|&id| !self.contains(id))
    }

    /// Returns whether something is open at `stop` itself, and nothing else must be done before.
    fn is_ready(&self, plan: &Plan, stop: NodeId) -> bool {
        let node = plan.node(stop);
        let open = |state: Option<State>| state.is_some_and(|state| !state.is_settled());
        let open_item = |id: NodeId| {
            let item = plan.node(id);
            open(item.state) && !item.optional && item.view_of.is_none()
        };
        // What holds open stops is done when they are.
        let holds_open = || {
            let mut stops = self.rows(plan, stop).filter(|&id| self.contains(id));
            stops.any(|id| open(plan.node(id).state))
        };
        let is_open = match node.kind {
            Kind::Step | Kind::Item => open(node.state) && !node.optional && !holds_open(),
            Kind::Phase if has_mark(node) => open(node.state) && !holds_open(),
            _ => self.items(plan, stop).any(open_item),
        };
        is_open && !plan.is_held(stop) && plan.blocked_by(stop).is_empty()
    }

    #[cfg(test)]
    fn iter(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.0.iter().copied()
    }
}

/// Returns the stops among lists that are in no step: each list is one, but where at least every second of its innermost
/// items says more than its title, each of its items.
fn stops_in_lists(plan: &Plan) -> Vec<NodeId> {
    // By what holds it: its items, and of the innermost ones how many there are and how many say more.
    let mut lists: HashMap<NodeId, (Vec<NodeId>, usize, usize)> = HashMap::new();
    let mut here = plan.ids().next();
    while let Some(id) = here {
        let node = plan.node(id);
        let is_leaf = plan.descendants(id).next().is_none();
        if node.kind == Kind::Item && node.view_of.is_none() {
            let holder = plan.ancestors(id).find(|&above| plan.node(above).kind != Kind::Item);
            let (items, leaves, rich) = lists.entry(holder.unwrap_or(NodeId::ROOT)).or_default();
            items.push(id);
            *leaves += usize::from(is_leaf);
            *rich += usize::from(is_leaf && says_more(node));
        }
        let inner = plan.descendants(id).next().filter(|_| node.kind != Kind::Step);
        here = inner.or(Some(node.next).filter(|next| next.index() < plan.len()));
    }
    let stops = |(holder, (items, leaves, rich)): (NodeId, (Vec<NodeId>, usize, usize))| {
        if rich * 2 >= leaves.max(1) { items } else { vec![holder] }
    };
    lists.into_iter().flat_map(stops).collect()
}

/// Returns whether something is written below the title of `node`.
fn says_more(node: &Node) -> bool {
    !node.fields.is_empty() || !node.prose.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_stops_where_work_is() {
        for (plan, expected) in [
            (
                "## Phase 1: A\n### 1.1 B\n- [ ] c\n### 1.2 D\n## Tests\n- [ ] e\n### Unit\n- [ ] f\n",
                "1.1 1.2 tests tests/unit",
            ),
            ("### 1.1 A\n- [ ] a\n#### 1.1.1 B\n#### 1.1.2 C\n- [ ] d\n", "1.1 1.1.1 1.1.2"),
            ("# Todo\n- [ ] a\n- [ ] b\n", "-"),
            ("- [ ] 1. A\n  - [ ] 1.1 B\n    - do it\n  - [ ] 1.2 C\n    - do that\n- [ ] 2. D\n", "1 1.1 1.2 2"),
            ("- [ ] a\n  - [ ] b\n    - note\n  - [ ] c\n  - [ ] d\n", "-"),
            ("## Overview\n- [ ] Phase 1: A\n## Phase 1: A\n- [ ] b\n", "phase-1"),
            (
                "## Phase 1: A\nWords.\n### 1.1 B\n## Phase 2: C\n- **Goal**: d\n### Tests\n- [ ] e\n## Phase 3: F\n### 3.1 G\n",
                "phase-1 1.1 phase-2 phase-2/tests 3.1",
            ),
            ("## Phase 1: A\nWords.\n## Phase 2: B\n- [ ] c\n## Notes\nWords.\n", "phase-1 phase-2"),
            ("# P\n## Why\nWords.\n## How\n### Here\n### There\n", "why how/here how/there"),
            ("# P\nWords.\n", "-"),
            ("", "-"),
        ] {
            let plan = Plan::read(plan, "plan");
            let name = |id| if id == NodeId::ROOT { "-" } else { plan.address(id) };
            let stops: Vec<&str> = Stops::of(&plan).iter().map(name).collect();
            assert_eq!(stops.join(" "), expected, "{}", plan.text());
        }
    }

    #[test]
    fn every_node_is_shown_at_a_stop() {
        let plan = Plan::read("# P\n## Why\n## Phase 1: A\n### 1.1 B\n- [ ] c\n## Tests\n- [ ] d\n## End\n", "plan");
        let stops = Stops::of(&plan);
        let shown: Vec<&str> = plan.ids().map(|id| plan.address(stops.showing(&plan, id))).collect();
        assert_eq!(shown, ["1.1", "1.1", "1.1", "1.1", "tests", "tests", "tests"]);
    }
}
