//! `PATCH /api/chat/contact/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Visitor,
    http::Valid,
    ops::visitors::{CONTACT_EDITS, ContactEdit, edit_contact},
    views::ChatRoomView,
};

/// Updates the visitor's name and addresses; empty and absent fields stay as they are, as does what an identity token has
/// said. Staff get it as an edit of the room.
#[utoipa::path(
    patch,
    path = "/api/chat/contact",
    extensions(("x-limits" = json!([format!("Edits of a visitor's contact data: {CONTACT_EDITS} an hour; beyond it 429")]))),
)]
pub async fn update_contact(
    State(state): State<shared::State>,
    Visitor(caller): Visitor,
    Valid(edit): Valid<ContactEdit>,
) -> Result<Json<ChatRoomView>, ApiError> {
    let room_id = caller.identity.room_id.ok_or(ApiError::NotFound)?;
    let room = edit_contact(&state, &caller.identity, room_id, edit).await?;
    Ok(Json(room.seen_by(&caller.identity, state.files.links())))
}
