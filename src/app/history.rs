//! What can be taken back and done again, and which commits are under way.

use std::collections::VecDeque;

use super::Key;
use crate::plan::{Alignment, Intent, Kind, NodeId, Op, Plan, State};

/// A wish for a node of the plan as it is now.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    /// The node; follows every change of the plan.
    pub(super) node: NodeId,
    /// The wish; its address is made anew when it is used.
    pub(super) intent: Intent,
    /// The state that the node has until then; `None` where others have marked it since.
    pub(super) state: Option<State>,
    /// The state that it had before.
    pub(super) before: Option<State>,
}

/// The wishes that take one commit back. None are left where all that it was about is gone.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    /// What a person calls what the commit was about.
    name: String,
    wishes: Vec<Wish>,
    /// The names of later ones that are gone, and were passed over to come to this one; the latest first.
    skipped: Vec<String>,
    /// It was refused before; the second refusal drops it.
    refused: bool,
}

/// Why a commit is under way.
#[derive(Clone, Debug)]
pub(super) enum Flight {
    /// Somebody pressed a key.
    Do {
        /// If the cursor is still there afterwards, it goes on to the next open node.
        leave: Option<NodeId>,
    },
    /// Somebody has written a text.
    Write,
    /// Something is taken back.
    Undo(Entry),
    /// Something is done again.
    Redo(Entry),
    /// What somebody else did is taken back: this event of this save.
    PutBack {
        /// The save's number.
        save: u64,
        /// The event's place in it.
        index: usize,
    },
    /// All that a save of somebody else dropped is put back.
    Regain {
        /// The save's number.
        save: u64,
        /// The places of the events in it that this takes back.
        indices: Vec<usize>,
        /// What to say of it.
        said: String,
    },
}

/// What can be taken back and done again. Follows its nodes through every change of the plan.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    undo: Vec<Entry>,
    redo: Vec<Entry>,
    /// Commits that the shell has not answered, the oldest first; it answers in order.
    flights: VecDeque<Flight>,
    /// Keys that were pressed meanwhile, and whose meaning depends on what the shell answers.
    waiting: VecDeque<Key>,
}

impl History {
    /// Notes that a commit is under way.
    pub(super) fn depart(&mut self, flight: Flight) {
        self.flights.push_back(flight);
    }

    /// Returns what the shell's answer is to. An answer that nobody waited for is to a plain commit.
    pub(super) fn arrive(&mut self) -> Flight {
        self.flights.pop_front().unwrap_or(Flight::Do { leave: None })
    }

    /// Returns whether a commit has not been answered.
    pub(super) fn is_busy(&self) -> bool {
        !self.flights.is_empty()
    }

    /// Returns whether the answer to come may move the cursor.
    pub(super) fn will_move(&self) -> bool {
        self.flights
            .iter()
            .any(|flight| matches!(flight, Flight::Do { leave: Some(_) } | Flight::Undo(_) | Flight::Redo(_)))
    }

    /// Returns the keys that wait for the answer.
    pub(super) fn waiting(&mut self) -> &mut VecDeque<Key> {
        &mut self.waiting
    }

    /// Starts to take the last commit back: returns its intents for `plan`.
    ///
    /// # Errors
    /// Nothing is left; then what was passed over, in a clause: nothing, or `; Runs is gone, skipped`.
    pub(super) fn undo(&mut self, plan: &Plan) -> Result<Vec<Intent>, String> {
        let entry = Entry::last_of(&mut self.undo)?;
        let intents = entry.intents(plan);
        self.depart(Flight::Undo(entry));
        Ok(intents)
    }

    /// Starts to do again what was taken back last.
    ///
    /// # Errors
    /// As [`Self::undo`].
    pub(super) fn redo(&mut self, plan: &Plan) -> Result<Vec<Intent>, String> {
        let entry = Entry::last_of(&mut self.redo)?;
        let intents = entry.intents(plan);
        self.depart(Flight::Redo(entry));
        Ok(intents)
    }

    /// Returns the wish that makes of `id`, which a commit of ours has brought into the state that it is in, what it was,
    /// byte for byte, where that is what `op` wants: not done, not validated, or done again. `None` where `op` does so by
    /// itself, and where others have marked it since.
    pub(super) fn way_back(&self, plan: &Plan, id: NodeId, op: &Op) -> Option<Op> {
        let state = plan.node(id).state?;
        let last = self.undo.iter().rev().flat_map(|entry| &entry.wishes).find(|wish| wish.node == id)?;
        let before = last.before.filter(|_| last.state == Some(state))?;
        // One byte is written alike either way.
        let is_item = plan.node(id).kind == Kind::Item;
        let is_wanted = match op {
            Op::Open if before == State::Open && is_item => false,
            // Also where it is not begun any more: then it may have been done.
            Op::Open => state != State::Validated && !(state.is_done() && before.is_done()),
            Op::NotValidated => state == State::Validated,
            Op::Done => before == State::Done && !is_item,
            _ => false,
        };
        let is_mark = match &last.intent.op {
            Op::Restore { otherwise: Some(otherwise), .. } => {
                matches!(**otherwise, Op::Open | Op::InProgress | Op::Done | Op::NotValidated)
            }
            Op::Restore { otherwise: None, .. } => true,
            _ => false,
        };
        (is_wanted && is_mark).then(|| last.intent.op.clone())
    }

