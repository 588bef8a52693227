//! Optimistic concurrency: an operation decides by what it read and writes under the condition that nothing has
//! changed since. When something has, it starts over; when nobody answers, it tries again.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use tokio::time::Instant;

use crate::{
    ApiError,
    table::{self, Rejected},
};

/// After this time no further attempt is begun.
const RETRY_DEADLINE: Duration = Duration::from_secs(5);

/// After this time no further attempt to send a message is begun for a race lost: who can't win by then is one of too many.
pub(super) const MESSAGE_CONFLICT_DEADLINE: Duration = Duration::from_secs(1);

/// The longest pause after the first race lost. A race lost isn't a sign of too much work, since somebody won it: so the
/// pause is random, that many who lost to one don't meet again, and the shorter the more races were lost. Were it to
/// grow, those who have waited longest would lose to everyone who has just come.
const MAX_DELAY: Duration = Duration::from_millis(80);

/// Why an attempt didn't get through.
#[derive(Debug)]
pub(super) enum Attempt {
    /// Somebody else was first, or the table was busy: worth another attempt.
    Retry(table::Error),
    /// The answer is no.
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

/// Attempts until one gets through or is refused. An attempt must read anew what it decides by.
///
/// # Errors
/// What refused it; 503 when some seconds didn't suffice.
pub(super) async fn retry_on_conflict<T, F>(attempt: impl FnMut() -> F) -> Result<T, ApiError>
where
    F: Future<Output = Result<T, Attempt>>,
{
    retry_on_conflict_within(RETRY_DEADLINE, attempt).await
}

/// The same, but that no attempt is begun for a race lost after `race_deadline`.
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
    let is_worth_it = |setback: &Attempt| {
        let deadline = if setback.is_lost_race() { race_deadline } else { RETRY_DEADLINE };
        matches!(setback, Attempt::Retry(_)) && started.elapsed() < deadline
    };
    let mut lost = 0;
    let pause = |setback: &Attempt, while_busy: Option<Duration>| {
        if !setback.is_lost_race() {
            return while_busy;
        }
        lost += 1;
        Some(MAX_DELAY.mul_f64(fastrand::f64() / f64::from(lost)))
    };
    let outcome = attempt.retry(while_busy()).when(is_worth_it).adjust(pause).await;
    outcome.map_err(|setback| match setback {
        Attempt::Abort(error) => error,
        // To the client a race that can't be won is the same as a table that is too busy.
        Attempt::Retry(error) if error.is_condition() => ApiError::Unavailable(table::Error::Conflict),
        Attempt::Retry(error) => error.into(),
    })
}

/// The pauses between attempts at a table that is too busy, or doesn't answer: longer and longer, to let it recover.
fn while_busy() -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(5))
        .with_max_delay(Duration::from_millis(150))
        .without_max_times()
        .with_jitter()
}
