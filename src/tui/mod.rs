//! The interactive program: the one loop, and everything that touches the terminal.
//!
//! Four threads, one channel. The main thread updates the model and draws; `input` reads the terminal, `signals` waits
//! for signals, and the file's thread (`worker`) reads and writes the plan. They only send [`Event`]s; nothing runs
//! when nothing happens, and only the main thread writes to the terminal.

mod input;
mod signals;
mod terminal;
mod theme;
mod worker;

use std::fmt;
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use crate::app::{Effect, Model, Msg, Settings};
use crate::store::{Snapshot, Store};
use crate::ui::{self, Theme};
use input::Input;
use terminal::Screen;
use theme::Question;
pub use theme::Tone;
use worker::Worker;

/// How long leaving waits for a write that has been asked for.
const LAST_WRITE: Duration = Duration::from_secs(5);

/// What the command line and the settings say.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which colours.
    pub tone: Tone,
    /// What the model starts with.
    pub settings: Settings,
}

/// Why the program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The user left.
    Quit,
    /// The user left, and the last change was not written; why, in words.
    Unwritten(String),
    /// This signal ended it, or would have: a terminal that is gone counts as hung up.
    Signal(u8),
}

impl Exit {
    /// Returns the code to exit with; 128 and the number for a signal, as shells count.
    pub const fn code(&self) -> u8 {
        match self {
            Self::Quit => 0,
            Self::Unwritten(_) => 1,
            Self::Signal(number) => 128 + *number,
        }
    }
}

