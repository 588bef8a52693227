//! A message and the pointer from its id to it.

use serde::{Deserialize, Serialize};

use super::{Attachment, Head, Identity, Role, Side, string_enum};
use crate::{
    ids::{MessageId, RoomId, UserId},
    table::{Entity, Key},
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
    /// A user as sender to the room with this head.
    pub fn new(who: &Identity, head: &Head) -> Self {
        let kind = if who.user_id == head.customer_id { SenderType::User } else { SenderType::Agent };
        let is_guest = who.role == Role::Visitor;
        Self { user_id: Some(who.user_id), kind, name: who.name.clone(), is_guest }
    }

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

    /// A text message that comes next in the room with this head. Times never decrease within a room, whatever the
    /// clocks of the machines that write to it.
    pub fn next(head: &Head, id: MessageId, sender: Sender, content: String) -> Self {
        Self {
            id,
            room_id: head.room_id,
            seq: head.seq + 1,
            customer_messages: head.customer_messages + u64::from(sender.kind == SenderType::User),
            agent_messages: head.agent_messages + u64::from(sender.kind == SenderType::Agent),
            message_type: if sender.kind == SenderType::System { MessageType::System } else { MessageType::Text },
            sender,
            content,
            attachment: None,
            client_message_id: None,
            created_at: Timestamp::now().max(head.updated_at),
            edited_at: None,
        }
    }
}

impl Entity for Message {
    fn key(&self) -> Key {
        Key::message(self.room_id, self.seq)
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
        Key::message(self.room_id, self.seq)
    }
}

impl Entity for MessagePointer {
    fn key(&self) -> Key {
        Key::message_pointer(self.id)
    }
}
