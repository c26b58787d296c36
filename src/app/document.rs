//! What the detail says about a node, as lines that fit the pane.

use std::borrow::Cow;

use super::files::Files;
use super::layout::Pane;
use super::markdown::{Code, MOST_LINES, render};
use super::measure::{columns, cut, line_columns, shown, wrap};
use super::overview::Overview;
use super::run::{Line, Run, Tone};
use super::runs::Runs;
use super::symbols::Symbols;
use super::tree::Tree;
use super::words;
use crate::plan::{Field, FieldForm, FieldKey, FileRef, Kind, Mark, Node, NodeId, State};
use crate::text::{Span, line_of};

/// No list of children is longer than this.
const MOST_CHILDREN: usize = 200;
/// A wider pane does not get longer lines: they would be hard to read.
const MOST_COLUMNS: usize = 96;
/// In fewer columns a value that takes more than so many lines stands below its name.
const ROOMY: usize = 48;
/// How many lines that are.
const MOST_BESIDE: usize = 4;
/// From how many columns on names of fields stand beside their values.
const BESIDE: usize = 36;

/// A title that is told in short has at least this many columns.
const SHORT: usize = 24;

/// A node, and how it is to be told of.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The plan.
    pub overview: &'a Overview,
    /// The node.
    pub id: NodeId,
    /// Which of the files are there that it names.
    pub files: &'a Files,
    /// What is known of validation runs.
    pub runs: &'a Runs,
    /// The characters to draw with.
    pub symbols: &'a Symbols,
    /// The width of the pane.
    pub columns: usize,
}

impl<'a> Subject<'a> {
    /// Returns the node under the cursor of `tree`, with what is `known`, for `pane`.
    pub(super) fn under(
        tree: &Tree,
        known: (&'a Overview, &'a Files, &'a Runs),
        symbols: &'a Symbols,
        pane: Pane,
    ) -> Self {
        let (overview, files, runs) = known;
        let id = tree.cursor().unwrap_or(NodeId::ROOT);
        Self { overview, id, files, runs, symbols, columns: usize::from(pane.inner.width) }
    }

    pub(super) fn node(&self) -> &'a Node {
        self.overview.plan.node(self.id)
    }

    /// Returns the title of the pane: the node, of an item where it lies; and at the right its place.
    pub fn heading(&self) -> (String, String) {
        let node = self.node();
        let right = match (self.overview.step_number(self.id), node.kind) {
            (Some((number, steps)), _) => format!("step {number} of {steps}"),
            (None, Kind::Item) => String::new(),
            (None, _) => node.kind.name().to_owned(),
        };
        if node.kind == Kind::Item {
            return (self.trail(self.columns.saturating_sub(4)), right);
        }
        (self.name(), right)
    }

    /// Returns what the pane says below its title.
    pub fn lines(&self) -> Vec<Line> {
        let subject = Self { columns: self.columns.min(MOST_COLUMNS), ..*self };
        let state = Some(subject.state()).filter(|state| !state.is_empty());
        let state = state.map_or_else(Vec::new, |state| wrap(&state, subject.columns));
        let fields = subject.fields(&subject.mentions());
        let (lead, prose, children) = (subject.lead(), subject.prose(), subject.children());
        let diagnostics = self.overview.diagnostics.detail(self.id, subject.columns);
        let run = subject.last_run();
        let blocks = [subject.title(), state, lead, fields, run, prose, children, subject.context(), diagnostics];
        let blocks: Vec<Vec<Line>> = blocks.into_iter().filter(|block| !block.is_empty()).collect();
        if blocks.is_empty() {
            return vec![vec![Run::new("nothing more is written here", Tone::Faint)]];
        }
        let mut lines = blocks.join(&Line::new());
        if let Some(more @ 1..) = lines.len().checked_sub(MOST_LINES) {
            lines.truncate(MOST_LINES);
            lines.push(vec![Run::new(format!("{} at least {more} more lines", self.symbols.ellipsis), Tone::Faint)]);
        }
        lines
    }

    /// Returns label and title, all of it.
    pub(super) fn name(&self) -> String {
        let node = self.node();
        let title = shown(&node.title, words::TITLE_LIMIT).replace('`', "");
        words::lead(node) + &title
    }

