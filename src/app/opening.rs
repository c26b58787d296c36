//! What is folded when a plan opens.

use std::collections::VecDeque;

use super::tree::has_children;
use crate::plan::{Kind, NodeId, Plan};

/// Returns for each node whether it is folded when `plan` opens on `height` rows.
///
/// Shown are the ancestors of `next` with it, and the sections that hold phases; then, from the top of the tree down,
/// what is not done, as long as all rows fit.
pub(super) fn folds(plan: &Plan, next: Option<NodeId>, height: usize) -> Vec<bool> {
    let mut folded: Vec<bool> = std::iter::once(false).chain(plan.ids().map(|id| has_children(plan, id))).collect();
    for phase in plan.ids().filter(|&id| plan.node(id).kind == Kind::Phase) {
        unfold_ancestors(plan, phase, &mut folded);
    }
    if let Some(next) = next {
        unfold_ancestors(plan, next, &mut folded);
        folded[next.index()] = false;
    }
    unfold_while_it_fits(plan, &mut folded, height);
    folded
}

/// Returns for each node whether it is folded when it has come from outside: steps and items are.
pub(super) fn unfamiliar(plan: &Plan) -> Vec<bool> {
    let folds = |id| matches!(plan.node(id).kind, Kind::Step | Kind::Item) && has_children(plan, id);
    std::iter::once(false).chain(plan.ids().map(folds)).collect()
}

/// Shows `id`. Above an ancestor that is unfolded all are.
fn unfold_ancestors(plan: &Plan, id: NodeId, folded: &mut [bool]) {
    for ancestor in plan.ancestors(id) {
        if !std::mem::take(&mut folded[ancestor.index()]) {
            break;
        }
    }
}

/// Unfolds level by level what is not done, as long as there are no more than `height` rows.
fn unfold_while_it_fits(plan: &Plan, folded: &mut [bool], height: usize) {
    let mut shown: VecDeque<NodeId> = plan.children(NodeId::ROOT).take(height + 1).collect();
    let mut rows = 0;
    let mut candidates = Vec::new();
    while let Some(id) = shown.pop_front() {
        rows += 1;
        if rows > height {
            return;
        }
        if folded[id.index()] {
            candidates.push(id);
        } else {
            shown.extend(plan.children(id).take(height + 1));
        }
    }
    // Beside work, what is only read stays folded.
    let units = plan.node(NodeId::ROOT).tally.total;
    let mut candidates = VecDeque::from(candidates);
    while let Some(id) = candidates.pop_front() {
        let tally = plan.node(id).tally;
        let more = plan.children(id).take(height + 1).count();
        let idle = units > 0 && tally.done == tally.total;
        if idle || rows + more > height {
            continue;
        }
        rows += more;
        folded[id.index()] = false;
        candidates.extend(plan.children(id).filter(|child| folded[child.index()]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::tree::Tree;

    #[test]
    fn a_plan_opens_on_what_is_next() {
        let plan = Plan::read(
            "# P\n## Phase 1: A\n### Step 1.1: a\n- [x] one\n## Phase 2: B\n### Step 2.1: b\n- [x] two\n- [ ] three\n\
             ### Step 2.2: c\n- [ ] four\n## Later\n- [ ] five\n",
            "p",
        );
        let rows = |height| {
            let tree = Tree::open(&plan, plan.next_ready(), height);
            let titles: Vec<&str> = tree.rows().iter().map(|&id| &*plan.node(id).title).collect();
            titles.join(" ")
        };
        assert_eq!(rows(0), "A B b two three c Later");
        assert_eq!(rows(7), "A B b two three c Later");
        assert_eq!(rows(8), "A B b two three c Later five");
        assert_eq!(rows(9), "A B b two three c four Later five");
    }
}
