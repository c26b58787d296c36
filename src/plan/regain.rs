//! What another text has dropped, line by line, and the wishes that put it back where it stood.

use std::ops::Range;
use std::sync::Arc;

use similar::DiffOp;

use super::conflict::marker_lines;
use super::events::{out_of_order, with_gaps, with_twins};
use super::{Intent, NodeId, Op, Plan, changes};
use crate::text::{Span, Way, diff, line_ending};

/// More places than these are not tried for the same lines.
const MOST_PLACES: usize = 16;

/// What puts back what was dropped, all in one.
#[derive(Clone, Debug)]
pub struct Regained {
    /// The wishes, in the order of the text.
    pub intents: Vec<Intent>,
    /// The plan as they leave it.
    pub plan: Arc<Plan>,
    /// How many lines that say something come back.
    pub lines: usize,
    /// The lines of the old text, from 1, that have no place any more.
    pub homeless: Vec<usize>,
}

/// Returns what puts into `now` the lines of `old` that `new` has dropped: whole nodes that are gone, and text that
/// nothing has taken the place of. What was reworded stays as it is; what is there again is left alone, but one that
/// came back in other words is not known for it.
pub fn regain(old: &Plan, new: &Plan, now: &Arc<Plan>) -> Regained {
    put_back((old, now), &dropped((old, new), &map(old, new)))
}

/// Returns whether [`regain`] has anything to find a place for, which takes its time to find.
pub fn is_missing(old: &Plan, new: &Plan, now: &Plan) -> bool {
    let dropped = dropped((old, new), &map(old, new));
    !runs(&dropped, &found((old, now), &dropped)).is_empty()
}

/// Returns what puts into `now` those lines of the node `id` of `old`, which is gone in `new`, that do not stand there any
/// more: where somebody took only its heading away, only that.
pub fn regain_node(old: &Plan, new: &Plan, now: &Arc<Plan>, id: NodeId) -> Regained {
    let map = map(old, new);
    let mut dropped = dropped((old, new), &map);
    let lines = Lines::of(old);
    let all = lines.covered(with_gaps(old.text(), old.node(id).span));
    let is_its =
        |line: usize| all.contains(&line) && (!lines.says(line) || map[lines.node(old, line).index()].is_none());
    dropped.iter_mut().enumerate().for_each(|(line, dropped)| *dropped &= is_its(line));
    put_back((old, now), &dropped)
}

/// Returns where each node of `old` is in `new`; of twins, of which one is gone, the one of which that is told.
fn map(old: &Plan, new: &Plan) -> Vec<Option<NodeId>> {
    with_twins(old, new, &old.align(new))
}

/// Returns what puts into `now` the lines of `old` that were `dropped`, where they are not there again.
fn put_back((old, now): (&Plan, &Arc<Plan>), dropped: &[bool]) -> Regained {
    let old_lines = Lines::of(old);
    let found = found((old, now), dropped);
    let mut regained = Regained { intents: Vec::new(), plan: Arc::clone(now), lines: 0, homeless: Vec::new() };
    // Lines that came before what is looked at now.
    let mut shift = 0;
    for run in runs(dropped, &found) {
        let said = run.clone().filter(|&line| old_lines.says(line));
        let next = |line: usize| found[line..].iter().find_map(|line| *line).unwrap_or(Lines::of(now).count());
        let before = found[..run.start].iter().rev().find_map(|line| *line).map_or(0, |line| line + 1);
        let behind = next(run.end).max(before);
        let text = old_lines.text(run.clone());
        let all = behind.max(next(ends(old, &run))) + shift;
        match placed(&regained.plan, text, (before + shift..behind + shift, all)) {
            Some((intent, plan)) => {
                shift += Lines::of(&plan).count() - Lines::of(&regained.plan).count();
                regained.lines += said.count();
                regained.intents.push(intent);
                regained.plan = plan;
            }
            None => regained.homeless.extend(said.map(|line| line + 1)),
        }
    }
    regained
}