    /// Returns what the node lies in, the outermost first, in at most `room` columns: by whole names where these have room,
    /// else the nearest by its whole name, and as many of the others in short as there is room for.
    pub(super) fn trail(&self, room: usize) -> String {
        let names: Vec<String> = self.overview.plan.ancestors(self.id).map(|id| Self { id, ..*self }.name()).collect();
        let crumb = format!(" {} ", self.symbols.crumb);
        let whole = names.iter().rev().map(String::as_str).collect::<Vec<_>>().join(&crumb);
        if columns(&whole) <= room {
            return whole;
        }
        let mut trail = String::new();
        for (id, name) in self.overview.plan.ancestors(self.id).zip(&names) {
            if trail.is_empty() {
                trail = cut(name, room, self.symbols.ellipsis).into_owned();
                continue;
            }
            let node = self.overview.plan.node(id);
            let short = words::short_name(node, SHORT.max(self.columns / 3), self.symbols.ellipsis);
            let longer = short + &crumb + &trail;
            if columns(&longer) > room {
                break;
            }
            trail = longer;
        }
        trail
    }

    /// Returns the whole title: of an item always, of others where the pane's own title has no room for it.
    fn title(&self) -> Vec<Line> {
        let node = self.node();
        // The title over the pane has a column less than the pane at least, framed or not.
        if node.kind != Kind::Item && columns(&self.name()) < self.columns {
            return Vec::new();
        }
        let tone = if node.placeholder { Tone::Placeholder } else { Tone::Strong };
        let mut text = words::inline(&shown(&node.title, 16 * words::TITLE_LIMIT), tone);
        text.insert(0, Run::new(words::lead(node), Tone::Strong));
        wrap(&text, self.columns)
    }

    /// Returns in words how far the node is, and where it stands.
    pub(super) fn state(&self) -> Line {
        let node = self.node();
        let mut parts: Vec<Line> = Vec::new();
        let own = matches!(node.kind, Kind::Step | Kind::Item);
        match node.state.filter(|_| own) {
            Some(state) => {
                let symbol = self.symbols.of(node.kind, state);
                parts.push(vec![Run::new(format!("{symbol} {}", state.name()), words::state_tone(state))]);
            }
            None if node.tally.total > 0 => {
                let (full, rest) = self.symbols.bar(node.tally.done, node.tally.total, 10);
                parts.push(vec![Run::new(full, Tone::Done), Run::new(rest, Tone::Line)]);
            }
            None => {}
        }
        let (noun, tally) = if own { ("items", self.overview.plan.below(self.id)) } else { ("done", node.tally) };
        if tally.total > 1 || !own && tally.total > 0 {
            parts.push(vec![Run::new(format!("{} of {} {noun}", tally.done, tally.total), Tone::Plain)]);
        }
        if !node.state.is_some_and(State::is_settled) && own {
            let names: Vec<String> = self.waits_for().iter().map(|&id| self.short_name(id)).collect();
            if !names.is_empty() {
                parts.push(vec![Run::new(format!("waits for {}", names.join(", ")), Tone::Notice)]);
            }
        }
        let gap = Run::blank(3);
        let line = vec![Run::new(format!("line {}", node.line), Tone::Faint)];
        if !parts.is_empty() && line_columns(&parts.join(&gap)) + 3 + line_columns(&line) <= self.columns {
            parts.push(line);
        }
        parts.join(&gap)
    }

    fn waits_for(&self) -> Vec<NodeId> {
        self.overview.plan.blocked_by(self.id)
    }

    pub(super) fn short_name(&self, id: NodeId) -> String {
        words::name(&self.overview.plan, id, SHORT.max(self.columns / 3), self.symbols.ellipsis)
    }

    /// Returns what the node is for: its objective and description.
    pub(super) fn lead(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for field in self.node().fields.iter().filter(|field| is_lead(field)) {
            if !lines.is_empty() {
                lines.push(Line::new());
            }
            lines.extend(self.value(field, self.columns));
        }
        lines
    }

