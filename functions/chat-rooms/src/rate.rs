//! `POST /api/chat-rooms/{id}/rate/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Participant,
    http::{Id, Valid},
    ids::RoomId,
    ops::rooms::{self, Rating},
    views::ChatRoomView,
};

use crate::seen_by;

/// Rates a room, for its customer.
pub async fn rate_room(
    State(state): State<shared::State>,
    Participant(caller): Participant,
    Id(id): Id<RoomId>,
    Valid(rating): Valid<Rating>,
) -> Result<Json<ChatRoomView>, ApiError> {
    Ok(seen_by(&state, &caller, &rooms::rate_room(&state, &caller.identity, id, rating).await?))
}
