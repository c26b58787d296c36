//! Strings, and nothing else: spans, edits, differences, lines, and what is safe to show.
//!
//! Everything here is a pure function of text. No other module of the crate is known.

mod alike;
mod diff;
mod edit;
mod lines;
mod quoted;
mod sanitize;
mod span;

pub use alike::{alike, alike_bytes};
pub use diff::{Way, diff, nearest, signed};
pub use edit::{Bias, Edit, Splice};
pub use lines::{LineIndex, line_after, line_ending, line_of};
pub use quoted::quoted;
pub use sanitize::{is_unsafe, sanitize};
pub use span::Span;
