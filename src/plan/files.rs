//! The files that a node names: in its title, its fields and its prose.
//!
//! Which words are paths is decided in `path`; here the text is taken apart, line by line, as Markdown would
//! (code spans: `CommonMark` 6.1; links: 6.3; fences: 4.5). Whether the files are there is nobody's business here.

use std::collections::HashSet;
use std::fmt;

use super::field::key;
use super::path::{self, Expected, Written};
use super::{FieldKey, Kind, NodeId, Plan};
use crate::text::Span;

/// A file as a plan names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileRef {
    /// The path as it is written, without the place in the file.
    pub path: String,
    /// The line that is written behind it, from 1; the first one of a range.
    pub line: Option<usize>,
    /// The column that is written behind the line, from 1.
    pub column: Option<usize>,
    /// All of it in the plan's text, the place included.
    pub span: Span,
}

impl fmt::Display for FileRef {
    /// Writes `path`, `path:line` or `path:line:column`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        for number in [self.line, self.column].into_iter().flatten() {
            write!(f, ":{number}")?;
        }
        Ok(())
    }
}

impl Plan {
    /// Returns the files that `id` itself names, not what lies in it, in document order; each place once.
    ///
    /// A Files field may name them in any way. Elsewhere only what can hardly be anything else counts: `src/a.rs`,
    /// `Makefile`, but no URL, command, pattern, version or `and/or`. The text in fences is left out.
    pub fn files_named(&self, id: NodeId) -> Vec<FileRef> {
        let mut files = self.file_mentions(id);
        let mut known = HashSet::new();
        files.retain(|file| known.insert((file.path.clone(), file.line, file.column)));
        files
    }

    /// Returns the same with every mention, also where the file was named before.
    pub fn file_mentions(&self, id: NodeId) -> Vec<FileRef> {
        let mut scanner = Scanner { text: &self.text, found: Vec::new() };
        for (span, expected) in self.own_text(id) {
            scanner.scan(span, expected);
        }
        scanner.found
    }

    /// Returns where the text of `id` stands without that of the nodes in it, in document order.
    pub(super) fn own_spans(&self, id: NodeId) -> impl Iterator<Item = Span> {
        self.own_text(id).into_iter().map(|(span, _)| span)
    }

    /// Returns the text of `id` without that of the nodes in it, in document order, and what is expected there.
    fn own_text(&self, id: NodeId) -> Vec<(Span, Expected)> {
        let node = self.node(id);
        let lists_files = |id: NodeId| key(&self.node(id).title) == FieldKey::Files;
        let around = node.parent.filter(|&parent| node.kind == Kind::Item && self.node(parent).kind == Kind::Checklist);
        let own = |is_list| if is_list { Expected::Files } else { Expected::Words };
        let mut parts = vec![(node.head, own(around.is_some_and(lists_files)))];
        for field in &node.fields {
            let name = Span::new(field.span.start.min(field.value.start), field.value.start);
            parts.extend([(name, Expected::Words), (field.value, own(field.key == FieldKey::Files))]);
        }
        let prose = own(lists_files(id));
        parts.extend(node.prose.iter().map(|&span| (span, prose)));
        parts.sort_by_key(|(span, _)| span.start);
        let mut children = self.children(id).map(|child| self.node(child).span).peekable();
        let (mut own_parts, mut at) = (Vec::new(), 0);
        for (span, expected) in parts {
            at = at.max(span.start);
            while let Some(child) = children.peek().copied().filter(|child| child.start < span.end) {
                own_parts.push((Span::new(at.min(child.start), child.start), expected));
                at = at.max(child.end);
                if child.end > span.end {
                    break;
                }
                children.next();
            }
            own_parts.push((Span::new(at.min(span.end), span.end), expected));
            at = at.max(span.end);
        }
        own_parts
    }
}

/// Takes text apart and collects what is a path.
struct Scanner<'a> {
    text: &'a str,
    found: Vec<FileRef>,
}

