//! What `tickdown log` says of changes of ours that are not in the file.

use serde_json::Value;

use crate::book::{self, Mark, STEPS};
use crate::ours::Desk;
use crate::wish::{Thing, Wish};

/// The journal of a plan, as it is told to whoever asks.
pub(crate) struct Log {
    changes: Vec<Value>,
}

/// What it says of a change that is not in the file.
pub(crate) enum Listed {
    /// It waits to be made again or dropped, and why.
    Offered(String),
    /// Somebody undid it who had seen it: only git does that here, when it goes back on purpose.
    Undone,
    /// Something else, or nothing.
    No(String),
}

impl Log {
    /// Asks for the journal of the plan on the desk. Where no screen is open, that also looks at what is not in the file.
    pub(crate) fn of(desk: &Desk) -> Self {
        let output = desk.command(["log"]).arg("--json").output().expect("tickdown runs");
        let mut log: Value = serde_json::from_slice(&output.stdout).expect("the log is JSON");
        let Value::Array(changes) = log["changes"].take() else { panic!("a list of changes: {log}") };
        Self { changes }
    }

    /// Returns what it says of the last change that made `wish` true of `thing`.
    pub(crate) fn says(&self, thing: Thing, wish: Wish) -> Listed {
        let Some(last) = self.changes.iter().rev().find(|change| grants(change, thing, wish)) else {
            return Listed::No("not in the log".into());
        };
        match (last["standing"].as_str(), last["why"].as_str()) {
            // Whoever asked for it was told that it was written.
            (Some("offered"), Some(why)) if !why.contains("was stopped before it was written") => {
                Listed::Offered(why.to_owned())
            }
            (_, Some("undone by somebody who had seen it")) => Listed::Undone,
            _ => Listed::No(last["why"].to_string()),
        }
    }

    /// Returns all that it says of `thing`.
    pub(crate) fn about(&self, thing: Thing) -> String {
        // Whatever the words are.
        let name = match thing {
            Thing::Words(index) | Thing::Mark(index) => book::title(index, 0),
            Thing::Added(number) => book::added(number),
        };
        let title = name.split_once(" value").map_or(&*name, |(title, _)| title);
        let is_about = |change: &&Value| change["title"].as_str().is_some_and(|other| other.starts_with(title));
        let told = |change: &Value| {
            let word = |name: &str| change[name].as_str().unwrap_or_default().to_owned();
            format!("\n    {} {} {:?}: {}, {}", word("time"), word("to"), word("after"), word("standing"), word("why"))
        };
        self.changes.iter().filter(is_about).map(told).collect()
    }
}

/// Returns whether `change` made `wish` true of `thing`.
fn grants(change: &Value, thing: Thing, wish: Wish) -> bool {
    let is_titled = |title: String| change["title"] == title && change["field"].is_null();
    match (thing, wish) {
        (Thing::Mark(index), _) => {
            let mark = match change["to"].as_str().expect("a state") {
                "validated" => Mark::Validated,
                "done" => Mark::Done,
                "open" => Mark::Open,
                _ => return false,
            };
            is_titled(book::title(index, 0)) && wish.allows(mark)
        }
        (Thing::Words(index), Wish::Worded(value)) if STEPS.contains(&index) => {
            let words = book::described(value);
            change["field"] == "Description" && change["after"].as_str().is_some_and(|after| after.ends_with(&words))
        }
        (Thing::Words(index), Wish::Worded(value)) => is_titled(book::title(index, value)),
        (Thing::Words(_), _) => false,
        (Thing::Added(number), _) => is_titled(book::added(number)),
    }
}
