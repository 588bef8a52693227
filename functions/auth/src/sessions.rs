//! `GET /api/auth/sessions/` and `DELETE /api/auth/sessions/{id}/`

use axum::{Json, extract::State, response::NoContent};
use serde::Serialize;
use shared::{ApiError, auth::Participant, http::Id, ids::SessionId, ops::sessions, views::SessionView};
use utoipa::ToSchema;

/// The caller's sessions.
#[derive(Serialize, ToSchema)]
pub struct Sessions {
    count: usize,
    results: Vec<SessionView>,
}

/// Lists the caller's sessions, newest first.
#[utoipa::path(get, path = "/api/auth/sessions")]
pub async fn list_sessions(
    State(state): State<shared::State>,
    Participant(caller): Participant,
) -> Result<Json<Sessions>, ApiError> {
    let results = sessions::list_sessions(&state, &caller).await?;
    Ok(Json(Sessions { count: results.len(), results }))
}

/// Ends one of the caller's sessions, with its tokens and connections.
#[utoipa::path(delete, path = "/api/auth/sessions/{id}")]
pub async fn end_session(
    State(state): State<shared::State>,
    Participant(caller): Participant,
    Id(id): Id<SessionId>,
) -> Result<NoContent, ApiError> {
    sessions::end_session(&state, &caller, id).await?;
    Ok(NoContent)
}
