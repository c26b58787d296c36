//! What somebody wants to be true of a node, and which node that is.

use super::address::around;
use super::align::alike;
use super::plain::plain;
use super::swapped::is_swapped;
use super::{Kind, NodeId, Part, Plan, Refusal, State, piece, rewrite};

/// A wish for one node. It sets a value and never toggles, so it can be applied to a newer text, and twice.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Intent {
    /// Which node, in any form that [`Plan::resolve`] takes.
    pub address: String,
    /// What shall be true of it.
    pub op: Op,
    /// A text that the node must contain, or nothing is done (`--expect`).
    pub expect: Option<String>,
    /// The title under which somebody saw the node: where the address leads to another one by now, as after a
    /// renumbering, the one node of this title is meant.
    pub title: Option<String>,
    /// Of an item to be added: the title of what its address lies in, where that was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
}

impl Intent {
    /// Returns the wish for `op` at `address`, whatever the node's text.
    pub fn new(address: impl Into<String>, op: Op) -> Self {
        Self { address: address.into(), op, expect: None, title: None, within: None }
    }

    /// Returns the wish for `op` of the node `id`, which is known by its address in `plan`, its title, and what it lies in.
    pub fn at(plan: &Plan, id: NodeId, op: Op) -> Self {
        let title = |id: NodeId| (id != NodeId::ROOT).then(|| plan.node(id).title.to_string());
        let address = plan.address(id);
        let is_added = matches!(op, Op::Add { .. });
        let within = around(address).filter(|_| is_added).and_then(|around| title(plan.at(around)?));
        Self { title: title(id), within, ..Self::new(address, op) }
    }

    /// Returns the node of `plan` that is meant, if it contains what is expected of it.
    ///
    /// # Errors
    /// Where it is not there, or where several could be meant.
    pub fn find(&self, plan: &Plan) -> Result<NodeId, Refusal> {
        target(plan, self)
    }

    /// Returns the node of `plan` that was meant if it is called `title` there: at its address, or else the only one of this
    /// title in what it lies in by its address, or at its address one that is called much like that. The same words elsewhere
    /// are another node's.
    pub fn find_called(&self, plan: &Plan, title: &str) -> Option<NodeId> {
        self.find_among(plan, title, plan.ids().filter(|&id| *plan.node(id).title == *title))
    }

    /// Returns the same, where it is known which nodes of `plan` are called `title`: `all`.
    pub fn find_among(&self, plan: &Plan, title: &str, all: impl Iterator<Item = NodeId>) -> Option<NodeId> {
        let here = plan.at(&self.address);
        if let Some(id) = here.filter(|&id| *plan.node(id).title == *title) {
            return Some(id);
        }
        // What goes by its number has nothing around it that tells.
        let is_beside = |id: &NodeId| {
            let address = plan.address(*id);
            around(address) == around(&self.address) && (address.contains('/') || plan.node(*id).label.is_none())
        };
        let mut same = all.filter(is_beside);
        match (same.next(), same.next()) {
            (Some(id), None) => Some(id),
            (None, _) => here.filter(|&id| alike(&plan.node(id).title, title)),
            _ => None,
        }
    }

    /// Returns the node of `plan` at just this address and of just this title.
    pub fn find_exactly(&self, plan: &Plan) -> Option<NodeId> {
        plan.at(&self.address).filter(|&id| self.title.as_deref() == Some(&*plan.node(id).title))
    }

    /// Returns whether the node that is meant does not go by this address in `plan`: its title has led to it.
    pub fn is_elsewhere(&self, plan: &Plan) -> bool {
        self.find(plan).is_ok_and(|id| !is_called(plan, id, &self.address))
    }

    /// Returns the item of `plan` that says what was to be added, where this is such a wish: beside the one that it was to
    /// come behind or, where that is gone, anywhere in what that lay in by its address.
    pub fn added(&self, plan: &Plan) -> Option<NodeId> {
        let Op::Add { text } = &self.op else { return None };
        match self.find(plan) {
            Err(Refusal::NotFound { .. }) => {
                let around = self.around()?.find(plan).ok()?;
                plan.descendants(around).find(|&id| rewrite::reads(plan, id, text))
            }
            found => rewrite::added(plan, found.ok()?, text),
        }
    }

