//! Messages: `/api/messages/`.

mod create;
mod edit;
mod list;
mod read;

use axum::{
    Router,
    routing::{get, post, put},
};

/// The routes of this function.
pub fn router(state: shared::State) -> Router {
    Router::new()
        .route("/api/messages", get(list::list_messages).post(create::create_message))
        .route("/api/messages/{id}/edit", put(edit::edit_message))
        .route("/api/messages/{id}/mark_read", post(read::mark_message_read))
        .route("/api/messages/{id}/mark_unread", post(read::mark_message_unread))
        .with_state(state)
}
