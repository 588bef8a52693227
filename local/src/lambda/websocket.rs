//! The function `websocket`, invoked at the endpoint.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::Deserialize;
use serde_json::Value;

use super::{Functions, InvokeError};
use crate::gateway::{Integration, IntegrationError, Reply};

/// Function behind all routes of the WebSocket API.
const FUNCTION: &str = "websocket";

/// Header of the response with the subprotocol of a handshake.
const SUBPROTOCOL: &str = "sec-websocket-protocol";

/// Passes the gateway's events to a function outside this process.
pub(crate) struct InvokedWebsocket(pub(crate) Functions);

/// The parts of the function's response that the gateway reads.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FunctionResponse {
    status_code: u16,
    headers: Option<serde_json::Map<String, Value>>,
}

impl Integration for InvokedWebsocket {
    fn invoke(&self, event: Value) -> BoxFuture<'_, Result<Reply, IntegrationError>> {
        async move {
            let payload = self.0.invoke(FUNCTION, &event).await?;
            let FunctionResponse { status_code: status, headers } =
                serde_json::from_slice(&payload).map_err(|error| IntegrationError(error.to_string()))?;
            let subprotocol = headers
                .into_iter()
                .flatten()
                .find(|(name, _)| name.eq_ignore_ascii_case(SUBPROTOCOL))
                .and_then(|(_, value)| value.as_str().map(str::to_owned));
            Ok(Reply { status, subprotocol })
        }
        .boxed()
    }
}

impl From<InvokeError> for IntegrationError {
    fn from(error: InvokeError) -> Self {
        Self(error.to_string())
    }
}
