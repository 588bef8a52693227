//! `GET, POST /api/admin-agents/`, `PUT /api/admin-agents/me/`, and `GET, PUT, PATCH, DELETE /api/admin-agents/{id}/`

use axum::{Json, extract::State, response::NoContent};
use shared::{
    ApiError,
    auth::Admin,
    http::{Created, Fields, Id, Input, List, Paging, Unchecked, Valid},
    ids::AgentId,
    model::Agent,
    ops::agents::{self, AgentEdit, NewAgent, OwnAgent},
    views::{AgentView, Reader},
};

/// Lists all agents, with the fields for staff.
#[utoipa::path(get, path = "/api/admin-agents")]
pub async fn list_agents_for_admins(
    State(state): State<shared::State>,
    _: Admin,
    paging: Paging,
) -> Result<Json<List<AgentView>>, ApiError> {
    let page = agents::list_agents(&state, false, &paging.request()?).await?;
    Ok(paging.list(None, page.map(|agent| view(&state, &agent))))
}

/// Creates an agent together with its user.
#[utoipa::path(post, path = "/api/admin-agents")]
pub async fn create_agent(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    new: Unchecked<NewAgent>,
) -> Result<Created<AgentView>, ApiError> {
    let new = new.unique(&state, None).await?;
    let agent = agents::create_agent(&state, &caller.identity, new).await?;
    Ok(Created(view(&state, &agent)))
}

/// Makes the caller, an admin, an agent as well, who takes chats. One who is an agent already stays as they are.
#[utoipa::path(put, path = "/api/admin-agents/me")]
pub async fn answer_chats(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Valid(new): Valid<OwnAgent>,
) -> Result<Json<AgentView>, ApiError> {
    Ok(Json(view(&state, &agents::answer_chats(&state, &caller.identity, &new).await?)))
}

/// Returns an agent, with the fields for staff.
#[utoipa::path(get, path = "/api/admin-agents/{id}")]
pub async fn get_agent_for_admins(
    State(state): State<shared::State>,
    _: Admin,
    Id(id): Id<AgentId>,
) -> Result<Json<AgentView>, ApiError> {
    Ok(Json(view(&state, &agents::get_agent(&state.table, id).await?)))
}

/// A full update: all required fields of an agent must be present.
pub struct AgentReplacement(AgentEdit);

impl Input for AgentReplacement {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.require(&["email", "first_name", "last_name"]);
        AgentEdit::read(fields).map(Self)
    }
}

/// Updates an agent; its names and e-mail address are required.
#[utoipa::path(put, path = "/api/admin-agents/{id}")]
pub async fn replace_agent(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<AgentId>,
    edit: Unchecked<AgentReplacement>,
) -> Result<Json<AgentView>, ApiError> {
    let owner = agents::get_agent(&state.table, id).await?.user_id;
    let AgentReplacement(edit) = edit.unique(&state, Some(owner.0)).await?;
    Ok(Json(view(&state, &agents::edit_agent(&state, &caller.identity, id, edit).await?)))
}

/// Updates the given fields of an agent.
#[utoipa::path(patch, path = "/api/admin-agents/{id}")]
pub async fn update_agent(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<AgentId>,
    edit: Unchecked<AgentEdit>,
) -> Result<Json<AgentView>, ApiError> {
    let owner = agents::get_agent(&state.table, id).await?.user_id;
    let edit = edit.unique(&state, Some(owner.0)).await?;
    Ok(Json(view(&state, &agents::edit_agent(&state, &caller.identity, id, edit).await?)))
}

/// Deletes an agent and returns its open rooms to the queue. Its user can't sign in any more, unless they are an admin.
#[utoipa::path(delete, path = "/api/admin-agents/{id}", responses((status = 400)))]
pub async fn delete_agent(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<AgentId>,
) -> Result<NoContent, ApiError> {
    agents::remove_agent(&state, &caller, id).await?;
    Ok(NoContent)
}

fn view(state: &shared::State, agent: &Agent) -> AgentView {
    AgentView::new(agent, Reader::Staff, state.files.links())
}
