//! States and counts that follow from marks, fields and what lies below.

use super::{
    Diagnostic, Field, FieldKey, HashSet, Kind, Mark, MarkKind, Node, NodeId, Plan, Severity, State, Tally, status,
};

/// Sets `state` and `tally` of every node; returns what disagrees.
pub(super) fn derive(nodes: &mut [Node]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut below = vec![Tally::default(); nodes.len()];
    // What lies below was given up: a step that holds nothing else is as well.
    let mut given_up = vec![false; nodes.len()];
    // Rows without a box keep what holds them from being done, though they are in no total.
    let mut bare = vec![false; nodes.len()];
    // Children stand behind their parents, so that going backwards meets them first.
    for index in (0..nodes.len()).rev() {
        let units = below[index];
        let node = &mut nodes[index];
        node.state = match node.kind {
            Kind::Item => ticked(node, units, &mut diagnostics),
            Kind::Step | Kind::Phase => marked(node, units, &mut diagnostics)
                .map(|state| if is_empty_of_work(node, units, given_up[index]) { State::Cancelled } else { state }),
            Kind::Plan | Kind::Section | Kind::Checklist if bare[index] => from_units(units).map(|_| State::Open),
            Kind::Plan | Kind::Section | Kind::Checklist => from_units(units),
        };
        node.tally = tally(node, units);
        if let Some(parent) = node.parent {
            let (tally, sum) = (node.tally, &mut below[parent.index()]);
            sum.done += tally.done;
            sum.total += tally.total;
            given_up[parent.index()] |= given_up[index] || node.state == Some(State::Cancelled);
            bare[parent.index()] |= bare[index] || node.kind == Kind::Item && node.state.is_none();
        }
    }
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    diagnostics
}

/// Returns whether a step without a mark of its own holds work, all of which was given up.
fn is_empty_of_work(node: &Node, units: Tally, given_up: bool) -> bool {
    given_up && units.total == 0 && own_mark(node).is_none() && validating(node).is_none()
}

/// Returns what `node` counts for, itself included.
fn tally(node: &Node, below: Tally) -> Tally {
    let is_unit = match node.kind {
        Kind::Item => node.state.is_some() && !node.optional && node.view_of.is_none(),
        Kind::Step => below.total == 0,
        _ => false,
    };
    match node.state {
        Some(State::Cancelled) => Tally::default(),
        Some(state) if is_unit => Tally { done: below.done + u32::from(state.is_done()), total: below.total + 1 },
        _ => below,
    }
}

fn from_units(units: Tally) -> Option<State> {
    (units.total > 0).then_some(if units.done == units.total { State::Done } else { State::Open })
}

/// Returns the state of an item: what its box says, whatever lies below it.
fn ticked(node: &Node, units: Tally, diagnostics: &mut Vec<Diagnostic>) -> Option<State> {
    let mark = node.mark.as_ref()?;
    if mark.state.is_done() && from_units(units) == Some(State::Open) {
        let message = "it is ticked, but some of what lies below it is open";
        diagnostics.push(Diagnostic::new(Severity::Warning, "marks-disagree", mark.span, message));
    }
    Some(mark.state)
}

/// Returns the state of a step or phase: what its own mark says, else what its units say; validated where that is ticked.
fn marked(node: &Node, units: Tally, diagnostics: &mut Vec<Diagnostic>) -> Option<State> {
    let own = own_mark(node);
    let ticked = validating(node).map(|(_, mark)| mark);
    let mut warn = |mark: &Mark, message: &str| {
        diagnostics.push(Diagnostic::new(Severity::Warning, "marks-disagree", mark.span, message));
    };
    let derived = from_units(units);
    let state = match (own, ticked) {
        (Some(mark), Some(ticked)) if !mark.state.is_done() => {
            warn(ticked, "the validation is ticked, but the mark of its own says that it is not done");
            Some(mark.state)
        }
        (_, Some(_)) => Some(State::Validated),
        (Some(mark), None) => Some(mark.state),
        (None, None) => derived.or((node.kind == Kind::Step).then_some(State::Open)),
    };
    if let Some(mark) = own.filter(|mark| mark.state.is_done() && derived == Some(State::Open)) {
        warn(mark, "it is marked done, but some of what lies in it is open");
    }
    state
}

/// Returns the mark that speaks for a step or phase: its heading's box, else its Status, else its heading's sign or word.
pub fn own_mark(node: &Node) -> Option<&Mark> {
    let heading_box = node.mark.as_ref().filter(|mark| mark.kind == MarkKind::Box);
    let status = node.fields.iter().find(|field| field.key == FieldKey::Status).and_then(|field| field.mark.as_ref());
    heading_box.or(status).or(node.mark.as_ref())
}

/// Returns the field that validates a step, and its mark: a ticked Validation, or a Status that says so.
pub(super) fn validating(node: &Node) -> Option<(&Field, &Mark)> {
    let validates = |field: &Field, mark: &Mark| match field.key {
        FieldKey::Validation => mark.state.is_done(),
        FieldKey::Status => mark.state == State::Validated,
        _ => false,
    };
    let marked = node.fields.iter().filter_map(|field| field.mark.as_ref().map(|mark| (field, mark)));
    marked.into_iter().find(|(field, mark)| validates(field, mark))
}

impl Plan {
    /// Returns what `id` waits for: the nodes that it, or an ancestor, depends on and that are not settled.
    pub fn blocked_by(&self, id: NodeId) -> Vec<NodeId> {
        let (mut blockers, mut seen) = (Vec::new(), HashSet::default());
        for holder in std::iter::once(id).chain(self.ancestors(id)) {
            for &needed in &self.node(holder).needs {
                let node = self.node(needed);
                let related = needed == id || self.contains(needed, id) || self.contains(id, needed);
                let waits = node.state.is_some_and(|state| !state.is_settled());
                if waits && !related && seen.insert(needed) {
                    blockers.push(needed);
                }
            }
        }
        blockers
    }

