//! `PUT /api/messages/{id}/edit/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::AnyCredentials,
    http::{Id, Valid},
    ids::MessageId,
    ops::messages::{self, Edit},
    views::MessageView,
};

/// Replaces the text of one of the caller's messages.
pub async fn edit_message(
    State(state): State<shared::State>,
    AnyCredentials(credentials): AnyCredentials,
    Id(id): Id<MessageId>,
    Valid(edit): Valid<Edit>,
) -> Result<Json<MessageView>, ApiError> {
    let (message, head) = messages::edit_message(&state, credentials, id, edit).await?;
    Ok(Json(MessageView::new(&message, &head, state.files.links())))
}
