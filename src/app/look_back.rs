//! What keys do with what others changed: walking along it, putting it back, taking it for seen.

use super::action::Action;
use super::changes::{ChangeList, Pick};
use super::history::Flight;
use super::model::Model;
use super::news::Entry;
use super::overlay::Overlay;
use super::{Code, Effect, Key};
use crate::plan::NodeId;

impl Model {
    /// Opens the list of changes.
    pub(super) fn list_changes(&mut self) {
        self.overlays.push(Overlay::Changes(ChangeList::default()));
        self.news.visit_list();
    }

    /// Takes all changes for seen.
    pub(super) fn see_all(&mut self) {
        let unseen = self.news.unseen();
        self.news.visit_all();
        self.status.say(match unseen {
            0 => "nothing is unseen".to_owned(),
            1 => "one change is taken for seen".to_owned(),
            more => format!("{more} changes are taken for seen"),
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
            (Action::Undo, Some(Pick::Event { save, index }), _) => return self.put_back(save, index),
            (Action::Redo, Some(Pick::Event { save, .. }), _) => return self.put_back_losses(save),
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
            Key { code: Code::Char('x'), ctrl: false, alt: false } => Some(vec![Effect::Drop(id)]),
            _ => None,
        }
    }

    /// Asks the shell to make the offer `id` true; it answers as to any other commit.
    fn apply(&mut self, id: u64) -> Vec<Effect> {
        self.history.depart(Flight::Do { leave: None });
        vec![Effect::Apply(id)]
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
        let Some(entry) = self.news.save_mut(save).and_then(|save| save.entries.get_mut(index)) else {
            return Vec::new();
        };
        if entry.is_put_back {
            self.status.say("it has been put back already");
            return Vec::new();
        }
        match entry.event.put_back(plan) {
            Ok(intent) => {
                entry.is_put_back = true;
                self.history.depart(Flight::PutBack { save, index });
                vec![Effect::Commit(vec![intent])]
            }
            Err(why) => {
                self.status.warn(why);
                Vec::new()
            }
        }
    }

    /// Asks the shell to put back all that a save took from what was done, one by one: what has no place any more keeps
    /// nothing else from coming back.
    fn put_back_losses(&mut self, save: u64) -> Vec<Effect> {
        let entries = self.news.save_mut(save).map(|save| &save.entries[..]).unwrap_or_default();
        let is_left = |(_, entry): &(usize, &Entry)| entry.event.deed.is_loss() && !entry.is_put_back;
        let losses: Vec<usize> = entries.iter().enumerate().filter(is_left).map(|(index, _)| index).collect();
        if losses.is_empty() {
            self.status.say("this save took nothing from what was done");
        }
        losses.into_iter().flat_map(|index| self.put_back(save, index)).collect()
    }

    /// Notes that what was asked back is not there.
    pub(super) fn not_put_back(&mut self, save: u64, index: usize) {
        if let Some(entry) = self.news.save_mut(save).and_then(|save| save.entries.get_mut(index)) {
            entry.is_put_back = false;
        }
    }
}
