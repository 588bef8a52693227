//! What can go wrong between us and the table, sorted by what to do about it.

use aws_sdk_dynamodb::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
    operation::transact_write_items::TransactWriteItemsError,
    types::CancellationReason,
};

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why the table didn't do as asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The conditions of these writes (by position in the transaction) didn't hold; nothing was written.
    #[error("the condition of write {0:?} did not hold")]
    ConditionFailed(Vec<usize>),
    /// Another transaction held one of the items; nothing was written.
    #[error("another transaction was under way")]
    Conflict,
    /// Too much at once for the table or a partition.
    #[error("the table throttled")]
    Throttled(#[source] Source),
    /// No answer: a write may or may not have taken effect.
    #[error("the table gave no answer")]
    Unreachable(#[source] Source),
    /// A list can't start where it was asked to.
    #[error("not a place where this list can start")]
    InvalidStart,
    /// An item that isn't what its key promises, or a value that can't be stored.
    #[error("an item can't be read or written")]
    Item(#[from] serde_dynamo::Error),
    /// Anything else is a mistake of ours.
    #[error("the table refused")]
    Refused(#[source] Source),
}

impl Error {
    /// Whether the same request may succeed later.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Conflict | Self::Throttled(_) | Self::Unreachable(_))
    }

    /// Whether any condition failed.
    pub fn is_condition(&self) -> bool {
        matches!(self, Self::ConditionFailed(_))
    }

    /// Sorts what the SDK reports for any operation but a transaction.
    pub(super) fn from_sdk<E>(error: SdkError<E, HttpResponse>) -> Self
    where
        E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
    {
        let code = error.code().map(str::to_owned);
        match error {
            SdkError::ServiceError(answer) if answer.raw().status().is_server_error() => {
                Self::Unreachable(SdkError::ServiceError(answer).into())
            }
            error @ SdkError::ServiceError(_) => Self::from_code(code.as_deref().unwrap_or_default(), error.into()),
            error @ SdkError::ConstructionFailure(_) => Self::Refused(error.into()),
            error => Self::Unreachable(error.into()),
        }
    }

    /// Sorts what the SDK reports for a transaction, which names a reason per write.
    pub(super) fn from_transaction(error: SdkError<TransactWriteItemsError>) -> Self {
        let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error() else {
            return Self::from_sdk(error);
        };
        let code = |reason: &CancellationReason| reason.code().unwrap_or("None").to_owned();
        let codes: Vec<String> = cancelled.cancellation_reasons().iter().map(code).collect();
        let failed: Vec<usize> = (0..codes.len()).filter(|&i| codes[i] == "ConditionalCheckFailed").collect();
        if !failed.is_empty() {
            return Self::ConditionFailed(failed);
        }
        let reason = codes.into_iter().find(|code| code != "None").unwrap_or_default();
        Self::from_code(&reason, error.into())
    }

    fn from_code(code: &str, source: Source) -> Self {
        match code {
            "ConditionalCheckFailedException" => Self::ConditionFailed(vec![0]),
            "TransactionConflict" | "TransactionConflictException" | "TransactionInProgressException" => Self::Conflict,
            "ProvisionedThroughputExceededException"
            | "ProvisionedThroughputExceeded"
            | "ThrottlingException"
            | "ThrottlingError"
            | "RequestLimitExceeded" => Self::Throttled(source),
            _ => Self::Refused(source),
        }
    }
}
