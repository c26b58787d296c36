//! What happens when the plan has another text: by our own commit, or from outside.

use std::sync::Arc;

use super::history::{Flight, Wish};
use super::measure::{cut, shown};
use super::model::Model;
use super::outside;
use super::overlay::Overlay;
use super::overview::Overview;
use super::seek::last_changed;
use super::status::Answer;
use super::words::{self, Deeds, Past};
use super::{Action, By, Diagnostics, Effect, Filter};
use crate::plan::{Alignment, Change, Changes, Deed, Event, NodeId, Op, Plan, State, events};

impl Model {
    /// Takes a text that somebody else wrote.
    pub(super) fn changed_outside(&mut self, plan: &Arc<Plan>, by: &By) -> Vec<Effect> {
        let old = self.overview.plan.clone();
        if old.text() == plan.text() {
            return Vec::new();
        }
        self.status.quiet = None;
        let alignment = old.alignment(plan);
        let Some((base, events)) = self.happened(&old, plan, &alignment) else {
            self.follow(Arc::clone(plan), &alignment);
            self.say_of_conflict(&old, by.name());
            return Vec::new();
        };
        let sum = outside::summary(&base, plan, &events, self.settings.symbols.ellipsis);
        let good_news = good_news(&base, plan, &events);
        let overlays = self.overlays.len();
        let loses_stop = self.loses_stop(&alignment.map);
        // Who writes a text looks at that, and its row is there.
        let kept = self.follow(Arc::clone(plan), &alignment) | self.writes_in_row();
        self.history.marked_by_others(marked(&events));
        if self.overlays.len() < overlays {
            // The last answer may have been about what has gone with its row.
            self.status.hold(Answer::Read);
        }
        let looks_lossy = by.who.is_none() && looks_lossy(&events.iter().collect::<Vec<_>>());
        let changed = last_changed(&events);
        let is_news = !events.is_empty();
        let is_large = self.news.note((&base, plan), events, by, self.settings.symbols.ellipsis);
        if is_news {
            self.light_up();
        }
        self.follow_change(changed.filter(|_| !is_large));
        if old.conflict().is_some() && plan.conflict().is_none() {
            self.status.relent();
        }
        let who = by.name();
        if let Some(said) = self.said_of_lost_text() {
            self.status.warn(said);
            return good_news.map(Effect::Notify).into_iter().collect();
        }
        match (kept, looks_lossy, is_large) {
            (true, false, true) => {}
            // Who follows others wants to hear of them.
            (true, false, false) if self.seek.follows => self.status.say(format!("{who}: {sum}")),
            (true, false, false) => self.status.hear(format!("{who}: {sum}")),
            (true, true, _) => self.status.warn(format!("{who}: {sum}{}", self.way_back())),
            (false, ..) => {
                let way_back = if looks_lossy { self.way_back() } else { String::new() };
                let told = format!("{who}: {sum}{way_back}");
                self.say_of_lost_row(loses_stop, told);
            }
        }
        good_news.map(Effect::Notify).into_iter().collect()
    }

    /// Says that the row under the cursor is gone, or all that the walk has shown, and what was `told` of that.
    fn say_of_lost_row(&mut self, loses_stop: bool, told: String) {
        if !loses_stop {
            return self.status.startle(format!("your row is gone: move first. {told}"), told);
        }
        // All of the screen is another one, and nothing else on it says so.
        self.status.warn(format!("your stop is gone: move first. {told}"));
        self.status.hold(Answer::Unread);
    }

    /// Returns what has happened to `plan` since the last text without conflict markers, and that one. `None` where there is
    /// nothing to tell but of a conflict.
    fn happened(&mut self, old: &Arc<Plan>, plan: &Plan, alignment: &Alignment) -> Option<(Arc<Plan>, Vec<Event>)> {
        let base = self.base_of(old, plan).filter(|base| base.text() != plan.text())?;
        let is_shown = Arc::ptr_eq(&base, old);
        let events = if is_shown { events(old, plan, &alignment.map) } else { events(&base, plan, &base.align(plan)) };
        Some((base, events))
    }

    /// Lists what of ours was made again on top of what somebody had saved: they may have meant to undo it.
    pub(super) fn made_again(&mut self, said: &str, made: &[(Arc<Plan>, Arc<Plan>)], by: &By) {
        // What was said of the rest of that save gives way to this.
        let rest = self.news.rest_of_save(by);
        let is_lossy =
            rest.is_some_and(|save| looks_lossy(&save.entries.iter().map(|entry| &entry.event).collect::<Vec<_>>()));
        let rest =
            rest.map(|save| format!("; that save also: {}", cut(&save.sum, SUM, self.settings.symbols.ellipsis)));
        for (theirs, ours) in made {
            let map = ours.align(&self.overview.plan);
            let events = events(theirs, ours, &theirs.align(ours));
            self.news.note_again((theirs, ours), &map, events, by);
        }
        let listed = || self.settings.key(Action::Changes).map(|key| format!("; {key} lists it")).unwrap_or_default();
        let way = if is_lossy { self.way_back() } else { listed() };
        self.status.warn(format!("{said}{}{way}", rest.unwrap_or_default()));
    }

