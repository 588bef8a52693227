//! Look-ups of agents.

use crate::{ApiError, model::Agent, table::Table};

/// Lists the first `limit` agents.
///
/// # Errors
/// A failed read of the table.
pub async fn all_agents(table: &Table, limit: usize) -> Result<Vec<Agent>, ApiError> {
    Ok(table.take(&Agent::all(), limit).await?)
}
