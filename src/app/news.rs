//! What others did to the plan, save by save, and what of it nobody has looked at yet.

use std::collections::VecDeque;
use std::sync::Arc;

use super::changes::Pick;
use super::measure::shown;
use super::outside::{subject, summary};
use super::words;
use crate::plan::{Deed, Event, Intent, NodeId, Plan, events};

/// So many saves are remembered.
const MOST_SAVES: usize = 100;

/// So many events of one save are remembered; the sum counts all.
pub(super) const MOST_EVENTS: usize = 500;

/// Where more nodes than this change at once, no row is marked: only the header speaks.
const MOST_MARKED: usize = 20;

/// One save of somebody else.
#[derive(Clone, Debug)]
pub(super) struct Save {
    /// Stays the same while others come and go.
    pub(super) id: u64,
    /// The time of day, in words.
    pub(super) when: String,
    /// Who it was, as far as that is known.
    pub(super) who: Option<String>,
    /// The sum of what they did, in one sentence; empty where that is nothing.
    pub(super) sum: String,
    /// The worst first.
    pub(super) entries: Vec<Entry>,
    /// The text before it and the one that was saved, where it may have dropped something.
    pub(super) texts: Option<(Arc<str>, Arc<str>)>,
    /// More nodes changed than are marked.
    pub(super) is_large: bool,
}

/// One thing that happened, as it is listed.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) event: Event,
    /// Label and title of its node, safe to show.
    pub(super) name: String,
    /// Nobody has looked at its node since.
    pub(super) unseen: bool,
    /// What was there has been asked back.
    pub(super) is_put_back: bool,
    /// It is ours, and was made again on top of the save: that is the first of these texts, and the other came of it.
    pub(super) again: Option<(Arc<str>, Arc<str>)>,
}

impl Entry {
    /// Returns whether its mark or text says in `plan` what it said before.
    pub(super) fn is_undone(&self, plan: &Plan) -> bool {
        let Event { deed, new: Some(id), from, before, after, .. } = &self.event else { return false };
        let has = |lines: &str| plan.lines_of(*id).contains(lines);
        match deed {
            Deed::Reworded | Deed::Edited => before != after && has(before) && (after.is_empty() || !has(after)),
            deed => deed.is_mark() && plan.node(*id).state == *from,
        }
    }

    /// Returns whether both were made again, and are the same: it was undone once more.
    fn is_same_again(&self, other: &Self) -> bool {
        let [this, that] = [self, other].map(|entry| &entry.event);
        let is_alike = this.deed == that.deed || this.deed.is_mark() && that.deed.is_mark();
        let is_there = match (this.new, that.new) {
            (None, None) => self.name == other.name && this.before == that.before,
            (this, that) => this == that,
        };
        self.again.is_some() && other.again.is_some() && is_alike && is_there
    }

    /// Returns for how many it counts in a sum: of what others did for all that came or went with it.
    pub(super) fn count(&self) -> usize {
        if self.again.is_some() { 1 } else { self.event.count }
    }

    /// Returns what happened, in a word or two.
    pub(super) fn name(&self) -> &'static str {
        if self.again.is_some() { "made again" } else { self.event.name() }
    }

    /// Returns the row that it is seen at: its node's, or the one beside which it was.
    pub(super) fn place(&self) -> Option<NodeId> {
        place(&self.event)
    }
}

/// Returns the row that `event` is seen at, as [`Entry::place`].
pub(super) fn place(event: &Event) -> Option<NodeId> {
    event.new.or_else(|| event.beside()).filter(|&id| id != NodeId::ROOT)
}

/// A change of ours that is not in the file: it could not be placed, or somebody has undone it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What the shell knows it by.
    pub id: u64,
    /// What a person calls it: the title of the node that it was made to, or a field of that.
    pub title: String,
    /// What shall be true.
    pub goals: Vec<Intent>,
    /// What it was, a word or two: `ticked`.
    pub what: String,
    /// The lines before it.
    pub before: String,
    /// The lines as we left them.
    pub after: String,
    /// Why it is not in the file, a clause.
    pub why: String,
    /// Who made it, where that is somebody else than sits here.
    pub who: Option<String>,
    /// Whether it is surely missing; else somebody may have done since what it took back.
    pub is_sure: bool,
}

/// What others did, the newest first; and what of ours is not in the file. Follows its nodes through every change.
#[derive(Clone, Debug, Default)]
pub struct News {
    pub(super) saves: VecDeque<Save>,
    pub(super) offers: Vec<Offer>,
    /// The text before the oldest change that may be unseen.
    before: Option<Arc<str>>,
    /// The last text without conflict markers, where the one that is shown has some.
    pub(super) whole: Option<Arc<Plan>>,
    /// What was dropped with the last key.
    pub(super) dropped: Vec<u64>,
    next: u64,
}

