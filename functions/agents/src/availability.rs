//! `POST /api/agents/{id}/toggle_availability/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Caller,
    http::Id,
    ids::AgentId,
    ops::agents,
    views::{AgentView, Reader},
};

/// Toggles an agent's availability.
pub async fn toggle_availability(
    State(state): State<shared::State>,
    caller: Caller,
    Id(id): Id<AgentId>,
) -> Result<Json<AgentView>, ApiError> {
    let agent = agents::toggle_availability(&state, &caller, id).await?;
    Ok(Json(AgentView::new(&agent, Reader::Staff, state.files.links())))
}
