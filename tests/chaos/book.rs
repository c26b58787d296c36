//! The plan that everybody writes into, read strictly: a line that nobody wrote makes it no book.
//!
//! Some nodes are ours and some are theirs, and nobody writes into the other's. So who wrote last is never a question,
//! and whatever is missing in the end was lost.

use std::fmt::Write;

/// How many items and steps are ours.
pub(crate) const OUR_ITEMS: usize = 16;
pub(crate) const OUR_STEPS: usize = 10;
/// How many items are theirs.
pub(crate) const THEIR_ITEMS: usize = 8;

const VALIDATION: &str = "- **Validation**: seen by eye";
const VALIDATED: [&str; 2] = ["- [x] **Validation**: seen by eye", "- **Validation**: ✅ seen by eye"];
const STATUS: &str = "- **Status**: [x] Complete";
/// What becomes of that where every step has one: the plan keeps its manner.
const OPEN: &str = "- **Status**: [ ] Not Started";

/// What stands in the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Book {
    pub(crate) ours: Vec<Mark>,
    pub(crate) theirs: Vec<Their>,
}

/// The state of a node of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Open,
    Done,
    Validated,
}

/// An item of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Their {
    pub(crate) number: usize,
    pub(crate) is_done: bool,
    /// The number of the edit that worded it.
    pub(crate) value: usize,
    /// How many words more it has.
    pub(crate) padding: usize,
    /// The number of the edit that added a line below it.
    pub(crate) extra: Option<usize>,
}

impl Their {
    /// Returns what its line begins with behind the mark.
    pub(crate) fn name(&self) -> String {
        format!("theirs {} value ", self.number)
    }

    /// Returns its own line, without the line's end.
    pub(crate) fn line(&self) -> String {
        let mark = if self.is_done { 'x' } else { ' ' };
        format!("- [{mark}] {}{}{}", self.name(), self.value, " and more".repeat(self.padding))
    }

    /// Returns the line below it, without the line's end.
    pub(crate) fn extra_line(&self) -> Option<String> {
        self.extra.map(|edit| format!("  - [ ] extra {edit} below theirs {}", self.number))
    }

    /// Returns all its lines.
    pub(crate) fn text(&self) -> String {
        let extra = self.extra_line().map(|line| line + "\n").unwrap_or_default();
        format!("{}\n{extra}", self.line())
    }

    fn read(line: &str, number: usize) -> Option<Self> {
        let mut their = Self { number, is_done: false, value: 0, padding: 0, extra: None };
        let rest = line.strip_prefix("- [")?;
        their.is_done = rest.starts_with('x');
        let rest = rest.get(1..)?.strip_prefix("] ")?.strip_prefix(&their.name())?;
        let digits = rest.find(' ').unwrap_or(rest.len());
        their.value = rest[..digits].parse().ok()?;
        their.padding = rest.matches(" and more").count();
        (their.line() == line).then_some(their)
    }
}

impl Book {
    /// Returns the book before anybody has written into it.
    pub(crate) fn new() -> Self {
        let their = |number| Their { number, is_done: false, value: 0, padding: 0, extra: None };
        Self { ours: vec![Mark::Open; OUR_ITEMS + OUR_STEPS], theirs: (1..=THEIR_ITEMS).map(their).collect() }
    }

    /// Returns its text, where every mark of ours was made by us in one go.
    pub(crate) fn text(&self) -> String {
        let mut text = "# Chaos\n\n## Phase 1: Items of ours\n\n".to_owned();
        for (index, mark) in self.ours[..OUR_ITEMS].iter().enumerate() {
            let mark = if *mark == Mark::Open { ' ' } else { 'x' };
            let _ = writeln!(text, "- [{mark}] {}", title(index));
        }
        text += "\n## Phase 2: Steps of ours\n";
        for (index, mark) in self.ours.iter().enumerate().skip(OUR_ITEMS) {
            let validation = if *mark == Mark::Validated { VALIDATED[0] } else { VALIDATION };
            let _ = write!(text, "\n{}\n- **Description**: a step of ours\n{validation}\n", heading(index));
            if *mark == Mark::Done {
                let _ = writeln!(text, "{STATUS}");
            }
        }
        text += "\n## Phase 3: Items of theirs\n\n";
        text.extend(self.theirs.iter().map(Their::text));
        text
    }