impl Save {
    /// Returns the sum of it all, in one sentence.
    pub(super) fn told(&self) -> String {
        let mut again = self.entries.iter().filter(|entry| entry.again.is_some());
        let again = again.next().map(|first| match again.count() {
            0 => format!("made again: {}", first.name),
            more => format!("made again: {} and {more} more", first.name),
        });
        let theirs = Some(self.sum.clone()).filter(|sum| !sum.is_empty());
        theirs.into_iter().chain(again).collect::<Vec<_>>().join(", ")
    }

    /// Returns whether somebody saved it then.
    fn is_by(&self, by: &By) -> bool {
        self.when == by.when && self.who == by.who
    }

    /// Returns the events that are not listed, for there were too many: those of the save that turned `before` into
    /// `after`, with their nodes in `now`.
    pub(super) fn beyond(&self, before: &Plan, after: &Plan, now: &Plan) -> Vec<Event> {
        if self.entries.iter().filter(|entry| entry.again.is_none()).count() < MOST_EVENTS {
            return Vec::new();
        }
        let map = after.align(now);
        let mut beyond = events(before, after, &before.align(after)).split_off(MOST_EVENTS);
        for event in &mut beyond {
            event.follow(&map);
        }
        beyond
    }
}

impl News {
    /// Notes a save that turned `old` into `new` by `events`; returns whether more nodes changed than are marked.
    pub(super) fn note(&mut self, (old, new): (&Plan, &Plan), events: Vec<Event>, by: &By, ellipsis: &str) -> bool {
        if events.is_empty() {
            return false;
        }
        if self.unseen() == 0 {
            self.before = Some(Arc::clone(old.text()));
        }
        let sum = summary(old, new, &events, ellipsis);
        let is_large = events.len() > MOST_MARKED;
        let may_drop = |event: &Event| event.deed.is_loss() || matches!(event.deed, Deed::Removed | Deed::Edited);
        let texts = events.iter().any(may_drop).then(|| (Arc::clone(old.text()), Arc::clone(new.text())));
        let entries = events.into_iter().take(MOST_EVENTS).map(|event| named(old, new, event)).collect();
        self.put(Save { sum, entries, texts, is_large, ..self.save(by) });
        is_large
    }

    /// Notes what we made again on top of a save, which turned `theirs` into `ours` by `events`: as part of that save,
    /// where it is the last one. `map` leads to the nodes of the plan that is shown.
    pub(super) fn note_again(
        &mut self,
        (theirs, ours): (&Plan, &Plan),
        map: &[Option<NodeId>],
        events: Vec<Event>,
        by: &By,
    ) {
        if events.is_empty() {
            return;
        }
        if self.unseen() == 0 {
            self.before = Some(Arc::clone(ours.text()));
        }
        if !self.saves.front().is_some_and(|save| save.is_by(by)) {
            self.put(self.save(by));
        }
        let Some(save) = self.saves.front_mut() else { return };
        let texts = (Arc::clone(theirs.text()), Arc::clone(ours.text()));
        let earlier = save.entries.len();
        for event in events.into_iter().take(MOST_EVENTS) {
            let mut entry = Entry { again: Some(texts.clone()), ..named(theirs, ours, event) };
            entry.event.follow(map);
            // It stays in its place: somebody may be taking it back.
            match save.entries[..earlier].iter_mut().find(|other| other.is_same_again(&entry)) {
                Some(before) => *before = entry,
                None => save.entries.push(entry),
            }
        }
    }

    /// Returns the last save, where it was this one and changed something, and nothing of ours was made again on top of it.
    pub(super) fn rest_of_save(&self, by: &By) -> Option<&Save> {
        let is_again = |entry: &Entry| entry.again.is_some();
        self.saves.front().filter(|save| save.is_by(by) && !save.entries.iter().any(is_again))
    }

    /// Returns a save by somebody of which nothing is told yet.
    fn save(&self, by: &By) -> Save {
        let (sum, entries, texts, is_large) = Default::default();
        Save { id: self.next, when: by.when.clone(), who: by.who.clone(), sum, entries, texts, is_large }
    }

    fn put(&mut self, save: Save) {
        self.next += 1;
        self.saves.push_front(save);
        self.saves.truncate(MOST_SAVES);
    }

    /// Notes, as [`Self::note`], what was saved by somebody who has seen it.
    pub(super) fn note_seen(&mut self, texts: (&Plan, &Plan), events: Vec<Event>, by: &By, ellipsis: &str) {
        if events.is_empty() {
            return;
        }
        self.note(texts, events, by, ellipsis);
        for entry in self.saves.front_mut().into_iter().flat_map(|save| &mut save.entries) {
            entry.unseen = false;
        }
    }

    /// Returns how many rows others changed and nobody has looked at: those that are shown where only they are.
    pub fn unseen(&self) -> usize {
        self.changed().len()
    }

    /// Returns the text before the oldest change that is unseen.
    pub(super) fn before(&self) -> Option<&str> {
        self.before.as_deref()
    }

