//! What is saved from an older text, by git, and by who had seen ours.

use std::fs;
use std::time::Duration;

use super::bench::{Bench, START, offered};
use super::*;
use crate::plan::Op;
use crate::store::Reading;

const CROSSING: Duration = Duration::from_secs(2);

#[test]
fn a_save_from_an_older_text_loses_nothing_of_either_side() {
    let mut bench = Bench::new();
    bench.store.guard.crossing = Duration::from_hours(1);
    bench.tick("a");
    assert_eq!(bench.saved("- [ ] a\n- [ ] b\n- [x] c\n"), "- [x] a\n- [ ] b\n- [x] c\n");
    let news = bench.store.take_news();
    let again = |is_young| [Again { said: "done again: a".to_owned(), is_young }];
    assert_eq!(news.again, again(true));
    let [(theirs, ours)] = &news.made[..] else { panic!("{:?}", news.made) };
    assert_eq!((&**theirs.text(), &**ours.text()), ("- [ ] a\n- [ ] b\n- [x] c\n", "- [x] a\n- [ ] b\n- [x] c\n"));
    bench.tick("b");
    let stale = "- [ ] a\n- [ ] b\n- [x] c\n- [ ] d\n";
    assert_eq!(bench.saved(stale), "- [x] a\n- [x] b\n- [x] c\n- [ ] d\n");
    assert_eq!(bench.offers(), []);
    // Only of what was written long ago is it known that the save was from an older text.
    let mut bench = Bench::new();
    bench.store.guard.crossing = Duration::ZERO;
    bench.tick("a");
    bench.tick("b");
    assert_eq!(bench.saved("- [ ] a\n- [ ] b\n- [ ] c\n- [ ] d\n"), "- [x] a\n- [x] b\n- [ ] c\n- [ ] d\n");
    assert!(bench.store.take_news().again.iter().all(|again| !again.is_young));
}

#[test]
fn where_both_set_a_mark_theirs_stays_and_ours_is_offered() {
    for crossing in [Duration::ZERO, Duration::from_secs(2)] {
        let mut bench = Bench::new();
        bench.store.guard.crossing = crossing;
        bench.tick("a");
        bench.tick("b");
        // Made from the first text.
        assert_eq!(bench.saved("- [~] a\n- [ ] b\n- [ ] c\n- [ ] d\n"), "- [~] a\n- [x] b\n- [ ] c\n- [ ] d\n");
        assert_eq!(bench.offers(), offered([("a", Why::Both)]));
    }
}

#[test]
fn what_we_began_and_others_did_is_not_undone() {
    let begin = |bench: &mut Bench| {
        fs::write(&bench.path, "- [~] a\n- [ ] b\n- [ ] c\n").unwrap();
        bench.store.read();
        Bench::set(&mut bench.store, "b", Op::InProgress).unwrap();
        bench.text()
    };
    // Just now, or while nobody looked.
    let mut bench = Bench::new();
    let theirs = begin(&mut bench).replace("[~] b", "[x] b");
    assert_eq!((bench.saved(&theirs), bench.offers()), (theirs.clone(), vec![]));
    let mut bench = Bench::new();
    begin(&mut bench);
    bench.store.attendance = None;
    fs::write(&bench.path, &theirs).unwrap();
    bench.reopen();
    assert_eq!((bench.text(), bench.offers()), (theirs, vec![]));
    // What we have done ourselves since is what counts.
    let mut bench = Bench::new();
    let started = begin(&mut bench);
    bench.tick("b");
    let ours = bench.text();
    assert_eq!((bench.saved(&started.replace("[~] b", "[ ] b")), bench.offers()), (ours, vec![]));
}

#[test]
fn another_wording_on_an_older_text_is_no_other_mark() {
    let mut bench = Bench::new();
    bench.tick("a");
    bench.tick("b");
    assert_eq!(bench.saved("- [ ] a reworded\n- [ ] b\n- [ ] c\n"), "- [x] a reworded\n- [x] b\n- [ ] c\n");
    assert_eq!(bench.offers(), []);
}

