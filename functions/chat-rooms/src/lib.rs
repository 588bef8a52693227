//! Chat rooms and their operations: `/api/chat-rooms/`.

mod assignment;
mod create;
mod desk;
mod lifecycle;
mod list;
mod messages;
mod notes;
mod rate;
mod room;
mod transcript;

use axum::{
    Json, Router,
    routing::{get, post},
};
use shared::{
    auth::Caller,
    views::{ChatRoomView, RoomDetails},
};

/// The routes of this function.
pub fn router(state: shared::State) -> Router {
    Router::new()
        .route("/api/chat-rooms", get(list::list_rooms).post(create::create_room))
        .route("/api/chat-rooms/{id}", get(room::get_room).patch(room::update_room).delete(room::delete_room))
        .route("/api/chat-rooms/waiting_chats", get(desk::waiting_chats))
        .route("/api/chat-rooms/my_chats", get(desk::my_chats))
        .route("/api/chat-rooms/all_chats", get(desk::all_chats))
        .route("/api/chat-rooms/filtered_chats", get(desk::filtered_chats))
        .route("/api/chat-rooms/resolved_closed_chats", get(desk::resolved_closed_chats))
        .route("/api/chat-rooms/{id}/assign_agent", post(assignment::assign_agent))
        .route("/api/chat-rooms/{id}/take_chat", post(assignment::take_chat))
        .route("/api/chat-rooms/{id}/unassign_agent", post(assignment::unassign_agent))
        .route("/api/chat-rooms/{id}/transfer_chat", post(assignment::transfer_chat))
        .route("/api/chat-rooms/{id}/resolve", post(lifecycle::resolve_room))
        .route("/api/chat-rooms/{id}/close", post(lifecycle::close_room))
        .route("/api/chat-rooms/{id}/reopen", post(lifecycle::reopen_room))
        .route("/api/chat-rooms/{id}/rate", post(rate::rate_room))
        .route("/api/chat-rooms/{id}/messages", get(messages::list_room_messages))
        .route("/api/chat-rooms/{id}/notes", get(notes::list_notes).post(notes::add_note))
        .route("/api/chat-rooms/{id}/transcript", get(transcript::transcript))
        .route("/api/chat-rooms/{id}/send_message", post(messages::send_message))
        .with_state(state)
}

/// Builds the view of a room for the caller.
fn seen_by(state: &shared::State, caller: &Caller, parts: &RoomDetails) -> Json<ChatRoomView> {
    Json(parts.seen_by(&caller.identity, state.files.links()))
}
