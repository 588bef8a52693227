//! What stands behind the gateway: something that takes an event's JSON and answers with a status. That is the
//! function's handler in this process, or the function itself behind a Lambda endpoint.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::Value;
use tokio::time::timeout;

/// Takes the gateway's events.
pub trait Integration: Send + Sync + 'static {
    /// Handles one event, in the JSON form in which API Gateway hands it to a Lambda function.
    fn invoke(&self, event: Value) -> BoxFuture<'_, Result<Reply, IntegrationError>>;
}

/// What the gateway reads of an integration's response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// `statusCode`: decides whether a handshake is accepted, and means nothing for other events.
    pub status: u16,
    /// The header `Sec-WebSocket-Protocol`: the subprotocol chosen in a handshake.
    pub subprotocol: Option<String>,
}

/// The event was not handled: the integration broke, or answered with something that is no response.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct IntegrationError(pub String);

/// Invokes with a time limit. A panic is a failure of this one event.
pub(super) async fn invoke(
    integration: &dyn Integration,
    event: Value,
    limit: Duration,
) -> Result<Reply, IntegrationError> {
    let outcome = timeout(limit, AssertUnwindSafe(async { integration.invoke(event).await }).catch_unwind()).await;
    let outcome = match outcome {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(IntegrationError("the integration panicked".to_owned())),
        Err(_) => Err(IntegrationError(format!("the integration took longer than {limit:?}"))),
    };
    outcome.inspect_err(|error| tracing::error!(%error, "a WebSocket event was not handled"))
}
