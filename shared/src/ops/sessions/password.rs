//! Changing one's password.

use super::end_all_but;
use crate::{
    ApiError, State,
    auth::{Caller, hash_password, verify_password},
    http::{Fields, Input},
    ops::users::{get_user, new_password},
    table::{Entity, Write},
};

/// What it takes.
#[derive(Clone, Debug)]
pub struct PasswordChange {
    /// The password so far.
    pub old_password: String,
    /// The one from now on.
    pub new_password: String,
}

impl Input for PasswordChange {
    fn read(fields: &mut Fields) -> Option<Self> {
        let old_password = fields.secret("old_password").filled().required();
        let new_password = new_password(fields, "new_password", None);
        Some(Self { old_password: old_password?, new_password: new_password? })
    }
}

/// Changes the caller's password and ends every session but theirs.
///
/// # Errors
/// 400 on `old_password` when it is another, and on `new_password` when it equals the username.
pub async fn change_password(state: &State, caller: &Caller, change: PasswordChange) -> Result<(), ApiError> {
    let user = get_user(&state.table, caller.identity.user_id).await?;
    let wrong = || ApiError::field("old_password", "Your old password was entered incorrectly.");
    if !verify_password(change.old_password, Some(user.password_hash.clone())).await? {
        return Err(wrong());
    }
    if user.username.eq_ignore_ascii_case(&change.new_password) {
        return Err(ApiError::field("new_password", "The password is too similar to the username."));
    }
    let hash = hash_password(change.new_password).await?;
    // Before the change, so that none is left should this end behind it; and after it, for those opened in between.
    end_all_but(state, user.id, Some(caller.session_id)).await?;
    let write = Write::update(user.key()).set("password_hash", &hash).when_equals("password_hash", &user.password_hash);
    // The answer to a write that took effect may be lost, and its repetition find it done.
    if !state.table.write_if(write).await? && get_user(&state.table, user.id).await?.password_hash != hash {
        return Err(wrong());
    }
    end_all_but(state, user.id, Some(caller.session_id)).await
}
