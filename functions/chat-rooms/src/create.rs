//! `POST /api/chat-rooms/`

use axum::extract::State;
use shared::{
    ApiError,
    auth::Caller,
    http::{Created, Valid},
    ops::rooms::{self, NewRoom},
    views::ChatRoomView,
};

use crate::seen_by;

/// Creates a room of the caller.
#[utoipa::path(post, path = "/api/chat-rooms", extensions(("x-limits" = json!(["OPEN_ROOMS", "ROOMS_PER_HOUR"]))))]
pub async fn create_room(
    State(state): State<shared::State>,
    caller: Caller,
    Valid(new): Valid<NewRoom>,
) -> Result<Created<ChatRoomView>, ApiError> {
    let parts = rooms::create_room(&state, &caller.identity, new).await?;
    Ok(Created(seen_by(&state, &caller, &parts)))
}
