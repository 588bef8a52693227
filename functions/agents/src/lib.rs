//! Agents and their administration: `/api/agents/` and `/api/admin-agents/`.

mod admin;
mod availability;
mod list;

use shared::{openapi::OpenApiRouter, routes};

/// The routes of this function.
pub fn routes() -> OpenApiRouter<shared::State> {
    OpenApiRouter::new()
        .routes(routes!(list::list_agents))
        .routes(routes!(list::list_available_agents))
        .routes(routes!(list::get_agent))
        .routes(routes!(availability::toggle_availability))
        .routes(routes!(admin::list_agents_for_admins, admin::create_agent))
        .routes(routes!(admin::answer_chats))
        .routes(routes!(admin::get_agent_for_admins, admin::replace_agent, admin::update_agent, admin::delete_agent))
}
