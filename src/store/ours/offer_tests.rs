//! What is offered: what it is called, what applying it does, and which marks of an older text stay.

use std::fs;
use std::time::Duration;

use super::bench::{Bench, START, offered};
use super::*;
use crate::plan::{Op, Part};
use crate::store::Reading;
use crate::store::meaning::cancels;

const STEP: &str = "# P\n\n### Step 1: one\n- **Goal**: all the words\n- **Status**: Not Started\n- [ ] a\n";

/// Returns a bench whose plan reads `text`.
fn opened(text: &str) -> Bench {
    let mut bench = Bench::new();
    fs::write(&bench.path, text).unwrap();
    assert!(matches!(bench.store.read(), Reading::Text(_)));
    bench.store.guard.crossing = Duration::ZERO;
    bench
}

fn write(part: Part, from: &str, to: &str) -> Op {
    Op::Write { part, from: Some(from.to_owned()), to: to.to_owned() }
}

fn goal() -> Part {
    Part::Field("Goal".to_owned())
}

fn title(offer: Option<&Offer>) -> String {
    offer.map(|offer| offer.title.clone()).unwrap_or_default()
}

#[test]
fn what_is_offered_goes_by_its_own_name() {
    for (address, op, expected, line) in [
        ("1", write(Part::Title, "one", "one `mine`"), "Step 1 one mine", 3),
        ("1", write(goal(), "all the words", "some words"), "Goal of Step 1 one", 3),
        ("1", write(Part::Note, "", "See there."), "note of Step 1 one", 3),
        ("1/a", write(Part::Title, "a", "b"), "b (Step 1)", 6),
        ("1/a", Op::Add { text: "new".to_owned() }, "new (Step 1)", 7),
        ("1", Op::Add { text: "new".to_owned() }, "new (Step 1)", 7),
        ("1/a", Op::Delete { lines: "- [ ] a".to_owned() }, "a (Step 1)", 6),
        ("1/a", Op::Done, "a (Step 1)", 6),
        ("1", Op::Done, "Step 1 one", 3),
    ] {
        let mut bench = opened(STEP);
        let told = format!("{op:?}");
        let undo = bench.store.commit(&[Intent::new(address, op)]).unwrap().changes.list.remove(0).undo;
        let entry = bench.store.entries().last().unwrap();
        assert_eq!((&*entry.name(), entry.line), (expected, line), "{told}");
        bench.saved(STEP);
        assert_eq!(title(bench.store.offers().first()), expected, "{told}");
        // What takes it back is called what it is about, too.
        let id = bench.store.offers()[0].id;
        bench.apply(id).unwrap();
        if !matches!(undo.op, Op::Lines { .. }) {
            bench.store.commit(&[undo]).unwrap();
            let entry = bench.store.entries().last().unwrap().name();
            let back = expected.replace("one mine", "one").replace("b (", "a (");
            assert_eq!(entry, back, "{told}");
        }
    }
}

#[test]
fn a_wording_that_is_applied_takes_out_nothing_that_others_wrote() {
    for (theirs, expected) in [
        ("all the words", "some of the words"),
        ("all the words, and then some", "some of the words, and then some"),
        ("all the new words", "some of the new words"),
        // Both wrote the same words: what the list shows is done.
        ("each of the words", "some of the words"),
        ("nothing at all", "some of the words"),
    ] {
        let mut bench = opened(STEP);
        bench.store.commit(&[Intent::new("1", write(goal(), "all the words", "some of the words"))]).unwrap();
        bench.saved(STEP);
        if theirs != "all the words" {
            bench.saved(&STEP.replace("all the words", theirs));
        }
        let id = bench.store.offers()[0].id;
        bench.apply(id).unwrap();
        assert_eq!(bench.text(), STEP.replace("all the words", expected), "{theirs}");
        assert_eq!(bench.offers(), []);
    }
}

#[test]
fn what_others_write_after_it_was_shown_stays() {
    let mut bench = opened(STEP);
    bench.store.commit(&[Intent::new("1", write(goal(), "all the words", "some of them"))]).unwrap();
    bench.saved(STEP);
    bench.saved(&STEP.replace("all the words", "nothing at all"));
    let id = bench.store.offers()[0].id;
    let shown = bench.outlook(id);
    let theirs = STEP.replace("all the words", "nothing at all, for now");
    fs::write(&bench.path, &theirs).unwrap();
    bench.store.apply(id, &shown).unwrap_err();
    assert_eq!((bench.text(), bench.offers().len()), (theirs, 1));
}

/// Toggles the step through these words of its Status, each saved by us, as keys do it.
fn toggled(bench: &mut Bench, states: &[Op]) {
    for op in states {
        bench.store.commit(&[Intent::new("1", op.clone())]).unwrap();
    }
}

