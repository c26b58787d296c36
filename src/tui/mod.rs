//! The interactive program: the one loop, and everything that touches the terminal.
//!
//! Several threads, one channel. The main thread updates the model and draws; `input` reads the terminal, `signals` waits
//! for signals, `settings` for other settings, and the file's thread (`worker`) reads and writes the plan. Commands that
//! are run (`run`), plans that are looked for while they are listed, and a plan that is being opened (`opening`), have
//! threads of their own. All only send events; nothing runs when nothing happens, and only the main thread writes to the terminal.

mod checks;
mod clipboard;
mod commits;
mod due;
mod editor;
mod exit;
mod input;
mod leave;
mod lend;
mod line;
mod loan;
mod on_request;
mod opening;
mod plans;
mod quiet;
mod run;
mod saves;
mod settings;
mod signals;
mod still;
mod terminal;
mod theme;
mod worker;

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crate::app::{Effect, Model, Msg, RunNews, Settings};
use crate::config::{Config, ConfigError, Source};
use crate::plan::Plan;
use crate::store::{Ledger, Memory, Pace, Recall, Snapshot, Store};
use crate::ui;
use checks::Checks;
use commits::Commits;
use due::{Cause, Due};
use editor::Target;
pub use exit::{Error, Exit};
use input::Input;
use leave::{HANGUP, Leave, WRITE_BEFORE_STOP};
use on_request::{dawdle_on_request, panic_on_request};
use opening::Opened;
use plans::Plans;
use run::Runner;
use saves::Saves;
use settings::{Look, Said, Watch};
use terminal::Screen;
use theme::Question;
use worker::{First, Worker};

/// How long a write is not worth a word.
const UNREMARKABLE: Duration = Duration::from_millis(150);

/// What the command line and the settings say.
#[derive(Clone, Debug)]
pub struct Options {
    /// What the model starts with.
    pub settings: Settings,
    /// How everything else looks and behaves.
    pub config: Config,
    /// Where all that is read again when it has changed.
    pub source: Source,
    /// Why the settings file could not be used, a sentence.
    pub complaint: Option<String>,
    /// How changes are noticed.
    pub pace: Pace,
    /// How other plans are opened.
    pub recall: Recall,
}

/// What is shown first.
#[derive(Debug)]
pub enum Begin {
    /// The plan of this store, which reads as the snapshot says.
    Plan(Box<Store>, Snapshot),
    /// The plans of this folder; if only one is unfinished, that one.
    Plans(PathBuf),
}

/// Something that happened, to the model or to the terminal.
enum Event {
    /// For the model.
    Msg(Msg),
    /// For the model, of the plan that is open.
    File(Msg),
    /// Others have saved the plan that is open: the oldest of these is due.
    Saved(Saves),
    /// For the model, of the commands of the plan in this file.
    Run(Arc<Path>, RunNews),
    /// This came of the opening of a plan with this number.
    Opened(u64, Box<Opened>),
    /// The terminal has the focus again.
    Focus,
    /// The terminal has another size.
    Resize,
    /// The settings were read again.
    Settings(Box<Result<Config, ConfigError>>),
    /// The process shall stop (SIGTSTP).
    Stop,
    /// The process has been continued (SIGCONT).
    Continue,
    /// This file shall be opened in an editor, at its line.
    Edit {
        /// From the root of the file system.
        path: PathBuf,
        /// From 1.
        line: Option<usize>,
        /// From 1.
        column: Option<usize>,
    },
    /// The process shall end by this signal.
    Terminate(u8),
    /// The terminal cannot be read any more; most often it is gone.
    NoInput(io::Error),
    /// The file's thread has failed; it answers no commit any more.
    FileThreadEnded,
}

/// Returns whether there is a terminal that can show the screen.
pub fn is_possible() -> bool {
    terminal::missing().is_none()
}

