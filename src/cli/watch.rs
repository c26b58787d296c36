//! `tickdown watch`: a line for each change of a plan, as it happens.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::error::Error;
use super::json::Happened;
use super::output::Output;
use super::recall::warn;
use super::{choose, conflict_line, plain, tell};
use crate::plan::{Event, Plan, events};
use crate::store::{Kick, Pace, Reading, Recall, Role, Store, Watch, Watching};

/// How long something must be wrong with the file before that is said: some programs take one away to save it anew, but
/// for less than this.
const LASTING: Duration = Duration::from_millis(250);

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
pub(super) fn run(args: &Args, recall: &Recall, pace: Pace, output: &mut Output) -> Result<(), Error> {
    let path = choose::only(args.path.as_deref())?;
    follow(&path, (recall, pace), args.json, output, |_, _| Ok(()))
}

/// Prints the plan as lines of text, and then what happens to it.
///
/// # Errors
/// As [`run`].
pub(super) fn run_plain(path: Option<&Path>, recall: &Recall, pace: Pace, output: &mut Output) -> Result<(), Error> {
    let path = choose::only(path)?;
    follow(&path, (recall, pace), false, output, |plan, output| {
        plain::lines(plan).iter().try_for_each(|line| output.line(line))?;
        output.flush()
    })
}

/// Prints what happens to the plan at `path`, after `begin` has printed what it says at first.
fn follow(
    path: &Path,
    (recall, pace): (&Recall, Pace),
    json: bool,
    output: &mut Output,
    begin: impl FnOnce(&Plan, &mut Output) -> Result<(), Error>,
) -> Result<(), Error> {
    let (mut store, snapshot) = recall.open(path, Role::Verb)?;
    warn(path, &mut store);
    let plan = store.plan(&snapshot.text);
    begin(&plan, output)?;
    tell_conflict(path, None, conflict_line(&plan));
    let (sender, wakes) = mpsc::channel();
    let gone = sender.clone();
    let on_kick = move |kick| {
        // The queue is gone only when the run ends.
        let _ = sender.send(Wake::Kick(kick));
    };
    await_end(move || drop(gone.send(Wake::Unread)))?;
    let (_watch, watching) = Watch::start(pace, store.paths(), on_kick);
    tell_polling(&watching);
    let conflict = conflict_line(&plan);
    let whole = conflict.is_none().then_some(plan);
    let mut follower = Follower { path, store, whole, conflict, trouble: None, json };
    follower.run(&wakes, output)
}

/// What wakes the follower.
enum Wake {
    Kick(Kick),
    /// Nobody reads what is printed any more.
    Unread,
}

/// Calls `on_end` when nobody reads the standard output any more, so that a plan at rest does not keep the run alive.
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

/// What is wrong with the file.
#[derive(Debug, PartialEq, Eq)]
enum Wrong {
    Gone,
    Empty,
    /// A sentence.
    Unreadable(String),
}

impl Wrong {
    /// Returns what is said of it, where the file is called `path`.
    fn begun(&self, path: &Path) -> String {
        let path = path.display();
        match self {
            Self::Gone => format!("{path}: the file is gone. Waiting for it"),
            Self::Empty => format!("{path}: the file is empty. Waiting for a text"),
            Self::Unreadable(why) => why.clone(),
        }
    }

    /// Returns what is said when it is over.
    const fn over(&self) -> &'static str {
        match self {
            Self::Gone => "the file is back",
            Self::Empty => "the file has a text again",
            Self::Unreadable(_) => "the file can be read again",
        }
    }
}

/// Something that is wrong with the file for a while.
#[derive(Debug)]
struct Trouble {
    since: Instant,
    /// What was said of it last.
    told: Option<Wrong>,
}

/// When something is to be said.
#[derive(Debug, PartialEq, Eq)]
enum When {
    Now,
    At(Instant),
    /// It has been said.
    Never,
}

impl Trouble {
    /// Takes what is `wrong`; returns when that is to be said: once, and only if it lasts.
    fn take(&mut self, wrong: Wrong, now: Instant) -> When {
        let due = self.since + LASTING;
        if now < due {
            When::At(due)
        } else if self.told.as_ref() == Some(&wrong) {
            When::Never
        } else {
            self.told = Some(wrong);
            When::Now
        }
    }
}