#[test]
fn a_mark_that_an_older_text_brings_back_is_judged_by_where_that_comes_from() {
    const CROSSING: Duration = Duration::from_secs(2);
    let open = STEP.to_owned();
    let failed = STEP.replace("Not Started", "Failed");
    let more = |text: &str| text.replace("- [ ] a\n", "- [ ] a\n- [ ] theirs\n");
    let keys = [Op::InProgress, Op::Done, Op::Open];
    let last = |marks: &str, crossing: Duration, theirs: &str| {
        let mut bench = opened(if marks.contains('f') { &failed } else { &open });
        bench.store.guard.crossing = crossing;
        toggled(&mut bench, &keys);
        (bench.saved(theirs), bench.offers())
    };
    // A mark that none of the texts had which the file has had is theirs, and stays.
    for crossing in [Duration::ZERO, CROSSING] {
        for theirs in [failed.clone(), more(&failed)] {
            let (text, offers) = last("", crossing, &theirs);
            assert_eq!(text, theirs);
            // Who had seen our mark has changed it; within a moment nobody can have.
            let ours = if crossing.is_zero() { vec![] } else { offered([("Step 1 one", Why::Both)]) };
            assert_eq!(offers, ours, "{crossing:?} {theirs}");
        }
    }
    // The very text that stood before all of ours: accepted, unless we wrote over it just now.
    assert_eq!(last("f", Duration::ZERO, &failed), (failed.clone(), offered([("Step 1 one", Why::SetSince)])));
    assert_eq!(last("f", CROSSING, &failed), (failed.replace("Failed", "Not Started"), vec![]));
    // Something else written on top of that text: its mark is none of theirs, and ours comes on top.
    for crossing in [Duration::ZERO, CROSSING] {
        let (text, offers) = last("f", crossing, &more(&failed));
        assert_eq!((text, offers), (more(&failed).replace("Failed", "Not Started"), vec![]), "{crossing:?}");
    }
    // Another mark than any of them on top of that text: theirs stays.
    let (text, offers) = last("f", CROSSING, &more(&failed).replace("Failed", "Cancelled"));
    assert_eq!((text, offers), (more(&failed).replace("Failed", "Cancelled"), offered([("Step 1 one", Why::Both)])));
}

#[test]
fn what_was_taken_back_is_not_missing_when_others_tick_it() {
    const PLAN: &str = "# P\n\n- [ ] 1. one\n  - [ ] 1.1 inner\n- [ ] 2. two\n";
    let delete = Op::Delete { lines: "- [ ] 1. one\n  - [ ] 1.1 inner".to_owned() };
    for (op, expected) in [
        (delete, ("put back", "1. one", &Standing::Written)),
        (write(Part::Title, "one", "one more"), ("taken back", "one", &Standing::Written)),
        (Op::Add { text: "new".to_owned() }, ("taken out", "new", &Standing::Written)),
    ] {
        let mut bench = opened(PLAN);
        for mark in [Op::Done, Op::Open] {
            bench.store.commit(&[Intent::new("1", mark)]).unwrap();
        }
        let told = format!("{op:?}");
        let undo = bench.store.commit(&[Intent::new("1", op)]).unwrap().changes.list.remove(0).undo;
        bench.store.commit(&[undo]).unwrap();
        assert_eq!(bench.text(), PLAN);
        let theirs = PLAN.replace("[ ] 1. one", "[x] 1. one");
        assert_eq!(bench.saved(&theirs), theirs, "{told}");
        let sure: Vec<Offer> = bench.store.offers().into_iter().filter(Offer::is_sure).collect();
        assert_eq!(sure, [], "{told}");
        let entry = bench.store.entries().last().unwrap();
        assert_eq!((entry.what.as_str(), entry.title.as_str(), &entry.standing), expected, "{told}");
    }
}

#[test]
fn what_we_cancelled_ourselves_says_nothing_of_what_stands_beside_it() {
    const NEW: &str = "- [ ] a\n- [ ] new\n- [ ] b\n- [ ] c\n";
    const WORDED: &str = "- [ ] a\n- [ ] b and more\n- [ ] c\n";
    let remove = Op::Remove { text: "- [ ] new\n".to_owned(), gap: None };
    let (before, after) = ("- [ ] b".to_owned(), "- [ ] b and more".to_owned());
    let reword = Op::Restore { below: 0, before, after, otherwise: None };
    for (theirs, op, [did, undid], title) in
        [(NEW, remove, ["removed", "put back"], "new"), (WORDED, reword, ["taken back", "taken back"], "b and more")]
    {
        for (times, expected) in [(1, START), (2, theirs), (3, START)] {
            let mut bench = Bench::new();
            bench.saved(theirs);
            let mut intent = Intent { title: Some(title.to_owned()), ..Intent::new(":2", op.clone()) };
            for time in 0..times {
                intent = bench.store.commit(&[intent]).unwrap().changes.list.remove(0).undo;
                let entry = bench.store.entries().last().unwrap();
                assert_eq!((&*entry.what, &entry.standing), ([did, undid][time % 2], &Standing::Written));
            }
            let told = format!("{did} {times}");
            let entries = bench.store.entries();
            let is_left = |entry: &&Entry| !matches!(entry.standing, Standing::Ended(_));
            assert_eq!(entries.iter().filter(is_left).count(), 1, "{told}: {entries:#?}");
            assert_eq!(bench.text(), expected, "{told}");
            // Whoever ticks what stands beside it, or is there again, undoes nothing of that.
            for box_of in ["a", "b"] {
                let ticked = bench.text().replace(&format!("[ ] {box_of}"), &format!("[x] {box_of}"));
                assert_eq!((bench.saved(&ticked), bench.offers()), (ticked, vec![]), "{told}");
            }
            bench.reopen();
            assert_eq!(bench.offers(), [], "{told}");
        }
    }
}

