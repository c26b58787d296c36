//! Text taken apart into commands, as Markdown would (code spans: `CommonMark` 6.1; fences: 4.5).

use super::Command;
use super::program::{Ground, is_command, is_program};
use crate::text::Span;

/// So many commands are offered at most.
const MOST: usize = 32;

/// No command is longer, in bytes.
const LONGEST: usize = 16 * 1024;

/// So many lines of what is expected are kept.
const MOST_EXPECTED: usize = 12;

/// Fences whose content is a script, whatever it looks like.
const SCRIPTS: [&str; 5] = ["sh", "bash", "shell", "zsh", "fish"];

/// Fences that show a terminal: only what stands behind a prompt is a command.
const SESSIONS: [&str; 5] = ["", "console", "terminal", "shell-session", "shellsession"];

/// What the text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// It says how something is checked.
    Validation,
    /// It says what shall be true then: what it names is mostly that, and only what can be nothing else is a command.
    Criteria,
    /// It is the title of an item that is a check.
    Title,
    /// It is the title of any other item: a command that it only speaks of is not offered.
    Task,
    /// It is any other text of a step: only what stands behind `Run:` counts.
    Step,
    /// It is all kinds of text below an item: only what is said to be run counts.
    Body,
    /// The same below an item that is a check: its scripts count as well. Others may commit, delete, or be a file's text.
    Check,
}

/// Collects commands.
pub(super) struct Gatherer<'a> {
    text: &'a str,
    pub(super) found: Vec<Command>,
    /// Other code that stands where commands do.
    pub(super) others: Vec<String>,
    /// Something else in the same text is a command: names of programs are as well.
    is_among: bool,
    /// The name of a program was not taken for a command.
    has_passed: bool,
    /// `Expected:` stood alone: what follows is it.
    awaits: bool,
}

