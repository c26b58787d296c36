use proptest::prelude::*;

use crate::plan::{NodeId, Plan};

fn read(text: &str) -> Plan {
    Plan::read(text, "plan")
}

/// Returns where the node titled `title` has gone: its new title and line, or `-`.
fn follow(older: &str, newer: &str, title: &str) -> String {
    let (older, newer) = (read(older), read(newer));
    let id = older.ids().find(|&id| &*older.node(id).title == title).expect("the older plan has it");
    older.align(&newer)[id.index()]
        .map_or("-".to_owned(), |id| format!("{} :{}", newer.node(id).title, newer.node(id).line))
}

#[test]
fn nodes_are_followed() {
    let steps = "### 1.1 Schema\n### 1.2 Deploy\n- [ ] a\n- [ ] TODO\n- [ ] TODO\n";
    for (newer, title, expected) in [
        ("### 1.1 Schema\n### 1.2 Backup\n### [x] 1.3 Deploy\n- [ ] a\n", "Deploy", "Deploy :3"),
        ("### 1.1 Schema\n### 1.2 Backup\n", "Deploy", "-"),
        ("### 1.1 Schema\n### 1.2 Deploy to staging\n- [ ] a\n", "Deploy", "Deploy to staging :2"),
        ("### 1.2 Deploy\n- [x] a\n### 1.1 Schema\n", "Schema", "Schema :3"),
        ("### 1.1 Schema\n### 1.2 Deploy\n- [x] b\n- [x] a\n", "a", "a :4"),
        ("### 1.1 Schema\n- [x] a\n### 1.2 Deploy\n", "a", "a :2"),
        ("", "a", "-"),
    ] {
        assert_eq!(follow(steps, newer, title), expected, "{title} in {newer}");
    }
}

#[test]
fn a_reworded_title_is_known_by_its_words_or_by_what_it_holds() {
    let older =
        "## Phase 1: Base\n### 1.1 Schema\n- [ ] Tables are there\n- [ ] Route exists\n### 1.2 Keys\n- [ ] Load\n";
    for (from, to, title, expected) in [
        ("Tables are there", "All tables are there", "Tables are there", "All tables are there :3"),
        ("Route exists", "Rout exist", "Route exists", "Rout exist :4"),
        ("Route exists", "Quite another thing", "Route exists", "-"),
        ("Phase 1: Base", "Phase 1: Foundations", "Base", "Foundations :1"),
        ("## Phase 1: Base", "## Groundwork", "Base", "Groundwork :1"),
        ("1.1 Schema", "1.1 Data model", "Schema", "Data model :2"),
        ("1.2 Keys", "1.2 Secrets", "Keys", "Secrets :5"),
        ("1.2 Keys\n- [ ] Load", "1.2 Secrets\n- [ ] Read", "Keys", "-"),
    ] {
        let newer = older.replace(from, to);
        assert_ne!(newer, older);
        assert_eq!(follow(older, &newer, title), expected, "{from} to {to}");
    }
}

