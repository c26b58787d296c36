//! One command as a process: started, read, stopped.
//!
//! It is the first of a process group of its own, so that what it starts can be stopped with it, but for what begins a
//! session or group of its own (setsid(2)). It ends when its first process does: what it left in the group is stopped then.
//!
//! It has no input and no terminal. In a session of its own there is none at `/dev/tty` (ENXIO, tty(4)); where setsid(1) is
//! missing, the terminal stops the group that wants to read it (SIGTTIN, POSIX.1 11.1.4), and that is its end.

use std::io::{self, PipeReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::output::Output;
use crate::app::RunEnd;

/// How often it is looked at what no event announces.
const TICK: Duration = Duration::from_millis(20);

/// How often output is told at most: a screen that changes faster cannot be read.
const PACE: Duration = Duration::from_millis(50);

/// How often it is told at least that the command still runs.
const BEAT: Duration = Duration::from_secs(1);

/// How long a command that shall stop has for it, before it is killed.
const GRACE: Duration = Duration::from_secs(2);

/// The same when tickdown is left.
const LAST_GRACE: Duration = Duration::from_millis(300);

/// How long the output is still read when the command has ended, where something else holds it open.
const DRAIN: Duration = Duration::from_millis(300);

/// How many bytes are read at once.
const CHUNK: usize = 32 << 10;

/// What makes a session, and with it a group, for the program that follows it (setsid(1)).
pub(super) const SESSION: &str = "setsid";

/// A request to stop, for any thread to make.
#[derive(Debug, Default)]
pub(super) struct Stop(AtomicU8);

impl Stop {
    /// Asks the command to end.
    pub(super) fn ask(&self) {
        self.0.fetch_max(1, Ordering::SeqCst);
    }

    /// Asks the command to end, and gives it little time for it.
    pub(super) fn hurry(&self) {
        self.0.fetch_max(2, Ordering::SeqCst);
    }

    /// Returns whether anybody has asked.
    pub(super) fn is_asked(&self) -> bool {
        self.0.load(Ordering::SeqCst) > 0
    }

    fn grace(&self) -> Duration {
        if self.0.load(Ordering::SeqCst) > 1 { LAST_GRACE } else { GRACE }
    }
}

/// What a command has left behind.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ended {
    /// How it ended.
    pub(super) end: RunEnd,
    /// Something that it started went on, and was stopped.
    pub(super) left_something: bool,
}

/// Runs `command` until it ends, `timeout` is over, or `stop` is asked for. `tell` hears now and then what was printed,
/// and how long it has taken; once more at the end.
pub(super) fn run(
    mut command: Command,
    timeout: Option<Duration>,
    stop: &Stop,
    mut tell: impl FnMut(&mut Output, Duration),
) -> Ended {
    let started = Instant::now();
    let (child, notes) = match start(&mut command) {
        Ok(started) => started,
        Err(error) => {
            let end = RunEnd::NotStarted(format!("{} cannot be started: {error}", command.get_program().display()));
            return Ended { end, left_something: false };
        }
    };
    // The ends of the pipe that it holds would keep it open.
    drop(command);
    let mut watched = Watched { child, notes, is_closed: false, output: Output::default() };
    let (mut stopping, mut ended, mut told) = (None::<Stopping>, None::<Instant>, started);
    loop {
        watched.wait();
        let now = Instant::now();
        if now - told >= if watched.output.is_news() { PACE } else { BEAT } {
            told = now;
            tell(&mut watched.output, now - started);
        }
        let standing = if ended.is_none() { standing(&mut watched.child) } else { Standing::Ended };
        if ended.is_none() && standing == Standing::Ended {
            ended = Some(now);
        }
        if ended.is_some_and(|at| watched.is_closed || now - at >= DRAIN) {
            break;
        }
        match &mut stopping {
            // What has ended by itself was not stopped.
            None if ended.is_some() => {}
            None => {
                let is_late = timeout.is_some_and(|timeout| now - started >= timeout);
                stopping = Stopping::due(stop, standing, is_late);
            }
            Some(stopping) if ended.is_none() => stopping.go_on(&watched.child, stop, now),
            Some(_) => {}
        }
    }
    let left_something = !watched.is_closed;
    // Before the process is waited for: until then nobody else can have its number.
    kill(&watched.child, Force::Kill);
    let status = watched.child.wait();
    watched.output.close();
    tell(&mut watched.output, started.elapsed());
    let end = match stopping {
        Some(Stopping { end, .. }) => end,
        None => status.map_or_else(|error| RunEnd::NotStarted(error.to_string()), how),
    };
    Ended { end, left_something }
}

/// A command that shall end.
struct Stopping {
    /// What is said of that.
    end: RunEnd,
    /// When it was asked to; `None` before it was.
    since: Option<Instant>,
}

