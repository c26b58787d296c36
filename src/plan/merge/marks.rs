//! Marks merged by node: each is set to its merged value in all three texts, so that the lines merge without them.

use super::Unsettled;
use crate::plan::wording::with_blank;
use crate::plan::{Field, Mark, MarkKind, Node, NodeId, Plan, State};
use crate::text::{Bias, Edit, Span};

/// A text in which every mark that could be merged says what it shall.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) text: String,
    /// Where the marks stand in it, in order, and what they say.
    pub(super) marks: Vec<Placed>,
}

/// A mark in a settled text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Placed {
    pub(super) span: Span,
    /// Which of the conflicts it is in.
    pub(super) conflict: Option<usize>,
}

/// A mark that both sides have set, each otherwise; theirs stays.
#[derive(Debug)]
pub(super) struct Disputed {
    /// The node in theirs.
    pub(super) node: NodeId,
    /// What base and ours say; nothing where they have no mark there.
    pub(super) base: String,
    pub(super) ours: String,
}

/// Returns base, ours and theirs with their marks merged, and the marks that conflict; `None` on any doubt.
pub(super) fn settle(plans: [&Plan; 3], unsettled: Unsettled) -> Option<([Settled; 3], Vec<Disputed>)> {
    let [base, ours, theirs] = plans;
    let (to_ours, to_theirs) = (base.align_by_words(ours), base.align_by_words(theirs));
    let mut edits: [Vec<Set>; 3] = Default::default();
    let mut disputed = Vec::new();
    for id in std::iter::once(NodeId::ROOT).chain(base.ids()) {
        let (Some(in_ours), Some(in_theirs)) = (to_ours[id.index()], to_theirs[id.index()]) else { continue };
        let ids = [id, in_ours, in_theirs];
        let nodes: [&Node; 3] = std::array::from_fn(|text| plans[text].node(ids[text]));
        for places in places(nodes) {
            let slot = Slot { plans, places };
            let Some(choice) = slot.choice() else { continue };
            if choice == Choice::Disputed && unsettled == Unsettled::Apart {
                continue;
            }
            let Some(sets) = slot.set(choice) else { continue };
            let conflict = (choice == Choice::Disputed).then_some(disputed.len());
            for (edits, mut set) in edits.iter_mut().zip(sets) {
                set.conflict = conflict;
                edits.push(set);
            }
            if choice == Choice::Disputed {
                let said = |text: usize| slot.places[text].mark.map_or("", |mark| mark.span.of(plans[text].text()));
                disputed.push(Disputed { node: in_theirs, base: said(0).to_owned(), ours: said(1).to_owned() });
            }
        }
    }
    let [a, b, c] = edits;
    Some(([settled(base, a)?, settled(ours, b)?, settled(theirs, c)?], disputed))
}

/// Where a mark of a node stands, or would stand.
#[derive(Clone, Copy)]
struct Place<'a> {
    mark: Option<&'a Mark>,
    /// The line or field that it is part of.
    around: Span,
}

/// Returns the places of marks that three versions of a node have in common: its own, and those of its fields.
fn places(nodes: [&Node; 3]) -> Vec<[Place<'_>; 3]> {
    let own = nodes.map(|node| Place { mark: node.mark.as_ref(), around: node.head });
    let mut places = vec![own];
    for (index, field) in nodes[0].fields.iter().enumerate() {
        let same = |other: &Field| other.key == field.key && other.name.eq_ignore_ascii_case(&field.name);
        let nth = nodes[0].fields[..index].iter().filter(|other| same(other)).count();
        let found = nodes.map(|node| node.fields.iter().filter(|other| same(other)).collect::<Vec<_>>());
        // Where one text has more of them than another, nobody knows which is which: they merge as lines.
        if found.iter().all(|fields| fields.len() == found[0].len()) {
            places.push(found.map(|fields| Place { mark: fields[nth].mark.as_ref(), around: fields[nth].span }));
        }
    }
    places.retain(|places| places.iter().any(|place| place.mark.is_some()));
    places
}

/// Whose mark it shall be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Ours,
    Theirs,
    /// Both have set it, each otherwise.
    Disputed,
}

