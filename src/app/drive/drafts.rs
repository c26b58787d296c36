//! Texts that are kept while somebody writes them, and offered when the program has ended before they were saved.

use super::editing::{bench, new_lines, on_body};
use super::{Bench, PLAN};
use crate::app::{Effect, Left, Msg, keys};
use crate::plan::{Intent, Op, Part};

/// Returns what is to be kept of the text under this number, and in the place of which one.
fn kept(bench: &mut Bench, number: u64) -> Option<(String, Option<u64>)> {
    match &bench.update(Msg::Typed(number))[..] {
        [] => None,
        [Effect::KeepDraft(id, Intent { op: Op::Write { to, .. }, .. }, instead)] if *id == number => {
            Some((to.clone(), *instead))
        }
        asked => panic!("{asked:?}"),
    }
}

#[test]
fn what_is_typed_is_kept_until_it_is_saved_or_dropped() {
    let mut bench = on_body().press("i");
    assert_eq!(kept(&mut bench, 1), None, "nothing was written");
    bench = bench.press("x");
    assert_eq!(kept(&mut bench, 2), Some(("Bodyx".to_owned(), None)));
    bench = bench.press("<left>");
    assert_eq!(kept(&mut bench, 3), None, "it is kept");
    bench = bench.press("y");
    assert_eq!(kept(&mut bench, 4), Some(("Bodyxy".to_owned(), Some(2))));
    assert_eq!(bench.model.unsaved()[0].1, Some(4), "it is replaced by what is kept at the end");
    assert_eq!(bench.press("<esc>n").log, "ForgetDraft(4)\n");
    let mut bench = on_body().press("ix");
    assert!(kept(&mut bench, 5).is_some());
    let asked = bench.update(Msg::Key(keys("<enter>").expect("a key")[0]));
    let [Effect::Commit(intents)] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(bench.answer(intents), [Effect::ForgetDraft(5)]);
    assert_eq!(kept(&mut bench, 6), None, "nothing is written any more");
}

/// Returns that `intent` was left at ten, with the number 7.
pub(super) fn left(intent: &Intent) -> Msg {
    Msg::Left(vec![Left { id: 7, intent: intent.clone(), when: "10:00".to_owned() }])
}

/// Returns what `pressed` leaves unsaved on Body.
fn unsaved(pressed: &str) -> Intent {
    let bench = on_body().press(pressed);
    let [(intent, None)] = &bench.model.unsaved()[..] else { panic!("{:?}", bench.model.unsaved()) };
    intent.clone()
}

/// What is said of a draft.
const LEFT: &str = "i goes on with it, n drops it, esc keeps it for the next time";

#[test]
fn what_was_being_written_is_offered_again() {
    for (pressed, text, expected) in
        [("ix", "Bodyx", "- [ ] Bodyx"), ("ix<esc>", "Bodyx", "- [ ] Bodyx"), ("aFoot", "Foot", "- [ ] Foot")]
    {
        let mut bench = bench();
        let asked = bench.update(left(&unsaved(pressed)));
        assert_eq!((asked.len(), bench.model.unsaved().len()), (0, 0), "it is kept where it is");
        assert_eq!(bench.said(), format!("[Offered {text:?}] a draft from 10:00 is left: {LEFT}"));
        let bench = bench.press("z");
        assert_eq!(bench.said(), format!("[Offered {text:?}] {LEFT}"), "nothing else is typed on");
        let bench = bench.press("i");
        assert_eq!((bench.said(), bench.cursor()), (format!("[Typing {text:?}]"), "Body"));
        assert_eq!(bench.model.unsaved()[0].1, Some(7), "it goes on with that");
        let mut bench = bench;
        let asked = bench.update(Msg::Key(keys("<enter>").expect("a key")[0]));
        let [Effect::Commit(intents)] = &asked[..] else { panic!("{asked:?}") };
        assert_eq!(bench.answer(intents), [Effect::ForgetDraft(7)]);
        assert_eq!(new_lines(&bench), expected);
    }
}

#[test]
fn a_draft_is_dropped_or_kept_but_never_written_by_itself() {
    let offered = || {
        let mut bench = bench();
        bench.update(left(&unsaved("ix")));
        bench
    };
    for (pressed, expected) in [
        ("n", "ForgetDraft(7)\n"),
        ("i<esc>n", "ForgetDraft(7)\n"),
        ("i<backspace><esc>", "ForgetDraft(7)\n"),
        ("<esc>", ""),
        ("<c-c>", "Quit\n"),
        ("<c-s>qy", ""),
    ] {
        let bench = offered().press(pressed);
        assert_eq!(bench.log, expected, "{pressed}");
        assert_eq!(**bench.model.plan().text(), *PLAN, "{pressed}");
    }
    // Keys from before it was on the screen were for something else.
    let mut bench = bench();
    bench.model.update(left(&unsaved("ix")));
    for key in keys("ni<enter>").expect("keys") {
        assert_eq!(bench.model.update(Msg::Key(key)), []);
    }
    assert!(bench.said().starts_with("[Offered"), "{}", bench.said());
}

#[test]
fn a_draft_that_is_in_the_plan_is_forgotten_and_one_without_a_place_is_not() {
    let intent = unsaved("ix");
    let mut bench = bench().outside("- [ ] Body\n", "- [ ] Bodyx\n");
    assert_eq!(bench.update(left(&intent)), [Effect::ForgetDraft(7)]);
    // A new item is not there because another one says the end of it.
    let new = unsaved("aWrite the Route");
    assert_eq!(self::bench().update(left(&new)), []);
    let mut bench = self::bench().outside("- [ ] Body\n", "- [ ] Body\n- [ ] Write the Route\n");
    assert_eq!(bench.update(left(&new)), [Effect::ForgetDraft(7)]);
    // Nor is what others have written what somebody was writing, though it has the same words.
    let op =
        Op::Write { part: Part::Field("Description".to_owned()), from: Some(String::new()), to: "Tables".to_owned() };
    let text = Intent { title: Some("Schema".to_owned()), ..Intent::new("1.1", op) };
    assert_eq!(self::bench().update(left(&text)), []);
    let mut bench = self::bench().outside("- [ ] Body\n", "");
    assert_eq!(bench.update(left(&intent)), []);
    let bench = bench.press("iy");
    assert_eq!(bench.said(), "[Typing \"Bodyxy\"]");
    // Who is writing is not disturbed.
    let mut bench = on_body().press("iq");
    bench.update(left(&unsaved("aFoot")));
    let bench = bench.press("w");
    assert!(bench.said().starts_with("[Typing \"Bodyqw\"]"), "{}", bench.said());
    let bench = bench.press("<enter>");
    assert_eq!(new_lines(&bench), "- [ ] Bodyqw");
    assert!(bench.said().starts_with("[Offered \"Foot\"]"), "{}", bench.said());
}