impl Stopping {
    fn due(stop: &Stop, standing: Standing, is_late: bool) -> Option<Self> {
        let end = match standing {
            _ if stop.is_asked() => RunEnd::Stopped,
            Standing::WantsTerminal => RunEnd::WantedTerminal,
            _ if is_late => RunEnd::TimedOut,
            _ => return None,
        };
        Some(Self { end, since: None })
    }

    /// Asks first, then forces.
    fn go_on(&mut self, child: &Child, stop: &Stop, now: Instant) {
        match self.since {
            None => {
                self.since = Some(now);
                kill(child, Force::Ask);
            }
            Some(since) if now - since >= stop.grace() => kill(child, Force::Kill),
            Some(_) => {}
        }
    }
}

/// A process and what it prints.
struct Watched {
    child: Child,
    notes: Receiver<Vec<u8>>,
    /// Nothing more can be printed.
    is_closed: bool,
    output: Output,
}

impl Watched {
    /// Waits for output, but not long.
    fn wait(&mut self) {
        if self.is_closed {
            thread::sleep(TICK);
            return;
        }
        match self.notes.recv_timeout(TICK) {
            Ok(bytes) => self.output.push(&bytes),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => self.is_closed = true,
        }
    }
}

/// Starts the process, and a thread that reads what it prints.
fn start(command: &mut Command) -> io::Result<(Child, Receiver<Vec<u8>>)> {
    let (reader, writer) = io::pipe()?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    // What is the first of a group already would have to fork for a session.
    if command.get_program() != SESSION {
        std::os::unix::process::CommandExt::process_group(command, 0);
    }
    // Few: who prints faster than is read has to wait.
    let (notes, queue) = sync_channel(4);
    // First: where no thread is to be had, nothing has been started that nobody would stop.
    thread::Builder::new().name("run-output".into()).spawn(move || read(reader, &notes))?;
    Ok((command.spawn()?, queue))
}

/// Hands on what is printed until nothing more can come, or nobody wants it.
fn read(mut reader: PipeReader, notes: &SyncSender<Vec<u8>>) {
    let mut buffer = vec![0; CHUNK];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return,
            Ok(read) if notes.send(buffer[..read].to_vec()).is_ok() => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            _ => return,
        }
    }
}

/// How a process stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Runs,
    /// The terminal has stopped it, which it wanted to read or to set.
    WantsTerminal,
    Ended,
}

/// How a process group is told to end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Force {
    Ask,
    Kill,
}

fn kill(child: &Child, force: Force) {
    use rustix::process::{Pid, Signal, kill_process_group};
    // Who stands still hears nothing but the last of all signals before it is told to go on.
    let signals = if force == Force::Ask { &[Signal::TERM, Signal::CONT][..] } else { &[Signal::KILL] };
    for signal in signals {
        // A group without processes cannot be told anything.
        let _ = kill_process_group(Pid::from_child(child), *signal);
    }
}

/// Returns how the process stands; if it has ended, it still has its number.
fn standing(child: &mut Child) -> Standing {
    use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, waitid};
    let options = WaitIdOptions::EXITED | WaitIdOptions::STOPPED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    let terminal = [Signal::TTIN, Signal::TTOU].map(Signal::as_raw);
    match waitid(WaitId::Pid(Pid::from_child(child)), options) {
        Ok(None) => Standing::Runs,
        Ok(Some(status)) if status.stopping_signal().is_some_and(|signal| terminal.contains(&signal)) => {
            Standing::WantsTerminal
        }
        Ok(Some(status)) if status.stopped() => Standing::Runs,
        // What cannot be waited for is not there.
        Ok(Some(_)) | Err(_) => Standing::Ended,
    }
}