    /// Takes what was saved while somebody here had the plan in an editor: it is listed, for others may have saved it, but
    /// neither news nor unseen.
    pub(super) fn edited(&mut self, plan: &Arc<Plan>, when: String) {
        let old = self.overview.plan.clone();
        if old.text() == plan.text() {
            return;
        }
        let alignment = old.alignment(plan).without_doubt();
        let happened = self.happened(&old, plan, &alignment);
        self.follow(Arc::clone(plan), &alignment);
        // They went where somebody here wanted them to go.
        self.tree.accept();
        let Some((base, events)) = happened else { return self.say_of_conflict(&old, "editor") };
        let sum = outside::summary(&base, plan, &events, self.settings.symbols.ellipsis);
        // They are not as our keys have left them, which taking those back must know.
        self.history.marked_by_others(marked(&events));
        let by = By { who: Some("in your editor".to_owned()), when };
        self.news.note_seen((&base, plan), events, &by, self.settings.symbols.ellipsis);
        self.status.say(format!("editor: {sum}"));
    }

    /// Returns what to do about a save that looks lossy, as far as there are keys for it.
    fn way_back(&self) -> String {
        match [Action::Changes, Action::Redo].map(|action| self.settings.key(action)) {
            [Some(list), Some(back)] => format!("; {list}, then {back} puts back what was done"),
            [Some(list), None] => format!("; {list} lists it"),
            [None, _] => String::new(),
        }
    }

    /// Notes what others wrote before or behind a commit of ours, between `from` and `to`, as far as `now` still has it; but
    /// for the marks of nodes that are to `stay` as they were, and are so again.
    fn changed_between(&mut self, from: &Arc<Plan>, to: &Plan, (now, stay): (&Plan, &[NodeId]), by: &By) {
        if from.text() == to.text() {
            return;
        }
        let Some(from) = self.base_of(from, to) else { return };
        let map = to.align(now);
        let stays = |event: &Event| {
            let (Some(was), Some(is)) = (event.old, event.new.and_then(|id| map[id.index()])) else { return false };
            event.deed.is_mark() && stay.contains(&is) && from.node(was).state == now.node(is).state
        };
        let mut events = events(&from, to, &from.align(to));
        events.retain(|event| !stays(event));
        if events.is_empty() {
            return;
        }
        self.history.marked_by_others(marked(&events).filter_map(|id| map[id.index()]));
        self.news.note((&from, to), events, by, self.settings.symbols.ellipsis);
        self.news.follow_last(&map);
    }

    /// Takes the text that holds what we asked for.
    pub(super) fn committed(
        &mut self,
        before: &Arc<Plan>,
        plan: &Arc<Plan>,
        changes: &Changes,
        made: &[(Arc<Plan>, Arc<Plan>)],
        by: &By,
    ) -> Vec<Effect> {
        let old = self.overview.plan.clone();
        let from_written = (changes.plan.text() != plan.text()).then(|| changes.plan.align(plan));
        let alignment = old.alignment(plan);
        let is_all_ours = from_written.is_none() && old.text() == before.text();
        let alignment = if is_all_ours { alignment.without_doubt() } else { alignment };
        let place = |node: NodeId| match &from_written {
            Some(map) => map[node.index()],
            None => Some(node),
        };
        let deletes = changes.list.iter().any(|change| matches!(change.undo.op, Op::Lines { .. }));
        if !self.follow(Arc::clone(plan), &alignment) && deletes {
            // It went away because somebody here wanted it to.
            self.tree.accept();
        }
        // What of ours was undone and made again in between, nobody has changed.
        let stays = made_again(made, plan);
        self.changed_between(&old, before, (plan, &stays), by);
        let mut ours = &changes.plan;
        for (theirs, again) in made {
            self.changed_between(ours, theirs, (plan, &stays), by);
            ours = again;
        }
        self.changed_between(ours, plan, (plan, &stays), by);
        let flight = self.arrive();
        let placed: Vec<(&Change, Option<NodeId>)> =
            changes.list.iter().map(|change| (change, place(change.node))).collect();
        let rows = changes.plan.len().cast_signed() - before.len().cast_signed();
        self.status.say(self.said_of(&flight, plan, &placed, rows));
        let wish = |change: &Change| {
            let (node, intent) = (place(change.undo_at)?, change.undo.clone());
            Some(Wish { node, intent, state: change.to, before: change.from })
        };
        let nodes: Vec<NodeId> = placed.iter().filter_map(|(_, place)| *place).collect();
        self.news.set_by_us(plan, &nodes);
        let first = placed.first().and_then(|(_, place)| *place);
        let name = match (first, changes.list.first()) {
            (Some(first), _) => words::name(plan, first, 40, self.settings.symbols.ellipsis),
            (None, Some(change)) => change.address.clone(),
            (None, None) => String::new(),
        };
        self.history.keep(&flight, name, changes.list.iter().filter_map(wish).collect());
        let forgets = if matches!(flight, Flight::Write) { self.text_written(first) } else { None };
        self.move_after(&flight, first);
        forgets.into_iter().chain(self.resume()).collect()
    }

