//! Outbox of deliveries to webhooks: stored in the event's own transaction, queued after it.

use std::time::Duration;

use crate::{
    ApiError, State,
    ids::DeliveryId,
    model::{Delivery, DeliveryRef, DeliveryStatus, Webhook, WebhookTrigger},
    table::Write,
    time::Timestamp,
};

/// Retention of deliveries.
const RETENTION: chrono::Duration = chrono::Duration::days(30);

/// The deliveries of one transaction.
#[derive(Clone, Debug, Default)]
pub(in crate::ops) struct Outbox(Vec<Delivery>);

impl Outbox {
    /// Prepares a delivery to each webhook that subscribes to one of these events.
    ///
    /// # Errors
    /// A failed read of the table.
    pub async fn of(state: &State, events: &[WebhookTrigger]) -> Result<Self, ApiError> {
        let webhooks = state.webhooks.get(&state.table).await?;
        let wanted = events.iter().flat_map(|event| {
            let wants_it = |webhook: &&Webhook| webhook.is_active && webhook.events.contains(&event.kind);
            webhooks.iter().filter(wants_it).map(|webhook| delivery(webhook, event))
        });
        Ok(Self(wanted.collect()))
    }

    /// Writes of the deliveries.
    pub fn writes(&self) -> impl Iterator<Item = Write> {
        self.0.iter().map(Write::put)
    }

    /// Queues the deliveries, once they are stored.
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
