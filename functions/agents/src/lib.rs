//! Agents and their administration: `/api/agents/` and `/api/admin-agents/`.

mod admin;
mod availability;
mod list;

use axum::{
    Router,
    routing::{get, post},
};

/// The routes of this function.
pub fn router(state: shared::State) -> Router {
    let admin_agent =
        get(admin::get_agent).put(admin::replace_agent).patch(admin::update_agent).delete(admin::delete_agent);
    Router::new()
        .route("/api/agents", get(list::list_agents))
        .route("/api/agents/available", get(list::list_available_agents))
        .route("/api/agents/{id}", get(list::get_agent))
        .route("/api/agents/{id}/toggle_availability", post(availability::toggle_availability))
        .route("/api/admin-agents", get(admin::list_agents).post(admin::create_agent))
        .route("/api/admin-agents/{id}", admin_agent)
        .with_state(state)
}