    /// Returns the other fields: names in one column, values in another. Behind them, `mentions` as if they were one.
    pub(super) fn fields(&self, mentions: &[FileRef]) -> Vec<Line> {
        let told = |field: &&Field| !is_lead(field) && !self.is_only_mark(field) && !self.is_only_heading(field);
        let fields = self.node().fields.iter().filter(told);
        let mut fields: Vec<(Option<&Field>, String)> = fields.map(|field| (Some(field), field_name(field))).collect();
        if !mentions.is_empty() {
            let listed = fields.iter().any(|(field, _)| field.is_some_and(|field| field.key == FieldKey::Files));
            fields.push((None, if listed { "Mentions" } else { "Files" }.to_owned()));
        }
        // A name that is longer has a line of its own.
        let most = self.columns / 3;
        let widest = fields.iter().map(|(_, name)| columns(name)).filter(|&name| name <= most).max().unwrap_or(0);
        let mut lines = Vec::new();
        for (field, name) in fields {
            let beside = self.columns >= BESIDE && columns(&name) <= most;
            let indent = if beside { widest + 2 } else { 2 };
            let name = cut(&name, self.columns, self.symbols.ellipsis);
            let label = Run::new(format!("{name}{}", " ".repeat(indent.saturating_sub(columns(&name)))), Tone::Faint);
            let room = self.columns.saturating_sub(indent);
            let told =
                |room| field.map_or_else(|| self.mention_rows(mentions, room), |field| self.field_value(field, room));
            let mut value = told(room);
            // Much to say needs width more than it needs the name beside it.
            let is_long = beside && room < ROOMY && value.len() > MOST_BESIDE;
            let below =
                is_long.then(|| told(self.columns.saturating_sub(2))).filter(|below| below.len() + 1 < value.len());
            let (beside, indent) = if below.is_some() { (false, 2) } else { (beside, indent) };
            value = below.unwrap_or(value);
            if !beside {
                lines.push(vec![label.clone()]);
            }
            for (index, line) in value.into_iter().enumerate() {
                let mut whole = vec![if index == 0 && beside { label.clone() } else { Run::blank(indent) }];
                whole.extend(line);
                lines.push(whole);
            }
        }
        lines
    }

    /// Returns whether the field says nothing but the state, which is said already.
    fn is_only_mark(&self, field: &Field) -> bool {
        field.key == FieldKey::Status
            && (self.node().mark.as_ref().or(field.mark.as_ref())).is_some_and(|mark| mark.span.covers(field.value))
    }

    /// Returns whether the field is but the heading of what is told below by its own name: a checklist, or the bullets of
    /// other fields.
    fn is_only_heading(&self, field: &Field) -> bool {
        if !field.value.is_empty() || field.mark.is_some() {
            return false;
        }
        let plan = &self.overview.plan;
        let is_next = |other: &Field| {
            let between = plan.text().get(field.span.end..other.span.start);
            other.form == FieldForm::Bullet
                && between.is_some_and(|text| text.chars().all(|c| c.is_whitespace() || "-*+>".contains(c)))
        };
        plan.children(self.id).any(|child| plan.node(child).head == field.span)
            || field.form == FieldForm::Paragraph && self.node().fields.iter().any(is_next)
    }

    /// Returns the value of a field with what is known about it; at least one line.
    fn field_value(&self, field: &Field, room: usize) -> Vec<Line> {
        if let Some(rows) = (field.key == FieldKey::Files).then(|| self.file_rows(field, room)).flatten() {
            return rows;
        }
        let mut lines = Vec::new();
        if field.key == FieldKey::Dependencies && !self.node().needs.is_empty() {
            lines.extend(wrap(&self.needs(), room));
            if !self.says_more_than_names(field) {
                return lines;
            }
        }
        lines.extend(self.value(field, room));
        // Where the plan has a sign of its own there, one is enough.
        let text = self.overview.plan.text();
        let is_signed = |mark: &Mark| {
            field.value.covers(mark.span) && !mark.span.of(text).starts_with(|first: char| first.is_alphanumeric())
        };
        if let (Some(mark), FieldKey::Validation) = (field.mark.as_ref().filter(|mark| !is_signed(mark)), field.key) {
            let symbol =
                Run::new(format!("{} ", self.symbols.of(Kind::Step, mark.state)), words::state_tone(mark.state));
            match lines.first_mut() {
                Some(first) => first.insert(0, symbol),
                None => lines.push(vec![symbol]),
            }
        }
        if lines.is_empty() {
            lines.push(vec![Run::new("-", Tone::Faint)]);
        }
        lines
    }

