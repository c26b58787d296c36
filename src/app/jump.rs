//! Going to a phase or step by its number, or to anything by its id: `2.2` or `T012`, and enter where others begin alike.

use super::model::Model;
use super::{Code, Effect, Key, Keymap, Match};
use crate::plan::{Kind, NodeId, Plan};

/// What has been typed of a number or id.
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
    /// Takes a key of a number or id. What is bound to something else begins none.
    pub(super) fn jump_to_number(&mut self, key: Key) -> Option<Vec<Effect>> {
        let jump = &self.seek.jump;
        if !self.overlays.is_empty() || !self.status.pending.is_empty() || self.lists_plans() {
            return None;
        }
        let begins = jump.typed.is_empty();
        match key {
            Key { code: Code::Char(digit), ctrl: false, alt: false } if self.may_be_typed(digit) => {
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

    /// Returns whether a number or id can have `character` next: a letter only where there is such an id.
    fn may_be_typed(&self, character: char) -> bool {
        let jump = &self.seek.jump;
        let is_of_id = character.is_ascii_alphabetic() || character == '-' && !jump.typed.is_empty();
        let begins = || beginning_with(&self.overview.plan, &format!("{}{character}", jump.typed)).next().is_some();
        character.is_ascii_digit() || character == '.' || is_of_id && !jump.landed && begins()
    }

    /// Returns whether `digit` goes on with the number of the row that the cursor has gone to.
    fn continues(&self, digit: char) -> bool {
        let number = self.tree.cursor().and_then(|id| number(&self.overview.plan, id)).unwrap_or_default();
        behind(number, &self.seek.jump.typed).any(|rest| rest.starts_with(digit))
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

    /// Goes to what is meant by `typed`; where nothing is, says so.
    fn land(&mut self, typed: &str) {
        match self.meant_by(typed) {
            Some(id) => self.tree.go_to(&self.overview.plan, id),
            None => self.status.say(format!("no {} here", typed.trim_end_matches('.'))),
        }
    }

    /// Returns what enter behind `typed` goes to: of the rows of exactly this number a phase before all others, and the
    /// next one where the cursor is on one of them; else the first row of an id that comes to it, or that begins so.
    pub(super) fn meant_by(&self, typed: &str) -> Option<NodeId> {
        let plan = &self.overview.plan;
        let typed = typed.trim_end_matches('.');
        let number_of = |id: &NodeId| number(plan, *id).unwrap_or_default();
        let mut exact: Vec<NodeId> =
            beginning_with(plan, typed).filter(|id| number_of(id).eq_ignore_ascii_case(typed)).collect();
        exact.sort_by_key(|id| plan.node(*id).kind != Kind::Phase);
        let here = exact.iter().position(|id| self.tree.cursor() == Some(*id));
        let next = exact.get(here.map_or(0, |here| (here + 1) % exact.len())).copied();
        let comes_to = |id: &NodeId| behind(number_of(id), typed).any(str::is_empty);
        let by_id = || beginning_with(plan, typed).find(comes_to);
        next.or_else(by_id).or_else(|| beginning_with(plan, typed).next())
    }
}

fn is_bound(keymap: &Keymap, key: Key) -> bool {
    keymap.lookup(&[key]) != Match::None
}

/// Returns the phases, steps and sections whose numbers begin with `typed`, and whatever has such an id, in document order;
/// the items with such numbers where nothing else has one, as in a plan of Kiro. Elsewhere these are left to find: they
/// are too many, and their numbers start anew in each list.
fn beginning_with<'a>(plan: &'a Plan, typed: &'a str) -> impl Iterator<Item = NodeId> + 'a {
    let is_item = |id: NodeId| plan.node(id).kind == Kind::Item;
    let only_items = !plan.ids().any(|id| !is_item(id) && number(plan, id).is_some());
    let is_id = |number: &str| number.starts_with(|first: char| first.is_alphabetic());
    let begins = move |id| {
        let number = number(plan, id).filter(|number| only_items || !is_item(id) || is_id(number));
        number.is_some_and(|number| behind(number, typed).next().is_some())
    };
    plan.ids().filter(move |&id| begins(id))
}

/// Returns the number or id of `id` where it has digits, without a full stop at its end.
fn number(plan: &Plan, id: NodeId) -> Option<&str> {
    let number = plan.node(id).label.as_ref()?.number.trim_end_matches('.');
    number.contains(|character: char| character.is_ascii_digit()).then_some(number)
}

/// Returns what is behind `typed` in `number`, for each way to type that: whole, without letters in front, and without
/// zeros as well, so that `T012` is `12`, too.
fn behind<'a>(number: &'a str, typed: &'a str) -> impl Iterator<Item = &'a str> {
    let digits = number.trim_start_matches(|character: char| !character.is_ascii_digit());
    let ways = [number, digits, digits.trim_start_matches('0')].into_iter();
    ways.filter_map(move |way| {
        way.get(..typed.len()).filter(|begin| begin.eq_ignore_ascii_case(typed)).map(|_| &way[typed.len()..])
    })
}
