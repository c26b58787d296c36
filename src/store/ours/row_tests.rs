//! Several changes to one row, of which an older text knows none or only the first ones.

use std::fs;
use std::time::Duration;

use proptest::prelude::*;

use super::bench::{Bench, offered};
use super::*;
use crate::plan::{Op, Part};

const LIST: &str = "# Plan\n\n## Release checklist\n\n- [ ] Tag\n- [ ] Announce\n- [ ] Party\n";

const NESTED: &str = "# Plan\n\n## Release checklist\n\n- [ ] Parent\n  - [ ] Tag\n  - [ ] Announce\n- [ ] Party\n";

const THEIRS: &str = "- [ ] Retro\n";

/// What is done to a row, and to which: as `tick Tag`, `open Tag`, `word Tag=Tag done`, `add Tag=Mine` behind it, `delete Tag`.
fn intent(plan: &Plan, step: &str) -> Intent {
    let (verb, row) = step.split_once(' ').unwrap();
    let (row, words) = row.split_once('=').unwrap_or((row, ""));
    let id = plan.ids().find(|&id| &*plan.node(id).title == row).unwrap_or_else(|| panic!("{step}: {}", plan.text()));
    let op = match verb {
        "tick" => Op::Done,
        "open" => Op::Open,
        "word" => Op::Write { part: Part::Title, from: plan.written(id, &Part::Title), to: words.to_owned() },
        "add" => Op::Add { text: words.to_owned() },
        "delete" => Op::Delete { lines: plan.lines_of(id).to_owned() },
        _ => unreachable!("{step}"),
    };
    Intent { title: Some(row.to_owned()), ..Intent::new(plan.address(id), op) }
}

/// Returns a bench on which the `steps` were done by keys in `list`, and all texts that the file has had.
fn stepped_in(list: &str, steps: &[&str], crossing: Duration) -> (Bench, Vec<String>) {
    let mut bench = Bench::new();
    bench.store.guard.crossing = crossing;
    bench.saved(list);
    let mut texts = vec![list.to_owned()];
    for step in steps {
        let text = bench.store.last.text.clone();
        let plan = bench.store.plan(&text);
        bench.store.commit(&[intent(&plan, step)]).unwrap_or_else(|error| panic!("{step}: {error}"));
        texts.push(bench.text());
    }
    (bench, texts)
}

/// Applies what is offered, the oldest first or the newest; what has no place yet once more.
fn apply_all(bench: &mut Bench, is_oldest_first: bool) {
    for _ in 0..6 {
        let mut offers: Vec<u64> = bench.store.offers().into_iter().map(|offer| offer.id).collect();
        if is_oldest_first {
            offers.reverse();
        }
        for id in offers {
            if bench.store.offers().iter().any(|offer| offer.id == id) {
                let _ = bench.apply(id);
            }
        }
    }
}

