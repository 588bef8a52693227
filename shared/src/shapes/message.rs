//! Message: its read marks come from the reading position of the side across.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::{
    ids::{MessageId, RoomId, UserId},
    model::{Head, Message, MessageType, SenderType},
    ops::messages::Sent,
    time::Timestamp,
};

/// `Message`.
#[derive(Clone, Debug, Serialize)]
pub struct MessageShape {
    id: MessageId,
    chat_room: RoomId,
    chat_room_id: RoomId,
    seq: u64,
    client_message_id: Option<String>,
    sender_type: SenderType,
    sender_info: SenderInfo,
    content: String,
    message_type: MessageType,
    attachment: Option<String>,
    attachment_info: Option<()>,
    #[serde(flatten)]
    mark: ReadMark,
    read_status: ReadStatus,
    is_edited: bool,
    edited_at: Option<Timestamp>,
    created_at: Timestamp,
}

#[derive(Clone, Debug, Serialize)]
struct SenderInfo {
    id: Option<UserId>,
    #[serde(rename = "type")]
    kind: &'static str,
    name: String,
}

#[derive(Clone, Debug, Serialize)]
struct ReadStatus {
    status: &'static str,
    read_at: Option<Timestamp>,
}

/// Whether and when a message was read.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ReadMark {
    is_read: bool,
    read_at: Option<Timestamp>,
}

impl ReadMark {
    /// The mark of `message` in the room with this head.
    pub fn of(message: &Message, head: &Head) -> Self {
        let position = head.readers_position(message.sender.kind);
        let is_read = message.seq <= position.seq;
        Self { is_read, read_at: position.at.filter(|_| is_read) }
    }
}

impl MessageShape {
    /// `message` in the room with this head.
    pub fn new(message: &Message, head: &Head) -> Self {
        let mark = ReadMark::of(message, head);
        Self {
            id: message.id,
            chat_room: message.room_id,
            chat_room_id: message.room_id,
            seq: message.seq,
            client_message_id: message.client_message_id.clone(),
            sender_type: message.sender.kind,
            sender_info: SenderInfo {
                id: message.sender.user_id,
                kind: if message.sender.is_guest { "guest" } else { message.sender.kind.as_str() },
                name: message.sender.name.clone(),
            },
            content: message.content.clone(),
            message_type: message.message_type,
            attachment: None,
            attachment_info: None,
            mark,
            read_status: ReadStatus { status: if mark.is_read { "read" } else { "sent" }, read_at: mark.read_at },
            is_edited: message.edited_at.is_some(),
            edited_at: message.edited_at,
            created_at: message.created_at,
        }
    }
}

/// 201 with the message – or 200, when an earlier attempt had stored it already.
impl IntoResponse for Sent {
    fn into_response(self) -> Response {
        let status = if self.is_new { StatusCode::CREATED } else { StatusCode::OK };
        (status, Json(MessageShape::new(&self.message, &self.head))).into_response()
    }
}
