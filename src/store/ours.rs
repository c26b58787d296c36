//! Our own changes: remembered from one start to the next, kept in the file, and offered where they could not be kept.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::commit::Done;
use super::guard::{Again, Against, Guard, Origin, Role};
use super::meaning::{keeps_nodes, takes_back, unmet};
use super::memory::journal::{End, Entry, Journal, Standing, Why};
use super::memory::redo;
use super::offer::Offer;
use super::tier::Late;
use super::write::{Failure, Outcome};
use super::{CommitError, Committed, Memory, ReadError, Snapshot, Stamp, Store, cut_off, file, git, look};
use crate::plan::{self, Changes, Intent, Marks, Op, Plan, Refusal};
use crate::text::Edit;

/// How often, in a row, changes are made again on texts that others save meanwhile.
const ROUNDS: usize = 4;

/// What was written onto.
struct Onto {
    plan: Arc<Plan>,
    stamp: Stamp,
}

/// What is known where something is asked for.
struct Asked<'a> {
    /// The plan that whoever asks has seen.
    seen: &'a Plan,
    /// Where the numbers of its entries go, where it is asked for anew.
    begun: Option<&'a mut Vec<u64>>,
}

/// Who else has written what the file has read for a while.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Author {
    #[default]
    Nobody,
    /// Another tickdown, by this name, and nobody besides.
    Tickdown(String),
    Others,
}

/// What became known with the last texts, beside the texts.
#[derive(Clone, Debug, Default)]
pub struct News {
    /// Who wrote them, where it was another tickdown.
    pub who: Option<String>,
    /// Our changes that a save had undone, and that were made again.
    pub again: Vec<Again>,
    /// What the file read before they were, each time, and what that made of it.
    pub made: Vec<(Arc<Plan>, Arc<Plan>)>,
    /// A write that had been cut off was completed.
    pub completed: bool,
    /// How many changes were found not to be in the file any more when it was opened; those found earlier do not count.
    pub undone: usize,
}

impl Store {
    /// Opens the file at `path` as [`Self::open`] does, and remembers below `root`, the program's state folder, what is
    /// asked for by `who`. First completes a write that was cut off, and looks at what was left there. Boxes stand for what
    /// `marks` say.
    ///
    /// # Errors
    /// As [`Self::open`]. Where nothing can be remembered, [`Self::forgets`] says why.
    pub fn open_remembered(
        path: &Path,
        root: &Path,
        role: Role,
        who: Option<String>,
        marks: Marks,
    ) -> Result<(Self, Snapshot), ReadError> {
        let target = look::until_there(|| file::resolve(path));
        let target = target.map_err(|fault| ReadError { path: path.to_owned(), fault })?;
        let memory = Memory::of(root, &target);
        let completed = cut_off::complete_patiently(&memory, &target);
        // Before the file: what is written down by now was written there before.
        let journal = Journal::of(memory.clone());
        let (mut store, snapshot) = Self::open(path)?;
        store.read_by(marks);
        store.news.completed = completed;
        store.redo = Box::new(redo::Record::new(memory.clone()));
        let is_attended = memory.is_attended();
        store.attendance = if role == Role::Screen { memory.attend().ok() } else { None };
        memory.tidy();
        store.memory = Some(memory);
        store.guard = Guard::new(journal, role, who);
        let plan = store.plan(&snapshot.text);
        store.news.undone = store.guard.start(&plan, is_attended);
        Ok((store, snapshot))
    }

    /// Guards what is asked for from now on as [`Self::open_remembered`] does, for as long as the program runs; the file
    /// reads `text`.
    pub(super) fn guard_unremembered(&mut self, role: Role, who: Option<String>, text: &Arc<str>) {
        self.guard = Guard::new(Journal::default(), role, who);
        let plan = self.plan(text);
        self.guard.start(&plan, false);
    }

    /// Makes `intents` true in the file, all or none: on its text as it is now, with as few bytes as possible.
    ///
    /// Blocks until the file is written, for some seconds at most where others keep writing. Afterwards
    /// [`Self::read`] knows the text.
    ///
    /// # Errors
    /// Every [`CommitError`]; nothing was written then, but where it says that something was.
    pub fn commit(&mut self, intents: &[Intent]) -> Result<Committed, CommitError> {
        self.commit_by(intents, Self::write)
    }

