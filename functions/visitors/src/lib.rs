//! Visitors: `/api/chat/`.

mod complete;
mod message;
mod start;
mod status;

use axum::{
    Router,
    routing::{get, post},
};

/// The routes of this function.
pub fn router(state: shared::State) -> Router {
    Router::new()
        .route("/api/chat/start_chat", post(start::start_chat))
        .route("/api/chat/complete_chat", post(complete::complete_chat))
        .route("/api/chat/validate_session", post(start::validate_session))
        .route("/api/chat/send_message", post(message::send_message))
        .route("/api/chat/get_chat_status", get(status::get_chat_status))
        .with_state(state)
}