impl<'a> Gatherer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let (found, others, is_among, has_passed, awaits) = Default::default();
        Self { text, found, others, is_among, has_passed, awaits }
    }

    /// Collects the commands in `span`.
    pub(super) fn gather(&mut self, span: Span, manner: Manner) {
        let before = (self.found.clone(), self.others.clone());
        (self.is_among, self.has_passed) = (false, false);
        self.read(span, manner);
        if self.found.len() > before.0.len() && self.has_passed {
            (self.found, self.others) = before;
            self.is_among = true;
            self.read(span, manner);
        }
    }

    fn read(&mut self, span: Span, manner: Manner) {
        self.awaits = false;
        let mut at = span.start;
        while at < span.end {
            let line = Span::new(at, line_end(self.text, span, at));
            at = match Fence::open(line.of(self.text)) {
                Some(fence) if !matches!(manner, Manner::Title | Manner::Task) => {
                    self.fence(&fence, line, span, manner)
                }
                _ => self.line(line, span, manner),
            };
        }
    }

    /// Reads a line; returns where the next one starts.
    fn line(&mut self, line: Span, all: Span, manner: Manner) -> usize {
        let words = undecorated(line.of(self.text));
        if let Some(expected) = expectation(words) {
            self.expect(expected);
            self.awaits = expected.is_empty();
            return line.end;
        }
        if words.trim().is_empty() {
            return line.end;
        }
        if std::mem::take(&mut self.awaits) {
            self.expect(words.trim());
            return line.end;
        }
        if let Some(command) =
            words.strip_prefix("$ ").filter(|command| manner != Manner::Step && !command.contains('`'))
        {
            self.push(command.trim(), line);
            return line.end;
        }
        self.spans(Span::new(line.start, all.end), all, manner)
    }

    /// Reads the code spans of the line that `rest` starts with; the last one may end on another line. Returns where
    /// the line behind that starts.
    fn spans(&mut self, rest: Span, all: Span, manner: Manner) -> usize {
        let text = rest.of(self.text);
        let (mut at, mut behind) = (0, None);
        while let Some(next) = text[at..].find(['`', '<', '\n']).map(|next| at + next) {
            if text[next..].starts_with('\n') {
                self.expect_behind(behind.map(|behind| &text[behind..next]));
                return rest.start + next + 1;
            }
            if text[next..].starts_with('<') {
                at = next + comment(&text[next..]).unwrap_or(1);
                continue;
            }
            let (ticks, content) = code(&text[next..]);
            let Some(content) = content else {
                at = next + ticks;
                continue;
            };
            let start = text[..next].rfind('\n').map_or(0, |end| end + 1);
            let found = self.found.len();
            let place = Span::new(rest.start + next + ticks, rest.start + next + ticks + content.len());
            let around = Span::new(rest.start + next, rest.start + next + content.len() + 2 * ticks);
            let extent = Extent::of(self.text, all, around);
            self.code(undecorated(&text[start..next]), content, place, (manner, extent));
            at = next + content.len() + 2 * ticks;
            behind = (self.found.len() > found).then_some(at).or(behind);
        }
        self.expect_behind(behind.map(|behind| &text[behind..]));
        rest.end
    }

    /// Takes the code span `content` behind `before` if it is a command.
    fn code(&mut self, before: &str, content: &str, place: Span, (manner, extent): (Manner, Extent)) {
        // Line endings are blanks; one blank at either side is for backticks.
        let joined = content.split('\n').map(|part| part.trim_end_matches('\r'));
        let joined = joined.enumerate().map(|(index, part)| if index == 0 { part } else { part.trim_start() });
        let joined = joined.collect::<Vec<_>>().join(" ");
        let is_padded = joined.starts_with(' ') && joined.ends_with(' ') && !joined.trim().is_empty();
        let bare = if is_padded { &joined[1..joined.len() - 1] } else { &joined[..] };
        let (prompt, command) = match bare.strip_prefix("$ ") {
            Some(command) => (true, command),
            None => (false, bare),
        };
        let ground = match (manner, said(before)) {
            (_, Said::Label) => Ground::Told,
            (Manner::Step, _) => return,
            _ if prompt || manner == Manner::Validation && extent == Extent::Whole => Ground::Told,
            (_, Said::Word) if is_program(command) => Ground::Told,
            (Manner::Body, Said::Colon) => Ground::Words,
            (Manner::Criteria, Said::Colon) => Ground::Known,
            (_, Said::Word | Said::Colon) => Ground::Command,
            (Manner::Body | Manner::Check, Said::Nothing) => return,
            (Manner::Validation, Said::Nothing)
                if is_program(command) && (extent == Extent::Block || self.is_among) =>
            {
                Ground::Told
            }
            (Manner::Criteria, Said::Nothing) if before.trim().is_empty() || self.is_among => Ground::Known,
            (_, Said::Nothing) if before.trim().is_empty() => Ground::Command,
            (Manner::Task, Said::Nothing) if !before.trim_end().ends_with('(') => return,
            (_, Said::Nothing) => Ground::Words,
        };
        if is_command(command, ground) {
            return self.push(command, place);
        }
        self.has_passed |= is_program(command);
        if manner == Manner::Validation && self.others.len() < MOST && !self.others.iter().any(|o| o == command) {
            self.others.push(command.to_owned());
        }
    }

    /// Reads the fence that opens with the line `opener`; returns where the line behind it starts.
    fn fence(&mut self, fence: &Fence<'_>, opener: Span, all: Span, manner: Manner) -> usize {
        let mut lines: Vec<&str> = Vec::new();
        let mut at = opener.end;
        let mut content = Span::at(at);
        while at < all.end {
            let line = Span::new(at, line_end(self.text, all, at));
            at = line.end;
            if fence.is_closed_by(line.of(self.text)) {
                break;
            }
            content = Span::new(content.start, line.end);
            lines.push(fence.inner(line.of(self.text)));
        }
        if std::mem::take(&mut self.awaits) {
            self.expect(lines.join("\n").trim());
            return at;
        }
        let is_script = SCRIPTS.contains(&fence.language) && lines.first().is_none_or(|line| !line.starts_with("#!"));
        if matches!(manner, Manner::Body | Manner::Step) || !is_script && !SESSIONS.contains(&fence.language) {
            return at;
        }
        if lines.iter().any(|line| line.starts_with("$ ")) {
            self.session(&lines, content);
        } else if is_script && lines.iter().any(|line| !line.trim().is_empty() && !line.trim().starts_with('#')) {
            let script = lines.join("\n");
            self.push(script.trim_matches('\n'), content);
        }
        at
    }

    /// Takes what stands behind the prompts of a session; what does not is what is expected.
    fn session(&mut self, lines: &[&str], place: Span) {
        let mut lines = lines.iter().peekable();
        while let Some(line) = lines.next() {
            let Some(first) = line.strip_prefix("$ ") else {
                if !line.trim().is_empty() {
                    self.expect(line.trim_end());
                }
                continue;
            };
            let mut command = first.to_owned();
            while command.ends_with('\\')
                && let Some(more) = lines.next()
            {
                command = format!("{command}\n{more}");
            }
            self.push(command.trim_end(), place);
        }
    }

    fn push(&mut self, command: &str, place: Span) {
        let fits = !command.trim().is_empty() && command.len() <= LONGEST && self.found.len() < MOST;
        if fits && !self.found.iter().any(|known| known.text == command) {
            self.found.push(Command { text: command.to_owned(), span: place, expected: None });
        }
    }

    /// Notes what is expected of the last command; several lines go together.
    fn expect(&mut self, expected: &str) {
        let Some(last) = self.found.last_mut().filter(|_| !expected.is_empty()) else { return };
        let known = last.expected.get_or_insert_default();
        if known.lines().count() < MOST_EXPECTED {
            if !known.is_empty() {
                known.push('\n');
            }
            known.push_str(expected);
        }
    }

    /// Notes what is expected where that is said behind the command on the same line.
    fn expect_behind(&mut self, behind: Option<&str>) {
        let behind = behind.map(|behind| behind.trim_start_matches(|c: char| !c.is_alphanumeric()));
        if let Some(expected) = behind.and_then(expectation) {
            self.expect(expected.trim_end_matches(')'));
        }
    }
}

