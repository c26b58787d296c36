use std::sync::Arc;

use super::{Deed, Event, events};
use crate::plan::{Op, Plan, changes, regain_node};
use crate::text::line_of;

const PLAN: &str = "\
# Demo

## Phase 1: Base

### Step 1.1: Schema

- **Description**: Tables first.
- **Status**: [ ] Not started
- **Validation**: `make test`

- [x] Route exists
- [ ] Signature is checked
- [ ] TODO
- [ ] TODO

### Step 1.2: Keys

- [x] Load them

## Notes

Read this.
";

fn read(text: &str) -> Arc<Plan> {
    Arc::new(Plan::read(text, "plan"))
}

fn told(old: &Plan, new: &Plan) -> String {
    let line = |event: &Event| {
        let count = if event.count > 1 { format!(" ({})", event.count) } else { String::new() };
        let was = event.was.as_ref().map(|was| format!(" [was {was}]")).unwrap_or_default();
        format!("{} {}{was}{count}", event.name(), event.title)
    };
    events(old, new, &old.align(new)).iter().map(line).collect::<Vec<_>>().join("; ")
}

/// Somebody saves [`PLAN`] with each `from` replaced by its `to`.
fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(PLAN.to_owned(), |text, (from, to)| {
        let newer = text.replace(from, to);
        assert_ne!(newer, text, "{from} is there");
        newer
    })
}

#[test]
fn what_was_done_is_lost_where_only_its_number_stays() {
    let plan = |step: &str| read(&format!("# P\n## Phase 2: B\n### Step 2.1: A\n- [ ] a\n{step}\n### Step 2.3: C\n"));
    for (from, to, expected) in [
        ("### Step 2.2: Keys ✅", "### Step 2.2: Secrets", "lost Keys; added Secrets"),
        ("### Step 2.2: Keys ✅", "### Step 2.2: Secrets ✅", "lost Keys; added Secrets"),
        (
            "### Step 2.2: Keys\n- **Status**: [x] Complete\n",
            "### Step 2.2: Secrets\n- **Status**: [ ] Not started\n",
            "lost Keys; added Secrets",
        ),
        (
            "### Step 2.2: Keys\n- [x] **Validation**: `make`\n",
            "### Step 2.2: Secrets\n- [ ] **Validation**: `test`\n",
            "lost Keys (2); added Secrets (2)",
        ),
        ("### Step 2.2: Keys", "### Step 2.2: Secrets", "reworded Secrets [was Keys]"),
        ("### Step 2.2: Keys", "### Step 2.2: Secrets ✅", "ticked Secrets [was Keys]; reworded Secrets [was Keys]"),
        (
            "### Step 2.2: Keys ✅",
            "### Step 2.2: All keys",
            "unticked All keys [was Keys]; reworded All keys [was Keys]",
        ),
    ] {
        assert_eq!(told(&plan(from), &plan(to)), expected, "{from} to {to}");
    }
}

#[test]
fn what_was_done_is_told_the_worst_first() {
    use Deed::{Added, Lost, Moved, Removed, Reworded, Ticked, Unticked};
    assert!([Lost, Unticked, Ticked, Added, Removed, Reworded, Moved].is_sorted());
    for (edits, expected) in [
        (&[("[ ] Signature", "[x] Signature")][..], "ticked Signature is checked"),
        (&[("[x] Route", "[ ] Route")], "unticked Route exists"),
        (&[("[x] Route", "[/] Route")], "started Route exists"),
        (&[("[x] Route", "[-] Route")], "cancelled Route exists"),
        (&[("[x] Route", "[!] Route")], "failed Route exists"),
        (&[("[ ] Signature", "[/] Signature")], "started Signature is checked"),
        (&[("[ ] Signature", "[-] Signature")], "cancelled Signature is checked"),
        (&[("[ ] Not started", "[x] Complete")], "ticked Schema"),
        (&[("[ ] Not started", "[x] Validated")], "validated Schema"),
        (&[("- [x] Route exists\n", "")], "lost Route exists"),
        (&[("- [ ] Signature is checked\n", "")], "removed Signature is checked"),
        (&[("- [ ] TODO\n- [ ] TODO\n", "- [ ] TODO\n- [x] TODO\n- [ ] TODO\n")], "added TODO"),
        (&[("- [ ] TODO\n- [ ] TODO\n", "- [x] TODO\n")], "ticked TODO; removed TODO"),
        (
            &[("Signature is checked", "The signature is checked")],
            "reworded The signature is checked [was Signature is checked]",
        ),
        (&[("Tables first", "Tables last")], "edited Schema"),
        (&[("Read this", "Read that")], "edited Notes"),
        (&[("# Demo", "# Example")], "reworded Example [was Demo]"),
        (
            &[("[x] Load", "[ ] Load"), ("[ ] Signature", "[x] Signature")],
            "unticked Load them; ticked Signature is checked",
        ),
        (
            &[("- [ ] Signature is checked\n", ""), ("Load them\n", "Load them\n- [x] Signature is checked\n")],
            "ticked Signature is checked; moved Signature is checked",
        ),
        (
            &[("- [x] Route exists\n- [ ] Signature is checked\n", "- [ ] Signature is checked\n- [x] Route exists\n")],
            "moved Route exists",
        ),
        (&[("Step 1.1", "Step 2.1"), ("Step 1.2", "Step 2.2"), ("Phase 1", "Phase 2")], "renumbered Base (3)"),
        (&[("- [", "* [")], "reflowed Route exists (5)"),
        (&[("Tables first.", "Tables\n  first."), ("Read this.", "Read\nthis.")], "reflowed Schema (2)"),
        (&[("\n\n", "\n\n\n")], "reflowed Schema (2)"),
        (&[("\n### Step 1.2", "\n\n### Step 1.2")], ""),
        (
            &[("## Notes\n\nRead this.\n", "## Notes\n\nRead this.\n\n## Phase 2: More\n\n- [ ] a\n- [x] b\n")],
            "added More (3)",
        ),
    ] {
        assert_eq!(told(&read(PLAN), &read(&edited(edits))), expected, "{edits:?}");
    }
}

