//! The thread that owns the plan's file: it reads, parses and writes, so that no disk ever holds up a frame.
//!
//! It alone opens the file, which is what leases ask for: a descriptor of another thread would count as somebody else
//! who has the file open.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Instant;

use super::Event;
use crate::app::{self, By, Msg, Presence};
use crate::plan::{FileRef, Intent};
use crate::store::{self, Kick, Pace, Place, Reading, Roots, Store, Watch};

/// What the thread shall do.
enum Command {
    /// Write these: all or none.
    Commit(Vec<Intent>),
    /// Look whether the file has another text.
    Read,
    /// Look whether there is something at these paths of the plan.
    LookUp(Vec<String>),
    /// Find this file, to open it.
    Find(FileRef),
    /// Tell how changes are noticed from now on.
    Watching(store::Watching),
}

/// The thread, as the loop sees it.
pub(super) struct Worker {
    commands: Sender<Command>,
}

impl Worker {
    /// Starts the thread, which takes `store` for itself, and the watch.
    ///
    /// # Errors
    /// When no thread is to be had.
    pub(super) fn start(store: Store, pace: Pace, events: Sender<Event>) -> io::Result<Self> {
        let (commands, queue) = channel();
        let kicks = commands.clone();
        let owner = Owner {
            store,
            events,
            access: app::Access::default(),
            watching: app::Watching::default(),
            tier: app::Tier::default(),
            again: None,
        };
        thread::Builder::new().name("file".into()).spawn(move || owner.run(&queue, kicks, pace))?;
        Ok(Self { commands })
    }

    /// Has `intents` written; the answer is one [`Msg::Committed`] or [`Msg::Refused`], or the thread's end.
    pub(super) fn commit(&self, intents: Vec<Intent>) {
        // A thread that has ended says so by an event of its own.
        let _ = self.commands.send(Command::Commit(intents));
    }

    /// Has the file read; an answer comes only where something has changed. Returns whether the thread lives.
    pub(super) fn read(&self) -> bool {
        self.commands.send(Command::Read).is_ok()
    }

    /// Has `paths` looked up, each as the plan writes it; the answer is one [`Msg::LookedUp`], or the thread's end.
    pub(super) fn look_up(&self, paths: Vec<String>) {
        let _ = self.commands.send(Command::LookUp(paths));
    }

    /// Has `file` found; the answer is one [`Event::Edit`], or a message that it is missing, or the thread's end.
    pub(super) fn find(&self, file: FileRef) {
        let _ = self.commands.send(Command::Find(file));
    }
}

/// What the thread owns, and what it has told.
struct Owner {
    store: Store,
    events: Sender<Event>,
    access: app::Access,
    watching: app::Watching,
    tier: app::Tier,
    /// When to read again although nobody asks: somebody seems to be in the middle of saving.
    again: Option<Instant>,
}

impl Owner {
    /// Watches the file and does what is asked until nobody can ask any more. However often a reading is asked for
    /// while something else is done, the file is read once.
    fn run(mut self, queue: &Receiver<Command>, kicks: Sender<Command>, pace: Pace) {
        // The first kick comes at once, so nothing is missed between the first reading and the watch.
        let on_kick = move |kick| {
            let command = match kick {
                Kick::Event | Kick::Look => Command::Read,
                Kick::Watching(watching) => Command::Watching(watching),
            };
            // The queue is gone only when the program ends.
            let _ = kicks.send(command);
        };
        let (_watch, watching) = Watch::start(pace, self.store.paths(), on_kick);
        self.tell_tier();
        self.tell_watching(watching);
        self.tell_access(self.rights());
        while let Some(first) = self.next(queue) {
            let mut asked = false;
            for command in std::iter::once(first).chain(queue.try_iter()) {
                match command {
                    Command::Commit(intents) => self.commit(&intents),
                    Command::Read => asked = true,
                    Command::LookUp(paths) => self.look_up(paths),
                    Command::Find(file) => self.find(file),
                    Command::Watching(watching) => self.tell_watching(watching),
                }
            }
            if asked {
                self.read();
            }
            // Behind everything else: a disk takes its time.
            self.store.flush();
        }
    }

