//! Three texts merged by lines (diff3), whatever stands in them.
//!
//! Lines are compared without their endings, so that a file whose endings an editor has changed still merges; the
//! endings, the byte order mark and the last newline are merged by themselves.

use std::cmp::Ordering;
use std::ops::Range;

use similar::DiffOp;

use super::three_way;
use crate::plan::align::alike;
use crate::plan::field;
use crate::text::{Span, Way, diff, line_ending};

/// The byte order mark, which belongs to no line.
const BOM: char = '\u{feff}';

/// A text taken apart into lines.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    pub(super) text: &'a str,
    /// What each line says, without its ending, and the ending; that of the whole text where the line has none.
    pub(super) each: Vec<(Span, &'static str)>,
    pub(super) shape: Shape,
}

/// What a text is beside its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// Whether it starts with a byte order mark.
    pub(super) has_bom: bool,
    /// How most of its lines end.
    pub(super) ending: &'static str,
    /// Whether its last line does.
    pub(super) is_ended: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let shape = Shape {
            has_bom: text.starts_with(BOM),
            ending: usual_ending(text),
            is_ended: text.is_empty() || text.ends_with('\n'),
        };
        let mut start = if shape.has_bom { BOM.len_utf8() } else { 0 };
        let each = text[start..].split_inclusive('\n').map(|line| {
            let (said, ending) = match (line.strip_suffix("\r\n"), line.strip_suffix('\n')) {
                (Some(said), _) => (said, "\r\n"),
                (None, Some(said)) => (said, "\n"),
                (None, None) => (line, shape.ending),
            };
            let span = Span::new(start, start + said.len());
            start += line.len();
            (span, ending)
        });
        Self { text, each: each.collect(), shape }
    }

    pub(super) fn len(&self) -> usize {
        self.each.len()
    }

    /// Returns what the line at `index`, counted from 0, says.
    pub(super) fn said(&self, index: usize) -> &'a str {
        self.each[index].0.of(self.text)
    }

    /// Returns where the line at `index` starts; the end of the text behind the last one.
    pub(super) fn start(&self, index: usize) -> usize {
        self.each.get(index).map_or(self.text.len(), |(span, _)| span.start)
    }

    /// Returns the bytes of whole lines, with their endings.
    pub(super) fn whole(&self, range: &Range<usize>) -> Span {
        Span::new(self.start(range.start), self.start(range.end))
    }

    fn all(&self, range: &Range<usize>) -> impl DoubleEndedIterator<Item = &'a str> + ExactSizeIterator {
        range.clone().map(|index| self.said(index))
    }
}

/// Returns how most lines of `text` end: a side may have put one in that ends otherwise. Where as many end either way, the
/// first one tells.
fn usual_ending(text: &str) -> &'static str {
    match (2 * text.matches("\r\n").count()).cmp(&text.matches('\n').count()) {
        Ordering::Less => "\n",
        Ordering::Equal => line_ending(text),
        Ordering::Greater => "\r\n",
    }
}

/// Lines of the three texts that belong together, as ranges of indexes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chunk {
    pub(super) fate: Fate,
    pub(super) base: Range<usize>,
    pub(super) ours: Range<usize>,
    pub(super) theirs: Range<usize>,
}

/// One of the two texts that are merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Ours,
    Theirs,
}

/// What becomes of a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// All three say the same.
    Same,
    /// Only ours has changed it.
    Ours,
    /// Only theirs has changed it, or both have alike.
    Theirs,
    /// Both have changed it, each otherwise.
    Conflict,
}

/// Returns the three texts as one row of chunks that leaves out no line of any of them.
pub(super) fn diff3(base: &Lines, ours: &Lines, theirs: &Lines) -> Vec<Chunk> {
    let mut merge = Diff3 { base, ours, theirs, chunks: Vec::new(), at: [0; 3] };
    let (mut of_ours, mut of_theirs) = (hunks(base, ours).into_iter(), hunks(base, theirs).into_iter());
    let (mut a, mut b) = (of_ours.next(), of_theirs.next());
    while let Some(first) = earlier(a.as_ref(), b.as_ref()) {
        let mut group = first.clone();
        let mut grown = [0, 0];
        loop {
            if let Some(hunk) = a.take_if(|hunk| hunk.touches(&group)) {
                grown[0] += hunk.grown();
                group = hunk.and(&group);
                a = of_ours.next();
            } else if let Some(hunk) = b.take_if(|hunk| hunk.touches(&group)) {
                grown[1] += hunk.grown();
                group = hunk.and(&group);
                b = of_theirs.next();
            } else {
                break;
            }
        }
        merge.group(&group.base, grown);
    }
    merge.same_until(base.len());
    merge.chunks
}

