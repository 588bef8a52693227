//! A notification, and the mark up to which a user has read all of them.

use serde::{Deserialize, Serialize};

use super::string_enum;
use crate::{
    ids::{NotificationId, RoomId, UserId},
    table::{Entity, Index, IndexKey, Key, keys},
    time::Timestamp,
};

string_enum!(
    /// Type of a notification.
    NotificationType {
        /// A room is waiting.
        NewChat = "new_chat",
        /// First message that the user has not read.
        NewMessage = "new_message",
        /// An agent was assigned to a room.
        AgentAssigned = "agent_assigned",
        /// A room was unassigned.
        AgentUnassigned = "agent_unassigned",
        /// A room was transferred to another agent.
        ChatTransferred = "chat_transferred",
        /// A room was resolved.
        ChatResolved = "chat_resolved",
        /// A room was closed.
        ChatClosed = "chat_closed",
    }
);

/// A notification.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Notification {
    /// Its id; ids sort by time.
    pub id: NotificationId,
    /// User who receives it.
    pub user_id: UserId,
    /// Type.
    pub notification_type: NotificationType,
    /// Title: one line.
    pub title: String,
    /// Text: one sentence.
    pub message: String,
    /// Room that it refers to.
    pub room_id: RoomId,
    /// Subject of the room at that time.
    pub room_subject: String,
    /// Time of its creation.
    pub created_at: Timestamp,
    /// Time at which it was individually marked as read; see [`NotificationsRead`] for all at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Timestamp>,
}

impl Entity for Notification {
    fn key(&self) -> Key {
        Key::notification(self.user_id, self.id)
    }

    fn index_keys(&self) -> Vec<IndexKey> {
        let unread = IndexKey { index: Index::UnreadNotifications, pk: keys::user(self.user_id), sk: None };
        if self.read_at.is_none() { vec![unread] } else { Vec::new() }
    }
}

/// Mark up to which a user has read all notifications: one small write, however many there are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NotificationsRead {
    /// User.
    pub user_id: UserId,
    /// Last notification that it covers.
    pub up_to: NotificationId,
    /// Time at which it was set.
    pub at: Timestamp,
}

impl NotificationsRead {
    /// Time at which a notification was read, individually or with all, if it was.
    pub fn read_at(mark: Option<&Self>, notification: &Notification) -> Option<Timestamp> {
        let with_all = mark.filter(|mark| notification.id <= mark.up_to).map(|mark| mark.at);
        notification.read_at.or(with_all)
    }
}

impl Entity for NotificationsRead {
    fn key(&self) -> Key {
        Key::notifications_read(self.user_id)
    }
}
