//! Removal of a closed connection.

use crate::{
    ApiError,
    ids::ConnectionId,
    model::{Connection, ConnectionEntry, Watcher},
    table::{Entity, Read, Table, Write},
};

/// Deletes the items of a connection; `None` if they are deleted already.
pub(super) async fn remove(table: &Table, id: &ConnectionId) -> Result<Option<Connection>, ApiError> {
    let connection: Option<Connection> = table.get(&Connection::key_of(id), Read::Consistent).await?;
    let Some(connection) = connection else { return Ok(None) };
    let mut writes = vec![Write::delete(connection.key()).when_exists()];
    writes.extend(traces(&connection));
    match table.transact(writes).await {
        Err(error) if error.is_condition() => Ok(None),
        written => Ok(written.map(|()| Some(connection))?),
    }
}

/// Deletes the entries by which pushes find a connection, after the connection itself was deleted.
///
/// # Errors
/// An unreachable table.
pub(in crate::ops) async fn remove_traces(table: &Table, connection: &Connection) -> Result<(), ApiError> {
    Ok(table.transact(traces(connection).collect()).await?)
}

fn traces(connection: &Connection) -> impl Iterator<Item = Write> {
    let entries = ConnectionEntry::all_of(connection).into_iter().map(|entry| entry.key());
    let watchers = connection.watching.iter().map(|&room| Watcher::key_of(room, &connection.id));
    entries.chain(watchers).map(Write::delete)
}