#[test]
fn a_number_that_stays_in_its_place_is_the_same_node() {
    let older = "## Tasks\n- [ ] 1. Alpha\n- [ ] 2. Beta\n- [x] 3. Gamma\n  - [ ] 3.1 Left\n  - [ ] 3.2 Right\n- [ ] 4. Delta\n";
    for (from, to, title, expected) in [
        ("2. Beta", "2. Something else", "Beta", "Something else :3"),
        ("4. Delta", "4. Something else", "Delta", "Something else :7"),
        ("1. Alpha", "1. Something else", "Alpha", "Something else :2"),
        ("3.2 Right", "3.2 Something else", "Right", "Something else :6"),
        // What it held tells more than its number.
        ("3. Gamma", "3. Something else", "Gamma", "Something else :4"),
        ("3. Gamma\n  - [ ] 3.1 Left\n  - [ ] 3.2 Right", "3. Another\n  - [ ] 3.1 Up\n  - [ ] 3.2 Down", "Gamma", "-"),
        // Deleted, and all below renumbered.
        ("2. Beta\n- [x] 3. Gamma", "2. Gamma", "Beta", "-"),
        ("1. Alpha\n- [ ] 2. Beta", "1. Beta", "Alpha", "-"),
        ("4. Delta\n", "", "Delta", "-"),
        // Deleted, and the one that has its number now reads otherwise, too: nobody can say which it was.
        (
            "2. Beta\n- [x] 3. Gamma\n  - [ ] 3.1 Left\n  - [ ] 3.2 Right\n- [ ] 4. Delta",
            "2. Other\n- [ ] 3. Delta",
            "Beta",
            "-",
        ),
        // Put in, and the one behind it reads otherwise, too.
        ("2. Beta", "2. New\n- [ ] 3. Other", "Beta", "-"),
        // Another number, or none.
        ("2. Beta", "7. Something else", "Beta", "-"),
        ("2. Beta", "Something else", "Beta", "-"),
    ] {
        let newer = older.replace(from, to);
        assert_ne!(newer, older);
        assert_eq!(follow(older, &newer, title), expected, "{from} to {to}");
    }
    let ordered = "1. [ ] Alpha\n2. [ ] Beta\n3. [ ] Gamma\n";
    assert_eq!(follow(ordered, &ordered.replace("Beta", "Other"), "Beta"), "Other :2");
    assert_eq!(follow(ordered, "1. [ ] Alpha\n2. [ ] Gamma\n", "Beta"), "-");
    let lazy = ordered.replace(['2', '3'], "1");
    assert_eq!(follow(&lazy, &lazy.replace("Beta", "Other"), "Beta"), "-", "numbers that are all the same say nothing");
    let done = older.replace("[ ] 2. Beta", "[x] 2. Beta");
    assert_eq!(follow(&done, &done.replace("Beta", "Other"), "Beta"), "-", "what was done is lost with its words");
    assert_eq!(follow(older, &done.replace("Beta", "Other"), "Beta"), "Other :3");
    let steps = "## Phase 1: Base\n### 1.1 Schema\nWords.\n### 1.2 Keys\n### 1.3 Deploy\n";
    assert_eq!(follow(steps, &steps.replace("Keys", "Secrets"), "Keys"), "Secrets :4");
    assert_eq!(follow(steps, &steps.replace("1.2 Keys\n### 1.3", "1.2"), "Keys"), "-");
}

#[test]
fn what_has_only_its_number_is_the_same_in_doubt() {
    let older = "- [ ] 1. Alpha\n- [ ] 2. Beta\n- [ ] 3. Gamma\n  - [ ] 3.1 Left\n";
    for (from, to, title, expected) in [
        ("2. Beta", "2. Drop production DB", "Beta", "Drop production DB in doubt"),
        ("2. Beta", "2. Drop production DB", "Gamma", "Gamma"),
        ("2. Beta", "2. Beta and more", "Beta", "Beta and more"),
        ("3.1 Left", "3.1 Right", "Left", "Right in doubt"),
        ("3.1 Left", "3.1 Right", "Gamma", "Gamma"),
        ("2. Beta", "7. Drop production DB", "Beta", "-"),
    ] {
        let (old, new) = (read(older), read(&older.replace(from, to)));
        let id = old.ids().find(|&id| &*old.node(id).title == title).expect("the older plan has it");
        let alignment = old.alignment(&new);
        let title = |id: NodeId| new.node(id).title.to_string();
        let found = match (alignment.map[id.index()], alignment.by_words(id)) {
            (Some(now), Some(same)) if now == same => title(now),
            (Some(now), None) => title(now) + " in doubt",
            (None, None) => "-".to_owned(),
            odd => format!("{odd:?}"),
        };
        assert_eq!(found, expected, "{from} to {to}");
        assert_eq!(old.align_by_words(&new)[id.index()], alignment.by_words(id));
        assert_eq!(alignment.clone().without_doubt().by_words(id), alignment.map[id.index()]);
    }
}

#[test]
fn of_two_that_are_as_much_alike_none_is_taken() {
    let older = "- [ ] first\n- [ ] write the user guide\n- [ ] last\n";
    let newer = "- [ ] first\n- [ ] write a user guide\n- [ ] last\n- [ ] write one user guide\n";
    assert_eq!(follow(older, newer, "write the user guide"), "write a user guide :2", "it is where it was");
    let newer = "- [ ] write a user guide\n- [ ] first\n- [ ] last\n- [ ] write one user guide\n";
    assert_eq!(follow(older, newer, "write the user guide"), "-");
}

