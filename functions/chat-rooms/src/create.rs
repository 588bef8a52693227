//! `POST /api/chat-rooms/`

use axum::{Json, extract::State, http::StatusCode};
use shared::{
    ApiError,
    auth::Caller,
    http::Valid,
    ops::rooms::{self, NewRoom},
    views::ChatRoomView,
};

use crate::seen_by;

/// Creates a room of the caller.
pub async fn create_room(
    State(state): State<shared::State>,
    caller: Caller,
    Valid(new): Valid<NewRoom>,
) -> Result<(StatusCode, Json<ChatRoomView>), ApiError> {
    let parts = rooms::create_room(&state, &caller.identity, new).await?;
    Ok((StatusCode::CREATED, seen_by(&state, &caller, &parts)))
}
