//! Commands as they are shown before they are run.

use super::log::fold;
use super::news::RunGround;
use crate::app::measure::{shown, wrap};
use crate::app::run::{Line, Run, Tone};
use crate::app::symbols::Symbols;
use crate::app::words;
use crate::plan::{Command, Kind, NodeId, Offer, Plan};
use crate::text::{Way, diff, is_unsafe, signed};

/// Commands that can be run; nothing of it has been.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The row that they were asked for.
    row: NodeId,
    /// Whose they are.
    source: NodeId,
    /// The name of what says how it is checked, but by no command.
    silent: Option<String>,
    /// What stands where commands do, but is not taken for one.
    others: Vec<String>,
    /// Each with whether it is chosen; never empty.
    commands: Vec<(Command, bool)>,
    /// The index of the one under the cursor.
    at: usize,
    /// What they were when somebody last agreed to them, where they are not that any more; and since when.
    before: Option<(Vec<String>, &'static str)>,
    /// Where they would be run, once that is known.
    ground: Option<RunGround>,
    lines: Vec<Line>,
    /// The lines of each command.
    places: Vec<(usize, usize)>,
    scroll: usize,
    height: usize,
    /// The last line has been in sight.
    is_read: bool,
    /// It has been on the screen as it is.
    is_drawn: bool,
    /// It has become another one while somebody looked, who may have pressed a key for what it was.
    is_surprise: bool,
}

