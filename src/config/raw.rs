//! The settings file, exactly as it may be written.

use serde::Deserialize;

use super::{Ascii, Theme};

/// What the file says; what it leaves out is `None`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    /// `theme = "light"`
    pub(super) theme: Option<Theme>,
    /// `ascii = "always"`
    pub(super) ascii: Option<Ascii>,
    /// `remember = false`
    pub(super) remember: Option<bool>,
}
