//! Whether each line of a merged text belongs to the node, and below the item, that it belonged to on its side.

use super::lines::{Chunk, Fate, Lines, indent, item};
use super::weave::Woven;
use crate::plan::{NodeId, Plan};

/// Stands for the plan itself, or for no item at all, which is in every text.
const TOP: usize = usize::MAX;

/// What each line of a text belongs to, as indexes of lines.
struct Parents {
    /// The parent of the node that begins there.
    nodes: Vec<Option<usize>>,
    /// The item that the item there is below.
    items: Vec<Option<usize>>,
}

impl Parents {
    fn of(plan: &Plan) -> Self {
        let lines = Lines::new(plan.text());
        let mut nodes = vec![None; lines.len()];
        for id in plan.ids() {
            let node = plan.node(id);
            let above = node.parent.filter(|&parent| parent != NodeId::ROOT);
            let place = nodes.get_mut(node.line - 1).filter(|place| place.is_none());
            if let Some(place) = place {
                *place = Some(above.map_or(TOP, |parent| plan.node(parent).line - 1));
            }
        }
        Self { nodes, items: items(&lines) }
    }

    fn node(&self, line: usize) -> Option<usize> {
        self.nodes.get(line).copied().flatten()
    }

    fn item(&self, line: usize) -> Option<usize> {
        self.items.get(line).copied().flatten()
    }
}

/// Returns the item that each item is below; going by blanks is enough to compare texts.
fn items(lines: &Lines) -> Vec<Option<usize>> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let each = (0..lines.len()).map(|at| {
        let said = lines.said(at);
        let indent = indent(said);
        if item(said).is_none() {
            if indent == 0 && !said.is_empty() {
                open.clear();
            }
            return None;
        }
        while open.last().is_some_and(|last| last.0 >= indent) {
            open.pop();
        }
        let above = open.last().map_or(TOP, |last| last.1);
        open.push((indent, at));
        Some(above)
    });
    each.collect()
}

/// Returns the first line of the merged text that belongs to something else than on its side, where neither side has
/// moved it; `merged` is that text, woven without markers.
pub(super) fn astray(plans: [&Plan; 3], chunks: &[Chunk], woven: &Woven, merged: &Plan) -> Option<usize> {
    let places = Places::new(plans, chunks, woven);
    let (sides, all) = (plans.map(Parents::of), Parents::of(merged));
    (0..woven.rows.len()).find(|&row| {
        [Parents::node, Parents::item].into_iter().any(|of| {
            let Some(found) = of(&all, row) else { return false };
            let meant = [0, 1, 2].map(|text| {
                let line = places.lines[row][text]?;
                places.row(text, of(&sides[text], line)?)
            });
            !places.is_right(row, found, meant)
        })
    })
}

/// Where the lines of the three texts are in the merged one.
struct Places<'a> {
    woven: &'a Woven,
    /// For each line of the merged text, the lines that it is in base, ours and theirs.
    lines: Vec<[Option<usize>; 3]>,
    /// For each line of base, ours and theirs, the one that it is in the merged text.
    rows: [Vec<Option<usize>>; 3],
}

impl<'a> Places<'a> {
    fn new(plans: [&Plan; 3], chunks: &[Chunk], woven: &'a Woven) -> Self {
        let rows = plans.map(|plan| vec![None; Lines::new(plan.text()).len()]);
        let mut places = Self { woven, lines: Vec::with_capacity(woven.rows.len()), rows };
        for chunk in chunks {
            let ranges = [&chunk.base, &chunk.ours, &chunk.theirs];
            let (taken, len): (&[usize], _) = match chunk.fate {
                Fate::Same => (&[0, 1, 2], chunk.theirs.len()),
                Fate::Ours => (&[1], chunk.ours.len()),
                Fate::Theirs | Fate::Conflict => (&[2], chunk.theirs.len()),
            };
            for at in 0..len {
                let mut lines = [None; 3];
                for &text in taken {
                    let line = ranges[text].start + at;
                    lines[text] = Some(line);
                    places.rows[text][line] = Some(places.lines.len());
                }
                // What is in conflict is for the reader to put right.
                places.lines.push(if chunk.fate == Fate::Conflict { [None; 3] } else { lines });
            }
        }
        places
    }

    /// Returns where a line of one of the texts is in the merged one.
    fn row(&self, text: usize, line: usize) -> Option<usize> {
        if line == TOP { Some(TOP) } else { self.rows[text].get(line).copied().flatten() }
    }

    /// Returns whether the line at `row` may belong to the one at `found`, going by what it is `meant` to belong to by
    /// base, ours and theirs; `None` where that is not there any more.
    fn is_right(&self, row: usize, found: usize, meant: [Option<usize>; 3]) -> bool {
        let [base, ours, theirs] = meant;
        let has = |text: usize| self.lines[row][text].is_some();
        let is = |side: Option<usize>| side.is_none_or(|side| side == found);
        let is_meant = match (has(1), has(2)) {
            (true, true) if base.is_some() && base == ours => is(theirs),
            (true, true) if base.is_some() && base == theirs => is(ours),
            (true, true) => is(ours) || is(theirs),
            (true, false) => is(ours),
            (false, true) => is(theirs),
            (false, false) => true,
        };
        is_meant || self.is_new_above(row, found)
    }

    /// Returns whether the line at `found` is new on one side, and other old lines belong to it, too: then all of them
    /// were put there.
    fn is_new_above(&self, row: usize, found: usize) -> bool {
        let is_old = |row: usize| self.lines[row].iter().all(Option::is_some);
        let said = |row: usize| {
            let end = self.woven.rows.get(row + 1).map_or(self.woven.text.len(), |next| next.start);
            !self.woven.text[self.woven.rows[row].start..end].trim().is_empty()
        };
        found < row && !is_old(found) && (found..row).any(|row| is_old(row) && said(row))
    }
}

/// Makes one conflict of the changes that have led the line at `row` astray: those around it, else the last ones before
/// it. Returns whether there are any.
pub(super) fn give_up(chunks: &mut Vec<Chunk>, row: usize) -> bool {
    let mut rows = 0;
    let mut last = None;
    for (index, chunk) in chunks.iter().enumerate() {
        let len = if chunk.fate == Fate::Ours { chunk.ours.len() } else { chunk.theirs.len() };
        if matches!(chunk.fate, Fate::Ours | Fate::Theirs) {
            last = Some(index);
        }
        rows += len;
        if row < rows {
            break;
        }
    }
    let Some(last) = last else { return false };
    let is_changed = |chunk: &&Chunk| chunk.fate != Fate::Same;
    let first = last - chunks[..last].iter().rev().take_while(is_changed).count();
    let end = last + chunks[last..].iter().take_while(is_changed).count();
    let (from, to) = (chunks[first].clone(), chunks[end - 1].clone());
    let whole = Chunk {
        fate: Fate::Conflict,
        base: from.base.start..to.base.end,
        ours: from.ours.start..to.ours.end,
        theirs: from.theirs.start..to.theirs.end,
    };
    chunks.splice(first..end, [whole]);
    true
}
