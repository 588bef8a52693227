//! Watching of rooms by staff.

use crate::{
    ApiError, State,
    auth::open_head,
    ids::{ConnectionId, RoomId},
    model::{Connection, Watcher},
    ops::race::{Attempt, retry_on_conflict},
    table::{Entity, Read, Write},
};

/// Maximum number of rooms that a connection watches.
const MAX_WATCHED_ROOMS: usize = 50;

/// Subscribes a connection to the events of a room.
///
/// # Errors
/// 404 for an unknown room, 403 for customers, 400 beyond fifty rooms.
pub async fn watch(state: &State, id: &ConnectionId, room_id: RoomId) -> Result<(), ApiError> {
    let (caller, _) = open_head(state, id, room_id).await?;
    if !caller.is_staff() {
        return Err(ApiError::forbidden());
    }
    change(state, id, |connection| {
        if connection.watching.contains(&room_id) {
            return Ok(None);
        }
        if connection.watching.len() >= MAX_WATCHED_ROOMS {
            return Err(ApiError::field(
                "room_id",
                format!("A connection can watch {MAX_WATCHED_ROOMS} rooms at most."),
            ));
        }
        let watcher = Watcher {
            room_id,
            connection_id: id.clone(),
            user_id: connection.identity.user_id,
            role: connection.identity.role,
            expires_at: connection.expires_at,
            ttl: connection.ttl,
        };
        connection.watching.push(room_id);
        Ok(Some(Write::put(&watcher)))
    })
    .await
}

/// Unsubscribes a connection from a room.
///
/// # Errors
/// 401 for an unknown connection, 403 for customers.
pub async fn unwatch(state: &State, id: &ConnectionId, room_id: RoomId) -> Result<(), ApiError> {
    change(state, id, |connection| {
        if !connection.identity.role.is_staff() {
            return Err(ApiError::forbidden());
        }
        connection.watching.retain(|&room| room != room_id);
        Ok(Some(Write::delete(Watcher::key_of(room_id, id))))
    })
    .await
}

/// Changes the watched rooms in the connection and the watcher in the room's partition in one transaction.
async fn change(
    state: &State,
    id: &ConnectionId,
    decide: impl Fn(&mut Connection) -> Result<Option<Write>, ApiError>,
) -> Result<(), ApiError> {
    let decide = &decide;
    retry_on_conflict(|| async move {
        let connection: Option<Connection> = state.table.get(&Connection::key_of(id), Read::Consistent).await?;
        let mut connection = connection.ok_or_else(ApiError::invalid_token)?;
        let before = connection.watching.clone();
        let Some(write) = decide(&mut connection)? else {
            return Ok(());
        };
        let own = Write::update(connection.key()).set("watching", &connection.watching);
        Ok::<_, Attempt>(state.table.transact(vec![own.when_equals("watching", before), write]).await?)
    })
    .await
}
