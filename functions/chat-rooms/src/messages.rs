//! `GET /api/chat-rooms/{id}/messages/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::Credentials,
    http::{Fields, Id, Input, List, Paging, ValidQuery},
    ids::RoomId,
    ops::messages::{list_messages, messages_after},
    shapes::MessageShape,
    table::{Cursor, Page},
};

/// From where on.
pub struct CatchUp {
    after_seq: Option<u64>,
}

impl Input for CatchUp {
    fn read(fields: &mut Fields) -> Option<Self> {
        Some(Self { after_seq: fields.integer("after_seq").optional()? })
    }
}

/// Lists a room's messages: the newest page first, or with `?after_seq=` what is new or edited since that event.
pub async fn list_room_messages(
    State(state): State<shared::State>,
    credentials: Credentials,
    Id(room_id): Id<RoomId>,
    paging: Paging,
    ValidQuery(CatchUp { after_seq }): ValidQuery<CatchUp>,
) -> Result<Json<List<MessageShape>>, ApiError> {
    let Some(after_seq) = after_seq else {
        let (count, page) = list_messages(&state, credentials, room_id, &paging.request()?).await?;
        return Ok(paging.list(Some(count), page));
    };
    let after = match paging.cursor.as_deref().map(Cursor::<u64>::decode) {
        None => after_seq,
        Some(cursor) => cursor.ok_or(ApiError::InvalidPage)?.place,
    };
    let (items, next) = messages_after(&state, credentials, room_id, after, paging.size).await?;
    let next = next.map(|place| Cursor { backwards: false, place }.encode());
    Ok(paging.list(None, Page { items, next, previous: None }))
}
