//! `GET /api/auth/sessions/` and `DELETE /api/auth/sessions/{id}/`

use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;
use shared::{ApiError, auth::Participant, http::Id, ids::SessionId, ops::sessions, views::SessionView};

/// The caller's sessions.
#[derive(Serialize)]
pub struct Sessions {
    count: usize,
    results: Vec<SessionView>,
}

/// Lists the caller's sessions, newest first.
pub async fn list_sessions(
    State(state): State<shared::State>,
    Participant(caller): Participant,
) -> Result<Json<Sessions>, ApiError> {
    let results = sessions::list_sessions(&state, &caller).await?;
    Ok(Json(Sessions { count: results.len(), results }))
}

/// Ends one of the caller's sessions, with its tokens and connections.
pub async fn end_session(
    State(state): State<shared::State>,
    Participant(caller): Participant,
    Id(id): Id<SessionId>,
) -> Result<StatusCode, ApiError> {
    sessions::end_session(&state, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
