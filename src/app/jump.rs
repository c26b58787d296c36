//! Going to a row by its number or id: `2.2` or `T012`, and enter where others begin alike.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashSet;

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
    /// There was time to see that: enter is none that completes the number.
    is_seen: bool,
}

impl Jump {
    /// Returns what is typed and waits for more.
    pub(super) fn pending(&self) -> Option<&str> {
        (!self.typed.is_empty() && !self.landed && !self.is_lost).then_some(&self.typed)
    }

    /// Takes that there was time to see where the cursor has gone to.
    pub(super) fn arrive(&mut self) {
        self.is_seen = self.landed;
    }
}

impl Model {
    /// Returns whether the cursor has just gone to a number, and enter would still be taken for the end of that.
    pub fn has_arrived(&self) -> bool {
        self.seek.jump.landed && !self.seek.jump.is_seen
    }

    /// Takes a key of a number or id. What is bound to something else begins none.
    pub(super) fn jump_to_number(&mut self, key: Key) -> Option<Vec<Effect>> {
        let jump = &self.seek.jump;
        if !self.overlays.is_empty() || !self.status.pending.is_empty() || self.lists_plans() {
            return None;
        }
        let begins = jump.typed.is_empty();
        // Before the plan is looked through for it.
        if begins && is_bound(&self.settings.keymap, key) {
            return None;
        }
        match key {
            Key { code: Code::Char(digit), ctrl: false, alt: false } if self.may_be_typed(digit) => {
                if begins && digit == '.' {
                    return None;
                }
                if jump.landed && !self.continues(digit) || digit.is_ascii_digit() && self.is_lost_for_good() {
                    self.seek.jump = Jump::default();
                    return self.jump_to_number(key);
                }
                self.type_digit(digit);
            }
            _ if begins => return None,
            Key { code: Code::Enter, .. } if !jump.is_seen => {
                let jump = std::mem::take(&mut self.seek.jump);
                if !jump.landed {
                    self.land(&jump.typed);
                }
            }
            Key { code: Code::Backspace, .. } if !jump.landed => self.take_digit_back(),
            Key { code: Code::Esc, .. } if !jump.landed => self.seek.jump = Jump::default(),
            // Whoever has typed a number does not mean the row where they stand.
            _ if !jump.landed && marks(&self.settings.keymap, key) => {
                let Jump { typed, is_lost, .. } = std::mem::take(&mut self.seek.jump);
                let why = if is_lost { format!("no {typed} here") } else { format!("{typed} was not gone to") };
                self.status.say(format!("nothing is marked: {why}"));
            }
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
        let begins = || by_own_number(&self.overview.plan, &format!("{}{character}", jump.typed)).next().is_some();
        character.is_ascii_digit() || character == '.' || is_of_id && !jump.landed && begins()
    }

    /// Returns whether `digit` goes on with the number of the row that the cursor has gone to, or from there to others.
    fn continues(&self, digit: char) -> bool {
        let rows = beginning_with(&self.overview.plan, &format!("{}{digit}", self.seek.jump.typed));
        digit == '.' && !rows.is_empty() || self.is_among(&rows)
    }

    /// Returns whether what is typed leads nowhere, and has as many digits as any number has: the next one is of another
    /// number. A digit behind fewer may still be of the one that leads nowhere, and must not lead elsewhere.
    fn is_lost_for_good(&self) -> bool {
        let plan = &self.overview.plan;
        let digits = |part: &str| part.trim_start_matches(|character: char| !character.is_ascii_digit()).len();
        let longest = |number: &str| number.split('.').map(digits).max().unwrap_or_default();
        let most = plan.ids().filter_map(|id| number(plan, id)).map(longest).max().unwrap_or_default();
        let typed = self.seek.jump.typed.rsplit('.').next().map_or(0, digits);
        self.seek.jump.is_lost && typed >= most
    }

    /// Returns whether the cursor is on one of `rows`.
    fn is_among(&self, rows: &[Numbered<'_>]) -> bool {
        rows.iter().any(|(id, _)| self.tree.cursor() == Some(*id))
    }

    /// Takes a digit, and goes to the row where there is no other left.
    fn type_digit(&mut self, digit: char) {
        self.seek.jump.typed.push(digit);
        self.seek.jump.is_seen = false;
        let plan = &self.overview.plan;
        let rows = beginning_with(plan, &self.seek.jump.typed);
        if self.seek.jump.landed && self.is_among(&rows) {
            return;
        }
        self.seek.jump.landed = rows.len() == 1;
        match rows[..] {
            // What ends the number must still not be taken for what it means by itself.
            [] => self.lose_number(),
            [(only, _)] => self.tree.go_to(plan, only),
            _ => {}
        }
    }

    /// Takes the last digit back.
    fn take_digit_back(&mut self) {
        let plan = &self.overview.plan;
        let jump = &mut self.seek.jump;
        jump.typed.pop();
        jump.is_lost = false;
        if beginning_with(plan, &jump.typed).is_empty() {
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
        let rows = beginning_with(plan, typed);
        let is_exact = |(_, number): &&Numbered<'_>| number.eq_ignore_ascii_case(typed);
        let mut exact: Vec<NodeId> = rows.iter().filter(is_exact).map(|(id, _)| *id).collect();
        exact.sort_by_key(|id| plan.node(*id).kind != Kind::Phase);
        let here = exact.iter().position(|id| self.tree.cursor() == Some(*id));
        let next = exact.get(here.map_or(0, |here| (here + 1) % exact.len())).copied();
        let comes_to = |(_, number): &&Numbered<'_>| behind(number, typed).any(str::is_empty);
        next.or_else(|| rows.iter().find(comes_to).or(rows.first()).map(|(id, _)| *id))
    }
}

/// A row, and the number that leads to it.
type Numbered<'a> = (NodeId, Cow<'a, str>);

fn marks(keymap: &Keymap, key: Key) -> bool {
    matches!(keymap.lookup(&[key]), Match::Full(action) if action.marks())
}

fn is_bound(keymap: &Keymap, key: Key) -> bool {
    keymap.lookup(&[key]) != Match::None
}

/// Returns the rows that `typed` may lead to, in document order. Where none is called so by itself, `1.2` leads to what has
/// that number in a list, and to the second of the first: `Step 2` of `Task 1`.
fn beginning_with<'a>(plan: &'a Plan, typed: &str) -> Vec<Numbered<'a>> {
    let own: Vec<Numbered<'_>> = by_own_number(plan, typed).map(|(id, number)| (id, Cow::Borrowed(number))).collect();
    if !own.is_empty() || !typed.contains('.') {
        return own;
    }
    let whole = plan.ids().filter_map(|id| Some((id, whole_number(plan, id)?)));
    whole.filter(|(_, number)| behind(number, typed).next().is_some()).collect()
}

