//! Accidents that a test asks for; none ever happens in a release build.

use std::time::Duration;

/// Panics where a test asks for it by `TICKDOWN_PANIC=draw`, `resize` or `commit`; never in a release build.
pub(super) fn panic_on_request(place: &str) {
    if cfg!(debug_assertions) {
        let asked = std::env::var_os("TICKDOWN_PANIC");
        assert!(asked.is_none_or(|asked| asked != place), "{place} panics as TICKDOWN_PANIC asks");
    }
}

/// Makes every write, every opening and every last look take as many milliseconds as `TICKDOWN_DAWDLE` says, for a test;
/// never in a release build.
pub(super) fn dawdle_on_request() {
    if cfg!(debug_assertions)
        && let Some(pause) = std::env::var("TICKDOWN_DAWDLE").ok().and_then(|pause| pause.parse().ok())
    {
        std::thread::sleep(Duration::from_millis(pause));
    }
}
