//! Rows that repeat a phase or step: an overview at the top, a progress table as a list. The same work, seen twice.

use std::borrow::Cow;

use super::label::{self, Word};
use super::plain::lower;
use super::{Diagnostic, HashMap, HashSet, Kind, Node, NodeId, Severity};

/// Sets `view_of` of every item whose whole title repeats that of one phase or step.
pub(super) fn link(nodes: &mut [Node]) {
    for (index, id) in views(nodes) {
        nodes[index].view_of = Some(id);
    }
}

/// Returns the items that repeat a phase or step, and which one.
fn views(nodes: &[Node]) -> Vec<(usize, NodeId)> {
    let mut headings: HashMap<Name, Option<NodeId>> = HashMap::default();
    let mut numbers: HashSet<Cow<str>> = HashSet::default();
    for (index, node) in nodes.iter().enumerate().filter(|(_, node)| matches!(node.kind, Kind::Phase | Kind::Step)) {
        // Two of the same name are nobody's in particular.
        let id = Some(NodeId(index as u32));
        let entry = headings.entry(Name::of(node)).or_insert(id);
        if *entry != id {
            *entry = None;
        }
        numbers.insert(number(node));
    }
    if headings.is_empty() {
        return Vec::new();
    }
    // Most items have no number, and what has none of theirs is known at once.
    let named = |node: &Node| node.kind == Kind::Item && !node.title.is_empty() && numbers.contains(&number(node));
    let items = nodes.iter().enumerate().skip(1).filter(|(_, node)| named(node));
    items
        .filter_map(|(index, node)| Some((index, headings.get(&Name::of(node)).copied().flatten()?)))
        .filter(|&(index, id)| !lies_in(nodes, index, id))
        .collect()
}

/// Returns the views whose mark says something else than the phase or step does.
pub(super) fn disagreements(nodes: &[Node]) -> Vec<Diagnostic> {
    let disagrees = |node: &Node| {
        let (mark, other) = (node.mark.as_ref()?, &nodes[node.view_of?.index()]);
        let (here, there) = (mark.state.is_done(), other.state?.is_done());
        let says = |done| if done { "done" } else { "open" };
        let message = || format!("it is {} here, but {} on line {}", says(here), says(there), other.line);
        (here != there).then(|| {
            Diagnostic::new(Severity::Warning, "views-disagree", mark.span, message())
                .relates(other.head, format!("{} here", says(there)))
        })
    };
    nodes.iter().filter_map(disagrees).collect()
}

/// Whether it is a phase, its number and its title: by these two nodes are known as the same.
///
/// Of a step the word does not count: `1.1 Schema` and `Step 1.1: Schema` are the same.
#[derive(PartialEq, Eq, Hash)]
struct Name<'a> {
    phase: bool,
    number: Cow<'a, str>,
    title: Cow<'a, str>,
}

impl<'a> Name<'a> {
    fn of(node: &'a Node) -> Self {
        let word = node.label.as_ref().and_then(|label| label.word.as_deref()).and_then(label::word);
        Self {
            phase: word.is_some_and(|(word, _)| word == Word::Phase),
            number: number(node),
            title: lower(node.title.trim_end_matches(['.', ':'])),
        }
    }
}

/// Returns the number by which the plan names `node`; empty where it has none.
fn number(node: &Node) -> Cow<'_, str> {
    lower(node.label.as_ref().map_or("", |label| &label.number))
}

/// Returns whether the item at `index` lies in the node `id`: its own list is no overview of it.
fn lies_in(nodes: &[Node], index: usize, id: NodeId) -> bool {
    id.index() < index && index < nodes[id.index()].next.index()
}
