//! Keys, pastes and focus: what the terminal sends, as events of the loop.
//!
//! One thread sleeps in `poll(2)` on the terminal and on a socket of its own, without a timeout, so an idle program
//! costs nothing. The socket is there to park the thread before somebody else gets the terminal. Only when bytes are
//! waiting is crossterm asked for them: its own wait can be neither interrupted nor told that the terminal is gone.

use std::convert::Infallible;
use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crossterm::event::{
    self, Event as Terminal, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::stdio::stdin;
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

use super::Event;
use super::theme::LateReply;
use crate::app::{Code, Key, Mouse, MouseDeed, Msg};

/// How long [`Input::park`] waits for the thread: it may be inside an escape sequence whose rest never comes.
const PATIENCE: Duration = Duration::from_millis(100);

/// How often crossterm may find nothing where it holds more: it does so for each answer of the terminal that it takes for
/// itself, as it does both that come behind a late colour, and keys that look like one (shift f3).
const MISSES: u32 = 8;

/// The thread that reads the terminal.
pub(super) struct Input {
    wake: UnixStream,
    gate: Arc<Gate>,
}

/// Where the thread stands, and a way to wait for that.
#[derive(Default)]
struct Gate {
    phase: Mutex<Phase>,
    changed: Condvar,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Reading,
    AskedToPark,
    Parked,
}

impl Gate {
    fn phase(&self) -> MutexGuard<'_, Phase> {
        // A phase is one word; a panic elsewhere cannot leave it half written.
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, phase: Phase) {
        *self.phase() = phase;
        self.changed.notify_all();
    }
}

impl Input {
    /// Starts the thread; an answer of the terminal that is still on its way goes to `late`, not to the keys.
    ///
    /// # Errors
    /// When a socket or a thread is refused.
    pub(super) fn start(events: Sender<Event>, late: Option<LateReply>) -> io::Result<Self> {
        let (wake, woken) = UnixStream::pair()?;
        woken.set_nonblocking(true)?;
        let gate = Arc::new(Gate::default());
        let gone = events.clone();
        let reader = Reader { events, woken, gate: Arc::clone(&gate), late };
        thread::Builder::new().name("input".into()).spawn(move || reader.run())?;
        // A terminal that hangs up while crossterm is at it is read again and again, and that is never said.
        thread::Builder::new().name("hangup".into()).spawn(move || drop(gone.send(Event::NoInput(hang_up()))))?;
        Ok(Self { wake, gate })
    }

    /// Makes the thread leave the terminal alone; returns when it does.
    pub(super) fn park(&mut self) {
        self.gate.set(Phase::AskedToPark);
        if self.wake.write_all(&[0]).is_ok() {
            let phase = self.gate.phase();
            let waited = self.gate.changed.wait_timeout_while(phase, PATIENCE, |phase| *phase == Phase::AskedToPark);
            drop(waited);
        }
    }

    /// Lets the thread read again.
    pub(super) fn resume(&mut self) {
        self.gate.set(Phase::Reading);
    }
}

/// What there is for the thread to do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    /// Bytes are waiting.
    Read,
    /// Somebody else wants the terminal.
    Park,
    /// The terminal is gone.
    End,
    /// Nothing.
    Rest,
}

struct Reader {
    events: Sender<Event>,
    woken: UnixStream,
    gate: Arc<Gate>,
    late: Option<LateReply>,
}

impl Reader {
    /// Reads until it cannot, and says why.
    fn run(mut self) {
        let Err(error) = self.read();
        // Without a loop there is nobody to tell.
        let _ = self.events.send(Event::NoInput(error));
    }

    fn read(&mut self) -> io::Result<Infallible> {
        loop {
            match self.work(None)? {
                Work::Read => self.forward()?,
                Work::Park => self.pause(),
                Work::End => return Err(ErrorKind::UnexpectedEof.into()),
                Work::Rest => {}
            }
        }
    }

