//! Optimistic concurrency: an operation decides by what it read and writes under the condition that nothing has
//! changed since. When something has, it starts over; when nobody answers, it tries again.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use tokio::time::Instant;

use crate::{ApiError, table};

/// After this time no further attempt is begun.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why an attempt didn't get through.
#[derive(Debug)]
pub(super) enum Setback {
    /// Somebody else was first, or the table was busy: worth another attempt.
    Passing(table::Error),
    /// The answer is no.
    Final(ApiError),
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
    let started = Instant::now();
    // With jitter, so that many who lost to one don't meet again.
    let pauses = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(5))
        .with_max_delay(Duration::from_millis(150))
        .with_max_times(60)
        .with_jitter();
    let is_worth_it = |setback: &Setback| matches!(setback, Setback::Passing(_)) && started.elapsed() < PATIENCE;
    let outcome = attempt.retry(pauses).when(is_worth_it).await;
    outcome.map_err(|setback| match setback {
        Setback::Final(error) => error,
        // To the client a race that can't be won is the same as a table that is too busy.
        Setback::Passing(error) if error.is_condition() => ApiError::Unavailable(table::Error::Conflict),
        Setback::Passing(error) => error.into(),
    })
}
