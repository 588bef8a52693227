//! `GET, PATCH, DELETE /api/chat-rooms/{id}/`

use axum::{Json, extract::State, response::NoContent};
use shared::{
    ApiError,
    auth::{AdminInRoom, Participant, StaffInRoom},
    http::{Id, Valid},
    ids::RoomId,
    ops::rooms::{self, RoomEdit},
    store,
    views::ChatRoomView,
};

use crate::seen_by;

/// Returns a room, for its members and staff.
#[utoipa::path(get, path = "/api/chat-rooms/{id}")]
pub async fn get_room(
    State(state): State<shared::State>,
    Participant(caller): Participant,
    Id(id): Id<RoomId>,
) -> Result<Json<ChatRoomView>, ApiError> {
    let (room, head) = store::read_room(&state.table, &caller.identity, id).await?;
    Ok(Json(seen_by(&state, &caller, &store::complete_room(&state.table, room, head).await?)))
}

/// Updates a room's subject, priority and tags, for staff.
#[utoipa::path(patch, path = "/api/chat-rooms/{id}")]
pub async fn update_room(
    State(state): State<shared::State>,
    StaffInRoom(caller, id): StaffInRoom,
    Valid(edit): Valid<RoomEdit>,
) -> Result<Json<ChatRoomView>, ApiError> {
    Ok(Json(seen_by(&state, &caller, &rooms::edit_room(&state, &caller.identity, id, edit).await?)))
}

/// Deletes a closed room with all its messages and files, for an admin.
#[utoipa::path(delete, path = "/api/chat-rooms/{id}", responses((status = 400)))]
pub async fn delete_room(
    State(state): State<shared::State>,
    AdminInRoom(caller, id): AdminInRoom,
) -> Result<NoContent, ApiError> {
    rooms::remove_room(&state, &caller.identity, id).await?;
    Ok(NoContent)
}
