//! What others have just changed is lit up.

use super::{Bench, PLAN, outside};
use crate::app::{Flash, Msg};

/// Returns the rows that are lit up.
fn lit(bench: &Bench) -> String {
    let rows = bench.model.visible_rows();
    let text = |line: usize| rows[line].0.iter().map(|run| &*run.text).collect::<String>();
    let title = |row: String| row.trim().split("  ").next().unwrap_or_default().to_owned();
    bench.model.lit_rows().into_iter().map(|line| title(text(line))).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_changed_row_is_lit_up_until_the_moment_is_over() {
    let mut bench = Bench::new(PLAN, (60, 24)).press("2.1<enter>").outside("[ ] Route", "[x] Route");
    assert_eq!(lit(&bench), "x Route");
    // Neither a key nor a change of ours is any of its business; what hides the row stands for it.
    for (pressed, expected) in [("gj", "x Route"), ("<space>", "x Route"), ("2.1<enter>h", "> o 2.1 Client")] {
        bench = bench.press(pressed);
        assert_eq!(lit(&bench), expected, "{pressed}");
    }
    bench.update(Msg::FlashOver);
    assert_eq!((bench.model.flash(), bench.model.news().unseen()), (&Flash::None, 1));
}

#[test]
fn only_what_the_last_save_changed_is_lit_up() {
    let bench = Bench::new(PLAN, (60, 24)).outside("[ ] Route", "[x] Route").outside("[ ] Body", "[x] Body");
    assert_eq!(lit(&bench), "x Body");
    let bench = bench.outside("[x] Body", "More text.\n- [x] Body");
    assert_eq!(lit(&bench), "x Route", "the text is its own");
    let bench = bench.outside("# Demo\n", "# Demo\n\n\n");
    assert_eq!(lit(&bench), "x Route", "blank lines are no change");
}

#[test]
fn where_a_lot_changes_only_the_header_is_lit_up() {
    let many: String = (0..30).map(|item| format!("- [ ] item {item}\n")).collect();
    let bench = Bench::new(&format!("# P\n{many}"), (60, 24)).outside("[ ]", "[x]");
    assert_eq!((bench.model.flash(), &*lit(&bench)), (&Flash::Header, ""));
}

#[test]
fn nothing_is_lit_up_where_nobody_looks() {
    let mut bench = Bench::new(PLAN, (60, 24));
    bench.update(Msg::Blur);
    bench.update(outside(&PLAN.replace("[ ] Route", "[x] Route")));
    assert_eq!(bench.model.flash(), &Flash::None);
}
