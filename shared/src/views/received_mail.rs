//! An answer by mail, for admins.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    ids::{MailId, ReceivedMailId, RoomId, UserId},
    model::{ReceivedMail, ReceivedOutcome},
    time::Timestamp,
};

/// An answer by mail.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReceivedMailView {
    id: ReceivedMailId,
    /// Mail that it answers.
    mail_id: MailId,
    /// Address of its sender.
    sender: String,
    /// Subject; may be empty.
    subject: String,
    /// The reader of the mail that it answers.
    user_id: UserId,
    /// Chat that its messages are in, or would be.
    chat_room_id: RoomId,
    /// Outcome; `null` while it is handled.
    outcome: Option<ReceivedOutcome>,
    created_at: Timestamp,
}

impl From<&ReceivedMail> for ReceivedMailView {
    fn from(received: &ReceivedMail) -> Self {
        Self {
            id: received.id,
            mail_id: received.mail_id,
            sender: received.sender.clone(),
            subject: received.subject.clone(),
            user_id: received.user_id,
            chat_room_id: received.room_id,
            outcome: received.outcome,
            created_at: received.created_at,
        }
    }
}
