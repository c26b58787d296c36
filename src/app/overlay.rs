//! What lies over the screen and takes the keys: one stack, for input and drawing alike.

use super::ask::Ask;
use super::changes::ChangeList;
use super::choice::Choice;
use super::diagnostics::List;
use super::editor::Editor;
use super::filter::FilterMenu;
use super::find::FindLine;
use super::help::Help;
use super::palette::Palette;
use super::parts::Parts;
use super::runs::Proposal;
use super::since::Since;
use super::words;
use crate::plan::{Alignment, Kind, NodeId, Op, Plan};

/// Something that lies over the screen.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// The keys.
    Help(Help),
    /// What a person should know of the plan.
    Diagnostics(List),
    /// What others changed.
    Changes(ChangeList),
    /// A question.
    Confirm(Confirm),
    /// Files to open.
    Choice(Choice),
    /// The line in which somebody types what to look for.
    Find(FindLine),
    /// Which rows to show.
    Filter(FilterMenu),
    /// Every action.
    Palette(Palette),
    /// What happened while nobody looked.
    Since(Since),
    /// Texts to write.
    Parts(Parts),
    /// A text that is written.
    Editor(Box<Editor>),
    /// Commands that can be run.
    Proposal(Box<Proposal>),
    /// What runs or has run.
    Job,
    /// The line in which somebody types a path, or what to look for.
    Ask(Ask),
    /// A plan of this name is being opened, and takes its time.
    Opening(String),
}

impl Overlay {
    /// Returns whether somebody types text into it.
    pub(super) const fn takes_text(&self) -> bool {
        matches!(self, Self::Find(_) | Self::Palette(_) | Self::Editor(_) | Self::Ask(_))
    }
}

/// Why somebody is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Many items shall be ticked at once.
    TickAll,
    /// A step shall be validated though criteria are open.
    ValidateAnyway,
    /// A node shall be deleted.
    Delete,
    /// Changes that are not in the file shall be dropped.
    DropOffers,
}

/// A question that is answered with yes or no. Follows its nodes through every change of the plan.
#[derive(Clone, Debug)]
pub struct Confirm {
    purpose: Purpose,
    /// What it is about.
    subject: NodeId,
    /// The items that are open; where it is deleted, it and all that lies in it.
    open: Vec<NodeId>,
    /// The lines that are deleted, as they were when that was asked; else empty.
    lines: String,
    /// The offers that are dropped, and how they are told; else none.
    offers: (Vec<u64>, String),
    /// Why there is nothing to ask any more: others have changed what it is about. It stays until a key takes it away, so
    /// that none that was meant for it does anything else.
    moot: Option<String>,
    is_drawn: bool,
}

impl Confirm {
    /// Returns the question whether `purpose` shall be carried out on `subject`; it is about these `open` items.
    pub fn new(purpose: Purpose, subject: NodeId, open: Vec<NodeId>) -> Self {
        let (lines, offers) = Default::default();
        Self { purpose, subject, open, lines, offers, moot: None, is_drawn: false }
    }

    /// Returns the question whether `subject` shall be deleted, with all that lies in it now.
    pub(super) fn of_deletion(plan: &Plan, subject: NodeId) -> Self {
        let lines = plan.lines_of(subject).to_owned();
        Self { lines, ..Self::new(Purpose::Delete, subject, whole(plan, subject)) }
    }

    /// Returns the question whether the offers of these numbers shall be dropped, which are `told` so.
    pub(super) fn of_offers(numbers: Vec<u64>, told: String) -> Self {
        Self { offers: (numbers, told), ..Self::new(Purpose::DropOffers, NodeId::ROOT, Vec::new()) }
    }

    /// Returns the numbers of the offers that a yes drops.
    pub(super) fn offers(&self) -> &[u64] {
        &self.offers.0
    }

    /// Returns the items that the question is about.
    pub fn open(&self) -> &[NodeId] {
        &self.open
    }

    /// Returns why there is nothing to ask any more, if that is so.
    pub fn moot(&self) -> Option<&str> {
        self.moot.as_deref()
    }

