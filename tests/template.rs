//! The template that `tickdown new` writes, and the one that it grew out of: what they read as, and what each mark writes.

mod checks;

use std::sync::Arc;

use checks::{apply, boxes, bytes_changed, check_addresses, check_spans, check_ticks, corpus, intent, read, undo_of};
use tickdown::plan::{FieldKey, Kind, NodeId, Op, Plan, State};

/// Our template, and the one beside the real plans where these are at hand.
fn templates() -> Vec<String> {
    let ours = include_str!("../assets/templates/implementation-plan.md").to_owned();
    let seed = corpus().map(|folder| folder.join("../seed/implementation-plan-template.md"));
    let seed = seed.filter(|path| path.exists()).map(|path| std::fs::read_to_string(path).expect("it can be read"));
    std::iter::once(ours).chain(seed).collect()
}

fn check(test: impl Fn(&Arc<Plan>)) {
    for text in templates() {
        test(&read(&text));
    }
}

fn of_kind(plan: &Plan, kind: Kind) -> Vec<NodeId> {
    plan.ids().filter(|&id| plan.node(id).kind == kind).collect()
}

/// Sets `op`; returns the lines that the text has afterwards and had not before. Undoing it must restore every byte.
fn sets(plan: &Arc<Plan>, address: &str, op: Op) -> Vec<String> {
    let (text, changes) = apply(plan, intent(address, op)).unwrap_or_else(|refusal| panic!("{address}: {refusal}"));
    let after = read(&text);
    let undo = undo_of(&changes).expect("one change");
    let (restored, _) = apply(&after, undo).unwrap_or_else(|refusal| panic!("{address}, undone: {refusal}"));
    assert_eq!(restored, **plan.text(), "{address}, undone");
    let diff = similar::TextDiff::from_lines(&**plan.text(), &*text);
    let added = diff.iter_all_changes().filter(|change| change.tag() == similar::ChangeTag::Insert);
    added.map(|change| change.value().trim_end().to_owned()).collect()
}

#[test]
fn every_placeholder_is_told_of() {
    check(|plan| {
        let text = plan.text();
        let starts = |at: &usize| !text[*at..].starts_with("[ ]");
        let brackets = text.match_indices('[').map(|(at, _)| at).filter(starts);
        let mut expected: Vec<_> = brackets.chain(text.match_indices("{{").map(|(at, _)| at)).collect();
        expected.sort_unstable();
        let found = plan.check(&|_| true);
        assert!(found.iter().all(|diagnostic| diagnostic.code == "placeholder"));
        assert_eq!(found.iter().map(|diagnostic| diagnostic.span.start).collect::<Vec<_>>(), expected);
    });
}

#[test]
fn it_reads_whole() {
    check(|plan| {
        assert_eq!(plan.title(), "Implementation Plan Template");
        let titles = |kind| of_kind(plan, kind).into_iter().map(|id| plan.address(id)).collect::<Vec<_>>();
        assert_eq!(titles(Kind::Phase), ["phase-1", "phase-2"]);
        assert_eq!(titles(Kind::Step), ["1.1", "1.2", "2.1"]);
        let sections: Vec<_> =
            plan.ids().map(|id| plan.node(id)).filter(|node| node.head.of(plan.text()).starts_with('#')).collect();
        assert_eq!(sections.len(), 27 - 1, "every heading but the title is a node");
        assert_eq!(boxes(plan), [10, 0, 0]);
        let lists: Vec<_> = plan
            .ids()
            .filter(|&id| {
                let items = plan.children(id).filter(|&child| checks::item_box(plan, child).is_some()).count();
                items == 2
            })
            .map(|id| &*plan.node(id).title)
            .collect();
        assert_eq!(
            lists,
            ["Unit Tests", "Integration Tests", "Manual Testing", "Technical Success", "Functional Success"]
        );
        check_spans(plan).expect("its spans lie well");
        check_addresses(plan).expect("its addresses name their nodes");
    });
}

#[test]
fn its_steps_have_their_fields() {
    check(|plan| {
        for step in of_kind(plan, Kind::Step) {
            let node = plan.node(step);
            let keys: Vec<_> = node.fields.iter().map(|field| field.key).collect();
            assert_eq!(keys, [FieldKey::Description, FieldKey::Files, FieldKey::Dependencies, FieldKey::Validation]);
            assert_eq!(node.fields[3].line_value.of(plan.text()), "[How to verify completion]");
            assert_eq!(node.state, Some(State::Open));
            assert!(plan.children(step).next().is_none(), "a placeholder is no item");
        }
        for phase in of_kind(plan, Kind::Phase) {
            assert_eq!(plan.node(phase).fields[0].key, FieldKey::Objective);
        }
    });
}

#[test]
fn its_placeholders_are_marked() {
    check(|plan| {
        for id in plan.ids() {
            let node = plan.node(id);
            let bracket = node.title.starts_with('[') && node.title.ends_with(']');
            assert!(node.placeholder || !bracket, "line {} {:?}", node.line, node.title);
            for field in &node.fields {
                let value = field.line_value.of(plan.text());
                assert_eq!(field.placeholder, value.starts_with('[') || value.contains("{{"), "{} {value}", field.name);
            }
        }
        let marked = plan.ids().filter(|&id| plan.node(id).placeholder).count();
        assert!(marked >= 2 + 3 + 10, "only {marked} titles are marked");
    });
}

#[test]
fn each_box_is_one_byte() {
    check(|plan| check_ticks(plan).expect("a box goes there and back"));
}

#[test]
fn a_step_is_validated_where_its_validation_stands() {
    check(|plan| {
        let expected = "- [x] **Validation**: [How to verify completion]";
        assert_eq!(sets(plan, "1.1", Op::Validated { force: false }), [expected]);
    });
}

#[test]
fn a_step_is_done_by_a_last_bullet() {
    check(|plan| {
        for step in ["1.1", "1.2", "2.1"] {
            let (text, changes) = apply(plan, intent(step, Op::Done)).expect("it has no mark yet");
            let id = plan.resolve(step).expect("it is there");
            let expected = "- **Validation**: [How to verify completion]\n- **Status**: [x] Complete\n";
            assert!(text[plan.node(id).span.start..].contains(expected), "{text}");
            assert_eq!(bytes_changed(plan.text(), &text), None);
            assert!(changes.list[0].note.as_ref().is_some_and(|note| note.contains("- **Status**: [x] Complete")));
            assert_eq!(sets(plan, step, Op::Done), ["- **Status**: [x] Complete"]);
        }
    });
}

#[test]
fn a_rollout_row_gets_its_box() {
    check(|plan| {
        let rows = ["Phase 1", "Phase 2", "Phase 3"].map(|name| {
            let line = plan.text().lines().position(|line| line.contains(&format!(". **{name}**"))).expect("a row");
            format!(":{}", line + 1)
        });
        for (number, address) in (1..).zip(&rows) {
            let expected = format!("{number}. [x] **Phase {number}**: [Description] - [Validation criteria]");
            for op in [Op::Validated { force: false }, Op::Done] {
                assert_eq!(sets(plan, address, op), [expected.as_str()]);
            }
            let id = plan.resolve(address).expect("it is there");
            assert_eq!((plan.node(id).kind, plan.node(id).state), (Kind::Item, None));
        }
    });
}