#[test]
fn a_change_stays_with_its_node_whatever_that_is_called() {
    let words = |text: &str| text.replace("gather all the words", "gather most of the words, and then some");
    let start = "- [ ] gather all the words\n- [ ] b\n- [ ] c\n";
    let opened = || {
        let mut bench = Bench::new();
        fs::write(&bench.path, start).unwrap();
        bench.store.read();
        bench.tick("gather all the words");
        bench
    };
    // By somebody who has seen the tick, which stands.
    let mut bench = opened();
    let theirs = words(&bench.text());
    assert_eq!((bench.saved(&theirs), bench.offers()), (theirs, vec![]));
    // By somebody who has not.
    let mut bench = opened();
    bench.tick("b");
    let ours = words(&bench.text());
    assert_eq!((bench.saved(&words(start)), bench.offers()), (ours, vec![]));
}

#[test]
fn words_that_others_add_to_ours_leave_ours_in_place() {
    let mut bench = Bench::new();
    let start = "# P\n\n### Step 1: one\n- [ ] b\n- [ ] c\n";
    fs::write(&bench.path, start).unwrap();
    bench.store.read();
    let op = Op::Write { part: crate::plan::Part::Title, from: Some("one".to_owned()), to: "one mine".to_owned() };
    bench.store.commit(&[Intent::new("1", op)]).unwrap();
    let before = bench.text();
    bench.tick("b");
    bench.tick("c");
    let theirs = before.replace("mine", "mine and theirs");
    assert_eq!(bench.saved(&theirs), "# P\n\n### Step 1: one mine and theirs\n- [x] b\n- [x] c\n");
    assert_eq!(bench.offers(), []);
}

#[test]
fn who_has_seen_our_change_may_undo_it() {
    let mut bench = Bench::new();
    bench.store.guard.crossing = Duration::ZERO;
    bench.tick("a");
    bench.tick("b");
    let theirs = "- [x] a\n- [ ] b\n- [ ] c\n- [ ] d\n- [ ] e\n";
    bench.saved("- [x] a\n- [x] b\n- [ ] c\n- [ ] d\n- [ ] e\n");
    assert_eq!(bench.saved(theirs), theirs);
    assert_eq!(bench.saved("- [ ] b\n- [ ] c\n- [ ] d\n- [ ] e\n"), "- [ ] b\n- [ ] c\n- [ ] d\n- [ ] e\n");
    assert_eq!(bench.offers(), [], "it stands in the list of what others did");
}

#[test]
fn an_older_text_that_crossed_ours_gives_way_twice() {
    let mut bench = Bench::new();
    bench.tick("a");
    let ours = bench.text();
    assert_eq!([bench.saved(START), bench.saved(START)], [&*ours, &*ours]);
    assert_eq!(bench.saved(START), START, "two programs that undo each other must not go on for ever");
    assert_eq!(bench.offers(), offered([("a", Why::Contested)]));
}

#[test]
fn an_older_text_that_crossed_several_of_ours_gives_way_in_all() {
    let mut bench = Bench::new();
    bench.tick("a");
    bench.tick("b");
    let ours = bench.text();
    assert_eq!((bench.saved(START), bench.offers()), (ours, vec![]));
}

#[test]
fn what_a_save_from_the_last_text_had_not_seen_is_made_again() {
    let mut bench = Bench::new();
    bench.tick("a");
    Bench::set(&mut bench.store, "a", Op::Open).unwrap();
    // A verb ticks it once more, and is written over by somebody who has not seen that.
    Bench::set(&mut bench.another(Role::Verb), "a", Op::Done).unwrap();
    let theirs = "- [ ] a\n- [ ] b\n- [x] c\n";
    assert_eq!((bench.saved(theirs), bench.offers()), ("- [x] a\n- [ ] b\n- [x] c\n".to_owned(), vec![]));
}

