//! What the nodes that we have called otherwise were called, and when.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::Guard;
use crate::plan::{Intent, Op, Part, plain};
use crate::store::memory::journal::{Entry, Standing};

/// A node that we have given other titles.
pub(super) struct Renamed {
    pub(super) number: u64,
    /// How we know it.
    pub(super) known: Intent,
    /// What it was called, the last one first.
    pub(super) names: Vec<Name>,
}

/// What a node was called for a while; `None` while it was not there, as before we added it.
pub(super) struct Name {
    /// The number of the entry since when.
    pub(super) since: u64,
    pub(super) title: Option<Arc<str>>,
}

impl Guard {
    /// Returns the nodes that we have given other titles, or have taken out after that.
    pub(super) fn renamed(&self) -> Vec<Renamed> {
        let mut renamed: Vec<Renamed> = Vec::new();
        let mut at: HashMap<u64, usize> = HashMap::new();
        // What was never written has called nothing otherwise.
        for entry in self.left().rev().filter(|entry| entry.written > 0) {
            for goal in &entry.goals {
                let names = names(entry, goal, &self.words(entry, goal));
                if !names.is_empty() {
                    let at = *at.entry(entry.node).or_insert(renamed.len());
                    if at == renamed.len() {
                        let known = Intent { op: Op::Done, ..goal.clone() };
                        renamed.push(Renamed { number: entry.node, known, names: Vec::new() });
                    }
                    renamed[at].names.extend(names);
                }
            }
        }
        for node in &mut renamed {
            let is_ours = self.entry(node.number).is_some();
            node.sort(is_ours);
        }
        renamed
    }

    /// Returns what `goal`, of `entry`, writes, and what the changes wrote that it was made on top of, the last one first, each
    /// with its entry; of a node that is taken out, of its title.
    pub(super) fn words<'a>(&'a self, entry: &'a Entry, goal: &'a Intent) -> Vec<(u64, &'a Op)> {
        let part = match &goal.op {
            Op::Write { part, .. } => part,
            Op::Delete { .. } => &Part::Title,
            _ => return Vec::new(),
        };
        let is_same = |op: &&Op| matches!(op, Op::Write { part: other, .. } if other == part);
        let mut words: Vec<(u64, &Op)> = [&goal.op].into_iter().filter(is_same).map(|op| (entry.id, op)).collect();
        let mut over: BTreeSet<u64> = entry.over.iter().copied().collect();
        while let Some(id) = over.pop_last() {
            if let Some(older) = self.entry(id) {
                words.extend(older.goals.iter().map(|goal| &goal.op).filter(is_same).map(|op| (id, op)));
                over.extend(older.over.iter().filter(|&&other| other < id));
            }
        }
        words
    }

    /// Returns the entries that have added an item, and their wishes.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&Entry, &Intent)> {
        let goals = self.left().filter_map(|entry| Some((entry, entry.goals.first()?)));
        goals.filter(|(_, goal)| matches!(goal.op, Op::Add { .. }))
    }

    /// Returns the entries that have not ended.
    pub(super) fn left(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries().iter().filter(|entry| !matches!(entry.standing, Standing::Ended(_)))
    }
}

impl Renamed {
    /// Puts the last name first; before all of them, where `is_ours`, it was not there. Others may have called it otherwise
    /// since.
    fn sort(&mut self, is_ours: bool) {
        let title = self.known.title.as_deref().map(Arc::from);
        if !self.names.iter().any(|name| name.title == title) {
            self.names.push(Name { since: u64::MAX, title });
        }
        self.names.sort_by_key(|name| Reverse(name.since));
        if let Some(first) = self.names.last_mut() {
            first.since = if is_ours { self.number } else { 0 };
        }
        self.names.extend(is_ours.then_some(Name { since: 0, title: None }));
        self.names.dedup_by(|older, newer| {
            let is_same = older.title == newer.title;
            newer.since = if is_same { older.since } else { newer.since };
            is_same
        });
    }
}

/// Returns what `goal`, of `entry`, and the `words` that it was made on top of have called the node, and what it was called
/// before each.
fn names(entry: &Entry, goal: &Intent, words: &[(u64, &Op)]) -> Vec<Name> {
    let title = |text: &str| Some(plain(text.trim()));
    let mut names: Vec<Name> = Vec::new();
    for (id, op) in words {
        if let Op::Write { part: Part::Title, from, to } = op {
            names.push(Name { since: *id, title: title(to) });
            names.extend(from.iter().map(|from| Name { since: id - 1, title: title(from) }));
        }
    }
    if !names.is_empty() && matches!(goal.op, Op::Delete { .. }) {
        names.push(Name { since: entry.id, title: None });
    }
    names
}
