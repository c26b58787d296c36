//! Two texts that come from a third one, made one: marks by node, then everything else by lines.
//!
//! Marks first: where a node is in all three texts, its mark is merged as a value of its own and then written into all
//! three ([`marks`]). What is left differs in words only and merges by lines ([`lines`]). So a tick and another wording
//! of the same line are no conflict, nor are a tick and a move. The result is read again: where a mark in it is not what
//! was computed, or a line belongs to something else than on its side ([`parents`]), the changes there are a conflict.
//! Where that does not help, the bare texts are merged by lines.

mod lines;
mod marks;
mod parents;
#[cfg(test)]
mod tests;
mod weave;

use std::collections::HashSet;
use std::sync::Arc;

use self::lines::{Chunk, Fate, Lines, Side, diff3};
use self::marks::{Disputed, Placed, Settled, marks, settle};
use self::parents::{astray, give_up};
use self::weave::{Woven, weave};
use super::wording::with_blank;
use super::{NodeId, Plan};
use crate::text::{Edit, Span, line_after};

/// What two texts come to.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// From the text of theirs.
    pub edit: Edit,
    /// What both sides have changed, each otherwise; in the order of the text.
    pub conflicts: Vec<Conflict>,
    /// The merged text as it was read to make sure of it; `None` where that was not needed.
    pub plan: Option<Arc<Plan>>,
}

/// A place that both sides have changed, each otherwise. Theirs stands in the merged text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The innermost node in theirs, the root where no other is; `None` where theirs has taken the lines away.
    pub node: Option<NodeId>,
    /// Its title, or that of the node in ours.
    pub title: String,
    /// The line of the merged text where `theirs` begins, from 1; where it is empty, where `ours` would.
    pub line: usize,
    /// Whole lines as base has them; without a byte order mark, as those of the others.
    pub base: String,
    /// Whole lines as they would read if ours had been taken.
    pub ours: String,
    /// Whole lines as they read after the merge.
    pub theirs: String,
}

/// How conflicts are marked in a text (git-merge(1), "How conflicts are presented").
#[derive(Clone, Copy, Debug)]
pub struct Markers<'a> {
    /// How many characters a marker has.
    pub size: usize,
    /// The name of our side.
    pub ours: &'a str,
    /// The name of their side.
    pub theirs: &'a str,
}

/// A merged text with both sides of each conflict between markers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The text.
    pub text: String,
    /// The line of the first marker of each conflict, from 1.
    pub conflicts: Vec<usize>,
}

/// Returns what makes of `theirs` a text with the changes of both sides; where they conflict, theirs stays.
pub fn merge(base: &Plan, ours: &Plan, theirs: &Plan) -> Merged {
    if ours.text == base.text || ours.text == theirs.text {
        return Merged::default();
    }
    if theirs.text == base.text {
        return Merged { edit: Edit::between(0, &theirs.text, &ours.text), ..Merged::default() };
    }
    let plans = [base, ours, theirs];
    let by_node = Sources::by_node(plans, Unsettled::Theirs).and_then(|sources| sources.merged(Trust::Read));
    by_node.or_else(|| Sources::by_line(plans).merged(Trust::Blind)).unwrap_or_default()
}

/// Returns the merged text, with both sides of a conflict between `markers`.
pub fn merge_marked(base: &Plan, ours: &Plan, theirs: &Plan, markers: &Markers) -> Marked {
    let clean = |plan: &Plan| Marked { text: plan.text.to_string(), conflicts: Vec::new() };
    if ours.text == base.text {
        return clean(theirs);
    }
    if theirs.text == base.text || theirs.text == ours.text {
        return clean(ours);
    }
    let plans = [base, ours, theirs];
    let by_node = Sources::by_node(plans, Unsettled::Apart).and_then(|sources| sources.marked(Trust::Read, markers));
    by_node.or_else(|| Sources::by_line(plans).marked(Trust::Blind, markers)).unwrap_or_else(|| clean(theirs))
}

/// What becomes of a mark that both sides have set, each otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unsettled {
    /// Theirs stays, and the rest of the line merges.
    Theirs,
    /// Each side keeps its own, so that the lines conflict.
    Apart,
}

/// Whether a merged text is read again to see that it says what it shall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    Read,
    Blind,
}

