//! The terminal: entered once, and given back on every way out.
//!
//! Ways out are a return, an error, a panic, a signal and a suspend; all of them end in [`restore`], which may be
//! called at any time and more than once. Nothing here knows what is drawn.

use std::cell::RefCell;
use std::ffi::OsStr;
use std::io::{self, IsTerminal, Write};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
};
use crossterm::{queue, terminal};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};
use rustix::io::Errno;

/// Whether the terminal is ours now.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// Whether its window has a title of ours, and its own is kept by the terminal.
static TITLED: AtomicBool = AtomicBool::new(false);

/// Whether its mouse is ours.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// Keeps the window's title, and brings it back (XTWINOPS 22 and 23; xterm control sequences).
const KEEP_TITLE: &[u8] = b"\x1b[22;2t";
const OLD_TITLE: &[u8] = b"\x1b[23;2t";

/// Asks for buttons and wheel, not for every move, in cells of any size (DEC mode 1000, xterm mode 1006); and no more.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";

/// Returns why no screen can be shown here, a clause; `None` where one can.
pub(super) fn missing() -> Option<&'static str> {
    if !io::stdin().is_terminal() {
        Some("standard input is not a terminal")
    } else if !io::stdout().is_terminal() {
        Some("standard output is not a terminal")
    } else if is_dumb(std::env::var_os("TERM").as_deref()) {
        Some("TERM names no terminal that can show a screen (it is dumb, or empty)")
    } else {
        None
    }
}

/// Returns whether `term` says that the terminal knows no control sequences, or says nothing (terminfo(5)).
fn is_dumb(term: Option<&OsStr>) -> bool {
    term.is_none_or(|term| term.is_empty() || term == "dumb")
}

/// Returns columns and rows.
///
/// # Errors
/// When the size of the terminal is unknown.
pub(super) fn size() -> io::Result<(u16, u16)> {
    terminal::size()
}

/// The alternate screen in raw mode. Dropping it gives the terminal back.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<Pending>>,
    pending: Pending,
    /// The title of the window as we set it last.
    title: Option<String>,
}

/// What a frame is besides its cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Around {
    /// The title of the window, safe to send; `None` leaves it as it was before us.
    pub(super) title: Option<String>,
    /// Whether the mouse is ours.
    pub(super) mouse: bool,
}

impl Screen {
    /// Enters the alternate screen and raw mode, with bracketed paste and focus reports, without a cursor.
    ///
    /// # Errors
    /// What the terminal answered; it has been given back then.
    pub(super) fn enter() -> io::Result<Self> {
        enter().inspect_err(|_| restore())?;
        let pending = Pending::default();
        let terminal = blank(&pending).inspect_err(|_| restore())?;
        Ok(Self { terminal, pending, title: None })
    }

    /// Enters again after [`restore`], or after the terminal was in other hands; the next frame is drawn whole.
    ///
    /// # Errors
    /// What the terminal answered.
    pub(super) fn enter_again(&mut self) -> io::Result<()> {
        restore();
        enter()?;
        self.title = None;
        self.forget()
    }

    /// Forgets what the terminal shows: the next frame is drawn whole.
    ///
    /// ratatui's own `Terminal::clear` asks the terminal where its cursor is, and the answer would go to the thread
    /// that reads the keys.
    ///
    /// # Errors
    /// When the size of the terminal is unknown.
    pub(super) fn forget(&mut self) -> io::Result<()> {
        self.terminal = blank(&self.pending)?;
        queue!(self.pending, Clear(ClearType::All))
    }

    /// Draws one frame and sends what changed in one write, marked as one update (DEC mode 2026). Draws nothing while
    /// the terminal is in other hands.
    ///
    /// # Errors
    /// What the terminal answered.
    pub(super) fn draw(&mut self, around: Around, view: impl FnOnce(&mut Frame)) -> io::Result<()> {
        if !ENTERED.load(Ordering::SeqCst) {
            return Ok(());
        }
        self.terminal.draw(view)?;
        let mut frame = Vec::new();
        let mut cells = self.pending.0.take();
        // The first cell that differs is gone to by CUP (ECMA-48, 8.3.21), which ends in H. Without one there is only
        // what ratatui puts around all cells.
        if cells.contains(&b'H') {
            queue!(frame, BeginSynchronizedUpdate)?;
            frame.append(&mut cells);
            queue!(frame, EndSynchronizedUpdate)?;
        }
        self.surround(around, &mut frame);
        if frame.is_empty() { Ok(()) } else { send(&frame) }
    }

