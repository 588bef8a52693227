//! A webhook: a URL that events are delivered to, and its deliveries.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{EntryKind, LISTING, LogEntry, RoomChange, string_enum};
use crate::{
    ids::{DeliveryId, RoomId, WebhookId},
    table::{Entity, IndexKey, Key, Query, padded},
    time::Timestamp,
};

string_enum!(
    /// Event that a webhook can subscribe to.
    WebhookEvent {
        /// A room was created.
        RoomCreated = "room.created",
        /// A room was assigned to an agent.
        RoomAssigned = "room.assigned",
        /// An agent took a room.
        RoomTaken = "room.taken",
        /// A room was transferred to another agent.
        RoomTransferred = "room.transferred",
        /// A room was returned to the queue.
        RoomUnassigned = "room.unassigned",
        /// A room was resolved.
        RoomResolved = "room.resolved",
        /// A room was closed.
        RoomClosed = "room.closed",
        /// A resolved or closed room was reopened.
        RoomReopened = "room.reopened",
        /// A room's customer rated it.
        RoomRated = "room.rated",
        /// A room's subject, priority or tags were changed.
        RoomEdited = "room.edited",
        /// A message was sent.
        MessageCreated = "message.created",
    }
);

impl From<RoomChange> for WebhookEvent {
    fn from(change: RoomChange) -> Self {
        match change {
            RoomChange::Assigned => Self::RoomAssigned,
            RoomChange::Taken => Self::RoomTaken,
            RoomChange::Transferred => Self::RoomTransferred,
            RoomChange::Unassigned => Self::RoomUnassigned,
            RoomChange::Resolved => Self::RoomResolved,
            RoomChange::Closed => Self::RoomClosed,
            RoomChange::Reopened => Self::RoomReopened,
            RoomChange::Rated => Self::RoomRated,
            RoomChange::Edited => Self::RoomEdited,
        }
    }
}

/// Secret that signs deliveries, in the format of Standard Webhooks: `whsec_` and base64. Never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WebhookSecret(pub String);

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}

/// A webhook.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Webhook {
    /// Id.
    pub id: WebhookId,
    /// URL that deliveries are posted to.
    pub url: String,
    /// Signing secret.
    pub secret: WebhookSecret,
    /// Events that it subscribes to.
    pub events: Vec<WebhookEvent>,
    /// `false` if nothing is delivered to it.
    pub is_active: bool,
    /// Time of its creation.
    pub created_at: Timestamp,
}

impl Webhook {
    /// Partition of all webhooks.
    pub const PARTITION: &str = "WEBHOOKS";

    /// `true` if this event is delivered to it. Events from before its creation aren't.
    pub fn subscribes_to(&self, event: &WebhookTrigger) -> bool {
        self.is_active && self.events.contains(&event.kind) && self.created_at <= event.time
    }

    /// Key of the webhook with this number.
    pub fn key_of(id: WebhookId) -> Key {
        Key::new(Self::PARTITION, padded(id.0))
    }

    /// List of all webhooks, by number.
    pub fn all() -> Query {
        Query::table(Self::PARTITION)
    }
}

impl Entity for Webhook {
    fn key(&self) -> Key {
        Self::key_of(self.id)
    }
}

/// An event of a room that triggers deliveries to webhooks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookTrigger {
    /// Event.
    #[serde(rename = "type")]
    pub kind: WebhookEvent,
    /// Room.
    pub room_id: RoomId,
    /// Event number in the room; 0 for the room's creation.
    pub seq: u64,
    /// Time of the event.
    pub time: Timestamp,
}

impl WebhookTrigger {
    /// The trigger of an entry of a room's log; `None` if no webhook is told of such an entry, as of what the system
    /// itself says.
    pub fn of(entry: &LogEntry) -> Option<Self> {
        let kind = match &entry.kind {
            EntryKind::Created => WebhookEvent::RoomCreated,
            EntryKind::Message(said) if !said.is_by_system() => WebhookEvent::MessageCreated,
            EntryKind::Updated { change, .. } => (*change).into(),
            EntryKind::Message(_) | EntryKind::Edited { .. } | EntryKind::Removed => return None,
        };
        Some(Self { kind, room_id: entry.room_id(), seq: entry.seq(), time: entry.time() })
    }

