//! The queue, which triggers the function `worker`, immediately or later. Like a push a message is a hint, the table is
//! the source of truth: what a lost message referred to is found by the next sweep.

use std::time::Duration;

use aws_sdk_sqs::{Client, config::timeout::TimeoutConfig, error::DisplayErrorContext};
use futures_util::{StreamExt, stream};
use serde::Serialize;
use serde_json::json;

use crate::config::{ConfigError, required};

/// Timeout of sending: an answer must not wait for a webhook.
const SEND_TIMEOUT: Duration = Duration::from_secs(2);
/// Messages sent concurrently.
const CONCURRENCY: usize = 16;
/// Longest delay of SQS, in seconds. The worker queues a message that arrives early again.
const MAX_DELAY: u64 = 900;

/// Client of the queue.
#[derive(Clone, Debug)]
pub struct Queue {
    client: Client,
    url: String,
}

impl Queue {
    /// Opens the client for the queue at `url`, whose service is at `endpoint`, if not at the SDK's default.
    pub fn new(sdk: &aws_config::SdkConfig, url: String, endpoint: Option<&str>) -> Self {
        let timeouts = TimeoutConfig::builder().operation_timeout(SEND_TIMEOUT).build();
        let mut builder = aws_sdk_sqs::config::Builder::from(sdk).timeout_config(timeouts);
        if let Some(endpoint) = endpoint {
            builder = builder.endpoint_url(endpoint);
        }
        Self { client: Client::from_conf(builder.build()), url }
    }

    /// Opens the client for the queue `QUEUE_URL`.
    ///
    /// # Errors
    /// A missing setting.
    pub fn from_env(sdk: &aws_config::SdkConfig) -> Result<Self, ConfigError> {
        Ok(Self::new(sdk, required("QUEUE_URL")?, None))
    }

    /// Queues messages with a delay.
    pub async fn send(&self, messages: &[impl Serialize], delay: Duration) {
        let delay = i32::try_from(delay.as_secs().min(MAX_DELAY)).unwrap_or_default();
        let bodies: Vec<String> = messages.iter().map(|message| json!(message).to_string()).collect();
        let sent = stream::iter(bodies).map(|body| self.send_one(body, delay));
        sent.buffer_unordered(CONCURRENCY).collect::<()>().await;
    }

    async fn send_one(&self, body: String, delay: i32) {
        let request = self.client.send_message().queue_url(&self.url).message_body(body);
        if let Err(error) = request.delay_seconds(delay).send().await {
            tracing::warn!(error = %DisplayErrorContext(error), "queueing of a delivery failed");
        }
    }
}
