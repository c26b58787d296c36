//! What keys do with what others changed: walking along it, putting it back, taking it for seen.

use std::sync::Arc;

use super::action::Action;
use super::all_back::{AllBack, Counts};
use super::changes::{ChangeList, Pick};
use super::history::Flight;
use super::measure::{cut, shown};
use super::model::Model;
use super::news::Offer;
use super::overlay::{Confirm, Overlay};
use super::{Code, Effect, Key, words};
use crate::plan::{Intent, NodeId, Plan, regain_node};

impl Model {
    /// Opens the list of changes.
    pub(super) fn list_changes(&mut self) {
        self.overlays.push(Overlay::Changes(ChangeList::default()));
        self.news.visit_list();
    }

    /// Takes what of ours is not in the file.
    pub(super) fn take_offers(&mut self, offers: Vec<Offer>) -> Vec<Effect> {
        self.news.offers = offers;
        for overlay in &mut self.overlays {
            if let Overlay::Changes(list) = overlay {
                list.hear_of(&self.news.offers);
            }
        }
        self.look_for_texts()
    }

    /// Takes all changes for seen.
    pub(super) fn see_all(&mut self) {
        let unseen = self.news.unseen();
        self.news.visit_all();
        self.status.say(match unseen {
            0 => "nothing is unseen".to_owned(),
            1 => "one changed row is taken for seen".to_owned(),
            more => format!("{more} changed rows are taken for seen"),
        });
    }

    /// Notes that the row under the cursor has been looked at.
    pub(super) fn look(&mut self) {
        if let Some(cursor) = self.tree.cursor().filter(|_| self.overlays.is_empty() && !self.lists_plans()) {
            self.news.visit(cursor);
        }
    }

    /// Goes to the next or previous row that others changed.
    pub(super) fn walk_changes(&mut self, action: Action) {
        let from = self.tree.cursor().unwrap_or(NodeId::ROOT);
        let stops = self.news.stops();
        let (stop, where_to) = if action == Action::NextChange {
            (stops.iter().find(|&&stop| stop > from), "below")
        } else {
            (stops.iter().rfind(|&&stop| stop < from), "above")
        };
        match stop {
            Some(&id) => self.tree.go_to(&self.overview.plan, id),
            None => self.status.say(format!("nobody else changed anything {where_to}")),
        }
    }

    /// Does `action` in the list of changes, `rows` where it is a way down or up.
    pub(super) fn perform_in_changes(&mut self, action: Action, rows: Option<isize>) -> Vec<Effect> {
        let Some(Overlay::Changes(list)) = self.overlays.last_mut() else { return Vec::new() };
        let pick = list.pick();
        match (action, pick, rows) {
            (_, _, Some(rows)) => list.step(&self.news, rows),
            (Action::Open, Some(Pick::Offer(id)), _) => return self.apply(id),
            (Action::Open, Some(Pick::Event { save, index }), _) => self.go_to_change(save, index),
            (Action::Undo, ..) if !self.news.dropped.is_empty() => return self.offer_again(),
            (Action::Undo, Some(Pick::Event { save, index }), _) => return self.put_back(save, index),
            (Action::Undo, Some(Pick::Offer(_)), _) => self.status.say("a applies it, x drops it, X drops all of them"),
            (Action::Redo, Some(Pick::Event { save, .. }), _) => return self.regain(save),
            (Action::Redo, _, _) => {
                let newest = self.news.saves.front().map(|save| save.id);
                return newest.map(|save| self.regain(save)).unwrap_or_default();
            }
            (Action::DropOffers, ..) => return self.drop_offers(),
            (Action::AllSeen, ..) => self.see_all(),
            (Action::Back | Action::Close | Action::Changes, ..) => _ = self.overlays.pop(),
            _ => {}
        }
        Vec::new()
    }

    /// Takes the keys that only an offer knows: `a` applies it, `x` drops it.
    pub(super) fn answer_offer(&mut self, key: Key) -> Option<Vec<Effect>> {
        let Some(Overlay::Changes(list)) = self.overlays.last() else { return None };
        let Some(Pick::Offer(id)) = list.pick() else { return None };
        match key {
            Key { code: Code::Char('a'), ctrl: false, alt: false } => Some(self.apply(id)),
            Key { code: Code::Char('x'), ctrl: false, alt: false } => {
                let offer = self.news.offers.iter().find(|offer| offer.id == id).cloned();
                Some(offer.map(|offer| self.drop(&[offer])).unwrap_or_default())
            }
            _ => None,
        }
    }

