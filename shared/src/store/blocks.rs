//! Look-ups of blocks.

use futures_util::future::try_join_all;

use crate::{
    ApiError,
    model::{BlockGuard, Blocked},
    table::Table,
    time::Timestamp,
};

/// Checks if somebody is blocked.
///
/// # Errors
/// A failed read of the table.
pub async fn is_blocked(table: &Table, who: &Blocked) -> Result<bool, ApiError> {
    let guards =
        who.guards().map(|query| async move { table.take::<BlockGuard>(&query.consistent(), usize::MAX).await });
    let guards = try_join_all(guards).await?;
    let now = Timestamp::now();
    Ok(guards.iter().flatten().any(|guard| guard.is_in_force_at(now)))
}

/// Refuses somebody who is blocked.
///
/// # Errors
/// 403 for somebody who is blocked.
pub async fn refuse_blocked(table: &Table, who: &Blocked) -> Result<(), ApiError> {
    if is_blocked(table, who).await? {
        return Err(ApiError::PermissionDenied("You can't chat here any more."));
    }
    Ok(())
}
