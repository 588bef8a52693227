//! `GET, POST /api/admin-agents/` and `GET, PUT, PATCH, DELETE /api/admin-agents/{id}/`

use axum::{Json, extract::State, http::StatusCode};
use shared::{
    ApiError,
    auth::Admin,
    http::{Fields, Id, Input, List, Paging, Unchecked},
    ids::AgentId,
    model::Agent,
    ops::agents::{self, AgentEdit, NewAgent},
    views::{AgentView, Reader},
};

/// Lists all agents, with the fields for staff.
pub async fn list_agents(
    State(state): State<shared::State>,
    _: Admin,
    paging: Paging,
) -> Result<Json<List<AgentView>>, ApiError> {
    let page = agents::list_agents(&state, false, &paging.request()?).await?;
    Ok(paging.list(None, page.map(|agent| view(&state, &agent).0)))
}

/// Creates an agent together with its user.
pub async fn create_agent(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    new: Unchecked<NewAgent>,
) -> Result<(StatusCode, Json<AgentView>), ApiError> {
    let new = new.unique(&state, None).await?;
    let agent = agents::create_agent(&state, &caller.identity, new).await?;
    Ok((StatusCode::CREATED, view(&state, &agent)))
}

/// Returns an agent, with the fields for staff.
pub async fn get_agent(
    State(state): State<shared::State>,
    _: Admin,
    Id(id): Id<AgentId>,
) -> Result<Json<AgentView>, ApiError> {
    Ok(view(&state, &agents::get_agent(&state.table, id).await?))
}

/// A full update: all required fields of an agent must be present.
pub struct Replacement(AgentEdit);

impl Input for Replacement {
    fn read(fields: &mut Fields) -> Option<Self> {
        for field in ["email", "first_name", "last_name"] {
            if !fields.has(field) {
                fields.error(field, "This field is required.");
            }
        }
        AgentEdit::read(fields).map(Self)
    }
}

/// Updates an agent; its names and e-mail address are required.
pub async fn replace_agent(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<AgentId>,
    edit: Unchecked<Replacement>,
) -> Result<Json<AgentView>, ApiError> {
    let owner = agents::get_agent(&state.table, id).await?.user_id;
    let Replacement(edit) = edit.unique(&state, Some(owner.0)).await?;
    Ok(view(&state, &agents::edit_agent(&state, &caller.identity, id, edit).await?))
}

/// Updates the given fields of an agent.
pub async fn update_agent(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<AgentId>,
    edit: Unchecked<AgentEdit>,
) -> Result<Json<AgentView>, ApiError> {
    let owner = agents::get_agent(&state.table, id).await?.user_id;
    let edit = edit.unique(&state, Some(owner.0)).await?;
    Ok(view(&state, &agents::edit_agent(&state, &caller.identity, id, edit).await?))
}

/// Deletes an agent and returns its open rooms to the queue.
pub async fn delete_agent(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<AgentId>,
) -> Result<StatusCode, ApiError> {
    agents::remove_agent(&state, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn view(state: &shared::State, agent: &Agent) -> Json<AgentView> {
    Json(AgentView::new(agent, Reader::Staff, state.files.links()))
}