    /// Waits until there is something to do; with a `timeout`, not longer than that.
    fn work(&self, timeout: Option<&Timespec>) -> io::Result<Work> {
        let [terminal, woken] = wait([stdin(), self.woken.as_fd()], timeout)?;
        Ok(if terminal.intersects(GONE) {
            Work::End
        } else if woken.contains(PollFlags::IN) {
            Work::Park
        } else if terminal.contains(PollFlags::IN) {
            Work::Read
        } else {
            Work::Rest
        })
    }

    /// Sends everything that the terminal has sent.
    ///
    /// crossterm is never left waiting, for it would read a terminal that has hung up again and again. It finds nothing
    /// [`MISSES`] times in a row before that is believed.
    fn forward(&mut self) -> io::Result<()> {
        let mut found = false;
        let mut misses = 0;
        while misses < MISSES && self.work(Some(&Timespec::default()))? != Work::End {
            if !event::poll(Duration::ZERO)? {
                misses += 1;
                continue;
            }
            (found, misses) = (true, 0);
            let terminal = event::read()?;
            if self.late.as_mut().is_some_and(|late| late.swallows(&terminal)) {
                continue;
            }
            if let Some(event) = translate(terminal) {
                self.events.send(event).map_err(|_| ErrorKind::BrokenPipe)?;
            }
        }
        if !found {
            announce_again();
        }
        Ok(())
    }

    /// Stays here while parked.
    fn pause(&mut self) {
        let mut asked = [0; 16];
        while matches!(self.woken.read(&mut asked), Ok(1..)) {}
        let mut phase = self.gate.phase();
        while *phase != Phase::Reading {
            *phase = Phase::Parked;
            self.gate.changed.notify_all();
            phase = self.gate.changed.wait(phase).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// What `poll(2)` says of a terminal that has hung up.
const GONE: PollFlags = PollFlags::HUP.union(PollFlags::ERR).union(PollFlags::NVAL);

/// Returns whether the terminal has hung up.
pub(super) fn is_gone() -> bool {
    wait([stdin()], Some(&Timespec::default())).is_ok_and(|[terminal]| terminal.intersects(GONE))
}

/// Waits until the terminal hangs up, and says so.
fn hang_up() -> io::Error {
    // What has hung up is told unasked (POLLHUP, poll(2)).
    let mut terminal = [PollFd::from_borrowed_fd(stdin(), PollFlags::empty())];
    loop {
        match poll(&mut terminal, None) {
            Err(Errno::INTR) => {}
            Err(error) => return error.into(),
            Ok(_) => return ErrorKind::UnexpectedEof.into(),
        }
    }
}

/// Waits until one of `fds` can be read or has hung up; with a `timeout`, not longer than that.
pub(super) fn wait<const N: usize>(fds: [BorrowedFd; N], timeout: Option<&Timespec>) -> io::Result<[PollFlags; N]> {
    let mut ready = fds.map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN));
    while let Err(error) = poll(&mut ready, timeout) {
        if error != Errno::INTR {
            return Err(error.into());
        }
    }
    Ok(ready.map(|fd| fd.revents()))
}

/// Makes the system announce bytes that wait for crossterm.
///
/// crossterm takes 1024 bytes at a time and waits for the edge, not for the level (epoll(7), EPOLLET), so it would leave
/// the rest of a longer burst until the next key. Setting the modes of the terminal, even to what they are, is an edge.
fn announce_again() {
    if let Ok(modes) = tcgetattr(stdin()) {
        let _ = tcsetattr(stdin(), OptionalActions::Now, &modes);
    }
}

/// Returns what an event of the terminal means, `None` where it means nothing. Sizes come with their signal.
fn translate(terminal: Terminal) -> Option<Event> {
    match terminal {
        Terminal::Key(event) => key(event).map(|key| Event::Msg(Msg::Key(key))),
        Terminal::Paste(text) => Some(Event::Msg(Msg::Paste(pasted(&text)))),
        Terminal::FocusGained => Some(Event::Focus),
        Terminal::Mouse(event) => mouse(event).map(|mouse| Event::Msg(Msg::Mouse(mouse))),
        Terminal::FocusLost => Some(Event::Msg(Msg::Blur)),
        Terminal::Resize(..) => None,
    }
}

/// Returns `text` as somebody may have typed it: a terminal sends a line ending as the enter key would, as a carriage
/// return; and of the control characters (C0 and C1, ECMA-48) only newlines and tabs are text.
fn pasted(text: &str) -> String {
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.retain(|character| matches!(character, '\n' | '\t') || !character.is_control());
    text
}

/// Returns what the mouse did, `None` where that means nothing here.
fn mouse(event: MouseEvent) -> Option<Mouse> {
    let deed = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => MouseDeed::Click,
        MouseEventKind::ScrollUp => MouseDeed::WheelUp,
        MouseEventKind::ScrollDown => MouseDeed::WheelDown,
        _ => return None,
    };
    Some(Mouse { deed, column: event.column, row: event.row })
}