#[test]
fn what_we_took_back_ourselves_is_not_offered_beside_that() {
    let op = Op::Delete { lines: "- [ ] b".to_owned() };
    let mut bench = Bench::new();
    let mut intent = Intent { title: Some("b".to_owned()), ..Intent::new(":2", op) };
    for _ in 0..3 {
        intent = bench.store.commit(&[intent]).unwrap().changes.list.remove(0).undo;
    }
    let ids: Vec<u64> = bench.store.entries().iter().map(|entry| entry.id).collect();
    let put_back = bench.store.entries()[1].clone();
    assert_eq!((&*put_back.what, ids.len()), ("put back", 3));
    let again = bench.store.entries()[2].clone();
    assert!(cancels(&again, &put_back));
    assert!(!cancels(&Entry { line: 40, ..again.clone() }, &put_back), "a line far below that reads like it");
    let elsewhere = Entry { within: Some("Step 2".to_owned()), ..again };
    assert!(!cancels(&elsewhere, &put_back), "another line that reads like it");
    // Both seem to be missing, as where what is there reads like both.
    bench.store.guard.set(&ids[1..], &Standing::Offered(Why::OlderText));
    let offers: Vec<String> = bench.store.offers().into_iter().map(|offer| offer.what).collect();
    assert_eq!(offers, ["taken out"]);
}

#[test]
fn applying_one_offer_leaves_the_others() {
    let mut bench = Bench::new();
    bench.store.guard.crossing = Duration::ZERO;
    bench.tick("b");
    Bench::set(&mut bench.store, "b", Op::Add { text: "new".to_owned() }).unwrap();
    bench.saved(START);
    assert_eq!(bench.offers().len(), 2);
    let id = bench.store.offers()[0].id;
    bench.apply(id).unwrap();
    assert_eq!(bench.text(), "- [ ] a\n- [ ] b\n- [ ] new\n- [ ] c\n");
    assert_eq!(bench.offers(), offered([("b", Why::OlderText)]));
}

#[test]
fn what_is_tried_again_is_offered_once() {
    let mut bench = Bench::new();
    fs::write(&bench.path, "- [ ] b\n- [ ] c\n").unwrap();
    for _ in 0..3 {
        Bench::set(&mut bench.store, "a", Op::Done).unwrap_err();
    }
    assert_eq!(bench.store.offers().len(), 1);
    let id = bench.store.offers()[0].id;
    bench.apply(id).unwrap_err();
    assert_eq!(bench.store.offers().len(), 1);
    // One that was written once.
    let mut bench = Bench::new();
    bench.tick("a");
    bench.saved("- [ ] b\n- [ ] c\n");
    assert_eq!(bench.store.offers().len(), 1);
    let id = bench.store.offers()[0].id;
    bench.apply(id).unwrap_err();
    assert_eq!(bench.store.offers().len(), 1);
}

#[test]
fn one_change_without_a_place_takes_nothing_from_the_others() {
    let mut bench = Bench::new();
    for title in ["a", "b", "c"] {
        bench.tick(title);
    }
    let (theirs, ours) = ("- [ ] a\n- [ ] b\n", "- [x] a\n- [x] b\n");
    assert_eq!([bench.saved(theirs), bench.saved(theirs)], [ours, ours]);
    assert_eq!(bench.offers().len(), 1);
}

#[test]
fn what_others_do_of_our_offers_is_settled() {
    let mut bench = Bench::new();
    bench.store.guard.crossing = Duration::ZERO;
    bench.tick("a");
    bench.saved(START);
    assert_eq!(bench.offers().len(), 1);
    bench.saved("- [x] a\n- [ ] b\n- [ ] c\nnew\n");
    assert_eq!(bench.offers(), []);
}

