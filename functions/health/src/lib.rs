//! Health check, `/api/health/`. In the cloud this function also gets requests without a route, because it has the
//! fewest permissions.

use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use serde_json::{Value, json};
use shared::table::Table;

/// The routes of this function.
pub fn router(table: Table) -> Router {
    Router::new().route("/api/health", get(check_health)).with_state(table)
}

/// Responds with 503 if the table is unreachable.
async fn check_health(State(table): State<Table>) -> (StatusCode, Json<Value>) {
    let (status, text) = if table.is_within_reach().await {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
    };
    (status, Json(json!({"status": text, "version": env!("CARGO_PKG_VERSION")})))
}
