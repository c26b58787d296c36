//! Dependencies that cannot be met: on what is not in the plan, on the node itself, and in a circle.

use std::borrow::Cow;

use super::super::depends::{Names, in_title, vague};
use super::super::label::{self, Word};
use super::super::{Diagnostic, FieldKey, HashSet, Kind, Node, NodeId, Plan, Severity, former};
use super::{lower, name, quoted};
use crate::text::Span;

/// Most nodes of a circle that a message names.
const NAMED: usize = 12;

/// Adds what is wrong with the dependencies of phases, steps and items.
pub(super) fn check(plan: &Plan, found: &mut Vec<Diagnostic>) {
    let text = plan.text();
    let mut said: Vec<(NodeId, usize, Reference<'_>)> = Vec::new();
    for id in plan.ids().filter(|&id| matches!(plan.node(id).kind, Kind::Phase | Kind::Step | Kind::Item)) {
        let node = plan.node(id);
        let fields = node.fields.iter().filter(|field| field.key == FieldKey::Dependencies && !field.placeholder);
        for span in fields.map(|field| field.value).chain(in_title(text, node.head)) {
            said.extend(references(span.of(text)).into_iter().map(|reference| (id, span.start, reference)));
        }
    }
    if !said.is_empty() {
        let labels = Labels::new(plan);
        found.extend(said.iter().filter_map(|(owner, base, reference)| labels.judge(plan, *owner, reference, *base)));
    }
    found.extend(vague(text, &plan.nodes).into_iter().map(|(id, span)| {
        let message = format!("{} depends on {}, which names no step", name(plan.node(id)), quoted(span.of(text)));
        Diagnostic::new(Severity::Warning, "unknown-dependency", span, message)
            .help("that is passed over; name what it waits for by number")
    }));
    if plan.nodes.iter().any(|node| !node.needs.is_empty()) {
        found.extend(Search::new(plan).run().iter().map(|circle| circular(plan, circle)));
    }
}

/// A number or id in a Dependencies field.
struct Reference<'a> {
    /// As it is written.
    number: &'a str,
    /// Where, in bytes of the field's value.
    at: usize,
    /// The word in front of it: `Phase 2`.
    word: Option<Word>,
    /// It has letters in front: `T-2.1`, `T012`.
    is_id: bool,
}

/// The numbers and ids of a plan, lower case.
struct Labels<'a> {
    known: HashSet<Cow<'a, str>>,
    names: Names<'a>,
    /// What stands in front of the digits of the plan's ids: `T-`, `TASK-`.
    prefixes: HashSet<&'a str>,
}

impl<'a> Labels<'a> {
    fn new(plan: &'a Plan) -> Self {
        let numbers = || plan.nodes.iter().filter_map(|node| node.label.as_ref()).map(|label| &*label.number);
        Self {
            known: numbers().map(lower).collect(),
            names: Names::new(&plan.nodes),
            prefixes: numbers().filter_map(prefix).collect(),
        }
    }

    /// Returns what is wrong with `reference` in a field of `owner` whose value starts at `base`.
    fn judge(&self, plan: &Plan, owner: NodeId, reference: &Reference<'_>, base: usize) -> Option<Diagnostic> {
        let span = Span::new(base + reference.at, base + reference.at + reference.number.len());
        let node = plan.node(owner);
        if !self.known.contains(&lower(reference.number)) {
            let own = || prefix(reference.number).is_some_and(|prefix| self.prefixes.contains(prefix));
            let unlike = reference.is_id && !own();
            let message = format!("{} depends on {}, which is not in this plan", name(node), called(reference));
            return (!unlike).then(|| {
                Diagnostic::new(Severity::Warning, "unknown-dependency", span, message)
                    .help("name a step or phase by its number, or say in words what is needed from elsewhere")
            });
        }
        let target = self.names.numbered(reference.number, reference.word)?;
        // A phase of which the plan knows only the number is none of its steps.
        if target == owner && (reference.word == Some(Word::Phase)) == (node.kind == Kind::Phase) {
            let message = format!("{} depends on itself, so it can never begin", name(node));
            return Some(Diagnostic::new(Severity::Error, "self-dependency", span, message));
        }
        plan.contains(target, owner).then(|| {
            let message =
                format!("{} depends on {}, of which it is a part; that is ignored", name(node), called(reference));
            Diagnostic::new(Severity::Warning, "self-dependency", span, message)
        })
    }
}

/// Returns how a message names what `reference` refers to.
fn called(reference: &Reference<'_>) -> String {
    let word = if reference.word == Some(Word::Phase) { "phase " } else { "" };
    format!("{word}{}", reference.number)
}

