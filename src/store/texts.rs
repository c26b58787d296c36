//! The texts that a file has had, to know from which of them another program saves.

use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;
use std::sync::Arc;
use std::time::{Duration, Instant};

use foldhash::quality::FixedState;

/// How many texts are kept, the newest.
const LIMIT: usize = 256;

/// How many bytes they may have together.
const ROOM: usize = 64 << 20;

/// The texts that a file has had, each once, the newest last.
#[derive(Debug, Default)]
pub(super) struct Texts {
    texts: VecDeque<Seen>,
    bytes: usize,
}

#[derive(Debug)]
struct Seen {
    text: Arc<str>,
    /// Texts after a tick are as long as before it: comparing them all takes its time.
    hash: u64,
    /// When we wrote another text over it.
    replaced: Option<Instant>,
}

impl Texts {
    /// Notes that the file reads `text`.
    pub(super) fn saw(&mut self, text: &Arc<str>) {
        self.put(text, None);
    }

    /// Notes that we have just written another text over `text`.
    pub(super) fn replaced(&mut self, text: &Arc<str>, now: Instant) {
        self.put(text, Some(now));
    }

    fn put(&mut self, text: &Arc<str>, replaced: Option<Instant>) {
        let hash = hash(text);
        if let Some(at) = self.place(text, hash)
            && let Some(known) = self.texts.remove(at)
        {
            self.bytes -= known.text.len();
        }
        self.bytes += text.len();
        self.texts.push_back(Seen { text: Arc::clone(text), hash, replaced });
        while self.texts.len() > LIMIT || self.bytes > ROOM && self.texts.len() > 1 {
            self.bytes -= self.texts.pop_front().map_or(0, |seen| seen.text.len());
        }
    }

    /// Notes that the file has read `text` before all others, as far as there is room.
    pub(super) fn was(&mut self, text: Arc<str>) {
        let is_full = self.texts.len() >= LIMIT || self.bytes + text.len() > ROOM;
        let hash = hash(&text);
        if !is_full && self.place(&text, hash).is_none() {
            self.bytes += text.len();
            self.texts.push_front(Seen { text, hash, replaced: None });
        }
    }

    /// Returns whether the file has read `text` before.
    pub(super) fn knows(&self, text: &str) -> bool {
        self.place(text, hash(text)).is_some()
    }

    fn place(&self, text: &str, hash: u64) -> Option<usize> {
        self.texts.iter().rposition(|seen| seen.hash == hash && *seen.text == *text)
    }

    /// Returns whether we have written over `text` less than `time` ago.
    pub(super) fn has_just_replaced(&self, text: &str, time: Duration, now: Instant) -> bool {
        let just = |at: Instant| now.saturating_duration_since(at) < time;
        self.place(text, hash(text)).is_some_and(|at| self.texts[at].replaced.is_some_and(just))
    }

    /// Returns the text that `text` was most likely made from: it differs from that in the fewest lines. Of several it is
    /// the newest.
    ///
    /// A line that only `text` and the newest text have counts more: where would its author know it from?
    pub(super) fn nearest(&self, text: &str) -> Option<&Arc<str>> {
        self.nearest_of(text, &self.texts.back()?.text, |_| true)
    }

    /// Returns the text that `text` was made from by somebody who did not know of `last`.
    pub(super) fn base(&self, text: &str, last: &str) -> Option<&Arc<str>> {
        self.nearest_of(text, last, |seen| *seen != *text && *seen != *last)
    }

    fn nearest_of(&self, text: &str, newest: &str, may_be: impl Fn(&str) -> bool) -> Option<&Arc<str>> {
        let (lines, newest) = (count(text), count(newest));
        let texts = self.texts.iter().rev().map(|seen| &seen.text).filter(|seen| may_be(seen));
        texts.min_by_key(|seen| distance(&lines, &count(seen), &newest))
    }
}

/// How much a line counts that was not in the text in question, but is in the newest one.
const KNOWN: usize = 3;

/// How often each line occurs, by its hash.
type Lines = HashMap<u64, usize>;

fn hash(text: &str) -> u64 {
    FixedState::default().hash_one(text)
}

fn count(text: &str) -> Lines {
    let mut lines = Lines::new();
    text.lines().for_each(|line| *lines.entry(hash(line)).or_default() += 1);
    lines
}

/// Returns how far `lines` are from `base`: how many there are of one that the other does not have. Their order does not
/// matter.
fn distance(lines: &Lines, base: &Lines, newest: &Lines) -> usize {
    let of = |lines: &Lines, hash: &u64| lines.get(hash).copied().unwrap_or(0);
    let gone: usize = base.iter().map(|(hash, count)| count.saturating_sub(of(lines, hash))).sum();
    let weight = |hash| if of(newest, hash) > of(base, hash) { KNOWN } else { 1 };
    let new: usize = lines.iter().map(|(hash, count)| count.saturating_sub(of(base, hash)) * weight(hash)).sum();
    gone + new
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_made_from_the_one_that_it_differs_least_from() {
        let mut texts = Texts::default();
        for text in ["a\nb\nc\n", "A\nb\nc\n", "A\nB\nc\n"] {
            texts.saw(&text.into());
        }
        for (text, expected) in [
            ("a\nb\nc\nd\n", "a\nb\nc\n"),
            ("A\nb\nx\n", "A\nb\nc\n"),
            ("A\nB\n", "A\nB\nc\n"),
            ("a\nB\nc\n", "A\nB\nc\n"),
            ("", "A\nB\nc\n"),
            ("c\nB\nA\n", "A\nB\nc\n"),
            ("a\nB\nc\nd\n", "A\nB\nc\n"),
        ] {
            assert_eq!(texts.nearest(text).map(|text| &**text), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn what_we_wrote_over_is_known_for_a_while() {
        let (mut texts, now, time) = (Texts::default(), Instant::now(), Duration::from_secs(2));
        let text: Arc<str> = "a".into();
        texts.saw(&text);
        assert!(texts.knows("a") && !texts.knows("b") && !texts.has_just_replaced("a", time, now));
        texts.replaced(&text, now);
        assert!(texts.has_just_replaced("a", time, now + Duration::from_secs(1)));
        assert!(!texts.has_just_replaced("a", time, now + time));
        texts.saw(&text);
        assert!(!texts.has_just_replaced("a", time, now), "it came back, and stayed");
    }

    #[test]
    fn what_was_before_all_is_the_oldest() {
        let mut texts = Texts::default();
        texts.saw(&"b\n".into());
        texts.was("a\n".into());
        texts.was("b\n".into());
        assert_eq!(texts.texts.iter().map(|seen| &*seen.text).collect::<Vec<_>>(), ["a\n", "b\n"]);
        (0..LIMIT).for_each(|number| texts.saw(&number.to_string().into()));
        texts.was("a\n".into());
        assert!(!texts.knows("a\n") && texts.texts.len() == LIMIT, "there is no room");
    }

    #[test]
    fn only_so_much_is_kept() {
        let mut texts = Texts::default();
        for number in 0..1000 {
            texts.saw(&number.to_string().into());
        }
        assert_eq!(texts.texts.len(), LIMIT);
        for letter in ["a", "b", "c"] {
            texts.saw(&letter.repeat(ROOM / 2).into());
        }
        assert!(texts.bytes <= ROOM && texts.knows(&"c".repeat(ROOM / 2)));
        texts.saw(&"d".repeat(ROOM + 1).into());
        assert_eq!(texts.texts.len(), 1, "the text of the file itself is always kept");
    }
}