/// No line is read beyond this many bytes: longer ones are data.
const LONGEST_LINE: usize = 16 * 1024;

impl<'a> Scanner<'a> {
    fn scan(&mut self, span: Span, expected: Expected) {
        let mut fence: Option<&str> = None;
        let mut start = span.start;
        for line in span.of(self.text).split_inclusive('\n') {
            let mark = fence_mark(line);
            match (fence, mark) {
                (None, Some(mark)) => fence = Some(mark),
                (Some(open), Some(mark)) if mark.starts_with(open) => fence = None,
                // A list of files may stand in a fence; commands and code do not count.
                (Some(_), _) if expected == Expected::Words => {}
                _ => self.line(start, &line[..line.floor_char_boundary(LONGEST_LINE)], expected),
            }
            start += line.len();
        }
    }

    /// Reads one line, which starts at `start`. In a Files field only its beginning is sure to name files: a remark follows.
    fn line(&mut self, start: usize, line: &'a str, mut expected: Expected) {
        let (before, mut at) = (self.found.len(), 0);
        while at < line.len() {
            let rest = &line[at..];
            let taken = if rest.starts_with('`') {
                self.code(start + at, rest, expected)
            } else if rest.starts_with("](") {
                self.link(start + at, rest, expected)
            } else if rest.starts_with("<!--") {
                rest.find("-->").unwrap_or(rest.len())
            } else if let Some(blank) = rest.chars().next().filter(|&c| is_gap(c)) {
                blank.len_utf8()
            } else {
                let end = word_end(rest);
                self.word(start + at, &rest[..end], expected);
                if self.found.len() > before && opens_remark(&rest[..end]) {
                    expected = Expected::Words;
                }
                end
            };
            at += taken.max(1);
        }
    }

    /// Reads the code span that `rest` starts with, and returns its length; of the backticks alone if nothing closes it.
    fn code(&mut self, at: usize, rest: &'a str, expected: Expected) -> usize {
        let ticks = rest.len() - rest.trim_start_matches('`').len();
        let Some(len) = rest[ticks..].find(&rest[..ticks]) else { return ticks };
        let content = &rest[ticks..ticks + len];
        let mut pieces = content.split(',');
        // `cargo test x` is a command, `a.rs, b.rs` are files.
        if pieces.clone().all(|piece| !piece.trim().contains(char::is_whitespace)) {
            let mut start = at + ticks;
            pieces.by_ref().for_each(|piece| {
                let blank = piece.len() - piece.trim_start().len();
                self.keep(start + blank, piece.trim(), Written::Code, expected);
                start += piece.len() + 1;
            });
        }
        ticks + len + ticks
    }

    /// Reads the target of the link whose label ends with `rest`, and returns how much of `rest` it takes.
    fn link(&mut self, at: usize, rest: &'a str, expected: Expected) -> usize {
        let Some(len) = rest[2..].find([')', ' ']) else { return 2 };
        let before = self.found.len();
        self.keep(at + 2, &rest[2..2 + len], Written::Code, expected);
        // The label is only what the link is called.
        let label = before.checked_sub(1).filter(|_| self.found.len() > before);
        let is_label = |&last: &usize| self.text[self.found[last].span.end..at].trim_matches('`').is_empty();
        if let Some(last) = label.filter(is_label) {
            self.found.remove(last);
        }
        2 + len
    }

    /// Reads a word among others.
    fn word(&mut self, at: usize, word: &str, expected: Expected) {
        let core = bare(word);
        if core.is_empty() {
            return;
        }
        let start = word.find(core).unwrap_or(0);
        let (before, behind) = (&word[..start], &word[start + core.len()..]);
        // `src/*` and `**/a.rs` are patterns; `**src/a.rs**` is bold.
        let pattern = before.ends_with('*') && core.starts_with(['/', '.'])
            || behind.starts_with('*') && core.ends_with(['/', '-', '_', '.']);
        if pattern {
            return;
        }
        // `\_` is an underscore that Markdown shall leave alone (CommonMark 2.4).
        if core.contains("\\_") {
            let plain = core.replace("\\_", "_");
            let found = self.found.len();
            self.keep(at + start, &plain, Written::Word, expected);
            if let Some(file) = self.found.get_mut(found) {
                file.span = Span::new(at + start, at + start + core.len());
            }
        } else {
            self.keep(at + start, core, Written::Word, expected);
        }
    }

