//! Merging: what holds of any three texts, on our own small plans, on real ones, and on texts that nobody would write.

mod checks;

use checks::{corpus, expected, item_box, own_plans, read};
use proptest::prelude::*;
use proptest::sample::Index;
use tickdown::plan::{Conflict, Mark, Markers, NodeId, Plan, State, merge, merge_marked};
use tickdown::text::{LineIndex, Span};

/// Returns the merged text, and what conflicts.
fn merged(base: &str, ours: &str, theirs: &str) -> (String, Vec<Conflict>) {
    let merged = merge(&read(base), &read(ours), &read(theirs));
    (merged.edit.apply(theirs), merged.conflicts)
}

/// Returns the merged text with markers.
fn marked(base: &str, ours: &str, theirs: &str) -> String {
    let markers = Markers { size: 7, ours: "ours", theirs: "theirs" };
    merge_marked(&read(base), &read(ours), &read(theirs), &markers).text
}

/// Returns the texts of our own small plans.
fn texts() -> Vec<String> {
    expected(&own_plans()).into_iter().map(|plan| plan.text).collect()
}

/// A base, and what two sides made of it: each has ticked boxes, and done a few things to lines.
fn three() -> impl Strategy<Value = [String; 3]> {
    let what = prop::collection::vec((0..6u8, any::<Index>(), any::<Index>()), 0..5);
    (any::<Index>(), what.clone(), what).prop_map(|(plan, ours, theirs)| {
        let base = plan.get(&texts()).clone();
        let [ours, theirs] = [("O", ours), ("T", theirs)].map(|(name, what)| {
            what.into_iter().fold(base.clone(), |text, (what, a, b)| done_to(&text, what, a, b, name))
        });
        [base, ours, theirs]
    })
}

/// Returns `text` after something that people do to plans.
fn done_to(text: &str, what: u8, a: Index, b: Index, name: &str) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if lines.is_empty() {
        return format!("{name} alone");
    }
    let (from, to) = (a.index(lines.len()), b.index(lines.len()));
    match what {
        0 | 1 => {
            let plan = read(text);
            let boxes = boxes(&plan);
            if boxes.is_empty() { text.to_owned() } else { ticked(text, boxes[a.index(boxes.len())]) }
        }
        2 => {
            lines.remove(from);
            lines.concat()
        }
        3 => {
            let line = lines.remove(from);
            lines.insert(to.min(lines.len()), line);
            lines.concat()
        }
        4 => {
            lines.insert(from, format!("- [ ] new of {name}\n"));
            lines.concat()
        }
        _ => {
            let end = lines[from].trim_end().len();
            lines[from].insert_str(end, &format!(" reworded by {name}"));
            lines.concat()
        }
    }
}

/// Returns the open boxes of items, by the place of the character in them.
fn boxes(plan: &Plan) -> Vec<usize> {
    let marks = plan.ids().filter_map(|id| item_box(plan, id));
    marks.filter(|mark| mark.state == State::Open).map(|mark| mark.span.start + 1).collect()
}

fn ticked(text: &str, at: usize) -> String {
    format!("{}x{}", &text[..at], &text[at + 1..])
}

/// Checks what holds of any three texts.
fn check(base: &str, ours: &str, theirs: &str) -> Result<(), TestCaseError> {
    let (text, conflicts) = merged(base, ours, theirs);
    prop_assert_eq!(merged(base, ours, base), (ours.to_owned(), vec![]));
    prop_assert_eq!(merged(base, base, theirs), (theirs.to_owned(), vec![]));
    prop_assert_eq!(merged(base, ours, ours), (ours.to_owned(), vec![]));
    for conflict in &conflicts {
        let start = LineIndex::new(&text).start(conflict.line).unwrap_or(text.len());
        let there = text[start..]
            .trim_start_matches(['\u{feff}', '\r', '\n'])
            .starts_with(conflict.theirs.trim_matches(['\u{feff}', '\r', '\n']));
        prop_assert!(there, "{:?} does not stand in {:?}", conflict, text);
        prop_assert!(conflict.node.is_none_or(|node| node.index() < read(theirs).len()));
    }
    if conflicts.is_empty() {
        for (side, other) in [(ours, theirs), (theirs, ours)] {
            let added = |line: &str| !base.lines().any(|old| words(old) == words(line));
            let anew = marked_anew(base, side, other);
            let (unmarked_side, unmarked_text) = (unmarked(side), unmarked(&text));
            for (index, line) in side.lines().enumerate().filter(|(_, line)| added(line)) {
                // What one side has reworded, the other may have moved or given a mark.
                let there = text.lines().any(|merged| words(merged) == words(line))
                    || anew.contains(&(index + 1))
                        && unmarked_text.lines().any(|merged| Some(merged) == unmarked_side.lines().nth(index));
                prop_assert!(there, "{:?} of {:?} with {:?} is not in {:?}", line, side, other, text);
            }
        }
    }
    let both = marked(base, ours, theirs);
    prop_assert!(!conflicts.is_empty() || both == text, "{both:?} is not {text:?}");
    Ok(())
}

