//! The queue of deliveries: what makes the function `worker` look at one, now or later. Like a push it is a hint, the
//! table is the truth: a delivery whose message is lost is found by the next sweep.

use std::time::Duration;

use aws_sdk_sqs::{Client, config::timeout::TimeoutConfig, error::DisplayErrorContext};
use futures_util::{StreamExt, stream};
use serde_json::json;

use crate::{config::Config, model::DeliveryRef};

/// How long sending may take: nobody waits for an answer because of a webhook.
const SEND_TIMEOUT: Duration = Duration::from_secs(2);
/// How many messages are sent at once.
const CONCURRENCY: usize = 16;
/// The longest that SQS holds a message back, in seconds. Who gets one too early puts it back.
const MAX_DELAY: u64 = 900;

/// The queue.
#[derive(Clone, Debug)]
pub struct Queue {
    client: Client,
    url: String,
}

impl Queue {
    /// The configured queue.
    pub fn new(sdk: &aws_config::SdkConfig, config: &Config) -> Self {
        let timeouts = TimeoutConfig::builder().operation_timeout(SEND_TIMEOUT).build();
        let mut builder = aws_sdk_sqs::config::Builder::from(sdk).timeout_config(timeouts);
        if let Some(endpoint) = &config.queue_endpoint {
            builder = builder.endpoint_url(endpoint);
        }
        Self { client: Client::from_conf(builder.build()), url: config.queue_url.clone() }
    }

    /// Has these deliveries looked at after so much time.
    pub async fn send(&self, deliveries: &[DeliveryRef], delay: Duration) {
        let delay = i32::try_from(delay.as_secs().min(MAX_DELAY)).unwrap_or_default();
        let sent = stream::iter(deliveries.to_vec()).map(|delivery| self.send_one(delivery, delay));
        sent.buffer_unordered(CONCURRENCY).collect::<()>().await;
    }

    async fn send_one(&self, delivery: DeliveryRef, delay: i32) {
        let request = self.client.send_message().queue_url(&self.url).message_body(json!(delivery).to_string());
        if let Err(error) = request.delay_seconds(delay).send().await {
            tracing::warn!(error = %DisplayErrorContext(error), "a delivery was not queued");
        }
    }
}