/// Returns for each line of `old`, of which some were `dropped`, the one of `now` that it is.
fn found((old, now): (&Plan, &Plan), dropped: &[bool]) -> Vec<Option<usize>> {
    let mut map = map(old, now);
    // What has been written since in the place of a row that is gone is not that row.
    for id in old.ids().filter(|&id| dropped.get(old.node(id).line - 1) == Some(&true)) {
        let place = &mut map[id.index()];
        *place = place.filter(|&other| now.node(other).title == old.node(id).title);
    }
    paired(old, now, &map)
}

/// Returns behind which line of `old` the nodes end whose first lines are in `run`.
fn ends(old: &Plan, run: &Range<usize>) -> usize {
    let lines = Lines::of(old);
    let heads = old.ids().map(|id| old.node(id)).filter(|node| run.contains(&(node.line - 1)));
    heads.map(|node| lines.covered(node.span).end).fold(run.end, usize::max)
}

/// Returns the wish that puts whole lines before one of `places`, and the plan that comes of it; `None` where other nodes
/// would come to say something else in every place. What still stands of the same nodes, up to the line `all`, may come to
/// lie in what is put before it.
fn placed(plan: &Arc<Plan>, text: &str, (places, all): (Range<usize>, usize)) -> Option<(Intent, Arc<Plan>)> {
    let between = (places.start + 1..places.end).take(MOST_PLACES);
    let alone = [places.start, places.end].into_iter().chain(between).map(|line| (line, line));
    let with_rest = [places.end, places.start].into_iter().map(|line| (line, all)).filter(|(line, all)| line < all);
    alone.chain(with_rest).find_map(|(line, until)| {
        let intent = put_before(plan, text, (line, until));
        let changes = changes(plan, std::slice::from_ref(&intent)).ok()?;
        // A fence that comes back must not hide what stands behind it.
        (changes.plan.len() >= plan.len()).then_some((intent, changes.plan))
    })
}

/// Returns the wish that puts whole lines before `line`, and has the lines from there `until` another one behind them; with
/// it comes a line to find the place by.
fn put_before(plan: &Plan, text: &str, (line, until): (usize, usize)) -> Intent {
    let lines = Lines::of(plan);
    let ending = line_ending(plan.text());
    let text = without_ending(text);
    let until = (line..until).rev().find(|&line| lines.says(line)).map_or(line, |said| said + 1);
    let said = (0..line).rev().find(|&line| lines.says(line));
    let until = match said {
        None if until == line => {
            (line..lines.count()).find(|&line| lines.says(line)).map_or(lines.count(), |said| said + 1)
        }
        _ => until,
    };
    let first = said.unwrap_or(line);
    let around = [lines.text(first..line), lines.text(line..until)].map(without_ending);
    let parts = [around[0], text, around[1]];
    let is_there = [said.is_some(), true, until > line];
    let to: Vec<&str> =
        parts.into_iter().zip(is_there).filter(|(_, is_there)| *is_there).map(|(part, _)| part).collect();
    let from = without_ending(lines.text(first..until)).to_owned();
    Intent::new("", Op::Lines { below: first, from, to: to.join(ending) })
}

/// Returns whole lines without the end of the last one.
fn without_ending(lines: &str) -> &str {
    let lines = lines.strip_suffix('\n').unwrap_or(lines);
    lines.strip_suffix('\r').unwrap_or(lines)
}

/// Returns which lines of `old` are gone in `new`, and nothing stands in their place.
fn dropped((old, new): (&Plan, &Plan), map: &[Option<NodeId>]) -> Vec<bool> {
    let (lines, others) = (Lines::of(old), Lines::of(new));
    let found = paired(old, new, map);
    let mut dropped = vec![false; lines.count()];
    let mut start = 0;
    let mut next = 0;
    while start < lines.count() {
        if let Some(line) = found[start] {
            (start, next) = (start + 1, line + 1);
            continue;
        }
        let end = (start..lines.count()).find(|&line| found[line].is_some()).unwrap_or(lines.count());
        let until = found.get(end).copied().flatten().unwrap_or(others.count());
        let written: Vec<NodeId> =
            (next..until).filter(|&line| others.says(line)).map(|line| others.node(new, line)).collect();
        for line in (start..end).filter(|&line| lines.says(line)) {
            let node = lines.node(old, line);
            dropped[line] = match map[node.index()] {
                None => true,
                Some(now) => {
                    // What a node says that stands elsewhere went there with it.
                    let stays = found[old.node(node).line - 1] == Some(new.node(now).line - 1);
                    (node == NodeId::ROOT || stays) && !written.contains(&now)
                }
            };
        }
        // Blank lines go with what stands before them, else behind them.
        for line in (start..end).filter(|&line| !lines.says(line)) {
            let said = |line: &usize| lines.says(*line);
            let near = (start..line).rev().find(said).or_else(|| (line..end).find(said));
            dropped[line] = near.is_some_and(|near| dropped[near]);
        }
        start = end;
    }
    // Whoever resolves a conflict of git drops nothing.
    for line in marker_lines(old.text()) {
        dropped[line - 1] = false;
    }
    dropped
}

