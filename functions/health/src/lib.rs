//! Whether the system is up: `/api/health/`. In the cloud this function also takes what no other one does, since it
//! may do the least.

use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use serde_json::{Value, json};
use shared::table::Table;

/// The routes of this function.
pub fn router(table: Table) -> Router {
    Router::new().route("/api/health", get(check_health)).with_state(table)
}

/// Answers 503 when the table is out of reach.
async fn check_health(State(table): State<Table>) -> (StatusCode, Json<Value>) {
    let (status, word) = if table.is_within_reach().await {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
    };
    (status, Json(json!({"status": word, "version": env!("CARGO_PKG_VERSION")})))
}
