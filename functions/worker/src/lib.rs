//! Background work: webhook deliveries, from the queue, and the sweep, from a schedule.

mod outbound;

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use serde_json::{Value, json};
use shared::{ApiError, State, model::DeliveryRef, ops};

use outbound::Outbound;

/// State of the function.
#[derive(Clone, Debug)]
pub struct Worker {
    state: State,
    outbound: Outbound,
}

/// Failure of an event: the queue or the schedule repeats it.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// Malformed event.
    #[error("an event can't be read")]
    Event(#[from] serde_json::Error),
    /// Failure of the sweep.
    #[error("the sweep failed")]
    Sweep(#[from] ApiError),
}

impl Worker {
    /// Creates the function, on Lambda or in a local run.
    pub fn new(state: State) -> Self {
        let outbound = Outbound::new(state.config.desk.webhook_private_addresses);
        Self { state, outbound }
    }

    /// Handles messages of the queue, or otherwise the schedule's event.
    ///
    /// # Errors
    /// When the event is malformed or the sweep fails. The answer lists the messages that failed, so that the queue
    /// repeats only those.
    pub async fn handle(&self, event: Value) -> Result<Value, WorkerError> {
        if event.get("Records").is_none() {
            ops::sweep::sweep(&self.state).await?;
            return Ok(Value::Null);
        }
        let event: SqsEvent = serde_json::from_value(event)?;
        let mut failures = SqsBatchResponse::default();
        for message in event.records {
            if let Err(error) = self.deliver(&message).await {
                error.log();
                let mut failure = BatchItemFailure::default();
                failure.item_identifier = message.message_id.unwrap_or_default();
                failures.batch_item_failures.push(failure);
            }
        }
        Ok(json!(failures))
    }

    async fn deliver(&self, message: &SqsMessage) -> Result<(), ApiError> {
        match serde_json::from_str::<DeliveryRef>(message.body.as_deref().unwrap_or_default()) {
            Ok(delivery) => ops::webhooks::deliver(&self.state, delivery, |post| self.outbound.post(post)).await,
            Err(error) => {
                // Not repeated, because the message would be malformed again.
                tracing::error!(message_id = message.message_id, %error, "malformed queue message");
                Ok(())
            }
        }
    }
}
