//! Optimistic concurrency: an operation decides on what it has read and writes on the condition that nothing has
//! changed since. After a conflict it starts over; without an answer it retries.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use tokio::time::Instant;

use crate::{
    ApiError,
    table::{self, Rejected},
};

/// No attempt starts after this time.
const RETRY_DEADLINE: Duration = Duration::from_secs(5);

/// No attempt to send a message starts after this time because of conflicts: by then there are too many senders.
pub(super) const MESSAGE_CONFLICT_DEADLINE: Duration = Duration::from_secs(1);

/// Longest delay after the first conflict. A lost race is contention, not overload, since another write has succeeded:
/// so the delay is random, which separates writes that have lost to the same one, and *shrinks* with every conflict. If
/// it grew, the longest waiters would lose to every newcomer.
const MAX_DELAY: Duration = Duration::from_millis(80);

/// Reason why an attempt failed.
#[derive(Debug)]
pub(super) enum Attempt {
    /// A conflict, or a throttled table: worth another attempt.
    Retry(table::Error),
    /// A definite error.
    Abort(ApiError),
}

impl Attempt {
    fn is_lost_race(&self) -> bool {
        matches!(self, Self::Retry(table::Error::ConditionFailed(_) | table::Error::Conflict))
    }
}

impl From<ApiError> for Attempt {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::Unavailable(error) => Self::Retry(error),
            error => Self::Abort(error),
        }
    }
}

impl From<Rejected<ApiError>> for Attempt {
    fn from(rejected: Rejected<ApiError>) -> Self {
        match rejected {
            Rejected::Refused(_) => Self::Abort(rejected.into()),
            Rejected::Failed(error) => error.into(),
        }
    }
}

impl From<table::Error> for Attempt {
    fn from(error: table::Error) -> Self {
        if error.is_condition() || error.is_transient() { Self::Retry(error) } else { Self::Abort(error.into()) }
    }
}

/// Runs attempts until one succeeds or is aborted. An attempt must read again what it decides on.
///
/// # Errors
/// The error of the aborted attempt; 503 after the deadline.
pub(super) async fn retry_on_conflict<T, F>(attempt: impl FnMut() -> F) -> Result<T, ApiError>
where
    F: Future<Output = Result<T, Attempt>>,
{
    retry_on_conflict_within(RETRY_DEADLINE, attempt).await
}

/// As [`retry_on_conflict`], except that no attempt starts after `race_deadline` because of a conflict.
///
/// # Errors
/// As [`retry_on_conflict`].
pub(super) async fn retry_on_conflict_within<T, F>(
    race_deadline: Duration,
    attempt: impl FnMut() -> F,
) -> Result<T, ApiError>
where
    F: Future<Output = Result<T, Attempt>>,
{
    let started = Instant::now();
    let is_worth_it = |failure: &Attempt| {
        let deadline = if failure.is_lost_race() { race_deadline } else { RETRY_DEADLINE };
        matches!(failure, Attempt::Retry(_)) && started.elapsed() < deadline
    };
    let mut lost = 0;
    let pause = |failure: &Attempt, while_busy: Option<Duration>| {
        if !failure.is_lost_race() {
            return while_busy;
        }
        lost += 1;
        Some(MAX_DELAY.mul_f64(fastrand::f64() / f64::from(lost)))
    };
    let outcome = attempt.retry(while_busy()).when(is_worth_it).adjust(pause).await;
    outcome.map_err(|failure| match failure {
        Attempt::Abort(error) => error,
        // For the client, unending conflicts are the same as a throttled table.
        Attempt::Retry(error) if error.is_condition() => ApiError::Unavailable(table::Error::Conflict),
        Attempt::Retry(error) => error.into(),
    })
}

/// Delays between attempts while the table is throttled or doesn't answer: exponential, to let it recover.
fn while_busy() -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(5))
        .with_max_delay(Duration::from_millis(150))
        .without_max_times()
        .with_jitter()
}
