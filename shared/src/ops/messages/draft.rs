//! A message before it is sent.

use crate::{
    http::{Fields, Input},
    ids::RoomId,
    model::MessageType,
};

/// The longest content, in characters.
pub const CONTENT_LIMIT: usize = 10_000;
/// The longest `client_message_id`, in characters; a UUID has 36.
const CLIENT_ID_LIMIT: usize = 100;

/// What a sender gives.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What it says.
    pub content: String,
    /// What it holds.
    pub message_type: MessageType,
    /// The sender's own name for it: the same one again is the same message again.
    pub client_message_id: Option<String>,
}

/// A draft, and where it goes.
#[derive(Clone, Debug)]
pub struct AddressedDraft {
    /// To which room.
    pub room_id: RoomId,
    /// The message.
    pub draft: Draft,
}

impl Input for AddressedDraft {
    fn read(fields: &mut Fields) -> Option<Self> {
        let room_id = fields.uuid("chat_room_id").required();
        let draft = Draft::read(fields);
        Some(Self { room_id: room_id?, draft: draft? })
    }
}

impl Input for Draft {
    fn read(fields: &mut Fields) -> Option<Self> {
        let content = fields.text("content").filled().max(CONTENT_LIMIT).required();
        // Only the system speaks for the system.
        let is_theirs = |kind: &MessageType| *kind != MessageType::System;
        let refusal = || "\"system\" is not a valid choice.".into();
        let message_type = fields.choice("message_type").check(is_theirs, refusal).or(MessageType::Text);
        let client_message_id = fields.text("client_message_id").nullable().max(CLIENT_ID_LIMIT).optional();
        Some(Self {
            content: content?,
            message_type: message_type?,
            client_message_id: client_message_id?.filter(|id| !id.is_empty()),
        })
    }
}
