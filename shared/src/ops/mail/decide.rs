//! Decision on a mail that is due.

use super::{account, letter::Decision, transcript, unseen};
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
        _ => account::decide(state, desk, mail).await,
    }
}
