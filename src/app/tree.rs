//! The tree of the plan as rows: what is folded, where the cursor is, which row is on top.

use super::gone_folds::GoneFolds;
use crate::plan::{Alignment, NodeId, Plan};

/// Rows, cursor and folds.
///
/// Invariant: the cursor is one of the rows, or the root where there is none; rows are in document order.
#[derive(Clone, Debug)]
pub struct Tree {
    /// For each node by index: its children are hidden.
    folded: Vec<bool>,
    /// The nodes that neither a fold nor the filter hides.
    rows: Vec<NodeId>,
    /// With a filter, whether it shows each node by index.
    filtered: Option<Vec<bool>>,
    /// With a filter, what was folded before it.
    unfiltered: Option<Vec<bool>>,
    cursor: NodeId,
    /// The index of the first row on the screen.
    top: usize,
    /// The folds as they were before another screen went through the plan.
    kept: Option<Vec<bool>>,
    standing: Standing,
    gone: GoneFolds,
}

/// Whether the cursor stands where somebody wants it; each is more than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Chosen,
    /// Its node is gone, or it has moved by itself; until there was time to see it.
    Astray,
    /// All that was shown with it is gone; until somebody moves.
    Displaced,
}

impl Tree {
    /// Returns the tree of `plan` as it opens on a pane of `height` rows: the cursor on `next`, its ancestors unfolded,
    /// and as much else as there is room for, but nothing of what is done.
    pub fn open(plan: &Plan, next: Option<NodeId>, height: usize) -> Self {
        let folded = super::opening::folds(plan, next, height);
        let cursor = next.or_else(|| plan.ids().next()).unwrap_or(NodeId::ROOT);
        let (rows, filtered, unfiltered, gone) = Default::default();
        let mut tree =
            Self { folded, rows, filtered, unfiltered, cursor, top: 0, kept: None, standing: Standing::Chosen, gone };
        tree.collect_rows(plan);
        tree
    }

    /// Returns the nodes that neither a fold nor the filter hides.
    pub fn rows(&self) -> &[NodeId] {
        &self.rows
    }

    /// Returns the index of the first row on the screen.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Returns the node under the cursor; `None` where the plan has no nodes.
    pub fn cursor(&self) -> Option<NodeId> {
        (self.cursor != NodeId::ROOT).then_some(self.cursor)
    }

    /// Returns the index of the row under the cursor.
    pub fn index(&self) -> usize {
        self.rows.binary_search(&self.cursor).unwrap_or(0)
    }

    /// Returns whether the children of `id` are hidden.
    pub fn is_folded(&self, id: NodeId) -> bool {
        self.folded[id.index()]
    }

    /// Returns whether the cursor stands where nobody has put it: what was there is gone, and nobody has moved since.
    pub fn is_lost(&self) -> bool {
        self.standing != Standing::Chosen
    }

    /// Returns whether it does so only until there was time to see it: `calm` tells that.
    pub fn is_astray(&self) -> bool {
        self.standing == Standing::Astray
    }

    /// Returns whether all that was shown with the cursor is gone, and nobody has moved since.
    pub(super) fn is_displaced(&self) -> bool {
        self.standing == Standing::Displaced
    }

    /// Notes that what the cursor stands on is shown as part of something else than before.
    pub(super) fn displace(&mut self) {
        self.standing = Standing::Displaced;
    }

    /// Takes where the cursor stands for where somebody wants it.
    pub(super) fn accept(&mut self) {
        self.standing = Standing::Chosen;
    }

    /// Takes that there was time to see where the cursor stands.
    pub(super) fn calm(&mut self) {
        if self.is_astray() {
            self.accept();
        }
    }

    /// Goes `rows` rows down, or up where negative, as far as there are rows.
    pub fn step(&mut self, rows: isize) {
        let last = self.rows.len().saturating_sub(1);
        self.go_to_row(self.index().saturating_add_signed(rows).min(last));
    }

    /// Goes to `id`, and unfolds what hides it.
    pub fn go_to(&mut self, plan: &Plan, id: NodeId) {
        self.cursor = id;
        self.accept();
        self.reveal(plan);
    }

    /// Goes to `id`, unfolds what hides it, and folds what was `opened` for another one. Returns what it has unfolded.
    pub(super) fn visit(&mut self, plan: &Plan, id: NodeId, opened: &[NodeId]) -> Vec<NodeId> {
        self.fold_all(plan, opened);
        let hiding = plan.ancestors(id).filter(|above| self.folded[above.index()]).collect();
        self.go_to(plan, id);
        hiding
    }

    /// Folds what was `opened`, but for what hides the cursor.
    pub(super) fn fold_back(&mut self, plan: &Plan, opened: &[NodeId]) {
        if !opened.is_empty() {
            self.fold_all(plan, opened);
            self.reveal(plan);
        }
    }

