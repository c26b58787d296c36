//! The files that a node names, as rows of the detail.

use super::document::Subject;
use super::measure::{shown, wrap};
use super::run::{Line, Run, Tone};
use super::words;
use crate::plan::{Field, FieldKey, FileRef, Kind};
use crate::text::Span;

/// No more files are listed that a node names beside its Files fields.
const MOST_MENTIONS: usize = 8;

impl Subject<'_> {
    /// Returns the value of a Files field as one row a file; `None` where it says more than that.
    pub(super) fn file_rows(&self, field: &Field, room: usize) -> Option<Vec<Line>> {
        let files = self.files_in(field.value);
        let remarks = remarks(field.value.of(self.overview.plan.text()), field.value.start, &files)?;
        Some(files.iter().zip(remarks).flat_map(|(file, remark)| self.file_row(file, remark, room)).collect())
    }

    /// Returns the Markdown at `span` with a sign in front of each file.
    pub(super) fn signed(&self, span: Span) -> String {
        let text = self.overview.plan.text();
        let (mut signed, mut at) = (String::new(), span.start);
        for file in self.files_in(span) {
            let before = text[at..file.span.start].trim_end_matches('`');
            let (sign, _) = self.sign(&file);
            // The target of a link is not shown, but its label is.
            let label = before.strip_suffix("](").and_then(|label| label.rfind('['));
            let place = if before.ends_with("](") { label } else { Some(before.len()) };
            if let Some(place) = place.filter(|_| sign != " ") {
                // A dot that the plan has there would be a second one.
                let parted = before[..place].trim_end_matches(' ');
                let lead = parted.strip_suffix(['·', '•']).unwrap_or(&before[..place]);
                // No line ends between a sign and its file, and `+` in front of it begins no list.
                signed.extend([lead, sign, "\u{a0}"]);
                at += place;
            }
        }
        signed + &text[at..span.end]
    }

    /// Returns what files a step or item names beside its Files fields.
    pub(super) fn mentions(&self) -> Vec<FileRef> {
        let (plan, node) = (&self.overview.plan, self.overview.plan.node(self.id));
        if !matches!(node.kind, Kind::Step | Kind::Item) {
            return Vec::new();
        }
        let fields = || node.fields.iter().filter(|field| field.key == FieldKey::Files);
        let all = plan.file_mentions(self.id);
        let (listed, others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|file| fields().any(|field| field.value.covers(file.span)));
        let is_new = |file: &FileRef, before: &[FileRef]| {
            before.iter().all(|other| (&other.path, other.line) != (&file.path, file.line))
        };
        let mut mentions: Vec<FileRef> = Vec::new();
        for file in others {
            if mentions.len() <= MOST_MENTIONS && is_new(&file, &listed) && is_new(&file, &mentions) {
                mentions.push(file);
            }
        }
        mentions
    }

    /// Returns the files as rows; beyond some, only that there are more.
    pub(super) fn mention_rows(&self, files: &[FileRef], room: usize) -> Vec<Line> {
        let mut lines: Vec<Line> =
            files.iter().take(MOST_MENTIONS).flat_map(|file| self.file_row(file, "", room)).collect();
        if files.len() > MOST_MENTIONS {
            lines.push(vec![Run::new(format!("{} and more", self.symbols.ellipsis), Tone::Faint)]);
        }
        lines
    }

    /// Returns the file behind its sign, and in brackets what the plan remarks on it.
    fn file_row(&self, file: &FileRef, remark: &str, room: usize) -> Vec<Line> {
        let (sign, tone) = self.sign(file);
        let mut text = vec![Run::new(shown(&file.to_string(), words::TITLE_LIMIT), Tone::Code)];
        if !remark.is_empty() {
            text.push(Run::new(format!(" ({})", shown(remark, words::TITLE_LIMIT)), Tone::Faint));
        }
        let lines = wrap(&text, room.saturating_sub(2).max(1)).into_iter().enumerate();
        let lead = |index: usize| if index == 0 { Run::new(sign, tone) } else { Run::blank(1) };
        lines.map(|(index, line)| [vec![lead(index), Run::blank(1)], line].concat()).collect()
    }

    /// Returns the sign of whether the file is there: a fault only where `check` finds one, too.
    fn sign(&self, file: &FileRef) -> (&'static str, Tone) {
        self.symbols.presence(self.files.presence(file), self.overview.plan.is_owed(self.id, file))
    }

    /// Returns the mentions of files in `span`.
    fn files_in(&self, span: Span) -> Vec<FileRef> {
        let mut files = self.overview.plan.file_mentions(self.id);
        files.retain(|file| span.covers(file.span));
        files
    }
}

/// Returns what stands in brackets behind each of `files`; `None` where `value`, which starts at `start`, says more.
fn remarks<'a>(value: &'a str, start: usize, files: &[FileRef]) -> Option<Vec<&'a str>> {
    let mut ends = files.iter().skip(1).map(|file| file.span.start - start).chain([value.len()]);
    let first = files.first()?.span.start - start;
    says_nothing(&value[..first]).then_some(())?;
    let remark = |file: &FileRef| {
        let behind = value[file.span.end - start..ends.next()?].trim_start_matches('`');
        let inside = behind.trim_start().strip_prefix('(').and_then(|inside| inside.split_once(')'));
        let (remark, rest) = inside.unwrap_or(("", behind));
        (says_nothing(rest) && !remark.contains('\n')).then_some(remark)
    };
    files.iter().map(remark).collect()
}

/// Returns whether `text` only parts files from one another: blanks, commas, bullets, `and`.
fn says_nothing(text: &str) -> bool {
    let number = |word: &str| word.strip_suffix(['.', ')']).is_some_and(|word| word.parse::<u32>().is_ok());
    let nothing = |word: &str| matches!(word, "" | "and" | "-" | "*" | "+" | "·" | "•") || number(word);
    text.split(|c: char| c.is_whitespace() || ",;`".contains(c)).all(nothing)
}
