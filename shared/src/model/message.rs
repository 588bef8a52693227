//! A message and the pointer from its id to it.

use serde::{Deserialize, Serialize};

use super::{Attachment, Room, Side, string_enum};
use crate::{
    ids::{MessageId, RoomId, UserId},
    table::{Entity, Key, MAX_PADDED, Query, padded},
    time::Timestamp,
};

string_enum!(
    /// Type of a message.
    MessageType {
        /// Text.
        Text = "text",
        /// An image.
        Image = "image",
        /// Any other file.
        File = "file",
        /// A message of the system.
        System = "system",
    }
);

impl MessageType {
    /// Type of a message with this attachment.
    pub fn of(file: &Attachment) -> Self {
        if file.content_type.is_image() { Self::Image } else { Self::File }
    }
}

string_enum!(
    /// Kind of sender.
    SenderType {
        /// The customer.
        User = "user",
        /// An agent, or an admin.
        Agent = "agent",
        /// The system.
        System = "system",
    }
);

/// Sender of a message, as of then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// User; absent for the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// Side of the sender.
    #[serde(rename = "type")]
    pub kind: SenderType,
    /// Name.
    pub name: String,
    /// `true` for a visitor.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_guest: bool,
}

impl Sender {
    /// The system as sender.
    pub fn system() -> Self {
        Self { user_id: None, kind: SenderType::System, name: "System".into(), is_guest: false }
    }

    /// Side of the sender; `None` for the system.
    pub fn side(&self) -> Option<Side> {
        match self.kind {
            SenderType::User => Some(Side::Customer),
            SenderType::Agent => Some(Side::Agent),
            SenderType::System => None,
        }
    }
}

/// A message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Room.
    pub room_id: RoomId,
    /// Event number.
    pub seq: u64,
    /// Number of the customer's messages in the room up to this one, included.
    pub customer_messages: u64,
    /// Number of agents' messages in the room up to this one, included.
    pub agent_messages: u64,
    /// Sender.
    pub sender: Sender,
    /// Text.
    pub content: String,
    /// Type.
    pub message_type: MessageType,
    /// Attachment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
    /// The client's id for it, which makes a retry the same message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_message_id: Option<String>,
    /// Time at which it was stored.
    pub created_at: Timestamp,
    /// Time of the last edit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
}

impl Message {
    /// Number of the other side's messages in the room up to this one, from the view of `side`.
    pub fn received_by(&self, side: Side) -> u64 {
        match side {
            Side::Customer => self.agent_messages,
            Side::Agent => self.customer_messages,
        }
    }
}

/// Prefix of the sort keys of messages.
const PREFIX: &str = "MSG#";

impl Message {
    /// Key of the message that is event number `seq` of its room.
    pub fn key_of(room: RoomId, seq: u64) -> Key {
        Key::new(Room::partition(room), sk(seq))
    }

    /// List of a room's messages, the oldest first.
    pub fn of_room(room: RoomId) -> Query {
        Query::table(Room::partition(room)).prefix(PREFIX)
    }

    /// List of a room's messages from event `seq` on, the oldest first.
    pub fn since(room: RoomId, seq: u64) -> Query {
        Query::table(Room::partition(room)).between(sk(seq.min(MAX_PADDED)), sk(MAX_PADDED))
    }

    /// List of a room's messages up to event `seq`, the oldest first.
    pub fn up_to(room: RoomId, seq: u64) -> Query {
        Query::table(Room::partition(room)).between(sk(0), sk(seq))
    }
}

fn sk(seq: u64) -> String {
    format!("{PREFIX}{}", padded(seq))
}

impl Entity for Message {
    fn key(&self) -> Key {
        Self::key_of(self.room_id, self.seq)
    }
}

/// Pointer to a message. Created only if none exists, which makes all retries of a message one message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MessagePointer {
    /// The message.
    pub id: MessageId,
    /// Room.
    pub room_id: RoomId,
    /// Event number.
    pub seq: u64,
}

impl MessagePointer {
    /// The pointer to `message`.
    pub fn to(message: &Message) -> Self {
        Self { id: message.id, room_id: message.room_id, seq: message.seq }
    }

    /// Key of the message itself.
    pub fn target(&self) -> Key {
        Message::key_of(self.room_id, self.seq)
    }

    /// Key of the pointer to the message with this id.
    pub fn key_of(id: MessageId) -> Key {
        Key::new(format!("MSG#{id}"), "PTR")
    }
}

impl Entity for MessagePointer {
    fn key(&self) -> Key {
        Self::key_of(self.id)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn messages_sort_by_seq(a in 0..=MAX_PADDED, b in 0..=MAX_PADDED) {
            prop_assert_eq!(sk(a).cmp(&sk(b)), a.cmp(&b));
        }
    }
}
