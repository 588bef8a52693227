//! Newtypes for identifiers, so that a user's number can't be used to look up a room.
//!
//! Notifications, sessions and files have UUIDs of version 7, which sort by time; rooms and messages have structured
//! ones, so that a message's id says where it is; users and agents have small integers from counters in the table. Keys
//! are formatted by the entities in `model`.

use std::{fmt, num::ParseIntError, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::{Builder, Uuid, Version};

use crate::{text::identifier, time::Timestamp};

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
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

macro_rules! sortable_id {
    ($(#[$doc:meta])* $name:ident) => {
        uuid_id!($(#[$doc])* $name);

        impl $name {
            /// Generates an id that sorts after all generated before.
            #[expect(clippy::new_without_default, reason = "a default that differs each time would surprise")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
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
    /// A logo of the desk. It follows from the picture, so what it leads to never changes.
    LogoId
);
uuid_id!(
    /// A chat room.
    RoomId
);

impl LogoId {
    /// The id of a logo with these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Uuid::new_v5(&Uuid::NAMESPACE_OID, bytes))
    }
}

uuid_id!(
    /// A message.
    MessageId
);
sortable_id!(
    /// A notification; its order is the order of notifications.
    NotificationId
);
sortable_id!(
    /// A sign-in session: every token belongs to one and is valid while the session exists.
    SessionId
);
integer_id!(
    /// A user, and equally its `ChatUser`.
    UserId
);
sortable_id!(
    /// An internal note of a room; its order is the order of notes.
    NoteId
);
sortable_id!(
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
    /// A delivery to a webhook; its order is the order of the delivered events.
    DeliveryId
);
sortable_id!(
    /// A mail: of a message that caused it, or of its own.
    MailId
);
sortable_id!(
    /// A file; its order is the order of files.
    FileId
);
uuid_id!(
    /// An answer by mail.
    ReceivedMailId
);
uuid_id!(
    /// An address that gets no mail.
    StoppedAddressId
);
sortable_id!(
    /// A block; its order is the order of blocks.
    BlockId
);
integer_id!(
    /// A canned response.
    CannedResponseId
);
integer_id!(
    /// An article of the FAQ.
    FaqArticleId
);
integer_id!(
    /// A greeting of the widget.
    GreetingId
);
uuid_id!(
    /// A subscription to web push: a browser's address at its push service.
    PushSubscriptionId
);

impl NotificationId {
    /// Time of generation, in milliseconds since 1970: the first 48 bits of a UUID of version 7 (RFC 9562, section
    /// 5.7).
    pub fn unix_millis(self) -> i64 {
        i64::try_from(self.0.as_u128() >> 80).unwrap_or(i64::MAX)
    }
}

/// Bits of a message's id that are its event number; 0 in a room's id.
const SEQ: u128 = (1 << 40) - 1;

impl RoomId {
    /// Generates an id: 48 bits of time and 34 random ones, in a UUID of version 8 (RFC 9562, section 5.8). Its last 40
    /// bits are left to the room's messages.
    #[expect(clippy::new_without_default, reason = "a default that differs each time would surprise")]
    pub fn new() -> Self {
        let (time, random) = (Uuid::now_v7().as_u128(), Uuid::new_v4().as_u128());
        let bits = time & !(u128::MAX >> 48) | random & (u128::MAX >> 48) & !SEQ;
        Self(Builder::from_custom_bytes(bits.to_be_bytes()).into_uuid())
    }

    /// Text form of its time: no id that was generated earlier, of any kind that sorts by time, is greater.
    pub fn beginning(self) -> String {
        self.to_string().chars().take("01234567-89ab".len()).collect()
    }
}

impl MessageId {
    /// Id of the message that is event number `seq` of its room.
    pub fn of(room: RoomId, seq: u64) -> Self {
        Self(Uuid::from_u128(room.as_u128() & !SEQ | u128::from(seq) & SEQ))
    }

    /// Room of the message.
    pub fn room(self) -> RoomId {
        RoomId(Uuid::from_u128(self.as_u128() & !SEQ))
    }

    /// Event number of the message in its room.
    pub fn seq(self) -> u64 {
        u64::try_from(self.as_u128() & SEQ).unwrap_or_default()
    }
}

impl DeliveryId {
    /// Id of the delivery of event number `seq` of a room, which happened at `time`; the same whenever it is made. 48
    /// bits of time and 74 of a hash, in a UUID of version 8.
    pub fn of(room: RoomId, seq: u64, time: Timestamp) -> Self {
        let hash = Uuid::new_v5(&room.0, &seq.to_be_bytes()).as_u128();
        let time = u128::from(time.unix_millis().unsigned_abs());
        Self(Builder::from_custom_bytes((time << 80 | hash & (u128::MAX >> 48)).to_be_bytes()).into_uuid())
    }
}

impl MailId {
    /// Id of the mail that is due because of this message.
    pub fn of(cause: MessageId) -> Self {
        Self(cause.0)
    }

    /// Id of the mail with the transcript of a room up to this event, to this address; the same whenever it is made.
    pub fn of_transcript(room: RoomId, email: &str, seq: u64) -> Self {
        Self(Uuid::new_v5(&room.0, format!("{seq} {}", identifier(email)).as_bytes()))
    }

    /// The message that it is due because of, if there is one.
    pub fn cause(self) -> Option<MessageId> {
        (self.0.get_version() == Some(Version::Custom)).then_some(MessageId(self.0))
    }
}

impl ReceivedMailId {
    /// Id of the answer to this mail that is known by these bytes, however often it arrives.
    pub fn of(answered: MailId, known_by: &[u8]) -> Self {
        Self(Uuid::new_v5(&answered.0, known_by))
    }
}

impl StoppedAddressId {
    /// Id of this address, however it is spelled.
    pub fn of(address: &str) -> Self {
        Self(Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("mailto:{}", identifier(address)).as_bytes()))
    }
}

impl PushSubscriptionId {
    /// Id of the subscription at this address, the same whenever it is made.
    pub fn of(endpoint: &str) -> Self {
        Self(Uuid::new_v5(&Uuid::NAMESPACE_URL, endpoint.as_bytes()))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_id_of_a_message_says_where_it_is(seq in 0..1_u64 << 40) {
            let room = RoomId::new();
            let message = MessageId::of(room, seq);
            prop_assert_eq!((message.room(), message.seq()), (room, seq));
            prop_assert_eq!(message.0.get_version_num(), 8);
        }

        #[test]
        fn whatever_is_generated_after_a_room_sorts_after_its_beginning(_ in 0..50) {
            let room = RoomId::new();
            prop_assert!(NotificationId::new().to_string() >= room.beginning());
        }
    }
}