    /// Returns the same wish for what the node lies in by its address.
    pub(super) fn around(&self) -> Option<Self> {
        Some(Self { title: self.within.clone(), ..Self::new(around(&self.address)?, self.op.clone()) })
    }

    /// Returns whether the wish is true in `plan`.
    ///
    /// # Errors
    /// As [`Self::find`].
    pub fn is_met(&self, plan: &Plan) -> Result<bool, Refusal> {
        let id = match self.find(plan) {
            Err(Refusal::NotFound { .. }) if matches!(self.op, Op::Delete { .. } | Op::Remove { .. }) => {
                return Ok(true);
            }
            Err(Refusal::NotFound { .. }) if self.added(plan).is_some() => return Ok(true),
            found => found?,
        };
        Ok(match &self.op {
            Op::Restore { below, before, after, .. } => is_swapped(plan, id, (*below, after, before)),
            Op::Lines { below, from, to } => is_swapped(plan, id, (*below, from, to)),
            Op::Write { part, from, to } => {
                let is_said =
                    |now: String| now == to.trim_end() || rewrite::has_words(from.as_deref(), to.trim_end(), &now);
                plan.written(id, part).is_some_and(is_said)
            }
            Op::Add { text } => rewrite::added(plan, id, text).is_some(),
            Op::Insert { text, place } => {
                let around = plan.node(id).parent.filter(|_| *place == Place::Behind).unwrap_or(id);
                piece::stands(plan, id, text, *place) || is_swapped(plan, around, (0, "", text))
            }
            op => holds(plan, id, op),
        })
    }
}

/// What shall be true of a node.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// It is done.
    Done,
    /// It is open; a step's validation goes too.
    Open,
    /// It has been begun.
    InProgress,
    /// The step is validated.
    Validated {
        /// Also while criteria are open.
        force: bool,
    },
    /// The step is not validated; done it stays.
    NotValidated,
    /// Its lines read `before` again, if they still read `after`: an undo. Else `otherwise` is done.
    Restore {
        /// How many lines below the node's first one they begin.
        below: usize,
        /// Whole lines as they were.
        before: String,
        /// Whole lines as they are since.
        after: String,
        /// The same wish in words, for when the lines have changed since. `None`: refuse instead.
        otherwise: Option<Box<Op>>,
    },
    /// These lines stand beside it again: what somebody took out.
    Insert {
        /// Whole lines, with the blank ones around them; they take the place of those that are there now.
        text: String,
        /// Where they stand.
        place: Place,
    },
    /// It is gone with all that lies in it, if its lines still read so.
    Remove {
        /// Whole lines, with the blank ones around them, which do not matter.
        text: String,
        /// The blank lines that stand there instead; else those before or behind it, whichever are more.
        gap: Option<String>,
    },
    /// A part of its text reads so; only the words that differ are changed.
    Write {
        /// Which part.
        part: Part,
        /// What it read when somebody began to write: what others have changed since stays, and where they changed the
        /// same words theirs stays. `None`: whatever it reads.
        from: Option<String>,
        /// What it shall read, as [`Plan::written`] returns it.
        to: String,
    },
    /// An item that says this stands behind it, or as its last one where it is none, in the manner of the plan.
    Add {
        /// One line of Markdown, without bullet, box and number.
        text: String,
    },
    /// It is gone with all that lies in it, if its lines still read so.
    Delete {
        /// The lines as [`Plan::lines_of`] returns them.
        lines: String,
    },
    /// Whole lines in it that read `from` read `to`, and nodes come or go by it: what takes back that some were added or
    /// deleted.
    Lines {
        /// How many lines below the node's first one they begin.
        below: usize,
        /// Whole lines as they are.
        from: String,
        /// Whole lines as they shall be.
        to: String,
    },
}

/// Where lines are put beside a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Behind it and all that lies in it.
    Behind,
    /// In it, before all that lies in it.
    First,
}

