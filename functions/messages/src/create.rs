//! `POST /api/messages/`

use axum::extract::State;
use shared::{
    ApiError,
    auth::AnyCredentials,
    http::{CreatedOnce, Valid},
    ops::messages::{NewMessage, send_message},
    views::MessageView,
};

/// Sends a message. A repeated `client_message_id` gets a 200 with the message stored first.
#[utoipa::path(
    post,
    path = "/api/messages",
    responses((status = 404)),
    extensions(("x-limits" = json!(["UPLOAD_MEGABYTES_PER_DAY"]))),
)]
pub async fn create_message(
    State(state): State<shared::State>,
    AnyCredentials(credentials): AnyCredentials,
    Valid(NewMessage { room_id, draft }): Valid<NewMessage>,
) -> Result<CreatedOnce<MessageView>, ApiError> {
    let sent = send_message(&state, credentials, room_id, draft).await?;
    Ok(sent.answer(&state))
}