    /// Returns what to say of a commit, by which so many `rows` came or went.
    fn said_of(&self, flight: &Flight, plan: &Plan, changes: &[(&Change, Option<NodeId>)], rows: isize) -> String {
        let ellipsis = self.settings.symbols.ellipsis;
        let past = match changes {
            [(change, Some(id))] if self.history.was(flight, *id, change.to) => Past::Known,
            _ => Past::Unknown,
        };
        let said = words::deeds(Deeds { plan, changes, rows, past }, ellipsis);
        let wording = words::wording(plan, changes, ellipsis);
        match flight {
            Flight::Undo(entry) | Flight::Redo(entry) if changes.is_empty() => {
                let gone = entry.gone().map(|gone| gone + "; ").unwrap_or_default();
                format!("{gone}{} was changed since, skipped", entry.name())
            }
            _ if changes.is_empty() => said,
            Flight::Regain { said, .. } => said.clone(),
            Flight::Do { .. } => said + &self.although(plan, changes),
            Flight::Write | Flight::PutBack { .. } => said,
            Flight::Undo(entry) => {
                let back = wording.map(|name| format!("took back the wording of {name}"));
                format!("undo: {}{}", back.unwrap_or(said), entry.passed_over())
            }
            Flight::Redo(entry) => {
                let again = wording.map(|name| format!("changed the wording of {name} again"));
                format!("redo: {}{}", again.unwrap_or(said), entry.passed_over())
            }
        }
    }

    /// Returns what speaks against a validation, where that is known: the last run of its commands.
    fn although(&self, plan: &Plan, placed: &[(&Change, Option<NodeId>)]) -> String {
        let validated = placed.iter().filter(|(change, _)| change.to == Some(State::Validated));
        let failed = validated.filter_map(|(_, place)| *place).find_map(|id| self.runs.failure(plan, id));
        failed.map_or_else(String::new, |how| format!(", although its last run failed: {how}"))
    }

    /// Returns what the answer is to.
    fn arrive(&mut self) -> Flight {
        self.status.writing = false;
        self.history.arrive()
    }

    /// Puts the cursor where `flight` wants it: behind what was done, or at what was taken back.
    fn move_after(&mut self, flight: &Flight, first: Option<NodeId>) {
        match (flight, first) {
            (Flight::Do { leave: Some(id) }, _) if self.tree.cursor() == Some(*id) => self.go_on(*id),
            (Flight::Undo(_) | Flight::Redo(_), Some(id)) => self.tree.go_to(&self.overview.plan, id),
            _ => {}
        }
    }

    /// Takes that nothing was written.
    pub(super) fn refused(&mut self, why: &str) -> Vec<Effect> {
        let flight = self.arrive();
        let why = &self.with_name(why);
        match &flight {
            Flight::PutBack { save, index } => self.not_put_back(*save, &[*index]),
            Flight::Regain { save, indices, .. } => self.not_put_back(*save, indices),
            _ => {}
        }
        match flight {
            Flight::Write => {
                // They were meant for what would be shown without the text.
                self.history.waiting().clear();
                self.text_refused(why);
            }
            flight => {
                let skipped = self.history.refused(flight).map(|name| format!("{name} skipped: ")).unwrap_or_default();
                self.status.refuse(skipped + why);
            }
        }
        self.resume()
    }

    /// Returns `why`, which begins with a node's address where it is about one, with the name that the screen calls it by.
    pub(super) fn with_name(&self, why: &str) -> String {
        let plan = &self.overview.plan;
        let about = why.split_once(' ').and_then(|(address, rest)| {
            let id = plan.ids().find(|&id| plan.address(id) == address)?;
            Some(format!("{} {rest}", words::name(plan, id, 40, self.settings.symbols.ellipsis)))
        });
        about.unwrap_or_else(|| why.to_owned())
    }

