//! Deletion of a room: immediately nobody can see it or write to it any more, and the sweep erases its items and
//! objects: events, notes, files, and the notifications that quote them. Daily stats and the audit log remain.

use std::collections::BTreeSet;

use chrono::Duration;
use serde::Deserialize;
use serde_json::Value;

use crate::{
    ApiError, State,
    files::keys as files,
    ids::{RoomId, UserId},
    model::{
        AuditEntry, Identity, Message, MessagePointer, Notification, RemovedRoom, Room, RoomEvent, RoomEventKind,
        RoomStatus,
    },
    ops::race::{Attempt, retry_on_conflict},
    store::read_room,
    table::{Entity, Key, Write},
    time::Timestamp,
};

/// Delay of the erasure, after which every operation that had begun before the deletion has ended.
const RETRY_DELAY: Duration = Duration::minutes(1);
/// Rooms erased per sweep.
const MAX_ROOMS_PER_SWEEP: usize = 25;
/// Items of a room erased per transaction, which holds 100 writes: a message's pointer is erased with it.
const ITEMS: usize = 50;
/// Notifications read per query.
const NOTIFICATIONS: usize = 100;

/// Deletes a closed room.
///
/// # Errors
/// 404 for an unknown room, 400 for one that isn't closed.
pub async fn remove_room(state: &State, by: &Identity, id: RoomId) -> Result<(), ApiError> {
    retry_on_conflict(|| async move {
        let (room, head) = read_room(&state.table, by, id).await?;
        if head.status != RoomStatus::Closed {
            return Err(ApiError::invalid("Close the chat before deleting it.").into());
        }
        let removed = RemovedRoom { room_id: id, customer_id: room.customer_id, removed_at: Timestamp::now() };
        let audited = AuditEntry::new(by, "room", "deleted", id, &room.subject);
        let writes = vec![
            Write::delete(room.key()).when_exists(),
            Write::delete(head.key()).when_equals("seq", head.seq),
            Write::create(&removed),
            Write::put(&audited),
        ];
        Ok::<_, Attempt>(state.table.transact(writes).await?)
    })
    .await
}

/// Erases the items of deleted rooms. Safe to run at any time, concurrently, and to be interrupted anywhere.
///
/// # Errors
/// A failed read of the table.
pub async fn erase_removed(state: &State) -> Result<(), ApiError> {
    let removed: Vec<RemovedRoom> = state.table.take(&RemovedRoom::all(), MAX_ROOMS_PER_SWEEP).await?;
    let now = Timestamp::now();
    for room in removed.into_iter().filter(|room| room.removed_at.after(RETRY_DELAY) <= now) {
        // A failure here is retried by the next sweep, a minute later.
        if let Err(error) = erase(state, &room).await {
            error.log();
        }
    }
    Ok(())
}

/// An item of a room, of any type.
#[derive(Deserialize)]
#[serde(transparent)]
struct Part(Value);

impl Part {
    fn key(&self) -> Result<Key, ApiError> {
        Key::deserialize(&self.0).map_err(ApiError::internal)
    }

    /// Pointer to the message, if this is one.
    fn pointer(&self) -> Option<Key> {
        Some(MessagePointer::key_of(Message::deserialize(&self.0).ok()?.id))
    }

    /// Author of the item, or agent of the room after it.
    fn participant(&self) -> Option<UserId> {
        match RoomEvent::deserialize(&self.0).map(|event| event.kind) {
            Ok(RoomEventKind::RoomUpdated { state, .. }) => Some(state.agent?.user_id),
            Ok(RoomEventKind::MessageEdited { .. }) => None,
            Err(_) => Message::deserialize(&self.0).ok()?.sender.user_id,
        }
    }
}

async fn erase(state: &State, room: &RemovedRoom) -> Result<(), ApiError> {
    forget(state, room.customer_id, room.room_id).await?;
    let mut forgotten_by = BTreeSet::from([room.customer_id]);
    loop {
        let parts: Vec<Part> = state.table.take(&Room::items_of(room.room_id), ITEMS).await?;
        if parts.is_empty() {
            break;
        }
        for user in parts.iter().filter_map(Part::participant) {
            if forgotten_by.insert(user) {
                forget(state, user, room.room_id).await?;
            }
        }
        let mut deletes: Vec<Write> = parts.iter().filter_map(Part::pointer).map(Write::delete).collect();
        for part in &parts {
            deletes.push(Write::delete(part.key()?));
        }
        state.table.transact(deletes).await?;
    }
    state.files.delete_all(&files::room_prefix(room.room_id)).await?;
    Ok(state.table.write(Write::delete(room.key())).await?)
}

/// Deletes a user's notifications of a room: none is older than the room.
async fn forget(state: &State, user: UserId, room: RoomId) -> Result<(), ApiError> {
    let mut list = Notification::since(user, &room);
    loop {
        let notifications: Vec<Notification> = state.table.take(&list, NOTIFICATIONS).await?;
        let about_it = notifications.iter().filter(|notification| notification.room_id == room);
        let deletes: Vec<Write> = about_it.map(|notification| Write::delete(notification.key())).collect();
        if !deletes.is_empty() {
            state.table.transact(deletes).await?;
        }
        match notifications.last() {
            Some(last) if notifications.len() == NOTIFICATIONS => list = Notification::since(user, &last.id),
            _ => return Ok(()),
        }
    }
}