    /// Returns what the node depends on, each with its state.
    fn needs(&self) -> Line {
        let plan = &self.overview.plan;
        let mut line = Line::new();
        for &id in &self.node().needs {
            let node = plan.node(id);
            let state = node.state.unwrap_or(State::Open);
            let gap = if line.is_empty() { "" } else { "  " };
            let tone = words::state_tone(state);
            line.push(Run::new(format!("{gap}{} ", self.symbols.of(node.kind, state)), tone));
            line.push(Run::new(self.short_name(id), Tone::Plain));
        }
        line
    }

    /// Returns whether a dependency field has words that do not only name steps and phases.
    fn says_more_than_names(&self, field: &Field) -> bool {
        let plan = &self.overview.plan;
        let named = |word: &str| {
            let common = ["and", "step", "steps", "phase", "phases", "task", "tasks"];
            let label = |&id: &NodeId| plan.node(id).label.as_ref().is_some_and(|label| &*label.number == word);
            word.is_empty() || common.contains(&word.to_lowercase().as_str()) || self.node().needs.iter().any(label)
        };
        let value = field.value.of(plan.text());
        !value
            .split(|c: char| !c.is_alphanumeric() && c != '.' && c != '-')
            .all(|word| named(word.trim_matches(['.', '-'])))
    }

    /// Returns the text of a field's value, without the items in it: those are listed as children.
    fn value(&self, field: &Field, room: usize) -> Vec<Line> {
        let plan = &self.overview.plan;
        let inside = |id: &NodeId| field.value.contains(plan.node(*id).span.start);
        let first_item = plan.children(self.id).find(inside);
        let end = first_item.map_or(field.value.end, |id| plan.node(id).span.start);
        let source = match field.key {
            FieldKey::Files => Cow::Owned(self.signed(Span::new(field.value.start, end))),
            _ => Cow::Borrowed(&plan.text()[field.value.start..end]),
        };
        let is_validation = field.key == FieldKey::Validation;
        let commands = if is_validation { plan.commands(self.id) } else { Vec::new() };
        let code = if is_validation { Code::Commands(&commands) } else { Code::Span };
        let mut lines = render(&source, room, self.symbols, code);
        if field.placeholder {
            lines.iter_mut().flatten().for_each(|run| run.tone = Tone::Placeholder);
        }
        lines
    }

    /// Returns how its commands ended when they were run last, and what has changed since.
    pub(super) fn last_run(&self) -> Vec<Line> {
        let Some(last) = self.runs.last(&self.overview.plan, self.id) else { return Vec::new() };
        let tone = if last.is_success { Tone::Done } else { Tone::Failed };
        let mut line = vec![Run::new("Last run  ", Tone::Faint), Run::new(&*last.how, tone)];
        line.push(Run::new(format!(", {}", last.when), Tone::Faint));
        let commands = self.overview.plan.commands(self.id);
        let is_new = commands.iter().any(|command| !last.shown.contains(&command.text));
        let files = last.changed.iter().flatten().map(|path| shown(path, words::TITLE_LIMIT).into_owned());
        let changed: Vec<String> = is_new.then(|| "the commands".to_owned()).into_iter().chain(files).collect();
        let mut lines = wrap(&line, self.columns);
        if !changed.is_empty() {
            let changed = [Run::new(format!("changed since: {}", changed.join(", ")), Tone::Notice)];
            let indent = 10.min(self.columns / 4);
            let wrapped = wrap(&changed, self.columns.saturating_sub(indent).max(1));
            lines.extend(wrapped.into_iter().map(|line| [vec![Run::blank(indent)], line].concat()));
        }
        lines
    }

    /// Returns what of the node's text is no field. Parts with nothing between them are one: a list, say.
    pub(super) fn prose(&self) -> Vec<Line> {
        let text = self.overview.plan.text();
        let apart = |a: &Span, b: &Span| text[a.end..b.start].contains(|c: char| !c.is_whitespace());
        let parts = self.node().prose.chunk_by(|a, b| a.end > b.start || !apart(a, b));
        let rendered = parts.map(|part| {
            let source = &text[with_bars(text, part[0].start)..part[part.len() - 1].end];
            render(source, self.columns, self.symbols, Code::Span)
        });
        rendered.filter(|lines| !lines.is_empty()).collect::<Vec<_>>().join(&Line::new())
    }

