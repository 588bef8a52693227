//! `GET /api/agents/` and `GET /api/agents/available/`

use axum::{Json, extract::State};
use serde::Serialize;
use shared::{
    ApiError,
    auth::Caller,
    http::{List, Paging},
    model::Agent,
    ops::agents,
    shapes::{AgentForCustomers, AgentShape},
};

/// An agent, as far as the caller may see it.
#[derive(Serialize)]
#[serde(untagged)]
pub enum SeenAgent {
    ByStaff(Box<AgentShape>),
    ByCustomer(AgentForCustomers),
}

impl SeenAgent {
    fn new(agent: &Agent, caller: &Caller) -> Self {
        if caller.is_staff() { Self::ByStaff(Box::new(agent.into())) } else { Self::ByCustomer(agent.into()) }
    }
}

/// Lists all agents.
pub async fn list_agents(
    State(state): State<shared::State>,
    caller: Caller,
    paging: Paging,
) -> Result<Json<List<SeenAgent>>, ApiError> {
    list(&state, &caller, &paging, false).await
}

/// Lists the agents who can take a chat.
pub async fn list_available_agents(
    State(state): State<shared::State>,
    caller: Caller,
    paging: Paging,
) -> Result<Json<List<SeenAgent>>, ApiError> {
    list(&state, &caller, &paging, true).await
}

async fn list(
    state: &shared::State,
    caller: &Caller,
    paging: &Paging,
    only_available: bool,
) -> Result<Json<List<SeenAgent>>, ApiError> {
    let page = agents::list_agents(state, only_available, &paging.request()?).await?;
    let seen = page.items.iter().map(|agent| SeenAgent::new(agent, caller)).collect();
    Ok(paging.list(None, page.with(seen)))
}