#[test]
fn an_older_text_that_comes_back_is_accepted_and_ours_is_offered() {
    let mut bench = Bench::new();
    bench.store.guard.crossing = Duration::ZERO;
    bench.tick("a");
    assert_eq!(bench.saved(START), START);
    assert_eq!(bench.offers(), offered([("a", Why::OlderText)]));
    let id = bench.store.offers()[0].id;
    bench.apply(id).unwrap();
    assert_eq!((bench.text().as_str(), bench.offers()), ("- [x] a\n- [ ] b\n- [ ] c\n", vec![]));
}

#[test]
fn what_git_puts_back_is_meant() {
    let mut bench = Bench::new();
    fs::create_dir(bench.folder.path().join(".git")).unwrap();
    bench.tick("a");
    fs::write(bench.folder.path().join(".git/index.lock"), "").unwrap();
    assert_eq!(bench.saved(START), START);
    assert_eq!(bench.offers(), offered([("a", Why::Git)]));
}

#[test]
fn a_conflict_is_judged_by_how_it_was_resolved() {
    let conflict = "<<<<<<< HEAD\n- [x] a\n=======\n- [-] a\n>>>>>>> other\n- [ ] b\n- [ ] c\n";
    let ended = "- [-] a\n- [ ] b\n- [ ] c\n";
    for (resolved, is_open, expected) in [
        ("- [x] a\n- [ ] b\n- [ ] c\n", true, None),
        ("- [x] a\n- [ ] b\n- [ ] c\n", false, None),
        (ended, true, Some(Why::Resolved)),
        (ended, false, Some(Why::UndoneUnseen)),
    ] {
        let mut bench = Bench::new();
        bench.store.guard.crossing = Duration::ZERO;
        bench.tick("a");
        if is_open {
            bench.saved(conflict);
        } else {
            fs::write(&bench.path, conflict).unwrap();
            bench.reopen();
        }
        assert_eq!((bench.text().as_str(), bench.offers()), (conflict, vec![]), "nothing is known yet");
        assert_eq!(bench.saved(resolved), resolved);
        let expected: Vec<_> = expected.map(|why| ("a".to_owned(), why)).into_iter().collect();
        assert_eq!(bench.offers(), expected, "{resolved} {is_open}");
        assert_eq!(bench.store.take_news().undone, usize::from(!is_open && !expected.is_empty()));
    }
}

#[test]
fn what_we_undo_ourselves_is_not_made_again() {
    let mut bench = Bench::new();
    bench.tick("a");
    Bench::set(&mut bench.store, "a", Op::Open).unwrap();
    assert_eq!(bench.saved("- [ ] a\n- [ ] b\n- [x] c\n"), "- [ ] a\n- [ ] b\n- [x] c\n");
    bench.reopen();
    assert_eq!(bench.offers(), []);
}