    /// Returns the question, or why there is none any more.
    pub fn question(&self, plan: &Plan, ellipsis: &str) -> String {
        if let Some(why) = &self.moot {
            return why.clone();
        }
        let name = words::name(plan, self.subject, 40, ellipsis);
        let count = self.open.len();
        match (self.purpose, count) {
            (Purpose::Delete, _) => {
                let lines = match plan.lines_gone(self.subject) {
                    1 => "one line".to_owned(),
                    several => format!("{several} lines"),
                };
                format!("Delete {name}, {lines}?")
            }
            (Purpose::DropOffers, _) => format!("Drop {}?", self.offers.1),
            (Purpose::TickAll, 1) => format!("Tick the open item of {name}?"),
            (Purpose::TickAll, _) => format!("Tick {count} open items of {name}?"),
            (Purpose::ValidateAnyway, 1) => format!("{} of {name} is open. Validate it anyway?", self.what(plan).0),
            (Purpose::ValidateAnyway, _) => {
                format!("{count} {} of {name} are open. Validate it anyway?", self.what(plan).1)
            }
        }
    }

    /// Returns what one and several of those are called that keep the subject from being validated.
    fn what(&self, plan: &Plan) -> (&'static str, &'static str) {
        if plan.node(self.subject).kind == Kind::Phase { ("A step", "steps") } else { ("A criterion", "criteria") }
    }

    /// Notes that it is on the screen as it is.
    pub(super) fn draw(&mut self) {
        self.is_drawn = true;
    }

    /// Returns whether somebody can mean it: a key that was pressed before it was on the screen was for something else.
    pub(super) fn is_drawn(&self) -> bool {
        self.is_drawn
    }

    /// Returns what a yes means for the plan.
    pub fn wishes(&self) -> Vec<(NodeId, Op)> {
        match self.purpose {
            Purpose::TickAll => self.open.iter().map(|&id| (id, Op::Done)).collect(),
            Purpose::Delete => vec![(self.subject, Op::Delete { lines: self.lines.clone() })],
            Purpose::ValidateAnyway => vec![(self.subject, Op::Validated { force: true })],
            Purpose::DropOffers => Vec::new(),
        }
    }

    /// Follows the nodes into another plan, and says so where there is nothing to ask any more: nobody has agreed to mark
    /// what has nothing but its number and place in common with what was asked about.
    pub(super) fn follow(&mut self, older: &Plan, newer: &Plan, alignment: &Alignment, ellipsis: &str) {
        // What is not in the file is no node of it.
        if self.moot.is_some() || self.purpose == Purpose::DropOffers {
            return;
        }
        let asked = self.asked(older);
        let name = words::name(older, self.subject, 40, ellipsis);
        let what = match self.stands(newer, alignment) {
            Ok(()) => return self.is_drawn &= self.asked(newer) == asked,
            Err(what) => what,
        };
        let deed = match self.purpose {
            Purpose::TickAll => "ticked",
            Purpose::ValidateAnyway => "validated",
            Purpose::Delete => "deleted",
            Purpose::DropOffers => "dropped",
        };
        self.moot = Some(format!("not {deed}: {name} {what}"));
        self.open.clear();
        self.is_drawn = false;
    }

    /// Follows the nodes into `newer`.
    ///
    /// # Errors
    /// What has become of the subject where there is nothing to ask any more.
    fn stands(&mut self, newer: &Plan, alignment: &Alignment) -> Result<(), &'static str> {
        let open = |id: &NodeId| {
            alignment.by_words(*id).filter(|&id| newer.node(id).state.is_some_and(|state| !state.is_settled()))
        };
        self.open = self.open.iter().filter_map(open).collect();
        self.subject = alignment.by_words(self.subject).ok_or("was removed or replaced outside")?;
        let remains = match self.purpose {
            Purpose::Delete => {
                self.open = whole(newer, self.subject);
                // Nobody has agreed to lose what others have just written there.
                newer.lines_of(self.subject) == self.lines
            }
            Purpose::TickAll | Purpose::ValidateAnyway => !self.open.is_empty(),
            Purpose::DropOffers => true,
        };
        if remains { Ok(()) } else { Err("has changed meanwhile") }
    }

    /// Returns all that somebody reads before the answer.
    fn asked(&self, plan: &Plan) -> Vec<String> {
        let items = self.open.iter().map(|&id| plan.node(id).title.to_string());
        std::iter::once(self.question(plan, "")).chain(items).collect()
    }
}

/// Returns the node and all that lies in it.
fn whole(plan: &Plan, id: NodeId) -> Vec<NodeId> {
    std::iter::once(id).chain(plan.descendants(id)).collect()
}
