//! What departs from normal.

use insta::assert_snapshot;

use super::{Bench, PLAN, outside};
use crate::app::{Access, Msg, Tier, Watching};

#[test]
fn what_departs_from_normal_is_said() {
    let said = |msg: Msg| {
        let mut bench = Bench::new(PLAN, (60, 24));
        bench.update(msg);
        format!("{} | {}", bench.said(), bench.model.status().notices().join(", "))
    };
    assert_eq!(said(Msg::Access(Access::Full)), " | ");
    assert_snapshot!(said(Msg::Access(Access::ReadOnly("no permission".into()))), @"read-only: no permission | read-only");
    assert_snapshot!(said(Msg::Access(Access::BeingSaved)), @"another program is saving the file: this is its last text | being saved");
    assert_snapshot!(said(Msg::Access(Access::Missing)), @"the file is gone: this is its last text | file is gone");
    assert_snapshot!(said(Msg::Access(Access::Empty)), @"the file is empty: this is its last text | file is empty");
    assert_snapshot!(said(Msg::Access(Access::Unreadable("it is not UTF-8".into()))), @"unreadable: it is not UTF-8; this is its last text | unreadable");
    assert_snapshot!(said(Msg::Watching(Watching::Polling("no events here".into()))), @"polling for changes: no events here | polling");
    assert_snapshot!(said(Msg::Tier(Tier::BestEffort("the file is remote".into()))), @"written by best effort: the file is remote | best effort");
    assert_eq!(said(Msg::Tier(Tier::Normal)), " | ");
    assert_snapshot!(said(Msg::Fault("the watcher stopped".into())), @"the watcher stopped |");
    assert_eq!(said(Msg::Paste("qqq".into())), " | ");
}

#[test]
fn reading_again_says_what_keeps_it_from_it() {
    for (access, expected) in [
        (Access::Full, "read again"),
        (Access::Missing, "the file is gone: this is its last text"),
        (Access::ReadOnly("no permission".into()), "read-only: no permission"),
    ] {
        let mut bench = Bench::new(PLAN, (60, 24));
        bench.update(Msg::Access(access));
        assert_eq!(bench.press("jr").said(), expected);
    }
}

#[test]
fn an_unchanged_text_says_nothing() {
    let mut bench = Bench::new(PLAN, (60, 24)).press("r");
    bench.update(outside(PLAN));
    assert_eq!(bench.said(), "read again");
}
