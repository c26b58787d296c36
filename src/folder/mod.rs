//! The plans of a folder: where they lie, which files are plans, and noticing that they change.
//!
//! One rule for the verbs and for the screen that lists plans. This layer knows files and plans; it knows no screen and
//! no command line. It reads, and writes nothing but new files ([`create`], [`Copy`](struct@Copy)).

mod fresh;
mod hunt;
mod places;
mod rule;
mod surroundings;
mod walk;
mod watch;

pub use fresh::{Copy, DEMO, TEMPLATES, create, filled_in, named};
pub use hunt::{Found, Hunt, Report, Sight};
pub use places::PLACES;
pub use rule::{is_markdown, is_plan};
pub use surroundings::around;
pub use walk::{DEPTH, Extent, Step, walk};
