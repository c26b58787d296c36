//! The plan that everybody writes into, read strictly: a line that nobody wrote makes it no book.
//!
//! Some nodes are ours and some are theirs, and nobody writes into the other's. So who wrote last is never a question,
//! and whatever is missing in the end was lost.

use std::fmt::Write;
use std::ops::Range;

/// Which nodes are ours: items, items whose words we change, and steps.
pub(crate) const ITEMS: Range<usize> = 0..12;
pub(crate) const NOTES: Range<usize> = ITEMS.end..18;
pub(crate) const STEPS: Range<usize> = NOTES.end..28;
/// How many items are theirs.
pub(crate) const THEIR_ITEMS: usize = 8;

/// A validation: not yet, and in both manners.
const VALIDATIONS: [&str; 3] =
    ["- **Validation**: seen by eye", "- [x] **Validation**: seen by eye", "- **Validation**: ✅ seen by eye"];
/// A status: done, and what becomes of that where every step has one, for the plan keeps its manner.
const STATUSES: [&str; 2] = ["- **Status**: [x] Complete", "- **Status**: [ ] Not Started"];
/// The item in front of those that we add.
const FIRST: &str = "- [ ] in front of what is added";

/// What stands in the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Book {
    pub(crate) ours: Vec<Our>,
    pub(crate) theirs: Vec<Their>,
    /// The numbers of the items that we added, in the order in which they stand there.
    pub(crate) added: Vec<usize>,
}

/// A node of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Our {
    /// Its box is ticked, where it is an item.
    pub(crate) is_ticked: bool,
    /// Which of [`STATUSES`] it has.
    status: Option<usize>,
    /// Which of [`VALIDATIONS`] it has.
    validation: usize,
    /// The number of the edit that worded it.
    pub(crate) value: usize,
}

/// The state of a node of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Open,
    Done,
    Validated,
}

impl Our {
    /// Returns its state.
    pub(crate) fn mark(&self) -> Mark {
        match self {
            Self { validation: 1.., .. } => Mark::Validated,
            Self { is_ticked: true, .. } | Self { status: Some(0), .. } => Mark::Done,
            _ => Mark::Open,
        }
    }

    /// Gives the node `index` another state, as it was made in one go.
    pub(crate) fn set(&mut self, index: usize, mark: Mark) {
        let is_step = STEPS.contains(&index);
        self.is_ticked = !is_step && mark == Mark::Done;
        self.status = (is_step && mark == Mark::Done).then_some(0);
        self.validation = usize::from(mark == Mark::Validated);
    }
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
        let theirs = (1..=THEIR_ITEMS).map(their).collect();
        Self { ours: vec![Our::default(); STEPS.end], theirs, added: Vec::new() }
    }

    /// Returns its text.
    pub(crate) fn text(&self) -> String {
        let mut text = "# Chaos\n\n## Phase 1: Items of ours\n\n".to_owned();
        let item = |index: usize| {
            let mark = if self.ours[index].is_ticked { 'x' } else { ' ' };
            format!("- [{mark}] {}\n", title(index, self.ours[index].value))
        };
        text.extend(ITEMS.map(item));
        text += "\n## Phase 2: Notes of ours\n\n";
        text.extend(NOTES.map(item));
        text += "\n## Phase 3: Steps of ours\n";
        for index in STEPS {
            let our = &self.ours[index];
            let (description, validation) = (description(our.value), VALIDATIONS[our.validation]);
            let _ = write!(text, "\n{}\n{description}\n{validation}\n", heading(index));
            if let Some(status) = our.status {
                let _ = writeln!(text, "{}", STATUSES[status]);
            }
        }
        text += "\n## Phase 4: Items of theirs\n\n";
        text.extend(self.theirs.iter().map(Their::text));
        let _ = writeln!(text, "\n## Phase 5: Added by us\n\n{FIRST}");
        text.extend(self.added.iter().map(|&number| format!("- [ ] {}\n", added(number))));
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
        let mut ours = ITEMS.map(|index| lines.item(index)).collect::<Result<Vec<_>, _>>()?;
        lines.expect(&["", "## Phase 2: Notes of ours", ""])?;
        for index in NOTES {
            ours.push(lines.item(index)?);
        }
        lines.expect(&["", "## Phase 3: Steps of ours"])?;
        for index in STEPS {
            lines.expect(&["", &heading(index)])?;
            let value = lines.worded(&description)?;
            let validation = lines.one_of(&VALIDATIONS)?;
            let status = STATUSES.iter().position(|status| lines.take(status));
            ours.push(Our { is_ticked: false, status, validation, value });
        }
        lines.expect(&["", "## Phase 4: Items of theirs", ""])?;
        let mut theirs = Vec::new();
        for number in 1..=THEIR_ITEMS {
            let mut their = Their::read(lines.next(), number).ok_or_else(|| lines.wrong("an item of theirs"))?;
            their.extra = extra(lines.peek(), number);
            if their.extra.is_some() {
                lines.next();
            }
            theirs.push(their);
        }
        lines.expect(&["", "## Phase 5: Added by us", "", FIRST])?;
        let mut numbers = Vec::new();
        while lines.at < lines.lines.len() {
            numbers.push(lines.worded(&|number| format!("- [ ] {}", added(number)))?);
        }
        Ok(Self { ours, theirs, added: numbers })
    }
}

