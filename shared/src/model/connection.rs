//! A WebSocket connection, stored under three keys: by its own id (all that identifies it in a frame), in its user's
//! partition, and in the staff's. All expire by themselves, because a `$disconnect` may never come.

use serde::{Deserialize, Serialize};

use super::{Device, Identity, Role, Room, User};
use crate::{
    ids::{ConnectionId, RoomId, SessionId, UserId},
    table::{Entity, Key, Query},
    time::Timestamp,
};

/// A connection with everything that handling its frames needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Connection {
    /// Its id.
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

/// Prefix of the sort keys of connections in the partitions of users and of the staff.
const PREFIX: &str = "CONN#";
/// Partition of the staff's connections.
const STAFF: &str = "STAFF";
/// Prefix of the sort keys of a room's watchers.
const WATCHER_PREFIX: &str = "WATCH#";

impl Connection {
    /// Key of the connection with this id, which is all that identifies it in a frame.
    pub fn key_of(id: &ConnectionId) -> Key {
        Key::new(format!("{PREFIX}{id}"), "CONN")
    }
}

impl Entity for Connection {
    fn key(&self) -> Key {
        Self::key_of(&self.id)
    }
}

/// An entry by which pushes find a connection: in the partition of its user, or of the staff.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConnectionEntry {
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
    /// The only room whose events it receives, for a visitor's connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_id: Option<RoomId>,
    /// Time of its opening.
    pub opened_at: Timestamp,
    /// Time after which it is ignored.
    pub expires_at: Timestamp,
    ttl: i64,
}

impl ConnectionEntry {
    /// All entries of a connection.
    pub fn all_of(connection: &Connection) -> Vec<Self> {
        let sk = format!("{PREFIX}{}", connection.id);
        let mut keys = vec![Key::new(User::partition(connection.identity.user_id), sk.clone())];
        if connection.identity.role.is_staff() {
            keys.push(Key::new(STAFF, sk));
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

    /// List of a user's connections.
    pub fn of_user(user: UserId) -> Query {
        Query::table(User::partition(user)).prefix(PREFIX)
    }

    /// List of the staff's connections.
    pub fn of_staff() -> Query {
        Query::table(STAFF)
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
