//! Several tickdowns on one plan, screens and verbs.

use std::fs;
use std::time::Duration;

use super::bench::{Bench, START, offered};
use super::*;
use crate::plan::Op;
use crate::store::Reading;

#[test]
fn only_who_did_it_is_named() {
    let mut bench = Bench::new();
    let mut verb = bench.another(Role::Verb);
    Bench::set(&mut verb, "a", Op::Done).unwrap();
    bench.store.read();
    assert_eq!(bench.store.take_news().who.as_deref(), Some("tickdown"));
    // What is written down behind the change, which somebody else may have taken back by then, tells nothing of others.
    let id = verb.entries()[0].id;
    verb.guard.written_again(&[id]);
    bench.store.guard.crossing = Duration::ZERO;
    bench.saved(START);
    assert_eq!(bench.store.take_news().who, None);
}

#[test]
fn what_another_screen_made_again_is_not_all_that_it_did() {
    const STALE: &str = "- [ ] a\n- [ ] b\n- [x] c\n";
    const AGAIN: &str = "- [x] a\n- [ ] b\n- [x] c\n";
    // They look while it is being done again, or afterwards.
    for looks in [true, false] {
        let mut bench = Bench::new();
        let mut other = bench.another(Role::Screen);
        let mut script = bench.another(Role::Verb);
        bench.tick("a");
        for store in [&mut other, &mut script] {
            store.read();
            assert_eq!(store.take_news().who.as_deref(), Some("tickdown"));
        }
        fs::write(&bench.path, STALE).unwrap();
        if looks {
            let stale = other.look().unwrap().unwrap();
            script.read();
            assert_eq!(script.take_news().who, None);
            bench.store.read();
            other.absorb(stale);
            script.read();
            assert_eq!(script.take_news().who.as_deref(), Some("tickdown"), "a was done again");
        } else {
            bench.store.read();
            other.read();
        }
        assert_eq!((bench.text().as_str(), other.take_news().who), (AGAIN, None), "{looks:?}");
    }
}

#[test]
fn two_screens_know_from_each_other_what_was_written_just_now() {
    let mut bench = Bench::new();
    let mut other = bench.another(Role::Screen);
    bench.tick("a");
    other.read();
    bench.reopen();
    // The other one does it again, which the first has not seen; it alone looks at what is saved over that.
    fs::write(&bench.path, "- [ ] a\n- [ ] b\n- [x] c\n").unwrap();
    other.read();
    assert_eq!(bench.saved("- [ ] a\n- [ ] b\n- [x] c\n- [ ] d\n"), "- [x] a\n- [ ] b\n- [x] c\n- [ ] d\n");
}

#[test]
fn what_a_verb_worded_anew_is_found_by_its_old_words() {
    let mut bench = Bench::new();
    let op = Op::Write { part: crate::plan::Part::Title, from: None, to: "quite different".to_owned() };
    bench.another(Role::Verb).commit(&[Intent::new("a", op)]).unwrap();
    bench.store.read();
    let expected = "- [ ] quite different\n- [ ] b\n- [x] c\n";
    assert_eq!((bench.saved("- [ ] a\n- [ ] b\n- [x] c\n").as_str(), bench.offers()), (expected, vec![]));
}

/// Adds an item that says `x` behind `b`.
fn add(store: &mut Store) {
    store.commit(&[Intent::new("b", Op::Add { text: "x".to_owned() })]).unwrap();
}

