//! `GET /api/messages/{id}/` and `GET /api/messages/{id}/versions/`

use axum::{Json, extract::State};
use serde::Serialize;
use shared::{
    ApiError,
    auth::{AnyCredentials, Credentials},
    http::Id,
    ids::MessageId,
    ops::messages::{self, MessageVersion},
    views::MessageView,
};
use utoipa::ToSchema;

/// Returns a message, for members of its room and staff.
#[utoipa::path(get, path = "/api/messages/{id}")]
pub async fn get_message(
    State(state): State<shared::State>,
    AnyCredentials(credentials): AnyCredentials,
    Id(id): Id<MessageId>,
) -> Result<Json<MessageView>, ApiError> {
    let found = messages::find_message(&state, credentials, id).await?;
    Ok(Json(MessageView::new(&found.message, &found.head, state.files.links())))
}

/// Previous versions of a message.
#[derive(Serialize, ToSchema)]
pub struct MessageVersions {
    count: usize,
    results: Vec<MessageVersion>,
}

/// Lists a message's versions before it was edited, for staff.
#[utoipa::path(get, path = "/api/messages/{id}/versions")]
pub async fn list_versions(
    State(state): State<shared::State>,
    credentials: Credentials,
    Id(id): Id<MessageId>,
) -> Result<Json<MessageVersions>, ApiError> {
    let results = messages::list_versions(&state, credentials, id).await?;
    Ok(Json(MessageVersions { count: results.len(), results }))
}
