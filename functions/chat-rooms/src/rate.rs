//! `POST /api/chat-rooms/{id}/rate/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Participant,
    http::{Id, Valid},
    ids::RoomId,
    ops::rooms::{self, RoomRating},
    views::ChatRoomView,
};

use crate::seen_by;

/// Rates a room, for its customer.
#[utoipa::path(post, path = "/api/chat-rooms/{id}/rate", extensions(("x-roles" = json!(["visitor", "customer"]))))]
pub async fn rate_room(
    State(state): State<shared::State>,
    Participant(caller): Participant,
    Id(id): Id<RoomId>,
    Valid(rating): Valid<RoomRating>,
) -> Result<Json<ChatRoomView>, ApiError> {
    Ok(Json(seen_by(&state, &caller, &rooms::rate_room(&state, &caller.identity, id, rating).await?)))
}
