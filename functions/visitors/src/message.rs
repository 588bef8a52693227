//! `POST /api/chat/send_message/`

use axum::{Json, extract::State, http::StatusCode};
use shared::{
    ApiError,
    auth::Visitor,
    http::Valid,
    ops::messages::{self, NewMessage},
    views::MessageView,
};

/// Sends a visitor's message. A repeated `client_message_id` gets a 200 with the message stored first.
pub async fn send_message(
    State(state): State<shared::State>,
    Visitor(caller): Visitor,
    Valid(NewMessage { room_id, draft }): Valid<NewMessage>,
) -> Result<(StatusCode, Json<MessageView>), ApiError> {
    let sent = messages::send_message(&state, std::future::ready(Ok(caller)), room_id, draft, None).await?;
    Ok(sent.answer(&state))
}
