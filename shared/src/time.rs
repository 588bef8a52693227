//! Points in time in the contract's format: RFC 3339, UTC with `Z`, milliseconds.
//!
//! [`Timestamp::now`] is the only reader of the wall clock in the functions and in this crate, so that a simulation can
//! replace the time.

use std::{cell::Cell, marker::PhantomData};

use chrono::{DateTime, Duration, NaiveDate, SecondsFormat, SubsecRound, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tokio::time::Instant;
use utoipa::ToSchema;

thread_local! {
    /// Start of this thread's simulated time: by its own clock, and by the runtime's.
    static SIMULATED: Cell<Option<(DateTime<Utc>, Instant)>> = const { Cell::new(None) };
}

/// A point in time, to the millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ToSchema)]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    /// The current time, by the wall clock.
    pub fn now() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the only reader of the wall clock")]
        let wall_clock = Utc::now;
        let simulated = SIMULATED.get().map(|(began_at, began)| began_at + began.elapsed());
        Self(simulated.unwrap_or_else(wall_clock).trunc_subsecs(3))
    }

    /// Adds `duration`.
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        Self(self.0 + duration)
    }

    /// Whole seconds since 1970, as in DynamoDB's TTL and JWT's `exp`.
    pub fn unix(self) -> i64 {
        self.0.timestamp()
    }

    /// The point in time `seconds` after 1970; `None` beyond the calendar.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        DateTime::from_timestamp(seconds, 0).map(Self)
    }

    /// Milliseconds since 1970.
    pub fn unix_millis(self) -> i64 {
        self.0.timestamp_millis()
    }

    /// The point in time this many milliseconds after 1970; `None` beyond the calendar.
    pub fn from_unix_millis(milliseconds: i64) -> Option<Self> {
        DateTime::from_timestamp_millis(milliseconds).map(Self)
    }

    /// Whole minutes since `earlier`, 0 if that is later.
    pub fn minutes_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_minutes().max(0)
    }

    /// Whole seconds since `earlier`, 0 if that is later.
    pub fn seconds_since(self, earlier: Self) -> u64 {
        u64::try_from((self.0 - earlier.0).num_seconds()).unwrap_or_default()
    }

    /// The day in UTC.
    pub fn day(self) -> NaiveDate {
        self.0.date_naive()
    }
}

/// A duration from a setting in minutes, which is small.
pub fn minutes(number: u64) -> Duration {
    Duration::minutes(i64::try_from(number).unwrap_or_default())
}

/// While this exists, time on this thread is simulated: it passes with the runtime's clock, which a test can pause and
/// advance. Other threads have their own time, so that simulations can run concurrently.
#[derive(Debug)]
pub struct SimulatedTime {
    /// Bound to its thread.
    not_send: PhantomData<*const ()>,
}

impl SimulatedTime {
    /// Starts simulated time on this thread. To be called inside the runtime.
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

impl From<Timestamp> for DateTime<Utc> {
    fn from(time: Timestamp) -> Self {
        time.0
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