    /// Adds to `bytes` what makes title and mouse so, where they are not.
    fn surround(&mut self, around: Around, bytes: &mut Vec<u8>) {
        if around.mouse != MOUSE.swap(around.mouse, Ordering::SeqCst) {
            bytes.extend_from_slice(if around.mouse { MOUSE_ON } else { MOUSE_OFF });
        }
        if around.title == self.title {
            return;
        }
        match &around.title {
            Some(title) => {
                if !TITLED.swap(true, Ordering::SeqCst) {
                    bytes.extend_from_slice(KEEP_TITLE);
                }
                bytes.extend_from_slice(format!("\x1b]2;{title}\x1b\\").as_bytes());
            }
            None if TITLED.swap(false, Ordering::SeqCst) => bytes.extend_from_slice(OLD_TITLE),
            None => {}
        }
        self.title = around.title;
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

/// The bytes of a frame until it is complete.
///
/// They never leave by being dropped: a frame that a panic has cut off must not follow the report onto the screen.
#[derive(Clone, Default)]
struct Pending(Rc<RefCell<Vec<u8>>>);

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Returns a ratatui terminal that takes the screen for empty. Its size is that of now: that there is another one a signal
/// says, so that it need not be asked for at every frame.
fn blank(pending: &Pending) -> io::Result<Terminal<CrosstermBackend<Pending>>> {
    let (columns, rows) = size()?;
    let viewport = Viewport::Fixed(Rect::new(0, 0, columns, rows));
    Terminal::with_options(CrosstermBackend::new(pending.clone()), TerminalOptions { viewport })
}

/// Takes the terminal.
fn enter() -> io::Result<()> {
    ENTERED.store(true, Ordering::SeqCst);
    terminal::enable_raw_mode()?;
    let mut bytes = Vec::new();
    queue!(bytes, EnterAlternateScreen, Hide, EnableBracketedPaste, EnableFocusChange)?;
    send(&bytes)
}

/// Gives the terminal back, if it is ours. Errors have nobody left to hear them.
pub(super) fn restore() {
    if ENTERED.swap(false, Ordering::SeqCst) {
        let mut bytes = Vec::new();
        if MOUSE.swap(false, Ordering::SeqCst) {
            bytes.extend_from_slice(MOUSE_OFF);
        }
        if TITLED.swap(false, Ordering::SeqCst) {
            bytes.extend_from_slice(OLD_TITLE);
        }
        let _ =
            queue!(bytes, EndSynchronizedUpdate, DisableFocusChange, DisableBracketedPaste, LeaveAlternateScreen, Show);
        let _ = send(&bytes);
        let _ = terminal::disable_raw_mode();
    }
}

/// Writes `bytes` to the terminal, past the buffer of [`io::stdout`]: that keeps what could not be written, and would
/// try again behind our back.
///
/// # Errors
/// What the terminal answered.
pub(super) fn send(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(rustix::stdio::stdout(), bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Makes a panic of this thread give the terminal back before the hook that stands now prints its report, and a panic
/// of any other thread a sentence for `fault`, with nothing printed into the frame.
///
/// To be called once, on the thread that draws, behind `color_eyre::install`.
pub(super) fn guard_panics(fault: impl Fn(String) + Send + Sync + 'static) {
    let report = std::panic::take_hook();
    let drawing = std::thread::current().id();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().id() == drawing {
            restore();
            report(panic);
        } else {
            let payload = panic.payload();
            let text = payload.downcast_ref::<String>().map(String::as_str).or(payload.downcast_ref::<&str>().copied());
            let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line()));
            fault(format!("{}{}", text.unwrap_or("a thread has failed"), place.unwrap_or_default()));
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_that_can_only_print_is_told() {
        for (term, expected) in
            [(None, true), (Some(""), true), (Some("dumb"), true), (Some("vt100"), false), (Some("xterm"), false)]
        {
            assert_eq!(is_dumb(term.map(OsStr::new)), expected, "{term:?}");
        }
    }
}
