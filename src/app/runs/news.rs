//! What is asked of the shell for runs, and what it tells.

use std::fmt;

/// Something the shell shall do about commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunWish {
    /// Tell where commands would be run; one [`RunNews::Ground`] answers.
    Prepare,
    /// Compare the files of the last run of this node with what they are now; [`RunNews::Known`] answers, if there was one.
    Compare {
        /// The node's address.
        address: String,
        /// Its title.
        title: String,
    },
    /// Run these.
    Start(RunOrder),
    /// Stop what runs.
    Stop,
}

/// Commands to be run, one after another, up to one that fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunOrder {
    /// The address of the node whose commands they are.
    pub address: String,
    /// Its title.
    pub title: String,
    /// All commands that were shown.
    pub shown: Vec<String>,
    /// Those to be run, every byte of them.
    pub commands: Vec<String>,
    /// The files that the node names.
    pub files: Vec<String>,
}

/// What the shell tells of commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunNews {
    /// What is remembered of earlier runs, the oldest first.
    Known(Vec<LastRun>),
    /// Where commands would be run.
    Ground(RunGround),
    /// The command with this index has begun.
    Began(usize),
    /// It has printed something, or still runs.
    Output {
        /// Whole lines, safe to show.
        lines: Vec<String>,
        /// The line that has not ended; it comes again.
        open: String,
        /// How many lines before these were left out.
        cut_lines: usize,
        /// How many bytes were left out, with them or of long lines.
        cut_bytes: usize,
        /// How long it has taken.
        seconds: u64,
    },
    /// It has ended.
    Ended {
        /// How.
        end: RunEnd,
        /// How long it took.
        seconds: u64,
        /// Something that it had started went on, and was stopped.
        left_something: bool,
    },
    /// Nothing runs any more.
    Over,
}

/// Where commands are run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunGround {
    /// The shell with its options.
    pub shell: String,
    /// The folder.
    pub folder: String,
    /// After how many seconds a command is stopped; `None` for never.
    pub seconds: Option<u64>,
}

/// The last run of a node's commands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastRun {
    /// The node's address at that time.
    pub address: String,
    /// Its title.
    pub title: String,
    /// When, as it shall be shown.
    pub when: String,
    /// How it ended, in words.
    pub how: String,
    /// All that was run ended with exit code 0.
    pub is_success: bool,
    /// All commands that were shown.
    pub shown: Vec<String>,
    /// The files that the node named then and that are not what they were; `None` where nobody has looked.
    pub changed: Option<Vec<String>>,
}

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunEnd {
    /// With this exit code.
    Exit(i32),
    /// By this signal.
    Signal(i32),
    /// Its time was up.
    TimedOut,
    /// Somebody stopped it.
    Stopped,
    /// It wanted the terminal, which it cannot have.
    WantedTerminal,
    /// It could not be started; why, in words.
    NotStarted(String),
}

impl fmt::Display for RunEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exit(code) => write!(f, "exit {code}"),
            Self::Signal(number) => write!(f, "ended by signal {number}"),
            Self::TimedOut => f.write_str("stopped, its time was up"),
            Self::Stopped => f.write_str("stopped"),
            Self::WantedTerminal => f.write_str("stopped, it wanted the terminal: commands here have none"),
            Self::NotStarted(why) => f.write_str(why),
        }
    }
}
