//! The thread that owns the plan's file: it reads, parses and writes, so that no disk ever holds up a frame.
//!
//! It alone opens the file, which is what leases ask for: a descriptor of another thread would count as somebody else
//! who has the file open.

mod telling;

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::Event;
use super::line::{Ending, Line};
use super::loan::Loan;
use super::saves::Saves;
use super::still;
use crate::app::{self, By, Msg, Presence};
use crate::plan::{Bookmark, FileRef, Intent, Marks, Plan, Unseen};
use crate::store::{self, CommitError, Committed, Kick, Notice, Pace, Paths, Place, Reading, Roots, Store, Watch};

/// What the thread shall do.
enum Command {
    /// Write these: all or none.
    Commit(Vec<Intent>),
    /// Make this offer true.
    Apply(u64, Vec<Intent>),
    /// Give this offer up.
    Drop(u64),
    /// Offer again what was dropped.
    OfferAgain(u64),
    /// Look whether the file has another text.
    Read,
    /// Read boxes by these marks from now on.
    ReadBy(Marks),
    /// Look whether there is something at these paths of the plan.
    LookUp(Vec<String>),
    /// Find this file, to open it.
    Find(FileRef),
    /// Have the plan opened at this line.
    OpenPlan(usize),
    /// Take what is saved from now on for what the user's editor does.
    Lend,
    /// The editor has ended.
    TakeBack,
    /// Keep what somebody writes under this number, in the place of another one.
    KeepDraft(u64, Intent, Option<u64>),
    /// Forget the draft with this number.
    ForgetDraft(u64),
    /// Keep this as what was on the screen last, where, and what of it was unseen.
    KeepSeen(Arc<Plan>, Option<Bookmark>, Option<Unseen>),
    /// Tell how changes are noticed from now on.
    Watching(store::Watching),
    /// Let go of the file.
    End,
}

/// How long closing a plan waits for what is still done with it.
const LAST_MOMENT: Duration = Duration::from_millis(100);

/// How long to wait before looking again where another tickdown is about to write.
const OTHERS: Duration = Duration::from_millis(50);

/// What the thread does before it watches the file.
#[derive(Default)]
pub(super) struct First {
    /// Keeps this as what was seen last: its screen tells by itself what has become of the plan since it was left.
    pub(super) seen: Option<Arc<Plan>>,
    /// Looks these paths of the plan up: the frame that is about to be drawn shows them.
    pub(super) named: Vec<String>,
}

/// The thread, as the loop sees it.
pub(super) struct Worker {
    commands: Sender<Command>,
    line: Line,
    ending: Ending,
}

impl Worker {
    /// Starts the thread, which takes `store` for itself, and the watch.
    ///
    /// # Errors
    /// When no thread is to be had.
    pub(super) fn start(store: Store, pace: Pace, events: Sender<Event>, first: First) -> io::Result<Self> {
        let ((commands, queue), (last, end)) = (channel(), channel());
        let (kicks, line) = (commands.clone(), Line::to(events));
        let owner = Owner {
            store,
            line: line.clone(),
            saves: Saves::default(),
            loan: Loan::default(),
            access: app::Access::default(),
            watching: app::Watching::default(),
            tier: app::Tier::default(),
            offers: Vec::new(),
            is_forgetful: false,
            writing: None,
            again: None,
        };
        let run = move || {
            if !first.named.is_empty() {
                owner.tell(look_up(owner.store.paths(), first.named));
            }
            if let Some(plan) = first.seen {
                // Its screen knows what is unseen.
                owner.keep_seen(plan.text(), None);
            }
            let store = owner.run(&queue, kicks, pace);
            if store.forgets_on_closing() {
                // Nobody may come back to it.
                let _ = last.send(store);
            }
        };
        thread::Builder::new().name("file".into()).spawn(run)?;
        Ok(Self { commands, line, ending: Ending::awaited(end) })
    }

