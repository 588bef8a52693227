//! A webhook and its deliveries, for admins.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    ids::{DeliveryId, RoomId, WebhookId},
    model::{Delivery, DeliveryAttempt, DeliveryStatus, Webhook, WebhookEvent},
    time::Timestamp,
};

/// A webhook, without its secret.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WebhookView {
    id: WebhookId,
    url: String,
    events: Vec<WebhookEvent>,
    is_active: bool,
    created_at: Timestamp,
}

impl From<&Webhook> for WebhookView {
    fn from(webhook: &Webhook) -> Self {
        let Webhook { id, url, secret: _, events, is_active, created_at } = webhook.clone();
        Self { id, url, events, is_active, created_at }
    }
}

/// A webhook with its secret, which is shown once.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WebhookWithSecret {
    #[serde(flatten)]
    webhook: WebhookView,
    secret: String,
}

impl From<&Webhook> for WebhookWithSecret {
    fn from(webhook: &Webhook) -> Self {
        Self { webhook: webhook.into(), secret: webhook.secret.0.clone() }
    }
}

/// A delivery with its attempts.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeliveryView {
    id: DeliveryId,
    /// Id of the webhook.
    webhook_id: WebhookId,
    /// Delivered event.
    event: DeliveredEvent,
    status: DeliveryStatus,
    /// Attempts so far, oldest first.
    attempts: Vec<DeliveryAttempt>,
    /// Time of the next attempt; `null` after the last.
    next_attempt_at: Option<Timestamp>,
    created_at: Timestamp,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
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
