//! `POST /api/chat-rooms/{id}/resolve/`, `close/` and `reopen/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::{Participant, StaffInRoom},
    http::Id,
    ids::RoomId,
    ops::rooms,
    views::ChatRoomView,
};

use crate::seen_by;

/// Resolves a room.
#[utoipa::path(post, path = "/api/chat-rooms/{id}/resolve", responses((status = 400)))]
pub async fn resolve_room(
    State(state): State<shared::State>,
    StaffInRoom(caller, id): StaffInRoom,
) -> Result<Json<ChatRoomView>, ApiError> {
    Ok(Json(seen_by(&state, &caller, &rooms::resolve_room(&state, &caller.identity, id).await?)))
}

/// Closes a room.
#[utoipa::path(post, path = "/api/chat-rooms/{id}/close", responses((status = 400)))]
pub async fn close_room(
    State(state): State<shared::State>,
    Participant(caller): Participant,
    Id(id): Id<RoomId>,
) -> Result<Json<ChatRoomView>, ApiError> {
    Ok(Json(seen_by(&state, &caller, &rooms::close_room(&state, &caller.identity, id).await?)))
}

/// Reopens a resolved or closed room and assigns it to the caller, or queues it for an admin who is not an agent.
#[utoipa::path(post, path = "/api/chat-rooms/{id}/reopen", responses((status = 400)))]
pub async fn reopen_room(
    State(state): State<shared::State>,
    StaffInRoom(caller, id): StaffInRoom,
) -> Result<Json<ChatRoomView>, ApiError> {
    Ok(Json(seen_by(&state, &caller, &rooms::reopen_room(&state, &caller.identity, id).await?)))
}
