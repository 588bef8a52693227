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

/// A page of notifications under two keys, because clients of the original system use both.
#[derive(Serialize)]
pub struct Notifications {
    #[serde(flatten)]
    list: List<NotificationView>,
    notifications: Vec<NotificationView>,
    unread_count: u64,
    total_count: Option<u64>,
}

/// Lists the caller's notifications, newest first.
pub async fn list_notifications(
    State(state): State<shared::State>,
    credentials: Credentials,
    paging: Paging,
) -> Result<Json<Notifications>, ApiError> {
    let (unread_count, page) = notifications::list_notifications(&state, credentials, &paging.request()?).await?;
    let Json(list) = paging.list(None, page);
    let notifications = list.results.clone();
    Ok(Json(Notifications { notifications, unread_count, total_count: list.count, list }))
}
