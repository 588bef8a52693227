//! `POST /api/chat-rooms/{id}/take_chat/`, `unassign_agent/`, `transfer_chat/` and `assign_agent/`: who has a room.

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::{AdminInRoom, StaffInRoom},
    http::{Fields, Input, Valid},
    ids::AgentId,
    ops::rooms,
    views::ChatRoomView,
};

use crate::seen_by;

/// To whom.
pub struct Recipient(AgentId);

impl Input for Recipient {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.integer("agent_id").required().map(|id| Self(AgentId(id)))
    }
}

/// Gives a room to an agent, from the queue or from another agent.
pub async fn assign_agent(
    State(state): State<shared::State>,
    AdminInRoom(caller, id): AdminInRoom,
    Valid(Recipient(agent_id)): Valid<Recipient>,
) -> Result<Json<ChatRoomView>, ApiError> {
    Ok(seen_by(&state, &caller, &rooms::assign_agent(&state, &caller.identity, id, agent_id).await?))
}

/// Takes a room from the queue.
pub async fn take_chat(
    State(state): State<shared::State>,
    StaffInRoom(caller, id): StaffInRoom,
) -> Result<Json<ChatRoomView>, ApiError> {
    Ok(seen_by(&state, &caller, &rooms::take_room(&state, &caller.identity, id).await?))
}

/// Puts a room back into the queue.
pub async fn unassign_agent(
    State(state): State<shared::State>,
    StaffInRoom(caller, id): StaffInRoom,
) -> Result<Json<ChatRoomView>, ApiError> {
    Ok(seen_by(&state, &caller, &rooms::unassign_agent(&state, &caller.identity, id).await?))
}

/// Hands a room over to another agent.
pub async fn transfer_chat(
    State(state): State<shared::State>,
    StaffInRoom(caller, id): StaffInRoom,
    Valid(Recipient(agent_id)): Valid<Recipient>,
) -> Result<Json<ChatRoomView>, ApiError> {
    Ok(seen_by(&state, &caller, &rooms::transfer_room(&state, &caller.identity, id, agent_id).await?))
}
