//! Messages, and uploads too large for a request: `/api/messages/`, `/api/uploads/`.

mod create;
mod edit;
mod list;
mod message;
mod read;
mod unread;
mod upload;

use axum::{
    Router,
    routing::{get, post, put},
};

/// The routes of this function.
pub fn router(state: shared::State) -> Router {
    Router::new()
        .route("/api/messages", get(list::list_messages).post(create::create_message))
        .route("/api/messages/by_chat", get(list::list_by_chat))
        .route("/api/messages/mark_bulk_read", post(read::mark_bulk_read))
        .route("/api/messages/mark_chat_read", post(read::mark_chat_read))
        .route("/api/messages/recent_chats", get(unread::recent_chats))
        .route("/api/messages/unread_count", get(unread::unread_count))
        .route("/api/messages/{id}", get(message::get_message))
        .route("/api/messages/{id}/versions", get(message::list_versions))
        .route("/api/messages/{id}/edit", put(edit::edit_message))
        .route("/api/messages/{id}/mark_read", post(read::mark_message_read))
        .route("/api/messages/{id}/mark_unread", post(read::mark_message_unread))
        .route("/api/uploads", post(upload::announce_upload))
        .with_state(state)
}
