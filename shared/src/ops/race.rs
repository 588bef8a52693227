//! Optimistic concurrency: an operation decides by what it read and writes under the condition that nothing has
//! changed since. When something has, it starts over; when nobody answers, it tries again.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use tokio::time::Instant;

use crate::{ApiError, table};

/// After this time no further attempt is begun.
const DEADLINE: Duration = Duration::from_secs(5);

/// After this time no further attempt to send a message is begun for a race lost: who can't win by then is one of too many.
pub(super) const MESSAGE_RACE_DEADLINE: Duration = Duration::from_secs(1);

/// The longest pause after the first race lost. A race lost isn't a sign of too much work, since somebody won it: so the
/// pause is random, that many who lost to one don't meet again, and the shorter the more races were lost. Were it to
/// grow, those who have waited longest would lose to everyone who has just come.
const LONGEST_PAUSE: Duration = Duration::from_millis(80);

/// Why an attempt didn't get through.
#[derive(Debug)]
pub(super) enum Setback {
    /// Somebody else was first, or the table was busy: worth another attempt.
    Passing(table::Error),
    /// The answer is no.
    Final(ApiError),
}

impl Setback {
    fn is_lost_race(&self) -> bool {
        matches!(self, Self::Passing(table::Error::ConditionFailed(_) | table::Error::Conflict))
    }
}

impl From<ApiError> for Setback {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::Unavailable(error) => Self::Passing(error),
            error => Self::Final(error),
        }
    }
}

impl From<table::Error> for Setback {
    fn from(error: table::Error) -> Self {
        if error.is_condition() || error.is_transient() { Self::Passing(error) } else { Self::Final(error.into()) }
    }
}

/// Attempts until one gets through or is refused. An attempt must read anew what it decides by.
///
/// # Errors
/// What refused it; 503 when some seconds didn't suffice.
pub(super) async fn until_won<T, F>(attempt: impl FnMut() -> F) -> Result<T, ApiError>
where
    F: Future<Output = Result<T, Setback>>,
{
    until_won_within(DEADLINE, attempt).await
}

/// The same, but that no attempt is begun for a race lost after `race_deadline`.
///
/// # Errors
/// As [`until_won`].
pub(super) async fn until_won_within<T, F>(race_deadline: Duration, attempt: impl FnMut() -> F) -> Result<T, ApiError>
where
    F: Future<Output = Result<T, Setback>>,
{
    let started = Instant::now();
    let is_worth_it = |setback: &Setback| {
        let deadline = if setback.is_lost_race() { race_deadline } else { DEADLINE };
        matches!(setback, Setback::Passing(_)) && started.elapsed() < deadline
    };
    let mut lost = 0;
    let pause = |setback: &Setback, while_busy: Option<Duration>| {
        if !setback.is_lost_race() {
            return while_busy;
        }
        lost += 1;
        Some(LONGEST_PAUSE.mul_f64(fastrand::f64() / f64::from(lost)))
    };
    let outcome = attempt.retry(while_busy()).when(is_worth_it).adjust(pause).await;
    outcome.map_err(|setback| match setback {
        Setback::Final(error) => error,
        // To the client a race that can't be won is the same as a table that is too busy.
        Setback::Passing(error) if error.is_condition() => ApiError::Unavailable(table::Error::Conflict),
        Setback::Passing(error) => error.into(),
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
