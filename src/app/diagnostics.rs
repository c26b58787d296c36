//! What a person should know of the plan: found once for each text, and told in the tree, the detail and a list.

use super::Symbols;
use super::measure::{columns, cut_line, shown, wrap};
use super::run::{Line, Run, Tone};
use super::words;
use crate::plan::{Diagnostic, NodeId, Plan, Severity};
use crate::text::LineIndex;

/// The diagnostics of a plan, and which node each of them is about.
///
/// Files are not looked for: what there is beside the plan is unknown here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    /// In the order of the text.
    all: Vec<Told>,
    /// The nodes that something is said of, each with its place in `all`; sorted.
    places: Vec<(NodeId, usize)>,
}

/// A diagnostic with what is shown beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    diagnostic: Diagnostic,
    /// The innermost node that it lies in.
    node: NodeId,
    /// Line number, from 1.
    line: usize,
}

impl Diagnostics {
    /// Returns the diagnostics of `plan`.
    pub fn of(plan: &Plan) -> Self {
        let found = plan.check(&|_| true);
        if found.is_empty() {
            return Self::default();
        }
        let index = LineIndex::new(plan.text());
        let told = |diagnostic: Diagnostic| {
            let (node, line) = (plan.node_at(diagnostic.span.start), index.line(diagnostic.span.start));
            Told { diagnostic, node, line }
        };
        Self::from_all(found.into_iter().map(told).collect())
    }

    /// Returns them for another plan, whose nodes `map` names, until that has been looked through.
    pub(super) fn follow(&self, map: &[Option<NodeId>]) -> Self {
        let follow = |told: &Told| Some(Told { node: map[told.node.index()]?, ..told.clone() });
        Self::from_all(self.all.iter().filter_map(follow).collect())
    }

    fn from_all(all: Vec<Told>) -> Self {
        let mut places: Vec<(NodeId, usize)> = all.iter().enumerate().map(|(at, told)| (told.node, at)).collect();
        places.sort_unstable();
        Self { all, places }
    }

    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Returns the node that the diagnostic at `index` is about.
    pub(super) fn node(&self, index: usize) -> Option<NodeId> {
        self.all.get(index).map(|told| told.node)
    }

    /// Returns the nodes that something is said of, in document order.
    pub(super) fn places(&self) -> Vec<NodeId> {
        let mut nodes: Vec<NodeId> = self.places.iter().map(|&(node, _)| node).collect();
        nodes.dedup();
        nodes.retain(|&node| node != NodeId::ROOT);
        nodes
    }

    /// Returns what is said of `id` itself, in the order of the text.
    fn at(&self, id: NodeId) -> impl Iterator<Item = &Told> {
        let first = self.places.partition_point(|&(node, _)| node < id);
        self.places[first..].iter().take_while(move |&&(node, _)| node == id).map(|&(_, at)| &self.all[at])
    }

    /// Returns the worst that is said of `id`, where it is a warning or an error. That nobody has filled it in, a row
    /// whose title is a placeholder says itself.
    pub(super) fn worst(&self, plan: &Plan, id: NodeId) -> Option<Severity> {
        let node = plan.node(id);
        let shown = |told: &&Told| node.placeholder && told.diagnostic.code == PLACEHOLDER;
        let worst = self.at(id).filter(|told| !shown(told)).map(|told| told.diagnostic.severity).max();
        worst.filter(|&severity| severity >= Severity::Warning)
    }

    /// Returns what is said of `id` in lines of `room` columns, for its detail. Placeholders are counted: they are in
    /// sight.
    pub(super) fn detail(&self, id: NodeId, room: usize) -> Vec<Line> {
        let is_placeholder = |told: &&Told| told.diagnostic.code == PLACEHOLDER;
        let placeholders = self.at(id).filter(is_placeholder).count();
        let mut lines = Vec::new();
        for told in self.at(id).filter(|told| !is_placeholder(told)).take(MOST_TOLD) {
            lines.extend(entry(told.diagnostic.severity, String::new(), &told.diagnostic, room));
        }
        if placeholders > 0 {
            let count =
                if placeholders == 1 { "a placeholder is".into() } else { format!("{placeholders} placeholders are") };
            let message = format!("{count} still to be filled in");
            let summary = Diagnostic::new(Severity::Warning, PLACEHOLDER, crate::text::Span::default(), message);
            lines.extend(entry(summary.severity, String::new(), &summary, room));
        }
        lines
    }

