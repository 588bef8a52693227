//! A notification, and the mark up to which its owner has read them all.

use serde::{Deserialize, Serialize};

use super::string_enum;
use crate::{
    ids::{NotificationId, RoomId, UserId},
    table::{Entity, Index, IndexKey, Key, keys},
    time::Timestamp,
};

string_enum!(
    /// What a notification tells of.
    NotificationType {
        /// A room is waiting.
        NewChat = "new_chat",
        /// The first message that its owner has not read.
        NewMessage = "new_message",
        /// A room got an agent.
        AgentAssigned = "agent_assigned",
        /// A room lost its agent.
        AgentUnassigned = "agent_unassigned",
        /// A room went to another agent.
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
    /// Whose it is.
    pub user_id: UserId,
    /// What it tells of.
    pub notification_type: NotificationType,
    /// A line.
    pub title: String,
    /// A sentence.
    pub message: String,
    /// The room it is about.
    pub room_id: RoomId,
    /// That room's subject then.
    pub room_subject: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was marked as read by itself; see [`NotificationsRead`] for all at once.
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

/// Up to which notification a user has read all: one small write, however many they are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NotificationsRead {
    /// Whose mark it is.
    pub user_id: UserId,
    /// The last notification it covers.
    pub up_to: NotificationId,
    /// When it was set.
    pub at: Timestamp,
}

impl NotificationsRead {
    /// When a notification was read, if it was, by itself or with all.
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
