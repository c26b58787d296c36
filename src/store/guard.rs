//! Standing guard over our own changes: what another program undid without knowing of them is done again.
//!
//! An editor that holds an older text writes over everything that came since. What such a save was made from is the text
//! that it differs least from, of those that the file has had: where that is the last one, its author had seen our
//! change and meant to undo it; where it is an older one, the change is made again on top of the new text. What git puts
//! back is meant. What cannot be made again is offered to whoever sits at the screen, and never forgotten silently.

mod conflict;
mod follow;
mod names;
mod noted;
mod places;
mod recognise;

pub(super) use conflict::Against;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::meaning::{cancels, is_done_there, is_less, is_same_wish, is_under_way, lines_at, met};
use super::memory::journal::{self, End, Entry, Journal, Standing, Why};
use super::offer::Offer;
use super::texts::Texts;
use crate::plan::{self, Intent, Plan};
use places::Places;

/// How long ago we may have written over a text that is still taken for one that crossed ours.
const CROSSING: Duration = Duration::from_secs(2);

/// Within which time assertions are counted.
const MEMORY: Duration = Duration::from_secs(10);

/// How often changes are made again on top of the very same text in that time.
const SAME_TEXT: usize = 2;

/// How often that is done at all in that time.
const ALL_TEXTS: usize = 200;

/// How old, at most, a change may be whose place went while no screen was open, to be offered, in nanoseconds.
const RECENT: u64 = 24 * 3600 * 1_000_000_000;

/// Who asks for changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// A verb: what it is refused it says, and nothing is left to be offered.
    #[default]
    Verb,
    /// A screen: what cannot be placed is offered in its list.
    Screen,
}

/// How many older texts are rebuilt when a plan is opened.
const REBUILT: usize = 32;

/// How long, at most, a text is for which that is done, in bytes.
const REBUILT_SIZE: usize = 1 << 20;

/// What is known of our own changes and of the texts that the file has had.
#[derive(Debug)]
pub(super) struct Guard {
    journal: Journal,
    texts: Texts,
    /// Where nodes were in the last texts, the newest last.
    known: VecDeque<(Arc<str>, Places)>,
    /// What the file read when it was opened, and when, until the texts before that are asked for.
    opened: Option<(Arc<str>, u64)>,
    /// When changes were made again, and on top of which texts.
    asserted: VecDeque<(Instant, Arc<str>)>,
    role: Role,
    who: Option<String>,
    /// What other tickdowns have written down since the last text of somebody else.
    unseen: Vec<u64>,
    /// When that was, in nanoseconds since 1970.
    looked: u64,
    /// What the file read before git left the conflict in it that is there now, where somebody saw that.
    whole: Option<Arc<Plan>>,
    /// The offers that somebody here has given up, and why each was one.
    dropped: Vec<(u64, Why)>,
    /// The entries of the last commit, where whoever asked for it was told that it is not in the file.
    failed: Vec<u64>,
    /// See [`CROSSING`].
    pub(super) crossing: Duration,
}

/// A change of ours that a save had undone, and that was made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    /// What was done: `done again: Route exists`.
    pub said: String,
    /// It was undone within a moment of being written: nobody can have seen it and meant that, or so it is taken. Else
    /// the save looked as if it was made from an older text.
    pub is_young: bool,
}

/// What a text of somebody else means for our changes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Judged {
    /// The entries to be made again.
    pub(super) again: Vec<u64>,
    /// Who wrote it, where another tickdown did.
    pub(super) who: Option<String>,
}

/// What a text that undoes changes of ours was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The last text: its author had seen our changes.
    Last,
    /// An older one.
    Older,
    /// It is an older one itself, and we had just written over it.
    Crossing,
    /// It is an older one itself.
    Return,
    /// git put it there.
    Git,
    /// Somebody has resolved a conflict in the last one.
    Resolved,
}

impl Guard {
    /// Returns a guard that knows what `journal` says.
    pub(super) fn new(journal: Journal, role: Role, who: Option<String>) -> Self {
        let (texts, known, opened, asserted, unseen, whole, dropped, failed) = Default::default();
        let looked = journal::now();
        Self {
            journal,
            texts,
            known,
            opened,
            asserted,
            role,
            who,
            unseen,
            looked,
            whole,
            dropped,
            failed,
            crossing: CROSSING,
        }
    }

