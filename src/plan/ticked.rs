//! Reading a plan again of which only boxes were ticked.
//!
//! A tick of a long plan is to be in the file, and on the screen, before the whole of it could be read once more.

use std::sync::{Arc, OnceLock};

use super::{Kind, MarkKind, NodeId, Plan, State, progress, views};
use crate::text::Span;

/// What every plan means by a box that holds it, whatever its dialect and its settings: open, or done.
const PLAIN: [u8; 3] = [b' ', b'x', b'X'];

/// How many boxes are looked for, at most: many more are as soon read.
const MOST: usize = 64;

/// How many bytes are compared at once.
const CHUNK: usize = 4096;

impl Plan {
    /// Returns what reading `text` comes to, where all that it changes is what plain boxes of items hold.
    ///
    /// That decides over nothing but their marks: no block begins or ends by it (`CommonMark` 4 and 5), none of these
    /// characters opens an inline, and titles, labels and addresses leave it out.
    pub(super) fn ticked(&self, text: &Arc<str>) -> Option<Self> {
        let ticked = differences(&self.text, text)?.into_iter().map(|at| self.ticked_at(text, at));
        let ticked = ticked.collect::<Option<Vec<_>>>()?;
        let mut nodes = self.nodes.clone();
        for (id, state) in ticked {
            nodes[id.index()].mark.as_mut()?.state = state;
        }
        let mut diagnostics = self.diagnostics[..self.noticed].to_vec();
        diagnostics.extend(progress::derive(&mut nodes));
        diagnostics.extend(views::disagreements(&nodes));
        Some(Self {
            text: Arc::clone(text),
            name: self.name.clone(),
            manner: self.manner,
            nodes,
            diagnostics,
            noticed: self.noticed,
            opaque: self.opaque.clone(),
            conflict: self.conflict,
            whole: self.whole,
            names: self.names.clone(),
            letters: OnceLock::new(),
        })
    }

    /// Returns the item whose box holds the byte at `at`, and what it says in `text`, where both are plain.
    fn ticked_at(&self, text: &str, at: usize) -> Option<(NodeId, State)> {
        let (before, after) = (self.text.as_bytes()[at], text.as_bytes()[at]);
        let held = Span::new(at.checked_sub(1)?, at + 2);
        let is_its_box = |id: &NodeId| {
            let node = self.node(*id);
            let mark = node.mark.as_ref().filter(|mark| mark.kind == MarkKind::Box && mark.span == held);
            node.kind == Kind::Item && mark.is_some()
        };
        let id = self.ids().find(is_its_box)?;
        (PLAIN.contains(&before) && PLAIN.contains(&after)).then(|| (id, self.manner.of_box(char::from(after))))
    }

    /// Returns whether `other` is the same plan in all that is read from its text.
    pub(super) fn reads_as(&self, other: &Self) -> bool {
        (&self.text, &self.nodes, &self.diagnostics) == (&other.text, &other.nodes, &other.diagnostics)
            && (&self.opaque, self.conflict, self.noticed) == (&other.opaque, other.conflict, other.noticed)
            && (self.manner.dialect, self.whole) == (other.manner.dialect, other.whole)
    }
}

/// Returns the bytes in which two texts of one length differ; `None` for texts of different lengths, or too many bytes.
fn differences(old: &str, new: &str) -> Option<Vec<usize>> {
    if old.len() != new.len() {
        return None;
    }
    let chunks = old.as_bytes().chunks(CHUNK).zip(new.as_bytes().chunks(CHUNK)).enumerate();
    let other = chunks.filter(|(_, (old, new))| old != new);
    let bytes = other.flat_map(|(index, (old, new))| {
        let pairs = old.iter().zip(new).enumerate();
        pairs.filter(|(_, (old, new))| old != new).map(move |(at, _)| index * CHUNK + at)
    });
    let found: Vec<usize> = bytes.take(MOST + 1).collect();
    (found.len() <= MOST).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Marks;

    const PLANS: [&str; 4] = [
        include_str!("../../assets/plans/demo.md"),
        include_str!("../../assets/templates/implementation-plan.md"),
        // An overview, criteria, nested items, a reference that a box could be taken for, and marks that are no ticks.
        "# P\n\n- [x] Phase 1: A\n- [ ] Phase 2: B\n\n## Phase 1: A\n\n### [x] Step 1.1: C\n- **Validation**: all of\n  - [ ] one\n  - [X] two\n- [ ] d\n  - [x] e\n    - [ ] f [ ] [x]\n\n## Phase 2: B\n- [ ]* g\n- [~] h\n- [?] i\n- [x]\n\n[x]: /x\n",
        "- [ ] 1. First\n  - [x] 1.1 Second\n  - _Requirements: 1.1_\n- [-] 2. Third\n",
    ];

    #[test]
    fn what_is_ticked_reads_as_if_it_were_read_anew() {
        for text in PLANS {
            let plan = Plan::read(text, "plan");
            let mut ticked = 0;
            for (at, _) in text.bytes().enumerate().filter(|(_, byte)| PLAIN.contains(byte)) {
                for held in PLAIN {
                    let newer: Arc<str> =
                        [&text[..at], &*char::from(held).to_string(), &text[at + 1..]].concat().into();
                    let Some(newer) = plan.ticked(&newer).filter(|_| *newer != *text) else { continue };
                    assert!(newer.reads_as(&Plan::read(newer.text().clone(), "plan")), "{}", newer.text());
                    ticked += 1;
                }
            }
            let marks =
                plan.ids().filter(|&id| plan.node(id).kind == Kind::Item).filter_map(|id| plan.node(id).mark.as_ref());
            let known = marks.filter(|mark| PLAIN.contains(&text.as_bytes()[mark.span.start + 1]));
            assert_eq!(ticked, 2 * known.count(), "{text}");
        }
    }

    #[test]
    fn all_else_is_read_anew() {
        let text = "# P\n- [ ] a\n- [~] b\n";
        let plan = Plan::read_with(text, "plan", Marks::default());
        for (newer, expected) in [
            (text.replace("[ ]", "[x]"), true),
            (text.to_owned(), true),
            (text.replace("[ ]", "[-]"), false),
            (text.replace("[~]", "[x]"), false),
            (text.replace(" a", " x"), false),
            (text.replace("[ ] a", "[x] aa"), false),
            (text.replace("- [ ]", "x [ ]"), false),
        ] {
            assert_eq!(plan.ticked(&newer.as_str().into()).is_some(), expected, "{newer}");
        }
    }
}