    /// Returns whether `id` is known to have been in `state` before: what is taken back by `flight`, or can be, says so.
    pub(super) fn was(&self, flight: &Flight, id: NodeId, state: Option<State>) -> bool {
        let entry = match flight {
            Flight::Undo(entry) | Flight::Redo(entry) => Some(entry),
            _ => None,
        };
        let wishes = self.undo.iter().chain(entry).flat_map(|entry| &entry.wishes);
        wishes.into_iter().any(|wish| wish.node == id && wish.before == state)
    }

    /// Notes that others have marked these nodes.
    pub(super) fn marked_by_others(&mut self, nodes: impl Iterator<Item = NodeId>) {
        for node in nodes {
            let wishes = self.undo.iter_mut().flat_map(|entry| &mut entry.wishes);
            wishes.filter(|wish| wish.node == node).for_each(|wish| wish.state = None);
        }
    }

    /// Keeps how to take back what `flight` did to `name`: `wishes`, in the order in which it was done.
    pub(super) fn keep(&mut self, flight: &Flight, name: String, wishes: Vec<Wish>) {
        if wishes.is_empty() {
            return;
        }
        let entry = Entry { name, wishes: wishes.into_iter().rev().collect(), ..Entry::default() };
        match flight {
            Flight::Do { .. } | Flight::Write | Flight::PutBack { .. } | Flight::Regain { .. } => {
                self.redo.clear();
                self.undo.push(entry);
            }
            Flight::Undo(_) => self.redo.push(entry),
            Flight::Redo(_) => self.undo.push(entry),
        }
    }

    /// Notes that `flight` was refused. What was to be taken back can be tried once more; where it has been, returns the
    /// name of what is skipped from now on.
    pub(super) fn refused(&mut self, flight: Flight) -> Option<String> {
        let (entry, entries) = match flight {
            Flight::Do { .. } | Flight::Write | Flight::PutBack { .. } | Flight::Regain { .. } => return None,
            Flight::Undo(entry) => (entry, &mut self.undo),
            Flight::Redo(entry) => (entry, &mut self.redo),
        };
        if entry.refused {
            return Some(entry.name);
        }
        entries.push(Entry { refused: true, ..entry });
        None
    }

    /// Returns whether something can be taken back.
    pub(super) fn can_undo(&self) -> bool {
        self.undo.iter().any(|entry| !entry.wishes.is_empty())
    }

    /// Follows the nodes into `newer`.
    pub(super) fn follow(&mut self, newer: &Plan, alignment: &Alignment) {
        for entries in [&mut self.undo, &mut self.redo] {
            for entry in entries {
                entry.follow(newer, alignment);
            }
        }
        for flight in &mut self.flights {
            match flight {
                Flight::Do { leave } => *leave = leave.and_then(|node| alignment.map[node.index()]),
                Flight::Undo(entry) | Flight::Redo(entry) => entry.follow(newer, alignment),
                Flight::Write | Flight::PutBack { .. } | Flight::Regain { .. } => {}
            }
        }
    }
}

impl Entry {
    /// Takes the last of `entries` of which something is left.
    ///
    /// # Errors
    /// There is none; then what was passed over, as [`Self::passed_over`] says it.
    fn last_of(entries: &mut Vec<Self>) -> Result<Self, String> {
        let mut skipped = Vec::new();
        while let Some(entry) = entries.pop() {
            if !entry.wishes.is_empty() {
                // What was passed over before it was refused has not been said.
                skipped.extend(entry.skipped);
                return Ok(Self { skipped, ..entry });
            }
            skipped.push(entry.name);
        }
        Err(Self { skipped, ..Self::default() }.passed_over())
    }

    /// Returns what a person calls what it is about.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Returns in a clause what was passed over: `Runs is gone, skipped`.
    pub(super) fn gone(&self) -> Option<String> {
        match &self.skipped[..] {
            [] => None,
            [only] => Some(format!("{only} is gone, skipped")),
            several => Some(format!("{} are gone, skipped", several.join(", "))),
        }
    }

    /// Returns the same behind something else: `; Runs is gone, skipped`; nothing where nothing was.
    pub(super) fn passed_over(&self) -> String {
        self.gone().map(|gone| format!("; {gone}")).unwrap_or_default()
    }

    fn intents(&self, plan: &Plan) -> Vec<Intent> {
        let intent = |wish: &Wish| Intent { address: plan.address(wish.node).to_owned(), ..wish.intent.clone() };
        self.wishes.iter().map(intent).collect()
    }

    fn follow(&mut self, newer: &Plan, alignment: &Alignment) {
        self.wishes.retain_mut(|wish| {
            // Where nothing but its number says which node it is, its title does: it must still be nearly the same.
            if let (Some(now), Some(title)) = (alignment.by_words(wish.node), &mut wish.intent.title) {
                newer.node(now).title.as_ref().clone_into(title);
            }
            let now = alignment.map[wish.node.index()];
            wish.node = now.unwrap_or(wish.node);
            now.is_some()
        });
    }
}
