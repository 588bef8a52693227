//! `GET /api/chat-rooms/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Caller,
    http::{List, Paging, ValidQuery},
    ops::rooms::{self, RoomFilters},
    views::ChatRoomView,
};

use crate::seen_by;

/// Lists the rooms that the caller may see: a customer's own, or all for staff.
#[utoipa::path(get, path = "/api/chat-rooms")]
pub async fn list_rooms(
    State(state): State<shared::State>,
    caller: Caller,
    paging: Paging,
    ValidQuery(filters): ValidQuery<RoomFilters>,
) -> Result<Json<List<ChatRoomView>>, ApiError> {
    let page = rooms::list_rooms(&state, &caller, &filters, &paging.request()?).await?;
    Ok(paging.list(None, page.map(|parts| seen_by(&state, &caller, &parts))))
}