#[test]
fn what_two_guard_is_written_again_once() {
    const STALE: &str = "- [ ] a\n- [ ] b\n- [x] c\n";
    const AGAIN: &str = "- [ ] a\n- [ ] b\n- [ ] x\n- [x] c\n";
    // Both have read the older text before either has written.
    let mut bench = Bench::new();
    let mut other = bench.another(Role::Screen);
    add(&mut bench.store);
    other.read();
    fs::write(&bench.path, STALE).unwrap();
    let stale = other.look().unwrap().unwrap();
    bench.store.read();
    other.absorb(stale);
    assert_eq!((bench.text().as_str(), other.take_news().again), (AGAIN, vec![]));
    // What a verb writes on top of a save is not missing in that.
    let mut bench = Bench::new();
    fs::write(&bench.path, STALE).unwrap();
    let saved = bench.store.look().unwrap().unwrap();
    add(&mut bench.another(Role::Verb));
    bench.store.absorb(saved);
    assert_eq!((bench.text().as_str(), bench.store.take_news().again), (AGAIN, vec![]));
    // What is typed again is not offered any more, nor guarded twice.
    let mut bench = Bench::new();
    bench.store.guard.crossing = Duration::ZERO;
    add(&mut bench.store);
    assert_eq!(bench.saved(START), START);
    assert_eq!(bench.offers(), offered([("x", Why::OlderText)]));
    add(&mut bench.store);
    assert_eq!((bench.saved(STALE).as_str(), bench.offers()), (AGAIN, vec![]));
}

#[test]
fn what_was_undone_before_the_screen_looked_is_made_again_only_if_nobody_can_have_seen_it() {
    for (saved, crossing, expected, why) in [
        (START, 2, "- [x] a\n- [ ] b\n- [ ] c\n", None),
        (START, 0, START, Some(Why::UndoneUnseen)),
        ("- [ ] a\n- [x] b\n- [ ] c\n", 2, "- [x] a\n- [x] b\n- [ ] c\n", None),
        ("- [ ] a\n- [x] b\n- [ ] c\n", 0, "- [ ] a\n- [x] b\n- [ ] c\n", Some(Why::UndoneUnseen)),
    ] {
        let mut bench = Bench::new();
        bench.store.guard.crossing = Duration::from_secs(crossing);
        Bench::set(&mut bench.another(Role::Verb), "a", Op::Done).unwrap();
        fs::write(&bench.path, saved).unwrap();
        let reading = bench.store.read();
        assert_eq!(matches!(reading, Reading::Text(_)), expected != START, "{reading:?}");
        let offers = why.into_iter().map(|why| ("a".to_owned(), why)).collect();
        assert_eq!((bench.text().as_str(), bench.offers()), (expected, offers), "{saved:?} after {crossing} s");
    }
}

#[test]
fn what_somebody_did_that_was_taken_back_here_is_not_said_to_be_missing() {
    let mut bench = Bench::new();
    bench.store.guard.crossing = Duration::ZERO;
    bench.tick("a");
    let ticked = bench.text();
    Bench::set(&mut bench.store, "a", Op::Open).unwrap();
    assert_eq!(bench.saved(&ticked), ticked);
    assert_eq!(bench.offers(), offered([("a", Why::TickedSince)]));
    assert!(!bench.store.offers()[0].is_sure());
}

#[test]
fn what_another_screen_is_about_to_take_back_is_not_made_again() {
    let mut bench = Bench::new();
    let mut other = bench.another(Role::Screen);
    bench.tick("a");
    bench.tick("b");
    other.read();
    // The word is written down before the file, and the other one looks in between.
    let plan = other.plan(&bench.text().into());
    bench.store.guard.begin(&plan, &[Intent::new("a", Op::Open)]);
    let theirs = bench.text().replace("[x] a", "[ ] a");
    fs::write(&bench.path, &theirs).unwrap();
    other.read();
    assert_eq!((bench.text(), other.offers().len()), (theirs, 0));
}

#[test]
fn what_another_word_was_written_for_meanwhile_is_not_made_again() {
    let mut bench = Bench::new();
    bench.tick("a");
    let id = bench.store.entries()[0].id;
    let stale = bench.store.plan(&START.into());
    // It was judged to be made again, and before that was done somebody here took it back.
    Bench::set(&mut bench.another(Role::Verb), "a", Op::Open).unwrap();
    bench.store.make_again(stale, vec![id]);
    assert_eq!((bench.text().as_str(), bench.store.take_news().again), (START, vec![]));
}

