//! Stopping the process between two pieces of work on a plan's file, never within one.
//!
//! A process that stops in the middle of a write leaves half of it, and holds a lease for which others wait. What was asked
//! for is waited for by its answer ([`super::leave`]); but the file's threads also write by themselves, and look.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What is going on with the files of all plans.
static FILES: Files = Files { now: Mutex::new(Now { works: 0, halts: 0 }), changed: Condvar::new() };

struct Files {
    now: Mutex<Now>,
    changed: Condvar,
}

struct Now {
    /// How many pieces of work are under way.
    works: usize,
    /// How many want none to begin.
    halts: usize,
}

/// A piece of work on a plan's file, until it is dropped.
pub(super) struct Work(&'static Files);

/// Keeps all work on the files of plans from beginning, until it is dropped.
pub(super) struct Still(&'static Files);

/// Begins a piece of work on a plan's file; waits for as long as the process is about to stop.
pub(super) fn work() -> Work {
    FILES.work()
}

/// Lets no more work begin, and waits for what is under way, for `limit` at most: a disk may not answer.
pub(super) fn keep(limit: Duration) -> Still {
    FILES.keep(limit)
}

impl Files {
    fn work(&'static self) -> Work {
        let waited = self.changed.wait_while(self.lock(), |now| now.halts > 0);
        waited.unwrap_or_else(PoisonError::into_inner).works += 1;
        Work(self)
    }

    fn keep(&'static self, limit: Duration) -> Still {
        let mut now = self.lock();
        now.halts += 1;
        // Whether it has ended or not: nobody waits any longer.
        let _ = self.changed.wait_timeout_while(now, limit, |now| now.works > 0);
        Still(self)
    }

    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.0.lock().works -= 1;
        self.0.changed.notify_all();
    }
}

impl Drop for Still {
    fn drop(&mut self) {
        self.0.lock().halts -= 1;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{TryRecvError, channel};
    use std::thread;

    use super::*;

    const LONG: Duration = Duration::from_mins(1);

    /// Files that no other test works on.
    fn files() -> &'static Files {
        Box::leak(Box::new(Files { now: Mutex::new(Now { works: 0, halts: 0 }), changed: Condvar::new() }))
    }

    #[test]
    fn what_is_under_way_is_waited_for() {
        let files = files();
        let work = files.work();
        let (ended, end) = channel();
        let still = thread::spawn(move || {
            let still = files.keep(LONG);
            assert_eq!(end.try_recv(), Ok(()), "it has not waited");
            drop(still);
        });
        while files.lock().halts == 0 {
            thread::yield_now();
        }
        ended.send(()).unwrap();
        drop(work);
        still.join().unwrap();
    }

    #[test]
    fn nothing_begins_until_it_is_over() {
        let files = files();
        let still = files.keep(LONG);
        let (began, beginning) = channel();
        let work = thread::spawn(move || {
            let _work = files.work();
            began.send(()).unwrap();
        });
        assert_eq!(beginning.try_recv(), Err(TryRecvError::Empty));
        assert_eq!(files.lock().works, 0);
        drop(still);
        work.join().unwrap();
        assert_eq!(beginning.try_recv(), Ok(()));
    }

    #[test]
    fn what_never_ends_is_not_waited_for() {
        let files = files();
        let _work = files.work();
        drop(files.keep(Duration::from_millis(1)));
        assert_eq!(files.lock().halts, 0);
    }
}
