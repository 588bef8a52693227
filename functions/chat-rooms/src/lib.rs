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

use shared::{auth::Caller, model::RoomDetails, openapi::OpenApiRouter, routes, views::ChatRoomView};

/// The routes of this function.
pub fn routes() -> OpenApiRouter<shared::State> {
    OpenApiRouter::new()
        .routes(routes!(list::list_rooms, create::create_room))
        .routes(routes!(room::get_room, room::update_room, room::delete_room))
        .routes(routes!(desk::waiting_chats))
        .routes(routes!(desk::my_chats))
        .routes(routes!(desk::all_chats))
        .routes(routes!(desk::filtered_chats))
        .routes(routes!(desk::resolved_closed_chats))
        .routes(routes!(assignment::assign_agent))
        .routes(routes!(assignment::take_chat))
        .routes(routes!(assignment::unassign_agent))
        .routes(routes!(assignment::transfer_chat))
        .routes(routes!(lifecycle::resolve_room))
        .routes(routes!(lifecycle::close_room))
        .routes(routes!(lifecycle::reopen_room))
        .routes(routes!(rate::rate_room))
        .routes(routes!(messages::list_room_messages))
        .routes(routes!(notes::list_notes, notes::add_note))
        .routes(routes!(transcript::get_transcript))
        .routes(routes!(transcript::mail_transcript))
        .routes(routes!(messages::send_room_message))
}

/// Builds the view of a room for the caller.
fn seen_by(state: &shared::State, caller: &Caller, parts: &RoomDetails) -> ChatRoomView {
    parts.seen_by(&caller.identity, state.files.links())
}