#[test]
fn a_tick_that_we_had_taken_back_and_somebody_sets_is_left_as_it_is() {
    let long_ago = Duration::ZERO;
    for (theirs, crossing, expected) in [
        // Somebody's work, or a save from before we took it back: nobody can know.
        ("- [x] a\n- [ ] b\n- [ ] c\n", long_ago, Some(Why::TickedSince)),
        ("- [x] a\n- [ ] b\n- [ ] c\n", CROSSING, Some(Why::TickedSince)),
        ("- [x] a\n- [ ] b\n- [x] c\n", long_ago, Some(Why::TickedSince)),
        ("- [x] a\n- [ ] b\n- [x] c\n", CROSSING, Some(Why::TickedSince)),
        // Its author has seen that it was open.
        ("- [x] a\n- [ ] b\n- [ ] c\n- [ ] d\n- [ ] e\n- [ ] f\n", long_ago, None),
    ] {
        let mut bench = Bench::new();
        bench.store.guard.crossing = crossing;
        bench.tick("a");
        Bench::set(&mut bench.store, "a", Op::Open).unwrap();
        if expected.is_none() {
            bench.saved("- [ ] a\n- [ ] b\n- [ ] c\n- [ ] d\n- [ ] e\n");
        }
        let offers: Vec<_> = expected.map(|why| ("a".to_owned(), why)).into_iter().collect();
        assert_eq!(bench.saved(theirs), theirs, "{crossing:?}");
        assert_eq!((bench.store.take_news().again, bench.offers()), (vec![], offers), "{theirs} {crossing:?}");
        assert!(bench.store.offers().iter().all(|offer| !offer.is_sure()));
    }
    // While no screen was open.
    let mut bench = Bench::new();
    bench.tick("a");
    let ticked = bench.text();
    Bench::set(&mut bench.store, "a", Op::Open).unwrap();
    fs::write(&bench.path, &ticked).unwrap();
    bench.reopen();
    assert_eq!((bench.text(), bench.offers()), (ticked, offered([("a", Why::TickedSince)])));
    assert_eq!(bench.store.take_news().undone, 0, "it need not be missing");
}

#[test]
fn what_others_had_ticked_is_taken_back_by_a_word_of_its_own() {
    let theirs = "- [x] a\n- [ ] b\n- [ ] c\n";
    for (crossing, expected, offers) in
        [(CROSSING, START, vec![]), (Duration::ZERO, theirs, offered([("a", Why::SetSince)]))]
    {
        let mut bench = Bench::new();
        bench.store.guard.crossing = crossing;
        bench.saved(theirs);
        Bench::set(&mut bench.store, "a", Op::Open).unwrap();
        assert_eq!((bench.saved(theirs).as_str(), bench.offers()), (expected, offers), "{crossing:?}");
    }
}

#[test]
fn a_commit_on_top_of_an_older_text_brings_the_rest_along() {
    let mut bench = Bench::new();
    bench.tick("a");
    fs::write(&bench.path, "- [ ] a\n- [ ] b\n- [x] c\n").unwrap();
    bench.tick("b");
    assert_eq!(bench.text(), "- [x] a\n- [x] b\n- [x] c\n");
    fs::write(&bench.path, "- [ ] a\n- [ ] b\n- [x] c\n- [ ] d\n").unwrap();
    Bench::set(&mut bench.store, "b", Op::Open).unwrap();
    assert_eq!(bench.text(), "- [x] a\n- [ ] b\n- [x] c\n- [ ] d\n", "the last word on b is ours");
}

#[test]
fn the_last_word_counts_also_where_it_was_so_already() {
    let mut bench = Bench::new();
    bench.tick("a");
    fs::write(&bench.path, START).unwrap();
    // An older text has undone the tick, and before the screen has looked somebody wants just that.
    Bench::set(&mut bench.another(Role::Verb), "a", Op::Open).unwrap();
    assert_eq!(bench.saved("- [ ] a\n- [ ] b\n- [x] c\n"), "- [ ] a\n- [ ] b\n- [x] c\n");
}

#[test]
fn what_was_undone_while_nobody_looked_is_reported_at_the_next_start() {
    let mut bench = Bench::new();
    bench.tick("a");
    bench.tick("b");
    fs::write(&bench.path, "- [ ] a\n- [x] b\n- [x] c\n").unwrap();
    bench.reopen();
    assert_eq!(bench.offers(), offered([("a", Why::UndoneUnseen)]));
    bench.reopen();
    assert_eq!(bench.offers().len(), 1, "until somebody says what shall become of it");
    let id = bench.store.offers()[0].id;
    bench.store.drop_offer(id);
    assert_eq!(bench.offers(), []);
    bench.store.offer_again(id);
    assert_eq!(bench.offers(), offered([("a", Why::UndoneUnseen)]), "as it was offered before");
    bench.store.drop_offer(id);
    bench.reopen();
    assert_eq!((bench.offers(), bench.text().as_str()), (vec![], "- [ ] a\n- [x] b\n- [x] c\n"));
}

