//! What is written, and what others write right behind it.

use std::fs;

use super::bench::{Bench, START, offered};
use super::*;
use crate::plan::Op;

#[test]
fn an_address_that_leads_elsewhere_later_is_another_node() {
    for op in [Op::Done, Op::Add { text: "x".to_owned() }] {
        let mut bench = Bench::new();
        bench.tick("b");
        bench.another(Role::Verb).commit(&[Intent::new(":2", op)]).unwrap();
        bench.store.read();
        let theirs = format!("- [ ] new\n{}", bench.text());
        assert_eq!(bench.saved(&theirs), theirs);
    }
}

#[test]
fn what_is_so_already_is_nobodys_change() {
    let bench = Bench::new();
    let mut verb = bench.another(Role::Verb);
    Bench::set(&mut verb, "a", Op::Open).unwrap();
    assert_eq!(verb.entries(), []);
}

#[test]
fn what_is_so_already_is_guarded_where_we_had_said_otherwise() {
    let title = |to: &str| Op::Write { part: crate::plan::Part::Title, from: None, to: to.to_owned() };
    for (op, address, last) in [(Op::Done, "a", Op::Open), (title("x"), ":1", title("a"))] {
        let mut bench = Bench::new();
        let commit = |store: &mut Store, op: &Op| drop(store.commit(&[Intent::new(address, op.clone())]).unwrap());
        commit(&mut bench.store, &op);
        let ours = bench.text();
        // Another program brings about just what somebody asks for then.
        fs::write(&bench.path, START).unwrap();
        let mut verb = bench.another(Role::Verb);
        commit(&mut verb, &last);
        let standings = |store: &Store| store.entries().iter().map(|entry| entry.standing.clone()).collect::<Vec<_>>();
        assert_eq!(standings(&verb), [Standing::Ended(End::Superseded), Standing::Written], "{last:?}");
        bench.store.read();
        assert_eq!((bench.text().as_str(), bench.offers()), (START, vec![]), "{last:?}");
        // Our last word is not lost where that is taken back at once.
        bench.saved(&ours);
        assert!(bench.text() == START || bench.offers().len() == 1, "{last:?}: {}", bench.text());
    }
}

#[test]
fn what_is_offered_stays_so_where_the_text_that_had_it_is_written_over() {
    let mut bench = Bench::new();
    bench.store.guard.crossing = Duration::ZERO;
    bench.tick("a");
    bench.saved(START);
    let offers = || offered([("a", Why::OlderText)]);
    assert_eq!(bench.offers(), offers());
    // Another program brings it back for as long as it takes to write onto that.
    fs::write(&bench.path, START.replace("[ ] a", "[x] a")).unwrap();
    let mut attempts = 0;
    let committed = bench.store.commit_by(&[Intent::new("b", Op::Done)], |store, before, edit, late| {
        attempts += 1;
        let outcome = store.write(before, edit, late);
        if attempts > 1 {
            return outcome;
        }
        fs::write(&store.paths.target, START).unwrap();
        Ok(Outcome::Overtaken)
    });
    assert!(committed.is_ok());
    bench.store.read();
    assert_eq!((bench.text(), bench.offers()), (START.replace("[ ] b", "[x] b"), offers()));
}

#[test]
fn what_was_begun_and_not_written_is_reported() {
    let mut bench = Bench::new();
    let plan = bench.store.plan(&START.into());
    let intents = [Intent::new("a", Op::Done), Intent::new("b", Op::Done)];
    bench.store.guard.begin(&plan, &intents);
    fs::write(&bench.path, "- [x] a\n- [ ] b\n- [ ] c\n").unwrap();
    bench.reopen();
    assert_eq!(bench.offers(), offered([("b", Why::NotWritten)]));
}

