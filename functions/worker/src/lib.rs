//! What happens without a request: deliveries to webhooks, from the queue, and the sweep, from a schedule.

mod outbound;

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use serde_json::{Value, json};
use shared::{ApiError, State, model::DeliveryRef, ops};

use outbound::Outbound;

/// The function with what it works with.
#[derive(Clone, Debug)]
pub struct Worker {
    state: State,
    outbound: Outbound,
}

/// An event that was not dealt with: the queue or the schedule brings it again.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// It can't be read.
    #[error("an event can't be read")]
    Event(#[from] serde_json::Error),
    /// The sweep didn't get through.
    #[error("the sweep failed")]
    Sweep(#[from] ApiError),
}

impl Worker {
    /// The function as it runs on Lambda, or in a local run.
    pub fn new(state: State) -> Self {
        let outbound = Outbound::new(state.config.desk.webhook_private_addresses);
        Self { state, outbound }
    }

    /// Handles messages of the queue, or else the schedule's event.
    ///
    /// # Errors
    /// When the event can't be read or the sweep fails. Messages that fail are named in the answer, so that the queue
    /// brings only those again.
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
            Ok(what) => ops::webhooks::deliver(&self.state, what, |post| self.outbound.post(post)).await,
            Err(error) => {
                // It would be as unreadable the next time.
                tracing::error!(%error, "a message of the queue can't be read");
                Ok(())
            }
        }
    }
}