    /// Waits for the next command, or until it is time to read again; `None` at the end.
    fn next(&self, queue: &Receiver<Command>) -> Option<Command> {
        let Some(again) = self.again else { return queue.recv().ok() };
        match queue.recv_timeout(again.saturating_duration_since(Instant::now())) {
            Ok(command) => Some(command),
            Err(RecvTimeoutError::Timeout) => Some(Command::Read),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    fn commit(&mut self, intents: &[Intent]) {
        super::panic_on_request("commit");
        super::dawdle_on_request();
        let msg = match self.store.commit(intents) {
            Ok(done) => {
                Msg::Committed { before: done.before, plan: done.plan, changes: done.changes, by: nobody_known() }
            }
            Err(error) => Msg::Refused(error.to_string()),
        };
        self.tell(msg);
        self.tell_tier();
    }

    fn read(&mut self) {
        self.again = None;
        let access = match self.store.read() {
            Reading::Text(snapshot) => {
                let plan = self.store.plan(&snapshot.text);
                self.tell(Msg::Outside { plan, by: nobody_known() });
                self.rights()
            }
            Reading::Unchanged => self.rights(),
            Reading::Settling(pause) => {
                self.again = Some(Instant::now() + pause);
                return;
            }
            Reading::Missing => app::Access::Missing,
            Reading::Empty => app::Access::Empty,
            Reading::Unreadable(error) => app::Access::Unreadable(error.to_string()),
        };
        self.tell_access(access);
        self.tell_tier();
    }

    /// Looks for `paths`. The folders are found anew each time: a repository may have been made.
    fn look_up(&self, paths: Vec<String>) {
        let roots = Roots::of(&self.store.paths().target);
        let look = |path: String| {
            let presence = match roots.find(&path) {
                Place::Found(_) => Presence::Present,
                Place::Missing => Presence::Missing,
            };
            (path, presence)
        };
        self.tell(Msg::LookedUp(paths.into_iter().map(look).collect()));
    }

    fn find(&self, file: FileRef) {
        let roots = Roots::of(&self.store.paths().target);
        match roots.find(&file.path) {
            Place::Found(path) => {
                // The loop is gone only when the program ends.
                let _ = self.events.send(Event::Edit { path, line: file.line, column: file.column });
            }
            Place::Missing => {
                self.tell(Msg::Notice(format!("{} is missing: looked for it in {roots}", file.path)));
                self.tell(Msg::LookedUp(vec![(file.path, Presence::Missing)]));
            }
        }
    }

    /// Returns whether the file, which can be read, can be written.
    fn rights(&self) -> app::Access {
        match self.store.access() {
            store::Access::Full => app::Access::Full,
            store::Access::ReadOnly(why) => app::Access::ReadOnly(why),
        }
    }

    fn tell_access(&mut self, access: app::Access) {
        if self.access != access {
            self.access = access.clone();
            self.tell(Msg::Access(access));
        }
    }

    fn tell_watching(&mut self, watching: store::Watching) {
        let watching = match watching {
            store::Watching::Events => app::Watching::Events,
            store::Watching::Polling(why) => app::Watching::Polling(why),
        };
        if self.watching != watching {
            self.watching = watching.clone();
            self.tell(Msg::Watching(watching));
        }
    }

    fn tell_tier(&mut self) {
        let tier = match self.store.tier() {
            store::Tier::BestEffort(why) if store::Tier::IS_EXCLUSIVE_NORMAL => app::Tier::BestEffort(why),
            // Where nobody can have better, it is nothing to tell.
            store::Tier::BestEffort(_) | store::Tier::Exclusive => app::Tier::Normal,
        };
        if self.tier != tier {
            self.tier = tier.clone();
            self.tell(Msg::Tier(tier));
        }
    }

    fn tell(&self, msg: Msg) {
        // The loop is gone only when the program ends.
        let _ = self.events.send(Event::Msg(msg));
    }
}

/// Returns that somebody saved the plan just now.
fn nobody_known() -> By {
    By { who: None, when: jiff::Zoned::now().strftime("%H:%M:%S").to_string() }
}

impl Drop for Owner {
    /// Says that no commit will be answered any more: only a panic comes here while the loop runs.
    fn drop(&mut self) {
        let _ = self.events.send(Event::FileThreadEnded);
    }
}