    /// Notes that the file reads `text`.
    pub(super) fn saw(&mut self, text: &Arc<str>) {
        self.texts.saw(text);
    }

    /// Returns all that was asked for, the oldest first.
    pub(super) fn entries(&self) -> &[Entry] {
        self.journal.entries()
    }

    /// Returns why nothing can be remembered, where that is so.
    pub(super) fn fault(&self) -> Option<&str> {
        self.journal.fault()
    }

    /// Returns the changes that are not in the file, which reads as `plan`, the newest first.
    pub(super) fn offers(&self, plan: &Plan) -> Vec<Offer> {
        let mut offers: Vec<Offer> =
            self.entries().iter().rev().filter_map(|entry| Offer::of(entry, self.who.as_deref())).collect();
        for offer in &mut offers {
            offer.goals = self.wishes(offer.id, plan);
        }
        offers
    }

    /// Returns what the entry `id` wants to be true.
    pub(super) fn goals(&self, id: u64) -> &[Intent] {
        self.entry(id).map_or(&[], |entry| &entry.goals)
    }

    /// Returns what to say where the entry `id` is made again, and whether it was written just now.
    pub(super) fn said_again(&self, id: u64) -> Option<Again> {
        let is_young = !self.by_age(vec![id]).0.is_empty();
        self.entry(id).map(|entry| Again { said: format!("{} again: {}", entry.what, entry.name()), is_young })
    }

    fn entry(&self, id: u64) -> Option<&Entry> {
        self.entries().iter().rev().find(|entry| entry.id == id)
    }

    /// Looks at what was left when the plan was open last: what is not in `plan` now, is offered; returns how many are new
    /// and surely missing. Where a screen is open and so attends to the plan, that is its business.
    pub(super) fn start(&mut self, plan: &Plan, is_attended: bool) -> usize {
        let now = self.journal.next_id();
        self.saw(plan.text());
        self.opened = Some((Arc::clone(plan.text()), now));
        // What a conflict has of our changes shows when it is gone.
        if is_attended || plan.conflict().is_some() { 0 } else { self.look_back(plan) }
    }

    /// Offers what is not in `plan` of all that was written before; returns how many are new and surely missing.
    fn look_back(&mut self, plan: &Plan) -> usize {
        let places = self.follow_names(plan);
        let now = self.journal.next_id();
        let mut changed = Vec::new();
        for entry in self.entries() {
            let standing = match (&entry.standing, self.stands(entry, &places, plan)) {
                (Standing::Begun, _) if is_under_way(entry, journal::now()) => continue,
                (Standing::Begun | Standing::Offered(_), Ok(true)) => Standing::Written,
                (Standing::Ended(_) | Standing::Offered(_), _) | (Standing::Written, Ok(true)) => continue,
                (_, Err(_)) if now - entry.id > RECENT => Standing::Ended(End::Outside),
                _ if self.is_cancelled(entry) || self.is_written_over(entry) => Standing::Ended(End::Superseded),
                (Standing::Begun, _) => Standing::Offered(Why::NotWritten),
                (Standing::Written, _) if self.is_ticked_since(entry, plan) => Standing::Offered(Why::TickedSince),
                (Standing::Written, _) => Standing::Offered(Why::UndoneUnseen),
            };
            changed.push(Entry { standing, ..entry.clone() });
        }
        let is_missing = |entry: &&Entry| matches!(&entry.standing, Standing::Offered(why) if why.is_sure());
        let missing = changed.iter().filter(is_missing).count();
        self.journal.put(changed);
        missing
    }

    /// Returns whether we have taken back `entry` ourselves since.
    fn is_cancelled(&self, entry: &Entry) -> bool {
        let later = self.entries().iter().filter(|later| later.id > entry.id && later.written > 0);
        later.into_iter().any(|later| cancels(later, entry))
    }

    /// Returns whether we have written another word in place of `entry` since, whatever others have made of that.
    fn is_written_over(&self, entry: &Entry) -> bool {
        let was_taken_back = |later: &Entry| matches!(later.standing, Standing::Ended(End::Superseded | End::Refused));
        let mut later = self.entries().iter().filter(|later| later.over.contains(&entry.id));
        later.any(|later| later.written > 0 && !was_taken_back(later))
    }