#[test]
fn a_change_without_a_place_is_offered() {
    let mut bench = Bench::new();
    bench.tick("a");
    bench.tick("b");
    assert_eq!(bench.saved("- [ ] b\n- [ ] c\n"), "- [x] b\n- [ ] c\n");
    let [(title, Why::Unplaced(why))] = &bench.offers()[..] else { panic!("{:?}", bench.offers()) };
    // It was written, before somebody else undid it.
    assert_eq!((&**title, why.contains("othing was written")), ("a", false), "{why}");
}

#[test]
fn a_reason_names_what_is_missing_and_not_how_it_was_looked_for() {
    let check = |now: &str, (address, title): (&str, &str), op: Op, expected: &str| {
        let mut bench = Bench::new();
        fs::write(&bench.path, now).unwrap();
        let wish = Intent { title: Some(title.to_owned()), ..Intent::new(address, op) };
        bench.store.commit(&[wish]).unwrap_err();
        let [(_, Why::Unplaced(why))] = &bench.offers()[..] else { panic!("{now}: {:?}", bench.offers()) };
        assert_eq!(why, expected, "{now}");
    };
    let add = || Op::Add { text: "More".to_owned() };
    let (bells, fix) = (("14", "Ring the bells"), "\"Ring the bells\"");
    let others = "- [ ] 20. Bugs 14, 15\n- [ ] Bug 14\n";
    check(others, bells, add(), &format!("{fix}, where it was added, is gone"));
    check(others, bells, Op::Done, &format!("{fix} is gone"));
    check("- [ ] 14. Quite another (P14)\n", bells, Op::Done, &format!("{fix} is gone"));
    check("- [ ] a\n", bells, add(), &format!("{fix}, where it was added, is gone"));
    check("- [ ] Fix\n- [ ] Fix\n", ("Fix", "Fix"), Op::Done, "several read \"Fix\" now");
    check("- [ ] Fix\n- [ ] Fix\n", ("Fix", "Fix"), add(), "several read \"Fix\" now, where it was added");
    let long = "Ring the bells of all towers that stand in the town and beyond";
    check("- [ ] a\n", ("7", long), Op::Done, "\"Ring the bells of all towers that stand…\" is gone");
}

#[test]
fn another_word_settles_what_is_offered_there() {
    let mut bench = Bench::new();
    let mut other = bench.another(Role::Screen);
    let saved = |text: &str| fs::write(&bench.path, text).unwrap();
    saved("- [ ] b\n- [ ] c\n");
    Bench::set(&mut bench.store, "a", Op::Open).unwrap_err();
    assert_eq!(bench.store.offers().len(), 1, "its place is gone");
    other.read();
    // It comes back, and is ticked before anybody has looked.
    saved(START);
    Bench::set(&mut bench.store, "a", Op::Done).unwrap();
    other.read();
    assert_eq!((bench.text().as_str(), bench.offers()), ("- [x] a\n- [ ] b\n- [ ] c\n", vec![]));
}

#[test]
fn what_is_wanted_twice_is_offered_once() {
    let mut bench = Bench::new();
    for _ in 0..3 {
        bench.tick("a");
        let ids: Vec<u64> = bench.store.entries().iter().map(|entry| entry.id).collect();
        fs::write(&bench.path, START).unwrap();
        bench.store.guard.set(&ids, &Standing::Offered(Why::Git));
        bench.store.last = bench.store.look().unwrap().unwrap();
    }
    assert_eq!(bench.offers(), offered([("a", Why::Git)]));
    let last = bench.store.entries().iter().map(|entry| entry.id).max();
    assert_eq!(bench.store.offers().first().map(|offer| offer.id), last, "the last one");
    // An earlier one comes back to that.
    let earlier = bench.store.entries()[1].id;
    bench.store.guard.set(&[earlier], &Standing::Offered(Why::Contested));
    assert_eq!(bench.store.offers().first().map(|offer| offer.id), last);
}

#[test]
fn what_was_tried_behind_another_row_is_kept_once() {
    let mut bench = Bench::new();
    bench.store.guard.crossing = Duration::ZERO;
    let mut add = |behind: &str| Bench::set(&mut bench.store, behind, Op::Add { text: "new".to_owned() });
    add("gone").unwrap_err();
    add("b").unwrap();
    let first = bench.store.entries()[0].clone();
    assert_eq!((first.standing, bench.offers()), (Standing::Ended(End::Superseded), vec![]));
    // Two that both guard it, as where two screens have noted them.
    let ids: Vec<u64> = bench.store.entries().iter().map(|entry| entry.id).collect();
    bench.store.guard.set(&ids, &Standing::Written);
    let stale = "- [ ] a\n- [ ] b\n- [ ] c\n- [ ] gone\n";
    assert_eq!(bench.saved(stale), "- [ ] a\n- [ ] b\n- [ ] new\n- [ ] c\n- [ ] gone\n");
}
