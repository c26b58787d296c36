//! Why nothing was written, in words.

use std::fmt;

/// Why an address or an intent was refused. Nothing is ever written then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The address names nothing.
    NotFound {
        /// As it was given.
        address: String,
        /// What is there instead: `2.1 has 2 items`; may be empty.
        hint: String,
        /// Addresses and titles of the nearest nodes, the likeliest first.
        candidates: Vec<(String, String)>,
    },
    /// The address names several nodes.
    Ambiguous {
        /// As it was given.
        address: String,
        /// The addresses and titles of the first of them.
        candidates: Vec<(String, String)>,
        /// How many there are beyond these.
        more: usize,
    },
    /// The node does not contain the expected text.
    Unexpected {
        /// The node's printed address.
        address: String,
        /// What it should contain.
        expected: String,
        /// Its title.
        found: String,
    },
    /// Criteria of the step are still open.
    CriteriaOpen {
        /// The step's printed address.
        address: String,
        /// Their addresses and titles.
        candidates: Vec<(String, String)>,
    },
    /// The step has no mark that could be taken back: it is done because all that lies in it is.
    DoneBelow {
        /// The step's printed address.
        address: String,
        /// The addresses and titles of what lies in it and is done.
        candidates: Vec<(String, String)>,
    },
    /// This node cannot be set so.
    NotApplicable {
        /// The node's printed address.
        address: String,
        /// Why, a clause: `a section has no mark of its own`.
        reason: String,
    },
    /// The text has conflict markers.
    Conflict {
        /// The line of the first, from 1.
        line: usize,
    },
    /// An undo whose lines somebody has changed since.
    ChangedSince {
        /// The node's printed address.
        address: String,
    },
    /// A text that somebody else has changed in the same words meanwhile.
    Contested {
        /// The node's printed address.
        address: String,
        /// What it says now.
        theirs: String,
        /// What it should say.
        ours: String,
    },
}

impl Refusal {
    /// Returns whether the node is not there, or cannot be told from others: the wish has no place in this text.
    pub const fn is_unplaced(&self) -> bool {
        matches!(
            self,
            Self::NotFound { .. } | Self::Ambiguous { .. } | Self::ChangedSince { .. } | Self::Contested { .. }
        )
    }

    /// Returns that nothing is at `address`, with what is there instead, without a search for what is called much like it.
    pub fn gone(address: impl Into<String>, hint: String) -> Self {
        Self::NotFound { address: address.into(), hint, candidates: Vec::new() }
    }

    /// Returns a short name that stays the same: `not-found`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "not-found",
            Self::Ambiguous { .. } => "ambiguous",
            Self::Unexpected { .. } => "unexpected",
            Self::CriteriaOpen { .. } => "criteria-open",
            Self::NotApplicable { .. } | Self::DoneBelow { .. } => "not-applicable",
            Self::Conflict { .. } => "conflict-markers",
            Self::ChangedSince { .. } => "changed-since",
            Self::Contested { .. } => "contested",
        }
    }

    /// Returns addresses and titles to choose from; often empty.
    pub fn candidates(&self) -> &[(String, String)] {
        match self {
            Self::NotFound { candidates, .. }
            | Self::Ambiguous { candidates, .. }
            | Self::CriteriaOpen { candidates, .. }
            | Self::DoneBelow { candidates, .. } => candidates,
            _ => &[],
        }
    }
}

/// No more than these are named one by one as examples.
const FEW: usize = 3;

/// No more than these are named one by one where all count.
const MOST: usize = 8;

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { address, hint, candidates } => {
                write!(f, "{address} matches nothing")?;
                if !hint.is_empty() {
                    write!(f, ": {hint}")?;
                }
                write!(f, ".")?;
                if let Some((nearest, title)) = candidates.first() {
                    write!(f, " Did you mean {nearest} \"{title}\"?")?;
                }
            }
            Self::Ambiguous { address, candidates, more } => {
                let names: Vec<String> =
                    candidates.iter().map(|(address, title)| format!("{address} \"{title}\"")).collect();
                let more = beyond(*more, "and");
                write!(f, "{address} matches more than one: {}{more}. Name one of them.", names.join(", "))?;
            }
            Self::Unexpected { address, expected, found } => {
                write!(f, "{address} was expected to contain \"{expected}\", but it reads \"{found}\".")?;
            }
            Self::CriteriaOpen { address, candidates } => {
                let most = candidates.iter().take(MOST);
                let names: Vec<String> = most.map(|(_, title)| format!("\"{title}\"")).collect();
                let more = beyond(candidates.len().saturating_sub(MOST), "and");
                write!(f, "{address} has open criteria: {}{more}. Tick them first, or use --force.", names.join(", "))?;
            }
            Self::DoneBelow { address, candidates } => {
                let few = candidates.iter().take(FEW);
                let names: Vec<String> = few.map(|(address, title)| format!("{address} \"{title}\"")).collect();
                let more = beyond(candidates.len().saturating_sub(FEW), "or");
                let names = names.join(", ");
                write!(f, "{address} is done because all that lies in it is. Untick what is not done: {names}{more}.")?;
            }
            Self::NotApplicable { address, reason } => write!(f, "{address} cannot be set so: {reason}.")?,
            Self::Conflict { line } => {
                write!(f, "line {line} starts a merge conflict: resolve the conflict in the file first.")?;
            }
            Self::ChangedSince { address } => {
                write!(f, "{address} has been changed by somebody else since: it cannot be taken back here.")?;
            }
            Self::Contested { address, theirs, .. } => {
                let theirs = theirs.lines().next().unwrap_or_default();
                write!(f, "{address} has been changed by somebody else meanwhile, and reads \"{theirs}\" now.")?;
            }
        }
        write!(f, " Nothing was written.")
    }
}

/// Returns that there are `more` than were named, behind these; nothing where there are not.
fn beyond(more: usize, joined_by: &str) -> String {
    if more == 0 { String::new() } else { format!(" {joined_by} {more} more") }
}

impl std::error::Error for Refusal {}
