//! How the boxes of a plan are read, and how marks are added to it: in the manner of the tool that wrote it, but for what
//! somebody has chosen.

use super::{Dialect, State};

/// How many characters can be chosen.
const MOST: usize = 16;

/// What is added to a step that shall be done and has no mark, where its siblings have none either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AddedMark {
    /// A Status where its fields are bullets, else a box.
    #[default]
    Auto,
    /// A Status: among its fields, else below its heading.
    Status,
    /// A box in its heading.
    Box,
}

/// Characters in boxes, and the states that somebody has them stand for whatever a plan's dialect says; and the marks that
/// somebody wants to be added.
///
/// Invariant: `' '`, `x` and `X`, which are written, are none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    chosen: [Option<(char, State)>; MOST],
    /// What is added to a step that has no mark.
    pub added: AddedMark,
}

impl Marks {
    /// Returns these marks, and that `held` stands for `state`.
    ///
    /// # Errors
    /// Why it cannot, a sentence without its period: boxes with some characters mean the same in every plan, some
    /// characters in brackets are no box, and no more than 16 are taken.
    pub fn with(mut self, held: char, state: State) -> Result<Self, String> {
        match held {
            ' ' | 'x' | 'X' => return Err(format!("[{held}] cannot be chosen: it is what every plan means by it")),
            _ if !super::blocks::is_box(held) => return Err(format!("[{held}] is no box")),
            _ => {}
        }
        let free = self.chosen.iter_mut().find(|chosen| chosen.is_none_or(|(known, _)| known == held));
        *free.ok_or_else(|| format!("no more than {MOST} marks can be chosen"))? = Some((held, state));
        Ok(self)
    }

    /// Returns all of them.
    pub fn iter(&self) -> impl Iterator<Item = (char, State)> + '_ {
        self.chosen.iter().copied().flatten()
    }

    fn get(self, held: char) -> Option<State> {
        self.iter().find(|(known, _)| *known == held).map(|(_, state)| state)
    }
}

/// How the boxes of one plan are read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Manner {
    /// Whose manner it is.
    pub(super) dialect: Dialect,
    /// What goes before that.
    pub(super) marks: Marks,
}

impl Manner {
    /// Returns the state that a box holding `inner` stands for.
    pub(super) fn of_box(self, inner: char) -> State {
        self.marks.get(inner).unwrap_or_else(|| self.dialect.of_box(inner))
    }

    /// Returns whether a box holding `inner` says that something else must come first.
    pub(super) fn waits(self, inner: char) -> bool {
        self.marks.get(inner).is_none() && self.dialect.waits(inner)
    }

    /// Returns the character for work in progress that was chosen, else the dialect's, whether the plan shows one or not.
    pub(super) fn in_progress(self) -> Option<char> {
        let chosen = self.marks.iter().find(|(_, state)| *state == State::InProgress).map(|(held, _)| held);
        chosen.or_else(|| self.dialect.in_progress().filter(|&held| self.of_box(held) == State::InProgress))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Intent, Op, Plan, changes};

    fn marks(chosen: &[(char, State)]) -> Marks {
        chosen.iter().fold(Marks::default(), |marks, &(held, state)| marks.with(held, state).expect("it can be chosen"))
    }

    #[test]
    fn what_is_chosen_goes_before_the_dialect() {
        let plan = "# P\n- [?] a\n- [!] b\n- [-] c\n- [~] d\n- [x] e\n- [*] f\n";
        let kiro = format!("{plan}  - _Requirements: 1.1_\n");
        let states = |text: &str, marks| {
            let plan = Plan::read_with(text, "plan", marks);
            let states = plan.ids().filter_map(|id| plan.node(id).state.map(State::name));
            (states.collect::<Vec<_>>().join(", "), plan.check(&|_| true).len())
        };
        let none = Marks::default();
        assert_eq!(states(plan, none).0, "unknown mark, failed, cancelled, in progress, done, unknown mark");
        let chosen = marks(&[
            ('?', State::Open),
            ('!', State::Open),
            ('-', State::Done),
            ('*', State::Done),
            ('*', State::Failed),
        ]);
        let (said, diagnostics) = states(plan, chosen);
        assert_eq!((&*said, diagnostics), ("open, open, done, in progress, done, failed", 0));
        assert_eq!(states(&kiro, chosen).0, said);
        assert!(states(plan, none).1 > 0, "unknown marks are told of");
    }

