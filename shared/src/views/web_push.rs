//! Web push: what a browser is told, and what a client is told of a subscription.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    ids::{PushSubscriptionId, RoomId},
    model::{Notification, NotificationType, PushSubscription, Room},
    text::cut,
    time::Timestamp,
};

/// Longest title and text, in characters: a push service takes 4 KB (RFC 8030), in which even the longest characters fit.
const TEXT_LIMIT: usize = 200;

/// Content of a web push, as the browser's service worker gets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WebPushView {
    /// Subject matter.
    pub notification_type: NotificationType,
    /// Title: one line.
    pub title: String,
    /// Text: one sentence; may be empty.
    pub message: String,
    /// Room.
    pub chat_room_id: RoomId,
    /// Page to open: the console's, relative to the system, or the one that a visitor began the chat on, if it is known.
    pub url: Option<String>,
}

impl WebPushView {
    /// The same as a notification, about a room.
    pub fn new(notification: &Notification, room: &Room) -> Self {
        let url = if notification.user_id == room.customer_id {
            Some(room.visit.page.clone()).filter(|page| !page.is_empty())
        } else {
            Some(format!("/console/#{}", room.id))
        };
        Self {
            notification_type: notification.notification_type,
            title: cut(&notification.title, TEXT_LIMIT).to_owned(),
            message: cut(&notification.message, TEXT_LIMIT).to_owned(),
            chat_room_id: room.id,
            url,
        }
    }

    /// The same without who wrote what.
    #[must_use]
    pub fn without_text(self) -> Self {
        let title = match self.notification_type {
            NotificationType::NewMessage => "New message".to_owned(),
            _ => self.title,
        };
        Self { title, message: String::new(), ..self }
    }
}

/// A subscription to web push.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PushSubscriptionView {
    id: PushSubscriptionId,
    created_at: Timestamp,
}

impl From<&PushSubscription> for PushSubscriptionView {
    fn from(subscription: &PushSubscription) -> Self {
        Self { id: subscription.id, created_at: subscription.created_at }
    }
}

/// Key for which browsers subscribe to web push.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PushKeyView {
    /// Public key on P-256 in base64url, for `applicationServerKey`.
    pub public_key: String,
}
