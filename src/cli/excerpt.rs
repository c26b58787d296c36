//! Diagnostics as rustc shows them: a title, the line in question, what is wrong below it, and what to do.

use annotate_snippets::{Annotation, AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::check::Checked;
use super::output::Look;
use crate::plan::{Diagnostic, Severity};
use crate::text::{Span, is_unsafe, line_of, sanitize};

/// No longer line is shown, in bytes: nobody would find the place in it.
const LONGEST_LINE: usize = 4096;

/// Turns diagnostics into text that a terminal may see.
#[derive(Debug)]
pub(super) struct Excerpts {
    renderer: Renderer,
}

impl Excerpts {
    /// Returns excerpts for an output of this look.
    pub(super) fn new(look: Look) -> Self {
        let renderer = if look.colours { Renderer::styled() } else { Renderer::plain() };
        let renderer = look.columns.map_or(renderer.clone(), |columns| renderer.term_width(columns));
        Self { renderer }
    }

    /// Returns the lines for `diagnostic`, without a line ending behind the last one.
    pub(super) fn render(&self, checked: &Checked, diagnostic: &Diagnostic) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let title = level.primary_title(sanitize(&diagnostic.message)).id(diagnostic.code);
        let primary = |range| AnnotationKind::Primary.span(range);
        let mut group = title.element(excerpt(checked, diagnostic.span, primary));
        for (span, label) in &diagnostic.related {
            let context = |range| AnnotationKind::Context.span(range).label(sanitize(label));
            group = group.element(excerpt(checked, *span, context));
        }
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(sanitize(help)));
        }
        self.renderer.render(&[group])
    }
}

/// Returns the line at `span` with an annotation, or only its place where the line is too long to be shown.
fn excerpt<'a>(
    checked: &'a Checked,
    span: Span,
    annotation: impl FnOnce(std::ops::Range<usize>) -> Annotation<'a>,
) -> Element<'a> {
    let text = checked.plan.text();
    let path = sanitize(&checked.path.display().to_string()).into_owned();
    let (line, number) = (line_of(text, span.start), checked.index.line(span.start));
    if line.len() > LONGEST_LINE {
        let column = checked.index.column(text, span.start);
        return Origin::path(path).line(number).char_column(column).into();
    }
    let (safe, range) = safe_line(line.of(text), span.start - line.start, span.end.min(line.end) - line.start);
    Snippet::source(safe).line_start(number).path(path).annotation(annotation(range)).into()
}

/// Returns `line` with safe characters in place of others, and where the part from `start` to `end` is then, all in
/// bytes.
fn safe_line(line: &str, start: usize, end: usize) -> (String, std::ops::Range<usize>) {
    let mut safe = String::with_capacity(line.len());
    let mut range = (None, None);
    for (at, character) in line.char_indices() {
        if at >= start {
            range.0.get_or_insert(safe.len());
        }
        if at >= end {
            range.1.get_or_insert(safe.len());
        }
        match character {
            // It is no character of the line: it says how the file is encoded.
            '\u{feff}' => {}
            '\t' => safe.push(' '),
            other if is_unsafe(other) => safe.push('·'),
            other => safe.push(other),
        }
    }
    let first = range.0.unwrap_or(safe.len());
    let last = range.1.unwrap_or(safe.len()).max(first);
    (safe, first..last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_follow_what_is_made_safe() {
        for (line, part, expected) in [
            ("- [?] a", "[?]", "- «[?]» a"),
            ("\u{feff}# [A b]", "[A b]", "# «[A b]»"),
            ("\u{1b}[2J\té [?]\u{202e}", "[?]", "·[2J é «[?]»·"),
            ("a", "", "«»a"),
        ] {
            let start = line.find(part).expect(line);
            let (safe, range) = safe_line(line, start, start + part.len());
            let shown = format!("{}«{}»{}", &safe[..range.start], &safe[range.clone()], &safe[range.end..]);
            assert_eq!(shown, expected);
        }
    }
}
