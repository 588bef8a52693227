//! `POST /api/messages/{id}/mark_read/`, `{id}/mark_unread/`, `mark_bulk_read/` and `mark_chat_read/`

use axum::{Json, extract::State};
use serde::Serialize;
use shared::{
    ApiError,
    auth::{AnyCredentials, Participant},
    http::{Fields, Id, Input, Valid},
    ids::{MessageId, RoomId},
    model::{Head, Message},
    ops::messages,
    views::{MarkedCount, ReadMark},
};
use utoipa::ToSchema;

/// The message's new state.
#[derive(Serialize, ToSchema)]
pub struct MarkedMessage {
    success: bool,
    message: &'static str,
    data: MessageMark,
}

#[derive(Serialize, ToSchema)]
struct MessageMark {
    id: MessageId,
    #[serde(flatten)]
    mark: ReadMark,
}

impl MarkedMessage {
    fn new((message, head): &(Message, Head), text: &'static str) -> Json<Self> {
        let data = MessageMark { id: message.id, mark: ReadMark::of(message, head) };
        Json(Self { success: true, message: text, data })
    }
}

/// Marks a message, and all before it, as read.
#[utoipa::path(post, path = "/api/messages/{id}/mark_read")]
pub async fn mark_message_read(
    State(state): State<shared::State>,
    AnyCredentials(credentials): AnyCredentials,
    Id(id): Id<MessageId>,
) -> Result<Json<MarkedMessage>, ApiError> {
    Ok(MarkedMessage::new(&messages::mark_read(&state, credentials, id).await?, "Message marked as read"))
}

/// Marks a message, and all after it, as unread.
#[utoipa::path(post, path = "/api/messages/{id}/mark_unread")]
pub async fn mark_message_unread(
    State(state): State<shared::State>,
    AnyCredentials(credentials): AnyCredentials,
    Id(id): Id<MessageId>,
) -> Result<Json<MarkedMessage>, ApiError> {
    Ok(MarkedMessage::new(&messages::mark_unread(&state, credentials, id).await?, "Message marked as unread"))
}

/// Messages to mark.
pub struct MessageIds(Vec<MessageId>);

impl Input for MessageIds {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.uuids("message_ids").required().map(Self)
    }
}

/// Room whose messages to mark.
pub struct RoomToRead(RoomId);

impl Input for RoomToRead {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.uuid("chat_room_id").required().map(Self)
    }
}

/// Marks messages, and all before them in their rooms, as read.
#[utoipa::path(post, path = "/api/messages/mark_bulk_read")]
pub async fn mark_bulk_read(
    State(state): State<shared::State>,
    Participant(caller): Participant,
    Valid(MessageIds(ids)): Valid<MessageIds>,
) -> Result<Json<MarkedCount>, ApiError> {
    let updated_count = messages::mark_bulk_read(&state, &caller, ids).await?;
    Ok(Json(MarkedCount::new(updated_count, "messages")))
}

/// Confirmation that a room was read.
#[derive(Serialize, ToSchema)]
pub struct MarkedRoom {
    #[serde(flatten)]
    count: MarkedCount,
    chat_room_id: RoomId,
}

/// Marks all messages of a room as read.
#[utoipa::path(post, path = "/api/messages/mark_chat_read", responses((status = 404)))]
pub async fn mark_chat_read(
    State(state): State<shared::State>,
    Participant(caller): Participant,
    Valid(RoomToRead(room_id)): Valid<RoomToRead>,
) -> Result<Json<MarkedRoom>, ApiError> {
    let updated_count = messages::mark_chat_read(&state, &caller, room_id).await?;
    Ok(Json(MarkedRoom { count: MarkedCount::new(updated_count, "messages"), chat_room_id: room_id }))
}
