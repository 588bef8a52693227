//! `GET, POST /api/chat-rooms/{id}/notes/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::StaffInRoom,
    http::{Created, List, Paging, Valid},
    ops::rooms::{self, NewNote},
    views::NoteView,
};

/// Lists a room's internal notes, newest first.
#[utoipa::path(get, path = "/api/chat-rooms/{id}/notes")]
pub async fn list_notes(
    State(state): State<shared::State>,
    StaffInRoom(_, room_id): StaffInRoom,
    paging: Paging,
) -> Result<Json<List<NoteView>>, ApiError> {
    let page = rooms::list_notes(&state, room_id, &paging.request()?).await?;
    Ok(paging.list(None, page))
}

/// Adds an internal note to a room.
#[utoipa::path(post, path = "/api/chat-rooms/{id}/notes")]
pub async fn add_note(
    State(state): State<shared::State>,
    StaffInRoom(caller, room_id): StaffInRoom,
    Valid(note): Valid<NewNote>,
) -> Result<Created<NoteView>, ApiError> {
    Ok(Created(rooms::add_note(&state, &caller, room_id, note).await?))
}
