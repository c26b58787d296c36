//! What all rounds came to, as a table.

use std::fmt;

use crate::round::{Hand, Score};
use crate::writers::Kind;

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
        sum.listed += score.listed;
        sum.refused.extend(score.refused);
        sum.ours_lost.extend(score.ours_lost);
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
            for (what, list) in
                [("of ours lost", &score.ours_lost), ("malformed", &score.malformed), ("left over", &score.left_over)]
            {
                if let Some(first) = list.first() {
                    fault(format!("{} {what}: {first}", list.len()));
                }
            }
            // Here and there others are too busy; as a rule ours are done.
            if score.ours == 0 || score.refused.len() > 2 + score.ours / 4 {
                let first = score.refused.first().map_or("none was tried", String::as_str);
                fault(format!("{} of ours done, {} refused: {first}", score.ours, score.refused.len()));
            }
        }
        faults
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<23} {:<15} {:>7} {:>6} {:>8} {:>12} {:>10} {:>7} {:>10} {:>10}",
            "others",
            "ours by",
            "theirs",
            "ours",
            "refused",
            "theirs lost",
            "ours lost",
            "listed",
            "malformed",
            "left over"
        )?;
        for (kind, hand, score) in &self.rows {
            let kind = kind.name();
            let lists = [&score.ours_lost, &score.malformed, &score.left_over].map(Vec::len);
            writeln!(
                f,
                "{kind:<23} {:<15} {:>7} {:>6} {:>8} {:>12} {:>10} {:>7} {:>10} {:>10}",
                hand.name(),
                score.theirs,
                score.ours,
                score.refused.len(),
                score.theirs_lost,
                lists[0],
                score.listed,
                lists[1],
                lists[2]
            )?;
        }
        Ok(())
    }
}
