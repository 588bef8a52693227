//! Change of a user's own password.

use super::{end_all_but, guesses::Guesses};
use crate::{
    ApiError, State,
    address::Address,
    auth::Caller,
    http::{Fields, Input},
    ids::SessionId,
    model::User,
    ops::{mail::password_notice, new_password::new_password},
    security::SecurityEvent,
    store::get_user,
    table::{Entity, Rejected, Transaction, Write},
};

/// Data of the change.
#[derive(Clone, Debug)]
pub struct PasswordChange {
    /// Current password.
    pub old_password: String,
    /// New password.
    pub new_password: String,
}

impl Input for PasswordChange {
    fn read(fields: &mut Fields) -> Option<Self> {
        let old_password = fields.secret("old_password").filled().required();
        let new_password = new_password(fields, "new_password", None);
        Some(Self { old_password: old_password?, new_password: new_password? })
    }
}

/// Changes the caller's password and ends all their other sessions.
///
/// # Errors
/// 400 on a wrong `old_password`, and on a `new_password` that equals the username; 429 after too many wrong ones,
/// which count as failed sign-ins.
pub async fn change_password(
    state: &State,
    caller: &Caller,
    (address, language): (Address, String),
    change: PasswordChange,
) -> Result<(), ApiError> {
    let user = get_user(&state.table, caller.identity.user_id).await?;
    let wrong = || ApiError::field("old_password", "Your old password was entered incorrectly.");
    verify_own_password(state, &user, address, change.old_password).await?.then_some(()).ok_or_else(wrong)?;
    let how = (language.as_str(), "by the user");
    let is_set = set_password(state, &user, change.new_password, Some(caller.session_id), how).await?;
    is_set.then_some(()).ok_or_else(wrong)
}

/// Sets the password of a user as they were read, ends all their sessions but one, and tells staff of it, in a language;
/// the log says how it was set. `false` if it was changed meanwhile.
///
/// # Errors
/// 400 on a `new_password` that equals the username.
pub(super) async fn set_password(
    state: &State,
    user: &User,
    password: String,
    kept: Option<SessionId>,
    (language, how): (&str, &str),
) -> Result<bool, ApiError> {
    if user.username.eq_ignore_ascii_case(&password) {
        return Err(ApiError::field("new_password", "The password is too similar to the username."));
    }
    let hash = state.passwords.hash(password).await?;
    // Before the change, so that an interruption leaves no session valid; and after it, for those opened in between.
    end_all_but(state, user.id, kept).await?;
    if !replace_hash(state, user, &hash, language).await? {
        return Ok(false);
    }
    SecurityEvent::PasswordChanged.log(Some(user.id), how);
    end_all_but(state, user.id, kept).await?;
    Ok(true)
}

async fn replace_hash(state: &State, user: &User, hash: &str, language: &str) -> Result<bool, ApiError> {
    let write = Write::update(user.key()).set("password_hash", hash).when_equals("is_active", true);
    let write = write.when_equals("password_hash", &user.password_hash).when_equals("email", &user.email);
    let mut transaction = Transaction::new();
    transaction.write_or(write, ());
    transaction.extend(password_notice(&state.desk().await?.mail, user, language));
    match state.table.commit(transaction).await {
        Ok(()) => Ok(true),
        // The answer to a successful write may be lost, and its retry then fails on its condition.
        Err(Rejected::Refused(_)) => Ok(get_user(&state.table, user.id).await?.password_hash == hash),
        Err(Rejected::Failed(error)) => Err(error.into()),
    }
}

/// Verifies a user's password. Failures count as at sign-in.
///
/// # Errors
/// 429 after too many wrong ones.
pub(in crate::ops) async fn verify_own_password(
    state: &State,
    user: &User,
    address: Address,
    password: String,
) -> Result<bool, ApiError> {
    let guesses = Guesses::new(&state.config.desk.limits, &user.username, address);
    guesses.take(&state.table).await?;
    let is_it = state.passwords.verify(password, Some(user.password_hash.clone())).await?;
    if is_it {
        guesses.release(&state.table).await;
    } else {
        SecurityEvent::SignInFailed.log(Some(user.id), "old password");
    }
    Ok(is_it)
}