/// Returns what stands behind `Expected:`, `Expected output:` and the like; may be empty.
pub(super) fn expectation(words: &str) -> Option<&str> {
    let words = words.trim().trim_start_matches(['*', '_', '(', '→']).trim_start();
    let start = words.get(..6)?;
    let (name, behind) = words.split_once(':')?;
    let is_name = start.eq_ignore_ascii_case("expect") && name.len() <= 24 && name.split_whitespace().count() <= 2;
    is_name.then(|| behind.trim_start_matches(['*', '_']).trim())
}

/// How it is said that code is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    /// `Run:`
    Label,
    /// `run`
    Word,
    /// Any other label.
    Colon,
    /// Not at all.
    Nothing,
}

/// Returns how `before` says that what stands behind it is run.
fn said(before: &str) -> Said {
    let bare = |text: &'_ str| text.trim_end().trim_end_matches(['*', '_', '(', '"']).trim_end().len();
    let before = &before[..bare(before)];
    let words = before.trim_end_matches([':', '：']);
    let words = &words[..bare(words)];
    let has_colon = before.ends_with([':', '：']);
    let last = words.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
    match (matches!(&*last, "run" | "runs" | "rerun" | "execute" | "command" | "running"), has_colon) {
        (true, true) => Said::Label,
        (true, false) => Said::Word,
        (false, true) => Said::Colon,
        (false, false) => Said::Nothing,
    }
}

/// How much of a text a code span is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// Its first paragraph, or all of it.
    Whole,
    /// Another paragraph, or the only one of a bullet.
    Block,
    /// Less.
    Part,
}

