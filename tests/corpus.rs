//! Plans as people write them: our own small ones always, real ones where `TICKDOWN_CORPUS` names their folder.

mod checks;

use checks::{
    Expected, all_ops, boxes, check_addresses, check_op, check_spans, check_ticks, corpus, expected, own_plans, read,
};
use tickdown::plan::{Op, Refusal};

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
fn real_plans_take_every_mark_and_give_it_back() {
    let Some(folder) = corpus() else { return };
    hold(&expected(&folder), |plan| {
        let plan = read(&plan.text);
        let steps = plan.ids().filter(|&id| plan.node(id).kind != tickdown::plan::Kind::Item);
        steps.take(12).try_for_each(|id| all_ops().iter().try_for_each(|op| check_op(&plan, id, op)))
    });
}
