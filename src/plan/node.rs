//! The tree that a plan is read into.

use std::sync::{Arc, OnceLock};

use super::address::Names;
use super::blocks::Opaque;
use super::dialect::Dialect;
use super::manner::{Manner, Marks};
use super::outline::{Outline, Whole, outline};
use super::wording::Letters;
use super::{conflict, depends, progress, views};
use crate::text::Span;

/// A node's place in its plan: its index in document order. The root, the plan itself, is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The plan itself.
    pub const ROOT: Self = Self(0);

    /// Returns the index in document order.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a node is; any level of the tree may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The file.
    Plan,
    /// A heading that is nothing more special.
    Section,
    /// A heading such as `Phase 2: …`.
    Phase,
    /// A heading such as `Step 2.1: …`, `2.1 …`, `T-2.1: …` or `[x] …`.
    Step,
    /// A heading or bold label whose content is task items.
    Checklist,
    /// A task list item, or a numbered row that names a phase or step.
    Item,
}

impl Kind {
    /// Returns how a sentence names it: `checklist`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Section => "section",
            Self::Phase => "phase",
            Self::Step => "step",
            Self::Checklist => "checklist",
            Self::Item => "item",
        }
    }
}

/// How far a node is; see section 3 of the design for what is derived from what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing done yet.
    Open,
    /// Begun.
    InProgress,
    /// Done, not validated.
    Done,
    /// Done and validated, explicitly.
    Validated,
    /// Tried and failed; not done.
    Failed,
    /// Given up; settled, in no total.
    Cancelled,
    /// A mark that nobody explained; kept, not done.
    Unknown,
}

impl State {
    /// Returns how a sentence names it: `in progress`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in progress",
            Self::Done => "done",
            Self::Validated => "validated",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Unknown => "unknown mark",
        }
    }

    /// Returns whether the work is done, validated or not.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::Validated)
    }

    /// Returns whether nothing is left to do: done, validated or cancelled.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::Validated | Self::Cancelled)
    }
}

/// How a mark is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// `[x]`
    Box,
    /// `COMPLETED`, `[x] Complete`
    Word,
    /// `✅`, `✅ Complete`
    Emoji,
}

/// A place in the text that says how far something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// How it is written.
    pub kind: MarkKind,
    /// Its bytes; of a box with its brackets.
    pub span: Span,
    /// What it says.
    pub state: State,
}

/// What the name of a field stands for, whatever its wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKey {
    /// Objective, Goal.
    Objective,
    /// Description.
    Description,
    /// Files, Files to Create/Modify, Create, Modify.
    Files,
    /// Dependencies, Depends on.
    Dependencies,
    /// Validation, Verification, Acceptance Criteria, Success Criteria, Done when.
    Validation,
    /// Status.
    Status,
    /// Estimate.
    Estimate,
    /// Owner.
    Owner,
    /// Any other name; kept and shown.
    Other,
}

/// How a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldForm {
    /// `- **Name**: value`, also with a box in front.
    Bullet,
    /// `**Name**: value` as (part of) a paragraph.
    Paragraph,
}

/// A named property of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What the name stands for.
    pub key: FieldKey,
    /// How it is written.
    pub form: FieldForm,
    /// The name as the plan writes it, without emphasis and colon.
    pub name: Arc<str>,
    /// All its bytes: from the bullet or the name to the end of the value, nested content included.
    pub span: Span,
    /// The value: behind the colon on the same line, and all nested content. May be empty.
    pub value: Span,
    /// The value's first line only, trimmed.
    pub line_value: Span,
    /// Line number, from 1.
    pub line: usize,
    /// The box in front of a Validation or Status bullet, or what its value says of the state.
    pub mark: Option<Mark>,
    /// The value still holds the template's placeholder, such as `[Task Name]` or `{{DATE}}`.
    pub placeholder: bool,
}

