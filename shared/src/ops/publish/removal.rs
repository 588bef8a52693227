//! Removal of a closed connection.

use crate::{
    ApiError,
    ids::ConnectionId,
    model::{ChatSession, ChatSessionEntry, Watcher},
    table::{Entity, Read, Table, Write},
};

/// Deletes the items of a connection; `None` if they are deleted already.
pub(super) async fn remove(table: &Table, id: &ConnectionId) -> Result<Option<ChatSession>, ApiError> {
    let chat_session: Option<ChatSession> = table.get(&ChatSession::key_of(id), Read::Consistent).await?;
    let Some(chat_session) = chat_session else { return Ok(None) };
    let mut writes = vec![Write::delete(chat_session.key()).when_exists()];
    writes.extend(traces(&chat_session));
    match table.transact(writes).await {
        Err(error) if error.is_condition() => Ok(None),
        written => Ok(written.map(|()| Some(chat_session))?),
    }
}

/// Deletes the entries by which pushes find a connection, after the connection itself was deleted.
///
/// # Errors
/// An unreachable table.
pub(in crate::ops) async fn remove_traces(table: &Table, chat_session: &ChatSession) -> Result<(), ApiError> {
    Ok(table.transact(traces(chat_session).collect()).await?)
}

fn traces(chat_session: &ChatSession) -> impl Iterator<Item = Write> {
    let entries = ChatSessionEntry::all_of(chat_session).into_iter().map(|entry| entry.key());
    let watchers = chat_session.watching.iter().map(|&room| Watcher::key_of(room, &chat_session.id));
    entries.chain(watchers).map(Write::delete)
}