    /// Goes to `id` where the row under the cursor has no place on the screen; nobody has wanted that.
    pub(super) fn shift_to(&mut self, plan: &Plan, id: NodeId) {
        self.cursor = id;
        self.reveal(plan);
    }

    /// Keeps the folds as they are now, whatever is gone to from here on.
    pub(super) fn keep_folds(&mut self) {
        self.kept.get_or_insert_with(|| self.folded.clone());
    }

    /// Folds again as it was before, but for what hides the cursor.
    pub(super) fn restore_folds(&mut self, plan: &Plan) {
        if let Some(kept) = self.kept.take() {
            self.folded = kept;
            self.reveal(plan);
        }
    }

    /// Goes to `id` without being asked to: what is pressed at this moment was meant for another row.
    pub(super) fn drift_to(&mut self, plan: &Plan, id: NodeId) {
        let standing = if self.cursor == id { self.standing } else { self.standing.max(Standing::Astray) };
        self.go_to(plan, id);
        self.standing = standing;
    }

    /// Returns where the cursor is and what is folded.
    pub(super) fn place(&self) -> Place {
        Place { cursor: self.cursor, folded: self.folded.clone(), top: self.top }
    }

    /// Goes back to `place`.
    pub(super) fn return_to(&mut self, plan: &Plan, place: &Place) {
        self.folded.clone_from(&place.folded);
        self.top = place.top;
        self.go_to(plan, place.cursor);
    }

    /// Returns whether anything below `id` has a row, or would have without a fold.
    pub(super) fn holds_rows(&self, plan: &Plan, id: NodeId) -> bool {
        match &self.filtered {
            Some(shown) => plan.descendants(id).any(|id| shown[id.index()]),
            None => has_children(plan, id),
        }
    }

    /// Shows only `matching` with what they lie in, and the row under the cursor for as long as it is there. The first
    /// time unfolds what hides them. The cursor stays where it is on the screen.
    pub(super) fn narrow(&mut self, plan: &Plan, matching: &[NodeId]) {
        if self.unfiltered.is_none() {
            self.unfiltered = Some(self.folded.clone());
            for ancestor in matching.iter().flat_map(|&id| plan.ancestors(id)) {
                self.folded[ancestor.index()] = false;
            }
        }
        let mut shown = vec![false; plan.len()];
        for &id in matching.iter().chain((self.cursor != NodeId::ROOT).then_some(&self.cursor)) {
            shown[id.index()] = true;
            for ancestor in plan.ancestors(id) {
                if std::mem::replace(&mut shown[ancestor.index()], true) {
                    break;
                }
            }
        }
        if self.filtered.as_ref() != Some(&shown) {
            self.filtered = Some(shown);
            let offset = self.index().saturating_sub(self.top);
            self.collect_rows(plan);
            self.top = self.index().saturating_sub(offset);
        }
    }

    /// Shows everything again, folded as it was before.
    pub(super) fn widen(&mut self, plan: &Plan) {
        self.filtered = None;
        if let Some(folded) = self.unfiltered.take() {
            let offset = self.index().saturating_sub(self.top);
            self.folded = folded;
            self.reveal(plan);
            self.top = self.index().saturating_sub(offset);
        }
    }

    /// Hides or shows the children of `id`, where it has any.
    pub fn set_folded(&mut self, plan: &Plan, id: NodeId, folded: bool) {
        if has_children(plan, id) && self.folded[id.index()] != folded {
            self.folded[id.index()] = folded;
            self.collect_rows(plan);
        }
    }

    /// Follows the nodes from `old` to `new`; `map` is what [`Plan::align`] returned. The row under the cursor stays
    /// where it is on the screen. Returns whether the cursor's node is still there.
    pub fn follow(&mut self, old: &Plan, new: &Plan, alignment: &Alignment) -> bool {
        let map = &alignment.map;
        let offset = self.index().saturating_sub(self.top);
        // What a filter or another screen has unfolded, nobody wanted so.
        // Not as a filter has them.
        self.gone.note(self.unfiltered.as_ref().or(self.kept.as_ref()).unwrap_or(&self.folded), old, map);
        let back = self.gone.take(new, map);
        let folds = [Some(&mut self.folded), self.kept.as_mut(), self.unfiltered.as_mut()];
        for folded in folds.into_iter().flatten() {
            *folded = follow_folds(folded, old, new, map);
            for &(id, is_folded) in &back {
                folded[id.index()] = is_folded;
            }
        }
        // Whoever filters says anew what is shown.
        self.filtered = None;
        let kept = map[self.cursor.index()].filter(|_| self.cursor != NodeId::ROOT);
        let (before, was_nowhere) = (self.cursor, self.cursor == NodeId::ROOT);
        self.cursor = kept.or_else(|| neighbour(old, before, map)).unwrap_or(NodeId::ROOT);
        let is_sure = was_nowhere || alignment.by_words(before).is_some();
        if !is_sure {
            self.standing = self.standing.max(Standing::Astray);
        }
        if self.cursor == NodeId::ROOT {
            self.cursor = new.ids().next().unwrap_or(NodeId::ROOT);
        }
        self.reveal(new);
        self.top = self.index().saturating_sub(offset);
        is_sure
    }

