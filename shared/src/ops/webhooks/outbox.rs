//! What webhooks are to be told of an event: stored in the event's own transaction, handed to the queue after it.

use std::time::Duration;

use crate::{
    ApiError, State,
    ids::DeliveryId,
    model::{Delivery, DeliveryRef, DeliveryStatus, Webhook, WebhookTrigger},
    table::Write,
    time::Timestamp,
};

/// How long deliveries are kept.
const RETENTION: chrono::Duration = chrono::Duration::days(30);

/// The deliveries of what happened at once.
#[derive(Clone, Debug, Default)]
pub(in crate::ops) struct Outbox(Vec<Delivery>);

impl Outbox {
    /// For all webhooks that want to know of these events.
    ///
    /// # Errors
    /// When the table can't be read.
    pub async fn of(state: &State, events: &[WebhookTrigger]) -> Result<Self, ApiError> {
        let webhooks = state.webhooks.get(&state.table).await?;
        let wanted = events.iter().flat_map(|event| {
            let wants_it = |webhook: &&Webhook| webhook.is_active && webhook.events.contains(&event.kind);
            webhooks.iter().filter(wants_it).map(|webhook| delivery(webhook, event))
        });
        Ok(Self(wanted.collect()))
    }

    /// What stores them.
    pub fn writes(&self) -> impl Iterator<Item = Write> {
        self.0.iter().map(Write::put)
    }

    /// Has them delivered, once they are stored.
    pub async fn send(&self, state: &State) {
        if !self.0.is_empty() {
            let deliveries: Vec<DeliveryRef> = self.0.iter().map(DeliveryRef::from).collect();
            state.queue.send(&deliveries, Duration::ZERO).await;
        }
    }
}

fn delivery(webhook: &Webhook, event: &WebhookTrigger) -> Delivery {
    let now = Timestamp::now();
    Delivery {
        id: DeliveryId::new(),
        webhook_id: webhook.id,
        event: event.clone(),
        status: DeliveryStatus::Pending,
        attempts: Vec::new(),
        next_attempt_at: Some(now),
        created_at: now,
        ttl: now.after(RETENTION).unix(),
    }
}