#[test]
fn what_another_screen_has_given_up_is_not_made_again_over_a_later_word() {
    let (offered, outside) = (Standing::Offered(Why::Git), Standing::Ended(End::Outside));
    for (given_up, is_noted) in [(&offered, false), (&offered, true), (&outside, false), (&outside, true)] {
        let mut bench = Bench::new();
        let mut other = bench.another(Role::Screen);
        bench.tick("a");
        let (id, ticked) = (bench.store.entries()[0].id, bench.text());
        let stale = bench.store.plan(&START.into());
        // It was judged to be made again, and the other one leaves it to the user, who says otherwise: that is in the file.
        other.read();
        other.guard.set(&[id], given_up);
        let plan = other.plan(&ticked.into());
        let open = [Intent::new("a", Op::Open)];
        let later = other.guard.begin(&plan, &open);
        fs::write(&bench.path, START).unwrap();
        if is_noted {
            // The other one has looked at an older text behind that.
            let changes = plan::changes(&plan, &open).unwrap();
            let now = changes.plan.clone();
            let committed = Committed { before: plan.clone(), plan: now, changes };
            other.guard.written(&later, &open, &plan, &committed);
            other.guard.set(&later, &Standing::Offered(Why::Git));
            other.guard.set(&[id], &Standing::Written);
        } else if given_up == &outside {
            // A third one has just made it again.
            other.guard.written_again(&[id]);
        }
        bench.store.make_again(stale, vec![id]);
        let made = bench.store.take_news().again;
        assert_eq!((bench.text().as_str(), made), (START, vec![]), "{given_up:?}, {is_noted}");
    }
}

#[test]
fn what_has_ended_meanwhile_is_not_offered() {
    let mut bench = Bench::new();
    bench.tick("a");
    let id = bench.store.entries()[0].id;
    let stale = bench.store.plan(&START.into());
    Bench::set(&mut bench.another(Role::Verb), "a", Op::Open).unwrap();
    fs::remove_file(&bench.path).unwrap();
    bench.store.make_again(stale, vec![id]);
    assert_eq!(bench.offers(), vec![]);
}

#[test]
fn an_open_screen_guards_what_a_verb_wrote() {
    let mut bench = Bench::new();
    Bench::set(&mut bench.another(Role::Verb), "a", Op::Done).unwrap();
    assert!(matches!(bench.store.read(), Reading::Text(_)));
    assert_eq!(bench.store.take_news().who.as_deref(), Some("tickdown"));
    assert_eq!(bench.saved("- [ ] a\n- [ ] b\n- [x] c\n"), "- [x] a\n- [ ] b\n- [x] c\n");
}

#[test]
fn a_verb_that_is_refused_leaves_nothing_behind() {
    let mut bench = Bench::new();
    for (role, expected) in [(Role::Verb, 0), (Role::Screen, 1)] {
        let mut store = bench.another(role);
        Bench::set(&mut store, "nothing", Op::Done).unwrap_err();
        assert_eq!(store.offers().len(), expected, "{role:?}");
    }
    bench.reopen();
    assert_eq!(bench.offers().len(), 1);
}

#[test]
fn a_write_of_another_that_was_cut_off_is_completed_before_it_is_shown() {
    let mut bench = Bench::new();
    let after = "- [ ] a\n- [ ] new\n- [ ] b\n- [ ] c\n";
    let memory = Memory::of(&bench.folder.path().join("state"), &bench.path.canonicalize().unwrap());
    drop(redo::UnderWay::begin(&memory, START, after).unwrap());
    assert_eq!(bench.saved(&after[..27]), after);
    assert!(bench.store.take_news().completed);
    drop(redo::UnderWay::begin(&memory, after, START).unwrap());
    fs::write(&bench.path, format!("{START}{}", "\n".repeat(after.len() - START.len()))).unwrap();
    bench.tick("b");
    assert_eq!(bench.text(), START.replace("[ ] b", "[x] b"));
}
