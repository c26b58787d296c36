//! What our side wants to be true, and what it was told of that.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Instant;

use crate::book::{self, Book, ITEMS, Mark, NOTES, STEPS};
use crate::random::Random;

/// What is asked for by a wish: of two wishes for the same thing the later one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Thing {
    /// The mark of our node.
    Mark(usize),
    /// The words of our node: an item's title, a step's description.
    Words(usize),
    /// The item that we add as this number.
    Added(usize),
}

impl Thing {
    /// Returns what a person calls it.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Mark(index) => book::title(index, 0),
            Self::Words(index) => format!("the words of {}", book::title(index, 0)),
            Self::Added(number) => book::added(number),
        }
    }
}

/// What shall be true of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    Open,
    Done,
    Validated,
    /// Open or done, where nobody has said which: where it is said, it becomes that.
    NotValidated,
    /// It has the words of this edit.
    Worded(usize),
    /// It is there.
    There,
}

impl Wish {
    /// Returns the wish for what is so.
    pub(crate) const fn of(mark: Mark) -> Self {
        match mark {
            Mark::Open => Self::Open,
            Mark::Done => Self::Done,
            Mark::Validated => Self::Validated,
        }
    }

    /// Returns whether `mark` grants it.
    pub(crate) const fn allows(self, mark: Mark) -> bool {
        match self {
            Self::Open => matches!(mark, Mark::Open),
            Self::Done => !matches!(mark, Mark::Open),
            Self::Validated => matches!(mark, Mark::Validated),
            Self::NotValidated => !matches!(mark, Mark::Validated),
            Self::Worded(_) | Self::There => false,
        }
    }

    /// Returns whether it is true of `thing` in `book`.
    pub(crate) fn holds(self, thing: Thing, book: &Book) -> bool {
        match thing {
            Thing::Mark(index) => self.allows(book.ours[index].mark()),
            Thing::Words(index) => self == Self::Worded(book.ours[index].value),
            Thing::Added(number) => book.added.contains(&number),
        }
    }

    /// Returns the verb that asks for it.
    pub(crate) const fn verb(self) -> &'static str {
        match self {
            Self::Open => "untick",
            Self::Done => "tick",
            Self::Validated => "validate",
            Self::NotValidated => "invalidate",
            Self::Worded(_) => "edit",
            Self::There => "add",
        }
    }
}

/// A wish that was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) wish: Wish,
    /// Before anybody was asked.
    pub(crate) begun: Instant,
    /// After we were told that it is so; `None` where we were not, and it may have come true at any time since, or never.
    pub(crate) told: Option<Instant>,
}

/// What is wanted of one thing.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// The last wish of which we were told that it is so; `None` where there was none yet.
    pub(crate) sure: Option<Asked>,
    /// Those since of which we were not.
    pub(crate) unsure: Vec<Asked>,
}

impl Wanted {
    /// Returns whether one of its wishes is true of `thing` in `book`.
    pub(crate) fn holds(&self, thing: Thing, book: &Book) -> bool {
        // What was never there for sure need not be there.
        self.sure.is_none() || self.all().any(|asked| asked.wish.holds(thing, book))
    }

    /// Returns all its wishes.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Asked> {
        self.sure.iter().chain(&self.unsure)
    }
}

/// How many items are added in a round by all of us: so many have room on a screen.
const ADDED: usize = 45;

/// What one of us did. Each has nodes and numbers of their own.
#[derive(Debug)]
pub(crate) struct Ours {
    /// Which one this is.
    which: usize,
    /// How many there are.
    of: usize,
    pub(crate) wanted: BTreeMap<Thing, Wanted>,
    /// The number of the next item or words.
    number: usize,
    /// How many items were added.
    added: usize,
    /// How many changes were made, as far as we were told.
    pub(crate) edits: usize,
    /// How many were refused, or not seen to be made.
    pub(crate) refused: Vec<String>,
    /// What we found wrong at once.
    pub(crate) wrong: Vec<String>,
}

