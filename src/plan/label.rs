//! The words and numbers by which plans name their parts: `Phase 2`, `Step 2.1`, `2.1`, `T-1.1`, `T012`.

use std::borrow::Cow;

use super::{Label, ideograph};

/// What kind of part a label's word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// Phase, Milestone, Sprint and the like.
    Phase,
    /// Step, Task and the like.
    Step,
}

/// Words for a phase, lower case; in the languages that plans were seen in.
const PHASES: [&str; 18] = [
    "phase",
    "milestone",
    "sprint",
    "stage",
    "week",
    "wave",
    "epic",
    "block",
    "part",
    "iteration", // English
    "フェーズ",
    "段階",
    "阶段",
    "階段",
    "단계",
    "fase",
    "étape",
    "этап",
];

/// Words for a step, lower case.
const STEPS: [&str; 12] =
    ["step", "task", "subtask", "story", "ticket", "タスク", "ステップ", "步骤", "任务", "任務", "작업", "paso"];

/// Length of the shortest and of the longest of these words, in bytes.
const LEAST: usize = 4;
const MOST: usize = 12;

/// A label found at the start of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// What the word stands for; `None` for a bare number or an id.
    pub(super) word: Option<Word>,
    pub(super) label: Label,
    /// Bytes from the start of the text to the title: label, separators and blanks.
    pub(super) len: usize,
}

/// Returns the word that `text` starts with, where it is one for a phase or a step, and its length in bytes.
pub(super) fn word(text: &str) -> Option<(Word, usize)> {
    let len = text.find(|character: char| !character.is_alphabetic()).unwrap_or(text.len());
    let written = &text[..len];
    if !(LEAST..=MOST).contains(&len) {
        return None;
    }
    let lower = if written.is_ascii() { Cow::Borrowed(written) } else { Cow::Owned(written.to_lowercase()) };
    let is = |known: &&str| lower.eq_ignore_ascii_case(known);
    if PHASES.iter().any(is) {
        Some((Word::Phase, len))
    } else if STEPS.iter().any(is) {
        Some((Word::Step, len))
    } else {
        None
    }
}

/// Returns the label that a heading's text starts with.
pub(super) fn of_heading(text: &str) -> Option<Found> {
    named(text)
        .or_else(|| ideograph::label(text))
        .or_else(|| numbered(text, Least::Dotted))
        .or_else(|| id(text, Least::Dotted))
}

/// Returns whether `text` starts with a word for a phase or a step, and its number.
pub(super) fn names_part(text: &str) -> bool {
    named(text).or_else(|| ideograph::label(text)).is_some()
}

/// Returns the label that an item's text starts with; a single number needs its point there: `2. Title`.
pub(super) fn of_item(text: &str) -> Option<Found> {
    named(text)
        .or_else(|| numbered(text, Least::Pointed))
        .or_else(|| id(text, Least::Pointed))
        .or_else(|| small_id(text))
}

/// `Phase 2: …`, `Step 2.1 – …`, `Task T-3`, `Milestone [Name]`.
fn named(text: &str) -> Option<Found> {
    let (word, word_len) = word(text)?;
    let behind = &text[word_len..];
    // `TASK-001` is an id, `Task 1` a word and its number.
    if behind.starts_with('-') && text[..word_len].bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let gap = behind.len() - behind.trim_start_matches([' ', '_', '-', '#', ':', '\u{a0}']).len();
    let rest = &behind[gap..];
    let number_len = range_len(rest)
        .or_else(|| number_len(rest))
        .or_else(|| id_len(rest))
        .or_else(|| letter_len(rest))
        .or_else(|| slot_len(rest))?;
    // `Phase-out` and `Parting` are words; `Phase A` needs its blank.
    let glued = gap == 0 && !rest.starts_with(|first: char| first.is_ascii_digit());
    if glued {
        return None;
    }
    let label = Label { word: Some(text[..word_len].into()), number: rest[..number_len].into() };
    Some(Found { word: Some(word), label, len: word_len + gap + number_len + separator(&rest[number_len..]) })
}

/// How much of a number a bare label needs to be one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Least {
    /// A point inside: `1.1 Title`.
    Dotted,
    /// A point inside or behind: `1. Title` too.
    Pointed,
}

/// `2.1 Title`, `2.1. Title`, `2) Title`.
fn numbered(text: &str, least: Least) -> Option<Found> {
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let len = number_len(text)?;
    let (number, rest) = text.split_at(len);
    let pointed = unstarred(rest).strip_prefix(['.', ')', ':']).is_some_and(|rest| is_apart(unstarred(rest)));
    let enough = number.contains('.') || least == Least::Pointed && pointed;
    let ends = pointed || is_apart(unstarred(rest));
    (enough && ends).then(|| Found {
        word: None,
        label: Label { word: None, number: number.into() },
        len: len + separator(rest),
    })
}

