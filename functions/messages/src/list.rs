//! `GET /api/messages/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Credentials,
    http::{Fields, Input, List, Paging, ValidQuery},
    ids::RoomId,
    ops::messages,
    shapes::MessageShape,
    table::Page,
};

/// Whose messages.
pub struct Filters {
    room_id: Option<RoomId>,
}

impl Input for Filters {
    fn read(fields: &mut Fields) -> Option<Self> {
        Some(Self { room_id: fields.uuid("chat_room_id").optional()? })
    }
}

/// Lists messages newest first, of one room or of all the caller's.
pub async fn list_messages(
    State(state): State<shared::State>,
    credentials: Credentials,
    paging: Paging,
    ValidQuery(Filters { room_id }): ValidQuery<Filters>,
) -> Result<Json<List<MessageShape>>, ApiError> {
    let Some(room_id) = room_id else {
        let caller = credentials.authenticate(&state.table).await?;
        let page = messages::list_inbox(&state, &caller, paging.size, paging.cursor.as_deref()).await?;
        return Ok(paging.list(None, page));
    };
    let (count, page) = messages::list_messages(&state, credentials, room_id, &paging.request()?).await?;
    let newest_first = Page { items: page.items.into_iter().rev().collect(), ..page };
    Ok(paging.list(Some(count), newest_first))
}
