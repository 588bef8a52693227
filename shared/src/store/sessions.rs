//! Look-ups of sign-in sessions.

use crate::{ApiError, ids::UserId, model::Session, table::Table};

/// Reads the sessions of a user.
///
/// # Errors
/// A failed read of the table.
pub async fn sessions_of(table: &Table, user: UserId) -> Result<Vec<Session>, ApiError> {
    Ok(table.take(&Session::of_user(user).consistent(), usize::MAX).await?)
}
