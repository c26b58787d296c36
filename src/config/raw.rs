//! The files of settings, exactly as they may be written.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};
use toml::Spanned;

use super::marks::Meaning;
use super::{Ascii, Notify};
use crate::plan::AddedMark;

/// What the settings file says; what it leaves out is `None`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    /// `theme = "light"`
    pub(super) theme: Option<Spanned<String>>,
    /// `ascii = "always"`
    pub(super) ascii: Option<Ascii>,
    /// `title = false`
    pub(super) title: Option<bool>,
    /// `mouse = true`
    pub(super) mouse: Option<bool>,
    /// `notify = "bell"`
    pub(super) notify: Option<Notify>,
    /// `remember = false`
    pub(super) remember: Option<bool>,
    /// `timeout = 600`
    pub(super) timeout: Option<u64>,
    /// `added_mark = "box"`
    pub(super) added_mark: Option<AddedMark>,
    /// `[marks]`
    #[serde(default)]
    pub(super) marks: RawMarks,
    /// `[keys]`
    #[serde(default)]
    pub(super) keys: RawKeys,
}

/// Characters in boxes, and what they stand for.
pub(super) type RawMarks = BTreeMap<Spanned<String>, Meaning>;

/// Names of actions, and their keys.
pub(super) type RawKeys = BTreeMap<Spanned<String>, Spanned<Bound>>;

/// A theme file: parts of the screen and their looks, and the theme that gives the rest as `inherit`.
pub(super) type RawTheme = BTreeMap<Spanned<String>, Spanned<String>>;

/// `"x"`, `["x", "gg"]` or `[]`.
#[derive(Debug)]
pub(super) enum Bound {
    /// Keys without brackets.
    One(String),
    /// Keys in brackets, each with its place.
    Several(Vec<Spanned<String>>),
}

impl<'de> Deserialize<'de> for Bound {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// Tells the two forms apart; an untagged enum would lose the places.
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Bound;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("keys such as \"x\", or several such as [\"x\", \"gg\"]")
            }

            fn visit_str<E>(self, text: &str) -> Result<Bound, E> {
                Ok(Bound::One(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Bound, A::Error> {
                let mut several = Vec::new();
                while let Some(keys) = elements.next_element()? {
                    several.push(keys);
                }
                Ok(Bound::Several(several))
            }
        }

        deserializer.deserialize_any(Either)
    }
}
