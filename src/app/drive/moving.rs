//! Moving, folding, panes and overlays.

use insta::assert_snapshot;
use proptest::prelude::*;

use super::{Bench, PLAN, after, drive, outside};
use crate::app::{Key, Msg, keys};

#[test]
fn it_opens_on_what_is_ready() {
    assert_snapshot!(drive(PLAN, ""), @r"
      o Phase 1 Base
    >   o 1.1 Schema
          o Runs
          o Rolls back
        o 1.2 Keys
      o Phase 2 Use
        o 2.1 Client
          o Route
          o Body
       Notes
      +  Rollout
    ");
    assert_snapshot!(drive("", "jk<space>xvsGg]h<enter>"), @"[detail]");
    assert_snapshot!(drive("# Only\n\nwords\n", "j<space>"), @"");
}

#[test]
fn the_cursor_moves() {
    for (pressed, expected) in [
        ("", "Schema"),
        ("j", "Runs"),
        ("jjj<down>", "Use"),
        ("k<up>kkkk", "Base"),
        ("G", "Rollout"),
        ("Gg", "Base"),
        ("<end><home>", "Base"),
        ("G<c-u>", "Schema"),
        ("g<c-d>", "Notes"),
        ("<pagedown><pageup>", "Base"),
        ("]", "Runs"),
        ("]]]", "Keys"),
        ("]]]]]", "Body"),
        ("]]]]]]", "Body | nothing is open below"),
        ("[", "Schema | nothing is open above"),
        ("G[[", "Route"),
    ] {
        assert_eq!(after(pressed), expected, "{pressed}");
    }
}

#[test]
fn folding_hides_and_goes_up() {
    assert_snapshot!(drive(PLAN, "h"), @r"
      o Phase 1 Base
    >   + o 1.1 Schema
        o 1.2 Keys
      o Phase 2 Use
        o 2.1 Client
          o Route
          o Body
       Notes
      +  Rollout
    ");
    assert_snapshot!(drive(PLAN, "hhjh"), @r"
    > o Phase 1 Base
        + o 1.1 Schema
        o 1.2 Keys
      o Phase 2 Use
        o 2.1 Client
          o Route
          o Body
       Notes
      +  Rollout
    ");
    for (pressed, expected) in [
        ("hl", "Schema"),
        ("hll", "Runs"),
        ("jh", "Schema"),
        ("jl", "Runs"),
        ("k<enter>j", "Use"),
        ("k<enter><enter>j", "Schema"),
        ("Gl<right>", "Sandbox"),
        ("gh]", "Runs"),
    ] {
        assert_eq!(after(pressed), expected, "{pressed}");
    }
}

#[test]
fn panes_and_overlays_open_and_close() {
    for (pressed, expected) in [
        ("<enter>", "Schema | [detail]"),
        ("<enter>jk", "Schema | [detail]"),
        ("<enter><esc>j", "Runs"),
        ("<enter>hj", "Runs"),
        ("<enter>q", "Schema"),
        ("<tab>", "Schema | [detail]"),
        ("<tab><tab>", "Schema"),
        ("<enter>]", "Runs | [detail]"),
        ("z", "Schema | [detail]"),
        ("zz", "Schema"),
        ("?", "Schema | [help]"),
        ("?jj<space>", "Schema | [help]"),
        ("??", "Schema"),
        ("?q", "Schema"),
        ("?<esc>", "Schema"),
        ("<enter>?<esc>", "Schema | [detail]"),
        ("<esc>", "Schema"),
    ] {
        assert_eq!(after(pressed), expected, "{pressed}");
    }
    for (pressed, expected) in [
        ("q", "Quit\n"),
        ("?qq", "Quit\n"),
        ("<c-c>", "Quit\n"),
        ("?<c-c>", "Quit\n"),
        ("v<c-c>", "Quit\n"),
        ("<c-z>", "Suspend\n"),
        ("r", "Reread\n"),
    ] {
        assert_eq!(Bench::new(PLAN, (60, 24)).press(pressed).log, expected, "{pressed}");
    }
}

fn key() -> impl Strategy<Value = Key> {
    let names = "j k o 2 g G h l ] [ x v s u U z r ? q y n J K <space> <enter> <esc> <tab> <c-d> <c-u> <c-r> <pageup> <pagedown>";
    let all: Vec<Key> = names.split(' ').map(|name| keys(name).expect(name)[0]).collect();
    prop::sample::select(all)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    /// The bench asserts after every message that the cursor is on a row.
    #[test]
    fn any_keys_leave_the_cursor_on_a_row(
        pressed in prop::collection::vec(key(), 0..60),
        cut in 0..PLAN.len(),
        size in (0u16..100, 0u16..40),
    ) {
        let mut bench = Bench::new(PLAN, size);
        for (index, key) in pressed.into_iter().enumerate() {
            for effect in bench.update(Msg::Key(key)) {
                bench.perform(effect);
            }
            if index == 20 {
                let text = bench.model.plan().text().get(cut..).unwrap_or_default().to_owned();
                bench.update(outside(&text));
                bench.update(Msg::Resize(size.1, size.0));
            }
        }
    }
}