/// The word and number by which the plan names a node: `Phase 2`, `2.1`, `T012`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// The word as written, where there is one: `Phase`, `Step`.
    pub word: Option<Arc<str>>,
    /// The number, letter or id as written: `2`, `2.1`, `B`, `T-1.1`.
    pub number: Arc<str>,
}

impl Label {
    /// Returns how a message names a node of this `kind` by it: `Phase 2`, `2.1`, `T012`, `Task 3`. A number that says
    /// little without its word keeps that.
    pub fn short(&self, kind: Kind) -> String {
        match self.word.as_deref().filter(|_| kind == Kind::Phase || self.is_whole()) {
            Some(word) => format!("{word} {}", self.number),
            None => self.number.to_string(),
        }
    }

    /// Returns whether the number is a mere one: `2`, but not `2.1` or `T012`.
    pub fn is_whole(&self) -> bool {
        self.number.chars().all(|character| character.is_ascii_digit())
    }
}

/// Counted units of work: every item, and every step without items; cancelled ones are in no count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Units done.
    pub done: u32,
    /// Units in all.
    pub total: u32,
}

/// One node of the tree. Its words are shared with the copies of it: each tick makes one of every node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// The node it lies in; `None` for the root only.
    pub parent: Option<NodeId>,
    /// The first node behind this one that does not lie in it: `id + 1 .. next` are its descendants.
    pub next: NodeId,
    /// Number of ancestors; 0 for the root.
    pub depth: u16,
    /// Level of the heading that it is read from, 1 to 6; 0 where it is read from something else.
    pub level: u8,
    /// Line number, from 1.
    pub line: usize,
    /// From its first byte to the end of its last descendant.
    pub span: Span,
    /// Its own heading line, or an item's bullet and first paragraph; without the line ending.
    pub head: Span,
    /// Its own bytes behind the head up to its first child: description, fields, code.
    pub body: Span,
    /// How the plan numbers it.
    pub label: Option<Label>,
    /// Its text without bullet, box, label, emphasis and status mark; never empty unless nothing was written.
    /// May hold unsafe characters: [`crate::text::sanitize`] before it is shown.
    pub title: Arc<str>,
    /// Its own mark, where it has one.
    pub mark: Option<Mark>,
    /// Its fields in document order.
    pub fields: Vec<Field>,
    /// What of `body` is no field: prose, code, tables; in document order, raw Markdown.
    pub prose: Vec<Span>,
    /// How far it is; `None` where there is nothing to do (prose, a numbered row without a box).
    pub state: Option<State>,
    /// Units at and below it.
    pub tally: Tally,
    /// Nodes it depends on, as far as the text names nodes of this plan.
    pub needs: Vec<NodeId>,
    /// The title still holds the template's placeholder.
    pub placeholder: bool,
    /// An item that may be left out (`- [ ]* …`): it is in no total, and not offered as next.
    pub optional: bool,
    /// The phase or step whose whole title an item repeats: a second view of the same work, in no total.
    pub view_of: Option<NodeId>,
    /// An item that is one of the criteria of the step above it (a box nested in a Validation field),
    /// or the checklist that holds them.
    pub criterion: bool,
}

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Probably not what was meant.
    Warning,
    /// Keeps something from working.
    Error,
}

/// Something about the text that a person should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A short name that stays the same: `unknown-mark`.
    pub code: &'static str,
    /// Where.
    pub span: Span,
    /// One sentence, lower case, no final period.
    pub message: String,
    /// What to do about it, where that helps; worded like the message.
    pub help: Option<String>,
    /// Other places that it is about, each with a few words on what stands there: the first of two twins.
    pub related: Vec<(Span, String)>,
}

impl Diagnostic {
    /// Returns a diagnostic without help and related places.
    pub fn new(severity: Severity, code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { severity, code, span, message: message.into(), help: None, related: Vec::new() }
    }

    /// Returns it with what to do.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// Returns it with another place that it is about.
    #[must_use]
    pub fn relates(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }
}

