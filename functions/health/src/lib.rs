//! Whether the system is up: `/api/health/`.

use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use serde_json::{Value, json};

/// The routes of this function.
pub fn router(state: shared::State) -> Router {
    Router::new().route("/api/health", get(check_health)).with_state(state)
}

/// Answers 503 when the table is out of reach.
async fn check_health(State(state): State<shared::State>) -> (StatusCode, Json<Value>) {
    let (status, word) = if state.is_table_within_reach().await {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
    };
    (status, Json(json!({"status": word, "version": env!("CARGO_PKG_VERSION")})))
}
