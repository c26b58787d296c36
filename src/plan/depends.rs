//! Which nodes a Dependencies field, or `(depends on …)` in a title, speaks of: `1.1, 1.2`, `Step 2.1`,
//! `Phase 1 completion`, `T001–T003`, `All previous tasks`, titles.

use std::borrow::Cow;

use super::label::{self, Word};
use super::plain::{lower, plain};
use super::{FieldKey, HashMap, HashSet, Kind, Node, NodeId, former};
use crate::text::Span;

/// What the names stand behind that a title ends with, in aidevops.
const TAG: &str = " blocked-by:";

/// Sets `needs` of every node, as far as its fields name nodes of this plan.
pub(super) fn resolve(source: &str, nodes: &mut [Node]) {
    let values = values(source, nodes);
    if values.is_empty() {
        return;
    }
    let names = Names::new(nodes);
    let needs: Vec<(usize, Vec<NodeId>)> =
        values.into_iter().map(|(index, value)| (index, names.named_in(value.of(source), index))).collect();
    for (index, found) in needs {
        nodes[index].needs.extend(found);
    }
}

/// Returns what speaks of parts of the plan together, `ALL` or `all API tasks`, and leaves open which: each with its node.
pub(super) fn vague(source: &str, nodes: &[Node]) -> Vec<(NodeId, Span)> {
    let pieces = values(source, nodes).into_iter().flat_map(|(index, value)| {
        let text = value.of(source);
        let speaks = pieces(text).filter(|(piece, _)| former::speaks_of_parts(piece));
        let place = move |piece: &str| value.start + (piece.as_ptr() as usize - text.as_ptr() as usize);
        speaks.map(move |(piece, sure)| (index, Span::new(place(piece), place(piece) + piece.trim_end().len()), sure))
    });
    let spoken: Vec<(usize, Span, Sure)> = pieces.collect();
    if spoken.is_empty() {
        return Vec::new();
    }
    let names = Names::new(nodes);
    let names_none =
        |&(index, span, sure): &(usize, Span, Sure)| names.of_piece((span.of(source), sure), index).is_none();
    spoken.into_iter().filter(names_none).map(|(index, span, _)| (NodeId(index as u32), span)).collect()
}

/// Returns where names of nodes may stand, each with the index of the node that it is said of.
fn values(source: &str, nodes: &[Node]) -> Vec<(usize, Span)> {
    // Hardly any head has either, and all of them are asked.
    let has_tags = source.contains(TAG);
    let may_name = |node: &Node| has_tags || node.head.of(source).as_bytes().contains(&b'(');
    let titled = nodes.iter().enumerate().filter(|(_, node)| may_name(node));
    nodes
        .iter()
        .enumerate()
        .flat_map(|(index, node)| node.fields.iter().map(move |field| (index, field)))
        .filter(|(_, field)| field.key == FieldKey::Dependencies && !field.placeholder)
        .map(|(index, field)| (index, field.value))
        .chain(titled.filter_map(|(index, node)| Some((index, in_title(source, node.head)?))))
        .collect()
}

/// Whether all is meant of what a piece of a value speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sure {
    All,
    /// Something behind it is excepted.
    Some,
}

/// Returns the parts of a value that each name something, without the bullet before them.
fn pieces(value: &str) -> impl Iterator<Item = (&str, Sure)> {
    value.split('\n').flat_map(|line| {
        let (line, excepts) = former::without_exception(line);
        let pieces = line.split([',', ';', '&']).flat_map(|piece| piece.split(" and "));
        let sure = if excepts { Sure::Some } else { Sure::All };
        pieces.map(move |piece| (piece.trim_start_matches([' ', '\t', '-', '*', '+']), sure))
    })
}

/// Returns what `(depends on …)`, `(in parallel, depends on …)` or `blocked-by:…` in a heading or an item's first line
/// names.
pub(super) fn in_title(source: &str, head: Span) -> Option<Span> {
    let text = head.of(source);
    let (start, end) = in_parentheses(text).or_else(|| in_tag(text))?;
    Some(Span::new(head.start + start, head.start + end))
}