/// One mark in the three texts: base, ours, theirs.
struct Slot<'a> {
    plans: [&'a Plan; 3],
    places: [Place<'a>; 3],
}

impl Slot<'_> {
    /// Returns whose mark it shall be; `None` where there is nothing to choose.
    fn choice(&self) -> Option<Choice> {
        let [base, ours, theirs] = [0, 1, 2].map(|text| self.said(text));
        match (base == ours, base == theirs) {
            (true, true) => None,
            (false, true) => Some(Choice::Ours),
            (true, false) => Some(Choice::Theirs),
            (false, false) if self.state(1) == self.state(2) => Some(Choice::Theirs),
            (false, false) => Some(Choice::Disputed),
        }
    }

    /// Returns what one of the texts says there.
    fn said(&self, text: usize) -> Option<&str> {
        self.places[text].mark.map(|mark| mark.span.of(self.plans[text].text()))
    }

    fn state(&self, text: usize) -> Option<State> {
        self.places[text].mark.map(|mark| mark.state)
    }

    /// Returns how the chosen mark is written into each text; `None` where it does not fit all three.
    fn set(&self, choice: Choice) -> Option<[Set; 3]> {
        // Where theirs has taken the mark away, nothing would be left to tell of ours.
        if choice == Choice::Disputed && self.places[2].mark.is_none() {
            return None;
        }
        let from = if choice == Choice::Ours { 1 } else { 2 };
        let [base, ours, theirs] = [0, 1, 2].map(|text| self.set_in(text, from));
        Some([base?, ours?, theirs?])
    }

    /// Returns how the mark of the text `from` is written into `text`.
    fn set_in(&self, text: usize, from: usize) -> Option<Set> {
        let (source, target) = (self.plans[from].text(), self.plans[text].text());
        let (here, there) = (self.places[text], self.places[from]);
        match (here.mark, there.mark) {
            (Some(old), Some(new)) if is_leading(target, here) == is_leading(source, there) => {
                let alike = (old.kind == MarkKind::Box) == (new.kind == MarkKind::Box);
                let insert = new.span.of(source);
                alike.then(|| Set::new(old.span, insert, Span::new(0, insert.len())))
            }
            (Some(_), Some(_)) => None,
            (Some(old), None) => Some(Set::new(with_blank(target, old.span), "", Span::at(0))),
            (None, Some(new)) => add(target, here.around, source, there.around, new.span),
            (None, None) => Some(Set::new(Span::at(here.around.start), "", Span::at(0))),
        }
    }
}

/// Returns whether a mark stands before the words around it.
fn is_leading(text: &str, place: Place) -> bool {
    let before = |mark: &Mark| text.get(place.around.start..mark.span.start);
    place.mark.and_then(before).is_some_and(|before| !before.contains(char::is_alphanumeric))
}

/// Returns how the mark at `mark` of `source` comes into a text that has none: behind the same bullet, hashes or name, or
/// at the end of the same line.
fn add(text: &str, around: Span, source: &str, source_around: Span, mark: Span) -> Option<Set> {
    let whole = with_blank(source, mark);
    let before = source.get(source_around.start..whole.start)?;
    if whole.end > mark.end && around.of(text).starts_with(before) {
        let at = around.start + before.len();
        return Some(Set::new(Span::at(at), whole.of(source), Span::new(0, mark.len())));
    }
    let at_end = whole.start < mark.start && mark.end == source_around.end && !around.is_empty();
    let lead = mark.start - whole.start;
    at_end.then(|| Set::new(Span::at(around.end), whole.of(source), Span::new(lead, lead + mark.len())))
}

/// Bytes of a text that give way to a mark.
#[derive(Clone, Debug)]
struct Set {
    span: Span,
    insert: String,
    /// The mark in `insert`; empty where there is none.
    mark: Span,
    conflict: Option<usize>,
}

impl Set {
    fn new(span: Span, insert: &str, mark: Span) -> Self {
        Self { span, insert: insert.to_owned(), mark, conflict: None }
    }
}

/// Returns the text of `plan` with these marks set; `None` where two of them are in each other's way.
fn settled(plan: &Plan, mut sets: Vec<Set>) -> Option<Settled> {
    sets.sort_by_key(|set| set.span);
    sets.dedup_by(|a, b| a.span == b.span && a.insert == b.insert);
    if sets.iter().any(|set| set.span.of(&plan.text).contains('\n') || set.insert.contains('\n')) {
        return None;
    }
    let news = sets.iter().filter(|set| set.span.of(&plan.text) != set.insert);
    let edit = Edit::all(news.map(|set| Edit::replace(set.span, set.insert.clone())))?;
    let is_set = |mark: &Span| {
        let next = sets.partition_point(|set| set.span.end <= mark.start);
        sets.get(next).is_some_and(|set| set.span.covers(*mark))
    };
    let kept = marks(plan).filter(|mark| !is_set(mark));
    let kept = kept.map(|span| Placed {
        span: Span::new(edit.map(span.start, Bias::After), edit.map(span.end, Bias::Before)),
        conflict: None,
    });
    let set = sets.iter().filter(|set| !set.mark.is_empty()).map(|set| {
        let start = edit.map(set.span.start, Bias::Before);
        Placed { span: Span::new(start + set.mark.start, start + set.mark.end), conflict: set.conflict }
    });
    let mut marks: Vec<Placed> = kept.chain(set).collect();
    marks.sort_unstable();
    marks.dedup_by_key(|placed| placed.span);
    Some(Settled { text: edit.apply(&plan.text), marks })
}

/// Returns where the marks of `plan` stand.
pub(super) fn marks(plan: &Plan) -> impl Iterator<Item = Span> + '_ {
    let own = plan.nodes.iter().filter_map(|node| node.mark.as_ref());
    own.chain(plan.nodes.iter().flat_map(|node| &node.fields).filter_map(|field| field.mark.as_ref()))
        .map(|mark| mark.span)
}
