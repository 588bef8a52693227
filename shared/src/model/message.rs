//! A message and the pointer by which its id finds it.

use serde::{Deserialize, Serialize};

use super::{Attachment, Head, Identity, Role, Side, string_enum};
use crate::{
    ids::{MessageId, RoomId, UserId},
    table::{Entity, Key},
    time::Timestamp,
};

string_enum!(
    /// What a message holds.
    MessageType {
        /// Text.
        Text = "text",
        /// A picture.
        Image = "image",
        /// Another file.
        File = "file",
        /// What the system has to say.
        System = "system",
    }
);

impl MessageType {
    /// That of a message with this file.
    pub fn of(file: &Attachment) -> Self {
        if file.content_type.is_image() { Self::Image } else { Self::File }
    }
}

string_enum!(
    /// Who sent a message.
    SenderType {
        /// The customer.
        User = "user",
        /// An agent, or an admin.
        Agent = "agent",
        /// The system.
        System = "system",
    }
);

/// Who sent a message, as it was then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// The user; absent for the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// Which side it sent for.
    #[serde(rename = "type")]
    pub kind: SenderType,
    /// Its name.
    pub name: String,
    /// Whether it is a visitor.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_guest: bool,
}

impl Sender {
    /// Somebody who sends to the room with this head.
    pub fn new(who: &Identity, head: &Head) -> Self {
        let kind = if who.user_id == head.customer_id { SenderType::User } else { SenderType::Agent };
        let is_guest = who.role == Role::Visitor;
        Self { user_id: Some(who.user_id), kind, name: who.name.clone(), is_guest }
    }

    /// The system itself.
    pub fn system() -> Self {
        Self { user_id: None, kind: SenderType::System, name: "System".into(), is_guest: false }
    }

    /// The side it sent for; the system is on none.
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
    /// Its room.
    pub room_id: RoomId,
    /// Which event of the room it is.
    pub seq: u64,
    /// How many messages of the customer the room has up to here, this one included.
    pub customer_messages: u64,
    /// How many messages of agents the room has up to here, this one included.
    pub agent_messages: u64,
    /// Who sent it.
    pub sender: Sender,
    /// What it says.
    pub content: String,
    /// What it holds.
    pub message_type: MessageType,
    /// Its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
    /// The sender's own name for it, which makes a retry the same message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_message_id: Option<String>,
    /// When it was stored.
    pub created_at: Timestamp,
    /// When it was last edited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
}

impl Message {
    /// How many messages of the side across the room has up to here, seen from `side`.
    pub fn received_by(&self, side: Side) -> u64 {
        match side {
            Side::Customer => self.agent_messages,
            Side::Agent => self.customer_messages,
        }
    }

    /// A text, of the system or of somebody, that comes next in the room with this head. Times never run backwards within a room, whatever the clocks
    /// of the machines that write to it.
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

/// Where a message is. Put only if there is none: that makes every retry of a message one message.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MessagePointer {
    /// The message.
    pub id: MessageId,
    /// Its room.
    pub room_id: RoomId,
    /// Which event of the room it is.
    pub seq: u64,
}

impl MessagePointer {
    /// The pointer to `message`.
    pub fn to(message: &Message) -> Self {
        Self { id: message.id, room_id: message.room_id, seq: message.seq }
    }

    /// The key of the message itself.
    pub fn target(&self) -> Key {
        Key::message(self.room_id, self.seq)
    }
}

impl Entity for MessagePointer {
    fn key(&self) -> Key {
        Key::message_pointer(self.id)
    }
}
