//! `tickdown log`: what was changed here through tickdown, and what became of it.

use std::path::PathBuf;

use super::error::Error;
use super::output::Output;
use super::{choose, recall, tell};
use crate::app::measure::{cut, shown};
use crate::plan::{Intent, Op};
use crate::store::{End, Entry, Recall, Role, Standing};

/// What was changed through tickdown, and whether it is still in the file
///
/// The oldest change first. What is not in the file any more, although nobody who had seen it undid it, is offered on
/// the screen: "tickdown PATH", then "c".
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A plan or a folder with one plan
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Print JSON, also of what went wrong
    #[arg(long)]
    json: bool,
}

/// Prints the journal of the plan.
///
/// # Errors
/// What keeps the plan from being found or read.
pub(super) fn run(args: &Args, recall: &Recall, output: &mut Output) -> Result<(), Error> {
    let path = choose::only(args.path.as_deref())?;
    let (mut store, _) = recall.open(&path, Role::Verb)?;
    if args.json {
        let changes = store.entries().iter().map(|entry| Row::new(entry, store.entries())).collect();
        return output.json(&Log { schema: 1, file: path.display().to_string(), changes });
    }
    if store.entries().is_empty() {
        tell(&format!("{}: no change made through tickdown is remembered.", path.display()));
    }
    store.entries().iter().try_for_each(|entry| output.line(&line(entry, store.entries())))?;
    recall::warn(&path, &mut store);
    Ok(())
}

/// Returns `2026-11-22 12:04  done  Signature is checked  (line 57)  not in the file: …`.
fn line(entry: &Entry, all: &[Entry]) -> String {
    let who = entry.who.as_ref().map(|who| format!("  by {who}")).unwrap_or_default();
    let Entry { what, line, .. } = entry;
    let (name, became) = (entry.name(), became(entry, all));
    format!("{}  {what}  {name}  (line {line}){who}  {became}", time(entry))
}

/// Returns what became of a change, in words; `all` is the whole journal.
fn became(entry: &Entry, all: &[Entry]) -> String {
    match &entry.standing {
        Standing::Begun => "being written".to_owned(),
        Standing::Written => "in the file".to_owned(),
        Standing::Offered(why) => format!("not in the file: {why}"),
        Standing::Ended(End::Refused) => "refused".to_owned(),
        Standing::Ended(End::Superseded) => match all.iter().find(|later| is_behind(later, entry)) {
            Some(later) if says(later) == says(entry) => "made again later".to_owned(),
            Some(later) => format!("changed again later: {}", says(later)),
            None => "changed again later".to_owned(),
        },
        Standing::Ended(End::Outside) => "undone by somebody who had seen it".to_owned(),
        Standing::Ended(End::Dropped) => "dropped".to_owned(),
    }
}

/// Returns whether `later` is about the same mark or text as `entry`, and was asked for behind it.
fn is_behind(later: &Entry, entry: &Entry) -> bool {
    let is_same_place = |goal: &Intent| entry.goals.iter().any(|other| other.address == goal.address);
    let is_same = || later.field == entry.field && is_text(later) == is_text(entry);
    later.id > entry.id
        && later.standing != Standing::Ended(End::Refused)
        && (later.over.contains(&entry.id) || is_same() && later.goals.iter().any(is_same_place))
}

fn is_text(entry: &Entry) -> bool {
    entry.goals.iter().any(|goal| matches!(goal.op, Op::Write { .. }))
}

/// Returns what a change has left behind: the text that was written, or the state.
fn says(entry: &Entry) -> String {
    let text = entry.goals.iter().find_map(|goal| match &goal.op {
        Op::Write { to, .. } => Some(to),
        _ => None,
    });
    text.map_or_else(|| entry.what.clone(), |text| format!("\"{}\"", cut(&shown(text, MOST_BYTES), MOST_COLUMNS, "…")))
}

/// No more of a text is told.
const MOST_COLUMNS: usize = 60;
const MOST_BYTES: usize = 1 << 10;

/// Returns when the change was asked for, by the local clock.
fn time(entry: &Entry) -> String {
    let time = jiff::Timestamp::from_nanosecond(i128::from(entry.id)).unwrap_or_default();
    time.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// What `--json` prints.
#[derive(serde::Serialize)]
struct Log<'a> {
    schema: u32,
    file: String,
    changes: Vec<Row<'a>>,
}

/// A change in it.
#[derive(serde::Serialize)]
struct Row<'a> {
    time: String,
    who: Option<&'a str>,
    address: &'a str,
    title: &'a str,
    /// The name of the field that was written, or `note`.
    field: Option<&'a str>,
    line: usize,
    to: &'a str,
    /// `written`, `offered` (it is not in the file, and nobody has said what shall become of it), `ended`, `begun`.
    standing: &'static str,
    why: String,
    before: &'a str,
    after: &'a str,
}

impl<'a> Row<'a> {
    fn new(entry: &'a Entry, all: &[Entry]) -> Self {
        let standing = match entry.standing {
            Standing::Begun => "begun",
            Standing::Written => "written",
            Standing::Offered(_) => "offered",
            Standing::Ended(_) => "ended",
        };
        Self {
            time: jiff::Timestamp::from_nanosecond(i128::from(entry.id)).unwrap_or_default().to_string(),
            who: entry.who.as_deref(),
            address: entry.goals.first().map_or("", |goal| &goal.address),
            title: &entry.title,
            field: entry.field.as_deref(),
            line: entry.line,
            to: &entry.what,
            standing,
            why: became(entry, all),
            before: &entry.before,
            after: &entry.after,
        }
    }
}