/// A run of lines of the base that one side has changed.
#[derive(Clone, Debug)]
struct Hunk {
    base: Range<usize>,
    side: Range<usize>,
}

impl Hunk {
    fn grown(&self) -> isize {
        self.side.len().cast_signed() - self.base.len().cast_signed()
    }

    /// Returns whether both change the same lines or insert at the same place; neighbours do not touch.
    fn touches(&self, group: &Self) -> bool {
        let (a, b) = (&self.base, &group.base);
        a == b || a.start < b.end && b.start < a.end
    }

    /// Returns the lines from the first to the last of both; of the side nothing is kept.
    fn and(&self, group: &Self) -> Self {
        Self { base: self.base.start.min(group.base.start)..self.base.end.max(group.base.end), side: 0..0 }
    }
}

/// Returns the hunk that comes first; an insertion comes before a change of the line behind it.
fn earlier<'a>(a: Option<&'a Hunk>, b: Option<&'a Hunk>) -> Option<&'a Hunk> {
    let place = |hunk: &Hunk| (hunk.base.start, hunk.base.end);
    match (a, b) {
        (Some(a), Some(b)) => Some(if place(a) <= place(b) { a } else { b }),
        (a, b) => a.or(b),
    }
}

struct Diff3<'a> {
    base: &'a Lines<'a>,
    ours: &'a Lines<'a>,
    theirs: &'a Lines<'a>,
    chunks: Vec<Chunk>,
    /// How far base, ours and theirs are in chunks.
    at: [usize; 3],
}

impl Diff3<'_> {
    /// Adds the lines of the base up to `until`, which nobody has changed.
    fn same_until(&mut self, until: usize) {
        let len = until - self.at[0];
        self.push(Fate::Same, [len; 3]);
    }

    /// Adds the next lines of the three texts, so many of each. Conflicts side by side are one.
    fn push(&mut self, fate: Fate, lens: [usize; 3]) {
        let [base, ours, theirs] = [0, 1, 2].map(|text| self.at[text]..self.at[text] + lens[text]);
        self.at = [base.end, ours.end, theirs.end];
        if let Some(last) = self.chunks.last_mut().filter(|last| fate == Fate::Conflict && last.fate == fate) {
            (last.base.end, last.ours.end, last.theirs.end) = (base.end, ours.end, theirs.end);
            return;
        }
        if lens != [0; 3] {
            self.chunks.push(Chunk { fate, base, ours, theirs });
        }
    }

    /// Adds lines of the base that somebody has changed, and by how many each side has grown there.
    fn group(&mut self, base: &Range<usize>, grown: [isize; 2]) {
        self.same_until(base.start);
        let lens = grown.map(|grown| base.len().saturating_add_signed(grown));
        let ours = self.at[1]..self.at[1] + lens[0];
        let theirs = self.at[2]..self.at[2] + lens[1];
        let is_base = |side: &Lines, range: &Range<usize>| side.all(range).eq(self.base.all(base));
        let all = [base.len(), lens[0], lens[1]];
        if self.ours.all(&ours).eq(self.theirs.all(&theirs)) || is_base(self.ours, &ours) {
            self.push(Fate::Theirs, all);
        } else if is_base(self.theirs, &theirs) {
            self.push(Fate::Ours, all);
        } else {
            self.both(base.len(), &ours, &theirs);
        }
    }

    /// Adds lines that both sides have changed; what both begin and end with is in no conflict.
    fn both(&mut self, base: usize, ours: &Range<usize>, theirs: &Range<usize>) {
        let (o, t) = (|| self.ours.all(ours), || self.theirs.all(theirs));
        let most = ours.len().min(theirs.len());
        let before = o().zip(t()).take_while(|(a, b)| a == b).count();
        let behind = o().rev().zip(t().rev()).take(most - before).take_while(|(a, b)| a == b).count();
        let ours = ours.start + before..ours.end - behind;
        let theirs = theirs.start + before..theirs.end - behind;
        self.push(Fate::Theirs, [0, before, before]);
        match (base, ours.is_empty(), theirs.is_empty()) {
            (0, true, _) => self.push(Fate::Theirs, [0, 0, theirs.len()]),
            (0, _, true) => self.push(Fate::Ours, [0, ours.len(), 0]),
            (0, ..) => self.added(&ours, &theirs),
            _ => self.push(Fate::Conflict, [base, ours.len(), theirs.len()]),
        }
        self.push(Fate::Theirs, [0, behind, behind]);
    }

    /// Adds two insertions at one place. What is indented further belongs to an item further up and comes first, from
    /// whichever side; so nothing gets between an item and what belongs to it.
    fn added(&mut self, ours: &Range<usize>, theirs: &Range<usize>) {
        let [o, t]: [Vec<_>; 2] = [self.ours.all(ours).collect(), self.theirs.all(theirs).collect()];
        if !are_items_apart(&o, &t) {
            return self.push(Fate::Conflict, [0, o.len(), t.len()]);
        }
        let (mut ours, mut theirs) = (families(&o).into_iter().peekable(), families(&t).into_iter().peekable());
        loop {
            let is_ours = match (ours.peek(), theirs.peek()) {
                (Some(of_ours), Some(of_theirs)) => of_ours.indent > of_theirs.indent,
                (Some(_), None) => true,
                (None, Some(_)) => false,
                (None, None) => return,
            };
            if is_ours {
                let len = ours.next().map_or(0, |family| family.len);
                self.push(Fate::Ours, [0, len, 0]);
            } else {
                let len = theirs.next().map_or(0, |family| family.len);
                self.push(Fate::Theirs, [0, 0, len]);
            }
        }
    }
}