/// `T-1.1: …`, `TASK-001: …`, `T012 …`, `` `EFF-014` … ``.
fn id(text: &str, least: Least) -> Option<Found> {
    let open = text.len() - text.trim_start_matches(['`', '[']).len();
    let inner = &text[open..];
    let len = id_len(inner)?;
    let (number, rest) = inner.split_at(len);
    let letters = number.trim_end_matches(|character: char| !character.is_ascii_alphabetic());
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let closed = open > 0 && rest.starts_with(['`', ']']);
    let task = matches!(letters, "T" | "TASK" | "STEP" | "STORY" | "TICKET");
    // `UTF-8` and `V2` are no ids: another prefix needs a colon, its own quotes or, in an item, three digits.
    let sure =
        if task { number.contains('-') || digits >= 2 || rest.starts_with([':', '.']) } else { number.contains('-') }
            && (task || closed || rest.starts_with(':') || least == Least::Pointed && digits >= 3);
    let ends = closed || is_apart(unstarred(rest)) || rest.starts_with([':', '.', ')']);
    (sure && ends).then(|| {
        let behind = rest.trim_start_matches(['`', ']']);
        let quotes = rest.len() - behind.len();
        Found {
            word: None,
            label: Label { word: None, number: number.into() },
            len: open + len + quotes + separator(behind),
        }
    })
}

/// `t101 …`, `t101.2 …`: how aidevops numbers the items of its lists.
fn small_id(text: &str) -> Option<Found> {
    let digits = text.strip_prefix('t')?;
    let len = 1 + digits.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(digits.len());
    let number = text[..len].trim_end_matches('.');
    let rest = &text[number.len()..];
    let enough = number.len() > 2 && number.as_bytes()[1].is_ascii_digit() && !number.contains("..");
    let ends = rest.is_empty() || rest.starts_with(|next: char| next.is_whitespace() || next == ':');
    (enough && ends).then(|| Found {
        word: None,
        label: Label { word: None, number: number.into() },
        len: number.len() + separator(rest),
    })
}

/// Returns `rest` without the emphasis that closes behind a number: `**2.1** Title`.
fn unstarred(rest: &str) -> &str {
    rest.trim_start_matches('*')
}

/// Returns whether nothing follows at once.
fn is_apart(rest: &str) -> bool {
    rest.chars().next().is_none_or(char::is_whitespace)
}

/// Returns the length of a number such as `2`, `2.1`, `1.A.1`, `5.1A`, `C1`, where one stands at the start and ends there.
fn number_len(text: &str) -> Option<usize> {
    let letter = usize::from(text.starts_with(|first: char| first.is_ascii_uppercase()));
    if !text[letter..].starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let len =
        text.find(|character: char| !(character.is_ascii_alphanumeric() || character == '.')).unwrap_or(text.len());
    let number = text[..len].trim_end_matches('.');
    let part = |part: &str| {
        let digits = part
            .trim_start_matches(|c: char| c.is_ascii_uppercase())
            .trim_end_matches(|c: char| c.is_ascii_alphabetic());
        part.len() <= 8
            && part.len() - digits.len() <= 1
            && digits.chars().all(|c| c.is_ascii_digit())
            && !part.is_empty()
    };
    (number.split('.').all(part) && ends_label(&text[number.len()..])).then_some(number.len())
}

/// Returns the length of two numbers with a dash between, as in `Phase 1-4`: the name of both and all between.
fn range_len(text: &str) -> Option<usize> {
    let first = number_len(text)?;
    let behind = text[first..].strip_prefix(['-', '–'])?;
    number_len(behind).map(|last| text.len() - behind.len() + last)
}

/// Returns the length of an id such as `T-1.1`, `TASK-001`, `T012`: capitals, perhaps a hyphen, a number.
fn id_len(text: &str) -> Option<usize> {
    let letters = text.find(|character: char| !character.is_ascii_uppercase()).unwrap_or(text.len());
    let hyphen = usize::from(text[letters..].starts_with('-'));
    let rest = &text[letters + hyphen..];
    let digits = rest.find(|character: char| !(character.is_ascii_digit() || character == '.')).unwrap_or(rest.len());
    let number = rest[..digits].trim_end_matches('.');
    let len = letters + hyphen + number.len();
    let well_formed =
        (1..=10).contains(&letters) && number.starts_with(|c: char| c.is_ascii_digit()) && !number.contains("..");
    // `T001a` is an id too.
    let suffix = usize::from(text[len..].starts_with(|c: char| c.is_ascii_lowercase()));
    (well_formed && ends_label(&text[len + suffix..])).then_some(len + suffix)
}

/// Returns the length of a single capital or a roman numeral.
fn letter_len(text: &str) -> Option<usize> {
    let len = text.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(text.len());
    let token = &text[..len];
    let letter = len == 1 && token.starts_with(|first: char| first.is_ascii_uppercase());
    let roman = len > 0 && token.chars().all(|digit| "IVXLC".contains(digit));
    ((letter || roman) && ends_label(&text[len..])).then_some(len)
}

