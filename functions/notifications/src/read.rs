//! `POST /api/notifications/{id}/mark_read/`, `POST /api/notifications/mark_read/` and `POST
//! /api/notifications/mark_all_read/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Credentials,
    http::{Fields, Id, Input, Valid},
    ids::NotificationId,
    ops::notifications,
    views::{MarkedCount, NotificationView},
};

/// Marks one of the caller's notifications as read.
#[utoipa::path(post, path = "/api/notifications/{id}/mark_read")]
pub async fn mark_notification_read(
    State(state): State<shared::State>,
    credentials: Credentials,
    Id(id): Id<NotificationId>,
) -> Result<Json<NotificationView>, ApiError> {
    notifications::mark_notification_read(&state, credentials, id).await.map(Json)
}

/// Notifications to mark.
pub struct NotificationIds(Vec<NotificationId>);

impl Input for NotificationIds {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.uuids("notification_ids").required().map(Self)
    }
}

/// Marks the given notifications of the caller as read.
#[utoipa::path(post, path = "/api/notifications/mark_read")]
pub async fn mark_notifications_read(
    State(state): State<shared::State>,
    credentials: Credentials,
    Valid(NotificationIds(ids)): Valid<NotificationIds>,
) -> Result<Json<MarkedCount>, ApiError> {
    Ok(marked(notifications::mark_read(&state, credentials, ids).await?))
}

/// Marks all notifications of the caller as read.
#[utoipa::path(post, path = "/api/notifications/mark_all_read")]
pub async fn mark_all_notifications_read(
    State(state): State<shared::State>,
    credentials: Credentials,
) -> Result<Json<MarkedCount>, ApiError> {
    Ok(marked(notifications::mark_all_read(&state, credentials).await?))
}

fn marked(updated_count: u64) -> Json<MarkedCount> {
    Json(MarkedCount::new(updated_count, "notifications"))
}
