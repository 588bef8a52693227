//! Messages, and uploads too large for a request: `/api/messages/`, `/api/uploads/`.

mod create;
mod edit;
mod list;
mod message;
mod read;
mod unread;
mod upload;

use shared::{openapi::OpenApiRouter, routes};

/// The routes of this function.
pub fn routes() -> OpenApiRouter<shared::State> {
    OpenApiRouter::new()
        .routes(routes!(list::list_messages, create::create_message))
        .routes(routes!(list::list_by_chat))
        .routes(routes!(read::mark_bulk_read))
        .routes(routes!(read::mark_chat_read))
        .routes(routes!(unread::recent_chats))
        .routes(routes!(unread::unread_count))
        .routes(routes!(message::get_message))
        .routes(routes!(message::list_versions))
        .routes(routes!(edit::edit_message))
        .routes(routes!(read::mark_message_read))
        .routes(routes!(read::mark_message_unread))
        .routes(routes!(upload::announce_upload))
}