/// Lines from an item to the next one that is indented no further.
#[derive(Clone, Copy, Debug)]
struct Family {
    indent: usize,
    len: usize,
}

/// Returns `lines` as families, each indented no further than the one before it.
fn families(lines: &[&str]) -> Vec<Family> {
    let mut families: Vec<Family> = Vec::new();
    for line in lines {
        let indent = indent(line);
        let is_next = item(line).is_some();
        match families.last_mut().filter(|last| !is_next || indent > last.indent) {
            Some(last) => last.len += 1,
            None => families.push(Family { indent, len: 1 }),
        }
    }
    families
}

/// Returns how many bytes of blank a line begins with.
pub(super) fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Returns where `side` differs from `base`; what both begin and end with costs no more than to compare it.
fn hunks(base: &Lines, side: &Lines) -> Vec<Hunk> {
    let most = base.len().min(side.len());
    let before = (0..most).take_while(|&at| base.said(at) == side.said(at)).count();
    let behind = |at: &usize| base.said(base.len() - 1 - at) == side.said(side.len() - 1 - at);
    let behind = (0..most - before).take_while(behind).count();
    let [old, new]: [Vec<&str>; 2] = [base, side].map(|text| text.all(&(before..text.len() - behind)).collect());
    let mut hunks: Vec<Hunk> = Vec::new();
    for op in diff(Way::KeepRare, &old, &new) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (old, new) = (op.old_range(), op.new_range());
        let hunk = Hunk { base: old.start + before..old.end + before, side: new.start + before..new.end + before };
        match hunks.last_mut().filter(|last| last.base.end == hunk.base.start && last.side.end == hunk.side.start) {
            Some(last) => (last.base.end, last.side.end) = (hunk.base.end, hunk.side.end),
            None => hunks.push(hunk),
        }
    }
    hunks.into_iter().flat_map(|hunk| refined(base, side, hunk)).collect()
}

