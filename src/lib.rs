//! tickdown: a terminal progress tracker for Markdown implementation plans.
//!
//! The Markdown file is the only truth. It is read into a tree ([`plan`]), shown ([`app`], [`ui`]),
//! and every tick goes back into the same file as the smallest possible edit ([`text::Edit`]).
//!
//! # Layers
//!
//! Arrows point down, without exception; `tests/layers.rs` holds every `use crate::…` against this map.
//!
//! ```text
//! main ── cli ──┬── tui ──┬── ui ── app ───────────┐
//!               │         │                        ├── plan ── text
//!               ├─────────┴── folder ── store ─────┤
//!               └── git ───────────────────────────┘
//! config: raw file → resolved values (app::Keymap, plan::Marks, ui::Theme); used by cli and tui only
//! ```
//!
//! | module | knows | is for |
//! |---|---|---|
//! | [`text`] | strings | spans, edits, lines, what is safe to show |
//! | [`plan`] | `text` | the tree, states and marks, addresses, intents and their smallest edits |
//! | [`store`] | files, `plan` | reading, committing and watching one file beside other writers |
//! | [`folder`] | `store`, `plan` | the plans of a folder: where they lie, which files are plans, what becomes of them |
//! | [`app`] | `plan` | the model of the screen and what each key decides; performs nothing |
//! | [`ui`] | `app`, ratatui | drawing; changes nothing |
//! | [`config`] | toml | the settings file, raw and resolved |
//! | [`git`] | the `git` program, `text` | arranging that git merges plans with us, and whether it does |
//! | [`tui`], [`cli`] | all below | the only places with effects |
//!
//! # Flow
//!
//! bytes → `Snapshot` → `blocks` → `outline` → [`plan::Plan`] → `Model` → frame.
//! key → `Action` → `update` → `Effect::Commit(Intent)` → `Store::commit` → `Edit` → bytes.

#[cfg(not(unix))]
compile_error!("tickdown needs a Unix: its terminals, signals and file systems");

pub mod app;
pub mod cli;
pub mod config;
pub mod folder;
pub mod git;
pub mod plan;
pub mod store;
pub mod text;
pub mod tui;
pub mod ui;