/// Returns what stands in front of the digits of an id.
fn prefix(number: &str) -> Option<&str> {
    let digits = number.find(|character: char| character.is_ascii_digit())?;
    (digits > 0).then(|| &number[..digits])
}

/// Returns the numbers and ids that `value` refers to. A number needs its word, or to stand first: in `Node 18.2`
/// it belongs to something else.
fn references(value: &str) -> Vec<Reference<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in value.split_inclusive('\n') {
        let mut start = at;
        for piece in former::without_exception(line).0.split_inclusive([',', ';', '&']) {
            references_of(piece, start, &mut found);
            start += piece.len();
        }
        at += line.len();
    }
    found
}

fn references_of<'a>(piece: &'a str, base: usize, found: &mut Vec<Reference<'a>>) {
    let separates = |character: char| character.is_whitespace() || "()[]`*_,;&:".contains(character);
    let mut tokens = Vec::new();
    let mut start = 0;
    for (end, separator) in piece.match_indices(separates).chain(std::iter::once((piece.len(), ""))) {
        if start < end {
            tokens.push((base + start, &piece[start..end]));
        }
        start = end + separator.len();
    }
    let (mut word, mut follows) = (None, true);
    for (index, &(at, token)) in tokens.iter().enumerate() {
        let whole = token.trim_end_matches(['.', '!']);
        let named = label::word(whole.trim_end_matches('s')).filter(|&(_, len)| len + 1 >= whole.len());
        if let Some((named, _)) = named {
            word = Some(named);
            continue;
        }
        let mut joined = 0;
        for part in whole.split(['–', '—']) {
            let at = at + joined;
            joined += part.len() + '–'.len_utf8();
            match shape(part) {
                Some(Shape::Id) => found.push(Reference { number: part, at, word, is_id: true }),
                Some(Shape::Number) if word.is_some() || follows && ends_reference(tokens.get(index + 1)) => {
                    found.push(Reference { number: part, at, word, is_id: false });
                }
                _ if JOINERS.contains(&part) => {}
                _ => (word, follows) = (None, false),
            }
        }
    }
}

/// What stands between numbers of one list.
const JOINERS: [&str; 8] = ["-", "and", "or", "to", "through", "/", "+", ""];

/// What may follow a number that stands for a step: `1.1 completed`.
const ENDS: [&str; 8] = ["complete", "completed", "completion", "done", "finished", "validated", "is", "must"];

/// Returns whether a bare number may be a reference when `next` follows it.
fn ends_reference(next: Option<&(usize, &str)>) -> bool {
    next.is_none_or(|(_, next)| {
        let word = next.to_lowercase();
        JOINERS.contains(next) || ENDS.contains(&&*word) || shape(next).is_some()
    })
}

/// What a word of a Dependencies field is like.
enum Shape {
    /// `2`, `2.1`, `1.A.2`, `2b`
    Number,
    /// `T-2.1`, `T012`, `TASK-001`
    Id,
}

fn shape(token: &str) -> Option<Shape> {
    let letters = token.chars().take_while(char::is_ascii_uppercase).count();
    let rest = &token[letters..];
    let digits = rest.strip_prefix('-').unwrap_or(rest);
    let numbered = digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_alphanumeric() || c == '.')
        && !digits.contains("..")
        && digits.split('.').all(|part| part.len() <= 5 && part.chars().filter(char::is_ascii_alphabetic).count() <= 1);
    match letters {
        _ if !numbered => None,
        0 if rest.len() == digits.len() => Some(Shape::Number),
        1..=10 => Some(Shape::Id),
        _ => None,
    }
}

/// Returns the error for a circle; its first node is also its last.
fn circular(plan: &Plan, circle: &[NodeId]) -> Diagnostic {
    let field = |node: &Node| {
        let field = node.fields.iter().find(|field| field.key == FieldKey::Dependencies)?;
        Some(if field.line_value.is_empty() { field.span } else { field.line_value })
    };
    let place = |node: &Node| field(node).or_else(|| in_title(plan.text(), node.head)).unwrap_or(node.head);
    let mut names: Vec<String> = circle.iter().map(|&id| name(plan.node(id))).collect();
    if names.len() > NAMED + 1 {
        let left_out = names.len() - NAMED - 1;
        names.splice(NAMED..names.len() - 1, [format!("{left_out} more")]);
    }
    let message = format!("each of these waits for the next: {}", names.join(" → "));
    let pairs = circle.windows(2).map(|pair| (plan.node(pair[0]), plan.node(pair[1])));
    let mut holders = pairs.filter(|(node, _)| !node.needs.is_empty());
    let first = holders.next().map_or(Span::default(), |(node, _)| place(node));
    let diagnostic = Diagnostic::new(Severity::Error, "cyclic-dependency", first, message)
        .help("take away the dependency that is not real");
    holders.take(NAMED).fold(diagnostic, |diagnostic, (node, next)| {
        diagnostic.relates(place(node), format!("{} waits for {}", name(node), name(next)))
    })
}

