//! `POST /api/messages/{id}/mark_read/` and `POST /api/messages/{id}/mark_unread/`

use axum::{Json, extract::State};
use serde::Serialize;
use shared::{
    ApiError,
    auth::Credentials,
    http::Id,
    ids::MessageId,
    model::{Head, Message},
    ops::messages,
    shapes::ReadMark,
};

/// Whether the message is read now.
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
    credentials: Credentials,
    Id(id): Id<MessageId>,
) -> Result<Json<Marked>, ApiError> {
    Ok(Marked::new(&messages::mark_read(&state, credentials, id).await?, "Message marked as read"))
}

/// Marks a message, and all after it, as unread.
pub async fn mark_message_unread(
    State(state): State<shared::State>,
    credentials: Credentials,
    Id(id): Id<MessageId>,
) -> Result<Json<Marked>, ApiError> {
    Ok(Marked::new(&messages::mark_unread(&state, credentials, id).await?, "Message marked as unread"))
}
