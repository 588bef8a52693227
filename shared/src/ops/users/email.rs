//! Confirmation of a user's new e-mail address, by a link that was mailed to it.

use super::Profile;
use crate::{
    ApiError, State,
    ids::UserId,
    model::{MailKind, UniqueGuard},
    ops::{
        mail::{LinkToken, expired_link, linked_user},
        race::{Attempt, retry_on_conflict},
    },
    store::get_user,
    table::Transaction,
};

/// Gives a user the address that the link was mailed to. Nothing changes if they have it already.
///
/// # Errors
/// 400 on a `token` that is unknown or expired, or of another address than the user asked for last; on an `email` that
/// is in use by now.
pub async fn confirm_email(state: &State, LinkToken(token): LinkToken) -> Result<(), ApiError> {
    let linked = linked_user(state, MailKind::EmailConfirmation, &token).await?;
    let (mail, user) = linked.ok_or_else(expired_link)?;
    let desk = state.desk().await?;
    retry_on_conflict(|| async {
        let Some(profile) = confirmed(state, user.id, &mail.recipient).await? else { return Ok(()) };
        let mut transaction = Transaction::new();
        transaction.write(profile.write());
        transaction.extend(profile.agent());
        profile.claim(&mut transaction, &desk.mail, &mail.language);
        state.table.commit(transaction).await.map_err(Attempt::from)
    })
    .await
}

/// The profile with the confirmed address; `None` if the user has it already.
async fn confirmed(state: &State, id: UserId, email: &str) -> Result<Option<Profile>, ApiError> {
    let user = get_user(&state.table, id).await?;
    if user.unconfirmed_email.as_deref() == Some(email) {
        let mut profile = Profile::of(user);
        profile.after.email = profile.after.unconfirmed_email.take().unwrap_or_default();
        return Ok(Some(profile));
    }
    let has_it = UniqueGuard::email_key(&user.email) == UniqueGuard::email_key(email);
    if has_it { Ok(None) } else { Err(expired_link()) }
}
