//! The last message of a room, as its head contains it.

use serde::{Deserialize, Serialize};

use super::{Attachment, Message};
use crate::time::Timestamp;

/// The last message of a room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LastMessage {
    /// Number of the message.
    pub seq: u64,
    /// Time at which it was stored.
    pub created_at: Timestamp,
    /// The message; absent if it is so long that it would raise the cost of every later write of the head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
}

/// Text in bytes that a head can hold within 1 KiB, which is one write unit: its other attributes and their names take
/// about 840.
const TEXT: usize = 180;

impl LastMessage {
    /// `message` as the last one of a room whose head has `other_text` bytes of text besides.
    pub fn new(message: &Message, other_text: usize) -> Self {
        let file = message.attachment.as_ref().map_or(0, |file| file.name.len() + Attachment::STORED);
        let is_kept = message.content.len() + message.sender.name.len() + file + other_text <= TEXT;
        Self { seq: message.seq, created_at: message.created_at, message: is_kept.then(|| message.clone()) }
    }
}
