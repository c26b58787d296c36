//! Going to a step or phase by its number: `2.2`, and enter where other numbers begin alike.

use super::model::Model;
use super::{Code, Effect, Key, Keymap, Match};
use crate::plan::{Kind, NodeId, Plan};

/// The digits of a number that is being typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Jump {
    typed: String,
    /// No row has a number that begins so.
    is_lost: bool,
    /// The cursor is there already; what completes the number, or enter, asks for nothing more.
    landed: bool,
}

impl Jump {
    /// Returns what is typed and waits for more.
    pub(super) fn pending(&self) -> Option<&str> {
        (!self.typed.is_empty() && !self.landed && !self.is_lost).then_some(&self.typed)
    }
}

impl Model {
    /// Takes a key of a number. Digits that are bound to something else begin none.
    pub(super) fn jump_to_number(&mut self, key: Key) -> Option<Vec<Effect>> {
        let jump = &self.seek.jump;
        if !self.overlays.is_empty() || !self.status.pending.is_empty() || self.lists_plans() {
            return None;
        }
        let begins = jump.typed.is_empty();
        match key {
            Key { code: Code::Char(digit), ctrl: false, alt: false } if digit.is_ascii_digit() || digit == '.' => {
                if begins && (digit == '.' || is_bound(&self.settings.keymap, key)) {
                    return None;
                }
                if jump.landed && !self.continues(digit) {
                    self.seek.jump = Jump::default();
                    return self.jump_to_number(key);
                }
                self.type_digit(digit);
            }
            _ if begins => return None,
            Key { code: Code::Enter, .. } => {
                let jump = std::mem::take(&mut self.seek.jump);
                if !jump.landed {
                    self.land(&jump.typed);
                }
            }
            Key { code: Code::Backspace, .. } if !jump.landed => self.take_digit_back(),
            Key { code: Code::Esc, .. } if !jump.landed => self.seek.jump = Jump::default(),
            _ => {
                self.seek.jump = Jump::default();
                return None;
            }
        }
        Some(Vec::new())
    }

    /// Returns whether `digit` goes on with the number of the row that the cursor has gone to.
    fn continues(&self, digit: char) -> bool {
        let number = self.tree.cursor().and_then(|id| number(&self.overview.plan, id)).unwrap_or_default();
        number.strip_prefix(&*self.seek.jump.typed).is_some_and(|rest| rest.starts_with(digit))
    }

    /// Takes a digit, and goes to the row where there is no other left.
    fn type_digit(&mut self, digit: char) {
        self.seek.jump.typed.push(digit);
        if self.seek.jump.landed {
            return;
        }
        let plan = &self.overview.plan;
        let (first, second) = {
            let mut rows = beginning_with(plan, &self.seek.jump.typed);
            (rows.next(), rows.next())
        };
        match (first, second) {
            // What ends the number must still not be taken for what it means by itself.
            (None, _) => self.lose_number(),
            (Some(only), None) => {
                self.tree.go_to(plan, only);
                self.seek.jump.landed = true;
            }
            (Some(_), Some(_)) => {}
        }
    }

    /// Takes the last digit back.
    fn take_digit_back(&mut self) {
        let plan = &self.overview.plan;
        let jump = &mut self.seek.jump;
        jump.typed.pop();
        jump.is_lost = false;
        if beginning_with(plan, &jump.typed).next().is_none() {
            self.lose_number();
        }
    }

    /// Says that nothing has the number that is typed.
    fn lose_number(&mut self) {
        self.seek.jump.is_lost = true;
        let typed = &self.seek.jump.typed;
        self.status.say(format!("no {typed} here"));
    }

    /// Goes to the next row below the cursor that has exactly the number that was typed, else to the first one; without
    /// one, to the first row whose number begins with it. Where none does, says so.
    fn land(&mut self, typed: &str) {
        let plan = &self.overview.plan;
        let from = self.tree.cursor().unwrap_or(NodeId::ROOT);
        let typed = typed.trim_end_matches('.');
        let exact = || beginning_with(plan, typed).filter(|&id| number(plan, id) == Some(typed));
        let target = exact().find(|&id| id > from).or_else(|| exact().next());
        match target.or_else(|| beginning_with(plan, typed).next()) {
            Some(id) => self.tree.go_to(plan, id),
            None => self.status.say(format!("no {typed} here")),
        }
    }
}

fn is_bound(keymap: &Keymap, key: Key) -> bool {
    keymap.lookup(&[key]) != Match::None
}

/// Returns the phases, steps and sections whose numbers begin with `typed`, in document order; the items where nothing
/// else has a number, as in a plan of Kiro. Elsewhere these are left to find: they are too many, and their numbers start
/// anew in each list.
fn beginning_with<'a>(plan: &'a Plan, typed: &'a str) -> impl Iterator<Item = NodeId> + 'a {
    let is_item = |id: NodeId| plan.node(id).kind == Kind::Item;
    let only_items = !plan.ids().any(|id| !is_item(id) && number(plan, id).is_some());
    let begins = move |id| number(plan, id).is_some_and(|number| number.starts_with(typed));
    plan.ids().filter(move |&id| begins(id) && (only_items || !is_item(id)))
}

/// Returns the number of `id` where it is one of digits, without a full stop at its end.
fn number(plan: &Plan, id: NodeId) -> Option<&str> {
    let number = plan.node(id).label.as_ref()?.number.trim_end_matches('.');
    number.starts_with(|first: char| first.is_ascii_digit()).then_some(number)
}