    /// The same, written by `write`.
    fn commit_by(
        &mut self,
        intents: &[Intent],
        write: impl FnMut(&mut Self, &Snapshot, &Edit, &mut Late) -> Result<Outcome, Failure>,
    ) -> Result<Committed, CommitError> {
        let last = self.last.text.clone();
        let last = self.plan(&last);
        let mut ids = Vec::new();
        let written = self.write_intents_by(intents, Asked { seen: &last, begun: Some(&mut ids) }, write);
        let (mut committed, onto) = match written {
            Ok(written) => written,
            Err(error) => {
                if error.came_between() && !intents.iter().any(|intent| takes_back(&intent.op)) {
                    self.guard.failed(ids, &last, intents, &error.reason(intents));
                } else {
                    self.guard.refused(&ids);
                }
                return Err(error);
            }
        };
        if ids.is_empty() && self.guard.is_new_word(intents, &committed.plan) {
            ids = self.guard.begin(&committed.before, intents);
        }
        self.guard.written(&ids, intents, &last, &committed);
        let again = self.judge_written(&last, &onto, &committed.plan, &ids);
        if onto.plan.text() != last.text() {
            let again = self.guard.supersede(again, &onto.plan, intents);
            self.guard.follow_changes(&committed.before, &committed.changes, &[]);
            self.make_again(committed.plan.clone(), again);
            let text = self.last.text.clone();
            committed.plan = self.plan(&text);
        }
        Ok(committed)
    }

    /// Writes, by `write`, `intents`, with entries in the journal where they are asked for anew; else only those that are not
    /// true by then: others may make them true again, too. Also returns what was written onto last.
    fn write_intents_by(
        &mut self,
        intents: &[Intent],
        Asked { seen, mut begun }: Asked<'_>,
        mut write: impl FnMut(&mut Self, &Snapshot, &Edit, &mut Late) -> Result<Outcome, Failure>,
    ) -> Result<(Committed, Onto), CommitError> {
        // What was decided last, and what of it was written although the file reads otherwise by now.
        let (last, written) = (RefCell::new(None), RefCell::new(None::<(Arc<Plan>, Changes)>));
        let decide = |store: &mut Self, text: &Arc<str>| {
            let before = store.plan(text);
            if let Some(intent) = store.guard.misled(intents, seen, &before) {
                return Err(gone(intent));
            }
            let stands = |(older, changes): &(Arc<Plan>, Changes)| changes.stand(older, &before);
            let mut wanted = match begun {
                Some(_) => intents.iter().filter(|intent| !store.guard.has_come(intent, &before)).cloned().collect(),
                None => store.guard.still_owed(unmet(intents, &before), &before),
            };
            if written.borrow().as_ref().is_some_and(stands) {
                // The nodes that came by it are there, and those that went are not.
                wanted.retain(|intent| keeps_nodes(&intent.op));
            }
            let changes = if begun.is_some() { plan::changes(&before, &wanted) } else { each_once(&before, wanted) }?;
            last.replace(Some((before.clone(), changes.clone())));
            let edit = changes.edit.clone();
            // What is so already is nobody's change, but a word of its own where we had said otherwise: see `commit`.
            if let Some(ids) = begun.as_mut().filter(|ids| ids.is_empty() && !edit.is_empty()) {
                **ids = store.guard.begin(&before, intents);
            }
            Ok(((before, changes), edit))
        };
        let write = |store: &mut Self, before: &Snapshot, edit: &Edit, late: &mut Late| {
            let outcome = write(store, before, edit, late);
            if matches!(outcome, Ok(Outcome::Overtaken)) {
                written.replace(last.take());
            }
            outcome
        };
        let Done { decided: (before, changes), onto, now } = self.commit_with(decide, write)?;
        let plan = if onto.text == *before.text() { before.clone() } else { self.plan(&onto.text) };
        let onto = Onto { plan, stamp: onto.stamp };
        if *changes.plan.text() == now.text {
            self.plan = Some(changes.plan.clone());
        }
        Ok((Committed { before, plan: self.plan(&now.text), changes }, onto))
    }

    /// Takes `theirs`, which somebody else has saved, as the file's text; where it undoes changes of ours without
    /// knowledge of them, makes them again.
    pub(super) fn absorb(&mut self, theirs: Snapshot) {
        let last = std::mem::replace(&mut self.last, theirs);
        let (text, stamp) = (self.last.text.clone(), self.last.stamp);
        let (last, theirs) = (self.plan(&last.text), self.plan(&text));
        let again = self.judge(&last, &theirs, stamp, &[]);
        self.make_again(theirs, again);
    }

    /// Takes that the file reads as it did at the last look: what other tickdowns have written since is not in it, then.
    pub(super) fn recheck(&mut self) {
        if self.guard.has_news() {
            let Snapshot { text, stamp, .. } = self.last.clone();
            let plan = self.plan(&text);
            let again = self.judge(&plan, &plan, stamp, &[]);
            self.make_again(plan, again);
        }
    }

    /// Returns whether another tickdown seems to be about to write something: then it is to be looked again soon, for
    /// somebody may take it back at once.
    pub fn awaits_others(&mut self) -> bool {
        let text = self.last.text.clone();
        let plan = self.plan(&text);
        self.guard.awaits_others(&plan)
    }