impl Extent {
    /// Returns how much of `all` the code span at `span` is, its backticks included.
    fn of(text: &str, all: Span, span: Span) -> Self {
        let (above, below) = (&text[all.start..span.start], &text[span.end..all.end]);
        let (above, before) = above.rsplit_once('\n').unwrap_or(("", above));
        let (behind, below) = below.split_once('\n').unwrap_or((below, ""));
        let is_apart = |line: &str| starts_block(line) || expectation(undecorated(line)).is_some();
        let opens = above.lines().next_back().is_none_or(is_apart) || starts_block(before);
        if !undecorated(before).is_empty() || !behind.trim().is_empty() || !opens {
            return Self::Part;
        }
        match below.lines().next() {
            Some(line) if !is_apart(line) => Self::Part,
            _ if !above.trim().is_empty() => Self::Block,
            _ if before.trim().is_empty() || below.trim().is_empty() => Self::Whole,
            _ => Self::Block,
        }
    }
}

/// Returns `line` without what stands in front of its words: quotes, bullets, numbers, boxes, emphasis.
fn undecorated(line: &str) -> &str {
    let mut words = line.trim_start_matches([' ', '\t', '>']);
    if let Some(behind) = words.strip_prefix(['-', '*', '+']).filter(|behind| behind.starts_with([' ', '\t'])) {
        words = behind.trim_start();
    } else {
        let behind = words.trim_start_matches(|c: char| c.is_ascii_digit());
        if behind.len() < words.len()
            && let Some(behind) = behind.strip_prefix(['.', ')']).filter(|behind| behind.starts_with(' '))
        {
            words = behind.trim_start();
        }
    }
    let mut characters = words.chars();
    if let (Some('['), Some(_), Some(']')) = (characters.next(), characters.next(), characters.next()) {
        words = characters.as_str().trim_start();
    }
    words.trim_start_matches(['*', '_'])
}

/// Returns how many backticks `text` starts with, and what stands between them and as many others in the paragraph.
fn code(text: &str) -> (usize, Option<&str>) {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let inner = &text[ticks..];
    let mut at = 0;
    while let Some(next) = inner[at..].find('`').map(|next| at + next) {
        let run = inner[next..].len() - inner[next..].trim_start_matches('`').len();
        if run == ticks {
            let content = &inner[..next];
            return (ticks, Some(content).filter(|content| is_one_paragraph(content)));
        }
        at = next + run;
    }
    (ticks, None)
}

fn is_one_paragraph(content: &str) -> bool {
    !content.split('\n').skip(1).any(starts_block)
}

fn starts_block(line: &str) -> bool {
    line.trim().is_empty() || undecorated(line).len() < line.trim_start().len()
}

/// Returns the length of the comment that `text` starts with.
fn comment(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("<!--")?;
    Some(inner.find("-->").map_or(text.len(), |end| end + 7))
}

/// The line that opens a fence.
struct Fence<'a> {
    /// What it starts with: three or more of one character.
    mark: &'a str,
    /// Blanks in front of it.
    indent: usize,
    /// The first word behind it.
    language: &'a str,
}

impl<'a> Fence<'a> {
    fn open(line: &'a str) -> Option<Self> {
        let words = undecorated(line);
        let sign = words.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
        let behind = words.trim_start_matches(sign);
        let mark = &words[..words.len() - behind.len()];
        let language = behind.trim_start().split(|c: char| c.is_whitespace() || matches!(c, '{' | ',')).next()?;
        let opens = mark.len() >= 3 && !behind.contains('`');
        opens.then_some(Self { mark, indent: line.len() - words.len(), language })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let line = line.trim();
        line.starts_with(self.mark) && line.trim_start_matches(&self.mark[..1]).is_empty()
    }

    /// Returns `line` without the blanks that the fence has in front, and without its ending.
    fn inner<'l>(&self, line: &'l str) -> &'l str {
        let line = line.trim_end_matches('\n').trim_end_matches('\r');
        let blanks = line.len() - line.trim_start_matches(' ').len();
        &line[blanks.min(self.indent)..]
    }
}

/// Returns where the line at `at` ends in `all`, its ending included.
fn line_end(text: &str, all: Span, at: usize) -> usize {
    text[at..all.end].find('\n').map_or(all.end, |end| at + end + 1)
}

#[cfg(test)]
mod tests;
