//! Validation commands: run on threads of their own, so that neither keys nor files wait for them.

mod output;
mod process;

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::Sender;
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime};

use self::output::Batch;
use self::process::{SESSION, Stop, run};
use super::Event;
use crate::app::{LastRun, Msg, RunEnd, RunGround, RunNews, RunOrder, RunWish};
use crate::store::{Ledger, Outcome, Record, Roots, digests, head};

/// How long leaving waits for a command to end; it is killed long before.
const LAST_WAIT: Duration = Duration::from_secs(2);

/// What the loop knows of validation runs.
pub(super) struct Runner {
    desk: Desk,
    running: Option<Running>,
}

/// What every thread here needs.
#[derive(Clone)]
struct Desk {
    /// The plan's file, all symbolic links resolved.
    target: Arc<Path>,
    ledger: Ledger,
    events: Sender<Event>,
    /// The shell and its options, once they were looked for.
    shell: Arc<OnceLock<Vec<&'static str>>>,
}

struct Running {
    stop: Arc<Stop>,
    thread: JoinHandle<()>,
}

impl Runner {
    /// Returns the runner for the plan at `target`, and has it told what is remembered of earlier runs.
    pub(super) fn start(target: &Path, ledger: Ledger, events: Sender<Event>) -> Self {
        let desk = Desk { target: target.into(), ledger, events, shell: Arc::default() };
        desk.aside(|desk| {
            let known: Vec<LastRun> = desk.ledger.records().iter().map(|record| last(record, None)).collect();
            if !known.is_empty() {
                desk.tell(RunNews::Known(known));
            }
        });
        Self { desk, running: None }
    }

    /// Does what the model wishes; a command may take `timeout`.
    pub(super) fn perform(&mut self, wish: RunWish, timeout: Option<Duration>) {
        match wish {
            RunWish::Prepare => self.desk.aside(move |desk| desk.prepare(timeout)),
            RunWish::Compare { address, title } => self.desk.aside(move |desk| desk.compare(&address, &title)),
            RunWish::Start(order) => self.begin(order, timeout),
            RunWish::Stop => self.running.iter().for_each(|running| running.stop.ask()),
        }
    }

    /// Stops what runs, and waits until it has ended.
    pub(super) fn finish(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop.hurry();
            // It may also be reading files, on a disk that does not answer.
            let deadline = Instant::now() + LAST_WAIT;
            while !running.thread.is_finished() && Instant::now() < deadline {
                thread::sleep(Duration::from_millis(5));
            }
        }
    }

    fn begin(&mut self, order: RunOrder, timeout: Option<Duration>) {
        // The model has one at a time.
        self.finish();
        let stop = Arc::new(Stop::default());
        let (desk, asked) = (self.desk.clone(), Arc::clone(&stop));
        let thread = thread::Builder::new().name("run".into()).spawn(move || {
            let desk = Last(desk);
            desk.0.run(order, timeout, &asked);
        });
        match thread {
            Ok(thread) => self.running = Some(Running { stop, thread }),
            Err(error) => {
                let why = RunEnd::NotStarted(error.to_string());
                self.desk.tell(RunNews::Ended { end: why, seconds: 0, left_something: false });
                self.desk.tell(RunNews::Over);
            }
        }
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.finish();
    }
}

/// Tells that nothing runs any more, however the thread ends.
struct Last(Desk);

impl Drop for Last {
    fn drop(&mut self) {
        self.0.tell(RunNews::Over);
    }
}

impl Desk {
    fn tell(&self, news: RunNews) {
        self.tell_of(&self.target, news);
    }

    fn tell_of(&self, target: &Arc<Path>, news: RunNews) {
        // The loop is gone only when the program ends.
        let _ = self.events.send(Event::Run(Arc::clone(target), news));
    }

    /// Does `what` on another thread: disks and other programs take their time.
    fn aside(&self, what: impl FnOnce(&Self) + Send + 'static) {
        let desk = self.clone();
        if let Err(error) = thread::Builder::new().name("run-aside".into()).spawn(move || what(&desk)) {
            let _ = self.events.send(Event::Msg(Msg::Notice(format!("no thread is to be had: {error}"))));
        }
    }

    /// Returns the shell with its options: a pipe fails where any part of it does, if the shell knows that (POSIX.1-2024).
    /// In front of it stands what makes a session, where there is such a program.
    fn shell(&self) -> &[&'static str] {
        self.shell.get_or_init(|| {
            let shell = Some(vec!["sh", "-o", "pipefail", "-c"]).filter(|words| works(words));
            let shell = shell.unwrap_or_else(|| vec!["sh", "-c"]);
            let apart = [&[SESSION], &shell[..]].concat();
            if works(&apart) { apart } else { shell }
        })
    }

    fn prepare(&self, timeout: Option<Duration>) {
        let folder = Roots::of(&self.target).top().display().to_string();
        let seconds = timeout.map(|timeout| timeout.as_secs());
        let shell = self.shell().iter().filter(|&&word| word != SESSION).copied().collect::<Vec<_>>().join(" ");
        self.tell(RunNews::Ground(RunGround { shell, folder, seconds }));
    }

    fn compare(&self, address: &str, title: &str) {
        let records = self.ledger.records();
        let by = |same: &dyn Fn(&&Record) -> bool| records.iter().rev().find(same);
        let found = by(&|record| record.address == address).or_else(|| by(&|record| record.title == title));
        if let Some(record) = found {
            let changed = record.changed(&Roots::of(&self.target));
            self.tell(RunNews::Known(vec![LastRun { address: address.to_owned(), ..last(record, Some(changed)) }]));
        }
    }