/// Returns the phases, steps and sections whose numbers begin with `typed`, and whatever has such an id, in document order;
/// the items with such numbers, too, where these are their own.
fn by_own_number<'a>(plan: &'a Plan, typed: &str) -> impl Iterator<Item = (NodeId, &'a str)> {
    let is_id = |number: &str| number.starts_with(|first: char| first.is_alphabetic());
    let are_own = OnceCell::new();
    let counts = move |id, number: &str| {
        !is_item(plan, id) || is_id(number) || *are_own.get_or_init(|| items_have_own_numbers(plan))
    };
    let numbers = plan.ids().filter_map(|id| Some((id, number(plan, id)?)));
    numbers.filter(move |&(id, number)| behind(number, typed).next().is_some() && counts(id, number))
}

/// Returns whether the numbers of items lead to them: nothing else has one, or `1` and `1.1` go on through the whole plan,
/// as Kiro's do. Elsewhere they are too many, and start anew in each list.
fn items_have_own_numbers(plan: &Plan) -> bool {
    let (of_items, others): (Vec<NodeId>, Vec<NodeId>) =
        plan.ids().filter(|&id| number(plan, id).is_some()).partition(|&id| is_item(plan, id));
    let numbers: Vec<&str> = of_items.into_iter().filter_map(|id| number(plan, id)).collect();
    let (below, above): (Vec<&str>, Vec<&str>) = numbers.iter().partition(|number| number.contains('.'));
    let mut seen = HashSet::new();
    others.is_empty() || !below.is_empty() && !above.is_empty() && numbers.iter().all(|number| seen.insert(*number))
}

fn is_item(plan: &Plan, id: NodeId) -> bool {
    plan.node(id).kind == Kind::Item
}

/// Returns the number of `id`; one without a full stop behind that of what it lies in.
fn whole_number(plan: &Plan, id: NodeId) -> Option<Cow<'_, str>> {
    let own = number(plan, id)?;
    let above = || plan.ancestors(id).find_map(|above| number(plan, above));
    match Some(own).filter(|own| !own.contains('.')).and_then(|_| above()) {
        Some(above) => Some(format!("{above}.{own}").into()),
        None => Some(own.into()),
    }
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