/// Shows what `begin` says until the user leaves. The terminal is given back whatever happens.
///
/// To be called once, behind `color_eyre::install`: a panic gives the terminal back before its report is printed.
///
/// # Errors
/// [`Error::NoTerminal`] before anything is touched, else [`Error::Io`].
pub fn run(begin: Begin, options: Options) -> Result<Exit, Error> {
    if let Some(why) = terminal::missing() {
        return Err(Error::NoTerminal(why));
    }
    let (sender, events) = channel();
    let faults = sender.clone();
    terminal::guard_panics(move |fault| drop(faults.send(Event::Msg(Msg::Fault(fault)))));
    signals::start(sender.clone())?;
    let mut shell = Shell::start(begin, options, sender, events)?;
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

/// Everything that the main thread owns.
struct Shell {
    model: Model,
    look: Look,
    screen: Screen,
    input: Input,
    /// `None` while no plan is open, and once it has failed.
    worker: Option<Worker>,
    /// `None` while no plan is open.
    runner: Option<Runner>,
    plans: Plans,
    settings: Watch,
    /// What the last thread that failed said.
    fault: Option<String>,
    /// For threads that are started later.
    sender: Sender<Event>,
    events: Receiver<Event>,
    /// Events that came while something else was waited for; they come first.
    held: VecDeque<Event>,
    commits: Commits,
    checks: Checks,
    /// Where it is kept what was on the screen last.
    memory: Option<Memory>,
    due: Due,
}

/// Gives `model` what has been looked up by now; returns all else that has happened, which can wait.
fn take_answers(model: &mut Model, events: &Receiver<Event>) -> VecDeque<Event> {
    let mut held = VecDeque::new();
    for event in events.try_iter() {
        match event {
            // An answer asks for nothing.
            Event::File(msg @ Msg::LookedUp(_)) => _ = model.update(msg),
            _ => held.push_back(event),
        }
    }
    held
}

impl Shell {
    /// Enters the terminal and starts the threads.
    fn start(begin: Begin, options: Options, sender: Sender<Event>, events: Receiver<Event>) -> io::Result<Self> {
        let said = Said::now(&options.source);
        let mut screen = Screen::enter()?;
        let question = Question::ask(&options.config.theme)?;
        // The plan is read while the terminal thinks.
        let (store, plan, folder) = match begin {
            Begin::Plan(mut store, snapshot) => {
                let plan = store.plan(&snapshot.text);
                (Some(*store), plan, None)
            }
            Begin::Plans(folder) => (None, Arc::new(Plan::read("", "")), Some(folder)),
        };
        let mut model = Model::new(plan, options.settings, terminal::size()?);
        if let Some(complaint) = options.complaint {
            model.update(Msg::BadSettings(complaint));
        }
        if let Some(store) = &store {
            model.open_at(store.memory().and_then(Memory::place).as_ref());
        }
        let memory = store.as_ref().and_then(|store| store.memory().cloned());
        let target = store.as_ref().map(|store| store.paths().target.clone());
        // Whether files are there is asked while the terminal thinks, and not waited for: a disk may not answer.
        let first = First { named: model.unknown_files(), ..First::default() };
        let worker = store.map(|store| Worker::start(store, options.pace, sender.clone(), first)).transpose()?;
        let detected = question.answer()?;
        let look = Look::new(options.config, detected.ground, detected.wide);
        model.draw_with(look.symbols());
        let held = take_answers(&mut model, &events);
        if worker.is_some() {
            // All other threads are started behind the first frame.
            screen.draw(look.around(&model), |frame| ui::view(&model, &look.theme, frame))?;
        }
        let settings = Watch::start(options.source, said, sender.clone())?;
        // The receiver is ours.
        detected.typed.into_iter().for_each(|key| drop(sender.send(Event::Msg(Msg::Key(key)))));
        let input = Input::start(sender.clone(), detected.late)?;
        let ledger = Ledger::new(memory.clone());
        let runner = target.as_deref().map(|target| Runner::start(target, ledger, sender.clone()));
        let plans = Plans::new(options.recall, options.pace, folder, target);
        let (commits, checks, fault, due) = Default::default();
        Ok(Self {
            model,
            look,
            screen,
            input,
            worker,
            runner,
            plans,
            settings,
            fault,
            sender,
            events,
            held,
            commits,
            checks,
            memory,
            due,
        })
    }

    /// Takes events until one of them ends the program. Whatever waits is taken at once, and drawn once.
    fn run(&mut self) -> io::Result<Leave> {
        if self.model.lists_plans() {
            self.follow_list();
            if let Some(leave) = self.let_search()? {
                return Ok(leave);
            }
            self.draw()?;
        }
        while let Some(first) = self.next() {
            // Kept until the frame stands: to take a large plan apart takes longer than to draw another.
            let _shown = Arc::clone(self.model.plan());
            let mut next = Some(first);
            let mut changed = false;
            while let Some(event) = next {
                // A look away and back changes nothing, unless something happened meanwhile.
                let is_quiet = matches!(event, Event::Focus | Event::Stop | Event::Msg(Msg::Blur | Msg::Typed(_)));
                let covered = self.model.overlays().len();
                if let Some(leave) = self.take(event)? {
                    return Ok(leave);
                }
                changed |= !is_quiet || self.model.overlays().len() != covered;
                next = self.held.pop_front().or_else(|| self.events.try_recv().ok());
            }
            if changed {
                self.draw()?;
            }
        }
        Ok(Leave::Quit)
    }

    /// Waits for the next event. No timer runs but while a commit is under way, something is due, or the plan is to be looked
    /// through.
    fn next(&mut self) -> Option<Event> {
        if let Some(event) = self.held.pop_front() {
            return Some(event);
        }
        loop {
            let slow = self.commits.since.map(|since| since + UNREMARKABLE);
            let look = self.checks.next(&self.model, Instant::now());
            let Some(first) = slow.into_iter().chain(look).chain(self.due.first()).min() else {
                // This end of the channel outlives all senders but the panic hook's, so it never closes.
                return self.events.recv().ok();
            };
            match self.events.recv_timeout(first.saturating_duration_since(Instant::now())) {
                Ok(event) => return Some(event),
                Err(RecvTimeoutError::Timeout) if slow == Some(first) => {
                    self.commits.since = None;
                    return Some(Event::Msg(Msg::Writing));
                }
                Err(RecvTimeoutError::Timeout) if look == Some(first) => {
                    self.checks.begin(Arc::clone(self.model.plan()), self.sender.clone(), first);
                }
                Err(RecvTimeoutError::Timeout) => return self.due.tell().map(Event::Msg),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    fn draw(&mut self) -> io::Result<()> {
        panic_on_request("draw");
        let Self { model, look, screen, .. } = self;
        screen.draw(look.around(model), |frame| ui::view(model, &look.theme, frame))?;
        model.drawn();
        Ok(())
    }

    /// Takes one event; returns how to leave, where it says so.
    fn take(&mut self, event: Event) -> io::Result<Option<Leave>> {
        match event {
            Event::Msg(msg) | Event::File(msg) => return self.update(msg),
            Event::Saved(saves) => return saves.take().map_or(Ok(None), |save| self.update(save)),
            // A plan that was left may have asked for it.
            Event::Run(target, _) if self.plans.target.as_deref() != Some(&*target) => {}
            Event::Run(_, news) => return self.update(Msg::Run(news)),
            Event::Opened(number, opened) => return self.take_opened(number, *opened),
            Event::Focus => return self.focus(),
            Event::Resize => return self.resize(),
            Event::Settings(read) => {
                let msg = self.settle(*read);
                return self.update(msg);
            }
            Event::Stop => {
                let began = Instant::now();
                if let Some(leave) = self.let_write()? {
                    return Ok(Some(leave));
                }
                let _still = still::keep(WRITE_BEFORE_STOP.saturating_sub(began.elapsed()));
                self.input.park();
                terminal::restore();
                // Returns when the process is continued; `Event::Continue` follows, and nothing is drawn before it.
                signals::stop();
            }
            Event::Continue => return self.come_back(),
            Event::Edit { path, line, column } => return self.edit(&Target { path: &path, line, column }),
            Event::Terminate(number) => return Ok(Some(Leave::Signal(number))),
            Event::NoInput(error) => return Err(error),
            Event::FileThreadEnded => return self.refuse_all(),
        }
        Ok(None)
    }

    fn focus(&mut self) -> io::Result<Option<Leave>> {
        self.reread();
        self.plans.look();
        self.settings.look();
        self.update(Msg::Focus)
    }

    fn resize(&mut self) -> io::Result<Option<Leave>> {
        panic_on_request("resize");
        // It may have been smaller for a moment, and have lost what had no room.
        self.screen.forget()?;
        let (columns, rows) = terminal::size()?;
        self.update(Msg::Resize(columns, rows))
    }

    /// Hands `msg` to the model and does what it asks for.
    fn update(&mut self, msg: Msg) -> io::Result<Option<Leave>> {
        self.commits.note(&msg);
        self.checks.note(&msg);
        if let Msg::Fault(what) = &msg {
            self.fault = Some(what.clone());
        }
        let cause = Cause::of(&msg);
        let effects = self.model.update(msg);
        self.due.note(cause, &self.model);
        for effect in effects {
            if let Some(leave) = self.perform(effect)? {
                return Ok(Some(leave));
            }
        }
        self.follow_list();
        Ok(None)
    }

    /// Does what the model asks for.
    fn perform(&mut self, effect: Effect) -> io::Result<Option<Leave>> {
        match effect {
            Effect::Commit(intents) => {
                self.commits.ask();
                match &self.worker {
                    Some(worker) => worker.commit(intents),
                    None => self.held.push_back(Event::FileThreadEnded),
                }
            }
            Effect::Apply(id, wishes) => {
                self.commits.ask();
                match &self.worker {
                    Some(worker) => worker.apply(id, wishes),
                    None => self.held.push_back(Event::FileThreadEnded),
                }
            }
            Effect::Drop(id) => self.worker.iter().for_each(|worker| worker.drop_offer(id)),
            Effect::OfferAgain(id) => self.worker.iter().for_each(|worker| worker.offer_again(id)),
            Effect::LookUp(paths) => self.worker.iter().for_each(|worker| worker.look_up(paths.clone())),
            Effect::OpenFile(file) => match &self.worker {
                Some(worker) => worker.find(file),
                None => self.say(&self.why_broken()),
            },
            Effect::Plans(wish) => return self.grant(wish),
            Effect::KeepDraft(id, intent, instead) => {
                self.worker.iter().for_each(|worker| worker.keep_draft(id, intent.clone(), instead));
            }
            Effect::ForgetDraft(id) => self.worker.iter().for_each(|worker| worker.forget_draft(id)),
            Effect::Copy(text) => self.copy(text)?,
            Effect::Run(wish) => {
                let timeout = self.look.timeout();
                self.runner.iter_mut().for_each(|runner| runner.perform(wish.clone(), timeout));
            }
            Effect::Theme => self.next_theme(),
            Effect::Notify(what) => self.notify(&what)?,
            Effect::OpenPlan(line) => match &self.worker {
                Some(worker) => worker.open_plan(line),
                None => self.say(&self.why_broken()),
            },
            Effect::Reread => {
                self.screen.forget()?;
                self.reread();
                self.plans.look();
            }
            Effect::Suspend if signals::ask_to_stop() => {}
            Effect::Suspend => self.say("there is no shell to go back to"),
            Effect::Quit => return Ok(Some(Leave::Quit)),
        }
        Ok(None)
    }

    fn reread(&mut self) {
        if self.plans.target.is_some() && !self.worker.as_ref().is_some_and(Worker::read) {
            self.say(&self.why_broken());
        }
    }

    /// Shows a sentence that is no answer to a commit.
    fn say(&mut self, sentence: &str) {
        // A fault asks for nothing.
        let _ = self.model.update(Msg::Fault(sentence.to_owned()));
    }
}