    /// Notes what the file read before it was opened, as far as our changes from before can be taken back: an editor
    /// that was open all the while may still hold that. Few need to know.
    fn rebuild(&mut self) {
        let Some((text, opened)) = self.opened.take().filter(|(text, _)| text.len() <= REBUILT_SIZE) else { return };
        let (mut text, mut older) = (text.to_string(), Vec::new());
        for entry in self.entries().iter().rev().filter(|entry| entry.id < opened).take(REBUILT) {
            if let Some(at) = lines_at(&text, &entry.after) {
                text.replace_range(at..at + entry.after.len(), &entry.before);
                older.push(Arc::from(text.as_str()));
            }
        }
        for text in older {
            self.texts.was(text);
        }
    }

    /// Looks at what somebody else made of the text of `last`; whether git has `meant` it so, or whoever resolved a conflict,
    /// is asked only where that matters.
    /// The entries `later` were written on top of that.
    pub(super) fn judge(
        &mut self,
        last: &Arc<Plan>,
        theirs: &Plan,
        later: &[u64],
        meant: impl FnOnce() -> Option<Origin>,
        now: Instant,
    ) -> Judged {
        self.refresh();
        let unseen = std::mem::take(&mut self.unseen);
        let who = self.writer(&unseen, last, theirs);
        self.looked = journal::now();
        if self.role == Role::Verb {
            // It knows too little of the texts before, and screens, or the next start, will see to it.
            return Judged { again: Vec::new(), who };
        }
        let (was, is) = self.follow(last, theirs);
        let (mut seen, mut missed, mut fulfilled) = (Vec::new(), Vec::new(), Vec::new());
        let at = journal::now();
        for entry in self.entries().iter().filter(|entry| !later.contains(&entry.id)) {
            let stands = || self.stands(entry, &is, theirs) == Ok(true);
            match entry.standing {
                Standing::Ended(_) => {}
                // It is guarded again.
                Standing::Offered(_) => fulfilled.extend(stands().then_some(entry.id)),
                Standing::Begun | Standing::Written if stands() || self.is_overruled(entry, theirs) => {}
                // It may not have been in the file yet; once that is noted, it is looked again.
                Standing::Begun if is_under_way(entry, at) => {}
                _ if self.was_so(entry, &was, last) => seen.push(entry.id),
                // What another tickdown wrote since we looked last is not in `last`, and may have been in the file all
                // the same.
                Standing::Written if unseen.contains(&entry.id) => missed.push(entry.id),
                Standing::Begun | Standing::Written => {}
            }
        }
        self.set(&fulfilled, &Standing::Written);
        let any = !seen.is_empty() || !missed.is_empty();
        let origin = if any { self.origin(last, theirs, meant, now) } else { Origin::Last };
        self.texts.saw(theirs.text());
        let again = self.answer(origin, seen, theirs, now);
        let missed = self.answer_missed(origin, missed, theirs, now);
        // What is put back as it was is nobody's new mark; to look for what else it was made from takes its time.
        let is_new = origin != Origin::Crossing && !(again.is_empty() && missed.is_empty());
        let older =
            is_new.then(|| self.texts.base(theirs.text(), last.text()).map(|text| theirs.reread(Arc::clone(text))));
        let older = older.flatten();
        let mut again = self.give_way(again, older.as_ref(), theirs);
        again.extend(self.give_way(missed, if origin == Origin::Last { Some(last) } else { older.as_ref() }, theirs));
        Judged { again, who }
    }

    /// Returns those of `goals` that are to be true still: nobody has settled them, or had another word written, since.
    pub(super) fn still_owed(&mut self, mut goals: Vec<Intent>, plan: &Plan) -> Vec<Intent> {
        self.refresh();
        let is_owed = |entry: &Entry| !matches!(entry.standing, Standing::Ended(_)) && !self.is_overruled(entry, plan);
        goals.retain(|goal| {
            let wants = |entry: &&Entry| entry.goals.iter().any(|own| is_same_wish(own, goal));
            let mut wanting = self.entries().iter().filter(wants).peekable();
            wanting.peek().is_none() || wanting.any(is_owed)
        });
        goals
    }

    /// Returns whether a later word of ours was written in place of `entry`, or is true in `plan` while that is noted. It stays
    /// the later one where others have taken it back since.
    fn is_overruled(&self, entry: &Entry, plan: &Plan) -> bool {
        self.entries().iter().filter(|later| later.over.contains(&entry.id)).any(|later| match later.standing {
            Standing::Written => true,
            Standing::Begun => met(later, plan) == Ok(true),
            Standing::Offered(_) => later.written > 0,
            Standing::Ended(_) => false,
        })
    }