struct Follower<'a> {
    path: &'a Path,
    store: Store,
    /// The last text without conflict markers of git.
    whole: Option<Arc<Plan>>,
    /// The line of the first marker, where the text has some.
    conflict: Option<usize>,
    /// As long as the file cannot be read.
    trouble: Option<Trouble>,
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
        let wrong = match self.store.read() {
            Reading::Text(snapshot) => {
                self.recover();
                self.print(&snapshot.text, output)?;
                return Ok(None);
            }
            Reading::Unchanged => {
                self.recover();
                return Ok(None);
            }
            Reading::Settling(pause) => return Ok(Some(Instant::now() + pause)),
            Reading::Missing => Wrong::Gone,
            Reading::Empty => Wrong::Empty,
            Reading::Unreadable(error) => Wrong::Unreadable(error.to_string()),
        };
        let now = Instant::now();
        let trouble = self.trouble.get_or_insert(Trouble { since: now, told: None });
        let said = wrong.begun(self.path);
        Ok(match trouble.take(wrong, now) {
            When::Now => {
                tell(&said);
                None
            }
            When::At(due) => Some(due),
            When::Never => None,
        })
    }

    /// Notes that the file can be read; says so where it was said that it cannot be.
    fn recover(&mut self) {
        if let Some(told) = self.trouble.take().and_then(|trouble| trouble.told) {
            tell(&format!("{}: {}", self.path.display(), told.over()));
        }
    }

    fn print(&mut self, text: &Arc<str>, output: &mut Output) -> Result<(), Error> {
        let new = self.store.plan(text);
        let was = std::mem::replace(&mut self.conflict, conflict_line(&new));
        tell_conflict(self.path, was, self.conflict);
        let who = self.store.take_news().who;
        if self.conflict.is_some() {
            // What both sides come to is told when it is settled.
            return Ok(());
        }
        let Some(old) = self.whole.replace(Arc::clone(&new)) else { return Ok(()) };
        let now = jiff::Zoned::now();
        for event in events(&old, &new, &old.align(&new)) {
            if self.json {
                let at = now.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
                output.json(&Happened::new(self.path, (&at, who.as_deref()), (&old, &new), &event))?;
            } else {
                output.line(&format!("{} {}", now.strftime("%H:%M:%S"), line((&old, &new), &event, who.as_deref())))?;
            }
        }
        output.flush()
    }
}

/// Returns what is said of an event that was brought about by `who`: `ticked 2.2/route-exists  Route exists  by ada`.
fn line((old, new): (&Plan, &Plan), event: &Event, who: Option<&str>) -> String {
    let more = match event.count {
        1 => String::new(),
        count => format!("  (and {} more)", count - 1),
    };
    let was = event.was.as_ref().map(|was| format!("  (was: {was})")).unwrap_or_default();
    let by = who.map(|who| format!("  by {who}")).unwrap_or_default();
    format!("{} {}  {}{was}{more}{by}", event.name(), address(old, new, event), event.title)
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

/// Says at which line the plan has got conflict markers of git, and when it is rid of them.
fn tell_conflict(path: &Path, was: Option<usize>, now: Option<usize>) {
    let path = path.display();
    match (was, now) {
        (None, Some(line)) => tell(&format!(
            "{path}: conflict markers at line {line}. Until they are resolved both sides count, and nothing can be written"
        )),
        (Some(_), None) => tell(&format!("{path}: no conflict markers any more")),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_once_and_if_it_lasts() {
        let since = Instant::now();
        let mut trouble = Trouble { since, told: None };
        for (wrong, quarters, expected) in [
            (Wrong::Gone, 0, When::At(since + LASTING)),
            (Wrong::Gone, 3, When::At(since + LASTING)),
            (Wrong::Gone, 4, When::Now),
            (Wrong::Gone, 5, When::Never),
            (Wrong::Empty, 6, When::Now),
            (Wrong::Empty, 7, When::Never),
        ] {
            let said = format!("{wrong:?} after {quarters} quarters");
            assert_eq!(trouble.take(wrong, since + LASTING * quarters / 4), expected, "{said}");
        }
    }
}