impl Op {
    /// Returns whether it is about a text, or about nodes, and not about a mark: nodes may come or go by it, or be found by
    /// another address.
    pub fn is_structural(&self) -> bool {
        match self {
            Self::Insert { .. }
            | Self::Remove { .. }
            | Self::Write { .. }
            | Self::Add { .. }
            | Self::Delete { .. }
            | Self::Lines { .. } => true,
            Self::Restore { otherwise: Some(otherwise), .. } => otherwise.is_structural(),
            _ => false,
        }
    }
}

/// Returns the node that `intent` means, if it contains what is expected of it.
pub(super) fn target(plan: &Plan, intent: &Intent) -> Result<NodeId, Refusal> {
    let id = match (&intent.title, &intent.op) {
        // The plan itself has no address, but lines and items can be put into it.
        (_, Op::Insert { .. } | Op::Lines { .. } | Op::Add { .. }) if intent.address.is_empty() => NodeId::ROOT,
        (Some(title), Op::Write { part: Part::Title, from, to }) => {
            // Where it reads so already, or again as it did before, it is still the node that was meant.
            let mut other = [Some(to), from.as_ref()].into_iter().flatten();
            let mut called = || other.find_map(|title| intent.find_called(plan, &plain(title)));
            titled(plan, &intent.address, title).or_else(|refusal| called().ok_or(refusal))?
        }
        (Some(title), _) => titled(plan, &intent.address, title)?,
        (None, _) => plan.resolve(&intent.address)?,
    };
    let node = plan.node(id);
    match &intent.expect {
        Some(expected) if !node.span.of(plan.text()).contains(expected.as_str()) => Err(Refusal::Unexpected {
            address: plan.address(id).to_owned(),
            expected: expected.clone(),
            found: node.title.to_string(),
        }),
        _ => Ok(id),
    }
}

/// Returns the node at `address` that was seen as `title`: reworded a little it may be, but not another one. Without item 2,
/// `2` leads to Phase 2; for who had seen the item that is no answer.
fn titled(plan: &Plan, address: &str, title: &str) -> Result<NodeId, Refusal> {
    let is_it = |id: &NodeId| &*plan.node(*id).title == title;
    if let Some(id) = plan.at(address).filter(is_it) {
        return Ok(id);
    }
    let mut same = plan.ids().filter(is_it);
    let (first, second) = (same.next(), same.next());
    let is_gone = first.is_none() && plan.at(address).is_none() && !address.starts_with(':');
    let addressed = if is_gone { Err(Refusal::gone(address, String::new())) } else { plan.resolve(address) };
    if addressed.as_ref().is_ok_and(is_it) {
        return addressed;
    }
    match (first, second, addressed) {
        (Some(id), None, _) => Ok(id),
        (_, _, Ok(id)) if is_called(plan, id, address) && alike(&plan.node(id).title, title) => Ok(id),
        (_, _, Ok(id)) => Err(Refusal::gone(title, format!("{address} is \"{}\" now", plan.node(id).title))),
        (_, _, Err(refusal)) => Err(refusal),
    }
}

/// Returns whether `address` is what the plan itself calls the node `id`, or says its line.
fn is_called(plan: &Plan, id: NodeId, address: &str) -> bool {
    plan.address(id) == address || address.starts_with(':')
}

/// Returns whether `op` is true of the node already; of lines to put back that is never known.
pub(super) fn holds(plan: &Plan, id: NodeId, op: &Op) -> bool {
    let Some(node) = plan.nodes.get(id.index()) else { return false };
    let done = node.state.is_some_and(State::is_done);
    match op {
        Op::Done => done,
        // A row without a box, and a phase with nothing to do, are as good as open.
        Op::Open if node.state.is_none() => matches!(node.kind, Kind::Item | Kind::Phase),
        Op::Open => node.state == Some(State::Open),
        Op::InProgress => node.state == Some(State::InProgress),
        Op::Validated { .. } if node.kind == Kind::Item => done,
        Op::Validated { .. } => node.state == Some(State::Validated),
        Op::NotValidated if node.kind == Kind::Item => !done,
        Op::NotValidated => node.state != Some(State::Validated),
        Op::Restore { .. }
        | Op::Insert { .. }
        | Op::Remove { .. }
        | Op::Write { .. }
        | Op::Add { .. }
        | Op::Delete { .. }
        | Op::Lines { .. } => false,
    }
}
