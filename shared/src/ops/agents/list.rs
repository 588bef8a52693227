//! Listing agents by number.

use crate::{
    ApiError, State,
    model::Agent,
    table::{Index, Page, PageRequest, Query, Table, keys},
};

fn agents() -> Query {
    Query::index(Index::Listing, keys::AGENTS)
}

/// A page of agents, all or only those who can take a chat.
///
/// # Errors
/// 404 when the cursor isn't one of this list.
pub async fn list_agents(state: &State, only_available: bool, request: &PageRequest) -> Result<Page<Agent>, ApiError> {
    let filter: Option<&(dyn Fn(&Agent) -> bool + Sync)> =
        if only_available { Some(&Agent::can_take_chat) } else { None };
    Ok(state.table.page(&agents(), request, filter).await?)
}

/// The first `limit` agents.
///
/// # Errors
/// When the table can't be read.
pub async fn all_agents(table: &Table, limit: usize) -> Result<Vec<Agent>, ApiError> {
    Ok(table.take(&agents(), limit).await?)
}