    /// Offers those of the entries `again` whose node has another mark in `theirs` than in `base`, which that was made from:
    /// there both sides have set one, and theirs stays. Returns the others.
    fn give_way(&mut self, again: Vec<u64>, base: Option<&Plan>, theirs: &Plan) -> Vec<u64> {
        let Some(base) = base else { return again };
        // Which text it was made from may be mistaken; but what it was before ours is no new mark of theirs.
        let is_both = |id: &u64| {
            let was_before = self.entry(*id).and_then(|entry| entry.from);
            let marks = self.goals(*id).iter().filter(|goal| !goal.op.is_structural());
            let nodes = marks.filter_map(|goal| Some((goal.find(base).ok()?, goal.find(theirs).ok()?)));
            let mut states = nodes.map(|(was, is)| (base.node(was).state, theirs.node(is).state));
            states.any(|(was, is)| was != is && was_before != is)
        };
        let (both, again): (Vec<u64>, Vec<u64>) = again.into_iter().partition(is_both);
        self.set(&both, &Standing::Offered(Why::Both));
        again
    }

    /// Offers those of the entries `lost` that were to take back a tick of our own, where it is done in `theirs`: that may be
    /// work of somebody else, which we never undo by ourselves. Returns the others.
    fn leave_done(&mut self, lost: Vec<u64>, theirs: &Plan) -> Vec<u64> {
        let is_done = |id: &u64| self.entry(*id).is_some_and(|entry| self.is_ticked_since(entry, theirs));
        let (done, others): (Vec<u64>, Vec<u64>) = lost.into_iter().partition(is_done);
        self.set(&done, &Standing::Offered(Why::TickedSince));
        others
    }

    /// Returns whether `entry` only took back a mark that we had set ourselves, and that is done in `plan`. Where it is not
    /// known any more what it took back, it is taken for that.
    fn is_ticked_since(&self, entry: &Entry, plan: &Plan) -> bool {
        // What others had undone before was not what it took back.
        let was_there = |id: &&u64| self.entry(**id).is_none_or(|it| it.standing != Standing::Ended(End::Outside));
        let last = entry.over.iter().filter(was_there).max();
        let is_own = last.is_some_and(|id| self.entry(*id).is_none_or(|taken_back| !is_less(taken_back)));
        is_own && is_less(entry) && is_done_there(entry, plan)
    }

    /// Returns which of the entries `lost` to a text of this origin are to be made again; of the others says what became
    /// of them.
    fn answer(&mut self, origin: Origin, lost: Vec<u64>, theirs: &Plan, now: Instant) -> Vec<u64> {
        let lost = match origin {
            Origin::Last | Origin::Git | Origin::Resolved => lost,
            Origin::Older | Origin::Crossing | Origin::Return => self.leave_done(lost, theirs),
        };
        let standing = match origin {
            _ if lost.is_empty() => return lost,
            Origin::Last => return self.undone(lost, theirs, now),
            Origin::Git => Standing::Offered(Why::Git),
            Origin::Resolved => Standing::Offered(Why::Resolved),
            Origin::Return => {
                let (less, more): (Vec<u64>, Vec<u64>) =
                    lost.into_iter().partition(|id| self.entry(*id).is_some_and(is_less));
                self.set(&more, &Standing::Offered(Why::OlderText));
                self.set(&less, &Standing::Offered(Why::SetSince));
                return Vec::new();
            }
            Origin::Crossing | Origin::Older if self.may_assert(theirs.text(), now) => return lost,
            Origin::Crossing | Origin::Older => Standing::Offered(Why::Contested),
        };
        self.set(&lost, &standing);
        Vec::new()
    }

    /// The same of entries that were in the file, if at all, only since we looked last: who made the text of the last one, or
    /// put that back, has not seen them if they were written just now, and may have if we did not look for long.
    fn answer_missed(&mut self, origin: Origin, missed: Vec<u64>, theirs: &Plan, now: Instant) -> Vec<u64> {
        if !matches!(origin, Origin::Last | Origin::Return) {
            return self.answer(origin, missed, theirs, now);
        }
        let missed = self.leave_done(missed, theirs);
        let (young, old) = self.by_age(missed);
        self.set(&old, &Standing::Offered(Why::UndoneUnseen));
        self.answer(Origin::Older, young, theirs, now)
    }