impl Proposal {
    /// Returns what is offered for `row`, all chosen; `before` are the commands that somebody last agreed to. What is
    /// called `silent` says how it is checked, but by no command.
    pub(super) fn new(row: NodeId, offer: Offer, silent: Option<String>, before: (Vec<String>, &'static str)) -> Self {
        let Offer { source, commands, others, .. } = offer;
        let is_known = commands.iter().all(|command| before.0.contains(&command.text));
        let (at, scroll, height) = Default::default();
        let chosen = |command: Command| {
            let is_chosen = problem(&command).is_none();
            (command, is_chosen)
        };
        Self {
            row,
            source,
            silent,
            others,
            commands: commands.into_iter().map(chosen).collect(),
            at,
            before: (!is_known).then_some(before),
            ground: None,
            lines: Vec::new(),
            places: Vec::new(),
            scroll,
            height,
            is_read: false,
            is_drawn: false,
            is_surprise: false,
        }
    }

    /// Returns whose commands they are.
    pub fn source(&self) -> NodeId {
        self.source
    }

    /// Returns whether they belong to `plan` as a whole, not to a step or what lies around it.
    pub fn is_of_plan(&self, plan: &Plan) -> bool {
        !matches!(plan.node(self.source).kind, Kind::Phase | Kind::Step | Kind::Item)
    }

    /// Returns whether enter runs them, once all has been in sight.
    pub(in crate::app) fn is_runnable(&self) -> bool {
        self.chosen_ones().next().is_some()
    }

    /// Returns how many of those that are shown cannot be run, and how many somebody has left out.
    pub(super) fn not_run(&self) -> (usize, usize) {
        let cannot = self.commands.iter().filter(|(command, _)| problem(command).is_some()).count();
        (self.others.len() + cannot, self.commands.len() - cannot - self.chosen_ones().count())
    }

    /// Returns whether they are not what somebody last agreed to.
    pub fn is_changed(&self) -> bool {
        self.before.is_some()
    }

    /// Returns whether there is a choice.
    pub(in crate::app) fn has_several(&self) -> bool {
        self.commands.len() > 1
    }

    /// Returns all commands.
    pub(super) fn texts(&self) -> Vec<String> {
        self.commands.iter().map(|(command, _)| command.text.clone()).collect()
    }

    /// Returns the chosen commands.
    pub fn chosen(&self) -> Vec<String> {
        self.chosen_ones().map(|command| command.text.clone()).collect()
    }

    /// Returns what the plan says that comes of each chosen one.
    pub(super) fn expected(&self) -> Vec<Option<String>> {
        self.chosen_ones().map(|command| command.expected.clone()).collect()
    }

    fn chosen_ones(&self) -> impl Iterator<Item = &Command> {
        self.commands.iter().filter(|(_, is_chosen)| *is_chosen).map(|(command, _)| command)
    }

    /// Returns why nothing of it can be run.
    pub(super) fn complaint(&self) -> Option<String> {
        let first = self.commands.iter().find_map(|(command, _)| problem(command))?;
        self.chosen_ones().next().is_none().then_some(first)
    }

    /// Takes where they would be run.
    pub(super) fn prepare(&mut self, ground: RunGround) {
        self.is_drawn &= self.ground.as_ref() == Some(&ground);
        self.ground = Some(ground);
    }

    /// Returns whether everything is there that shall be shown.
    fn is_ready(&self) -> bool {
        self.ground.is_some()
    }

    /// Notes that it is on the screen.
    pub(super) fn draw(&mut self) {
        self.is_drawn = true;
    }

    /// Returns whether somebody can mean it: a key that was pressed before it was on the screen was for something else.
    pub(super) fn is_shown(&self) -> bool {
        self.is_ready() && self.is_drawn
    }

    /// Returns whether it has just become another one; once.
    pub(super) fn take_surprise(&mut self) -> bool {
        std::mem::take(&mut self.is_surprise)
    }

    /// Goes to another command, or scrolls by a line where the box does not show all.
    pub(super) fn step(&mut self, rows: isize) {
        let next = self.at.saturating_add_signed(rows).min(self.commands.len() - 1);
        if next == self.at {
            return self.scroll_by(rows);
        }
        self.at = next;
        if let Some(&(start, end)) = self.places.get(next) {
            self.scroll = self.scroll.clamp(end.saturating_sub(self.height).min(start), start);
        }
    }

    /// Scrolls by `rows`, up where negative.
    pub(super) fn scroll_by(&mut self, rows: isize) {
        self.scroll = self.scroll.saturating_add_signed(rows).min(self.lines.len().saturating_sub(self.height));
        self.is_read |= self.hidden().1 == 0;
    }

    /// Takes the command under the cursor out, or in again, where there is a choice.
    pub(super) fn toggle(&mut self) {
        if !self.has_several() {
            return;
        }
        let (command, is_chosen) = &mut self.commands[self.at];
        *is_chosen = !*is_chosen && problem(command).is_none();
    }

    /// Returns whether all has been in sight; else shows more of it.
    pub(super) fn show_rest(&mut self) -> bool {
        let was_read = self.is_read;
        if !was_read {
            self.scroll_by(self.height.max(2).cast_signed() - 1);
        }
        was_read
    }

    /// Returns the lines in the box, and which of them belong to the command under the cursor, where there are several.
    pub fn visible(&self) -> Vec<(Line, bool)> {
        let (start, end) = self.places.get(self.at).copied().unwrap_or_default();
        let lines = self.lines.iter().cloned().enumerate().skip(self.scroll).take(self.height);
        lines.map(|(index, line)| (line, self.has_several() && (start..end).contains(&index))).collect()
    }

    /// Returns how many lines there are in all.
    pub fn height(&self) -> usize {
        self.lines.len()
    }

    /// Returns how many lines are above the box and below it.
    pub fn hidden(&self) -> (usize, usize) {
        (self.scroll, self.lines.len().saturating_sub(self.scroll + self.height))
    }

    /// Makes the lines for a box of at most `room` columns and `height` rows.
    pub(super) fn settle(&mut self, (room, height): (usize, usize), symbols: &Symbols) {
        let mut lines = self
            .silent
            .iter()
            .flat_map(|name| wrap(&[Run::new(format!("{name} names no command"), Tone::Notice)], room))
            .collect::<Vec<_>>();
        self.places.clear();
        for (command, is_chosen) in &self.commands {
            let start = lines.len();
            lines.extend(self.rows(command, *is_chosen, room, symbols));
            self.places.push((start, lines.len()));
        }
        for other in &self.others {
            let (what, why) = ("not run: ", " (not read as a command)");
            let code = Run::new(shown(other, words::TITLE_LIMIT), Tone::Faint);
            lines.extend(wrap(&[Run::new(what, Tone::Notice), code, Run::new(why, Tone::Notice)], room));
        }
        lines.push(Line::new());
        lines.extend(self.difference(room, symbols));
        lines.extend(self.where_to(room, symbols));
        self.height = height.min(lines.len());
        self.lines = lines;
        self.scroll_by(0);
    }

    /// Returns a command, every character of it, and what is said of it.
    fn rows(&self, command: &Command, is_chosen: bool, room: usize, symbols: &Symbols) -> Vec<Line> {
        let sign = if is_chosen { symbols.full_box } else { symbols.empty_box };
        let lead = if self.has_several() { format!("{sign} $ ") } else { "$ ".to_owned() };
        let indent = lead.chars().count();
        let tone = if is_chosen { Tone::Code } else { Tone::Faint };
        let mut lead = Some(Run::new(lead, Tone::Faint));
        let mut rows = Vec::new();
        for line in command.text.split('\n') {
            for row in fold(&command_line(line, symbols), tone, room.saturating_sub(indent)) {
                rows.push([vec![lead.take().unwrap_or_else(|| Run::blank(indent))], row].concat());
            }
        }
        let mut add = |text: &str, tone| {
            let text = shown(text, words::TITLE_LIMIT);
            let wrapped = wrap(&[Run::new(text, tone)], room.saturating_sub(indent).max(1));
            rows.extend(wrapped.into_iter().map(|row| [vec![Run::blank(indent)], row].concat()));
        };
        if let Some(expected) = &command.expected {
            for (index, line) in expected.split('\n').enumerate() {
                add(&format!("{}{line}", if index == 0 { "expected: " } else { "" }), Tone::Plain);
            }
        }
        if let Some(why) = problem(command) {
            add(&why, Tone::Notice);
        }
        if command.text.contains('\t') {
            add(&format!("{} stands for a tab", symbols.tab), Tone::Notice);
        }
        rows
    }

    /// Returns what has changed since somebody agreed to the commands.
    fn difference(&self, room: usize, symbols: &Symbols) -> Vec<Line> {
        let Some((before, since)) = &self.before else { return Vec::new() };
        let title = if before.is_empty() { format!("new {since}") } else { format!("changed {since}") };
        let mut lines = wrap(&[Run::new(title, Tone::Notice)], room);
        let now = self.texts();
        let [old, new]: [Vec<&str>; 2] =
            [before, &now].map(|commands| commands.iter().flat_map(|command| command.split('\n')).collect());
        for (sign, line) in diff(Way::Shortest, &old, &new).iter().flat_map(|op| signed(op, &old, &new)) {
            let tone = match sign {
                '-' => Tone::Failed,
                '+' => Tone::Done,
                _ => Tone::Faint,
            };
            lines.extend(fold(&format!("{sign} {}", command_line(line, symbols)), tone, room));
        }
        let keys = [Run::new("y", Tone::Accent), Run::new(" runs them as they are now", Tone::Plain)];
        // Not before it does so: a key that was pressed too early would be lost.
        if self.is_ready() {
            lines.extend(wrap(&keys, room));
        }
        lines.push(Line::new());
        lines
    }

    /// Returns by which shell and where they would be run.
    fn where_to(&self, room: usize, symbols: &Symbols) -> Vec<Line> {
        let Some(RunGround { shell, folder, seconds }) = &self.ground else {
            return vec![vec![Run::new(symbols.ellipsis, Tone::Faint)]];
        };
        let time = match seconds {
            None => "as long as it takes".to_owned(),
            Some(seconds) if seconds % 60 == 0 && *seconds > 60 => format!("at most {} minutes", seconds / 60),
            Some(seconds) => format!("at most {seconds} s"),
        };
        let (name, plain) = (|text: &str| Run::new(text, Tone::Faint), |text: &str| Run::new(text, Tone::Plain));
        let lines = [
            vec![name("by "), plain(shell), name(", "), plain(&time)],
            vec![name("in "), plain(&shown(folder, words::TITLE_LIMIT))],
        ];
        lines.iter().flat_map(|line| wrap(line, room)).collect()
    }

    /// Follows its node into another plan. Returns whether there still is something to run; what is not what it was must
    /// be looked at again.
    pub(super) fn follow(&mut self, newer: &Plan, map: &[Option<NodeId>]) -> bool {
        let (Some(row), Some(source)) = (map[self.row.index()], map[self.source.index()]) else { return false };
        // Once the row has commands of its own, these are not what is meant.
        let Some(offer) = newer.offer(row).filter(|offer| offer.source == source) else { return false };
        (self.row, self.source) = (row, source);
        let is_same =
            offer.commands.iter().map(|command| &command.text).eq(self.commands.iter().map(|(own, _)| &own.text));
        let silent = self.silent.take().filter(|_| offer.silent.is_some());
        if is_same {
            (self.silent, self.others) = (silent, offer.others);
        } else {
            let before = self.before.take().unwrap_or_else(|| (self.texts(), "while you looked"));
            let ground = self.ground.take();
            *self = Self { ground, is_surprise: true, ..Self::new(row, offer, silent, before) };
        }
        true
    }
}

/// Returns a line of a command, every character of it to be told from every other, as far as it can be run.
pub(super) fn command_line(line: &str, symbols: &Symbols) -> String {
    shown(&line.replace('\t', symbols.tab), usize::MAX).into_owned()
}

/// Returns why `command` cannot be run, in words.
fn problem(command: &Command) -> Option<String> {
    if let Some(placeholder) = command.placeholder() {
        return Some(format!("{} is still to be filled in", shown(placeholder, 40)));
    }
    let is_hidden = |character: char| match character {
        ' ' | '\t' | '\n' => false,
        // Others look like a blank, and are none to a shell.
        _ => is_unsafe(character) || character.is_whitespace() || shown_width(character) == 0,
    };
    command
        .text
        .chars()
        .find(|&character| is_hidden(character))
        .map(|character| format!("it holds a character that cannot be shown: U+{:04X}", u32::from(character)))
}

/// Returns the columns that `character` takes alone; marks that go on top of others take none.
fn shown_width(character: char) -> usize {
    unicode_width::UnicodeWidthChar::width(character).unwrap_or(1)
}
