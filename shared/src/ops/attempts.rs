//! Attempts to hand something over to a service outside: a lease elects the process that attempts it, and failures are
//! followed by growing delays.

use chrono::Duration;

/// Time after which nothing is attempted any more.
pub(super) const DEADLINE: Duration = Duration::hours(12);
/// Time for which no other process attempts what is being attempted.
pub(super) const LEASE: Duration = Duration::minutes(2);
/// Time after which what is due counts as lost by the queue.
pub(super) const OVERDUE: Duration = Duration::minutes(3);
/// Maximum number of overdue things of a kind that a sweep queues again.
pub(super) const MAX_OVERDUE: usize = 1_000;

/// Delay after the first failure; each later one is twice as long …
const MIN_DELAY: Duration = Duration::seconds(10);
/// … up to this.
const MAX_DELAY: Duration = Duration::hours(2);

/// Delay after this number of failures, with a jitter of 10 % so that simultaneous failures spread out.
pub(super) fn delay_after(failures: usize) -> Duration {
    let doublings = i32::try_from(failures.saturating_sub(1)).unwrap_or(i32::MAX).min(20);
    let delay = MIN_DELAY.checked_mul(1 << doublings).unwrap_or(MAX_DELAY).min(MAX_DELAY);
    let tenth = delay.num_milliseconds() / 10;
    delay + Duration::milliseconds(fastrand::i64(-tenth..=tenth))
}