/// Returns what two values come to that were one.
fn three_way<T: PartialEq + Copy>(base: T, ours: T, theirs: T) -> T {
    if base == theirs { ours } else { theirs }
}

/// How many changes are made conflicts before a merge is given up.
const MOST_TRIES: usize = 16;

/// A merge in which theirs stays.
struct Tried {
    chunks: Vec<Chunk>,
    woven: Woven,
    /// Its text, where that was read.
    plan: Option<Plan>,
}

/// What is merged by lines.
struct Sources<'a> {
    plans: [&'a Plan; 3],
    texts: [Settled; 3],
    disputed: Vec<Disputed>,
}

impl<'a> Sources<'a> {
    /// Returns the three texts with their marks merged; `None` where that cannot be done.
    fn by_node(plans: [&'a Plan; 3], unsettled: Unsettled) -> Option<Self> {
        if plans.iter().any(|plan| plan.conflict.is_some()) {
            return None;
        }
        let (texts, disputed) = settle(plans, unsettled)?;
        Some(Self { plans, texts, disputed })
    }

    /// Returns the three texts as they are.
    fn by_line(plans: [&'a Plan; 3]) -> Self {
        let bare = |plan: &Plan| Settled { text: plan.text.to_string(), marks: Vec::new() };
        Self { plans, texts: plans.map(bare), disputed: Vec::new() }
    }

    /// Returns the merge in which theirs stays; `None` where it does not read as it shall.
    fn merged(&self, trust: Trust) -> Option<Merged> {
        let lines = self.lines();
        let Tried { chunks, woven, plan } = self.tried(&lines, trust)?;
        let conflicts = conflicts(self, &lines, &chunks, &woven);
        Some(Merged { edit: woven.edit(&self.plans[2].text), conflicts, plan: plan.map(Arc::new) })
    }

    /// Returns the merge with markers; `None` where it would not read as it shall without them.
    fn marked(&self, trust: Trust, markers: &Markers) -> Option<Marked> {
        let lines = self.lines();
        let woven = weave(&lines, &self.tried(&lines, trust)?.chunks, Some(markers));
        Some(Marked { conflicts: woven.conflicts(), text: woven.text })
    }

    /// Returns the merge in which theirs stays, with as much in conflict as it takes for the rest to read as it shall;
    /// `None` where that does not help.
    fn tried(&self, lines: &[Lines; 3], trust: Trust) -> Option<Tried> {
        let mut chunks = diff3(&lines[0], &lines[1], &lines[2]);
        for _ in 0..MOST_TRIES {
            let woven = weave(lines, &chunks, None);
            if self.plans.iter().any(|plan| plan.conflict.is_some()) {
                return Some(Tried { chunks, woven, plan: None });
            }
            let plan = self.plans[2].reread(woven.text.clone());
            let unread = (trust == Trust::Read).then(|| self.unread(lines, &woven, &plan)).flatten();
            match unread.or_else(|| astray(self.plans, &chunks, &woven, &plan)) {
                None => {
                    let is_whole = trust == Trust::Blind || self.is_all_told(lines, &woven);
                    return is_whole.then_some(Tried { chunks, woven, plan: Some(plan) });
                }
                Some(row) if give_up(&mut chunks, row) => {}
                Some(_) => break,
            }
        }
        let woven = weave(lines, &chunks, None);
        (trust == Trust::Blind).then_some(Tried { chunks, woven, plan: None })
    }

    /// Returns the first line of the merged text whose marks are not those of the text that it comes from.
    fn unread(&self, lines: &[Lines; 3], woven: &Woven, plan: &Plan) -> Option<usize> {
        let mut found: Vec<Span> = marks(plan).collect();
        found.sort_unstable();
        found.dedup();
        let meant: Vec<Span> = self.marks(lines, woven).map(|placed| placed.span).collect();
        let same = meant.iter().zip(&found).take_while(|(a, b)| a == b).count();
        let first = meant.get(same).into_iter().chain(found.get(same)).min()?;
        Some(woven.rows.partition_point(|row| row.start <= first.start).saturating_sub(1))
    }

    /// Returns whether each mark in conflict is there to be told of.
    fn is_all_told(&self, lines: &[Lines; 3], woven: &Woven) -> bool {
        let told: HashSet<usize> = self.marks(lines, woven).filter_map(|placed| placed.conflict).collect();
        told.len() == self.disputed.len()
    }

    fn lines(&self) -> [Lines<'_>; 3] {
        [0, 1, 2].map(|text| Lines::new(&self.texts[text].text))
    }

    /// Returns the marks that the merged text has from the texts that its lines come from.
    fn marks<'b>(&'b self, lines: &'b [Lines<'b>; 3], woven: &'b Woven) -> impl Iterator<Item = Placed> + 'b {
        woven.rows.iter().filter_map(|row| Some((row.start, row.source?))).flat_map(|(start, (side, index))| {
            let text = side.index();
            let line = lines[text].each[index].0;
            let marks = &self.texts[text].marks;
            let first = marks.partition_point(|placed| placed.span.start < line.start);
            let inside = marks[first..].iter().take_while(move |placed| line.covers(placed.span));
            inside.map(move |placed| {
                let at = start + placed.span.start - line.start;
                Placed { span: Span::new(at, at + placed.span.len()), ..*placed }
            })
        })
    }
}

/// Returns what is in conflict, of marks and of lines.
fn conflicts(sources: &Sources, lines: &[Lines; 3], chunks: &[Chunk], woven: &Woven) -> Vec<Conflict> {
    // The lines stand in the plans' own texts, too, where their marks are others.
    let own = sources.plans.map(|plan| Lines::new(&plan.text));
    let of_lines = chunks.iter().filter(|chunk| chunk.fate == Fate::Conflict);
    let of_lines =
        of_lines.zip(&woven.conflicts).map(|(chunk, &row)| of_lines_at(sources.plans, &own, lines, chunk, row + 1));
    let of_marks = sources.marks(lines, woven).filter_map(|placed| {
        let disputed = &sources.disputed[placed.conflict?];
        Some(of_mark(sources.plans[2], disputed, placed.span, woven))
    });
    let mut all: Vec<Conflict> = of_lines.chain(of_marks).collect();
    all.sort_by_key(|conflict| conflict.line);
    all
}

/// Returns the conflict of a mark that stands at `span` of the merged text.
fn of_mark(theirs: &Plan, disputed: &Disputed, span: Span, woven: &Woven) -> Conflict {
    let row = woven.rows.partition_point(|row| row.start <= span.start) - 1;
    let start = woven.rows[row].start;
    let line = Span::new(start, line_after(&woven.text, start));
    let with = |mark: &str| {
        let span = if mark.is_empty() { with_blank(&woven.text, span) } else { span };
        let (before, behind) = (Span::new(line.start, span.start), Span::new(span.end, line.end));
        [before.of(&woven.text), mark, behind.of(&woven.text)].concat()
    };
    Conflict {
        node: Some(disputed.node),
        title: theirs.node(disputed.node).title.to_string(),
        line: row + 1,
        base: with(&disputed.base),
        ours: with(&disputed.ours),
        theirs: line.of(&woven.text).to_owned(),
    }
}

/// Returns the conflict of the lines in `chunk`, which begin on `line` of the merged text; `own` are those of the plans.
fn of_lines_at(plans: [&Plan; 3], own: &[Lines; 3], lines: &[Lines; 3], chunk: &Chunk, line: usize) -> Conflict {
    let ranges = [&chunk.base, &chunk.ours, &chunk.theirs];
    let [base, ours, theirs] = [0, 1, 2].map(|text| lines[text].whole(ranges[text]).of(lines[text].text).to_owned());
    let node = |text: usize| {
        let own = &own[text];
        let said = ranges[text].clone().find(|&index| !own.said(index).trim().is_empty())?;
        let blank = own.said(said).len() - own.said(said).trim_start().len();
        Some(plans[text].node_at(own.start(said) + blank))
    };
    let (in_ours, in_theirs) = (node(1), node(2));
    let title = match (in_theirs, in_ours) {
        (None, Some(id)) => &plans[1].node(id).title,
        (id, _) => &plans[2].node(id.unwrap_or(NodeId::ROOT)).title,
    };
    let title = title.to_string();
    Conflict { node: in_theirs, title, line, base, ours, theirs }
}

impl Side {
    /// Returns its place among base, ours and theirs.
    const fn index(self) -> usize {
        match self {
            Self::Ours => 1,
            Self::Theirs => 2,
        }
    }
}
