//! Texts written into plans: each reads back as it was typed, says nothing else of any other node, and is taken back byte
//! for byte; so is what is added and deleted. On our own plans always, on real ones where `TICKDOWN_CORPUS` names them.

mod checks;

use std::sync::Arc;

use checks::{Expected, Verdict, apply, corpus, expected, own_plans, read};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use tickdown::plan::{Intent, Kind, NodeId, Op, Part, Plan};

/// What somebody may type, harmless or not.
const TYPED: &[&str] = &[
    "Another text",
    "another, with `code` and **bold**",
    "x",
    "# heading",
    "- [ ] item",
    "1. one",
    "Step 9.9: Step",
    "T999 id",
    "**Status**: done",
    "done ✅",
    "[x] y",
    "a\nb",
    "a\n\n## b",
    "a\n- [ ] b",
    "```\ncode",
    "<!-- a",
    "trailing  ",
    "Übung 漢字 🎉",
    "**open",
    "| a | b |",
    "---",
    "",
];

/// Does `op` to the node, where it is taken, and checks what must hold; returns whether it was taken.
fn write(plan: &Arc<Plan>, id: NodeId, op: &Op) -> Result<bool, String> {
    let address = plan.address(id).to_owned();
    let what = || format!("{address}: {op:?}");
    let Ok((text, done)) = apply(plan, Intent::new(address.clone(), op.clone())) else { return Ok(false) };
    let [change] = &done.list[..] else {
        return if *text == **plan.text() { Ok(false) } else { Err(format!("{} changed without a word", what())) };
    };
    if let Op::Write { part, to, .. } = op {
        let now = done.plan.written(id, part);
        if now.as_deref() != Some(to.trim_end()) {
            return Err(format!("{} reads {now:?}", what()));
        }
        if done.plan.len() != plan.len() {
            return Err(format!("{} brought nodes about", what()));
        }
        if let Some(other) =
            plan.ids().find(|&other| other != id && plan.node(other).title != done.plan.node(other).title)
        {
            return Err(format!("{} renamed {}", what(), plan.address(other)));
        }
    }
    let (back, _) =
        apply(&done.plan, change.undo.clone()).map_err(|refusal| format!("{}, undone: {refusal}", what()))?;
    if back != **plan.text() {
        return Err(format!("{} is not taken back", what()));
    }
    Ok(true)
}

/// Returns the wishes for a node that anybody may have.
fn wishes(plan: &Plan, id: NodeId, typed: &str) -> Vec<Op> {
    let text = || typed.to_owned();
    let parts = plan.parts(id).into_iter().map(|part| Op::Write { part, from: None, to: text() });
    let others = [Op::Add { text: text() }, Op::Delete { lines: plan.lines_of(id).to_owned() }];
    parts.chain(others).collect()
}

/// Writes every part of some nodes of a plan: its words turned round, and a word more.
fn sample(plan: &Expected, some: usize) -> Result<[usize; 2], String> {
    let plan = read(&plan.text);
    let mut taken = [0, 0];
    if plan.conflict().is_some() {
        return Ok(taken);
    }
    let step = (plan.len() / some).max(1);
    for id in plan.ids().step_by(step) {
        for part in plan.parts(id) {
            let written = plan.written(id, &part).unwrap_or_default();
            let op = Op::Write { part, from: Some(written.clone()), to: format!("{written} more") };
            taken[usize::from(write(&plan, id, &op)?)] += 1;
        }
        for op in [Op::Add { text: "One more thing".to_owned() }, Op::Delete { lines: plan.lines_of(id).to_owned() }] {
            taken[usize::from(write(&plan, id, &op)?)] += 1;
        }
    }
    Ok(taken)
}

/// Samples all of `plans`, and holds that most of it was taken.
fn hold(plans: &[Expected], some: usize) {
    assert!(!plans.is_empty(), "no plans");
    let (mut wrong, mut taken) = (Vec::new(), [0, 0]);
    for plan in plans {
        match sample(plan, some) {
            Ok(more) => taken = [taken[0] + more[0], taken[1] + more[1]],
            Err(words) => wrong.push(format!("{}: {words}", plan.file)),
        }
    }
    assert!(wrong.is_empty(), "{} of {} plans:\n{}", wrong.len(), plans.len(), wrong.join("\n"));
    assert!(taken[1] > 3 * taken[0], "refused {}, taken {}", taken[0], taken[1]);
}

/// Returns what cannot be written in `text`, of every title and field a word more and of every node an item more.
fn refused(text: &str) -> Vec<String> {
    let plan = read(text);
    let mut refused = Vec::new();
    for id in plan.ids() {
        let more = |part: Part| {
            let to = plan.written(id, &part).unwrap_or_default();
            // A fence has no words behind it.
            let to = if to.ends_with("```") { to + "\n\nMore." } else { to + " more" };
            let to = to.trim_start().to_owned();
            Op::Write { part, from: None, to }
        };
        let wishes = plan.parts(id).into_iter().map(more).chain([Op::Add { text: "One more".to_owned() }]);
        for op in wishes {
            if let Err(refusal) = apply(&plan, Intent::new(plan.address(id), op.clone())) {
                refused.push(format!("{op:?}: {refusal}"));
            }
        }
    }
    refused
}

#[test]
fn all_of_a_plan_can_be_written() {
    for plan in [include_str!("../assets/plans/demo.md"), include_str!("../assets/templates/implementation-plan.md")] {
        assert_eq!(refused(plan), [""; 0]);
    }
}

#[test]
fn our_own_plans_are_written_and_come_back() {
    hold(&expected(&own_plans()), 200);
}

