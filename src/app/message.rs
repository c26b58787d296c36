//! What can happen, and what can be asked of the shell.

use std::fmt;
use std::sync::Arc;

use super::{By, Diagnostics, Key, Left, Mouse, Offer, PlanWish, Presence, RunNews, RunWish, Settings, Sighting};
use crate::plan::{Changes, FileRef, Intent, Plan, Unseen};

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted; it is never taken for keys.
    Paste(String),
    /// The mouse was used; it comes only while it is ours.
    Mouse(Mouse),
    /// Nobody looks at the screen any more.
    Blur,
    /// Somebody came back to the screen: what is not in the plan's file may have changed meanwhile.
    Focus,
    /// The screen has this many columns and rows.
    Resize(u16, u16),
    /// The file has another text, and not by us.
    Outside {
        /// The plan as it is now.
        plan: Arc<Plan>,
        /// Who wrote it, and when.
        by: By,
    },
    /// Changes of ours that somebody had undone were made again.
    MadeAgain {
        /// What, and why; a sentence for the footer.
        said: String,
        /// The plan as somebody had saved it, each time, and as we made it.
        made: Vec<(Arc<Plan>, Arc<Plan>)>,
        /// Who had saved it, and when.
        by: By,
    },
    /// The user's own editor, opened from here, has ended.
    Edited {
        /// The plan as it reads since.
        plan: Arc<Plan>,
        /// The time of day, in words.
        when: String,
    },
    /// Our intents are in the file, which now reads `plan`. The changes speak of the plan before.
    Committed {
        /// The plan that the intents were applied to: others may have changed it since the last one that was told.
        before: Arc<Plan>,
        /// The plan as it is now.
        plan: Arc<Plan>,
        /// What was done.
        changes: Changes,
        /// What of ours somebody had undone meanwhile and was made again, of which more is told: as [`Self::MadeAgain`] has it.
        made: Vec<(Arc<Plan>, Arc<Plan>)>,
        /// When; of others who wrote in between nothing else is known.
        by: By,
    },
    /// The screen of the plan was left before.
    Seen {
        /// The plan as it was then.
        plan: Arc<Plan>,
        /// What of it nobody had looked at.
        unseen: Option<Unseen>,
    },
    /// These texts were being written when the program ended, the last one last.
    Left(Vec<Left>),
    /// Something was typed into a text a moment ago: what is to be kept of it has this number.
    Typed(u64),
    /// Nothing was written; a sentence for the footer.
    Refused(String),
    /// The changes of ours that are not in the file are these.
    Offers(Vec<Offer>),
    /// The plan was looked through for what a person should know of it: see [`Self::checked`].
    Checked {
        /// The plan that was.
        plan: Arc<Plan>,
        /// What came out.
        found: Diagnostics,
    },
    /// The row under the cursor went away a second ago: where the cursor stands now has been seen.
    Calm,
    /// The answer to the last key has been there for some seconds: it has been read.
    WasRead,
    /// A number led to its row half a second ago: where the cursor stands has been seen.
    Arrived,
    /// What others changed a second ago has been lit up for long enough.
    FlashOver,
    /// Nobody else has written for at least this long.
    Quiet {
        /// Whole ones.
        minutes: u32,
    },
    /// A commit has been under way for so long that somebody wonders.
    Writing,
    /// Whether the file can be read and written now.
    Access(Access),
    /// How changes from outside are noticed now.
    Watching(Watching),
    /// How the file is written now.
    Tier(Tier),
    /// The same text says this by other marks.
    ReadBy(Arc<Plan>),
    /// The settings were read again, and are these.
    Settings(Box<Settings>),
    /// The settings were read again and cannot be used; where and why, a sentence.
    BadSettings(String),
    /// Whether there is something at these paths, each as the plan writes it.
    LookedUp(Vec<(String, Presence)>),
    /// This became of validation commands.
    Run(RunNews),
    /// Something is told of the plans of the folder.
    Plans(Sighting),
    /// The plan of this name is being opened, and takes its time; `None` where that is over.
    Opening(Option<String>),
    /// Something was done that was asked for; a sentence for the footer.
    Done(String),
    /// Something could not be done, and nothing is lost by it; a sentence for the footer.
    Notice(String),
    /// A worker thread failed; a sentence for the footer.
    Fault(String),
}

/// Whether the plan's file can be read and written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Both.
    #[default]
    Full,
    /// It can be read only; why, in words.
    ReadOnly(String),
    /// Another program is saving it, and takes its time; what is shown is the last text.
    BeingSaved,
    /// It is gone; what is shown is the last text.
    Missing,
    /// It is empty; what is shown is the last text.
    Empty,
    /// It cannot be read; why, in words. What is shown is the last text.
    Unreadable(String),
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("the file can be read and written"),
            Self::ReadOnly(why) => write!(f, "read-only: {why}"),
            Self::BeingSaved => f.write_str("another program is saving the file: this is its last text"),
            Self::Missing => f.write_str("the file is gone: this is its last text"),
            Self::Empty => f.write_str("the file is empty: this is its last text"),
            Self::Unreadable(why) => write!(f, "unreadable: {why}; this is its last text"),
        }
    }
}

/// How changes from outside are noticed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Watching {
    /// By events of the file system.
    #[default]
    Events,
    /// By looking again and again; why, in words.
    Polling(String),
}

/// How safe the file is from what others save at the very moment of a write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Tier {
    /// As safe as this system allows.
    #[default]
    Normal,
    /// Less; why, in words.
    BestEffort(String),
}

impl Msg {
    /// Looks `plan` through, and returns what says so. That takes longer than to read a tick, and needs nothing but the plan.
    pub fn checked(plan: Arc<Plan>) -> Self {
        let found = Diagnostics::of(&plan);
        Self::Checked { plan, found }
    }
}

/// Something the shell shall do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Write these into the file: all or none.
    Commit(Vec<Intent>),
    /// Look whether there is something at these paths, each as the plan writes it.
    LookUp(Vec<String>),
    /// Apply this offer after all, by these wishes.
    Apply(u64, Vec<Intent>),
    /// Forget this offer.
    Drop(u64),
    /// Offer again what was dropped.
    OfferAgain(u64),
    /// Keep under this number what somebody writes and shall become of it, in the place of what has the other one.
    KeepDraft(u64, Intent, Option<u64>),
    /// Forget the draft with this number: it is written, or given up.
    ForgetDraft(u64),
    /// Open this file in an editor, at its line.
    OpenFile(FileRef),
    /// Do this with another plan.
    Plans(PlanWish),
    /// Put this text, every byte of it, where other programs paste from.
    Copy(String),
    /// Draw by the next of the themes that are built in.
    Theme,
    /// Tell this to somebody who looks elsewhere, if that is wished.
    Notify(String),
    /// Open the plan in an editor, at this line, from 1.
    OpenPlan(usize),
    /// Do this about validation commands.
    Run(RunWish),
    /// Read the file again, even if nothing was noticed, and draw the whole screen anew.
    Reread,
    /// Give the terminal back and stop the process until it is continued.
    Suspend,
    /// Leave.
    Quit,
}
