//! What the footer and the header say beside the plan itself.

use super::{Access, Key, Tier, Watching};

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// What was expected.
    Info,
    /// Something was not done, or needs attention.
    Warning,
}

/// Whether the message is an answer to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is, and stays until the next key.
    Unread,
    /// It is none, or has been read.
    Read,
}

/// A sentence for the footer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The sentence.
    pub text: String,
    /// How much it matters.
    pub weight: Weight,
}

/// What the footer and the header say beside the plan itself.
#[derive(Clone, Debug, Default)]
pub struct Status {
    /// The last message; stays until there is another, or a key is taken.
    pub message: Option<Message>,
    /// The message answers somebody here: news of others do not take its place.
    is_answer: bool,
    /// Whether the file can be read and written.
    pub access: Access,
    /// How changes from outside are noticed.
    pub watching: Watching,
    /// How the file is written.
    pub tier: Tier,
    /// For how many minutes nobody else has written, where somebody did before.
    pub quiet: Option<u32>,
    /// The settings file cannot be used as it is now.
    pub unsettled: bool,
    /// Keys that mean nothing until others follow.
    pub pending: Vec<Key>,
    /// A commit has been under way for so long that somebody wonders.
    pub writing: bool,
}

impl Status {
    /// Says what was done.
    pub fn say(&mut self, text: impl Into<String>) {
        self.tell(text.into(), Weight::Info);
    }

    /// Says what others did, unless that would take the place of an answer that nobody may have read yet.
    pub fn hear(&mut self, text: impl Into<String>) {
        if !self.is_answer || self.message.is_none() {
            self.say(text);
        }
    }

    /// Notes whether the message, if there is one, is an answer to somebody here.
    pub fn hold(&mut self, is_answer: Answer) {
        self.is_answer = is_answer == Answer::Unread;
    }

    /// Says what was not done, or needs attention.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.tell(text.into(), Weight::Warning);
    }

    fn tell(&mut self, text: String, weight: Weight) {
        (self.message, self.is_answer) = (Some(Message { text, weight }), false);
    }

    /// Takes what is true of the file now, and says it where it departs from normal.
    pub fn set_access(&mut self, access: Access) {
        match &access {
            Access::Full if self.access == Access::Full => {}
            Access::Full => self.say("the file can be read and written again"),
            departs => self.warn(departs.to_string()),
        }
        self.access = access;
    }

    /// Takes how changes are noticed now, and says it where it departs from normal.
    pub fn set_watching(&mut self, watching: Watching) {
        if let Watching::Polling(why) = &watching {
            self.warn(format!("polling for changes: {why}"));
        }
        self.watching = watching;
    }

    /// Takes how the file is written now, and says it where it departs from normal.
    pub fn set_tier(&mut self, tier: Tier) {
        if let Tier::BestEffort(why) = &tier {
            self.warn(format!("written by best effort: {why}"));
        }
        self.tier = tier;
    }

    /// Returns what departs from normal, in a word or two.
    pub fn notices(&self) -> Vec<&'static str> {
        let access = match self.access {
            Access::Full => None,
            Access::ReadOnly(_) => Some("read-only"),
            Access::BeingSaved => Some("being saved"),
            Access::Missing => Some("file is gone"),
            Access::Empty => Some("file is empty"),
            Access::Unreadable(_) => Some("unreadable"),
        };
        let watching = match self.watching {
            Watching::Events => None,
            Watching::Polling(_) => Some("polling"),
        };
        let tier = match self.tier {
            Tier::Normal => None,
            Tier::BestEffort(_) => Some("best effort"),
        };
        let settings = self.unsettled.then_some("settings unused");
        access.into_iter().chain(watching).chain(tier).chain(settings).collect()
    }
}
