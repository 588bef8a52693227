//! `GET /api/messages/{id}/` and `GET /api/messages/{id}/versions/`

use axum::{Json, extract::State};
use serde::Serialize;
use shared::{
    ApiError,
    auth::{AnyCredentials, Credentials},
    http::Id,
    ids::MessageId,
    ops::messages::{self, Version},
    views::MessageView,
};

/// Returns a message, for members of its room and staff.
pub async fn get_message(
    State(state): State<shared::State>,
    AnyCredentials(credentials): AnyCredentials,
    Id(id): Id<MessageId>,
) -> Result<Json<MessageView>, ApiError> {
    let found = messages::find_message(&state, credentials, id).await?;
    Ok(Json(MessageView::new(&found.message, &found.head, state.files.links())))
}

/// Previous versions of a message.
#[derive(Serialize)]
pub struct Versions {
    count: usize,
    results: Vec<Version>,
}

/// Lists a message's versions before it was edited, for staff.
pub async fn list_versions(
    State(state): State<shared::State>,
    credentials: Credentials,
    Id(id): Id<MessageId>,
) -> Result<Json<Versions>, ApiError> {
    let results = messages::list_versions(&state, credentials, id).await?;
    Ok(Json(Versions { count: results.len(), results }))
}