/// Returns a hunk in parts, where lines of it are reworded ones of the base: what stands between those was added or
/// taken away, and is in nobody's way.
fn refined(base: &Lines, side: &Lines, whole: Hunk) -> Vec<Hunk> {
    if whole.base.is_empty() || whole.side.is_empty() || whole.base.len() * whole.side.len() > MOST_PAIRS {
        return vec![whole];
    }
    let mut parts = Vec::new();
    let (mut base_at, mut side_at) = (whole.base.start, whole.side.start);
    for old in whole.base.clone() {
        let found = (side_at..whole.side.end).find(|&new| is_reworded(base.said(old), side.said(new)));
        if let Some(new) = found {
            parts.push(Hunk { base: base_at..old, side: side_at..new });
            parts.push(Hunk { base: old..old + 1, side: new..new + 1 });
            (base_at, side_at) = (old + 1, new + 1);
        }
    }
    let is_same_kind = |&at: &usize| {
        let (old, new) = (base.said(base_at + at), side.said(side_at + at));
        indent(old) == indent(new) && item(old).and(item(new)).is_some() && name_of(old).or(name_of(new)).is_none()
    };
    let most = (whole.base.end - base_at).min(whole.side.end - side_at);
    let alike = (0..most).take_while(is_same_kind).count();
    parts.push(Hunk { base: base_at..base_at + alike, side: side_at..side_at + alike });
    parts.push(Hunk { base: base_at + alike..whole.base.end, side: side_at + alike..whole.side.end });
    parts.retain(|part| !part.base.is_empty() || !part.side.is_empty());
    parts
}

/// How many pairs of lines are compared to find those that were reworded.
const MOST_PAIRS: usize = 4096;

/// Returns whether an item was reworded: it is the same field, or says something like it.
fn is_reworded(old: &str, new: &str) -> bool {
    let (Some(old_words), Some(new_words)) = (item(old), item(new)) else { return false };
    indent(old) == indent(new)
        && match (name_of(old), name_of(new)) {
            (None, None) => alike(old_words, new_words),
            (old, new) => old == new,
        }
}

/// Returns the name of the field that an item is.
fn name_of(line: &str) -> Option<String> {
    let words = unboxed(item(line)?);
    field::field(words, Span::new(0, words.len())).map(|field| field.name.of(words).to_lowercase())
}

/// Returns whether two insertions at one place are list items that can stand one behind the other: none of them is a
/// field that the other has too, and none says the same with another mark.
fn are_items_apart(ours: &[&str], theirs: &[&str]) -> bool {
    let keys = |lines: &[&str]| lines.iter().filter_map(|line| item(line)).map(key_of).collect::<Vec<_>>();
    let (ours_keys, theirs_keys) = (keys(ours), keys(theirs));
    are_items(ours) && are_items(theirs) && !ours_keys.iter().any(|key| theirs_keys.contains(key))
}

/// Returns whether the lines are list items and what is indented below them.
fn are_items(lines: &[&str]) -> bool {
    let mut said = lines.iter().filter(|line| !line.trim().is_empty());
    said.next().is_some_and(|first| item(first).is_some())
        && said.all(|line| item(line).is_some() || line.starts_with([' ', '\t']))
}

/// Returns what stands behind the bullet or number of a list item (`CommonMark` 5.2).
pub(super) fn item(line: &str) -> Option<&str> {
    let line = line.trim_start_matches([' ', '\t']);
    let behind = line.strip_prefix(['-', '*', '+']).or_else(|| {
        let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        (1..10).contains(&digits).then(|| line[digits..].strip_prefix(['.', ')'])).flatten()
    })?;
    (behind.is_empty() || behind.starts_with([' ', '\t'])).then(|| behind.trim())
}

/// Returns what makes an item another one than those beside it: the name of a field, else its words without its box.
fn key_of(item: &str) -> String {
    let words = unboxed(item);
    let named = field::field(words, Span::new(0, words.len())).map(|field| field.name.of(words));
    named.unwrap_or(words).to_lowercase()
}

/// Returns the words of an item without its box.
fn unboxed(item: &str) -> &str {
    match item.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inner, words)) if inner.chars().count() == 1 => words.trim(),
        _ => item,
    }
}

/// Returns how the merged text ends its lines, and so on.
pub(super) fn shape(base: Shape, ours: Shape, theirs: Shape) -> Shape {
    Shape {
        has_bom: three_way(base.has_bom, ours.has_bom, theirs.has_bom),
        ending: three_way(base.ending, ours.ending, theirs.ending),
        is_ended: three_way(base.is_ended, ours.is_ended, theirs.is_ended),
    }
}
