//! `POST /api/chat-rooms/{id}/assign_agent/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::AdminInRoom,
    http::{Fields, Input, Valid},
    ids::AgentId,
    ops::rooms,
    shapes::ChatRoomShape,
};

use crate::seen_by;

/// To whom.
pub struct Assignment(AgentId);

impl Input for Assignment {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.integer("agent_id").required().map(|id| Self(AgentId(id)))
    }
}

/// Gives a room to an agent, from the queue or from another agent.
pub async fn assign_agent(
    State(state): State<shared::State>,
    AdminInRoom(caller, id): AdminInRoom,
    Valid(Assignment(agent_id)): Valid<Assignment>,
) -> Result<Json<ChatRoomShape>, ApiError> {
    Ok(seen_by(&caller, &rooms::assign_agent(&state, &caller.identity, id, agent_id).await?))
}
