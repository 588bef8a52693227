//! `GET /api/messages/` and `GET /api/messages/by_chat/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Credentials,
    http::{Fields, Input, List, Paging, ValidQuery},
    ids::RoomId,
    ops::messages::{self, InboxStart},
    views::MessageView,
};

/// Filter by room.
pub struct Filters {
    room_id: Option<RoomId>,
}

impl Input for Filters {
    fn read(fields: &mut Fields) -> Option<Self> {
        Some(Self { room_id: fields.uuid("chat_room_id").optional()? })
    }
}

/// Lists messages, newest first: of one room, or of all the caller's rooms.
#[utoipa::path(get, path = "/api/messages")]
pub async fn list_messages(
    State(state): State<shared::State>,
    credentials: Credentials,
    paging: Paging,
    ValidQuery(Filters { room_id }): ValidQuery<Filters>,
) -> Result<Json<List<MessageView>>, ApiError> {
    let Some(room_id) = room_id else {
        let caller = credentials.authenticate(&state.table).await?;
        let start = match (paging.cursor.as_deref(), paging.number()?) {
            (Some(cursor), _) => InboxStart::At(cursor),
            (None, Some(number)) => InboxStart::Number(number),
            (None, None) => InboxStart::Beginning,
        };
        let page = messages::list_inbox(&state, &caller, paging.size, start).await?;
        return Ok(paging.list(None, page));
    };
    let (count, page) = messages::list_messages(&state, credentials, room_id, &paging.request()?).await?;
    Ok(paging.list(Some(count), page.reversed()))
}

/// The room whose messages to list.
pub struct RoomIdQuery(RoomId);

impl Input for RoomIdQuery {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.uuid("chat_room_id").required().map(Self)
    }
}

/// Lists the messages of a room: the newest page first, oldest first within a page.
#[utoipa::path(get, path = "/api/messages/by_chat")]
pub async fn list_by_chat(
    State(state): State<shared::State>,
    credentials: Credentials,
    paging: Paging,
    ValidQuery(RoomIdQuery(room_id)): ValidQuery<RoomIdQuery>,
) -> Result<Json<List<MessageView>>, ApiError> {
    let (count, page) = messages::list_messages(&state, credentials, room_id, &paging.request()?).await?;
    Ok(paging.list(Some(count), page))
}