    /// Returns which of our changes are to be made again, now that somebody else has made `theirs` of the text of `last`.
    fn judge(&mut self, last: &Arc<Plan>, theirs: &Plan, stamp: Stamp, later: &[u64]) -> Vec<u64> {
        let (last, is_resolved) = match self.guard.against(last, theirs) {
            Against::Last => (Arc::clone(last), false),
            Against::Whole(whole) => (whole, true),
            Against::Nothing { undone } => {
                self.news.undone += undone;
                return Vec::new();
            }
        };
        let nanoseconds = u64::try_from(stamp.mtime_ns).unwrap_or_default();
        let written = SystemTime::UNIX_EPOCH + Duration::from_nanos(nanoseconds);
        let target = self.paths.target.clone();
        let meant = || {
            let by_git = git::has_written(&target, written);
            if by_git { Some(Origin::Git) } else { is_resolved.then_some(Origin::Resolved) }
        };
        let judged = self.guard.judge(&last, theirs, later, meant, Instant::now());
        if last.text() != theirs.text() {
            let who = judged.who.map_or(Author::Others, Author::Tickdown);
            // Where several have saved, none of them did it all.
            let is_alone = self.author == Author::Nobody || self.author == who;
            self.author = if is_alone { who } else { Author::Others };
        }
        judged.again
    }

    /// Notes that we have made `now` of `onto`, by the entries `ids` where there are new ones. Where that is not what was
    /// `seen`, others have saved once more in between: then returns which of our changes are to be made again.
    fn judge_written(&mut self, seen: &Arc<Plan>, onto: &Onto, now: &Plan, ids: &[u64]) -> Vec<u64> {
        let is_theirs = onto.plan.text() != seen.text();
        let again = if is_theirs { self.judge(seen, &onto.plan, onto.stamp, ids) } else { Vec::new() };
        self.guard.wrote(onto.plan.text(), now.text(), Instant::now());
        again
    }

    /// Makes the entries `ids` true again in the file, which read as `seen` at the last look: all at once, or one by one.
    /// Those by whose words another node goes wait until that has its own.
    fn make_again(&mut self, mut seen: Arc<Plan>, mut ids: Vec<u64>) {
        for _ in 0..ROUNDS {
            let (mut ready, waiting) = self.guard.ready(ids, &seen);
            if ready.is_empty() {
                return self.guard.leave_gone(waiting);
            }
            self.guard.in_turn(&mut ready);
            ids = match self.assert(&mut seen, &ready) {
                Ok(undone) => undone,
                Err(error) if is_of_one(&error) => self.assert_each(&mut seen, &ready),
                Err(error) => return self.offer(&[ready, waiting].concat(), &error),
            };
            ids.extend(waiting);
        }
        self.guard.offer(&ids, &Why::Contested);
    }

    /// Makes those of the entries `ids` true that have a place; the others are offered. Returns what [`Self::assert`] does.
    fn assert_each(&mut self, seen: &mut Arc<Plan>, ids: &[u64]) -> Vec<u64> {
        let (mut undone, mut left) = (Vec::new(), ids.to_vec());
        // One may have its place beside what another one brings.
        while !left.is_empty() {
            let (before, mut has_to_wait) = (left.len(), false);
            let mut refused = Vec::new();
            for (at, &id) in left.iter().enumerate() {
                match self.assert(seen, &[id]) {
                    Ok(more) => undone.extend(more),
                    Err(error) if is_of_one(&error) => refused.push((id, error)),
                    // Each of the others would wait for the same.
                    Err(error) => {
                        self.offer(&left[at..], &error);
                        has_to_wait = true;
                        break;
                    }
                }
            }
            left = refused.iter().map(|&(id, _)| id).collect();
            if left.len() == before || has_to_wait {
                for (id, error) in refused {
                    self.offer(&[id], &error);
                }
                break;
            }
        }
        undone.sort_unstable();
        undone.dedup();
        undone
    }

    /// Offers the entries `ids`, which could not be written.
    fn offer(&mut self, ids: &[u64], error: &CommitError) {
        let goals: Vec<Intent> = ids.iter().flat_map(|&id| self.guard.goals(id)).cloned().collect();
        self.guard.offer(ids, &Why::Unplaced(error.reason(&goals)));
    }