/// A plan as it was read: its text, and the tree found there. Immutable; a change yields another text.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) text: Arc<str>,
    /// The title where the text has none.
    pub(super) name: Arc<str>,
    pub(super) manner: Manner,
    /// In document order; the root first.
    pub(super) nodes: Vec<Node>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// How many of these, the first ones, no mark has a part in.
    pub(super) noticed: usize,
    /// The blocks whose content was not read, in the order of the text; disjoint.
    pub(super) opaque: Vec<Opaque>,
    pub(super) conflict: Option<Span>,
    pub(super) whole: Whole,
    pub(super) names: OnceLock<Arc<Names>>,
    pub(super) letters: OnceLock<Letters>,
}

impl Plan {
    /// Reads `text`; `name` is the title where the text has none. Never fails.
    pub fn read(text: impl Into<Arc<str>>, name: &str) -> Self {
        Self::read_with(text, name, Marks::default())
    }

    /// Reads `text`, where boxes stand for what `marks` say; `name` is the title where the text has none. Never fails.
    pub fn read_with(text: impl Into<Arc<str>>, name: &str, marks: Marks) -> Self {
        let text = text.into();
        let outline = outline(&text, name, marks);
        Self::of(text, name.into(), outline)
    }

    /// Returns the plan of this outline, with what follows of each node from others.
    pub(super) fn of(text: Arc<str>, name: Arc<str>, outline: Outline) -> Self {
        let Outline { mut nodes, mut diagnostics, manner, opaque, whole } = outline;
        let noticed = diagnostics.len();
        views::link(&mut nodes);
        depends::resolve(&text, &mut nodes);
        diagnostics.extend(progress::derive(&mut nodes));
        diagnostics.extend(views::disagreements(&nodes));
        let conflict = conflict::marker(&text);
        Self {
            text,
            name,
            manner,
            nodes,
            diagnostics,
            noticed,
            opaque,
            conflict,
            whole,
            names: OnceLock::new(),
            letters: OnceLock::new(),
        }
    }

    /// Reads another text of the same plan; sooner than anew where only boxes were ticked, or one place was changed.
    #[must_use]
    pub fn reread(&self, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let anew = || Self::read_with(Arc::clone(&text), &self.name, self.manner.marks);
        let Some(plan) = self.ticked(&text).or_else(|| self.amended(&text)) else { return anew() };
        debug_assert!(plan.reads_as(&anew()), "from {} to {text}", self.text);
        plan
    }

    /// Returns the text that was read, every byte of it.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Returns the plan's title.
    pub fn title(&self) -> &str {
        &self.nodes[0].title
    }

    /// Returns whose manner the plan is written in.
    pub const fn dialect(&self) -> Dialect {
        self.manner.dialect
    }

    /// Returns the node `id`.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// Returns the number of nodes, the root included.
    pub const fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns whether the plan has no node but the root.
    pub const fn is_empty(&self) -> bool {
        self.nodes.len() == 1
    }

    /// Returns all nodes below the root in document order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (1..self.nodes.len() as u32).map(NodeId)
    }

    /// Returns the children of `id` in document order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.node(id).next;
        let first = NodeId(id.0 + 1);
        std::iter::successors((first < end).then_some(first), move |&child| {
            let next = self.node(child).next;
            (next < end).then_some(next)
        })
    }

    /// Returns all nodes below `id` in document order.
    pub fn descendants(&self, id: NodeId) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (id.0 + 1..self.node(id).next.0).map(NodeId)
    }

    /// Returns the ancestors of `id`, the nearest first, without the root.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.node(id).parent, |&parent| self.node(parent).parent).filter(|&id| id != NodeId::ROOT)
    }

    /// Returns what a person should know about the text.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Returns the first of git's conflict markers, where the text has a conflict; such a plan takes no writes.
    pub const fn conflict(&self) -> Option<Span> {
        self.conflict
    }
}