/// Returns the title of our node `index` with the words of the edit `value`; the items come first.
pub(crate) fn title(index: usize, value: usize) -> String {
    if NOTES.contains(&index) {
        let more = ["", " and", " and more"][value % 3];
        format!("our note {:02} value {value}{more}", index - NOTES.start + 1)
    } else if STEPS.contains(&index) {
        format!("our step {:02}", index - STEPS.start + 1)
    } else {
        format!("our item {:02}", index + 1)
    }
}

/// Returns the address of our node `index` with the words of the edit `value`.
pub(crate) fn address(index: usize, value: usize) -> String {
    if STEPS.contains(&index) {
        return format!("3.{}", index - STEPS.start + 1);
    }
    let phase = if NOTES.contains(&index) { 2 } else { 1 };
    format!("phase-{phase}/{}", title(index, value).replace(' ', "-"))
}

/// Returns the title of the item that we added as `number`.
pub(crate) fn added(number: usize) -> String {
    format!("our addition {number}")
}

/// Returns the line of a step's description with the words of the edit `value`.
pub(crate) fn description(value: usize) -> String {
    format!("- **Description**: {}", described(value))
}

/// Returns what that says.
pub(crate) fn described(value: usize) -> String {
    format!("{} step of ours {value}", ["a", "a longer", "a much longer"][value % 3])
}

fn heading(index: usize) -> String {
    format!("### Step {}: {}", address(index, 0), title(index, 0))
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

    /// Takes our item `index`.
    fn item(&mut self, index: usize) -> Result<Our, String> {
        let is_ticked = self.peek().starts_with("- [x]");
        let mark = if is_ticked { 'x' } else { ' ' };
        let line = |value| format!("- [{mark}] {}", title(index, value));
        let value = if NOTES.contains(&index) { self.worded(&line)? } else { self.expect(&[&line(0)]).map(|()| 0)? };
        Ok(Our { is_ticked, value, ..Our::default() })
    }

    /// Takes a line that has the words of some edit, as `line` makes it; returns which.
    fn worded(&mut self, line: &dyn Fn(usize) -> String) -> Result<usize, String> {
        let found = self.next();
        // The last number in it, if any.
        let digits = found.rsplit(|letter: char| !letter.is_ascii_digit()).find(|digits| !digits.is_empty());
        let value = digits.and_then(|digits| digits.parse().ok()).filter(|&value| line(value) == found);
        value.ok_or_else(|| self.wrong(&line(0)))
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
    book.ours[3].set(3, Mark::Done);
    for (index, mark) in [(STEPS.start, Mark::Done), (STEPS.start + 1, Mark::Validated)] {
        book.ours[index].set(index, mark);
        assert_eq!(book.ours[index].mark(), mark);
    }
    book.ours[STEPS.start + 2].status = Some(1);
    book.ours[NOTES.start].value = 31;
    book.ours[STEPS.start].value = 32;
    book.theirs[2] = Their { number: 3, is_done: true, value: 17, padding: 2, extra: Some(18) };
    book.added = vec![4, 12];
    assert_eq!(Book::read(&book.text()), Ok(book));
}

#[test]
fn what_nobody_wrote_is_no_book() {
    let text = Book { added: vec![7], ..Book::new() }.text();
    assert!(Book::read(&text).is_ok());
    // Every line left out, doubled, or cut in half is noticed; but one that we added is counted elsewhere.
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines[..lines.len() - 1].iter().enumerate() {
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
