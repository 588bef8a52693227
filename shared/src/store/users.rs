//! Look-ups of users.

use crate::{
    ApiError,
    ids::UserId,
    model::User,
    table::{Read, Table},
};

/// Reads a user that must exist.
///
/// # Errors
/// 404 for an unknown user.
pub async fn get_user(table: &Table, id: UserId) -> Result<User, ApiError> {
    table.get(&User::key_of(id), Read::Consistent).await?.ok_or(ApiError::NotFound)
}
