//! Unassignment of a room, which returns it to the queue.

use super::{change_room, has_charge_of, illegal};
use crate::{
    ApiError, State,
    ids::{AgentId, RoomId},
    model::{Identity, RoomChange, RoomDetails},
};

/// Returns an active room to the queue, for its agent or an admin.
///
/// # Errors
/// 404 for an unknown room, 403 for other callers, 400 for a room that isn't active.
pub async fn unassign_agent(state: &State, by: &Identity, room_id: RoomId) -> Result<RoomDetails, ApiError> {
    change_room(state, by, room_id, |room, _| {
        if !has_charge_of(by, room) {
            return Err(ApiError::forbidden());
        }
        if room.holder().is_none() {
            return Err(illegal(room.status, "unassigned"));
        }
        room.unassign();
        Ok(Some(RoomChange::Unassigned))
    })
    .await
}

/// Returns a room to the queue if it is still active with this agent.
///
/// # Errors
/// 404 for an unknown room.
pub async fn take_away(state: &State, by: &Identity, room_id: RoomId, agent: AgentId) -> Result<RoomDetails, ApiError> {
    change_room(state, by, room_id, |room, _| {
        if room.holder().is_none_or(|holder| holder.id != agent) {
            return Ok(None);
        }
        room.unassign();
        Ok(Some(RoomChange::Unassigned))
    })
    .await
}