    /// Has the thread do what was asked for before, and then let go of all that it holds of the file: watch and lock.
    /// Waits a moment for that. Nothing is told of the plan any more.
    pub(super) fn end(self) -> Ending {
        self.line.cut();
        let _ = self.commands.send(Command::End);
        let store = self.ending.wait(LAST_MOMENT);
        match store {
            None => self.ending,
            Some(store) => Ending::of(store),
        }
    }

    /// Has `intents` written; the answer is one [`Msg::Committed`] or [`Msg::Refused`], or the thread's end.
    pub(super) fn commit(&self, intents: Vec<Intent>) {
        // A thread that has ended says so by an event of its own.
        let _ = self.commands.send(Command::Commit(intents));
    }

    /// Has the offer `id` made true by `wishes`; the answer is as to a commit.
    pub(super) fn apply(&self, id: u64, wishes: Vec<Intent>) {
        let _ = self.commands.send(Command::Apply(id, wishes));
    }

    /// Has the offer `id` given up.
    pub(super) fn drop_offer(&self, id: u64) {
        let _ = self.commands.send(Command::Drop(id));
    }

    /// Has what was dropped as `id` offered again.
    pub(super) fn offer_again(&self, id: u64) {
        let _ = self.commands.send(Command::OfferAgain(id));
    }

    /// Has the file read; an answer comes only where something has changed. Returns whether the thread lives.
    pub(super) fn read(&self) -> bool {
        self.commands.send(Command::Read).is_ok()
    }

    /// Has boxes read by `marks` from now on; the answer is one [`Msg::ReadBy`], or the thread's end.
    pub(super) fn read_by(&self, marks: Marks) {
        let _ = self.commands.send(Command::ReadBy(marks));
    }

    /// Has `paths` looked up, each as the plan writes it; the answer is one [`Msg::LookedUp`], or the thread's end.
    pub(super) fn look_up(&self, paths: Vec<String>) {
        let _ = self.commands.send(Command::LookUp(paths));
    }

    /// Has the plan opened in an editor at `line`, behind all that is to be written; the answer is one [`Event::Edit`].
    pub(super) fn open_plan(&self, line: usize) {
        let _ = self.commands.send(Command::OpenPlan(line));
    }

    /// Has all that is saved from now on taken for what the user does, until the plan is taken back.
    pub(super) fn lend(&self) {
        let _ = self.commands.send(Command::Lend);
    }

    /// Has what is saved behind the next reading, which is to be asked for, told as others' again; the answer to that
    /// is one [`Msg::Edited`], if anything was saved.
    pub(super) fn take_back(&self) {
        let _ = self.commands.send(Command::TakeBack);
    }

    /// Has `file` found; the answer is one [`Event::Edit`], or a message that it is missing, or the thread's end.
    pub(super) fn find(&self, file: FileRef) {
        let _ = self.commands.send(Command::Find(file));
    }

    /// Has `plan` kept as what was on the screen last, `place` as where, and what of it was `unseen`; nothing is answered.
    pub(super) fn keep_seen(&self, plan: Arc<Plan>, place: Option<Bookmark>, unseen: Option<Unseen>) {
        let _ = self.commands.send(Command::KeepSeen(plan, place, unseen));
    }

    /// Has what somebody writes kept as the draft `id`, in the place of `instead`, behind everything else; nothing is
    /// answered.
    pub(super) fn keep_draft(&self, id: u64, intent: Intent, instead: Option<u64>) {
        // Where nobody keeps it any more, it is kept at the end all the same.
        let _ = self.commands.send(Command::KeepDraft(id, intent, instead));
    }

    /// Has the draft `id` forgotten, behind everything else; nothing is answered.
    pub(super) fn forget_draft(&self, id: u64) {
        // Where nobody forgets it any more, it is only offered once more.
        let _ = self.commands.send(Command::ForgetDraft(id));
    }
}

