//! Taking a room from its agent and putting it back into the queue.

use super::{change_room, has_charge_of, illegal};
use crate::{
    ApiError, State,
    ids::{AgentId, RoomId},
    model::{Identity, RoomChange},
    views::RoomDetails,
};

/// Puts an active room back into the queue, for its agent or an admin.
///
/// # Errors
/// 404 for a room that isn't there, 403 for others, 400 when the room isn't active.
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

/// Puts a room back into the queue if it is active and still this agent's.
///
/// # Errors
/// 404 when there is no such room.
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
