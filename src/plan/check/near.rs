//! Lines that look like tasks and are none: a box that is not quite one, and boxes in code, HTML and comments.

use std::collections::BTreeMap;

use super::super::blocks::{BlockKind, Opaque};
use super::super::{Diagnostic, Plan, Severity, label, status};
use super::counted;
use super::ground::{Fence, Ground, Place, fence};
use super::line::{Line, behind_bullet, lines};
use crate::text::{Span, line_of};

/// Characters of boxes that people write; a letter or digit between brackets may be anything.
const STATES: [char; 8] = [' ', 'x', 'X', '~', '-', '/', '>', '!'];

/// Signs that look like bullets in a text, and are none in Markdown (`CommonMark` section 5.2).
const FOREIGN: [char; 8] = ['•', '◦', '▪', '‣', '·', '–', '—', '⁃'];

/// Why a line that looks like a task is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flaw {
    /// `- []`
    Empty,
    /// `- [ ]text`
    Glued,
    /// `- [ x ] text`
    Wide,
    /// `[ ] text`
    NoBullet,
    /// `-[ ] text`
    GluedBullet,
    /// `• [ ] text`
    ForeignBullet,
    /// `` - `[ ]` text ``
    Code,
    /// `- \[ ] text`
    Escaped,
    /// `- 2.1 [ ] text`
    NumberFirst,
}

/// What a line that is no task of the plan looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    /// A task, box and all.
    Task,
    /// Nearly one.
    Near(Flaw),
}

/// Adds what looks like a task and is none.
pub(super) fn check(plan: &Plan, ground: &Ground, found: &mut Vec<Diagnostic>) {
    let text = plan.text();
    let marks = marks(plan);
    let mut hidden: BTreeMap<usize, Vec<Span>> = BTreeMap::new();
    for line in lines(text) {
        let words = &text[line.words..line.span.end];
        let Some((look, span)) = look(words, &line) else { continue };
        if marks.binary_search(&span.start).is_ok() {
            continue;
        }
        match (ground.at(line.words), look) {
            (Place::Text, Look::Near(flaw)) if !line.quoted => found.push(flawed(flaw, span, text)),
            (Place::Opaque(block), Look::Task) if line.bullet && !line.quoted => {
                hidden.entry(block).or_default().push(span);
            }
            _ => {}
        }
    }
    let last = ground.opaque.len().checked_sub(1);
    if let Some(last) = last.filter(|&last| swallows_rest(text, &ground.opaque[last])) {
        hidden.entry(last).or_default();
    }
    found.extend(hidden.iter().filter_map(|(&block, tasks)| covered(text, &ground.opaque[block], tasks)));
}

/// Returns where the boxes stand that the plan was read with, in order.
fn marks(plan: &Plan) -> Vec<usize> {
    let nodes = plan.nodes.iter().flat_map(|node| {
        let fields = node.fields.iter().filter_map(|field| field.mark.as_ref());
        node.mark.iter().chain(fields).map(|mark| mark.span.start)
    });
    let mut marks: Vec<usize> = nodes.collect();
    marks.sort_unstable();
    marks
}

/// Returns what `words`, with which `line` goes on behind bullets and quote marks, looks like, and the place of the box.
fn look(words: &str, line: &Line) -> Option<(Look, Span)> {
    let near =
        |flaw, at: usize, len: usize| Some((Look::Near(flaw), Span::new(line.words + at, line.words + at + len)));
    match words.bytes().next()? {
        b'[' => bracket(words, line.bullet).map(|(look, len)| (look, Span::new(line.words, line.words + len))),
        b'`' if line.bullet => {
            let inner = words[1..].strip_prefix(box_of(&words[1..])?)?;
            let behind = inner.strip_prefix('`')?;
            (!is_legend(behind)).then(|| near(Flaw::Code, 0, words.len() - behind.len()))?
        }
        b'\\' if line.bullet => {
            let inside = words[1..].strip_prefix('[')?;
            let close = inside.find(']').filter(|&close| close <= 3)?;
            let held = inside[..close].trim_end_matches('\\');
            let is_box = held.chars().count() == 1 && held.starts_with(STATES);
            is_box.then(|| near(Flaw::Escaped, 0, close + 3))?
        }
        b'-' | b'*' | b'+' | b'0'..=b'9' => {
            let behind = behind_bullet(words).filter(|behind| well_formed(behind));
            match behind {
                Some(behind) => near(Flaw::GluedBullet, 0, words.len() - behind.len() + 3),
                None => number_first(words).and_then(|at| near(Flaw::NumberFirst, 0, at + 3)),
            }
        }
        b'A'..=b'Z' => number_first(words).and_then(|at| near(Flaw::NumberFirst, 0, at + 3)),
        _ => {
            let behind = words.strip_prefix(FOREIGN)?.trim_start();
            well_formed(behind).then(|| near(Flaw::ForeignBullet, 0, words.len() - behind.len() + 3))?
        }
    }
}

/// Returns what `words`, which begins with a bracket, looks like, and how long its box is in bytes.
fn bracket(words: &str, bullet: bool) -> Option<(Look, usize)> {
    let close = words.char_indices().take(6).find(|&(_, character)| character == ']')?.0;
    let (held, behind) = (&words[1..close], &words[close + 1..]);
    let apart = behind.is_empty() || behind.starts_with(char::is_whitespace);
    let refers = behind.starts_with(['(', '[', ':']);
    let flaw = match held.trim() {
        "" if held.is_empty() => (bullet && apart).then_some(Flaw::Empty),
        // Well formed; it is a task, or would be one with a bullet.
        _ if held.chars().count() == 1 && apart && bullet => return Some((Look::Task, close + 1)),
        _ if held.len() == 1 && apart => (held.starts_with(STATES) && !is_legend(behind)).then_some(Flaw::NoBullet),
        _ if held.len() == 1 => {
            (bullet && !refers && held.starts_with([' ', 'x', 'X', '~', '-'])).then_some(Flaw::Glued)
        }
        "" | "x" | "X" => (bullet && apart).then_some(Flaw::Wide),
        _ => None,
    };
    flaw.map(|flaw| (Look::Near(flaw), close + 1))
}

