//! The queue of deliveries: what makes the function `worker` look at one, now or later. Like a push it is a hint, the
//! table is the truth: a delivery whose message is lost is found by the next sweep.

use std::time::Duration;

use aws_sdk_sqs::{
    Client, config::timeout::TimeoutConfig, error::DisplayErrorContext, types::SendMessageBatchRequestEntry,
};
use futures_util::future::join_all;

use crate::{config::Config, model::DeliveryRef};

/// How long sending may take: nobody waits for an answer because of a webhook.
const PATIENCE: Duration = Duration::from_secs(2);
/// How many messages a request holds.
const BATCH: usize = 10;
/// The longest that SQS holds a message back, in seconds. Who gets one too early puts it back.
const LONGEST_DELAY: u64 = 900;

/// The queue.
#[derive(Clone, Debug)]
pub struct Queue {
    client: Client,
    url: String,
}

impl Queue {
    /// The configured queue.
    pub fn new(sdk: &aws_config::SdkConfig, config: &Config) -> Self {
        let timeouts = TimeoutConfig::builder().operation_timeout(PATIENCE).build();
        let mut builder = aws_sdk_sqs::config::Builder::from(sdk).timeout_config(timeouts);
        if let Some(endpoint) = &config.queue_endpoint {
            builder = builder.endpoint_url(endpoint);
        }
        Self { client: Client::from_conf(builder.build()), url: config.queue_url.clone() }
    }

    /// Has these deliveries looked at after so much time.
    pub async fn send(&self, deliveries: &[DeliveryRef], delay: Duration) {
        let delay = i32::try_from(delay.as_secs().min(LONGEST_DELAY)).unwrap_or_default();
        join_all(deliveries.chunks(BATCH).map(|batch| self.send_batch(batch, delay))).await;
    }

    async fn send_batch(&self, batch: &[DeliveryRef], delay: i32) {
        let entry = |(number, delivery): (usize, &DeliveryRef)| {
            let body = serde_json::to_string(delivery).ok()?;
            let entry = SendMessageBatchRequestEntry::builder().id(number.to_string()).message_body(body);
            entry.delay_seconds(delay).build().ok()
        };
        let entries = batch.iter().enumerate().filter_map(entry).collect();
        let request = self.client.send_message_batch().queue_url(&self.url).set_entries(Some(entries));
        match request.send().await {
            Ok(sent) if sent.failed().is_empty() => {}
            Ok(sent) => tracing::warn!(failed = sent.failed().len(), "deliveries were not queued"),
            Err(error) => tracing::warn!(error = %DisplayErrorContext(error), "deliveries were not queued"),
        }
    }
}
