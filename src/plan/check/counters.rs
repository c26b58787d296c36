//! Counts that somebody has written into the text and that no longer hold: `3/19 complete`, `10%`, `Total Tasks: 12`.
//!
//! A count is only held against what it can be about: the node that it stands at, or the whole plan.

use super::super::{Diagnostic, FieldKey, Kind, Node, NodeId, Plan, Severity, State};
use crate::text::Span;

/// Words that say that a number tells of progress. Lower case.
const PROGRESS: [&str; 9] = ["complete", "done", "progress", "finished", "tasks", "steps", "items", "phases", "✅"];

/// Words that say that a number tells of something else. Lower case.
const OTHERS: [&str; 8] = ["test", "passing", "coverage", "validated", "verified", "point", "hour", "day"];

/// Adds the counts that disagree with the plan.
pub(super) fn check(plan: &Plan, found: &mut Vec<Diagnostic>) {
    let mut sums = None;
    for id in std::iter::once(NodeId::ROOT).chain(plan.ids()).filter(|&id| plan.node(id).kind != Kind::Item) {
        for line in status_lines(plan, plan.node(id)) {
            let words = line.of(plan.text());
            if !tells_of_progress(words) {
                continue;
            }
            let sums = sums.get_or_insert_with(|| Sums::new(plan));
            let counts = sums.about(plan, id);
            found.extend(stale(words, &counts).into_iter().map(|(at, severity, message)| {
                let span = Span::new(line.start + at.start, line.start + at.end);
                Diagnostic::new(severity, "stale-counter", span, message)
            }));
        }
    }
}

/// Returns the lines at `node` in which counts are kept: its heading, its status, and lines that begin like one.
fn status_lines(plan: &Plan, node: &Node) -> Vec<Span> {
    let text = plan.text();
    let has_digit = |span: &Span| span.of(text).contains(|c: char| c.is_ascii_digit());
    let keeps_count = |name: &str| {
        let name = name.to_lowercase();
        ["progress", "status", "overall", "total", "complete"].iter().any(|word| name.contains(word))
    };
    let head = (node.level > 0 || node.kind == Kind::Plan).then_some(node.head);
    let fields = node.fields.iter().filter(|field| field.key == FieldKey::Status || keeps_count(&field.name));
    let fields = fields.map(|field| Span::new(field.span.start, field.line_value.end.max(field.span.start)));
    let mut lines: Vec<Span> = head.into_iter().chain(fields).filter(has_digit).collect();
    for prose in node.prose.iter().filter(|span| !span.of(text).starts_with(['|', '`', '~', '<'])) {
        let mut at = prose.start;
        for line in prose.of(text).split_inclusive('\n') {
            let span = Span::new(at, at + line.trim_end().len());
            at += line.len();
            let first: &str = line.trim_start_matches(|c: char| !c.is_alphanumeric());
            let first = first.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            if has_digit(&span) && keeps_count(first) {
                lines.push(span);
            }
        }
    }
    lines
}

fn tells_of_progress(words: &str) -> bool {
    let words = words.to_lowercase();
    PROGRESS.iter().any(|word| words.contains(word)) && !OTHERS.iter().any(|word| words.contains(word))
}

/// What can be counted.
const COUNTED: [&str; 4] = ["units of work", "items", "steps", "phases"];

/// Done and all of each that is [`COUNTED`].
type Counts = [(u32, u32); 4];

/// Sums over all nodes before each, so that those of any node follow by one subtraction.
struct Sums {
    before: Vec<Counts>,
}

impl Sums {
    fn new(plan: &Plan) -> Self {
        let mut sum = Counts::default();
        let mut before = vec![sum];
        for node in &plan.nodes {
            let at = match node.kind {
                Kind::Item if node.optional || node.view_of.is_some() => None,
                Kind::Item => Some(1),
                Kind::Step => Some(2),
                Kind::Phase => Some(3),
                _ => None,
            };
            if let (Some(at), Some(state)) = (at, node.state.filter(|&state| state != State::Cancelled)) {
                sum[at].0 += u32::from(state.is_done());
                sum[at].1 += 1;
            }
            before.push(sum);
        }
        Self { before }
    }

    /// Returns what a count at `id` can be about: what is below it, and, where it is no phase or step, the whole plan.
    fn about(&self, plan: &Plan, id: NodeId) -> Vec<Counts> {
        let mut counts = vec![self.below(plan, id)];
        if !matches!(plan.node(id).kind, Kind::Phase | Kind::Step | Kind::Plan) {
            counts.push(self.below(plan, NodeId::ROOT));
        }
        counts
    }

    fn below(&self, plan: &Plan, id: NodeId) -> Counts {
        let node = plan.node(id);
        let end = if id == NodeId::ROOT { plan.len() } else { node.next.index() };
        let (first, last) = (self.before[id.index() + 1], self.before[end]);
        let mut counts = Counts::default();
        for (count, (first, last)) in counts.iter_mut().zip(first.into_iter().zip(last)) {
            *count = (last.0 - first.0, last.1 - first.1);
        }
        counts[0] = (node.tally.done, node.tally.total);
        counts
    }
}

