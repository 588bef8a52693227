//! Rooms and what happens to them: `/api/chat-rooms/`.

mod assign_agent;
mod create;
mod end;
mod list;
mod messages;
mod room;

use axum::{
    Json, Router,
    routing::{get, post},
};
use shared::{
    auth::Caller,
    model::Side,
    shapes::{ChatRoomShape, RoomParts},
};

/// The routes of this function.
pub fn router(state: shared::State) -> Router {
    Router::new()
        .route("/api/chat-rooms", get(list::list_rooms).post(create::create_room))
        .route("/api/chat-rooms/{id}", get(room::get_room).patch(room::update_room))
        .route("/api/chat-rooms/{id}/assign_agent", post(assign_agent::assign_agent))
        .route("/api/chat-rooms/{id}/resolve", post(end::resolve_room))
        .route("/api/chat-rooms/{id}/close", post(end::close_room))
        .route("/api/chat-rooms/{id}/messages", get(messages::list_room_messages))
        .with_state(state)
}

/// A room as the caller sees it: the customer counts what agents wrote, staff what the customer wrote.
fn seen_by(caller: &Caller, parts: &RoomParts) -> Json<ChatRoomShape> {
    let side = if caller.identity.user_id == parts.room.customer_id { Side::Customer } else { Side::Agent };
    Json(parts.seen_from(side))
}