/// Returns the runs of lines that were dropped and are not found again.
fn runs(dropped: &[bool], found: &[Option<usize>]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for line in (0..dropped.len()).filter(|&line| dropped[line] && found[line].is_none()) {
        match runs.last_mut() {
            Some(run) if run.end == line => run.end += 1,
            _ => runs.push(line..line + 1),
        }
    }
    runs
}

/// Returns for each line of `old` the one of `new` that it is: the first lines of a node that is in both, and between
/// them those that read the same. `map` is what [`Plan::align`] returned.
fn paired(old: &Plan, new: &Plan, map: &[Option<NodeId>]) -> Vec<Option<usize>> {
    let (lines, others) = (Lines::of(old), Lines::of(new));
    let mut pairs = vec![None; lines.count()];
    let nodes: Vec<(NodeId, NodeId)> = old.ids().filter_map(|id| Some((id, map[id.index()]?))).collect();
    let moved = out_of_order(&nodes);
    let stay = nodes.iter().filter(|pair| moved.binary_search(pair).is_err());
    let heads = stay.map(|&(id, now)| (old.node(id).line - 1, new.node(now).line - 1));
    let (mut start, mut from) = (0, 0);
    for (end, to) in heads.chain([(lines.count(), others.count())]) {
        if end < start || to < from {
            continue;
        }
        let ours: Vec<&str> = (start..end).map(|line| lines.said(line)).collect();
        let theirs: Vec<&str> = (from..to).map(|line| others.said(line)).collect();
        // Of equal lines the last ones are the same, whatever else was compared: a rule between two sections.
        let tail = ours.iter().rev().zip(theirs.iter().rev()).take_while(|(a, b)| a == b).count();
        (1..=tail).for_each(|at| pairs[end - at] = Some(to - at));
        for op in diff(Way::Shortest, &ours[..ours.len() - tail], &theirs[..theirs.len() - tail]) {
            if let DiffOp::Equal { old_index, new_index, len } = op {
                (0..len).for_each(|at| pairs[start + old_index + at] = Some(from + new_index + at));
            }
        }
        if let Some(pair) = pairs.get_mut(end) {
            *pair = Some(to);
        }
        (start, from) = (end + 1, to + 1);
    }
    let is_gone = |line: usize| lines.says(line) && map[lines.node(old, line).index()].is_none();
    settle(&mut pairs, &lines, is_gone);
    pairs
}

/// Of two lines that read the same, and either of which may be the one that stands there, makes it that of the node that
/// is still there.
fn settle(pairs: &mut [Option<usize>], lines: &Lines<'_>, is_gone: impl Fn(usize) -> bool) {
    let mut next = 0;
    for line in 0..pairs.len() {
        if pairs[line].is_some() {
            continue;
        }
        next = (next.max(line + 1)..pairs.len()).find(|&other| pairs[other].is_some()).unwrap_or(pairs.len());
        if next < pairs.len() && lines.said(next) == lines.said(line) && is_gone(next) && !is_gone(line) {
            pairs.swap(line, next);
        }
    }
}

