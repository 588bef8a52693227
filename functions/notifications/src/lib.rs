//! Notifications: `/api/notifications/`.

mod count;
mod list;
mod read;

use axum::{
    Router,
    routing::{get, post},
};

/// The routes of this function.
pub fn router(state: shared::State) -> Router {
    Router::new()
        .route("/api/notifications", get(list::list_notifications))
        .route("/api/notifications/mark_all_read", post(read::mark_all_notifications_read))
        .route("/api/notifications/mark_read", post(read::mark_notifications_read))
        .route("/api/notifications/unread_count", get(count::count_unread_notifications))
        .route("/api/notifications/{id}/mark_read", post(read::mark_notification_read))
        .with_state(state)
}
