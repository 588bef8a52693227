//! Points in time as the contract writes them: RFC 3339, UTC with `Z`, milliseconds.
//!
//! [`Timestamp::now`] is the only reader of the wall clock in the functions and in this crate, so that a simulation can
//! put another time in its place.

use std::{cell::Cell, marker::PhantomData};

use chrono::{DateTime, Duration, NaiveDate, SecondsFormat, SubsecRound, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tokio::time::Instant;

thread_local! {
    /// When this thread's simulated time began: by itself, and by the runtime's clock.
    static SIMULATED: Cell<Option<(DateTime<Utc>, Instant)>> = const { Cell::new(None) };
}

/// A point in time, to the millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    /// The present, by the wall clock.
    pub fn now() -> Self {
        let simulated = SIMULATED.get().map(|(began_at, began)| began_at + began.elapsed());
        Self(simulated.unwrap_or_else(Utc::now).trunc_subsecs(3))
    }

    /// This time and `duration`.
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        Self(self.0 + duration)
    }

    /// Whole seconds since 1970, as DynamoDB's TTL and JWT's `exp` count.
    pub fn unix(self) -> i64 {
        self.0.timestamp()
    }

    /// The point in time that is `seconds` after 1970; `None` beyond the calendar.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        DateTime::from_timestamp(seconds, 0).map(Self)
    }

    /// Milliseconds since 1970.
    pub fn unix_millis(self) -> i64 {
        self.0.timestamp_millis()
    }

    /// The point in time that is so many milliseconds after 1970; `None` beyond the calendar.
    pub fn from_unix_millis(milliseconds: i64) -> Option<Self> {
        DateTime::from_timestamp_millis(milliseconds).map(Self)
    }

    /// Whole minutes from `earlier` to this, 0 if it was later.
    pub fn minutes_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_minutes().max(0)
    }

    /// Whole seconds from `earlier` to this, 0 if it was later.
    pub fn seconds_since(self, earlier: Self) -> u64 {
        u64::try_from((self.0 - earlier.0).num_seconds()).unwrap_or_default()
    }

    /// The day that it is in, in UTC.
    pub fn day(self) -> NaiveDate {
        self.0.date_naive()
    }
}

/// As long as this is there, time on this thread is simulated: it goes by as the runtime's does, which a test can pause
/// and let jump. Other threads have their own time, so that simulations can run beside each other.
#[derive(Debug)]
pub struct SimulatedTime {
    /// It belongs to its thread.
    not_send: PhantomData<*const ()>,
}

impl SimulatedTime {
    /// Makes it `time` on this thread. To be called inside the runtime.
    #[must_use = "simulated time ends when this is dropped"]
    pub fn starting_at(time: Timestamp) -> Self {
        SIMULATED.set(Some((time.0, Instant::now())));
        Self { not_send: PhantomData }
    }
}

impl Drop for SimulatedTime {
    fn drop(&mut self) {
        SIMULATED.set(None);
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        DateTime::deserialize(deserializer).map(Self)
    }
}
