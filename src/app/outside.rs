//! What somebody else did to the plan, in a few words.

use super::mark::own_mark;
use super::words;
use crate::plan::{FieldKey, Kind, Node, NodeId, Plan, State};

/// Returns what differs between `old` and `new`; `map` is what [`Plan::align`] returned.
pub(super) fn summary(old: &Plan, new: &Plan, map: &[Option<NodeId>], ellipsis: &str) -> String {
    let mut news = News::default();
    let mut known = vec![false; new.len()];
    for id in old.ids() {
        match map[id.index()] {
            Some(now) => {
                known[now.index()] = true;
                news.compare(old.node(id), new.node(now), ellipsis);
            }
            None => news.gone.push(old.node(id)),
        }
    }
    news.added = new.ids().filter(|id| !known[id.index()]).map(|id| new.node(id)).collect();
    news.tell(ellipsis)
}

#[derive(Default)]
struct News<'a> {
    /// The first change of a mark, in words.
    deed: String,
    /// Marks changed, and how many of them by ticking.
    marked: usize,
    ticked: usize,
    added: Vec<&'a Node>,
    gone: Vec<&'a Node>,
    /// Titles that read differently.
    renamed: usize,
}

impl News<'_> {
    fn compare(&mut self, old: &Node, new: &Node, ellipsis: &str) {
        if old.state != new.state && is_own(old, new) {
            if self.marked == 0 {
                self.deed = words::deed(new, old.state, new.state, &words::name(new, 30, ellipsis));
            }
            self.marked += 1;
            self.ticked += usize::from(new.state.is_some_and(State::is_done));
        }
        self.renamed += usize::from(old.title != new.title);
    }

    fn tell(&self, ellipsis: &str) -> String {
        let mut parts = Vec::new();
        match (self.marked, self.ticked) {
            (0, _) => {}
            (1, _) => parts.push(self.deed.clone()),
            (marked, ticked) if marked == ticked => parts.push(format!("ticked {marked}")),
            (marked, 0) => parts.push(format!("unticked {marked}")),
            (marked, _) => parts.push(format!("{marked} marks")),
        }
        for (verb, nodes) in [("added", &self.added), ("removed", &self.gone)] {
            match &nodes[..] {
                [] => {}
                [only] => parts.push(format!("{verb} {}", words::name(only, 30, ellipsis))),
                many => parts.push(format!("{verb} {}", many.len())),
            }
        }
        match self.renamed {
            0 => {}
            1 => parts.push("a title changed".to_owned()),
            more => parts.push(format!("{more} titles changed")),
        }
        if parts.is_empty() { "the text changed".to_owned() } else { parts.join(", ") }
    }
}

/// Returns whether a change of state is the node's own, and does not only follow from what is below it.
fn is_own(old: &Node, new: &Node) -> bool {
    let marks = |node: &Node| {
        let validation = node.fields.iter().filter(|field| field.key == FieldKey::Validation);
        let validation: Vec<_> = validation.map(|field| field.mark.as_ref().map(|mark| mark.state)).collect();
        (own_mark(node).map(|mark| mark.state), validation)
    };
    match new.kind {
        Kind::Item => true,
        Kind::Step | Kind::Phase => marks(old) != marks(new),
        _ => false,
    }
}
