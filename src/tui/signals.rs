//! Signals, as events of the loop.
//!
//! One thread waits for them; the handlers themselves do nothing but wake it.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;

use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::Event;

/// Starts the thread that sends an event for every signal.
///
/// # Errors
/// When the handlers cannot be set.
pub(super) fn start(events: Sender<Event>) -> io::Result<()> {
    let mut signals = Signals::new([SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH])?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            let event = match signal {
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
    let orphaned = getsid(None).is_ok_and(|session| session == getpgrp());
    !orphaned && kill_current_process_group(Signal::TSTP).is_ok()
}

/// Stops the process until it is continued.
pub(super) fn stop() {
    // What `SIGTSTP` does by itself; it fails for unknown signals only.
    let _ = emulate_default_handler(SIGTSTP);
}
