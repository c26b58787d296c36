//! Whose numbers count in the whole plan, and whose begin anew in each list.

use super::label::{Word, word};
use super::{HashMap, HashSet, Kind, Label, Node, NodeId, Plan};

/// Returns the parents of the items whose numbers run through the plan: those that begin with a number with which no other
/// list begins, as `4.` in the second group of a plan of Kiro.
pub(super) fn run_through(plan: &Plan) -> HashSet<NodeId> {
    let mut seen: HashSet<NodeId> = HashSet::default();
    let mut begin: HashMap<&str, Vec<NodeId>> = HashMap::default();
    for id in plan.ids() {
        let node = plan.node(id);
        let number = own(node).filter(|_| node.kind == Kind::Item).map(|label| &*label.number);
        let Some(number) = number.filter(|number| number.starts_with(|first: char| first.is_ascii_digit())) else {
            continue;
        };
        let parent = node.parent.unwrap_or(NodeId::ROOT);
        if seen.insert(parent) {
            begin.entry(number).or_default().push(parent);
        }
    }
    begin.into_values().filter(|lists| lists.len() == 1).flatten().collect()
}

/// Returns the label of `node` where it is its own: a second view bears the number of what it shows, a row `Week 4: …` in a
/// list is about a phase, and `Phase [N]` of a template has no number yet.
pub(super) fn own(node: &Node) -> Option<&Label> {
    let row = |label: &Label| label.word.as_deref().and_then(word).is_some_and(|(word, _)| word == Word::Phase);
    let is_own = |label: &&Label| match node.kind {
        _ if node.view_of.is_some() || label.number.starts_with('[') => false,
        Kind::Phase | Kind::Step => true,
        Kind::Item => !row(label),
        _ => false,
    };
    node.label.as_ref().filter(is_own)
}