/// Returns the key that was pressed or repeats, `None` for a release and for keys without a name here.
fn key(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let code = match event.code {
        // A line feed: scripts and some terminals send it for enter, and it is all that `^j` is.
        KeyCode::Char('j') if event.modifiers == KeyModifiers::CONTROL => return Some(Key::plain(Code::Enter)),
        KeyCode::Char(character) => Code::Char(character),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        _ => return None,
    };
    let held = |modifier| event.modifiers.contains(modifier);
    Some(Key { code, ctrl: held(KeyModifiers::CONTROL), alt: held(KeyModifiers::ALT) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_feed_is_an_enter() {
        assert_eq!(check(KeyCode::Char('j'), KeyModifiers::CONTROL, KeyEventKind::Press), "<enter>");
        assert_eq!(check(KeyCode::Char('j'), KeyModifiers::NONE, KeyEventKind::Press), "j");
    }

    fn check(code: KeyCode, modifiers: KeyModifiers, kind: KeyEventKind) -> String {
        let event = KeyEvent::new_with_kind(code, modifiers, kind);
        key(event).map_or_else(|| "nothing".to_owned(), |key| key.to_string())
    }

    #[test]
    fn keys_of_the_terminal_are_ours() {
        use KeyEventKind::{Press, Release, Repeat};
        for (code, modifiers, kind, expected) in [
            (KeyCode::Char('j'), KeyModifiers::NONE, Press, "j"),
            (KeyCode::Char('j'), KeyModifiers::NONE, Repeat, "j"),
            (KeyCode::Char('j'), KeyModifiers::NONE, Release, "nothing"),
            (KeyCode::Char('G'), KeyModifiers::SHIFT, Press, "G"),
            (KeyCode::Char('r'), KeyModifiers::CONTROL, Press, "<c-r>"),
            (KeyCode::Char(' '), KeyModifiers::NONE, Press, "<space>"),
            (KeyCode::BackTab, KeyModifiers::SHIFT, Press, "<s-tab>"),
            (KeyCode::Up, KeyModifiers::ALT, Press, "<a-up>"),
            (KeyCode::F(5), KeyModifiers::NONE, Press, "nothing"),
        ] {
            assert_eq!(check(code, modifiers, kind), expected);
        }
    }

    #[test]
    fn a_paste_has_newlines() {
        let Some(Event::Msg(Msg::Paste(text))) = translate(Terminal::Paste("a\r\nb\rc".to_owned())) else {
            panic!("a paste is a message");
        };
        assert_eq!(text, "a\nb\nc");
        assert_eq!(pasted("\x1b]52;c;aGk=\x07a\tb\u{9b}31m\x7f漢"), "]52;c;aGk=a\tb31m漢");
    }
}
