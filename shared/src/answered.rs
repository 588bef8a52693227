//! One line about each request and frame that was answered, with the fields of its span. Of those that went well, some:
//! they differ in nothing but their number, which metrics count.

use std::{
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    time::Duration,
};

use axum::http::StatusCode;

/// Log target of these lines.
const TARGET: &str = "answered";
/// Of so many that went well, one is logged: the first of a process, whose time is that of a cold start, and so on.
const SAMPLE: u32 = 20;

/// Number of those that went well in this process.
static GOOD: AtomicU32 = AtomicU32::new(0);

/// Logs an answer and its time. A flood is refused without a line: security lines tell of it.
pub fn log(status: StatusCode, time: Duration) {
    let is_good = status.as_u16() < 400 || status == StatusCode::TOO_MANY_REQUESTS;
    if is_good && !GOOD.fetch_add(1, Relaxed).is_multiple_of(SAMPLE) {
        return;
    }
    let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(target: TARGET, status = status.as_u16(), milliseconds, "answered");
}