    /// Asks the shell to make the offer `id` true as the list shows it; it answers as to any other commit.
    fn apply(&mut self, id: u64) -> Vec<Effect> {
        let Some(Overlay::Changes(list)) = self.overlays.last() else { return Vec::new() };
        // Nobody can want what has not been shown.
        let Some(outlook) = list.outlook(id) else { return Vec::new() };
        let wishes = outlook.wishes.clone();
        self.history.depart(Flight::Do { leave: None });
        vec![Effect::Apply(id, wishes)]
    }

    fn go_to_change(&mut self, save: u64, index: usize) {
        let Some(entry) = self.news.save_mut(save).and_then(|save| save.entries.get(index)) else { return };
        match entry.place() {
            Some(id) => {
                self.overlays.pop();
                self.tree.go_to(&self.overview.plan, id);
            }
            None if entry.event.new == Some(NodeId::ROOT) => self.status.say("that is about the plan itself"),
            None => self.status.say("it is gone, and what stood beside it too"),
        }
    }

    /// Asks the shell to put back what was there before an event.
    fn put_back(&mut self, save: u64, index: usize) -> Vec<Effect> {
        let plan = &self.overview.plan;
        let Some(found) = self.news.save_mut(save) else { return Vec::new() };
        let texts = found.texts.clone();
        let Some(entry) = found.entries.get_mut(index) else { return Vec::new() };
        if entry.is_put_back || entry.is_undone(plan) {
            let state = entry.event.new.filter(|_| entry.event.deed.is_mark()).and_then(|id| plan.node(id).state);
            let how = state.map(|state| format!(": it is {} again", state.name())).unwrap_or_default();
            let said = if entry.is_put_back { "put back already" } else { "nothing to put back" };
            self.status.say(format!("{said}{how}"));
            return Vec::new();
        }
        let only = |intent| (Flight::PutBack { save, index }, vec![intent]);
        let texts = entry.again.clone().or(texts);
        let back = match (entry.event.old.filter(|_| entry.event.deed.is_gone()), texts) {
            (Some(id), Some(texts)) => lines_back((save, index), plan, &texts, id),
            _ => entry.event.put_back(plan).map(only),
        };
        match back {
            Ok((flight, intents)) => {
                entry.is_put_back = true;
                self.history.depart(flight);
                vec![Effect::Commit(intents)]
            }
            Err(why) => {
                self.status.warn(why);
                Vec::new()
            }
        }
    }

    /// Drops all that is not in the file; asks first where that is more than one change, or somebody else's.
    pub(super) fn drop_offers(&mut self) -> Vec<Effect> {
        let offers = self.news.offers.clone();
        if offers.is_empty() {
            self.status.say("all that is ours is in the file");
        } else if offers.len() > 1 || !self.news.are_own() {
            let told = told_of(&offers, self.settings.symbols.ellipsis);
            let numbers = offers.iter().map(|offer| offer.id).collect();
            self.overlays.push(Overlay::Confirm(Confirm::of_offers(numbers, told)));
        } else {
            return self.drop(&offers);
        }
        Vec::new()
    }

    /// Drops those of the offers of these numbers that are still there.
    pub(super) fn drop_numbered(&mut self, numbers: &[u64]) -> Vec<Effect> {
        let is_asked = |offer: &&Offer| numbers.contains(&offer.id);
        let offers: Vec<Offer> = self.news.offers.iter().filter(is_asked).cloned().collect();
        if offers.is_empty() { Vec::new() } else { self.drop(&offers) }
    }

    /// Drops `offers`, and says with which key they come back.
    fn drop(&mut self, offers: &[Offer]) -> Vec<Effect> {
        let told = told_of(offers, self.settings.symbols.ellipsis);
        let them = if offers.len() == 1 { "it" } else { "them" };
        let back = self.settings.key(Action::Undo).map(|key| format!("; {key} brings {them} back"));
        self.status.say(format!("dropped {told}{}", back.unwrap_or_default()));
        self.news.dropped = offers.iter().map(|offer| offer.id).collect();
        offers.iter().map(|offer| Effect::Drop(offer.id)).collect()
    }

