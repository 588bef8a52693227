//! `POST /api/messages/`

use axum::{Json, extract::State, http::StatusCode};
use shared::{
    ApiError,
    auth::AnyCredentials,
    http::Valid,
    ops::messages::{NewMessage, send_message},
    views::MessageView,
};

/// Sends a message. A repeated `client_message_id` gets a 200 with the message stored first.
pub async fn create_message(
    State(state): State<shared::State>,
    AnyCredentials(credentials): AnyCredentials,
    Valid(NewMessage { room_id, draft }): Valid<NewMessage>,
) -> Result<(StatusCode, Json<MessageView>), ApiError> {
    let sent = send_message(&state, credentials.authenticate(&state.table), room_id, draft, None).await?;
    Ok(sent.answer(&state))
}
