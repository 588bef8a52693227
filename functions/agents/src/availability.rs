//! `POST /api/agents/{id}/toggle_availability/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Staff,
    http::Id,
    ids::AgentId,
    ops::agents,
    views::{AgentView, Reader},
};

/// Toggles an agent's availability.
#[utoipa::path(post, path = "/api/agents/{id}/toggle_availability", responses((status = 400)))]
pub async fn toggle_availability(
    State(state): State<shared::State>,
    Staff(caller): Staff,
    Id(id): Id<AgentId>,
) -> Result<Json<AgentView>, ApiError> {
    let agent = agents::toggle_availability(&state, &caller, id).await?;
    Ok(Json(AgentView::new(&agent, Reader::Staff, state.files.links())))
}