#[test]
fn of_words_that_we_wrote_over_ourselves_only_the_last_are_offered_at_the_next_start() {
    let text = |goal: &str| format!("# P\n\n### Step 1: one\n- **Goal**: {goal}\n");
    // Others write while nobody looks, or somebody looks at it, or gives up what is offered then.
    for (looks, drops, expected) in
        [(false, false, &["- **Goal**: a x y b"][..]), (true, false, &[]), (false, true, &[])]
    {
        let mut bench = Bench::new();
        bench.store.guard.crossing = Duration::ZERO;
        bench.saved(&text("x y"));
        for (from, to) in [("x y", "a x y"), ("a x y", "a x y b")] {
            let part = crate::plan::Part::Field("Goal".to_owned());
            let op = Op::Write { part, from: Some(from.to_owned()), to: to.to_owned() };
            bench.store.commit(&[Intent { title: Some("one".to_owned()), ..Intent::new("1", op) }]).unwrap();
        }
        fs::write(&bench.path, text("theirs")).unwrap();
        if looks {
            bench.store.read();
        }
        bench.reopen();
        if drops {
            let id = bench.store.offers()[0].id;
            bench.store.drop_offer(id);
            bench.reopen();
        }
        let offers: Vec<_> = bench.store.offers().into_iter().map(|offer| offer.after).collect();
        assert_eq!(offers, expected, "{looks} {drops}");
    }
}

#[test]
fn a_text_that_is_saved_after_all_is_offered_no_more() {
    let mut bench = Bench::new();
    let part = crate::plan::Part::Title;
    let write = |from: &str, to: &str| Intent {
        title: Some(from.to_owned()),
        ..Intent::new("1", Op::Write { part: part.clone(), from: Some(from.to_owned()), to: to.to_owned() })
    };
    fs::write(&bench.path, "# P\n\n### Step 1: one\n").unwrap();
    assert!(matches!(bench.store.read(), Reading::Text(_)));
    bench.saved("# P\n\n### Step 1: theirs\n");
    let ours = write("one", "ours");
    bench.store.commit(std::slice::from_ref(&ours)).unwrap_err();
    assert_eq!(bench.store.offers().len(), 1);
    bench.store.commit(&[write("theirs", "ours again")]).unwrap();
    assert_eq!((bench.text().as_str(), bench.offers()), ("# P\n\n### Step 1: ours again\n", vec![]));
}

#[test]
fn a_mark_of_others_that_we_take_back_is_none_of_ours() {
    // They have taken ours back since, so what stands there is theirs.
    let (open, theirs) = ("- [ ] a\n- [ ] b\n- [ ] c\n- [ ] d\n", "- [x] a\n- [ ] b\n- [ ] c\n- [ ] d\n- [ ] e\n");
    let mut bench = Bench::new();
    bench.store.guard.crossing = Duration::ZERO;
    bench.tick("a");
    for save in ["- [x] a\n- [ ] b\n- [ ] c\n- [ ] d\n- [ ] f\n", open, theirs] {
        assert_eq!(bench.saved(save), save);
    }
    assert_eq!(bench.store.entries()[0].standing, Standing::Ended(End::Outside));
    bench.store.guard.crossing = CROSSING;
    Bench::set(&mut bench.store, "a", Op::Open).unwrap();
    let ours = theirs.replace("[x] a", "[ ] a");
    assert_eq!((bench.saved(theirs), bench.offers()), (ours, vec![]));
}

