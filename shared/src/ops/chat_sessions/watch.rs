//! Watching of rooms by staff.

use crate::{
    ApiError, State,
    auth::open_head,
    ids::{ConnectionId, RoomId},
    model::{ChatSession, Watcher},
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
    change(state, id, |chat_session| {
        if chat_session.watching.contains(&room_id) {
            return Ok(None);
        }
        if chat_session.watching.len() >= MAX_WATCHED_ROOMS {
            return Err(ApiError::field(
                "room_id",
                format!("A connection can watch {MAX_WATCHED_ROOMS} rooms at most."),
            ));
        }
        let watcher = Watcher {
            room_id,
            connection_id: id.clone(),
            user_id: chat_session.identity.user_id,
            role: chat_session.identity.role,
            expires_at: chat_session.expires_at,
            ttl: chat_session.ttl,
        };
        chat_session.watching.push(room_id);
        Ok(Some(Write::put(&watcher)))
    })
    .await
}

/// Unsubscribes a connection from a room.
///
/// # Errors
/// 401 for an unknown connection, 403 for customers.
pub async fn unwatch(state: &State, id: &ConnectionId, room_id: RoomId) -> Result<(), ApiError> {
    change(state, id, |chat_session| {
        if !chat_session.identity.role.is_staff() {
            return Err(ApiError::forbidden());
        }
        chat_session.watching.retain(|&room| room != room_id);
        Ok(Some(Write::delete(Watcher::key_of(room_id, id))))
    })
    .await
}

/// Changes the watched rooms in the connection and the watcher in the room's partition in one transaction.
async fn change(
    state: &State,
    id: &ConnectionId,
    decide: impl Fn(&mut ChatSession) -> Result<Option<Write>, ApiError>,
) -> Result<(), ApiError> {
    let decide = &decide;
    retry_on_conflict(|| async move {
        let chat_session: Option<ChatSession> = state.table.get(&ChatSession::key_of(id), Read::Consistent).await?;
        let mut chat_session = chat_session.ok_or_else(ApiError::invalid_token)?;
        let before = chat_session.watching.clone();
        let Some(write) = decide(&mut chat_session)? else {
            return Ok(());
        };
        let own = Write::update(chat_session.key()).set("watching", &chat_session.watching);
        Ok::<_, Attempt>(state.table.transact(vec![own.when_equals("watching", before), write]).await?)
    })
    .await
}
