//! `POST /api/messages/`

use axum::{Json, extract::State, http::StatusCode};
use shared::{
    ApiError,
    auth::AnyCredentials,
    http::{Fields, Input, Valid},
    ids::RoomId,
    ops::messages::{Draft, send_message},
    shapes::MessageShape,
};

/// A message and where it goes.
pub struct NewMessage {
    room_id: RoomId,
    draft: Draft,
}

impl Input for NewMessage {
    fn read(fields: &mut Fields) -> Option<Self> {
        let room_id = fields.uuid("chat_room_id").required();
        let draft = Draft::read(fields);
        Some(Self { room_id: room_id?, draft: draft? })
    }
}

/// Sends a message. The same `client_message_id` again answers 200 with the message that was stored first.
pub async fn create_message(
    State(state): State<shared::State>,
    AnyCredentials(credentials): AnyCredentials,
    Valid(NewMessage { room_id, draft }): Valid<NewMessage>,
) -> Result<(StatusCode, Json<MessageShape>), ApiError> {
    let sent = send_message(&state, credentials.authenticate(&state.table), room_id, draft, None).await?;
    let status = if sent.is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(MessageShape::new(&sent.message, &sent.head))))
}