    /// Id of the event, the same in all its deliveries.
    pub fn id(&self) -> String {
        format!("{}-{}", self.room_id, self.seq)
    }
}

string_enum!(
    /// Status of a delivery.
    DeliveryStatus {
        /// Waiting for the first or another attempt.
        Pending = "pending",
        /// Accepted by the webhook.
        Delivered = "delivered",
        /// Failed after the last attempt.
        Failed = "failed",
    }
);

/// The delivery of an event to a webhook. Made from the table's stream, at least once and always under the same id; the
/// queue only carries a reference to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Delivery {
    /// Its id; ids sort by time.
    pub id: DeliveryId,
    /// Webhook.
    pub webhook_id: WebhookId,
    /// Event.
    pub event: WebhookTrigger,
    /// Status.
    pub status: DeliveryStatus,
    /// Attempts so far, the oldest first.
    pub attempts: Vec<DeliveryAttempt>,
    /// Time of the next attempt, while it is pending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<Timestamp>,
    /// Time of its creation.
    pub created_at: Timestamp,
    /// Expiry in seconds since 1970, for DynamoDB.
    pub ttl: i64,
}

/// Result of an attempt to deliver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeliveryAttempt {
    /// Start of the attempt.
    pub at: Timestamp,
    /// Duration in milliseconds.
    pub milliseconds: u64,
    /// HTTP status of the answer, if there was one.
    pub status_code: Option<u16>,
    /// Error, if there was no answer.
    pub error: Option<String>,
}

impl DeliveryAttempt {
    /// `true` if the webhook accepted it: 2xx.
    pub fn is_taken(&self) -> bool {
        self.status_code.is_some_and(|status| (200..300).contains(&status))
    }
}

/// Retention of deliveries: longer than the stream repeats anything.
const RETENTION: chrono::Duration = chrono::Duration::days(30);
/// Prefix of the sort keys of a webhook's deliveries.
const DELIVERY_PREFIX: &str = "DELIVERY#";
/// Partition of the deliveries to be attempted in [`LISTING`].
const PENDING: &str = "PENDING_DELIVERIES";

impl Delivery {
    /// The delivery of `event` to `webhook`, due at once.
    pub fn new(webhook: &Webhook, event: WebhookTrigger) -> Self {
        let now = Timestamp::now();
        Self {
            id: DeliveryId::of(event.room_id, event.seq, event.time),
            webhook_id: webhook.id,
            event,
            status: DeliveryStatus::Pending,
            attempts: Vec::new(),
            next_attempt_at: Some(now),
            created_at: now,
            ttl: now.after(RETENTION).unix(),
        }
    }

    /// Key of a delivery to a webhook.
    pub fn key_of(webhook: WebhookId, id: DeliveryId) -> Key {
        Key::new(Self::partition(webhook), format!("{DELIVERY_PREFIX}{id}"))
    }

    fn partition(webhook: WebhookId) -> String {
        format!("WEBHOOK#{webhook}")
    }

    /// List of a webhook's deliveries, the oldest first.
    pub fn of_webhook(id: WebhookId) -> Query {
        Query::table(Self::partition(id)).prefix(DELIVERY_PREFIX)
    }

    /// List of the deliveries whose next attempt was due before `time`, the longest overdue first.
    pub fn due_before(time: Timestamp) -> Query {
        Query::index(LISTING, PENDING).between("0", time.to_string())
    }
}

impl Entity for Delivery {
    fn key(&self) -> Key {
        Self::key_of(self.webhook_id, self.id)
    }

    fn index_keys(&self) -> Vec<IndexKey> {
        let due = self.next_attempt_at.map(|at| IndexKey {
            index: LISTING,
            pk: PENDING.into(),
            sk: Some(format!("{at}#{}", self.id)),
        });
        due.into_iter().collect()
    }
}

/// Message of the queue: the delivery to attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRef {
    /// The webhook.
    pub webhook_id: WebhookId,
    /// The delivery.
    pub delivery_id: DeliveryId,
}

impl From<&Delivery> for DeliveryRef {
    fn from(delivery: &Delivery) -> Self {
        Self { webhook_id: delivery.webhook_id, delivery_id: delivery.id }
    }
}