#[test]
fn a_validation_that_we_had_taken_back_and_somebody_sets_is_left_as_it_is() {
    let text = |mark: &str| format!("# P\n\n### Step 1: one\n- {mark}**Validation**: by eye\n- **Status**: Complete\n");
    for crossing in [Duration::ZERO, CROSSING] {
        let mut bench = Bench::new();
        bench.saved(&text(""));
        bench.store.guard.crossing = crossing;
        Bench::set(&mut bench.store, "one", Op::Validated { force: true }).unwrap();
        let validated = bench.text();
        assert_eq!(validated, text("[x] "));
        Bench::set(&mut bench.store, "one", Op::NotValidated).unwrap();
        assert_ne!(bench.text(), validated);
        assert_eq!(bench.saved(&validated), validated, "{crossing:?}");
        assert!(matches!(&bench.offers()[..], [(_, Why::TickedSince)]), "{crossing:?}: {:?}", bench.offers());
    }
}

#[test]
fn what_was_taken_out_takes_no_twin_with_it() {
    let text = |rows: [&str; 3]| {
        let steps = rows.iter().zip(1..).map(|(row, number)| format!("### Step {number}: s{number}\n{row}"));
        format!("# P\n{}", steps.collect::<String>())
    };
    let row = "- [ ] tests\n";
    for rows in [[row, row, row], [row, "", ""]] {
        let mut bench = Bench::new();
        bench.saved(&text(rows));
        let op = Op::Delete { lines: "- [ ] tests".to_owned() };
        bench.store.commit(&[Intent { title: Some("tests".to_owned()), ..Intent::new("1/tests", op) }]).unwrap();
        let theirs = text(["", row, ""]);
        assert_eq!((bench.saved(&theirs), bench.offers()), (theirs, vec![]), "{rows:?}");
    }
}

#[test]
fn what_failed_has_not_come_where_another_reads_like_it() {
    let mut bench = Bench::new();
    let plan = bench.store.plan(&START.into());
    let add =
        |text: &str| Intent { title: Some("a".to_owned()), ..Intent::new("a", Op::Add { text: text.to_owned() }) };
    for (text, now, has_come) in [("c", START, false), ("d", "- [ ] a\n- [ ] d\n- [ ] b\n- [ ] c\n", true)] {
        bench.store.guard.failed(Vec::new(), &plan, &[add(text)], "busy");
        let now = bench.store.plan(&now.into());
        assert_eq!(bench.store.guard.has_come(&add(text), &now), has_come, "{text}");
    }
    // What was to be taken out stands elsewhere, and is asked for again.
    let delete = Intent { title: Some("a".to_owned()), ..Intent::new("a", Op::Delete { lines: "- [ ] a".to_owned() }) };
    bench.store.guard.failed(Vec::new(), &plan, std::slice::from_ref(&delete), "busy");
    for (now, has_come) in [("- [ ] b\n", true), ("- [ ] b\n\n## List\n\n- [ ] a\n", false)] {
        let plan = bench.store.plan(&now.into());
        assert_eq!(bench.store.guard.has_come(&delete, &plan), has_come, "{now}");
    }
}

#[test]
fn only_our_own_words_are_made_again_and_missed() {
    let text = |words: &str| format!("# P\n\n### Step 1: one\n- **Goal**: {words}\n");
    let write = |from: &str, to: &str| {
        let part = crate::plan::Part::Field("Goal".to_owned());
        let op = Op::Write { part, from: Some(from.to_owned()), to: to.to_owned() };
        Intent { title: Some("one".to_owned()), ..Intent::new("1", op) }
    };
    let mut bench = Bench::new();
    bench.saved(&text("alpha beta"));
    bench.saved(&text("ALPHA beta"));
    bench.store.commit(&[write("alpha beta", "alpha beta mine")]).unwrap();
    assert_eq!(bench.text(), text("ALPHA beta mine"));
    // Theirs, and whose it is to take that back.
    assert_eq!(bench.saved(&(text("alpha beta") + "- more\n")), text("alpha beta mine") + "- more\n");
    fs::write(&bench.path, text("alpha or beta mine")).unwrap();
    bench.reopen();
    assert_eq!(bench.offers(), []);
}
