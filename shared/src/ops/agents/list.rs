//! Listing of agents by number.

use crate::{
    ApiError, State,
    model::Agent,
    table::{Page, PageRequest},
};

/// Lists a page of agents: all, or only those available and below their capacity.
///
/// # Errors
/// 404 for a cursor of another list.
pub async fn list_agents(state: &State, only_available: bool, request: &PageRequest) -> Result<Page<Agent>, ApiError> {
    let filter: Option<&(dyn Fn(&Agent) -> bool + Sync)> =
        if only_available { Some(&Agent::can_take_chat) } else { None };
    Ok(state.table.page(&Agent::all(), request, filter).await?)
}