/// What the thread owns, and what it has told.
struct Owner {
    store: Store,
    line: Line,
    /// What others have saved and the loop has not taken.
    saves: Saves,
    loan: Loan,
    access: app::Access,
    watching: app::Watching,
    tier: app::Tier,
    /// What of ours is not in the file.
    offers: Vec<store::Offer>,
    /// It was told that nothing can be remembered.
    is_forgetful: bool,
    /// That somebody writes what is kept as a draft.
    writing: Option<Notice>,
    /// When to read again although nobody asks: somebody seems to be in the middle of saving.
    again: Option<Instant>,
}

impl Owner {
    /// Watches the file and does what is asked until nobody can ask any more. However often a reading is asked for
    /// while something else is done, the file is read once.
    fn run(mut self, queue: &Receiver<Command>, kicks: Sender<Command>, pace: Pace) -> Store {
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
        self.tell_start();
        while let Some(first) = self.next(queue) {
            let _work = still::work();
            if self.take(first, queue) {
                self.look_last();
                break;
            }
        }
        self.store
    }

    /// Does what `first` and all that waits in `queue` ask for; returns whether that was the end.
    fn take(&mut self, first: Command, queue: &Receiver<Command>) -> bool {
        let (mut asked, mut ends, mut drafts) = (false, false, Vec::new());
        for command in std::iter::once(first).chain(queue.try_iter()) {
            match command {
                Command::Commit(intents) => self.commit(&intents),
                Command::Apply(id, wishes) => self.apply(id, &wishes),
                Command::Drop(id) => self.store.drop_offer(id),
                Command::OfferAgain(id) => {
                    self.store.offer_again(id);
                    // Whoever waits for it must hear that it did not come, too.
                    let offers = self.store.offers();
                    self.send_offers(offers);
                }
                Command::Read => asked = true,
                Command::ReadBy(marks) => self.read_by(marks),
                Command::LookUp(paths) => self.tell(look_up(self.store.paths(), paths)),
                Command::Find(file) => self.find(file),
                Command::OpenPlan(line) => self.open_plan(line),
                Command::Lend => self.lend(),
                Command::TakeBack => self.loan.end(),
                Command::KeepDraft(..) | Command::ForgetDraft(_) => drafts.push(command),
                Command::KeepSeen(plan, bookmark, unseen) => {
                    self.keep_seen(plan.text(), unseen.as_ref());
                    self.keep_place(bookmark.as_ref());
                }
                Command::Watching(watching) => self.tell_watching(watching),
                // A last look: nobody may look after what others have saved since.
                Command::End => {
                    super::dawdle_on_request();
                    (asked, ends) = (true, true);
                }
            }
        }
        if asked {
            self.read();
        }
        self.await_others();
        self.tell_offers();
        // Behind everything else: a disk takes its time.
        self.store.flush();
        for command in drafts {
            self.keep_draft(command);
        }
        ends
    }

    /// Keeps or forgets what somebody writes. Where that fails it is kept at the end, or offered once more.
    fn keep_draft(&mut self, command: Command) {
        let Some(memory) = self.store.memory() else { return };
        match command {
            Command::KeepDraft(id, intent, instead) => {
                if let Ok(notice) = memory.keep_in_writing(id, intent, instead) {
                    self.writing = Some(notice);
                }
            }
            Command::ForgetDraft(id) => {
                let _ = memory.forget_draft(id);
                self.writing = None;
            }
            _ => {}
        }
    }

    fn await_others(&mut self) {
        if self.again.is_none() && self.store.awaits_others() {
            self.again = Some(Instant::now() + OTHERS);
        }
    }

