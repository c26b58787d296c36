//! What a heading, or an item's first line, says beside its title: box, sign, label, status.

use super::field::key;
use super::label::{self, Word};
use super::manner::Manner;
use super::{FieldKey, Kind, Label, Mark, MarkKind, State, status};
use crate::text::Span;

/// A heading or first line taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Phase, Step or Section for a heading.
    pub(super) kind: Kind,
    pub(super) mark: Option<Mark>,
    pub(super) label: Option<Label>,
    /// The title's bytes, still with inline markup.
    pub(super) title: Span,
    /// Label and title; the title where there is no label.
    pub(super) whole: Span,
    /// Whether a colon or dash stands between label and title.
    pub(super) apart: bool,
}

/// Takes the heading whose text stands at `text` apart, in a plan of `manner`.
pub(super) fn heading(source: &str, text: Span, manner: Manner) -> Head {
    let content = text.of(source);
    let (begin, lead) = decoration(content, manner);
    let found = label::of_heading(&content[begin..]);
    let at = begin + found.as_ref().map_or(0, |found| found.len);
    let apart = content[begin..at].trim_end_matches([' ', '\t', '*']).ends_with(label::SEPARATORS);
    let tail = status::at_end(&content[at..], manner);
    let end = tail.map_or(content.len(), |tail| at + opening_tick(&content[at..], tail.span.start));
    let boxed = |kind| kind == MarkKind::Box;
    let mark = lead
        .filter(|(kind, ..)| boxed(*kind))
        .or_else(|| tail.map(|tail| (tail.kind, Span::new(at + tail.span.start, at + tail.span.end), tail.state)))
        .or(lead);
    let (mark, at) = match found.as_ref().filter(|_| mark.is_none()).and_then(|_| sign_behind(content, at)) {
        Some((sign, behind)) => (Some(sign), behind),
        None => (mark, at),
    };
    let kind = match found.as_ref().map(|found| found.word) {
        Some(Some(Word::Phase)) => Kind::Phase,
        Some(_) => Kind::Step,
        None if mark.is_some_and(|(kind, ..)| boxed(kind)) => Kind::Step,
        None => Kind::Section,
    };
    // A sign on any other heading decorates: "✅ Already fixed".
    let mark = mark.filter(|_| kind != Kind::Section).map(|(kind, span, state)| Mark {
        kind,
        span: Span::new(text.start + span.start, text.start + span.end),
        state,
    });
    let end = if mark.is_some() { end } else { content.len() };
    let title = shift(trim(content, at.min(end), end), text.start);
    let whole = shift(trim(content, begin.min(end), end), text.start);
    Head { kind, mark, label: found.map(|found| found.label), title, whole, apart }
}

/// Returns the part of `line` that stands for a heading, without the blanks around it, and what its label names:
/// a line all in bold that starts with a label (`**Step 1: …**`), perhaps with a status behind it.
pub(super) fn bold_heading(source: &str, line: Span) -> Option<(Span, Option<Word>)> {
    let content = line.of(source);
    let blank = content.len() - content.trim_start().len();
    let content = content.trim();
    // Most bold lines are fields, and that they name no step is found sooner than what they end with.
    label::of_heading(content.strip_prefix("**")?)?;
    let core =
        status::at_end(content, Manner::default()).map_or(content, |status| content[..status.span.start].trim_end());
    let inner = core.strip_prefix("**")?.trim_end_matches(':').strip_suffix("**")?;
    let found = label::of_heading(inner).filter(|_| !inner.contains("**"))?;
    // `**Week 1:**` and `**Phase 1 Success Criteria:**` only lead over to what follows.
    let title = inner[found.len..].trim_end_matches(':');
    if core.trim_end_matches('*').ends_with(':') && (title.is_empty() || key(title) != FieldKey::Other) {
        return None;
    }
    Some((Span::new(line.start + blank, line.start + blank + content.len()), found.word))
}

/// Takes the first line of an item apart; `text` begins behind its box.
pub(super) fn item(source: &str, text: Span) -> (Option<Label>, Span) {
    let content = text.of(source);
    let blank = content.len() - content.trim_start().len();
    let emphasis = content[blank..].len() - content[blank..].trim_start_matches(['*', '~']).len();
    let at = blank + emphasis;
    match label::of_item(&content[at..]) {
        Some(found) => (Some(found.label), shift(trim(content, at + found.len, content.len()), text.start)),
        None => (None, shift(trim(content, blank, content.len()), text.start)),
    }
}

/// Returns where the words of a heading begin, and the box or sign passed on the way.
fn decoration(content: &str, manner: Manner) -> (usize, Option<(MarkKind, Span, State)>) {
    let mut at = 0;
    let mut mark = None;
    loop {
        let rest = &content[at..];
        let Some(first) = rest.chars().next() else { break };
        let step = if let Some((span, state)) = boxed(rest, manner).filter(|_| mark.is_none()) {
            mark = Some((MarkKind::Box, shift(span, at), state));
            span.end + rest[span.end..].len() - rest[span.end..].trim_start_matches('`').len()
        } else if let Some((state, len)) = status::sign(rest) {
            mark = mark.or(Some((MarkKind::Emoji, Span::new(at, at + len), state)));
            len
        } else if matches!(first, '*' | '~') || first.is_whitespace() || !first.is_ascii() && !first.is_alphanumeric() {
            first.len_utf8()
        } else if let Some(len) = ordinal_before_word(rest) {
            len
        } else {
            break;
        };
        at += step;
    }
    (at, mark)
}

