//! `PUT /api/messages/{id}/edit/`

use axum::{Json, extract::State};
use shared::{
    ApiError,
    auth::AnyCredentials,
    http::{Id, Valid},
    ids::MessageId,
    ops::messages::{self, MessageEdit},
    views::MessageView,
};

/// Replaces the text of one of the caller's messages.
#[utoipa::path(put, path = "/api/messages/{id}/edit")]
pub async fn edit_message(
    State(state): State<shared::State>,
    AnyCredentials(credentials): AnyCredentials,
    Id(id): Id<MessageId>,
    Valid(edit): Valid<MessageEdit>,
) -> Result<Json<MessageView>, ApiError> {
    let (message, head) = messages::edit_message(&state, credentials, id, edit).await?;
    Ok(Json(MessageView::new(&message, &head, state.files.links())))
}
