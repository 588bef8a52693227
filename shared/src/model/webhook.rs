//! A webhook: an address that is told of what happens, and the deliveries to it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Message, RoomChange, string_enum};
use crate::{
    ids::{DeliveryId, RoomId, WebhookId},
    table::{Entity, Index, IndexKey, Key, keys},
    time::Timestamp,
};

string_enum!(
    /// What a webhook can be told of.
    WebhookEvent {
        /// There is a new room.
        RoomCreated = "room.created",
        /// A room was given to an agent.
        RoomAssigned = "room.assigned",
        /// An agent took a room.
        RoomTaken = "room.taken",
        /// A room was given to another agent than before.
        RoomTransferred = "room.transferred",
        /// A room went back to the queue.
        RoomUnassigned = "room.unassigned",
        /// A room was resolved.
        RoomResolved = "room.resolved",
        /// A room was closed.
        RoomClosed = "room.closed",
        /// A room that was over goes on.
        RoomReopened = "room.reopened",
        /// A room's customer rated it.
        RoomRated = "room.rated",
        /// A room's subject, priority or tags were changed.
        RoomEdited = "room.edited",
        /// Somebody wrote a message.
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

/// What deliveries are signed with, as Standard Webhooks writes it: `whsec_` and base64. Never printed.
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
    /// Its number.
    pub id: WebhookId,
    /// Where deliveries are posted.
    pub url: String,
    /// What they are signed with.
    pub secret: WebhookSecret,
    /// What it is told of.
    pub events: Vec<WebhookEvent>,
    /// Whether it is told at all.
    pub is_active: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Entity for Webhook {
    fn key(&self) -> Key {
        Key::webhook(self.id)
    }
}

/// An event of a room that webhooks are told of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookTrigger {
    /// What happened.
    #[serde(rename = "type")]
    pub kind: WebhookEvent,
    /// In which room.
    pub room_id: RoomId,
    /// Which event of the room it is; 0 for the room's own beginning.
    pub seq: u64,
    /// When.
    pub time: Timestamp,
}

impl WebhookTrigger {
    /// Somebody wrote this message.
    pub fn message_created(message: &Message) -> Self {
        let (kind, time) = (WebhookEvent::MessageCreated, message.created_at);
        Self { kind, room_id: message.room_id, seq: message.seq, time }
    }

    /// What names it, the same in every delivery of it.
    pub fn id(&self) -> String {
        format!("{}-{}", self.room_id, self.seq)
    }
}

string_enum!(
    /// How far a delivery has come.
    DeliveryStatus {
        /// To be tried, for the first time or again.
        Pending = "pending",
        /// The webhook took it.
        Delivered = "delivered",
        /// Given up.
        Failed = "failed",
    }
);

/// One event for one webhook. Stored in the transaction of the event, so that none is lost; a queue only says that there
/// is something to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Delivery {
    /// Its id; ids sort by time.
    pub id: DeliveryId,
    /// For whom.
    pub webhook_id: WebhookId,
    /// Of what.
    pub event: WebhookTrigger,
    /// How far it has come.
    pub status: DeliveryStatus,
    /// What came of it so far, the oldest first.
    pub attempts: Vec<DeliveryAttempt>,
    /// When it is to be tried next, while it is pending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When DynamoDB may remove it, in seconds since 1970.
    pub ttl: i64,
}

/// What came of one attempt to deliver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryAttempt {
    /// When it began.
    pub at: Timestamp,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
    /// The status of the answer, if there was one.
    pub status_code: Option<u16>,
    /// What went wrong, if there was no answer.
    pub error: Option<String>,
}

impl DeliveryAttempt {
    /// Whether the webhook took it: 2xx.
    pub fn is_taken(&self) -> bool {
        self.status_code.is_some_and(|status| (200..300).contains(&status))
    }
}

impl Entity for Delivery {
    fn key(&self) -> Key {
        Key::delivery(self.webhook_id, self.id)
    }

    fn index_keys(&self) -> Vec<IndexKey> {
        let due = self.next_attempt_at.map(|at| IndexKey {
            index: Index::Listing,
            pk: keys::PENDING_DELIVERIES.into(),
            sk: Some(format!("{at}#{}", self.id)),
        });
        due.into_iter().collect()
    }
}

/// What the queue carries: which delivery is to be looked at.
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
