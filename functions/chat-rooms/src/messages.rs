//! `GET /api/chat-rooms/{id}/messages/` and `POST /api/chat-rooms/{id}/send_message/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::{AnyCredentials, StaffInRoom},
    http::{CreatedOnce, Fields, Id, Input, List, Paging, Valid, ValidQuery},
    ids::RoomId,
    ops::messages::{self, Draft, list_messages, messages_after},
    table::{Cursor, Page, PageLink},
    views::MessageView,
};

/// The event after which to list messages.
pub struct AfterSeq {
    after_seq: Option<u64>,
}

impl Input for AfterSeq {
    fn read(fields: &mut Fields) -> Option<Self> {
        Some(Self { after_seq: fields.integer("after_seq").optional()? })
    }
}

/// Lists a room's messages: the newest page first, or with `?after_seq=` the messages created or edited after that
/// event.
#[utoipa::path(get, path = "/api/chat-rooms/{id}/messages")]
pub async fn list_room_messages(
    State(state): State<shared::State>,
    AnyCredentials(credentials): AnyCredentials,
    Id(room_id): Id<RoomId>,
    paging: Paging,
    ValidQuery(AfterSeq { after_seq }): ValidQuery<AfterSeq>,
) -> Result<Json<List<MessageView>>, ApiError> {
    let Some(after_seq) = after_seq else {
        let (count, page) = list_messages(&state, credentials, room_id, &paging.request()?).await?;
        return Ok(paging.list(Some(count), page));
    };
    let after = match paging.cursor.as_deref().map(Cursor::<u64>::decode) {
        None => after_seq,
        Some(cursor) => cursor.ok_or(ApiError::InvalidPage)?.place,
    };
    let (items, next) = messages_after(&state, credentials, room_id, after, paging.size).await?;
    let next = next.map(|place| PageLink::Cursor(Cursor { backwards: false, place }.encode()));
    Ok(paging.list(None, Page::new(items, next)))
}

/// Sends a message to the room, for staff. A repeated `client_message_id` gets a 200 with the message stored first.
#[utoipa::path(
    post,
    path = "/api/chat-rooms/{id}/send_message",
    extensions(("x-limits" = json!(["UPLOAD_MEGABYTES_PER_DAY"]))),
)]
pub async fn send_room_message(
    State(state): State<shared::State>,
    StaffInRoom(caller, room_id): StaffInRoom,
    Valid(draft): Valid<Draft>,
) -> Result<CreatedOnce<MessageView>, ApiError> {
    let sent = messages::send_message(&state, caller, room_id, draft).await?;
    Ok(sent.answer(&state))
}
