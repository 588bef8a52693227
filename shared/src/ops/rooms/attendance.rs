//! Presence of agents when a room is created.

use crate::{ApiError, State, model::Desk, store::is_attended, time::Timestamp};

/// Checks if the desk is closed, or no agent is there who accepts chats.
///
/// # Errors
/// An unreachable table.
pub(super) async fn is_unattended(state: &State, desk: &Desk) -> Result<bool, ApiError> {
    Ok(!desk.is_open_at(Timestamp::now()) || !is_attended(&state.table, &desk.routing).await?)
}
