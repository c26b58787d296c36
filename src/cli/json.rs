//! The documents that `--json` prints. Scripts depend on them: names stay, new ones may come.
//!
//! Lines count from 1, spans are bytes, and what cannot be counted is `null`.

use std::path::Path;

use serde::Serialize;

use super::check::Checked;
use super::conflict_line;
use super::count::{Counts, Progress, progress};
use super::error::{Candidate, Error};
use super::watch::address;
use crate::plan::{
    Change, Diagnostic, Event, Field, FieldKey, FileRef, Kind, Mark, MarkKind, NodeId, Plan, Severity, State,
};
use crate::store::{Place, Roots};
use crate::text::Span;

/// The version of all documents.
const SCHEMA: u32 = 1;

/// What `status` and `show` print.
#[derive(Debug, Serialize)]
pub(super) struct Plans<'a> {
    schema: u32,
    #[serde(rename = "plans")]
    entries: Vec<PlanEntry<'a>>,
    /// Only where something could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FailureEntry>,
}

/// One plan.
#[derive(Debug, Serialize)]
pub(super) struct PlanEntry<'a> {
    file: String,
    title: &'a str,
    #[serde(flatten)]
    counts: Counts,
    next: Option<Unit<'a>>,
    /// The line of the first conflict marker.
    conflict: Option<usize>,
    /// Only for `show`.
    #[serde(skip_serializing_if = "Option::is_none")]
    nodes: Option<Vec<NodeEntry<'a>>>,
}

/// A step or item that is next.
#[derive(Debug, Serialize)]
pub(super) struct Unit<'a> {
    address: &'a str,
    title: &'a str,
    line: usize,
}

/// What `watch` prints of each change.
#[derive(Debug, Serialize)]
pub(super) struct Happened<'a> {
    schema: u32,
    file: String,
    /// RFC 3339, with the offset of this place.
    at: &'a str,
    event: &'static str,
    address: &'a str,
    title: &'a str,
    /// The title before, where it was another one.
    was: Option<&'a str>,
    /// Of what is gone `null`.
    line: Option<usize>,
    from: Option<State>,
    to: Option<State>,
    count: usize,
    /// Who brought it about, where that is known.
    by: Option<&'a str>,
}

/// What `next` prints.
#[derive(Debug, Serialize)]
pub(super) struct Next<'a> {
    schema: u32,
    file: String,
    #[serde(rename = "next")]
    unit: Unit<'a>,
}

/// A node of the tree.
#[derive(Debug, Serialize)]
struct NodeEntry<'a> {
    address: &'a str,
    kind: Kind,
    title: &'a str,
    line: usize,
    span: Span,
    depth: u16,
    parent: Option<&'a str>,
    state: Option<State>,
    mark: Option<MarkEntry<'a>>,
    progress: Option<Progress>,
    blocked_by: Vec<&'a str>,
    fields: Vec<FieldEntry<'a>>,
    files: Vec<FileEntry>,
}

/// A mark as it is written.
#[derive(Debug, Serialize)]
struct MarkEntry<'a> {
    kind: MarkKind,
    text: &'a str,
}

/// A field of a node.
#[derive(Debug, Serialize)]
struct FieldEntry<'a> {
    name: &'a str,
    key: FieldKey,
    value: &'a str,
    line: usize,
    mark: Option<MarkEntry<'a>>,
}

/// A file that a node names.
#[derive(Debug, Serialize)]
struct FileEntry {
    path: String,
    line: Option<usize>,
    present: bool,
}

/// What the verbs that write print.
#[derive(Debug, Serialize)]
pub(super) struct Writes<'a> {
    schema: u32,
    file: String,
    dry_run: bool,
    changes: Vec<ChangeEntry<'a>>,
}

/// One node's change.
#[derive(Debug, Serialize)]
struct ChangeEntry<'a> {
    address: &'a str,
    line: usize,
    from: Option<State>,
    to: Option<State>,
}

/// What `new` prints.
#[derive(Debug, Serialize)]
pub(super) struct NewFile {
    schema: u32,
    file: String,
    dry_run: bool,
    created: bool,
}

