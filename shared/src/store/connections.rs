//! Look-ups of connections.

use crate::{ApiError, ids::UserId, model::ConnectionEntry, table::Table};

/// Reads the entries of a user's connections, also of expired ones: DynamoDB may delete them days later.
///
/// # Errors
/// A failed read of the table.
pub async fn connections_of(table: &Table, user: UserId) -> Result<Vec<ConnectionEntry>, ApiError> {
    Ok(table.take(&ConnectionEntry::of_user(user).consistent(), usize::MAX).await?)
}