#[test]
fn real_plans_are_written_and_come_back() {
    match corpus() {
        Some(folder) => hold(&expected(&folder), 6),
        None => println!("skipped: TICKDOWN_CORPUS is not set"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(if cfg!(debug_assertions) { 96 } else { 512 }) })]

    #[test]
    fn whatever_is_typed_reads_back_or_is_refused(
        plan in select(expected(&own_plans()).into_iter().map(|plan| plan.text).collect::<Vec<_>>()),
        node in any::<Index>(),
        typed in prop_oneof![select(TYPED).prop_map(str::to_owned), "[ -~\n]{0,24}"],
    ) {
        let plan = read(&plan);
        prop_assume!(plan.conflict().is_none() && !plan.is_empty());
        let id = plan.ids().nth(node.index(plan.len() - 1)).expect("a node");
        for op in wishes(&plan, id, &typed) {
            let verdict: Verdict = write(&plan, id, &op).map(drop);
            prop_assert!(verdict.is_ok(), "{}", verdict.unwrap_err());
        }
    }

    #[test]
    fn texts_of_both_sides_are_kept_or_theirs_is(
        words in prop::collection::vec("[a-z]{1,5}", 2..7),
        ours in any::<Index>(),
        theirs in any::<Index>(),
    ) {
        let replaced = |at: &Index, with: &str| {
            let mut words = words.clone();
            let at = at.index(words.len());
            words[at] = with.to_owned();
            words.join(" ")
        };
        let (from, to, now) = (words.join(" "), replaced(&ours, "OURS"), replaced(&theirs, "THEIRS"));
        let plan = read(&format!("- [ ] {now}\n"));
        let id = plan.ids().next().expect("an item");
        prop_assert_eq!(plan.node(id).kind, Kind::Item);
        let op = Op::Write { part: Part::Title, from: Some(from), to };
        match apply(&plan, Intent::new(":1", op)) {
            Ok((text, _)) => prop_assert!(text.contains("OURS") && text.contains("THEIRS"), "{}", text),
            Err(refusal) => prop_assert_eq!(refusal.code(), "contested"),
        }
    }
}

/// How the fields of a step begin, and what stands behind those of one line.
const MANNERS: &[(&str, &str, &str)] = &[
    ("- **", "**: ", ""),
    ("- **", ":** ", ""),
    ("- ", ": ", ""),
    ("* **", "**: ", ""),
    ("  - **", "**: ", ""),
    ("- _", ": ", "_"),
];

/// What fields hold; `>` stands for the blanks that nested lines stand behind.
const VALUES: &[&str] = &[
    "text\n",
    "\n>- a\n>- b\n",
    "\n\n>- a\n\n>- b: c\n",
    "\n>- **Create**: `a`\n>  - Modify: b\n",
    "text\n>- [ ] a\n>  - [ ] b\n",
    "text\n\n>a paragraph\n",
    "text\n>```\n>code\n>```\n",
    "\n>1. do\n>2. done\n",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    /// A Status that is added to a step stands beside its other fields, whatever these hold, says the step's state, and goes
    /// without a trace.
    #[test]
    fn a_status_stands_beside_the_other_fields(
        (lead, colon, close) in select(MANNERS),
        values in prop::collection::vec(select(VALUES), 1..4),
        behind in select(&["", "\nText.\n", "\n- [ ] item\n"][..]),
        ending in select(&["\n", "\r\n"][..]),
        validated in any::<bool>(),
    ) {
        let names = ["Description", "Files to Create/Modify", "Notes"];
        let indent = " ".repeat(lead.find(['-', '*']).unwrap_or(0));
        let field = |(name, value): (&&str, &&str)| {
            let value = if close.is_empty() { value.replace('>', &format!("{indent}  ")) } else { format!("text{close}\n") };
            format!("{lead}{name}{}{value}", if value.starts_with('\n') { colon.trim_end() } else { colon })
        };
        let fields: String = names.iter().zip(&values).map(field).collect();
        let text = format!("# P\n\n## Phase 1: A\n\n### Step 1.1: One\n\n{fields}{behind}\n### Step 1.2: Two\n").replace('\n', ending);
        let plan = read(&text);
        let op = if validated { Op::Validated { force: true } } else { Op::Done };
        let (written, done) = apply(&plan, Intent::new("1.1", op.clone())).expect("a step can be marked");
        let step = done.plan.resolve("1.1").expect("it is there");
        let node = done.plan.node(step);
        prop_assert!(node.state.is_some_and(tickdown::plan::State::is_done), "{written}");
        let told = |plan: &Plan| -> Vec<(String, String)> {
            let node = plan.node(plan.resolve("1.1").expect("it is there"));
            node.fields.iter().filter(|field| &*field.name != "Status")
                .map(|field| (field.name.to_string(), field.value.of(plan.text()).trim().to_owned())).collect()
        };
        prop_assert_eq!(told(&plan), told(&done.plan), "{}", written);
        if let Some(status) = node.fields.iter().find(|field| &*field.name == "Status") {
            prop_assert!(status.mark.as_ref().is_some_and(|mark| mark.state.is_done()), "{written}");
            let line = written.lines().nth(status.line - 1).unwrap_or_default();
            if line.trim_start().starts_with(['-', '*']) && !line.starts_with("**") {
                prop_assert_eq!(line.len() - line.trim_start().len(), indent.len(), "{}", written);
            }
        }
        let (back, _) = apply(&done.plan, Intent::new("1.1", Op::Open)).expect("it can be taken back");
        prop_assert_eq!(&*back, &*text, "{}", written);
    }
}
