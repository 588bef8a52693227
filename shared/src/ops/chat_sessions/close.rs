//! Closing of a connection on request.

use crate::{
    ApiError, State, auth::Caller, ids::ConnectionId, model::ChatSession, ops::publish::forget,
    security::SecurityEvent, table::Read,
};

/// Closes a connection: of the caller, or of anyone for an admin. What it could do ends at once, even if the gateway
/// keeps it open for a while; its user's session goes on, so that the client may connect again.
///
/// # Errors
/// 404 for an unknown connection and for another user's.
pub async fn close_chat_session(state: &State, caller: &Caller, id: &ConnectionId) -> Result<(), ApiError> {
    let chat_session: Option<ChatSession> = state.table.get(&ChatSession::key_of(id), Read::Consistent).await?;
    let may_close =
        |chat_session: &ChatSession| caller.is_admin() || chat_session.identity.user_id == caller.identity.user_id;
    let chat_session = chat_session.filter(may_close).ok_or(ApiError::NotFound)?;
    SecurityEvent::SessionEnded.log(Some(chat_session.identity.user_id), "chat session closed");
    forget(state, id).await;
    state.push.close(id).await;
    Ok(())
}
