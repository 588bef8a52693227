//! `GET /api/notifications/`

use axum::{Json, extract::State};
use serde::Serialize;
use shared::{
    ApiError,
    auth::Credentials,
    http::{List, Paging},
    ops::notifications,
    views::NotificationView,
};
use utoipa::ToSchema;

/// A page of notifications under two keys, because clients of the original system use both.
#[derive(Serialize, ToSchema)]
pub struct Notifications {
    count: Option<u64>,
    next: Option<String>,
    previous: Option<String>,
    results: Vec<NotificationView>,
    /// The same as `results`.
    notifications: Vec<NotificationView>,
    unread_count: u64,
    /// The same as `count`.
    total_count: Option<u64>,
}

/// Lists the caller's notifications, newest first.
#[utoipa::path(get, path = "/api/notifications")]
pub async fn list_notifications(
    State(state): State<shared::State>,
    credentials: Credentials,
    paging: Paging,
) -> Result<Json<Notifications>, ApiError> {
    let (unread_count, page) = notifications::list_notifications(&state, credentials, &paging.request()?).await?;
    let Json(List { count, next, previous, results }) = paging.list(None, page);
    let (notifications, total_count) = (results.clone(), count);
    Ok(Json(Notifications { count, next, previous, results, notifications, unread_count, total_count }))
}
