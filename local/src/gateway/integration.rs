//! The gateway's backend: takes an event's JSON and answers with a status. Either the function's handler in this
//! process, or the function behind a Lambda endpoint.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::Value;
use tokio::time::timeout;

/// Receiver of the gateway's events.
pub trait Integration: Send + Sync + 'static {
    /// Handles one event, in API Gateway's JSON format.
    fn invoke(&self, event: Value) -> BoxFuture<'_, Result<Reply, IntegrationError>>;
}

/// The parts of an integration's response that the gateway reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// `statusCode`: decides on a handshake; ignored for other events.
    pub status: u16,
    /// `Sec-WebSocket-Protocol` header: the subprotocol chosen in a handshake.
    pub subprotocol: Option<String>,
}

/// Failure of an integration, or a malformed response.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct IntegrationError(pub String);

/// Invokes the integration with a timeout. A panic fails only this event.
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
    outcome.inspect_err(|error| tracing::error!(%error, "WebSocket event failed"))
}