    /// Asks the shell to offer again what was dropped with the last key.
    pub(super) fn offer_again(&mut self) -> Vec<Effect> {
        let dropped = std::mem::take(&mut self.news.dropped);
        self.status.say(match dropped.len() {
            1 => "brought one change back into the list".to_owned(),
            several => format!("brought {several} changes back into the list"),
        });
        if let (Some(Overlay::Changes(list)), Some(first)) = (self.overlays.last_mut(), dropped.first()) {
            list.await_offer(*first);
        }
        dropped.into_iter().map(Effect::OfferAgain).collect()
    }

    /// Asks the shell to put back all that a save dropped, in one.
    fn regain(&mut self, save: u64) -> Vec<Effect> {
        let Some(save) = self.news.save_mut(save) else { return Vec::new() };
        let Some(back) = AllBack::of(save, &self.overview.plan, self.settings.symbols.ellipsis) else {
            self.status.say(NOTHING_DROPPED);
            return Vec::new();
        };
        if back.intents.is_empty() {
            self.status.say(NO_PLACE);
            return Vec::new();
        }
        for &index in &back.indices {
            save.entries[index].is_put_back = true;
        }
        self.history.depart(Flight::Regain { save: save.id, indices: back.indices, said: back.said });
        vec![Effect::Commit(back.intents)]
    }

    /// Notes that what was asked back is not there.
    pub(super) fn not_put_back(&mut self, save: u64, indices: &[usize]) {
        let Some(save) = self.news.save_mut(save) else { return };
        for &index in indices {
            save.entries[index].is_put_back = false;
        }
    }
}

/// No more offers are named one by one.
const FEW: usize = 3;

/// Returns what `offers` are: `2 changes: done Route (by bot), open Body`.
fn told_of(offers: &[Offer], ellipsis: &str) -> String {
    let told = |offer: &Offer| {
        let who = offer.who.as_ref().map(|who| format!(" (by {})", shown(who, words::TITLE_LIMIT))).unwrap_or_default();
        let title = shown(&offer.title, words::TITLE_LIMIT);
        format!("{} {}{who}", offer.what, cut(&title, 30, ellipsis))
    };
    let named = offers.iter().take(FEW).map(told).collect::<Vec<_>>().join(", ");
    let others = offers.iter().filter(|offer| offer.who.is_some()).count();
    match (offers.len(), offers.len().saturating_sub(FEW)) {
        (1, _) => format!("1 change: {named}"),
        (count, 0) => format!("{count} changes: {named}"),
        (count, more) if others == 0 => format!("{count} changes: {named} and {more} more"),
        (count, more) => format!("{count} changes: {named} and {more} more, {others} of them not yours"),
    }
}

/// Returns what puts back the lines of the node `id` that is gone by the event at `place`, between `texts`.
fn lines_back(
    (save, index): (u64, usize),
    plan: &Arc<Plan>,
    (before, after): &(Arc<str>, Arc<str>),
    id: NodeId,
) -> Result<(Flight, Vec<Intent>), &'static str> {
    let regained = regain_node(&plan.reread(&**before), &plan.reread(&**after), plan, id);
    let lost = regained.homeless.len();
    let flight = match (regained.intents.len(), lost) {
        (0, 0) => return Err(IS_THERE),
        (0, _) => return Err(NO_PLACE),
        (1, 0) => Flight::PutBack { save, index },
        _ => {
            let rows = regained.plan.len().saturating_sub(plan.len());
            let said = Counts { rows, lines: regained.lines, marks: 0, lost }.said();
            Flight::Regain { save, indices: vec![index], said }
        }
    };
    Ok((flight, regained.intents))
}

/// What is said where nothing is to be put back.
const NOTHING_DROPPED: &str = "nothing that this save dropped is missing";
const NO_PLACE: &str = "what this save dropped has no place any more";
const IS_THERE: &str = "it stands there again";
