//! A message of a room, as an entry of its log has it.

use serde::{Deserialize, Serialize};

use super::{Attachment, Side, string_enum};
use crate::{
    ids::{MessageId, RoomId, UserId},
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
