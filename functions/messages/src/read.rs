//! `POST /api/messages/{id}/mark_read/`, `{id}/mark_unread/`, `mark_bulk_read/` and `mark_chat_read/`

use axum::{Json, extract::State};
use serde::Serialize;
use serde_json::{Value, json};
use shared::{
    ApiError,
    auth::{AnyCredentials, Participant},
    http::{Fields, Id, Input, Valid},
    ids::{MessageId, RoomId},
    model::{Head, Message},
    ops::messages,
    views::ReadMark,
};

/// The message's new state.
#[derive(Serialize)]
pub struct Marked {
    success: bool,
    message: &'static str,
    data: Mark,
}

#[derive(Serialize)]
struct Mark {
    id: MessageId,
    #[serde(flatten)]
    mark: ReadMark,
}

impl Marked {
    fn new((message, head): &(Message, Head), text: &'static str) -> Json<Self> {
        let data = Mark { id: message.id, mark: ReadMark::of(message, head) };
        Json(Self { success: true, message: text, data })
    }
}

/// Marks a message, and all before it, as read.
pub async fn mark_message_read(
    State(state): State<shared::State>,
    AnyCredentials(credentials): AnyCredentials,
    Id(id): Id<MessageId>,
) -> Result<Json<Marked>, ApiError> {
    Ok(Marked::new(&messages::mark_read(&state, credentials, id).await?, "Message marked as read"))
}

/// Marks a message, and all after it, as unread.
pub async fn mark_message_unread(
    State(state): State<shared::State>,
    AnyCredentials(credentials): AnyCredentials,
    Id(id): Id<MessageId>,
) -> Result<Json<Marked>, ApiError> {
    Ok(Marked::new(&messages::mark_unread(&state, credentials, id).await?, "Message marked as unread"))
}

/// Messages to mark.
pub struct MessageIds(Vec<MessageId>);

impl Input for MessageIds {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.uuids("message_ids").required().map(Self)
    }
}

/// Room whose messages to mark.
pub struct RoomIdBody(RoomId);

impl Input for RoomIdBody {
    fn read(fields: &mut Fields) -> Option<Self> {
        fields.uuid("chat_room_id").required().map(Self)
    }
}

/// Marks messages, and all before them in their rooms, as read.
pub async fn mark_bulk_read(
    State(state): State<shared::State>,
    Participant(caller): Participant,
    Valid(MessageIds(ids)): Valid<MessageIds>,
) -> Result<Json<Value>, ApiError> {
    let updated_count = messages::mark_bulk_read(&state, &caller, ids).await?;
    let message = format!("{updated_count} messages marked as read");
    Ok(Json(json!({"success": true, "message": message, "updated_count": updated_count})))
}

/// Marks all messages of a room as read.
pub async fn mark_chat_read(
    State(state): State<shared::State>,
    Participant(caller): Participant,
    Valid(RoomIdBody(room_id)): Valid<RoomIdBody>,
) -> Result<Json<Value>, ApiError> {
    let updated_count = messages::mark_chat_read(&state, &caller, room_id).await?;
    let message = format!("{updated_count} messages marked as read");
    let body = json!({"success": true, "message": message, "updated_count": updated_count, "chat_room_id": room_id});
    Ok(Json(body))
}