#[test]
fn what_stands_although_others_wrote_right_behind_it_is_not_done_twice() {
    let add = || Op::Add { text: "new".to_owned() };
    let delete = || Op::Delete { lines: "- [ ] b".to_owned() };
    let twins = "- [ ] a\n- [ ] b\n- [ ] b\n- [ ] c\n";
    for (start, op, theirs, expected) in [
        (START, add(), None, "- [ ] a\n- [ ] b\n- [ ] new\n- [ ] c\n"),
        (START, add(), Some(("[ ] c", "[x] c")), "- [ ] a\n- [ ] b\n- [ ] new\n- [x] c\n"),
        (START, add(), Some(("- [ ] new\n", "")), "- [ ] a\n- [ ] b\n- [ ] new\n- [ ] c\n"),
        (twins, delete(), None, START),
        (twins, delete(), Some(("[ ] c", "[x] c")), "- [ ] a\n- [ ] b\n- [x] c\n"),
    ] {
        let mut bench = Bench::new();
        fs::write(&bench.path, start).unwrap();
        bench.store.read();
        let intent = Intent { title: Some("b".to_owned()), ..Intent::new(":2", op) };
        let mut attempts = 0;
        let seen = Plan::read(start, "");
        let asked = Asked { seen: &seen, begun: None };
        let written = bench.store.write_intents_by(&[intent], asked, |store, before, edit, late| {
            attempts += 1;
            let outcome = store.write(before, edit, late);
            if attempts > 1 {
                return outcome;
            }
            let now = fs::read_to_string(&store.paths.target).unwrap();
            fs::write(&store.paths.target, theirs.map_or(now.clone(), |(from, to)| now.replace(from, to))).unwrap();
            Ok(Outcome::Overtaken)
        });
        assert_eq!(written.unwrap().0.changes.list.len(), 1);
        assert_eq!(bench.text(), expected, "{theirs:?}");
    }
}

#[test]
fn only_what_goes_by_our_words_stands_and_takes_nothing_from_the_rest() {
    // An older text comes over an item and a tick, and has another item by then, or ours: its author had seen that.
    let wishes = |text: &str| [Intent::new(":2", Op::Add { text: text.to_owned() }), Intent::new(":1", Op::Done)];
    for (text, theirs, is_anew, expected) in [
        ("ours 1", "ours 2", false, "- [x] a\n- [ ] b\n- [ ] ours 1\n- [ ] ours 2\n- [ ] c\n"),
        ("new", "new", true, "- [x] a\n- [ ] b\n- [ ] new\n- [ ] c\n"),
    ] {
        let mut bench = Bench::new();
        let mut attempts = 0;
        let (seen, mut ids) = (Plan::read(START, ""), Vec::new());
        let asked = Asked { seen: &seen, begun: is_anew.then_some(&mut ids) };
        let written = bench.store.write_intents_by(&wishes(text), asked, |store, before, edit, late| {
            attempts += 1;
            let outcome = store.write(before, edit, late);
            if attempts > 1 {
                return outcome;
            }
            let over = START.replace("[ ] b", &format!("[ ] b\n- [ ] {theirs}"));
            fs::write(&store.paths.target, over).unwrap();
            Ok(Outcome::Overtaken)
        });
        assert_eq!(written.unwrap().0.changes.list.len(), 2);
        assert_eq!(bench.text(), expected);
    }
}

#[test]
fn a_write_that_was_cut_off_is_completed() {
    let mut bench = Bench::new();
    let (before, after) = (START, "- [ ] a\n- [ ] new\n- [ ] b\n- [ ] c\n");
    let memory = Memory::of(&bench.folder.path().join("state"), &bench.path.canonicalize().unwrap());
    drop(redo::UnderWay::begin(&memory, before, after).unwrap());
    fs::write(&bench.path, &after[..27]).unwrap();
    bench.reopen();
    assert!(bench.store.take_news().completed);
    assert_eq!(bench.text(), after);
    drop(redo::UnderWay::begin(&memory, before, after).unwrap());
    fs::write(&bench.path, "theirs").unwrap();
    bench.reopen();
    assert!(!bench.store.take_news().completed);
    assert_eq!(bench.text(), "theirs");
}

#[test]
fn what_came_after_all_is_not_added_twice_by_another_try() {
    const THERE: &str = "- [ ] a\n- [ ] b\n- [ ] x\n- [ ] c\n";
    const TWICE: &str = "- [ ] a\n- [ ] b\n- [ ] x\n- [ ] x\n- [ ] c\n";
    let add = || [Intent::new("b", Op::Add { text: "x".to_owned() })];
    // git takes what was written away for a moment; before the screen tries again, it has looked or not.
    for looks in [true, false] {
        let mut bench = Bench::new();
        bench.store.guard.crossing = Duration::ZERO;
        let plan = bench.store.plan(&START.into());
        bench.store.guard.failed(Vec::new(), &plan, &add(), "others keep writing");
        fs::write(&bench.path, THERE).unwrap();
        if looks {
            bench.store.read();
        }
        bench.store.commit(&add()).unwrap();
        assert_eq!((bench.text().as_str(), bench.offers()), (THERE, vec![]), "{looks}");
        // It is guarded as if it had been written at once.
        assert_eq!(bench.saved(&START.replace("[ ] c", "[x] c")), THERE.replace("[ ] c", "[x] c"), "{looks}");
        // One that is wished for anew is another one.
        bench.saved(THERE);
        bench.store.commit(&add()).unwrap();
        assert_eq!(bench.text(), TWICE, "{looks}");
    }
}