/// Returns for each node of `older` the line where it is now, 0 where it is gone.
fn lines(older: &str, newer: &str) -> Vec<usize> {
    let (older, newer) = (read(older), read(newer));
    let map = older.align(&newer);
    older.ids().map(|id| map[id.index()].map_or(0, |id| newer.node(id).line)).collect()
}

#[test]
fn twins_are_told_apart_only_where_that_is_sure() {
    let two = "- [ ] TODO\n- [ ] TODO\n";
    assert_eq!(lines(two, "# New\n\n- [ ] TODO\n- [x] TODO\n"), [3, 4]);
    assert_eq!(lines(two, "## Later\n\n- [ ] TODO\n- [x] TODO\n"), [3, 4], "both have moved");
    assert_eq!(lines(two, "- [ ] TODO\n"), [0, 0]);
    assert_eq!(lines(two, "- [ ] TODO\n- [ ] TODO\n- [ ] TODO\n"), [0, 0]);
    assert_eq!(
        lines("- [ ] TODO\n  this\n- [ ] TODO\n  that\n", "- [ ] TODO\n  that\n"),
        [0, 1],
        "their content tells"
    );
    let below = "### A\n- [ ] tests\n### B\n- [ ] tests\n";
    assert_eq!(lines(below, "### B\n- [ ] tests\n### A\n- [ ] tests\n"), [3, 4, 1, 2]);
    assert_eq!(lines(below, "### B\n- [ ] tests\n"), [0, 0, 1, 2]);
}

#[test]
fn of_a_copy_the_original_is_known() {
    assert_eq!(lines("- [x] a\n- [ ] b\n", "- [ ] a\n- [x] a\n- [ ] b\n"), [2, 3], "the copy is still to be done");
    assert_eq!(lines("- [ ] a\n- [ ] b\n", "- [ ] a\n- [ ] b\n- [ ] a\n"), [1, 2]);
    let phase = "## Phase 1: A\n- [ ] a\n- [ ] b\n";
    assert_eq!(lines(phase, &format!("{phase}## Phase 2: A\n- [ ] a\n- [ ] b\n")), [1, 2, 3]);
    assert_eq!(lines(phase, &format!("{phase}\n{phase}")), [1, 2, 3]);
}

#[test]
fn a_reflowed_plan_is_the_same_plan() {
    let older = "# P\n## A\n* [ ] one two three four\n  * [ ] five\n1. [ ] six\n";
    let newer = "# P\n\n## A\n\n- [ ] one two\n      three four\n    - [ ] five\n\n1) [x]   six\n";
    assert_eq!(lines(older, newer), [3, 5, 7, 9]);
}

#[test]
fn many_steps_are_renumbered_at_once() {
    let plan = |first: usize| {
        let step =
            |at: usize| format!("### Step {}: Do number {}\n- [ ] check it\n", first + at, ["a", "b", "c", "d"][at]);
        (0..4).map(step).collect::<String>()
    };
    let newer = "### Step 1: Before all\n- [ ] check it\n".to_owned() + &plan(2);
    assert_eq!(lines(&plan(1), &newer), [3, 4, 5, 6, 7, 8, 9, 10]);
}

/// A small plan: phases of steps of items, as titles.
type Phases = Vec<(String, Vec<(String, Vec<String>)>)>;

/// How a plan is laid out; nothing of it is identity.
#[derive(Clone, Copy, Debug)]
struct Layout {
    bullet: &'static str,
    first: usize,
    wrapped: bool,
}

const PLAIN: Layout = Layout { bullet: "-", first: 1, wrapped: false };

fn write(phases: &Phases, layout: Layout) -> String {
    let Layout { bullet, first, wrapped } = layout;
    let wrap = |title: &str| if wrapped { title.replacen(' ', "\n  ", 1) } else { title.to_owned() };
    let mut text = "# Plan\n".to_owned();
    for (at, (phase, steps)) in phases.iter().enumerate() {
        text += &format!("\n## Phase {}: {phase}\n", at + first);
        for (below, (step, items)) in steps.iter().enumerate() {
            text += &format!("\n### Step {}.{}: {step}\n\n", at + first, below + first);
            for item in items {
                text += &format!("{bullet} [ ] {}\n", wrap(item));
            }
        }
    }
    text
}