/// Returns what a line says, without its marks: whatever one character stands in brackets, as a box may have been `[-]`
/// or `[>]` before a side ticked it.
fn words(line: &str) -> String {
    let said: Vec<char> = line.trim().trim_start_matches('\u{feff}').chars().collect();
    let marked = |at: usize| at > 0 && said[at - 1] == '[' && said.get(at + 1) == Some(&']');
    said.iter().enumerate().map(|(at, &character)| if marked(at) { ' ' } else { character }).collect()
}

/// Returns the lines of `side`, from 1, with the marks of nodes whose marks the other side has set anew; where it has more
/// of them or fewer, it has moved lines.
fn marked_anew(base: &str, side: &str, other: &str) -> Vec<usize> {
    let [base, side, other] = [base, side, other].map(read);
    let (to_side, to_other) = (base.align(&side), base.align(&other));
    let said = |plan: &Plan, id: NodeId| -> Vec<String> {
        marks(plan, id).map(|mark| mark.span.of(plan.text()).to_owned()).collect()
    };
    let anew = base.ids().filter_map(|id| {
        let (old, new) = (said(&base, id), said(&other, to_other[id.index()]?));
        to_side[id.index()].filter(|_| old.len() == new.len() && old != new)
    });
    let lines = LineIndex::new(side.text());
    anew.flat_map(|id| marks(&side, id)).map(|mark| lines.line(mark.span.start)).collect()
}

/// Returns the marks of a node and its fields.
fn marks(plan: &Plan, id: NodeId) -> impl Iterator<Item = &Mark> {
    let node = plan.node(id);
    node.mark.iter().chain(node.fields.iter().filter_map(|field| field.mark.as_ref()))
}

/// Returns `text` without its marks.
fn unmarked(text: &str) -> String {
    let plan = read(text);
    let mut spans: Vec<Span> = plan.ids().flat_map(|id| marks(&plan, id)).map(|mark| mark.span).collect();
    spans.sort_unstable();
    spans.dedup();
    let mut bare = text.to_owned();
    for span in spans.into_iter().rev() {
        bare.replace_range(span.start..span.end, "");
    }
    bare
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edited_plans_merge([base, ours, theirs] in three()) {
        check(&base, &ours, &theirs)?;
    }

    #[test]
    fn any_texts_merge(texts in prop::array::uniform3("(\\PC{0,12}(\n|\r\n|\r)?){0,8}|(#{1,3} |- \\[[ x]\\] |[ab]|\r?\n){0,30}")) {
        let [base, ours, theirs] = texts;
        merged(&base, &ours, &theirs);
        marked(&base, &ours, &theirs);
        prop_assert_eq!(merged(&base, &ours, &ours).0, ours);
    }

    #[test]
    fn ticks_on_different_nodes_commute(plan in any::<Index>(), picks in prop::collection::vec((any::<Index>(), any::<bool>()), 1..8)) {
        let base = plan.get(&texts()).clone();
        let boxes = boxes(&read(&base));
        if boxes.is_empty() {
            return Ok(());
        }
        let (mut ours, mut theirs, mut both) = (base.clone(), base.clone(), base.clone());
        for (pick, by_us) in picks {
            let at = boxes[pick.index(boxes.len())];
            let side = if by_us { &mut ours } else { &mut theirs };
            *side = ticked(side, at);
            both = ticked(&both, at);
        }
        prop_assert_eq!(merged(&base, &ours, &theirs), (both.clone(), vec![]));
        prop_assert_eq!(merged(&base, &theirs, &ours), (both, vec![]));
    }
}

#[test]
fn a_box_of_any_mark_is_ticked_while_it_is_reworded() -> Result<(), TestCaseError> {
    let text = |mark: char, what: &str| format!("- [{mark}] Guess the {what}\n- [ ] Mix\n");
    for mark in [' ', '-', '>', '~'] {
        let (base, ours, theirs) = (text(mark, "room"), text('x', "room"), text(mark, "hall"));
        check(&base, &ours, &theirs)?;
        prop_assert_eq!(merged(&base, &ours, &theirs), (text('x', "hall"), vec![]));
    }
    Ok(())
}

