//! Two writers, nothing lost: others of every kind beside verbs and screens of ours, on one plan.
//!
//! Everybody writes into nodes of their own, with edits that change lengths, and in the end it is counted what is
//! missing. `cargo test --test chaos -- --nocapture` prints the table; `TICKDOWN_CHAOS_EDITS=50000` makes the run
//! longer, `TICKDOWN_CHAOS_SEED` repeats the scripts of another one (not its interleaving), `TICKDOWN_CHAOS_ONLY`
//! takes the kinds whose name contains it.

#[path = "../support/pty.rs"]
#[allow(dead_code, reason = "other tests use more of it")]
mod pty;

mod book;
mod desktop;
mod git;
mod log;
mod ours;
#[path = "../support/random.rs"]
mod random;
mod round;
mod table;
mod wish;
mod writers;

use std::env;
use std::time::SystemTime;

use random::Random;
use round::{Hand, round};
use table::Table;
use writers::Kind;

/// How many edits others make where nothing else is asked for.
const EDITS: usize = 2_000;

/// How many edits others make in one round at most: each round has a new plan.
const ROUND: usize = 200;

/// How often the naive way may be tried before the test says that it sees no losses.
const NAIVE_ROUNDS: usize = 20;

#[test]
fn no_edit_of_either_side_is_lost() {
    let edits = number("TICKDOWN_CHAOS_EDITS").map_or(EDITS, |edits| edits as usize);
    let now = || SystemTime::UNIX_EPOCH.elapsed().expect("a clock").as_secs();
    let seed = number("TICKDOWN_CHAOS_SEED").unwrap_or_else(now);
    println!("{edits} edits by others; again with TICKDOWN_CHAOS_SEED={seed}");
    let only = env::var("TICKDOWN_CHAOS_ONLY").unwrap_or_default();
    let (kinds, missing): (Vec<Kind>, Vec<Kind>) =
        Kind::ALL.into_iter().filter(|kind| kind.name().contains(&only)).partition(|kind| kind.missing().is_none());
    for kind in missing {
        println!("skipped: {}, for there is no {}", kind.name(), kind.missing().unwrap_or_default());
    }
    let share = edits.div_ceil(kinds.len() * Hand::OURS.len());
    let mut seeds = Random::new(seed);
    let mut table = Table::default();
    for kind in kinds {
        for hand in Hand::OURS {
            let mut left = share;
            while left > 0 {
                let count = left.min(ROUND);
                table.add(kind, hand, round(kind, hand, count, seeds.next()));
                left -= count;
            }
        }
        table.add(kind, Hand::Naive, round(kind, Hand::Naive, share.min(ROUND), seeds.next()));
    }
    // The naive way need not lose in every run; but in some it does, or nothing is seen here.
    for _ in 0..NAIVE_ROUNDS {
        if table.naive_lost_ours() && table.naive_lost_theirs() {
            break;
        }
        table.add(Kind::Rename, Hand::Naive, round(Kind::Rename, Hand::Naive, ROUND, seeds.next()));
    }
    println!("{table}");
    assert!(table.naive_lost_ours() && table.naive_lost_theirs(), "the naive way lost nothing: are losses seen?");
    let faults = table.faults();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn others_alone_lose_nothing() {
    for kind in Kind::ALL.into_iter().filter(|kind| kind.missing().is_none()) {
        let score = round(kind, Hand::Nobody, 100, 1);
        assert_eq!((score.theirs, score.theirs_lost), (100, 0), "{}", kind.name());
        assert!(score.malformed.is_empty() && score.left_over.is_empty(), "{}: {score:?}", kind.name());
    }
}

/// Returns the number that the variable `name` holds.
fn number(name: &str) -> Option<u64> {
    Some(env::var(name).ok()?.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}