/// Returns where the names behind `depends on` stand in a parenthesis.
fn in_parentheses(text: &str) -> Option<(usize, usize)> {
    const WORDS: &str = "depends on";
    let mut opens = text.match_indices('(').map(|(open, _)| open + 1);
    opens.find_map(|open| {
        let end = text[open..].find(')').map_or(text.len(), |close| open + close);
        let says = |at: &usize| text.get(*at..at + WORDS.len()).is_some_and(|words| words.eq_ignore_ascii_case(WORDS));
        let start = text[open..end].match_indices(['d', 'D']).map(|(at, _)| open + at).find(says)?;
        Some((start + WORDS.len(), end)).filter(|(start, end)| start <= end)
    })
}

/// Returns where the names of a tag `blocked-by:t101,t102` stand: so aidevops writes it behind the title.
fn in_tag(text: &str) -> Option<(usize, usize)> {
    let start = text.find(TAG)? + TAG.len();
    let end = text[start..].find(char::is_whitespace).map_or(text.len(), |at| start + at);
    Some((start, end))
}

/// Labels and titles of phases, steps and items.
pub(super) struct Names<'a> {
    nodes: &'a [Node],
    phases: HashMap<Cow<'a, str>, NodeId>,
    others: HashMap<Cow<'a, str>, NodeId>,
    /// Numbers and ids in document order, for ranges.
    order: Vec<(Cow<'a, str>, NodeId)>,
    titles: HashMap<Cow<'a, str>, NodeId>,
}

impl<'a> Names<'a> {
    pub(super) fn new(nodes: &'a [Node]) -> Self {
        let mut names = Self {
            nodes,
            phases: HashMap::default(),
            others: HashMap::default(),
            order: Vec::with_capacity(nodes.len()),
            titles: HashMap::default(),
        };
        names.others.reserve(nodes.len());
        for (index, node) in nodes.iter().enumerate().skip(1) {
            let id = NodeId(index as u32);
            if let Some(label) = &node.label {
                let number = lower(&label.number);
                // A row that names a phase is another view of it.
                let named_phase =
                    label.word.as_deref().and_then(label::word).is_some_and(|(word, _)| word == Word::Phase);
                match node.kind {
                    Kind::Phase => _ = names.phases.entry(number).or_insert(id),
                    _ if named_phase && node.kind == Kind::Item => {}
                    _ => {
                        names.order.push((number.clone(), id));
                        names.others.entry(number).or_insert(id);
                    }
                }
            }
            if matches!(node.kind, Kind::Phase | Kind::Step) && !node.title.is_empty() {
                names.titles.entry(lower(&node.title)).or_insert(id);
            }
        }
        names
    }

    /// Returns the nodes that `value` names, without the node `owner` itself.
    fn named_in(&self, value: &str, owner: usize) -> Vec<NodeId> {
        let (mut found, mut seen) = (Vec::new(), HashSet::default());
        for piece in pieces(value) {
            for id in self.of_piece(piece, owner).unwrap_or_default() {
                if id.index() != owner && seen.insert(id) {
                    found.push(id);
                }
            }
        }
        found
    }

    /// Returns the nodes that one piece of what `owner` depends on names; `None` where it names none.
    fn of_piece(&self, (piece, sure): (&str, Sure), owner: usize) -> Option<Vec<NodeId>> {
        let piece = plain(piece);
        let found = self.piece(&piece);
        match sure {
            _ if !found.is_empty() => Some(found),
            Sure::All => former::named(&piece, self.nodes, owner),
            Sure::Some => None,
        }
    }

    fn piece(&self, piece: &str) -> Vec<NodeId> {
        if let Some(&id) = self.titles.get(&lower(piece)) {
            return vec![id];
        }
        let mut found = Vec::new();
        let mut word: Option<Word> = None;
        let mut previous: Option<NodeId> = None;
        let mut range = false;
        // `T001–T003` without blanks is a range too.
        let spaced = piece.replace(['–', '—'], " - ");
        for token in spaced.split([' ', '(', ')', '[', ']', ':', '`']).filter(|token| !token.is_empty()) {
            let token = token.trim_end_matches(['.', '!']);
            if let Some((named, _)) =
                label::word(token.trim_end_matches('s')).filter(|&(_, len)| len + 1 >= token.len())
            {
                word = Some(named);
                continue;
            }
            if matches!(token, "-" | "to" | "through") {
                range = previous.is_some();
                continue;
            }
            let phase = word == Some(Word::Phase);
            let alone = word.is_some() || previous.is_some() || spaced.trim() == token;
            let ends = self.hyphenated(token, phase);
            let Some(id) = self.token(token, phase, alone).filter(|_| ends.is_empty()) else {
                range = false;
                found.extend(ends);
                continue;
            };
            if let Some(first) = previous.filter(|_| range) {
                found.extend(self.between(first, id, phase));
            }
            found.push(id);
            previous = Some(id);
            range = false;
        }
        found
    }