    /// Returns how many changes of ours are surely missing in the file.
    pub fn offered(&self) -> usize {
        self.offers.iter().filter(|offer| offer.is_sure).count()
    }

    /// Returns whether all changes that are not in the file were made by who sits here, as far as is known.
    pub fn are_own(&self) -> bool {
        self.offers.iter().all(|offer| offer.who.is_none())
    }

    /// Returns the rows that are marked as changed and not looked at, in document order.
    pub(super) fn marked(&self) -> Vec<NodeId> {
        let small = self.saves.iter().filter(|save| !save.is_large);
        let unseen = small.flat_map(|save| &save.entries).filter(|entry| entry.unseen);
        sorted(unseen.filter_map(Entry::place))
    }

    /// Returns the rows that others changed and nobody has looked at, also where there are too many to be marked.
    pub(super) fn changed(&self) -> Vec<NodeId> {
        let unseen = self.saves.iter().flat_map(|save| &save.entries).filter(|entry| entry.unseen);
        sorted(unseen.filter_map(Entry::place))
    }

    /// Returns the rows to walk along: those that are marked, and those of the last save.
    pub(super) fn stops(&self) -> Vec<NodeId> {
        let last = self.saves.front().filter(|save| !save.is_large);
        let last = last.into_iter().flat_map(|save| &save.entries).filter_map(Entry::place);
        sorted(self.marked().into_iter().chain(last))
    }

    /// Notes that somebody has looked at `id`.
    pub(super) fn visit(&mut self, id: NodeId) {
        for entry in self.saves.iter_mut().flat_map(|save| &mut save.entries) {
            entry.unseen &= entry.place() != Some(id);
        }
    }

    /// Notes that somebody has looked at everything.
    pub(super) fn visit_all(&mut self) {
        for entry in self.saves.iter_mut().flat_map(|save| &mut save.entries) {
            entry.unseen = false;
        }
    }

    /// Notes that somebody has looked at the list, where alone those are told of that have no row of their own.
    pub(super) fn visit_list(&mut self) {
        for save in &mut self.saves {
            let is_large = save.is_large;
            for entry in &mut save.entries {
                entry.unseen &= !is_large && entry.place().is_some();
            }
        }
    }

    /// Returns the save of `pick`, or the last one where it is of none.
    pub(super) fn save_of(&self, pick: Option<Pick>) -> Option<&Save> {
        match pick {
            Some(Pick::Event { save, .. }) => self.saves.iter().find(|other| other.id == save),
            Some(Pick::Offer(_)) | None => self.saves.front(),
        }
    }

    /// Notes that we have made `nodes` what they are in `plan`: what was there before is back, or a mark is not any more.
    pub(super) fn set_by_us(&mut self, plan: &Plan, nodes: &[NodeId]) {
        for entry in self.saves.iter_mut().flat_map(|save| &mut save.entries) {
            if entry.event.new.is_some_and(|id| nodes.contains(&id)) {
                let stays = entry.is_put_back && !entry.event.deed.is_mark();
                entry.is_put_back = stays || entry.is_undone(plan);
            }
        }
    }

    /// Returns the save `id`.
    pub(super) fn save_mut(&mut self, id: u64) -> Option<&mut Save> {
        self.saves.iter_mut().find(|save| save.id == id)
    }

    /// Follows the nodes of the last save only, which was noted with those of an older plan.
    pub(super) fn follow_last(&mut self, map: &[Option<NodeId>]) {
        for entry in self.saves.front_mut().into_iter().flat_map(|save| &mut save.entries) {
            entry.event.follow(map);
        }
    }

    /// Follows the nodes into another plan; `map` is what [`Plan::align`] returned.
    pub(super) fn follow(&mut self, map: &[Option<NodeId>]) {
        for entry in self.saves.iter_mut().flat_map(|save| &mut save.entries) {
            entry.event.follow(map);
        }
    }
}

/// Returns the `event` that turned `old` into `new` as it is listed.
fn named(old: &Plan, new: &Plan, event: Event) -> Entry {
    let (plan, id) = subject(old, new, &event);
    let node = plan.node(id);
    let name = format!("{}{}", words::lead(node), shown(&node.title, words::TITLE_LIMIT));
    let unseen = !matches!(event.deed, Deed::Renumbered | Deed::Reflowed);
    Entry { event, name, unseen, is_put_back: false, again: None }
}

/// Who saved the plan, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct By {
    /// Who, where that is known.
    pub who: Option<String>,
    /// The time of day: `12:04:11`.
    pub when: String,
}

impl By {
    /// Returns who it was, in a word: `outside` where nobody is known.
    pub fn name(&self) -> &str {
        self.who.as_deref().unwrap_or(OUTSIDE)
    }
}

/// Whoever it was.
pub(super) const OUTSIDE: &str = "outside";

fn sorted(ids: impl Iterator<Item = NodeId>) -> Vec<NodeId> {
    let mut ids: Vec<NodeId> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
