//! What the README says of keys and of the demo plan is what the program does.

mod checks;

use checks::read;
use tickdown::app::{ACTIONS, Keymap, Symbols};
use tickdown::plan::{NodeId, State};

const README: &str = include_str!("../README.md");
const DEMO: &str = include_str!("../assets/plans/demo.md");

/// Returns the first cell of each row of the table with this head, and what stands between backticks there.
fn first_cells(head: &str) -> Vec<Vec<&'static str>> {
    let rows = README.lines().skip_while(|line| *line != head).skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| row.split('|').nth(1).unwrap_or("").split('`').skip(1).step_by(2).collect()).collect()
}

#[test]
fn its_keys_are_those_of_the_keymap() {
    let keymap = Keymap::default();
    let written =
        |keys: &[tickdown::app::Key]| keys.iter().map(|key| key.short(&Symbols::UNICODE.arrows)).collect::<String>();
    let mut expected: Vec<Vec<String>> =
        ACTIONS.iter().map(|entry| keymap.keys_of(entry.action).map(written).collect()).collect();
    let mut found = first_cells("| Key | Does |");
    expected.sort();
    found.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn its_two_commands_are_there() {
    for command in ["\ncargo run --release -- assets/plans/demo.md\n", "\ncargo test\n"] {
        assert!(README.contains(command), "{command}");
    }
}

#[test]
fn the_demo_plan_shows_every_state_and_is_half_done() {
    let plan = read(DEMO);
    let states: Vec<_> = plan.ids().filter_map(|id| plan.node(id).state).collect();
    for state in [State::Open, State::InProgress, State::Done, State::Validated, State::Failed, State::Cancelled] {
        assert!(states.contains(&state), "nothing is {state:?}");
    }
    let tally = plan.node(NodeId::ROOT).tally;
    assert!(README.contains(&format!(r#""progress":{{"done":{},"total":{}}}"#, tally.done, tally.total)));
    let next = plan.next_ready().expect("something is next");
    let said = format!(
        r#""next":{{"address":"{}","title":"{}","line":{}}}"#,
        plan.address(next),
        plan.node(next).title,
        plan.node(next).line
    );
    assert!(README.contains(&said), "{said}");
    assert!(plan.ids().any(|id| !plan.blocked_by(id).is_empty()), "nothing waits");
    assert_eq!(plan.diagnostics(), []);
}
