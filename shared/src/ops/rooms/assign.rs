//! Giving a room to an agent.

use super::change_room;
use crate::{
    ApiError, State,
    ids::{AgentId, RoomId},
    model::{Agent, Identity, RoomChange, RoomStatus},
    shapes::RoomParts,
    table::{Key, Read},
};

/// Gives a room to an agent, from the queue or from another agent. The same agent again changes nothing.
///
/// # Errors
/// 404 for a room that isn't there; 400 when there is no such agent, it is unavailable or has no place left, or the
/// room is resolved or closed. Nothing is changed then.
pub async fn assign_agent(
    state: &State,
    by: &Identity,
    room_id: RoomId,
    agent_id: AgentId,
) -> Result<RoomParts, ApiError> {
    let agent: Option<Agent> = state.table.get(&Key::agent(agent_id), Read::Consistent).await?;
    let unknown = || ApiError::field("agent_id", format!("Invalid pk \"{agent_id}\" - object does not exist."));
    let agent = agent.ok_or_else(unknown)?.reference();
    change_room(state, by, room_id, |room, now| {
        let former = room.agent.as_ref();
        let change = match room.status {
            RoomStatus::Active if former.is_some_and(|former| former.id == agent_id) => return Ok(None),
            RoomStatus::Waiting => RoomChange::Assigned,
            RoomStatus::Active => RoomChange::Transferred,
            status => return Err(ApiError::invalid(format!("A {status} chat room can't be assigned."))),
        };
        room.assign(agent.clone(), now);
        Ok(Some(change))
    })
    .await
}
