//! `Message`: its read marks come from the reading position of the other side.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    files::Links,
    ids::{MessageId, RoomId, UserId},
    model::{Attachment, FileType, Head, Message, MessageType, Place, SenderType},
    time::Timestamp,
};

/// A message.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MessageView {
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
    attachment_info: Option<AttachmentInfo>,
    #[serde(flatten)]
    mark: ReadMark,
    read_status: ReadStatus,
    is_edited: bool,
    edited_at: Option<Timestamp>,
    created_at: Timestamp,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct SenderInfo {
    /// User; `null` for the system.
    id: Option<UserId>,
    /// `guest` for a visitor, `user` for a customer, `agent` or `system`.
    #[serde(rename = "type")]
    #[schema(examples("user"))]
    kind: &'static str,
    name: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct AttachmentInfo {
    /// Name of the file.
    #[schema(examples("order.png"))]
    name: String,
    size: u64,
    content_type: FileType,
    width: Option<u32>,
    height: Option<u32>,
}

impl From<&Attachment> for AttachmentInfo {
    fn from(file: &Attachment) -> Self {
        let (width, height) = file.dimensions.unzip();
        Self { name: file.name.clone(), size: file.size, content_type: file.content_type, width, height }
    }
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct ReadStatus {
    /// `sent` or `read`.
    #[schema(examples("sent"))]
    status: &'static str,
    read_at: Option<Timestamp>,
}

/// Read mark of a message, with its time.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ReadMark {
    is_read: bool,
    read_at: Option<Timestamp>,
}

impl ReadMark {
    /// Read mark of `message` in the room with this head.
    pub fn of(message: &Message, head: &Head) -> Self {
        let position = head.readers_position(message.sender.kind);
        let is_read = message.seq <= position.seq;
        Self { is_read, read_at: position.at.filter(|_| is_read) }
    }
}

impl MessageView {
    /// `message` in the room with this head.
    pub fn new(message: &Message, head: &Head, links: &Links) -> Self {
        let mark = ReadMark::of(message, head);
        let file = message.attachment.as_ref();
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
            attachment: file.and_then(|file| links.file(Place::Room(message.room_id), file.id)),
            attachment_info: file.map(AttachmentInfo::from),
            mark,
            read_status: ReadStatus { status: if mark.is_read { "read" } else { "sent" }, read_at: mark.read_at },
            is_edited: message.edited_at.is_some(),
            edited_at: message.edited_at,
            created_at: message.created_at,
        }
    }
}
