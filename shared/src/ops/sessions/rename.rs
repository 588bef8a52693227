//! Update of the user's name in their sessions and connections, from which messages take the sender's name.

use futures_util::future::try_join_all;

use crate::{
    ApiError, State,
    model::{ChatSession, Identity, User},
    store::{chat_sessions_of, sessions_of},
    table::{Entity, Write},
};

/// Updates the identity in a user's sessions and connections.
///
/// # Errors
/// An unreachable table.
pub async fn rename(state: &State, user: &User) -> Result<(), ApiError> {
    let table = &state.table;
    let (sessions, chat_sessions) = tokio::try_join!(sessions_of(table, user.id), chat_sessions_of(table, user.id))?;
    // A visitor stays bound to the session's room.
    let identity = |room_id| Identity { room_id, ..user.identity() };
    let outdated = sessions.iter().filter(|session| session.identity != identity(session.identity.room_id));
    let renamed = outdated.map(|session| (session.key(), session.identity.room_id));
    let connected = chat_sessions.iter().map(|entry| (ChatSession::key_of(&entry.connection_id), entry.room_id));
    // One that ended meanwhile needs no update.
    let writes = renamed
        .chain(connected)
        .map(|(key, room_id)| table.write_if(Write::update(key).set("identity", identity(room_id)).when_exists()));
    try_join_all(writes).await?;
    Ok(())
}
