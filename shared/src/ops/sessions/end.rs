//! Ending sessions: first the session, so that nothing new can be done with it, then the connections it opened.

use futures_util::future::try_join_all;

use crate::{
    ApiError, State,
    auth::Caller,
    ids::{SessionId, UserId},
    model::{ConnectionEntry, Session},
    ops::{connections, presence},
    table::{Entity, Key, Query, Table, Write, keys},
};

/// How many sessions of a user, and connections of a session, are ended in one go.
const MOST: usize = 1_000;

/// Ends the session that the caller is signed in by.
///
/// # Errors
/// When the table can't be reached.
pub async fn sign_out(state: &State, caller: &Caller) -> Result<(), ApiError> {
    state.table.write(Write::delete(Key::session(caller.identity.user_id, caller.session_id))).await?;
    close_connections(state, caller.identity.user_id, |session| session == caller.session_id).await?;
    presence::connection_ended(state, &caller.identity).await
}

/// Ends one session.
pub(super) async fn end(state: &State, session: &Session) -> Result<(), ApiError> {
    state.table.write(Write::delete(session.key())).await?;
    close_connections(state, session.identity.user_id, |id| id == session.id).await
}

/// Ends all sessions of a user but one.
///
/// # Errors
/// When the table can't be reached.
pub async fn end_all_but(state: &State, user: UserId, kept: Option<SessionId>) -> Result<(), ApiError> {
    let sessions = sessions_of(&state.table, user).await?;
    let ended = sessions.iter().filter(|session| Some(session.id) != kept);
    try_join_all(ended.map(|session| state.table.write(Write::delete(session.key())))).await?;
    close_connections(state, user, |session| Some(session) != kept).await
}

/// Makes all sessions of a user answer that the user is inactive. The user itself must have been deactivated before.
///
/// # Errors
/// When the table can't be reached.
pub async fn deactivate_all(state: &State, user: UserId) -> Result<(), ApiError> {
    let sessions = sessions_of(&state.table, user).await?;
    let off = |session: &Session| Write::update(session.key()).set("is_active", false).when_exists();
    try_join_all(sessions.iter().map(|session| state.table.write(off(session)))).await?;
    close_connections(state, user, |_| true).await
}

/// The sessions of a user.
pub(super) async fn sessions_of(table: &Table, user: UserId) -> Result<Vec<Session>, ApiError> {
    let query = Query::table(keys::user(user)).prefix(keys::SESSION).consistent();
    Ok(table.take(&query, MOST).await?)
}

async fn close_connections(
    state: &State,
    user: UserId,
    is_concerned: impl Fn(SessionId) -> bool,
) -> Result<(), ApiError> {
    let query = Query::table(keys::user(user)).prefix(keys::CONNECTION).consistent();
    let connections: Vec<ConnectionEntry> = state.table.take(&query, MOST).await?;
    let concerned = connections.iter().filter(|entry| is_concerned(entry.session_id));
    futures_util::future::join_all(concerned.map(async |entry| {
        connections::forget(state, &entry.connection_id).await;
        state.push.close(&entry.connection_id).await;
    }))
    .await;
    Ok(())
}
