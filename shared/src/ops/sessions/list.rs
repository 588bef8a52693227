//! A user's own sessions: listing and ending them.

use super::end::end_own;
use crate::{
    ApiError, State, auth::Caller, ids::SessionId, model::Session, store::sessions_of, table::Read, time::Timestamp,
    views::SessionView,
};

/// Lists the valid sessions of the caller, the newest first. A visitor sees those of their own room.
///
/// # Errors
/// A failed read of the table.
pub async fn list_sessions(state: &State, caller: &Caller) -> Result<Vec<SessionView>, ApiError> {
    let now = Timestamp::now();
    let mut sessions = sessions_of(&state.table, caller.identity.user_id).await?;
    sessions.retain(|session| session.is_active && now < session.expires_at && is_own(session, caller));
    sessions.sort_by_key(|session| std::cmp::Reverse(session.id));
    Ok(sessions.iter().map(|session| SessionView::new(session, caller.session_id)).collect())
}

/// Ends one of the caller's sessions, with its tokens and connections.
///
/// # Errors
/// 404 for a session that the caller doesn't have.
pub async fn end_session(state: &State, caller: &Caller, id: SessionId) -> Result<(), ApiError> {
    let key = Session::key_of(caller.identity.user_id, id);
    let session: Option<Session> = state.table.get(&key, Read::Consistent).await?;
    session.filter(|session| is_own(session, caller)).ok_or(ApiError::NotFound)?;
    end_own(state, caller, id).await
}

/// An identified visitor can be a guest of several rooms, and can only end sessions of the room of their token.
fn is_own(session: &Session, caller: &Caller) -> bool {
    caller.identity.room_id.is_none() || session.identity.room_id == caller.identity.room_id
}