    /// Reads `text`.
    ///
    /// # Errors
    /// The first line that should not be where it is, or is missing.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        if !text.ends_with('\n') {
            return Err(format!("the last line has no end: {:?}", text.lines().last()));
        }
        let mut lines = Lines { lines: text.lines().collect(), at: 0 };
        lines.expect(&["# Chaos", "", "## Phase 1: Items of ours", ""])?;
        let mut ours = Vec::new();
        for index in 0..OUR_ITEMS {
            let title = title(index);
            let found = lines.one_of(&[&format!("- [ ] {title}"), &format!("- [x] {title}")])?;
            ours.push([Mark::Open, Mark::Done][found]);
        }
        lines.expect(&["", "## Phase 2: Steps of ours"])?;
        for index in OUR_ITEMS..OUR_ITEMS + OUR_STEPS {
            lines.expect(&["", &heading(index), "- **Description**: a step of ours"])?;
            let is_validated = lines.one_of(&[VALIDATION, VALIDATED[0], VALIDATED[1]])? > 0;
            let is_done = lines.take(STATUS);
            let _ = lines.take(OPEN);
            ours.push(match (is_validated, is_done) {
                (true, _) => Mark::Validated,
                (false, true) => Mark::Done,
                (false, false) => Mark::Open,
            });
        }
        lines.expect(&["", "## Phase 3: Items of theirs", ""])?;
        let mut theirs = Vec::new();
        for number in 1..=THEIR_ITEMS {
            let mut their = Their::read(lines.next(), number).ok_or_else(|| lines.wrong("an item of theirs"))?;
            their.extra = extra(lines.peek(), number);
            if their.extra.is_some() {
                lines.next();
            }
            theirs.push(their);
        }
        if lines.at < lines.lines.len() {
            lines.next();
            return Err(lines.wrong("the end"));
        }
        Ok(Self { ours, theirs })
    }
}

/// Returns the title of our node `index`; the items come first.
pub(crate) fn title(index: usize) -> String {
    if index < OUR_ITEMS {
        format!("our item {:02}", index + 1)
    } else {
        format!("our step {:02}", index - OUR_ITEMS + 1)
    }
}

/// Returns the address of our node `index`.
pub(crate) fn address(index: usize) -> String {
    if index < OUR_ITEMS {
        format!("phase-1/our-item-{:02}", index + 1)
    } else {
        format!("2.{}", index - OUR_ITEMS + 1)
    }
}

fn heading(index: usize) -> String {
    format!("### Step {}: {}", address(index), title(index))
}

fn extra(line: &str, number: usize) -> Option<usize> {
    line.strip_prefix("  - [ ] extra ")?.strip_suffix(&format!(" below theirs {number}"))?.parse().ok()
}

/// The lines of a text, from the first that was not yet taken on.
struct Lines<'a> {
    lines: Vec<&'a str>,
    at: usize,
}

impl<'a> Lines<'a> {
    fn peek(&self) -> &'a str {
        self.lines.get(self.at).copied().unwrap_or("(the end)")
    }

    fn next(&mut self) -> &'a str {
        self.at += 1;
        self.lines.get(self.at - 1).copied().unwrap_or("(the end)")
    }

    fn take(&mut self, line: &str) -> bool {
        let is_there = self.peek() == line;
        self.at += usize::from(is_there);
        is_there
    }

    fn expect(&mut self, lines: &[&str]) -> Result<(), String> {
        lines.iter().try_for_each(|line| self.one_of(&[line]).map(drop))
    }

    fn one_of(&mut self, lines: &[&str]) -> Result<usize, String> {
        let line = self.next();
        lines.iter().position(|&candidate| candidate == line).ok_or_else(|| self.wrong(lines[0]))
    }

    /// Says that the line just taken is not what was expected.
    fn wrong(&self, expected: &str) -> String {
        let found = self.lines.get(self.at - 1).copied().unwrap_or("(the end)");
        format!("line {}: expected {expected:?}, found {found:?}", self.at)
    }
}

#[test]
fn a_book_reads_as_it_was_written() {
    let mut book = Book::new();
    book.ours[3] = Mark::Done;
    book.ours[OUR_ITEMS] = Mark::Done;
    book.ours[OUR_ITEMS + 1] = Mark::Validated;
    book.theirs[2] = Their { number: 3, is_done: true, value: 17, padding: 2, extra: Some(18) };
    assert_eq!(Book::read(&book.text()), Ok(book));
}

#[test]
fn what_nobody_wrote_is_no_book() {
    let text = Book::new().text();
    assert!(Book::read(&text).is_ok());
    // Every line left out, doubled, or cut in half is noticed.
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let half = &line[..line.len() / 2];
        for instead in [&[][..], &[*line, *line], &[half]] {
            let changed: Vec<&str> = [&lines[..at], instead, &lines[at + 1..]].concat();
            let changed = changed.join("\n") + "\n";
            assert!(changed == text || Book::read(&changed).is_err(), "line {at} as {instead:?}");
        }
    }
    assert!(Book::read(&text[..text.len() / 2]).is_err());
    assert!(Book::read(text.trim_end()).is_err());
}