    /// Returns the diagnostic at `index` for the list: in one line of `room` columns, or all of it.
    fn row(&self, index: usize, room: usize, extent: Extent, symbols: &Symbols) -> Vec<Line> {
        let told = &self.all[index];
        let digits = self.all.last().map_or(1, |last| last.line.to_string().len());
        let place = format!("{:>digits$}  ", told.line);
        let mut lines = entry(
            told.diagnostic.severity,
            place,
            &told.diagnostic,
            if extent == Extent::Line { usize::MAX } else { room },
        );
        if extent == Extent::Line {
            lines.truncate(1);
            lines[0] = cut_line(&lines[0], room, symbols.ellipsis);
        }
        lines.truncate(TALLEST);
        lines
    }
}

/// The code of the diagnostics that are placeholders.
const PLACEHOLDER: &str = "placeholder";

/// No detail lists more than this many diagnostics.
const MOST_TOLD: usize = 20;

/// No diagnostic in the list takes more lines than this.
const TALLEST: usize = 4;

/// How much of a diagnostic the list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// Its message as far as it fits.
    Line,
    /// All, with what to do.
    Whole,
}

/// Returns sign, `place` and message, and what to do below them, in lines of `room` columns.
fn entry(severity: Severity, place: String, diagnostic: &Diagnostic, room: usize) -> Vec<Line> {
    let lead = vec![
        Run::new(format!("{:<2} ", words::severity_sign(severity)), words::severity_tone(severity)),
        Run::new(place, Tone::Faint),
    ];
    let indent: usize = lead.iter().map(|run| columns(&run.text)).sum();
    let within = room.saturating_sub(indent).max(1);
    let message = Run::new(shown(&diagnostic.message, words::TITLE_LIMIT), Tone::Plain);
    let help = diagnostic.help.as_ref().map(|help| Run::new(shown(help, words::TITLE_LIMIT), Tone::Faint));
    let texts = std::iter::once(message).chain(help).flat_map(|run| wrap(&[run], within));
    let whole = |(index, text): (usize, Line)| {
        let mut line = if index == 0 { lead.clone() } else { vec![Run::blank(indent)] };
        line.extend(text);
        line
    };
    texts.enumerate().map(whole).collect()
}

/// The list of all diagnostics, as it lies over the screen.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// The index of the one under the cursor.
    selected: usize,
    /// The index of the first one in the box.
    top: usize,
}

impl List {
    /// Returns the index of the diagnostic under the cursor.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Goes `rows` down, up where negative.
    pub(super) fn step(&mut self, rows: isize) {
        self.selected = self.selected.saturating_add_signed(rows);
    }

    /// Keeps the cursor in the list, and in a box of `height` rows and `room` columns.
    pub(super) fn settle(&mut self, diagnostics: &Diagnostics, (room, height): (usize, usize), symbols: &Symbols) {
        self.selected = self.selected.min(diagnostics.len().saturating_sub(1));
        if diagnostics.is_empty() {
            self.top = 0;
            return;
        }
        let tall = diagnostics.row(self.selected, room, Extent::Whole, symbols).len();
        let lowest = (self.selected + tall).saturating_sub(height).min(self.selected);
        self.top = self.top.clamp(lowest, self.selected);
    }

    /// Stays on its diagnostic when the plan changes: on the nearest one that says the same.
    pub(super) fn follow(&mut self, old: &Diagnostics, new: &Diagnostics) {
        let Some(told) = old.all.get(self.selected) else { return };
        let same = |other: &Told| {
            other.diagnostic.code == told.diagnostic.code && other.diagnostic.message == told.diagnostic.message
        };
        let places = new.all.iter().enumerate().filter(|(_, other)| same(other)).map(|(at, _)| at);
        self.selected = places.min_by_key(|at| at.abs_diff(self.selected)).unwrap_or(self.selected);
    }

    /// Returns the lines in a box of `height` rows and `room` columns, and which of them are under the cursor.
    pub fn visible(
        &self,
        diagnostics: &Diagnostics,
        (room, height): (usize, usize),
        symbols: &Symbols,
    ) -> Vec<(Line, bool)> {
        if diagnostics.is_empty() {
            return vec![(vec![Run::new("nothing is wrong with this plan", Tone::Faint)], false)];
        }
        let row = |index: usize| {
            let selected = index == self.selected;
            let extent = if selected { Extent::Whole } else { Extent::Line };
            diagnostics.row(index, room, extent, symbols).into_iter().map(move |line| (line, selected))
        };
        (self.top..diagnostics.len()).flat_map(row).take(height).collect()
    }

    /// Returns how many diagnostics are above the box and how many below, where it shows `visible` of them.
    pub fn hidden(&self, diagnostics: &Diagnostics, visible: usize) -> (usize, usize) {
        (self.top, diagnostics.len().saturating_sub(self.top + visible))
    }

    /// Returns how many rows the list takes where there is room for all, whichever is under the cursor.
    pub(super) fn rows(diagnostics: &Diagnostics) -> usize {
        diagnostics.len().max(1).saturating_add(if diagnostics.is_empty() { 0 } else { TALLEST - 1 })
    }
}
