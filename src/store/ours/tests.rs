use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::plan::{Marks, Op};
use crate::store::Reading;

const START: &str = "- [ ] a\n- [ ] b\n- [ ] c\n";

pub(super) struct Bench {
    folder: TempDir,
    pub(super) path: PathBuf,
    pub(super) store: Store,
}

impl Bench {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.md");
        fs::write(&path, START).unwrap();
        let store = Self::start(&folder, &path, Role::Screen);
        Self { folder, path, store }
    }

    /// Opens the plan, as another tickdown would.
    fn start(folder: &TempDir, path: &std::path::Path, role: Role) -> Store {
        let mut store =
            Store::open_remembered(path, &folder.path().join("state"), role, None, Marks::default()).unwrap().0;
        store.patience.grace = Duration::ZERO;
        store
    }

    pub(super) fn another(&self, role: Role) -> Store {
        Self::start(&self.folder, &self.path, role)
    }

    fn reopen(&mut self) {
        self.store.attendance = None;
        self.store = self.another(Role::Screen);
    }

    fn set(store: &mut Store, title: &str, op: Op) -> Result<(), CommitError> {
        let intent = Intent { title: Some(title.to_owned()), ..Intent::new(title, op) };
        store.commit(&[intent]).map(drop)
    }

    pub(super) fn tick(&mut self, title: &str) {
        Self::set(&mut self.store, title, Op::Done).unwrap();
    }

    /// Another program saves `text`, and the screen looks. Returns what the file reads then.
    pub(super) fn saved(&mut self, text: &str) -> String {
        fs::write(&self.path, text).unwrap();
        assert!(matches!(self.store.read(), Reading::Text(_)), "{text:?} was not noticed");
        self.text()
    }

    pub(super) fn text(&self) -> String {
        fs::read_to_string(&self.path).unwrap()
    }

    /// Returns what the offer `id` comes to in the text that was read last.
    pub(super) fn outlook(&mut self, id: u64) -> Vec<Intent> {
        let text = self.store.last.text.clone();
        let plan = self.store.plan(&text);
        let offer = self.store.offers().into_iter().find(|offer| offer.id == id).unwrap();
        offer.goals.into_iter().map(|goal| goal.after_all(&plan)).collect()
    }

    pub(super) fn apply(&mut self, id: u64) -> Result<(), CommitError> {
        let wishes = self.outlook(id);
        self.store.apply(id, &wishes).map(drop)
    }

    /// Returns what is not in the file, and why.
    pub(super) fn offers(&self) -> Vec<(String, Why)> {
        self.store.offers().into_iter().map(|offer| (offer.title, offer.why)).collect()
    }
}

pub(super) fn offered<const N: usize>(offers: [(&str, Why); N]) -> Vec<(String, Why)> {
    offers.into_iter().map(|(title, why)| (title.to_owned(), why)).collect()
}

#[test]
fn a_save_from_an_older_text_loses_nothing_of_either_side() {
    let mut bench = Bench::new();
    bench.tick("a");
    assert_eq!(bench.saved("- [ ] a\n- [ ] b\n- [x] c\n"), "- [x] a\n- [ ] b\n- [x] c\n");
    assert_eq!(bench.store.take_news().again, ["done again: a"]);
    bench.tick("b");
    let stale = "- [ ] a\n- [ ] b\n- [x] c\n- [ ] d\n";
    assert_eq!(bench.saved(stale), "- [x] a\n- [x] b\n- [x] c\n- [ ] d\n");
    assert_eq!(bench.offers(), []);
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
        (ended, true, Some(Why::Git)),
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
fn a_change_without_a_place_is_offered() {
    let mut bench = Bench::new();
    bench.tick("a");
    bench.tick("b");
    assert_eq!(bench.saved("- [ ] b\n- [ ] c\n"), "- [x] b\n- [ ] c\n");
    let [(title, Why::Unplaced(_))] = &bench.offers()[..] else { panic!("{:?}", bench.offers()) };
    assert_eq!(title, "a");
}

#[test]
fn what_we_undo_ourselves_is_not_made_again() {
    let mut bench = Bench::new();
    bench.tick("a");
    Bench::set(&mut bench.store, "a", Op::Open).unwrap();
    assert_eq!(bench.saved("- [x] a\n- [ ] b\n- [x] c\n"), "- [ ] a\n- [ ] b\n- [x] c\n", "made from our tick");
    bench.reopen();
    assert_eq!(bench.offers(), []);
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
    assert_eq!(bench.offers(), offered([("a", Why::SetSince)]));
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
fn what_is_so_already_is_nobodys_change() {
    let bench = Bench::new();
    let mut verb = bench.another(Role::Verb);
    Bench::set(&mut verb, "a", Op::Open).unwrap();
    assert_eq!(verb.entries(), []);
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

#[test]
fn an_open_screen_guards_what_a_verb_wrote() {
    let mut bench = Bench::new();
    Bench::set(&mut bench.another(Role::Verb), "a", Op::Done).unwrap();
    assert!(matches!(bench.store.read(), Reading::Text(_)));
    assert_eq!(bench.store.take_news().who.as_deref(), Some("tickdown"));
    assert_eq!(bench.saved("- [ ] a\n- [ ] b\n- [x] c\n"), "- [x] a\n- [ ] b\n- [x] c\n");
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
    bench.reopen();
    assert_eq!((bench.offers(), bench.text().as_str()), (vec![], "- [ ] a\n- [x] b\n- [x] c\n"));
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
        let written = bench.store.write_intents_by(&[intent], None, |store, before, edit, late| {
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
fn what_others_put_in_its_place_is_not_taken_for_it() {
    // An older text comes over what was written, and has something else by then where ours had come.
    let mut bench = Bench::new();
    let wishes = [Intent::new(":2", Op::Add { text: "ours 1".to_owned() }), Intent::new(":1", Op::Done)];
    let mut attempts = 0;
    let written = bench.store.write_intents_by(&wishes, None, |store, before, edit, late| {
        attempts += 1;
        let outcome = store.write(before, edit, late);
        if attempts > 1 {
            return outcome;
        }
        fs::write(&store.paths.target, START.replace("[ ] b", "[ ] b\n- [ ] ours 2")).unwrap();
        Ok(Outcome::Overtaken)
    });
    assert_eq!(written.unwrap().0.changes.list.len(), 2);
    assert_eq!(bench.text(), "- [x] a\n- [ ] b\n- [ ] ours 1\n- [ ] ours 2\n- [ ] c\n");
}

#[test]
fn what_stands_takes_nothing_from_the_rest() {
    // The same, by somebody who had seen the new item and not the tick.
    let mut bench = Bench::new();
    let wishes = [Intent::new(":2", Op::Add { text: "new".to_owned() }), Intent::new(":1", Op::Done)];
    let mut attempts = 0;
    let written = bench.store.write_intents_by(&wishes, Some(&mut Vec::new()), |store, before, edit, late| {
        attempts += 1;
        let outcome = store.write(before, edit, late);
        if attempts > 1 {
            return outcome;
        }
        fs::write(&store.paths.target, START.replace("[ ] b", "[ ] b\n- [ ] new")).unwrap();
        Ok(Outcome::Overtaken)
    });
    assert_eq!(written.unwrap().0.changes.list.len(), 2);
    assert_eq!(bench.text(), "- [x] a\n- [ ] b\n- [ ] new\n- [ ] c\n");
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