/// Returns the box that `text` starts with.
fn box_of(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('[')?;
    (inner.starts_with(STATES) && inner[1..].starts_with(']')).then(|| &text[..3])
}

/// Returns whether `text` starts with a box and a blank.
fn well_formed(text: &str) -> bool {
    box_of(text).is_some_and(|found| text[found.len()..].starts_with(char::is_whitespace))
}

/// Returns where the box starts in `2.1 [ ] text`, `T001 [ ] text`.
fn number_first(words: &str) -> Option<usize> {
    let found = label::of_item(words)?;
    let boxed = words[found.len..].trim_start();
    (well_formed(boxed) && !is_legend(&boxed[3..])).then(|| words.len() - boxed.len())
}

/// Returns whether what stands `behind` a box explains it or offers a choice: `[x] = done`, `[ ] Pass [ ] Fail`.
fn is_legend(behind: &str) -> bool {
    let words = behind.trim();
    let state = status::word(words).is_some_and(|(_, len)| len == words.len());
    let explains = words.starts_with(['=', ':', '-', '–', '—', '→', '|', '/']);
    words.is_empty() || state || explains || STATES.iter().any(|state| words.contains(&format!("[{state}]")))
}

/// Returns the diagnostic for a box at `span` that has `flaw`.
fn flawed(flaw: Flaw, span: Span, text: &str) -> Diagnostic {
    let (severity, what, help) = match flaw {
        Flaw::Empty => (Severity::Warning, "without a blank between its brackets this is no box", "write `[ ]`"),
        Flaw::Glued => {
            (Severity::Warning, "without a blank behind it this is no box", "put a blank behind the bracket")
        }
        Flaw::Wide => (
            Severity::Warning,
            "a box holds one character, so this is none",
            "write `[ ]` or `[x]`, with a single blank or letter",
        ),
        Flaw::NoBullet => (
            Severity::Warning,
            "a box without a bullet is no task",
            "put `- ` in front of it, and a blank line before a list",
        ),
        Flaw::GluedBullet => {
            (Severity::Warning, "without a blank behind the bullet this is no list", "put a blank behind the bullet")
        }
        Flaw::ForeignBullet => {
            (Severity::Warning, "this sign is no bullet in Markdown, so the box is no task", "write `- ` instead")
        }
        Flaw::Code => (Severity::Note, "a box in a code span is no task", "take the backticks away"),
        Flaw::Escaped => (Severity::Note, "an escaped bracket makes no box", "take the backslash away"),
        Flaw::NumberFirst => {
            (Severity::Warning, "a box that does not stand first is no task", "put the box in front of the number")
        }
    };
    let span = if span.end > text.len() { Span::at(span.start) } else { span };
    Diagnostic::new(severity, "near-task", span, what).help(help)
}

/// Returns whether `block` is a fence outside of lists that nothing closes before the text ends.
fn swallows_rest(text: &str, block: &Opaque) -> bool {
    let is_last = text[block.span.end..].trim().is_empty();
    block.kind == BlockKind::Code && !block.nested && is_last && fence(block.span.of(text)) == Fence::Open
}

/// Returns the diagnostic for `tasks` that `block` hides; it may hide none where it should have ended.
fn covered(text: &str, block: &Opaque, tasks: &[Span]) -> Option<Diagnostic> {
    let content = block.span.of(text);
    let first = Span::new(block.span.start, line_of(text, block.span.start).end);
    let tasks_here = counted(tasks.len(), "line that looks like a task", "lines that look like tasks");
    let hidden = |severity, span, message: String| Diagnostic::new(severity, "hidden-tasks", span, message);
    Some(match (block.kind, fence(content)) {
        (BlockKind::Code, Fence::Open) => {
            let below = content.lines().count().saturating_sub(1);
            let message = match tasks.len() {
                0 => format!(
                    "this fence is never closed and takes in all that follows, {}",
                    counted(below, "line", "lines")
                ),
                _ => format!("this fence is never closed and takes in {tasks_here}"),
            };
            Diagnostic::new(Severity::Warning, "unclosed-fence", first, message).help("close it with the same sign")
        }
        (BlockKind::Code, Fence::Closed) => {
            hidden(Severity::Note, first, format!("this fence holds {tasks_here}, but is code"))
        }
        (BlockKind::Code, Fence::None) => {
            let message = format!("indented this far, {tasks_here} can only be code");
            hidden(Severity::Warning, tasks[0], message).help("indent by less than four blanks")
        }
        (BlockKind::Html, _) if content.starts_with("<!--") && !content.contains("-->") => {
            let message = format!("this comment is never closed and hides {tasks_here}");
            Diagnostic::new(Severity::Warning, "unclosed-comment", first, message).help("close it with `-->`")
        }
        (BlockKind::Html, _) if content.starts_with("<!--") => {
            hidden(Severity::Note, first, format!("this comment hides {tasks_here}"))
        }
        (BlockKind::Html, _) => {
            let message = format!("this HTML block goes on to the next blank line and takes in {tasks_here}");
            hidden(Severity::Warning, first, message).help("leave a blank line between the tag and the list")
        }
        _ => return None,
    })
}