    /// Returns of an item what the step says that it belongs to: why it is there, and how it is checked.
    fn context(&self) -> Vec<Line> {
        let plan = &self.overview.plan;
        let step = plan.ancestors(self.id).find(|&id| plan.node(id).kind == Kind::Step);
        let Some(id) = step.filter(|_| self.node().kind == Kind::Item) else { return Vec::new() };
        let step = Self { id, ..*self };
        let blocks = [wrap(&[Run::new(step.name(), Tone::Faint)], self.columns), step.lead(), step.fields(&[])];
        blocks.into_iter().filter(|block| !block.is_empty()).collect::<Vec<_>>().join(&Line::new())
    }

    /// Returns what is below the node, each with its state: the items of a step, the steps of a phase.
    fn children(&self) -> Vec<Line> {
        let plan = &self.overview.plan;
        let end = self.node().next;
        let mut here = plan.descendants(self.id).next();
        let (mut lines, mut count) = (Vec::new(), 0);
        while let Some(id) = here {
            if count == MOST_CHILDREN {
                lines.push(vec![Run::new(format!("{} and more", self.symbols.ellipsis), Tone::Faint)]);
                break;
            }
            count += 1;
            lines.extend(self.child(id));
            let node = plan.node(id);
            let inside = plan.descendants(id).next().filter(|_| node.kind != Kind::Step);
            here = inside.or((node.next < end).then_some(node.next));
        }
        lines
    }

    fn child(&self, id: NodeId) -> Vec<Line> {
        let depth = self.overview.plan.node(id).depth;
        let indent = 2 * usize::from(depth.saturating_sub(self.node().depth + 1)).min(self.columns / 6);
        Self { id, ..*self }.row(indent)
    }

    /// Returns the node in a list, `indent` columns from the left: its sign, and all of its title.
    pub(super) fn row(&self, indent: usize) -> Vec<Line> {
        let node = self.node();
        let settled = node.state.is_some_and(State::is_settled);
        let mut lead = vec![Run::blank(indent)];
        if let (true, Some(state)) = (super::row::has_symbol(node), node.state) {
            lead.push(Run::new(format!("{} ", self.symbols.of(node.kind, state)), words::state_tone(state)));
        }
        let tone = if settled { Tone::Faint } else { Tone::Plain };
        let mut text = words::inline(&shown(&node.title, words::TITLE_LIMIT), tone);
        text.insert(0, Run::new(words::lead(node), tone));
        let lead_columns = line_columns(&lead);
        let lines = wrap(&text, self.columns.saturating_sub(lead_columns).max(1));
        let whole = |(index, line): (usize, Line)| {
            let mut whole = if index == 0 { lead.clone() } else { vec![Run::blank(lead_columns)] };
            whole.extend(line);
            whole
        };
        lines.into_iter().enumerate().map(whole).collect()
    }
}

/// Returns where the block quote begins that the paragraph at `start` begins, else `start`: the span of a paragraph has
/// the bars of all its lines but the first.
fn with_bars(text: &str, start: usize) -> usize {
    let line = line_of(text, start).start;
    let before = &text[line..start];
    let is_bar = before.contains('>') && before.chars().all(|c| matches!(c, '>' | ' ' | '\t'));
    if is_bar { line } else { start }
}

/// Returns whether a field is told first, without its name.
fn is_lead(field: &Field) -> bool {
    matches!(field.key, FieldKey::Objective | FieldKey::Description)
}

/// Returns how a field is called in the detail.
fn field_name(field: &Field) -> String {
    match field.key {
        FieldKey::Files if columns(&field.name) > 12 => "Files".to_owned(),
        FieldKey::Dependencies => "Needs".to_owned(),
        FieldKey::Validation if columns(&field.name) > 12 => "Validation".to_owned(),
        _ => shown(&field.name, words::TITLE_LIMIT).into_owned(),
    }
}
