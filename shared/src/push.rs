//! Posting frames to WebSocket connections through API Gateway's management API.
//!
//! A push is a hint, the table is the truth: posting is bounded in time and never fails what it tells of. Whom to
//! post what, and what to do about connections that are gone, is `ops::Recipients`'s business.

use std::time::Duration;

use aws_sdk_apigatewaymanagement::{
    Client, config::timeout::TimeoutConfig, error::SdkError, operation::post_to_connection::PostToConnectionError,
    primitives::Blob,
};

use crate::{config::Config, ids::ConnectionId};

/// The longest that one connection is waited for.
const POST_TIMEOUT: Duration = Duration::from_secs(2);

/// What came of posting a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posted {
    /// The gateway took it.
    Taken,
    /// The connection is gone.
    Gone,
    /// It can't be said; the client will notice the gap.
    Failed,
}

/// The management API.
#[derive(Clone, Debug)]
pub struct Push {
    client: Client,
}

impl Push {
    /// The management API at the configured endpoint.
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
                tracing::warn!(%connection, error = %aws_sdk_apigatewaymanagement::error::DisplayErrorContext(error), "push failed");
                Posted::Failed
            }
        }
    }

    /// Closes a connection, if it is still there.
    pub async fn close(&self, connection: &ConnectionId) {
        if let Err(error) = self.client.delete_connection().connection_id(&connection.0).send().await {
            let error = aws_sdk_apigatewaymanagement::error::DisplayErrorContext(error);
            tracing::debug!(%connection, %error, "connection was not closed");
        }
    }
}
