//! What a person should know of a plan before trusting it: all that only shows when the whole tree is read.
//!
//! Each check has its file and looks at a plan that was read; none of them changes how it is read. Which files there
//! are, somebody else must say: nothing here touches a disk.

mod counters;
mod dependencies;
mod files;
mod ground;
mod line;
mod near;
mod numbers;
mod placeholders;
mod steps;
#[cfg(test)]
mod tests;

use super::plain::lower;
use super::{Diagnostic, Node, NodeId, Plan, Severity};
use crate::text::quoted;
use ground::Ground;
pub(super) use placeholders::slot_len;

impl Plan {
    /// Returns all that a person should know about the text, sorted by place: what [`Plan::diagnostics`] noticed while
    /// reading, and what only the whole plan tells. `exists` says whether there is a file or folder of that path.
    pub fn check(&self, exists: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
        let mut found = self.diagnostics().to_vec();
        found.extend(self.conflict().map(|span| {
            Diagnostic::new(Severity::Error, "conflict", span, "git has left a conflict here, and nothing is written")
                .help("keep one of the two versions and remove the three marker lines")
        }));
        let ground = Ground::new(self);
        near::check(self, &ground, &mut found);
        placeholders::check(self, &ground, &mut found);
        dependencies::check(self, &mut found);
        numbers::check(self, &mut found);
        steps::check(self, &mut found);
        counters::check(self, &mut found);
        files::check(self, exists, &mut found);
        found.sort_by_key(|diagnostic| (diagnostic.span, std::cmp::Reverse(diagnostic.severity)));
        found
    }

    /// Returns the innermost node that byte `offset` of the text lies in; the root where it lies in no other.
    pub fn node_at(&self, offset: usize) -> NodeId {
        // Nodes stand in the order of their first bytes.
        let started = self.nodes.partition_point(|node| node.span.start <= offset).max(1);
        let mut id = NodeId(started as u32 - 1);
        while let Some(parent) = self.node(id).parent.filter(|_| self.node(id).span.end <= offset) {
            if self.node(id).span.start == offset {
                break;
            }
            id = parent;
        }
        id
    }
}

/// Returns how a message names `node`: `Phase 2`, `2.1`, or its title.
fn name(node: &Node) -> String {
    node.label.as_ref().map_or_else(|| quoted(&node.title), |label| label.short(node.kind))
}

/// Returns `count` and the noun in the number that fits it.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
