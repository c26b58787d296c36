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
    /// It is, and news stand behind it: until the next key, or until it has been there for a while.
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
    /// What others did since, the last of it: it does not take the place of an answer.
    pub news: Option<String>,
    /// It says why nothing was written.
    is_refusal: bool,
    /// What is left of it when there was time to see where the cursor stands now; nothing where that is empty.
    calm: Option<String>,
}

impl Message {
    /// Returns all that it says.
    pub fn whole(&self) -> String {
        let news = self.news.as_ref().map(|news| format!("; {news}")).unwrap_or_default();
        self.text.clone() + &news
    }
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

    /// Says this as well, behind what has just been said.
    pub fn add(&mut self, text: &str) {
        match &mut self.message {
            Some(message) => message.text += &format!("; {text}"),
            None => self.say(text),
        }
    }

    /// Says what others did: behind an answer that nobody may have read yet, else instead of what was said.
    pub fn hear(&mut self, text: impl Into<String>) {
        match &mut self.message {
            Some(answer) if self.is_answer => answer.news = Some(text.into()),
            _ => self.say(text),
        }
    }

    /// Says why nothing was written.
    pub fn refuse(&mut self, why: impl Into<String>) {
        self.warn(why);
        self.message.iter_mut().for_each(|message| message.is_refusal = true);
    }

    /// Takes that what kept the file from being written is over: what was said of that is no longer so.
    pub fn relent(&mut self) {
        self.message.take_if(|message| message.is_refusal);
    }

    /// Notes whether the message, if there is one, is an answer to somebody here.
    pub fn hold(&mut self, is_answer: Answer) {
        self.is_answer = is_answer == Answer::Unread;
    }

    /// Returns whether there is an answer that somebody here will have read in a while. Why something was not done, they are
    /// to see whenever they look.
    pub fn will_be_read(&self) -> bool {
        self.is_answer && self.message.as_ref().is_some_and(|message| message.weight == Weight::Info)
    }

    /// Takes that the answer has been there for a while.
    pub fn was_read(&mut self) {
        self.is_answer &= !self.will_be_read();
    }

    /// Says what was not done, or needs attention.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.tell(text.into(), Weight::Warning);
    }

    /// Says that the cursor stands where nobody has put it, which holds for a moment only; `calm` is what is left of it then.
    pub fn startle(&mut self, text: impl Into<String>, calm: String) {
        self.warn(text);
        if let Some(message) = &mut self.message {
            message.calm = Some(calm);
        }
    }

    /// Takes that there was time to see where the cursor stands: what was said of that is no longer so.
    pub fn calm(&mut self) {
        let Some(message) = &mut self.message else { return };
        let Some(calm) = message.calm.take() else { return };
        let left = if calm.is_empty() { message.news.take() } else { Some(calm) };
        match left {
            Some(left) => message.text = left,
            None => self.message = None,
        }
    }

    fn tell(&mut self, text: String, weight: Weight) {
        self.message = Some(Message { text, weight, news: None, is_refusal: false, calm: None });
        self.is_answer = false;
    }

    /// Takes what is true of the file now, and says it where it departs from normal.
    pub fn set_access(&mut self, access: Access) {
        if access == Access::Full {
            self.relent();
        }
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
