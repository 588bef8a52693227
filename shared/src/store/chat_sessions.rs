//! Look-ups of connections.

use crate::{ApiError, ids::UserId, model::ChatSessionEntry, table::Table};

/// Reads the entries of a user's connections, also of expired ones: DynamoDB may delete them days later.
///
/// # Errors
/// A failed read of the table.
pub async fn chat_sessions_of(table: &Table, user: UserId) -> Result<Vec<ChatSessionEntry>, ApiError> {
    Ok(table.take(&ChatSessionEntry::of_user(user).consistent(), usize::MAX).await?)
}
