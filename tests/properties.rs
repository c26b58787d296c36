//! The invariants of reading and writing, on texts that nobody would write by hand.

mod checks;

use checks::{all_ops, apply, check_addresses, check_only, check_op, check_spans, intent, item_box, own_plans, read};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use tickdown::plan::{NodeId, Op, Plan, State, changes};

/// What a line of a plan can start with: depth, quotes, list markers, headings.
const STARTS: &[&str] = &[
    "", "", "", "  ", "    ", "\t", "> ", "> > ", "- ", "- ", "* ", "+ ", "1. ", "2) ", "10. ", "  - ", "    - ",
    "> - ", "# ", "## ", "## ", "### ", "### ", "#### ", "###### ", "| ",
];

/// The mark behind it.
const MARKS: &[&str] = &[
    "", "", "", "[ ] ", "[ ] ", "[ ] ", "[x] ", "[x] ", "[X] ", "[-] ", "[~] ", "[!] ", "[?] ", "[é] ", "[1] ", "[x](",
    "[ ]", "[x]:", "✅ ", "**", "` ",
];

/// What it says.
const WORDS: &[&str] = &[
    "",
    "word",
    "TODO",
    "TODO",
    "a longer text, with commas",
    "Phase 1: First",
    "Phase 2",
    "Step 1.1: Task",
    "Step 1.2",
    "1.1 Bare",
    "1.1.1 Deeper",
    "T-1.1: Id",
    "T012 Id",
    "Milestone B",
    "Übung 漢字",
    "**Status**: [x] Complete",
    "**Status**: ⏳ Not Started",
    "**Status:** In Progress",
    "**Validation**: `cargo test`",
    "**Validation**: ✅ passed",
    "**Dependencies**: 1.1, Phase 1 completion",
    "Status: DONE",
    "_Requirements: 1.2_",
    "**Objective**: a goal",
    "[Task Name]",
    "{{DATE}}",
    "done ✅",
    "DONE",
    "trailing [x]",
    "two  ",
    "---",
    "===",
    "```",
    "~~~~",
    "````md",
    "<!--",
    "-->",
    "<details>",
    "</details>",
    "[x]: /url",
    "a | b |",
    "\\",
    "\u{feff}",
    "\0",
    "<<<<<<< HEAD",
    "=======",
    ">>>>>>> branch",
    "**Tasks**:",
    "- [ ] in one line",
    "`code` [ ] `",
    "&nbsp;",
    "![x](y)",
    "*[ ] x*",
];

/// Lines of something like Markdown, with any line ending, perhaps a byte order mark or front matter, perhaps no last newline.
fn markdown() -> impl Strategy<Value = String> {
    let line =
        (select(STARTS), select(MARKS), select(WORDS)).prop_map(|(start, mark, words)| format!("{start}{mark}{words}"));
    let front =
        select(&["", "", "", "\u{feff}", "---\ntitle: [ ] x\n---\n", "\u{feff}---\r\n- [x] y\r\n---\r\n", "---\n"][..]);
    let end = select(&["\n", "\n", "\r\n", "\r", "\n\n"][..]);
    (front, prop::collection::vec((line, end), 0..24), any::<bool>()).prop_map(|(front, lines, cut)| {
        let mut text: String = lines.iter().flat_map(|(line, end)| [line.as_str(), end]).collect();
        if cut {
            text.truncate(text.trim_end().len());
        }
        format!("{front}{text}")
    })
}

/// One of our own plans after a few accidents.
fn damaged() -> impl Strategy<Value = String> {
    let plans: Vec<_> = checks::expected(&own_plans()).into_iter().map(|plan| plan.text).collect();
    (select(plans), accidents())
        .prop_map(|(text, accidents)| accidents.into_iter().fold(text, |text, accident| accident.befall(&text)))
}

/// Something that befalls a text.
#[derive(Clone, Debug)]
struct Accident {
    what: u8,
    from: Index,
    to: Index,
    snippet: String,
}

fn accidents() -> impl Strategy<Value = Vec<Accident>> {
    let accident = (0..7u8, any::<Index>(), any::<Index>(), select(STARTS), select(MARKS), select(WORDS));
    let accident = accident.prop_map(|(what, from, to, start, mark, words)| {
        let start = if what == 6 { start } else { "" };
        Accident { what, from, to, snippet: format!("{start}{mark}{words}") }
    });
    prop::collection::vec(accident, 0..5)
}

