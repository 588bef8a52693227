//! A notification, and the mark up to which a user has read all of them.

use std::fmt::Display;

use serde::{Deserialize, Serialize};

use super::{Side, User, string_enum};
use crate::{
    ids::{NotificationId, RoomId, UserId},
    table::{Entity, Index, IndexKey, Key, Query},
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
    /// Side of the room that its message was for, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// Time of its creation.
    pub created_at: Timestamp,
    /// Time at which it was individually marked as read; see [`NotificationsRead`] for all at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Timestamp>,
}

/// Prefix of the sort keys of notifications.
const PREFIX: &str = "NOTE#";

/// A user's unread notifications. Removing its partition attribute removes a notification from it.
pub const UNREAD: Index = Index::new("unread_notifications", "unread_pk", "sk");

impl Notification {
    /// Key of a user's notification.
    pub fn key_of(user: UserId, id: NotificationId) -> Key {
        Key::new(User::partition(user), sk(&id))
    }

    /// List of a user's notifications, the oldest first.
    pub fn of_user(user: UserId) -> Query {
        Query::table(User::partition(user)).prefix(PREFIX)
    }

    /// List of a user's notifications from the one with this id, or beginning of an id, on, the oldest first.
    pub fn since(user: UserId, id: &impl Display) -> Query {
        Query::table(User::partition(user)).between(sk(id), sk(&'~'))
    }

    /// List of a user's notifications that were not read individually: all, or those after `mark`.
    pub fn unread_of(user: UserId, mark: Option<NotificationId>) -> Query {
        let unread = Query::index(UNREAD, User::partition(user));
        match mark {
            Some(id) => unread.after(sk(&id)),
            None => unread.prefix(PREFIX),
        }
    }
}

fn sk(id: &impl Display) -> String {
    format!("{PREFIX}{id}")
}

impl Entity for Notification {
    fn key(&self) -> Key {
        Self::key_of(self.user_id, self.id)
    }

    fn index_keys(&self) -> Vec<IndexKey> {
        let unread = IndexKey { index: UNREAD, pk: User::partition(self.user_id), sk: None };
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

impl NotificationsRead {
    /// Key of a user's mark.
    pub fn key_of(user: UserId) -> Key {
        Key::new(User::partition(user), "NOTES")
    }
}

impl Entity for NotificationsRead {
    fn key(&self) -> Key {
        Self::key_of(self.user_id)
    }
}
