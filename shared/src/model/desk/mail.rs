//! Settings of mail to visitors and customers.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::string_enum;

string_enum!(
    /// Outcome of an answer by mail from a customer whose room is closed.
    ClosedReply {
        /// It begins a new room.
        NewChat = "new_chat",
        /// It reopens the room.
        Reopen = "reopen",
    }
);

/// Settings of mail to visitors and customers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct DeskMail {
    /// Number of changes so far.
    #[schema(required)]
    pub version: u64,
    /// Address that mails come from; empty for no mail at all.
    #[schema(required)]
    pub sender: String,
    /// Minutes after which a message that its reader hasn't seen is mailed.
    #[schema(required)]
    pub unseen_minutes: u64,
    /// Minutes between two mails of a chat, at least.
    #[schema(required)]
    pub interval_minutes: u64,
    /// `true` to mail the transcript to the customer when a chat ends.
    #[schema(required)]
    pub transcript_at_end: bool,
    /// Outcome of an answer by mail from a customer whose chat is closed.
    #[schema(required)]
    pub closed_reply: ClosedReply,
}

impl Default for DeskMail {
    fn default() -> Self {
        Self {
            version: 0,
            sender: String::new(),
            unseen_minutes: 2,
            interval_minutes: 15,
            transcript_at_end: false,
            closed_reply: ClosedReply::NewChat,
        }
    }
}

impl DeskMail {
    /// `true` if mails are sent.
    pub fn is_on(&self) -> bool {
        !self.sender.is_empty()
    }
}
