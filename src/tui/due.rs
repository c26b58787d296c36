//! What the model is told after a while, and when: but for a commit under way, no other timer runs.

use std::time::{Duration, Instant};

use super::quiet::Quiet;
use crate::app::{Flash, Model, Msg};
use crate::store::Draft;

/// How long what others have just changed is lit up.
const FLASH: Duration = Duration::from_secs(1);

/// How long keys that write do nothing when the row under the cursor went away: somebody pressed them for that row.
const CALM: Duration = Duration::from_secs(1);

/// How long enter belongs to a number that has led to its row already: whoever types it does so without a look.
const ARRIVAL: Duration = Duration::from_millis(500);

/// How long news stand behind the answer to a key, and not in its place: nobody may have read it yet.
const READ: Duration = Duration::from_secs(4);

/// How long what somebody writes is kept nowhere else.
const KEEP: Duration = Duration::from_secs(1);

/// Since when what is shown lasts for a while only.
#[derive(Default)]
pub(super) struct Due {
    /// The cursor stands where nobody has put it, because its row went away.
    astray: Option<Instant>,
    /// Something is lit up.
    lit: Option<Instant>,
    /// A number has led to its row.
    arrived: Option<Instant>,
    /// A key was answered.
    answered: Option<Instant>,
    /// Something has been typed that is kept nowhere else.
    typed: Option<Instant>,
    /// Others wrote last.
    quiet: Option<Quiet>,
}

/// What the model was told, as far as a while begins with it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    Key,
    Outside,
    Committed,
    Other,
}

impl Cause {
    /// Returns what `msg` begins.
    pub(super) fn of(msg: &Msg) -> Self {
        match msg {
            Msg::Key(_) | Msg::Paste(_) => Self::Key,
            Msg::Outside { .. } => Self::Outside,
            Msg::Committed { .. } => Self::Committed,
            _ => Self::Other,
        }
    }
}

impl Due {
    /// Notes what `model` shows behind `cause`.
    pub(super) fn note(&mut self, cause: Cause, model: &Model) {
        let now = Instant::now();
        if cause == Cause::Outside {
            self.quiet = Some(Quiet::begin(now));
        }
        if cause == Cause::Key && model.is_typing() {
            self.typed.get_or_insert(now);
        }
        let since = |known: Option<Instant>, anew: bool| known.filter(|_| !anew).or(Some(now));
        // Each time anew: what has gone before is not what was seen just now. A plan may be shown that has changed.
        let may_go = matches!(cause, Cause::Outside | Cause::Committed);
        self.astray = if model.tree().is_astray() { since(self.astray, may_go) } else { None };
        let is_lit = *model.flash() != Flash::None;
        self.lit = if is_lit { since(self.lit, cause == Cause::Outside) } else { None };
        let answers = matches!(cause, Cause::Key | Cause::Committed);
        self.answered = if model.status().will_be_read() { since(self.answered, answers) } else { None };
        self.arrived = if model.has_arrived() { since(self.arrived, cause == Cause::Key) } else { None };
    }

    /// Returns when there is something to tell; `None` where nothing is to be waited for.
    pub(super) fn first(&self) -> Option<Instant> {
        let quiet = self.quiet.as_ref().and_then(Quiet::next);
        self.ends().into_iter().map(|(end, _)| end).chain([quiet]).flatten().min()
    }

    /// Returns what is to be told, at [`Self::first`].
    pub(super) fn tell(&mut self) -> Option<Msg> {
        let first = self.first();
        let Some((_, msg)) = self.ends().into_iter().find(|(end, _)| end.is_some() && *end == first) else {
            return Some(Msg::Quiet { minutes: self.quiet.as_mut()?.tell() });
        };
        // Where it still lasts then, that is another while.
        match msg {
            Msg::Calm => self.astray = None,
            Msg::FlashOver => self.lit = None,
            Msg::WasRead => self.answered = None,
            Msg::Typed(_) => self.typed = None,
            _ => self.arrived = None,
        }
        Some(msg)
    }

    /// Returns when each of them is over, and what is told then.
    fn ends(&self) -> [(Option<Instant>, Msg); 5] {
        [
            (self.astray.map(|since| since + CALM), Msg::Calm),
            (self.lit.map(|since| since + FLASH), Msg::FlashOver),
            (self.arrived.map(|since| since + ARRIVAL), Msg::Arrived),
            (self.answered.map(|since| since + READ), Msg::WasRead),
            (self.typed.map(|since| since + KEEP), Msg::Typed(Draft::number())),
        ]
    }
}