impl Ours {
    /// Returns one who has done nothing yet: the one of this number among `of`.
    pub(crate) fn new(which: usize, of: usize) -> Self {
        let marks = ITEMS.chain(STEPS).map(|index| (Thing::Mark(index), Wish::Open));
        let words = NOTES.chain(STEPS).map(|index| (Thing::Words(index), Wish::Worded(0)));
        let begun = Instant::now();
        let wanted = |wish| Wanted { sure: Some(Asked { wish, begun, told: Some(begun) }), unsure: Vec::new() };
        let is_own = |&(thing, _): &(Thing, Wish)| match thing {
            Thing::Mark(index) | Thing::Words(index) => index % of == which,
            Thing::Added(_) => true,
        };
        let wanted = marks.chain(words).filter(is_own).map(|(thing, wish)| (thing, wanted(wish))).collect();
        let (added, edits, refused, wrong) = Default::default();
        Self { which, of, wanted, number: of + which, added, edits, refused, wrong }
    }

    /// Returns one who never does anything.
    pub(crate) fn nobody() -> Self {
        Self { wanted: BTreeMap::new(), ..Self::new(0, 1) }
    }

    /// Returns a node of its own out of `nodes`.
    pub(crate) fn node(&self, nodes: Range<usize>, random: &mut Random) -> usize {
        let own: Vec<usize> = nodes.filter(|index| index % self.of == self.which).collect();
        own[random.below(own.len())]
    }

    /// Thinks of words, or of an item to be added.
    pub(crate) fn number(&mut self) -> usize {
        self.number += self.of;
        self.number
    }

    /// Returns whether there is room for one more item.
    pub(crate) fn may_add(&self) -> bool {
        self.added < ADDED / self.of
    }

    /// Notes that `wish` was asked for at `begun`, and that it is so.
    pub(crate) fn done(&mut self, thing: Thing, wish: Wish, begun: Instant) {
        let sure = Some(Asked { wish, begun, told: Some(Instant::now()) });
        self.added += usize::from(wish == Wish::There);
        self.wanted.insert(thing, Wanted { sure, unsure: Vec::new() });
        self.edits += 1;
    }

    /// Notes that `wish` was asked for at `begun`, and nobody knows whether it is so: what was before may hold as well.
    pub(crate) fn unsure(&mut self, thing: Thing, wish: Wish, begun: Instant) {
        self.added += usize::from(wish == Wish::There);
        let none = || Wanted { sure: None, unsure: Vec::new() };
        self.wanted.entry(thing).or_insert_with(none).unsure.push(Asked { wish, begun, told: None });
    }

    /// Returns whether we were told of all that we asked for of `thing`.
    pub(crate) fn is_sure(&self, thing: Thing) -> bool {
        self.wanted.get(&thing).is_none_or(|wanted| wanted.unsure.is_empty())
    }

    /// Thinks of the next change by a verb.
    pub(crate) fn think(&mut self, random: &mut Random) -> (Thing, Wish) {
        match random.below(8) {
            0 if self.may_add() => (Thing::Added(self.number()), Wish::There),
            1 => (Thing::Words(self.node(NOTES, random)), Wish::Worded(self.number())),
            2 => (Thing::Words(self.node(STEPS, random)), Wish::Worded(self.number())),
            _ => self.think_of_a_mark(random),
        }
    }

    /// Thinks of the next change of a mark: another state of some node.
    pub(crate) fn think_of_a_mark(&self, random: &mut Random) -> (Thing, Wish) {
        let nodes = if random.below(2) == 0 { ITEMS } else { STEPS };
        let is_item = nodes == ITEMS;
        let thing = Thing::Mark(self.node(nodes, random));
        let last = self.wanted[&thing].all().last().map_or(Wish::Open, |asked| asked.wish);
        let wish = match (is_item, last) {
            (true, Wish::Open) => Wish::Done,
            (true, _) => Wish::Open,
            (false, Wish::Open) => [Wish::Done, Wish::Validated][random.below(2)],
            (false, Wish::Done) => [Wish::Open, Wish::Validated][random.below(2)],
            (false, Wish::Validated) => [Wish::Open, Wish::NotValidated][random.below(2)],
            (false, _) => [Wish::Open, Wish::Done][random.below(2)],
        };
        (thing, wish)
    }
}
