//! Keys that are pressed faster than the file is written.

use proptest::prelude::*;

use super::{Bench, PLAN};
use crate::app::{Effect, Msg, Overlay, keys};

/// Returns what a bench ends with: the text and the cursor's row.
fn end(bench: &Bench) -> (String, Option<String>) {
    let (plan, tree) = (bench.model.plan(), bench.model.tree());
    (plan.text().to_string(), tree.cursor().map(|id| plan.address(id).to_owned()))
}

/// Returns whether one of the keys says yes to a question.
fn agrees(mut bench: Bench, pressed: &str) -> bool {
    let yes = keys("y<enter>").expect("keys");
    for key in keys(pressed).expect("the test's keys can be read") {
        if yes.contains(&key) && matches!(bench.model.overlays().last(), Some(Overlay::Confirm(_))) {
            return true;
        }
        bench = bench.press(&key.to_string());
    }
    false
}

#[test]
fn quick_keys_mean_what_slow_ones_mean() {
    let size = (80, 40);
    for pressed in [
        "jj<space><space>",
        "jjxx",
        "jjxxuu",
        "v<enter>xu<c-r>",
        "jj<space>j<space>k",
        "xjxku<c-r>v",
        "x<space>][",
        "wx<space>lxh<space>",
        "xwvxllll<space>x",
    ] {
        let quick = Bench::new(PLAN, size).press_at_once(pressed);
        assert_eq!(end(&quick), end(&Bench::new(PLAN, size).press(pressed)), "{pressed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_quick_keys_mean_what_slow_ones_mean(
        pressed in "([xvsujkq?wlP\\[\\]y]|<space>|<c-r>|<enter>|<esc>){0,12}",
        refuses in prop::collection::vec(any::<bool>(), 0..6),
    ) {
        let bench = || Bench { refuses: refuses.clone(), ..Bench::new(PLAN, (80, 40)) };
        // Nobody can answer faster than the question is drawn.
        prop_assume!(!agrees(bench(), &pressed));
        let quick = bench().press_at_once(&pressed);
        prop_assert_eq!(end(&quick), end(&bench().press(&pressed)));
    }
}

#[test]
fn where_an_answer_is_overdue_the_ways_out_work() {
    let overdue = |pressed: &str| {
        let mut bench = Bench::new(PLAN, (60, 24));
        let mut asked = Vec::new();
        for key in keys("xv").expect("keys") {
            asked.extend(bench.update(Msg::Key(key)));
        }
        assert!(bench.update(Msg::Writing).is_empty());
        for key in keys(pressed).expect("the test's keys can be read") {
            asked.extend(bench.update(Msg::Key(key)));
        }
        let Some(Effect::Commit(intents)) = asked.first().cloned() else { panic!("x asks for a commit") };
        asked.extend(bench.answer(&intents));
        assert!(!bench.model.status().writing);
        format!("{} | {} | {}", bench.cursor(), bench.said(), asked.len())
    };
    assert_eq!(
        overdue(""),
        "Keys | done 1.1, with 2 items open, added `- **Status**: [x] Complete` | 2",
        "what waits is asked when the answer comes"
    );
    assert_eq!(
        overdue("q"),
        "Keys | done 1.1, with 2 items open, added `- **Status**: [x] Complete` | 2",
        "the other is to quit"
    );
    assert_eq!(overdue("?"), "Keys | [help] done 1.1, with 2 items open, added `- **Status**: [x] Complete` | 1");
    assert_eq!(overdue("<esc>"), "Keys | done 1.1, with 2 items open, added `- **Status**: [x] Complete` | 1");
    let mut idle = Bench::new(PLAN, (60, 24));
    idle.update(Msg::Writing);
    assert!(!idle.model.status().writing, "the answer was faster");
}
