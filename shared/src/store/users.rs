//! Look-ups of users.

use crate::{
    ApiError,
    ids::UserId,
    model::{UniqueGuard, User},
    table::{Read, Table},
};

/// Reads a user that must exist.
///
/// # Errors
/// 404 for an unknown user.
pub async fn get_user(table: &Table, id: UserId) -> Result<User, ApiError> {
    table.get(&User::key_of(id), Read::Consistent).await?.ok_or(ApiError::NotFound)
}

/// Reads the registered user with this e-mail address, if there is one.
///
/// # Errors
/// A failed read of the table.
pub async fn find_user_by_email(table: &Table, email: &str) -> Result<Option<User>, ApiError> {
    let guard: Option<UniqueGuard> = table.get(&UniqueGuard::email_key(email), Read::Consistent).await?;
    let Some(guard) = guard else { return Ok(None) };
    Ok(table.get(&User::key_of(guard.user_id), Read::Consistent).await?)
}