/// Returns the nodes of `plan` by their titles, with the line.
fn titles(plan: &Plan) -> Vec<String> {
    plan.ids().map(|id| plan.node(id).title.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// Words of which titles are made; few, so that titles are like each other.
fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec!["route", "schema", "check", "write", "tests", "deploy", "keys", "the"]);
    prop::collection::vec(word, 1..4).prop_map(|words| words.join(" "))
}

/// Plans in which every title is said once, by a number of its own.
fn phases() -> impl Strategy<Value = Phases> {
    let items = prop::collection::vec(words(), 0..4);
    let steps = prop::collection::vec((words(), items), 0..4);
    prop::collection::vec((words(), steps), 1..4).prop_map(|mut phases: Phases| {
        let mut count = 0;
        let mut tag = |title: &mut String| {
            count += 1;
            *title += &format!(" q{count}");
        };
        for (phase, steps) in &mut phases {
            tag(phase);
            for (step, items) in steps {
                tag(step);
                items.iter_mut().for_each(&mut tag);
            }
        }
        phases
    })
}

/// Asserts that each node is where its title is now, and nowhere else.
fn follows_titles(older: &str, newer: &str) -> Result<(), TestCaseError> {
    let (older, newer) = (read(older), read(newer));
    let map = older.align(&newer);
    let (from, to) = (titles(&older), titles(&newer));
    for id in older.ids() {
        let title = &from[id.index() - 1];
        let now = map[id.index()].map(|id| &to[id.index() - 1]);
        prop_assert_eq!(now, to.iter().find(|other| *other == title), "{}", title);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn another_layout_keeps_every_node(phases in phases(), star in any::<bool>(), first in 1usize..9, wrapped in any::<bool>()) {
        let layout = Layout { bullet: if star { "*" } else { "-" }, first, wrapped };
        follows_titles(&write(&phases, PLAIN), &write(&phases, layout))?;
    }

    #[test]
    fn what_is_deleted_takes_only_itself_along(phases in phases(), at in any::<prop::sample::Index>()) {
        let mut fewer = phases.clone();
        fewer.remove(at.index(phases.len()));
        follows_titles(&write(&phases, PLAIN), &write(&fewer, PLAIN))?;
        let mut fewer = phases.clone();
        let steps = &mut fewer[at.index(phases.len())].1;
        if !steps.is_empty() {
            steps.remove(at.index(steps.len()));
        }
        follows_titles(&write(&phases, PLAIN), &write(&fewer, PLAIN))?;
    }

    #[test]
    fn what_is_moved_is_followed(phases in phases(), from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let mut other = phases.clone();
        let (from, to) = (from.index(phases.len()), to.index(phases.len()));
        let phase = other.remove(from);
        other.insert(to, phase);
        follows_titles(&write(&phases, PLAIN), &write(&other, PLAIN))?;
        let mut other = phases.clone();
        if let Some(step) = other[from].1.pop() {
            other[to].1.insert(0, step);
        }
        follows_titles(&write(&phases, PLAIN), &write(&other, PLAIN))?;
    }

    /// Without tags titles repeat: nothing is certain then, but nothing may be wrong either.
    #[test]
    fn no_two_nodes_become_one(phases in phases(), other in phases(), keep in any::<prop::sample::Index>()) {
        let untagged = |phases: &Phases| {
            let text = write(phases, PLAIN);
            text.split_inclusive('\n').map(|line| line.split(" q").next().unwrap_or_default().trim_end().to_owned() + "\n").collect::<String>()
        };
        let mut newer = phases.clone();
        newer.truncate(keep.index(phases.len()) + 1);
        newer.extend(other);
        let (older, newer) = (read(&untagged(&phases)), read(&untagged(&newer)));
        let map = older.align(&newer);
        let mut found: Vec<NodeId> = map.iter().flatten().copied().collect();
        let count = found.len();
        found.sort_unstable();
        found.dedup();
        prop_assert_eq!(found.len(), count);
        prop_assert_eq!(map[0], Some(NodeId::ROOT));
        let same: Vec<_> = older.ids().map(Some).collect();
        prop_assert_eq!(&older.align(&older)[1..], &same[..]);
        let twice = read(older.text());
        prop_assert_eq!(&older.align(&twice)[1..], &same[..]);
    }
}
