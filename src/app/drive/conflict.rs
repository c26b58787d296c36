//! A conflict of git comes and goes: nobody has lost anything.

use std::sync::Arc;

use super::{Bench, PLAN};
use crate::app::{By, Msg, Overlay};
use crate::plan::Plan;

/// Our side: what was ticked here.
fn ours() -> String {
    PLAN.replace("[ ] Body", "[x] Body")
}

/// What git leaves where both sides have changed that line.
fn conflict() -> String {
    let sides = "<<<<<<< ours\n- [x] Body\n=======\n- [ ] Body of theirs\n>>>>>>> theirs\n";
    ours().replace("- [x] Body\n", sides)
}

/// Returns how many saves are listed, how many rows are unseen, and what the footer says.
fn told(bench: &Bench) -> String {
    let news = bench.model.news();
    format!("{} saves, {} unseen | {}", news.saves.len(), news.unseen(), bench.said())
}

#[test]
fn what_a_conflict_brings_and_takes_is_no_news() {
    let bench = Bench::new(&ours(), (100, 24)).save(&conflict());
    assert_eq!(told(&bench), "0 saves, 0 unseen | git has left a conflict: resolve it in the file");
    // One of two is resolved, or a text around it is saved.
    let bench = bench.outside("Read this.", "Read that.");
    assert_eq!(told(&bench), "0 saves, 0 unseen | git has left a conflict: resolve it in the file");
    let bench = bench.save(&ours());
    assert_eq!(told(&bench), "0 saves, 0 unseen | outside: the conflict is gone");
    let bench = bench.press("cU");
    assert_eq!((&**bench.model.plan().text(), &*bench.log), (&*ours(), ""), "nothing is to be put back");
}

#[test]
fn what_has_come_of_a_conflict_is_told_when_it_is_resolved() {
    let bench = Bench::new(&ours(), (100, 24)).save(&conflict()).press("j");
    let resolved = ours().replace("[x] Body", "[x] Body of both").replace("[ ] Runs", "[x] Runs");
    let bench = bench.save(&resolved);
    assert_eq!(told(&bench), "1 saves, 2 unseen | outside: ticked Runs, reworded Body of both");
    let bench = bench.outside("[ ] Route", "[x] Route");
    assert_eq!(told(&bench), "2 saves, 3 unseen | outside: ticked Route");
    // What was there before is not forgotten over it.
    let bench = Bench::new(&ours(), (100, 24)).outside("[ ] Route", "[x] Route").save(&conflict()).save(&ours());
    assert_eq!(told(&bench), "2 saves, 1 unseen | outside: unticked Route");
}

#[test]
fn what_is_left_of_a_conflict_is_not_put_back() {
    for left in ["- [x] Body\n>>>>>>> theirs\n", "- [x] Body\n=======\n>>>>>>> theirs\n", "<<<<<<< ours\n- [x] Body\n"]
    {
        let half = ours().replace("- [x] Body\n", left).replace("- [ ] Route\n", "- [x] Route\n");
        for pressed in ["cU", "cu", "cju", "cjju"] {
            let bench = Bench::new(&ours(), (100, 24)).save(&conflict()).save(&half);
            let bench = bench.save(&ours().replace("- [ ] Route\n", "")).press(pressed);
            let text = bench.model.plan().text();
            assert!(!text.contains(">>>>") && !text.contains("<<<<"), "{pressed}: {text}");
        }
        let bench = Bench::new(&ours(), (100, 24)).save(&conflict()).save(&half);
        let bench = bench.save(&ours().replace("- [ ] Route\n", "")).press("cU");
        assert!(bench.model.plan().text().contains("- [x] Route\n"), "what was dropped is: {}", bench.said());
    }
}

#[test]
fn opened_within_a_conflict_it_tells_what_has_changed_since_it_was_seen_without() {
    let seen = || Msg::Seen { plan: Arc::new(Plan::read(PLAN, "plan")), unseen: None };
    let mut bench = Bench::new(&conflict(), (100, 24));
    bench.update(seen());
    assert_eq!(told(&bench), "0 saves, 0 unseen | ");
    assert_eq!(**bench.model.whole_plan().text(), *PLAN, "this is what was seen last");
    assert_eq!(told(&bench.save(&ours())), "1 saves, 1 unseen | outside: ticked Body");
    let bench = Bench::new(&conflict(), (100, 24)).save(&ours());
    assert_eq!(told(&bench), "0 saves, 0 unseen | outside: the conflict is gone", "what was before is not known");
    let mut bench = Bench::new(PLAN, (100, 24));
    bench.update(Msg::Seen { plan: Arc::new(Plan::read(conflict(), "plan")), unseen: None });
    assert_eq!(told(&bench), "0 saves, 0 unseen | ");
}

#[test]
fn whoever_comes_back_is_told_of_what_has_come_of_it() {
    let mut bench = Bench::new(PLAN, (100, 24));
    bench.update(Msg::Blur);
    let mut bench = bench.save(&ours()).save(&conflict());
    bench.update(Msg::Focus);
    assert!(matches!(bench.model.overlays(), [Overlay::Since(_)]), "what was ticked before the conflict");
    bench.update(Msg::Blur);
    let mut bench = bench.press("<esc>").save(&ours());
    bench.update(Msg::Focus);
    assert!(bench.model.overlays().is_empty(), "{}", bench.said());
}

#[test]
fn a_commit_behind_a_conflict_tells_what_others_did() {
    let mut bench = Bench::new(PLAN, (100, 24)).save(&conflict());
    let theirs = Arc::new(Plan::read(ours(), "plan"));
    let route = theirs.resolve("2.1/route").expect("it is in the plan");
    let wish = crate::plan::Intent::new(theirs.address(route), crate::plan::Op::Done);
    let changes = crate::plan::changes(&theirs, &[wish]).expect("it can be ticked");
    let plan = Arc::clone(&changes.plan);
    bench.update(Msg::Committed { before: theirs, plan, changes, made: Vec::new(), by: By::default() });
    assert_eq!(told(&bench), "1 saves, 1 unseen | ticked Route");
}
