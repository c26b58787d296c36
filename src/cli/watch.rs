//! `tickdown watch`: a line for each change of a plan, as it happens.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Instant;

use super::error::Error;
use super::json::Happened;
use super::output::Output;
use super::{choose, plain, tell};
use crate::plan::{Event, Plan, events};
use crate::store::{Kick, Pace, Reading, Store, Watch, Watching};

/// Print a line for each change, as it happens
///
/// Runs until it is interrupted or nobody reads any more. Without PATH: the only plan found in the current folder.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A plan, or a folder with one plan
    path: Option<PathBuf>,
    /// Print a JSON object a line, also of what went wrong
    #[arg(long)]
    json: bool,
}

/// Prints what happens to the plan, until nobody reads it any more.
///
/// # Errors
/// What keeps the plan from being found and read at first, and [`Error::Output`] where the reader has gone. What
/// happens to the file later is said on the standard error, and waited out.
pub(super) fn run(args: &Args, pace: Pace, output: &mut Output) -> Result<(), Error> {
    let path = choose::only(args.path.as_deref())?;
    follow(&path, pace, args.json, output, |_, _| Ok(()))
}

/// Prints the plan as lines of text, and then what happens to it.
///
/// # Errors
/// As [`run`].
pub(super) fn run_plain(path: Option<&Path>, pace: Pace, output: &mut Output) -> Result<(), Error> {
    let path = choose::only(path)?;
    follow(&path, pace, false, output, |plan, output| {
        plain::lines(plan).iter().try_for_each(|line| output.line(line))?;
        output.flush()
    })
}

/// Prints what happens to the plan at `path`, after `begin` has printed what it says at first.
fn follow(
    path: &Path,
    pace: Pace,
    json: bool,
    output: &mut Output,
    begin: impl FnOnce(&Plan, &mut Output) -> Result<(), Error>,
) -> Result<(), Error> {
    let (mut store, snapshot) = Store::open(path)?;
    let plan = store.plan(&snapshot.text);
    begin(&plan, output)?;
    let (sender, wakes) = mpsc::channel();
    let gone = sender.clone();
    let on_kick = move |kick| {
        // The queue is gone only when the run ends.
        let _ = sender.send(Wake::Kick(kick));
    };
    await_end(move || drop(gone.send(Wake::Unread)))?;
    let (_watch, watching) = Watch::start(pace, store.paths(), on_kick);
    tell_polling(&watching);
    let mut follower = Follower { path, store, plan: Some(plan), trouble: None, json };
    follower.run(&wakes, output)
}

/// What wakes the follower.
enum Wake {
    Kick(Kick),
    /// Nobody reads what is printed any more.
    Unread,
}

/// Calls `on_end` when nobody reads the standard output any more, so that a plan at rest does not keep the run alive.
#[cfg(unix)]
fn await_end(on_end: impl FnOnce() + Send + 'static) -> Result<(), Error> {
    use rustix::event::{PollFd, PollFlags, poll};

    let wait = move || {
        let stdout = io::stdout();
        // POLLERR and POLLHUP come unasked (poll(2)); nothing else is waited for.
        let mut stdout = [PollFd::new(&stdout, PollFlags::empty())];
        while poll(&mut stdout, None) == Err(rustix::io::Errno::INTR) {}
        on_end();
    };
    thread::Builder::new().name("reader".into()).spawn(wait).map(drop).map_err(Error::Output)
}

/// Does nothing: that nobody reads shows when something is written.
#[cfg(not(unix))]
fn await_end(_on_end: impl FnOnce() + Send + 'static) -> Result<(), Error> {
    Ok(())
}

struct Follower<'a> {
    path: &'a Path,
    store: Store,
    plan: Option<Arc<Plan>>,
    /// What was last said to be wrong with the file.
    trouble: Option<String>,
    json: bool,
}

impl Follower<'_> {
    fn run(&mut self, wakes: &Receiver<Wake>, output: &mut Output) -> Result<(), Error> {
        let mut again: Option<Instant> = None;
        loop {
            let wake = match again {
                None => wakes.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(again) => wakes.recv_timeout(again.saturating_duration_since(Instant::now())),
            };
            match wake {
                Ok(Wake::Kick(Kick::Watching(watching))) => tell_polling(&watching),
                Ok(Wake::Kick(_)) | Err(RecvTimeoutError::Timeout) => again = self.read(output)?,
                Ok(Wake::Unread) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    }

    /// Reads the file and prints what is new; returns when to look again although nobody says so.
    fn read(&mut self, output: &mut Output) -> Result<Option<Instant>, Error> {
        let trouble = match self.store.read() {
            Reading::Text(snapshot) => {
                self.print(&snapshot.text, output)?;
                None
            }
            Reading::Unchanged => None,
            Reading::Settling(pause) => return Ok(Some(Instant::now() + pause)),
            Reading::Missing => Some(format!("{}: the file is gone. Waiting for it", self.path.display())),
            Reading::Empty => Some(format!("{}: the file is empty. Waiting for a text", self.path.display())),
            Reading::Unreadable(error) => Some(error.to_string()),
        };
        if let Some(trouble) = trouble.as_ref().filter(|&trouble| self.trouble.as_ref() != Some(trouble)) {
            tell(trouble);
        }
        self.trouble = trouble;
        Ok(None)
    }

    fn print(&mut self, text: &Arc<str>, output: &mut Output) -> Result<(), Error> {
        let new = self.store.plan(text);
        let Some(old) = self.plan.replace(Arc::clone(&new)) else { return Ok(()) };
        let now = jiff::Zoned::now();
        for event in events(&old, &new, &old.align(&new)) {
            if self.json {
                let at = now.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
                output.json(&Happened::new(self.path, &at, (&old, &new), &event))?;
            } else {
                output.line(&format!("{} {}", now.strftime("%H:%M:%S"), line((&old, &new), &event)))?;
            }
        }
        output.flush()
    }
}

/// Returns what is said of an event: `ticked 2.2/route-exists  Route exists`.
fn line((old, new): (&Plan, &Plan), event: &Event) -> String {
    let more = match event.count {
        1 => String::new(),
        count => format!("  (and {} more)", count - 1),
    };
    let was = event.was.as_ref().map(|was| format!("  (was: {was})")).unwrap_or_default();
    format!("{} {}  {}{was}{more}", event.name(), address(old, new, event), event.title)
}

/// Returns the address of an event's node: the new one, of what is gone the old one.
pub(super) fn address<'a>(old: &'a Plan, new: &'a Plan, event: &Event) -> &'a str {
    match (event.new, event.old) {
        (Some(id), _) => new.address(id),
        (None, Some(id)) => old.address(id),
        (None, None) => "",
    }
}

/// Says why changes are noticed by looking again and again, where that departs from normal.
fn tell_polling(watching: &Watching) {
    if let Watching::Polling(why) = watching {
        tell(&format!("polling for changes: {why}"));
    }
}
