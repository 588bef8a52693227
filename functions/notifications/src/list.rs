//! `GET /api/notifications/`

use axum::{Json, extract::State};
use serde::Serialize;
use shared::{
    ApiError,
    auth::Credentials,
    http::{List, Paging},
    ops::notifications,
    shapes::NotificationShape,
};

/// A page of notifications, which the original's clients look for under two names.
#[derive(Serialize)]
pub struct Notifications {
    #[serde(flatten)]
    list: List<NotificationShape>,
    notifications: Vec<NotificationShape>,
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
    // All there are, where one page holds them.
    let is_all = page.next.is_none() && page.previous.is_none();
    let total_count = is_all.then_some(page.items.len() as u64);
    let Json(list) = paging.list(total_count, page);
    let notifications = list.results.clone();
    Ok(Json(Notifications {
        list,
        notifications,
        unread_count,
        total_count,
    }))
}