    /// Returns whether the plan itself says that `id` must wait: `Status: Blocked`, `⏸️ Paused`, `[-]` in frame.
    pub fn is_held(&self, id: NodeId) -> bool {
        let own = own_mark(self.node(id)).filter(|mark| !mark.state.is_settled());
        own.is_some_and(|mark| match mark.kind {
            MarkKind::Box => mark.span.of(&self.text).chars().nth(1).is_some_and(|held| self.manner.waits(held)),
            MarkKind::Word | MarkKind::Emoji => status::waits(mark.span.of(&self.text)),
        })
    }

    /// Returns whether `inner` lies below `outer`.
    pub fn contains(&self, outer: NodeId, inner: NodeId) -> bool {
        outer < inner && inner < self.node(outer).next
    }

    /// Returns the units below `id`, without itself.
    pub fn below(&self, id: NodeId) -> Tally {
        self.children(id)
            .map(|child| self.node(child).tally)
            .fold(Tally::default(), |sum, tally| Tally { done: sum.done + tally.done, total: sum.total + tally.total })
    }

    /// Returns the items below `id` that are open or begun, and that progress counts.
    pub fn counted_open_items(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.descendants(id).filter(|&id| {
            let node = self.node(id);
            let counts = node.kind == Kind::Item && !node.optional && node.view_of.is_none();
            counts && matches!(node.state, Some(State::Open | State::InProgress))
        })
    }

    /// Returns the open items of steps and phases that are done all the same: nobody is sent there by
    /// [`Self::next_ready`], for the mark of the step wins.
    pub fn open_in_done(&self) -> Vec<NodeId> {
        let is_done = |&above: &NodeId| {
            let node = self.node(above);
            matches!(node.kind, Kind::Phase | Kind::Step) && node.state.is_some_and(State::is_done)
        };
        self.counted_open_items(NodeId::ROOT).filter(|&id| self.ancestors(id).any(|above| is_done(&above))).collect()
    }

    /// Returns the first step, or item outside steps, that is open or in progress and not blocked, in document order.
    ///
    /// Of a step with steps below it, the first of those; what lies in a phase or step that is settled, or in anything
    /// that waits, is passed over.
    pub fn next_ready(&self) -> Option<NodeId> {
        self.ready().next()
    }

    /// Returns all work that could be done now, in document order; of a step the step, not its items.
    pub fn ready(&self) -> impl Iterator<Item = NodeId> + '_ {
        let mut at = NodeId(1);
        std::iter::from_fn(move || {
            while at.index() < self.nodes.len() {
                let (here, node) = (at, self.node(at));
                let passed = node.state == Some(State::Cancelled) || self.is_held(here);
                let settled =
                    matches!(node.kind, Kind::Phase | Kind::Step) && node.state.is_some_and(State::is_settled);
                let whole = passed || settled || node.kind == Kind::Step && !self.has_steps(here);
                at = if whole { node.next } else { NodeId(here.0 + 1) };
                if !passed && !settled && self.offers(here) && self.blocked_by(here).is_empty() {
                    return Some(here);
                }
            }
            None
        })
    }

    /// Returns whether `id` is work that is offered by itself: a step without steps below, or an item outside steps.
    fn offers(&self, id: NodeId) -> bool {
        let node = self.node(id);
        let offered = match node.kind {
            Kind::Step => !self.has_steps(id),
            Kind::Item if node.optional || node.view_of.is_some() => false,
            Kind::Item => {
                !self.children(id).any(|child| self.node(child).state.is_some_and(|state| !state.is_settled()))
            }
            _ => false,
        };
        offered && matches!(node.state, Some(State::Open | State::InProgress))
    }

    fn has_steps(&self, id: NodeId) -> bool {
        self.children(id).any(|child| self.node(child).kind == Kind::Step)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Plan;

    #[test]
    fn what_comes_next() {
        for (plan, expected) in [
            ("- [x] a\n- [ ] b\n", "b"),
            ("- [-] a\n  - [ ] b\n- [ ] c\n", "c"),
            ("### 1.1 A\n- [-] a\n### 1.2 B\n", "1.2"),
            ("### 1.1 A\n- **Dependencies**: 1.2\n### 1.2 B\n", "1.2"),
            ("## Phase 1: A ✅\n### 1.1 B\n## Phase 2: C\n- [ ] d\n", "phase-2/d"),
            ("### 1.1 A\n#### 1.1.1 B\n- **Status**: Done\n#### 1.1.2 C\n", "1.1.2"),
            ("### 1.1 A\n- **Status**: In Progress\n### 1.2 B\n", "1.1"),
            ("### 1.1 A\n- **Status**: Failed\n### 1.2 B\n", "1.2"),
            ("### 1.1 A\n- **Dependencies**: 1.2\n### 1.2 B\n- **Dependencies**: 1.1\n", "-"),
            ("### 1.1 A\n- **Status**: Blocked\n### 1.2 B\n", "1.2"),
            ("## Phase 1: A ⏸️\n- [ ] a\n## Phase 2: B\n- [ ] b\n", "phase-2/b"),
            ("- [>] `AB-001` a\n  - [-] `AB-002` b\n  - [ ] `AB-003` c\n", "AB-003"),
            ("- [>] `AB-001` a\n  - [-] `AB-002` b\n", "-"),
            ("text\n", "-"),
        ] {
            let plan = Plan::read(plan, "plan");
            assert_eq!(plan.next_ready().map_or("-", |id| plan.address(id)), expected, "{}", plan.text());
        }
    }
}