/// A number in a line, in bytes of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Number {
    value: u32,
    span: Span,
}

/// Returns the whole numbers in `words`; none of `2.1`, `T012` and `2026-01-31`.
fn numbers(words: &str) -> Vec<Number> {
    let part = |character: char| character.is_alphanumeric() || matches!(character, '.' | '-' | '_' | '#');
    let mut found = Vec::new();
    let mut at = 0;
    for word in words.split(|character| !part(character)) {
        let trimmed = word.trim_end_matches(['.', '-']);
        if let Ok(value) = trimmed.parse() {
            found.push(Number { value, span: Span::new(at, at + trimmed.len()) });
        }
        at += word.len();
        at += words[at..].chars().next().map_or(0, char::len_utf8);
    }
    found
}

/// Returns the counts in `words` that none of `counts` agrees with: where, how bad, and what they should say.
fn stale(words: &str, counts: &[Counts]) -> Vec<(Span, Severity, String)> {
    let mut found = Vec::new();
    let numbers = numbers(words);
    let mut numbers = numbers.iter().peekable();
    let mut total = words.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase().starts_with("total");
    while let Some(number) = numbers.next() {
        let behind = &words[number.span.end..];
        let joins = |next: &&&Number| matches!(words[number.span.end..next.span.start].trim(), "/" | "of");
        if let Some(next) = numbers.next_if(|next| joins(&next)) {
            let behind = &words[next.span.end..];
            let span = Span::new(number.span.start, next.span.end);
            // `1/2/2026` is a date.
            if !behind.starts_with('/') {
                let holds_not = stale_pair((number.value, next.value), behind, counts);
                found.extend(holds_not.map(|now| (span, Severity::Warning, told(span.of(words), &now))));
            }
        } else if behind.starts_with('%') {
            let span = Span::new(number.span.start, number.span.end + 1);
            let holds_not = stale_share(number.value, counts);
            found.extend(holds_not.map(|now| (span, Severity::Note, told(span.of(words), &now))));
        } else if std::mem::take(&mut total) {
            let said = words[..number.span.end].trim_start_matches(|c: char| !c.is_alphanumeric()).replace("**", "");
            let holds_not = stale_total(number.value, words, counts);
            found.extend(holds_not.map(|now| (number.span, Severity::Note, told(&said, &now))));
        }
    }
    found
}

/// Returns what is told of a count that somebody has `said`, and that is another `now`.
fn told(said: &str, now: &str) -> String {
    format!("`{said}` does not hold any more: {now}")
}

/// Returns which of [`COUNTED`] `words` names; all where it names none.
fn meant(words: &str) -> std::ops::Range<usize> {
    let words = words.to_lowercase();
    let first = words.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
    match () {
        () if first.contains("step") => 2..3,
        () if first.contains("phase") => 3..4,
        () => 0..COUNTED.len(),
    }
}

/// Says what holds in place of `said`, done and all; nothing where the plan has no such number of anything.
fn stale_pair(said: (u32, u32), behind: &str, counts: &[Counts]) -> Option<String> {
    let all = counts.iter().flat_map(|counts| meant(behind).map(|at| (COUNTED[at], counts[at])));
    let same: Vec<_> = all.filter(|(_, (_, total))| *total == said.1 && said.1 > 0).collect();
    let &(what, (done, total)) = same.first()?;
    let holds = same.iter().any(|(_, (done, _))| *done == said.0);
    (!holds).then(|| format!("{done} of {total} {what} are done"))
}

/// Says what holds in place of `said` per cent.
fn stale_share(said: u32, counts: &[Counts]) -> Option<String> {
    let near = |(done, total): (u32, u32)| {
        let (done, total, said) = (u64::from(done), u64::from(total), u64::from(said));
        total > 0 && (100 * done).abs_diff(said * total) <= total
    };
    let (done, total) = counts[0][0];
    let holds = total == 0 || counts.iter().flatten().any(|&count| near(count));
    (!holds).then(|| {
        let share = u64::from(done) * 100 / u64::from(total);
        format!("{done} of {total} units of work are done, which is {share} %")
    })
}

/// Says what holds in place of `said` in all.
fn stale_total(said: u32, words: &str, counts: &[Counts]) -> Option<String> {
    let named = COUNTED.iter().enumerate().skip(1);
    let named = named.filter(|(_, what)| words.to_lowercase().contains(**what)).map(|(at, _)| at..at + 1).next();
    let range = match named {
        None if words.to_lowercase().contains("task") => 0..3,
        named => named?,
    };
    let all: Vec<u32> = counts.iter().flat_map(|counts| range.clone().map(|at| counts[at].1)).collect();
    let first = all.iter().copied().find(|&total| total > 0)?;
    (!all.contains(&said)).then(|| format!("the plan has {first}"))
}
