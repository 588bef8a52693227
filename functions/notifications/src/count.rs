//! `GET /api/notifications/unread_count/`

use axum::{Json, extract::State};
use serde::Serialize;
use shared::{ApiError, auth::Credentials, ops::notifications};
use utoipa::ToSchema;

/// Number of unread notifications.
#[derive(Serialize, ToSchema)]
pub struct UnreadNotifications {
    /// Number of unread notifications.
    unread_count: u64,
}

/// Counts the caller's unread notifications.
#[utoipa::path(get, path = "/api/notifications/unread_count")]
pub async fn count_unread_notifications(
    State(state): State<shared::State>,
    credentials: Credentials,
) -> Result<Json<UnreadNotifications>, ApiError> {
    let unread_count = notifications::count_unread(&state, credentials).await?;
    Ok(Json(UnreadNotifications { unread_count }))
}
