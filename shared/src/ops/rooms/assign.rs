//! Assignment of a room to an agent.

use super::{NewNote, change::change_room_with, change_room, has_charge_of, illegal};
use crate::{
    ApiError, State,
    ids::{AgentId, RoomId},
    model::{Agent, AgentRef, Identity, RoomChange, RoomDetails, RoomStatus},
    table::Read,
};

/// Assigns a room to an agent, from the queue or from another agent. Assigning it to the same agent changes nothing.
///
/// # Errors
/// 404 for an unknown room; 400 for an agent that is unknown, unavailable or at capacity, and for a resolved or closed
/// room. Nothing is changed then.
pub async fn assign_agent(
    state: &State,
    by: &Identity,
    room_id: RoomId,
    agent_id: AgentId,
) -> Result<RoomDetails, ApiError> {
    let agent = existing(state, agent_id).await?;
    change_room(state, by, room_id, |room, now| {
        let former = room.agent.as_ref();
        let change = match room.status {
            RoomStatus::Active if former.is_some_and(|former| former.id == agent_id) => return Ok(None),
            RoomStatus::Waiting => RoomChange::Assigned,
            RoomStatus::Active => RoomChange::Transferred,
            status => return Err(super::end::illegal(status, "assigned")),
        };
        room.assign(agent.clone(), now);
        Ok(Some(change))
    })
    .await
}

/// Transfers an active room to another agent, for its agent or an admin, with a note if there is one. The same agent
/// changes nothing.
///
/// # Errors
/// 404 for an unknown room, 403 for other callers; 400 for a room that isn't active, and an agent that is unknown,
/// unavailable or at capacity. The room stays with its agent then.
pub async fn transfer_room(
    state: &State,
    by: &Identity,
    room_id: RoomId,
    (agent_id, note): (AgentId, Option<NewNote>),
) -> Result<RoomDetails, ApiError> {
    let agent = existing(state, agent_id).await?;
    let note = note.map(|note| note.of(room_id, by));
    change_room_with(state, by, room_id, note.as_ref(), |room, now| {
        // After a successful transfer the caller isn't its agent any more: a retry must get the same answer, not 403.
        let is_there = room.holder().is_some_and(|holder| holder.id == agent_id);
        if !is_there && !has_charge_of(by, room) {
            return Err(ApiError::forbidden());
        }
        if room.holder().is_none() {
            return Err(illegal(room.status, "transferred"));
        }
        if is_there {
            return Ok(None);
        }
        room.assign(agent.clone(), now);
        Ok(Some(RoomChange::Transferred))
    })
    .await
}

async fn existing(state: &State, agent_id: AgentId) -> Result<AgentRef, ApiError> {
    let agent: Option<Agent> = state.table.get(&Agent::key_of(agent_id), Read::Consistent).await?;
    let unknown = || ApiError::field("agent_id", format!("Invalid pk \"{agent_id}\" - object does not exist."));
    Ok(agent.ok_or_else(unknown)?.reference())
}
