//! `POST /api/notifications/{id}/mark_read/` and `POST /api/notifications/mark_all_read/`

use axum::{Json, extract::State};
use serde_json::{Value, json};
use shared::{
    ApiError, auth::Credentials, http::Id, ids::NotificationId, ops::notifications, shapes::NotificationShape,
};

/// Marks one of the caller's notifications as read.
pub async fn mark_notification_read(
    State(state): State<shared::State>,
    credentials: Credentials,
    Id(id): Id<NotificationId>,
) -> Result<Json<NotificationShape>, ApiError> {
    notifications::mark_notification_read(&state, credentials, id).await.map(Json)
}

/// Marks all of them.
pub async fn mark_all_notifications_read(
    State(state): State<shared::State>,
    credentials: Credentials,
) -> Result<Json<Value>, ApiError> {
    let updated_count = notifications::mark_all_read(&state, credentials).await?;
    let message = format!("{updated_count} notifications marked as read");
    Ok(Json(json!({"success": true, "message": message, "updated_count": updated_count})))
}