/// Returns the lines of `text` in no order: what is put back one by one may stand beside another row.
fn lines(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

/// Does `steps`; then others save each older text with a row of their own, and without one, while the screen is open and
/// while it is not. All that we have done is made again, or offered and can be applied; in the same order where `place` says
/// of a text all that counts.
fn check(steps: &[&str], place: fn(&str) -> Vec<&str>) {
    check_in(LIST, steps, place);
}

/// The same in `list`.
fn check_in(list: &str, steps: &[&str], place: fn(&str) -> Vec<&str>) {
    made_again(list, steps, place);
    let (_, texts) = stepped_in(list, steps, Duration::ZERO);
    let (ours, older) = texts.split_last().unwrap();
    for (nth, older) in older.iter().enumerate().filter(|(_, older)| *older != ours) {
        over_the_last(list, steps, nth, place);
        for is_oldest_first in [true, false] {
            let told = format!("{steps:?} with {nth} of them known");
            let (mut bench, _) = stepped_in(list, steps, Duration::ZERO);
            assert_eq!(bench.saved(older), *older, "{told}");
            apply_all(&mut bench, is_oldest_first);
            assert_eq!((lines(&bench.text()), bench.offers()), (lines(ours), vec![]), "{told}, put back");
            let (mut bench, _) = stepped_in(list, steps, Duration::ZERO);
            bench.store.attendance = None;
            fs::write(&bench.path, format!("{older}{THEIRS}")).unwrap();
            bench.reopen();
            apply_all(&mut bench, is_oldest_first);
            let both = format!("{ours}{THEIRS}");
            assert_eq!((lines(&bench.text()), bench.offers()), (lines(&both), vec![]), "{told}, unseen");
        }
    }
}

/// The part of it in which they save with a row of their own while the screen is open.
fn made_again(list: &str, steps: &[&str], place: fn(&str) -> Vec<&str>) {
    let (_, texts) = stepped_in(list, steps, Duration::ZERO);
    let (ours, older) = texts.split_last().unwrap();
    for (nth, older) in older.iter().enumerate().filter(|(_, older)| *older != ours) {
        for crossing in [Duration::ZERO, Duration::from_secs(2)] {
            let (mut bench, _) = stepped_in(list, steps, crossing);
            for more in ["", "- [ ] More\n"] {
                let text = bench.saved(&format!("{older}{THEIRS}{more}"));
                let both = format!("{ours}{THEIRS}{more}");
                let told = format!("{steps:?} with {nth} of them known, {crossing:?} {more}");
                assert_eq!((place(&text), bench.offers()), (place(&both), vec![]), "{told}");
            }
        }
    }
}

/// Does `steps`; then others save each older text, while the screen is open and while it is not. What is not as we have made
/// it is offered.
fn offered_at_least(steps: &[&str]) {
    let (_, texts) = stepped_in(LIST, steps, Duration::ZERO);
    let (ours, older) = texts.split_last().unwrap();
    for older in older.iter().filter(|older| lines(older) != lines(ours)) {
        let (mut bench, _) = stepped_in(LIST, steps, Duration::ZERO);
        bench.saved(older);
        assert!(lines(&bench.text()) == lines(ours) || !bench.offers().is_empty(), "{steps:?}, put back: {older}");
        let (mut bench, _) = stepped_in(LIST, steps, Duration::ZERO);
        bench.store.attendance = None;
        fs::write(&bench.path, format!("{older}{THEIRS}")).unwrap();
        bench.reopen();
        assert!(!bench.offers().is_empty(), "{steps:?}, unseen: {older}");
    }
}

/// The same, where the last of the `steps` is done before the screen has seen the save of the `nth` older text: all others
/// are made again, and it is done or offered.
fn over_the_last(list: &str, steps: &[&str], nth: usize, place: fn(&str) -> Vec<&str>) {
    let (step, before) = steps.split_last().unwrap();
    let (mut bench, texts) = stepped_in(list, before, Duration::ZERO);
    if nth >= before.len() {
        return;
    }
    let text = bench.store.last.text.clone();
    let wish = intent(&bench.store.plan(&text), step);
    fs::write(&bench.path, format!("{}{THEIRS}", texts[nth])).unwrap();
    let is_done = bench.store.commit(std::slice::from_ref(&wish)).is_ok();
    bench.store.read();
    let told = format!("{steps:?} with {nth} of them known, the last one on top, {}", bench.text());
    // It may have taken away the place of others.
    let is_all = is_done && !matches!(wish.op, Op::Delete { .. });
    assert!(!is_all || bench.offers().is_empty(), "{told}: {:?}", bench.offers());
    apply_all(&mut bench, true);
    let (_, texts) = stepped_in(list, steps, Duration::ZERO);
    let both = format!("{}{THEIRS}", texts.last().unwrap());
    let place = if is_all { place } else { lines };
    assert_eq!((place(&bench.text()), bench.offers()), (place(&both), vec![]), "{told}");
}

#[test]
fn several_changes_to_one_row_are_made_again_all() {
    for steps in [
        &["tick Tag", "word Tag=Tag done"][..],
        &["word Tag=Tag done", "tick Tag done"],
        &["add Tag=Mine", "word Tag=Tag done"],
        &["word Tag=Tag done", "add Tag done=Mine"],
        &["add Tag=Mine", "word Mine=Mine bis"],
        &["word Tag=Tag one", "word Tag one=Tag one two"],
        &["word Tag=Publish", "word Publish=Publish it", "word Publish it=Publish"],
    ] {
        check(steps, |text| text.lines().collect());
    }
}

#[test]
fn all_that_is_made_again_is_told() {
    let steps = ["tick Tag", "word Tag=Publish it", "add Publish it=Mine"];
    let (mut bench, _) = stepped_in(LIST, &steps, Duration::ZERO);
    bench.store.take_news();
    bench.saved(&format!("{LIST}{THEIRS}"));
    let again: Vec<String> = bench.store.take_news().again.into_iter().map(|again| again.said).collect();
    assert_eq!(again, ["done again: Publish it", "added again: Mine", "changed again: Publish it"]);
}

#[test]
fn it_does_not_matter_how_a_row_is_called_since() {
    for steps in [
        &["tick Tag", "word Tag=Publish the release"][..],
        &["word Tag=Publish the release", "tick Publish the release"],
        &["word Tag=Publish the release", "word Publish the release=Ship it"],
        &["word Tag=Publish it", "tick Publish it", "word Publish it=Ship `all`", "add Ship all=Mine"],
        &["add Tag=Mine", "word Mine=Other words", "tick Other words"],
        &["add Tag=Mine", "tick Mine", "word Mine=Other words"],
        &["add Tag=Mine", "add Mine=Second", "word Mine=Other words", "tick Second"],
        &["add Tag=Mine", "add Mine=Second", "delete Mine", "tick Second"],
        &["add Announce=Mine", "delete Announce", "word Mine=Other words"],
        &["tick Tag", "word Tag=Tag it", "tick Announce"],
        &["add Tag=Mine", "add Tag=Second", "word Mine=Mine 1", "word Tag=Tag 2", "word Second=Second 3"],
        &["word Tag=Tag one", "word Tag one=Tag", "tick Tag"],
    ] {
        check(steps, |text| text.lines().collect());
    }
}

#[test]
fn words_that_another_row_had_or_has_do_not_lead_to_that() {
    for steps in [
        // Each reads what the next one read.
        &["word Tag=Publish", "word Announce=Tag", "tick Tag"][..],
        &["word Tag=Publish", "tick Publish", "word Announce=Tag", "word Party=Announce", "tick Announce"],
    ] {
        check(steps, |text| text.lines().collect());
    }
    // A row takes what another had, and an added one what that had.
    for steps in [
        &["word Announce=Announce bis0", "add Tag=Added 1", "word Tag=Announce", "word Added 1=Tag"][..],
        &["word Tag=Publish", "add Publish=Tag", "tick Tag"],
    ] {
        made_again(LIST, steps, |text| text.lines().collect());
    }
    // They change places: by their words, in an older text each is where the other one was.
    check(&["word Tag=Other", "word Announce=Tag", "word Other=Announce", "tick Announce"], lines);
}

#[test]
fn rows_in_rows_are_made_again_too() {
    for steps in [
        &["tick Tag", "word Tag=Publish it"][..],
        &["add Tag=Mine", "tick Mine", "word Mine=Other words"],
        &["add Tag=Mine", "word Tag=Publish it", "tick Publish it"],
    ] {
        check_in(NESTED, steps, |text| text.lines().collect());
    }
}

const TWO: &str = "# Plan\n\n## Before\n\n- [ ] Announce\n\n## After\n\n- [ ] Tag\n- [ ] Party\n";

#[test]
fn a_row_elsewhere_that_reads_the_same_is_another_one() {
    // What we called it first reads another row.
    let list = TWO.replace("Tag", "Mine");
    let steps = ["add Announce=Mine", "word Mine=Tag it", "tick Tag it"];
    let (mut bench, texts) = stepped_in(&list, &steps, Duration::ZERO);
    assert_eq!(bench.saved(&format!("{list}{THEIRS}")), format!("{}{THEIRS}", texts[3]));
    assert_eq!(bench.offers(), []);
    for crossing in [Duration::ZERO, Duration::from_secs(2)] {
        // The ticked one is gone, and its words are those of another.
        let list = TWO.replace("Announce\n", "Announce\n- [ ] Tag\n");
        let mut bench = Bench::new();
        bench.store.guard.crossing = crossing;
        let plan = Plan::read(list.as_str(), "");
        bench.saved(&list);
        bench.store.commit(&[Intent::at(&plan, plan.resolve("before/tag").unwrap(), Op::Done)]).unwrap();
        assert_eq!(bench.saved(TWO), TWO);
        let gone = || offered([("Tag", Why::Unplaced("\"Tag\" is gone".to_owned()))]);
        assert_eq!(bench.offers(), if crossing.is_zero() { vec![] } else { gone() });
    }
}

#[test]
fn what_it_was_added_behind_may_go() {
    for (list, steps) in [
        (NESTED, &["add Tag=Mine", "delete Tag"][..]),
        (NESTED, &["add Announce=Mine", "delete Announce", "delete Tag", "tick Mine"]),
        (LIST, &["add Tag=Mine", "delete Tag"]),
    ] {
        let (mut bench, texts) = stepped_in(list, steps, Duration::ZERO);
        bench.reopen();
        assert_eq!(bench.offers(), [], "{steps:?}");
        // Others take it away.
        let (mut other, _) = stepped_in(list, &steps[..1], Duration::from_secs(2));
        let theirs = texts[1].replace("  - [ ] Tag\n", "").replace("- [ ] Tag\n", "");
        assert_eq!(other.saved(&theirs), theirs, "{steps:?}");
        assert_eq!(other.offers(), [], "{steps:?}");
    }
}

#[test]
fn what_was_reworded_and_deleted_is_offered_where_it_comes_back() {
    let (mut bench, _) = stepped_in(LIST, &["word Tag=Publish", "delete Publish"], Duration::ZERO);
    let theirs = format!("{LIST}{THEIRS}");
    assert_eq!(bench.saved(&theirs), theirs);
    assert_eq!(bench.offers(), offered([("Tag", Why::Unplaced("\"Tag\" reads otherwise now".to_owned()))]));
    apply_all(&mut bench, true);
    assert_eq!(bench.text(), theirs.replace("- [ ] Tag\n", ""));
}

#[test]
fn a_row_of_ours_that_others_reword_stays_ours() {
    let steps = ["add Tag=Write the docs", "tick Write the docs", "word Party=Party all night"];
    // Somebody who knew it open, and somebody who did not know it.
    for (older, words) in [(1, "Write the docs"), (0, "Write all of the docs")] {
        let (mut bench, texts) = stepped_in(LIST, &steps, Duration::ZERO);
        bench.saved(&texts[3].replace("Write the docs", "Write all of the docs"));
        let both = format!("{}{THEIRS}", texts[3]).replace("Write the docs", words);
        assert_eq!(bench.saved(&format!("{}{THEIRS}", texts[older])), both);
        assert_eq!(bench.offers(), []);
    }
}

/// Returns the steps that `choices` come to: a verb each, and a row.
fn steps(choices: &[(usize, usize)]) -> Vec<String> {
    let mut rows = ["Tag", "Announce", "Party"].map(str::to_owned).to_vec();
    let mut former: Vec<String> = Vec::new();
    let (mut ticked, mut touched) = (Vec::new(), Vec::new());
    let mut steps = Vec::new();
    for (nth, &(verb, at)) in choices.iter().enumerate() {
        let at = at % rows.len();
        let row = rows[at].clone();
        match verb {
            0 if !ticked.contains(&row) => {
                steps.push(format!("tick {row}"));
                ticked.push(row.clone());
                touched.push(row);
            }
            1 | 2 => {
                let words = if verb == 1 { format!("{row} bis{nth}") } else { format!("Words {nth} anew") };
                steps.push(format!("word {row}={words}"));
                ticked.extend(ticked.contains(&row).then(|| words.clone()));
                touched.push(words.clone());
                former.push(std::mem::replace(&mut rows[at], words));
            }
            // Words that another row had.
            5 if former.iter().any(|words| !rows.contains(words)) => {
                let free: Vec<&String> = former.iter().filter(|words| !rows.contains(words)).collect();
                let words = free[nth % free.len()].clone();
                steps.push(format!("word {row}={words}"));
                ticked.extend(ticked.contains(&row).then(|| words.clone()));
                touched.push(words.clone());
                former.push(std::mem::replace(&mut rows[at], words));
            }
            3 => {
                steps.push(format!("add {row}=Added {nth}"));
                rows.insert(at + 1, format!("Added {nth}"));
                touched.push(format!("Added {nth}"));
            }
            // What we have changed before reads otherwise in an older text, and is offered.
            4 if !touched.contains(&row) && rows.len() > 1 => {
                steps.push(format!("delete {row}"));
                rows.remove(at);
            }
            _ => {}
        }
    }
    steps
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 8,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_was_done_to_rows_is_made_again(choices in prop::collection::vec((0..5_usize, 0..6_usize), 1..6)) {
        // Behind what an item is added that is first once the row before it is deleted is not known.
        check(&steps(&choices).iter().map(String::as_str).collect::<Vec<_>>(), lines);
    }

    #[test]
    fn words_of_other_rows_lead_to_none_of_them(choices in prop::collection::vec((0..6_usize, 0..6_usize), 1..7)) {
        let steps = steps(&choices);
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        made_again(LIST, &steps, lines);
        offered_at_least(&steps);
    }
}

#[test]
fn what_was_ticked_and_deleted_is_offered_where_it_is_open_again() {
    for crossing in [Duration::ZERO, Duration::from_secs(2)] {
        let (mut bench, _) = stepped_in(LIST, &["tick Tag", "delete Tag", "tick Announce"], crossing);
        let theirs = format!("{LIST}{THEIRS}");
        assert_eq!(bench.saved(&theirs), theirs.replace("[ ] Announce", "[x] Announce"));
        assert_eq!(bench.offers(), offered([("Tag", Why::Unplaced("\"Tag\" reads otherwise now".to_owned()))]));
        let id = bench.store.offers()[0].id;
        bench.apply(id).unwrap();
        assert_eq!(bench.text(), theirs.replace("- [ ] Tag\n", "").replace("[ ] Announce", "[x] Announce"));
        assert_eq!(bench.offers(), []);
    }
}
