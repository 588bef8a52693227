//! Posting frames to WebSocket connections through API Gateway's management API.
//!
//! A push is a hint, the table is the source of truth: posting is bounded in time, and its failure never fails the
//! operation. Recipients and the removal of closed connections are the responsibility of `ops::Recipients`.

use std::time::Duration;

use aws_sdk_apigatewaymanagement::{
    Client, config::timeout::TimeoutConfig, error::SdkError, operation::post_to_connection::PostToConnectionError,
    primitives::Blob,
};

use crate::{config::Config, ids::ConnectionId};

/// Timeout of a post to one connection.
const POST_TIMEOUT: Duration = Duration::from_secs(2);

/// Result of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted {
    /// Accepted by the gateway.
    Taken,
    /// The connection is gone.
    Gone,
    /// Unknown; the client will detect the gap.
    Failed,
}

/// Client of the management API.
#[derive(Clone, Debug)]
pub struct Push {
    client: Client,
}

impl Push {
    /// Opens the client for the configured endpoint.
    pub fn new(sdk: &aws_config::SdkConfig, config: &Config) -> Self {
        let timeouts = TimeoutConfig::builder().operation_timeout(POST_TIMEOUT).build();
        let config = aws_sdk_apigatewaymanagement::config::Builder::from(sdk)
            .endpoint_url(&config.management_endpoint)
            .timeout_config(timeouts)
            .build();
        Self { client: Client::from_conf(config) }
    }

    /// Posts one frame to one connection.
    pub async fn post(&self, connection: &ConnectionId, frame: &str) -> Posted {
        let request = self.client.post_to_connection().connection_id(&connection.0).data(Blob::new(frame));
        match request.send().await {
            Ok(_) => Posted::Taken,
            Err(SdkError::ServiceError(error)) if matches!(error.err(), PostToConnectionError::GoneException(_)) => {
                Posted::Gone
            }
            Err(error) => {
                let error = aws_sdk_apigatewaymanagement::error::DisplayErrorContext(error);
                tracing::warn!(%connection, %error, "push failed");
                Posted::Failed
            }
        }
    }

    /// Closes a connection, if it still exists.
    pub async fn close(&self, connection: &ConnectionId) {
        if let Err(error) = self.client.delete_connection().connection_id(&connection.0).send().await {
            let error = aws_sdk_apigatewaymanagement::error::DisplayErrorContext(error);
            tracing::debug!(%connection, %error, "closing of a connection failed");
        }
    }
}
