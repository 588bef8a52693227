//! The function `websocket`, called in this process as the gateway's integration.

use aws_lambda_events::apigw::ApiGatewayWebsocketProxyRequest;
use axum::http::header::SEC_WEBSOCKET_PROTOCOL;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::Value;
use shared::State;

use crate::gateway::{Integration, IntegrationError, Reply};

/// Passes the gateway's events to the same handler that runs on Lambda.
pub struct WebsocketFunction {
    state: State,
}

impl WebsocketFunction {
    /// Creates the function with its state.
    pub fn new(state: State) -> Self {
        Self { state }
    }
}

impl Integration for WebsocketFunction {
    fn invoke(&self, event: Value) -> BoxFuture<'_, Result<Reply, IntegrationError>> {
        async move {
            let event: ApiGatewayWebsocketProxyRequest =
                serde_json::from_value(event).map_err(|error| IntegrationError(error.to_string()))?;
            let response = websocket::handle(&self.state, event).await;
            let subprotocol = response.headers.get(SEC_WEBSOCKET_PROTOCOL).and_then(|value| value.to_str().ok());
            Ok(Reply {
                status: u16::try_from(response.status_code)
                    .map_err(|_| IntegrationError(format!("{} is no status", response.status_code)))?,
                subprotocol: subprotocol.map(str::to_owned),
            })
        }
        .boxed()
    }
}
