//! Newtypes for identifiers, so that a user's number can't be used to look up a room.
//!
//! Rooms, messages, notifications and sessions have UUIDs (version 7: sortable by time), users and agents small
//! integers from counters in the table. Keys are formatted by the entities in `model`.

use std::{fmt, num::ParseIntError, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Generates an id that sorts after all generated before.
            #[expect(clippy::new_without_default, reason = "a default that differs each time would surprise")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// Bits of the id as a number.
            pub fn as_u128(self) -> u128 {
                self.0.as_u128()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

macro_rules! integer_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

uuid_id!(
    /// A chat room.
    RoomId
);
uuid_id!(
    /// A message.
    MessageId
);
uuid_id!(
    /// A notification; its order is the order of notifications.
    NotificationId
);
uuid_id!(
    /// A sign-in session: every token belongs to one and is valid while the session exists.
    SessionId
);
integer_id!(
    /// A user, and equally its `ChatUser`.
    UserId
);
uuid_id!(
    /// An internal note of a room; its order is the order of notes.
    NoteId
);
uuid_id!(
    /// An entry of the audit log; its order is the order of entries.
    AuditId
);
integer_id!(
    /// An agent.
    AgentId
);
integer_id!(
    /// A webhook.
    WebhookId
);
uuid_id!(
    /// A delivery to a webhook; its order is the order of deliveries.
    DeliveryId
);
uuid_id!(
    /// A file; its order is the order of files.
    FileId
);
integer_id!(
    /// A canned response.
    CannedResponseId
);

impl NotificationId {
    /// Time of generation, in milliseconds since 1970: the first 48 bits of a UUID of version 7 (RFC 9562, section
    /// 5.7).
    pub fn unix_millis(self) -> i64 {
        i64::try_from(self.0.as_u128() >> 80).unwrap_or(i64::MAX)
    }
}

impl MessageId {
    /// Id of the message that `sender` sends to `room` with `client_message_id`: deterministic, so that a retry finds
    /// the pointer of the first attempt instead of storing a second message.
    pub fn for_retry(room: RoomId, sender: UserId, client_message_id: &str) -> Self {
        Self(Uuid::new_v5(&room.0, format!("{sender}/{client_message_id}").as_bytes()))
    }

    /// Id of the message that `sender` sends a file with, without a `client_message_id`: deterministic as well.
    pub fn for_file(room: RoomId, sender: UserId, file: FileId) -> Self {
        Self::for_retry(room, sender, &file.to_string())
    }
}

/// A WebSocket connection, by API Gateway's id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct ConnectionId(pub String);

/// Longest text that can be a connection's id, in bytes; API Gateway's are much shorter.
const CONNECTION_ID_LIMIT: usize = 128;

/// Text that can't be the id of a connection.
#[derive(Clone, Copy, Debug)]
pub struct InvalidConnectionId;

impl FromStr for ConnectionId {
    type Err = InvalidConnectionId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() <= CONNECTION_ID_LIMIT { Ok(Self(text.to_owned())) } else { Err(InvalidConnectionId) }
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
