//! `GET /api/chat-sessions/` and `DELETE /api/chat-sessions/{id}/`

use axum::{Json, extract::State, response::NoContent};
use shared::{
    ApiError,
    auth::{Admin, Participant},
    http::{Id, List, Paging, ValidQuery},
    ids::ConnectionId,
    ops::chat_sessions::{self, ChatSessionFilter},
    views::ChatSessionView,
};

/// Lists live WebSocket connections. A page has those of as many users as its size says.
#[utoipa::path(get, path = "/api/chat-sessions")]
pub async fn list_chat_sessions(
    State(state): State<shared::State>,
    _: Admin,
    paging: Paging,
    ValidQuery(filter): ValidQuery<ChatSessionFilter>,
) -> Result<Json<List<ChatSessionView>>, ApiError> {
    let page = chat_sessions::list_chat_sessions(&state, filter, &paging.request()?).await?;
    Ok(paging.list(None, page.map(|(connection, user)| ChatSessionView::new(connection, &user))))
}

/// Closes a WebSocket connection: one's own, or anyone's for an admin. The session that opened it goes on.
#[utoipa::path(delete, path = "/api/chat-sessions/{id}")]
pub async fn close_chat_session(
    State(state): State<shared::State>,
    Participant(caller): Participant,
    Id(id): Id<ConnectionId>,
) -> Result<NoContent, ApiError> {
    chat_sessions::close_chat_session(&state, &caller, &id).await?;
    Ok(NoContent)
}