#[test]
fn a_number_that_gets_other_words_is_reworded() {
    let plan = "# P\n- [ ] 1. Alpha\n- [ ] 2. Beta\n- [ ] 3. Gamma\n";
    for (from, to, expected) in [
        ("2. Beta", "2. Something else", "reworded Something else [was Beta]"),
        (
            "[ ] 2. Beta",
            "[x] 2. Something else",
            "ticked Something else [was Beta]; reworded Something else [was Beta]",
        ),
        ("2. Beta\n- [ ] 3. Gamma", "2. Gamma", "removed Beta; renumbered Gamma"),
    ] {
        assert_eq!(told(&read(plan), &read(&plan.replace(from, to))), expected, "{from} to {to}");
    }
}

#[test]
fn a_validation_is_told_as_such() {
    let step = "### Step 1: A\n- **Description**: b\n- **Validation**: it runs\n";
    let validated = "### Step 1: A\n- **Description**: b\n- [x] **Validation**: it runs\n";
    assert_eq!(told(&read(step), &read(validated)), "validated A");
    assert_eq!(told(&read(validated), &read(step)), "unticked A");
    let both = validated.to_owned() + "- **Status**: Complete\n";
    assert_eq!(told(&read(&both), &read(&both.replace("- [x] **V", "- **V"))), "invalidated A");
}

#[test]
fn a_phase_that_goes_is_one_event() {
    let step = &PLAN[PLAN.find("### Step 1.1").unwrap()..PLAN.find("### Step 1.2").unwrap()];
    let without = PLAN.replace(step, "");
    assert_eq!(told(&read(PLAN), &read(&without)), "lost Schema (5)");
    assert_eq!(told(&read(&without), &read(PLAN)), "added Schema (5)");
    assert_eq!(told(&read(PLAN), &read("")), "lost Base (8); removed Notes; reworded plan [was Demo]");
    let kept = PLAN.replace(step, "- [x] Route exists\n- [ ] Signature is checked\n");
    assert_eq!(told(&read(PLAN), &read(&kept)), "removed Schema (3); moved Route exists; moved Signature is checked");
}

#[test]
fn many_that_went_the_same_way_are_one_event() {
    let flat = "# P\n- [ ] a\n- [ ] b\n- [ ] c\n- [ ] d\n- [ ] e\n";
    assert_eq!(told(&read(flat), &read(&flat.replace("# P\n", "# P\n## New\n"))), "added New; moved a (5)");
    let reversed = "# P\n- [ ] e\n- [ ] d\n- [ ] c\n- [ ] b\n- [ ] a\n";
    assert_eq!(told(&read(flat), &read(reversed)), "moved a (4)");
}

/// Puts back what is gone, else the first event, and returns the text.
fn put_back(old: &str, new: &str) -> String {
    let (old, new) = (read(old), read(new));
    let told = events(&old, &new, &old.align(&new));
    let event = told.iter().find(|event| event.new.is_none()).unwrap_or(&told[0]);
    let intents = match (event.old.filter(|_| event.new.is_none()), event.put_back(&new)) {
        (Some(gone), _) => regain_node(&old, &new, &new, gone).intents,
        (None, Ok(intent)) => vec![intent],
        (None, Err(why)) => return why.to_owned(),
    };
    match changes(&new, &intents) {
        Ok(changes) => {
            assert_eq!(changes.plan.text(), &read(&changes.edit.apply(new.text())).text().clone());
            let undo: Vec<_> = changes.list.iter().rev().map(|change| change.undo.clone()).collect();
            let undone = super::super::changes(&changes.plan, &undo).expect("it can be undone");
            assert_eq!(undone.plan.text(), new.text(), "an undo restores every byte");
            changes.plan.text().to_string()
        }
        Err(refusal) => refusal.to_string(),
    }
}

