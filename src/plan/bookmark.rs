//! Where somebody was in a plan: told in words that outlive the program, and found again in what others made of it.

use super::{Deed, NodeId, Plan};
use crate::text::LineIndex;

/// A node, as it is told from the others in its plan.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Bookmark {
    /// As it is printed.
    pub address: String,
    /// Its title.
    pub title: String,
    /// The line it begins in, from 1.
    pub line: usize,
}

/// What others have changed and nobody has looked at when a plan is left, told in words that outlive the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Unseen {
    /// The text before the first of these changes.
    pub before: String,
    /// The printed addresses of the rows that carry a mark for it, in the text that was left.
    pub marked: Vec<String>,
    /// Those of rows of which so many changed at once that they carry none.
    pub unmarked: Vec<String>,
    /// What others did to each of these rows: beside that it may hold work of who left.
    #[serde(default)]
    pub deeds: Vec<(String, Deed)>,
}

impl Plan {
    /// Returns what `id` is found again by.
    pub fn bookmark(&self, id: NodeId) -> Bookmark {
        let title = self.node(id).title.to_string();
        Bookmark { address: self.address(id).to_owned(), title, line: self.lines()(id) }
    }

    /// Returns the node that was marked: the only one with its title, else the one with its address too, else the one in
    /// its line that has its title or its address; `None` where it is gone.
    pub fn find_bookmark(&self, mark: &Bookmark) -> Option<NodeId> {
        let alike: Vec<NodeId> = self.ids().filter(|&id| *self.node(id).title == *mark.title).collect();
        let has_address = |id: &NodeId| self.address(*id) == mark.address;
        let in_line = || {
            let line = self.lines();
            move |id: &NodeId| line(*id) == mark.line
        };
        match alike[..] {
            [] => self.ids().find(has_address).filter(in_line()),
            [only] => Some(only),
            _ => alike.iter().copied().find(has_address).or_else(|| alike.into_iter().find(in_line())),
        }
    }

    /// Returns what tells the line that a node begins in, from 1.
    fn lines(&self) -> impl Fn(NodeId) -> usize {
        let index = LineIndex::new(&self.text);
        move |id| index.line(self.node(id).head.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_found_again_as_long_as_it_is_there() {
        let text = "# P\n## Phase 1: A\n### 1.1 Base\n- [ ] Route\n- [ ] Body\n### 1.2 Top\n- [ ] Route\n";
        let plan = Plan::read(text, "p");
        // The line of the node that is marked, what others make of the plan, and the line where it is found.
        for (line, from, to, expected) in [
            (3, "", "", Some(3)),
            (4, "[ ] Route", "[x] Route", Some(4)),
            (4, "### 1.1", "More.\n### 1.1", Some(5)),
            (7, "### 1.1", "More.\n### 1.1", Some(8)),
            (7, "### 1.2 Top\n", "", None),
            (5, "- [ ] Body\n", "", None),
            (5, "[ ] Body\n### 1.2 Top", "[ ] Head\n### 1.2 Body", Some(6)),
            (6, "1.2 Top", "1.2 Roof", Some(6)),
            (6, "### 1.2 Top", "### 1.2 New\n### 1.3 Top", Some(7)),
            (6, "### 1.2 Top", "More.\n### 1.2 Roof", None),
            (7, "### 1.2 Top", "### 1.3 Roof", Some(7)),
        ] {
            let id = plan.ids().find(|&id| plan.lines()(id) == line).expect("a node is there");
            let changed = Plan::read(text.replacen(from, to, usize::from(!from.is_empty())), "p");
            let found = changed.find_bookmark(&plan.bookmark(id)).map(changed.lines());
            assert_eq!(found, expected, "{line}: {from:?} to {to:?}");
        }
    }
}
