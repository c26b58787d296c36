//! What of ours is not in the file, on top of the list of changes: what each offer would do, and the keys that apply and drop
//! it.

use insta::assert_snapshot;

use super::changes::{boxed, list};
use super::{Bench, PLAN};
use crate::app::{Effect, Msg, Offer, keys};
use crate::plan::{Intent, Op, Part, changes};

/// Returns an offer of ours, by this number and of this title: that Route was ticked.
pub(super) fn offer(id: u64, title: &str) -> Offer {
    let text = |text: &str| text.to_owned();
    Offer {
        id,
        title: text(title),
        goals: vec![Intent { title: Some(text("Route")), ..Intent::new("2.1/route", Op::Done) }],
        what: text("ticked"),
        before: text("- [ ] Route"),
        after: text("- [x] Route"),
        why: text("somebody else has removed it"),
        who: None,
        is_sure: true,
    }
}

/// Returns an offer of what was done by `who`.
fn offer_of(who: &str) -> Offer {
    Offer { who: Some(who.to_owned()), ..offer(9, "Other") }
}

#[test]
fn what_of_ours_is_not_in_the_file_stands_on_top() {
    let mut bench = Bench::new(PLAN, (60, 24)).outside("[ ] Body", "[x] Body");
    bench.update(Msg::Offers(vec![offer(7, "Route"), offer(9, "Other")]));
    assert_eq!(bench.model.news().offered(), 2);
    let asked = |pressed: &str| {
        let mut bench = Bench { model: bench.model.clone(), log: String::new(), refuses: Vec::new(), answered: 0 };
        let keys = keys(pressed).expect("keys");
        keys.into_iter().flat_map(|key| bench.update(Msg::Key(key))).collect::<Vec<_>>()
    };
    let applied = Effect::Apply(7, offer(7, "Route").goals);
    assert_eq!([asked("c<enter>"), asked("ca")], [[applied.clone()], [applied]]);
    assert_eq!(asked("cjx"), [Effect::Drop(9)]);
    assert_eq!(asked("cjjx"), [], "an event of others is not dropped");
    assert_eq!(asked("cjxu"), [Effect::Drop(9), Effect::OfferAgain(9)]);
    assert_eq!(asked("cXyu"), [Effect::Drop(7), Effect::Drop(9), Effect::OfferAgain(7), Effect::OfferAgain(9)]);
    assert_eq!(asked("Xyu"), [Effect::Drop(7), Effect::Drop(9), Effect::OfferAgain(7), Effect::OfferAgain(9)]);
    assert_eq!(asked("cjxkuu"), [Effect::Drop(9)], "right behind it only");
    assert_eq!(asked("cX<enter>"), [Effect::Drop(7), Effect::Drop(9)]);
    assert_eq!(asked("Xy"), [Effect::Drop(7), Effect::Drop(9)]);
    assert_eq!([asked("X"), asked("XX"), asked("Xn"), asked("X<esc>")], [[], [], [], []], "it asks first");
    let bench = bench.press("c");
    assert_snapshot!(list(&bench), @"
     Ours, not in the file
    >  ticked       Route
    >               somebody else has removed it
    >               [ ] -> [x] Route
       ticked       Other

     12:04 outside  ticked Body
     * ticked       Body
    ");
    let mut bench = bench.press("j");
    bench.update(Msg::Offers(vec![offer(9, "Other")]));
    assert!(bench.said().starts_with("[changes Some(Offer(9))]"), "{}", bench.said());
    bench.update(Msg::Offers(Vec::new()));
    assert!(bench.said().starts_with("[changes Some(Event"), "{}", bench.said());
}

#[test]
fn what_somebody_may_have_done_since_is_never_undone_by_accident() {
    let doubtful = |id: u64| Offer { is_sure: false, ..offer(id, "Body") };
    let asked = |offers: Vec<Offer>, pressed: &str| {
        let mut bench = Bench::new(PLAN, (60, 24)).outside("[ ] Body", "[x] Body");
        bench.update(Msg::Offers(offers));
        let keys = keys(pressed).expect("keys");
        keys.into_iter().flat_map(|key| bench.update(Msg::Key(key))).collect::<Vec<_>>()
    };
    let applied = |id: u64| Effect::Apply(id, offer(id, "").goals);
    assert_eq!(asked(vec![doubtful(8)], "c<enter>"), [], "the cursor is on what they did");
    assert_eq!(asked(vec![doubtful(8), offer(7, "Route")], "c<enter>"), [applied(7)]);
    assert_eq!(asked(vec![doubtful(8), offer(7, "Route")], "cjj<enter>"), [applied(8)]);
    // It is all that there is.
    for (pressed, expected) in [("c<enter>", vec![]), ("cj<enter>", vec![applied(8)]), ("cjj<enter>", vec![applied(6)])]
    {
        let mut bench = Bench::new(PLAN, (60, 24));
        bench.update(Msg::Offers(vec![doubtful(8), doubtful(6)]));
        let keys = keys(pressed).expect("keys");
        let asked: Vec<Effect> = keys.into_iter().flat_map(|key| bench.update(Msg::Key(key))).collect();
        assert_eq!(asked, expected, "{pressed}");
    }
    // Behind one that is settled it is not the next one.
    let mut bench = Bench::new(PLAN, (60, 24));
    bench.update(Msg::Offers(vec![offer(7, "Route"), doubtful(8)]));
    let mut bench = bench.press("c");
    assert_snapshot!(list(&bench), @"
     Ours, not in the file
    >  ticked       Route
    >               somebody else has removed it
    >               [ ] -> [x] Route

     Taken back, and set again since
       ticked       Body
    ");
    bench.update(Msg::Offers(vec![doubtful(8)]));
    assert_eq!(bench.update(Msg::Key(keys("<enter>").expect("a key")[0])), []);
    assert_snapshot!(list(&bench), @"
     Taken back, and set again since
       ticked       Body
    ");
}

#[test]
fn what_is_dropped_is_named_and_what_is_not_ours_is_asked_about() {
    let said = |offers: Vec<Offer>, pressed: &str| {
        let mut bench = Bench::new(PLAN, (50, 24));
        bench.update(Msg::Offers(offers));
        bench.press(pressed).said()
    };
    assert_eq!(said(vec![offer(7, "Route")], "X"), "dropped 1 change: ticked Route; u brings it back");
    assert_eq!(said(vec![offer(7, "Route")], "Xu"), "brought one change back into the list");
    assert_eq!(said(vec![offer_of("bot")], "X"), "[Drop 1 change: ticked Other (by bot)?]");
    assert_eq!(said(vec![offer_of("bot")], "Xy"), "dropped 1 change: ticked Other (by bot); u brings it back");
    let several = || (1..=5).map(|id| offer(id, &format!("Route {id}"))).chain([offer_of("bot")]).collect::<Vec<_>>();
    let all = "6 changes: ticked Route 1, ticked Route 2, ticked Route 3 and 3 more";
    assert_eq!(said(several(), "X"), format!("[Drop {all}, 1 of them not yours?]"));
    assert_eq!(said(several(), "X<esc>"), "");
    assert_eq!(
        said(several(), "Xx"),
        format!("[Drop {all}, 1 of them not yours?] enter or y for yes, esc or n for no")
    );
    assert_eq!(said(several(), "Xy"), format!("dropped {all}, 1 of them not yours; u brings them back"));
}

#[test]
fn behind_an_offer_that_is_settled_the_next_one_is_under_the_cursor() {
    let left = |pressed: &str, left: &[u64]| {
        let mut bench = Bench::new(PLAN, (60, 24)).outside("[ ] Body", "[x] Body");
        let offers = |ids: &[u64]| Msg::Offers(ids.iter().map(|&id| offer(id, "Route")).collect());
        bench.update(offers(&[9, 8, 7]));
        let mut bench = bench.press(pressed);
        bench.update(offers(left));
        bench.said().split(']').next().unwrap_or_default().to_owned()
    };
    assert_eq!(left("cj", &[9, 7]), "[changes Some(Offer(7))");
    assert_eq!(left("cjj", &[9, 8]), "[changes Some(Offer(8))", "the last one");
    assert_eq!(left("cj", &[9]), "[changes Some(Offer(9))");
}

#[test]
fn what_comes_back_into_the_list_is_under_the_cursor() {
    let offers = |ids: &[u64]| Msg::Offers(ids.iter().map(|&id| offer(id, "Route")).collect());
    let pick = |bench: &Bench| bench.said().split(']').next().unwrap_or_default().to_owned();
    for (all, pressed, left, expected) in [
        (&[9, 8, 7][..], "cx", &[8, 7][..], "[changes Some(Offer(9))"),
        (&[9, 8, 7], "cjx", &[9, 7], "[changes Some(Offer(8))"),
        (&[9, 8, 7], "cjjx", &[9, 8], "[changes Some(Offer(7))"),
        (&[9], "cx", &[], "[changes Some(Offer(9))"),
        (&[9, 8], "cjXy", &[], "[changes Some(Offer(9))"),
    ] {
        let mut bench = Bench::new(PLAN, (60, 24));
        bench.update(offers(all));
        let mut bench = bench.press(pressed);
        bench.update(offers(left));
        let mut bench = bench.press("u");
        // What is under the cursor until it is back is not what somebody wants applied.
        let asked = bench.update(Msg::Key(keys("a").expect("a key")[0]));
        assert_eq!(asked, [], "{pressed}");
        bench.update(offers(all));
        assert_eq!(pick(&bench), expected, "{pressed}");
    }
    // Something else has become of it.
    let mut bench = Bench::new(PLAN, (60, 24));
    bench.update(offers(&[9, 8]));
    let mut bench = bench.press("cx");
    bench.update(offers(&[8]));
    let mut bench = bench.press("u");
    bench.update(offers(&[8]));
    assert_eq!(pick(&bench), "[changes Some(Offer(8))");
}

#[test]
fn what_is_to_be_decided_is_shown_where_its_name_is_long() {
    let long = "The signature of each delivery is checked before anything of it is read, also where it was sent twice";
    let offered = |size, offer: Offer| {
        let mut bench = Bench::new(PLAN, size);
        bench.update(Msg::Offers(vec![offer, offer_of("bot")]));
        bench.press("c")
    };
    let named = || Offer { title: long.to_owned(), ..offer(7, "") };
    assert_snapshot!(boxed(&offered((40, 24), named())), @"
    Not in the file
      ticked       The signature of each
                   delivery is checke...
      somebody else has removed it
      [ ] -> [x] Route
      ticked       Other
    (0, 0) apply, drop, all, next, close
    ");
    assert_snapshot!(boxed(&offered((80, 24), named())), @"
    Not in the file
      ticked       The signature of each delivery is checked before anything of
                   it is read, also where it was sent twice
                   somebody else has removed it
                   [ ] -> [x] Route
      ticked       Other
    (0, 0) apply, drop, all, next, close
    ");
    let text = |word: &str| (1..100).map(|number| format!("{word}{number} ")).collect::<String>();
    let tall = || Offer { goals: Vec::new(), before: text("a"), after: text("b"), ..named() };
    let start = boxed(&offered((40, 16), tall()));
    assert_snapshot!(start, @"
      ticked       The signature of each
                   delivery is checke...
      somebody else has removed it
      [-a1 a2 a3 a4 a5 a6 a7 a8 a9 a10
      a11 a12 a13 a14 a15 a16 a17 a18
      a19 a20 a21 a22 a23 a24 a25 a26
      a27 a28 a29 a30 a31 a32 a33 a34
      a35 a36 a37 a38 a39 a40 a41 a42
      a43 a44 a45 a46 a47 a48 a49 a50
      a51 a52 a53 a54 a55 a56 a57 a58
      a59 a60 a61 a62 a63 a64 a65 a66
      a67 a68 a69 a70 a71 a72 a73 a74
    (1, 17) apply, drop, all, next, close
    ");
    assert_snapshot!(boxed(&offered((40, 16), tall()).press("jjj")), @"
      [-a1 a2 a3 a4 a5 a6 a7 a8 a9 a10
      a11 a12 a13 a14 a15 a16 a17 a18
      a19 a20 a21 a22 a23 a24 a25 a26
      a27 a28 a29 a30 a31 a32 a33 a34
      a35 a36 a37 a38 a39 a40 a41 a42
      a43 a44 a45 a46 a47 a48 a49 a50
      a51 a52 a53 a54 a55 a56 a57 a58
      a59 a60 a61 a62 a63 a64 a65 a66
      a67 a68 a69 a70 a71 a72 a73 a74
      a75 a76 a77 a78 a79 a80 a81 a82
      a83 a84 a85 a86 a87 a88 a89 a90
      a91 a92 a93 a94 a95 a96 a97 a98
    (4, 14) apply, drop, all, next, close
    ");
    assert_eq!(boxed(&offered((40, 16), tall()).press("jjjkkk")), start);
    // Whoever has read it all goes on to the next one.
    let read = offered((40, 16), tall()).press("<c-d><c-d><c-d><c-d><c-d>");
    assert_snapshot!(boxed(&read), @"
    Not in the file
      ticked       The signature of e...
      ticked       Other
      by bot; somebody else has removed
      it
      [ ] -> [x] Route
    (0, 0) apply, drop, all, next, close
    ");
    assert_snapshot!(boxed(&read.press("j")), @"
    Not in the file
      ticked       The signature of e...
      ticked       Other
      by bot; somebody else has removed
      it
      [ ] -> [x] Route
    (0, 0) apply, drop, all, next, close
    ");
}

/// What applying an offer takes out and puts in stands in the list before anybody presses the key.
#[test]
fn what_applying_an_offer_would_do_is_shown() {
    let ours = |from: Option<&str>, to: &str| {
        let op =
            Op::Write { part: Part::Field("Description".to_owned()), from: from.map(str::to_owned), to: to.to_owned() };
        let goals = vec![Intent { title: Some("Schema".to_owned()), ..Intent::new("1.1", op) }];
        let after = format!("- **Description**: {to}");
        Offer { goals, what: "changed".to_owned(), before: String::new(), after, ..offer(7, "Description of Schema") }
    };
    let shown = |now: &str, offer: Offer| {
        let mut bench = Bench::new(PLAN, (60, 24)).outside("Tables first.", now);
        bench.update(Msg::Offers(vec![offer]));
        let mut bench = bench.press("c");
        let list = list(&bench);
        let told = list.lines().skip(3).map(|line| line.trim_start_matches(['>', ' ']));
        let list = told.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
        let pressed = keys("a").expect("a key")[0];
        let asked = bench.update(Msg::Key(pressed));
        let [Effect::Apply(7, wishes)] = &asked[..] else { panic!("{asked:?}") };
        let plan = changes(bench.model.plan(), wishes).map(|changes| changes.plan.text().to_string());
        (list, plan.map_err(|refusal| refusal.code()))
    };
    let base = Some("Tables first.");
    for (now, offer, list, then) in [
        (
            "Tables last.",
            ours(None, "Rows first."),
            "- **Description**: [-Tables last.-] {+Rows first.+}",
            "Rows first.",
        ),
        // Merged: what others wrote stays.
        (
            "Tables first, then rows.",
            ours(base, "All tables first."),
            "- **Description**: [-Tables-] {+All tables+} first, then rows.",
            "All tables first, then rows.",
        ),
        (
            "Tables first. Then rows.",
            ours(base, "All tables first."),
            "- **Description**: [-Tables-] {+All tables+} first. Then rows.",
            "All tables first. Then rows.",
        ),
        // Both have changed the same words: what is taken out is told.
        ("Tables never.", ours(base, "Tables last."), "- **Description**: Tables [-never.-] {+last.+}", "Tables last."),
    ] {
        let then = PLAN.replace("Tables first.", then);
        assert_eq!(shown(now, offer), (list.to_owned(), Ok(then)), "{now}");
    }
    let gone = Offer { goals: vec![Intent::new("9.9", Op::Done)], ..offer(7, "Gone") };
    assert_eq!(shown("Tables.", gone), ("[ ] -> [x] Route".to_owned(), Err("not-found")));
}
