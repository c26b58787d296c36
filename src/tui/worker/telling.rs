//! What the file's thread tells of the file besides its text, and only where it is not what it was.

use std::sync::Arc;

use super::{Owner, by};
use crate::app::{self, By, Left, Msg};
use crate::plan::Plan;
use crate::store::{self, Again, Draft, Memory, News};
use crate::text::sanitize;
use crate::tui::plans::when;

impl Owner {
    /// Tells what was found when the plan was opened.
    pub(super) fn tell_start(&mut self) {
        let news = self.store.take_news();
        self.tell_news(&news, by(None));
        if let Some(left) = self.store.left_aside().first() {
            let name = sanitize(&left.file_name().unwrap_or_default().to_string_lossy()).into_owned();
            self.tell(Msg::Notice(format!(
                "{name} beside the plan was left by a tickdown that was killed, and may hold what another program saved"
            )));
        }
        if let Some((plan, unseen)) = self.store.last_seen() {
            self.tell(Msg::Seen { plan: Arc::new(plan), unseen });
        }
        // What is left may be offered, too.
        self.tell_offers();
        let drafts = self.store.memory().map(Memory::drafts).unwrap_or_default();
        if !drafts.is_empty() {
            let left = |Draft { id, intent, .. }| Left { id, intent, when: when(i128::from(id)) };
            self.tell(Msg::Left(drafts.into_iter().map(left).collect()));
        }
    }

    pub(super) fn tell_access(&mut self, access: app::Access) {
        if self.access != access {
            self.access = access.clone();
            self.tell(Msg::Access(access));
        }
    }

    pub(super) fn tell_watching(&mut self, watching: store::Watching) {
        let watching = match watching {
            store::Watching::Events => app::Watching::Events,
            store::Watching::Polling(why) => app::Watching::Polling(why),
        };
        if self.watching != watching {
            self.watching = watching.clone();
            self.tell(Msg::Watching(watching));
        }
    }

    /// Tells what was mended: a write that was cut off, and our changes that a save `by` somebody had undone.
    pub(super) fn tell_news(&self, news: &News, by: By) {
        if news.completed {
            self.tell(Msg::Notice("a write that had been cut off was completed".to_owned()));
        }
        if let Some(said) = again(&news.again) {
            self.tell(Msg::MadeAgain { said, made: news.made.clone(), by });
        }
    }

    pub(super) fn tell_offers(&mut self) {
        let offers = self.store.offers();
        if self.offers != offers {
            self.send_offers(offers);
        }
        if let Some(why) = self.store.forgets().filter(|_| !self.is_forgetful) {
            self.is_forgetful = true;
            self.tell(Msg::Notice(format!("nothing can be remembered beside the plan: {why}")));
        }
    }

    /// Tells `offers`, whether they were told before or not.
    pub(super) fn send_offers(&mut self, offers: Vec<store::Offer>) {
        self.offers = offers;
        let shown = |offer: &store::Offer| app::Offer {
            id: offer.id,
            title: offer.title.clone(),
            goals: offer.goals.clone(),
            what: offer.what.clone(),
            before: offer.before.clone(),
            after: offer.after.clone(),
            why: offer.why.to_string(),
            who: offer.who.clone(),
            is_sure: offer.is_sure(),
        };
        self.tell(Msg::Offers(self.offers.iter().map(shown).collect()));
    }

    pub(super) fn tell_tier(&mut self) {
        let tier = match self.store.tier() {
            store::Tier::BestEffort(why) if store::Tier::IS_EXCLUSIVE_NORMAL => app::Tier::BestEffort(why),
            // Where nobody can have better, it is nothing to tell.
            store::Tier::BestEffort(_) | store::Tier::Exclusive => app::Tier::Normal,
        };
        if self.tier != tier {
            self.tier = tier.clone();
            self.tell(Msg::Tier(tier));
        }
    }

    pub(super) fn tell_edited(&self, plan: Option<Arc<Plan>>) {
        if let Some(plan) = plan {
            self.tell(Msg::Edited { plan, when: by(None).when });
        }
    }
}

/// Returns what to say of changes that were made `again`; `None` where there are none. Who undid what was written just
/// now may have seen it all the same: of that nothing is claimed.
fn again(again: &[Again]) -> Option<String> {
    let is_young = again.iter().all(|again| again.is_young);
    let (what, them) = match again {
        [] => return None,
        [only] => (only.said.clone(), "it"),
        several => (format!("made again: {} changes", several.len()), "them"),
    };
    Some(if is_young {
        format!("{what}; undone within a moment of being written")
    } else {
        format!("{what}; a save that looks made from an older text had undone {them}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_of_what_is_older_a_save_is_said_to_be_from_an_older_text() {
        let one = |is_young| Again { said: "done again: Route".to_owned(), is_young };
        for (changes, expected) in [
            (vec![], None),
            (vec![one(true)], Some("done again: Route; undone within a moment of being written")),
            (vec![one(false)], Some("done again: Route; a save that looks made from an older text had undone it")),
            (vec![one(true), one(true)], Some("made again: 2 changes; undone within a moment of being written")),
            (
                vec![one(true), one(false)],
                Some("made again: 2 changes; a save that looks made from an older text had undone them"),
            ),
        ] {
            assert_eq!(again(&changes).as_deref(), expected);
        }
    }
}
