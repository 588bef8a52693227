//! Errors of the table, classified by the reaction they need.

use aws_sdk_dynamodb::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
    operation::transact_write_items::TransactWriteItemsError,
    types::CancellationReason,
};

type Source = Box<dyn std::error::Error + Send + Sync>;

/// Reason why the table didn't execute a request.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Conditions of these writes (positions in the transaction) didn't hold; nothing was written.
    #[error("the condition of write {0:?} did not hold")]
    ConditionFailed(Vec<usize>),
    /// Another transaction was changing one of the items; nothing was written.
    #[error("another transaction was under way")]
    Conflict,
    /// Throughput of the table or of a partition exceeded.
    #[error("the table throttled")]
    Throttled(#[source] Source),
    /// No answer: a write may or may not have taken effect.
    #[error("the table gave no answer")]
    Unreachable(#[source] Source),
    /// Start of a page that isn't in the list.
    #[error("not a place where this list can start")]
    InvalidStart,
    /// An item that can't be read as the type that its key implies, or a value that can't be stored.
    #[error("an item can't be read or written")]
    Item(#[from] serde_dynamo::Error),
    /// Any other refusal: a bug of ours.
    #[error("the table refused")]
    Refused(#[source] Source),
}

impl Error {
    /// `true` if the same request may succeed later.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Conflict | Self::Throttled(_) | Self::Unreachable(_))
    }

    /// `true` if a condition failed.
    pub fn is_condition(&self) -> bool {
        matches!(self, Self::ConditionFailed(_))
    }

    /// Classifies the SDK's error of any operation except a transaction.
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

    /// Classifies the SDK's error of a transaction, which has a reason for each write.
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