    /// Runs the commands, one after another, up to one that does not end with exit code 0.
    fn run(&self, order: RunOrder, timeout: Option<Duration>, stop: &Stop) {
        let roots = Roots::of(&self.target);
        let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        // As they are before the commands, which may change them: what was checked is what stood there now.
        let (files, commit) = (digests(&roots, &order.files), head(&self.target));
        let mut outcomes = Vec::new();
        for (index, command) in order.commands.iter().enumerate() {
            if stop.is_asked() {
                break;
            }
            self.tell(RunNews::Began(index));
            let (end, seconds, left_something) = self.run_one(command, roots.top(), timeout, stop);
            let exit = if let RunEnd::Exit(code) = end { Some(code) } else { None };
            outcomes.push(Outcome { command: command.clone(), exit, how: end.to_string() });
            self.tell(RunNews::Ended { end, seconds, left_something });
            if exit != Some(0) {
                break;
            }
        }
        if outcomes.is_empty() {
            // It was stopped before anything began.
            return;
        }
        let RunOrder { address, title, shown, .. } = order;
        let record = Record { time, address, title, shown, commands: outcomes, commit, files };
        let told = last(&record, Some(Vec::new()));
        if let Err(error) = self.ledger.keep(record) {
            let _ = self.events.send(Event::Msg(Msg::Notice(format!("the run cannot be remembered: {error}"))));
        }
        self.tell(RunNews::Known(vec![told]));
    }

    fn run_one(&self, command: &str, folder: &Path, timeout: Option<Duration>, stop: &Stop) -> (RunEnd, u64, bool) {
        let [program, options @ ..] = self.shell() else { return (RunEnd::Stopped, 0, false) };
        let mut process = Command::new(program);
        process.args(options).arg(command).current_dir(folder);
        let mut seconds = 0;
        // Each event that waits to be taken holds one of it.
        let target: Arc<Path> = (*self.target).into();
        let ended = run(process, timeout, stop, |output, taken| {
            seconds = taken.as_secs();
            // While an editor has the terminal, nobody takes events: what is printed is kept here, as far as there is room.
            if Arc::strong_count(&target) > 1 && !output.is_closed() {
                return;
            }
            let Batch { lines, open, cut_lines, cut_bytes } = output.batch();
            self.tell_of(&target, RunNews::Output { lines, open, cut_lines, cut_bytes, seconds });
        });
        (ended.end, seconds, ended.left_something)
    }
}

/// Returns whether the shell of these words, the first of them a program, can be run.
fn works(words: &[&str]) -> bool {
    let null = || Stdio::null();
    let tried = Command::new(words[0]).args(&words[1..]).arg(":").stdin(null()).stdout(null()).stderr(null()).status();
    tried.is_ok_and(|status| status.success())
}

/// Returns what is told of `record`; `changed` are the files that are not what they were, where that is known.
fn last(record: &Record, changed: Option<Vec<String>>) -> LastRun {
    let bad = record.commands.iter().find(|outcome| outcome.exit != Some(0));
    let when = i64::try_from(record.time).ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    let when = when.map(|when| when.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string());
    LastRun {
        address: record.address.clone(),
        title: record.title.clone(),
        when: when.unwrap_or_default(),
        how: bad.or(record.commands.last()).map_or_else(String::new, |outcome| outcome.how.clone()),
        is_success: bad.is_none() && !record.commands.is_empty(),
        shown: record.shown.clone(),
        changed,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn a_run_that_never_began_leaves_no_record() {
        let folder = tempfile::tempdir().expect("a folder");
        let (events, taken) = channel();
        let desk = Desk { target: folder.path().into(), ledger: Ledger::new(None), events, shell: Arc::default() };
        for (is_stopped, expected) in [(true, 0), (false, 1)] {
            let stop = Stop::default();
            if is_stopped {
                stop.ask();
            }
            let order = RunOrder {
                address: "1".to_owned(),
                title: String::new(),
                shown: vec!["true".to_owned()],
                commands: vec!["true".to_owned()],
                files: Vec::new(),
            };
            desk.run(order, None, &stop);
            assert_eq!(desk.ledger.records().len(), expected);
            let known = taken.try_iter().filter(|event| matches!(event, Event::Run(_, RunNews::Known(_))));
            assert_eq!(known.count(), expected, "nor is one told");
        }
    }

    #[test]
    fn what_nobody_takes_does_not_pile_up() {
        let folder = tempfile::tempdir().expect("a folder");
        let (events, taken) = channel();
        let desk = Desk { target: folder.path().into(), ledger: Ledger::new(None), events, shell: Arc::default() };
        let flood = "yes | head -c 50000000; sleep 0.3; echo end";
        let (end, ..) = desk.run_one(flood, folder.path(), None, &Stop::default());
        assert_eq!(end, RunEnd::Exit(0));
        let told: Vec<Event> = taken.try_iter().collect();
        assert!((1..=2).contains(&told.len()), "the first, and the last: {}", told.len());
        let Some(Event::Run(_, RunNews::Output { lines, cut_lines, .. })) = told.last() else { panic!("no output") };
        assert_eq!(lines.last().map(String::as_str), Some("end"));
        assert!(*cut_lines > 0);
    }
}