fn how(status: ExitStatus) -> RunEnd {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => RunEnd::Exit(code),
        (None, signal) => RunEnd::Signal(signal.unwrap_or(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs `script`; returns what it printed, and how it ended. `react` sees all that is printed so far.
    fn run_with(script: &str, timeout: Option<Duration>, mut react: impl FnMut(&str, &Stop)) -> (String, Ended) {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        let stop = Stop::default();
        let mut printed = String::new();
        let ended = run(command, timeout, &stop, |output, _| {
            let batch = output.batch();
            printed.extend(batch.lines.iter().map(|line| format!("{line}\n")));
            react(&format!("{printed}{}", batch.open), &stop);
        });
        (printed, ended)
    }

    fn ended(script: &str) -> (String, RunEnd) {
        let (printed, ended) = run_with(script, None, |_, _| {});
        assert!(!ended.left_something, "{script}");
        (printed, ended.end)
    }

    /// Returns whether the process of this number, which has been killed, goes: on a busy machine not at once.
    fn dies(number: &str) -> bool {
        let lives = || {
            let status = std::fs::read_to_string(format!("/proc/{}/stat", number.trim())).unwrap_or_default();
            !status.is_empty() && !status.contains(") Z ")
        };
        let deadline = Instant::now() + 5 * GRACE;
        while lives() && Instant::now() < deadline {
            thread::sleep(TICK);
        }
        !lives()
    }

    #[test]
    fn commands_end_as_they_say() {
        for (script, printed, end) in [
            ("echo out; echo err >&2; exit 3", "out\nerr\n", RunEnd::Exit(3)),
            ("printf 'no end'", "no end\n", RunEnd::Exit(0)),
            ("printf '\\033[31mred\\033[0m\\033]0;x\\007\\n'", "red\n", RunEnd::Exit(0)),
            ("cat", "", RunEnd::Exit(0)),
            ("kill -9 $$", "", RunEnd::Signal(9)),
            ("exec >&- 2>&-; sleep 0.1; exit 4", "", RunEnd::Exit(4)),
        ] {
            assert_eq!(ended(script), (printed.to_owned(), end), "{script}");
        }
    }

    #[test]
    fn a_shell_that_is_not_there_is_named() {
        let none = run(Command::new("/nowhere/sh"), None, &Stop::default(), |_, _| {});
        let RunEnd::NotStarted(why) = none.end else { panic!("{none:?}") };
        assert!(why.starts_with("/nowhere/sh cannot be started: "), "{why}");
    }

    #[test]
    fn a_command_that_hangs_is_stopped_with_all_that_it_started() {
        let script = "sleep 1000 & echo $!; echo $$; wait";
        let (printed, ended) = run_with(script, None, |printed, stop| {
            if printed.lines().count() == 2 {
                stop.ask();
            }
        });
        assert_eq!(ended.end, RunEnd::Stopped);
        assert!(printed.lines().all(dies), "{printed}");
    }

    #[test]
    fn a_command_that_does_not_listen_is_killed() {
        let started = Instant::now();
        let (_, ended) = run_with("trap '' TERM; echo ready; while :; do sleep 1; done", None, |printed, stop| {
            if printed.contains("ready") {
                stop.hurry();
            }
        });
        assert_eq!(ended.end, RunEnd::Stopped);
        assert!(started.elapsed() >= LAST_GRACE, "it was asked first");
    }

    #[test]
    fn time_runs_out() {
        let (_, ended) = run_with("sleep 1000", Some(Duration::from_millis(100)), |_, _| {});
        assert_eq!(ended.end, RunEnd::TimedOut);
    }

    #[test]
    fn what_wants_the_terminal_ends() {
        for signal in ["TTIN", "TTOU"] {
            let (printed, ended) = run_with(&format!("echo $$; kill -{signal} $$; echo on"), None, |_, _| {});
            assert_eq!(ended.end, RunEnd::WantedTerminal, "{signal}: {printed}");
        }
    }

    #[test]
    fn in_a_session_of_its_own_there_is_no_terminal_and_all_is_stopped_as_well() {
        let mut command = Command::new(SESSION);
        command.args(["sh", "-c", "sleep 1000 & echo $$ $!; (: < /dev/tty) || echo none; wait"]);
        let stop = Stop::default();
        let mut printed = String::new();
        let ended = run(command, None, &stop, |output, _| {
            printed.extend(output.batch().lines.iter().map(|line| format!("{line}\n")));
            if printed.contains("none\n") {
                stop.ask();
            }
        });
        // Not every system has the program that makes sessions.
        if !matches!(ended.end, RunEnd::NotStarted(_)) {
            assert_eq!(ended.end, RunEnd::Stopped, "{printed}");
            assert!(printed.lines().next().is_some_and(|numbers| numbers.split(' ').all(dies)), "{printed}");
        }
    }

    #[test]
    fn what_is_left_in_the_background_does_not_hold_up_the_end() {
        let (printed, ended) = run_with("sleep 1000 & echo $!; exit 5", None, |_, _| {});
        assert_eq!(ended, Ended { end: RunEnd::Exit(5), left_something: true });
        assert!(dies(&printed), "{printed}");
    }

    #[test]
    fn what_has_ended_is_not_stopped_any_more() {
        let (_, ended) = run_with("sleep 1000 & echo $$; exit 5", None, |printed, stop| {
            if let Some(shell) = printed.lines().next() {
                assert!(dies(shell));
                stop.ask();
            }
        });
        assert_eq!(ended, Ended { end: RunEnd::Exit(5), left_something: true });
    }

    #[test]
    fn a_flood_is_told_in_few_words() {
        let mut tellings = 0;
        let (printed, ended) = run_with("yes | head -c 20000000", None, |_, _| tellings += 1);
        assert_eq!(ended.end, RunEnd::Exit(0));
        assert!(printed.lines().all(|line| line == "y"));
        assert!(printed.len() < 20_000_000 && tellings > 0);
    }
}
