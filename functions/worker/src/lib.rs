//! Background work: deliveries to webhooks, mails and web pushes, made from the table's stream and attempted from the
//! queue; answers by mail, from a bucket, and what became of mails, by the queue; and the sweep, from a schedule.

mod mail_event;
mod outbound;
mod received;

use std::sync::Arc;

use aws_lambda_events::{
    dynamodb,
    sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage},
};
use futures_util::future::join_all;
use serde::{Deserialize, de::DeserializeOwned};
use serde_dynamo::AttributeValue;
use serde_json::{Value, json};
use shared::{
    ApiError, State,
    mail::Mailer,
    model::{DeliveryRef, LogEntry, Mail, MailRef, WebPushRef},
    ops,
    queue::Queue,
};

use mail_event::MailEvent;
use outbound::Outbound;
use received::BucketEvent;
pub use received::MAIL_LIMIT;

/// State of the function.
#[derive(Clone, Debug)]
pub struct Worker {
    state: State,
    queue: Queue,
    outbound: Outbound,
    mailer: Arc<dyn Mailer>,
}

/// Message of the queue: what to attempt.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Attempted {
    Delivery(DeliveryRef),
    Mail(MailRef),
    Push(WebPushRef),
    /// Mails that arrived in a bucket.
    Received(BucketEvent),
    /// Fate of a mail that was sent.
    MailEvent(MailEvent),
}

/// Failure of an event: its source repeats it.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// Malformed event.
    #[error("an event can't be read")]
    Event(#[from] serde_json::Error),
    /// Failure of the sweep.
    #[error("the sweep failed")]
    Sweep(#[source] ApiError),
    /// Failure to make deliveries, mails and web pushes of new entries of rooms' logs.
    #[error("deliveries, mails or web pushes can't be made")]
    Deliveries(#[source] ApiError),
}

impl Worker {
    /// Creates the function, on Lambda or in a local run.
    pub fn new(state: State, queue: Queue, mailer: Arc<dyn Mailer>) -> Self {
        let outbound = Outbound::new(state.config.desk.webhook_private_addresses);
        Self { state, queue, outbound, mailer }
    }

    /// Handles messages of the queue, records of the table's stream, or otherwise the schedule's event.
    ///
    /// # Errors
    /// When the event is malformed, or the sweep or the making of deliveries fails. The answer to messages of the queue
    /// lists those that failed, so that the queue repeats only those.
    pub async fn handle(&self, event: Value) -> Result<Value, WorkerError> {
        match event["Records"][0]["eventSource"].as_str() {
            Some("aws:sqs") => Ok(json!(self.deliver_all(serde_json::from_value(event)?).await)),
            Some("aws:dynamodb") => self.follow(serde_json::from_value(event)?).await.map(|()| Value::Null),
            _ => {
                let swept = ops::sweep::sweep(&self.state, &self.queue).await;
                swept.map(|()| Value::Null).map_err(WorkerError::Sweep)
            }
        }
    }

    /// Makes the deliveries, mails and web pushes of new entries of rooms' logs, and queues new mails that no entry
    /// causes.
    async fn follow(&self, event: dynamodb::Event) -> Result<(), WorkerError> {
        let (mails, entries): (Vec<_>, Vec<_>) = event.records.into_iter().partition(is_mail);
        let (mails, entries): (Vec<Mail>, Vec<LogEntry>) = (new_items(mails), new_items(entries));
        let (state, queue) = (&self.state, &self.queue);
        let deliveries = ops::webhooks::create_deliveries(state, queue, &entries);
        let scheduled = ops::mail::schedule_mails(state, queue, &entries);
        let pushes = ops::web_push::schedule_pushes(state, queue, &entries);
        let queued = async {
            ops::mail::queue_mails(queue, &mails).await;
            Ok(())
        };
        tokio::try_join!(deliveries, scheduled, pushes, queued).map(|_| ()).map_err(WorkerError::Deliveries)
    }

    async fn deliver_all(&self, event: SqsEvent) -> SqsBatchResponse {
        // All at once: a receiver that doesn't answer holds up no others.
        let delivered = event.records.into_iter().map(async |message| {
            let failed = self.deliver(&message).await.inspect_err(ApiError::log).err();
            failed.map(|_| {
                let mut failure = BatchItemFailure::default();
                failure.item_identifier = message.message_id.unwrap_or_default();
                failure
            })
        });
        let mut failures = SqsBatchResponse::default();
        failures.batch_item_failures = join_all(delivered).await.into_iter().flatten().collect();
        failures
    }

    async fn deliver(&self, message: &SqsMessage) -> Result<(), ApiError> {
        let (state, queue) = (&self.state, &self.queue);
        match serde_json::from_str(message.body.as_deref().unwrap_or_default()) {
            Ok(Attempted::Delivery(delivery)) => {
                ops::webhooks::deliver(state, queue, delivery, |post| self.outbound.post(post)).await
            }
            Ok(Attempted::Mail(mail)) => ops::mail::attempt_mail(state, queue, &*self.mailer, mail).await,
            Ok(Attempted::Push(push)) => {
                ops::web_push::attempt_push(state, queue, push, |post| self.outbound.post(post)).await
            }
            Ok(Attempted::Received(event)) => {
                for record in event.records {
                    received::receive(state, record.s3).await?;
                }
                Ok(())
            }
            Ok(Attempted::MailEvent(event)) => match event.stops() {
                Some((reason, addresses)) => ops::mail::stop_addresses(state, reason, &addresses).await,
                None => Ok(()),
            },
            Err(error) => {
                // Not repeated, because the message would be malformed again.
                tracing::error!(message_id = message.message_id, %error, "malformed queue message");
                Ok(())
            }
        }
    }
}

/// `true` for the record of a mail that no entry causes.
fn is_mail(record: &dynamodb::EventRecord) -> bool {
    let sk = record.change.keys.get("sk");
    matches!(sk, Some(AttributeValue::S(sk)) if sk == Mail::SINGLE_SK)
}

/// The new items of records.
fn new_items<T: DeserializeOwned>(records: Vec<dynamodb::EventRecord>) -> Vec<T> {
    let items = records.into_iter().filter_map(|record| {
        let dynamodb::StreamRecord { new_image, sequence_number, .. } = record.change;
        let item = serde_dynamo::from_item(new_image);
        // Not repeated, because the record would be malformed again, and hold up those behind it.
        item.inspect_err(|error| tracing::error!(sequence_number, %error, "malformed record of the stream")).ok()
    });
    items.collect()
}
