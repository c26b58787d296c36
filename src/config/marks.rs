//! What somebody has characters in boxes stand for.

use serde::Deserialize;

use super::Fault;
use super::raw::RawMarks;
use crate::plan::{Marks, State};

/// A state that a box can stand for.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Meaning {
    Open,
    InProgress,
    Done,
    Failed,
    Cancelled,
}

/// Returns the marks that `raw` asks for.
///
/// # Errors
/// A [`Fault`] for what is not one character, or cannot be chosen.
pub(super) fn marks(raw: &RawMarks) -> Result<Marks, Fault> {
    raw.iter().try_fold(Marks::default(), |marks, (text, meaning)| {
        let mut characters = text.get_ref().chars();
        let marks = match (characters.next(), characters.next()) {
            (Some(held), None) => marks.with(held, state(*meaning)),
            _ => Err(format!("a mark is one character, such as ! for [!], but this is \"{}\"", text.get_ref())),
        };
        marks.map_err(|reason| Fault::new(text.span().start, reason))
    })
}

const fn state(meaning: Meaning) -> State {
    match meaning {
        Meaning::Open => State::Open,
        Meaning::InProgress => State::InProgress,
        Meaning::Done => State::Done,
        Meaning::Failed => State::Failed,
        Meaning::Cancelled => State::Cancelled,
    }
}