/// Returns the sign that stands between the label, which ends at `at`, and the title; and where the title begins.
fn sign_behind(content: &str, at: usize) -> Option<((MarkKind, Span, State), usize)> {
    let rest = content[at..].trim_start_matches([' ', '\t', '*', '~']);
    let start = content.len() - rest.len();
    let (state, len) = status::sign(rest)?;
    Some(((MarkKind::Emoji, Span::new(start, start + len), state), start + len))
}

/// Returns the box that `rest` starts with, perhaps in a code span, and its state.
fn boxed(rest: &str, manner: Manner) -> Option<(Span, State)> {
    let inner = rest.trim_start_matches('`');
    let ticks = rest.len() - inner.len();
    let mut characters = inner.chars();
    let (open, held, close) = (characters.next()?, characters.next()?, characters.next()?);
    let behind = characters.as_str().trim_start_matches('`');
    let state = manner.of_box(held);
    let stands_alone = behind.is_empty() || behind.starts_with(char::is_whitespace);
    (open == '[' && close == ']' && stands_alone && state != State::Unknown)
        .then(|| (Span::new(ticks, ticks + 2 + held.len_utf8()), state))
}

/// Returns the length of the `1. ` in `1. Phase 1: …`.
fn ordinal_before_word(rest: &str) -> Option<usize> {
    let digits = rest.len() - rest.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    let behind = rest[digits..].strip_prefix(['.', ')'])?;
    let words = behind.trim_start_matches([' ', '*']);
    (digits > 0 && label::word(words).is_some()).then_some(rest.len() - words.len())
}

/// Returns `at` without the opening backtick of a box in a code span.
fn opening_tick(content: &str, at: usize) -> usize {
    content[..at].trim_end_matches('`').len()
}

/// Returns `start..end` without blanks, separators and stray emphasis around it.
fn trim(content: &str, start: usize, end: usize) -> Span {
    let inner = content[start..end].trim_end_matches([' ', '\t', ':', '–', '—', '-', '*']);
    let inner = if inner.is_empty() { content[start..end].trim_end() } else { inner };
    let blank = inner.len() - inner.trim_start().len();
    Span::new(start + blank.min(inner.len()), start + inner.len())
}

const fn shift(span: Span, by: usize) -> Span {
    Span::new(span.start + by, span.end + by)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &str, expected: &str) {
        let head = heading(content, Span::new(0, content.len()), Manner::default());
        let mark = head.mark.map_or(String::new(), |mark| format!(" <{}> {:?}", mark.span.of(content), mark.state));
        let label = head.label.map_or(String::new(), |label| format!(" {}", label.number));
        assert_eq!(format!("{:?}{label}{mark} | {}", head.kind, head.title.of(content)), expected, "{content}");
    }

    #[test]
    fn headings_are_taken_apart() {
        check("Phase 1: Foundations", "Phase 1 | Foundations");
        check("[x] Step 1.1: Schema", "Step 1.1 <[x]> Done | Schema");
        check("[ ] Step: Implementation", "Step <[ ]> Open | Step: Implementation");
        check("1.1 Add it [x]", "Step 1.1 <[x]> Done | Add it");
        check("1.1 Add it `[ ]`", "Step 1.1 <[ ]> Open | Add it");
        check("✅ Step 4.3: Ship", "Step 4.3 <✅> Done | Ship");
        check("Step 4.3: ✅ Ship", "Step 4.3 <✅> Done | Ship");
        check("Step 4.3 ✅ Ship", "Step 4.3 <✅> Done | Ship");
        check("Step 4.3: **✅ Ship**", "Step 4.3 <✅> Done | Ship");
        check("4.3 ⏳ Ship", "Step 4.3 <⏳> Open | Ship");
        check("Step 4.3: 🚀 Ship", "Step 4.3 | 🚀 Ship");
        check("✅ Step 4.3: ⏳ Ship", "Step 4.3 <✅> Done | ⏳ Ship");
        check("Step 4.3: ⏳ Ship ✅", "Step 4.3 <✅> Done | ⏳ Ship");
        check("Phase 1: ✅", "Phase 1 <✅> Done | ");
        check("Phase 1: Core ✅ COMPLETED", "Phase 1 <✅ COMPLETED> Done | Core");
        check("🚀 Phase 2 - Launch", "Phase 2 | Launch");
        check("1. **Phase 3**: Build", "Phase 3 | Build");
        check("✅ Already Fixed", "Section | ✅ Already Fixed".replace("✅ ", "").as_str());
        check("Testing Strategy", "Section | Testing Strategy");
        check("3. Overview", "Section | 3. Overview");
        check("[-] Task 2: Dropped", "Step 2 <[-]> Cancelled | Dropped");
        check("Phase 2", "Phase 2 | ");
        check("Step 1: Use [x] here and there", "Step 1 | Use [x] here and there");
    }

    #[test]
    fn items_are_taken_apart() {
        for (content, label, title) in [
            (" 2.1 Client", Some("2.1"), "Client"),
            (" **Step 1: Write the test**", Some("1"), "Write the test"),
            (" T001 [P] Create", Some("T001"), "[P] Create"),
            ("  two blanks", None, "two blanks"),
        ] {
            let (found, span) = item(content, Span::new(0, content.len()));
            assert_eq!((found.as_ref().map(|label| &*label.number), span.of(content)), (label, title));
        }
    }
}
