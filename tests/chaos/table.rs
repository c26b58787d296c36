//! What all rounds came to, as a table.

use std::collections::BTreeMap;
use std::fmt;

use crate::round::{Hand, Score};
use crate::writers::Kind;

/// How many of the same faults of a row are told.
const SHOWN: usize = 4;

/// A row for each kind of others and each way of ours.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<(Kind, Hand, Score)>,
}

impl Table {
    /// Adds what a round came to.
    pub(crate) fn add(&mut self, kind: Kind, hand: Hand, score: Score) {
        let Some((.., sum)) = self.rows.iter_mut().find(|row| (row.0, row.1) == (kind, hand)) else {
            self.rows.push((kind, hand, score));
            return;
        };
        sum.theirs += score.theirs;
        sum.ours += score.ours;
        sum.theirs_lost += score.theirs_lost;
        sum.refused.extend(score.refused);
        sum.ours_lost.extend(score.ours_lost);
        sum.listed.extend(score.listed);
        sum.twice.extend(score.twice);
        sum.malformed.extend(score.malformed);
        sum.left_over.extend(score.left_over);
    }

    /// Returns whether the naive way lost edits of ours.
    pub(crate) fn naive_lost_ours(&self) -> bool {
        self.rows.iter().any(|(_, hand, score)| *hand == Hand::Naive && !score.ours_lost.is_empty())
    }

    /// Returns whether the naive way lost edits of theirs.
    pub(crate) fn naive_lost_theirs(&self) -> bool {
        self.rows.iter().any(|(_, hand, score)| *hand == Hand::Naive && score.theirs_lost > 0)
    }

    /// Returns what may not be, in sentences.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (kind, hand, score) in self.rows.iter().filter(|(_, hand, _)| *hand != Hand::Naive) {
            let mut fault = |what: String| faults.push(format!("{}, {}: {what}", kind.name(), hand.name()));
            if score.theirs_lost > 0 {
                fault(format!("{} of theirs lost", score.theirs_lost));
            }
            for (what, list) in [
                ("of ours lost", &score.ours_lost),
                ("of ours there twice", &score.twice),
                ("malformed", &score.malformed),
                ("left over", &score.left_over),
            ] {
                if !list.is_empty() {
                    let some: Vec<&str> = list.iter().take(SHOWN).map(String::as_str).collect();
                    fault(format!("{} {what}: {}", list.len(), some.join("\n  ")));
                }
            }
            // Here and there others are too busy; as a rule ours are done.
            if score.ours == 0 || score.refused.len() > most_refused(*kind, score.ours) {
                let first = score.refused.first().map_or("none was tried", String::as_str);
                fault(format!("{} of ours done, {} refused: {first}", score.ours, score.refused.len()));
            }
            if let Some(most) = most_listed(*kind, *hand, score.ours)
                && score.listed.len() > most
            {
                fault(format!("{} of {} listed, not {most}: {}", score.listed.len(), score.ours, score.listed[0]));
            }
        }
        faults
    }
}

/// Returns how many changes may be refused beside so many of ours that were made: git takes away what is being written, and
/// an older text what is being looked at.
fn most_refused(kind: Kind, ours: usize) -> usize {
    2 + if matches!(kind, Kind::Git | Kind::StaleInPlace | Kind::StaleRename) { ours / 8 } else { ours / 20 }
}

/// Returns how many of so many changes of ours may be in the change list instead of the file; `None` where each may, as
/// nobody puts back what an older text or git has taken away.
fn most_listed(kind: Kind, hand: Hand, ours: usize) -> Option<usize> {
    match (kind, hand) {
        (Kind::Rename | Kind::Truncate | Kind::Sed | Kind::Vim, _) => Some(2 + ours / 15),
        (Kind::StaleInPlace | Kind::StaleRename | Kind::Git, Hand::Verbs) => None,
        // What git does is meant; and who saves an older text again and again, wins.
        (Kind::StaleInPlace | Kind::StaleRename | Kind::Git, _) => Some(6 + ours * 2 / 3),
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<23} {:<19} {:>7} {:>6} {:>8} {:>12} {:>10} {:>7} {:>6} {:>10} {:>10}",
            "others",
            "ours by",
            "theirs",
            "ours",
            "refused",
            "theirs lost",
            "ours lost",
            "listed",
            "twice",
            "malformed",
            "left over"
        )?;
        for (kind, hand, score) in &self.rows {
            let kind = kind.name();
            let lists =
                [&score.ours_lost, &score.listed, &score.twice, &score.malformed, &score.left_over].map(Vec::len);
            writeln!(
                f,
                "{kind:<23} {:<19} {:>7} {:>6} {:>8} {:>12} {:>10} {:>7} {:>6} {:>10} {:>10}",
                hand.name(),
                score.theirs,
                score.ours,
                score.refused.len(),
                score.theirs_lost,
                lists[0],
                lists[1],
                lists[2],
                lists[3],
                lists[4]
            )?;
        }
        // Why what is listed is not in the file.
        for (kind, hand, score) in self.rows.iter().filter(|(.., score)| !score.listed.is_empty()) {
            let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
            for listed in &score.listed {
                *reasons.entry(listed.split_once(": ").map_or(listed, |(_, why)| why)).or_default() += 1;
            }
            let reasons: Vec<String> = reasons.iter().map(|(why, count)| format!("{count} {why}")).collect();
            writeln!(f, "listed with {}, {}: {}", kind.name(), hand.name(), reasons.join("; "))?;
        }
        Ok(())
    }
}
