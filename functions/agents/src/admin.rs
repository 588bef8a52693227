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

/// Lists all agents.
pub async fn list_agents(
    State(state): State<shared::State>,
    _: Admin,
    paging: Paging,
) -> Result<Json<List<AgentView>>, ApiError> {
    let page = agents::list_agents(&state, false, &paging.request()?).await?;
    Ok(paging.list(None, page.map(|agent| view(&state, &agent).0)))
}

/// Makes an agent together with its user.
pub async fn create_agent(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    new: Unchecked<NewAgent>,
) -> Result<(StatusCode, Json<AgentView>), ApiError> {
    let new = new.unique(&state, None).await?;
    let agent = agents::create_agent(&state, &caller.identity, new).await?;
    Ok((StatusCode::CREATED, view(&state, &agent)))
}

/// One agent.
pub async fn get_agent(
    State(state): State<shared::State>,
    _: Admin,
    Id(id): Id<AgentId>,
) -> Result<Json<AgentView>, ApiError> {
    Ok(view(&state, &agents::get_agent(&state.table, id).await?))
}

/// A change that names all that an agent must have.
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

/// Changes an agent; its names and e-mail address must be given.
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

/// Changes what is given of an agent.
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

/// Removes an agent; its open rooms go back to the queue.
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
