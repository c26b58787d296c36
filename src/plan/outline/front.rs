//! Front matter: properties of the plan above its Markdown, in YAML or TOML. Nothing here is ever written.

use super::super::field::{FieldLine, key};
use super::super::{FieldForm, NodeId};
use super::Builder;
use crate::text::Span;

impl Builder<'_> {
    /// Gives the plan what the front matter in `span` says of it; its title, where it has none of its own, too.
    pub(super) fn front_matter(&mut self, span: Span) {
        let mut at = span.start;
        for line in span.of(self.source).split_inclusive('\n') {
            let start = at;
            at += line.len();
            let Some((name, value)) = property(line) else { continue };
            let shift = |part: Span| Span::new(start + part.start, start + part.end);
            let found = FieldLine { key: key(name.of(line)), name: shift(name), value: shift(value) };
            let title = found.name.of(self.source) == "title";
            self.field(NodeId::ROOT, FieldForm::Paragraph, found, Span::new(start, found.value.end), found.value, None);
            if title {
                self.nodes[0].title = found.value.of(self.source).into();
            }
        }
    }
}

/// Returns name and value of `name: value` or `name = value` at the start of a line; nested ones and lists are left out.
fn property(line: &str) -> Option<(Span, Span)> {
    let name = line.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).filter(|&len| len > 0)?;
    let behind = line[name..].trim_start_matches(' ');
    let value = behind.strip_prefix([':', '='])?;
    let value = value.strip_prefix(' ')?.trim();
    let bare =
        ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote)).unwrap_or(value);
    let sign = line.len() - behind.len() + 1;
    let start = sign + line[sign..].find(bare)?;
    let holds = !bare.is_empty() && !bare.starts_with(['[', '{', '|', '>', '#']);
    holds.then(|| (Span::new(0, name), Span::new(start, start + bare.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties() {
        for (line, expected) in [
            ("status: Done\n", Some(("status", "Done"))),
            ("title: 'Lost: found'\r\n", Some(("title", "Lost: found"))),
            ("title = \"Lost\"", Some(("title", "Lost"))),
            ("created_date: 2026-01-01", Some(("created_date", "2026-01-01"))),
            ("t: t", Some(("t", "t"))),
            ("labels: []", None),
            ("assignee:", None),
            ("  - nested: x", None),
            ("# status: x", None),
            ("---", None),
            ("x: '", Some(("x", "'"))),
            ("x: ''", None),
            ("http://x.y", None),
        ] {
            let found = property(line).map(|(name, value)| (name.of(line), value.of(line)));
            assert_eq!(found, expected, "{line:?}");
        }
    }
}