    #[test]
    fn what_is_written_reads_back_as_meant() {
        let text = "# P\n- [ ] a\n- [?] b\n";
        let chosen = marks(&[('?', State::Open), ('>', State::InProgress), ('~', State::Cancelled)]);
        let written = |address: &str, op| {
            let plan = std::sync::Arc::new(Plan::read_with(text, "plan", chosen));
            changes(&plan, &[Intent::new(address, op)]).map(|changes| changes.plan.text().to_string())
        };
        assert_eq!(written("a", Op::InProgress).expect("there is a mark now"), text.replace("[ ] a", "[>] a"));
        assert_eq!(written("b", Op::Done).expect("it is open"), text.replace("[?]", "[x]"));
        assert_eq!(written("b", Op::Open).expect("it is so"), text, "what is so already is not written");
        let plan = std::sync::Arc::new(Plan::read(text, "plan"));
        assert!(changes(&plan, &[Intent::new("a", Op::InProgress)]).is_err(), "a plan without the mark has none");
    }

    #[test]
    fn a_step_without_a_mark_gets_the_one_that_was_chosen() {
        let bullets = "## Phase 1: P\n### 1.1 A\n- **Goal**: x\n### 1.2 B\n- **Goal**: y\n";
        let prose = "## Phase 1: P\n### 1.1 A\nText.\n### 1.2 B\nMore.\n";
        let marked = "## Phase 1: P\n### 1.1 A\n- **Goal**: x\n### [x] 1.2 B\n- **Goal**: y\n";
        let bullet = "- **Goal**: x\n- **Status**: [x] Complete\n";
        let all = [AddedMark::Auto, AddedMark::Status, AddedMark::Box];
        for (text, from, expected) in [
            (bullets, "- **Goal**: x\n", [bullet, bullet, ""]),
            (prose, "1.1 A\n", ["", "1.1 A\n**Status**: ✅ Complete  \n", ""]),
            // What its siblings have goes before.
            (marked, "", ["", "", ""]),
        ] {
            for (added, to) in all.into_iter().zip(expected) {
                let read = |text: &str| Plan::read_with(text, "plan", Marks { added, ..Marks::default() });
                let write = |text: &str, op| {
                    let plan = std::sync::Arc::new(read(text));
                    let written = changes(&plan, &[Intent::new("1.1", op)]).expect("it can be written");
                    written.plan.text().to_string()
                };
                let done = write(text, Op::Done);
                let expected =
                    if to.is_empty() { text.replace("### 1.1", "### [x] 1.1") } else { text.replace(from, to) };
                assert_eq!(done, expected, "{added:?}");
                // With its sibling it says what is open in its own way.
                let open = if text == marked { text.to_owned() } else { write(&done, Op::Open) };
                assert_eq!(open, text, "{added:?}");
            }
        }
    }

    #[test]
    fn some_characters_cannot_be_chosen() {
        for (held, expected) in [
            ('x', "[x] cannot be chosen: it is what every plan means by it"),
            (' ', "[ ] cannot be chosen: it is what every plan means by it"),
            ('P', "[P] is no box"),
            ('1', "[1] is no box"),
            (']', "[]] is no box"),
        ] {
            assert_eq!(Marks::default().with(held, State::Done).expect_err("it is refused"), expected);
        }
        let full = (b'a'..b'q')
            .fold(Marks::default(), |marks, held| marks.with(held.into(), State::Done).expect("there is room"));
        assert_eq!(full.iter().count(), MOST);
        assert_eq!(full.with('q', State::Done).expect_err("there is none"), "no more than 16 marks can be chosen");
        assert!(full.with('a', State::Open).is_ok());
    }
}
