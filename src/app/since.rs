//! What happened to the plan while nobody looked, in a few lines.

use std::sync::Arc;

use super::changes::{VERB, tone};
use super::measure::columns;
use super::model::Model;
use super::outside::subject;
use super::overlay::Overlay;
use super::run::{Line, Run, Tone};
use super::status::Answer;
use super::{Action, By, Effect, Key, Match, words};
use crate::plan::{Event, Plan, Unseen, events};

/// No more lines than these, whatever happened.
const MOST_LINES: usize = 5;

/// So many names stand in a line; more have no room in any.
const MOST_NAMES: usize = 8;

/// What happened while nobody looked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    lines: Vec<Line>,
}

impl Since {
    /// Returns what `events` made of `old`, the worst first; `None` where that is nothing.
    fn new(old: &Plan, new: &Plan, events: &[Event], ellipsis: &str) -> Option<Self> {
        let mut groups: Vec<Vec<&Event>> = Vec::new();
        for event in events {
            match groups.iter_mut().find(|group| group[0].name() == event.name()) {
                Some(group) => group.push(event),
                None => groups.push(vec![event]),
            }
        }
        let told = if groups.len() > MOST_LINES { MOST_LINES - 1 } else { groups.len() };
        let mut lines: Vec<Line> = groups[..told].iter().map(|group| line(old, new, group, ellipsis)).collect();
        if told < groups.len() {
            let more: usize = groups[told..].iter().map(|group| count(group)).sum();
            lines.push(vec![Run::new(format!("and {more} other changes"), Tone::Faint)]);
        }
        (!lines.is_empty()).then_some(Self { lines })
    }

    /// Returns at most five lines, each as long as it likes.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }
}

fn count(group: &[&Event]) -> usize {
    group.iter().map(|event| event.count).sum()
}

/// Returns `ticked  3: Route exists, Body, 2.1`.
fn line(old: &Plan, new: &Plan, group: &[&Event], ellipsis: &str) -> Line {
    let (verb, deed) = (group[0].name(), group[0].deed);
    let name = |event: &&Event| {
        let (plan, id) = subject(old, new, event);
        words::name(plan, id, 40, ellipsis)
    };
    let names = group.iter().take(MOST_NAMES).map(name);
    let names = names.collect::<Vec<_>>().join(", ");
    let count = match count(group) {
        1 => String::new(),
        several => format!("{several}: "),
    };
    let gap = VERB.saturating_sub(columns(verb)).max(1);
    vec![Run::new(verb, tone(deed)), Run::blank(gap), Run::new(count, Tone::Faint), Run::new(names, Tone::Plain)]
}

impl Model {
    /// Notes that nobody looks any more.
    pub(super) fn look_away(&mut self) {
        self.status.hold(Answer::Read);
        self.seek.left = Some(Arc::clone(self.whole_plan()));
    }

    /// Says what happened since somebody looked away.
    pub(super) fn look_again(&mut self) {
        if let Some(left) = self.seek.left.take() {
            self.tell_since(&left);
        }
    }

    /// Takes the plan as it was when it was left the last time: what changed since is told, listed and unseen, and what
    /// was `unseen` then is so again, and not told once more.
    pub(super) fn recall(&mut self, seen: &Arc<Plan>, unseen: Option<&Unseen>) {
        let plan = Arc::clone(&self.overview.plan);
        if seen.conflict().is_some() {
            return;
        }
        if let Some(unseen) = unseen {
            self.news.recall(unseen, (seen, &plan), self.settings.symbols.ellipsis);
        }
        if plan.conflict().is_some() {
            // What has changed is told when the conflict is gone.
            self.news.whole.get_or_insert_with(|| Arc::clone(seen));
            return;
        }
        let events = self.tell_since(seen);
        let by = By { who: Some("since you left".to_owned()), when: String::new() };
        self.news.note((seen, &plan), events, &by, self.settings.symbols.ellipsis);
    }

    /// Closes what was told, by any key, which then does what it does without the box. Those that go back only close it;
    /// the one that lists the changes lists them.
    pub(super) fn answer_since(&mut self, key: Key) -> Option<Vec<Effect>> {
        let found = self.settings.keymap.lookup(&[key]);
        if !matches!(found, Match::Full(Action::Back | Action::Close)) {
            self.overlays.pop();
            self.look();
        }
        None
    }

    fn tell_since(&mut self, seen: &Plan) -> Vec<Event> {
        let plan = self.whole_plan();
        if seen.text() == plan.text() || seen.conflict().or(plan.conflict()).is_some() {
            return Vec::new();
        }
        let events = events(seen, plan, &seen.align(plan));
        let since = Since::new(seen, plan, &events, self.settings.symbols.ellipsis);
        // Nobody who is in the middle of something is disturbed.
        self.overlays.extend(since.filter(|_| self.overlays.is_empty() && !self.lists_plans()).map(Overlay::Since));
        events
    }
}