#[test]
fn a_status_is_reworded_while_it_is_set() -> Result<(), TestCaseError> {
    let text = |steps: [&str; 2]| {
        let [one, two] = steps.map(|status| format!("- **Status**: {status}\n"));
        format!("# P\n\n## Step 1.1: A\n- **Files**: `a`\n{one}\n## Step 1.2: B\n{two}\n## Notes\n")
    };
    let (base, reworded) = (text(["Done", "Open"]), text(["Done for now", "Open"]));
    let moved = "## Step 1.2: B\n# P\n\n## Step 1.1: A\n- **Files**: `a`\n\n- **Status**: Open\n## Notes\n";
    // By whatever way the step has come to its new status.
    for set in [&*text(["Open", "Open"]), moved] {
        let both = set.replacen("Open", "Open for now", 1);
        for (ours, theirs) in [(set, &*reworded), (&*reworded, set)] {
            check(&base, ours, theirs)?;
            prop_assert_eq!(merged(&base, ours, theirs), (both.clone(), vec![]));
        }
    }
    Ok(())
}

/// What a side may do to the demo plan, in this order: what it replaces, by what, and what the plan says then; `SIDE` is
/// the name of the side.
const EDITS: [(&str, &str, &str); 7] = [
    ("- **Status**: In Progress\n", "  - [ ] SIDE in 2.2\n- **Status**: In Progress\n", "\n  - [ ] SIDE in 2.2\n"),
    ("Restart loses nothing\n", "Restart loses nothing\n  - [ ] SIDE in 2.3\n", "\n  - [ ] SIDE in 2.3\n"),
    ("Second delivery answers 200", "Second delivery gets 200", "] Second delivery gets 200\n"),
    ("Restart loses nothing", "Restart loses nothing at all", "] Restart loses nothing at all\n"),
    ("[ ] Second delivery", "[x] Second delivery", "[x] Second delivery"),
    ("[x] Route exists", "[ ] Route exists", "[ ] Route exists"),
    (
        "\n\n#### Step 2.4",
        "\n- **Status**: [x] Complete\n\n#### Step 2.4",
        "\n- **Status**: [x] Complete\n\n#### Step 2.4",
    ),
];

#[test]
fn edits_in_two_steps_merge_and_stay_where_they_belong() {
    let base = include_str!("../assets/plans/demo.md");
    let pairs: Vec<[usize; 2]> = (0..EDITS.len()).flat_map(|a| (a..EDITS.len()).map(move |b| [a, b])).collect();
    let side = |name: &str, pair: [usize; 2]| {
        let edits = if pair[0] == pair[1] { &pair[..1] } else { &pair[..] };
        edits.iter().fold(base.to_owned(), |text, &edit| {
            let (old, new, _) = EDITS[edit];
            assert!(text.contains(old), "{old:?}");
            text.replacen(old, &new.replace("SIDE", name), 1)
        })
    };
    for &of_ours in &pairs {
        for &of_theirs in &pairs {
            let (ours, theirs) = (side("ours", of_ours), side("theirs", of_theirs));
            let (text, conflicts) = merged(base, &ours, &theirs);
            let what = format!("{of_ours:?}, {of_theirs:?}: {text}");
            assert_eq!(conflicts, [], "{what}");
            assert_eq!(marked(base, &ours, &theirs), text, "{what}");
            for (name, pair) in [("ours", of_ours), ("theirs", of_theirs)] {
                for edit in pair {
                    assert!(text.contains(&EDITS[edit].2.replace("SIDE", name)), "{name} {edit}, {what}");
                }
            }
            let strays = text.split("- **Status**: ").skip(1).any(|behind| {
                behind.lines().skip(1).take_while(|line| !line.is_empty()).any(|line| line.starts_with(' '))
            });
            assert!(!strays, "{what}");
        }
    }
}

#[test]
fn real_plans_merge() {
    let Some(folder) = corpus() else { return };
    for plan in expected(&folder) {
        let base = plan.text;
        let boxes = boxes(&read(&base));
        // What is put in front ends front matter, and a byte order mark would be none.
        let (Some(&first), Some(&last)) = (boxes.first(), boxes.last()) else { continue };
        if first == last || base.starts_with(['-', '\u{feff}']) {
            continue;
        }
        let (ours, theirs) = (ticked(&base, first), format!("# New\n\n{}", ticked(&base, last)));
        let expected = format!("# New\n\n{}", ticked(&ticked(&base, first), last));
        assert_eq!(merged(&base, &ours, &theirs), (expected, vec![]), "{}", plan.file);
    }
}
