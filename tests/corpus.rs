//! Plans as people write them: our own small ones always, real ones where `TICKDOWN_CORPUS` names their folder.

mod checks;

use std::fmt::Write;

use checks::{
    Expected, all_ops, boxes, check_addresses, check_op, check_spans, check_ticks, corpus, expected, own_plans, read,
};
use insta::{assert_snapshot, with_settings};
use tickdown::plan::{Kind, NodeId, Op, Refusal, State};

/// Real plans whose boxes we count otherwise than markdown-it does, and why. At most five.
const COUNTED_OTHERWISE: &[(&str, &str)] = &[];

/// Runs `check` on every plan and reports all that fail at once.
fn hold(plans: &[Expected], check: impl Fn(&Expected) -> checks::Verdict) {
    assert!(!plans.is_empty(), "no plans");
    let wrong: Vec<_> =
        plans.iter().filter_map(|plan| check(plan).err().map(|words| format!("{}: {words}", plan.file))).collect();
    assert!(wrong.is_empty(), "{} of {} plans:\n{}", wrong.len(), plans.len(), wrong.join("\n"));
}

fn reads_right(plan: &Expected) -> checks::Verdict {
    let read = read(&plan.text);
    if **read.text() != plan.text {
        return Err("its text is not kept".to_owned());
    }
    check_spans(&read)?;
    check_addresses(&read)?;
    let found = boxes(&read);
    if found != plan.boxes && !COUNTED_OTHERWISE.iter().any(|(file, _)| *file == plan.file) {
        return Err(format!("{:?} boxes open, done, other were expected, {found:?} found", plan.boxes));
    }
    Ok(())
}

fn ticks_right(plan: &Expected) -> checks::Verdict {
    let plan = read(&plan.text);
    if plan.conflict().is_some() { Ok(()) } else { check_ticks(&plan) }
}

#[test]
fn our_own_plans_read_right() {
    hold(&expected(&own_plans()), reads_right);
}

#[test]
fn our_own_plans_tick_byte_for_byte() {
    hold(&expected(&own_plans()), ticks_right);
}

#[test]
fn our_own_plans_take_every_mark_and_give_it_back() {
    hold(&expected(&own_plans()), |plan| {
        let plan = read(&plan.text);
        plan.ids().try_for_each(|id| all_ops().iter().try_for_each(|op| check_op(&plan, id, op)))
    });
}

#[test]
fn every_own_plan_has_a_row() {
    let listed: Vec<_> = expected(&own_plans()).into_iter().map(|plan| plan.file).collect();
    let mut there: Vec<_> = std::fs::read_dir(own_plans())
        .expect("tests/plans is a folder")
        .filter_map(|entry| entry.expect("it can be listed").file_name().into_string().ok())
        .filter(|name| name != "expected.tsv" && !name.starts_with('.'))
        .collect();
    there.sort();
    assert_eq!(listed, there);
}

#[test]
fn a_conflict_takes_no_writes() {
    let plans = expected(&own_plans());
    let plan = read(&plans.iter().find(|plan| plan.file == "conflict.md").expect("it is one of them").text);
    assert_eq!(plan.conflict().map(|span| span.of(plan.text())), Some("<<<<<<< HEAD"));
    for id in plan.ids() {
        let refused = checks::apply(&plan, checks::intent(plan.address(id), Op::Done));
        assert!(matches!(refused, Err(Refusal::Conflict { line: 4 })), "{refused:?}");
    }
}

#[test]
fn real_plans_read_right() {
    let Some(folder) = corpus() else { return };
    assert!(COUNTED_OTHERWISE.len() <= 5, "these are no exceptions any more");
    hold(&expected(&folder), reads_right);
}

#[test]
fn real_plans_tick_byte_for_byte() {
    let Some(folder) = corpus() else { return };
    hold(&expected(&folder), ticks_right);
}

#[test]
fn every_mark_of_our_own_plans_is_taken_back() {
    hold(&expected(&own_plans()), rounds);
}

#[test]
fn every_mark_of_the_real_plans_is_taken_back() {
    let Some(folder) = corpus() else { return };
    // The two longest first, so that no thread ends with them.
    let mut plans = expected(&folder);
    plans.sort_by_key(|plan| std::cmp::Reverse(plan.text.len()));
    let (some, others): (Vec<_>, Vec<_>) = plans.into_iter().enumerate().partition(|(index, _)| index % 2 == 0);
    std::thread::scope(|scope| {
        for half in [some, others] {
            scope.spawn(|| hold(&half.into_iter().map(|(_, plan)| plan).collect::<Vec<_>>(), rounds));
        }
    });
}

/// Sets every mark of every step and item, and takes it back.
fn rounds(plan: &Expected) -> checks::Verdict {
    let plan = read(&plan.text);
    let ids = plan.ids().filter(|_| plan.conflict().is_none());
    let wrong: Vec<_> = ids.filter_map(|id| checks::rounds::check_rounds(&plan, id).err()).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n    ")) }
}

/// What each real plan reads as. Two files of each family were compared by eye with their Markdown.
#[test]
fn real_plans_read_as_a_person_reads_them() {
    let Some(folder) = corpus() else { return };
    let mut table =
        format!("{:76} {:>6} {:>5} {:>5} {:>5} {:>9}  next\n", "file", "phases", "steps", "items", "done", "validated");
    for Expected { file, text, .. } in expected(&folder) {
        let plan = read(&text);
        let count = |kind: Kind, holds: fn(State) -> bool| {
            let nodes = plan.ids().map(|id| plan.node(id)).filter(|node| node.kind == kind);
            nodes.filter_map(|node| node.state).filter(|&state| holds(state)).count()
        };
        let any = |_| true;
        let next = plan.next_ready().map_or("-", |id| plan.address(id));
        let done = plan.node(NodeId::ROOT).tally;
        let row = writeln!(
            table,
            "{file:76.76} {:6} {:5} {:5} {:>5} {:9}  {next}",
            count(Kind::Phase, any),
            count(Kind::Step, any),
            count(Kind::Item, any),
            format!("{}/{}", done.done, done.total),
            count(Kind::Step, |state| state == State::Validated),
        );
        row.expect("a string takes everything");
    }
    with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, { assert_snapshot!("corpus", table) });
}
