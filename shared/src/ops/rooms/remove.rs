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
    model::{AuditEntry, EntryKind, Head, Identity, LogEntry, Notification, RemovedRoom, Room, RoomStatus},
    ops::race::{Attempt, retry_on_conflict},
    store::read_room,
    table::{Entity, Key, Write},
    time::Timestamp,
};

/// Delay of the erasure, after which every operation that had begun before the deletion has ended.
const RETRY_DELAY: Duration = Duration::minutes(1);
/// Rooms erased per sweep.
const MAX_ROOMS_PER_SWEEP: usize = 25;
/// Items of a room erased per transaction, which holds 4 MB.
const ITEMS: usize = 50;
/// Time for which the last entry outlives the room: no message that was on its way is stored behind it.
const TOMBSTONE_LIFETIME: Duration = Duration::days(1);
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
        let now = Timestamp::now().max(head.updated_at);
        let last = removed_head(head, now);
        let removed = RemovedRoom { room_id: id, customer_id: room.customer_id, last_seq: last.seq, removed_at: now };
        let audited = AuditEntry::new(by, "room", "deleted", id, &room.subject);
        let writes = vec![
            Write::create(&LogEntry::other(EntryKind::Removed, &last)),
            Write::delete(room.key()).when_exists(),
            Write::create(&removed),
            Write::put(&audited),
        ];
        Ok::<_, Attempt>(state.table.transact(writes).await?)
    })
    .await
}

/// The head of the entry that outlives a room: nothing of what was said in it, or of who did.
fn removed_head(head: Head, now: Timestamp) -> Head {
    Head { seq: head.seq + 1, updated_at: now, subject: String::new(), agent: None, last_message: None, ..head }
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

    /// Author of the message, or agent of the room after the entry.
    fn participant(&self) -> Option<UserId> {
        let entry = LogEntry::deserialize(&self.0).ok()?;
        match entry.as_message() {
            Some(message) => message.sender.user_id,
            None => Some(entry.head.agent?.user_id),
        }
    }
}

async fn erase(state: &State, room: &RemovedRoom) -> Result<(), ApiError> {
    forget(state, room.customer_id, room.room_id).await?;
    let mut forgotten_by = BTreeSet::from([room.customer_id]);
    let last_entry = LogEntry::key_of(room.room_id, room.last_seq);
    loop {
        let parts: Vec<Part> = state.table.take(&Room::items_of(room.room_id), ITEMS).await?;
        for user in parts.iter().filter_map(Part::participant) {
            if forgotten_by.insert(user) {
                forget(state, user, room.room_id).await?;
            }
        }
        let mut keys = parts.iter().map(Part::key).collect::<Result<Vec<Key>, ApiError>>()?;
        keys.retain(|key| *key != last_entry);
        if keys.is_empty() {
            break;
        }
        state.table.transact(keys.into_iter().map(Write::delete).collect()).await?;
    }
    state.files.delete_all(&files::room_prefix(room.room_id)).await?;
    let expiry = Timestamp::now().after(TOMBSTONE_LIFETIME).unix();
    state.table.write_if(Write::update(last_entry).set("ttl", expiry).when_exists()).await?;
    Ok(state.table.write(Write::delete(room.key())).await?)
}

/// Deletes a user's notifications of a room: none is older than the room.
async fn forget(state: &State, user: UserId, room: RoomId) -> Result<(), ApiError> {
    let mut list = Notification::since(user, &room.beginning());
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
