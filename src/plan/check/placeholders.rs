//! What a template left to be filled in: `[Task Name]`, `{{CURRENT_DATE}}`.

use std::collections::HashSet;

use super::super::{Diagnostic, Plan, Severity, status};
use super::ground::{Ground, Place};
use super::line::{Line, lines};
use crate::text::Span;

/// Longest name in front of a placeholder, in bytes: `**Files to Create/Modify**: [Specific files]`.
const LONGEST_NAME: usize = 80;

/// No line is read beyond this many bytes: longer ones are data.
const LONGEST_LINE: usize = 4096;

/// Words between brackets that are written on purpose. Lower case.
const MEANT: [&str; 12] =
    ["toc", "unreleased", "optional", "parallel", "none", "n/a", "skip", "wip", "tbd by agent", "x", "agent", "human"];

/// Adds the placeholders that are left in titles, fields and prose.
pub(super) fn check(plan: &Plan, ground: &Ground, found: &mut Vec<Diagnostic>) {
    let text = plan.text();
    let mut defined = None;
    for line in lines(text) {
        if !may_hold_slot(&text[line.words..line.span.end]) {
            continue;
        }
        for slot in slots(text, &line) {
            let named = slot.of(text);
            let place = ground.at(slot.start);
            let prose = !ground.hides(slot.start) && (place != Place::Outside || named.starts_with("{{"));
            if prose && !defined.get_or_insert_with(|| definitions(text)).contains(&named.to_lowercase()) {
                let message = format!("the placeholder `{named}` is still to be filled in");
                found.push(Diagnostic::new(Severity::Warning, "placeholder", slot, message));
            }
        }
    }
}

/// Returns whether a placeholder may stand in `words`; most lines have none, and few bytes tell.
fn may_hold_slot(words: &str) -> bool {
    let bytes = words.as_bytes();
    let starts = |pair: &[u8]| match pair[0] {
        b'[' => !matches!(pair[1], b' ' | b'x' | b'X' | b'0'..=b'9'),
        b'{' => pair[1] == b'{',
        _ => false,
    };
    bytes.windows(2).any(starts)
}

/// Returns the labels of link reference definitions with their brackets, lower case (`CommonMark` section 4.7).
fn definitions(text: &str) -> HashSet<String> {
    let label = |line: &str| {
        let line = line.trim_start();
        let end = line.find("]:").filter(|_| line.starts_with('['))?;
        Some(line[..=end].to_lowercase())
    };
    text.lines().filter_map(label).collect()
}

/// Returns the placeholders of `line`: all that it has where it says nothing else but a name, else the sure ones.
fn slots(text: &str, line: &Line) -> Vec<Span> {
    let words = text[line.words..line.span.end].trim_start_matches('#').trim_start();
    let start = line.span.end - words.len();
    let words = &words[..words.floor_char_boundary(LONGEST_LINE)];
    let mut found = Vec::new();
    let mut rest = String::new();
    let mut at = 0;
    while let Some(next) = words[at..].find(['[', '{']).map(|next| at + next) {
        rest.push_str(&words[at..next]);
        let len = slot_len(words, next);
        match len {
            Some(len) => found.push(Span::new(start + next, start + next + len)),
            None => rest.push_str(&words[next..=next]),
        }
        at = next + len.unwrap_or(1);
        if len.is_some() && found.len() == 1 {
            rest = behind_name(&rest).to_owned();
        }
    }
    rest.push_str(&words[at..]);
    if !says_nothing(&rest) {
        found.retain(|slot| is_sure(slot.of(text)) && !in_code(&words[..slot.start - start]));
    } else if words.contains('`') {
        found.retain(|slot| slot.of(text).contains([' ', '{']) || !in_code(&words[..slot.start - start]));
    }
    found
}

/// Returns the length of the placeholder that starts at `at` in `words`, in bytes.
pub(in crate::plan) fn slot_len(words: &str, at: usize) -> Option<usize> {
    let text = &words[at..];
    if let Some(inner) = text.strip_prefix("{{") {
        let end = inner.find("}}").filter(|&end| !inner[..end].trim().is_empty())?;
        return Some(end + 4);
    }
    let inner = text.strip_prefix('[')?;
    let end = inner.find(['[', ']'])?;
    let (name, behind) = (&inner[..end], &inner[end..]);
    // `[text](target)`, `[text][label]`, `[label]: target`, `![image]`, `[[page]]`, `#[attribute]`, `array[index]`.
    let behind = behind.strip_prefix(']')?;
    let joins = |before: char| matches!(before, '!' | '[' | ']' | '\\' | '#') || before.is_alphanumeric();
    let defines = at == 0 && behind.starts_with(':');
    let apart = !behind.starts_with(['(', '[', ']']) && !defines && !words[..at].ends_with(joins);
    let is_meant =
        || MEANT.contains(&&*name.to_lowercase()) || status::word(name).is_some_and(|(_, len)| len == name.len());
    // `[US1]`, `[T-12]`, `[2026-01-01]` and `[checkpoint: 1a2b3c4]` refer to something.
    let refers = !name.contains(' ') && name.contains(|c: char| c.is_ascii_digit()) || name.contains(": ");
    let is_name = name.chars().count() > 1 && name.starts_with(char::is_alphabetic);
    (apart && is_name && !refers && !is_meant()).then_some(end + 2)
}

/// Returns what of `before`, which stands in front of the first placeholder, is no name that ends with a colon.
fn behind_name(before: &str) -> &str {
    let trimmed = before.trim_end().trim_end_matches(['*', '_', '`', '"', '\'', '(']).trim_end();
    if trimmed.ends_with([':', '：']) && trimmed.len() <= LONGEST_NAME { "" } else { before }
}

/// Returns whether `rest` is nothing but what separates words.
fn says_nothing(rest: &str) -> bool {
    let boxed = ["[ ]", "[x]", "[X]"].iter().find_map(|open| rest.trim_start().strip_prefix(open)).unwrap_or(rest);
    boxed.split(|character: char| !character.is_alphanumeric()).all(|word| matches!(word, "" | "and" | "or" | "to"))
}

/// Returns whether `slot` is a placeholder wherever it stands: `{{CURRENT_DATE}}`.
fn is_sure(slot: &str) -> bool {
    let name = slot.trim_matches(['{', '}']);
    slot.starts_with("{{")
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '_' | ' '))
}

/// Returns whether a code span is open behind `before`.
fn in_code(before: &str) -> bool {
    before.matches('`').count() % 2 == 1
}