    fn keep(&mut self, at: usize, text: &str, written: Written, expected: Expected) {
        if let Some(found) = path::path(text, written, expected) {
            let span = Span::new(at, at + text.len());
            let (line, column) = (found.line, found.column);
            self.found.push(FileRef { path: found.path.to_owned(), line, column, span });
        }
    }
}

/// Returns the fence that `line` opens or closes: its backticks or tildes, in a list or a quote as well.
fn fence_mark(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || "-*+>".contains(c));
    let mark = line.chars().next().filter(|c| "`~".contains(*c))?;
    let len = line.len() - line.trim_start_matches(mark).len();
    // ```` ```a.rs``` ```` on one line is a code span.
    (len >= 3 && !line[len..].contains('`')).then(|| &line[..len])
}

/// Returns whether no word goes on with `character`.
fn is_gap(character: char) -> bool {
    character.is_whitespace() || ",;|\"“”«»、，（）：「」".contains(character)
}

/// Returns the length of the word that `rest` starts with.
fn word_end(rest: &str) -> usize {
    let gap = rest.find(|c: char| is_gap(c) || c == '`').unwrap_or(rest.len());
    let link = rest[..gap].find("](").unwrap_or(gap);
    if link > 0 { link } else { gap.max(1) }
}

/// Returns `word` without the punctuation and emphasis around it.
fn bare(word: &str) -> &str {
    let mut word = word.trim_start_matches(['(', '*']);
    loop {
        let before = word.len();
        word = word.trim_end_matches(['.', ',', ':', '!', '?', '*']);
        if word.matches(')').count() > word.matches('(').count() {
            word = word.strip_suffix(')').unwrap_or(word);
        }
        if let Some(inner) = word.strip_prefix('_').and_then(|word| word.strip_suffix('_')) {
            word = inner;
        }
        // `[a.rs]` and the label `[a.rs](…)`, but `[id].tsx`.
        if let Some(inner) = word.strip_prefix('[') {
            if let Some(inner) = inner.strip_suffix(']') {
                word = inner;
            } else if !inner.contains(']') {
                word = inner;
            }
        }
        if word.len() == before {
            return word;
        }
    }
}

