//! The last message of a room, as its head contains it.

use super::{Attachment, Message};

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// The last message of a room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LastMessage {
    /// Number of the message.
    pub seq: u64,
    /// Time at which it was stored.
    pub created_at: Timestamp,
    /// The message; absent if it is so long that it would raise the cost of an entry that only repeats it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
}

/// Text in bytes that is repeated.
const TEXT: usize = 180;

impl LastMessage {
    /// `message` as the last one of a room.
    pub fn new(message: Message) -> Self {
        Self { seq: message.seq, created_at: message.created_at, message: Some(message) }
    }

    /// The last message as an entry that follows it repeats it.
    #[must_use]
    pub(super) fn repeated(self) -> Self {
        let length = |message: &Message| {
            let file = message.attachment.as_ref().map_or(0, |file| file.name.len() + Attachment::STORED);
            message.content.len() + message.sender.name.len() + file
        };
        Self { message: self.message.filter(|message| length(message) <= TEXT), ..self }
    }
}
