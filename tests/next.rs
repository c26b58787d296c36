//! What is next, over generated plans whose steps depend on each other.

mod checks;

use std::fmt::Write;

use checks::read;
use proptest::prelude::*;
use proptest::sample::select;
use tickdown::plan::{Kind, NodeId, Plan, State};

/// How far a step or item may be written to be.
const STATUS: &[&str] =
    &["", "", "", "Not Started", "Done", "In Progress", "Cancelled", "✅ Complete", "Validated", "Blocked"];
const BOXES: &[&str] = &["[ ]", "[ ]", "[ ]", "[x]", "[-]", "[~]", "[!]", "[?]", "[ ]*"];
const PHASE: &[&str] = &["", "", "", " ✅", " ⏳ PENDING"];

/// What a step may say it needs: steps before and behind it, itself, phases, ranges, and what is not there.
fn needs() -> impl Strategy<Value = String> {
    let number = (1..4u8, 1..4u8).prop_map(|(phase, step)| format!("{phase}.{step}"));
    let phase = (1..4u8).prop_map(|phase| format!("Phase {phase} completion"));
    prop_oneof![
        4 => Just(String::new()),
        4 => number.clone(),
        2 => (number.clone(), number).prop_map(|(a, b)| format!("{a}, Step {b}")),
        2 => phase,
        1 => select(&["Steps 1.1-1.3", "None", "9.9", "Phases 1-2"][..]).prop_map(str::to_owned),
    ]
}

fn step() -> impl Strategy<Value = (&'static str, String, Vec<&'static str>)> {
    (select(STATUS), needs(), prop::collection::vec(select(BOXES), 0..3))
}

fn plan_text() -> impl Strategy<Value = String> {
    let phase = (select(PHASE), prop::collection::vec(step(), 0..4));
    let loose = prop::collection::vec(select(BOXES), 0..3);
    (prop::collection::vec(phase, 0..4), loose).prop_map(|(phases, loose)| {
        let mut text = String::from("# Plan\n");
        for (number, (mark, steps)) in (1..).zip(phases) {
            write!(text, "\n## Phase {number}: Some{mark}\n").expect("a string takes everything");
            for (place, (status, needs, items)) in (1..).zip(steps) {
                write!(text, "\n### Step {number}.{place}: One of them\n").expect("a string takes everything");
                for (name, value) in
                    [("Dependencies", &*needs), ("Status", status)].iter().filter(|(_, value)| !value.is_empty())
                {
                    writeln!(text, "- **{name}**: {value}").expect("a string takes everything");
                }
                for held in items {
                    text += &format!("\n- {held} item\n");
                }
            }
        }
        text += "\n## Notes\n\n";
        for held in loose {
            text += &format!("- {held} loose\n");
        }
        text
    })
}

/// Returns whether `id` could be begun, told without asking for the next one: a step without steps in it, or an item
/// outside steps, that is open, waits for nothing, and lies in nothing that is settled or said to wait.
fn could_be_begun(plan: &Plan, id: NodeId) -> bool {
    let node = plan.node(id);
    let in_step = plan.ancestors(id).any(|above| plan.node(above).kind == Kind::Step);
    let of_kind = match node.kind {
        Kind::Step => !plan.descendants(id).any(|below| plan.node(below).kind == Kind::Step),
        Kind::Item => !in_step && !node.optional && plan.children(id).next().is_none(),
        _ => false,
    };
    of_kind
        && is_begun_or_open(plan, id)
        && plan.blocked_by(id).is_empty()
        && !lies_in_settled(plan, id)
        && !says_to_wait(plan, id)
}

/// Returns whether `id` or something that it lies in has a status that says to wait.
fn says_to_wait(plan: &Plan, id: NodeId) -> bool {
    let mut around = plan.ancestors(id).chain([id]).map(|id| plan.node(id));
    around.any(|node| node.fields.iter().any(|field| field.line_value.of(plan.text()) == "Blocked"))
}

fn is_begun_or_open(plan: &Plan, id: NodeId) -> bool {
    matches!(plan.node(id).state, Some(State::Open | State::InProgress))
}

fn lies_in_settled(plan: &Plan, id: NodeId) -> bool {
    let settles = |above: &NodeId| matches!(plan.node(*above).kind, Kind::Phase | Kind::Step);
    plan.ancestors(id).filter(settles).any(|above| plan.node(above).state.is_some_and(State::is_settled))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_blocked_given_up_or_left_out_is_next(text in plan_text()) {
        let plan = read(&text);
        let Some(next) = plan.next_ready() else { return Ok(()) };
        let line = plan.node(next).line;
        prop_assert!(is_begun_or_open(&plan, next), "line {line} is {:?}", plan.node(next).state);
        prop_assert!(plan.blocked_by(next).is_empty(), "line {line} waits for {:?}", plan.blocked_by(next));
        prop_assert!(!lies_in_settled(&plan, next), "line {line} lies in what is settled");
        prop_assert!(!says_to_wait(&plan, next), "line {line} says that it waits");
        prop_assert!(!plan.node(next).optional, "line {line} may be left out");
    }

    #[test]
    fn the_first_that_could_be_begun_is_next(text in plan_text()) {
        let plan = read(&text);
        let first = plan.ids().find(|&id| could_be_begun(&plan, id));
        prop_assert_eq!(plan.next_ready(), first);
    }
}