#[test]
fn what_was_there_is_put_back() {
    let phase = "\n## Phase 2: More\n\n- [ ] a\n- [x] b\n";
    let more = PLAN.replace("\n## Notes", &format!("{phase}\n## Notes"));
    for (old, new) in [
        (PLAN, edited(&[("[ ] Signature", "[x] Signature")])),
        (PLAN, edited(&[("[x] Route", "[ ] Route")])),
        (PLAN, edited(&[("[ ] Signature", "[-] Signature")])),
        (PLAN, edited(&[("[ ] Not started", "[x] Validated")])),
        (PLAN, edited(&[("[ ] Not started", "✅ passed")])),
        (PLAN, edited(&[("- [x] Route exists\n", "")])),
        (PLAN, edited(&[("- [ ] Signature is checked\n", "")])),
        (PLAN, edited(&[("Signature is checked", "Signatures are being checked")])),
        (PLAN, edited(&[("- **Description**: Tables first.\n", "")])),
        (PLAN, edited(&[("Read this.", "Read that.\n\nAnd more.")])),
        (PLAN, more.clone()),
        (&more, PLAN.to_owned()),
        (more.replace("## Notes\n\nRead this.\n", "").trim_end(), PLAN.replace("\n## Notes\n\nRead this.\n", "")),
    ] {
        assert_eq!(put_back(old, &new).trim_end(), old.trim_end(), "{new}");
        assert_eq!(
            put_back(&old.replace('\n', "\r\n"), &new.replace('\n', "\r\n")).trim_end(),
            old.replace('\n', "\r\n").trim_end()
        );
    }
    assert_eq!(put_back("- [ ] a\n- [ ] b\n", "- [ ] b\n"), "- [ ] a\n- [ ] b\n");
}

/// Only what is not there any more is put back: what still stands of the node comes to lie in it again.
#[test]
fn what_still_stands_of_a_node_is_not_put_back_twice() {
    let template = include_str!("../../../assets/templates/implementation-plan.md");
    let step =
        "### Step 1.2: B\n\nText.\n\n- **Goal**: g\n- **Status**: [x] Complete\n- [ ] zero\n- [x] one\n  - [ ] two\n";
    let plan = format!(
        "# P\n\n## Phase 1: X\n\n### Step 1.1: A\n\nText.\n\n- **Goal**: g\n- [ ] one\n\n{step}\n## Notes\n\nEnd.\n"
    );
    for (old, gone) in [
        (&*plan, "### Step 1.2: B\n"),
        (&plan, "### Step 1.2: B\n\n"),
        (&plan, "\n### Step 1.2: B\n"),
        (&plan, "### Step 1.2: B\n\nText.\n\n"),
        (&plan, "### Step 1.2: B\n\nText.\n\n- **Goal**: g\n- **Status**: [x] Complete\n"),
        (&plan, "### Step 1.2: B\n\nText.\n\n- **Goal**: g\n- **Status**: [x] Complete\n- [ ] zero\n- [x] one\n"),
        (&plan, "## Phase 1: X\n\n"),
        (&plan, "## Notes\n"),
        (&plan, "- [x] one\n"),
        (&plan, step),
        (template, "#### Step 1.2: [Task Name]\n"),
        (template, "### Phase 2: [Phase Name]\n"),
        (template, "### Phase 2: [Phase Name]\n**Objective**: [What this phase accomplishes]\n"),
    ] {
        let [old, gone] = [old, gone].map(str::to_owned);
        for ending in ["\n", "\r\n"] {
            let [old, gone] = [&old, &gone].map(|text| text.replace('\n', ending));
            let new = old.replacen(&gone, "", 1);
            assert_eq!(put_back(&old, &new), old, "{gone:?}");
        }
    }
}

#[test]
fn what_cannot_be_put_back_says_why() {
    let moved = edited(&[(
        "- [x] Route exists\n- [ ] Signature is checked\n",
        "- [ ] Signature is checked\n- [x] Route exists\n",
    )]);
    assert_eq!(put_back(PLAN, &moved), "what was moved stays: move it back in an editor");
    let renumbered = edited(&[("Step 1.2", "Step 1.3")]);
    assert_eq!(put_back(PLAN, &renumbered), "numbers stay: change them in an editor");
}

