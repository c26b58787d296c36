//! For how long nobody else has written: told in a few steps, so that a screen that nobody needs is not drawn each minute.
//! The header says `quiet 2+ min`, which is true until the next step.

use std::time::{Duration, Instant};

/// After how many minutes it is told.
const STEPS: [u32; 9] = [1, 2, 5, 10, 20, 30, 60, 120, 240];

/// A while in which nobody else has written.
pub(super) struct Quiet {
    since: Instant,
    /// How many of the steps have been told.
    told: usize,
}

impl Quiet {
    /// Returns a while that begins at `now`.
    pub(super) fn begin(now: Instant) -> Self {
        Self { since: now, told: 0 }
    }

    /// Returns when there is something to tell again; `None` once everybody knows.
    pub(super) fn next(&self) -> Option<Instant> {
        STEPS.get(self.told).map(|&minutes| self.since + Duration::from_secs(u64::from(minutes) * 60))
    }

    /// Returns the minutes to be told, at [`Self::next`].
    pub(super) fn tell(&mut self) -> u32 {
        let minutes = STEPS.get(self.told).or(STEPS.last()).copied().unwrap_or_default();
        self.told += 1;
        minutes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_ever_more_seldom_and_then_no_more() {
        let begun = Instant::now();
        let mut quiet = Quiet::begin(begun);
        let mut told = Vec::new();
        while let Some(at) = quiet.next() {
            let minutes = quiet.tell();
            assert_eq!(at - begun, Duration::from_secs(u64::from(minutes) * 60));
            told.push(minutes);
        }
        assert_eq!(told, STEPS);
    }
}
