//! Marks that somebody asks for: the plan changes when the shell has written them.

use super::Effect;
use super::action::Action;
use super::history::Flight;
use super::mark::{Decision, decide};
use super::model::Model;
use super::overlay::Overlay;
use super::words;
use crate::plan::{Intent, NodeId, Op, drafted};

impl Model {
    /// Marks the row under the cursor.
    pub(super) fn mark(&mut self, action: Action) -> Vec<Effect> {
        let Some(cursor) = self.tree.cursor() else { return Vec::new() };
        if self.is_lost("mark") {
            return Vec::new();
        }
        let Some(id) = self.subject(cursor, action) else { return Vec::new() };
        self.mark_node(id, action)
    }

    /// Marks `id` as `action` means it, wherever the cursor is.
    pub(super) fn mark_node(&mut self, id: NodeId, action: Action) -> Vec<Effect> {
        match decide(&self.overview.plan, id, action, self.settings.symbols.ellipsis) {
            Decision::Wish(op) => return self.commit(&[(id, self.or_back(id, op))], None),
            Decision::WishAndLeave(op) => return self.commit(&[(id, op)], Some(id)),
            Decision::Leave => self.go_on(id),
            Decision::Ask(confirm) => self.overlays.push(Overlay::Confirm(confirm)),
            Decision::Nothing(why) => self.status.say(why),
        }
        Vec::new()
    }

    /// Says what the key of `action` will do to `id`, which it has only brought back into sight.
    pub(super) fn announce(&mut self, id: NodeId, action: Action) {
        let (plan, ellipsis) = (&self.overview.plan, self.settings.symbols.ellipsis);
        let does = match action {
            Action::Delete => "deletes",
            Action::Add => "adds to",
            _ if !action.marks() => "edits",
            _ => match decide(plan, id, action, ellipsis) {
                Decision::Nothing(why) => return self.status.say(why),
                Decision::Leave => "goes on from",
                Decision::Ask(_) if action == Action::Toggle => "ticks all of",
                Decision::Ask(_) | Decision::Wish(Op::Validated { .. }) => "validates",
                Decision::Wish(Op::InProgress) => "starts",
                Decision::Wish(Op::Open) if action == Action::Toggle => "unticks",
                Decision::Wish(Op::Open | Op::NotValidated) => "reopens",
                Decision::Wish(_) | Decision::WishAndLeave(_) => "ticks",
            },
        };
        let name = words::name(plan, id, 30, ellipsis);
        let key = self.settings.key(action).map_or_else(|| "once more:".to_owned(), |key| key + " again");
        self.status.say(format!("{key} {does} {name}"));
    }

    /// Returns `op`, but where that takes back what was marked here, what stood there before: a key that is pressed twice
    /// leaves no trace.
    fn or_back(&self, id: NodeId, op: Op) -> Op {
        let plan = &self.overview.plan;
        let back = self.history.way_back(plan, id, &op);
        let drafted = |op: &Op| drafted(plan, id, op);
        // Where it says what else to do, it can be asked for at any time; else all must stand as it was left. What comes to
        // the same is told in the words of the key. Nothing is read for that: a key must not wait for a long plan.
        let is_better = |back: &Op| match back {
            Op::Restore { otherwise: Some(otherwise), .. } if **otherwise == op && op != Op::NotValidated => {
                drafted(&op).is_some_and(|text| drafted(back).is_some_and(|back| back != text))
            }
            Op::Restore { otherwise: Some(_), .. } => true,
            _ => drafted(back).is_some(),
        };
        back.filter(is_better).unwrap_or(op)
    }

    /// Asks the shell to make all of `wishes` true.
    pub(super) fn commit(&mut self, wishes: &[(NodeId, Op)], leave: Option<NodeId>) -> Vec<Effect> {
        let plan = &self.overview.plan;
        // The title as well: what is meant is the row that was seen, whatever has its number by now.
        let intent = |(id, op): &(NodeId, Op)| Intent {
            title: Some(plan.node(*id).title.to_string()),
            ..Intent::new(plan.address(*id), op.clone())
        };
        let intents = wishes.iter().map(intent).collect();
        self.history.depart(Flight::Do { leave });
        vec![Effect::Commit(intents)]
    }
}
