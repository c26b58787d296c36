//! What puts back all that a save dropped: marks, nodes, and text that nothing has replaced.

use std::sync::Arc;

use super::measure::cut;
use super::news::{Entry, Save};
use crate::plan::{Deed, Event, Intent, NodeId, Plan, changes, is_missing, regain};

/// No more rows are named one by one.
const FEW: usize = 3;

/// The wishes that put back all that a save dropped.
pub(super) struct AllBack {
    /// None where what it dropped has no place any more.
    pub(super) intents: Vec<Intent>,
    /// The places of the events in the save that are undone by them.
    pub(super) indices: Vec<usize>,
    /// What is to be said when they are in the file.
    pub(super) said: String,
}

/// Returns whether anything of what `save` dropped is missing in `plan`. Whether that has a place is not looked for: a list
/// that somebody opens must not wait for it.
pub(super) fn misses(save: &Save, plan: &Plan) -> bool {
    let Some((before, after)) = &save.texts else { return false };
    let lacks_mark = |entry: &Entry| {
        let is_open = entry.again.is_none() && !entry.is_put_back && entry.event.new.is_some();
        is_open && matches!(entry.event.deed, Deed::Unticked | Deed::Invalidated) && !entry.is_undone(plan)
    };
    save.entries.iter().any(lacks_mark) || is_missing(&plan.reread(&**before), &plan.reread(&**after), plan)
}

impl AllBack {
    /// Returns what puts into `plan` what `save` dropped, all in one; `None` where nothing of that is missing. What has no
    /// place any more keeps nothing else from coming back.
    pub(super) fn of(save: &Save, plan: &Arc<Plan>, ellipsis: &str) -> Option<Self> {
        let (before, after) = save.texts.as_ref()?;
        let (before, after) = (plan.reread(&**before), plan.reread(&**after));
        let beyond = save.beyond(&before, &after, plan);
        let is_theirs = |entry: &Entry| entry.again.is_none();
        let listed = save.entries.iter().enumerate().filter(|(_, entry)| is_theirs(entry) && !entry.is_put_back);
        let listed = listed.map(|(index, entry)| (Some(index), &entry.event));
        let marks = marks_back(plan, listed.chain(beyond.iter().map(|event| (None, event))));
        let regained = regain(&before, &after, &marks.plan);
        let counts = Counts {
            marks: marks.intents.len(),
            rows: regained.plan.len().saturating_sub(marks.plan.len()),
            lines: regained.lines,
            lost: regained.homeless.len() + marks.lost,
        };
        let (mut intents, mut indices) = (marks.intents, marks.indices);
        intents.extend(regained.intents);
        let gone = save.entries.iter().enumerate();
        let gone = gone.filter(|(_, entry)| is_theirs(entry) && matches!(entry.event.deed, Deed::Lost | Deed::Removed));
        let there = before.align(&regained.plan);
        // What others have written in the place of a row is not that row.
        let is_there = |id: NodeId| {
            let now = there[id.index()].map(|now| &regained.plan.node(now).title);
            now == Some(&before.node(id).title) && !regained.homeless.contains(&before.node(id).line)
        };
        let is_back = |entry: &Entry| entry.event.old.is_some_and(is_there);
        let (back, missing): (Vec<_>, Vec<_>) = gone.partition(|(_, entry)| is_back(entry));
        indices.extend(back.into_iter().map(|(index, _)| index));
        let missing: Vec<&str> = missing.into_iter().map(|(_, entry)| &*entry.name).collect();
        let is_missing = !intents.is_empty() || counts.lost > 0 || !missing.is_empty();
        let said = counts.said() + &not_back(&missing, ellipsis);
        is_missing.then_some(Self { intents, indices, said })
    }
}

/// Returns which rows are not back, behind what is: `; 9 Schema is not back`; nothing where all are.
fn not_back(missing: &[&str], ellipsis: &str) -> String {
    let named =
        missing.iter().take(FEW).map(|name| cut(name, 30, ellipsis).into_owned()).collect::<Vec<_>>().join(", ");
    match (missing.len(), missing.len().saturating_sub(FEW)) {
        (0, _) => String::new(),
        (1, _) => format!("; {named} is not back"),
        (_, 0) => format!("; {named} are not back"),
        (_, more) => format!("; {named} and {more} more are not back"),
    }
}

/// What sets marks again that a save took away.
struct MarksBack {
    intents: Vec<Intent>,
    /// The places of their events, as far as those are listed.
    indices: Vec<usize>,
    /// What comes of it.
    plan: Arc<Plan>,
    /// How many cannot be set.
    lost: usize,
}

/// Returns what sets the marks again that `events` took away: with one reading for all, or one by one where one of them
/// cannot be set.
fn marks_back<'a>(plan: &Arc<Plan>, events: impl Iterator<Item = (Option<usize>, &'a Event)>) -> MarksBack {
    let marks = events.filter(|(_, event)| matches!(event.deed, Deed::Unticked | Deed::Invalidated));
    let wishes = marks.map(|(place, event)| (place, event.put_back(plan).ok()));
    let is_missing = |wish: &Option<Intent>| wish.as_ref().is_none_or(|wish| !matches!(wish.is_met(plan), Ok(true)));
    let (places, wishes): (Vec<_>, Vec<_>) = wishes.filter(|(_, wish)| is_missing(wish)).unzip();
    let mut back = MarksBack { intents: Vec::new(), indices: Vec::new(), plan: Arc::clone(plan), lost: 0 };
    if let Some(all) = wishes.iter().cloned().collect::<Option<Vec<Intent>>>()
        && let Ok(changes) = changes(plan, &all)
    {
        let indices = places.into_iter().flatten().collect();
        return MarksBack { intents: all, indices, plan: changes.plan, ..back };
    }
    for (place, wish) in places.into_iter().zip(wishes) {
        let set = wish.and_then(|wish| Some((changes(&back.plan, std::slice::from_ref(&wish)).ok()?, wish)));
        match set {
            Some((changes, wish)) => {
                back.plan = changes.plan;
                back.intents.push(wish);
                back.indices.extend(place);
            }
            None => back.lost += 1,
        }
    }
    back
}

/// How much of a save is put back.
pub(super) struct Counts {
    pub(super) rows: usize,
    /// Lines that say something, those of the rows too.
    pub(super) lines: usize,
    pub(super) marks: usize,
    /// Lines and marks that cannot be put back.
    pub(super) lost: usize,
}

impl Counts {
    /// Returns what was put back, in words.
    pub(super) fn said(&self) -> String {
        let of = |count: usize, one: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            several => Some(format!("{several} {one}s")),
        };
        let text = of(self.lines, "line").filter(|_| self.rows == 0);
        let parts: Vec<String> = [of(self.rows, "row"), text, of(self.marks, "mark")].into_iter().flatten().collect();
        let lost = of(self.lost, "line").map_or(String::new(), |lost| format!("; {lost} had no place any more"));
        format!("put back {}{lost}", parts.join(" and "))
    }
}
