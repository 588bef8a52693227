//! Decision on a mail that is due.

use super::{account, digest, letter::Decision, report, transcript, unseen};
use crate::{
    ApiError, State,
    model::{Desk, Mail, MailKind},
};

/// Decides on a mail that is due.
///
/// # Errors
/// A failed read of the table.
pub(super) async fn decide(state: &State, desk: &Desk, mail: &Mail) -> Result<Decision, ApiError> {
    match (mail.kind, mail.room_id()) {
        (MailKind::UnseenMessages, Some(room)) => unseen::decide(state, desk, mail, room).await,
        (MailKind::Transcript, _) => transcript::decide(state, desk, mail).await,
        (MailKind::Digest, _) if desk.mail.is_on() => digest::decide(state, mail).await,
        (MailKind::DailyReport, _) if desk.mail.is_on() => report::decide(state, mail).await,
        (MailKind::Digest | MailKind::DailyReport, _) => Ok(Decision::Drop(None)),
        _ => account::decide(state, desk, mail).await,
    }
}
