//! Ending of sessions and of the connections that they opened.

use futures_util::{
    StreamExt, TryStreamExt,
    future::{join_all, try_join_all},
    stream,
};

use crate::{
    ApiError, State,
    auth::Caller,
    ids::{SessionId, UserId},
    model::{ChatSession, Session},
    ops::{
        publish::{connection_ended, forget, remove_traces},
        rooms::leave_desk,
    },
    security::SecurityEvent,
    store::{chat_sessions_of, get_user, sessions_of},
    table::{Entity, Read, Table, Write},
};

/// Sessions ended concurrently.
const CONCURRENCY: usize = 32;
/// Connections deleted in the transaction that ends their session; it is limited to 100 writes.
const WITH_SESSION: usize = 90;

/// Ends the caller's current session.
///
/// # Errors
/// An unreachable table.
pub async fn sign_out(state: &State, caller: &Caller) -> Result<(), ApiError> {
    end_own(state, caller, caller.session_id).await
}

/// Ends one of the caller's sessions.
pub(super) async fn end_own(state: &State, caller: &Caller, session: SessionId) -> Result<(), ApiError> {
    let user = caller.identity.user_id;
    end(state, user, session).await?;
    connection_ended(state, &caller.identity).await?;
    leave_desk(state, &caller.identity, user).await
}

/// Ends the session of a browser's cookie, if it is another than `kept`: a browser has one session.
///
/// # Errors
/// An unreachable table.
pub async fn end_other_session(
    state: &State,
    other: Option<(UserId, SessionId)>,
    kept: SessionId,
) -> Result<(), ApiError> {
    let Some((user, session)) = other.filter(|(_, session)| *session != kept) else { return Ok(()) };
    end(state, user, session).await?;
    leave_desk(state, &get_user(&state.table, user).await?.identity(), user).await
}

/// Ends one session. It and its connections lose their authorization in one transaction, so that an interruption leaves
/// none of them valid; their other items are deleted afterwards.
pub(super) async fn end(state: &State, user: UserId, session: SessionId) -> Result<(), ApiError> {
    let chat_sessions = opened_by(&state.table, user, |id| id == session).await?;
    let powers = chat_sessions.iter().take(WITH_SESSION).map(|chat_session| Write::delete(chat_session.key()));
    let writes = std::iter::once(Write::delete(Session::key_of(user, session))).chain(powers).collect();
    state.table.transact(writes).await?;
    SecurityEvent::SessionEnded.log(Some(user), "signed out");
    let closed = chat_sessions.iter().map(async |chat_session| {
        state.push.close(&chat_session.id).await;
        remove_traces(&state.table, chat_session).await
    });
    try_join_all(closed).await?;
    if let Some(chat_session) = chat_sessions.first() {
        connection_ended(state, &chat_session.identity).await?;
    }
    // A connection may have been opened while the session was still valid.
    close_connections(state, user, |id| id == session).await
}

/// Ends all sessions of a user except one.
///
/// # Errors
/// An unreachable table.
pub async fn end_all_but(state: &State, user: UserId, kept: Option<SessionId>) -> Result<(), ApiError> {
    let sessions = sessions_of(&state.table, user).await?;
    let ended = sessions.into_iter().filter(|session| Some(session.id) != kept);
    let ended = stream::iter(ended).map(|session| end(state, user, session.id));
    ended.buffer_unordered(CONCURRENCY).try_collect::<()>().await
}

/// Deactivates all sessions of a user, who must have been deactivated before: requests get the answer for inactive
/// users.
///
/// # Errors
/// An unreachable table.
pub async fn deactivate_all(state: &State, user: UserId) -> Result<(), ApiError> {
    let sessions = sessions_of(&state.table, user).await?;
    SecurityEvent::SessionEnded.log(Some(user), "deactivated");
    // A session deleted meanwhile needs no deactivation.
    let off = |session: Session| async move {
        let write = Write::update(session.key()).set("is_active", false).when_exists();
        state.table.write_if(write).await.map(|_| ())
    };
    stream::iter(sessions).map(off).buffer_unordered(CONCURRENCY).try_collect::<()>().await?;
    close_connections(state, user, |_| true).await
}

/// Reads the connections that certain sessions of a user have opened.
async fn opened_by(
    table: &Table,
    user: UserId,
    is_concerned: impl Fn(SessionId) -> bool,
) -> Result<Vec<ChatSession>, ApiError> {
    let entries = chat_sessions_of(table, user).await?;
    let concerned = entries.iter().filter(|entry| is_concerned(entry.session_id));
    let keys = concerned.map(|entry| ChatSession::key_of(&entry.connection_id));
    Ok(table.get_all(keys, Read::Consistent).await?)
}

async fn close_connections(
    state: &State,
    user: UserId,
    is_concerned: impl Fn(SessionId) -> bool,
) -> Result<(), ApiError> {
    let chat_sessions = opened_by(&state.table, user, is_concerned).await?;
    join_all(chat_sessions.iter().map(async |chat_session| {
        forget(state, &chat_session.id).await;
        state.push.close(&chat_session.id).await;
    }))
    .await;
    Ok(())
}
