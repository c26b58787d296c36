//! git, as far as tickdown speaks to it: whether it merges plans with tickdown, and how that is arranged.
//!
//! All questions go to the `git` program, in the folder of the file in question. Nothing is written anywhere but in
//! `.gitattributes` at the top of the repository and in the repository's own configuration, and only when asked for.

mod attributes;
mod driver;
mod error;
mod overwrite;
mod repository;

pub use driver::{Change, InForce, in_force, install, uninstall};
pub use error::Error;
pub use overwrite::overwrite;
pub use repository::Repository;
