//! `POST /api/chat/send_message/`

use axum::extract::State;
use shared::{
    ApiError,
    auth::Visitor,
    http::{CreatedOnce, Valid},
    ops::messages::{self, NewMessage},
    views::MessageView,
};

/// Sends a visitor's message. A repeated `client_message_id` gets a 200 with the message stored first.
#[utoipa::path(post, path = "/api/chat/send_message", responses((status = 404)))]
pub async fn send_visitor_message(
    State(state): State<shared::State>,
    Visitor(caller): Visitor,
    Valid(NewMessage { room_id, draft }): Valid<NewMessage>,
) -> Result<CreatedOnce<MessageView>, ApiError> {
    let sent = messages::send_message(&state, caller, room_id, draft).await?;
    Ok(sent.answer(&state))
}
