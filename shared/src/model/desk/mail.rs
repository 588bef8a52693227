//! Settings of mail to visitors and customers.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
}

impl Default for DeskMail {
    fn default() -> Self {
        Self { version: 0, sender: String::new(), unseen_minutes: 2, interval_minutes: 15, transcript_at_end: false }
    }
}

impl DeskMail {
    /// `true` if mails are sent.
    pub fn is_on(&self) -> bool {
        !self.sender.is_empty()
    }
}
