//! Rate limits and ordering within one process, for checks that must cost less than a read of the table.
//!
//! The local run is one process, so these limits are exact there. An instance of a function handles one event at a time
//! and only counts its own; limits over all instances are stored in items that are read or written anyway.

use std::{
    collections::HashMap,
    ops::{Add, Sub},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::OwnedMutexGuard, time::Instant};

use crate::{
    ApiError,
    ids::{RoomId, UserId},
    security::{SecurityEvent, try_again_in},
};

/// Size of a burst, in seconds' worth of uses.
const BURST: u64 = 4;
/// Minimum interval between log lines about the same refusal of frequent requests.
const LOG_INTERVAL: Duration = Duration::from_secs(60);
/// Number of entries from which expired ones are removed.
const MAX_ENTRIES: usize = 10_000;

/// Time at which each use is allowed next, by the generic cell rate algorithm (ITU-T I.371), which needs only one time
/// per key.
#[derive(Clone, Debug, Default)]
pub struct Paces {
    due: Arc<Mutex<HashMap<(&'static str, String), Instant>>>,
    turns: Turns,
}

impl Paces {
    /// Counts a use of `what` by `whom`: at most `per_second` per second after a burst; 0 for no limit.
    ///
    /// # Errors
    /// The time to wait.
    pub fn take(&self, what: &'static str, whom: impl ToString, per_second: u64) -> Result<(), Duration> {
        let Some(interval) = interval(per_second) else { return Ok(()) };
        self.take_each(what, whom, interval, burst(interval, per_second))
    }

    /// As [`take`](Self::take), with one use per `interval` and a burst of `tolerance`.
    ///
    /// # Errors
    /// The time to wait.
    pub fn take_each(
        &self,
        what: &'static str,
        whom: impl ToString,
        interval: Duration,
        tolerance: Duration,
    ) -> Result<(), Duration> {
        let now = Instant::now();
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        if due.len() >= MAX_ENTRIES {
            due.retain(|_, at| now < *at);
        }
        let at = due.entry((what, whom.to_string())).or_insert(now);
        *at = following(*at, now, interval, tolerance)?;
        Ok(())
    }

    /// Counts a use against the `limit` of this name, for each `whom`: at most `per_second` per second after a burst.
    ///
    /// # Errors
    /// 429 above the limit, of which the first in a minute is logged.
    pub fn count(
        &self,
        limit: &'static str,
        whom: impl ToString,
        user: Option<UserId>,
        per_second: u64,
    ) -> Result<(), ApiError> {
        let whom = whom.to_string();
        self.take(limit, &whom, per_second).map_err(|wait| {
            if self.take_each("LOG", format!("{limit}#{whom}"), LOG_INTERVAL, Duration::ZERO).is_ok() {
                SecurityEvent::Throttled.log(user, limit);
            }
            try_again_in(wait)
        })
    }

    /// Waits for earlier messages of this sender to the room, so that they don't compete for the next number. `true` if
    /// there was one.
    pub async fn turn(&self, room: RoomId, sender: UserId) -> (OwnedMutexGuard<()>, bool) {
        let turn = {
            let mut turns = self.turns.0.lock().unwrap_or_else(PoisonError::into_inner);
            if turns.len() >= MAX_ENTRIES {
                turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            }
            turns.entry((room, sender)).or_default().clone()
        };
        match turn.clone().try_lock_owned() {
            Ok(turn) => (turn, false),
            Err(_) => (turn.lock_owned().await, true),
        }
    }
}

/// Locks by room and sender.
#[derive(Clone, Debug, Default)]
struct Turns(Arc<Mutex<HashMap<(RoomId, UserId), Turn>>>);

/// Held while a message is being sent.
type Turn = Arc<tokio::sync::Mutex<()>>;

/// Time at which the next use is due, by the generic cell rate algorithm: this one was `due`, and happens now.
///
/// # Errors
/// The time to wait, for a use more than `tolerance` before it is due.
pub fn following<T>(due: T, now: T, interval: Duration, tolerance: Duration) -> Result<T, Duration>
where
    T: Copy + Ord + Add<Duration, Output = T> + Sub<Output = Duration>,
{
    let due = due.max(now);
    let wait = (due - now).saturating_sub(tolerance);
    if wait.is_zero() { Ok(due + interval) } else { Err(wait) }
}

/// Tolerance of a burst, at this number of uses per second.
pub fn burst(interval: Duration, per_second: u64) -> Duration {
    interval * u32::try_from(BURST.saturating_mul(per_second) - 1).unwrap_or(u32::MAX)
}

/// Interval between two uses; `None` without a limit.
pub fn interval(per_second: u64) -> Option<Duration> {
    (per_second > 0).then(|| Duration::from_secs_f64(1.0 / u32::try_from(per_second).map_or(f64::MAX, f64::from)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_burst_passes_and_then_so_many_a_second() {
        let paces = Paces::default();
        let taken = |whom: u64| (0..100).filter(|_| paces.take("frame", whom, 10).is_ok()).count();
        assert_eq!(taken(1), 40);
        assert_eq!(taken(2), 40);
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(taken(1), 10);
        tokio::time::advance(Duration::from_secs(60)).await;
        assert_eq!(taken(1), 40);
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_as_long_as_they_are_told_is_let_through() {
        let paces = Paces::default();
        let (interval, tolerance) = (Duration::from_secs(2), Duration::ZERO);
        assert_eq!(paces.take_each("sync", 1, interval, tolerance), Ok(()));
        tokio::time::advance(Duration::from_millis(500)).await;
        assert_eq!(paces.take_each("sync", 1, interval, tolerance), Err(Duration::from_millis(1_500)));
        tokio::time::advance(Duration::from_millis(1_500)).await;
        assert_eq!(paces.take_each("sync", 1, interval, tolerance), Ok(()));
    }

    #[test]
    fn nothing_is_limited_by_nothing() {
        let paces = Paces::default();
        assert!((0..1_000).all(|_| paces.take("frame", 1, 0).is_ok()));
    }
}