/// Returns whether a remark follows `word` in a list of files: `a.rs – what for`, `a.rs: what for`.
fn opens_remark(word: &str) -> bool {
    matches!(word, "-" | "–" | "—" | "→") || word.ends_with(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the files that the node at `address` names, with their places.
    fn named(markdown: &str, address: &str) -> String {
        let plan = Plan::read(markdown, "plan");
        let id = plan.resolve(address).unwrap_or_else(|refusal| panic!("{refusal}"));
        let files = plan.files_named(id);
        for file in &files {
            let written = file.span.of(plan.text()).replace("\\_", "_");
            assert!(written.trim_start_matches('@').starts_with(&file.path), "{written} is {}", file.path);
        }
        files.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    fn in_field(value: &str) -> String {
        named(&format!("# P\n### Step 1.1: A\n- **Description**: d\n- **Files**: {value}\n- **Owner**: o\n"), "1.1")
    }

    #[test]
    fn a_files_field_lists_files() {
        for (value, expected) in [
            ("`src/a.rs`, `src/b.rs`", "src/a.rs src/b.rs"),
            ("src/a.rs, src/b.rs:10-20", "src/a.rs src/b.rs:10"),
            ("`src/a.rs, src/b.rs`", "src/a.rs src/b.rs"),
            ("`src/a.rs` (new), `src/b.rs` (rewrite)", "src/a.rs src/b.rs"),
            ("`bin/run` (new) and docs/ (all of it), `bin/b`", "bin/run docs/ bin/b"),
            ("`x.swift:66,70`", "x.swift:66"),
            ("\n  - `src/a.rs`\n  - `src/b.rs`: add `state.field` and `c.rs`", "src/a.rs src/b.rs c.rs"),
            ("\n  - Create: `a/b`\n  - Modify: `b.rs:10-20`\n  - Delete: `.x/` (folder)", "a/b b.rs:10 .x/"),
            ("\n  1. `src/a.rs` - adds `x/y` to it\n  2. src/b.rs — see `c/d`", "src/a.rs src/b.rs"),
            ("\n  ```\n  src/a.rs\n  src/b/\n  ```", "src/a.rs src/b/"),
            ("N/A", ""),
            ("None", ""),
            ("[Specific files]", ""),
            ("", ""),
        ] {
            assert_eq!(in_field(value), expected, "{value}");
        }
    }

    #[test]
    fn a_list_below_a_bold_name_counts_too() {
        let text = "# P\n### Task 1: A\n\n**Files:**\n- Create: `docs/a`\n- Modify: `b.rs` — see `c/d`\n\nWords `e/f`, x/g.rs.\n";
        assert_eq!(named(text, "1"), "docs/a b.rs x/g.rs");
        assert_eq!(named("# P\n## Files to Modify\n- `bin/run`\n- b.rs\n", "files-to-modify"), "bin/run b.rs");
        assert_eq!(named("# P\n## Files\n- [ ] docs/\n", ":3"), "docs/");
    }

    #[test]
    fn titles_and_prose_name_files() {
        let item = |text: &str| named(&format!("# P\n### Step 1.1: A\n- [ ] {text}\n"), ":3");
        for (text, expected) in [
            ("Create `src/a.rs`", "src/a.rs"),
            ("Create src/a.rs, then (see docs/guide.md).", "src/a.rs docs/guide.md"),
            ("Fix `src/a.rs:12:3` and src/b.rs:4: it fails", "src/a.rs:12:3 src/b.rs:4"),
            ("**Step: `a.rs` and b.rs**", "a.rs b.rs"),
            ("*src/a.rs* _src/b.rs_ \"src/c.rs\"", "src/a.rs src/b.rs src/c.rs"),
            ("See [the guide](docs/guide.md#top) and [a.rs](../src/a.rs)", "docs/guide.md ../src/a.rs"),
            ("See [`a.rs`](../src/a.rs) and [b.rs](https://x.y/b.rs)", "../src/a.rs b.rs"),
            ("Edit snake\\_case.py", "snake_case.py"),
            ("Edit `a.rs` and `a.rs`, `a.rs:3`", "a.rs a.rs:3"),
            ("Run `cargo test src/a.rs` and/or `npm run x.js`", ""),
            ("Match src/*, `src/*.rs`, **/a.rs and *.md", ""),
            ("Open https://x.y/a.md, <http://x.y/b.md>", ""),
            ("Bump 1.2.3 on 2026-01-02 <!-- a.rs -->", ""),
            ("Open `a ` b", ""),
            ("`", ""),
        ] {
            assert_eq!(item(text), expected, "{text}");
        }
    }

    #[test]
    fn each_node_has_its_own() {
        let text = "\
# P
Read docs/guide.md.
### Step 1.1: Write `a.rs`
- **Files**: b.rs
- **Validation**: see tests/c.rs
  - [ ] d.rs is there
    Words about e.rs.
- **Owner**: f.md

```sh
cat g.rs
```

| Table | `h.rs` |
|---|---|
| i.rs | j.rs |
";
        for (address, expected) in
            [(":1", "docs/guide.md"), ("1.1", "a.rs b.rs tests/c.rs f.md h.rs i.rs j.rs"), (":6", "d.rs e.rs")]
        {
            let plan = Plan::read(text, "plan");
            let shown = if address == ":1" {
                plan.files_named(NodeId::ROOT).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
            } else {
                named(text, address)
            };
            assert_eq!(shown, expected, "{address}");
        }
    }
}