    /// Takes that somebody who had seen the last text undid the entries `lost`. Returns those that are to be made again all
    /// the same: nobody can have seen and meant to undo within a moment what was written just now.
    fn undone(&mut self, lost: Vec<u64>, theirs: &Plan, now: Instant) -> Vec<u64> {
        let (young, old) = self.by_age(lost);
        self.set(&old, &Standing::Ended(End::Outside));
        self.answer(Origin::Older, young, theirs, now)
    }

    /// Returns those of the entries `ids` that were written just now, and the others.
    fn by_age(&self, ids: Vec<u64>) -> (Vec<u64>, Vec<u64>) {
        let now = journal::now();
        // What was written in the future was written before the clock was set back.
        let just_now = now.saturating_sub(self.crossing.as_nanos() as u64)..=now;
        ids.into_iter().partition(|id| self.entry(*id).is_some_and(|entry| just_now.contains(&entry.written)))
    }

    /// Returns who made `theirs` of `last`, where that is what another tickdown did, and nothing else: what it has just noted,
    /// or has begun or made again and will note.
    fn writer(&self, unseen: &[u64], last: &Arc<Plan>, theirs: &Plan) -> Option<String> {
        let is_new = |entry: &Entry| unseen.contains(&entry.id) && entry.id.max(entry.written) > self.looked;
        let did = |entry: &&Entry| {
            (is_new(entry) || matches!(entry.standing, Standing::Begun | Standing::Written))
                && met(entry, theirs) == Ok(true)
                && met(entry, last) != Ok(true)
        };
        let done: Vec<&Entry> = self.entries().iter().filter(did).collect();
        let goals: Vec<Intent> = done.iter().flat_map(|entry| &entry.goals).cloned().collect();
        let is_all = || plan::changes(last, &goals).is_ok_and(|changes| changes.plan.text() == theirs.text());
        let last_one = done.last().filter(|_| is_all())?;
        Some(last_one.who.clone().unwrap_or_else(|| "tickdown".to_owned()))
    }

    /// Returns whether another tickdown seems to be about to write something that is not in `plan`. Nothing but the journal
    /// tells that it has, if somebody takes it back at once.
    pub(super) fn awaits_others(&self, plan: &Plan) -> bool {
        let now = journal::now();
        let is_awaited = |entry: &Entry| entry.standing == Standing::Begun && is_under_way(entry, now);
        self.role == Role::Screen
            && self.entries().iter().rev().any(|entry| is_awaited(entry) && met(entry, plan) != Ok(true))
    }

    /// Returns whether other tickdowns have written something down since the last text of somebody else.
    pub(super) fn has_news(&mut self) -> bool {
        self.refresh();
        !self.unseen.is_empty()
    }

    /// Takes what other tickdowns have written down.
    fn refresh(&mut self) {
        let new = self.journal.refresh();
        self.unseen.extend(new);
    }

    /// Returns what the text of `theirs`, which undoes changes of ours, was made from.
    fn origin(&mut self, last: &Plan, theirs: &Plan, meant: impl FnOnce() -> Option<Origin>, now: Instant) -> Origin {
        let text = theirs.text();
        if let Some(origin) = meant() {
            return origin;
        }
        self.rebuild();
        if self.texts.has_just_replaced(text, self.crossing, now) {
            Origin::Crossing
        } else if self.texts.knows(text) {
            Origin::Return
        } else if self.texts.nearest(text).is_none_or(|nearest| **nearest == **last.text()) {
            Origin::Last
        } else {
            Origin::Older
        }
    }

    /// Returns whether changes may be made again on top of `text` now, and counts it if so: two programs that undo each
    /// other must not go on for ever.
    fn may_assert(&mut self, text: &Arc<str>, now: Instant) -> bool {
        while self.asserted.front().is_some_and(|(then, _)| now.saturating_duration_since(*then) > MEMORY) {
            self.asserted.pop_front();
        }
        let same = self.asserted.iter().filter(|(_, known)| known == text).count();
        let may = same < SAME_TEXT && self.asserted.len() < ALL_TEXTS;
        if may {
            self.asserted.push_back((now, Arc::clone(text)));
        }
        may
    }
}
