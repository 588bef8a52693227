//! A webhook and its deliveries, for admins.

use serde::Serialize;

use crate::{
    ids::{DeliveryId, RoomId, WebhookId},
    model::{Delivery, DeliveryAttempt, DeliveryStatus, Webhook, WebhookEvent},
    time::Timestamp,
};

/// A webhook. Its secret is shown once, in the answer that has set it.
#[derive(Clone, Debug, Serialize)]
pub struct WebhookView {
    id: WebhookId,
    url: String,
    events: Vec<WebhookEvent>,
    is_active: bool,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

impl WebhookView {
    /// Without its secret.
    pub fn of(webhook: &Webhook) -> Self {
        let Webhook { id, url, secret: _, events, is_active, created_at } = webhook.clone();
        Self { id, url, events, is_active, created_at, secret: None }
    }

    /// With its secret.
    pub fn with_secret(webhook: &Webhook) -> Self {
        Self { secret: Some(webhook.secret.0.clone()), ..Self::of(webhook) }
    }
}

/// A delivery with its attempts.
#[derive(Clone, Debug, Serialize)]
pub struct DeliveryView {
    id: DeliveryId,
    webhook_id: WebhookId,
    event: DeliveredEvent,
    status: DeliveryStatus,
    attempts: Vec<DeliveryAttempt>,
    next_attempt_at: Option<Timestamp>,
    created_at: Timestamp,
}

#[derive(Clone, Debug, Serialize)]
struct DeliveredEvent {
    id: String,
    #[serde(rename = "type")]
    kind: WebhookEvent,
    chat_room_id: RoomId,
    seq: u64,
}

impl From<&Delivery> for DeliveryView {
    fn from(delivery: &Delivery) -> Self {
        let event = &delivery.event;
        Self {
            id: delivery.id,
            webhook_id: delivery.webhook_id,
            event: DeliveredEvent { id: event.id(), kind: event.kind, chat_room_id: event.room_id, seq: event.seq },
            status: delivery.status,
            attempts: delivery.attempts.clone(),
            next_attempt_at: delivery.next_attempt_at,
            created_at: delivery.created_at,
        }
    }
}