/// The lines of a text.
struct Lines<'a> {
    text: &'a str,
    /// Where each begins, and where the last one ends.
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(plan: &'a Plan) -> Self {
        let text = &**plan.text();
        let mut starts = vec![0];
        starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        if !text.ends_with('\n') && !text.is_empty() {
            starts.push(text.len());
        }
        Self { text, starts }
    }

    fn count(&self) -> usize {
        self.starts.len() - 1
    }

    fn text(&self, lines: Range<usize>) -> &'a str {
        &self.text[self.starts[lines.start]..self.starts[lines.end]]
    }

    /// Returns the lines that `span` lies on.
    fn covered(&self, span: Span) -> Range<usize> {
        let at = |offset: usize| self.starts.partition_point(|&start| start <= offset) - 1;
        let first = at(span.start);
        first..if span.is_empty() { first } else { (at(span.end - 1) + 1).min(self.count()) }
    }

    /// Returns what a line says, without blanks at its end.
    fn said(&self, line: usize) -> &'a str {
        self.text(line..line + 1).trim_end()
    }

    fn says(&self, line: usize) -> bool {
        !self.said(line).is_empty()
    }

    /// Returns the innermost node that a line belongs to.
    fn node(&self, plan: &Plan, line: usize) -> NodeId {
        let said = self.said(line);
        plan.node_at(self.starts[line] + said.len() - said.trim_start().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what comes back of `old` where `new` was saved and the text reads `now`, and which lines do not.
    fn back(old: &str, new: &str, now: &str) -> (String, Vec<usize>) {
        let [old, new, now] = [old, new, now].map(|text| Arc::new(Plan::read(text, "plan")));
        let regained = regain(&old, &new, &now);
        let all = changes(&now, &regained.intents).expect("what was tried one by one can be done at once");
        assert_eq!(all.plan.text(), regained.plan.text());
        (regained.plan.text().to_string(), regained.homeless)
    }

    #[test]
    fn what_was_written_in_the_place_of_a_row_is_not_that_row() {
        let old = "# P\n- [ ] a\n- [ ] Write the client\n  - with retries\n  - and a timeout\n- [ ] c\n";
        let new = "# P\n- [ ] a\n- [ ] c\n";
        let now = new.replace("- [ ] c", "- [ ] Write the server\n- [ ] c");
        let (text, homeless) = back(old, new, &now);
        assert_eq!(text, old.replace("- [ ] c", "- [ ] Write the server\n- [ ] c"));
        assert_eq!(homeless, [0usize; 0]);
    }

    fn phases() -> String {
        let phase = |at: usize| format!("## Phase {at}: x{at}\nIntro {at}\n- [x] a{at}\n- [ ] b{at}\n---\n");
        (1..=5).map(phase).collect()
    }

    #[test]
    fn a_plan_that_was_cut_is_whole_again() {
        let blank = phases().replace("Intro", "\nIntro").replace("---\n", "\n---\n\n");
        for old in [phases(), format!("# Plan\n\n{}", phases()), blank.clone(), blank.replace('\n', "\r\n")] {
            let lines: Vec<&str> = old.split_inclusive('\n').collect();
            let is_head = |cut: &usize| lines[*cut].starts_with("## ");
            let first = (0..lines.len()).find(is_head).unwrap_or_default();
            let ends = (first + 1..lines.len()).map(|cut| lines[..cut].concat());
            let starts = (0..lines.len()).filter(is_head).map(|cut| lines[cut..].concat());
            for new in ends.chain(starts) {
                let (text, homeless) = back(&old, &new, &new);
                assert_eq!((text.trim_end(), &homeless[..]), (old.trim_end(), &[][..]), "{new}");
            }
        }
    }

    #[test]
    fn what_was_written_stays() {
        let plan = phases();
        let gone = "## Phase 3: x3\nIntro 3\n- [x] a3\n- [ ] b3\n---\n";
        for (from, to, kept) in [
            ("Intro 2", "Another intro", "Another intro"),
            ("- [ ] b2\n", "- [ ] b2\n- [ ] c2\n", "- [ ] c2\n"),
            ("x4", "y4", "Phase 4: y4"),
            ("- [ ] a2", "- [x] a2", ""),
        ] {
            let expected = plan.replace(from, to);
            let new = expected.replace(gone, "");
            assert_eq!(back(&plan, &new, &new), (expected.clone(), Vec::new()), "{from} {kept}");
            let new = plan.replace(gone, "");
            assert_eq!(back(&plan, &new, &new.replace(from, to)), (expected.clone(), Vec::new()), "{from}, later");
            assert_eq!(back(&plan, &new, &expected).0, expected, "what is back already is not put back again");
        }
    }
}
