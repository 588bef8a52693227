//! `GET /api/agents/`, `GET /api/agents/available/` and `GET /api/agents/{id}/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Caller,
    http::{Id, List, Paging},
    ids::AgentId,
    ops::agents,
    views::AgentView,
};

/// Lists all agents, with the fields that the caller may see.
#[utoipa::path(get, path = "/api/agents")]
pub async fn list_agents(
    State(state): State<shared::State>,
    caller: Caller,
    paging: Paging,
) -> Result<Json<List<AgentView>>, ApiError> {
    list(&state, &caller, &paging, false).await
}

/// Lists available agents with free capacity.
#[utoipa::path(get, path = "/api/agents/available")]
pub async fn list_available_agents(
    State(state): State<shared::State>,
    caller: Caller,
    paging: Paging,
) -> Result<Json<List<AgentView>>, ApiError> {
    list(&state, &caller, &paging, true).await
}

/// Returns an agent, with the fields that the caller may see.
#[utoipa::path(get, path = "/api/agents/{id}")]
pub async fn get_agent(
    State(state): State<shared::State>,
    caller: Caller,
    Id(id): Id<AgentId>,
) -> Result<Json<AgentView>, ApiError> {
    let agent = agents::get_agent(&state.table, id).await?;
    Ok(Json(AgentView::new(&agent, (&caller.identity).into(), state.files.links())))
}

async fn list(
    state: &shared::State,
    caller: &Caller,
    paging: &Paging,
    only_available: bool,
) -> Result<Json<List<AgentView>>, ApiError> {
    let page = agents::list_agents(state, only_available, &paging.request()?).await?;
    let (reader, links) = ((&caller.identity).into(), state.files.links());
    Ok(paging.list(None, page.map(|agent| AgentView::new(&agent, reader, links))))
}
