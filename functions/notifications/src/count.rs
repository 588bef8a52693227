//! `GET /api/notifications/unread_count/`

use axum::{Json, extract::State};
use serde_json::{Value, json};
use shared::{ApiError, auth::Credentials, ops::notifications};

/// Counts the caller's unread notifications.
pub async fn count_unread_notifications(
    State(state): State<shared::State>,
    credentials: Credentials,
) -> Result<Json<Value>, ApiError> {
    let unread_count = notifications::count_unread(&state, credentials).await?;
    Ok(Json(json!({"unread_count": unread_count})))
}