    /// Returns the node that is meant by a `number` or id behind `word`, if there is one.
    pub(super) fn numbered(&self, number: &str, word: Option<Word>) -> Option<NodeId> {
        self.token(number, word == Some(Word::Phase), true)
    }

    /// Returns the node that `token` numbers. A whole number needs its word, or to stand alone.
    fn token(&self, token: &str, phase: bool, alone: bool) -> Option<NodeId> {
        let number = lower(token);
        if phase {
            return self.phases.get(&number).or_else(|| self.others.get(&number)).copied();
        }
        let telling = alone || number.contains('.') || number.starts_with(|first: char| first.is_alphabetic());
        self.others.get(&number).filter(|_| telling && number.contains(|c: char| c.is_ascii_digit())).copied()
    }

    /// Returns the nodes from one end to the other of `1-4`, `T001-T003`.
    fn hyphenated(&self, token: &str, phase: bool) -> Vec<NodeId> {
        let ends = token
            .split_once('-')
            .and_then(|(first, last)| Some((self.token(first, phase, true)?, self.token(last, phase, true)?)));
        let Some((first, last)) = ends else { return Vec::new() };
        let mut found = vec![first];
        found.extend(self.between(first, last, phase));
        found.push(last);
        found
    }

    /// Returns what stands between two ends of a range, the first end and the last one left out.
    fn between(&self, first: NodeId, last: NodeId, phase: bool) -> Vec<NodeId> {
        if phase {
            let mut phases: Vec<NodeId> = self.phases.values().copied().filter(|&id| first < id && id < last).collect();
            phases.sort_unstable();
            return phases;
        }
        self.order.iter().map(|&(_, id)| id).filter(|&id| first < id && id < last).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Plan;
    use insta::assert_snapshot;

    /// Returns what each node of a plan with this dependency of step 2.2 needs, and what the step waits for.
    fn needs(value: &str) -> String {
        let plan = format!(
            "## Phase 1: Base\n### Step 1.1: Schema\n### Step 1.2: Keys\n- **Status**: Done\n### Step 1.3: Roles\n\
             ## Phase 2: Use\n### T010 Route\n### Step 2.2: Client\n- **Dependencies**: {value}\n"
        );
        let plan = Plan::read(plan, "plan");
        let id = plan.resolve("2.2").expect("step 2.2 is there");
        let named = |ids: &[super::NodeId]| ids.iter().map(|&id| plan.address(id)).collect::<Vec<_>>().join(" ");
        format!("{} | {}", named(&plan.node(id).needs), named(&plan.blocked_by(id)))
    }

    #[test]
    fn fields() {
        for (value, expected) in [
            ("1.1, 1.2", "1.1 1.2 | 1.1"),
            ("Step 1.1", "1.1 | 1.1"),
            ("Steps 1.1 and 1.2", "1.1 1.2 | 1.1"),
            ("Phase 1 completion", "phase-1 | phase-1"),
            ("Step 1.1–1.3", "1.1 1.2 1.3 | 1.1 1.3"),
            ("Steps 1.1-1.3", "1.1 1.2 1.3 | 1.1 1.3"),
            ("Phases 1-2 completion", "phase-1 phase-2 | phase-1"),
            ("1-1.3, x-y", " | "),
            ("`T010`; Keys", "T010 1.2 | T010"),
            ("None", " | "),
            ("None (can start at once)", " | "),
            ("Approval of 2 people", " | "),
            ("[What must be done first]", " | "),
            ("\n  - Step 1.1: Schema\n  - 1.3", "1.1 1.3 | 1.1 1.3"),
            ("2.2", " | "),
            ("Step 9.9", " | "),
            ("All previous tasks", "1.1 1.2 1.3 T010 | 1.1 1.3 T010"),
            ("all **previous** steps must be completed.", "1.1 1.2 1.3 T010 | 1.1 1.3 T010"),
            ("Everything above (final check)", "1.1 1.2 1.3 T010 | 1.1 1.3 T010"),
            ("Requires all of the steps before this one", "1.1 1.2 1.3 T010 | 1.1 1.3 T010"),
            ("Every earlier step", "1.1 1.2 1.3 T010 | 1.1 1.3 T010"),
            ("previous step", "T010 | T010"),
            ("The step above", "T010 | T010"),
            ("Previous", "T010 | T010"),
            ("Previous phase", "phase-1 | phase-1"),
            ("All previous phases and T010", "phase-1 T010 | phase-1 T010"),
            ("Previous weeks", "phase-1 | phase-1"),
            ("All other tasks", "1.1 1.2 1.3 T010 | 1.1 1.3 T010"),
            ("ALL", "1.1 1.2 1.3 T010 | 1.1 1.3 T010"),
            // Each of these leaves open what it stands for.
            ("All previous tasks (except 1.3)", " | "),
            ("All previous tasks except 1.3", " | "),
            ("1.1, all previous tasks (Except 1.3, 1.4)", "1.1 | 1.1"),
            ("\n  - All previous tasks, excluding 1.3\n  - 1.2", "1.2 | "),
            ("None except 1.1", "1.1 | 1.1"),
            ("No blockers except T010", "T010 | T010"),
            ("Must be done before all other steps, before everything else", " | "),
            ("Previous work, all prior work completed", " | "),
            ("All tasks of the previous phase", " | "),
            ("All API tasks; all tests pass; all done", " | "),
            ("See above, above, all reviews, earlier talks", " | "),
            ("nothing, none, -, n/a, no previous steps", " | "),
        ] {
            assert_eq!(needs(value), expected, "{value}");
        }
    }

    #[test]
    fn what_stands_before() {
        let needs = |plan: &str, owner: &str| {
            let plan = Plan::read(plan, "plan");
            let id = plan.resolve(owner).expect("it is there");
            plan.node(id).needs.iter().map(|&id| plan.address(id)).collect::<Vec<_>>().join(" ")
        };
        let phases = |value: &str| {
            format!("## Phase 1: a\n- [ ] b\n## Phase 2: c\n- [ ] d\n## Phase 3: e\n**Depends on**: {value}\n")
        };
        assert_eq!(needs(&phases("All previous phases"), "phase-3"), "phase-1 phase-2");
        assert_eq!(needs(&phases("All previous tasks"), "phase-3"), "phase-1 phase-2", "they lie in these");
        assert_eq!(needs(&phases("Everything above"), "phase-3"), "phase-1 phase-2");
        assert_eq!(needs(&phases("Previous phase"), "phase-3"), "phase-2");
        let all = "## Phase 1: a\n**Depends on**: all phases\n- [ ] b\n## Phase 2: c\n- [ ] d\n";
        assert_eq!(needs(all, "phase-1"), "", "what comes later may wait for this one");
        assert_eq!(needs("### Step 1: a\n### Step 2: b\n- Depends on: previous phase\n", "2"), "", "there is no phase");
        let numbered = "- [ ] It works\n## Tasks\n- [ ] 1. a\n  - [ ] 1.1 b\n- [ ] 2. c\n  - [ ] 2.1 d\n  - [ ] 2.2 e (depends on all previous tasks)\n- [ ] 3. f (depends on previous task)\n";
        assert_eq!(needs(numbered, "2.2"), "1 2.1", "what must hold in the end is none of the tasks");
        assert_eq!(needs(numbered, "3"), "2");
        let optional = "- [ ]* 2.1 tests\n- [ ] 2.2 e\n- [ ] 2.3 f (depends on all previous tasks)\n";
        assert_eq!(needs(optional, "2.3"), "2.2", "nobody is sent to what may be left out");
        let in_step = "### Step 1: a\n### Step 2: b\n- [ ] c\n- [ ] d (depends on all previous steps)\n";
        assert_eq!(needs(in_step, "2/d-depends-on-all-previous-steps"), "", "the items beside it, or the steps");
        let plain = "## A\n- [ ] a\n## B\n- [ ] b\n  - [ ] c\n- [ ] d (depends on all previous items)\n";
        assert_eq!(needs(plain, "b/d-depends-on-all-previous-items"), "b/b");
    }

    #[test]
    fn titles() {
        let plan = Plan::read("- [ ] T001 Schema\n- [ ] T002 Client (depends on T001)\n", "plan");
        let client = plan.resolve("T002").expect("it is there");
        assert_snapshot!(format!("{:?}", plan.blocked_by(client)), @"[NodeId(1)]");
    }
}
