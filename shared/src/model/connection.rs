//! A WebSocket connection, held under three keys: by its own id (a frame brings nothing else), among its user's, and
//! among the staff's. All expire by themselves, because a `$disconnect` may never come.

use serde::{Deserialize, Serialize};

use super::{Device, Identity, Role};
use crate::{
    ids::{ConnectionId, RoomId, SessionId, UserId},
    table::{Entity, Key},
    time::Timestamp,
};

/// A connection with all that a frame on it needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Connection {
    /// Its id.
    pub id: ConnectionId,
    /// Whose it is; the only source of who sends its messages.
    pub identity: Identity,
    /// The session that opened it: when that ends, so do the connection's powers.
    pub session_id: SessionId,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When its powers end at the latest.
    pub expires_at: Timestamp,
    /// When it last sent a heartbeat.
    pub last_seen: Timestamp,
    /// When it last asked to catch up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub synced_at: Option<Timestamp>,
    /// Where it comes from.
    pub device: Device,
    /// The rooms it watches beside its user's own.
    pub watching: Vec<RoomId>,
    /// `expires_at` in seconds.
    pub ttl: i64,
}

impl Entity for Connection {
    fn key(&self) -> Key {
        Key::connection(&self.id)
    }
}

/// Where pushes find a connection: in the partition of its user, or of the staff.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConnectionEntry {
    #[serde(flatten)]
    key: Key,
    /// The connection.
    pub connection_id: ConnectionId,
    /// Whose it is.
    pub user_id: UserId,
    /// The session that opened it.
    pub session_id: SessionId,
    /// What its user may do.
    pub role: Role,
    /// The one room that it is to hear of, if it is a visitor's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_id: Option<RoomId>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it stops counting.
    pub expires_at: Timestamp,
    ttl: i64,
}

impl ConnectionEntry {
    /// Every entry that `connection` is to be found under.
    pub fn all_of(connection: &Connection) -> Vec<Self> {
        let mut keys = vec![Key::user_connection(connection.identity.user_id, &connection.id)];
        if connection.identity.role.is_staff() {
            keys.push(Key::staff_connection(&connection.id));
        }
        let entry = |key| Self {
            key,
            connection_id: connection.id.clone(),
            user_id: connection.identity.user_id,
            session_id: connection.session_id,
            role: connection.identity.role,
            room_id: connection.identity.room_id,
            opened_at: connection.opened_at,
            expires_at: connection.expires_at,
            ttl: connection.ttl,
        };
        keys.into_iter().map(entry).collect()
    }
}

impl Entity for ConnectionEntry {
    fn key(&self) -> Key {
        self.key.clone()
    }
}

/// A connection that watches a room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Watcher {
    /// The room.
    pub room_id: RoomId,
    /// The connection.
    pub connection_id: ConnectionId,
    /// Whose it is.
    pub user_id: UserId,
    /// What its user may do.
    pub role: Role,
    /// When it stops counting.
    pub expires_at: Timestamp,
    /// The same in seconds.
    pub ttl: i64,
}

impl Entity for Watcher {
    fn key(&self) -> Key {
        Key::watcher(self.room_id, &self.connection_id)
    }
}

/// A ticket that opens one connection, for clients that would rather not put a token into a URL.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ticket {
    /// The ticket itself, unguessable.
    pub ticket: String,
    /// Whose it is.
    pub user_id: UserId,
    /// The session that asked for it.
    pub session_id: SessionId,
    /// When the token it was asked with expires, and with it the connection.
    pub token_expires_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
    /// The same in seconds.
    pub ttl: i64,
}

impl Entity for Ticket {
    fn key(&self) -> Key {
        Key::ticket(&self.ticket)
    }
}
