//! Assignment of rooms to agents: `POST /api/chat-rooms/{id}/take_chat/`, `unassign_agent/`, `transfer_chat/` and
//! `assign_agent/`.

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::{AdminInRoom, StaffInRoom},
    http::{Fields, Input, Valid},
    ids::AgentId,
    ops::rooms::{self, NewNote},
    views::ChatRoomView,
};

use crate::seen_by;

/// The agent to assign.
pub struct Assignee(AgentId);

impl Input for Assignee {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.integer("agent_id").required().map(|id| Self(AgentId(id)))
    }
}

/// The agent to transfer a room to, and a note for them.
pub struct Transfer {
    assignee: Assignee,
    note: Option<NewNote>,
}

impl Input for Transfer {
    fn read(fields: &mut Fields) -> Option<Self> {
        let assignee = Assignee::read(fields);
        let note = NewNote::beside(fields);
        Some(Self { assignee: assignee?, note: note? })
    }
}

/// Assigns a waiting room, or one of another agent, to an agent.
#[utoipa::path(post, path = "/api/chat-rooms/{id}/assign_agent")]
pub async fn assign_agent(
    State(state): State<shared::State>,
    AdminInRoom(caller, id): AdminInRoom,
    Valid(Assignee(agent_id)): Valid<Assignee>,
) -> Result<Json<ChatRoomView>, ApiError> {
    Ok(Json(seen_by(&state, &caller, &rooms::assign_agent(&state, &caller.identity, id, agent_id).await?)))
}

/// Assigns a waiting room to the caller.
#[utoipa::path(post, path = "/api/chat-rooms/{id}/take_chat", responses((status = 400)))]
pub async fn take_chat(
    State(state): State<shared::State>,
    StaffInRoom(caller, id): StaffInRoom,
) -> Result<Json<ChatRoomView>, ApiError> {
    Ok(Json(seen_by(&state, &caller, &rooms::take_room(&state, &caller.identity, id).await?)))
}

/// Returns a room to the queue.
#[utoipa::path(post, path = "/api/chat-rooms/{id}/unassign_agent", responses((status = 400)))]
pub async fn unassign_agent(
    State(state): State<shared::State>,
    StaffInRoom(caller, id): StaffInRoom,
) -> Result<Json<ChatRoomView>, ApiError> {
    Ok(Json(seen_by(&state, &caller, &rooms::unassign_agent(&state, &caller.identity, id).await?)))
}

/// Transfers a room to another agent, with an internal note if one is given.
#[utoipa::path(post, path = "/api/chat-rooms/{id}/transfer_chat")]
pub async fn transfer_chat(
    State(state): State<shared::State>,
    StaffInRoom(caller, id): StaffInRoom,
    Valid(Transfer { assignee: Assignee(agent_id), note }): Valid<Transfer>,
) -> Result<Json<ChatRoomView>, ApiError> {
    let room = rooms::transfer_room(&state, &caller.identity, id, (agent_id, note)).await?;
    Ok(Json(seen_by(&state, &caller, &room)))
}