/// What is printed when a run ends early.
#[derive(Debug, Serialize)]
pub(super) struct Failure {
    schema: u32,
    error: FailureEntry,
}

/// Why.
#[derive(Debug, Serialize)]
struct FailureEntry {
    code: &'static str,
    message: String,
    candidates: Vec<Candidate>,
}

/// What `check` prints.
#[derive(Debug, Serialize)]
pub(super) struct Checks<'a> {
    schema: u32,
    plans: Vec<CheckEntry<'a>>,
    /// Only where something could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FailureEntry>,
}

/// What is wrong with one plan.
#[derive(Debug, Serialize)]
pub(super) struct CheckEntry<'a> {
    file: String,
    diagnostics: Vec<DiagnosticEntry<'a>>,
}

/// One diagnostic; the column in characters.
#[derive(Debug, Serialize)]
struct DiagnosticEntry<'a> {
    severity: Severity,
    code: &'a str,
    message: &'a str,
    line: usize,
    column: usize,
    span: Span,
    help: Option<&'a str>,
}

impl<'a> Checks<'a> {
    /// Returns the document with these plans, and with what could not be read.
    pub(super) fn new(plans: Vec<CheckEntry<'a>>, errors: &[Error]) -> Self {
        Self { schema: SCHEMA, plans, errors: errors.iter().map(FailureEntry::new).collect() }
    }
}

impl<'a> CheckEntry<'a> {
    /// Returns the entry for `checked`.
    pub(super) fn new(checked: &'a Checked) -> Self {
        let entry = |diagnostic: &'a Diagnostic| {
            let (line, column) = checked.place(diagnostic);
            let Diagnostic { severity, code, message, span, help, .. } = diagnostic;
            let (severity, span, help) = (*severity, *span, help.as_deref());
            DiagnosticEntry { severity, code, message, line, column, span, help }
        };
        Self { file: file(&checked.path), diagnostics: checked.diagnostics.iter().map(entry).collect() }
    }
}

impl<'a> Plans<'a> {
    /// Returns the document with these plans.
    pub(super) const fn new(entries: Vec<PlanEntry<'a>>) -> Self {
        Self { schema: SCHEMA, entries, errors: Vec::new() }
    }

    /// Returns the same with what kept other plans from being read.
    pub(super) fn with_errors(self, errors: &[Error]) -> Self {
        Self { errors: errors.iter().map(FailureEntry::new).collect(), ..self }
    }
}

impl<'a> PlanEntry<'a> {
    /// Returns how far the plan at `path` is.
    pub(super) fn new(path: &Path, plan: &'a Plan) -> Self {
        let next = plan.next_ready().map(|id| Unit::new(plan, id));
        let (title, counts, conflict) = (plan.title(), Counts::of(plan), conflict_line(plan));
        Self { file: file(path), title, counts, next, conflict, nodes: None }
    }

    /// Returns the same with the node `top` and all below it; with all nodes where `top` is the root.
    ///
    /// The files that they name are looked for from `roots`.
    pub(super) fn with_nodes(self, plan: &'a Plan, top: NodeId, roots: &Roots) -> Self {
        let own = (top != NodeId::ROOT).then_some(top);
        let nodes = own.into_iter().chain(plan.descendants(top)).map(|id| NodeEntry::new(plan, id, roots)).collect();
        Self { nodes: Some(nodes), ..self }
    }
}

impl<'a> Unit<'a> {
    /// Returns the entry for `id`.
    fn new(plan: &'a Plan, id: NodeId) -> Self {
        let node = plan.node(id);
        Self { address: plan.address(id), title: &node.title, line: node.line }
    }
}

impl<'a> Happened<'a> {
    /// Returns what `event` is, which happened `at` this time between two plans, `by` somebody where that is known.
    pub(super) fn new(
        path: &Path,
        (at, by): (&'a str, Option<&'a str>),
        (old, new): (&'a Plan, &'a Plan),
        event: &'a Event,
    ) -> Self {
        Self {
            schema: SCHEMA,
            file: file(path),
            at,
            event: event.name(),
            address: address(old, new, event),
            title: &event.title,
            was: event.was.as_deref(),
            line: event.new.map(|id| new.node(id).line),
            from: event.from,
            to: event.to,
            count: event.count,
            by,
        }
    }
}

