//! A mail, for admins.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    ids::{MailId, RoomId, UserId},
    mail::Outgoing,
    model::{Mail, MailAttempt, MailKind, MailStatus},
    time::Timestamp,
};

/// A mail with its attempts, without its words.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MailView {
    id: MailId,
    kind: MailKind,
    /// Chat that it is about; `null` if it is about an account.
    chat_room_id: Option<RoomId>,
    /// Its reader; `null` as long as it isn't known who has the address.
    user_id: Option<UserId>,
    /// Address of the recipient.
    recipient: String,
    status: MailStatus,
    /// Attempts so far, oldest first.
    attempts: Vec<MailAttempt>,
    /// Time of the next attempt; `null` after the last.
    next_attempt_at: Option<Timestamp>,
    /// Time at which it was sent, or at which it was decided that it isn't; `null` before.
    finished_at: Option<Timestamp>,
    created_at: Timestamp,
}

impl From<&Mail> for MailView {
    fn from(mail: &Mail) -> Self {
        Self {
            id: mail.id,
            kind: mail.kind,
            chat_room_id: mail.room_id(),
            user_id: mail.user_id,
            recipient: mail.recipient.clone(),
            status: mail.status,
            attempts: mail.attempts.clone(),
            next_attempt_at: mail.next_attempt_at,
            finished_at: mail.finished_at,
            created_at: mail.created_at,
        }
    }
}

/// A mail with its words, which are empty if nobody has its address or its chat is gone. Its link is without a token.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MailContent {
    #[serde(flatten)]
    mail: MailView,
    subject: String,
    /// As plain text.
    text: String,
    /// As HTML.
    html: String,
}

impl MailContent {
    /// The mail with what was or would be sent.
    pub fn new(mail: &Mail, outgoing: Option<Outgoing>) -> Self {
        let (subject, text, html) =
            outgoing.map(|outgoing| (outgoing.subject, outgoing.text, outgoing.html)).unwrap_or_default();
        Self { mail: mail.into(), subject, text, html }
    }
}
