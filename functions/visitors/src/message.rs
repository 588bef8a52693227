//! `POST /api/chat/send_message/`

use axum::{Json, extract::State, http::StatusCode};
use shared::{
    ApiError,
    auth::Visitor,
    http::Valid,
    ops::messages::{self, AddressedDraft},
    shapes::MessageShape,
};

/// Sends a visitor's message. The same `client_message_id` again answers 200 with the message that was stored first.
pub async fn send_message(
    State(state): State<shared::State>,
    Visitor(caller): Visitor,
    Valid(AddressedDraft { room_id, draft }): Valid<AddressedDraft>,
) -> Result<(StatusCode, Json<MessageShape>), ApiError> {
    let sent = messages::send_message(&state, std::future::ready(Ok(caller)), room_id, draft, None).await?;
    Ok(sent.answer(&state))
}