impl Accident {
    /// Returns `text` when it has happened.
    fn befall(&self, text: &str) -> String {
        let Self { what, from: a, to: b, snippet } = self;
        let floor = |at: usize| (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        let boundary = |index: &Index| floor(index.index(text.len() + 1));
        let (from, to) = (boundary(a).min(boundary(b)), boundary(a).max(boundary(b)));
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        if lines.is_empty() {
            return snippet.clone();
        }
        let (first, second) = (a.index(lines.len()), b.index(lines.len()));
        let whole = format!("{snippet}\n");
        match what {
            0 => drop(lines.remove(first)),
            1 => lines.insert(second, lines[first]),
            2 => lines.swap(first, second),
            3 => return format!("{}{snippet}{}", &text[..from], &text[from..]),
            4 => return format!("{}{}", &text[..from], &text[to.min(floor(from + 9)).max(from)..]),
            5 => {
                let end = lines[..=first].concat().len();
                return format!("{}{snippet}{}", &text[..end], &text[end..]);
            }
            _ => lines.insert(first, &whole),
        }
        lines.concat()
    }
}

fn plan_text() -> impl Strategy<Value = String> {
    prop_oneof![markdown(), damaged()]
}

/// Returns the items whose box can be ticked with one byte.
fn open_boxes(plan: &Plan) -> Vec<NodeId> {
    let open = |&id: &NodeId| item_box(plan, id).is_some_and(|mark| mark.state == State::Open);
    if plan.conflict().is_some() { Vec::new() } else { plan.ids().filter(open).collect() }
}

fn hold(verdict: checks::Verdict) -> Result<(), TestCaseError> {
    verdict.map_err(TestCaseError::fail)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        let plan = read(&text);
        prop_assert_eq!(&**plan.text(), &text);
        hold(check_spans(&plan))?;
        hold(check_addresses(&plan))?;
    }

    #[test]
    fn spans_lie_well(text in plan_text()) {
        let plan = read(&text);
        prop_assert_eq!(&**plan.text(), &text);
        hold(check_spans(&plan))?;
    }

    #[test]
    fn what_was_changed_reads_as_if_it_were_read_anew(texts in prop::collection::vec(plan_text(), 1..6), accidents in accidents()) {
        let mut plan = Plan::read(texts.join("\n"), "plan");
        for accident in accidents {
            let text = accident.befall(plan.text());
            let (again, anew) = (plan.reread(text.as_str()), Plan::read(text.as_str(), "plan"));
            for id in std::iter::once(NodeId::ROOT).chain(anew.ids()) {
                prop_assert_eq!(again.node(id), anew.node(id), "from {:?} to {:?}", plan.text(), text);
                prop_assert_eq!(again.address(id), anew.address(id), "from {:?} to {:?}", plan.text(), text);
            }
            prop_assert_eq!(again.len(), anew.len());
            prop_assert_eq!(again.diagnostics(), anew.diagnostics(), "from {:?} to {:?}", plan.text(), text);
            plan = again;
        }
    }

    #[test]
    fn a_printed_address_names_its_node(text in plan_text()) {
        hold(check_addresses(&read(&text)))?;
    }

    #[test]
    fn an_open_box_ticks_with_one_byte_and_changes_no_other_node(text in plan_text()) {
        let plan = read(&text);
        for id in open_boxes(&plan) {
            let address = plan.address(id);
            let (ticked, _) = apply(&plan, intent(address, Op::Done)).map_err(|refusal| TestCaseError::fail(refusal.to_string()))?;
            prop_assert_eq!(checks::bytes_changed(&text, &ticked), Some(1), "{}", address);
            let after = read(&ticked);
            hold(check_only(&plan, &after, id))?;
            prop_assert_eq!(after.node(id).state, Some(State::Done));
            prop_assert_eq!(after.address(id), address);
        }
    }

    #[test]
    fn every_mark_is_set_once_and_taken_back(text in plan_text(), node in any::<Index>(), op in select(all_ops().to_vec())) {
        let plan = read(&text);
        if !plan.is_empty() {
            let ids: Vec<_> = plan.ids().collect();
            hold(check_op(&plan, ids[node.index(ids.len())], &op))?;
        }
    }

    #[test]
    fn ticks_on_different_nodes_commute(text in plan_text(), a in any::<Index>(), b in any::<Index>()) {
        let plan = read(&text);
        let open = open_boxes(&plan);
        if open.is_empty() {
            return Ok(());
        }
        let [a, b] = [a, b].map(|index| intent(plan.address(open[index.index(open.len())]), Op::Done));
        let one_by_one = |first: &tickdown::plan::Intent, second: &tickdown::plan::Intent| {
            let (text, _) = apply(&plan, first.clone()).expect("it is open");
            apply(&read(&text), second.clone()).expect("it is still open").0
        };
        let together = changes(&plan, &[a.clone(), b.clone()]).expect("both are open").edit.apply(&text);
        prop_assert_eq!(one_by_one(&a, &b), one_by_one(&b, &a));
        prop_assert_eq!(one_by_one(&a, &b), together);
    }

    #[test]
    fn a_text_aligns_with_itself_and_with_its_tick(text in plan_text(), node in any::<Index>()) {
        let plan = read(&text);
        let same: Vec<_> = std::iter::once(NodeId::ROOT).chain(plan.ids()).map(Some).collect();
        prop_assert_eq!(plan.align(&plan), same.clone());
        let open = open_boxes(&plan);
        if open.is_empty() {
            return Ok(());
        }
        let tick = intent(plan.address(open[node.index(open.len())]), Op::Done);
        let (ticked, _) = apply(&plan, tick).expect("it is open");
        prop_assert_eq!(plan.align(&read(&ticked)), same);
    }
}
