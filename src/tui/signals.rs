//! Signals, as events of the loop.
//!
//! One thread waits for them; the handlers themselves do nothing but wake it.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread;

use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::leave::WRITE_BEFORE_STOP;
use super::{Event, still};

/// Whether another program has the terminal.
static LENT: AtomicBool = AtomicBool::new(false);

/// Starts the thread that sends an event for every signal.
///
/// # Errors
/// When the handlers cannot be set.
pub(super) fn start(events: Sender<Event>) -> io::Result<()> {
    let mut signals = Signals::new([SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH])?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            let lent = LENT.load(Ordering::SeqCst);
            let event = match signal {
                // The terminal sends these to all of its foreground, and means the program that has it (system(3)).
                SIGINT | SIGQUIT | SIGCONT if lent => continue,
                // A shell waits for us, not for the program that has the terminal: it notices only that we stop.
                SIGTSTP if lent => {
                    if !is_orphaned() {
                        let _still = still::keep(WRITE_BEFORE_STOP);
                        stop();
                    }
                    continue;
                }
                SIGTSTP => Event::Stop,
                SIGCONT => Event::Continue,
                SIGWINCH => Event::Resize,
                deadly => Event::Terminate(deadly.cast_unsigned() as u8),
            };
            if events.send(event).is_err() {
                return;
            }
        }
    })?;
    Ok(())
}

/// Asks the whole process group to stop, as the terminal does for `^z` where it is not in raw mode: a script around us
/// must stop too, or nobody would get the terminal. For ourselves it arrives as [`Event::Stop`].
///
/// Returns whether there is somebody to continue us: a session's first process group has no shell above it (an
/// orphaned process group; POSIX, General Terminal Interface), and stopping it would be for good.
pub(super) fn ask_to_stop() -> bool {
    !is_orphaned() && kill_current_process_group(Signal::TSTP).is_ok()
}

/// Returns whether no shell is above us to continue us.
fn is_orphaned() -> bool {
    getsid(None).is_ok_and(|session| session == getpgrp())
}

/// Leaves the signals of the terminal to another program until the answer is dropped.
pub(super) fn lend() -> Lent {
    LENT.store(true, Ordering::SeqCst);
    Lent
}

/// The signals of the terminal are another program's.
pub(super) struct Lent;

impl Drop for Lent {
    fn drop(&mut self) {
        LENT.store(false, Ordering::SeqCst);
    }
}

/// Stops the process until it is continued.
pub(super) fn stop() {
    // What `SIGTSTP` does by itself; it fails for unknown signals only.
    let _ = emulate_default_handler(SIGTSTP);
}
