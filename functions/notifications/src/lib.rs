//! Notifications: `/api/notifications/`.

mod count;
mod list;
mod read;

use shared::{openapi::OpenApiRouter, routes};

/// The routes of this function.
pub fn routes() -> OpenApiRouter<shared::State> {
    OpenApiRouter::new()
        .routes(routes!(list::list_notifications))
        .routes(routes!(read::mark_all_notifications_read))
        .routes(routes!(read::mark_notifications_read))
        .routes(routes!(count::count_unread_notifications))
        .routes(routes!(read::mark_notification_read))
}