#[test]
fn a_reworded_item_that_was_ticked_keeps_the_tick() {
    let new = edited(&[("[ ] Signature is checked", "[x] The signature is checked")]);
    let (old, new) = (read(PLAN), read(&new));
    let told = events(&old, &new, &old.align(&new));
    let [ticked, reworded] = &told[..] else { panic!("{told:?}") };
    let apply = |event: &Event| changes(&new, &[event.put_back(&new).unwrap()]).unwrap().plan.text().to_string();
    assert_eq!(apply(ticked), edited(&[("Signature is checked", "The signature is checked")]));
    assert_eq!(apply(reworded), edited(&[("[ ] Signature", "[x] Signature")]));
}

#[test]
fn what_reads_otherwise_by_now_is_left_alone() {
    let (old, new) = (read(PLAN), read(&edited(&[("Tables first", "Tables last")])));
    let mut event = events(&old, &new, &old.align(&new)).remove(0);
    let newest = read(&edited(&[("Tables first", "Tables never")]));
    event.follow(&new.align(&newest));
    let refused = changes(&newest, &[event.put_back(&newest).unwrap()]).unwrap_err();
    assert_eq!(refused.code(), "changed-since");
    let gone = read("# Demo\n");
    event.follow(&newest.align(&gone));
    assert_eq!(event.put_back(&gone), Err("it is gone since"));
    let op = changes(&new, &[events(&new, &old, &new.align(&old)).remove(0).put_back(&old).unwrap()]);
    assert!(op.is_err(), "it reads as it did before already");
    assert!(!matches!(event.deed, super::Deed::Lost) && Op::Done != Op::Open);
}

#[test]
fn a_piece_that_would_change_the_meaning_of_others_is_not_put_in() {
    let (old, new) = ("- [ ] a\n\n```\ncode\n- [ ] b\n", "- [ ] a\n");
    let told = put_back(old, new);
    assert!(told == old || told.contains("Nothing was written"), "{told}");
}

/// Every node of a real plan, or only its first line, is taken out by somebody, and put back: exactly so, or not at all.
#[test]
fn every_node_that_goes_can_come_back() {
    let demo = include_str!("../../../assets/plans/demo.md");
    for text in [PLAN, demo] {
        let (tried, refused) = taken_out(text);
        assert!(tried > 15 && refused * 10 <= tried, "{refused} of {tried} are refused");
    }
}

/// Returns how many nodes were taken out of `text`, whole or but for their first lines, and how many did not come back.
fn taken_out(text: &str) -> (usize, usize) {
    let old = read(text);
    let (mut tried, mut refused) = (0, 0);
    for id in old.ids() {
        let whole = super::lines::whole_lines(text, old.node(id).span);
        let first = line_of(text, whole.start);
        for span in [whole, first] {
            let without = [&text[..span.start], text[span.end..].strip_prefix('\n').unwrap_or_default()].concat();
            let new = read(&without);
            let told = events(&old, &new, &old.align(&new));
            if !told.iter().any(|event| event.old == Some(id) && event.deed.is_gone()) {
                continue;
            }
            tried += 1;
            let regained = regain_node(&old, &new, &new, id);
            if regained.homeless.is_empty() {
                assert_eq!(&**regained.plan.text(), text, "{} {span:?}", old.node(id).title);
            } else {
                refused += 1;
            }
        }
    }
    (tried, refused)
}

#[test]
fn what_stands_behind_the_items_of_a_field_is_told() {
    let plan = "\
# P

### Step 1.1: A
- **Validation**: run it
  - [x] c1
- **Status**: [x] Validated
- **Owner**: ann

### Step 1.2: B
- **Status**: Cancelled
";
    for (from, to, expected) in [
        ("[x] Validated", "Not Started", "unticked A"),
        ("[x] Validated", "[x] Complete", "invalidated A"),
        ("[x] c1", "[ ] c1", "unticked c1"),
        ("ann", "bob", "edited A"),
        ("- **Owner**: ann\n", "", "edited A"),
        ("Step 1.2: B", "✅ Step 1.2: B", "edited B"),
        ("- **Owner**: ann", "-  **Owner**:  ann", ""),
    ] {
        let (old, new) = (read(plan), read(&plan.replace(from, to)));
        assert_ne!(old.text(), new.text(), "{from}");
        assert_eq!(told(&old, &new), expected, "{from} {to}");
        for event in events(&old, &new, &old.align(&new)) {
            let Ok(intent) = event.put_back(&new) else { continue };
            let back = changes(&new, &[intent]).expect("what was told can be put back");
            let node = |plan: &Plan| plan.node(event.old.expect("nothing is new")).state;
            assert_eq!(node(&back.plan), node(&old), "{from} {to}");
        }
    }
}