/// Returns the length of a placeholder in the number's place, such as `[N]`.
fn slot_len(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('[')?;
    inner.find(']').filter(|&end| (1..=20).contains(&end)).map(|end| end + 2)
}

/// Returns whether a label may end before `rest`.
fn ends_label(rest: &str) -> bool {
    rest.chars().next().is_none_or(|next| !next.is_alphanumeric() && next != '_')
}

/// What stands between a label and its title.
pub(super) const SEPARATORS: [char; 9] = [':', '.', ')', '-', '–', '—', '：', '、', '|'];

/// Returns the length of what separates a label from its title: closing emphasis, a colon or dash, blanks.
pub(super) fn separator(rest: &str) -> usize {
    let blank = |character: char| character.is_whitespace() || character == '*';
    let behind = rest.trim_start_matches(blank);
    let behind = behind.trim_start_matches(SEPARATORS);
    // A hyphen may belong to the title's own text only where no blank follows: `-1`; a separator was meant else.
    rest.len() - behind.trim_start_matches(blank).len()
}

/// Returns whether `number` is one level or more above `deeper`: `2` and `2.1`, `0.2` and `0.2.1`.
pub(super) fn is_above(number: &str, deeper: &str) -> bool {
    deeper.strip_prefix(number).is_some_and(|rest| rest.starts_with('.') && rest.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(found: Option<Found>, text: &str) -> String {
        found.map_or("-".into(), |Found { word, label, len }| {
            let word = word.map_or(String::new(), |word| format!("{word:?} "));
            format!(
                "{word}{}{} | {}",
                label.word.map_or(String::new(), |word| format!("{word} ")),
                label.number,
                &text[len..]
            )
        })
    }

    #[test]
    fn words_are_as_long_as_is_said() {
        let lengths = || PHASES.iter().chain(&STEPS).map(|word| word.len());
        assert_eq!((lengths().min(), lengths().max()), (Some(LEAST), Some(MOST)));
    }

    #[test]
    fn headings() {
        for (text, expected) in [
            ("Phase 1: Foundations", "Phase Phase 1 | Foundations"),
            ("PHASE 2 - Build", "Phase PHASE 2 | Build"),
            ("Phase A", "Phase Phase A | "),
            ("Phase C1: x", "Phase Phase C1 | x"),
            ("Milestone IV – Ship", "Phase Milestone IV | Ship"),
            ("Week [N]: x", "Phase Week [N] | x"),
            ("Phase Overview", "-"),
            ("Phase Rollout", "-"),
            ("Part of the plan", "-"),
            ("Step 2.1: Client", "Step Step 2.1 | Client"),
            ("Task 3: x", "Step Task 3 | x"),
            ("タスク 1: x", "Step タスク 1 | x"),
            ("Task T-3.1 x", "Step Task T-3.1 | x"),
            ("1.1 Button", "1.1 | Button"),
            ("2.1.3. Title", "2.1.3 | Title"),
            ("1. Overview", "-"),
            ("T-1.1: Schema", "T-1.1 | Schema"),
            ("TASK-001: x", "TASK-001 | x"),
            ("T012 x", "T012 | x"),
            ("UTF-8 support", "-"),
            ("V2 API", "-"),
            ("H1 x", "-"),
            ("2024 goals", "-"),
            ("Stepwise 1", "-"),
            ("Phase 1** – x", "Phase Phase 1 | x"),
            ("Phase 1-4 Rollback", "Phase Phase 1-4 | Rollback"),
            ("Steps 1-4 again", "-"),
            ("Phase 2 - 3 days", "Phase Phase 2 | 3 days"),
        ] {
            assert_eq!(show(of_heading(text), text), expected, "{text}");
        }
    }

    #[test]
    fn items() {
        for (text, expected) in [
            ("2. Title", "2 | Title"),
            ("2.1 Title", "2.1 | Title"),
            ("1) Title", "1 | Title"),
            ("3 tests pass", "-"),
            ("2.5 seconds pass", "2.5 | seconds pass"),
            ("T001 [P] Create", "T001 | [P] Create"),
            ("`EFF-014` Implement", "EFF-014 | Implement"),
            ("UTF-8 decoding works", "-"),
            ("Task 1: x (AC: 1)", "Step Task 1 | x (AC: 1)"),
            ("Task: x", "-"),
            ("t101 Mirror", "t101 | Mirror"),
            ("t101.2: Copy", "t101.2 | Copy"),
            ("t1 Copy", "-"),
            ("t.10 Copy", "-"),
            ("t10x Copy", "-"),
        ] {
            assert_eq!(show(of_item(text), text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_know_what_is_above_them() {
        assert!(is_above("2", "2.1") && is_above("0.2", "0.2.1") && is_above("2", "2.1.3"));
        assert!(!is_above("2", "21") && !is_above("2.1", "2.1") && !is_above("2", "2.") && !is_above("1", "2.1"));
    }
}