impl<'a> Next<'a> {
    /// Returns the document that says that `id` is next in the plan at `path`.
    pub(super) fn new(path: &Path, plan: &'a Plan, id: NodeId) -> Self {
        Self { schema: SCHEMA, file: file(path), unit: Unit::new(plan, id) }
    }
}

impl<'a> NodeEntry<'a> {
    /// Returns the entry for `id`.
    fn new(plan: &'a Plan, id: NodeId, roots: &Roots) -> Self {
        let node = plan.node(id);
        let text = plan.text();
        Self {
            address: plan.address(id),
            kind: node.kind,
            title: &node.title,
            line: node.line,
            span: node.span,
            depth: node.depth,
            parent: node.parent.filter(|&parent| parent != NodeId::ROOT).map(|parent| plan.address(parent)),
            state: node.state,
            mark: node.mark.as_ref().map(|mark| MarkEntry::new(text, mark)),
            progress: progress(node.tally),
            blocked_by: plan.blocked_by(id).into_iter().map(|need| plan.address(need)).collect(),
            fields: node.fields.iter().map(|field| FieldEntry::new(text, field)).collect(),
            files: plan.files_named(id).into_iter().map(|file| FileEntry::new(file, roots)).collect(),
        }
    }
}

impl<'a> MarkEntry<'a> {
    /// Returns the entry for `mark` in `text`.
    fn new(text: &'a str, mark: &Mark) -> Self {
        Self { kind: mark.kind, text: mark.span.of(text) }
    }
}

impl<'a> FieldEntry<'a> {
    /// Returns the entry for `field` in `text`.
    fn new(text: &'a str, field: &'a Field) -> Self {
        Self {
            name: &field.name,
            key: field.key,
            value: field.value.of(text).trim(),
            line: field.line,
            mark: field.mark.as_ref().map(|mark| MarkEntry::new(text, mark)),
        }
    }
}

impl FileEntry {
    /// Returns the entry for `file`, looked for from `roots`.
    fn new(file: FileRef, roots: &Roots) -> Self {
        let present = matches!(roots.find(&file.path), Place::Found(_));
        Self { path: file.path, line: file.line, present }
    }
}

/// Whether the file was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writing {
    /// It was.
    Real,
    /// It would have been.
    DryRun,
}

impl<'a> Writes<'a> {
    /// Returns the document for `changes` of the file at `path`.
    pub(super) fn new(path: &Path, writing: Writing, changes: &'a [Change]) -> Self {
        let entry = |change: &'a Change| ChangeEntry {
            address: &change.address,
            line: change.line,
            from: change.from,
            to: change.to,
        };
        let dry_run = writing == Writing::DryRun;
        Self { schema: SCHEMA, file: file(path), dry_run, changes: changes.iter().map(entry).collect() }
    }
}

impl NewFile {
    /// Returns the document for a new file at `path`.
    pub(super) fn new(path: &Path, writing: Writing) -> Self {
        let dry_run = writing == Writing::DryRun;
        Self { schema: SCHEMA, file: file(path), dry_run, created: !dry_run }
    }
}

impl Failure {
    /// Returns the document for `error`.
    pub(super) fn new(error: &Error) -> Self {
        Self { schema: SCHEMA, error: FailureEntry::new(error) }
    }
}

impl FailureEntry {
    /// Returns the entry for `error`.
    fn new(error: &Error) -> Self {
        let message = error.message();
        // What stands below a blank line helps people who type: the usage, and where the help is.
        let told = message.split("\n\n").next().unwrap_or_default();
        let message = told.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        Self { code: error.code(), message, candidates: error.candidates() }
    }
}

/// Returns how a document names the file at `path`.
fn file(path: &Path) -> String {
    path.display().to_string()
}
