//! The screen as data: what is shown, where the cursor is, and what each key decides.
//!
//! Elm style: [`Msg`] comes in, [`Model::update`] changes the [`Model`] and returns [`Effect`]s, which the shell performs.
//! Nothing here knows a file, a terminal or ratatui. What has a height that scrolling must know (rows of the tree, the
//! detail, the help) is made here, as lines of text in [`Tone`]s; the `ui` gives them colours and a place.

mod action;
mod changes;
mod choice;
mod clipboard;
mod code;
mod detail;
mod diagnostics;
mod document;
#[cfg(test)]
mod drive;
mod file_rows;
mod files;
mod filter;
mod find;
mod help;
mod hints;
mod history;
mod input;
mod jump;
mod key;
mod keymap;
mod layout;
mod look_back;
mod mark;
mod markdown;
pub mod measure;
mod message;
mod model;
mod mouse;
mod needle;
mod news;
mod opening;
mod outside;
mod overlay;
mod overview;
mod palette;
mod perform;
mod reader;
mod replies;
mod row;
mod run;
mod said;
mod seek;
mod settings;
mod since;
mod status;
mod symbols;
mod table;
mod tree;
mod view;
mod walk;
pub mod words;

pub use action::{ACTIONS, Action, Entry, Group};
pub use changes::{ChangeList, Pick};
pub use choice::Choice;
pub use detail::Detail;
pub use diagnostics::{Diagnostics, List};
pub use files::{Files, Presence};
pub use filter::{Filter, FilterMenu};
pub use find::{Find, FindLine};
pub use help::Help;
pub use hints::hints;
pub use input::Input;
pub use key::{Code, Key, KeyError, keys};
pub use keymap::{Keymap, Match};
pub use layout::{Area, Body, Focus, Layout, Pane, Panes, Screen};
pub use message::{Access, Effect, Msg, Tier, Watching};
pub use model::Model;
pub use mouse::{Deed as MouseDeed, Mouse};
pub use news::{By, News, Offer};
pub use overlay::{Confirm, Overlay};
pub use overview::Overview;
pub use palette::Palette;
pub use reader::Reader;
pub use run::{Line, Run, Tone};
pub use settings::{Settings, Start};
pub use since::Since;
pub use status::{Message, Status, Weight};
pub use symbols::Symbols;
pub use tree::Tree;
pub use view::{Sheet, View};
pub use walk::Walk;