    /// Scrolls as little as needed to show the cursor, which takes `tall` screen rows, in a pane of `height` rows.
    pub fn scroll_into_view(&mut self, height: usize, tall: usize) {
        let index = self.index();
        let margin = 3.min(height.saturating_sub(tall) / 2);
        let lowest = (index + tall + margin).saturating_sub(height);
        let end = (self.rows.len() + tall.saturating_sub(1)).saturating_sub(height);
        let highest = index.saturating_sub(margin);
        self.top = self.top.clamp(lowest.min(highest), highest).min(end).min(index);
    }

    fn go_to_row(&mut self, row: usize) {
        if let Some(&id) = self.rows.get(row) {
            self.cursor = id;
        }
        self.accept();
    }

    /// Folds `nodes`; the rows are to be found anew.
    fn fold_all(&mut self, plan: &Plan, nodes: &[NodeId]) {
        for &id in nodes {
            self.folded[id.index()] = has_children(plan, id);
        }
    }

    /// Unfolds what hides the cursor.
    fn reveal(&mut self, plan: &Plan) {
        for ancestor in plan.ancestors(self.cursor) {
            self.folded[ancestor.index()] = false;
        }
        self.collect_rows(plan);
    }

    /// Finds the rows anew, and keeps the cursor on one: a hidden one goes to what hides it.
    fn collect_rows(&mut self, plan: &Plan) {
        self.rows.clear();
        let mut here = plan.ids().next();
        let is_shown = |id: NodeId| {
            let leads_to_cursor = id == self.cursor || plan.contains(id, self.cursor);
            leads_to_cursor || self.filtered.as_ref().is_none_or(|shown| shown[id.index()])
        };
        while let Some(id) = here {
            let shown = is_shown(id);
            if shown {
                self.rows.push(id);
            }
            let behind = plan.node(id).next;
            let first_child = plan.descendants(id).next().filter(|_| shown && !self.folded[id.index()]);
            here = first_child.or((behind.index() < plan.len()).then_some(behind));
        }
        if self.cursor != NodeId::ROOT {
            let hiding = plan.ancestors(self.cursor).filter(|id| self.folded[id.index()]).last();
            self.cursor = hiding.unwrap_or(self.cursor);
        }
    }
}

/// Where the cursor was, and what was folded then.
#[derive(Clone, Debug)]
pub(super) struct Place {
    cursor: NodeId,
    folded: Vec<bool>,
    top: usize,
}

impl Place {
    /// Returns the node under the cursor.
    pub(super) fn cursor(&self) -> NodeId {
        self.cursor
    }

    /// Follows the nodes from `old` to `new`; `map` is what [`Plan::align`] returned.
    pub(super) fn follow(&mut self, old: &Plan, new: &Plan, map: &[Option<NodeId>]) {
        self.folded = follow_folds(&self.folded, old, new, map);
        if self.cursor != NodeId::ROOT {
            let kept = map[self.cursor.index()].or_else(|| neighbour(old, self.cursor, map));
            self.cursor = kept.or_else(|| new.ids().next()).unwrap_or(NodeId::ROOT);
        }
    }
}

/// Returns what is folded in `new`, where `folded` was in `old`.
fn follow_folds(folded: &[bool], old: &Plan, new: &Plan, map: &[Option<NodeId>]) -> Vec<bool> {
    let mut now_folded = super::opening::unfamiliar(new);
    for (id, now) in old.ids().filter_map(|id| Some((id, map[id.index()]?))) {
        now_folded[now.index()] = folded[id.index()] && has_children(new, now);
    }
    now_folded
}

/// Returns whether `id` has anything below it.
pub(super) fn has_children(plan: &Plan, id: NodeId) -> bool {
    plan.descendants(id).next().is_some()
}

/// Returns where the cursor goes when `gone` is gone: to the following sibling that is still there, else to the
/// previous one, else to the parent or its neighbour.
fn neighbour(old: &Plan, gone: NodeId, map: &[Option<NodeId>]) -> Option<NodeId> {
    let parent = old.node(gone).parent?;
    let alive = |id: NodeId| map[id.index()];
    let following = old.children(parent).filter(|&id| id > gone).find_map(alive);
    let previous = || old.children(parent).take_while(|&id| id < gone).filter_map(alive).last();
    let above = || if parent == NodeId::ROOT { None } else { alive(parent).or_else(|| neighbour(old, parent, map)) };
    following.or_else(previous).or_else(above)
}