/// A search for circles in which everything waits for everything.
///
/// Each node is two points: its begin waits for the end of what it needs and for the begin of its parent; its end
/// waits for its begin and for the ends of its children. So a step is found to wait for a phase whose last step waits
/// for it. What a node needs of its own ancestors and descendants is no wait.
struct Search<'a> {
    plan: &'a Plan,
    /// For each point, whether the search has been there.
    seen: Vec<Seen>,
    /// For each node, whether it is in a circle with one that has been found.
    told: Vec<bool>,
}

/// How far the search is with a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Not,
    /// It is on the path to where the search is now.
    OnPath,
    Done,
}

/// The begin or the end of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Point {
    id: NodeId,
    end: bool,
}

impl Point {
    const fn index(self) -> usize {
        2 * self.id.index() + self.end as usize
    }
}

/// A point on the path, and what it waits for next.
struct Step {
    point: Point,
    /// How many of the nodes that it needs have been followed, and whether its parent or its own begin was.
    needs: usize,
    up: bool,
    child: Option<NodeId>,
}

impl<'a> Search<'a> {
    fn new(plan: &'a Plan) -> Self {
        Self { plan, seen: vec![Seen::Not; 2 * plan.len()], told: vec![false; plan.len()] }
    }

    /// Returns a circle for each group of nodes that wait for each other.
    fn run(&mut self) -> Vec<Vec<NodeId>> {
        let mut circles = Vec::new();
        let holders = self.plan.ids().filter(|&id| !self.plan.node(id).needs.is_empty());
        for id in holders.collect::<Vec<_>>() {
            self.follow(Point { id, end: false }, &mut circles);
        }
        circles
    }

    /// Goes everywhere from `start`, without calling itself: a plan may be deep.
    fn follow(&mut self, start: Point, circles: &mut Vec<Vec<NodeId>>) {
        if self.seen[start.index()] != Seen::Not {
            return;
        }
        let mut path = vec![self.enter(start)];
        while let Some(step) = path.last_mut() {
            let Some(next) = step.next(self.plan) else {
                self.seen[step.point.index()] = Seen::Done;
                path.pop();
                continue;
            };
            match self.seen[next.index()] {
                Seen::Done => {}
                Seen::Not => path.push(self.enter(next)),
                Seen::OnPath => circles.extend(self.circle(&path, next)),
            }
        }
    }

    fn enter(&mut self, point: Point) -> Step {
        self.seen[point.index()] = Seen::OnPath;
        let child = self.plan.children(point.id).next();
        Step { point, needs: 0, up: false, child }
    }

    /// Returns the circle that the end of `path` closes at `first`, unless one of its nodes is in a circle already.
    fn circle(&mut self, path: &[Step], first: Point) -> Option<Vec<NodeId>> {
        let start = path.iter().rposition(|step| step.point == first || self.told[step.point.id.index()])?;
        let known = self.told[path[start].point.id.index()];
        let mut nodes: Vec<NodeId> = Vec::new();
        for id in path[start..].iter().map(|step| step.point.id).chain([first.id]) {
            self.told[id.index()] = true;
            match nodes[..] {
                // From a phase to its step and back is no news.
                [.., before, last] if before == id && self.plan.contains(id, last) => _ = nodes.pop(),
                [.., last] if last == id => {}
                _ => nodes.push(id),
            }
        }
        (!known && nodes.len() > 2).then_some(nodes)
    }
}

impl Step {
    /// Returns the next point that this one waits for.
    fn next(&mut self, plan: &Plan) -> Option<Point> {
        let id = self.point.id;
        let node = plan.node(id);
        if self.point.end {
            if !std::mem::replace(&mut self.up, true) {
                return Some(Point { id, end: false });
            }
            let child = self.child?;
            let next = plan.node(child).next;
            self.child = (next < node.next).then_some(next);
            return Some(Point { id: child, end: true });
        }
        while let Some(&need) = node.needs.get(self.needs) {
            self.needs += 1;
            if need != id && !plan.contains(need, id) && !plan.contains(id, need) {
                return Some(Point { id: need, end: true });
            }
        }
        let parent = node.parent.filter(|_| !std::mem::replace(&mut self.up, true));
        parent.filter(|&parent| parent != NodeId::ROOT).map(|id| Point { id, end: false })
    }
}
