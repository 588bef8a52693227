//! `GET, POST /api/admin-agents/` and `GET, PUT, PATCH, DELETE /api/admin-agents/{id}/`

use axum::{Json, extract::State, http::StatusCode};
use shared::{
    ApiError,
    auth::Admin,
    http::{Fields, Id, Input, List, Paging, Valid},
    ids::AgentId,
    ops::agents::{self, AgentEdit, NewAgent},
    shapes::AgentShape,
};

/// Lists all agents.
pub async fn list_agents(
    State(state): State<shared::State>,
    _: Admin,
    paging: Paging,
) -> Result<Json<List<AgentShape>>, ApiError> {
    let page = agents::list_agents(&state, false, &paging.request()?).await?;
    let shapes = page.items.iter().map(AgentShape::from).collect();
    Ok(paging.list(None, page.with(shapes)))
}

/// Makes an agent together with its user.
pub async fn create_agent(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Valid(new): Valid<NewAgent>,
) -> Result<(StatusCode, Json<AgentShape>), ApiError> {
    let agent = agents::create_agent(&state, &caller.identity, new).await?;
    Ok((StatusCode::CREATED, Json((&agent).into())))
}

/// One agent.
pub async fn get_agent(
    State(state): State<shared::State>,
    _: Admin,
    Id(id): Id<AgentId>,
) -> Result<Json<AgentShape>, ApiError> {
    Ok(Json((&agents::get_agent(&state.table, id).await?).into()))
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
    Valid(Replacement(edit)): Valid<Replacement>,
) -> Result<Json<AgentShape>, ApiError> {
    Ok(Json((&agents::edit_agent(&state, &caller.identity, id, edit).await?).into()))
}

/// Changes what is given of an agent.
pub async fn update_agent(
    State(state): State<shared::State>,
    Admin(caller): Admin,
    Id(id): Id<AgentId>,
    Valid(edit): Valid<AgentEdit>,
) -> Result<Json<AgentShape>, ApiError> {
    Ok(Json((&agents::edit_agent(&state, &caller.identity, id, edit).await?).into()))
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