/// Why the screen cannot be shown.
#[derive(Debug)]
pub enum Error {
    /// This standard stream is no terminal.
    NoTerminal(&'static str),
    /// What the system or the terminal said.
    Io(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTerminal(stream) => {
                write!(f, "{stream} is not a terminal; `tickdown show` and `tickdown status` print a plan as text")
            }
            Self::Io(error) => write!(f, "the terminal failed: {error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NoTerminal(_) => None,
            Self::Io(error) => Some(error),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Something that happened, to the model or to the terminal.
enum Event {
    /// For the model.
    Msg(Msg),
    /// The terminal has the focus again.
    Focus,
    /// The terminal has another size.
    Resize,
    /// The process shall stop (SIGTSTP).
    Stop,
    /// The process has been continued (SIGCONT).
    Continue,
    /// The process shall end by this signal.
    Terminate(u8),
    /// The terminal cannot be read any more; most often it is gone.
    NoInput(io::Error),
    /// The file's thread has failed; commits are not answered any more.
    FileThreadEnded,
}

/// Shows the plan of `store`, which reads as `snapshot` says, until the user leaves. The terminal is given back whatever happens.
///
/// To be called once, behind `color_eyre::install`: a panic gives the terminal back before its report is printed.
///
/// # Errors
/// [`Error::NoTerminal`] before anything is touched, else [`Error::Io`].
pub fn run(store: Store, snapshot: &Snapshot, options: Options) -> Result<Exit, Error> {
    if let Some(stream) = terminal::missing() {
        return Err(Error::NoTerminal(stream));
    }
    let (sender, events) = channel();
    let faults = sender.clone();
    terminal::guard_panics(move |fault| drop(faults.send(Event::Msg(Msg::Fault(fault)))));
    signals::start(sender.clone())?;
    let mut shell = Shell::start(store, snapshot, options, sender, events)?;
    let left = shell.run();
    terminal::restore();
    match left {
        Ok(leave) => Ok(shell.finish(leave)),
        // A terminal that is gone fails whatever is asked of it, often before the signal that says so arrives.
        Err(_) if input::is_gone() => Ok(shell.finish(Leave::Signal(HANGUP))),
        Err(error) => {
            shell.finish(Leave::Quit);
            Err(error.into())
        }
    }
}

/// The number of SIGHUP, the same everywhere (POSIX, kill).
const HANGUP: u8 = 1;

/// Which way the loop ended.
#[derive(Clone, Copy)]
enum Leave {
    Quit,
    Signal(u8),
}

/// Everything that the main thread owns.
struct Shell {
    model: Model,
    theme: Theme,
    screen: Screen,
    input: Input,
    worker: Worker,
    events: Receiver<Event>,
    /// Commits that have not been answered.
    pending: usize,
}

impl Shell {
    /// Enters the terminal and starts the threads.
    fn start(
        mut store: Store,
        snapshot: &Snapshot,
        options: Options,
        sender: Sender<Event>,
        events: Receiver<Event>,
    ) -> io::Result<Self> {
        let screen = Screen::enter()?;
        let question = Question::ask(options.tone)?;
        // The plan is read while the terminal thinks.
        let model = Model::new(store.plan(&snapshot.text), options.settings, terminal::size()?);
        let detected = question.answer()?;
        for key in detected.typed {
            // The receiver is ours.
            let _ = sender.send(Event::Msg(Msg::Key(key)));
        }
        let input = Input::start(sender.clone(), detected.late)?;
        let worker = Worker::start(store, sender)?;
        Ok(Self { model, theme: detected.theme, screen, input, worker, events, pending: 0 })
    }

    /// Takes events until one of them ends the program. Whatever waits is taken at once, and drawn once.
    fn run(&mut self) -> io::Result<Leave> {
        self.draw()?;
        // This end of the channel outlives all senders but the panic hook's, so it never closes.
        while let Ok(first) = self.events.recv() {
            let mut next = Some(first);
            let mut changed = false;
            while let Some(event) = next {
                changed |= !matches!(event, Event::Focus | Event::Stop);
                if let Some(leave) = self.take(event)? {
                    return Ok(leave);
                }
                next = self.events.try_recv().ok();
            }
            if changed {
                self.draw()?;
            }
        }
        Ok(Leave::Quit)
    }

    fn draw(&mut self) -> io::Result<()> {
        panic_on_request("draw");
        let Self { model, theme, screen, .. } = self;
        screen.draw(|frame| ui::view(model, theme, frame))
    }

    /// Takes one event; returns how to leave, where it says so.
    fn take(&mut self, event: Event) -> io::Result<Option<Leave>> {
        match event {
            Event::Msg(msg) => return self.update(msg),
            Event::Focus => self.reread(),
            Event::Resize => return self.resize(),
            Event::Stop => {
                self.input.park();
                terminal::restore();
                // Returns when the process is continued; `Event::Continue` follows, and nothing is drawn before it.
                signals::stop();
            }
            Event::Continue => {
                self.screen.enter_again()?;
                self.input.resume();
                self.reread();
                return self.resize();
            }
            Event::Terminate(number) => return Ok(Some(Leave::Signal(number))),
            Event::NoInput(error) => return Err(error),
            // Why is another message, from the hook of panics.
            Event::FileThreadEnded => self.pending = 0,
        }
        Ok(None)
    }

    fn resize(&mut self) -> io::Result<Option<Leave>> {
        let (columns, rows) = terminal::size()?;
        self.update(Msg::Resize(columns, rows))
    }

    /// Hands `msg` to the model and does what it asks for.
    fn update(&mut self, msg: Msg) -> io::Result<Option<Leave>> {
        if matches!(msg, Msg::Committed { .. } | Msg::Refused(_)) {
            self.pending = self.pending.saturating_sub(1);
        }
        for effect in self.model.update(msg) {
            match effect {
                Effect::Commit(intents) => self.commit(intents),
                Effect::Reread => {
                    self.screen.forget()?;
                    self.reread();
                }
                Effect::Suspend if signals::ask_to_stop() => {}
                Effect::Suspend => self.say("there is no shell to go back to"),
                Effect::Quit => return Ok(Some(Leave::Quit)),
            }
        }
        Ok(None)
    }

    fn commit(&mut self, intents: Vec<crate::plan::Intent>) {
        if self.worker.commit(intents) {
            self.pending += 1;
        } else {
            self.say("nothing can be written any more: the thread of the file has failed");
        }
    }

    fn reread(&mut self) {
        if !self.worker.read() {
            self.say("nothing can be read any more: the thread of the file has failed");
        }
    }

    /// Shows a sentence that is no answer to a commit.
    fn say(&mut self, sentence: &str) {
        // A fault asks for nothing.
        let _ = self.model.update(Msg::Fault(sentence.to_owned()));
    }

    /// Waits for the answers to commits, but for nothing else, and returns why the program ends.
    fn finish(mut self, leave: Leave) -> Exit {
        let deadline = Instant::now() + LAST_WRITE;
        let mut unwritten = None;
        while self.pending > 0 {
            match self.events.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(Event::Msg(Msg::Committed { .. })) => self.pending -= 1,
                Ok(Event::Msg(Msg::Refused(why))) => {
                    self.pending -= 1;
                    unwritten = Some(why);
                }
                Ok(Event::Msg(Msg::Fault(why))) => unwritten = Some(why),
                Ok(Event::FileThreadEnded) => self.pending = 0,
                // A hang-up comes from the kernel and from the shell; anything else means that nobody will wait.
                Ok(Event::Terminate(number)) if number != HANGUP => return Exit::Signal(number),
                Ok(_) => {}
                Err(_) => {
                    self.pending = 0;
                    unwritten = Some("the last change may not be in the file: writing it took too long".to_owned());
                }
            }
        }
        match (leave, unwritten) {
            (Leave::Signal(number), _) => Exit::Signal(number),
            (Leave::Quit, Some(why)) => Exit::Unwritten(why),
            (Leave::Quit, None) => Exit::Quit,
        }
    }
}

/// Panics where a test asks for it by `TICKDOWN_PANIC=draw` or `TICKDOWN_PANIC=commit`; never in a release build.
fn panic_on_request(place: &str) {
    if cfg!(debug_assertions) {
        let asked = std::env::var_os("TICKDOWN_PANIC");
        assert!(asked.is_none_or(|asked| asked != place), "{place} panics as TICKDOWN_PANIC asks");
    }
}
