//! `tickdown --plain`: a plan as lines of text, for screen readers and pipes. No cursor moves, and no sign stands for a word.

use crate::app::words;
use crate::plan::{Kind, NodeId, Plan, State};

/// Returns a line for the plan and each node in it: what it is, how far it is, and what it waits for.
pub(super) fn lines(plan: &Plan) -> Vec<String> {
    let tally = plan.node(NodeId::ROOT).tally;
    let mut first = plan.title().to_owned();
    if tally.total > 0 {
        first += &format!(": {} of {} done", tally.done, tally.total);
    }
    if let Some(next) = plan.next_ready() {
        first += &format!(", next {}", named(plan, next));
    }
    std::iter::once(first).chain(plan.ids().map(|id| line(plan, id))).collect()
}

/// Returns the line of `id`: `    2.2 Wire the webhook: step, in progress, 2 of 4 done, needs 2.1`.
fn line(plan: &Plan, id: NodeId) -> String {
    let node = plan.node(id);
    let indent = usize::from(node.depth.min(DEEPEST)).saturating_sub(1) * 2;
    let kind = match node.kind {
        // What an item is, its state says.
        Kind::Item if node.state.is_some() => None,
        kind => Some(kind.name().to_owned()),
    };
    let state = node.state.map(|state| state.name().to_owned());
    let has_children = plan.children(id).next().is_some();
    let amount = (has_children && node.tally.total > 0)
        .then(|| format!("{} of {} done", node.tally.done, node.tally.total))
        .filter(|_| node.state != Some(State::Validated));
    // What an ancestor waits for is said there.
    let own = plan.blocked_by(id).into_iter().filter(|need| node.needs.contains(need));
    let needs: Vec<&str> = own.map(|need| plan.address(need)).collect();
    let needs = (!needs.is_empty()).then(|| format!("needs {}", needs.join(", ")));
    let said: Vec<String> = [kind, state, amount, needs].into_iter().flatten().collect();
    format!("{:indent$}{}: {}", "", named(plan, id), said.join(", "))
}

/// From this depth on, lines are indented no further.
const DEEPEST: u16 = 20;

/// Returns label and title of `id`.
fn named(plan: &Plan, id: NodeId) -> String {
    let node = plan.node(id);
    let label = words::label(node).map(|label| label + " ").unwrap_or_default();
    format!("{label}{}", node.title).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_is_a_sentence() {
        let plan = "# Demo\n## Phase 1: Base\n### Step 1.1: Schema\n- **Validation**: by hand\n- **Status**: Validated\n\
                    ### Step 1.2: Keys\n- **Dependencies**: 2.1\n- [x] Load\n- [~] Rotate\n## Phase 2: Use\n\
                    ### Step 2.1: Client\n- [ ] Route\n## Notes\nRead this.\n";
        let lines = lines(&Plan::read(plan, "plan")).join("\n");
        insta::assert_snapshot!(lines, @"
        Demo: 2 of 4 done, next 2.1 Client
        Phase 1 Base: phase, open, 2 of 3 done
          1.1 Schema: step, validated
          1.2 Keys: step, open, 1 of 2 done, needs 2.1
            Load: done
            Rotate: in progress
        Phase 2 Use: phase, open, 0 of 1 done
          2.1 Client: step, open, 0 of 1 done
            Route: open
        Notes: section
        ");
    }
}
