//! A chat session: a WebSocket connection of a user, stored while it lives. It has three items: by its own id (all that
//! identifies it in a frame), in its user's partition, and in the staff's. All expire by themselves, because a
//! `$disconnect` may never come.

use serde::{Deserialize, Serialize};

use super::{Device, Identity, PRESENCE_TIMEOUT, Role, Room, User};
use crate::{
    ids::{ConnectionId, RoomId, SessionId, UserId},
    table::{Entity, Key, Query},
    time::Timestamp,
};

/// A chat session, with everything that handling its frames needs. The original system's model of this name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChatSession {
    /// Id of its chat_session.
    pub id: ConnectionId,
    /// User; the only source of the sender of its messages.
    pub identity: Identity,
    /// Session that opened it: when the session ends, the connection is no longer authorized.
    pub session_id: SessionId,
    /// Time of its opening.
    pub opened_at: Timestamp,
    /// Latest end of its authorization.
    pub expires_at: Timestamp,
    /// Time of the last heartbeat.
    pub last_seen: Timestamp,
    /// Time of the last `sync`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub synced_at: Option<Timestamp>,
    /// Client that opened it.
    pub device: Device,
    /// Rooms it watches in addition to its user's own.
    pub watching: Vec<RoomId>,
    /// `expires_at` in seconds since 1970, for DynamoDB.
    pub ttl: i64,
}

/// Prefix of the sort keys of chat sessions in the partitions of users and of the staff.
const PREFIX: &str = "CONN#";
/// Partition of the staff's chat sessions.
const STAFF: &str = "STAFF";
/// Prefix of the sort keys of a room's watchers.
const WATCHER_PREFIX: &str = "WATCH#";

impl ChatSession {
    /// Key of the chat session with this chat_session.
    pub fn key_of(id: &ConnectionId) -> Key {
        Key::new(format!("{PREFIX}{id}"), "CONN")
    }

    /// `true` if it is authorized, and has sent a heartbeat recently: API Gateway may never report its end.
    pub fn is_alive_at(&self, now: Timestamp) -> bool {
        now < self.expires_at && now < self.last_seen.after(PRESENCE_TIMEOUT)
    }
}

impl Entity for ChatSession {
    fn key(&self) -> Key {
        Self::key_of(&self.id)
    }
}

/// An entry by which pushes find a chat session: in the partition of its user, or of the staff.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ChatSessionEntry {
    #[serde(flatten)]
    key: Key,
    /// Connection.
    pub connection_id: ConnectionId,
    /// User.
    pub user_id: UserId,
    /// Session that opened it.
    pub session_id: SessionId,
    /// Role of its user.
    pub role: Role,
    /// The only room whose events it receives, for a visitor's chat_session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_id: Option<RoomId>,
    /// Time of its opening.
    pub opened_at: Timestamp,
    /// Time after which it is ignored.
    pub expires_at: Timestamp,
    ttl: i64,
}

impl ChatSessionEntry {
    /// All entries of a chat session.
    pub fn all_of(chat_session: &ChatSession) -> Vec<Self> {
        let sk = format!("{PREFIX}{}", chat_session.id);
        let mut keys = vec![Key::new(User::partition(chat_session.identity.user_id), sk.clone())];
        if chat_session.identity.role.is_staff() {
            keys.push(Key::new(STAFF, sk));
        }
        let entry = |key| Self {
            key,
            connection_id: chat_session.id.clone(),
            user_id: chat_session.identity.user_id,
            session_id: chat_session.session_id,
            role: chat_session.identity.role,
            room_id: chat_session.identity.room_id,
            opened_at: chat_session.opened_at,
            expires_at: chat_session.expires_at,
            ttl: chat_session.ttl,
        };
        keys.into_iter().map(entry).collect()
    }

    /// List of a user's chat sessions.
    pub fn of_user(user: UserId) -> Query {
        Query::table(User::partition(user)).prefix(PREFIX)
    }

    /// List of the staff's chat sessions.
    pub fn of_staff() -> Query {
        Query::table(STAFF)
    }
}

impl Entity for ChatSessionEntry {
    fn key(&self) -> Key {
        self.key.clone()
    }
}

/// A connection that watches a room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Watcher {
    /// Room.
    pub room_id: RoomId,
    /// Connection.
    pub connection_id: ConnectionId,
    /// User.
    pub user_id: UserId,
    /// Role of its user.
    pub role: Role,
    /// Time after which it is ignored.
    pub expires_at: Timestamp,
    /// The same in seconds since 1970, for DynamoDB.
    pub ttl: i64,
}

impl Watcher {
    /// Key of a connection that watches a room.
    pub fn key_of(room: RoomId, id: &ConnectionId) -> Key {
        Key::new(Room::partition(room), format!("{WATCHER_PREFIX}{id}"))
    }

    /// List of the connections that watch a room.
    pub fn of_room(room: RoomId) -> Query {
        Query::table(Room::partition(room)).prefix(WATCHER_PREFIX)
    }
}

impl Entity for Watcher {
    fn key(&self) -> Key {
        Self::key_of(self.room_id, &self.connection_id)
    }
}

/// A ticket that opens one connection, for clients that prefer not to put a token into a URL.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ticket {
    /// The ticket itself, unguessable.
    pub ticket: String,
    /// User.
    pub user_id: UserId,
    /// Session that requested it.
    pub session_id: SessionId,
    /// Expiry of the access token that requested it, and of the connection that it opens.
    pub token_expires_at: Timestamp,
    /// Expiry of the ticket.
    pub expires_at: Timestamp,
    /// The same in seconds since 1970, for DynamoDB.
    pub ttl: i64,
}

impl Ticket {
    /// Key of this ticket.
    pub fn key_of(ticket: &str) -> Key {
        Key::new(format!("TICKET#{ticket}"), "TICKET")
    }
}

impl Entity for Ticket {
    fn key(&self) -> Key {
        Self::key_of(&self.ticket)
    }
}
