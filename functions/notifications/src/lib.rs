//! Notifications: `/api/notifications/`; and web push: `/api/push-key/` and `/api/push-subscriptions/`.

mod count;
mod list;
mod push;
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
        .routes(routes!(push::get_push_key))
        .routes(routes!(push::create_push_subscription))
        .routes(routes!(push::remove_push_subscription))
}
