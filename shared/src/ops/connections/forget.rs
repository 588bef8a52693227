//! Removal of a closed connection.

use futures_util::future::BoxFuture;

use crate::{
    ApiError, State,
    ids::ConnectionId,
    model::{Connection, ConnectionEntry, Watcher},
    ops::presence,
    table::{Entity, Read, Table, Write},
};

/// Removes a connection and, if it was its user's last, sets the user offline. Never fails: the connection's items
/// expire by themselves. Boxed, because publishing the change can find further closed connections.
pub fn forget<'a>(state: &'a State, id: &'a ConnectionId) -> BoxFuture<'a, ()> {
    let ended = async {
        if let Some(connection) = remove(&state.table, id).await? {
            presence::connection_ended(state, &connection.identity).await?;
        }
        Ok::<_, ApiError>(())
    };
    Box::pin(async {
        if let Err(error) = ended.await {
            error.log();
        }
    })
}

/// Deletes the items of a connection; `None` if they are deleted already.
async fn remove(table: &Table, id: &ConnectionId) -> Result<Option<Connection>, ApiError> {
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
pub async fn remove_traces(table: &Table, connection: &Connection) -> Result<(), ApiError> {
    Ok(table.transact(traces(connection).collect()).await?)
}

fn traces(connection: &Connection) -> impl Iterator<Item = Write> {
    let entries = ConnectionEntry::all_of(connection).into_iter().map(|entry| entry.key());
    let watchers = connection.watching.iter().map(|&room| Watcher::key_of(room, &connection.id));
    entries.chain(watchers).map(Write::delete)
}