    /// Makes the entries `ids` true in the file, which read as `seen` and reads so now. Returns which of our changes others
    /// have undone in between.
    fn assert(&mut self, seen: &mut Arc<Plan>, ids: &[u64]) -> Result<Vec<u64>, CommitError> {
        let (_, waiting) = self.guard.ready(ids.to_vec(), seen);
        if let Some(goal) = waiting.iter().find_map(|&id| self.guard.goals(id).first()) {
            return Err(CommitError::Refused(gone(goal)));
        }
        let goals: Vec<Intent> = ids.iter().flat_map(|&id| self.guard.wishes(id, seen)).collect();
        let (committed, onto) = self.write_intents_by(&goals, Asked { seen, begun: None }, Self::write)?;
        let is_unmet = |id: &u64| !unmet(&self.guard.wishes(*id, seen), &committed.before).is_empty();
        let mut made: Vec<u64> = ids.iter().copied().filter(is_unmet).collect();
        self.guard.written_again(ids);
        let undone = self.judge_written(seen, &onto, &committed.plan, ids);
        self.guard.follow_changes(&committed.before, &committed.changes, &[]);
        // By what its node is called since, which may have been made again, too.
        made.retain(|id| unmet(self.guard.goals(*id), &committed.plan).is_empty());
        self.news.again.extend(made.iter().filter_map(|&id| self.guard.said_again(id)));
        if !made.is_empty() {
            self.news.made.push((committed.before.clone(), committed.changes.plan.clone()));
        }
        *seen = committed.plan;
        Ok(undone)
    }

    /// Returns what became known since this was asked last, beside the texts.
    pub fn take_news(&mut self) -> News {
        let who = match std::mem::take(&mut self.author) {
            Author::Tickdown(who) => Some(who),
            Author::Nobody | Author::Others => None,
        };
        News { who, ..std::mem::take(&mut self.news) }
    }

    /// Returns the changes of ours that are not in the file, the newest first.
    pub fn offers(&mut self) -> Vec<Offer> {
        let text = self.last.text.clone();
        let plan = self.plan(&text);
        self.guard.offers(&plan)
    }

    /// Returns all changes that were asked for, as far as they are remembered, the oldest first.
    pub fn entries(&self) -> &[Entry] {
        self.guard.entries()
    }

    /// Makes the offer `id` true after all, by `wishes`: what it wants, as somebody has seen it come out
    /// ([`Intent::after_all`]).
    ///
    /// # Errors
    /// Every [`CommitError`]; nothing was written then, and the offer stays.
    pub fn apply(&mut self, id: u64, wishes: &[Intent]) -> Result<Committed, CommitError> {
        let text = self.last.text.clone();
        let plan = self.plan(&text);
        if let Some(wish) = self.guard.gone(id, wishes, &plan) {
            return Err(CommitError::Refused(gone(wish)));
        }
        let last = self.entries().iter().map(|entry| entry.id).max().unwrap_or_default();
        let committed = match self.commit(wishes) {
            Ok(committed) => committed,
            Err(error) => {
                self.guard.forget_tries(last, id);
                return Err(error);
            }
        };
        self.guard.set(&[id], &Standing::Ended(End::Superseded));
        Ok(committed)
    }

    /// Gives the offer `id` up.
    pub fn drop_offer(&mut self, id: u64) {
        self.guard.drop_offer(id);
    }

    /// Offers again what was given up as `id` since the plan was opened, where nothing else has become of it.
    pub fn offer_again(&mut self, id: u64) {
        self.guard.offer_again(id);
    }

    /// Returns why nothing can be remembered, where something should be.
    pub fn forgets(&self) -> Option<&str> {
        self.guard.fault()
    }
}

/// Returns what `intents` do to `plan`. What several of them want, as one item behind different neighbours, is done once.
fn each_once(plan: &Arc<Plan>, intents: Vec<Intent>) -> Result<Changes, Refusal> {
    let (mut wanted, mut again) = (Vec::<Intent>::new(), Vec::new());
    for intent in intents {
        let is_again = matches!(intent.op, Op::Add { .. }) && wanted.iter().any(|first| first.op == intent.op);
        if is_again { &mut again } else { &mut wanted }.push(intent);
    }
    if !again.is_empty() {
        let changes = plan::changes_seen(plan, &wanted)?;
        wanted.extend(unmet(&again, &changes.plan));
    }
    plan::changes_seen(plan, &wanted)
}

/// Returns that the node which `intent` is for is not there any more.
fn gone(intent: &Intent) -> Refusal {
    Refusal::gone(intent.title.as_ref().unwrap_or(&intent.address).as_str(), String::new())
}

/// Returns whether `error` is about one of the changes that were to be made, and not about the file.
fn is_of_one(error: &CommitError) -> bool {
    match error {
        CommitError::Refused(_) => true,
        CommitError::Overwritten { again, .. } => is_of_one(again),
        _ => false,
    }
}

#[cfg(test)]
mod bench;
#[cfg(test)]
mod offer_tests;
#[cfg(test)]
mod older_tests;
#[cfg(test)]
mod row_tests;
#[cfg(test)]
mod several_tests;
#[cfg(test)]
mod write_tests;