    /// Looks again, for a moment, where somebody is still saving: nobody may look after that.
    fn look_last(&mut self) {
        let deadline = Instant::now() + LAST_MOMENT;
        while let Some(again) = self.again.filter(|again| *again < deadline) {
            thread::sleep(again.saturating_duration_since(Instant::now()));
            self.read();
            self.await_others();
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

    fn keep_seen(&self, text: &str, unseen: Option<&Unseen>) {
        // Without it too much is told at the next start.
        let _ = self.store.memory().map(|memory| memory.keep_seen(text).and(memory.keep_unseen(unseen)));
    }

    fn keep_place(&self, place: Option<&Bookmark>) {
        // Without it the next start goes to what is next.
        let _ = self.store.memory().map(|memory| memory.keep_place(place));
    }

    fn commit(&mut self, intents: &[Intent]) {
        super::panic_on_request("commit");
        super::dawdle_on_request();
        let done = self.store.commit(intents);
        self.answer(done);
    }

    fn apply(&mut self, offer: u64, wishes: &[Intent]) {
        let done = self.store.apply(offer, wishes);
        self.answer(done);
    }

    fn answer(&mut self, done: Result<Committed, CommitError>) {
        let news = self.store.take_news();
        let by = by(news.who.clone());
        self.saves.fix();
        let edited = self.loan.due();
        self.tell_edited(edited);
        self.tell(match done {
            Ok(Committed { before, plan, changes }) => {
                Msg::Committed { before, plan, changes, made: news.made.clone(), by: by.clone() }
            }
            Err(error) => Msg::Refused(error.to_string()),
        });
        self.tell_news(&news, by);
        self.tell_tier();
    }

    fn read(&mut self) {
        self.again = None;
        let access = match self.store.read() {
            Reading::Text(snapshot) => {
                let plan = self.store.plan(&snapshot.text);
                let (news, rights) = (self.store.take_news(), self.rights());
                let by = by(news.who.clone());
                // What has become of the text says more than that there is one again, and is said last.
                self.tell_access(rights.clone());
                if let Some(plan) = self.loan.keep(plan)
                    && self.saves.put(plan, by.clone())
                {
                    self.line.send(Event::Saved(self.saves.clone()));
                }
                self.tell_news(&news, by);
                rights
            }
            Reading::Unchanged => self.rights(),
            Reading::Settling(pause) => {
                self.again = Some(Instant::now() + pause);
                if !self.store.waits_for_writer() {
                    return;
                }
                app::Access::BeingSaved
            }
            Reading::Missing => app::Access::Missing,
            Reading::Empty => app::Access::Empty,
            Reading::Unreadable(error) => app::Access::Unreadable(error.to_string()),
        };
        if self.again.is_none() {
            let edited = self.loan.settle();
            self.tell_edited(edited);
        }
        self.tell_access(access);
        self.tell_tier();
    }

    fn read_by(&mut self, marks: Marks) {
        let plan = self.store.reread_by(marks);
        self.tell(Msg::ReadBy(plan));
    }

    fn lend(&mut self) {
        // What others have saved before is theirs.
        self.read();
        self.loan.begin();
    }

    fn open_plan(&self, line: usize) {
        let path = self.store.paths().absolute.clone();
        self.line.send(Event::Edit { path, line: Some(line), column: None });
    }

    fn find(&self, file: FileRef) {
        let roots = Roots::of(&self.store.paths().target);
        match roots.find(&file.path) {
            Place::Found(path) => {
                self.line.send(Event::Edit { path, line: file.line, column: file.column });
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

    fn tell(&self, msg: Msg) {
        self.line.send(Event::File(msg));
    }
}

/// Returns which of `named` are there, files as the plan at `plan` writes them. The folders are found anew each time: a
/// repository may have been made.
fn look_up(plan: &Paths, named: Vec<String>) -> Msg {
    let roots = Roots::of(&plan.target);
    let look = |path: String| {
        let presence = match roots.find(&path) {
            Place::Found(_) => Presence::Present,
            Place::Missing => Presence::Missing,
        };
        (path, presence)
    };
    Msg::LookedUp(named.into_iter().map(look).collect())
}

/// Returns that `who`, where that is known, saved the plan just now.
fn by(who: Option<String>) -> By {
    By { who, when: jiff::Zoned::now().strftime("%H:%M:%S").to_string() }
}