    /// Takes what the same text says by other marks: nobody has changed anything.
    pub(super) fn read_by(&mut self, plan: Arc<Plan>) {
        let alignment = self.overview.plan.alignment(&plan).without_doubt();
        self.follow(plan, &alignment);
    }

    /// Shows `plan` instead; everything stays on its node. Returns whether the cursor's node is still there, and more than
    /// its number says so, and the stop of the walk.
    fn follow(&mut self, plan: Arc<Plan>, alignment: &Alignment) -> bool {
        let map = &alignment.map;
        let kept = self.tree.follow(&self.overview.plan, &plan, alignment);
        self.detail.follow(map);
        let stays = self.follow_views(&plan, map);
        self.history.follow(&plan, alignment);
        self.news.follow(map);
        self.flash.follow(map);
        let mut overview = Overview::new(plan);
        overview.diagnostics = self.overview.diagnostics.follow(map);
        if self.lists_diagnostics() {
            overview.take_check(Diagnostics::of(&overview.plan));
        }
        let old = self.overview.plan.clone();
        self.overlays.retain_mut(|overlay| match overlay {
            Overlay::Editor(editor) => {
                editor.follow(&old, &overview.plan, alignment);
                true
            }
            Overlay::Parts(parts) => parts.follow(&overview.plan, map),
            Overlay::Confirm(confirm) => {
                confirm.follow(&old, &overview.plan, alignment, self.settings.symbols.ellipsis);
                true
            }
            Overlay::Choice(choice) => choice.follow(&overview.plan, map),
            Overlay::Diagnostics(list) => {
                list.follow(&self.overview.diagnostics, &overview.diagnostics);
                true
            }
            Overlay::Find(line) => {
                line.origin.follow(&self.overview.plan, &overview.plan, map);
                true
            }
            // Runs follow for themselves.
            Overlay::Proposal(_)
            | Overlay::Job
            | Overlay::Help(_)
            | Overlay::Changes(_)
            | Overlay::Filter(_)
            | Overlay::Palette(_)
            | Overlay::Since(_)
            | Overlay::Ask(_)
            | Overlay::Opening(_) => true,
        });
        self.files.doubt();
        self.overview = overview;
        self.refresh_own_row();
        self.follow_runs(alignment);
        self.follow_seek(map);
        kept && stays
    }

    /// Returns whether what is on the screen depends on all diagnostics.
    fn lists_diagnostics(&self) -> bool {
        let is_list = |overlay: &Overlay| matches!(overlay, Overlay::Diagnostics(_) | Overlay::Filter(_));
        self.filter().is_some_and(|(filter, _)| filter == Filter::Diagnostics) || self.overlays.iter().any(is_list)
    }
}

/// Returns the nodes of `now` whose marks were made again.
fn made_again(made: &[(Arc<Plan>, Arc<Plan>)], now: &Plan) -> Vec<NodeId> {
    let again = |(theirs, ours): &(Arc<Plan>, Arc<Plan>)| {
        let map = ours.align(now);
        let events = events(theirs, ours, &theirs.align(ours));
        marked(&events).filter_map(|id| map[id.index()]).collect::<Vec<_>>()
    };
    made.iter().flat_map(again).collect()
}

/// Returns the nodes, as they are after `events`, whose marks say something else by these.
fn marked(events: &[Event]) -> impl Iterator<Item = NodeId> + '_ {
    events.iter().filter(|event| event.deed.is_mark()).filter_map(|event| event.new)
}

/// Returns what somebody who waits for it wants to hear: that `new` is complete, or which steps were validated.
fn good_news(old: &Plan, new: &Plan, events: &[Event]) -> Option<String> {
    let complete = |plan: &Plan| {
        let tally = plan.node(NodeId::ROOT).tally;
        tally.total > 0 && tally.done == tally.total
    };
    if complete(new) && !complete(old) {
        return Some(format!("{} is complete", shown(new.title(), words::TITLE_LIMIT)));
    }
    let mut validated = events.iter().filter(|event| event.deed == Deed::Validated).filter_map(|event| event.new);
    let first = words::name(new, validated.next()?, 40, "");
    Some(match validated.count() {
        0 => format!("{first} is validated"),
        more => format!("{first} and {more} more are validated"),
    })
}

/// The columns of what is said of the rest of a save, behind what was made again on top of it.
const SUM: usize = 60;

/// How many steps or items somebody may untick in one save without looking as if it was by mistake.
const FEW: usize = 2;

/// Returns whether a save dropped something that was done, or unticked a lot at once, as rewrites of a whole plan do.
fn looks_lossy(events: &[&Event]) -> bool {
    let of = |deed: Deed| events.iter().filter(|event| event.deed == deed).count();
    of(Deed::Lost) > 0 || of(Deed::Unticked) + of(Deed::Invalidated) > FEW
}
