//! A plan: what its Markdown says, and how little must change to say something else.
//!
//! Nothing here touches a file, a terminal or a clock, so nothing here can fail but by refusing:
//! reading accepts any text ([`Plan::read`]), and an [`Intent`] either yields [`Changes`] or a [`Refusal`].
//!
//! Reading goes text → blocks → outline → states, and of a text that was changed in one place only through what stands
//! around that; writing goes intent → ways → the first one that reads back as meant.

mod address;
mod align;
mod amended;
mod blocks;
mod bookmark;
mod change;
mod changed;
mod check;
mod commands;
mod conflict;
mod depends;
mod dialect;
mod events;
mod excerpt;
mod field;
mod files;
mod former;
mod heading;
mod ideograph;
mod intent;
mod label;
mod manner;
mod merge;
mod node;
mod numbering;
mod outline;
mod path;
mod piece;
mod plain;
mod progress;
mod refusal;
mod regain;
mod rewrite;
mod splice;
mod status;
mod swapped;
mod ticked;
mod views;
mod wording;
mod writing;
#[cfg(test)]
mod writing_tests;

use foldhash::fast::RandomState;

pub use address::around;
pub use align::Alignment;
pub use bookmark::{Bookmark, Unseen};
pub use change::{Change, Changes, changes, changes_seen, drafted};
pub use commands::{Command, Offer};
pub use dialect::Dialect;
pub use events::{Deed, Event, events};
pub use files::FileRef;
pub use intent::{Intent, Op, Place};
pub use manner::{AddedMark, Marks};
pub use merge::{Conflict, Marked, Markers, Merged, merge, merge_marked};
pub use node::{
    Diagnostic, Field, FieldForm, FieldKey, Kind, Label, Mark, MarkKind, Node, NodeId, Plan, Severity, State, Tally,
};
pub use plain::plain;
pub use progress::own_mark;
pub use refusal::Refusal;
pub use regain::{Regained, is_missing, regain, regain_node};
pub use rewrite::Part;

/// Maps and sets with all nodes or lines of a plan in them, by a hash that is faster than the one of std.
type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;
type HashSet<K> = std::collections::HashSet<K, RandomState>;
