//! How the file's thread is heard, and how it ends.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::Event;
use crate::store::Store;

/// The end of a thread that shall let go of its file.
///
/// A thread is never broken off, nor what it is just writing: where a disk does not answer, it ends when that does.
pub(super) struct Ending(Receiver<Store>);

impl Ending {
    /// Returns the end of the thread that sends its store to `last`.
    pub(super) fn awaited(last: Receiver<Store>) -> Self {
        Self(last)
    }

    /// Returns the end of a thread that has ended, and left `store`.
    pub(super) fn of(store: Store) -> Self {
        let (last, end) = channel();
        // Its other end is here.
        let _ = last.send(store);
        Self(end)
    }

    /// Waits for it, for `limit` at most; returns what nobody would remember otherwise.
    pub(super) fn wait(&self, limit: Duration) -> Option<Store> {
        self.0.recv_timeout(limit).ok()
    }
}

/// Where the thread tells what happens, until nobody wants to hear it any more.
#[derive(Clone)]
pub(super) struct Line(Arc<Mutex<Option<Sender<Event>>>>);

impl Line {
    /// Returns the line that ends in `events`.
    pub(super) fn to(events: Sender<Event>) -> Self {
        Self(Arc::new(Mutex::new(Some(events))))
    }

    /// Tells `event`.
    pub(super) fn send(&self, event: Event) {
        if let Some(events) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            // The loop is gone only when the program ends.
            let _ = events.send(event);
        }
    }

    /// Cuts it: when this returns, nothing more comes.
    pub(super) fn cut(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Drop for Line {
    /// Says that no commit will be answered any more, where nobody has asked for the end.
    fn drop(&mut self) {
        if thread::panicking() {
            self.send(Event::FileThreadEnded);
        }
    }
}
